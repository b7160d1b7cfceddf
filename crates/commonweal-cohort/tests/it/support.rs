//! Files and builders the tests share.

use commonweal_cohort::{Library, SourceFile};
use std::path::{Path, PathBuf};

/// The repository's definitions folder.
pub(crate) fn definitions() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../definitions")
}

/// Every shipped definition file, in order of path.
pub(crate) fn shipped_files() -> Vec<SourceFile> {
    let (root, mut files) = (definitions(), Vec::new());
    let mut rest = vec![root.clone()];
    while let Some(folder) = rest.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                rest.push(path);
            } else if path.extension().is_some_and(|e| e == "toml" || e == "csv") {
                let text = std::fs::read_to_string(&path).unwrap();
                let path = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                files.push(SourceFile { path, text });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// The shipped library.
#[track_caller]
pub(crate) fn shipped() -> Library {
    Library::parse(&shipped_files()).unwrap_or_else(|problems| {
        panic!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n"))
    })
}
