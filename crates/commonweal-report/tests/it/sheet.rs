//! The spreadsheet.

use crate::sample::plain;
use crate::word::part;
use commonweal_report::{Format, write};

#[test]
fn numbers_are_numbers_and_stars_have_their_reason() {
    let file = write(&plain(), Format::Xlsx).expect("the report is written");
    let sheet = part(&file, "xl/worksheets/sheet2.xml");
    assert!(sheet.contains("<v>45.3</v>") && sheet.contains("<v>3400</v>") && sheet.contains("<v>-0.1</v>"), "{sheet}");
    assert!(part(&file, "xl/styles.xml").contains("#,##0.0&quot;%&quot;"), "a percentage reads as one");
    assert!(part(&file, "xl/comments1.xml").contains("1 to 7 people: not shown"));
    let words = part(&file, "xl/sharedStrings.xml");
    assert!(words.contains("<t>*</t>") && words.contains("Made-up people, one in ten here"));
}

#[test]
fn each_table_is_a_real_one_on_a_sheet_of_its_own_after_the_cover() {
    let file = write(&plain(), Format::Xlsx).expect("the report is written");
    let book = part(&file, "xl/workbook.xml");
    assert_eq!(book.matches("<sheet ").count(), 1 + plain().tables().count());
    assert!(
        book.contains("name=\"Questions\"") && book.contains("name=\"Questions 2\""),
        "names do not repeat: {book}"
    );
    for number in 1..=plain().tables().count() {
        let table = part(&file, &format!("xl/tables/table{number}.xml"));
        assert!(table.contains("<autoFilter ") && table.contains("name=\"Question\""), "{table}");
    }
}
