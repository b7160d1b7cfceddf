//! Every release: what waits for whoever asks, and what became of the others; the same as a file.

use super::{address, done, may_withdraw, reads_reports, role};
use crate::csv::Table;
use crate::people::asks::Person;
use crate::people::sheet::{Item, Section, Sheet};
use crate::people::when;
use crate::view::{CellView, ColumnView, Link, TableView};
use axum::response::Response;
use commonweal_app::proposals::{self, ReleaseView};
use commonweal_indicator::{say, text};
use commonweal_operations::Role;
use commonweal_operations::releases::{ReleaseHow, ReleaseState};
use commonweal_operations::time_text::instant_text;

/// `/releases`
pub(crate) async fn page(person: Person) -> Response {
    match done(&person, async |desk, by, workspace| proposals::list(desk, by, workspace).await).await {
        Ok(releases) => sheet(&person, &releases).show(person.shared()),
        Err(failure) => failure.page(&person),
    }
}

fn sheet(person: &Person, releases: &[ReleaseView]) -> Sheet {
    let mut links = vec![Link::new(text("releases.csv"), "/releases.csv")];
    if role(person) == Some(Role::Analyst) {
        links.push(Link::new(text("cost.title"), "/releases/cost"));
    }
    let mut sheet = Sheet::headed(text("releases.title"))
        .lead(text("releases.about"))
        .below(vec![crate::pages::home()])
        .section(Section { links, ..Section::default() })
        .section(waiting(person, releases));
    if role(person) == Some(Role::Analyst) {
        let mut how = Section::headed(text("releases.propose")).line(text("releases.propose.about"));
        how.codes.push(format!("commonweal release propose --account {}", person.visitor.user));
        sheet = sheet.section(how.line(text("releases.propose.after")));
    }
    let mut all = Section::headed(text("releases.all"));
    if releases.is_empty() {
        all = all.line(text("releases.none"));
    } else {
        all.table = Some(table(person, releases));
    }
    sheet.section(all)
}

/// What waits for the visitor: proposals of others to check, what was given back to them, and their own that nobody has
/// checked yet.
fn waiting(person: &Person, releases: &[ReleaseView]) -> Section {
    let mut section = Section::headed(text("releases.waiting"));
    let mine = |view: &ReleaseView| view.proposed_by.as_deref() == Some(person.visitor.user.as_str());
    for view in releases {
        let lines = match view.state {
            ReleaseState::Proposed if view.may_check => vec![by_at("releases.proposed_by", &view.proposed_by, view)],
            ReleaseState::Proposed if mine(view) => vec![text("releases.waiting.second").to_owned()],
            ReleaseState::Returned if mine(view) => {
                vec![say("releases.waiting.returned", &[("reason", view.reason.as_str())])]
            }
            _ => continue,
        };
        let href = reads_reports(person).then(|| address(&view.id));
        section.items.push(Item { title: view.id.clone(), href, lines, forms: Vec::new() });
    }
    if section.items.is_empty() { section.line(text("releases.waiting.none")) } else { section }
}

fn by_at(key: &str, by: &Option<String>, view: &ReleaseView) -> String {
    let by = by.as_deref().unwrap_or(text("releases.program"));
    say(key, &[("by", by), ("at", when::instant(view.proposed_at).as_str())])
}

fn table(person: &Person, releases: &[ReleaseView]) -> TableView {
    let columns =
        ["releases.column.id", "releases.column.state", "releases.column.proposed", "releases.column.checked"];
    let mut columns: Vec<ColumnView> = columns.map(|key| ColumnView::words(text(key))).into();
    columns.push(ColumnView::words(text("releases.column.words")));
    TableView {
        caption: text("releases.all").to_owned(),
        caption_hidden: true,
        columns,
        rows: releases.iter().map(|view| row(person, view)).collect(),
    }
}

fn row(person: &Person, view: &ReleaseView) -> Vec<CellView> {
    let mut id = match (reads_reports(person), may_withdraw(person, view)) {
        (true, _) => CellView::link(view.id.as_str(), address(&view.id)),
        (false, true) => CellView::link(view.id.as_str(), format!("{}/withdraw", address(&view.id))),
        (false, false) => CellView::words(view.id.as_str()),
    };
    let shown = if view.state == ReleaseState::Withdrawn { "releases.shown.still" } else { "releases.shown" };
    id.lines.extend(view.is_current.then(|| text(shown).to_owned()));
    id.lines.extend(view.project.as_ref().map(|project| say("people.grant.project", &[("project", project.as_str())])));
    let proposed = match &view.proposed_by {
        Some(by) if view.how == ReleaseHow::Checked => by.as_str(),
        _ => text("releases.program"),
    };
    let mut proposed = CellView::words(proposed);
    proposed.lines.push(when::instant(view.proposed_at));
    let mut checked = CellView::words(match (&view.checked_by, view.how) {
        (Some(by), _) => by.as_str(),
        (None, ReleaseHow::Automatic) => text("releases.no_check"),
        (None, ReleaseHow::Checked) => text("releases.unchecked"),
    });
    checked.lines.extend(view.checked_at.map(when::instant));
    vec![id, CellView::words(view.state.label()), proposed, checked, words(view)]
}

/// The remark of whoever checked, and why it was returned or withdrawn.
fn words(view: &ReleaseView) -> CellView {
    let mut said = CellView::words(view.remark.as_str());
    if !view.reason.is_empty() {
        said.lines.push(view.reason.clone());
    }
    if let (Some(by), Some(at)) = (&view.withdrawn_by, view.withdrawn_at) {
        said.lines.push(say("releases.withdrawn_by", &[("by", by.as_str()), ("at", when::instant(at).as_str())]));
    }
    said
}

/// `/releases.csv`
pub(crate) async fn csv(person: Person) -> Response {
    match done(&person, async |desk, by, workspace| proposals::list(desk, by, workspace).await).await {
        Ok(releases) => crate::pages::download("releases.csv", "text/csv; charset=utf-8", file(&releases)),
        Err(failure) => failure.page(&person),
    }
}

fn file(releases: &[ReleaseView]) -> String {
    let mut table = Table::new(&[
        "release",
        "state",
        "shown",
        "how",
        "project",
        "proposed_by",
        "proposed_at",
        "checked_by",
        "checked_at",
        "remark",
        "reason",
        "withdrawn_by",
        "withdrawn_at",
    ]);
    for view in releases {
        let maybe = |given: &Option<String>| given.clone().unwrap_or_default();
        table.row(&[
            view.id.clone(),
            view.state.as_str().to_owned(),
            if view.is_current { "yes" } else { "no" }.to_owned(),
            view.how.as_str().to_owned(),
            maybe(&view.project),
            maybe(&view.proposed_by),
            instant_text(view.proposed_at),
            maybe(&view.checked_by),
            view.checked_at.map(instant_text).unwrap_or_default(),
            view.remark.clone(),
            view.reason.clone(),
            maybe(&view.withdrawn_by),
            view.withdrawn_at.map(instant_text).unwrap_or_default(),
        ]);
    }
    table.finish()
}
