//! Confidence levels of this family: none, one or several, certainty among them.

use commonweal_stats::Confidence;

use crate::error::MethodError;
use crate::request::Request;

/// A level of limits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Level {
    /// A level that a method has limits for.
    Of(Confidence),
    /// 100%: limits that cannot miss, so wide that they say nothing.
    Certain,
}

impl Level {
    /// `95` or `99_8`: the ending of a limit's column.
    pub(crate) fn suffix(self) -> String {
        match self {
            Self::Of(level) => level_suffix(level),
            Self::Certain => "100".to_owned(),
        }
    }
}

/// Levels of the option `confidence`: fractions or percentages with commas between; empty for no limits at all.
pub(crate) fn levels(request: &Request<'_>) -> Result<Vec<Level>, MethodError> {
    let mut levels = vec![];
    for part in request.text("confidence")?.unwrap_or_default().split(',').filter(|part| !part.trim().is_empty()) {
        let number: f64 = part.trim().parse().map_err(|_| request.bad("confidence", "give 0.95 or 95"))?;
        let fraction = if number >= 90.0 { number / 100.0 } else { number };
        let level = match Confidence::from_fraction(fraction) {
            _ if fraction == 1.0 => Level::Certain,
            Ok(level) => Level::Of(level),
            Err(error) => return Err(request.bad("confidence", &error.to_string())),
        };
        if levels.contains(&level) {
            return Err(request.bad("confidence", "give each level once"));
        }
        levels.push(level);
    }
    Ok(levels)
}

/// `95` or `99_8`: the ending of a limit's column.
pub(crate) fn level_suffix(level: Confidence) -> String {
    level.label().trim_end_matches('%').replace('.', "_")
}
