//! Figures that wait for a second person.

use crate::figures::{PEOPLE, gate, key, proposed};
use commonweal_disclosure::{
    Evidence, Gate, Proposal, Proposed, ReleaseNote, Released, ReleasedSet, Reopening, SamePerson, SecondCheck,
    SetError, Statistic, WorkspaceClass,
};
use commonweal_model::DataClass::Standard;

fn note() -> ReleaseNote {
    ReleaseNote { release_id: "r-2".into(), released_at: "2026-01-02T09:00:00Z".into() }
}

fn figure(gate: &Gate, area: &str) -> Released {
    let evidence = Evidence::Proportion { numerator: 100, denominator: 400 };
    let key = key("a", area, Statistic::Proportion);
    gate.release(Proposed { key, ..proposed(Statistic::Proportion, Standard, "%", evidence) })
}

fn proposal() -> Proposal {
    let made = Gate::proposing(WorkspaceClass::Personal, note())
        .propose(|gate| Ok::<_, SetError>((vec![figure(gate, "U10002"), figure(gate, "U10001")], ())));
    made.expect("two figures").0
}

fn check() -> SecondCheck {
    SecondCheck::new("ada", "ben", "2026-01-05T10:00:00Z").expect("two people")
}

#[test]
fn a_proposal_becomes_a_release_with_the_time_of_its_check_and_nothing_else_changed() {
    let rows: Vec<_> = proposal().records().collect();
    let set = proposal().open(&check());
    assert_eq!((rows.len(), set.len()), (2, 2));
    for (row, released) in rows.into_iter().zip(set.to_records()) {
        assert_eq!(released.released_at, "2026-01-05T10:00:00Z");
        assert_eq!(
            released,
            commonweal_disclosure::ReleasedRecord { released_at: released.released_at.clone(), ..row }
        );
    }
    assert_eq!(ReleasedSet::reopen(set.to_records(), &set.seal()).expect("its own rows"), set);
}

#[test]
fn a_figure_kept_from_an_earlier_release_stays_of_that_release() {
    let earlier = figure(&gate(), "U10003");
    let made = Gate::proposing(WorkspaceClass::Personal, note())
        .propose(|gate| Ok::<_, SetError>((vec![figure(gate, "U10001"), earlier.clone()], ())));
    let set = made.expect("two figures").0.open(&check());
    assert_eq!(set.get(earlier.key()), Some(&earlier));
}

#[test]
fn one_person_twice_is_no_second_check() {
    for (author, checker) in [("ada", "ada"), ("ada", " Ada "), ("", "ben"), ("ada", " ")] {
        assert_eq!(SecondCheck::new(author, checker, "2026-01-05T10:00:00Z"), Err(SamePerson), "{author} {checker}");
    }
}

#[test]
fn what_leaks_out_of_a_proposing_gate_makes_no_set() {
    let mut leaked = Vec::new();
    let made = Gate::proposing(WorkspaceClass::Personal, note()).propose(|gate| {
        leaked.push(figure(&gate.clone().withholding(Default::default()), "U10001"));
        Ok::<_, SetError>((Vec::new(), ()))
    });
    assert!(made.expect("no figures").0.is_empty());
    assert_eq!(ReleasedSet::new(leaked), Err(SetError::Proposed));
}

#[test]
fn rows_of_a_proposal_are_not_read_back_as_released() {
    let one = proposal();
    let rows: Vec<_> = one.records().collect();
    assert!(ReleasedSet::reopen(rows.clone(), &one.seal()).is_err());
    let reopening = || {
        let mut reopening = Reopening::default();
        rows.iter().for_each(|row| reopening.take(row.clone()).expect("a row"));
        reopening
    };
    assert_eq!(reopening().finish_proposal("r-2", &one.seal()).expect("its own rows"), one);
    assert!(reopening().finish_proposal("r-2", &one.open(&check()).seal()).is_err(), "the seal of a release");
}

#[test]
fn a_proposal_of_published_statistics_holds_no_people() {
    for class in PEOPLE {
        let made = Gate::proposing(WorkspaceClass::Published, note()).propose(|gate| {
            let evidence = Evidence::Proportion { numerator: 100, denominator: 400 };
            Ok::<_, SetError>((vec![gate.release(proposed(Statistic::Proportion, class, "%", evidence))], ()))
        });
        assert_eq!(made.expect("one figure").0.withheld(), 1, "{class}");
    }
}
