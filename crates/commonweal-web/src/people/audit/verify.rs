//! Whether the audit is whole: the chain, the signed heads, and the copies outside the database.

use crate::people::answers::Filled;
use crate::people::asks::Person;
use crate::people::faults;
use crate::people::sheet::{FormView, Item, Section, Sheet};
use crate::people::when;
use crate::view::Link;
use axum::response::Response;
use commonweal_admin::VerifyReport;
use commonweal_indicator::{say, text};

/// `/audit/verify`
pub(crate) async fn page(person: Person) -> Response {
    sheet(&person).show(person.shared())
}

fn sheet(person: &Person) -> Sheet {
    let form = FormView::post("verify", "/audit/verify", &person.token(), text("people.verify.button"));
    Sheet::headed(text("people.verify.title"))
        .lead(text("people.verify.about"))
        .below(vec![crate::pages::home(), Link::new(text("people.audit.title"), "/audit")])
        .form(form)
}

/// Verifies every chain that this process holds.
pub(crate) async fn send(person: Person, Filled(_): Filled) -> Response {
    match person.ask.people.desk.audit_verify(person.by(), None).await {
        Ok(reports) => {
            let mut found = Section::headed(text("people.verify.found"));
            found.items = reports.iter().map(item).collect();
            sheet(&person).section(found).show(person.shared())
        }
        Err(error) => faults::page(person.shared(), &error),
    }
}

fn item(report: &VerifyReport) -> Item {
    let database = report.chain.label();
    let entries = report.entries.to_string();
    let title = match report.first_bad {
        None if report.problem.is_none() => {
            say("people.verify.whole", &[("database", database), ("entries", &entries)])
        }
        None => say("people.verify.broken", &[("database", database)]),
        Some(bad) => say("people.verify.broken.at", &[("database", database), ("sequence", &bad.to_string())]),
    };
    let mut lines: Vec<String> = report.problem.iter().cloned().collect();
    lines.push(say("people.verify.heads", &[("heads", &report.heads.to_string())]));
    lines.extend(report.head_at.map(|at| say("people.verify.head_at", &[("at", &when::instant(at))])));
    Item { title, href: None, lines, forms: Vec::new() }
}
