//! Every method, in the order of the handbook.

use crate::error::MethodError;
use crate::method::Method;
use crate::methods;

/// Every method there is, in the order of the handbook.
///
/// # Example
/// ```
/// assert!(commonweal_methods::all().iter().any(|method| method.id == "life-expectancy"));
/// ```
#[must_use]
pub fn all() -> Vec<&'static Method> {
    methods::FAMILIES.iter().flat_map(|family| family.iter()).collect()
}

/// The method of that name.
///
/// # Errors
/// `NoSuchMethod`, with the nearest name.
///
/// # Example
/// ```
/// use commonweal_methods::find;
/// assert_eq!(find("proportion")?.title, "Proportion");
/// let refusal = find("proportoin").expect_err("a slip of the pen");
/// assert_eq!(refusal.to_string(), "there is no method `proportoin`; did you mean `proportion`?");
/// # Ok::<(), commonweal_methods::MethodError>(())
/// ```
pub fn find(name: &str) -> Result<&'static Method, MethodError> {
    all().into_iter().find(|method| method.id == name).ok_or_else(|| {
        let near = all().into_iter().min_by_key(|method| distance(method.id, name));
        let hint = match near {
            Some(method) if distance(method.id, name) <= 3 => format!("did you mean `{}`?", method.id),
            _ => "`commonweal stats --help` lists them".to_owned(),
        };
        MethodError::NoSuchMethod { name: name.to_owned(), hint }
    })
}

/// How many letters to change, add or leave out to make one word of the other.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, other) in b.iter().enumerate() {
            let change = corner + usize::from(letter != *other);
            corner = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}
