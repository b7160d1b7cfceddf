//! How a recomputed value is set beside the stated one.

use super::{Claim, ClaimState, Finding, with_unit};

/// How fine the stated value is: a recomputed value that rounds to it at this step matches.
#[derive(Clone, Copy)]
pub(super) enum Step {
    Thousand,
    One,
    Tenth,
}

impl Step {
    fn round(self, value: f64) -> f64 {
        match self {
            Self::Thousand => (value / 1000.0).round() * 1000.0,
            Self::One => value.round(),
            Self::Tenth => (value * 10.0).round() / 10.0,
        }
    }
}

fn stated(claim: &Claim) -> f64 {
    claim.value.replace(',', "").parse().unwrap_or(f64::NAN)
}

fn finding(recomputed: String, state: ClaimState, explanation: &str) -> Finding {
    Finding { recomputed: Some(recomputed), state, explanation: explanation.to_owned() }
}

fn either(agrees: bool) -> ClaimState {
    if agrees { ClaimState::Matches } else { ClaimState::Differs }
}

fn one_place(claim: &Claim, value: f64) -> String {
    with_unit(&format!("{value:.1}"), &claim.unit)
}

/// A count, shown whole.
pub(super) fn whole(claim: &Claim, value: i64, step: Step, explanation: &str) -> Finding {
    let agrees = (step.round(value as f64) - stated(claim)).abs() < 1e-9;
    finding(with_unit(&grouped(value), &claim.unit), either(agrees), explanation)
}

/// A share, rate or score, shown to one decimal place.
pub(super) fn decimal(claim: &Claim, value: f64, step: Step, explanation: &str) -> Finding {
    let agrees = (step.round(value) - stated(claim)).abs() < 1e-9;
    finding(one_place(claim, value), either(agrees), explanation)
}

/// The claim is `1 in n`.
pub(super) fn one_in(claim: &Claim, value: f64, n: i64, explanation: &str) -> Finding {
    finding(one_place(claim, value), either((100.0 / value).round() as i64 == n), explanation)
}

/// The claim is a floor.
pub(super) fn more_than(claim: &Claim, value: f64, explanation: &str) -> Finding {
    finding(one_place(claim, value), either(value > stated(claim)), explanation)
}

/// The claim is a ceiling.
pub(super) fn at_most(claim: &Claim, value: f64, explanation: &str) -> Finding {
    finding(one_place(claim, value), either(value <= stated(claim)), explanation)
}

/// The documents disagree with each other or with themselves; the value is what the tables say.
pub(super) fn conflicts(claim: &Claim, value: f64, explanation: &str) -> Finding {
    finding(one_place(claim, value), ClaimState::Conflicts, explanation)
}

/// Printed per 100,000, which the document's own count shows cannot be.
pub(super) fn per_1000(attendances: i64, children: i64) -> Finding {
    let rate = attendances as f64 / children as f64 * 1000.0;
    let explanation = format!(
        "The document's count, {}, over {} people aged 0 to 4 in mid-2020: its unit must be per 1,000. \
         The attendances are not in the tables.",
        grouped(attendances),
        grouped(children),
    );
    finding(format!("{rate:.1} per 1,000"), ClaimState::Conflicts, &explanation)
}

/// The tables have nothing that could answer it.
pub(super) fn lacks(explanation: &str) -> Finding {
    Finding { recomputed: None, state: ClaimState::NeedsDataWeLack, explanation: explanation.to_owned() }
}

/// Digits in threes, as the documents print them.
fn grouped(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut grouped = if value < 0 { "-".to_owned() } else { String::new() };
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
