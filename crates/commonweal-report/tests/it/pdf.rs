//! The PDF.

use crate::sample::plain;
use commonweal_report::{Block, Document, Format, write};

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

/// How many pages a file says it has.
fn pages(report: &Document) -> usize {
    let file = write(report, Format::Pdf).expect("the report is set");
    String::from_utf8_lossy(&file).matches("/Type/Page/").count()
}

#[test]
fn a_report_for_one_page_becomes_smaller_until_it_fits() {
    let long = |lines: usize, is_one_page: bool| {
        let words = |at: usize| Block::Paragraph(format!("Paragraph {at} of a report that is a little too long."));
        Document { blocks: (0..lines).map(words).collect(), is_one_page, ..plain() }
    };
    let lines = (20..60).find(|lines| pages(&long(*lines, false)) == 2).expect("two pages at some length");
    assert_eq!(pages(&long(lines, true)), 1);
    assert!(pages(&long(4 * lines, true)) > 1, "what is one section is not cut");
}

#[test]
fn what_one_page_has_no_room_for_is_named() {
    let section = |at: usize| {
        let words = format!("Words of section {at}. ").repeat(60);
        [Block::Heading(format!("Section {at}")), Block::Paragraph(words)]
    };
    let report = Document { blocks: (0..20).flat_map(section).collect(), is_one_page: true, ..plain() };
    assert_eq!(pages(&report), 1);
    let page = String::from_utf8(write(&report, Format::Html).expect("written")).expect("text");
    assert!(page.contains("Words of section 19."), "the other kinds of file have it");
}

#[test]
fn a_picture_before_any_heading_is_headed_first() {
    let sample = plain();
    let picture = sample.blocks.iter().find(|block| matches!(block, Block::Figure(_))).expect("a picture").clone();
    let report = Document { blocks: vec![picture, Block::Heading("After it".to_owned())], ..sample };
    assert!(write(&report, Format::Pdf).is_ok());
}
