//! `agreements` are what sharing and linking data rest on: how each stands on a day, and whether a job may run.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::purpose::Purpose;
use crate::records::{RecordProblem, require_id, require_text};
use crate::words::words;

/// An agreement with so many days left, or fewer, is expiring.
pub const EXPIRING_DAYS: i32 = 30;

words! {
    /// What kind of paper it is.
    pub enum AgreementKind("a kind of agreement") {
        /// An agreement between organisations to share data.
        DataSharing = "data-sharing", "Data sharing agreement";
        /// The legal basis of a job.
        LawfulBasis = "lawful-basis", "Legal basis";
        /// An approval to use confidential patient information without consent (section 251 of the NHS Act 2006).
        ConfidentialityApproval = "confidentiality-approval", "Confidentiality approval (section 251)";
        /// Any other.
        Other = "other", "Other";
    }
}

words! {
    /// How an agreement stands on a day.
    pub enum AgreementState("a state of an agreement") {
        /// Not agreed yet.
        Draft = "draft", "Draft";
        /// Agreed, and not begun.
        Upcoming = "upcoming", "Not begun";
        /// In force.
        Live = "live", "Live";
        /// In force, with 30 days left or fewer.
        Expiring = "expiring", "Expiring";
        /// Past its last day.
        Expired = "expired", "Expired";
        /// Ended by somebody before its time.
        Ended = "ended", "Ended";
    }
}

impl AgreementState {
    /// Whether what rests on it may go on.
    #[must_use]
    pub const fn is_in_force(self) -> bool {
        matches!(self, Self::Live | Self::Expiring)
    }
}

/// An agreement, a legal basis or an approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// Its id; agreements and legal bases share one set of ids.
    pub id: String,
    /// What kind of paper it is.
    pub kind: AgreementKind,
    /// Its title.
    pub title: String,
    /// The organisations it binds, by id.
    pub parties: BTreeSet<String>,
    /// What it allows the data to be used for.
    pub purposes: BTreeSet<Purpose>,
    /// The data sets it is about.
    pub data_sets: BTreeSet<String>,
    /// The legal basis, in its own words.
    pub legal_basis: String,
    /// The day it was agreed; none while it is a draft.
    pub agreed_on: Option<Date>,
    /// The first day.
    pub from: Date,
    /// The last day, itself included.
    pub until: Date,
    /// The day somebody ended it; it is not in force on that day any more.
    pub ended_on: Option<Date>,
    /// Who looks after it.
    pub owner: String,
    /// The day to review it by.
    pub review_on: Date,
}

impl Agreement {
    /// How it stands on a day.
    #[must_use]
    pub fn state(&self, today: Date) -> AgreementState {
        if self.ended_on.is_some_and(|ended| ended <= today) {
            return AgreementState::Ended;
        }
        if self.agreed_on.is_none_or(|agreed| agreed > today) {
            return AgreementState::Draft;
        }
        if today > self.until {
            return AgreementState::Expired;
        }
        if today < self.from {
            return AgreementState::Upcoming;
        }
        let days_left = today.until(self.until).map_or(i32::MAX, |span| span.get_days());
        if days_left <= EXPIRING_DAYS { AgreementState::Expiring } else { AgreementState::Live }
    }

    /// The last day it will be in force, as far as is known: a later end that somebody has fixed counts.
    #[must_use]
    pub fn last_day(&self) -> Date {
        let eve_of_end = self.ended_on.and_then(|ended| ended.yesterday().ok());
        eve_of_end.map_or(self.until, |eve| eve.min(self.until))
    }

    /// Everything that is wrong with it by itself.
    #[must_use]
    pub fn problems(&self) -> Vec<RecordProblem> {
        let mut problems = Vec::new();
        require_id(&mut problems, &self.id);
        require_text(&mut problems, "title", "a title", &self.title, 200);
        require_text(&mut problems, "owner", "who looks after it", &self.owner, 200);
        require_text(&mut problems, "legal_basis", "the legal basis, in its own words", &self.legal_basis, 4_000);
        let mut require_some = |is_empty: bool, field: &'static str, message: &str| {
            if is_empty {
                problems.push(RecordProblem::new(field, message));
            }
        };
        require_some(self.parties.is_empty(), "parties", "Choose at least one organisation");
        require_some(self.purposes.is_empty(), "purposes", "Choose at least one purpose");
        require_some(self.data_sets.is_empty(), "data_sets", "Enter at least one data set");
        require_some(self.until < self.from, "until", "Enter a last day that is not before the first day");
        require_some(
            self.review_on > self.until,
            "review_on",
            "Enter a day to review it that is not after its last day",
        );
        problems
    }
}

/// Ids that more than one agreement or legal basis has: each id names one paper.
#[must_use]
pub fn id_collisions(agreements: &[Agreement]) -> Vec<RecordProblem> {
    let mut kinds: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for agreement in agreements {
        kinds.entry(&agreement.id).or_default().push(agreement.kind.label());
    }
    let twice = kinds.into_iter().filter(|(_, kinds)| kinds.len() > 1);
    twice
        .map(|(id, kinds)| {
            RecordProblem::new(
                "id",
                format!("The id {id} is used more than once ({}); choose another", kinds.join(", ")),
            )
        })
        .collect()
}

/// The ids of those in force on a day. An id that names two papers is left out: nobody knows which is meant.
#[must_use]
pub fn live_ids(agreements: &[Agreement], today: Date) -> BTreeSet<String> {
    agreements
        .iter()
        .filter(|each| the_one(agreements, &each.id).is_some() && each.state(today).is_in_force())
        .map(|each| each.id.clone())
        .collect()
}

fn the_one<'a>(agreements: &'a [Agreement], id: &str) -> Option<&'a Agreement> {
    let mut found = agreements.iter().filter(|each| each.id == id);
    let first = found.next();
    if found.next().is_some() { None } else { first }
}

/// Something the program does with data beyond showing what is released.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// What it is called.
    pub name: String,
    /// What the data is used for.
    pub purpose: Purpose,
    /// The data sets it reads.
    pub data_sets: BTreeSet<String>,
    /// The organisations whose data it uses or that receive results.
    pub parties: BTreeSet<String>,
    /// Its legal basis, by id.
    pub basis_id: String,
    /// The agreements and approvals it needs beside it, by id.
    pub agreement_ids: Vec<String>,
}

/// Whether a job may run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lawful {
    /// It may, up to this day, itself included.
    Until(Date),
    /// It may not.
    Refused(Refusal),
}

/// Why a job may not run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{job}` does not run: {why}")]
pub struct Refusal {
    /// The job.
    pub job: String,
    /// What is missing.
    pub why: RefusalReason,
}

/// What a job lacks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RefusalReason {
    /// An id that nothing has.
    #[error("there is no agreement or legal basis `{0}`; record it")]
    Unknown(String),
    /// An id that two papers have.
    #[error("`{0}` names more than one agreement or legal basis; change one of the ids")]
    Ambiguous(String),
    /// Its basis is a paper of another kind.
    #[error("`{0}` is not a legal basis; record the legal basis of the job")]
    NotABasis(String),
    /// A paper is not in force.
    #[error("`{id}` {}", state_in_words(*.state, *.last_day))]
    NotInForce {
        /// The paper.
        id: String,
        /// How it stands.
        state: AgreementState,
        /// Its last day.
        last_day: Date,
    },
    /// A paper is for other purposes.
    #[error("`{id}` does not allow {}; it has to name the purpose", .purpose.label().to_lowercase())]
    Purpose {
        /// The paper.
        id: String,
        /// What the job is for.
        purpose: Purpose,
    },
    /// A paper is about other data.
    #[error("`{id}` does not cover the data set {data_set}")]
    DataSet {
        /// The paper.
        id: String,
        /// What it lacks.
        data_set: String,
    },
    /// A paper binds other organisations.
    #[error("`{id}` does not bind {party}")]
    Party {
        /// The paper.
        id: String,
        /// What it lacks.
        party: String,
    },
}

fn state_in_words(state: AgreementState, last_day: Date) -> String {
    match state {
        AgreementState::Draft => "is a draft; record the day it was agreed".to_owned(),
        AgreementState::Upcoming => "has not begun".to_owned(),
        AgreementState::Expired => format!("expired, its last day was {last_day}; renew it"),
        AgreementState::Ended => format!("was ended, its last day was {last_day}"),
        AgreementState::Live | AgreementState::Expiring => "is in force".to_owned(),
    }
}

/// Whether a job may run today, and until when if nothing changes.
///
/// Its legal basis and each agreement it names must be in force today, allow its purpose, cover its data sets and bind
/// its parties. It stops with the first of them that does.
#[must_use]
pub fn lawful(job: &Job, agreements: &[Agreement], today: Date) -> Lawful {
    match last_lawful_day(job, agreements, today) {
        Ok(last) => Lawful::Until(last),
        Err(why) => Lawful::Refused(Refusal { job: job.name.clone(), why }),
    }
}

fn last_lawful_day(job: &Job, agreements: &[Agreement], today: Date) -> Result<Date, RefusalReason> {
    let find = |id: &String| match agreements.iter().filter(|each| each.id == *id).count() {
        0 => Err(RefusalReason::Unknown(id.clone())),
        1 => the_one(agreements, id).ok_or_else(|| RefusalReason::Unknown(id.clone())),
        _ => Err(RefusalReason::Ambiguous(id.clone())),
    };
    let basis = find(&job.basis_id)?;
    if basis.kind != AgreementKind::LawfulBasis {
        return Err(RefusalReason::NotABasis(job.basis_id.clone()));
    }
    let mut last = carries(basis, job, today)?;
    for id in &job.agreement_ids {
        last = last.min(carries(find(id)?, job, today)?);
    }
    Ok(last)
}

/// The last day that a paper carries a job.
fn carries(paper: &Agreement, job: &Job, today: Date) -> Result<Date, RefusalReason> {
    let id = paper.id.clone();
    let state = paper.state(today);
    if !state.is_in_force() {
        return Err(RefusalReason::NotInForce { id, state, last_day: paper.last_day() });
    }
    if !paper.purposes.contains(&job.purpose) {
        return Err(RefusalReason::Purpose { id, purpose: job.purpose });
    }
    if let Some(data_set) = job.data_sets.difference(&paper.data_sets).next() {
        return Err(RefusalReason::DataSet { id, data_set: data_set.clone() });
    }
    if let Some(party) = job.parties.difference(&paper.parties).next() {
        return Err(RefusalReason::Party { id, party: party.clone() });
    }
    Ok(paper.last_day())
}
