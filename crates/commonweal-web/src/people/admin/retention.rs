//! How long things are kept, why, and what is due.

use super::table;
use crate::people::asks::Person;
use crate::people::faults;
use crate::people::sheet::{Section, Sheet, admin_crumbs};
use crate::view::CellView;
use axum::response::Response;
use commonweal_admin::{KeptFile, KeptFiles, RetentionView};
use commonweal_indicator::{say, text};
use commonweal_operations::retention::RetentionKind;
use std::io;

/// The site holds no snapshot and removes no file: it counts what the databases hold.
struct NoFiles;

impl KeptFiles for NoFiles {
    fn snapshots(&self) -> io::Result<Vec<KeptFile>> {
        Ok(Vec::new())
    }

    fn releases(&self) -> io::Result<Vec<KeptFile>> {
        Ok(Vec::new())
    }

    fn delete_snapshot(&self, _: &str) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn delete_release(&self, _: &str) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// `/admin/retention`
pub(crate) async fn page(person: Person) -> Response {
    match person.ask.people.desk.retention(person.by(), &NoFiles).await {
        Ok(rules) => {
            let columns = [
                text("people.field.kept"),
                text("people.field.days"),
                text("people.field.due"),
                text("people.field.source"),
            ];
            let rows = rules.iter().map(row).collect();
            let list = table(text("people.retention.title"), &columns, rows);
            Sheet::headed(text("people.retention.title"))
                .lead(text("people.retention.about"))
                .below(admin_crumbs(&[]))
                .section(Section { table: Some(list), ..Section::default() })
                .show(person.shared())
        }
        Err(error) => faults::page(person.shared(), &error),
    }
}

fn row(rule: &RetentionView) -> Vec<CellView> {
    let on_disk = matches!(rule.kind, RetentionKind::Snapshots | RetentionKind::Releases | RetentionKind::Proposals);
    let due = if on_disk { text("people.retention.on_disk").to_owned() } else { rule.due.to_string() };
    vec![
        CellView::words(rule.kind.label()),
        CellView::words(say("people.retention.days", &[("days", &rule.days.to_string())])),
        CellView::words(due),
        CellView::words(rule.source),
    ]
}
