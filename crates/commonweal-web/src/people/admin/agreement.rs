//! One agreement: written down, changed, ended.

use super::agreements::crumbs;
use super::{day_of, needed_day, words};
use crate::people::answers::{Answers, Filled};
use crate::people::asks::Person;
use crate::people::sheet::{Field, FormView, Problem, Section, Shape, Sheet};
use crate::people::{conflict, faults, when};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use commonweal_admin::{AgreementForm, AgreementView, DeskError};
use commonweal_indicator::{say, text};
use commonweal_operations::Purpose;
use commonweal_operations::agreements::AgreementKind;
use jiff::civil::Date;

const LABELS: conflict::Labels = &[
    ("title", "title", "people.field.title"),
    ("kind", "kind", "people.field.kind"),
    ("parties", "parties", "people.field.parties"),
    ("purposes", "purposes", "people.field.purposes"),
    ("data_sets", "data_sets", "people.field.data_sets"),
    ("legal_basis", "legal_basis", "people.field.legal_basis"),
    ("agreed_on", "agreed_on", "people.field.agreed_on"),
    ("from", "from_on", "people.field.from"),
    ("until", "until_on", "people.field.until"),
    ("owner", "owner", "people.field.owner"),
    ("review_on", "review_on", "people.field.review_on"),
];

fn fields() -> Vec<Field> {
    let purposes = words(Purpose::ALL, Purpose::as_str, Purpose::label);
    let list = |name, key: &str| Field::new(name, text(key), Shape::Long);
    vec![
        Field::text("title", text("people.field.title")),
        Field::select(
            "kind",
            text("people.field.kind"),
            words(AgreementKind::ALL, AgreementKind::as_str, AgreementKind::label),
        ),
        list("parties", "people.field.parties").hint(text("people.field.parties.hint")),
        Field { choices: purposes, ..Field::new("purposes", text("people.field.purposes"), Shape::Boxes) },
        list("data_sets", "people.field.data_sets").hint(text("people.field.data_sets.hint")),
        list("legal_basis", "people.field.legal_basis"),
        Field::new("agreed_on", text("people.field.agreed_on"), Shape::Day).hint(text("people.field.agreed_on.hint")),
        Field::new("from", text("people.field.from"), Shape::Day),
        Field::new("until", text("people.field.until"), Shape::Day),
        Field::text("owner", text("people.field.owner")).hint(text("people.field.agreement_owner.hint")),
        Field::new("review_on", text("people.field.review_on"), Shape::Day),
    ]
}

/// `/admin/agreements/new`
pub(crate) async fn new(person: Person) -> Response {
    new_sheet(&person, &Answers::default(), Vec::new()).show(person.shared())
}

fn new_sheet(person: &Person, answers: &Answers, problems: Vec<Problem>) -> Sheet {
    let id = Field::text("id", text("people.field.agreement_id")).hint(text("people.field.agreement_id.hint"));
    let mut form = FormView::post("agreement", "/admin/agreements/new", &person.token(), text("people.save")).ask(id);
    form.fields.extend(fields());
    Sheet::headed(text("people.agreement.new"))
        .below(crumbs(person, true))
        .form(form.filled(answers))
        .problems(problems)
}

/// A new agreement.
pub(crate) async fn send_new(person: Person, Filled(answers): Filled) -> Response {
    let id = answers.trimmed("id").to_owned();
    let form = match form_of(&id, &answers) {
        Ok(form) => form,
        Err(problems) => return new_sheet(&person, &answers, problems).show(person.shared()),
    };
    match person.ask.people.desk.save_agreement(person.by(), &form, None).await {
        Ok(saved) => Redirect::to(&format!("/admin/agreements/{}", saved.form.id)).into_response(),
        Err(error) => match faults::problems("agreement", error) {
            Ok(problems) => new_sheet(&person, &answers, problems).show(person.shared()),
            Err(error) => faults::page(person.shared(), &error),
        },
    }
}

fn form_of(id: &str, answers: &Answers) -> Result<AgreementForm, Vec<Problem>> {
    let form = "agreement";
    let mut wrong = Vec::new();
    let kind = answers.trimmed("kind").parse::<AgreementKind>();
    if let Err(error) = &kind {
        wrong.push(Problem::of(form, "kind", error.to_string()));
    }
    let mut purposes = std::collections::BTreeSet::new();
    for word in answers.all("purposes") {
        match word.parse::<Purpose>() {
            Ok(purpose) => {
                purposes.insert(purpose);
            }
            Err(error) => wrong.push(Problem::of(form, "purposes", error.to_string())),
        }
    }
    let agreed_on = day_of(form, answers, "agreed_on", &mut wrong);
    let from = needed_day(form, answers, "from", &mut wrong);
    let until = needed_day(form, answers, "until", &mut wrong);
    let review_on = needed_day(form, answers, "review_on", &mut wrong);
    match kind {
        Ok(kind) if wrong.is_empty() => Ok(AgreementForm {
            id: id.to_owned(),
            kind,
            title: answers.trimmed("title").to_owned(),
            parties: answers.all("parties").into_iter().collect(),
            purposes,
            data_sets: answers.all("data_sets").into_iter().collect(),
            legal_basis: answers.trimmed("legal_basis").to_owned(),
            agreed_on,
            from,
            until,
            owner: answers.trimmed("owner").to_owned(),
            review_on,
        }),
        _ => Err(wrong),
    }
}

/// `/admin/agreements/{id}`
pub(crate) async fn page(person: Person, Path(id): Path<String>) -> Response {
    show(&person, &id, None, Vec::new(), None).await
}

async fn show(
    person: &Person,
    id: &str,
    answers: Option<&Answers>,
    problems: Vec<Problem>,
    notice: Option<String>,
) -> Response {
    let all = match person.ask.people.desk.agreements(person.by()).await {
        Ok(all) => all,
        Err(error) => return faults::page(person.shared(), &error),
    };
    let Some(known) = all.iter().find(|known| known.form.id == id) else {
        return faults::page(person.shared(), &DeskError::NotFound("agreement"));
    };
    let mut state = Section::default();
    state.facts.push((text("people.field.agreement_id").to_owned(), known.form.id.clone()));
    state.facts.push((text("people.field.state").to_owned(), known.state.label().to_owned()));
    state.facts.extend(known.ended_on.map(|day| (text("people.agreement.ended").to_owned(), when::day(day))));
    let mut sheet = Sheet::headed(known.form.title.as_str()).below(crumbs(person, true)).section(state);
    if known.ended_on.is_none() {
        let edit = edit(person, known, answers);
        let address = format!("/admin/agreements/{id}/end");
        let end = FormView::post("end", address, &person.token(), text("people.agreement.end"))
            .warning()
            .hide("version", known.version.to_string())
            .ask(Field::text("why", text("people.field.why")).hint(text("people.field.why.hint")));
        sheet = sheet.section(Section::headed(text("people.edit")).form(edit));
        sheet = sheet.section(Section::headed(text("people.agreement.end")).form(end));
    }
    sheet.problems(problems).notice(notice).show(person.shared())
}

fn edit(person: &Person, known: &AgreementView, answers: Option<&Answers>) -> FormView {
    let form = &known.form;
    let mut view =
        FormView::post("agreement", format!("/admin/agreements/{}", form.id), &person.token(), text("people.save"))
            .hide("version", known.version.to_string());
    view.fields = fields().into_iter().map(|field| fill(field, known)).collect();
    match answers {
        Some(answers) => view.filled(answers),
        None => view,
    }
}

fn fill(field: Field, known: &AgreementView) -> Field {
    let form = &known.form;
    let day = |date: Date| date.to_string();
    let value = match field.name {
        "title" => form.title.clone(),
        "kind" => form.kind.to_string(),
        "parties" => form.parties.iter().cloned().collect::<Vec<_>>().join("\n"),
        "purposes" => form.purposes.iter().map(|purpose| purpose.as_str()).collect::<Vec<_>>().join(","),
        "data_sets" => form.data_sets.iter().cloned().collect::<Vec<_>>().join("\n"),
        "legal_basis" => form.legal_basis.clone(),
        "agreed_on" => form.agreed_on.map(day).unwrap_or_default(),
        "from" => day(form.from),
        "until" => day(form.until),
        "owner" => form.owner.clone(),
        _ => day(form.review_on),
    };
    field.answered(&value)
}

/// A changed agreement.
pub(crate) async fn send(person: Person, Path(id): Path<String>, Filled(answers): Filled) -> Response {
    let form = match form_of(&id, &answers) {
        Ok(form) => form,
        Err(problems) => return show(&person, &id, Some(&answers), problems, None).await,
    };
    match person.ask.people.desk.save_agreement(person.by(), &form, Some(answers.version())).await {
        Ok(saved) => {
            let notice = say("people.saved", &[("what", &saved.form.title)]);
            show(&person, &id, None, Vec::new(), Some(notice)).await
        }
        Err(DeskError::Conflict(found)) => {
            let address = format!("/admin/agreements/{id}");
            conflict::page(&person, &found, &answers, LABELS, &address, crumbs(&person, true))
        }
        Err(error) => failed(&person, &id, "agreement", Some(&answers), error).await,
    }
}

async fn failed(person: &Person, id: &str, form: &str, answers: Option<&Answers>, error: DeskError) -> Response {
    match faults::problems(form, error) {
        Ok(problems) => show(person, id, answers, problems, None).await,
        Err(error) => faults::page(person.shared(), &error),
    }
}

/// `/admin/agreements/{id}/end`
pub(crate) async fn end(person: Person, Path(id): Path<String>, Filled(answers): Filled) -> Response {
    let why = answers.trimmed("why");
    match person.ask.people.desk.end_agreement(person.by(), &id, answers.version(), why).await {
        Ok(_) => Redirect::to(&format!("/admin/agreements/{id}")).into_response(),
        Err(DeskError::Conflict(_)) => {
            show(&person, &id, None, vec![Problem::whole(text("people.act.conflict"))], None).await
        }
        Err(error) => failed(&person, &id, "end", None, error).await,
    }
}
