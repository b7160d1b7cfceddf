//! Does an attacker read what packed files hold, seen by a reader or not?

use commonweal_attack::Document;
use std::io::{Cursor, Write};

/// Letters by number, as programs that write PDF number them: 1 is A, 2 is v, and so on.
const MEANING: &str = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n\
    1 begincodespacerange <0000> <FFFF> endcodespacerange\n\
    3 beginbfchar <0001> <0041> <0002> <0076> <0003> <0065> endbfchar\n\
    1 beginbfrange <0004> <0006> <0072> endbfrange\nendcmap end end";

fn stream(dict: &str, held: &str) -> String {
    format!("<< {dict} /Length {} >>\nstream\n{held}\nendstream", held.len())
}

/// A file without its list of objects, which a reader finds by itself.
fn file() -> String {
    let drawn = "BT 3 Tr /F0 9 Tf 1 0 0 1 9 9 Tm <00010002> Tj 9 0 Td [<0003> -20 <0004>] TJ ET";
    let inner = "BT /F0 9 Tf <000400050006> Tj ET";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R /Resources << /Font << /F0 5 0 R >> >> >>"
            .to_owned(),
        stream("", drawn),
        "<< /Type /Font /Subtype /Type0 /BaseFont /Any /Encoding /Identity-H /ToUnicode 6 0 R >>".to_owned(),
        stream("", MEANING),
        "<< /Type /StructElem /S /Figure /Alt <FEFF004100760065> /T (planted title) >>".to_owned(),
        stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F0 5 0 R >> >>", inner),
        stream("/Type /EmbeddedFile", "planted,18341532"),
    ];
    let mut file = "%PDF-1.7\n".to_owned();
    for (at, object) in objects.iter().enumerate() {
        file += &format!("{} 0 obj\n{object}\nendobj\n", at + 1);
    }
    file + "trailer\n<< /Root 1 0 R /Size 10 >>\n%%EOF\n"
}

#[test]
fn every_word_of_a_pdf_is_read_hidden_or_not() {
    let document = Document::new("/reports/profile.pdf", "application/pdf", file());
    let words = document.words();
    for (wanted, why) in [
        ("Av", "letters that are drawn in no colour"),
        ("er", "letters with a distance between them"),
        ("rst", "a picture's letters"),
        ("Ave\n", "the words that stand for a picture"),
        ("planted title", "a title"),
        ("planted,18341532", "a file within the file"),
    ] {
        assert!(words.contains(wanted), "{why}: {words}");
    }
}

#[test]
fn every_part_of_a_spreadsheet_is_read() {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, held) in [("xl/worksheets/sheet1.xml", "<c><v>7123918</v></c>"), ("docProps/app.xml", "Avery Canary")] {
        writer.start_file(name, options).expect("a part");
        writer.write_all(held.as_bytes()).expect("written");
    }
    let bytes = writer.finish().expect("a file").into_inner();
    let document = Document::new("/reports/profile.xlsx", "application/vnd", bytes);
    for wanted in ["7123918", "Avery Canary", "docProps/app.xml"] {
        assert!(document.words().contains(wanted), "{wanted}: {}", document.words());
    }
}

#[test]
fn what_cannot_be_opened_is_read_as_it_is() {
    for bytes in [&b"%PDF-1.7 Avery Canary"[..], b"PK\x03\x04 Avery Canary", b"Avery Canary"] {
        let document = Document::new("/any", "application/octet-stream", bytes);
        assert!(document.words().contains("Avery Canary"));
    }
}
