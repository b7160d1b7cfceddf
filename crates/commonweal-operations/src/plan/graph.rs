//! `graph` is the line of sight: domain, ambition, outcome, indicator, initiative, cohort, walked down and up.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::links::{LinkKind, Links};
use super::whole::Plans;
use super::words::{Basis, PartLevel};
use crate::words::words;

words! {
    /// What stands on the line.
    pub enum NodeKind("a kind of thing on the line") {
        /// A part of a framework.
        Part = "part", "Part of a framework";
        /// A commitment.
        Commitment = "commitment", "Commitment";
        /// An outcome.
        Outcome = "outcome", "Outcome";
        /// An indicator.
        Indicator = "indicator", "Indicator";
        /// A return.
        Return = "return", "Return";
        /// An initiative.
        Initiative = "initiative", "Initiative";
        /// A cohort.
        Cohort = "cohort", "Cohort";
    }
}

/// One thing on the line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Its id.
    pub id: String,
}

impl Node {
    /// A node.
    #[must_use]
    pub fn new(kind: NodeKind, id: &str) -> Self {
        Self { kind, id: id.to_owned() }
    }
}

/// A way from an ambition to a cohort, or to an initiative by a return.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// The domain.
    pub domain: String,
    /// The ambition.
    pub ambition: String,
    /// The outcome.
    pub outcome: String,
    /// The indicator or return.
    pub measure: Node,
    /// The initiative.
    pub initiative: String,
    /// The cohort; none on a line that runs by a return.
    pub cohort: Option<String>,
    /// Who says so: proposed as soon as one link is.
    pub basis: Basis,
}

/// What has no place on the line yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Orphans {
    /// Outcomes that no indicator and no return shows.
    pub outcomes_without_measure: Vec<String>,
    /// Indicators on the line that nobody owns.
    pub indicators_without_owner: Vec<String>,
    /// Initiatives that serve nothing.
    pub initiatives_aligned_to_nothing: Vec<String>,
    /// Ambitions of the outcomes framework without an initiative below them.
    pub ambitions_without_initiative: Vec<String>,
    /// Cohorts that no initiative is for.
    pub cohorts_of_no_initiative: Vec<String>,
}

/// The graph. Its links go down; each is kept both ways.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    down: BTreeMap<Node, BTreeMap<Node, Basis>>,
    up: BTreeMap<Node, BTreeMap<Node, Basis>>,
    same: BTreeMap<String, BTreeSet<String>>,
}

impl Graph {
    /// Joins the plans by their own links and by the proposed ones. A link to nothing is left out and listed:
    /// the file of links names an id that no file has.
    #[must_use]
    pub fn of(plans: &Plans, links: &Links, indicators: &BTreeSet<String>) -> (Self, Vec<String>) {
        let mut graph = Self::default();
        let mut unknown = Vec::new();
        let mut kinds: BTreeMap<&str, NodeKind> = BTreeMap::new();
        kinds.extend(plans.parts.iter().map(|row| (row.id.as_str(), NodeKind::Part)));
        kinds.extend(plans.commitments.iter().map(|row| (row.id.as_str(), NodeKind::Commitment)));
        kinds.extend(plans.initiatives.iter().map(|row| (row.id.as_str(), NodeKind::Initiative)));
        kinds.extend(plans.cohorts.iter().map(|row| (row.id.as_str(), NodeKind::Cohort)));
        kinds.extend(links.outcomes.iter().map(|row| (row.id.as_str(), NodeKind::Outcome)));
        kinds.extend(links.returns.iter().map(|row| (row.id.as_str(), NodeKind::Return)));
        kinds.extend(indicators.iter().map(|id| (id.as_str(), NodeKind::Indicator)));
        for (id, kind) in &kinds {
            graph.down.entry(Node::new(*kind, id)).or_default();
        }
        let mut join = |from: &str, to: &str, basis: Basis, wanted: Option<(NodeKind, NodeKind)>| {
            let ends = kinds.get(from).zip(kinds.get(to)).map(|(from, to)| (*from, *to));
            match ends.filter(|ends| wanted.is_none_or(|wanted| *ends == wanted)) {
                Some((upper, lower)) => graph.join(Node::new(upper, from), Node::new(lower, to), basis),
                None => unknown.push(format!("{from} to {to}")),
            }
        };
        for part in &plans.parts {
            if let Some(parent) = &part.parent {
                join(parent, &part.id, Basis::Stated, None);
            }
        }
        for commitment in &plans.commitments {
            if let Some(parent) = &commitment.parent {
                join(parent, &commitment.id, Basis::Stated, None);
            }
        }
        for cohort in &plans.cohorts {
            for user in cohort.used_by.iter().filter(|user| kinds.contains_key(user.as_str())) {
                join(user, &cohort.id, Basis::Stated, None);
            }
        }
        for serves in &links.serves {
            join(&serves.id, &serves.indicator, Basis::Proposed, None);
        }
        for outcome in &links.outcomes {
            let basis = outcome.basis.unwrap_or(Basis::Proposed);
            join(&outcome.ambition, &outcome.id, basis, Some((NodeKind::Part, NodeKind::Outcome)));
        }
        for told in &links.returns {
            if let Some(commitment) = &told.commitment {
                let ends = (NodeKind::Commitment, NodeKind::Return);
                join(commitment, &told.id, told.basis.unwrap_or(Basis::Proposed), Some(ends));
            }
        }
        for link in &links.links {
            if let Some(ends) = link.kind.and_then(ends_of) {
                join(&link.from, &link.to, link.basis.unwrap_or(Basis::Proposed), Some(ends));
            }
        }
        for link in links.links.iter().filter(|link| link.kind == Some(LinkKind::SameAim)) {
            if kinds.get(link.from.as_str()) == Some(&NodeKind::Part)
                && kinds.get(link.to.as_str()) == Some(&NodeKind::Part)
            {
                graph.same.entry(link.from.clone()).or_default().insert(link.to.clone());
                graph.same.entry(link.to.clone()).or_default().insert(link.from.clone());
            } else {
                unknown.push(format!("{} to {}", link.from, link.to));
            }
        }
        (graph, unknown)
    }

    fn join(&mut self, upper: Node, lower: Node, basis: Basis) {
        let kept = self.down.entry(upper.clone()).or_default().entry(lower.clone()).or_insert(basis);
        *kept = (*kept).min(basis);
        let basis = *kept;
        self.up.entry(lower).or_default().insert(upper, basis);
    }

    /// What stands directly below, with who says so.
    pub fn below(&self, node: &Node) -> impl Iterator<Item = (&Node, Basis)> {
        self.down.get(node).into_iter().flatten().map(|(node, basis)| (node, *basis))
    }

    /// What stands directly above.
    pub fn above(&self, node: &Node) -> impl Iterator<Item = (&Node, Basis)> {
        self.up.get(node).into_iter().flatten().map(|(node, basis)| (node, *basis))
    }

    /// Parts of other frameworks that want the same as a part.
    pub fn same_aim(&self, part: &str) -> impl Iterator<Item = &str> {
        self.same.get(part).into_iter().flatten().map(String::as_str)
    }

    /// Everything below, at any depth.
    #[must_use]
    pub fn all_below(&self, node: &Node) -> BTreeSet<Node> {
        reached(node, &self.down)
    }

    /// Everything above, at any height.
    #[must_use]
    pub fn all_above(&self, node: &Node) -> BTreeSet<Node> {
        reached(node, &self.up)
    }

    /// Every line below an ambition that runs by an outcome and its measure, in order.
    #[must_use]
    pub fn lines(&self, ambition: &str) -> Vec<Line> {
        let top = Node::new(NodeKind::Part, ambition);
        let Some((domain, above)) = self.above(&top).find(|(node, _)| node.kind == NodeKind::Part) else {
            return Vec::new();
        };
        let mut lines = Vec::new();
        for (outcome, first) in self.below(&top).filter(|(node, _)| node.kind == NodeKind::Outcome) {
            for (measure, second) in self.below(outcome) {
                for (initiative, third) in self.below(measure).filter(|(node, _)| node.kind == NodeKind::Initiative) {
                    let line = |cohort: Option<&Node>, last: Basis| Line {
                        domain: domain.id.clone(),
                        ambition: ambition.to_owned(),
                        outcome: outcome.id.clone(),
                        measure: measure.clone(),
                        initiative: initiative.id.clone(),
                        cohort: cohort.map(|node| node.id.clone()),
                        basis: above.max(first).max(second).max(third).max(last),
                    };
                    let cohorts = self.below(initiative).filter(|(node, _)| node.kind == NodeKind::Cohort);
                    match measure.kind {
                        NodeKind::Return => lines.push(line(None, Basis::Stated)),
                        _ => lines.extend(cohorts.map(|(cohort, basis)| line(Some(cohort), basis))),
                    }
                }
            }
        }
        lines.sort();
        lines
    }

    /// What has no place on the line; `owned` are the indicators that somebody answers for.
    #[must_use]
    pub fn orphans(&self, plans: &Plans, owned: &BTreeSet<String>) -> Orphans {
        let nodes = |kind: NodeKind| self.down.keys().filter(move |node| node.kind == kind);
        let is_measure = |node: &Node| matches!(node.kind, NodeKind::Indicator | NodeKind::Return);
        let above_is_empty = |node: &&Node| self.above(node).next().is_none();
        let ids = |nodes: &mut dyn Iterator<Item = &Node>| nodes.map(|node| node.id.clone()).collect();
        let ambitions = plans.parts.iter().filter(|part| {
            part.level == Some(PartLevel::Ambition) && part.set == super::frameworks::OUTCOMES_FRAMEWORK
        });
        let has_initiative = |id: &str| {
            self.all_below(&Node::new(NodeKind::Part, id)).iter().any(|node| node.kind == NodeKind::Initiative)
        };
        let of_no_initiative = |node: &&Node| !self.above(node).any(|(above, _)| above.kind == NodeKind::Initiative);
        Orphans {
            outcomes_without_measure: ids(
                &mut nodes(NodeKind::Outcome).filter(|node| !self.below(node).any(|(below, _)| is_measure(below)))
            ),
            indicators_without_owner: ids(
                &mut nodes(NodeKind::Indicator).filter(|node| !above_is_empty(node) && !owned.contains(&node.id))
            ),
            initiatives_aligned_to_nothing: ids(&mut nodes(NodeKind::Initiative).filter(above_is_empty)),
            ambitions_without_initiative: ambitions
                .filter(|part| !has_initiative(&part.id))
                .map(|part| part.id.clone())
                .collect(),
            cohorts_of_no_initiative: ids(&mut nodes(NodeKind::Cohort).filter(of_no_initiative)),
        }
    }
}

fn ends_of(kind: LinkKind) -> Option<(NodeKind, NodeKind)> {
    match kind {
        LinkKind::OutcomeIndicator => Some((NodeKind::Outcome, NodeKind::Indicator)),
        LinkKind::OutcomeReturn => Some((NodeKind::Outcome, NodeKind::Return)),
        LinkKind::IndicatorInitiative => Some((NodeKind::Indicator, NodeKind::Initiative)),
        LinkKind::ReturnInitiative => Some((NodeKind::Return, NodeKind::Initiative)),
        LinkKind::PartInitiative => Some((NodeKind::Part, NodeKind::Initiative)),
        LinkKind::InitiativeCohort => Some((NodeKind::Initiative, NodeKind::Cohort)),
        LinkKind::SameAim => None,
    }
}

fn reached(from: &Node, links: &BTreeMap<Node, BTreeMap<Node, Basis>>) -> BTreeSet<Node> {
    let mut found = BTreeSet::new();
    let mut waiting = VecDeque::from([from]);
    while let Some(node) = waiting.pop_front() {
        for next in links.get(node).into_iter().flat_map(BTreeMap::keys) {
            if next != from && found.insert(next.clone()) {
                waiting.push_back(next);
            }
        }
    }
    found
}
