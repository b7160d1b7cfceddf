//! Retention: what is due on a day. Conflict: what two people made of one record.

use std::collections::BTreeMap;

use commonweal_operations::conflict::{ChangedBy, compare};
use commonweal_operations::retention::{MOST_DAYS, RetentionKind, RetentionRule};
use jiff::civil::date;
use proptest::prelude::*;

#[test]
fn what_ended_is_kept_for_all_its_days_and_due_on_the_next() {
    let rule = RetentionRule::new(RetentionKind::Sessions, 30).expect("within bounds");
    let ended = date(2026, 9, 1);
    assert!(!rule.is_due(ended, date(2026, 10, 1)), "the thirtieth day after it ended");
    assert!(rule.is_due(ended, date(2026, 10, 2)));
    assert_eq!(rule.last_day_due(date(2026, 10, 2)), ended);
}

#[test]
fn each_default_is_within_its_bounds_and_says_where_it_comes_from() {
    for &kind in RetentionKind::ALL {
        let rule = RetentionRule::new(kind, kind.default_days()).expect("a default is allowed");
        assert_eq!(rule, RetentionRule::default_of(kind));
        assert!(kind.source().starts_with("our default"));
        assert!(RetentionRule::new(kind, kind.least_days()).is_ok());
        assert!(RetentionRule::new(kind, kind.least_days() - 1).is_err());
        assert!(RetentionRule::new(kind, MOST_DAYS + 1).is_err());
    }
    let words = RetentionRule::new(RetentionKind::Attempts, 1).expect_err("too few").to_string();
    assert!(words.starts_with("attempts_days is 1; choose from 2 to 36525 (our default"), "{words}");
}

fn record(fields: &[(&str, &str)]) -> BTreeMap<String, String> {
    fields.iter().map(|&(field, text)| (field.to_owned(), text.to_owned())).collect()
}

#[test]
fn changes_of_different_fields_are_both_kept_and_a_clash_is_left_to_a_person() {
    let base = record(&[("title", "Old"), ("owner", "A"), ("note", "n"), ("gone", "x")]);
    let theirs = record(&[("title", "Theirs"), ("owner", "B"), ("note", "n"), ("gone", "x"), ("same", "s")]);
    let yours = record(&[("title", "Yours"), ("owner", "A"), ("note", "n"), ("same", "s")]);
    let comparison = compare(&base, &theirs, &yours);
    let changed: Vec<(&str, ChangedBy)> =
        comparison.fields.iter().map(|field| (field.field.as_str(), field.by)).collect();
    assert_eq!(
        changed,
        [
            ("gone", ChangedBy::You),
            ("owner", ChangedBy::Them),
            ("same", ChangedBy::BothAlike),
            ("title", ChangedBy::Clash)
        ]
    );
    assert_eq!(comparison.merged, record(&[("title", "Yours"), ("owner", "B"), ("note", "n"), ("same", "s")]));
    assert!(!comparison.is_clean());
    let clash = comparison.clashes().next().expect("one clash");
    let three = [&clash.base, &clash.theirs, &clash.yours].map(|text| text.as_deref());
    assert_eq!(three, [Some("Old"), Some("Theirs"), Some("Yours")]);
}

fn any_record() -> impl Strategy<Value = BTreeMap<String, String>> {
    prop::collection::btree_map("[a-e]", "[x-z]", 0..5)
}

proptest! {
    #[test]
    fn who_changed_nothing_changes_nothing(base in any_record(), changed in any_record()) {
        let by_them = compare(&base, &changed, &base);
        let by_you = compare(&base, &base, &changed);
        prop_assert!(by_them.is_clean() && by_you.is_clean());
        prop_assert_eq!(&by_them.merged, &changed);
        prop_assert_eq!(&by_you.merged, &changed);
    }

    #[test]
    fn two_people_see_the_same_clashes_and_a_clean_merge_is_the_same_for_both(base in any_record(), one in any_record(), other in any_record()) {
        let mine = compare(&base, &one, &other);
        let theirs = compare(&base, &other, &one);
        prop_assert_eq!(mine.clashes().count(), theirs.clashes().count());
        if mine.is_clean() {
            prop_assert_eq!(&mine.merged, &theirs.merged);
        }
        // Nothing typed now is lost.
        for (field, text) in &other {
            let untouched = base.get(field) == Some(text);
            prop_assert!(untouched || mine.merged.get(field) == Some(text));
        }
    }
}
