//! From an invitation, or a reset, to an account that works: the code, a password, an app that makes codes, and the
//! recovery codes, which are shown once.

use crate::people::answers::{Answers, OpenFilled};
use crate::people::asks::Ask;
use crate::people::cookies::Kind;
use crate::people::faults;
use crate::people::sheet::{Field, FormView, Problem, Section, Shape, Sheet};
use crate::view::Link;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use commonweal_admin::{Enrol, Finish, Invited};
use commonweal_indicator::{say, text};

/// `/invitation`
pub(crate) async fn page(ask: Ask) -> Response {
    opening(&ask, &Answers::default()).show(&ask.app)
}

fn opening(ask: &Ask, answers: &Answers) -> Sheet {
    let field = Field::text("code", text("people.field.invitation")).hint(text("people.field.invitation.hint"));
    let form = FormView::post("invitation", "/invitation", &ask.open_token(), text("people.go_on")).ask(field);
    Sheet::headed(text("people.invitation.title")).lead(text("people.invitation.about")).form(form.filled(answers))
}

/// The code.
pub(crate) async fn send(ask: Ask, OpenFilled(answers): OpenFilled) -> Response {
    if let Some(wait) = ask.attempt() {
        return wait;
    }
    match ask.people.desk.open_invitation(answers.trimmed("code"), &ask.asking).await {
        Ok(Some(invited)) => {
            let answer = choosing(&ask, Some(&invited)).show(&ask.app);
            ask.give(answer, Kind::Step, invited.pending.expose())
        }
        Ok(None) => {
            let problem = Problem::of("invitation", "code", text("people.invitation.wrong"));
            opening(&ask, &answers).problems(vec![problem]).show(&ask.app)
        }
        Err(error) => faults::page(&ask.app, &error),
    }
}

fn to_the_beginning() -> Response {
    Redirect::to("/invitation").into_response()
}

/// `/invitation/password`
pub(crate) async fn password(ask: Ask) -> Response {
    if ask.jar.get(Kind::Step).is_none() { to_the_beginning() } else { choosing(&ask, None).show(&ask.app) }
}

fn choosing(ask: &Ask, invited: Option<&Invited>) -> Sheet {
    let mut sheet = Sheet::headed(text("people.invitation.password"));
    let mut form = FormView::post("password", "/invitation/password", &ask.open_token(), text("people.go_on"));
    if let Some(invited) = invited {
        sheet = sheet.lead(say("people.invitation.hello", &[("name", &invited.name), ("user", &invited.user)]));
        // For the browser's own store of passwords.
        form =
            form.ask(Field::text("user", text("people.field.user")).autocomplete("username").answered(&invited.user));
    }
    let new = Field::new("password", text("people.field.new_password"), Shape::Password)
        .hint(text("people.field.new_password.hint"))
        .autocomplete("new-password");
    let again = Field::new("again", text("people.field.again"), Shape::Password).autocomplete("new-password");
    if ask.people.desk.has_local() {
        sheet = sheet.form(form.ask(new).ask(again));
    }
    if ask.people.desk.has_oidc() {
        let button = text("people.sign_in.provider.button");
        let form =
            FormView::post("provider", "/sign-in/oidc", &ask.open_token(), button).quiet().hide("invitation", "yes");
        sheet = sheet.section(Section::headed(text("people.sign_in.provider")).form(form));
    }
    sheet
}

/// The password.
pub(crate) async fn send_password(ask: Ask, OpenFilled(answers): OpenFilled) -> Response {
    if let Some(wait) = ask.attempt() {
        return wait;
    }
    let Some(pending) = ask.jar.get(Kind::Step) else { return to_the_beginning() };
    if answers.get("password") != answers.get("again") {
        let problem = Problem::of("password", "again", text("people.password.differ"));
        return choosing(&ask, None).problems(vec![problem]).show(&ask.app);
    }
    match ask.people.desk.set_password(pending, answers.get("password")).await {
        Ok(enrol) => adding(&ask, Some(&enrol)).show(&ask.app),
        Err(error) => match faults::problems("password", error) {
            Ok(problems) => {
                let problems = problems.into_iter().map(|p| Problem::of("password", "password", p.words)).collect();
                choosing(&ask, None).problems(problems).show(&ask.app)
            }
            Err(error) => faults::page(&ask.app, &error),
        },
    }
}

/// `/invitation/factor`
pub(crate) async fn factor(ask: Ask) -> Response {
    if ask.jar.get(Kind::Step).is_none() { to_the_beginning() } else { adding(&ask, None).show(&ask.app) }
}

/// The picture and the key of the app are shown on the way here and not again: whoever comes back types the code of the
/// app that has them, or begins anew.
fn adding(ask: &Ask, enrol: Option<&Enrol>) -> Sheet {
    let mut sheet = Sheet::headed(text("people.factor.title")).lead(text("people.factor.about"));
    match enrol {
        Some(enrol) => sheet = sheet.section(picture(enrol)),
        None => sheet = sheet.lead(text("people.factor.shown_before")),
    }
    let links = vec![Link::new(text("people.factor.anew"), "/invitation")];
    sheet.form(factor_form("/invitation/factor", &ask.open_token())).section(Section { links, ..Section::default() })
}

/// What the app has to be told.
pub(super) fn picture(enrol: &Enrol) -> Section {
    Section {
        picture: Some(enrol.qr_svg.clone()),
        codes: vec![enrol.secret_text.clone()],
        ..Section::headed(text("people.factor.scan")).line(text("people.factor.key"))
    }
}

/// Where the first code of the app goes.
pub(super) fn factor_form(action: &str, token: &str) -> FormView {
    let field = Field::new("code", text("people.field.code"), Shape::Code)
        .hint(text("people.field.code.hint"))
        .autocomplete("one-time-code");
    FormView::post("factor", action, token, text("people.go_on")).ask(field)
}

/// The first code of the app.
pub(crate) async fn send_factor(ask: Ask, OpenFilled(answers): OpenFilled) -> Response {
    if let Some(wait) = ask.attempt() {
        return wait;
    }
    let Some(pending) = ask.jar.get(Kind::Step) else { return to_the_beginning() };
    let digits: String = answers.get("code").chars().filter(|c| !c.is_whitespace()).collect();
    match ask.people.desk.finish_invitation(pending, &digits, &ask.asking).await {
        Ok(Finish::Done { recovery_codes }) => {
            let link = Link::new(text("people.sign_in.title"), "/sign-in");
            ask.take(recovery_codes_once(recovery_codes, link).show(&ask.app), Kind::Step)
        }
        Ok(Finish::Wrong) => {
            let problem = Problem::of("factor", "code", text("people.code.wrong"));
            adding(&ask, None).problems(vec![problem]).show(&ask.app)
        }
        Ok(Finish::Over) => {
            let links = vec![Link::new(text("people.factor.anew"), "/invitation")];
            let sheet = Sheet::headed(text("people.code.over")).lead(text("people.invitation.over"));
            let answer = sheet.section(Section { links, ..Section::default() });
            ask.take(answer.answer(&ask.app, StatusCode::BAD_REQUEST), Kind::Step)
        }
        Err(error) => faults::page(&ask.app, &error),
    }
}

/// Codes that are shown once.
pub(super) fn recovery_codes_once(codes: Vec<String>, on: Link) -> Sheet {
    let section = Section { codes, links: vec![on], ..Section::headed(text("people.recovery.codes")) };
    Sheet::headed(text("people.recovery.keep")).lead(text("people.recovery.keep.about")).section(section)
}
