//! Numbers packed into as few bits as they need, unpacked eight at a time.

/// Unpacks numbers of so many bits that begin with the first bit of `bytes`, as many as there are groups of eight in
/// `out` and bytes beyond them to look into. Gives how many that were.
pub(super) fn unpack(bytes: &[u8], width: u32, out: &mut [u32]) -> usize {
    macro_rules! of_width {
        ($($width:literal)*) => {
            match width {
                $($width => groups::<$width>(bytes, out),)*
                // Wider keys are rare: they are of dictionaries with a million entries.
                _ => 0,
            }
        };
    }
    of_width!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20)
}

fn groups<const WIDTH: usize>(mut bytes: &[u8], out: &mut [u32]) -> usize {
    let mut done = 0;
    for group in out.chunks_exact_mut(8) {
        let Some(window) = bytes.get(..WIDTH + 8) else { break };
        // Eight bytes from where a number begins hold all of it; with a known width, all of this is known beforehand.
        group[0] = number::<WIDTH>(window, 0);
        group[1] = number::<WIDTH>(window, 1);
        group[2] = number::<WIDTH>(window, 2);
        group[3] = number::<WIDTH>(window, 3);
        group[4] = number::<WIDTH>(window, 4);
        group[5] = number::<WIDTH>(window, 5);
        group[6] = number::<WIDTH>(window, 6);
        group[7] = number::<WIDTH>(window, 7);
        bytes = &bytes[WIDTH..];
        done += 8;
    }
    done
}

#[inline(always)]
fn number<const WIDTH: usize>(window: &[u8], place: usize) -> u32 {
    let bit = place * WIDTH;
    let word = window[bit / 8..].first_chunk().map_or(0, |word| u64::from_le_bytes(*word));
    (word >> (bit % 8)) as u32 & ((1 << WIDTH) - 1)
}
