//! The fields of a record of the plan as questions of a form, and its answers as fields again.

use crate::people::answers::Answers;
use crate::people::conflict::Labels;
use crate::people::sheet::{Choice, Field, Problem, Shape};
use commonweal_admin::OrganisationView;
use commonweal_indicator::text;
use commonweal_operations::plan::{PlanFields, PlanKind, PlanRecord, Rag, ReachFigures, Stage, Way};
use commonweal_operations::time_text::parse_day;

/// What the ids of the form's fields begin with.
pub(super) const FORM: &str = "record";

/// What may be changed of a part: name, column and label.
const PART: Labels = &[
    ("title", "title", "people.plan.title"),
    ("organisation_id", "organisation_id", "people.plan.owner"),
    ("person", "person", "people.plan.person"),
    ("measures", "measures", "people.plan.measures"),
    ("note", "note", "people.plan.note"),
];

const COMMITMENT: Labels = &[
    ("organisation_id", "organisation_id", "people.plan.owner"),
    ("person", "person", "people.plan.person"),
    ("way", "way", "people.plan.way"),
    ("report", "report", "people.plan.report"),
    ("report_on", "report_on", "people.plan.report_on"),
    ("note", "note", "people.plan.note"),
];

const INITIATIVE: Labels = &[
    ("title", "title", "people.plan.title"),
    ("organisation_id", "organisation_id", "people.plan.owner"),
    ("person", "person", "people.plan.person"),
    ("stage", "stage", "people.plan.stage"),
    ("rating", "rag", "people.plan.rag"),
    ("reason", "rag_reason", "people.plan.rag_reason"),
    ("rag_on", "rag_on", "people.plan.rag_on"),
    ("from", "from_on", "people.plan.from"),
    ("until", "until_on", "people.plan.until"),
    ("review_on", "review_on", "people.plan.review"),
    ("places", "places", "people.plan.places"),
    ("networks", "networks", "people.plan.networks"),
    ("partners", "partners", "people.plan.partners"),
    ("money_pounds", "money_pounds", "people.plan.money"),
    ("money_note", "money_note", "people.plan.money_note"),
    ("serves", "serves", "people.plan.serves"),
    ("moves", "moves", "people.plan.moves"),
    ("cohorts", "cohorts", "people.plan.cohorts"),
    ("access", "access", "people.plan.access"),
    ("experience", "experience", "people.plan.experience"),
    ("outcomes", "outcomes", "people.plan.outcomes"),
    ("risks", "risks", "people.plan.risks"),
    ("lived_experience", "lived_experience", "people.plan.lived"),
    ("lived_source", "lived_source", "people.plan.lived_source"),
    ("figures_class", "figures_class", "people.plan.figures_class"),
    ("figures_on", "figures_on", "people.plan.figures_on"),
    ("figures", "figures", "people.plan.figures"),
    ("note", "note", "people.plan.note"),
];

/// Columns that hold lists.
const LISTS: [&str; 7] = ["measures", "places", "networks", "partners", "serves", "moves", "cohorts"];
/// Columns that hold a day.
const DAYS: [&str; 6] = ["report_on", "rag_on", "from_on", "until_on", "review_on", "figures_on"];
/// Columns of several lines.
const LONG: [&str; 8] =
    ["note", "rag_reason", "access", "experience", "outcomes", "risks", "lived_experience", "figures"];

/// The fields that may be changed.
pub(super) fn labels(kind: PlanKind) -> Labels {
    match kind {
        PlanKind::Part => PART,
        PlanKind::Commitment => COMMITMENT,
        PlanKind::Initiative => INITIATIVE,
    }
}

/// What readers call a column.
pub(super) fn label(kind: PlanKind, column: &str) -> String {
    let known = labels(kind).iter().find(|(_, name, _)| *name == column);
    known.map_or_else(|| column.to_owned(), |(_, _, key)| text(key).to_owned())
}

/// The name in the form of a column.
fn name_of(kind: PlanKind, column: &str) -> &str {
    labels(kind).iter().find(|(_, known, _)| *known == column).map_or(column, |(name, _, _)| name)
}

/// A stored list, one to a line.
pub(super) fn lines(stored: &str) -> String {
    serde_json::from_str::<Vec<String>>(stored).map_or_else(|_| stored.to_owned(), |list| list.join("\n"))
}

/// What was typed as a list: one to a line; or as it is stored, as a page about two edits has it.
fn list(typed: &str) -> String {
    let stored = serde_json::from_str::<Vec<String>>(typed.trim());
    let typed = || typed.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    serde_json::Value::from(stored.unwrap_or_else(|_| typed())).to_string()
}

/// The questions with what the record says.
pub(super) fn questions(organisations: &[OrganisationView], kind: PlanKind, fields: &PlanFields) -> Vec<Field> {
    let question = |(name, column, key): &(&'static str, &'static str, &'static str)| {
        let value = fields.get(*column).map(String::as_str).unwrap_or_default();
        let field = match *column {
            "organisation_id" => {
                Field::select(name, text(key), owners(organisations, value)).hint(text("people.plan.owner.hint"))
            }
            "stage" => Field::select(name, text(key), stages(fields)),
            "rag" => Field::select(name, text(key), with_none(words(Rag::ALL, Rag::as_str, Rag::label))),
            "way" => Field::select(name, text(key), words(Way::ALL, Way::as_str, Way::label)),
            "report" => Field::select(name, text(key), reports()),
            "figures_class" => Field::select(name, text(key), classes()),
            list if LISTS.contains(&list) => Field::new(name, text(key), Shape::Long).hint(text("people.plan.a_line")),
            "figures" => Field::new(name, text(key), Shape::Long).hint(text("people.plan.figures.hint")),
            long if LONG.contains(&long) => Field::new(name, text(key), Shape::Long),
            day if DAYS.contains(&day) => Field::new(name, text(key), Shape::Day),
            _ => Field::text(name, text(key)),
        };
        if LISTS.contains(column) { field.answered(&lines(value)) } else { field.answered(value) }
    };
    labels(kind).iter().map(question).collect()
}

/// The organisations that may answer for something. One that does already stays in the list whatever became of it, so that
/// an edit of something else does not take the record from it.
fn owners(organisations: &[OrganisationView], now: &str) -> Vec<Choice> {
    let mut choices: Vec<Choice> =
        organisations.iter().map(|body| Choice::new(body.id.as_str(), body.name.as_str())).collect();
    if !now.is_empty() && organisations.iter().all(|body| body.id != now) {
        choices.push(Choice::new(now, now));
    }
    choices.sort_by(|a, b| a.label.cmp(&b.label));
    [vec![Choice::new("", text("people.plan.nobody"))], choices].concat()
}

/// The stage it is at and those that can follow; every one for an initiative that is only begun.
fn stages(fields: &PlanFields) -> Vec<Choice> {
    let is_begun = fields.get("id").is_none_or(String::is_empty);
    let now = fields.get("stage").and_then(|stage| stage.parse::<Stage>().ok());
    let all = words(Stage::ALL, Stage::as_str, Stage::label);
    let Some(now) = now.filter(|_| !is_begun) else { return all };
    let can_be = |choice: &Choice| std::iter::once(&now).chain(now.next()).any(|stage| stage.as_str() == choice.value);
    all.into_iter().filter(can_be).collect()
}

fn words<T: Copy>(all: &[T], id: fn(T) -> &'static str, label: fn(T) -> &'static str) -> Vec<Choice> {
    all.iter().map(|one| Choice::new(id(*one), label(*one))).collect()
}

fn with_none(choices: Vec<Choice>) -> Vec<Choice> {
    [vec![Choice::new("", text("people.plan.none"))], choices].concat()
}

fn reports() -> Vec<Choice> {
    let words = [("", "people.plan.none"), ("done", "people.plan.done"), ("not-done", "people.plan.not_done")];
    words.map(|(value, key)| Choice::new(value, text(key))).into()
}

fn classes() -> Vec<Choice> {
    let words = [
        ("", "people.plan.none"),
        ("standard", "people.plan.class.standard"),
        ("sensitive", "people.plan.class.sensitive"),
    ];
    words.map(|(value, key)| Choice::new(value, text(key))).into()
}

/// The record with what was answered over it.
pub(super) fn record(kind: PlanKind, mut fields: PlanFields, answers: &Answers) -> Result<PlanRecord, Problem> {
    for (name, column, _) in labels(kind) {
        let typed = answers.get(name).replace("\r\n", "\n");
        let value = if LISTS.contains(column) { list(&typed) } else { typed.trim().to_owned() };
        fields.insert((*column).to_owned(), value);
    }
    let has = |column: &str| fields.get(column).is_some_and(|value| !value.is_empty());
    // What stands alone would be left out without a word.
    for (part, of, key) in
        [("rag_reason", "rag", "people.plan.wrong.rag"), ("figures", "figures_class", "people.plan.wrong.figures")]
    {
        if has(part) && !has(of) {
            return Err(Problem::of(FORM, name_of(kind, of), text(key)));
        }
    }
    PlanRecord::from_fields(kind, &fields).map_err(|error| {
        let column = error.column;
        if let Some(words) = Some(&fields).filter(|_| column == "figures").and_then(wrong_figures) {
            return Problem::of(FORM, name_of(kind, column), words);
        }
        let key = match column {
            "rag" => "people.plan.wrong.rag",
            "report" => "people.plan.wrong.report",
            "figures" => "people.plan.wrong.figures",
            "money_pounds" => "people.plan.wrong.money",
            day if DAYS.contains(&day) => "people.plan.wrong.day",
            _ => "people.plan.wrong",
        };
        Problem::of(FORM, name_of(kind, column), text(key))
    })
}

/// Which line of the figures cannot be read, and why; none where the class or the day is missing.
fn wrong_figures(fields: &PlanFields) -> Option<String> {
    let class = fields.get("figures_class")?.parse().ok()?;
    let on = parse_day(fields.get("figures_on")?).ok()?;
    ReachFigures::typed(class, on, fields.get("figures")?).err().map(|problem| problem.message)
}
