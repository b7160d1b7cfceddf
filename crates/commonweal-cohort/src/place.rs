//! What a file is, by the last parts of its path.

/// The kinds of definition files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place<'a> {
    /// `codelists/manifest.csv`
    Manifest,
    /// `codelists/<id>.csv`
    Codelist(&'a str),
    /// `cohorts/<id>/definition.toml`
    Cohort(&'a str),
    /// `indicators/<id>/definition.toml`
    Indicator(&'a str),
    /// `lattice.toml`
    Lattice,
    /// `groups.toml`
    Groups,
    /// Anything else: cases, notes.
    Other,
}

pub(crate) fn place(path: &str) -> Place<'_> {
    let mut parts = path.rsplit('/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("manifest.csv"), Some("codelists"), _) => Place::Manifest,
        (Some(name), Some("codelists"), _) => name.strip_suffix(".csv").map_or(Place::Other, Place::Codelist),
        (Some("definition.toml"), Some(id), Some("cohorts")) => Place::Cohort(id),
        (Some("definition.toml"), Some(id), Some("indicators")) => Place::Indicator(id),
        (Some("lattice.toml"), _, _) => Place::Lattice,
        (Some("groups.toml"), _, _) => Place::Groups,
        _ => Place::Other,
    }
}

/// Whether a name can be an id or the name of a feature: ids are words of `a-z`, digits and `_`, beginning with a letter.
pub(crate) fn is_id(text: &str) -> bool {
    text.len() <= 60
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}
