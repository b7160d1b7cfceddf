//! Agreement with the field's packages, from the vector files in `$COMMONWEAL_VECTORS` (else `../shared/vectors` beside
//! the repository). Where they are absent this check says so and passes.

use std::path::PathBuf;

use commonweal_methods::verify::verify_files;

fn folder() -> PathBuf {
    std::env::var_os("COMMONWEAL_VECTORS")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/vectors")), PathBuf::from)
}

#[test]
fn every_reference_case_passes() {
    let mut files = vec![];
    for folder in [folder(), folder().join("from_packages")] {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            eprintln!("SKIPPED: no reference vectors at {}; set COMMONWEAL_VECTORS to run them", folder.display());
            return;
        };
        files.extend(
            entries.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|e| e == "json")),
        );
    }
    files.sort();
    let report = verify_files(&files);
    for failure in &report.failures {
        eprintln!("{}: {}", failure.case, failure.why);
    }
    eprintln!("{} passed, {} failed", report.passed, report.failures.len());
    assert!(report.failures.is_empty() && report.passed > 0);
}
