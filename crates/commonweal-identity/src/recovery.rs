//! Recovery codes: what lets a person in who has lost the second factor, each once.

use crate::code::{characters, grouped, read};
use crate::secret::{Secret, random_bytes, token_hash};
use zeroize::Zeroizing;

/// How many a person gets.
pub const CODES: usize = 10;
const CHARACTERS: usize = 24;
const GROUP: usize = 4;

/// Ten codes of 120 random bits, to be shown once.
pub fn new_codes() -> Vec<Secret> {
    let one = || Secret::new(grouped(&characters(Zeroizing::new(random_bytes::<15>()).as_ref()), GROUP));
    (0..CODES).map(|_| one()).collect()
}

/// What is stored of a recovery code; `None` where the text cannot be one.
pub fn hash(typed: &str) -> Option<String> {
    read(typed, CHARACTERS).map(|code| token_hash(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_codes_each_read_as_typed() {
        let codes = new_codes();
        assert_eq!(codes.len(), CODES);
        let mut hashes: Vec<Option<String>> = codes.iter().map(|code| hash(&code.expose().to_lowercase())).collect();
        hashes.sort();
        hashes.dedup();
        assert_eq!(hashes.len(), CODES, "no two are alike");
        assert!(hashes.iter().all(Option::is_some));
        assert_eq!(hash("ABCD-ABCD-ABCD"), None);
    }
}
