//! Codelists: which codes mean a thing.

use std::collections::{BTreeMap, BTreeSet};

/// A versioned set of codes from one coding system. Codes are text: leading zeros and 18 digits survive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Codelist {
    /// The file's name without `.csv`.
    pub id: String,
    /// What it lists, in words.
    pub title: String,
    /// `snomedct`, `icd10` or `ctv3`.
    pub coding_system: String,
    /// Where the list is published, such as `nhsd-primary-care-domain-refsets/hyp_cod`; empty for a list of one's own.
    pub published_as: String,
    /// The publisher's version, or the start of the content's SHA-256 where the manifest names none.
    pub version: String,
    /// The codes.
    pub codes: BTreeSet<String>,
    /// The category of each code, for lists that have a `category` column.
    pub categories: BTreeMap<String, String>,
    /// The path of the file.
    pub path: String,
}
