//! Words, scopes and times: what is written reads back, and nothing else reads.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::str::FromStr;

use commonweal_operations::accounts::{AccountEvent, AccountKind, AccountState, SignInWay};
use commonweal_operations::agreements::{AgreementKind, AgreementState};
use commonweal_operations::audit::{Action, Chain, Outcome};
use commonweal_operations::scope::{ScopeError, ScopeKind};
use commonweal_operations::time_text::{TimeTextError, day_text, instant_text, parse_day, parse_instant, utc_day};
use commonweal_operations::{Level, Purpose, Role, Scope, ScopeTarget};
use proptest::prelude::*;

macro_rules! check_words {
    ($($name:ty),+) => { $(
        let words: BTreeSet<&str> = <$name>::ALL.iter().map(|each| each.as_str()).collect();
        assert_eq!(words.len(), <$name>::ALL.len(), "two of {} have one word", stringify!($name));
        for each in <$name>::ALL {
            reads_back(*each, each.as_str());
            assert!(!each.label().is_empty());
            let shape = |c: char| c.is_ascii_alphanumeric() || c == '-';
            assert!(each.as_str().chars().all(shape), "{each} is not kebab-case");
        }
    )+ };
}

#[track_caller]
fn reads_back<T: FromStr<Err: Debug> + PartialEq + Debug + ToString>(value: T, word: &str) {
    assert_eq!(value.to_string(), word);
    assert_eq!(word.parse::<T>().expect("a word reads back"), value);
    assert!(format!("{word} ").parse::<T>().is_err());
}

#[test]
fn every_word_reads_back_and_no_two_are_alike() {
    check_words!(Role, Purpose, Level, ScopeKind, Action, Outcome, Chain);
    check_words!(AccountKind, AccountState, AccountEvent, SignInWay, AgreementKind, AgreementState);
}

#[test]
fn an_unknown_word_is_answered_with_the_choices() {
    let error = "gardener".parse::<Role>().expect_err("no such role").to_string();
    assert!(error.starts_with("`gardener` is not a role; choose one of: public, api-reader, board"), "{error}");
    let long = format!("a\n{}", "b".repeat(100)).parse::<Purpose>().expect_err("no such purpose").to_string();
    assert!(long.starts_with(&format!("`a\u{fffd}{}…` is not a purpose", "b".repeat(38))), "{long}");
}

#[test]
fn scopes_are_written_with_their_code_and_read_back() {
    let texts = [
        "system",
        "own",
        "place:QT1-CITY",
        "network:U12345",
        "practice:C84001",
        "practice:Y02847",
        "project:falls-2026",
        "group:young-carers",
    ];
    for text in texts {
        let scope: Scope = text.parse().expect("a scope");
        assert_eq!(scope.to_string(), text);
        assert_eq!(scope.code(), text.split_once(':').map(|(_, code)| code));
    }
    let wrong = [
        ("System", ScopeError::Shape),
        ("place", ScopeError::Shape),
        ("ward:E05001", ScopeError::Shape),
        ("system:all", ScopeError::Shape),
        ("place:qt1", ScopeError::Place),
        ("place:-QT1", ScopeError::Place),
        ("network:C84001", ScopeError::Network),
        ("practice:C8400", ScopeError::Practice),
        ("practice:C84001 ", ScopeError::Practice),
        ("practice:C8400\u{661}", ScopeError::Practice),
        ("project:Falls", ScopeError::Name),
        ("project:falls--2026", ScopeError::Name),
        ("group:", ScopeError::Name),
    ];
    for (text, error) in wrong {
        assert_eq!(text.parse::<Scope>(), Err(error), "{text}");
    }
}

#[track_caller]
fn covers(scope: &str, target: ScopeTarget<'_>, expected: bool) {
    let scope: Scope = scope.parse().expect("a scope");
    assert_eq!(scope.covers(&target), expected, "{scope} and {target:?}");
}

#[test]
fn a_scope_covers_what_lies_within_it_and_nothing_beside_it() {
    use ScopeTarget::{Group, Network, Own, Place, Practice, Project, System};
    let practice = Practice { practice: "C84001", network: Some("U12345"), place: Some("QT1-CITY") };
    let homeless = Practice { practice: "C84001", network: None, place: None };
    let network = Network { network: "U12345", place: Some("QT1-CITY") };
    let project = Project { name: "falls", is_own: false };
    for target in [System, Place("QT1-CITY"), network, practice, homeless, project] {
        covers("system", target, true);
    }
    for target in [Group("carers"), Own] {
        covers("system", target, false);
    }
    for (scope, mine, not_mine) in [
        ("place:QT1-CITY", vec![Place("QT1-CITY"), network, practice], vec![System, Place("QT1-SOUTH"), homeless]),
        ("network:U12345", vec![network, practice], vec![System, Place("QT1-CITY"), homeless]),
        ("network:U99999", vec![], vec![network, practice]),
        ("practice:C84001", vec![practice, homeless], vec![network, Place("QT1-CITY"), System]),
        ("practice:C84002", vec![], vec![practice, homeless]),
        ("project:falls", vec![project], vec![System, Group("falls"), practice]),
        ("group:carers", vec![Group("carers")], vec![System, Group("carer"), Project { name: "carers", is_own: true }]),
        ("own", vec![Own], vec![System, practice, project]),
    ] {
        mine.into_iter().for_each(|target| covers(scope, target, true));
        not_mine.into_iter().for_each(|target| covers(scope, target, false));
    }
}

#[test]
fn an_instant_has_one_text() {
    let instant = "2026-09-30T12:00:00Z".parse().expect("an instant");
    assert_eq!(instant_text(instant), "2026-09-30T12:00:00.000000Z");
    assert_eq!(parse_instant("2026-09-30T12:00:00.000000Z"), Ok(instant));
    for text in ["2026-09-30T12:00:00Z", "2026-09-30 12:00:00.000000Z", "2026-09-30T13:00:00.000000+01:00", ""] {
        assert_eq!(parse_instant(text), Err(TimeTextError::Instant), "{text}");
    }
    let fine = "2026-09-30T23:59:59.9999999Z".parse().expect("an instant");
    assert_eq!(instant_text(fine), "2026-09-30T23:59:59.999999Z");
    assert_eq!(day_text(utc_day(fine)), "2026-09-30");
    assert!(parse_day("2026-09-30").is_ok());
    for text in ["2026-9-30", "20260930", "2026-02-30", "2026-09-30T00:00"] {
        assert_eq!(parse_day(text), Err(TimeTextError::Day), "{text}");
    }
}

proptest! {
    #[test]
    fn texts_of_instants_sort_as_the_instants_do(a in 0i64..4_000_000_000_000_000, b in 0i64..4_000_000_000_000_000) {
        let text = |at| instant_text(jiff::Timestamp::from_microsecond(at).expect("an instant"));
        prop_assert_eq!(text(a).cmp(&text(b)), a.cmp(&b));
        prop_assert_eq!(parse_instant(&text(a)).expect("it reads back").as_microsecond(), a);
    }
}
