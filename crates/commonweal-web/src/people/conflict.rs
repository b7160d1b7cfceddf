//! What is shown when two people changed one record? What the other person changed, field by field, with what was typed
//! still there; nothing is lost and nothing is saved without a choice.

use super::answers::Answers;
use super::asks::Person;
use super::sheet::{Choice, Field, FormView, Problem, Section, Shape, Sheet};
use super::when;
use crate::view::{CellView, ColumnView, Link, TableView};
use axum::http::StatusCode;
use axum::response::Response;
use commonweal_admin::Conflict;
use commonweal_indicator::{say, text};
use commonweal_operations::conflict::{ChangedBy, FieldChange};

/// The fields of a form: name, column of the record, and key of the label.
pub(super) type Labels = &'static [(&'static str, &'static str, &'static str)];

/// The page. `labels` are the fields of the form that was sent to `action`.
pub(super) fn page(
    person: &Person,
    conflict: &Conflict,
    answers: &Answers,
    labels: Labels,
    action: &str,
    crumbs: Vec<Link>,
) -> Response {
    let by = conflict.by.clone().unwrap_or_else(|| text("people.conflict.somebody").to_owned());
    let at = conflict.at.map(|at| say("people.conflict.at", &[("at", &when::instant(at))])).unwrap_or_default();
    let words = say("people.conflict.words", &[("by", &by), ("at", &at)]).replace(" .", ".");
    let mut form = FormView::post("conflict", action, &person.token(), text("people.conflict.save"))
        .hide("version", conflict.current.to_string());
    for (name, column, label) in labels {
        match conflict.fields.iter().find(|change| change.field == *column) {
            Some(change) if change.by == ChangedBy::Clash => form = form.ask(choose(name, text(label), change)),
            // Where only one side changed a field, that change stands.
            Some(_) => form = form.hide(name, conflict.merged.get(*column).cloned().unwrap_or_default()),
            None => form = form.hide(name, kept(answers, name)),
        }
    }
    // The reason for the audit is of this edit, whichever words are kept.
    if let Some(why) = answers.given("why") {
        form = form.hide("why", why);
    }
    let table = Section { table: Some(changes(conflict, labels)), ..Section::default() };
    let clashes = conflict.fields.iter().filter(|change| change.by == ChangedBy::Clash).count();
    let what = if clashes == 0 { "people.conflict.none" } else { "people.conflict.choose" };
    Sheet::headed(text("people.conflict.heading"))
        .below(crumbs)
        .lead(words.clone())
        .lead(text(what))
        .problems(vec![Problem::whole(words)])
        .section(table)
        .form(form)
        .answer(person.shared(), StatusCode::CONFLICT)
}

fn kept(answers: &Answers, name: &str) -> String {
    answers.kept().filter(|(known, _)| *known == name).map(|(_, value)| value).collect::<Vec<_>>().join(",")
}

/// Mine or theirs. The answers are the two values themselves, so that the form is an ordinary one.
fn choose(name: &'static str, label: &str, change: &FieldChange) -> Field {
    let mut choices = Vec::new();
    for (key, value) in [("people.conflict.mine", &change.yours), ("people.conflict.theirs", &change.theirs)] {
        let value = value.clone().unwrap_or_default();
        let said = if value.is_empty() { text("people.nothing").to_owned() } else { value.clone() };
        choices.push(Choice::new(value, say(key, &[("value", &said)])));
    }
    choices[0].is_chosen = true;
    Field { choices, ..Field::new(name, label, Shape::Radios) }
}

fn changes(conflict: &Conflict, labels: Labels) -> TableView {
    let cell = |value: &Option<String>| match value.as_deref() {
        Some(value) if !value.is_empty() => CellView::words(value),
        _ => CellView::words(text("people.nothing")),
    };
    let row = |change: &FieldChange| {
        let known = labels.iter().find(|(_, column, _)| *column == change.field);
        let label = known.map_or(change.field.as_str(), |(_, _, label)| text(label));
        vec![CellView::words(label), cell(&change.base), cell(&change.theirs), cell(&change.yours)]
    };
    let columns = ["field", "before", "theirs", "yours"];
    let label = |column: &str| match column {
        "field" => text("people.conflict.column.field"),
        "before" => text("people.conflict.column.before"),
        "theirs" => text("people.conflict.column.theirs"),
        _ => text("people.conflict.column.yours"),
    };
    TableView {
        caption: text("people.conflict.caption").to_owned(),
        caption_hidden: false,
        columns: columns.iter().map(|column| ColumnView::words(label(column))).collect(),
        rows: conflict.fields.iter().map(row).collect(),
    }
}
