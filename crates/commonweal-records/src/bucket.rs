//! Which bucket a person is in.

/// The bucket of a person: the `splitmix64` finaliser of `patient_id`, modulo the number of
/// buckets. It is part of the format of the records and never changes.
///
/// Source of the constants: Steele, Lea and Flood, Fast splittable pseudorandom number
/// generators, 2014 (as in Java's `SplittableRandom`).
///
/// # Panics
/// If `buckets` is 0.
pub fn bucket_of(patient_id: i64, buckets: u32) -> u32 {
    let mut bits = patient_id.cast_unsigned().wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^= bits >> 31;
    u32::try_from(bits % u64::from(buckets)).expect("a remainder is smaller than its divisor, which is 32 bits")
}

/// Those of the people numbered from 1 to `people` who are in this bucket, in order.
pub fn ids_in_bucket(people: u64, bucket: u32, buckets: u32) -> impl Iterator<Item = i64> + Send {
    let last = i64::try_from(people).unwrap_or(i64::MAX);
    (1..=last).filter(move |id| bucket_of(*id, buckets) == bucket)
}
