//! Which rows are chosen, and where each person's begin.

/// A walk through rows in patient order, of which some are chosen.
pub(crate) struct Walk<'a> {
    /// Whose rows they are.
    pub(crate) ids: &'a [i64],
    /// Where it begins.
    pub(crate) row: usize,
    /// Who may have rows, in order.
    pub(crate) people: &'a [i64],
    /// How many rows were chosen before.
    pub(crate) copied: usize,
}

impl Walk<'_> {
    /// Chooses the rows that are wanted, and notes where each person's begin. The error is a row of nobody.
    pub(crate) fn choose(
        self,
        chosen: &mut Vec<u32>,
        offsets: &mut Vec<u32>,
        is_wanted: impl Fn(usize) -> bool,
    ) -> Result<(), usize> {
        chosen.clear();
        chosen.resize(self.ids.len() - self.row, 0);
        let (mut count, mut last) = (0, None);
        for (row, id) in self.ids.iter().enumerate().skip(self.row) {
            if last != Some(*id) {
                last = Some(*id);
                let mut person = offsets.len() - 1;
                while self.people.get(person).is_some_and(|known| known < id) {
                    offsets.push(place(self.copied + count));
                    person += 1;
                }
                if self.people.get(person) != Some(id) {
                    return Err(row);
                }
            }
            // Most rows are not wanted, and which are cannot be foretold: so no branch.
            chosen[count] = place(row);
            count += usize::from(is_wanted(row));
        }
        chosen.truncate(count);
        Ok(())
    }
}

/// A row's number as columns hold it.
pub(crate) fn place(row: usize) -> u32 {
    u32::try_from(row).expect("a batch of people has fewer than four billion rows")
}
