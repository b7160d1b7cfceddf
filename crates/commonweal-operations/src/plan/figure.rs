//! `figure` reads the figures of the plans: numbers, ranges, "all", and words that are none; and the days they stand for.

use std::fmt;

use jiff::civil::{Date, date};

/// What stands where a figure belongs.
#[derive(Debug, Clone, PartialEq)]
pub enum Figure {
    /// A number: `4,881`, `2.7`.
    Number(f64),
    /// From one number to another: `25-30`.
    Range(f64, f64),
    /// Everybody or everything.
    All,
    /// Words that are no figure: "NHS England annual target".
    Words(String),
}

impl Figure {
    /// Reads what stands there.
    ///
    /// ```
    /// use commonweal_operations::plan::Figure;
    /// assert_eq!(Figure::of("4,881"), Figure::Number(4881.0));
    /// assert_eq!(Figure::of("25-30"), Figure::Range(25.0, 30.0));
    /// assert_eq!(Figure::of("1 per PBP"), Figure::Words("1 per PBP".to_owned()));
    /// ```
    #[must_use]
    pub fn of(text: &str) -> Self {
        let text = text.trim();
        if text == "all" {
            return Self::All;
        }
        if let Some(value) = number(text) {
            return Self::Number(value);
        }
        if let Some((from, to)) = text.split_once('-')
            && let (Some(from), Some(to)) = (number(from), number(to))
            && from < to
        {
            return Self::Range(from, to);
        }
        Self::Words(text.to_owned())
    }

    /// The number, where it is one.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(value) => Some(*value),
            _ => None,
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(value) => write!(f, "{value}"),
            Self::Range(from, to) => write!(f, "{from} to {to}"),
            Self::All => f.write_str("all"),
            Self::Words(words) => f.write_str(words),
        }
    }
}

fn number(text: &str) -> Option<f64> {
    let plain: String = text.chars().filter(|c| *c != ',').collect();
    let is_plain =
        plain.chars().all(|c| c.is_ascii_digit() || c == '.') && plain.starts_with(|c: char| c.is_ascii_digit());
    if is_plain { plain.parse().ok() } else { None }
}

/// The last day of a period as the plans print it: a financial year (`2021/22`, `22/23`, `2021-22`) ends on 31 March,
/// a year (`2028`) and the last of several (`2018-2020`) on 31 December; a day or a month ends with itself.
///
/// Anything else, such as "3 years", is no period: `None`.
///
/// ```
/// use commonweal_operations::plan::period_end;
/// use jiff::civil::date;
/// assert_eq!(period_end("2021/22"), Some(date(2022, 3, 31)));
/// assert_eq!(period_end("2018-2020"), Some(date(2020, 12, 31)));
/// assert_eq!(period_end("2028-03"), Some(date(2028, 3, 31)));
/// assert_eq!(period_end("3 years"), None);
/// ```
#[must_use]
pub fn period_end(text: &str) -> Option<Date> {
    let text = text.trim();
    if !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-' || byte == b'/') {
        return None;
    }
    let parts: Vec<&str> = text.split(['-', '/']).collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let values: Vec<i16> = parts.iter().map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let december = |year: i16| Date::new(year, 12, 31).ok();
    match (values.as_slice(), lengths.as_slice()) {
        ([year], [4]) => december(*year),
        ([_, year], [4, 4]) => december(*year),
        ([from, short], [4, 2]) if (from + 1).rem_euclid(100) == *short => Date::new(from + 1, 3, 31).ok(),
        ([from, short], [2, 2]) if from + 1 == *short => Date::new(2000 + short, 3, 31).ok(),
        ([year, month], [4, 2]) if text.contains('-') => {
            Some(Date::new(*year, i8::try_from(*month).ok()?, 1).ok()?.last_of_month())
        }
        ([_, _, _], [4, 2, 2]) if text.contains('-') => text.parse().ok(),
        _ => None,
    }
}

/// The end of the financial year that a day is in.
#[must_use]
pub fn financial_year_end(day: Date) -> Date {
    let year = if (day.month(), day.day()) <= (3, 31) { day.year() } else { day.year() + 1 };
    date(year, 3, 31)
}
