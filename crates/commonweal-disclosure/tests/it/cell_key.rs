//! Noise by cell key: the same for the same people, with the distribution of the table.

use crate::figures::PEOPLE;
use crate::lattice::Numbers;
use commonweal_disclosure::cell_key::{KeyedCount, NoiseKey, noise, row, rule_keyed_cell};
use commonweal_disclosure::rules::CellDecision;
use std::collections::BTreeMap;

fn of(people: impl Iterator<Item = u64>, key: &NoiseKey) -> KeyedCount {
    let mut cell = KeyedCount::default();
    people.for_each(|person| cell.add(key.record_key(&person.to_le_bytes())));
    cell
}

#[test]
fn every_row_has_the_noise_of_the_table_and_small_rows_have_none() {
    for row in 0..=750 {
        let mut keys: BTreeMap<i64, u32> = BTreeMap::new();
        (0..=255).for_each(|key| *keys.entry(noise(row, key)).or_default() += 1);
        let expected: &[(i64, u32)] =
            if row < 10 { &[(0, 256)] } else { &[(-2, 26), (-1, 51), (0, 102), (1, 51), (2, 26)] };
        assert_eq!(keys.into_iter().collect::<Vec<_>>(), expected, "{row}");
    }
    let all = || (0..=255_u8).map(|key| noise(100, key) as f64);
    assert_eq!(all().sum::<f64>(), 0.0);
    assert!((all().map(|x| x * x).sum::<f64>() / 256.0 - 1.21).abs() < 0.002);
}

#[test]
fn rows_repeat_from_501_to_750() {
    for count in 0..5_000_u64 {
        let expected = if count <= 750 { count } else { (count - 1) % 250 + 501 };
        assert_eq!(row(count), expected);
        assert!(count <= 750 || (501..=750).contains(&row(count)));
    }
}

#[test]
fn the_same_people_get_the_same_noise_however_they_are_added_up() {
    let key = NoiseKey::new(b"a secret of thirty-two bytes ....");
    let whole = of(0..400, &key);
    let mut parts = of(100..400, &key);
    parts.join(of(0..100, &key));
    assert_eq!(whole, parts);
    assert_eq!(whole.with_noise(), of((0..400).rev(), &key).with_noise());
    assert!(whole.with_noise().abs_diff(400) <= 2);
    assert_ne!(of(0..400, &NoiseKey::new(b"another")), whole, "another secret, other record keys");
    assert_eq!(format!("{key:?} {whole:?}"), "[noise key] KeyedCount { .. }");
}

#[test]
fn record_keys_are_spread_evenly() {
    let key = NoiseKey::new(b"a secret");
    let mut seen = [0_u32; 256];
    (0..256_000_u64).for_each(|person| seen[usize::from(key.record_key(&person.to_le_bytes()))] += 1);
    let chi: f64 = seen.iter().map(|n| (f64::from(*n) - 1_000.0).powi(2) / 1_000.0).sum();
    assert!((150.0..380.0).contains(&chi), "{chi}");
}

#[test]
fn rule_two_two_runs_on_the_counts_with_noise() {
    let key = NoiseKey::new(b"a secret");
    let mut numbers = Numbers(3);
    for class in PEOPLE {
        for _ in 0..2_000 {
            let people = numbers.below(200);
            let counted = numbers.below(people + 1);
            let (n, d) = (of(0..counted, &key), of(0..people, &key));
            match rule_keyed_cell(n, d, class) {
                CellDecision::Show(shown) => {
                    assert!(shown.numerator % 5 == 0 && shown.denominator % 5 == 0);
                    assert!(shown.numerator == 0 || shown.numerator >= 10);
                    // Noise makes nobody out of nobody, and everybody of nobody but everybody.
                    assert_eq!(shown.numerator == 0, counted == 0);
                    assert!(shown.numerator < shown.denominator || counted == people, "{counted} of {people}");
                }
                CellDecision::WithholdCount { denominator } => assert!(denominator >= 10),
                CellDecision::WithholdAll => assert!(people <= 12),
            }
        }
    }
}
