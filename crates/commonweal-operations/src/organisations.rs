//! `organisations` are the bodies that own, share and work: their kinds, and what is wrong with a list of them.

use std::collections::BTreeMap;

use crate::records::{RecordProblem, require_id, require_text};
use crate::words::words;

words! {
    /// What an organisation is: the kinds of the system's own list, and practices.
    pub enum OrganisationKind("a kind of organisation") {
        /// A group of organisations that meets: a board, a committee, a partnership.
        PartnershipGroup = "partnership-group", "Partnership group";
        /// The integrated care board.
        Icb = "icb", "Integrated care board";
        /// A health and wellbeing board.
        HealthAndWellbeingBoard = "health-and-wellbeing-board", "Health and wellbeing board";
        /// A partnership of one place.
        PlacePartnership = "place-partnership", "Place partnership";
        /// A primary care network.
        Pcn = "pcn", "Primary care network";
        /// An NHS trust.
        Trust = "trust", "NHS trust";
        /// A provider of community services.
        CommunityProvider = "community-provider", "Community provider";
        /// An ambulance service.
        Ambulance = "ambulance", "Ambulance service";
        /// A voluntary, community or social enterprise organisation.
        Vcse = "vcse", "Voluntary, community or social enterprise";
        /// A county or unitary council.
        CouncilUpper = "council-upper", "County or unitary council";
        /// A district council.
        CouncilDistrict = "council-district", "District council";
        /// A general practice.
        Practice = "practice", "General practice";
        /// Any other.
        Other = "other", "Other";
    }
}

impl OrganisationKind {
    /// Reads the kinds of the list of organisations that comes with the program, which has underscores.
    #[must_use]
    pub fn from_reference(kind: &str) -> Option<Self> {
        kind.replace('_', "-").parse().ok()
    }
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: OrganisationKind,
    /// The organisation it is a part of.
    pub parent: Option<String>,
    /// What else to know.
    pub note: String,
}

impl Organisation {
    /// Everything that is wrong with it by itself.
    #[must_use]
    pub fn problems(&self) -> Vec<RecordProblem> {
        let mut problems = Vec::new();
        require_id(&mut problems, &self.id);
        require_text(&mut problems, "name", "the name of the organisation", &self.name, 200);
        if self.note.chars().count() > 1_000 {
            problems.push(RecordProblem::new("note", "Enter a note of at most 1,000 characters"));
        }
        if self.parent.as_ref() == Some(&self.id) {
            problems.push(RecordProblem::new("parent", "An organisation cannot be a part of itself"));
        }
        problems
    }
}

/// What is wrong with a list of organisations together: an id twice, a parent nobody knows, a ring of parents.
#[must_use]
pub fn organisation_problems(organisations: &[Organisation]) -> Vec<RecordProblem> {
    let mut problems = Vec::new();
    let mut parents: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    for organisation in organisations {
        if parents.insert(&organisation.id, organisation.parent.as_deref()).is_some() {
            let message = format!("Two organisations have the id {}; change one", organisation.id);
            problems.push(RecordProblem::new("id", message));
        }
    }
    for (&id, &parent) in &parents {
        let Some(parent) = parent else { continue };
        if !parents.contains_key(parent) {
            let message = format!("{id} is a part of {parent}, which is not in the list; add it or choose another");
            problems.push(RecordProblem::new("parent", message));
        } else if is_in_a_ring(&parents, id) {
            let message = format!("{id} is a part of itself through {parent}; choose another");
            problems.push(RecordProblem::new("parent", message));
        }
    }
    problems
}

fn is_in_a_ring(parents: &BTreeMap<&str, Option<&str>>, id: &str) -> bool {
    let mut at = id;
    for _ in 0..parents.len() {
        match parents.get(at).copied().flatten() {
            Some(parent) if parent == id => return true,
            Some(parent) => at = parent,
            None => return false,
        }
    }
    false
}
