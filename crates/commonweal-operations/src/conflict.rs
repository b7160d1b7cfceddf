//! `conflict` compares what two people made of one record, field by field, when the second saves an old version.

use std::collections::{BTreeMap, BTreeSet};

use crate::words::words;

words! {
    /// Who changed a field.
    pub enum ChangedBy("a side of a conflict") {
        /// The person who saved first.
        Them = "them", "Changed by them";
        /// The person who is saving now.
        You = "you", "Changed by you";
        /// Both, to the same text.
        BothAlike = "both-alike", "Changed alike by both";
        /// Both, to different texts: somebody has to choose.
        Clash = "clash", "Changed by both";
    }
}

/// A field that somebody changed. No text means that the field is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// The field.
    pub field: String,
    /// What both began with.
    pub base: Option<String>,
    /// What was saved meanwhile.
    pub theirs: Option<String>,
    /// What is being saved.
    pub yours: Option<String>,
    /// Who changed it.
    pub by: ChangedBy,
}

/// What two people made of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The fields that somebody changed, by name.
    pub fields: Vec<FieldChange>,
    /// A proposal: each side's own changes, and yours where both changed a field, until you choose.
    pub merged: BTreeMap<String, String>,
}

impl Comparison {
    /// The fields that both changed, differently.
    pub fn clashes(&self) -> impl Iterator<Item = &FieldChange> {
        self.fields.iter().filter(|field| field.by == ChangedBy::Clash)
    }

    /// Whether nobody has to choose: the proposal keeps every change of both.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.clashes().next().is_none()
    }
}

/// Compares the record both began with, what they saved and what you are saving.
#[must_use]
pub fn compare(
    base: &BTreeMap<String, String>,
    theirs: &BTreeMap<String, String>,
    yours: &BTreeMap<String, String>,
) -> Comparison {
    let names: BTreeSet<&String> = base.keys().chain(theirs.keys()).chain(yours.keys()).collect();
    let mut comparison = Comparison { fields: Vec::new(), merged: BTreeMap::new() };
    for name in names {
        let (base, theirs, yours) = (base.get(name), theirs.get(name), yours.get(name));
        let by = match (theirs == base, yours == base) {
            (true, true) => None,
            (false, true) => Some(ChangedBy::Them),
            (true, false) => Some(ChangedBy::You),
            (false, false) if theirs == yours => Some(ChangedBy::BothAlike),
            (false, false) => Some(ChangedBy::Clash),
        };
        let kept = if by == Some(ChangedBy::Them) { theirs } else { yours };
        if let Some(text) = kept {
            comparison.merged.insert(name.clone(), text.clone());
        }
        if let Some(by) = by {
            comparison.fields.push(FieldChange {
                field: name.clone(),
                base: base.cloned(),
                theirs: theirs.cloned(),
                yours: yours.cloned(),
                by,
            });
        }
    }
    comparison
}
