//! `overlay` lays what people added over the rows of the plans' files. Every row stays; where a record says which links a part
//! or an initiative has, its word counts.

use std::collections::BTreeSet;

use super::changes::{Changed, PlanChanges};
use super::frameworks::Framework;
use super::kept::{OUTCOME_LEVEL, PartRecord};
use super::links::{Link, LinkKind, Links, Outcome, Serves};
use super::register::InitiativeRecord;
use super::rows::{Initiative, Part};
use super::toml::FrameworkFile;
use super::whole::Plans;
use super::words::Basis;

impl PlanChanges {
    /// The plans and links with these changes over them.
    #[must_use]
    pub fn over(&self, plans: &Plans, links: &Links) -> (Plans, Links) {
        let (mut plans, mut links) = (plans.clone(), links.clone());
        for part in &self.parts {
            lay_part(part, &mut plans, &mut links);
        }
        for initiative in &self.initiatives {
            lay_initiative(initiative, &mut plans, &mut links);
        }
        (plans, links)
    }
}

impl FrameworkFile {
    /// A framework with what people added, as a file. The note of a part is the one that people keep, or else the one of its row.
    #[must_use]
    pub fn with_changes(framework: &Framework, plans: &Plans, links: &Links, changes: &PlanChanges) -> Self {
        let (plans, links) = changes.over(plans, links);
        let mut file = Self::of(framework, &plans, &links);
        for part in &mut file.parts {
            let kept = changes.part(&part.id).map(|changed| changed.value.note.clone());
            part.note = kept.filter(|note| !note.is_empty()).or_else(|| part.note.take());
        }
        file
    }
}

fn lay_part(changed: &Changed<PartRecord>, plans: &mut Plans, links: &mut Links) {
    let part = &changed.value;
    let is_outcome = part.level == OUTCOME_LEVEL;
    if is_outcome {
        let outcome = Outcome {
            id: part.id.clone(),
            ambition: part.parent.clone().unwrap_or_default(),
            title: part.title.clone(),
            basis: Some(part.basis),
        };
        match links.outcomes.iter_mut().find(|each| each.id == part.id) {
            Some(known) => *known = outcome,
            None => links.outcomes.push(outcome),
        }
    } else if plans.part(&part.id).is_none() {
        // A set of the framework that the new part is read with.
        let set = Framework::with_id(&part.framework).and_then(|framework| framework.sets.first());
        plans.parts.push(Part {
            id: part.id.clone(),
            level: part.level.parse().ok(),
            parent: part.parent.clone(),
            title: part.title.clone(),
            set: set.copied().unwrap_or_default().to_owned(),
            note: Some(part.note.clone()).filter(|note| !note.is_empty()),
            citations: Vec::new(),
        });
    }
    let returns: BTreeSet<String> = links.returns.iter().map(|each| each.id.clone()).collect();
    if is_outcome {
        let shown_by = [LinkKind::OutcomeIndicator, LinkKind::OutcomeReturn];
        let kind_of = |id: &String| if returns.contains(id) { shown_by[1] } else { shown_by[0] };
        replace(
            links,
            changed,
            |link| link.from == part.id && of(link, &shown_by),
            part.measures.iter().map(|to| (kind_of(to), part.id.clone(), to.clone())),
        );
    } else {
        links.serves.retain(|serves| serves.id != part.id);
        let serves = part.measures.iter().map(|id| Serves { id: part.id.clone(), indicator: id.clone() });
        links.serves.extend(serves);
    }
}

fn lay_initiative(changed: &Changed<InitiativeRecord>, plans: &mut Plans, links: &mut Links) {
    let record = &changed.value;
    let id = record.plan_or_own_id().to_owned();
    if record.plan_id.is_none() {
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.trim().is_empty());
        plans.initiatives.push(Initiative {
            id: id.clone(),
            title: record.title.clone(),
            places: record.places.clone(),
            networks: record.networks.clone(),
            cohort: None,
            activity: given(&record.note),
            equity: [&record.access, &record.experience, &record.outcomes].map(|aim| Some(!aim.trim().is_empty())),
            ticks: [None; 3],
            clinical_area: None,
            period: None,
            kind: "recorded".to_owned(),
            reported_result: None,
            cohort_rule: None,
            referral_destination: None,
            lead: given(&record.partners.join("; ")),
            note: None,
            citations: Vec::new(),
        });
    }
    let returns: BTreeSet<String> = links.returns.iter().map(|each| each.id.clone()).collect();
    let moved_by = [LinkKind::IndicatorInitiative, LinkKind::ReturnInitiative];
    let mine = |link: &Link| {
        let above = link.to == id && (of(link, &moved_by) || of(link, &[LinkKind::PartInitiative]));
        above || (link.from == id && of(link, &[LinkKind::InitiativeCohort]))
    };
    let serves = record.serves.iter().map(|part| (LinkKind::PartInitiative, part.clone(), id.clone()));
    let moves = record.moves.iter().map(|measure| {
        let kind = if returns.contains(measure) { moved_by[1] } else { moved_by[0] };
        (kind, measure.clone(), id.clone())
    });
    let cohorts = record.cohorts.iter().map(|cohort| (LinkKind::InitiativeCohort, id.clone(), cohort.clone()));
    replace(links, changed, mine, serves.chain(moves).chain(cohorts));
}

fn of(link: &Link, kinds: &[LinkKind]) -> bool {
    link.kind.is_some_and(|kind| kinds.contains(&kind))
}

/// Links that a record speaks of, in place of those of the files. One that the files have too keeps its basis and reason.
fn replace<T>(
    links: &mut Links,
    changed: &Changed<T>,
    mine: impl Fn(&Link) -> bool,
    now: impl Iterator<Item = (LinkKind, String, String)>,
) {
    let (before, mut kept): (Vec<Link>, Vec<Link>) = std::mem::take(&mut links.links).into_iter().partition(mine);
    for (kind, from, to) in now {
        let known = before.iter().find(|link| link.kind == Some(kind) && link.from == from && link.to == to);
        kept.push(known.cloned().unwrap_or_else(|| Link {
            kind: Some(kind),
            from,
            to,
            basis: Some(Basis::Proposed),
            why: Some(format!("recorded on {}", changed.changed_on)),
        }));
    }
    links.links = kept;
}
