//! Why something cannot be evaluated.

/// Why something cannot be evaluated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvaluateError {
    /// An inline table's rows are in a file.
    #[error("the rows of an inline table are in the file `{path}`; put them into the definition")]
    RowsInFile {
        /// The file.
        path: String,
    },
    /// A whole number that stands for null.
    #[error("{place} has the number {number}, which stands for null here; leave the cell empty", number = i64::MIN)]
    LowestNumber {
        /// The table and column, or the definition.
        place: String,
    },
    /// A series that has no single value per patient where one is asked for.
    #[error("output {output} of ask {ask} has not one value per patient; aggregate it or pick a row")]
    NotOnePerPatient {
        /// Which ask, from 0.
        ask: usize,
        /// Which output of it, from 0.
        output: usize,
    },
    /// An event table without a series of many rows, or with series of different rows.
    #[error("event table {table} of ask {ask} needs members of the same rows of one table, at least one")]
    EventRows {
        /// Which ask, from 0.
        ask: usize,
        /// Which event table of it, from 0.
        table: usize,
    },
    /// A batch that is not as the program needs it.
    #[error("the batch's rows of `{table}` are not as needed: {why}")]
    Batch {
        /// The table.
        table: String,
        /// What is wrong.
        why: &'static str,
    },
    /// A cell of another type than its column.
    #[error("column `{column}` of `{table}` has a value of another type than {wanted}")]
    CellType {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The column's type.
        wanted: String,
    },
}
