//! `clean` makes a text safe to keep for ever: short, without control characters, without an NHS number.

/// The longest text of an entry, in characters.
pub const MOST_CHARACTERS: usize = 500;

/// What stands where a text held what looks like an NHS number.
pub const HIDDEN_NUMBER: &str = "[NHS number]";

/// The text as an entry keeps it. Cleaning twice changes nothing.
pub(crate) fn clean(text: &str) -> String {
    let visible: Vec<char> = text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    let hidden = without_nhs_numbers(&visible);
    hidden.chars().take(MOST_CHARACTERS).collect()
}

/// Replaces each run of ten digits that passes the sum of an NHS number, alone or grouped by single spaces or hyphens,
/// if no letter or digit touches it: the fingerprints and ids of an entry hold such runs by chance.
fn without_nhs_numbers(text: &[char]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut i = 0;
    while i < text.len() {
        let starts_a_run = text[i].is_ascii_digit() && (i == 0 || !text[i - 1].is_alphanumeric());
        match starts_a_run.then(|| nhs_number_ends(text, i)).flatten() {
            Some(end) => {
                out.push_str(HIDDEN_NUMBER);
                i = end;
            }
            None => {
                out.push(text[i]);
                i += 1;
            }
        }
    }
    out
}

/// Where a number that begins here ends, if it is ten digits that pass the sum.
fn nhs_number_ends(text: &[char], start: usize) -> Option<usize> {
    let mut digits = [0u32; 10];
    let mut found = 0;
    let mut i = start;
    while found < 10 {
        if let Some(digit) = text.get(i)?.to_digit(10) {
            digits[found] = digit;
            found += 1;
            i += 1;
        } else if matches!(text[i], ' ' | '-') && text[i - 1].is_ascii_digit() {
            i += 1;
        } else {
            return None;
        }
    }
    let is_alone = text.get(i).is_none_or(|c| !c.is_alphanumeric());
    (is_alone && passes_the_sum(&digits)).then_some(i)
}

/// The check of an NHS number: weights 10 to 2, modulo 11.
fn passes_the_sum(digits: &[u32; 10]) -> bool {
    let sum: u32 = digits[..9].iter().zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    match 11 - sum % 11 {
        11 => digits[9] == 0,
        10 => false,
        check => digits[9] == check,
    }
}
