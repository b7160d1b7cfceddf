//! Who answers for which indicator, outcome or domain.

use super::{day_of, words};
use crate::people::answers::{Answers, Filled};
use crate::people::asks::Person;
use crate::people::faults;
use crate::people::sheet::{Field, FormView, Item, Problem, Section, Shape, Sheet, admin_crumbs};
use crate::people::when;
use axum::response::Response;
use commonweal_admin::{DeskError, NewOwner, OwnerView};
use commonweal_indicator::{say, text};
use commonweal_operations::ownership::SubjectKind;

/// `/admin/owners`
pub(crate) async fn page(person: Person) -> Response {
    show(&person, &Answers::default(), Vec::new(), None).await
}

async fn show(person: &Person, answers: &Answers, problems: Vec<Problem>, notice: Option<String>) -> Response {
    let owners = match person.ask.people.desk.owners().await {
        Ok(owners) => owners,
        Err(error) => return faults::page(person.shared(), &error),
    };
    let mut known = Section::headed(text("people.owners.known"));
    known.items = owners.iter().map(|owner| item(person, owner)).collect();
    if owners.is_empty() {
        known = known.line(text("people.owners.none"));
    }
    let kinds = words(SubjectKind::ALL, SubjectKind::as_str, SubjectKind::label);
    let form = FormView::post("owner", "/admin/owners", &person.token(), text("people.owners.button"))
        .hide("act", "set")
        .ask(Field::select("subject_kind", text("people.field.subject_kind"), kinds))
        .ask(Field::text("subject_id", text("people.field.subject")).hint(text("people.field.subject.hint")))
        .ask(
            Field::text("organisation", text("people.field.organisation")).hint(text("people.field.organisation.hint")),
        )
        .ask(Field::text("person", text("people.field.post")).hint(text("people.field.post.hint")))
        .ask(Field::new("from", text("people.field.from"), Shape::Day).hint(text("people.field.from.hint")))
        .ask(Field::new("until", text("people.field.until"), Shape::Day).hint(text("people.field.until.hint")));
    Sheet::headed(text("people.owners.title"))
        .below(admin_crumbs(&[]))
        .section(known)
        .section(Section::headed(text("people.owners.button")).form(form.filled(answers)))
        .problems(problems)
        .notice(notice)
        .show(person.shared())
}

fn item(person: &Person, owner: &OwnerView) -> Item {
    let mut lines = vec![owner.organisation.clone()];
    lines.extend(owner.person.clone());
    lines.push(say("people.grant.from", &[("day", &when::day(owner.from))]));
    lines.extend(owner.until.map(|until| say("people.grant.until", &[("day", &when::day(until))])));
    let title = format!("{}: {}", owner.subject_kind.label(), owner.subject_id);
    let form =
        FormView::post(&format!("end-{}", owner.id), "/admin/owners", &person.token(), text("people.owners.end"))
            .quiet()
            .about(title.as_str())
            .hide("act", "end")
            .hide("id", owner.id.as_str())
            .hide("version", owner.version.to_string())
            .ask(Field::text("why", text("people.field.why")));
    Item { title, href: None, lines, forms: if owner.holds { vec![form] } else { Vec::new() } }
}

fn owner_of(answers: &Answers) -> Result<NewOwner, Vec<Problem>> {
    let mut wrong = Vec::new();
    let kind = answers.trimmed("subject_kind").parse::<SubjectKind>();
    if let Err(error) = &kind {
        wrong.push(Problem::of("owner", "subject_kind", error.to_string()));
    }
    let from = day_of("owner", answers, "from", &mut wrong);
    let until = day_of("owner", answers, "until", &mut wrong);
    match kind {
        Ok(subject_kind) if wrong.is_empty() => Ok(NewOwner {
            subject_kind,
            subject_id: answers.trimmed("subject_id").to_owned(),
            organisation: answers.trimmed("organisation").to_owned(),
            person: answers.given("person"),
            from,
            until,
        }),
        _ => Err(wrong),
    }
}

/// A new owner, or the end of one.
pub(crate) async fn send(person: Person, Filled(answers): Filled) -> Response {
    let desk = &person.ask.people.desk;
    let by = person.by();
    let done = if answers.get("act") == "end" {
        desk.end_owner(by, answers.get("id"), answers.version(), answers.trimmed("why")).await
    } else {
        match owner_of(&answers) {
            Ok(new) => desk.set_owner(by, &new).await,
            Err(problems) => return show(&person, &answers, problems, None).await,
        }
    };
    let problems = match done {
        Ok(owner) => {
            let notice = say("people.saved", &[("what", &owner.subject_id)]);
            return show(&person, &Answers::default(), Vec::new(), Some(notice)).await;
        }
        Err(DeskError::Conflict(_)) => Ok(vec![Problem::whole(text("people.act.conflict"))]),
        Err(error) => faults::problems("owner", error),
    };
    match problems {
        Ok(problems) => show(&person, &answers, problems, None).await,
        Err(error) => faults::page(person.shared(), &error),
    }
}
