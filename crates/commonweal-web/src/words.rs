//! One way to show each thing: dates, periods, groups, areas. Numbers are shown by `commonweal-indicator` (in sentences)
//! and `commonweal-chart` (in tables).

use commonweal_app::{AreaInfo, IndicatorInfo, Withdrawn};
use commonweal_indicator::{say, text};
use commonweal_model::{AreaType, Breakdown, Dimension, EthnicGroup, Family, Period, PeriodKind, Quintile, Sex};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A period as a reader says it: `30 September 2025`, `2024/25`, `2018 to 2020`.
pub(crate) fn period(period: &Period, kind: PeriodKind) -> String {
    let (start, end) = (period.start(), period.end());
    match kind {
        PeriodKind::Point => day(start.day(), start.month(), start.year()),
        PeriodKind::CalendarYear => start.year().to_string(),
        PeriodKind::FinancialYear | PeriodKind::AcademicYear => {
            format!("{}/{:02}", start.year(), (start.year() + 1).rem_euclid(100))
        }
        PeriodKind::Pooled => {
            // The end is exclusive: a pool that ends on 1 January 2021 is of years up to 2020.
            let last = if end.month() == 1 && end.day() == 1 { end.year() - 1 } else { end.year() };
            format!("{} to {last}", start.year())
        }
        PeriodKind::Month => format!("{} {}", month(start.month()), start.year()),
        PeriodKind::Week | PeriodKind::Quarter => {
            format!("from {}", day(start.day(), start.month(), start.year()))
        }
    }
}

/// A day: `30 September 2025`.
pub(crate) fn day(day: i8, month_number: i8, year: i16) -> String {
    format!("{day} {} {year}", month(month_number))
}

/// The month a period begins in, as short as can be: `Sep 2026`.
pub(crate) fn short_month(period: &Period) -> String {
    let day = period.start();
    format!("{} {}", month(day.month()).get(..3).unwrap_or_default(), day.year())
}

/// A moment, written as RFC 3339 in UTC, as a reader says it: `22 November 2026, 14:54 UTC`.
pub(crate) fn moment(text: &str) -> String {
    let part = |from: usize, to: usize| text.get(from..to);
    let number = |from, to| part(from, to)?.parse::<i16>().ok();
    let date = match (number(0, 4), number(5, 7), number(8, 10)) {
        (Some(year), Some(month), Some(date)) => {
            day(i8::try_from(date).unwrap_or(1), i8::try_from(month).unwrap_or(1), year)
        }
        _ => return text.to_owned(),
    };
    part(11, 16).map_or(date.clone(), |time| format!("{date}, {time} UTC"))
}

/// That a release was withdrawn: of when it was, when it was taken back and why.
pub(crate) fn withdrawn(key: &str, release: &Withdrawn) -> String {
    let (released, at) = (moment(&release.released_at), moment(&release.at));
    // The reason is a sentence of somebody's own, with or without its full stop.
    let reason = release.reason.trim().trim_end_matches('.');
    say(key, &[("released", released.as_str()), ("at", at.as_str()), ("reason", reason)])
}

fn month(number: i8) -> &'static str {
    usize::try_from(number - 1).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or("")
}

/// The name of a group: `Most deprived fifth`, `Asian or Asian British`, `40 to 64`.
pub(crate) fn group(breakdown: &Breakdown) -> String {
    let category = breakdown.category.as_str();
    match breakdown.dimension {
        Dimension::Imd2019QuintileEngland | Dimension::Imd2025QuintileEngland => category
            .parse::<usize>()
            .ok()
            .and_then(|number| Quintile::ALL.get(number.checked_sub(1)?))
            .map_or_else(|| category.to_owned(), |fifth| fifth.label().to_owned()),
        Dimension::EthnicityCensus2021 => {
            category.parse::<EthnicGroup>().map_or_else(|_| category.to_owned(), |group| group.label().to_owned())
        }
        Dimension::Sex => category.parse::<Sex>().map_or_else(|_| category.to_owned(), |sex| sex.label().to_owned()),
        Dimension::Age => category.replace('-', " to ").replace('+', " and over"),
    }
}

/// The name of a group inside a sentence: `the most deprived fifth`; other groups keep their name.
pub(crate) fn spoken_group(breakdown: &Breakdown) -> String {
    let name = group(breakdown);
    if breakdown.dimension.is_deprivation() { format!("the {}", small(&name)) } else { name }
}

/// Whether a group names people's characteristic, rather than saying that it is not known.
pub(crate) fn is_known(breakdown: &Breakdown) -> bool {
    !matches!(breakdown.category.as_str(), "not_stated" | "not_known" | "unknown")
}

/// Where a group stands in reading order.
pub(crate) fn group_order(breakdown: &Breakdown) -> (usize, String) {
    let category = breakdown.category.as_str();
    let position = match breakdown.dimension {
        Dimension::Imd2019QuintileEngland | Dimension::Imd2025QuintileEngland => category.parse().ok(),
        Dimension::EthnicityCensus2021 => EthnicGroup::ALL.iter().position(|group| group.as_str() == category),
        Dimension::Sex => Sex::ALL.iter().position(|sex| sex.as_str() == category),
        Dimension::Age => category.split(['-', '+']).next().and_then(|from| from.parse().ok()),
    };
    (position.unwrap_or(usize::MAX), category.to_owned())
}

/// The head of a column that names groups of a characteristic.
pub(crate) fn dimension_heading(dimension: Dimension) -> &'static str {
    text(match dimension {
        Dimension::Imd2019QuintileEngland | Dimension::Imd2025QuintileEngland => "inequalities.column.deprivation",
        Dimension::EthnicityCensus2021 => "inequalities.column.ethnicity",
        Dimension::Sex => "inequalities.column.sex",
        Dimension::Age => "inequalities.column.age",
    })
}

/// Who a figure is about: `people who live in Ashfield`.
pub(crate) fn who(family: Family, area: &AreaInfo) -> String {
    let key = match family {
        Family::Residence => "who.residence",
        Family::Registration => "who.registration",
    };
    say(key, &[("area", &area.name)])
}

/// Many areas of a type: `districts`.
pub(crate) fn areas(kind: AreaType) -> &'static str {
    match kind {
        AreaType::Icb => text("areas.icbs"),
        AreaType::Place => text("areas.places"),
        AreaType::District => text("areas.districts"),
        AreaType::Pcn => text("areas.pcns"),
        AreaType::Msoa => text("areas.msoas"),
        other => other.label(),
    }
}

/// The unit as a reader sees it beside a title.
pub(crate) fn unit(info: &IndicatorInfo) -> &str {
    &info.unit
}

/// A first letter in capitals.
pub(crate) fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A first letter in small, unless the word is written in capitals: `Vaccination` becomes `vaccination`, `COPD` stays.
pub(crate) fn small(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next();
    let is_acronym = letters.clone().next().is_some_and(char::is_uppercase);
    match first {
        Some(first) if !is_acronym => first.to_lowercase().chain(letters).collect(),
        _ => words.to_owned(),
    }
}
