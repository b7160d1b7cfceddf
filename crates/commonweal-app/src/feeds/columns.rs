//! Which columns does each table have, and what do they mean?

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text in UTF-8.
    Text,
    /// A whole number.
    Whole,
    /// A number with a fraction.
    Number,
    /// A day, `2026-09-30`.
    Day,
}

impl ColumnKind {
    /// Its name in files that describe tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Whole => "whole number",
            Self::Number => "number",
            Self::Day => "day",
        }
    }
}

/// One column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedColumn {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: ColumnKind,
    /// Whether a row may have nothing here.
    pub may_be_empty: bool,
    /// What it means.
    pub about: &'static str,
}

/// A column that every row fills.
const fn full(name: &'static str, kind: ColumnKind, about: &'static str) -> FeedColumn {
    FeedColumn { name, kind, may_be_empty: false, about }
}

/// A column that a row may leave empty.
const fn some(name: &'static str, kind: ColumnKind, about: &'static str) -> FeedColumn {
    FeedColumn { name, kind, may_be_empty: true, about }
}

use ColumnKind::{Day, Number, Text, Whole};

pub(super) const RELEASED_VALUES: &[FeedColumn] = &[
    full("indicator_id", Text, "The indicator; joins to the table indicators."),
    full("series", Text, "`local` for figures counted here, else the publisher of the series."),
    full("area_code", Text, "The area: GSS code, or ODS code for practices and networks; joins to the table areas."),
    full("area_type", Text, "The kind of area: icb, place, district, pcn, msoa and so on."),
    full("area_edition", Text, "The year of the area's boundary or list."),
    full(
        "family",
        Text,
        "Who is counted: `residence`, people who live there; `registration`, people registered there.",
    ),
    some("dimension_1", Text, "The first characteristic the figure is broken down by; empty for everybody together."),
    some("category_1", Text, "The group of the first characteristic; joins to the table groups."),
    some("dimension_2", Text, "The second characteristic, where there is one."),
    some("category_2", Text, "The group of the second characteristic."),
    full("period", Text, "The period as a start and an ISO 8601 length, its end excluded: `2024-04-01/P1Y`."),
    full("period_start", Day, "The first day of the period."),
    full("period_end", Day, "The day after the period's last."),
    full("period_kind", Text, "The kind of period: point, month, quarter, calendar_year, financial_year and so on."),
    full("statistic", Text, "What the figure is: proportion, directly_standardised_rate, absolute_gap and so on."),
    full("unit", Text, "The unit of value and limits."),
    some("value", Number, "The value, made from the rounded counts; empty where withheld."),
    some("lower_95", Number, "The lower 95% limit; empty where withheld or where the statistic has none."),
    some("upper_95", Number, "The upper 95% limit; empty where withheld or where the statistic has none."),
    some(
        "numerator",
        Whole,
        "People or events counted, rounded as the class asks; empty where withheld or where there is none.",
    ),
    some(
        "denominator",
        Whole,
        "People asked about, or events expected, rounded; empty where withheld or where there is none.",
    ),
    full(
        "comparison",
        Text,
        "Where the figure stands against its benchmark: better, similar, worse, higher, lower, not_compared.",
    ),
    some("benchmark", Text, "The benchmark as `name = value`; empty where there is none."),
    full("class", Text, "The disclosure class of the data: published, organisation, standard or sensitive."),
    some(
        "withheld_reason",
        Text,
        "Why the figure is not shown: disclosure (fewer than 8 people), linked (so that another hidden figure cannot be worked out), unreliable or not_calculated; empty where it is shown.",
    ),
    some("snapshot", Text, "The snapshot of records counted; empty for published series."),
    some("index_date", Day, "The day people were judged at; empty for published series."),
    full("definition_hash", Text, "Fingerprint of the definition, its codelists included."),
    full("rules_version", Text, "Version of the rules of disclosure control."),
    full("release_id", Text, "The release."),
    full("released_at", Text, "When it was released, RFC 3339 in UTC."),
];

pub(super) const INDICATORS: &[FeedColumn] = &[
    full("indicator_id", Text, "The indicator's id in addresses and tables."),
    full("title", Text, "Its name."),
    full("short_title", Text, "Its name for narrow columns."),
    full("question", Text, "The plain question it answers."),
    full("domain", Text, "Access, experience or outcomes."),
    full("origin", Text, "`local` if counted here from records, `published` if taken from a publisher."),
    full("family", Text, "Who is counted in its small areas: residence or registration."),
    full("class", Text, "The disclosure class of its data."),
    full("polarity", Text, "Which direction is good: higher_is_better, lower_is_better or neutral."),
    full("unit", Text, "The unit of its plain value."),
    full("statistic", Text, "The statistic that is its plain value."),
    full("method", Text, "How its value is made."),
    full("numerator", Text, "Who or what is counted."),
    full("denominator", Text, "Who could be counted."),
    some("exclusions", Text, "Who is left out, separated by ` | `."),
    some("caveats", Text, "What to bear in mind, separated by ` | `."),
    some("breakdowns", Text, "The characteristics it is broken down by, separated by ` | `."),
    some("codelists", Text, "Its codelists with their versions, separated by ` | `."),
    full("owner", Text, "Who answers for the definition."),
    full("source", Text, "Where the definition, or the published value, comes from."),
    some("requirements", Text, "The requirements it serves, separated by ` | `."),
    full("definition_hash", Text, "Fingerprint of the definition, its codelists included."),
];

pub(super) const AREAS: &[FeedColumn] = &[
    full("area_code", Text, "The area: GSS code, ODS code for practices and networks, or place code."),
    some("area_name", Text, "The name people know it by; empty where no source names it."),
    full("area_type", Text, "The kind of area: icb, place, district, pcn, msoa and so on."),
    full("area_type_name", Text, "The kind of area in words."),
    full("edition", Text, "The year of its boundary or list."),
    some("parent_code", Text, "The area it is shown within; joins to this table where that area has a row."),
    some("population", Whole, "People, from a public source; real people, not the made-up ones of a demonstration."),
    some("population_source", Text, "That source, with its date."),
];

pub(super) const GROUPS: &[FeedColumn] = &[
    full("dimension", Text, "The characteristic, with the edition that defines its groups."),
    full("dimension_name", Text, "The characteristic in words."),
    full("category", Text, "The group's code, as in category_1 and category_2."),
    full("category_name", Text, "The group in words."),
    full("position", Whole, "Its place in reading order among the groups of the characteristic, from 1."),
];

#[cfg(test)]
mod tests {
    use super::RELEASED_VALUES;
    use commonweal_disclosure::COLUMNS;

    #[test]
    fn the_facts_have_the_columns_of_released_values() {
        let names: Vec<&str> = RELEASED_VALUES.iter().map(|column| column.name).collect();
        assert_eq!(names, COLUMNS);
    }
}
