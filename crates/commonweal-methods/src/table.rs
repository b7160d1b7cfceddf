//! A table of named columns.

/// Columns of one length, in order.
///
/// # Example
/// ```
/// use commonweal_methods::Table;
/// let table = Table::new().with("area", vec!["A", "B"]).with("events", vec![3.0, 5.0]);
/// assert_eq!((table.rows(), table.names().as_str()), (2, "area, events"));
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    columns: Vec<Column>,
}

/// A named column.
///
/// # Example
/// ```
/// use commonweal_methods::{Column, Table, Values};
/// let table = Table::new().with("events", vec![3.0]);
/// assert_eq!(table.columns(), [Column { name: "events".to_owned(), values: Values::Number(vec![3.0]) }]);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name in the header.
    pub name: String,
    /// Its values, one per row.
    pub values: Values,
}

/// Values of one kind.
///
/// # Example
/// ```
/// use commonweal_methods::Values;
/// let events = Values::from(vec![Some(3.0), None]);
/// assert_eq!(events, Values::Number(vec![3.0, f64::NAN])); // a missing number equals a missing number
/// assert_ne!(Values::from(vec![1.0]), Values::from(vec![true]));
/// ```
#[derive(Debug, Clone)]
pub enum Values {
    /// Numbers; a missing one is `NaN`.
    Number(Vec<f64>),
    /// Words, codes and dates (YYYY-MM-DD).
    Text(Vec<Option<String>>),
    /// True or false.
    Flag(Vec<Option<bool>>),
}

impl PartialEq for Values {
    /// Equal when every value is, missing numbers included.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a == b || (a.is_nan() && b.is_nan()))
            }
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Flag(a), Self::Flag(b)) => a == b,
            _ => false,
        }
    }
}

impl Values {
    /// How many there are.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::Values;
    /// assert_eq!(Values::from(vec!["A", "B"]).len(), 2);
    /// ```
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Number(values) => values.len(),
            Self::Text(values) => values.len(),
            Self::Flag(values) => values.len(),
        }
    }

    /// Whether there are none.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::Values;
    /// assert!(Values::Number(vec![]).is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Rows picked by position, in the order given.
    ///
    /// # Panics
    /// If a position is past the end.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::Values;
    /// assert_eq!(Values::from(vec!["A", "B", "C"]).pick(&[2, 0]), Values::from(vec!["C", "A"]));
    /// ```
    #[must_use]
    pub fn pick(&self, rows: &[usize]) -> Self {
        match self {
            Self::Number(values) => Self::Number(rows.iter().map(|&row| values[row]).collect()),
            Self::Text(values) => Self::Text(rows.iter().map(|&row| values[row].clone()).collect()),
            Self::Flag(values) => Self::Flag(rows.iter().map(|&row| values[row]).collect()),
        }
    }

    /// One value as people read it; empty where it is missing. Numbers read back to the same double.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::Values;
    /// let values = Values::from(vec![Some(0.1), Some(1_000.0), None]);
    /// assert_eq!([values.shown(0), values.shown(1), values.shown(2)], ["0.1", "1000", ""]);
    /// ```
    #[must_use]
    pub fn shown(&self, row: usize) -> String {
        match self {
            Self::Number(values) if values[row].is_nan() => String::new(),
            Self::Number(values) => values[row].to_string(),
            Self::Text(values) => values[row].clone().unwrap_or_default(),
            Self::Flag(values) => values[row].map(|flag| flag.to_string()).unwrap_or_default(),
        }
    }
}

impl From<Vec<f64>> for Values {
    fn from(values: Vec<f64>) -> Self {
        Self::Number(values)
    }
}

impl From<Vec<Option<f64>>> for Values {
    fn from(values: Vec<Option<f64>>) -> Self {
        Self::Number(values.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect())
    }
}

impl From<Vec<String>> for Values {
    fn from(values: Vec<String>) -> Self {
        Self::Text(values.into_iter().map(Some).collect())
    }
}

impl From<Vec<&str>> for Values {
    fn from(values: Vec<&str>) -> Self {
        Self::Text(values.into_iter().map(|value| Some(value.to_owned())).collect())
    }
}

impl From<Vec<Option<String>>> for Values {
    fn from(values: Vec<Option<String>>) -> Self {
        Self::Text(values)
    }
}

impl From<Vec<bool>> for Values {
    fn from(values: Vec<bool>) -> Self {
        Self::Flag(values.into_iter().map(Some).collect())
    }
}

impl From<Vec<Option<bool>>> for Values {
    fn from(values: Vec<Option<bool>>) -> Self {
        Self::Flag(values)
    }
}

impl Table {
    /// A table without columns.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::Table;
    /// assert_eq!((Table::new().rows(), Table::new().columns().len()), (0, 0));
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same table with one more column.
    ///
    /// # Panics
    /// If its length differs from the columns already there, which is a mistake of the caller.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::Table;
    /// assert_eq!(Table::new().with("area", vec!["A"]).with("events", vec![3.0]).columns().len(), 2);
    /// ```
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, values: impl Into<Values>) -> Self {
        self.push(name, values);
        self
    }

    /// Adds a column.
    ///
    /// # Panics
    /// As [`Table::with`].
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::Table;
    /// let mut table = Table::new();
    /// table.push("area", vec!["A", "B"]);
    /// assert_eq!(table.rows(), 2);
    /// ```
    pub fn push(&mut self, name: impl Into<String>, values: impl Into<Values>) {
        let (name, values) = (name.into(), values.into());
        if let Some(first) = self.columns.first() {
            assert_eq!(values.len(), first.values.len(), "column `{name}` is as long as the others");
        }
        self.columns.push(Column { name, values });
    }

    /// Its columns, in order.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::Table;
    /// let table = Table::new().with("area", vec!["A"]).with("events", vec![3.0]);
    /// assert_eq!(table.columns().iter().map(|column| column.name.as_str()).collect::<Vec<_>>(), ["area", "events"]);
    /// ```
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The column of that name.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Table, Values};
    /// let table = Table::new().with("events", vec![3.0]);
    /// assert_eq!(table.column("events"), Some(&Values::from(vec![3.0])));
    /// assert_eq!(table.column("deaths"), None);
    /// ```
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Values> {
        self.columns.iter().find(|column| column.name == name).map(|column| &column.values)
    }

    /// How many rows.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::Table;
    /// assert_eq!(Table::new().with("events", vec![3.0, 5.0]).rows(), 2);
    /// ```
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.values.len())
    }

    /// Rows picked by position, in the order given.
    ///
    /// # Panics
    /// If a position is past the end.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::Table;
    /// let table = Table::new().with("area", vec!["A", "B"]).with("events", vec![3.0, 5.0]);
    /// assert_eq!(table.pick(&[1]), Table::new().with("area", vec!["B"]).with("events", vec![5.0]));
    /// ```
    #[must_use]
    pub fn pick(&self, rows: &[usize]) -> Self {
        let pick = |column: &Column| Column { name: column.name.clone(), values: column.values.pick(rows) };
        Self { columns: self.columns.iter().map(pick).collect() }
    }

    /// Names of its columns with commas between, for messages.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::Table;
    /// assert_eq!(Table::new().with("area", vec!["A"]).with("events", vec![3.0]).names(), "area, events");
    /// ```
    #[must_use]
    pub fn names(&self) -> String {
        self.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ")
    }
}
