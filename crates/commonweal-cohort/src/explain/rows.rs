//! Rows of the records as nouns: `record of asthma in the 12 months up to the index date`.

use super::claims::{Speaker, listed, lowered};
use crate::{Feature, Pick};

impl Speaker<'_> {
    /// `a record of asthma`, `an address`.
    pub(super) fn a_row(&self, feature: &Feature) -> String {
        if feature.pick == Pick::Current {
            return format!("a current {}", self.rows(feature, 1));
        }
        let rows = self.rows(feature, 1);
        let article = if rows.starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O']) { "an" } else { "a" };
        format!("{article} {rows}")
    }

    /// `their latest record of asthma`.
    pub(super) fn the_row(&self, feature: &Feature) -> String {
        let which = match feature.pick {
            Pick::Latest => "latest ",
            Pick::Earliest => "earliest ",
            Pick::Highest => "highest ",
            Pick::Lowest => "lowest ",
            Pick::Current => "current ",
            _ => "",
        };
        format!("their {which}{}", self.rows(feature, 1))
    }

    /// The rows a feature counts, one or several.
    pub(super) fn rows(&self, feature: &Feature, count: usize) -> String {
        let several = count > 1;
        let (one, many, of) = row_words(&feature.table);
        let mut words = if several { many } else { one }.to_owned();
        let titles: Vec<String> = feature
            .codelists
            .iter()
            .map(|id| self.library.codelists.get(id).map_or_else(|| id.clone(), |list| plain_title(&list.title)))
            .collect();
        if !titles.is_empty() {
            words = format!("{words} {of} {}", listed(&titles, "or"));
        }
        if !feature.categories.is_empty() {
            let categories: Vec<String> =
                feature.categories.iter().map(|word| format!("\u{2018}{word}\u{2019}")).collect();
            words = format!("{words} (category {})", listed(&categories, "or"));
        }
        if let Some(within) = feature.within {
            words = format!("{words} in the {within} up to the index date");
        }
        for (other, stands) in [(&feature.since, "on or after"), (&feature.after, "after"), (&feature.before, "before")]
        {
            if let Some(other) = other.as_ref().and_then(|name| self.features.get(name)) {
                words = format!("{words} {stands} the day of {}", self.the_row(other));
            }
        }
        if let Some(rule) = &feature.condition {
            let about = Speaker { row: Some(feature), ..*self };
            let condition = about.claim(&rule.expr);
            words = format!("{words} (where {condition})");
        }
        words
    }
}

/// What a row of a table is called, one and several, and the word before what it is about.
fn row_words(table: &str) -> (&'static str, &'static str, &'static str) {
    match table {
        "clinical_events" => ("record", "records", "of"),
        "medications" => ("prescription", "prescriptions", "of"),
        "vaccinations" => ("vaccination", "vaccinations", "of"),
        "ons_deaths" => ("death", "deaths", "from"),
        "apcs" => ("hospital stay", "hospital stays", "for"),
        "ec" => ("emergency department attendance", "emergency department attendances", "for"),
        "opa" => ("outpatient appointment", "outpatient appointments", "for"),
        "wl_pathways" => ("waiting list entry", "waiting list entries", "for"),
        "practice_registrations" => ("registration with a practice", "registrations with a practice", "of"),
        "addresses" => ("address", "addresses", "of"),
        "ethnicity_records" => ("record of ethnicity", "records of ethnicity", "of"),
        "community_contacts" => ("community contact", "community contacts", "for"),
        "mental_health_contacts" => ("mental health contact", "mental health contacts", "for"),
        "social_care_packages" => ("social care package", "social care packages", "for"),
        "maternities" => ("maternity", "maternities", "with"),
        "appointments" => ("appointment with the practice", "appointments with the practice", "for"),
        "experience_responses" => ("answer to a survey", "answers to a survey", "on"),
        _ => ("row", "rows", "of"),
    }
}

/// A codelist's title within a sentence: without what stands in brackets, and without what it says of its categories.
fn plain_title(title: &str) -> String {
    let ends = [" (", " with category "].into_iter().filter_map(|end| title.find(end));
    lowered(&title[..ends.min().unwrap_or(title.len())])
}
