//! Who did what: the list, the same as a file, and the proof that nothing is missing.

pub(super) mod file;
pub(super) mod list;
pub(super) mod verify;

use super::sheet::Choice;
use crate::error::PageError;
use crate::query::Parameters;
use commonweal_admin::{AuditFilter, ProcessRole};
use commonweal_operations::audit::{Action, Chain};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The parts of a question to the audit.
const ASKED: [&str; 8] = ["database", "from", "until", "actor", "action", "object", "denied", "before"];

/// The databases that a process holds, the one of accounts first.
fn databases(role: ProcessRole) -> &'static [Chain] {
    if role.opens_care() { &[Chain::Operations, Chain::Care, Chain::Vault] } else { &[Chain::Operations] }
}

fn database(parameters: &Parameters, role: ProcessRole) -> Result<Chain, PageError> {
    let held = databases(role);
    let Some(name) = parameters.get("database") else { return Ok(Chain::Operations) };
    let names: Vec<&str> = held.iter().map(|chain| chain.as_str()).collect();
    let found = held.iter().copied().find(|chain| chain.as_str() == name);
    found.ok_or_else(|| PageError::invalid_choice("database", name, &names))
}

fn filter(parameters: &Parameters) -> Result<AuditFilter, PageError> {
    let day = |name: &str| match parameters.get(name) {
        None => Ok(None),
        Some(given) => match given.parse::<Date>() {
            Ok(day) => Ok(Some(day)),
            Err(_) => Err(PageError::invalid_choice(name, given, &["2026-09-30"])),
        },
    };
    let midnight = |day: Date| day.to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp());
    let from: Option<Timestamp> = day("from")?.and_then(midnight);
    // The last day counts whole.
    let until: Option<Timestamp> = day("until")?.and_then(|day| day.tomorrow().ok()).and_then(midnight);
    let action = match parameters.get("action") {
        None => None,
        Some(word) => match word.parse::<Action>() {
            Ok(action) => Some(action),
            Err(error) => return Err(PageError::invalid_choice("action", word, &error.choices)),
        },
    };
    let before = match parameters.get("before") {
        None => None,
        Some(number) => match number.parse() {
            Ok(number) => Some(number),
            Err(_) => return Err(PageError::invalid_choice("before", number, &["1000"])),
        },
    };
    Ok(AuditFilter {
        from,
        until,
        actor: parameters.get("actor").map(str::to_owned),
        action,
        object: parameters.get("object").map(str::to_owned),
        denied_only: parameters.choice("denied", &["no", "yes"])? == "yes",
        before,
    })
}

/// The same question as the part of an address after the question mark.
fn query(parameters: &Parameters, before: Option<u64>) -> String {
    let mut parts = Vec::new();
    for name in ASKED.iter().filter(|name| **name != "before") {
        if let Some(value) = parameters.get(name) {
            parts.push(format!("{name}={}", crate::query::encoded(value)));
        }
    }
    parts.extend(before.map(|before| format!("before={before}")));
    parts.join("&")
}

fn database_choices(role: ProcessRole) -> Vec<Choice> {
    databases(role).iter().map(|chain| Choice::new(chain.as_str(), chain.label())).collect()
}
