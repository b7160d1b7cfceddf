//! The text of `--targets`: what share of the population each category of each column has.

/// One column and the targets of its categories, in the order given.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Target {
    pub(super) column: String,
    pub(super) categories: Vec<(String, f64)>,
}

/// Reads `sex:female=0.51,male=0.49/age:16-44=0.4,45+=0.6`. A name with one of `:=,/` in it stands in double quotes.
pub(super) fn targets(text: &str) -> Result<Vec<Target>, String> {
    let mut targets: Vec<Target> = vec![];
    for margin in split(text, '/').into_iter().filter(|margin| !margin.trim().is_empty()) {
        let [column, categories] = split(margin, ':')[..] else {
            return Err(format!("`{}` is not COLUMN:CATEGORY=SHARE,...", margin.trim()));
        };
        let target = Target { column: unquoted(column), categories: of_categories(categories)? };
        if targets.iter().any(|other| other.column == target.column) {
            return Err(format!("`{}` is there twice", target.column));
        }
        targets.push(target);
    }
    if targets.is_empty() { Err("give at least one COLUMN:CATEGORY=SHARE,...".to_owned()) } else { Ok(targets) }
}

fn of_categories(text: &str) -> Result<Vec<(String, f64)>, String> {
    let mut categories: Vec<(String, f64)> = vec![];
    for part in split(text, ',') {
        let [name, share] = split(part, '=')[..] else {
            return Err(format!("`{}` is not CATEGORY=SHARE", part.trim()));
        };
        let number: f64 = share.trim().parse().map_err(|_| format!("`{}` is not a number", share.trim()))?;
        let name = unquoted(name);
        if categories.iter().any(|(other, _)| *other == name) {
            return Err(format!("category `{name}` is there twice"));
        }
        categories.push((name, number));
    }
    Ok(categories)
}

/// Parts between separators that are not inside double quotes.
fn split(text: &str, separator: char) -> Vec<&str> {
    let mut is_quoted = false;
    text.split(|character| {
        is_quoted ^= character == '"';
        character == separator && !is_quoted
    })
    .collect()
}

fn unquoted(name: &str) -> String {
    name.trim().trim_matches('"').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_read_column_by_column() {
        let read = targets("sex:female=0.51,male=.49 / age: 16-44 = 40, 45+ = 60").expect("targets");
        assert_eq!(read[0].categories, [("female".to_owned(), 0.51), ("male".to_owned(), 0.49)]);
        assert_eq!((read[1].column.as_str(), &read[1].categories[1]), ("age", &("45+".to_owned(), 60.0)));
    }

    #[test]
    fn names_in_quotes_may_hold_separators() {
        let read = targets("\"ethnic group\":\"Asian/British: other\"=1").expect("targets");
        assert_eq!(read[0].column, "ethnic group");
        assert_eq!(read[0].categories[0].0, "Asian/British: other");
    }

    #[test]
    fn what_is_no_target_is_said() {
        for text in ["", "sex", "sex:female", "sex:female=half", "sex:f=1,f=2", "sex:f=1/sex:m=2", "a:b:c=1", "a:b=1=2"]
        {
            assert!(targets(text).is_err(), "{text}");
        }
    }
}
