//! A set of people that is filled in any order and read in theirs.

/// Some of a number of places, each once.
#[derive(Debug, Clone, Default)]
pub(super) struct Marks {
    words: Vec<u64>,
}

/// Places in a word.
const WORD: usize = u64::BITS as usize;

impl Marks {
    /// Makes sure that places below a number can be marked.
    pub(super) fn make_room(&mut self, places: usize) {
        let words = places.div_ceil(WORD);
        if self.words.len() < words {
            self.words.resize(words, 0);
        }
    }

    /// Marks a place, once or again.
    #[inline]
    pub(super) fn mark(&mut self, place: u32) {
        self.words[place as usize / WORD] |= 1 << (place as usize % WORD);
    }

    /// Takes all marks away.
    pub(super) fn clear(&mut self) {
        self.words.fill(0);
    }

    /// Adds the marked places to a list, ascending, and takes their marks away.
    pub(super) fn move_to(&mut self, places: &mut Vec<u32>) {
        for (first, word) in (0u32..).step_by(WORD).zip(&mut self.words) {
            let mut marks = std::mem::take(word);
            while marks != 0 {
                places.push(first + marks.trailing_zeros());
                marks &= marks - 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_places_come_out_once_and_in_order() {
        let mut marks = Marks::default();
        marks.make_room(200);
        for place in [199, 3, 64, 3, 0, 63, 199] {
            marks.mark(place);
        }
        let mut places = Vec::new();
        marks.move_to(&mut places);
        assert_eq!(places, [0, 3, 63, 64, 199]);
        marks.mark(5);
        marks.move_to(&mut places);
        assert_eq!(places, [0, 3, 63, 64, 199, 5]);
    }
}
