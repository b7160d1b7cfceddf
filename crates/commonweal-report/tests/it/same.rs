//! The same report is the same file.

use crate::sample::plain;
use commonweal_report::{Format, write};

#[test]
fn every_kind_of_file_is_the_same_each_time() {
    for format in Format::ALL {
        let first = write(&plain(), format).expect("the report is written");
        // A different report between them: nothing of it may be left behind.
        write(&crate::sample::with("elsewhere"), format).expect("another report is written");
        let again = write(&plain(), format).expect("the report is written again");
        assert!(first == again, "{format:?} differs from itself");
    }
}

#[test]
fn a_name_says_which_kind_of_file_is_wanted() {
    assert_eq!(Format::of_name("a/b/Profile.PDF"), Some(Format::Pdf));
    assert_eq!(Format::of_name("profile.xlsx"), Some(Format::Xlsx));
    assert_eq!(Format::of_name("profile"), None);
    assert_eq!(Format::of_name("profile.doc"), None);
}
