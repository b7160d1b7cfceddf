//! Whole numbers of as many bytes as they need, seven bits in each.

/// The number at a place in the bytes, which comes to stand after it; none where it does not end.
pub(super) fn varint(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let mut number = 0;
    for shift in (0..u64::BITS).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

/// A number that may be below 0.
pub(super) fn signed(bytes: &[u8], at: &mut usize) -> Option<i64> {
    let number = varint(bytes, at)?;
    Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_their_sign_or_without() {
        let bytes = [0x96, 0x01, 3, 0x80];
        let mut at = 0;
        assert_eq!((varint(&bytes, &mut at), signed(&bytes, &mut at)), (Some(150), Some(-2)));
        assert_eq!(varint(&bytes, &mut at), None);
        assert_eq!(varint(&[0xff; 11], &mut 0), None);
    }
}
