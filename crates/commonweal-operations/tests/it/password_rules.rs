//! Passwords: what is refused and why, and that passphrases are not.

use std::collections::BTreeSet;

use commonweal_operations::password_rules::{About, Weakness, check, common_passwords};
use proptest::prelude::*;

const ABOUT: About<'_> = About {
    user_name: "asha.patel@icb.example.org",
    display_name: "Asha Patel",
    service_names: &["Commonweal", "City Health Partnership"],
};

#[track_caller]
fn refused(password: &str, weakness: Weakness) {
    let found = check(password, &ABOUT).expect_err(password);
    assert!(found.contains(&weakness), "{password}: {found:?}");
}

#[track_caller]
fn allowed(password: &str) {
    assert_eq!(check(password, &ABOUT), Ok(()), "{password}");
}

#[test]
fn length_counts_characters_and_nothing_is_trimmed_or_cut() {
    refused("kettle-moss", Weakness::Short);
    allowed("kettle-mossy");
    allowed("żółw-jaźń-ął");
    allowed("            kettle moss");
    let long = "kettle moss granite ".repeat(7);
    assert_eq!(check(&long, &ABOUT), Err(vec![Weakness::Long]));
    let longest: String =
        "kettle moss 9 granite harbour! ".chars().chain((0..97u8).map(|i| char::from(b'!' + (i * 29) % 94))).collect();
    assert_eq!(longest.chars().count(), 128);
    allowed(&longest);
}

#[test]
fn no_rule_asks_for_capitals_digits_or_signs() {
    for password in
        ["kettle moss granite", "three odd socks marching", "zebramarmaladeviolin", "gravel7canoe", "8Jq-zv2!Lw.x"]
    {
        allowed(password);
    }
}

#[test]
fn the_whole_list_of_common_passwords_is_refused_and_is_long() {
    let list: BTreeSet<String> = common_passwords().collect();
    assert!(list.len() >= 3_000, "{}", list.len());
    for password in &list {
        assert!(password.chars().count() >= 12);
        refused(password, Weakness::Common);
        refused(&password.to_uppercase(), Weakness::Common);
    }
}

#[test]
fn a_common_password_dressed_up_is_still_common() {
    for password in [
        "P@ssw0rd1234",
        "N0tt1ngh@m2026",
        "Welcome!!!!!!2031",
        "1234Administrator",
        "!!!Healthcare###",
        "LetMeIn££££££",
        "qwertyuiop99",
    ] {
        refused(password, Weakness::Common);
    }
}

#[test]
fn repeats_and_sequences_are_refused() {
    for password in
        ["aaaaaaaaaaaaaa", "kjkjkjkjkjkjkj", "moss!moss!moss!", "granitegranite", "gravelgravelgra", "ababcbabcabcab"]
    {
        refused(password, Weakness::Repeated);
    }
    for password in [
        "abcdefghijkl",
        "xx987654321xx",
        "qwertyuiop!k9",
        "poiuytrewq.z",
        "lkjhgfdsa-9x2",
        "1qaz2wsx3edc",
        "abcd1234wxyz",
    ] {
        refused(password, Weakness::Sequence);
    }
    allowed("gravel1234canoe");
}

#[test]
fn names_of_the_person_and_of_the_service_are_refused() {
    for password in ["gravel-asha-canoe", "PATEL gravel 71", "p4t3l.gravel.canoe"] {
        refused(password, Weakness::OwnName);
    }
    for password in ["commonweal gravel", "gravel-P4rtnersh1p", "my C0mm0nw3al key"] {
        refused(password, Weakness::ServiceName);
    }
    let short_names = About { user_name: "al@x.org", display_name: "Al Ng", service_names: &[] };
    assert_eq!(check("total gravel canoe", &short_names), Ok(()), "short names are found by chance");
}

#[test]
fn reasons_are_in_plain_words_and_hold_no_password() {
    let found = check("password1234", &ABOUT).expect_err("common");
    let words: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(words, ["This is one of the passwords that people guess first: choose another"]);
}

proptest! {
    #[test]
    fn any_text_is_judged(password in "\\PC{0,200}") {
        let count = password.chars().count();
        let found = check(&password, &ABOUT).err().unwrap_or_default();
        prop_assert_eq!(found.contains(&Weakness::Short), count < 12);
        prop_assert_eq!(found.contains(&Weakness::Long), count > 128);
    }

    #[test]
    fn four_words_out_of_many_are_allowed(words in prop::collection::vec(prop::sample::select(WORDS), 4)) {
        let different: BTreeSet<&&str> = words.iter().collect();
        prop_assume!(different.len() >= 3);
        prop_assert_eq!(check(&words.join(" "), &ABOUT), Ok(()));
    }
}

const WORDS: &[&str] = &[
    "gravel",
    "canoe",
    "kettle",
    "granite",
    "harbour",
    "marmalade",
    "violin",
    "thistle",
    "lantern",
    "walnut",
    "pebble",
    "saddle",
    "copper",
    "meadow",
    "ribbon",
    "anchor",
    "bramble",
    "candle",
    "feather",
    "pigeon",
];
