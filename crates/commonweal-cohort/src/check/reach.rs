//! Claims that can never be true, alone or beside another.

use super::Checker;
use crate::syntax::Syntax;
use crate::{CompareOp, Expr, Fact, Lookback, Part, RowPart};
use std::collections::BTreeSet;
use std::ops::Range;

/// What a claim says of a value, on a scale where less and more mean something.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Scale {
    /// Numbers.
    Number,
    /// Days of the calendar.
    Day,
    /// Days from the index date, about: months differ in length.
    FromIndex,
}

/// One bound on a value.
struct Claim<'e> {
    of: &'e Expr,
    scale: Scale,
    op: CompareOp,
    than: f64,
}

/// Where a value can still lie.
#[derive(Debug, Clone, Copy)]
struct Room {
    low: f64,
    low_open: bool,
    high: f64,
    high_open: bool,
    whole: bool,
}

impl Room {
    const ALL: Self =
        Self { low: f64::NEG_INFINITY, low_open: false, high: f64::INFINITY, high_open: false, whole: false };

    fn with(mut self, op: CompareOp, than: f64) -> Self {
        let (mut low, mut high) = (None, None);
        match op {
            CompareOp::Greater if self.whole => low = Some((than.floor() + 1.0, false)),
            CompareOp::Less if self.whole => high = Some((than.ceil() - 1.0, false)),
            CompareOp::Greater => low = Some((than, true)),
            CompareOp::Less => high = Some((than, true)),
            CompareOp::GreaterOrEqual => low = Some((than, false)),
            CompareOp::LessOrEqual => high = Some((than, false)),
            CompareOp::Equal => (low, high) = (Some((than, false)), Some((than, false))),
            CompareOp::NotEqual => {}
        }
        if let Some((low, open)) = low.filter(|(low, open)| *low > self.low || (*low == self.low && *open)) {
            (self.low, self.low_open) = (low, open);
        }
        if let Some((high, open)) = high.filter(|(high, open)| *high < self.high || (*high == self.high && *open)) {
            (self.high, self.high_open) = (high, open);
        }
        self
    }

    /// Whether nothing is left; lengths in months are only about so many days.
    fn is_empty(&self, scale: Scale) -> bool {
        let slack = if scale == Scale::FromIndex { 3.0 } else { 0.0 };
        self.low - self.high > slack || (self.low == self.high && (self.low_open || self.high_open))
    }
}

impl Checker<'_> {
    /// Warns of a comparison that what is compared can never meet.
    pub(super) fn warn_of_the_impossible(&self, span: &Range<usize>, expr: &Expr) {
        for claim in claims(expr) {
            if self.natural(&claim).with(claim.op, claim.than).is_empty(claim.scale) {
                let help = self.why_not(&claim);
                self.sheet.warning((self.place)(span), "this can never be true", help);
                return;
            }
        }
    }

    /// Warns of parts of an `and` that can never be true together.
    pub(super) fn warn_of_contradictions(&self, parts: &[Syntax], exprs: &[Expr]) {
        let mut rooms: Vec<(&Expr, Scale, Room, usize)> = Vec::new();
        let mut words: Vec<(&Expr, BTreeSet<&str>, usize)> = Vec::new();
        for (at, (part, expr)) in parts.iter().zip(exprs).enumerate() {
            let said = |first: usize| {
                let other = &self.text[parts[first].span.clone()];
                let other = other.split_whitespace().collect::<Vec<_>>().join(" ");
                self.sheet.warning(
                    (self.place)(&part.span),
                    format!("this is never true together with `{other}`"),
                    None,
                );
            };
            for claim in claims(expr) {
                let natural = self.natural(&claim);
                if natural.with(claim.op, claim.than).is_empty(claim.scale) {
                    continue;
                }
                let known = rooms.iter_mut().find(|(of, scale, ..)| *of == claim.of && *scale == claim.scale);
                match known {
                    Some((.., room, first)) => {
                        *room = room.with(claim.op, claim.than);
                        if room.is_empty(claim.scale) {
                            said(*first);
                            return;
                        }
                    }
                    None => rooms.push((claim.of, claim.scale, natural.with(claim.op, claim.than), at)),
                }
            }
            if let Some(first) = exprs[..at].iter().position(|other| denies(expr, other) || denies(other, expr)) {
                said(first);
                return;
            }
            if let Some((of, own)) = words_allowed(expr) {
                match words.iter_mut().find(|(known, ..)| *known == of) {
                    Some((_, allowed, first)) => {
                        allowed.retain(|word| own.contains(word));
                        if allowed.is_empty() {
                            said(*first);
                            return;
                        }
                    }
                    None => words.push((of, own, at)),
                }
            }
        }
        // Of an `or`, each part of which the others rule out, nothing is left either.
        let ruled_out = |branch: &Expr| {
            claims_of_all(branch).iter().any(|claim| {
                let known = rooms.iter().find(|(of, scale, ..)| *of == claim.of && *scale == claim.scale);
                known.is_some_and(|(_, scale, room, _)| room.with(claim.op, claim.than).is_empty(*scale))
            })
        };
        for (part, expr) in parts.iter().zip(exprs) {
            if let Expr::Any(branches) = expr
                && branches.iter().all(ruled_out)
            {
                let message = "none of these is ever true together with the other parts";
                self.sheet.warning((self.place)(&part.span), message, None);
                return;
            }
        }
    }

    /// Where a value can lie at all.
    fn natural(&self, claim: &Claim<'_>) -> Room {
        let between = |low: f64, high: f64| Room { low, high, whole: true, ..Room::ALL };
        let by_index = |within: Option<Lookback>| {
            let low = within.map_or(f64::NEG_INFINITY, |within| -days(within));
            Room { low, low_open: true, high: 0.0, ..Room::ALL }
        };
        match (claim.scale, claim.of) {
            (Scale::FromIndex, Expr::Row(RowPart::Date)) => by_index(self.scope.row.and_then(|row| row.within)),
            (Scale::FromIndex, Expr::Feature { name, part: Part::Date }) => {
                by_index(self.scope.features.get(name).and_then(Option::as_ref).and_then(|feature| feature.within))
            }
            (Scale::Number, Expr::Fact(fact)) => match fact {
                Fact::Age | Fact::AgeInMonths => Room { whole: true, ..Room::ALL },
                Fact::Imd2019Decile | Fact::Imd2025Decile => between(1.0, 10.0),
                Fact::Imd2019Quintile | Fact::Imd2025Quintile => between(1.0, 5.0),
                Fact::Imd2019Rank => between(1.0, 32_844.0),
                Fact::Imd2025Rank => between(1.0, 33_755.0),
                _ => Room::ALL,
            },
            (Scale::Number, Expr::Feature { part: Part::Count, .. }) => between(0.0, f64::INFINITY),
            (Scale::Number, Expr::CountTrue(parts)) => between(0.0, parts.len() as f64),
            _ => Room::ALL,
        }
    }

    fn why_not(&self, claim: &Claim<'_>) -> Option<String> {
        match (claim.scale, claim.of) {
            (Scale::FromIndex, Expr::Row(_) | Expr::Feature { .. }) => {
                Some("only rows within the feature's window, up to the index date, are looked at".to_owned())
            }
            (Scale::Number, Expr::Fact(fact)) => {
                let room = self.natural(claim);
                Some(format!("`{}` is from {} to {}", fact.as_str(), room.low, room.high))
            }
            (Scale::Number, Expr::CountTrue(parts)) => Some(format!("{} claims are counted", parts.len())),
            _ => None,
        }
    }
}

/// The bounds that an expression lays on values.
fn claims(expr: &Expr) -> Vec<Claim<'_>> {
    let bound = |op, of, than| scaled(than).map(|(scale, than)| Claim { of, scale, op, than });
    match expr {
        Expr::Compare { op, left, right } => match bound(*op, left, right) {
            Some(claim) if scaled(left).is_none() => vec![claim],
            _ => bound(op.mirrored(), right, left).into_iter().filter(|_| scaled(right).is_none()).collect(),
        },
        Expr::Not(inner) => match &**inner {
            Expr::Compare { op, left, right } => {
                let denied = bound(op.negated(), left, right).filter(|_| scaled(left).is_none());
                denied.into_iter().collect()
            }
            _ => Vec::new(),
        },
        Expr::Between { of, low, high } if scaled(of).is_none() => {
            let bounds = [bound(CompareOp::GreaterOrEqual, of, low), bound(CompareOp::LessOrEqual, of, high)];
            bounds.into_iter().flatten().collect()
        }
        _ => Vec::new(),
    }
}

/// The bounds that an expression lays on values, by any part of it that must be true.
fn claims_of_all(expr: &Expr) -> Vec<Claim<'_>> {
    match expr {
        Expr::All(parts) => parts.iter().flat_map(claims_of_all).collect(),
        _ => claims(expr),
    }
}

/// Whether one claim is that another is not so.
fn denies(claim: &Expr, other: &Expr) -> bool {
    matches!(claim, Expr::Not(inner) if **inner == *other)
}

/// The words an expression leaves a value.
fn words_allowed(expr: &Expr) -> Option<(&Expr, BTreeSet<&str>)> {
    let word = |expr: &'_ Expr| matches!(expr, Expr::Text(_));
    match expr {
        Expr::Compare { op: CompareOp::Equal, left, right } => match (&**left, &**right) {
            (of, Expr::Text(text)) | (Expr::Text(text), of) if !word(of) => Some((of, BTreeSet::from([text.as_str()]))),
            _ => None,
        },
        Expr::OneOf { of, among } if among.iter().all(word) => {
            let words =
                among.iter().filter_map(|part| if let Expr::Text(text) = part { Some(text.as_str()) } else { None });
            Some((of, words.collect()))
        }
        _ => None,
    }
}

/// A plain value on its scale.
fn scaled(expr: &Expr) -> Option<(Scale, f64)> {
    match expr {
        Expr::Number(number) => Some((Scale::Number, *number)),
        Expr::Date(date) => Some((Scale::Day, f64::from(crate::days_since_1970(*date)))),
        Expr::Fact(Fact::IndexDate) => Some((Scale::FromIndex, 0.0)),
        Expr::Shifted { date, length, back } => {
            let (scale, from) = scaled(date)?;
            let sign = if *back { -1.0 } else { 1.0 };
            // A shifted day of the calendar is only about so many days on, so it is no firm bound.
            (scale == Scale::FromIndex).then_some((scale, from + sign * days(*length)))
        }
        _ => None,
    }
}

/// About how many days.
fn days(length: Lookback) -> f64 {
    f64::from(length.months()) * 30.4375 + f64::from(length.days())
}
