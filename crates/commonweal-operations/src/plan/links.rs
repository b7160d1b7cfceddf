//! `links` are the links that the plans leave out: ambition, outcome, indicator, initiative, cohort and return.
//!
//! The plans promise a mapping of initiatives to ambitions and never give it, and name 28 outcomes without listing one.
//! So these files are ours. Each row says who says so ([`Basis`]) and why, and pages show that.

use std::collections::BTreeSet;

use super::sheet::{Citation, PlanProblem, Sheet};
use super::words::Basis;
use crate::words::words;

words! {
    /// What a link is between.
    pub enum LinkKind("a kind of link") {
        /// An outcome, and an indicator that shows it.
        OutcomeIndicator = "outcome-indicator", "is shown by";
        /// An outcome, and a return that shows it: a figure without people in it, such as carbon or turnover.
        OutcomeReturn = "outcome-return", "is shown by the return";
        /// An indicator, and an initiative that is meant to move it.
        IndicatorInitiative = "indicator-initiative", "is to be moved by";
        /// A return, and an initiative that is meant to move it.
        ReturnInitiative = "return-initiative", "is to be moved by";
        /// A part of a framework, and an initiative aligned to it.
        PartInitiative = "part-initiative", "is served by";
        /// An initiative, and a cohort it is for.
        InitiativeCohort = "initiative-cohort", "is for";
        /// Two parts of two frameworks that want the same.
        SameAim = "same-aim", "wants the same as";
    }
}

/// An outcome that we propose under an ambition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// `OUT-01.1`.
    pub id: String,
    /// The ambition.
    pub ambition: String,
    /// Its words.
    pub title: String,
    /// Who says so.
    pub basis: Option<Basis>,
}

/// A figure that organisations return and that has no people in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    /// `RET-TURNOVER`.
    pub id: String,
    /// Its words.
    pub title: String,
    /// Its unit.
    pub unit: String,
    /// Who would return it.
    pub returned_by: String,
    /// The commitment it tells about.
    pub commitment: Option<String>,
    /// Who says so.
    pub basis: Option<Basis>,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What it is between.
    pub kind: Option<LinkKind>,
    /// The upper end; of [`LinkKind::SameAim`] either.
    pub from: String,
    /// The lower end.
    pub to: String,
    /// Who says so.
    pub basis: Option<Basis>,
    /// Why.
    pub why: Option<String>,
}

/// A part of a framework or a commitment, and an indicator that serves it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Serves {
    /// The part or commitment.
    pub id: String,
    /// The indicator.
    pub indicator: String,
}

/// A place where the plans contradict themselves or can be read in two ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// Its number in our reading of the plans.
    pub number: String,
    /// What about.
    pub title: String,
    /// What the documents say, in our words.
    pub says: String,
    /// What we do about it.
    pub handled: String,
    /// Where it stands.
    pub citations: Vec<Citation>,
    /// Rows of the plans' files that it touches.
    pub ids: Vec<String>,
}

/// The texts of the files of links, under `definitions/framework/`.
#[derive(Debug, Clone, Copy)]
pub struct LinkTexts<'t> {
    /// `serves.csv`.
    pub serves: &'t str,
    /// `outcomes.csv`.
    pub outcomes: &'t str,
    /// `returns.csv`.
    pub returns: &'t str,
    /// `links.csv`.
    pub links: &'t str,
    /// `contradictions.csv`.
    pub contradictions: &'t str,
}

/// Everything that joins the plans together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links {
    /// Indicators of commitments and parts, in order.
    pub serves: BTreeSet<Serves>,
    /// Proposed outcomes.
    pub outcomes: Vec<Outcome>,
    /// Proposed returns.
    pub returns: Vec<Return>,
    /// Proposed links.
    pub links: Vec<Link>,
    /// What the plans contradict.
    pub contradictions: Vec<Contradiction>,
}

impl Links {
    /// Reads them; every row is kept.
    #[must_use]
    pub fn read(texts: &LinkTexts<'_>) -> (Self, Vec<PlanProblem>) {
        let (serves, mut problems) = Sheet::open("serves.csv", texts.serves, &["id", "indicator_id"])
            .rows(|row| Serves { id: row.required("id"), indicator: row.required("indicator_id") });
        let columns = ["id", "ambition_id", "title", "basis"];
        let (outcomes, new) = Sheet::open("outcomes.csv", texts.outcomes, &columns).rows(|row| Outcome {
            id: row.required("id"),
            ambition: row.required("ambition_id"),
            title: row.required("title"),
            basis: row.required_word("basis"),
        });
        problems.extend(new);
        let columns = ["id", "title", "unit", "returned_by", "commitment_id", "basis"];
        let (returns, new) = Sheet::open("returns.csv", texts.returns, &columns).rows(|row| Return {
            id: row.required("id"),
            title: row.required("title"),
            unit: row.required("unit"),
            returned_by: row.required("returned_by"),
            commitment: row.text("commitment_id"),
            basis: row.required_word("basis"),
        });
        problems.extend(new);
        let columns = ["kind", "from", "to", "basis", "why"];
        let (links, new) = Sheet::open("links.csv", texts.links, &columns).rows(|row| Link {
            kind: row.required_word("kind"),
            from: row.required("from"),
            to: row.required("to"),
            basis: row.required_word("basis"),
            why: row.text("why"),
        });
        problems.extend(new);
        let columns = ["number", "title", "says", "handled", "source", "source_line", "other_sources", "ids"];
        let (contradictions, new) =
            Sheet::open("contradictions.csv", texts.contradictions, &columns).rows(|row| Contradiction {
                number: row.required("number"),
                title: row.required("title"),
                says: row.required("says"),
                handled: row.required("handled"),
                citations: row.citations(),
                ids: row.list("ids"),
            });
        problems.extend(new);
        (Self { serves: serves.into_iter().collect(), outcomes, returns, links, contradictions }, problems)
    }

    /// The contradictions that touch a row.
    pub fn contradictions_about<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Contradiction> {
        self.contradictions.iter().filter(move |note| note.ids.iter().any(|each| each == id))
    }
}
