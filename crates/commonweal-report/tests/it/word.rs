//! The Word file.

use crate::sample::plain;
use commonweal_report::{Format, write};
use std::io::{Cursor, Read as _};

/// A part of a file that is a folder of parts.
pub(crate) fn part(file: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).expect("a file of parts");
    let mut text = String::new();
    let mut entry = archive.by_name(name).unwrap_or_else(|_| panic!("no part {name}"));
    entry.read_to_string(&mut text).expect("the part is text");
    text
}

#[test]
fn headings_tables_and_pictures_are_what_they_are() {
    let file = write(&plain(), Format::Docx).expect("the report is written");
    let body = part(&file, "word/document.xml");
    assert_eq!(body.matches("w:val=\"Heading1\"").count(), 3);
    assert_eq!(body.matches("<w:tbl>").count(), plain().tables().count());
    assert_eq!(body.matches("<w:tblHeader/>").count(), plain().tables().count(), "each table has a row that heads it");
    assert!(body.contains("descr=\"Bars by deprivation here\""), "the picture has words");
    assert!(part(&file, "word/header1.xml").contains("Made-up people, one in ten here"));
    assert!(part(&file, "word/footer1.xml").contains(" NUMPAGES "));
    assert!(part(&file, "word/styles.xml").contains("w:lang w:val=\"en-GB\""));
}

#[test]
fn the_picture_is_drawn_with_its_words() {
    let file = write(&plain(), Format::Docx).expect("the report is written");
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).expect("a file of parts");
    let mut png = Vec::new();
    archive.by_name("word/media/picture1.png").expect("a picture").read_to_end(&mut png).expect("its bytes");
    assert!(png.starts_with(b"\x89PNG"));
    // Width and height as the header of a PNG gives them: twice the chart's.
    assert_eq!(&png[16..24], [0, 0, 5, 0, 0, 0, 0, 240]);
}
