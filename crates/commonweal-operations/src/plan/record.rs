//! `record` is any record of the plan, whichever kind: what it is called, who answers for it, where it lies.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::fields::{FieldsError, PlanFields};
use super::kept::{CommitmentRecord, PartRecord, PlanKind, PlanRows};
use super::register::{InitiativeRecord, Stage, StageError};
use crate::records::RecordProblem;
use crate::scope::ScopeTarget;

/// A record of any kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanRecord {
    /// Of a part of a framework, or of an outcome.
    Part(Box<PartRecord>),
    /// Of a commitment.
    Commitment(Box<CommitmentRecord>),
    /// Of an initiative.
    Initiative(Box<InitiativeRecord>),
}

/// The places of the plans and their codes.
const PLACES: [(&str, &str); 4] = [
    ("Nottingham City", "QT1-CITY"),
    ("South Nottinghamshire", "QT1-SOUTH"),
    ("Mid Nottinghamshire", "QT1-MID"),
    ("Bassetlaw", "QT1-BASSETLAW"),
];

impl PlanRecord {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> PlanKind {
        match self {
            Self::Part(_) => PlanKind::Part,
            Self::Commitment(_) => PlanKind::Commitment,
            Self::Initiative(_) => PlanKind::Initiative,
        }
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Part(part) => &part.id,
            Self::Commitment(commitment) => &commitment.id,
            Self::Initiative(initiative) => &initiative.id,
        }
    }

    /// The organisation that answers for it, where one does.
    #[must_use]
    pub fn owner(&self) -> Option<&str> {
        let owner = match self {
            Self::Part(part) => &part.organisation_id,
            Self::Commitment(commitment) => &commitment.organisation_id,
            Self::Initiative(initiative) => &initiative.organisation_id,
        };
        Some(owner.as_str()).filter(|owner| !owner.is_empty())
    }

    /// Where it lies: an initiative of one place in that place, everything else in the system.
    #[must_use]
    pub fn target(&self) -> ScopeTarget<'static> {
        let place = match self {
            Self::Initiative(initiative) => match initiative.places.as_slice() {
                [only] => PLACES.iter().find(|(name, _)| name == only),
                _ => None,
            },
            _ => None,
        };
        place.map_or(ScopeTarget::System, |(_, code)| ScopeTarget::Place(code))
    }

    /// The columns with their texts.
    #[must_use]
    pub fn fields(&self) -> PlanFields {
        match self {
            Self::Part(part) => part.fields(),
            Self::Commitment(commitment) => commitment.fields(),
            Self::Initiative(initiative) => initiative.fields(),
        }
    }

    /// Reads them.
    ///
    /// # Errors
    /// The first column that is missing or cannot be read.
    pub fn from_fields(kind: PlanKind, fields: &PlanFields) -> Result<Self, FieldsError> {
        Ok(match kind {
            PlanKind::Part => Self::Part(Box::new(PartRecord::from_fields(fields)?)),
            PlanKind::Commitment => Self::Commitment(Box::new(CommitmentRecord::from_fields(fields)?)),
            PlanKind::Initiative => Self::Initiative(Box::new(InitiativeRecord::from_fields(fields)?)),
        })
    }

    /// Version 0: what the files have of this id.
    #[must_use]
    pub fn of_files(kind: PlanKind, id: &str, rows: PlanRows<'_>) -> Option<Self> {
        match kind {
            PlanKind::Part => PartRecord::of_files(id, rows).map(|part| Self::Part(Box::new(part))),
            PlanKind::Commitment => CommitmentRecord::of_files(id, rows).map(|each| Self::Commitment(Box::new(each))),
            PlanKind::Initiative => InitiativeRecord::of_files(id, rows).map(|each| Self::Initiative(Box::new(each))),
        }
    }

    /// The id of the record that a reader means by an id: initiatives of the plans are known by both.
    #[must_use]
    pub fn id_of(kind: PlanKind, id: &str) -> String {
        if kind == PlanKind::Initiative { id.to_lowercase() } else { id.to_owned() }
    }

    /// Everything that is wrong with it on a day. `added` are ids of parts that people added.
    #[must_use]
    pub fn problems(&self, rows: PlanRows<'_>, added: &BTreeSet<String>, today: Date) -> Vec<RecordProblem> {
        match self {
            Self::Part(part) => part.problems(rows),
            Self::Commitment(commitment) => commitment.problems(today),
            Self::Initiative(initiative) => {
                let mut problems = initiative.problems();
                problems.extend(initiative.unknown_ids(rows, added));
                let row = InitiativeRecord::of_files(&initiative.id, rows);
                if row.as_ref().is_some_and(|row| row.title != initiative.title) {
                    let message = "The plans state the name of this initiative; keep it as it is";
                    problems.push(RecordProblem::new("title", message));
                }
                if row.and_then(|row| row.plan_id) != initiative.plan_id {
                    let message =
                        "An initiative of the plans keeps their id, and a new one has an id that they do not have";
                    problems.push(RecordProblem::new("id", message));
                }
                problems
            }
        }
    }

    /// Whether the stage may become what it is in `self`; only initiatives have one.
    ///
    /// # Errors
    /// [`StageError`] where that stage cannot follow.
    pub fn follows(&self, before: &Self) -> Result<(), StageError> {
        match (before, self) {
            (Self::Initiative(before), Self::Initiative(after)) if before.stage != after.stage => {
                before.stage.to(after.stage).map(|_: Stage| ())
            }
            _ => Ok(()),
        }
    }
}
