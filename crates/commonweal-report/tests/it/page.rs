//! The web page.

use crate::sample::plain;
use commonweal_report::{Format, write};

#[test]
fn the_page_needs_nothing_else_and_says_who_its_people_are_first() {
    let file = String::from_utf8(write(&plain(), Format::Html).expect("the report is written")).expect("it is text");
    assert!(!file.contains("<script") && !file.contains("<link") && !file.contains("url("), "nothing is fetched");
    let band = file.find("Made-up people").expect("the band is there");
    assert!(band < file.find("<h1>").expect("a title"), "the band stands above the title");
    assert_eq!(file.matches("<h1>").count(), 1);
    assert_eq!(file.matches("<table>").count(), plain().tables().count());
    assert_eq!(file.matches("<caption").count(), plain().tables().count());
    assert!(file.contains("alt=\"Bars by deprivation here\""), "the picture has words");
    assert!(file.contains("<th scope=\"row\">Hidden</th>") && file.contains("<th scope=\"col\">Question</th>"));
    assert!(file.contains("*<span class=\"hidden\"> 1 to 7 people: not shown</span>"), "the star says why");
}
