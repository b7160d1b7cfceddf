//! What people add to the plans: records as fields, figures of people, the file of changes, and the overlay.

use std::collections::BTreeSet;

use commonweal_operations::plan::{
    Basis, Changed, ChangesError, CommitmentRecord, FigureClass, Graph, InitiativeRecord, LinkKind, Node, NodeKind,
    PartRecord, PlanChanges, PlanRows, Rag, Rating, ReachBy, ReachFigures, Report, ShownCount, Stage, Way,
};
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::{indicators, links, plans};

const DAY: Date = date(2026, 9, 30);

fn figures(class: FigureClass, text: &str) -> ReachFigures {
    ReachFigures::typed(class, DAY, text).expect("reads")
}

#[test]
fn small_counts_of_people_never_reach_a_record() {
    let text = "all; everybody; 1203; 1104; 404; 350; 300\nsex; women; 600; 560; 200; 7; 6\nsex; men; 600; 540; 200; 180; 90\n";
    let kept = figures(FigureClass::Standard, text);
    let lines = kept.lines();
    assert!(lines.starts_with("all; everybody; 1205; 1105; 405; "), "{lines}");
    assert!(lines.contains("sex; women; 600; 560; 200; *; *"), "{lines}");
    // The other group goes with it, or the rest would tell.
    assert!(lines.contains("sex; men; 600; 540; 200; *; *"), "{lines}");
    let (all, groups) = kept.groups(ReachBy::Sex);
    assert_eq!((all.expect("there").group.as_str(), groups.len()), ("everybody", 2));
    // Few who did not come are as telling as few who came.
    let nearly = figures(FigureClass::Standard, "all; everybody; 100; 96; 50; 40; 30");
    assert_eq!(nearly.lines(), "all; everybody; 100; *; *; *; *\n");
    let whole = "all; everybody; 100; 100; 50; 40; 0";
    assert_eq!(figures(FigureClass::Standard, whole).lines(), "all; everybody; 100; 100; 50; 40; 0\n");
    assert_eq!(figures(FigureClass::Sensitive, whole).lines(), "all; everybody; 100; *; *; *; *\n");
}

#[test]
fn what_cannot_be_read_as_figures_is_said_without_the_figures() {
    for (text, words) in [
        ("", "Enter a line for each group"),
        ("everybody; 1; 2; 3", "begin with all, deprivation"),
        ("all; everybody; 10; 20; 3; 2; 1", "more people than the step before"),
        ("all; everybody; 1,200; 20; 3; 2; 1", "whole numbers without commas"),
        ("sex; ; 20; 20; 3; 2; 1", "name the group"),
        ("all; everybody; 20; 20; 3; 2", "five numbers"),
        ("all; a; 20; 20; 3; 2; 1\nall; a; 20; 20; 3; 2; 1", "stands twice"),
    ] {
        let problem = ReachFigures::typed(FigureClass::Standard, DAY, text).expect_err(text);
        assert!(problem.field == "figures" && problem.message.contains(words), "{text}: {problem}");
        assert!(!problem.message.contains("200"));
    }
}

fn steps() -> impl Strategy<Value = [u64; 5]> {
    proptest::collection::vec(0_u64..400, 5).prop_map(|mut counts| {
        counts.sort_unstable_by(|a, b| b.cmp(a));
        counts.try_into().expect("five")
    })
}

proptest! {
    #[test]
    fn figures_read_again_are_the_same_and_hold_nothing_small(
        groups in proptest::collection::vec(steps(), 1..6),
        sensitive in any::<bool>(),
    ) {
        let class = if sensitive { FigureClass::Sensitive } else { FigureClass::Standard };
        let mut total = [0_u64; 5];
        let mut text = String::new();
        for (at, counts) in groups.iter().enumerate() {
            for (sum, count) in total.iter_mut().zip(counts) {
                *sum += count;
            }
            text += &format!("deprivation; fifth {at}; {}\n", counts.map(|count| count.to_string()).join("; "));
        }
        text += &format!("all; everybody; {}\n", total.map(|count| count.to_string()).join("; "));
        let kept = ReachFigures::typed(class, DAY, &text).expect("reads");
        prop_assert_eq!(ReachFigures::typed(class, DAY, &kept.lines()).expect("reads again"), kept.clone());
        for count in kept.rows().iter().flat_map(|row| row.funnel.counts) {
            if let ShownCount::Count(count) = count {
                prop_assert!(count % 5 == 0 && !(1..=7).contains(&count) && !(sensitive && count == 0));
            }
        }
    }
}

fn initiative() -> InitiativeRecord {
    InitiativeRecord {
        plan_id: Some("MID-05".to_owned()),
        organisation_id: "icb".to_owned(),
        person: Some("Programme lead".to_owned()),
        stage: Stage::Delivering,
        rating: Some(Rating { rag: Rag::Green, reason: "as agreed, \"really\"".to_owned(), on: DAY }),
        from: Some(date(2025, 4, 1)),
        serves: vec!["AMB-03".to_owned()],
        partners: vec!["One; two".to_owned(), "three".to_owned()],
        money_pounds: Some(0),
        lived_experience: "It was easy to say yes.".to_owned(),
        lived_source: "Patient group, consent on file".to_owned(),
        figures: Some(figures(FigureClass::Standard, "all; everybody; 1200; 1100; 400; 350; 300")),
        ..InitiativeRecord::begun("mid-05", "Opt-out help to stop smoking")
    }
}

fn changes() -> PlanChanges {
    let (plans, links) = (plans(), links());
    let known = indicators();
    let rows = PlanRows { plans: &plans, links: &links, indicators: &known };
    let outcome =
        PartRecord { organisation_id: "icb".to_owned(), ..PartRecord::of_files("OUT-01.1", rows).expect("there") };
    let new =
        PartRecord { id: "OUT-09.9".to_owned(), title: "Buildings".to_owned(), measures: vec![], ..outcome.clone() };
    let fresh =
        InitiativeRecord { serves: vec!["AMB-09".to_owned()], ..InitiativeRecord::begun("warm-rooms", "Warm rooms") };
    let promised = CommitmentRecord {
        organisation_id: "icb".to_owned(),
        report: Some(Report::NotDone { expected: Some(DAY) }),
        way: Way::Damped,
        ..CommitmentRecord::of_files("S-SATOD", rows).expect("there")
    };
    fn changed<T>(value: T) -> Changed<T> {
        Changed { value, version: 2, changed_on: DAY }
    }
    PlanChanges {
        written_at: Some("2026-09-30T12:00:00Z".parse().expect("an instant")),
        parts: vec![changed(outcome), changed(new)],
        commitments: vec![changed(promised)],
        initiatives: vec![changed(initiative()), changed(fresh)],
    }
}

#[test]
fn the_file_of_changes_comes_back_as_it_was_written_and_damage_is_said() {
    let changes = changes();
    let text = changes.to_json();
    assert_eq!(PlanChanges::from_json(&text).as_ref(), Ok(&changes));
    assert!(text.contains("\"class\": \"organisation\""));
    assert_eq!(PlanChanges::from_json(&PlanChanges::default().to_json()), Ok(PlanChanges::default()));
    for (broken, words) in [
        (text[..text.len() / 2].to_owned(), "damaged (line "),
        ("[]".to_owned(), "damaged (no object)"),
        ("{}".to_owned(), "damaged (no format)"),
        (text.replace("\"delivering\"", "\"soon\""), "initiatives, number 1: stage"),
        (text.replace("\"version\": 2", "\"version\": 0"), "version"),
    ] {
        let error = PlanChanges::from_json(&broken).expect_err(words);
        assert!(error.to_string().contains(words), "{error}");
    }
    let newer = text.replace("\"format\": 1", "\"format\": 2");
    assert_eq!(PlanChanges::from_json(&newer), Err(ChangesError::Format(2)));
    assert_eq!(changes.evidence_of("S-SATOD"), (Some(Report::NotDone { expected: Some(DAY) }), Way::Damped));
    assert_eq!(changes.evidence_of("S-OTHER"), (None, Way::Straight));
    let owned: Vec<String> = changes.owned().into_iter().collect();
    assert_eq!(owned, ["MID-05", "OUT-01.1", "OUT-09.9", "S-SATOD"]);
}

#[test]
fn changes_lie_over_the_rows_and_no_row_is_lost() {
    let (plans, links, changes) = (plans(), links(), changes());
    let (after, joined) = changes.over(&plans, &links);
    assert_eq!(after.initiatives.len(), plans.initiatives.len() + 1);
    assert_eq!((after.parts.len(), after.commitments.len()), (plans.parts.len(), plans.commitments.len()));
    assert_eq!(joined.outcomes.len(), links.outcomes.len() + 1);
    assert!(joined.outcomes.iter().any(|outcome| outcome.id == "OUT-09.9" && outcome.title == "Buildings"));
    let of = |id: &str| -> Vec<(LinkKind, String)> {
        let mine = joined.links.iter().filter(|link| link.to == id);
        mine.filter_map(|link| Some((link.kind?, link.from.clone()))).collect()
    };
    assert_eq!(of("MID-05"), [(LinkKind::PartInitiative, "AMB-03".to_owned())]);
    assert_eq!(of("warm-rooms"), [(LinkKind::PartInitiative, "AMB-09".to_owned())]);
    let added = joined.links.iter().find(|link| link.to == "warm-rooms").expect("there");
    assert_eq!((added.basis, added.why.as_deref()), (Some(Basis::Proposed), Some("recorded on 2026-09-30")));
    let (graph, loose) = Graph::of(&after, &joined, &indicators());
    assert!(loose.is_empty(), "{loose:?}");
    let warm = Node::new(NodeKind::Initiative, "warm-rooms");
    assert_eq!(graph.above(&warm).count(), 1);
    assert_eq!(PlanChanges::default().over(&plans, &links), (plans, links));
}

#[test]
fn version_0_is_the_row_and_changes_no_link() {
    let (plans, links) = (plans(), links());
    let known = indicators();
    let rows = PlanRows { plans: &plans, links: &links, indicators: &known };
    fn changed<T>(value: T) -> Changed<T> {
        Changed { value, version: 1, changed_on: DAY }
    }
    let mut all = PlanChanges::default();
    for row in &plans.initiatives {
        let record = InitiativeRecord::of_row(row, &links);
        assert_eq!(InitiativeRecord::from_fields(&record.fields()).as_ref(), Ok(&record), "{}", row.id);
        assert!(record.problems().is_empty(), "{}: {:?}", row.id, record.problems());
        let wrong = record.unknown_ids(rows, &BTreeSet::new());
        assert!(wrong.is_empty(), "{}: {wrong:?}", row.id);
        all.initiatives.push(changed(record));
    }
    let outcomes = links.outcomes.iter().map(|outcome| outcome.id.as_str());
    for id in plans.parts.iter().map(|part| part.id.as_str()).chain(outcomes) {
        let record = PartRecord::of_files(id, rows).expect(id);
        assert_eq!(PartRecord::from_fields(&record.fields()).as_ref(), Ok(&record));
        assert!(record.problems(rows).is_empty(), "{id}: {:?}", record.problems(rows));
        all.parts.push(changed(record));
    }
    for row in &plans.commitments {
        let record = CommitmentRecord::of_files(&row.id, rows).expect("a row");
        assert_eq!(CommitmentRecord::from_fields(&record.fields()).as_ref(), Ok(&record));
        assert!(record.problems(DAY).is_empty());
        all.commitments.push(changed(record));
    }
    let (after, joined) = all.over(&plans, &links);
    assert_eq!(after, plans);
    assert_eq!(joined.serves, links.serves);
    let sorted = |mut links: Vec<_>| {
        links.sort_by_key(|link| format!("{link:?}"));
        links
    };
    assert_eq!(sorted(joined.links), sorted(links.links.clone()));
}

#[test]
fn records_say_what_is_wrong_with_them_by_field() {
    let (plans, links) = (plans(), links());
    let known = indicators();
    let rows = PlanRows { plans: &plans, links: &links, indicators: &known };
    let part = PartRecord::of_files("AMB-01", rows).expect("there");
    let fields = |part: PartRecord| part.problems(rows).iter().map(|problem| problem.field).collect::<Vec<_>>();
    assert_eq!(fields(PartRecord { title: "Another".to_owned(), ..part.clone() }), ["title"]);
    assert_eq!(fields(PartRecord { measures: vec!["no_such".to_owned()], ..part.clone() }), ["measures"]);
    assert_eq!(fields(PartRecord { id: "a b".to_owned(), level: "heap".to_owned(), ..part.clone() }), ["id", "level"]);
    assert_eq!(fields(PartRecord { note: "n".repeat(2_001), ..part }), ["note"]);
    let commitment = CommitmentRecord::of_files("S-SATOD", rows).expect("there");
    let late = CommitmentRecord { report: Some(Report::DoneOn(date(2026, 10, 1))), ..commitment };
    let fields: Vec<_> = late.problems(DAY).iter().map(|problem| problem.field).collect();
    assert_eq!(fields, ["report_on", "organisation_id"]);
    let fields = |record: InitiativeRecord| record.problems().iter().map(|problem| problem.field).collect::<Vec<_>>();
    assert_eq!(fields(InitiativeRecord { lived_source: String::new(), ..initiative() }), ["lived_source"]);
    assert_eq!(fields(InitiativeRecord { money_pounds: Some(-1), ..initiative() }), ["money_pounds"]);
    let wrong =
        InitiativeRecord { serves: vec!["AMB-99".to_owned()], cohorts: vec!["CO-X".to_owned()], ..initiative() };
    let fields: Vec<_> = wrong.unknown_ids(rows, &BTreeSet::new()).iter().map(|problem| problem.field).collect();
    assert_eq!(fields, ["serves", "cohorts"]);
}
