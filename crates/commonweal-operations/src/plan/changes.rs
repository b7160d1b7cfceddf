//! `changes` is what people added to the plans, as a file: a process that opens no database shows the same as one that does.
//!
//! It holds work of organisations and nobody of the records (class `organisation`); counts of people in it are protected
//! already. Nobody's account is in it, only the day of a change.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::fields::{FieldsError, PlanFields};
use super::kept::{CommitmentRecord, PartRecord};
use super::register::InitiativeRecord;
use super::series::{Report, Way};
use crate::time_text::{day_text, instant_text, parse_day, parse_instant};

/// Where the file lies in a workspace.
pub const CHANGES_FILE: &str = "results/plan/changes.json";

/// The shape of the file.
const FORMAT: u64 = 1;

/// A record as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed<T> {
    /// The record.
    pub value: T,
    /// How often it was written.
    pub version: i64,
    /// The day it was written last.
    pub changed_on: Date,
}

/// Everything that people added to the plans, each kind in order of id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlanChanges {
    /// When the file was written.
    pub written_at: Option<Timestamp>,
    /// Parts of frameworks and outcomes.
    pub parts: Vec<Changed<PartRecord>>,
    /// Commitments.
    pub commitments: Vec<Changed<CommitmentRecord>>,
    /// Initiatives.
    pub initiatives: Vec<Changed<InitiativeRecord>>,
}

/// A file of changes that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangesError {
    /// It is no JSON of this shape.
    #[error("the file of changes to the plan is damaged ({0}); saving any record of the plan writes it anew")]
    Damaged(String),
    /// A newer program wrote it.
    #[error(
        "the file of changes to the plan has format {0}, which this program does not know; use the program that wrote it"
    )]
    Format(u64),
}

fn damaged(what: impl ToString) -> ChangesError {
    ChangesError::Damaged(what.to_string())
}

impl PlanChanges {
    /// Whether nobody added anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.commitments.is_empty() && self.initiatives.is_empty()
    }

    /// What people keep of a part or an outcome.
    #[must_use]
    pub fn part(&self, id: &str) -> Option<&Changed<PartRecord>> {
        self.parts.iter().find(|each| each.value.id == id)
    }

    /// What people keep of a commitment.
    #[must_use]
    pub fn commitment(&self, id: &str) -> Option<&Changed<CommitmentRecord>> {
        self.commitments.iter().find(|each| each.value.id == id)
    }

    /// What people keep of an initiative, by its id of the plans or of the record.
    #[must_use]
    pub fn initiative(&self, id: &str) -> Option<&Changed<InitiativeRecord>> {
        self.initiatives.iter().find(|each| each.value.id == id || each.value.plan_id.as_deref() == Some(id))
    }

    /// What is known for judging a commitment: whether it is done, and the shape of the way.
    #[must_use]
    pub fn evidence_of(&self, id: &str) -> (Option<Report>, Way) {
        self.commitment(id).map_or((None, Way::default()), |each| (each.value.report, each.value.way))
    }

    /// Ids that have an owner: parts, commitments, and initiatives by their id of the plans or their own.
    #[must_use]
    pub fn owned(&self) -> BTreeSet<String> {
        let parts = self.parts.iter().map(|each| (&each.value.organisation_id, each.value.id.as_str()));
        let promised = self.commitments.iter().map(|each| (&each.value.organisation_id, each.value.id.as_str()));
        let done = self.initiatives.iter().map(|each| (&each.value.organisation_id, each.value.plan_or_own_id()));
        let all = parts.chain(promised).chain(done);
        all.filter(|(owner, _)| !owner.trim().is_empty()).map(|(_, id)| id.to_owned()).collect()
    }

    /// The text of the file.
    #[must_use]
    pub fn to_json(&self) -> String {
        let value = json!({
            "format": FORMAT,
            "class": "organisation",
            "written_at": self.written_at.map(instant_text),
            "parts": self.parts.iter().map(|each| row(each, PartRecord::fields)).collect::<Vec<_>>(),
            "commitments": self.commitments.iter().map(|each| row(each, CommitmentRecord::fields)).collect::<Vec<_>>(),
            "initiatives": self.initiatives.iter().map(|each| row(each, InitiativeRecord::fields)).collect::<Vec<_>>(),
        });
        format!("{value:#}\n")
    }

    /// Reads the text of the file.
    ///
    /// # Errors
    /// [`ChangesError`], in words that can stand on a page: no value of the file is in them.
    pub fn from_json(text: &str) -> Result<Self, ChangesError> {
        let value: Value = serde_json::from_str(text)
            .map_err(|error| damaged(format_args!("line {}, column {}", error.line(), error.column())))?;
        let file = value.as_object().ok_or_else(|| damaged("no object"))?;
        match file.get("format").and_then(Value::as_u64) {
            Some(FORMAT) => {}
            Some(other) => return Err(ChangesError::Format(other)),
            None => return Err(damaged("no format")),
        }
        let written_at = match file.get("written_at").and_then(Value::as_str) {
            None => None,
            Some(at) => Some(parse_instant(at).map_err(|_| damaged("written_at"))?),
        };
        Ok(Self {
            written_at,
            parts: rows(file, "parts", PartRecord::from_fields)?,
            commitments: rows(file, "commitments", CommitmentRecord::from_fields)?,
            initiatives: rows(file, "initiatives", InitiativeRecord::from_fields)?,
        })
    }
}

fn row<T>(each: &Changed<T>, fields: fn(&T) -> PlanFields) -> Value {
    json!({
        "version": each.version,
        "changed_on": day_text(each.changed_on),
        "fields": fields(&each.value),
    })
}

fn rows<T>(
    file: &Map<String, Value>,
    kind: &'static str,
    read: fn(&PlanFields) -> Result<T, FieldsError>,
) -> Result<Vec<Changed<T>>, ChangesError> {
    let list = file.get(kind).and_then(Value::as_array).ok_or_else(|| damaged(kind))?;
    let one = |(at, value): (usize, &Value)| {
        let wrong = |what: &str| damaged(format_args!("{kind}, number {}: {what}", at + 1));
        let version = value.get("version").and_then(Value::as_i64).filter(|version| *version > 0);
        let changed_on = value.get("changed_on").and_then(Value::as_str).and_then(|day| parse_day(day).ok());
        let fields = value.get("fields").cloned().and_then(|fields| serde_json::from_value::<PlanFields>(fields).ok());
        Ok(Changed {
            value: read(&fields.ok_or_else(|| wrong("fields"))?).map_err(|error| wrong(error.column))?,
            version: version.ok_or_else(|| wrong("version"))?,
            changed_on: changed_on.ok_or_else(|| wrong("changed_on"))?,
        })
    };
    list.iter().enumerate().map(one).collect()
}
