//! `rows` are the rows of the plans' files, typed: parts of frameworks, initiatives, cohorts, neighbourhoods,
//! organisations and the Better Care Fund. Commitments are in [`super::commitment`].

use super::sheet::{Citation, PlanProblem, Sheet};
use super::words::{CohortPurpose, PartLevel, RulePrecision};
use crate::organisations::OrganisationKind;

/// A part of a framework: a domain, an ambition, a priority, a clinical area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// `AMB-01`.
    pub id: String,
    /// What it is; `None` where the file has an unknown word, which is a problem.
    pub level: Option<PartLevel>,
    /// The part it belongs to.
    pub parent: Option<String>,
    /// Its words.
    pub title: String,
    /// The list it stands in: `outcomes framework`.
    pub set: String,
    /// What its readers noted.
    pub note: Option<String>,
    /// Where it stands.
    pub citations: Vec<Citation>,
}

/// A piece of work that is meant to change an outcome, as the plans have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Initiative {
    /// `CITY-01`.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Where: `Nottingham City`.
    pub places: Vec<String>,
    /// Networks, by their ids in the list of organisations.
    pub networks: Vec<String>,
    /// For whom, in words.
    pub cohort: Option<String>,
    /// What is done.
    pub activity: Option<String>,
    /// Whether it is about access, experience and outcomes.
    pub equity: [Option<bool>; 3],
    /// Ticks for the system's strategy, the joint strategy and Core20PLUS5; `None` where the table has no such column.
    pub ticks: [Option<bool>; 3],
    /// `dementia`.
    pub clinical_area: Option<String>,
    /// When, as printed.
    pub period: Option<String>,
    /// `case_finding`.
    pub kind: String,
    /// What the text reports of it.
    pub reported_result: Option<String>,
    /// The rule for whom, where the text has one.
    pub cohort_rule: Option<String>,
    /// Where people are sent.
    pub referral_destination: Option<String>,
    /// Who leads or takes part.
    pub lead: Option<String>,
    /// What its readers noted.
    pub note: Option<String>,
    /// Where it stands.
    pub citations: Vec<Citation>,
}

/// A group of people that the plans name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanCohort {
    /// `CO-CORE20`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub purpose: Option<CohortPurpose>,
    /// Who is in it.
    pub rule: Option<String>,
    /// How exact that is.
    pub precision: Option<RulePrecision>,
    /// What must be recorded to count it.
    pub data_needed: Option<String>,
    /// Ids of what uses it, and words where the plans name no row.
    pub used_by: Vec<String>,
    /// What its readers noted.
    pub note: Option<String>,
    /// Where it stands.
    pub citations: Vec<Citation>,
}

/// A neighbourhood that the plans put first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbourhood {
    /// `NB-01`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The places it belongs to; two where two plans claim it.
    pub places: Vec<String>,
    /// Its district.
    pub district: Option<String>,
    /// `priority neighbourhood`.
    pub kind: String,
    /// Why it is named.
    pub why: Option<String>,
    /// The programme.
    pub programme: Option<String>,
    /// Where it stands.
    pub citations: Vec<Citation>,
}

/// A body that the plans name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanOrganisation {
    /// `icp`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Option<OrganisationKind>,
    /// Where.
    pub places: Vec<String>,
    /// The body it is a part of.
    pub parent: Option<String>,
    /// What it oversees or does.
    pub role: Option<String>,
    /// What its readers noted.
    pub note: Option<String>,
    /// Where it stands.
    pub citations: Vec<Citation>,
}

/// A row of the Better Care Fund plan: a scheme, a pathway, a pilot, a metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BetterCareRow {
    /// `BS-01`.
    pub id: String,
    /// `Nottingham City`, `Both`.
    pub board: String,
    /// `scheme`.
    pub kind: String,
    /// The scheme's letter.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
    /// What is bought.
    pub services: Option<String>,
    /// What for.
    pub purpose: Option<String>,
    /// How it is measured or on what terms; in square brackets where that is our reading.
    pub metrics: Option<String>,
    /// What its readers noted.
    pub note: Option<String>,
    /// Where it stands.
    pub citations: Vec<Citation>,
}

const CITED: [&str; 3] = ["source", "source_line", "other_sources"];

fn with_cited<'a>(columns: &[&'a str]) -> Vec<&'a str> {
    columns.iter().copied().chain(CITED).collect()
}

pub(super) fn parts(text: &str) -> (Vec<Part>, Vec<PlanProblem>) {
    let columns = with_cited(&["level", "id", "parent_id", "title", "set", "note"]);
    Sheet::open("framework.csv", text, &columns).rows(|row| Part {
        id: row.required("id"),
        level: row.required_word("level"),
        parent: row.text("parent_id"),
        title: row.required("title"),
        set: row.required("set"),
        note: row.text("note"),
        citations: row.citations(),
    })
}

pub(super) fn initiatives(text: &str) -> (Vec<Initiative>, Vec<PlanProblem>) {
    let columns = with_cited(&[
        "id",
        "title",
        "place",
        "pcns",
        "cohort",
        "activity",
        "access",
        "experience",
        "outcomes",
        "ics_hw_strategy",
        "joint_hw_strategy",
        "core20plus5",
        "clinical_area",
        "period",
        "kind",
        "reported_result",
        "cohort_rule",
        "referral_destination",
        "lead_or_partners",
        "note",
    ]);
    Sheet::open("initiatives.csv", text, &columns).rows(|row| Initiative {
        id: row.required("id"),
        title: row.required("title"),
        places: row.list("place"),
        networks: row.list("pcns"),
        cohort: row.text("cohort"),
        activity: row.text("activity"),
        equity: ["access", "experience", "outcomes"].map(|column| row.flag(column)),
        ticks: ["ics_hw_strategy", "joint_hw_strategy", "core20plus5"].map(|column| row.flag(column)),
        clinical_area: row.text("clinical_area"),
        period: row.text("period"),
        kind: row.required("kind"),
        reported_result: row.text("reported_result"),
        cohort_rule: row.text("cohort_rule"),
        referral_destination: row.text("referral_destination"),
        lead: row.text("lead_or_partners"),
        note: row.text("note"),
        citations: row.citations(),
    })
}

pub(super) fn cohorts(text: &str) -> (Vec<PlanCohort>, Vec<PlanProblem>) {
    let columns = with_cited(&["id", "name", "kind", "rule", "rule_precision", "data_needed", "used_by", "note"]);
    Sheet::open("cohorts.csv", text, &columns).rows(|row| PlanCohort {
        id: row.required("id"),
        name: row.required("name"),
        purpose: row.required_word("kind"),
        rule: row.text("rule"),
        precision: row.required_word("rule_precision"),
        data_needed: row.text("data_needed"),
        used_by: row.list("used_by"),
        note: row.text("note"),
        citations: row.citations(),
    })
}

pub(super) fn neighbourhoods(text: &str) -> (Vec<Neighbourhood>, Vec<PlanProblem>) {
    let columns = with_cited(&["id", "name", "place", "district", "type", "why", "programme"]);
    Sheet::open("neighbourhoods.csv", text, &columns).rows(|row| Neighbourhood {
        id: row.required("id"),
        name: row.required("name"),
        places: row.list("place"),
        district: row.text("district"),
        kind: row.required("type"),
        why: row.text("why"),
        programme: row.text("programme"),
        citations: row.citations(),
    })
}

pub(super) fn organisations(text: &str) -> (Vec<PlanOrganisation>, Vec<PlanProblem>) {
    let columns = with_cited(&["id", "name", "kind", "places", "parent", "oversees_or_role", "note"]);
    Sheet::open("organisations.csv", text, &columns).rows(|row| {
        let word = row.required("kind");
        let kind = OrganisationKind::from_reference(&word);
        if kind.is_none() && !word.is_empty() {
            row.problem("kind", "this is no kind of organisation");
        }
        PlanOrganisation {
            id: row.required("id"),
            name: row.required("name"),
            kind,
            places: row.list("places"),
            parent: row.text("parent"),
            role: row.text("oversees_or_role"),
            note: row.text("note"),
            citations: row.citations(),
        }
    })
}

pub(super) fn better_care(text: &str) -> (Vec<BetterCareRow>, Vec<PlanProblem>) {
    let columns = with_cited(&[
        "id",
        "health_and_wellbeing_board",
        "record_kind",
        "code",
        "name",
        "services",
        "purpose",
        "metrics_or_terms",
        "note",
    ]);
    Sheet::open("bcf.csv", text, &columns).rows(|row| BetterCareRow {
        id: row.required("id"),
        board: row.required("health_and_wellbeing_board"),
        kind: row.required("record_kind"),
        code: row.text("code"),
        name: row.required("name"),
        services: row.text("services"),
        purpose: row.text("purpose"),
        metrics: row.text("metrics_or_terms"),
        note: row.text("note"),
        citations: row.citations(),
    })
}
