//! Numbers packed into as few bits as they need, looked at eight at a time.

/// A number that no entry of a dictionary has.
pub(super) const BEYOND: u8 = 2;
/// A number whose rows are wanted.
pub(super) const WANTED: u8 = 1;
/// Wider numbers are rare, and a table of theirs would not fit the processor's caches.
pub(super) const WIDEST: u32 = 16;

/// What was found among packed numbers.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Found {
    /// Numbers looked at, from the first on.
    pub(super) looked: usize,
    /// How many of them are wanted.
    pub(super) wanted: usize,
    /// What is known of any of them.
    pub(super) seen: u8,
}

/// Finds the wanted ones among `count` numbers of so many bits, which begin with the first bit of `bytes`: as many as are
/// in whole groups of eight and have bytes beyond them to look into. `known` tells of each number whether it is wanted.
/// The places of those that are, counted from `place` on, come to stand first in `out`, which has room for all and eight
/// more.
pub(super) fn find(bytes: &[u8], width: u32, count: usize, known: &[u8], place: u32, out: &mut [u32]) -> Found {
    macro_rules! of_width {
        ($($width:literal)*) => {
            match width {
                $($width => match known.first_chunk() {
                    Some(known) => groups::<$width, { 1 << $width }>(bytes, count / 8, known, place, out),
                    None => Found::default(),
                },)*
                _ => Found::default(),
            }
        };
    }
    of_width!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16)
}

fn groups<const WIDTH: usize, const ALL: usize>(
    mut bytes: &[u8],
    groups: usize,
    known: &[u8; ALL],
    mut place: u32,
    out: &mut [u32],
) -> Found {
    let mut found = Found::default();
    for _ in 0..groups {
        let Some(window) = bytes.get(..WIDTH + 8) else { break };
        let Some(places) = out.get_mut(found.wanted..).and_then(|out| out.first_chunk_mut::<8>()) else { break };
        let (mut wanted, mut next) = (0, place);
        // Most are not wanted, and which are cannot be foretold: so no branch.
        let mut look = |at| {
            let is = known[number::<WIDTH>(window, at) as usize % ALL];
            places[wanted % 8] = next;
            next += 1;
            wanted += usize::from(is % 2);
            found.seen |= is;
        };
        // Eight bytes from where a number begins hold all of it; with a known width, all of this is known beforehand.
        look(0);
        look(1);
        look(2);
        look(3);
        look(4);
        look(5);
        look(6);
        look(7);
        found.wanted += wanted;
        found.looked += 8;
        place += 8;
        bytes = &bytes[WIDTH..];
    }
    found
}

#[inline(always)]
fn number<const WIDTH: usize>(window: &[u8], place: usize) -> u32 {
    let bit = place * WIDTH;
    let word = window[bit / 8..].first_chunk().map_or(0, |word| u64::from_le_bytes(*word));
    (word >> (bit % 8)) as u32 & ((1 << WIDTH) - 1)
}
