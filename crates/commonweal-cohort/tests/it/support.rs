//! Files and builders the tests share.

use commonweal_cohort::{Library, SourceFile};
use std::path::{Path, PathBuf};

/// The repository's definitions folder.
pub(crate) fn definitions() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../definitions")
}

/// Every shipped definition file, in order of path.
pub(crate) fn shipped_files() -> Vec<SourceFile> {
    commonweal_testkit::definition_files(&definitions()).expect("the definitions are in the repository")
}

/// The library of some files, which must be sound.
#[track_caller]
pub(crate) fn library(files: &[SourceFile]) -> Library {
    Library::parse(files).unwrap_or_else(|problems| {
        panic!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n"))
    })
}

/// The shipped library.
#[track_caller]
pub(crate) fn shipped() -> Library {
    library(&shipped_files())
}
