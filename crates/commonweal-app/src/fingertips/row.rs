//! Which columns are there, and what is in a row?

/// The columns of a Fingertips download, in order. The 23rd names the kind of area that figures are compared with; ours
/// are compared with the whole integrated care system.
pub const FINGERTIPS_COLUMNS: [&str; 27] = [
    "Indicator ID",
    "Indicator Name",
    "Parent Code",
    "Parent Name",
    "Area Code",
    "Area Name",
    "Area Type",
    "Sex",
    "Age",
    "Category Type",
    "Category",
    "Time period",
    "Value",
    "Lower CI 95.0 limit",
    "Upper CI 95.0 limit",
    "Lower CI 99.8 limit",
    "Upper CI 99.8 limit",
    "Count",
    "Denominator",
    "Value note",
    "Recent Trend",
    "Compared to England value or percentiles",
    "Compared to ICB value or percentiles",
    "Time period Sortable",
    "New data",
    "Compared to goal",
    "Time period range",
];

/// One row of a Fingertips download. Text that is not given is empty.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FingertipsRow {
    /// Id of the indicator; Fingertips' own are numbers.
    pub indicator_id: String,
    /// Its name.
    pub indicator_name: String,
    /// Code of the area this one lies in.
    pub parent_code: String,
    /// Its name.
    pub parent_name: String,
    /// Code of the area.
    pub area_code: String,
    /// Its name.
    pub area_name: String,
    /// Kind of area, in words.
    pub area_type: String,
    /// `Persons`, `Male`, `Female` and so on.
    pub sex: String,
    /// The ages, in words.
    pub age: String,
    /// What else people are divided by.
    pub category_type: String,
    /// The part of them.
    pub category: String,
    /// The period, in words.
    pub time_period: String,
    /// The value.
    pub value: Option<f64>,
    /// Lower 95% limit.
    pub lower_95: Option<f64>,
    /// Upper 95% limit.
    pub upper_95: Option<f64>,
    /// Lower 99.8% limit; we make none.
    pub lower_998: Option<f64>,
    /// Upper 99.8% limit; we make none.
    pub upper_998: Option<f64>,
    /// People or events counted.
    pub count: Option<f64>,
    /// People asked about.
    pub denominator: Option<f64>,
    /// What a reader must know of the value.
    pub value_note: String,
    /// Where the value is going.
    pub recent_trend: String,
    /// Better, similar or worse than England.
    pub compared_to_england: String,
    /// Better, similar or worse than the area it lies in.
    pub compared_to_parent: String,
    /// The period as a number that sorts: year, month and day, `20180000` for a year.
    pub time_period_sortable: i64,
    /// Whether the value is new.
    pub new_data: String,
    /// Where it stands against a goal.
    pub compared_to_goal: String,
    /// Length of the period: `1y`, `3m`, `1d`.
    pub time_period_range: String,
}
