//! The audit: how an entry is written, what it never holds, when a head is due.

use std::str::FromStr as _;

use commonweal_operations::audit::{
    Action, Chain, Draft, Entry, EntryError, HIDDEN_NUMBER, Hash, Head, Link, MOST_CHARACTERS, Outcome, PROGRAM,
    Pseudonym, STRANGER, Verifier, head_due, seal,
};
use commonweal_operations::{Purpose, Role};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

pub(crate) fn noon() -> Timestamp {
    "2026-09-30T12:00:00Z".parse().expect("an instant")
}

/// A chain of so many entries of every shape: people, strangers, denials, counts, signs that need an escape.
pub(crate) fn chain(length: u64) -> Vec<Entry> {
    let mut last = Link::start(Chain::Operations);
    (1..=length)
        .map(|i| {
            let at = noon() + SignedDuration::from_secs(i64::try_from(i).expect("small"));
            let action = Action::ALL[usize::try_from(i).expect("small") % Action::ALL.len()];
            let draft = Draft::new(at, format!("account-{}", i % 7), action, format!("/route/{{id}} \"{i}\" \\ é"));
            let draft = match i % 4 {
                0 => draft.denied("scope").request(format!("request-{i}")),
                1 => draft.as_role(Role::PracticeClinician, Purpose::DirectCare, Some("C84001".into())).rows(i),
                2 => {
                    draft.person(Pseudonym::parse(&format!("{i:032x}")).expect("a pseudonym")).because("care planning")
                }
                _ => draft,
            };
            let entry = seal(&last, draft);
            last = entry.link();
            entry
        })
        .collect()
}

/// A head of an entry, signed by the word that [`is_genuine`] looks for.
pub(crate) fn head_of(entry: &Entry) -> Head {
    let head = Head::unsigned(Chain::Operations, &entry.link(), entry.at, "key-1");
    Head { signature: format!("signed {}", head.signed_text()), ..head }
}

pub(crate) fn is_genuine(head: &Head) -> bool {
    head.signature == format!("signed {}", head.signed_text())
}

#[test]
fn an_entry_has_one_text() {
    let draft = Draft::new(noon(), "account-1", Action::PageDenied, "/admin/accounts/{id}")
        .as_role(Role::Board, Purpose::Oversight, None)
        .denied("role \"board\"\u{1f600} \\ é")
        .rows(0);
    let entry = seal(&Link::start(Chain::Operations), draft);
    let previous = Link::start(Chain::Operations).hash;
    let expected = format!(
        "{{\"action\":\"page-denied\",\"actor\":\"account-1\",\"at\":\"2026-09-30T12:00:00.000000Z\",\
         \"object\":\"/admin/accounts/{{id}}\",\"organisation\":null,\"outcome\":\"denied\",\"person\":null,\
         \"previous\":\"{previous}\",\"purpose\":\"oversight\",\"reason\":\"role \\\"board\\\"\u{1f600} \\\\ é\",\
         \"request_id\":null,\"role\":\"board\",\"row_count\":0,\"sequence\":1}}"
    );
    assert_eq!(entry.canonical(), expected);
    assert_eq!(entry.hash, entry.expected_hash());
    assert_eq!(Entry::from_line(&entry.line()).expect("it reads back"), entry);
}

#[test] // worked out with another program: sha256 of the 32 bytes of the start and of the canonical text
fn the_hash_is_of_the_previous_hash_and_the_canonical_text() {
    let start = Link::start(Chain::Operations);
    assert_eq!(start.hash.to_string(), "4da8d1447564dbfe166cc0e92359822a094f1770cd6baee6dfb74dc997f69b2b");
    let entry = seal(&start, Draft::new(noon(), PROGRAM, Action::DatabaseMade, "operations"));
    assert_eq!(entry.hash.to_string(), "f417871294560c9703889146fce2a0d6b3e285c308f57ba5e9db6e227e0382a5");
}

#[test]
fn a_line_reads_only_as_it_is_written() {
    let line = chain(3)[2].line();
    let other_ways = [
        line.replace("\":", "\": "),
        format!("{line}\n"),
        line.replacen("{\"action\"", "{\"zebra\":1,\"action\"", 1),
        line.replace(".000000Z", "Z"),
        line.replacen("account-3", "account-\\u0033", 1),
        line.replacen("\"role\":null,", "", 1),
    ];
    for other in other_ways {
        assert_ne!(other, line);
        assert!(Entry::from_line(&other).is_err(), "{other}");
    }
    let unknown = line.replacen("\"outcome\":\"allowed\"", "\"outcome\":\"perhaps\"", 1);
    assert!(matches!(Entry::from_line(&unknown), Err(EntryError::Word(_))));
}

#[test]
fn an_entry_keeps_no_nhs_number_and_no_control_character_and_is_never_too_long() {
    let sealed = |object: &str| {
        let draft = Draft::new(noon(), STRANGER, Action::SignInRefused, object).because(object).request(object);
        let entry = seal(&Link::start(Chain::Care), draft);
        assert_eq!(entry.reason.as_deref(), Some(entry.object.as_str()));
        assert_eq!(entry.request_id.as_deref(), Some(entry.object.as_str()));
        entry.object
    };
    for written in ["9990000018", "999 000 0018", "999-000-0018"] {
        assert_eq!(sealed(&format!("seen {written}.")), format!("seen {HIDDEN_NUMBER}."));
        assert_eq!(sealed(written), HIDDEN_NUMBER);
    }
    for kept in ["9990000019", "99900000180", "a9990000018", "9990000018b", "999  000 0018", "2026-09-30"] {
        assert_eq!(sealed(kept), kept);
    }
    assert_eq!(sealed("a\0b\nc\u{7f}"), "a\u{fffd}b\u{fffd}c\u{fffd}");
    assert_eq!(sealed(&"é".repeat(600)).chars().count(), MOST_CHARACTERS);
}

#[test]
fn chains_of_two_databases_do_not_fit_each_other() {
    let mut care = Verifier::new(Chain::Care, Vec::new(), is_genuine);
    let fault = care.feed(&chain(1)[0]).expect_err("another chain");
    assert_eq!(fault.sequence, 1);
    let mut starts: Vec<Hash> = Chain::ALL.iter().map(|&chain| Link::start(chain).hash).collect();
    starts.dedup();
    assert_eq!(starts.len(), 3);
}

#[test]
fn a_head_reads_back_and_what_is_signed_names_everything_but_the_signature() {
    let entry = &chain(5)[4];
    let head = head_of(entry);
    assert_eq!(Head::from_line(&head.line()).expect("it reads back"), head);
    assert!(Head::from_line(&head.line().replace(',', ", ")).is_err());
    let others = [
        Head { chain: Chain::Care, ..head.clone() },
        Head { sequence: 4, ..head.clone() },
        Head { hash: Link::start(Chain::Care).hash, ..head.clone() },
        Head { at: noon(), ..head.clone() },
        Head { key_id: "key-2".into(), ..head.clone() },
    ];
    for other in others {
        assert_ne!(other.signed_text(), head.signed_text());
    }
    assert_eq!(Head { signature: String::new(), ..head.clone() }.signed_text(), head.signed_text());
}

#[test]
fn a_head_is_due_after_a_thousand_entries_or_an_hour_with_something_new() {
    let link = |sequence| Link { sequence, hash: Link::start(Chain::Care).hash };
    let head = Head::unsigned(Chain::Care, &link(10), noon(), "key-1");
    let after = |minutes| noon() + SignedDuration::from_mins(minutes);
    assert!(!head_due(None, &link(0), noon()));
    assert!(head_due(None, &link(1), noon()));
    assert!(!head_due(Some(&head), &link(10), after(600)));
    assert!(!head_due(Some(&head), &link(1_009), after(59)));
    assert!(head_due(Some(&head), &link(1_010), after(0)));
    assert!(head_due(Some(&head), &link(11), after(60)));
    assert!(head_due(Some(&head), &link(11), after(-60)), "a clock that was set back does not stop the heads");
}

#[test]
fn hashes_and_pseudonyms_are_written_in_one_way() {
    let text = Link::start(Chain::Vault).hash.to_string();
    assert_eq!(Hash::from_str(&text).expect("a hash").to_string(), text);
    assert!(Hash::from_str(&text.to_uppercase()).is_err());
    assert!(Hash::from_str(&text[1..]).is_err());
    let pseudonym = Pseudonym::parse("00112233445566778899aabbccddeeff").expect("a pseudonym");
    assert_eq!(format!("{pseudonym:?}"), "[pseudonym]");
    for wrong in ["9990000018", "00112233445566778899AABBCCDDEEFF", ""] {
        assert!(Pseudonym::parse(wrong).is_err());
    }
}

proptest! {
    #[test]
    fn any_text_is_sealed_once_and_reads_back(actor in "\\PC{0,40}|.{0,40}", object in ".{0,700}", rows in prop::option::of(any::<u64>()), nanos in 0i64..4_000_000_000_000_000_000) {
        let at = Timestamp::from_nanosecond(i128::from(nanos)).expect("an instant");
        let mut draft = Draft::new(at, actor, Action::QueryRun, object);
        draft.row_count = rows;
        let entry = seal(&Link::start(Chain::Operations), draft);
        prop_assert_eq!(entry.outcome, Outcome::Allowed);
        prop_assert_eq!(&Entry::from_line(&entry.line()).expect("it reads back"), &entry);
        // Sealing what was sealed changes nothing: what is kept is already clean.
        let again = Draft { row_count: entry.row_count, ..Draft::new(entry.at, entry.actor.clone(), entry.action, entry.object.clone()) };
        prop_assert_eq!(seal(&Link::start(Chain::Operations), again), entry);
    }
}
