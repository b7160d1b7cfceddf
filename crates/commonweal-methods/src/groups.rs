//! Rows of a table split by the values of some columns.

use std::cmp::Ordering;

use crate::table::{Table, Values};

/// Groups of rows in the sorted order of their keys; rows within a group keep their order. Numbers sort as numbers,
/// words by letter, false before true, missing keys last. Without key columns all rows are one group, even where there
/// are none.
///
/// # Example
/// ```
/// use commonweal_methods::{Groups, Table};
/// let groups = Groups::of(&Table::new().with("area", vec!["B", "A", "B"]), 3);
/// let rows: Vec<&[usize]> = groups.iter().collect();
/// assert_eq!(rows, [&[1][..], &[0, 2]]); // A, then B
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Groups {
    keys: Table,
    order: Vec<usize>,
    starts: Vec<usize>,
}

impl Groups {
    /// Splits a table of `rows` rows by the columns of `keys`.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Groups, Table};
    /// assert_eq!(Groups::of(&Table::new().with("year", vec![2024.0, 2023.0]), 2).len(), 2);
    /// assert_eq!(Groups::of(&Table::new(), 2).len(), 1); // without key columns
    /// ```
    #[must_use]
    pub fn of(keys: &Table, rows: usize) -> Self {
        let mut order: Vec<usize> = (0..rows).collect();
        if keys.columns().is_empty() {
            return Self { keys: Table::new(), order, starts: vec![0, rows] };
        }
        let compare = |a: usize, b: usize| {
            keys.columns()
                .iter()
                .map(|column| compare_values(&column.values, a, b))
                .find(|o| o.is_ne())
                .unwrap_or(Ordering::Equal)
        };
        if !order.is_sorted_by(|&a, &b| compare(a, b).is_le()) {
            order.sort_by(|&a, &b| compare(a, b));
        }
        let mut starts = vec![];
        for (position, &row) in order.iter().enumerate() {
            if position == 0 || compare(order[position - 1], row).is_ne() {
                starts.push(position);
            }
        }
        let firsts: Vec<usize> = starts.iter().map(|&start| order[start]).collect();
        starts.push(rows);
        Self { keys: keys.pick(&firsts), order, starts }
    }

    /// Every row by itself.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::Groups;
    /// assert_eq!(Groups::each(3).rows(1), [1]);
    /// ```
    #[must_use]
    pub fn each(rows: usize) -> Self {
        Self { keys: Table::new(), order: (0..rows).collect(), starts: (0..=rows).collect() }
    }

    /// How many groups.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Groups, Table};
    /// assert_eq!(Groups::of(&Table::new().with("area", vec!["B", "A", "B"]), 3).len(), 2);
    /// ```
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there are none.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Groups, Table};
    /// let no_areas: Vec<&str> = vec![];
    /// assert!(Groups::of(&Table::new().with("area", no_areas), 0).is_empty());
    /// assert!(!Groups::of(&Table::new(), 0).is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One row per group: the key columns.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Groups, Table, Values};
    /// let groups = Groups::of(&Table::new().with("area", vec!["B", "A", "B"]), 3);
    /// assert_eq!(groups.keys().column("area"), Some(&Values::from(vec!["A", "B"])));
    /// ```
    #[must_use]
    pub fn keys(&self) -> &Table {
        &self.keys
    }

    /// Row numbers of a group.
    ///
    /// # Panics
    /// If there is no such group.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Groups, Table};
    /// assert_eq!(Groups::of(&Table::new().with("area", vec!["B", "A", "B"]), 3).rows(1), [0, 2]);
    /// ```
    #[must_use]
    pub fn rows(&self, group: usize) -> &[usize] {
        &self.order[self.starts[group]..self.starts[group + 1]]
    }

    /// Row numbers of every group, in order.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Groups, Table};
    /// let groups = Groups::of(&Table::new().with("area", vec!["B", "A", "B"]), 3);
    /// let deaths = [4.0, 1.0, 6.0];
    /// let totals: Vec<f64> = groups.iter().map(|rows| rows.iter().map(|&row| deaths[row]).sum()).collect();
    /// assert_eq!(totals, [1.0, 10.0]);
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = &[usize]> {
        (0..self.len()).map(|group| self.rows(group))
    }

    /// Row numbers of all groups, one after the other; [`Groups::starts`] says where each begins.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Groups, Table};
    /// assert_eq!(Groups::of(&Table::new().with("area", vec!["B", "A", "B"]), 3).order(), [1, 0, 2]);
    /// ```
    #[must_use]
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// Where each group begins in [`Groups::order`], and the end: one number more than there are groups.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Groups, Table};
    /// assert_eq!(Groups::of(&Table::new().with("area", vec!["B", "A", "B"]), 3).starts(), [0, 1, 3]);
    /// ```
    #[must_use]
    pub fn starts(&self) -> &[usize] {
        &self.starts
    }

    /// A group as people say it: `area = A, sex = female`; empty without key columns.
    ///
    /// # Panics
    /// If there is no such group.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Groups, Table};
    /// let groups = Groups::of(&Table::new().with("area", vec!["A"]).with("sex", vec!["female"]), 1);
    /// assert_eq!(groups.name(0), "area = A, sex = female");
    /// ```
    #[must_use]
    pub fn name(&self, group: usize) -> String {
        let part = |column: &crate::table::Column| format!("{} = {}", column.name, column.values.shown(group));
        self.keys.columns().iter().map(part).collect::<Vec<_>>().join(", ")
    }

    /// The key columns repeated so that group `i` has `counts[i]` rows: the left side of an answer.
    ///
    /// # Panics
    /// If there is not one count per group.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Groups, Table, Values};
    /// let groups = Groups::of(&Table::new().with("area", vec!["A", "B"]), 2);
    /// assert_eq!(groups.repeated(&[1, 2]).column("area"), Some(&Values::from(vec!["A", "B", "B"])));
    /// ```
    #[must_use]
    pub fn repeated(&self, counts: &[usize]) -> Table {
        assert_eq!(counts.len(), self.len(), "one count per group");
        let rows: Vec<usize> =
            counts.iter().enumerate().flat_map(|(group, &n)| std::iter::repeat_n(group, n)).collect();
        self.keys.pick(&rows)
    }
}

fn compare_values(values: &Values, a: usize, b: usize) -> Ordering {
    match values {
        Values::Number(values) => values[a].is_nan().cmp(&values[b].is_nan()).then(values[a].total_cmp(&values[b])),
        Values::Text(values) => values[a].is_none().cmp(&values[b].is_none()).then_with(|| values[a].cmp(&values[b])),
        Values::Flag(values) => values[a].is_none().cmp(&values[b].is_none()).then_with(|| values[a].cmp(&values[b])),
    }
}
