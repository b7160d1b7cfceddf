//! Periods as publishers write them, as ISO start and length.

/// Which year a label such as `2018/19` means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum SplitYear {
    /// April to March.
    Financial,
    /// September to August.
    Academic,
}

/// The period of a label: `2017`, `2016 - 18`, `2018/19`, `2014/15 - 18/19`, `May 2017`, `Aug 2017 - Jul 2018`.
pub(super) fn period(label: &str, split: SplitYear) -> Option<String> {
    let starts = if split == SplitYear::Financial { "04" } else { "09" };
    match label.split(" - ").collect::<Vec<_>>()[..] {
        [one] => {
            if let Some(year) = year(one) {
                return Some(format!("{year}-01-01/P1Y"));
            }
            if let Some((from, to)) = split_year(one) {
                return (to == from + 1).then(|| format!("{from}-{starts}-01/P1Y"));
            }
            let (year, month) = month(one)?;
            Some(format!("{year}-{month:02}-01/P1M"))
        }
        [from, to] => {
            if let Some(first) = year(from) {
                let last = full_year(to, first)?;
                return (last >= first).then(|| format!("{first}-01-01/P{}Y", last - first + 1));
            }
            if let Some((first, _)) = split_year(from) {
                let (last, _) = to.split_once('/')?;
                let last = full_year(last, first)?;
                return (last >= first).then(|| format!("{first}-{starts}-01/P{}Y", last - first + 1));
            }
            let ((from_year, from_month), (to_year, to_month)) = (month(from)?, month(to)?);
            let months = (to_year - from_year) * 12 + to_month - from_month + 1;
            let length = if months == 12 { "P1Y".to_owned() } else { format!("P{months}M") };
            (months > 0).then(|| format!("{from_year}-{from_month:02}-01/{length}"))
        }
        _ => None,
    }
}

fn year(text: &str) -> Option<i64> {
    let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten().filter(|year| (1900..2100).contains(year))
}

/// `18` after 2016 is 2018.
fn full_year(text: &str, after: i64) -> Option<i64> {
    match text.len() {
        2 if text.bytes().all(|byte| byte.is_ascii_digit()) => {
            text.parse::<i64>().ok().map(|two| after / 100 * 100 + two)
        }
        _ => year(text),
    }
}

fn split_year(text: &str) -> Option<(i64, i64)> {
    let (from, to) = text.split_once('/')?;
    let from = year(from)?;
    Some((from, full_year(to, from)?))
}

fn month(text: &str) -> Option<(i64, i64)> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (name, number) = text.split_once(' ')?;
    let month = (1..).zip(MONTHS).find(|(_, short)| name.starts_with(short))?.0;
    Some((year(number)?, month))
}

#[cfg(test)]
mod tests {
    use super::{SplitYear, period};

    #[track_caller]
    fn check(label: &str, expected: Option<&str>) {
        assert_eq!(period(label, SplitYear::Financial).as_deref(), expected, "{label}");
    }

    #[test]
    fn labels_become_a_start_and_a_length() {
        check("2017", Some("2017-01-01/P1Y"));
        check("2016 - 18", Some("2016-01-01/P3Y"));
        check("2018/19", Some("2018-04-01/P1Y"));
        check("2014/15 - 18/19", Some("2014-04-01/P5Y"));
        check("May 2017", Some("2017-05-01/P1M"));
        check("December 2019", Some("2019-12-01/P1M"));
        check("Aug 2017 - Jul 2018", Some("2017-08-01/P1Y"));
        assert_eq!(period("2018/19", SplitYear::Academic).as_deref(), Some("2018-09-01/P1Y"));
    }

    #[test]
    fn a_label_that_is_not_a_period_is_refused() {
        check("", None);
        check("2018/17", None);
        check("2018 - 16", None);
        check("Jul 2018 - Aug 2017", None);
        check("last year", None);
        check("20é8", None);
    }
}
