//! Accounts and grants, their rules, and two people who edit at once.

use crate::place::{PASSWORD, Person, Place, day, entries_of, grant, is_over, request};
use commonweal_admin::{
    AccountEdit, AccountFilter, By, Desk, DeskError, NewAccount, NewGrant, NewService, Request, Visitor,
};
use commonweal_operations::accounts::AccountState;
use commonweal_operations::conflict::ChangedBy;
use commonweal_operations::{Purpose, Role, Scope};

fn console(request: &Request) -> By<'_> {
    By::CommandLine { login: "root", request }
}

fn fields(error: &DeskError) -> Vec<&'static str> {
    match error {
        DeskError::Form(wrong) => wrong.iter().map(|(field, _)| *field).collect(),
        other => panic!("{other:?}"),
    }
}

fn ben() -> NewAccount {
    NewAccount { user: "Ben@Example.org ".to_owned(), name: "Ben Made Up".to_owned(), organisation: None }
}

async fn administrator(place: &Place, desk: &Desk) -> (Person, Visitor) {
    let ada = place.administrator(desk).await;
    let visitor = place.at_work(desk, &ada, Role::Administrator, Purpose::Operation).await;
    (ada, visitor)
}

#[tokio::test]
async fn the_last_administrator_stays() {
    for place in Place::each() {
        let desk = place.create().await;
        let (ada, visitor) = administrator(&place, &desk).await;
        let by = By::Visitor(&visitor);
        let view = desk.account(by, &ada.id).await.expect("answers");
        let refused = [
            desk.suspend(by, &ada.id, view.version, "").await.err(),
            desk.end_account(by, &ada.id, view.version, "").await.err(),
            desk.end_grant(by, &view.grants[0].id, view.grants[0].version, "").await.err(),
            desk.reset(by, &ada.id, view.version).await.err(),
        ];
        for error in refused {
            assert!(matches!(error, Some(DeskError::Refused(_))), "{} {error:?}", place.engine);
        }
        // One who was invited and has not come yet does not count: nobody could sign in as them.
        let request = request();
        let new = grant(Role::Administrator, Scope::System);
        let second = desk.invite(console(&request), &ben(), Some(&new)).await.expect("is invited");
        assert!(desk.end_account(by, &ada.id, view.version, "").await.is_err());
        place.accept(&desk, second, PASSWORD).await;
        desk.end_account(by, &ada.id, view.version, "left").await.expect("another one is there now");
    }
}

#[tokio::test]
async fn two_administrators_who_end_each_other_at_once_do_not_both_succeed() {
    for place in Place::each() {
        let desk = place.create().await;
        let ada = place.administrator(&desk).await;
        let eve = place.person(&desk, "eve@example.org", Some(grant(Role::Administrator, Scope::System))).await;
        let request = request();
        let mut both = Vec::new();
        for id in [ada.id, eve.id] {
            let version = desk.account(console(&request), &id).await.expect("answers").version;
            let (desk, request) = (desk.clone(), request.clone());
            both.push(tokio::spawn(async move { desk.end_account(console(&request), &id, version, "").await.is_ok() }));
        }
        let mut ended = 0;
        for one in both {
            ended += usize::from(one.await.expect("runs"));
        }
        assert_eq!(ended, 1, "{}", place.engine);
    }
}

#[tokio::test]
async fn nobody_gives_a_role_to_themselves_and_the_try_is_written_down() {
    for place in Place::each() {
        let desk = place.create().await;
        let (ada, visitor) = administrator(&place, &desk).await;
        let before = entries_of(&desk, "grant-given").await;
        let error = desk.give(By::Visitor(&visitor), &ada.id, &grant(Role::IgLead, Scope::System)).await;
        assert!(matches!(error, Err(DeskError::Refused(_))), "{error:?}");
        assert_eq!(entries_of(&desk, "grant-given").await, (before.0, before.1 + 1), "{}", place.engine);
    }
}

#[tokio::test]
async fn everybody_but_administrators_at_work_is_refused_and_that_is_written_down() {
    for place in Place::each() {
        let desk = place.create().await;
        let ada = place.administrator(&desk).await;
        let ben = place.person(&desk, "ben@example.org", Some(grant(Role::Board, Scope::System))).await;
        let board = place.at_work(&desk, &ben, Role::Board, Purpose::Planning).await;
        let idle = crate::place::visitor(&desk, &place.sign_in(&desk, &ada).await).await;
        let mut refused = 0;
        for visitor in [&board, &idle] {
            let by = By::Visitor(visitor);
            let tries = [
                desk.accounts(by, &AccountFilter::default()).await.err(),
                desk.account(by, &ada.id).await.err(),
                desk.invite(by, &self::ben(), None).await.err(),
                desk.reset(by, &ada.id, 1).await.err(),
                desk.suspend(by, &ada.id, 1, "").await.err(),
                desk.give(by, &ben.id, &grant(Role::Partner, Scope::System)).await.err(),
                desk.sessions_of(by, &ada.id).await.err(),
                desk.organisations(by).await.err(),
                desk.agreements(by).await.err(),
                desk.audit_verify(by, None).await.err(),
            ];
            for error in tries {
                assert!(matches!(error, Some(DeskError::Forbidden)), "{error:?}");
                refused += 1;
            }
        }
        assert_eq!(entries_of(&desk, "page-denied").await, (0, refused), "{}", place.engine);
    }
}

#[tokio::test]
async fn two_editors_see_what_the_other_changed() {
    for place in Place::each() {
        let desk = place.create().await;
        let (ada, visitor) = administrator(&place, &desk).await;
        let ben = place.person(&desk, "ben@example.org", None).await;
        let by = By::Visitor(&visitor);
        let base = desk.account(by, &ben.id).await.expect("answers");
        let edit = |name: &str| AccountEdit { name: name.to_owned(), organisation: None };
        desk.edit_account(by, &ben.id, &edit("Benjamin Made Up"), base.version).await.expect("the first is saved");
        let request = request();
        let error = desk.edit_account(console(&request), &ben.id, &edit("Benny Made Up"), base.version).await;
        let Err(DeskError::Conflict(conflict)) = error else { panic!("{} {error:?}", place.engine) };
        assert_eq!((conflict.base, conflict.current), (base.version, base.version + 1));
        assert_eq!(conflict.by.as_deref(), Some("Made Up"), "{}", ada.id);
        let name = conflict.fields.iter().find(|change| change.field == "display_name").expect("the name changed");
        assert_eq!(name.by, ChangedBy::Clash);
        let all = (name.base.as_deref(), name.theirs.as_deref(), name.yours.as_deref());
        assert_eq!(all, (Some("Made Up"), Some("Benjamin Made Up"), Some("Benny Made Up")));
        let saved = desk.edit_account(console(&request), &ben.id, &edit("Benny Made Up"), conflict.current).await;
        assert_eq!(saved.expect("with the version it has now").name, "Benny Made Up");
    }
}

#[tokio::test]
async fn a_grant_keeps_every_rule_of_its_role() {
    for place in Place::each() {
        let desk = place.create().await;
        let (_, visitor) = administrator(&place, &desk).await;
        let ben = place.person(&desk, "ben@example.org", None).await;
        let by = By::Visitor(&visitor);
        let project = Scope::Project("waits".to_owned());
        for (wrong, field) in [
            (grant(Role::Public, Scope::System), "role"),
            (grant(Role::Board, Scope::Practice("C84001".to_owned())), "scope"),
            (grant(Role::Analyst, project.clone()), "until"),
            (grant(Role::CareCoordinator, Scope::Network("U12345".to_owned())), "agreement_id"),
            (
                NewGrant {
                    until: Some(day("2026-09-29")),
                    from: Some(day("2026-09-01")),
                    ..grant(Role::Board, Scope::System)
                },
                "until",
            ),
            (
                NewGrant { organisation: Some("nowhere".to_owned()), ..grant(Role::Board, Scope::System) },
                "organisation",
            ),
            (
                NewGrant {
                    agreement: Some("none-such".to_owned()),
                    ..grant(Role::CareCoordinator, Scope::Network("U12345".to_owned()))
                },
                "agreement_id",
            ),
        ] {
            let error = desk.give(by, &ben.id, &wrong).await.expect_err("it breaks a rule");
            assert!(fields(&error).contains(&field), "{} {wrong:?}: {error}", place.engine);
        }
        let analyst = NewGrant { until: Some(day("2026-12-31")), ..grant(Role::Analyst, project) };
        let given = desk.give(by, &ben.id, &analyst).await.expect("is given");
        assert_eq!(given.project.as_deref(), Some("waits"));
        let twice = desk.give(by, &ben.id, &analyst).await.expect_err("the same again");
        assert_eq!(fields(&twice), ["role"]);
    }
}

#[tokio::test]
async fn a_service_account_keeps_its_rules() {
    for place in Place::each() {
        let desk = place.create().await;
        let (ada, visitor) = administrator(&place, &desk).await;
        let by = By::Visitor(&visitor);
        let sound = NewService {
            name: "nightly-export".to_owned(),
            owner: ada.user.clone(),
            role: Role::ApiReader,
            scope: Scope::System,
            purpose: Purpose::PublicInformation,
            until: day("2027-09-30"),
            organisation: None,
            project: None,
        };
        for (wrong, field) in [
            (NewService { name: "Nightly Export".to_owned(), ..sound.clone() }, "name"),
            (NewService { owner: "nobody@example.org".to_owned(), ..sound.clone() }, "owner"),
            (NewService { role: Role::Board, purpose: Purpose::Planning, ..sound.clone() }, "role"),
            (NewService { purpose: Purpose::Planning, ..sound.clone() }, "purpose"),
            (NewService { until: day("2027-10-02"), ..sound.clone() }, "until"),
        ] {
            let error = desk.service_add(by, &wrong).await.expect_err("it breaks a rule");
            assert!(fields(&error).contains(&field), "{} {wrong:?}: {error}", place.engine);
        }
        let (account, _) = desk.service_add(by, &sound).await.expect("is made");
        let second = desk.give(by, &account.id, &grant(Role::ApiReader, Scope::System)).await;
        assert!(matches!(second, Err(DeskError::Refused(_))), "one grant only: {second:?}");
        let first = desk.service_key(by, &account.id, account.version).await.is_ok();
        let stale = desk.service_key(by, &account.id, account.version).await;
        assert!(first && matches!(stale, Err(DeskError::Conflict(_))), "two who renew one key: {stale:?}");
    }
}

#[tokio::test]
async fn the_list_of_accounts_goes_on_where_the_page_before_ended() {
    for place in Place::each() {
        let desk = place.create().await;
        let request = request();
        let by = console(&request);
        for number in 0..120 {
            let new = NewAccount { user: format!("person{number:03}@example.org"), ..ben() };
            desk.invite(by, &new, None).await.expect("is invited");
        }
        let (mut filter, mut seen) = (AccountFilter::default(), Vec::new());
        loop {
            let page = desk.accounts(by, &filter).await.expect("answers");
            seen.extend(page.rows.into_iter().map(|account| account.user));
            match page.next {
                Some(next) => filter.after = Some(next),
                None => break,
            }
        }
        let expected: Vec<String> = (0..120).map(|number| format!("person{number:03}@example.org")).collect();
        assert_eq!(seen, expected, "{}", place.engine);
        let one = AccountFilter { text: Some("SON119".to_owned()), ..AccountFilter::default() };
        assert_eq!(desk.accounts(by, &one).await.expect("answers").rows.len(), 1);
        let nobody = AccountFilter { state: Some(AccountState::Active), ..AccountFilter::default() };
        assert_eq!(desk.accounts(by, &nobody).await.expect("answers").rows.len(), 0);
    }
}

#[tokio::test]
async fn an_ended_account_takes_everything_with_it() {
    for place in Place::each() {
        let desk = place.create().await;
        let (_, visitor) = administrator(&place, &desk).await;
        let ben = place.person(&desk, "ben@example.org", Some(grant(Role::Board, Scope::System))).await;
        let cookie = place.work(&desk, &ben, Role::Board, Purpose::Planning).await;
        let by = By::Visitor(&visitor);
        let version = desk.account(by, &ben.id).await.expect("answers").version;
        let ended = desk.end_account(by, &ben.id, version, "left").await.expect("is ended");
        assert!(is_over(&desk, &cookie).await);
        assert_eq!((ended.state, ended.has_factor), (AccountState::Ended, false));
        assert!(ended.grants.iter().all(|grant| !grant.live), "{}", place.engine);
        assert!(desk.resume(by, &ben.id, ended.version, "").await.is_err());
        assert!(desk.reset(by, &ben.id, ended.version).await.is_err());
        let request = request();
        desk.invite(console(&request), &self::ben(), None).await.expect("the address is free for a new account");
    }
}
