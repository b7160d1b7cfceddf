//! The handbook's chapters are its files.

use commonweal_stats::handbook::CHAPTERS;
use std::fs;

#[test]
fn every_file_of_the_handbook_is_a_chapter_under_its_own_name() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/handbook");
    let mut files: Vec<String> = fs::read_dir(folder)
        .expect("the handbook is a folder")
        .map(|entry| entry.expect("a file").file_name().to_string_lossy().replace(".md", "").replace('_', "-"))
        .collect();
    let mut slugs: Vec<&str> = CHAPTERS.iter().map(|chapter| chapter.slug).collect();
    files.sort();
    slugs.sort_unstable();
    assert_eq!(slugs, files);
}

#[test]
fn each_chapter_is_the_file_of_its_name() {
    for chapter in CHAPTERS {
        let file = format!("{}/handbook/{}.md", env!("CARGO_MANIFEST_DIR"), chapter.slug.replace('-', "_"));
        assert_eq!(fs::read_to_string(file).expect("a file"), chapter.text, "{}", chapter.slug);
        assert!(chapter.text.starts_with(&format!("# {}", chapter.title)), "{}", chapter.slug);
    }
}
