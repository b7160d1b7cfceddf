//! Which of the names that exist is nearest to what was typed?

/// At most this many names are offered.
const MOST: usize = 5;
/// Longer texts are not compared: they are no slip of the keyboard.
const LONGEST: usize = 60;

/// The names nearest to `typed`, nearest first: those that differ by few letters, and those that contain it.
pub(super) fn nearest<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let typed: String = typed.chars().take(LONGEST).flat_map(char::to_lowercase).collect();
    let mut near: Vec<(usize, &str)> = names
        .into_iter()
        .filter_map(|name| {
            let lowered = name.to_lowercase();
            let steps = distance(&typed, &lowered);
            let contains = typed.chars().count() >= 3 && (lowered.contains(&typed) || typed.contains(&lowered));
            let close = steps <= 1 + typed.chars().count().max(lowered.chars().count()) / 3;
            (close || contains).then_some((if contains { steps.min(2) } else { steps }, name))
        })
        .collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter().take(MOST).map(|(_, name)| name.to_owned()).collect()
}

/// How many letters must be put in, left out or changed to turn one text into the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(LONGEST).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, other) in b.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *other);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_keyboard_finds_the_name_that_was_meant() {
        let names = ["smoking_prevalence", "smi_six_checks", "smoking_prevalence_survey", "bp_recorded_5y"];
        assert_eq!(nearest("smokign_prevalence", names), ["smoking_prevalence", "smoking_prevalence_survey"]);
        assert_eq!(nearest("smoking", names), ["smoking_prevalence", "smoking_prevalence_survey"]);
        assert_eq!(nearest("QT1-Mid", ["QT1-MID", "E06000018"]), ["QT1-MID"]);
        assert!(nearest("zzz", names).is_empty());
    }

    #[test]
    fn any_text_is_compared_in_bounded_time() {
        assert!(nearest(&"x".repeat(1_000_000), ["area", "by"]).is_empty());
        assert!(nearest("", ["area", "by"]).len() <= 2);
    }
}
