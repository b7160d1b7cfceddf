//! Reading how an indicator's value is made: what is expected, and what is published elsewhere.

use crate::diagnostic::nearest;
use crate::reader::Sheet;
use crate::{ExpectedPrevalence, ExpectedRow, PublishedRows};
use commonweal_model::{AgeBand, Sex};

/// The words for methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MethodWord {
    Proportion,
    RatioToExpected,
    Published,
}

impl MethodWord {
    pub(crate) const ALL: [Self; 3] = [Self::Proportion, Self::RatioToExpected, Self::Published];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Proportion => "proportion",
            Self::RatioToExpected => "ratio_to_expected",
            Self::Published => "published",
        }
    }
}

pub(crate) fn method_words() -> [&'static str; 3] {
    MethodWord::ALL.map(MethodWord::as_str)
}

/// `[expected]`: a source and rows of sex, age band and prevalence in percent.
pub(crate) fn read_expected(table: Sheet<'_>) -> Option<ExpectedPrevalence> {
    let source = table.text("source");
    let sheets = table.tables("rows");
    if sheets.is_empty() {
        let help = "add rows = [{ sex = \"male\", age = \"16-24\", percent = 6 }]".to_owned();
        table.problem(table.span(), "[expected] has no rows", Some(help));
    }
    let mut rows: Vec<ExpectedRow> = Vec::new();
    for sheet in sheets {
        let place = sheet.span();
        let Some(row) = read_row(sheet) else { continue };
        if rows.iter().any(|known| known.sex == row.sex && overlap(known.age, row.age)) {
            table.problem(place, format!("ages {} of {} are covered twice", row.age, row.sex), None);
        }
        rows.push(row);
    }
    rows.sort_by_key(|row| (row.sex, row.age));
    table.finish();
    Some(ExpectedPrevalence { source: source?, rows })
}

fn read_row(sheet: Sheet<'_>) -> Option<ExpectedRow> {
    let sex: Option<Sex> = sheet.word("sex", &["female", "male"]);
    if matches!(sex, Some(Sex::Intersex | Sex::Unknown)) {
        let help = "others are expected at the mean of the two".to_owned();
        sheet.problem(sheet.place("sex"), "surveys publish female and male only", Some(help));
    }
    let age: Option<AgeBand> = sheet.word("age", &[]);
    let percent = sheet.number("percent");
    if let Some((_, span)) = percent.clone().filter(|(percent, _)| !(0.0..=100.0).contains(percent)) {
        sheet.problem(span, "`percent` should be from 0 to 100", None);
        sheet.finish();
        return None;
    }
    sheet.finish();
    let (percent, _) = percent?;
    // At most 1,000,000 and at least 0, checked above.
    let prevalence_millionths = (percent * 10_000.0).round() as u32;
    Some(ExpectedRow { sex: sex?, age: age?, prevalence_millionths })
}

pub(crate) fn overlap(a: AgeBand, b: AgeBand) -> bool {
    a.from <= b.to.unwrap_or(u16::MAX) && b.from <= a.to.unwrap_or(u16::MAX)
}

/// `[[published]]`: which rows of the reference table `published_indicators` are a series.
pub(crate) fn read_published(sheet: Sheet<'_>) -> Option<PublishedRows> {
    let (series, indicator_id) = (sheet.text("series"), sheet.text("indicator_id"));
    let sex = sheet.located("sex");
    let age = sheet.optional("age").map(|found| found.text);
    let known = ["female", "male", "persons"];
    if let Some(found) = sex.as_ref().filter(|found| !known.contains(&found.text.as_str())) {
        let message = format!("`{}` is not a sex of published figures; use one of: {}", found.text, known.join(", "));
        sheet.problem(found.span.clone(), message, nearest(&found.text, known));
    }
    sheet.finish();
    Some(PublishedRows { series: series?, indicator_id: indicator_id?, sex: sex?.text, age })
}
