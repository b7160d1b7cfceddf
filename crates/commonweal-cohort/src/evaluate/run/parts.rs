//! Many parts looked for in a text at once.

use crate::evaluate::plan::Pass;

/// The parts of all lists of a pass, by their first two bytes.
#[derive(Debug, Clone)]
pub(super) struct Parts {
    /// Where the parts that begin with two bytes end among all; those before them end where these begin.
    ends: Vec<u32>,
    /// Each part and the list it is of, in order of the first two bytes.
    parts: Vec<(Box<[u8]>, u32)>,
}

/// How many pairs of bytes there are.
const PAIRS: usize = 1 << 16;

fn pair(first: u8, second: u8) -> usize {
    usize::from(first) << 8 | usize::from(second)
}

impl Parts {
    pub(super) fn new(pass: &Pass) -> Self {
        let lists = (0u32..).zip(&pass.lists);
        let mut parts: Vec<(Box<[u8]>, u32)> =
            lists.flat_map(|(list, parts)| parts.iter().map(move |part| (part.as_bytes().into(), list))).collect();
        parts.sort();
        let mut counts = vec![0_u32; PAIRS];
        for (part, _) in &parts {
            counts[pair(part[0], part[1])] += 1;
        }
        let ends = counts.iter().scan(0, |end, count| {
            *end += count;
            Some(*end)
        });
        Self { ends: ends.collect(), parts }
    }

    /// Calls back with the list of each part that a text contains; with a list as often as its parts are found.
    pub(super) fn each_list_in(&self, text: &str, mut found: impl FnMut(u32)) {
        let text = text.as_bytes();
        for (at, bytes) in text.windows(2).enumerate() {
            let pair = pair(bytes[0], bytes[1]);
            let start = if pair == 0 { 0 } else { self.ends[pair - 1] };
            for (part, list) in &self.parts[start as usize..self.ends[pair] as usize] {
                if text[at..].starts_with(part) {
                    found(*list);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::plan::Matching;

    #[test]
    fn a_text_has_the_lists_whose_parts_it_contains() {
        let lists = [vec!["F00", "F01"], vec!["J84", "F0"], vec!["M06"], vec!["\u{e9}t"]];
        let lists = lists.iter().map(|parts| parts.iter().map(|part| (*part).into()).collect()).collect();
        let parts = Parts::new(&Pass { table: 0, column: 0, matching: Matching::Part, lists });
        let in_text = |text: &str| {
            let mut lists = std::collections::BTreeSet::new();
            parts.each_list_in(text, |list| {
                lists.insert(list);
            });
            lists.into_iter().collect::<Vec<_>>()
        };
        assert_eq!(in_text("||F001 ,J849 ||I801"), [0, 1]);
        assert_eq!(in_text("||F0"), [1]);
        assert_eq!(in_text("XM06F"), [2]);
        assert_eq!(in_text("\u{e9}t\u{e9}"), [3]);
        assert_eq!([in_text(""), in_text("M"), in_text("M0")], [[]; 3] as [[u32; 0]; 3]);
    }
}
