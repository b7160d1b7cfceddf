//! What comes when: as days go by, only those are looked at for whom something happens.

/// Days to come, and the places of those for whom something happens then; the soonest first.
#[derive(Debug, Clone, Default)]
pub(super) struct Calendar {
    entries: Vec<(i32, u32)>,
    /// How many of them are past.
    past: usize,
    /// The last day that it knows of.
    last: i32,
}

/// Where entries are, until they are in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft {
    entries: Vec<(i32, u32)>,
    /// How many entries are before each day.
    before: Vec<u32>,
}

/// No calendar goes further ahead; when its last day is past, it is written anew.
const DAYS: i32 = 4096;

impl Calendar {
    /// Writes it anew, for so many days after a day. The entries are added by a function that is told the last of these
    /// days; all are after the day and not after the last. Entries of one day stay in the order they are added in.
    pub(super) fn write(
        &mut self,
        after: i32,
        days: i32,
        draft: &mut Draft,
        add: impl FnOnce(i32, &mut Vec<(i32, u32)>),
    ) {
        let Draft { entries, before } = draft;
        self.past = 0;
        self.last = after.saturating_add(days.clamp(0, DAYS));
        entries.clear();
        add(self.last, entries);
        let place = |day: i32| (day - after) as usize;
        before.clear();
        before.resize(place(self.last) + 1, 0);
        entries.iter().for_each(|(day, _)| before[place(*day)] += 1);
        let mut sum = 0;
        for count in before.iter_mut() {
            sum += std::mem::replace(count, sum);
        }
        self.entries.clear();
        self.entries.resize(entries.len(), (0, 0));
        for entry in entries.iter() {
            let at = &mut before[place(entry.0)];
            self.entries[*at as usize] = *entry;
            *at += 1;
        }
    }

    /// Whether it knows all that happens until a day.
    pub(super) fn knows(&self, day: i32) -> bool {
        day <= self.last
    }

    /// The places of all entries until a day, which are then past.
    pub(super) fn until(&mut self, day: i32) -> impl Iterator<Item = u32> {
        let coming = &self.entries[self.past..];
        let count = coming.iter().take_while(|entry| entry.0 <= day).count();
        self.past += count;
        coming[..count].iter().map(|entry| entry.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_come_on_their_days() {
        let mut calendar = Calendar::default();
        calendar.write(10, 9, &mut Draft::default(), |last, entries| {
            assert_eq!(last, 19);
            entries.extend([(15, 1), (11, 2), (19, 3), (11, 4), (15, 0)]);
        });
        let mut until = |day| calendar.until(day).collect::<Vec<_>>();
        assert_eq!(until(10), [0; 0]);
        assert_eq!(until(11), [2, 4]);
        assert_eq!(until(14), [0; 0]);
        assert_eq!(until(18), [1, 0]);
        assert_eq!(until(30), [3]);
        assert!(calendar.knows(19) && !calendar.knows(20));
    }

    #[test]
    fn no_calendar_leaves_the_days_there_are() {
        for after in [i32::MIN, i32::MAX - 1] {
            let mut calendar = Calendar::default();
            calendar.write(after, i32::MAX, &mut Draft::default(), |last, entries| entries.push((last, 7)));
            assert_eq!(calendar.until(i32::MAX).collect::<Vec<_>>(), [7]);
        }
    }
}
