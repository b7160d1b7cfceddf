//! Words that would be markup, a formula or a program anywhere else are words here.

use crate::sample::with;
use crate::word::part;
use commonweal_report::{Format, write};

/// Typst, HTML, XML, formulas, fields, and what breaks out of strings.
const HOSTILE: [&str; 10] = [
    "#panic(\"typst\")",
    "#import \"/etc/passwd\": *",
    "*bold* _it_ = Heading $x$ `raw` <label> @ref \\ ] ) }",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "=HYPERLINK(\"http://example.org\",\"x\")",
    "+1+cmd|' /C calc'!A1",
    "@SUM(1)",
    "]]></w:t> &amp; \u{0} \u{fffe} {{7*7}}",
    "سلام 你好 🙂 Łódź \u{200b}\u{202e}",
];

#[test]
fn every_kind_of_file_is_still_written() {
    for words in HOSTILE {
        for format in Format::ALL {
            let file = write(&with(words), format);
            assert!(file.is_ok(), "{format:?} of {words}: {:?}", file.err());
        }
    }
}

#[test]
fn the_page_has_no_tag_of_theirs() {
    for words in HOSTILE {
        let page = String::from_utf8(write(&with(words), Format::Html).expect("written")).expect("text");
        assert!(!page.contains("<script") && !page.contains("<img src=x"), "{words}");
    }
}

#[test]
fn the_spreadsheet_has_no_formula() {
    for words in HOSTILE {
        let file = write(&with(words), Format::Xlsx).expect("written");
        for number in 1..=3 {
            let sheet = part(&file, &format!("xl/worksheets/sheet{number}.xml"));
            assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "{words}");
        }
    }
}

#[test]
fn the_table_of_figures_begins_no_cell_as_a_formula() {
    for words in HOSTILE {
        let file = write(&with(words), Format::Csv).expect("written");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(file.as_slice());
        for record in reader.records() {
            for cell in &record.expect("a row") {
                let is_number = cell.parse::<f64>().is_ok();
                assert!(is_number || !cell.starts_with(['=', '+', '-', '@']), "{cell}");
            }
        }
    }
}

#[test]
fn the_word_file_is_whole_xml() {
    for words in HOSTILE {
        let file = write(&with(words), Format::Docx).expect("written");
        for name in ["word/document.xml", "word/header1.xml", "word/footer1.xml", "docProps/core.xml"] {
            let text = part(&file, name);
            let read = resvg::usvg::roxmltree::Document::parse(&text);
            assert!(read.is_ok(), "{name} with {words}: {:?}", read.err());
        }
    }
}
