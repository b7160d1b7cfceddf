//! The code an authenticator would show, by RFC 6238, worked out apart from the program: its secret is all that is shared.

use jiff::Timestamp;

/// The code of a moment, from the secret as it is shown to type.
pub(crate) fn code(secret_text: &str, at: Timestamp) -> String {
    let key = base32(secret_text);
    let step = u64::try_from(at.as_second()).expect("after 1970") / 30;
    let mut inner: Vec<u8> = padded(&key, 0x36);
    inner.extend(step.to_be_bytes());
    let mut outer: Vec<u8> = padded(&key, 0x5c);
    outer.extend(sha1(&inner));
    let hash = sha1(&outer);
    let at = usize::from(hash[19] & 15);
    let number = u32::from_be_bytes([hash[at] & 0x7f, hash[at + 1], hash[at + 2], hash[at + 3]]);
    format!("{:06}", number % 1_000_000)
}

fn padded(key: &[u8], with: u8) -> Vec<u8> {
    (0..64).map(|at| key.get(at).copied().unwrap_or_default() ^ with).collect()
}

fn base32(text: &str) -> Vec<u8> {
    let mut bits = 0_u32;
    let mut held = 0;
    let mut bytes = Vec::new();
    for letter in text.bytes().filter(u8::is_ascii_alphanumeric) {
        let value = if letter.is_ascii_digit() { letter - b'2' + 26 } else { letter.to_ascii_uppercase() - b'A' };
        bits = bits << 5 | u32::from(value);
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).expect("eight bits"));
        }
    }
    bytes
}

/// SHA-1 (FIPS 180-4), which authenticators use.
fn sha1(text: &[u8]) -> [u8; 20] {
    let mut state = [0x6745_2301_u32, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
    let mut padded = text.to_vec();
    padded.push(0x80);
    while padded.len() % 64 != 56 {
        padded.push(0);
    }
    padded.extend((text.len() as u64 * 8).to_be_bytes());
    for block in padded.chunks_exact(64) {
        let mut words: Vec<u32> =
            block.chunks_exact(4).map(|four| u32::from_be_bytes([four[0], four[1], four[2], four[3]])).collect();
        for at in 16..80 {
            words.push((words[at - 3] ^ words[at - 8] ^ words[at - 14] ^ words[at - 16]).rotate_left(1));
        }
        let [mut a, mut b, mut c, mut d, mut e] = state;
        for (at, word) in words.iter().enumerate() {
            let (mixed, constant) = match at {
                0..20 => (b & c | !b & d, 0x5a82_7999),
                20..40 => (b ^ c ^ d, 0x6ed9_eba1),
                40..60 => (b & c | b & d | c & d, 0x8f1b_bcdc),
                _ => (b ^ c ^ d, 0xca62_c1d6_u32),
            };
            let next = a.rotate_left(5).wrapping_add(mixed).wrapping_add(e).wrapping_add(constant).wrapping_add(*word);
            (e, d, c, b, a) = (d, c, b.rotate_left(30), a, next);
        }
        for (sum, new) in state.iter_mut().zip([a, b, c, d, e]) {
            *sum = sum.wrapping_add(new);
        }
    }
    let mut hash = [0; 20];
    for (into, word) in hash.chunks_exact_mut(4).zip(state) {
        into.copy_from_slice(&word.to_be_bytes());
    }
    hash
}

#[test]
fn the_codes_are_those_of_the_standard() {
    // RFC 6238, appendix B: the last six digits of its codes for the secret 12345678901234567890.
    let secret = "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ";
    for (second, expected) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
        assert_eq!(code(secret, Timestamp::from_second(second).expect("a time")), expected);
    }
}
