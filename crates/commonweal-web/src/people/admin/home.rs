//! What needs attention: what fails, what runs out, when the last backup was made and the last head signed.

use crate::people::asks::Person;
use crate::people::faults;
use crate::people::sheet::{Item, Section, Sheet};
use crate::people::when;
use crate::view::Link;
use axum::response::Response;
use commonweal_admin::{AccountFilter, DeskError};
use commonweal_indicator::{say, text};
use commonweal_operations::agreements::AgreementState;
use jiff::ToSpan;

/// Roles that end within so many days are named.
const SOON_DAYS: i64 = 30;

/// `/admin`
pub(crate) async fn page(person: Person) -> Response {
    match sheet(&person).await {
        Ok(sheet) => sheet.show(person.shared()),
        Err(error) => faults::page(person.shared(), &error),
    }
}

async fn sheet(person: &Person) -> Result<Sheet, DeskError> {
    let mut attention = failing(person).await;
    attention.extend(agreements(person).await?);
    attention.extend(grants(person).await?);
    let mut section = Section::headed(text("people.admin.attention"));
    if attention.is_empty() {
        section = section.line(text("people.admin.well"));
    }
    section.items = attention;
    let pages = [
        ("people.accounts.title", "/admin/accounts"),
        ("people.services.title", "/admin/service-accounts"),
        ("people.organisations.title", "/admin/organisations"),
        ("people.owners.title", "/admin/owners"),
        ("people.agreements.title", "/admin/agreements"),
        ("people.retention.title", "/admin/retention"),
        ("people.system.title", "/admin/system"),
    ];
    let links = pages.iter().map(|(key, href)| Link::new(text(key), *href)).collect();
    Ok(Sheet::headed(text("people.admin.title"))
        .below(vec![crate::pages::home()])
        .section(section)
        .section(Section { facts: facts(person).await?, ..Section::headed(text("people.admin.last")) })
        .section(Section { links, ..Section::headed(text("people.admin.pages")) }))
}

fn item(title: String, href: &str, line: String) -> Item {
    Item { title, href: Some(href.to_owned()), lines: vec![line], forms: Vec::new() }
}

async fn failing(person: &Person) -> Vec<Item> {
    let readiness = person.ask.people.desk.readiness().await;
    let failing = readiness.checks.into_iter().filter(|check| !check.ok);
    failing.map(|check| item(check.name.to_string(), "/admin/system", check.words)).collect()
}

async fn agreements(person: &Person) -> Result<Vec<Item>, DeskError> {
    let all = person.ask.people.desk.agreements(person.by()).await?;
    let soon = all.into_iter().filter(|one| one.state == AgreementState::Expiring);
    let item = |one: commonweal_admin::AgreementView| {
        let line = say("people.admin.expires", &[("day", &when::day(one.form.until))]);
        item(one.form.title, &format!("/admin/agreements/{}", one.form.id), line)
    };
    Ok(soon.map(item).collect())
}

/// Live roles that end soon, and service accounts whose key does.
async fn grants(person: &Person) -> Result<Vec<Item>, DeskError> {
    let desk = &person.ask.people.desk;
    let today = when::today(desk.now());
    let limit = today.checked_add(SOON_DAYS.days()).unwrap_or(today);
    let mut items = Vec::new();
    let mut filter = AccountFilter::default();
    loop {
        let page = desk.accounts(person.by(), &filter).await?;
        for account in page.rows {
            let href = format!("/admin/accounts/{}", account.id);
            for grant in account.grants.iter().filter(|grant| grant.live) {
                if let Some(until) = grant.until.filter(|until| *until <= limit) {
                    let day = when::day(until);
                    let line = say("people.admin.role_ends", &[("role", grant.role.label()), ("day", &day)]);
                    items.push(item(account.name.clone(), &href, line));
                }
            }
            if let Some(day) = account.expires_on.filter(|day| *day <= limit) {
                let line = say("people.admin.expires", &[("day", &when::day(day))]);
                items.push(item(account.name.clone(), &href, line));
            }
        }
        filter.after = page.next;
        if filter.after.is_none() {
            return Ok(items);
        }
    }
}

async fn facts(person: &Person) -> Result<Vec<(String, String)>, DeskError> {
    let desk = &person.ask.people.desk;
    let backup = desk.last_backup().await?.map_or_else(|| text("people.never").to_owned(), when::instant);
    let mut facts = vec![(text("people.admin.backup").to_owned(), backup)];
    for (chain, at, _) in desk.heads().await? {
        let at = at.map_or_else(|| text("people.never").to_owned(), when::instant);
        facts.push((say("people.admin.head", &[("database", chain.label())]), at));
    }
    Ok(facts)
}
