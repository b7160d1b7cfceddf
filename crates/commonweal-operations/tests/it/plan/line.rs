//! The line of sight can be walked down and up.

use std::collections::BTreeSet;

use commonweal_operations::plan::{Basis, Graph, LinkTexts, Links, Node, NodeKind};

use super::{LINKS, indicators, links, plans};

fn graph() -> Graph {
    Graph::of(&plans(), &links(), &indicators()).0
}

#[test]
fn every_link_joins_two_things_that_exist() {
    let (_, unknown) = Graph::of(&plans(), &links(), &indicators());
    assert!(unknown.is_empty(), "{unknown:#?}");
}

#[test]
fn a_link_to_nothing_or_of_the_wrong_kind_is_listed() {
    let links_text = "kind,from,to,basis,why\n\
        part-initiative,AMB-01,NOTHING-1,proposed,\n\
        outcome-indicator,AMB-01,CITY-01,proposed,\n\
        same-aim,AMB-01,CITY-01,proposed,\n";
    let (links, _) = Links::read(&LinkTexts { links: links_text, ..LINKS });
    let (_, unknown) = Graph::of(&plans(), &links, &indicators());
    assert_eq!(unknown, ["AMB-01 to NOTHING-1", "AMB-01 to CITY-01", "AMB-01 to CITY-01"]);
}

#[test]
fn from_each_of_the_first_seven_ambitions_a_line_runs_to_a_cohort_and_back() {
    let graph = graph();
    for number in 1..=7 {
        let ambition = format!("AMB-{number:02}");
        let lines = graph.lines(&ambition);
        let line =
            lines.iter().find(|line| line.cohort.is_some()).unwrap_or_else(|| panic!("no line below {ambition}"));
        let down = [
            Node::new(NodeKind::Part, &line.domain),
            Node::new(NodeKind::Part, &ambition),
            Node::new(NodeKind::Outcome, &line.outcome),
            line.measure.clone(),
            Node::new(NodeKind::Initiative, &line.initiative),
            Node::new(NodeKind::Cohort, line.cohort.as_deref().expect("a cohort")),
        ];
        assert_eq!(line.measure.kind, NodeKind::Indicator);
        for pair in down.windows(2) {
            assert!(graph.below(&pair[0]).any(|(node, _)| *node == pair[1]), "{pair:?} downwards");
            assert!(graph.above(&pair[1]).any(|(node, _)| *node == pair[0]), "{pair:?} upwards");
        }
        let last = &down[down.len() - 1];
        assert!(graph.all_above(last).contains(&down[0]), "{last:?} sees {}", line.domain);
        assert!(graph.all_below(&down[0]).contains(last), "{} sees {last:?}", line.domain);
    }
}

#[test]
fn the_last_three_ambitions_run_by_returns_to_an_initiative_and_back() {
    let graph = graph();
    for ambition in ["AMB-08", "AMB-09", "AMB-10"] {
        let lines = graph.lines(ambition);
        let line = lines.first().unwrap_or_else(|| panic!("no line below {ambition}"));
        assert_eq!((line.measure.kind, line.cohort.as_deref()), (NodeKind::Return, None));
        let initiative = Node::new(NodeKind::Initiative, &line.initiative);
        assert!(graph.all_above(&initiative).contains(&Node::new(NodeKind::Part, ambition)));
        assert!(
            graph.above(&line.measure).any(|(node, _)| node.kind == NodeKind::Commitment),
            "a return tells of a promise"
        );
    }
}

#[test]
fn a_line_that_we_propose_says_so() {
    let graph = graph();
    assert!((1..=10).all(|n| graph.lines(&format!("AMB-{n:02}")).iter().all(|line| line.basis == Basis::Proposed)));
    let domain = Node::new(NodeKind::Part, "DOM-1");
    assert!(graph.below(&domain).any(|(node, basis)| node.id == "AMB-01" && basis == Basis::Stated));
    assert_eq!(Basis::Proposed.label(), "proposed, to be agreed");
}

#[test]
fn frameworks_stand_side_by_side() {
    let graph = graph();
    let same: Vec<&str> = graph.same_aim("AMB-02").collect();
    for part in ["PRI-1.1", "JHWS-CO-1", "MN-T1", "C20-A1"] {
        assert!(same.contains(&part), "{part} wants the same as AMB-02");
        assert!(graph.same_aim(part).any(|id| id == "AMB-02"), "and back from {part}");
    }
}

#[test]
fn what_has_no_place_on_the_line_is_listed() {
    let owned = BTreeSet::from(["smoking_at_delivery".to_owned()]);
    let orphans = graph().orphans(&plans(), &owned);
    assert_eq!(orphans.outcomes_without_measure, ["OUT-09.2"]);
    assert!(orphans.ambitions_without_initiative.is_empty());
    assert!(!orphans.indicators_without_owner.contains(&"smoking_at_delivery".to_owned()));
    assert!(orphans.indicators_without_owner.contains(&"life_expectancy".to_owned()));
    assert!(!orphans.initiatives_aligned_to_nothing.contains(&"ENB-01".to_owned()), "it moves an indicator");
    assert!(orphans.initiatives_aligned_to_nothing.contains(&"ENB-02".to_owned()));
    assert!(orphans.cohorts_of_no_initiative.contains(&"CO-GRT".to_owned()));
    assert!(!orphans.cohorts_of_no_initiative.contains(&"CO-SMOKED1".to_owned()));
}

#[test]
fn without_the_proposed_links_every_ambition_is_an_orphan() {
    let nothing = "kind,from,to,basis,why\n";
    let (links, _) = Links::read(&LinkTexts { links: nothing, ..LINKS });
    let (graph, _) = Graph::of(&plans(), &links, &indicators());
    let orphans = graph.orphans(&plans(), &BTreeSet::new());
    assert_eq!(orphans.ambitions_without_initiative.len(), 10, "the plans map no initiative to an ambition");
    assert_eq!(orphans.outcomes_without_measure.len(), 19);
}
