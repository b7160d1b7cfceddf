//! Codes that a person types: invitations, and with fewer characters the recovery codes.
//!
//! Crockford's base 32 leaves out I, L, O and U, so that what is read aloud or copied by hand comes back right; what is
//! typed is forgiven its case, spaces, hyphens, and the letters that look like digits.

use crate::secret::{Secret, random_bytes, token_hash};
use zeroize::Zeroizing;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 26 characters of five bits hold 128 bits; the last character holds three of them.
const INVITATION_CHARACTERS: usize = 26;
const INVITATION_GROUP: usize = 5;

/// An invitation code of 128 random bits in groups of five characters.
pub fn new_code() -> Secret {
    Secret::new(grouped(&characters(Zeroizing::new(random_bytes::<16>()).as_ref()), INVITATION_GROUP))
}

/// What is stored of an invitation code; `None` where the text cannot be one.
pub fn code_hash(typed: &str) -> Option<String> {
    read(typed, INVITATION_CHARACTERS).map(|code| token_hash(&code))
}

/// The bits of `bytes`, five to a character, the last filled up with zeros.
pub(crate) fn characters(bytes: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(bytes.len() * 8 / 5 + 1));
    let (mut held, mut bits) = (0_u32, 0_u32);
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(character(held >> bits));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        text.push(character(held << (5 - bits)));
    }
    text
}

fn character(value: u32) -> char {
    char::from(ALPHABET[(value & 31) as usize])
}

/// `ABCDEFGH` in groups of four is `ABCD-EFGH`.
pub(crate) fn grouped(text: &str, size: usize) -> String {
    let mut grouped = String::with_capacity(text.len() + text.len() / size);
    for (place, letter) in text.chars().enumerate() {
        if place > 0 && place % size == 0 {
            grouped.push('-');
        }
        grouped.push(letter);
    }
    grouped
}

/// What was meant by what was typed, if it has this many characters of the alphabet.
pub(crate) fn read(typed: &str, length: usize) -> Option<Zeroizing<String>> {
    let mut code = Zeroizing::new(String::with_capacity(length));
    for letter in typed.chars() {
        let meant = match letter.to_ascii_uppercase() {
            ' ' | '-' | '\u{2010}'..='\u{2015}' | '\u{a0}' | '\t' | '\r' | '\n' => continue,
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        if !meant.is_ascii() || !ALPHABET.contains(&(meant as u8)) || code.len() == length {
            return None;
        }
        code.push(meant);
    }
    (code.len() == length).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_bits_make_a_character() {
        assert_eq!(characters(&[0xff; 5]).as_str(), "ZZZZZZZZ");
        assert_eq!(characters(&[0x00, 0x44, 0x32, 0x14, 0xc7]).as_str(), "01234567");
        assert_eq!(characters(&[0; 16]).len(), INVITATION_CHARACTERS);
    }

    #[test]
    fn a_typed_code_is_forgiven_what_people_do() {
        let code = new_code();
        let kept = code_hash(code.expose()).expect("a code we made");
        let untidy =
            format!("  {} ", code.expose().to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l"));
        assert_eq!(code_hash(&untidy), Some(kept));
        for wrong in ["", "ABC", "U", &format!("{}0", code.expose()), "é2345-ABCDE-ABCDE-ABCDE-ABCDE-A"] {
            assert_eq!(code_hash(wrong), None, "{wrong:?} is no code");
        }
    }

    #[test]
    fn no_two_codes_are_alike() {
        let codes: std::collections::BTreeSet<String> = (0..1_000).map(|_| new_code().expose().to_owned()).collect();
        assert_eq!(codes.len(), 1_000);
    }
}
