//! What stands for an NHS number where no number may be.

use crate::keys::Key;
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The pseudonym of a person in one domain: `HMAC-SHA256(key, "v1|" + domain + "|" + nhs_number)`, of which 128 bits are
/// kept, as 32 hexadecimal digits.
///
/// There are about 909 million valid numbers, so that a hash without a key could be tried out in minutes. Each domain has
/// a key of its own, so that two extracts cannot be joined by it.
pub fn pseudonym(key: &Key, domain: &str, nhs_number: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.bytes()).expect("any length of key can be used");
    for part in ["v1|", domain, "|", nhs_number] {
        mac.update(part.as_bytes());
    }
    HEXLOWER.encode(&mac.finalize().into_bytes()[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_key_and_domain_give_one_pseudonym() {
        let (key, other) = (Key::from_bytes([1; 32]), Key::from_bytes([2; 32]));
        let one = pseudonym(&key, "analysis", "9990000018");
        assert_eq!(one.len(), 32);
        assert_eq!(one, pseudonym(&key, "analysis", "9990000018"));
        assert_ne!(one, pseudonym(&other, "analysis", "9990000018"));
        assert_ne!(one, pseudonym(&key, "practice", "9990000018"));
        assert_ne!(one, pseudonym(&key, "analysis", "9990000026"));
    }

    /// Ten thousand pseudonyms of numbers in order are in no order: half of the neighbours go up, half down, and the
    /// ranks have no correlation.
    #[test]
    fn pseudonyms_show_no_order_of_the_numbers() {
        let key = Key::from_bytes([3; 32]);
        let names: Vec<String> =
            (0..10_000).map(|n| pseudonym(&key, "analysis", &format!("{:010}", 9_990_000_000_u64 + n))).collect();
        let ups = names.windows(2).filter(|pair| pair[0] < pair[1]).count() as f64;
        assert!((ups - 4_999.5).abs() < 4.0 * (10_000.0_f64 / 12.0).sqrt(), "{ups} of 9,999 neighbours go up");
        let mut order: Vec<usize> = (0..names.len()).collect();
        order.sort_by(|a, b| names[*a].cmp(&names[*b]));
        let n = names.len() as f64;
        let squares: f64 = order.iter().enumerate().map(|(rank, place)| (rank as f64 - *place as f64).powi(2)).sum();
        let spearman = 1.0 - 6.0 * squares / (n * (n * n - 1.0));
        assert!(spearman.abs() < 4.0 / n.sqrt(), "the ranks' correlation is {spearman}");
    }
}
