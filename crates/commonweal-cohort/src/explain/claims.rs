//! Claims as clauses about `they`.

use super::{ALL, ANY, Words};
use crate::{CohortPart, CompareOp, Expr, Fact, Feature, Library, NamedValue, Part, Pick};
use commonweal_model::{EthnicCategory, EthnicGroup};
use std::collections::BTreeMap;

/// Puts expressions of one definition into words.
pub(crate) struct Speaker<'a> {
    pub(crate) library: &'a Library,
    pub(crate) features: &'a BTreeMap<String, Feature>,
    pub(crate) values: &'a [NamedValue],
    /// The feature whose rows are spoken of, in a condition.
    pub(crate) row: Option<&'a Feature>,
}

/// A text with a small first letter, unless it begins with an abbreviation or a name.
pub(super) fn lowered(text: &str) -> String {
    let text = text.trim().trim_end_matches('.');
    let mut characters = text.chars();
    let (first, second) = (characters.next(), characters.next());
    let word = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let keeps = second.is_none_or(|second| !second.is_lowercase()) || word.chars().skip(1).any(char::is_uppercase);
    match first {
        Some(first) if !keeps => first.to_lowercase().chain(text.chars().skip(1)).collect(),
        _ => text.to_owned(),
    }
}

/// Words as a list: `a, b or c`.
pub(super) fn listed(words: &[String], join: &str) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [rest @ .., last] => format!("{} {join} {last}", rest.join(", ")),
    }
}

impl Speaker<'_> {
    /// A claim that is made.
    pub(super) fn claim(&self, expr: &Expr) -> Words {
        self.said(expr, true)
    }

    pub(crate) fn said(&self, expr: &Expr, so: bool) -> Words {
        let parts = |parts: &[Expr]| parts.iter().map(|part| self.said(part, so)).collect();
        match expr {
            Expr::Not(inner) => self.said(inner, !so),
            Expr::All(exprs) if so => Words { text: ALL.to_owned(), parts: parts(exprs) },
            Expr::Any(exprs) if so => Words { text: ANY.to_owned(), parts: parts(exprs) },
            // That not all are so is that any is not so; that none is so, that all are not so.
            Expr::All(exprs) => Words { text: ANY.to_owned(), parts: parts(exprs) },
            Expr::Any(exprs) => Words { text: ALL.to_owned(), parts: parts(exprs) },
            Expr::Value(name) => match self.values.iter().find(|value| value.name == *name) {
                Some(value) => match &value.about {
                    Some(about) if so => Words::plain(format!("this is true: {}", lowered(about))),
                    Some(about) => Words::plain(format!("this is not true: {}", lowered(about))),
                    None => self.said(&value.is.expr, so),
                },
                None => Words::plain(name.clone()),
            },
            Expr::Compare { op, left, right } => {
                Words::plain(self.comparison(if so { *op } else { op.negated() }, left, right))
            }
            Expr::If { condition, then, otherwise } => Words {
                text: format!("if the first of these is true, the second is {0}; else the third is {0}", yes(so)),
                parts: [condition, then, otherwise].iter().map(|part| self.claim(part)).collect(),
            },
            _ => Words::plain(self.plain_claim(expr, so)),
        }
    }

    fn plain_claim(&self, expr: &Expr, so: bool) -> String {
        let not = if so { "" } else { " not" };
        match expr {
            Expr::Truth(claim) if *claim == so => "always".to_owned(),
            Expr::Truth(_) => "never".to_owned(),
            Expr::Fact(Fact::Alive) => format!("they are{not} alive"),
            Expr::Fact(Fact::Registered) => format!("they are{not} registered with a practice"),
            Expr::Fact(Fact::CareHome) if so => "they live in a care home".to_owned(),
            Expr::Fact(Fact::CareHome) => "they do not live in a care home".to_owned(),
            Expr::Feature { name, part: Part::Exists } => match self.features.get(name) {
                Some(feature) if so => format!("they have {}", self.a_row(feature)),
                Some(feature) => format!("they have no {}", self.rows(feature, 1)),
                None => name.clone(),
            },
            Expr::Cohort { id, part: CohortPart::Member } => {
                let title = self.library.cohorts.get(id).map_or(id.as_str(), |cohort| cohort.title.as_str());
                format!("they are{not} in \u{201c}{title}\u{201d}")
            }
            Expr::Between { of, low, high } if matches!(**of, Expr::Fact(Fact::Age)) => {
                format!("they are{not} aged {} to {}", self.noun(low), self.noun(high))
            }
            Expr::Between { of, low, high } => {
                format!("{} is{not} from {} to {}", self.noun(of), self.noun(low), self.measured(high, of))
            }
            Expr::OneOf { of, among } => {
                let words: Vec<String> = among.iter().map(|part| self.word(of, part)).collect();
                let words = listed(&words, "or");
                match (&**of, so) {
                    (Expr::Fact(Fact::Sex), _) => format!("they are{not} {words}"),
                    (Expr::Fact(Fact::Ethnicity | Fact::EthnicityGroup), _) => {
                        format!("their ethnicity is{not} recorded as {words}")
                    }
                    (of, _) => format!("{} is{not} {words}", self.noun(of)),
                }
            }
            Expr::Missing(of) => {
                format!("{} is {}", self.noun(of), if so { "missing" } else { "known" })
            }
            other => format!("{} is{not} true", self.noun(other)),
        }
    }

    fn comparison(&self, op: CompareOp, left: &Expr, right: &Expr) -> String {
        if matches!(left, Expr::Number(_) | Expr::Text(_) | Expr::Date(_)) && !matches!(right, Expr::Number(_)) {
            return self.comparison(op.mirrored(), right, left);
        }
        match (left, right) {
            (Expr::Fact(Fact::Age), Expr::Number(age)) => aged(op, *age),
            (Expr::Fact(fact), Expr::Number(number)) if deprivation(*fact).is_some() => deprived(*fact, op, *number),
            (Expr::Fact(Fact::Sex), Expr::Text(sex)) => format!("they are{} {sex}", not(op)),
            (Expr::Fact(Fact::Ethnicity | Fact::EthnicityGroup), Expr::Text(_)) => {
                format!("their ethnicity is{} recorded as {}", not(op), self.word(left, right))
            }
            (Expr::Feature { name, part: Part::Count }, Expr::Number(number)) => match self.features.get(name) {
                Some(feature) => self.counted(feature, op, *number),
                None => name.clone(),
            },
            (_, Expr::Text(_)) => format!("{} is{} {}", self.noun(left), not(op), self.word(left, right)),
            _ if self.is_day(left) || self.is_day(right) => {
                let stands = match op {
                    CompareOp::Equal => "is the same day as",
                    CompareOp::NotEqual => "is not the same day as",
                    CompareOp::Less => "is before",
                    CompareOp::LessOrEqual => "is on or before",
                    CompareOp::Greater => "is after",
                    CompareOp::GreaterOrEqual => "is on or after",
                };
                format!("{} {stands} {}", self.noun(left), self.noun(right))
            }
            _ => {
                let (left, right) = (self.noun(left), self.measured(right, left));
                match op {
                    CompareOp::Equal => format!("{left} is {right}"),
                    CompareOp::NotEqual => format!("{left} is not {right}"),
                    CompareOp::Less => format!("{left} is less than {right}"),
                    CompareOp::LessOrEqual => format!("{left} is {right} or less"),
                    CompareOp::Greater => format!("{left} is more than {right}"),
                    CompareOp::GreaterOrEqual => format!("{left} is {right} or more"),
                }
            }
        }
    }

    /// `they have at least 2 records of asthma`.
    fn counted(&self, feature: &Feature, op: CompareOp, number: f64) -> String {
        let many = |number: f64| {
            let count = if number == 1.0 { 1 } else { 2 };
            match feature.pick {
                Pick::Days => {
                    format!("{number} {} with {}", if count == 1 { "day" } else { "days" }, self.a_row(feature))
                }
                Pick::Episodes => {
                    format!("{number} {} of {}", if count == 1 { "episode" } else { "episodes" }, self.rows(feature, 2))
                }
                Pick::Codes => format!("{number} different codes among their {}", self.rows(feature, 2)),
                _ => format!("{number} {}", self.rows(feature, count)),
            }
        };
        let none = format!("they have no {}", self.rows(feature, 1));
        let any = format!("they have {}", self.a_row(feature));
        match (op, number) {
            (CompareOp::Equal | CompareOp::LessOrEqual, 0.0) | (CompareOp::Less, 1.0) => none,
            (CompareOp::Greater | CompareOp::NotEqual, 0.0) | (CompareOp::GreaterOrEqual, 1.0) => any,
            (CompareOp::Equal, _) => format!("they have exactly {}", many(number)),
            (CompareOp::NotEqual, _) => format!("they do not have exactly {}", many(number)),
            (CompareOp::Less, _) => format!("they have fewer than {}", many(number)),
            (CompareOp::LessOrEqual, _) => format!("they have at most {}", many(number)),
            (CompareOp::Greater, _) => format!("they have more than {}", many(number)),
            (CompareOp::GreaterOrEqual, _) => format!("they have at least {}", many(number)),
        }
    }

    /// A quoted word as readers know it.
    pub(super) fn word(&self, beside: &Expr, word: &Expr) -> String {
        let Expr::Text(text) = word else { return self.noun(word) };
        let title = match beside {
            Expr::Fact(Fact::Ethnicity) => {
                text.parse::<EthnicCategory>().ok().map(|category| category.label().to_owned())
            }
            Expr::Fact(Fact::EthnicityGroup) => text.parse::<EthnicGroup>().ok().map(|group| group.label().to_owned()),
            Expr::Cohort { id, part } => self.library.cohorts.get(id).and_then(|cohort| match part {
                CohortPart::Band => {
                    let mut bands = cohort.score.iter().flat_map(|score| &score.bands);
                    bands.find(|band| band.id == *text).map(|band| band.title.clone())
                }
                _ => cohort.segments.iter().find(|segment| segment.id == *text).map(|segment| segment.title.clone()),
            }),
            _ => None,
        };
        title.map_or_else(|| format!("\u{2018}{text}\u{2019}"), |title| format!("\u{201c}{title}\u{201d}"))
    }
}

fn yes(so: bool) -> &'static str {
    if so { "true" } else { "not true" }
}

fn not(op: CompareOp) -> &'static str {
    if op == CompareOp::NotEqual { " not" } else { "" }
}

fn aged(op: CompareOp, age: f64) -> String {
    match op {
        CompareOp::Equal => format!("they are aged {age}"),
        CompareOp::NotEqual => format!("they are not aged {age}"),
        CompareOp::Less => format!("they are under {age}"),
        CompareOp::LessOrEqual => format!("they are aged {age} or under"),
        CompareOp::Greater => format!("they are over {age}"),
        CompareOp::GreaterOrEqual => format!("they are aged {age} or over"),
    }
}

/// The name of a part of England by deprivation, and the edition.
fn deprivation(fact: Fact) -> Option<(&'static str, u16)> {
    match fact {
        Fact::Imd2019Decile => Some(("tenth", 2019)),
        Fact::Imd2019Quintile => Some(("fifth", 2019)),
        Fact::Imd2025Decile => Some(("tenth", 2025)),
        Fact::Imd2025Quintile => Some(("fifth", 2025)),
        _ => None,
    }
}

fn deprived(fact: Fact, op: CompareOp, number: f64) -> String {
    let Some((part, edition)) = deprivation(fact) else { return String::new() };
    let of = format!("of England's neighbourhoods by deprivation (index of {edition}; {part} 1 is the most deprived)");
    let index = format!("of England's neighbourhoods (index of deprivation {edition})");
    match op {
        CompareOp::LessOrEqual | CompareOp::Equal if number == 1.0 => {
            format!("they live in the most deprived {part} {index}")
        }
        CompareOp::LessOrEqual => format!("they live in the {number} most deprived {part}s {index}"),
        CompareOp::Less => format!("they live in the {} most deprived {part}s {index}", number - 1.0),
        CompareOp::Equal => format!("they live in {part} {number} {of}"),
        CompareOp::NotEqual => format!("they do not live in {part} {number} {of}"),
        CompareOp::Greater => format!("they live above {part} {number} {of}"),
        CompareOp::GreaterOrEqual => format!("they live in {part} {number} or above {of}"),
    }
}
