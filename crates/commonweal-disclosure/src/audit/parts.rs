//! Parts of a system that share no number.

use super::net::Net;
use super::{Asked, NumberId, System};
use crate::interval::Interval;

/// Which numbers hang together by sums.
pub(crate) struct Parts {
    /// The part of each number, and its place in it.
    place: Vec<(u32, u32)>,
    /// The numbers of each part, ascending.
    numbers: Vec<Vec<u32>>,
    /// The sums of each part, in order.
    sums: Vec<Vec<u32>>,
}

/// One part, its numbers counted from 0.
pub(crate) struct Part {
    pub(crate) net: Net,
    pub(crate) known: Vec<Interval>,
    pub(crate) truth: Vec<i64>,
    /// The numbers asked about.
    pub(crate) asked: Vec<Asked>,
    /// Equal for parts with equal answers: what is known, the sums, what is asked; not the truth.
    pub(crate) signature: Vec<i64>,
}

impl Parts {
    pub(crate) fn of(system: &System) -> Self {
        let mut leader: Vec<u32> = (0..).take(system.len()).collect();
        for sum in system.every_sum() {
            for pair in sum.windows(2) {
                let (a, b) = (find(&mut leader, pair[0]), find(&mut leader, pair[1]));
                leader[a.max(b) as usize] = a.min(b);
            }
        }
        let mut numbers: Vec<Vec<u32>> = Vec::new();
        let mut place = vec![(0, 0); system.len()];
        for id in (0..).take(system.len()) {
            // The first number of a part is its leader, so it has been given its part.
            let first = find(&mut leader, id);
            let part = if first == id { numbers.len() as u32 } else { place[first as usize].0 };
            if first == id {
                numbers.push(Vec::new());
            }
            place[id as usize] = (part, numbers[part as usize].len() as u32);
            numbers[part as usize].push(id);
        }
        let mut sums = vec![Vec::new(); numbers.len()];
        for (index, sum) in (0..).zip(system.every_sum()) {
            sums[place[sum[0] as usize].0 as usize].push(index);
        }
        Self { place, numbers, sums }
    }

    pub(crate) fn part_of(&self, id: NumberId) -> u32 {
        self.place[id.0 as usize].0
    }

    pub(crate) fn take(&self, system: &System, part: u32, asked: &[Asked]) -> Part {
        let numbers = &self.numbers[part as usize];
        let local = |id: u32| self.place[id as usize].1;
        let known: Vec<Interval> = numbers.iter().map(|id| system.known[*id as usize]).collect();
        let truth = numbers.iter().map(|id| system.truth[*id as usize]).collect();
        let sums: Vec<Vec<u32>> = self.sums[part as usize]
            .iter()
            .map(|sum| system.sum_at(*sum as usize).iter().map(|id| local(*id)).collect())
            .collect();
        let own = self.sums[part as usize].partition_point(|sum| (*sum as usize) < system.sums.len());
        let asked: Vec<Asked> =
            asked.iter().map(|one| Asked { number: NumberId(local(one.number.0)), ..*one }).collect();
        let mut signature: Vec<i64> = vec![known.len() as i64, sums.len() as i64, own as i64];
        signature.extend(known.iter().flat_map(|interval| [interval.low, interval.high]));
        for sum in &sums {
            signature.push(sum.len() as i64);
            signature.extend(sum.iter().map(|id| i64::from(*id)));
        }
        signature.extend(
            asked.iter().flat_map(|one| [i64::from(one.number.0), one.needed as i64, i64::from(one.after_last)]),
        );
        Part { net: Net::new(known.len(), &sums, own), known, truth, asked, signature }
    }
}

fn find(leader: &mut [u32], id: u32) -> u32 {
    let mut at = id;
    while leader[at as usize] != at {
        leader[at as usize] = leader[leader[at as usize] as usize];
        at = leader[at as usize];
    }
    at
}
