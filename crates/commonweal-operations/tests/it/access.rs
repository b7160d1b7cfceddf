//! Access: every role, purpose, level, scope, kind of account and second factor, against the matrix written out again.

use commonweal_operations::access::{Acting, Decision, DenialReason, Rule, Work, decide, decide_about};
use commonweal_operations::accounts::AccountKind;
use commonweal_operations::scope::ScopeKind;
use commonweal_operations::{Level, Purpose, Role, Scope, ScopeTarget};

/// The access matrix as the rules of trust print it: role, purposes, kinds of scope, levels it may see.
const MATRIX: [(&str, &str, &str, &str); 16] = [
    ("public", "public-information", "system", "L5 none"),
    ("api-reader", "public-information", "system", "L5 none"),
    ("board", "planning oversight insight", "system place", "L5 none"),
    ("partner", "planning oversight insight", "system place", "L5 none"),
    ("voluntary-sector", "planning oversight insight", "system place", "L5 none"),
    ("insight-contributor", "engagement", "group", "none"),
    ("panel-officer", "engagement", "group", "none"),
    ("analyst", "planning evaluation", "project", "L4 L5 none"),
    ("output-checker", "release", "system project", "L4 L5 none"),
    ("practice-clinician", "direct-care", "practice", "L3 L5 none"),
    ("practice-admin", "direct-care", "practice", "L3 L5 none"),
    ("care-coordinator", "direct-care", "network practice", "L3 L5 none"),
    ("referral-service", "direct-care", "own", "own-referrals none"),
    ("ig-lead", "audit approvals", "system", "audit none"),
    ("caldicott-guardian", "audit approvals", "system", "audit none"),
    ("administrator", "operation", "system", "none"),
];

fn has(list: &str, word: &str) -> bool {
    list.split(' ').any(|each| each == word)
}

fn scope_of(kind: ScopeKind) -> Scope {
    let text = match kind {
        ScopeKind::System => "system",
        ScopeKind::Place => "place:QT1-CITY",
        ScopeKind::Network => "network:U12345",
        ScopeKind::Practice => "practice:C84001",
        ScopeKind::Project => "project:falls",
        ScopeKind::Group => "group:carers",
        ScopeKind::Own => "own",
    };
    text.parse().expect("a scope")
}

fn acting(role: Role, purpose: Purpose, scope: Scope) -> Acting {
    Acting {
        account_id: "account-1".to_owned(),
        kind: AccountKind::Person,
        second_factor: true,
        work: Some(Work { grant_id: "grant-1".to_owned(), role, purpose, scope, organisation: None }),
    }
}

#[test]
fn the_matrix_has_each_role_once() {
    let rows: Vec<&str> = MATRIX.iter().map(|row| row.0).collect();
    let roles: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
    assert_eq!(rows, roles);
}

#[test]
fn nobody_comes_in_but_by_the_matrix() {
    let mut asked = 0;
    let mut allowed = 0;
    for &(role_word, purposes, scopes, levels) in &MATRIX {
        let role: Role = role_word.parse().expect("a role");
        for &purpose in Purpose::ALL {
            for &level in Level::ALL {
                for &kind in ScopeKind::ALL {
                    // The widest rule that a table could hold: everybody, for everything. Only the matrix stands in the way.
                    let rule = Rule::Needs { roles: Role::ALL, purposes: Purpose::ALL, level };
                    let expected = role_word != "public"
                        && has(purposes, purpose.as_str())
                        && has(scopes, kind.as_str())
                        && has(levels, level.as_str());
                    let decision = decide(&rule, Some(&acting(role, purpose, scope_of(kind))));
                    assert_eq!(decision.is_allowed(), expected, "{role} for {purpose} at {level} within {kind}");
                    assert!(matches!(decision, Decision::Allowed | Decision::NotFound(_)));
                    asked += 1;
                    allowed += u32::from(expected);
                }
            }
        }
    }
    assert_eq!(asked, 16 * 11 * 8 * 7);
    assert!(allowed > 0);
}

#[test]
fn a_rule_lets_in_only_the_roles_and_purposes_it_names() {
    let rules = (0..Role::ALL.len()).flat_map(|role| (0..Purpose::ALL.len()).map(move |purpose| (role, purpose)));
    for (named_role, named_purpose) in rules {
        let rule = Rule::Needs {
            roles: &Role::ALL[named_role..=named_role],
            purposes: &Purpose::ALL[named_purpose..=named_purpose],
            level: Level::None,
        };
        for &role in Role::ALL {
            for &purpose in role.facts().purposes {
                let expected =
                    role != Role::Public && role == Role::ALL[named_role] && purpose == Purpose::ALL[named_purpose];
                let scope = scope_of(role.facts().scopes[0]);
                let decision = decide(&rule, Some(&acting(role, purpose, scope)));
                assert_eq!(decision.is_allowed(), expected, "{role} for {purpose} by {rule:?}");
            }
        }
    }
}

#[test]
fn nobody_sees_the_vault_or_rows_about_people() {
    for &role in Role::ALL {
        assert!(!role.facts().highest.admits(Level::L1));
        assert!(!role.facts().highest.admits(Level::L2));
    }
}

#[test]
fn no_role_sees_both_worklists_and_working_results_and_direct_care_mixes_with_nothing() {
    for &role in Role::ALL {
        let highest = role.facts().highest;
        assert!(!(highest.admits(Level::L3) && highest.admits(Level::L4)), "{role}");
        let purposes = role.facts().purposes;
        let care = purposes.iter().filter(|purpose| purpose.is_direct_care()).count();
        assert!(care == 0 || care == purposes.len(), "{role} works on both sides");
    }
}

const ADMIN: Rule = Rule::needs(&[Role::Administrator], &[Purpose::Operation], Level::None);
const WORKLIST: Rule =
    Rule::needs(&[Role::PracticeClinician, Role::CareCoordinator], &[Purpose::DirectCare], Level::L3);
const CHECK: Rule = Rule::needs(&[Role::OutputChecker], &[Purpose::Release], Level::L4);

#[test]
fn the_signed_out_are_asked_to_sign_in_and_those_without_a_choice_to_choose() {
    let undecided = Acting { account_id: "a".into(), kind: AccountKind::Person, second_factor: true, work: None };
    assert_eq!(decide(&Rule::Public, None), Decision::Allowed);
    assert_eq!(decide(&Rule::SignedIn, None), Decision::SignIn);
    assert_eq!(decide(&ADMIN, None), Decision::SignIn);
    assert_eq!(decide(&Rule::SignedIn, Some(&undecided)), Decision::Allowed);
    assert_eq!(decide(&ADMIN, Some(&undecided)), Decision::ChoosePurpose);
    assert_eq!(decide_about(&ADMIN, Some(&undecided), &ScopeTarget::System), Decision::ChoosePurpose);
    assert_eq!(decide_about(&Rule::Public, None, &ScopeTarget::Group("carers")), Decision::Allowed);
}

#[test]
fn privileged_people_need_a_second_factor_and_others_do_not() {
    let unprivileged =
        ["public", "api-reader", "board", "partner", "voluntary-sector", "insight-contributor", "panel-officer"];
    for &role in Role::ALL.iter().filter(|role| role.is_granted()) {
        let is_privileged = !unprivileged.contains(&role.as_str());
        let rule = Rule::Needs { roles: Role::ALL, purposes: Purpose::ALL, level: Level::None };
        let facts = role.facts();
        let mut person = acting(role, facts.purposes[0], scope_of(facts.scopes[0]));
        person.second_factor = false;
        let expected = if is_privileged { Decision::NotFound(DenialReason::SecondFactor) } else { Decision::Allowed };
        assert_eq!(decide(&rule, Some(&person)), expected, "{role}");
    }
}

#[test]
fn services_come_in_by_their_roles_only() {
    let rule = Rule::Needs { roles: Role::ALL, purposes: Purpose::ALL, level: Level::None };
    for &role in Role::ALL {
        let facts = role.facts();
        let mut service = acting(role, facts.purposes[0], scope_of(facts.scopes[0]));
        service.kind = AccountKind::Service;
        service.second_factor = false;
        let may = matches!(role, Role::ApiReader | Role::Analyst | Role::ReferralService);
        assert_eq!(decide(&rule, Some(&service)).is_allowed(), may, "{role}");
    }
}

#[test]
fn outside_the_scope_a_thing_does_not_exist() {
    let clinician = acting(Role::PracticeClinician, Purpose::DirectCare, scope_of(ScopeKind::Practice));
    let about = |practice| ScopeTarget::Practice { practice, network: Some("U12345"), place: Some("QT1-CITY") };
    assert_eq!(decide_about(&WORKLIST, Some(&clinician), &about("C84001")), Decision::Allowed);
    let denied = Decision::NotFound(DenialReason::Scope);
    assert_eq!(decide_about(&WORKLIST, Some(&clinician), &about("C84002")), denied);
    let coordinator = acting(Role::CareCoordinator, Purpose::DirectCare, scope_of(ScopeKind::Network));
    assert_eq!(decide_about(&WORKLIST, Some(&coordinator), &about("C84002")), Decision::Allowed);
    assert_eq!(
        decide_about(&ADMIN, Some(&clinician), &about("C84001")),
        Decision::NotFound(DenialReason::Role),
        "a scope opens nothing that the rule does not"
    );
}

#[test]
fn an_output_checker_never_checks_their_own_project() {
    for scope in ["system", "project:falls"] {
        let checker = acting(Role::OutputChecker, Purpose::Release, scope.parse().expect("a scope"));
        let about = |is_own| ScopeTarget::Project { name: "falls", is_own };
        assert_eq!(decide_about(&CHECK, Some(&checker), &about(false)), Decision::Allowed);
        assert_eq!(decide_about(&CHECK, Some(&checker), &about(true)), Decision::NotFound(DenialReason::OwnProject));
    }
}

#[test]
#[should_panic(expected = "may not see its level")]
fn a_rule_beyond_the_level_of_its_role_is_a_mistake() {
    let _ = Rule::needs(&[Role::Administrator], &[Purpose::Operation], Level::L4);
}

#[test]
#[should_panic(expected = "may not be used for any of its purposes")]
fn a_rule_for_a_purpose_its_role_has_not_is_a_mistake() {
    let _ = Rule::needs(&[Role::Board], &[Purpose::DirectCare], Level::L5);
}
