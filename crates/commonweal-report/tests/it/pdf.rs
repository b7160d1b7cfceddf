//! The PDF.

use crate::sample::plain;
use commonweal_report::{Format, write};

#[test]
fn it_is_a_tagged_file_in_english_that_names_itself() {
    let file = write(&plain(), Format::Pdf).expect("the report is set");
    let text = String::from_utf8_lossy(&file);
    assert!(file.starts_with(b"%PDF-1.7"));
    assert!(text.contains("/Marked true"), "tagged");
    assert!(text.contains("pdfuaid:part>1<") || text.contains("<pdfuaid:part>1"), "says that it meets PDF/UA-1");
    assert!(text.contains("/Lang(en-GB)") || text.contains("/Lang (en-GB)"), "says its language");
    assert!(text.contains("/StructTreeRoot") && text.contains("/Outlines"), "has a structure and bookmarks");
    assert!(text.contains("/DisplayDocTitle true"), "shows its title");
}

#[test]
fn a_report_without_made_up_people_has_no_band() {
    let real = commonweal_report::Document { synthetic: None, ..plain() };
    assert!(write(&real, Format::Pdf).is_ok());
    let page = String::from_utf8(write(&real, Format::Html).expect("written")).expect("text");
    assert!(!page.contains("class=\"band\""));
}
