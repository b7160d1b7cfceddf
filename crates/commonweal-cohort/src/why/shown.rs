//! A person's reasons as lines of text.

use super::{Holds, Reason, RowFact, Why};
use crate::query::Value;
use std::fmt;

/// A value as readers know it.
pub(super) fn value(value: &Value) -> String {
    match value {
        Value::Bool(claim) => if *claim { "yes" } else { "no" }.to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => ((number.get() * 10_000.0).round() / 10_000.0).to_string(),
        Value::Text(text) => text.to_string(),
        Value::Date(date) => date.strftime("%-d %B %Y").to_string(),
    }
}

impl fmt::Display for Holds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::NotKnown => "not known",
        })
    }
}

impl fmt::Display for RowFact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.date {
            Some(date) => write!(f, "{date}")?,
            None => f.write_str("no date")?,
        }
        if let Some(value) = self.value {
            write!(f, ", {}", (value * 10_000.0).round() / 10_000.0)?;
            self.unit.iter().filter(|unit| *unit != "score").try_for_each(|unit| write!(f, " {unit}"))?;
        }
        match (&self.term, &self.code) {
            (Some(term), Some(code)) => write!(f, ", {term} ({code})")?,
            (None, Some(code)) => write!(f, ", code {code}")?,
            _ => {}
        }
        write!(f, " [{}]", self.table)
    }
}

impl Reason {
    fn write(&self, f: &mut fmt::Formatter<'_>, indent: usize) -> fmt::Result {
        let mut words = self.words.chars();
        let first = words.next().map_or_else(String::new, |first| first.to_uppercase().to_string());
        writeln!(f, "{:indent$}{}: {first}{}", "", self.holds, words.as_str())?;
        let inner = indent + 4;
        for (what, value) in &self.values {
            writeln!(f, "{:inner$}{what}: {value}", "")?;
        }
        self.rows.iter().try_for_each(|row| writeln!(f, "{:inner$}- {row}", ""))?;
        if self.more_rows > 0 {
            writeln!(f, "{:inner$}- and {} earlier", "", self.more_rows)?;
        }
        self.parts.iter().try_for_each(|part| part.write(f, inner))
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stands = if self.member { "belongs" } else { "does not belong" };
        let day = self.index_date.strftime("%-d %B %Y");
        writeln!(f, "{} ({}): on {day} this person {stands}.", self.title, self.id)?;
        for (what, value) in &self.outcomes {
            writeln!(f, "Their {what}: {value}")?;
        }
        writeln!(f)?;
        self.reasons.iter().try_for_each(|reason| reason.write(f, 2))
    }
}
