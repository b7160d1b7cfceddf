//! Which number does a cell show?

/// The number that is shown, read from how it is shown: 45.3 from `45.3%`, 3400 from `3,400`, -0.1 from `−0.1`. A file
/// that holds numbers holds these: none says more digits than a reader of the page has.
///
/// # Example
/// ```
/// use commonweal_report::shown_number;
/// assert_eq!(shown_number("45.3%"), Some(45.3));
/// assert_eq!(shown_number("3,400"), Some(3400.0));
/// assert_eq!(shown_number("−0.1"), Some(-0.1));
/// assert_eq!(shown_number("*"), None);
/// assert_eq!(shown_number("2024/25"), None);
/// ```
#[must_use]
pub fn shown_number(text: &str) -> Option<f64> {
    let (sign, digits) = match text.strip_prefix('−') {
        Some(digits) => ("-", digits),
        None => ("", text),
    };
    let digits = digits.strip_suffix('%').unwrap_or(digits);
    let is_digits = digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b',' | b'.'));
    if !is_digits || !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    format!("{sign}{}", digits.replace(',', "")).parse().ok()
}

/// How a spreadsheet writes the number so that it reads as on the page: the same decimal places, commas and percent sign.
pub(crate) fn spreadsheet_format(text: &str) -> String {
    let is_percent = text.ends_with('%');
    let digits = text.trim_end_matches('%');
    let places = digits.split_once('.').map_or(0, |(_, places)| places.len());
    let mut format = String::from("#,##0");
    if places > 0 {
        format.push('.');
        format.extend(std::iter::repeat_n('0', places));
    }
    if is_percent {
        format.push_str("\"%\"");
    }
    format
}
