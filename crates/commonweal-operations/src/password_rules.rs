//! `password_rules` says whether a new password is hard enough to guess, and if not, why, in plain words.
//!
//! No rule asks for capital letters, digits or signs: length does more. A password is judged as it was typed: nothing
//! is trimmed or cut. Source: NCSC password guidance and OWASP ASVS 5.0, which ask for length, for a list of common
//! passwords, and for no rules of composition. The list is our own.

use std::collections::BTreeSet;

mod common;

pub use common::common_passwords;
use common::{is_common, plain};

/// The shortest password, in characters.
pub const LEAST: usize = 12;
/// The longest password, in characters.
pub const MOST: usize = 128;
/// A password has at least so many different characters.
pub const LEAST_DIFFERENT: usize = 5;

/// Whose password it is, and of what.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The name they sign in with.
    pub user_name: &'a str,
    /// Their name as pages show it.
    pub display_name: &'a str,
    /// Names of the service and of the organisation that runs it.
    pub service_names: &'a [&'a str],
}

/// Why a password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum Weakness {
    /// Too short.
    #[error("Use a password of {LEAST} characters or more: three words that do not belong together are enough")]
    Short,
    /// Too long.
    #[error("Use a password of {MOST} characters or fewer")]
    Long,
    /// One of the first that people guess.
    #[error("This is one of the passwords that people guess first: choose another")]
    Common,
    /// The same few characters again and again.
    #[error("This repeats the same characters: choose one that does not")]
    Repeated,
    /// A row of the keyboard, the alphabet or the digits.
    #[error("Most of this is a sequence, like abcd, 1234 or qwerty: choose one that is not")]
    Sequence,
    /// A part of the person's own name.
    #[error("This has a part of your name or email address in it: leave it out")]
    OwnName,
    /// The name of the service.
    #[error("This has the name of this service in it: leave it out")]
    ServiceName,
}

/// Whether a password may be chosen.
///
/// # Errors
/// Every reason against it.
pub fn check(password: &str, about: &About<'_>) -> Result<(), Vec<Weakness>> {
    let length = password.chars().count();
    if length > MOST {
        // Nothing else is worked out about a text of any length.
        return Err(vec![Weakness::Long]);
    }
    let lower: Vec<char> = password.to_lowercase().chars().collect();
    let own_words = words_of(about.user_name.rsplit_once('@').map_or(about.user_name, |(part, _)| part))
        .chain(words_of(about.display_name));
    let service_words = about.service_names.iter().flat_map(|name| words_of(name)).chain(words_of("commonweal"));
    let found = [
        (length < LEAST, Weakness::Short),
        (is_common(password), Weakness::Common),
        (is_repeated(&lower), Weakness::Repeated),
        (is_mostly_sequence(&lower), Weakness::Sequence),
        (holds_any(password, own_words), Weakness::OwnName),
        (holds_any(password, service_words), Weakness::ServiceName),
    ];
    let weaknesses: Vec<Weakness> =
        found.into_iter().filter(|(is_so, _)| *is_so).map(|(_, weakness)| weakness).collect();
    if weaknesses.is_empty() { Ok(()) } else { Err(weaknesses) }
}

/// The words of a name that are long enough to be told apart from chance: four letters or more.
fn words_of(name: &str) -> impl Iterator<Item = String> {
    let words = name.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    words.filter(|word| word.chars().count() >= 4).collect::<Vec<_>>().into_iter()
}

/// Whether a password holds a word, in any case, with letters or with the digits and signs that stand for them.
fn holds_any(password: &str, words: impl Iterator<Item = String>) -> bool {
    let lower = password.to_lowercase();
    let plain_password = plain(password);
    words.into_iter().any(|word| lower.contains(&word) || plain_password.contains(&plain(&word)))
}

/// Fewer than five different characters, or one piece repeated from beginning to end.
fn is_repeated(password: &[char]) -> bool {
    if password.is_empty() {
        return false;
    }
    let different: BTreeSet<&char> = password.iter().collect();
    // The last repeat may be cut short: abcabcab.
    let is_period = |period: usize| password.iter().zip(&password[period..]).all(|(a, b)| a == b);
    different.len() < LEAST_DIFFERENT || (1..=password.len() / 2).any(is_period)
}

/// The rows that fingers and children know.
const ROWS: [&str; 9] = [
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "qazwsxedcrfvtgbyhnujm",
    "!\"£$%^&*()_+",
    "!@#$%^&*()_+",
];

/// Whether more than half of the characters lie in runs of four or more along a row, forwards or backwards.
fn is_mostly_sequence(password: &[char]) -> bool {
    let rows: Vec<Vec<char>> =
        ROWS.iter().flat_map(|row| [row.chars().collect(), row.chars().rev().collect()]).collect();
    let mut in_runs = 0;
    let mut at = 0;
    while at < password.len() {
        let longest = rows.iter().map(|row| run_along(row, &password[at..])).max().unwrap_or(0);
        if longest >= 4 {
            in_runs += longest;
            at += longest;
        } else {
            at += 1;
        }
    }
    in_runs * 2 > password.len()
}

/// How far a text follows a row, from wherever in the row it begins.
fn run_along(row: &[char], text: &[char]) -> usize {
    let from = |start: usize| row[start..].iter().zip(text).take_while(|(a, b)| a == b).count();
    (0..row.len()).map(from).max().unwrap_or(0)
}
