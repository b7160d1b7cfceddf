//! Grants: which are sound, what may be chosen today, and that direct care never meets other work in one session.

use std::collections::BTreeSet;

use commonweal_operations::accounts::AccountKind;
use commonweal_operations::grants::{Grant, GrantProblem, choices, may_go_on};
use commonweal_operations::purpose::Side;
use commonweal_operations::{Purpose, Role};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use proptest::prelude::*;

const TODAY: Date = date(2026, 9, 30);

fn grant(role: Role, scope: &str) -> Grant {
    Grant {
        id: format!("grant-{role}"),
        account_id: "account-1".to_owned(),
        role,
        scope: scope.parse().expect("a scope"),
        from: date(2026, 4, 1),
        until: Some(date(2027, 3, 31)),
        ended_on: None,
        agreement_id: None,
        project: None,
        organisation: Some("city-hwb".to_owned()),
    }
}

fn none() -> BTreeSet<String> {
    BTreeSet::new()
}

#[test]
fn a_grant_holds_from_its_first_day_to_its_last() {
    let mut grant = grant(Role::Board, "system");
    assert!(!grant.is_live(date(2026, 3, 31)));
    assert!(grant.is_live(date(2026, 4, 1)));
    assert!(grant.is_live(date(2027, 3, 31)));
    assert!(!grant.is_live(date(2027, 4, 1)));
    grant.ended_on = Some(TODAY);
    assert!(grant.is_live(date(2026, 9, 29)));
    assert!(!grant.is_live(TODAY));
}

#[track_caller]
fn check(grant: &Grant, account: AccountKind, expected: &[GrantProblem]) {
    assert_eq!(grant.problems(account), expected);
    assert_eq!(
        choices(account, std::slice::from_ref(grant), &none(), Side::ALL, TODAY).is_empty(),
        !expected.is_empty()
    );
}

#[test]
fn what_a_role_needs_is_asked_for() {
    let person = AccountKind::Person;
    check(&grant(Role::Board, "place:QT1-CITY"), person, &[]);
    check(&grant(Role::Analyst, "project:falls"), person, &[]);
    check(&grant(Role::Analyst, "system"), person, &[GrantProblem::Project(Role::Analyst)]);
    let endless = Grant { until: None, ..grant(Role::Analyst, "project:falls") };
    check(&endless, person, &[GrantProblem::NoEnd(Role::Analyst)]);
    let torn = Grant { project: Some("stroke".into()), ..grant(Role::Analyst, "project:falls") };
    check(&torn, person, &[GrantProblem::TwoProjects]);
    check(&grant(Role::CareCoordinator, "network:U12345"), person, &[GrantProblem::Agreement(Role::CareCoordinator)]);
    check(&grant(Role::PracticeAdmin, "system"), person, &[GrantProblem::Scope(Role::PracticeAdmin)]);
    check(&grant(Role::Public, "system"), person, &[GrantProblem::Public]);
    check(&grant(Role::ApiReader, "system"), AccountKind::Service, &[]);
    let service = GrantProblem::NotForServices(Role::Administrator);
    check(&grant(Role::Administrator, "system"), AccountKind::Service, &[service]);
    let backwards = Grant { until: Some(date(2026, 3, 31)), ..grant(Role::Board, "system") };
    check(&backwards, person, &[GrantProblem::Backwards]);
    let words = GrantProblem::Scope(Role::PracticeAdmin).to_string();
    assert_eq!(words, "Practice administrator has a scope of this kind: practice");
}

#[test]
fn a_grant_that_rests_on_an_agreement_ends_with_it() {
    let coordinator = Grant { agreement_id: Some("dsa-1".into()), ..grant(Role::CareCoordinator, "network:U12345") };
    let live: BTreeSet<String> = BTreeSet::from(["dsa-1".to_owned()]);
    let count = |live: &BTreeSet<String>| {
        choices(AccountKind::Person, std::slice::from_ref(&coordinator), live, Side::ALL, TODAY).len()
    };
    assert_eq!(count(&live), 1);
    assert_eq!(count(&none()), 0);
}

#[test]
fn the_choices_are_the_purposes_of_the_grants_that_hold_on_the_sides_that_are_served() {
    let grants = [
        grant(Role::PracticeClinician, "practice:C84001"),
        grant(Role::Board, "system"),
        Grant { ended_on: Some(TODAY), ..grant(Role::Administrator, "system") },
    ];
    let on = |sides: &[Side]| -> Vec<(Role, Purpose)> {
        let chosen = choices(AccountKind::Person, &grants, &none(), sides, TODAY);
        chosen.iter().map(|choice| (choice.role, choice.purpose)).collect()
    };
    let board = [Purpose::Planning, Purpose::Oversight, Purpose::Insight].map(|purpose| (Role::Board, purpose));
    assert_eq!(on(&[Side::Planning]), board);
    assert_eq!(on(&[Side::Care]), [(Role::PracticeClinician, Purpose::DirectCare)]);
    assert_eq!(on(Side::ALL).len(), 4);
    assert_eq!(on(&[]), []);
}

#[test]
fn the_refusal_to_change_sides_says_what_to_do() {
    let refusal = may_go_on(Some(Purpose::DirectCare), Purpose::Planning).expect_err("two sides").to_string();
    assert_eq!(
        refusal,
        "You are signed in for direct care. To work for planning, sign out and sign in again: direct care and other work never share a session."
    );
    assert!(may_go_on(None, Purpose::DirectCare).is_ok());
    assert!(may_go_on(Some(Purpose::DirectCare), Purpose::DirectCare).is_ok());
}

fn any_purpose() -> impl Strategy<Value = Purpose> {
    prop::sample::select(Purpose::ALL)
}

proptest! {
    #[test]
    fn no_session_ever_works_for_direct_care_and_for_anything_else(wishes in prop::collection::vec(any_purpose(), 1..30)) {
        let mut worked: Vec<Purpose> = Vec::new();
        for wish in wishes {
            if may_go_on(worked.last().copied(), wish).is_ok() {
                worked.push(wish);
            }
        }
        let care = worked.iter().filter(|purpose| purpose.is_direct_care()).count();
        prop_assert!(care == 0 || care == worked.len());
        prop_assert!(!worked.is_empty());
    }

    #[test]
    fn a_choice_is_always_within_the_matrix_and_within_the_days(
        role in prop::sample::select(Role::ALL), kind in 0usize..7, from in -40i64..40, length in -5i64..40, ended in prop::option::of(-40i64..40),
    ) {
        let scopes = ["system", "place:QT1", "network:U12345", "practice:C84001", "project:falls", "group:carers", "own"];
        let day = |offset: i64| TODAY.checked_add(offset.days()).expect("a day");
        let grant = Grant {
            from: day(from), until: Some(day(from + length)), ended_on: ended.map(day), agreement_id: Some("dsa-1".into()),
            ..grant(role, scopes[kind])
        };
        let live = BTreeSet::from(["dsa-1".to_owned()]);
        let found = choices(AccountKind::Person, &[grant], &live, Side::ALL, TODAY);
        let holds = from <= 0 && from + length >= 0 && ended.is_none_or(|ended| ended > 0);
        let kind_word = scopes[kind].split(':').next().expect("a kind");
        let fits = role != Role::Public && role.facts().scopes.iter().any(|scope| scope.as_str() == kind_word);
        let expected = if holds && fits { role.facts().purposes.len() } else { 0 };
        prop_assert_eq!(found.len(), expected);
        for choice in found {
            prop_assert!(role.serves(choice.purpose));
        }
    }
}
