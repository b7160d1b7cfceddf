//! How are periods written there?

use commonweal_model::{Period, PeriodKind};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn month(number: i8) -> &'static str {
    usize::try_from(number - 1).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or("")
}

/// A period in words: `2018`, `2018/19`, `2016 - 18`, `Sep 2026`, `30 Sep 2026`.
pub(super) fn words(period: &Period, kind: PeriodKind) -> String {
    let (start, end) = (period.start(), period.end());
    let year = start.year();
    let short = |year: i16| format!("{:02}", year.rem_euclid(100));
    match kind {
        PeriodKind::CalendarYear => year.to_string(),
        PeriodKind::FinancialYear | PeriodKind::AcademicYear => format!("{year}/{}", short(year + 1)),
        PeriodKind::Month => format!("{} {year}", month(start.month())),
        PeriodKind::Quarter => format!("{} - {}", day_less(month(start.month()), year), last_month(period)),
        PeriodKind::Point | PeriodKind::Week => format!("{} {} {year}", start.day(), month(start.month())),
        PeriodKind::Pooled if start.month() == 1 && end.month() == 1 => format!("{year} - {}", short(end.year() - 1)),
        PeriodKind::Pooled if start.month() == end.month() => {
            format!("{year}/{} - {}/{}", short(year + 1), short(end.year() - 1), short(end.year()))
        }
        PeriodKind::Pooled => format!("{} - {}", day_less(month(start.month()), year), last_month(period)),
    }
}

fn day_less(month: &str, year: i16) -> String {
    format!("{month} {year}")
}

/// The last whole month of a period, whose end is excluded.
fn last_month(period: &Period) -> String {
    let end = period.end();
    if end.month() == 1 { day_less(month(12), end.year() - 1) } else { day_less(month(end.month() - 1), end.year()) }
}

/// A number that sorts: `20180000` for years, `20260900` for months, `20260930` for days.
pub(super) fn sortable(period: &Period, kind: PeriodKind) -> i64 {
    let start = period.start();
    let (month, day) = match kind {
        PeriodKind::Point | PeriodKind::Week => (start.month(), start.day()),
        PeriodKind::Month | PeriodKind::Quarter => (start.month(), 0),
        PeriodKind::CalendarYear | PeriodKind::FinancialYear | PeriodKind::AcademicYear | PeriodKind::Pooled => (0, 0),
    };
    i64::from(start.year()) * 10_000 + i64::from(month) * 100 + i64::from(day)
}

/// The length of a period: `1y`, `3m`, `1d`, `7d`.
pub(super) fn range(period: &Period) -> String {
    let text = period.to_string();
    text.rsplit_once("/P").map(|(_, length)| length.to_lowercase()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{range, sortable, words};
    use commonweal_model::{Period, PeriodKind};

    #[track_caller]
    fn check(text: &str, kind: PeriodKind, expected: (&str, i64, &str)) {
        let period: Period = text.parse().expect("a period");
        assert_eq!(
            (words(&period, kind).as_str(), sortable(&period, kind), range(&period).as_str()),
            expected,
            "{text}"
        );
    }

    #[test]
    fn periods_are_written_as_fingertips_writes_them() {
        check("2018-01-01/P1Y", PeriodKind::CalendarYear, ("2018", 20_180_000, "1y"));
        check("2018-04-01/P1Y", PeriodKind::FinancialYear, ("2018/19", 20_180_000, "1y"));
        check("2016-01-01/P3Y", PeriodKind::Pooled, ("2016 - 18", 20_160_000, "3y"));
        check("2014-04-01/P5Y", PeriodKind::Pooled, ("2014/15 - 18/19", 20_140_000, "5y"));
        check("2026-09-01/P1M", PeriodKind::Month, ("Sep 2026", 20_260_900, "1m"));
        check("2026-10-01/P3M", PeriodKind::Quarter, ("Oct 2026 - Dec 2026", 20_261_000, "3m"));
        check("2026-09-30/P1D", PeriodKind::Point, ("30 Sep 2026", 20_260_930, "1d"));
    }
}
