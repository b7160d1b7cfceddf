//! A list of numbers that decides; when it is used up, the first and simplest thing is chosen.

/// Decisions still to be made.
pub(super) struct Choices {
    numbers: std::vec::IntoIter<u16>,
}

impl Choices {
    pub(super) fn new(numbers: Vec<u16>) -> Self {
        Self { numbers: numbers.into_iter() }
    }

    /// A number below the limit; zero once the list is used up.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        usize::from(self.numbers.next().unwrap_or_default()) % limit.max(1)
    }

    /// One of some things.
    pub(super) fn of<T: Copy>(&mut self, things: &[T]) -> T {
        things[self.below(things.len())]
    }

    /// True once in so many times, and never once the list is used up.
    pub(super) fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }
}
