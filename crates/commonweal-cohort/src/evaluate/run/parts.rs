//! Many parts looked for in a text at once.

/// The parts of some lists, by their first two bytes.
#[derive(Debug, Clone)]
pub(in crate::evaluate) struct Parts {
    /// Whether a part may begin with three bytes, a bit for each of their hashes: few texts have many that do.
    begins: Vec<u64>,
    /// Where the parts that begin with two bytes end among all; those before them end where these begin.
    ends: Vec<u32>,
    /// Each part and the list it is of, in order of the first two bytes.
    parts: Vec<(Box<[u8]>, u32)>,
}

/// How many pairs of bytes there are.
const PAIRS: usize = 1 << 16;
/// How many hashes of three bytes.
const HASHES: usize = 1 << 16;

fn pair(first: u8, second: u8) -> usize {
    usize::from(first) << 8 | usize::from(second)
}

/// Codes are a letter and digits, and all differ in this.
#[inline]
fn hash([first, second, third]: [u8; 3]) -> usize {
    (usize::from(first) << 11 ^ usize::from(second) << 5 ^ usize::from(third)) % HASHES
}

impl Parts {
    /// Of parts of two bytes or more, each with its list.
    pub(in crate::evaluate) fn new<'p>(parts: impl Iterator<Item = (&'p str, u32)>) -> Self {
        let mut parts: Vec<(Box<[u8]>, u32)> = parts.map(|(part, list)| (part.as_bytes().into(), list)).collect();
        parts.sort();
        let (mut counts, mut begins) = (vec![0_u32; PAIRS], vec![0_u64; HASHES / 64]);
        for (part, _) in &parts {
            counts[pair(part[0], part[1])] += 1;
            let thirds = part.get(2).map_or(0..=u8::MAX, |third| *third..=*third);
            for third in thirds {
                let hash = hash([part[0], part[1], third]);
                begins[hash / 64] |= 1 << (hash % 64);
            }
        }
        let ends = counts.iter().scan(0, |end, count| {
            *end += count;
            Some(*end)
        });
        Self { begins, ends: ends.collect(), parts }
    }

    /// Calls back with the list of each part that a text contains; with a list as often as its parts are found.
    pub(in crate::evaluate) fn each_list_in(&self, text: &str, mut found: impl FnMut(u32)) {
        let text = text.as_bytes();
        for (at, bytes) in text.windows(3).enumerate() {
            let hash = hash([bytes[0], bytes[1], bytes[2]]);
            if self.begins[hash / 64] >> (hash % 64) & 1 == 1 {
                self.each_list_at(&text[at..], &mut found);
            }
        }
        if let Some(last) = text.len().checked_sub(2) {
            self.each_list_at(&text[last..], &mut found);
        }
    }

    /// With the list of each part that a text of two bytes or more begins with.
    fn each_list_at(&self, text: &[u8], found: &mut impl FnMut(u32)) {
        let pair = pair(text[0], text[1]);
        let start = if pair == 0 { 0 } else { self.ends[pair - 1] };
        for (part, list) in &self.parts[start as usize..self.ends[pair] as usize] {
            if text.starts_with(part) {
                found(*list);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_the_lists_whose_parts_it_contains() {
        let lists = [vec!["F00", "F01"], vec!["J84", "F0"], vec!["M06"], vec!["\u{e9}t"]];
        let parts = (0..).zip(&lists).flat_map(|(list, parts)| parts.iter().map(move |part| (*part, list)));
        let parts = Parts::new(parts);
        let in_text = |text: &str| {
            let mut lists = std::collections::BTreeSet::new();
            parts.each_list_in(text, |list| {
                lists.insert(list);
            });
            lists.into_iter().collect::<Vec<_>>()
        };
        assert_eq!(in_text("||F001 ,J849 ||I801"), [0, 1]);
        assert_eq!([in_text("||F0"), in_text("F0|"), in_text("F0")], [[1], [1], [1]]);
        assert_eq!(in_text("XM06F"), [2]);
        assert_eq!(in_text("\u{e9}t\u{e9}"), [3]);
        assert_eq!([in_text(""), in_text("M"), in_text("M0")], [[]; 3] as [[u32; 0]; 3]);
    }
}
