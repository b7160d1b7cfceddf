//! One release: how it stands, the report of its audit, its history, and what the visitor may do with it.

use super::{Failure, address, crumbs, done, is_made, may_withdraw, named, report};
use crate::people::answers::Answers;
use crate::people::asks::Person;
use crate::people::sheet::{Field, FormView, Item, Problem, Section, Shape, Sheet};
use crate::people::when;
use crate::view::Link;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use commonweal_app::AppError;
use commonweal_app::proposals::{self, AuditReport, ProposalError, ReleaseStep, ReleaseView};
use commonweal_indicator::{say, text};
use commonweal_operations::releases::{ReleaseHow, ReleaseState};
use std::io::ErrorKind;

/// `/releases/{id}`
pub(crate) async fn page(person: Person, Path(id): Path<String>) -> Response {
    show(&person, &id, None, Vec::new(), None).await
}

/// What there is of a release.
struct Found {
    view: ReleaseView,
    /// The report, or the words for why there is none.
    report: Result<AuditReport, &'static str>,
    steps: Vec<ReleaseStep>,
}

/// The page of a release, with what was typed and what is wrong with it.
pub(super) async fn show(
    person: &Person,
    id: &str,
    answers: Option<&Answers>,
    problems: Vec<Problem>,
    notice: Option<String>,
) -> Response {
    match read(person, id).await {
        Ok(found) => sheet(person, &found, answers).problems(problems).notice(notice).show(person.shared()),
        Err(failure) => failure.page(person),
    }
}

/// The page of a release that somebody else acted on meanwhile: how it stands now, who did it, and what was typed.
pub(super) async fn show_conflict(person: &Person, id: &str, by: Option<&str>, typed: &str) -> Response {
    match read(person, id).await {
        Ok(found) => {
            let by = by.unwrap_or(text("people.conflict.somebody"));
            let places = [("by", by), ("state", found.view.state.label()), ("typed", typed)];
            let problem = Problem::whole(say("releases.conflict", &places));
            let page = sheet(person, &found, None).problems(vec![problem]);
            page.answer(person.shared(), StatusCode::CONFLICT)
        }
        Err(failure) => failure.page(person),
    }
}

async fn read(person: &Person, id: &str) -> Result<Found, Failure> {
    let id = id.to_owned();
    done(person, async move |desk, by, workspace| {
        let view = proposals::one(desk, by, workspace, &id).await?;
        if view.how == ReleaseHow::Automatic {
            return Ok(Found { view, report: Err(text("releases.automatic")), steps: Vec::new() });
        }
        let steps = proposals::history(desk, by, workspace, &id).await?;
        let report = match proposals::report(desk, by, workspace, &id).await {
            Ok(found) => Ok(found.report),
            // Whoever checks it can still give it back.
            Err(ProposalError::App(AppError::Refused(_) | AppError::Tampered { .. })) => Err(text("releases.tampered")),
            Err(ProposalError::App(AppError::File { source, .. })) if source.kind() == ErrorKind::NotFound => {
                Err(text("releases.gone"))
            }
            Err(error) if error.is_shut() => Err(text("releases.shut")),
            Err(error) => return Err(error),
        };
        Ok(Found { view, report, steps })
    })
    .await
}

fn sheet(person: &Person, found: &Found, answers: Option<&Answers>) -> Sheet {
    let view = &found.view;
    let mut sheet = Sheet::headed(heading(person, view)).below(crumbs());
    if view.state == ReleaseState::Proposed && !view.may_check {
        let mine = view.proposed_by.as_deref() == Some(person.visitor.user.as_str());
        sheet = sheet.lead(text(if mine { "releases.own" } else { "releases.not_yours" }));
    }
    let report = match &found.report {
        Ok(report) => Some(report),
        Err(why) => {
            sheet = sheet.lead(*why);
            None
        }
    };
    sheet = sheet.section(Section { facts: facts(view, report), ..Section::default() });
    if let Some(forms) = forms(person, view, report, answers) {
        sheet = sheet.section(forms);
    }
    if let Some(report) = report {
        let figures = Link::new(text("releases.figures.link"), format!("{}/figures", address(&view.id)));
        let section = Section::headed(text("releases.figures")).line(text("releases.figures.about"));
        sheet = sheet.section(Section { links: vec![figures], ..section });
        for section in report::sections(&person.ask.app.site, report) {
            sheet = sheet.section(section);
        }
    }
    if found.steps.is_empty() { sheet } else { sheet.section(history(&found.steps)) }
}

fn heading(person: &Person, view: &ReleaseView) -> String {
    named(
        match view.state {
            ReleaseState::Proposed => "releases.heading.proposed",
            ReleaseState::Returned => "releases.heading.returned",
            ReleaseState::Withdrawn if view.is_current => "releases.heading.withdrawn.later",
            ReleaseState::Withdrawn => "releases.heading.withdrawn",
            ReleaseState::Released if view.is_current => "releases.heading.current",
            ReleaseState::Released if is_made(person, view) => "releases.heading.released",
            ReleaseState::Released => "releases.heading.approved",
        },
        view,
    )
}

fn facts(view: &ReleaseView, audit: Option<&AuditReport>) -> Vec<(String, String)> {
    let fact = |key: &str, value: String| (text(key).to_owned(), value);
    let by_at =
        |by: &str, at: jiff::Timestamp| say("releases.by_at", &[("by", by), ("at", when::instant(at).as_str())]);
    let program = text("releases.program");
    let proposed = match view.how {
        ReleaseHow::Automatic => program,
        ReleaseHow::Checked => view.proposed_by.as_deref().unwrap_or(program),
    };
    let mut facts = vec![
        fact("people.field.state", view.state.label().to_owned()),
        fact("releases.column.proposed", by_at(proposed, view.proposed_at)),
    ];
    if let (Some(by), Some(at)) = (&view.checked_by, view.checked_at) {
        facts.push(fact("releases.column.checked", by_at(by, at)));
    }
    if let (Some(by), Some(at)) = (&view.withdrawn_by, view.withdrawn_at) {
        facts.push(fact("releases.withdrawn", by_at(by, at)));
    }
    for (key, words) in [("releases.remark", &view.remark), ("releases.reason", &view.reason)] {
        if !words.is_empty() {
            facts.push(fact(key, words.clone()));
        }
    }
    facts.extend(view.project.clone().map(|project| fact("people.field.project", project)));
    if let Some(audit) = audit {
        facts.push(fact("releases.dates", audit.data_dates.join(", ")));
        facts.push(fact("releases.snapshot", audit.snapshot.chars().take(16).collect()));
    }
    facts.push(fact("releases.seal", view.seal.chars().take(16).collect()));
    facts
}

/// What the visitor may do now. Figures that an attacker reads something from are not approved by anybody.
fn forms(
    person: &Person,
    view: &ReleaseView,
    audit: Option<&AuditReport>,
    answers: Option<&Answers>,
) -> Option<Section> {
    let token = person.token();
    let form = |name: &str, button: &str| {
        FormView::post(name, format!("{}/{name}", address(&view.id)), &token, text(button))
            .hide("version", view.version.to_string())
    };
    let typed = |form: FormView| match answers {
        Some(answers) if form.fields.iter().any(|field| answers.given(field.name).is_some()) => form.filled(answers),
        _ => form,
    };
    let mut section = Section::headed(text("releases.acts"));
    if view.may_check {
        section = match audit.map(AuditReport::stands_open) {
            // What cannot be read cannot be checked.
            None => section,
            Some(Some(why)) => section.line(say("releases.attack.open", &[("why", why.as_str())])),
            Some(None) => {
                let remark =
                    Field::new("remark", text("releases.remark"), Shape::Long).hint(text("releases.remark.hint"));
                section.form(typed(form("approve", "releases.approve").ask(remark)))
            }
        };
        let reason = Field::new("reason", text("releases.reason"), Shape::Long).hint(text("releases.return.hint"));
        section = section.form(typed(form("return", "releases.return").quiet().ask(reason)));
    }
    let takes_back = may_withdraw(person, view);
    if takes_back {
        let href = format!("{}/withdraw", address(&view.id));
        section.links.push(Link::new(text("releases.withdraw"), href));
    }
    (view.may_check || takes_back).then_some(section)
}

fn history(steps: &[ReleaseStep]) -> Section {
    let item = |step: &ReleaseStep| {
        let at = when::instant(step.at);
        let places = [("state", step.state.label()), ("by", step.by.as_str()), ("at", at.as_str())];
        let lines = if step.words.is_empty() { Vec::new() } else { vec![step.words.clone()] };
        Item { title: say("releases.step", &places), href: None, lines, forms: Vec::new() }
    };
    Section { items: steps.iter().map(item).collect(), ..Section::headed(text("releases.history")) }
}
