//! Sealed values and streams: whatever is changed, moved, cut or added is noticed before anything comes out.

use commonweal_identity::stream::{OpenReader, SealWriter};
use commonweal_identity::{Key, seal, sealed_key_id, unseal, vault_associated};
use std::io::{Read, Write};

const KEY: [u8; 32] = [5; 32];

fn sealed_stream(plain: &[u8]) -> Vec<u8> {
    let mut writer = SealWriter::new(Vec::new(), &Key::from_bytes(KEY), b"{\"made\":\"2026-09-30\"}").expect("begun");
    for part in plain.chunks(70_001) {
        writer.write_all(part).expect("written");
    }
    writer.finish().expect("finished")
}

fn opened(sealed: &[u8]) -> std::io::Result<Vec<u8>> {
    let key = Key::from_bytes(KEY);
    // As in a folder of keys: the one of that id, or none.
    let mut reader = OpenReader::new(sealed, |id| (id == key.id()).then(|| Key::from_bytes(KEY)))?;
    let mut plain = Vec::new();
    reader.read_to_end(&mut plain)?;
    Ok(plain)
}

fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|n| (n * 31 + n / 251) as u8).collect()
}

#[test]
fn an_identity_opens_for_its_own_practice_and_pseudonym_alone() {
    let key = Key::from_bytes(KEY);
    let place = vault_associated("C84001", "0123456789abcdef0123456789abcdef");
    let sealed = seal(&key, &place, b"999 000 0018");
    assert_eq!(sealed_key_id(&sealed), Some(key.id()));
    assert_eq!(unseal(&key, &place, &sealed).expect("opens").as_slice(), b"999 000 0018");
    for other in
        [vault_associated("C84002", "0123456789abcdef0123456789abcdef"), vault_associated("C84001", "1"), vec![]]
    {
        assert!(unseal(&key, &other, &sealed).is_err(), "moved to another record");
    }
    assert!(unseal(&Key::from_bytes([6; 32]), &place, &sealed).is_err(), "another key");
    assert_ne!(vault_associated("C8", "4001"), vault_associated("C84", "001"));
    for at in 0..sealed.len() {
        let mut changed = sealed.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).expect("text");
        assert!(unseal(&key, &place, &changed).is_err(), "byte {at}");
    }
    assert_ne!(seal(&key, &place, b"x"), seal(&key, &place, b"x"), "each has its own nonce");
}

#[test]
fn streams_of_every_length_come_back() {
    for length in [0, 1, 65_536, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20, 3_500_000] {
        let plain = bytes(length);
        assert!(opened(&sealed_stream(&plain)).expect("opens") == plain, "{length} bytes");
    }
    let sealed = sealed_stream(b"x");
    let reader = OpenReader::new(sealed.as_slice(), |_| Some(Key::from_bytes(KEY))).expect("opens");
    assert_eq!(reader.header(), b"{\"made\":\"2026-09-30\"}");
}

#[test]
fn a_stream_that_was_touched_does_not_open() {
    let whole = sealed_stream(&bytes(2_200_000));
    let header = 8 + 16 + 32 + 4 + 21;
    let chunk = 4 + (1 << 20) + 16;
    // Every byte of what stands before the first chunk and of the first chunk's length, and a sample of the rest.
    let places = (0..header + 40).chain((header + 40..whole.len()).step_by(9_973)).chain(whole.len() - 20..whole.len());
    for place in places {
        let mut changed = whole.clone();
        changed[place] ^= 1;
        assert!(opened(&changed).is_err(), "byte {place}");
    }
    for cut in
        [0, 7, header - 1, header, header + 3, header + chunk - 1, header + chunk, header + 2 * chunk, whole.len() - 1]
    {
        assert!(opened(&whole[..cut]).is_err(), "cut at {cut}");
    }
    let part = |n: usize| &whole[header + n * chunk..(header + (n + 1) * chunk).min(whole.len())];
    let built = |parts: &[&[u8]]| [&[&whole[..header]], parts].concat().concat();
    assert!(opened(&built(&[part(0), part(1), part(2)])).is_ok(), "as it was");
    for (what, parts) in [
        ("swapped", vec![part(1), part(0), part(2)]),
        ("doubled", vec![part(0), part(0), part(1), part(2)]),
        ("one left out", vec![part(0), part(2)]),
        ("last left out", vec![part(0), part(1)]),
        ("something after the end", vec![part(0), part(1), part(2), b"x"]),
    ] {
        assert!(opened(&built(&parts)).is_err(), "{what}");
    }
    let other = sealed_stream(&bytes(2_200_000));
    assert!(
        opened(&built(&[part(0), &other[header + chunk..header + 2 * chunk], part(2)])).is_err(),
        "of another stream"
    );
}

#[test]
fn another_key_or_no_end_is_said_in_words() {
    let sealed = sealed_stream(b"plain");
    let refused = OpenReader::new(sealed.as_slice(), |_| None).err().expect("no key").to_string();
    assert!(refused.contains(Key::from_bytes(KEY).id()) && refused.contains("not among the keys"), "{refused}");
    let wrong =
        OpenReader::new(sealed.as_slice(), |_| Some(Key::from_bytes([9; 32]))).err().expect("wrong").to_string();
    assert!(wrong.contains("changed or damaged"), "{wrong}");
    let foreign = OpenReader::new(&b"PK\x03\x04 something else"[..], |_| None).err().expect("foreign").to_string();
    assert!(foreign.contains("not a backup"), "{foreign}");
    let mut unfinished = SealWriter::new(Vec::new(), &Key::from_bytes(KEY), b"").expect("begun");
    unfinished.write_all(&bytes(100)).expect("written");
    drop(unfinished);
    assert!(opened(&sealed[..sealed.len() - 1]).expect_err("cut").to_string().contains("end is missing"));
}
