//! What a cohort gives to others, before it is read itself.

use crate::SourceFile;
use toml::de::{DeTable, DeValue};

/// What others may ask of a cohort beside membership.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Outline {
    pub(crate) has_score: bool,
    pub(crate) bands: Vec<String>,
    pub(crate) segments: Vec<String>,
}

/// The outline of a cohort's file; what is wrong with the file is told when it is read itself.
pub(crate) fn outline(file: &SourceFile) -> Outline {
    let Ok(table) = DeTable::parse(&file.text) else { return Outline::default() };
    let table = table.into_inner();
    let ids = |key: &str| -> Vec<String> {
        let list = table.get(key).and_then(|value| value.get_ref().as_array());
        let entries = list.into_iter().flat_map(|list| list.iter()).filter_map(|entry| entry.get_ref().as_table());
        let ids = entries.filter_map(|entry| entry.get("id").and_then(|id| id.get_ref().as_str()));
        ids.map(str::to_owned).collect()
    };
    let kind = table.get("kind").map(|value| value.get_ref());
    let has_score = matches!(kind, Some(DeValue::String(kind)) if kind == "score") || table.contains_key("points");
    Outline { has_score, bands: ids("bands"), segments: ids("segments") }
}
