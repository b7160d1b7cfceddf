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
        let (mut row, mut count) = (self.row, 0);
        while let Some(id) = self.ids.get(row) {
            let mut person = offsets.len() - 1;
            while self.people.get(person).is_some_and(|known| known < id) {
                offsets.push(place(self.copied + count));
                person += 1;
            }
            if self.people.get(person) != Some(id) {
                return Err(row);
            }
            let end = row + rows_of_first(&self.ids[row..]);
            // Most rows are not wanted, and which are cannot be foretold: so no branch.
            for (row, number) in (row..end).zip(place(row)..) {
                chosen[count] = number;
                count += usize::from(is_wanted(row));
            }
            row = end;
        }
        chosen.truncate(count);
        Ok(())
    }
}

/// How many rows from the first on are the same person's; ids never fall. Looks ahead twice as far each time.
fn rows_of_first(ids: &[i64]) -> usize {
    let first = ids[0];
    let mut ahead = 1;
    while ids.get(ahead).is_some_and(|id| *id == first) {
        ahead *= 2;
    }
    let from = ahead / 2;
    from + ids[from..ids.len().min(ahead)].partition_point(|id| *id == first)
}

/// A row's number as columns hold it.
pub(crate) fn place(row: usize) -> u32 {
    u32::try_from(row).expect("a batch of people has fewer than four billion rows")
}
