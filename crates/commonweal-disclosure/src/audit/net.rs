//! Sums and the numbers in them, both ways round, in flat arrays.

/// One number in one sum: +1 for a child, -1 for the parent, so that each sum comes to nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Term {
    pub(crate) at: u32,
    pub(crate) sign: i64,
}

/// Which numbers each sum has, and which sums each number is in.
pub(crate) struct Net {
    sum_from: Vec<u32>,
    in_sums: Vec<Term>,
    number_from: Vec<u32>,
    of_numbers: Vec<Term>,
    /// Sums from this one on follow from the others: they narrow intervals, and are never looked at to see whether a table
    /// fits.
    own: u32,
}

impl Net {
    /// Of so many numbers, and sums of the parent and its children.
    pub(crate) fn new(numbers: usize, sums: &[Vec<u32>], own: usize) -> Self {
        let mut of_number: Vec<Vec<Term>> = vec![Vec::new(); numbers];
        let (mut sum_from, mut in_sums) = (vec![0], Vec::new());
        for (sum, members) in (0..).zip(sums) {
            for (place, number) in members.iter().enumerate() {
                let sign = if place == 0 { -1 } else { 1 };
                in_sums.push(Term { at: *number, sign });
                of_number[*number as usize].push(Term { at: sum, sign });
            }
            sum_from.push(in_sums.len() as u32);
        }
        let (mut number_from, mut of_numbers) = (vec![0], Vec::new());
        for terms in of_number {
            of_numbers.extend(terms);
            number_from.push(of_numbers.len() as u32);
        }
        Self { sum_from, in_sums, number_from, of_numbers, own: own as u32 }
    }

    pub(crate) fn sums(&self) -> usize {
        self.sum_from.len() - 1
    }

    /// Whether a table that fits all other sums fits this one.
    pub(crate) fn follows(&self, sum: u32) -> bool {
        sum >= self.own
    }

    /// Where the terms of a sum are, for [`Net::term`].
    pub(crate) fn range(&self, sum: u32) -> std::ops::Range<usize> {
        self.sum_from[sum as usize] as usize..self.sum_from[sum as usize + 1] as usize
    }

    pub(crate) fn term(&self, at: usize) -> Term {
        self.in_sums[at]
    }

    /// The numbers of a sum.
    pub(crate) fn numbers_of(&self, sum: u32) -> &[Term] {
        &self.in_sums[self.range(sum)]
    }

    /// The sums a number is in.
    pub(crate) fn sums_of(&self, number: u32) -> &[Term] {
        let (from, to) = (self.number_from[number as usize], self.number_from[number as usize + 1]);
        &self.of_numbers[from as usize..to as usize]
    }
}
