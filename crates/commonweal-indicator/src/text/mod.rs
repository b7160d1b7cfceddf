//! Every text that the program itself puts before a reader: findings, words for directions, labels, errors.
//!
//! One keyed catalogue, so that a person can read all of it before a release, and so that an easy-read or a translated
//! version is another table and not another program. `{name}` marks a place that [`say`] fills.

mod english;
mod gaps;
mod monitoring;
mod people;
mod places;
mod plan_records;
mod plans;
mod releases;
mod reports;
mod trend;
mod web;
mod withheld;

use english::ENGLISH;
use gaps::GAPS;
use monitoring::MONITORING;
use people::PEOPLE;
use places::PLACES;
use plan_records::PLAN_RECORDS;
use plans::PLANS;
use releases::RELEASES;
use reports::REPORTS;
use trend::TREND;
use web::WEB;
use withheld::WITHHELD;

/// The parts of the catalogue, each in order of key; no key is in two of them.
const TABLES: &[&[(&str, &str)]] = &[
    ENGLISH, //
    GAPS,
    MONITORING,
    PEOPLE,
    PLAN_RECORDS,
    PLANS,
    TREND,
    PLACES,
    RELEASES,
    REPORTS,
    WEB,
    WITHHELD,
];

/// The text of a key.
///
/// # Panics
/// Where the catalogue has no such key: a key is written in our own code, and a test looks up every one of them.
pub fn text(key: &str) -> &'static str {
    find(key).unwrap_or_else(|| panic!("the catalogue of texts has no `{key}`"))
}

/// The text of a key with its places filled.
///
/// # Panics
/// As [`text`], and where the text has a place that `places` does not fill.
pub fn say(key: &str, places: &[(&str, &str)]) -> String {
    let mut rest = text(key);
    let mut said = String::with_capacity(rest.len() + 40);
    // One pass, so that a name holding a brace is never filled again.
    while let Some((before, after)) = rest.split_once('{') {
        said.push_str(before);
        let (name, after) = after.split_once('}').expect("every place that opens also closes, which a test holds");
        let filling = places.iter().find(|(place, _)| *place == name);
        said.push_str(filling.unwrap_or_else(|| panic!("`{key}` has a place `{name}` that nobody filled")).1);
        rest = after;
    }
    said.push_str(rest);
    said
}

/// Every key, in order within each part.
pub fn text_keys() -> impl Iterator<Item = &'static str> {
    TABLES.iter().flat_map(|table| table.iter().map(|(key, _)| *key))
}

fn find(key: &str) -> Option<&'static str> {
    let in_table = |table: &'static [(&'static str, &'static str)]| {
        table.binary_search_by(|(known, _)| (*known).cmp(key)).ok().map(|found| table[found].1)
    };
    TABLES.iter().find_map(|table| in_table(table))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_in_order_and_said_once() {
        for table in TABLES {
            for pair in table.windows(2) {
                assert!(pair[0].0 < pair[1].0, "`{}` must stand before `{}`", pair[1].0, pair[0].0);
            }
        }
        let mut keys: Vec<&str> = text_keys().collect();
        keys.sort_unstable();
        for pair in keys.windows(2) {
            assert!(pair[0] != pair[1], "`{}` is in two parts of the catalogue", pair[0]);
        }
        let keys: std::collections::BTreeSet<&str> = text_keys().collect();
        assert_eq!(keys.len(), text_keys().count(), "a key stands in two tables");
    }

    #[test]
    fn every_place_that_opens_also_closes() {
        for key in text_keys() {
            let text = text(key);
            assert_eq!(text.matches('{').count(), text.matches('}').count(), "{key}");
            assert!(!text.is_empty() && text == text.trim(), "{key} is empty or has space around it");
        }
    }

    #[test]
    fn a_filling_is_never_filled_again() {
        let said = say("finding.gap.none", &[("title", "{gap} of {title}")]);
        assert!(said.starts_with("{gap} of {title}"), "{said}");
    }

    #[test]
    fn words_that_label_people_are_absent() {
        for key in text_keys() {
            for word in ["BAME", "hard to reach", "hard-to-reach", "sufferer", "non-complian"] {
                assert!(!text(key).contains(word), "{key} says {word}");
            }
        }
    }
}
