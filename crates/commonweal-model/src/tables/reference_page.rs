//! The reference page of the records tables, as Markdown.

use super::{ALL, Coding, ColumnType, RecordsColumn, RecordsTable, Sensitivity};

const INTRODUCTION: &str = "# Records

The tables that records of people are kept in, one folder each under `records/` of a workspace. Every row is
pseudonymised and about one person: read by the engine and by importers, never shown. A table that nobody has loaded
counts as empty. This page is made from the declarations in `commonweal_model::tables`; do not edit it.

Sensitivity: a *pseudonym* stands for the person inside the records and never leaves them; *indirect* facts could help
to recognise a person together with others; *special* facts are health, ethnicity or another special category.
Columns that may be empty are empty where a thing is not known, or has not happened yet. Moments are in UTC; definitions
count in days and do not see them.
";

/// The page that documents every records table and column.
///
/// # Example
/// ```
/// assert!(commonweal_model::tables::reference_page().contains("## clinical_events"));
/// ```
pub fn reference_page() -> String {
    ALL.iter().fold(INTRODUCTION.to_owned(), |page, table| page + "\n" + &section(table))
}

fn section(table: &RecordsTable) -> String {
    let mut text = format!("## {}\n\nOne row per {}. Source: {}.", table.name, table.one_row_per, table.source);
    text += &match table.ordered_by {
        Some(column) => format!(" Sorted by person and `{column}`.\n"),
        None => " Sorted by person.\n".to_owned(),
    };
    text += "\n| column | type | may be empty | sensitivity | what it holds |\n| --- | --- | --- | --- | --- |\n";
    table.columns.iter().fold(text, |text, column| text + &row(column))
}

fn row(column: &RecordsColumn) -> String {
    let unit = column.unit.map(|unit| format!("; unit: {unit}")).unwrap_or_default();
    format!(
        "| {} | {} | {} | {} | {}{unit} |\n",
        column.name,
        type_name(column.column_type),
        if column.nullable { "yes" } else { "no" },
        sensitivity_name(column.sensitivity),
        column.about,
    )
}

fn type_name(column_type: ColumnType) -> &'static str {
    match column_type {
        ColumnType::Long => "whole number (64 bits)",
        ColumnType::Integer => "whole number (32 bits)",
        ColumnType::Text => "text",
        ColumnType::Code(Coding::SnomedCt) => "SNOMED CT code",
        ColumnType::Code(Coding::Dmd) => "dm+d code",
        ColumnType::Code(Coding::Icd10) => "ICD-10 code",
        ColumnType::Code(Coding::Icd10List) => "ICD-10 codes",
        ColumnType::Code(Coding::Opcs4List) => "OPCS-4 codes",
        ColumnType::Date => "day",
        ColumnType::Instant => "moment",
        ColumnType::Real => "number",
        ColumnType::Flag => "true or false",
    }
}

fn sensitivity_name(sensitivity: Sensitivity) -> &'static str {
    match sensitivity {
        Sensitivity::Pseudonym => "pseudonym",
        Sensitivity::Indirect => "indirect",
        Sensitivity::Special => "special",
    }
}
