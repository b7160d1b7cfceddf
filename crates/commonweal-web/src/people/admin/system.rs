//! Whether the system is ready, which versions it runs, and how large it has grown.

use super::table;
use crate::people::asks::Person;
use crate::people::faults;
use crate::people::sheet::{Section, Sheet, admin_crumbs};
use crate::people::when;
use crate::view::CellView;
use axum::response::Response;
use commonweal_admin::DeskError;
use commonweal_indicator::text;

/// `/admin/system`
pub(crate) async fn page(person: Person) -> Response {
    match sheet(&person).await {
        Ok(sheet) => sheet.show(person.shared()),
        Err(error) => faults::page(person.shared(), &error),
    }
}

async fn sheet(person: &Person) -> Result<Sheet, DeskError> {
    let desk = &person.ask.people.desk;
    let readiness = desk.readiness().await;
    let checks = readiness.checks.iter().map(|check| {
        let state = if check.ok { text("people.system.well") } else { text("people.system.failing") };
        vec![CellView::words(check.name.to_string()), CellView::words(state), CellView::words(check.words.clone())]
    });
    let columns = [text("people.field.check"), text("people.field.state"), text("people.field.words")];
    let ready = Section {
        table: Some(table(text("people.system.ready"), &columns, checks.collect())),
        ..Section::headed(text("people.system.ready"))
    };
    let mut versions = Section::headed(text("people.system.versions"));
    versions.facts.push((text("people.system.program").to_owned(), env!("CARGO_PKG_VERSION").to_owned()));
    versions.facts.extend(desk.versions());
    let sizes = desk.sizes().await?;
    let rows = sizes.iter().map(|size| {
        let rows = size.rows.map(|rows| rows.to_string()).unwrap_or_default();
        vec![
            CellView::words(size.name.as_str()),
            CellView::number(size.bytes.map(when::bytes).unwrap_or_default()),
            CellView::number(rows),
        ]
    });
    let columns = [text("people.field.name"), text("people.field.size"), text("people.field.rows")];
    let sizes = Section {
        table: Some(table(text("people.system.sizes"), &columns, rows.collect())),
        ..Section::headed(text("people.system.sizes"))
    };
    Ok(Sheet::headed(text("people.system.title"))
        .below(admin_crumbs(&[]))
        .section(ready)
        .section(versions)
        .section(sizes))
}
