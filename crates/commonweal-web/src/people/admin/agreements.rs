//! Every agreement: what it allows, between whom, until when.

use super::table;
use crate::people::asks::Person;
use crate::people::faults;
use crate::people::sheet::{Section, Sheet, admin_crumbs};
use crate::people::when;
use crate::view::{CellView, Link};
use axum::response::Response;
use commonweal_admin::AgreementView;
use commonweal_indicator::text;
use commonweal_operations::Role;

/// `/admin/agreements`
pub(crate) async fn page(person: Person) -> Response {
    match person.ask.people.desk.agreements(person.by()).await {
        Ok(all) => {
            let columns = [
                text("people.field.title"),
                text("people.field.state"),
                text("people.field.purposes"),
                text("people.field.parties"),
                text("people.field.until"),
            ];
            let links = vec![Link::new(text("people.agreement.new"), "/admin/agreements/new")];
            let mut section = Section { links, ..Section::default() };
            if all.is_empty() {
                section = section.line(text("people.agreements.none"));
            } else {
                let rows = all.iter().map(row).collect();
                section.table = Some(table(text("people.agreements.title"), &columns, rows));
            }
            Sheet::headed(text("people.agreements.title"))
                .lead(text("people.agreements.about"))
                .below(crumbs(&person, false))
                .section(section)
                .show(person.shared())
        }
        Err(error) => faults::page(person.shared(), &error),
    }
}

/// Crumbs lead only where whoever asks may go: those who approve do not run the system.
pub(super) fn crumbs(person: &Person, below: bool) -> Vec<Link> {
    let runs_it = person.visitor.working.as_ref().is_some_and(|work| work.role == Role::Administrator);
    let mut crumbs = if runs_it { admin_crumbs(&[]) } else { vec![crate::pages::home()] };
    if below {
        crumbs.push(Link::new(text("people.agreements.title"), "/admin/agreements"));
    }
    crumbs
}

fn row(one: &AgreementView) -> Vec<CellView> {
    let form = &one.form;
    let purposes: Vec<&str> = form.purposes.iter().map(|purpose| purpose.label()).collect();
    let parties: Vec<&str> = form.parties.iter().map(String::as_str).collect();
    vec![
        CellView::link(form.title.as_str(), format!("/admin/agreements/{}", form.id)),
        CellView::words(one.state.label()),
        CellView::words(purposes.join(", ")),
        CellView::words(parties.join(", ")),
        CellView::words(when::day(form.until)),
    ]
}
