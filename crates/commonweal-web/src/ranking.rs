//! How well does something match what a reader typed? Plain rules that a reader can foresee: the start of a title, then a word
//! of the title, then a word anywhere. Nothing is learned and nothing about readers is kept.

/// What a reader typed, as words in small letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Query {
    whole: String,
    words: Vec<String>,
}

/// How well something matches: smaller is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    /// It is called exactly so, or has this code.
    Name,
    /// The title begins so.
    Start,
    /// Every word begins a word of the title.
    Title,
    /// Every word begins a word somewhere.
    Text,
}

impl Query {
    /// Reads what was typed; none where it has no letter or digit.
    pub(crate) fn read(typed: &str) -> Option<Self> {
        let words = words_of(typed);
        (!words.is_empty()).then(|| Self { whole: words.join(" "), words })
    }

    /// How well something with this title, this code and this text matches; none where a word is nowhere in it.
    pub(crate) fn rank(&self, title: &str, code: &str, body: &str) -> Option<Rank> {
        let title = words_of(title);
        let joined = title.join(" ");
        if joined == self.whole || words_of(code).join(" ") == self.whole {
            return Some(Rank::Name);
        }
        if joined.starts_with(&self.whole) {
            return Some(Rank::Start);
        }
        if self.words.iter().all(|word| begins_one(&title, word)) {
            return Some(Rank::Title);
        }
        let mut all = title;
        all.extend(words_of(code));
        all.extend(words_of(body));
        self.words.iter().all(|word| begins_one(&all, word)).then_some(Rank::Text)
    }

    /// How far a title is from what was typed, for suggestions where nothing matches: the words' least distances added up,
    /// none where a word is nothing like any of the title.
    pub(crate) fn distance(&self, title: &str) -> Option<usize> {
        let title = words_of(title);
        let mut sum = 0;
        let mut found = 0;
        for word in &self.words {
            let length = word.chars().count();
            let nearest = title.iter().map(|other| edits(word, other)).min();
            match nearest.filter(|edits| length > 3 && *edits <= length / 3) {
                Some(edits) => {
                    found += 1;
                    sum += edits;
                }
                // A word that is nothing like any other costs as much as it is long.
                None => sum += length,
            }
        }
        (found > 0).then_some(sum)
    }
}

fn begins_one(words: &[String], typed: &str) -> bool {
    // A plural or its singular is the same word to a reader.
    let stem = typed.strip_suffix('s').filter(|stem| stem.len() > 3).unwrap_or(typed);
    words.iter().any(|word| word.starts_with(stem))
}

/// The words of a text in small letters, without marks.
fn words_of(text: &str) -> Vec<String> {
    let lower = text.to_lowercase().replace('’', "");
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Letters to add, drop, change or swap with a neighbour to make one word of another.
fn edits(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(40).collect(), b.chars().take(40).collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<usize>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let same = usize::from(a[i - 1] != b[j - 1]);
            let mut least = (rows[i - 1][j] + 1).min(row[j - 1] + 1).min(rows[i - 1][j - 1] + same);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rank(typed: &str, title: &str, body: &str) -> Option<Rank> {
        Query::read(typed).expect("something was typed").rank(title, "E06000018", body)
    }

    #[test]
    fn a_title_that_begins_so_stands_before_a_word_of_it_and_that_before_the_text() {
        assert_eq!(rank("flu", "Flu", ""), Some(Rank::Name));
        assert_eq!(rank("e06000018", "Nottingham", ""), Some(Rank::Name));
        assert_eq!(rank("flu vacc", "Flu vaccination, over 65", ""), Some(Rank::Start));
        assert_eq!(rank("vaccination flu", "Flu vaccination, over 65", ""), Some(Rank::Title));
        assert_eq!(rank("vaccinations", "Flu vaccination", ""), Some(Rank::Title));
        assert_eq!(rank("influenza", "Flu vaccination", "Influenza vaccine by 31 March"), Some(Rank::Text));
        assert_eq!(rank("flu blood", "Flu vaccination", "blood pressure"), Some(Rank::Text));
        assert_eq!(rank("flu measles", "Flu vaccination", "blood pressure"), None);
    }

    #[test]
    fn only_signs_are_no_question() {
        assert_eq!(Query::read("  ?! "), None);
    }

    #[test]
    fn a_slip_of_the_fingers_is_near_and_another_word_is_not() {
        let query = Query::read("vaccinaton").expect("a word");
        assert_eq!(query.distance("Flu vaccination"), Some(1));
        assert_eq!(query.distance("Blood pressure"), None);
        assert_eq!(Query::read("hypertnesion").expect("a word").distance("Hypertension controlled"), Some(1));
    }
}
