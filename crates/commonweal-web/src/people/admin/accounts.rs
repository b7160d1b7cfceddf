//! Every account: a list to search, and the same as a file.

use super::table;
use crate::csv::Table;
use crate::people::asks::Person;
use crate::people::faults;
use crate::people::sheet::{Choice, Field, FormView, Section, Shape, Sheet, admin_crumbs};
use crate::people::when;
use crate::query::{Asked, Parameters};
use crate::view::{CellView, Link};
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use commonweal_admin::{AccountFilter, AccountView, DeskError};
use commonweal_indicator::text;
use commonweal_operations::accounts::{AccountKind, AccountState};

/// The most accounts in a file; an installation has hundreds.
const MOST_IN_A_FILE: usize = 100_000;

/// `/admin/accounts`
pub(crate) async fn page(person: Person, asked: Result<Asked, QueryRejection>) -> Response {
    let parameters = match Parameters::read(asked, &["q", "state", "kind", "after"]) {
        Ok(parameters) => parameters,
        Err(problem) => return problem.page(person.shared()),
    };
    let filter = filter(&parameters);
    match person.ask.people.desk.accounts(person.by(), &filter).await {
        Ok(found) => {
            let rows: Vec<_> = found.rows.iter().map(row).collect();
            let mut list = Section::default();
            if rows.is_empty() {
                list = list.line(text("people.accounts.none"));
            } else {
                list.table = Some(table(text("people.accounts.title"), &columns(), rows));
            }
            if let Some(next) = found.next {
                let q = crate::query::encoded(parameters.get("q").unwrap_or_default());
                let state = parameters.get("state").unwrap_or_default();
                let kind = parameters.get("kind").unwrap_or_default();
                let after = crate::query::encoded(&next);
                let href = format!("/admin/accounts?q={q}&state={state}&kind={kind}&after={after}");
                list.links.push(Link::new(text("people.more"), href));
            }
            let links = vec![
                Link::new(text("people.invite.title"), "/admin/accounts/new"),
                Link::new(text("people.services.title"), "/admin/service-accounts"),
                Link::new(text("people.accounts.csv"), "/admin/accounts.csv"),
            ];
            Sheet::headed(text("people.accounts.title"))
                .below(admin_crumbs(&[]))
                .section(Section { links, ..Section::default() })
                .form(search(&parameters))
                .section(list)
                .show(person.shared())
        }
        Err(error) => faults::page(person.shared(), &error),
    }
}

fn filter(parameters: &Parameters) -> AccountFilter {
    AccountFilter {
        text: parameters.get("q").map(str::to_owned),
        kind: parameters.get("kind").and_then(|kind| kind.parse().ok()),
        state: parameters.get("state").and_then(|state| state.parse().ok()),
        after: parameters.get("after").map(str::to_owned),
    }
}

fn search(parameters: &Parameters) -> FormView {
    let any = || Choice::new("", text("people.any"));
    let mut states = vec![any()];
    states.extend(super::words(AccountState::ALL, AccountState::as_str, AccountState::label));
    let mut kinds = vec![any()];
    kinds.extend(super::words(AccountKind::ALL, AccountKind::as_str, AccountKind::label));
    let given = |name| parameters.get(name).unwrap_or_default();
    FormView::get("search", "/admin/accounts", text("search.button"))
        .ask(Field::new("q", text("people.accounts.search"), Shape::Search).answered(given("q")))
        .ask(Field::select("state", text("people.field.state"), states).answered(given("state")))
        .ask(Field::select("kind", text("people.field.kind"), kinds).answered(given("kind")))
}

fn columns() -> [&'static str; 5] {
    [
        text("people.field.name"),
        text("people.field.user"),
        text("people.field.state"),
        text("people.field.roles"),
        text("people.field.last_sign_in"),
    ]
}

fn roles(account: &AccountView) -> String {
    let live = account.grants.iter().filter(|grant| grant.live);
    live.map(|grant| grant.role.label()).collect::<Vec<_>>().join(", ")
}

fn last(account: &AccountView) -> String {
    account.last_sign_in.map_or_else(|| text("people.never").to_owned(), when::instant)
}

fn row(account: &AccountView) -> Vec<CellView> {
    vec![
        CellView::link(account.name.as_str(), format!("/admin/accounts/{}", account.id)),
        CellView::words(account.user.as_str()),
        CellView::words(account.state.label()),
        CellView::words(roles(account)),
        CellView::words(last(account)),
    ]
}

/// `/admin/accounts.csv`
pub(crate) async fn csv(person: Person) -> Response {
    match file(&person).await {
        Ok(body) => crate::pages::download("accounts.csv", "text/csv; charset=utf-8", body),
        Err(error) => faults::page(person.shared(), &error),
    }
}

async fn file(person: &Person) -> Result<String, DeskError> {
    let mut table = Table::new(&["id", "user", "name", "kind", "state", "organisation", "roles", "last_sign_in"]);
    let mut filter = AccountFilter::default();
    let mut rows = 0;
    loop {
        let page = person.ask.people.desk.accounts(person.by(), &filter).await?;
        for account in &page.rows {
            let roles: Vec<String> = account
                .grants
                .iter()
                .filter(|grant| grant.live)
                .map(|grant| format!("{} {}", grant.role, grant.scope))
                .collect();
            table.row(&[
                account.id.clone(),
                account.user.clone(),
                account.name.clone(),
                account.kind.to_string(),
                account.state.to_string(),
                account.organisation.clone().unwrap_or_default(),
                roles.join("; "),
                account.last_sign_in.map(|at| at.to_string()).unwrap_or_default(),
            ]);
            rows += 1;
        }
        filter.after = page.next;
        if filter.after.is_none() || rows >= MOST_IN_A_FILE {
            return Ok(table.finish());
        }
    }
}
