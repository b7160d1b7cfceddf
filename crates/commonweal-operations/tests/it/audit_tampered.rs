//! The audit, tampered with in every way we can think of: each is found, at the right entry.

use commonweal_operations::audit::{Action, Chain, Entry, Fault, Head, Link, Verified, Verifier, Why};
use jiff::SignedDuration;

use crate::audit::{chain, head_of, is_genuine};

const LENGTH: u64 = 1_000;

/// Heads as an installation keeps them: one each 100 entries and one at shutdown.
fn heads(entries: &[Entry]) -> Vec<Head> {
    entries.iter().filter(|entry| entry.sequence % 100 == 0).map(head_of).collect()
}

fn verify(lines: &[String], heads: Vec<Head>, recorded: Option<&Link>) -> Result<Verified, Fault> {
    let mut verifier = Verifier::new(Chain::Operations, heads, is_genuine);
    for line in lines {
        // The first fault ends the reading; `finish` says it again.
        if verifier.feed_line(line).is_err() {
            break;
        }
    }
    verifier.finish(recorded)
}

type Reader = Verifier<fn(&Head) -> bool>;

/// The fault found at each place of a sound chain, by a verifier that has read all before it and then reads what
/// `rest_from` makes of the rest. It reads no further than the first fault.
fn faults_at_each_place<I: IntoIterator<Item = String>>(
    entries: &[Entry],
    rest_from: impl Fn(usize) -> I,
) -> impl Iterator<Item = (u64, Fault)> {
    let mut before: Reader = Verifier::new(Chain::Operations, heads(entries), is_genuine);
    (0..entries.len()).map(move |place| {
        let mut reader = before.clone();
        let found = rest_from(place).into_iter().find_map(|line| reader.feed_line(&line).err());
        let fault = found.unwrap_or_else(|| reader.finish(None).expect_err("tampered with"));
        before.feed(&entries[place]).expect("sound");
        (place as u64 + 1, fault)
    })
}

fn lines(entries: &[Entry]) -> Vec<String> {
    entries.iter().map(Entry::line).collect()
}

#[test]
fn a_sound_chain_is_sound() {
    let entries = chain(LENGTH);
    let last = entries[999].link();
    let verified = verify(&lines(&entries), heads(&entries), Some(&last)).expect("sound");
    assert_eq!((verified.last, verified.heads, verified.unguarded, verified.clock_steps_back), (last, 10, 0, 0));
    assert_eq!((verified.first_at, verified.last_at), (Some(entries[0].at), Some(entries[999].at)));
    let empty = verify(&[], Vec::new(), Some(&Link::start(Chain::Operations))).expect("an empty chain is sound");
    assert_eq!((empty.last.sequence, empty.first_at), (0, None));
}

#[test] // every byte of every line, each to two other values
fn each_byte_of_a_thousand_entries_flipped_is_found_at_its_entry() {
    let mut flipped = 0u64;
    let mut before = Verifier::new(Chain::Operations, Vec::new(), is_genuine);
    for line in lines(&chain(LENGTH)) {
        let sequence = Entry::from_line(&line).expect("sound").sequence;
        let mut bytes = line.clone().into_bytes();
        for at in 0..bytes.len() {
            for mask in [0x01, 0x20] {
                bytes[at] ^= mask;
                // What is not UTF-8 any more cannot be read by anybody.
                if let Ok(text) = std::str::from_utf8(&bytes) {
                    let fault = before.clone().feed_line(text).expect_err("a flipped byte");
                    assert_eq!(fault.sequence, sequence, "byte {at} by {mask:#x}: {fault}");
                }
                bytes[at] ^= mask;
                flipped += 1;
            }
        }
        before.feed_line(&line).expect("sound");
    }
    assert!(flipped > 800_000, "{flipped}");
}

#[test] // one byte in each entry, a different place in each, beside heads
fn a_flipped_byte_is_named_beside_the_last_good_head() {
    let entries = chain(LENGTH);
    let flipped = |place: usize| {
        let line = entries[place].line();
        let (at, _) = line.char_indices().cycle().skip(place * 37).find(|(_, c)| c.is_ascii()).expect("a letter");
        let mut bytes = line.into_bytes();
        bytes[at] ^= 0x01;
        [String::from_utf8(bytes).expect("ASCII stays ASCII")]
    };
    for (sequence, fault) in faults_at_each_place(&entries, flipped) {
        assert_eq!((fault.sequence, fault.trusted), (sequence, (sequence - 1) / 100 * 100), "{fault}");
    }
}

#[test]
fn each_entry_deleted_is_found() {
    let entries = chain(LENGTH);
    let without = |place: usize| entries[place + 1..].iter().map(Entry::line);
    for (sequence, fault) in faults_at_each_place(&entries, without) {
        let is_last = sequence == LENGTH;
        let why = if is_last { Why::TailCut { known: LENGTH } } else { Why::Missing { next: sequence + 1 } };
        assert_eq!((fault.sequence, fault.why), (sequence, why));
    }
}

#[test]
fn each_pair_of_neighbours_swapped_is_found() {
    let entries = chain(LENGTH);
    let swapped = |place: usize| [entries[place + 1].line(), entries[place].line()];
    for (sequence, fault) in faults_at_each_place(&entries, |place| swapped(place.min(998))).take(999) {
        assert_eq!((fault.sequence, fault.why), (sequence, Why::Missing { next: sequence + 1 }));
    }
}

#[test]
fn the_tail_cut_at_each_place_is_found_by_a_head() {
    let entries = chain(LENGTH);
    for (sequence, fault) in faults_at_each_place(&entries, |_| []) {
        assert_eq!((fault.sequence, fault.why), (sequence, Why::TailCut { known: LENGTH }));
    }
}

#[test]
fn the_tail_cut_at_each_place_is_found_by_the_databases_own_note() {
    let entries = chain(LENGTH);
    let last = entries[999].link();
    let mut before: Reader = Verifier::new(Chain::Operations, Vec::new(), is_genuine);
    for entry in &entries {
        let fault = before.clone().finish(Some(&last)).expect_err("the tail is cut");
        assert_eq!((fault.sequence, fault.why), (entry.sequence, Why::TailCut { known: LENGTH }));
        before.feed(entry).expect("sound");
    }
    before.finish(Some(&last)).expect("whole again");
}

#[test] // after each entry but the last, the second of the two stands where the next should; after the last, it is one too many
fn a_duplicate_at_each_place_is_found() {
    let entries = chain(LENGTH);
    let doubled = |place: usize| [entries[place].line(), entries[place].line()];
    for (sequence, fault) in faults_at_each_place(&entries, doubled) {
        assert_eq!((fault.sequence, fault.why), (sequence + 1, Why::OutOfOrder { found: sequence }));
    }
}

/// The entry with another actor and a hash that fits.
fn rewritten(entry: &Entry) -> Entry {
    let mut entry = Entry { actor: "nobody".to_owned(), ..entry.clone() };
    entry.hash = entry.expected_hash();
    entry
}

#[test]
fn one_entry_rewritten_with_a_hash_that_fits_is_found() {
    let entries = chain(LENGTH);
    let one_rewritten = |place: usize| {
        let rest = entries[place + 1..].iter().map(Entry::line);
        std::iter::once(rewritten(&entries[place]).line()).chain(rest)
    };
    for (sequence, fault) in faults_at_each_place(&entries, one_rewritten) {
        assert_eq!(fault.sequence, sequence, "{fault}");
        let is_head = sequence.is_multiple_of(100);
        assert_eq!(matches!(fault.why, Why::NotTheSignedOne { .. }), is_head);
        assert_eq!(matches!(fault.why, Why::Replaced), !is_head);
    }
}

#[test]
fn everything_rewritten_from_an_entry_on_is_found_at_the_next_head_and_the_last_good_head_is_named() {
    let entries = chain(LENGTH);
    let mut changed = entries.clone();
    changed[449] = rewritten(&entries[449]);
    for i in 450..changed.len() {
        changed[i].previous = changed[i - 1].hash;
        changed[i].hash = changed[i].expected_hash();
    }
    let fault = verify(&lines(&changed), heads(&entries), None).expect_err("the rest was rewritten");
    assert_eq!((fault.sequence, fault.trusted), (500, 400));
    // Without heads only the database's own note is left.
    let last = entries[999].link();
    let fault = verify(&lines(&changed), Vec::new(), Some(&last)).expect_err("the rest was rewritten");
    assert_eq!((fault.sequence, fault.trusted, fault.why), (1_000, 0, Why::NotTheRecordedOne));
    let words = verify(&lines(&changed), heads(&entries), None).expect_err("again").to_string();
    assert!(words.starts_with("entry 500 of the audit cannot be trusted: the head signed at 2026-09-30T"), "{words}");
    assert!(words.ends_with("signed heads vouch for entries up to 400"), "{words}");
}

#[test]
fn a_replaced_entry_after_a_signed_one_is_the_suspect() {
    let entries = chain(LENGTH);
    let mut changed = entries.clone();
    // Entry 401 is written anew on something that entry 400, which a head vouches for, is not.
    changed[400].previous = entries[7].hash;
    changed[400].hash = changed[400].expected_hash();
    let fault = verify(&lines(&changed), heads(&entries), None).expect_err("an entry was replaced");
    assert_eq!((fault.sequence, fault.trusted, fault.why), (401, 400, Why::Replaced));
}

#[test]
fn a_forged_head_is_found_where_it_stands() {
    let entries = chain(LENGTH);
    let sound = lines(&entries);
    for forged in 0..10 {
        let mut heads = heads(&entries);
        heads[forged].key_id = "another-key".to_owned();
        let fault = verify(&sound, heads, None).expect_err("a head is forged");
        assert_eq!(fault.sequence, (forged as u64 + 1) * 100);
        assert!(matches!(fault.why, Why::HeadNotGenuine { .. }));
    }
    let mut beyond = heads(&entries);
    beyond.push(Head { sequence: 2_000, ..beyond[0].clone() });
    let fault = verify(&sound, beyond, None).expect_err("a head of nothing is forged");
    assert_eq!(fault.sequence, 2_000);
    assert!(matches!(fault.why, Why::HeadNotGenuine { .. }));
}

#[test]
fn an_entry_the_database_does_not_know_of_is_found() {
    let entries = chain(20);
    let fault = verify(&lines(&entries), Vec::new(), Some(&entries[16].link())).expect_err("three too many");
    assert_eq!((fault.sequence, fault.why), (18, Why::NotRecorded { recorded: 17 }));
}

#[test]
fn heads_of_other_chains_and_a_clock_set_back_are_no_fault_and_the_unguarded_tail_is_counted() {
    let mut entries = chain(250);
    entries[249].at -= SignedDuration::from_hours(1);
    entries[249].hash = entries[249].expected_hash();
    let mut heads = heads(&entries);
    heads.push(Head { chain: Chain::Care, sequence: 9_000, ..heads[0].clone() });
    heads.reverse();
    let verified = verify(&lines(&entries), heads, None).expect("sound");
    assert_eq!((verified.heads, verified.unguarded, verified.clock_steps_back), (2, 50, 1));
}

#[test]
fn a_row_that_cannot_be_read_is_a_fault_and_the_first_fault_stays() {
    let entries = chain(10);
    let mut verifier = Verifier::new(Chain::Operations, Vec::new(), is_genuine);
    verifier.feed(&entries[0]).expect("sound");
    let fault = verifier.unreadable("no such action");
    assert_eq!((fault.sequence, &fault.why), (2, &Why::Unreadable("no such action".into())));
    assert_eq!(verifier.feed(&entries[1]), Err(fault.clone()));
    assert_eq!(verifier.finish(None), Err(fault));
    assert_eq!(entries[0].action, Action::ALL[1]);
}
