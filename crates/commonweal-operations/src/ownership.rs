//! `ownership` says which organisation and which person answer for an indicator, an outcome or a domain, and when.

use jiff::civil::Date;

use crate::records::{RecordProblem, require_text};
use crate::words::words;

words! {
    /// What can have an owner.
    pub enum SubjectKind("a kind of thing with an owner") {
        /// An indicator.
        Indicator = "indicator", "Indicator";
        /// An outcome of the framework.
        Outcome = "outcome", "Outcome";
        /// A domain of the framework.
        Domain = "domain", "Domain";
    }
}

/// Who answers for something, for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ownership {
    /// Its id.
    pub id: String,
    /// What kind of thing is owned.
    pub subject_kind: SubjectKind,
    /// Which one.
    pub subject_id: String,
    /// The organisation that answers for it.
    pub organisation_id: String,
    /// The person within it: a name or a post.
    pub person: Option<String>,
    /// The first day.
    pub from: Date,
    /// The last day, itself included.
    pub until: Option<Date>,
}

impl Ownership {
    /// Whether it holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|last| day <= last)
    }

    /// Everything that is wrong with it by itself.
    #[must_use]
    pub fn problems(&self) -> Vec<RecordProblem> {
        let mut problems = Vec::new();
        require_text(&mut problems, "subject_id", "what is owned", &self.subject_id, 200);
        require_text(&mut problems, "organisation_id", "the organisation that owns it", &self.organisation_id, 60);
        if self.until.is_some_and(|last| last < self.from) {
            problems.push(RecordProblem::new("until", "Enter a last day that is not before the first day"));
        }
        problems
    }

    fn subject(&self) -> (SubjectKind, &str) {
        (self.subject_kind, &self.subject_id)
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.until.is_none_or(|last| other.from <= last) && other.until.is_none_or(|last| self.from <= last)
    }
}

/// Where one subject would have two owners on one day.
#[must_use]
pub fn ownership_problems(ownerships: &[Ownership]) -> Vec<RecordProblem> {
    let mut problems = Vec::new();
    for (i, later) in ownerships.iter().enumerate() {
        for earlier in &ownerships[..i] {
            if earlier.subject() == later.subject() && earlier.overlaps(later) {
                let message = format!(
                    "{} and {} would both own the {} {} from {}; end one before the other begins",
                    earlier.organisation_id,
                    later.organisation_id,
                    later.subject_kind.as_str(),
                    later.subject_id,
                    earlier.from.max(later.from),
                );
                problems.push(RecordProblem::new("from", message));
            }
        }
    }
    problems
}

/// Who owns a subject on a day.
#[must_use]
pub fn owner_on<'a>(
    ownerships: &'a [Ownership],
    kind: SubjectKind,
    subject_id: &str,
    day: Date,
) -> Option<&'a Ownership> {
    ownerships.iter().find(|each| each.subject() == (kind, subject_id) && each.holds_on(day))
}
