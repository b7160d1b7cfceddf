//! One way to write each shown number, so that pages, charts, tables and files agree.
//!
//! | Unit | Written | In a file |
//! | --- | --- | --- |
//! | `%` | 45.3% | 45.3 |
//! | `percentage points` | 11.2 | 11.2 |
//! | `people`, `count` | 3,400 | 3400 |
//! | `ratio` | 1.45 | 1.45 |
//! | `scale of -1 to 1` | −0.123 | -0.123 |
//! | `per 100,000` and other rates | 87.4, or 1,230 from 100 up | 87.4, 1230 |
//! | `years` and anything else | 8.5 | 8.5 |

use commonweal_disclosure::Shown;

/// What stands where a number is withheld. The reason stands beside it.
pub const WITHHELD: &str = "*";

/// What stands where a statistic has no such part, like the denominator of a gap.
pub const NONE: &str = "–";

/// A value with the sign that belongs to it (45.3%), without words.
///
/// # Example
/// ```
/// use commonweal_chart::format;
/// assert_eq!(format::value(45.25, "%"), "45.2%");
/// assert_eq!(format::value(3400.0, "people"), "3,400");
/// assert_eq!(format::value(-0.04, "percentage points"), "0.0");
/// ```
#[must_use]
pub fn value(value: f64, unit: &str) -> String {
    let text = machine(value, unit);
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("−", digits),
        None => ("", text.as_str()),
    };
    format!("{sign}{}{}", with_commas(digits), if unit == "%" { "%" } else { "" })
}

/// A value with its unit in words, for sentences: 45.3%, 11.2 percentage points, 3,400 people.
#[must_use]
pub fn sentence(number: f64, unit: &str) -> String {
    let text = value(number, unit);
    match unit {
        "%" | "ratio" | "scale of -1 to 1" | "count" | "" => text,
        words => format!("{text} {words}"),
    }
}

/// The lower and upper limit: 12.1% to 15.9%.
#[must_use]
pub fn limits(lower: f64, upper: f64, unit: &str) -> String {
    format!("{} to {}", value(lower, unit), value(upper, unit))
}

/// A number of people or events: 3,400.
#[must_use]
pub fn count(number: i64) -> String {
    let sign = if number < 0 { "−" } else { "" };
    format!("{sign}{}", with_commas(&number.unsigned_abs().to_string()))
}

/// A value as the gate left it: the number, `*`, or `–` where there is no such part.
#[must_use]
pub fn shown(number: &Shown<f64>, unit: &str) -> String {
    match number {
        Shown::Value(number) => value(*number, unit),
        Shown::Withheld(_) => WITHHELD.to_owned(),
        Shown::None => NONE.to_owned(),
    }
}

/// A count as the gate left it: the number, `*`, or `–` where there is no such part.
#[must_use]
pub fn shown_count(number: &Shown<i64>) -> String {
    match number {
        Shown::Value(number) => count(*number),
        Shown::Withheld(_) => WITHHELD.to_owned(),
        Shown::None => NONE.to_owned(),
    }
}

/// The same digits for a file that a program reads: no commas, no sign of the unit, an ASCII minus.
#[must_use]
pub fn machine(value: f64, unit: &str) -> String {
    let places = decimal_places(value, unit);
    let text = format!("{value:.places$}");
    let is_zero = text.bytes().all(|b| matches!(b, b'-' | b'0' | b'.'));
    if is_zero { text.trim_start_matches('-').to_owned() } else { text }
}

fn decimal_places(value: f64, unit: &str) -> usize {
    match unit {
        "people" | "count" | "events" | "deaths" => 0,
        "ratio" if value.abs() < 10.0 => 2,
        "scale of -1 to 1" => 3,
        unit if unit.starts_with("per ") && value.abs() >= 99.95 => 0,
        _ => 1,
    }
}

fn with_commas(digits: &str) -> String {
    let whole = digits.find('.').unwrap_or(digits.len());
    let mut text = String::with_capacity(digits.len() + 4);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && i < whole && (whole - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(c);
    }
    text
}
