//! Agreements: how each stands on a day, and that a job stops with what it rests on.

use std::collections::BTreeSet;

use commonweal_operations::Purpose;
use commonweal_operations::agreements::{
    Agreement, AgreementKind, AgreementState, Job, Lawful, RefusalReason, id_collisions, lawful, live_ids,
};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use proptest::prelude::*;

const TODAY: Date = date(2026, 9, 30);

fn set(words: &[&str]) -> BTreeSet<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

fn agreement(id: &str, kind: AgreementKind) -> Agreement {
    Agreement {
        id: id.to_owned(),
        kind,
        title: "Sharing for case finding".to_owned(),
        parties: set(&["icb", "practices"]),
        purposes: BTreeSet::from([Purpose::Planning, Purpose::DirectCare]),
        data_sets: set(&["gp-records", "hospital-spells"]),
        legal_basis: "UK GDPR article 6(1)(e) and article 9(2)(h)".to_owned(),
        agreed_on: Some(date(2026, 3, 1)),
        from: date(2026, 4, 1),
        until: date(2027, 3, 31),
        ended_on: None,
        owner: "Information governance lead".to_owned(),
        review_on: date(2027, 1, 31),
    }
}

fn job() -> Job {
    Job {
        name: "Case finding: falls".to_owned(),
        purpose: Purpose::Planning,
        data_sets: set(&["gp-records"]),
        parties: set(&["icb"]),
        basis_id: "basis-1".to_owned(),
        agreement_ids: vec!["dsa-1".to_owned()],
    }
}

fn papers() -> Vec<Agreement> {
    vec![agreement("basis-1", AgreementKind::LawfulBasis), agreement("dsa-1", AgreementKind::DataSharing)]
}

#[test]
fn an_agreement_goes_through_its_states_by_the_day() {
    let paper = agreement("dsa-1", AgreementKind::DataSharing);
    for (day, state) in [
        (date(2026, 2, 28), AgreementState::Draft),
        (date(2026, 3, 1), AgreementState::Upcoming),
        (date(2026, 3, 31), AgreementState::Upcoming),
        (date(2026, 4, 1), AgreementState::Live),
        (date(2027, 2, 28), AgreementState::Live),
        (date(2027, 3, 1), AgreementState::Expiring),
        (date(2027, 3, 31), AgreementState::Expiring),
        (date(2027, 4, 1), AgreementState::Expired),
    ] {
        assert_eq!(paper.state(day), state, "{day}");
    }
    let draft = Agreement { agreed_on: None, ..paper.clone() };
    assert_eq!(draft.state(TODAY), AgreementState::Draft);
    let ended = Agreement { ended_on: Some(TODAY), ..paper };
    assert_eq!(ended.state(date(2026, 9, 29)), AgreementState::Live);
    assert_eq!(ended.state(TODAY), AgreementState::Ended);
    assert_eq!(ended.last_day(), date(2026, 9, 29));
}

#[test]
fn what_is_missing_is_asked_for_by_field() {
    assert_eq!(agreement("dsa-1", AgreementKind::Other).problems(), []);
    let empty = Agreement {
        title: String::new(),
        parties: BTreeSet::new(),
        purposes: BTreeSet::new(),
        data_sets: BTreeSet::new(),
        legal_basis: " ".to_owned(),
        until: date(2026, 3, 31),
        owner: String::new(),
        ..agreement("DSA 1", AgreementKind::Other)
    };
    let fields: Vec<&str> = empty.problems().iter().map(|problem| problem.field).collect();
    assert_eq!(
        fields,
        ["id", "title", "owner", "legal_basis", "parties", "purposes", "data_sets", "until", "review_on"]
    );
}

#[track_caller]
fn refused(job: &Job, papers: &[Agreement], expected: &RefusalReason) -> String {
    match lawful(job, papers, TODAY) {
        Lawful::Refused(refusal) => {
            assert_eq!(&refusal.why, expected);
            refusal.to_string()
        }
        Lawful::Until(last) => panic!("lawful until {last}"),
    }
}

#[test]
fn a_job_is_lawful_until_the_first_of_its_papers_ends() {
    let mut papers = papers();
    assert_eq!(lawful(&job(), &papers, TODAY), Lawful::Until(date(2027, 3, 31)));
    papers[1].until = date(2026, 12, 31);
    assert_eq!(lawful(&job(), &papers, TODAY), Lawful::Until(date(2026, 12, 31)));
    papers[0].ended_on = Some(date(2026, 11, 1));
    assert_eq!(lawful(&job(), &papers, TODAY), Lawful::Until(date(2026, 10, 31)));
    papers[0].ended_on = None;
    papers[0].until = date(2026, 9, 29);
    let id = "basis-1".to_owned();
    let why = RefusalReason::NotInForce { id, state: AgreementState::Expired, last_day: date(2026, 9, 29) };
    assert_eq!(
        refused(&job(), &papers, &why),
        "`Case finding: falls` does not run: `basis-1` expired, its last day was 2026-09-29; renew it"
    );
}

#[test]
fn a_job_needs_papers_that_are_about_it() {
    let papers = papers();
    let other = Job { purpose: Purpose::Evaluation, ..job() };
    let why = RefusalReason::Purpose { id: "basis-1".into(), purpose: Purpose::Evaluation };
    assert!(
        refused(&other, &papers, &why).ends_with("`basis-1` does not allow evaluation; it has to name the purpose")
    );
    let other = Job { data_sets: set(&["gp-records", "social-care"]), ..job() };
    refused(&other, &papers, &RefusalReason::DataSet { id: "basis-1".into(), data_set: "social-care".into() });
    let other = Job { parties: set(&["circus"]), ..job() };
    refused(&other, &papers, &RefusalReason::Party { id: "basis-1".into(), party: "circus".into() });
    let other = Job { basis_id: "dsa-1".into(), ..job() };
    refused(&other, &papers, &RefusalReason::NotABasis("dsa-1".into()));
    let other = Job { agreement_ids: vec!["dsa-9".into()], ..job() };
    refused(&other, &papers, &RefusalReason::Unknown("dsa-9".into()));
}

#[test]
fn an_id_that_two_papers_have_carries_nothing() {
    let mut papers = papers();
    assert_eq!(id_collisions(&papers), []);
    assert_eq!(live_ids(&papers, TODAY), set(&["basis-1", "dsa-1"]));
    papers.push(agreement("basis-1", AgreementKind::DataSharing));
    assert_eq!(
        id_collisions(&papers)[0].message,
        "The id basis-1 is used more than once (Legal basis, Data sharing agreement); choose another"
    );
    assert_eq!(live_ids(&papers, TODAY), set(&["dsa-1"]));
    refused(&job(), &papers, &RefusalReason::Ambiguous("basis-1".into()));
}

proptest! {
    #[test]
    fn a_job_runs_on_exactly_the_days_on_which_both_papers_are_in_force(
        from in -60i64..60, length in 0i64..90, ended in prop::option::of(-60i64..60), day in -90i64..120,
    ) {
        let at = |offset: i64| TODAY.checked_add(offset.days()).expect("a day");
        let mut papers = papers();
        papers[1].from = at(from);
        papers[1].until = at(from + length);
        papers[1].ended_on = ended.map(at);
        papers[0].until = at(400);
        let in_force = (from..=from + length).contains(&day) && ended.is_none_or(|ended| day < ended);
        match lawful(&job(), &papers, at(day)) {
            Lawful::Until(last) => {
                prop_assert!(in_force);
                // Asked again on its last day it is lawful, on the day after it is not.
                prop_assert_eq!(lawful(&job(), &papers, last), Lawful::Until(last));
                prop_assert!(matches!(lawful(&job(), &papers, last.tomorrow().expect("a day")), Lawful::Refused(_)));
            }
            Lawful::Refused(_) => prop_assert!(!in_force),
        }
    }
}
