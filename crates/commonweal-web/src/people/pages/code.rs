//! The second step of signing in: a code of an app, or one of the recovery codes.

use crate::people::answers::OpenFilled;
use crate::people::asks::Ask;
use crate::people::cookies::Kind;
use crate::people::faults;
use crate::people::sheet::{Field, FormView, Problem, Section, Shape, Sheet};
use crate::view::Link;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use commonweal_admin::{Factor, Proof, SignedIn};
use commonweal_indicator::{say, text};

/// `/sign-in/code`
pub(crate) async fn page(ask: Ask) -> Response {
    if ask.jar.get(Kind::Step).is_none() { to_the_beginning() } else { by_app(&ask).show(&ask.app) }
}

/// `/sign-in/recovery`
pub(crate) async fn recovery(ask: Ask) -> Response {
    if ask.jar.get(Kind::Step).is_none() { to_the_beginning() } else { by_recovery(&ask).show(&ask.app) }
}

fn to_the_beginning() -> Response {
    Redirect::to("/sign-in").into_response()
}

fn by_app(ask: &Ask) -> Sheet {
    let field = Field::new("code", text("people.field.code"), Shape::Code)
        .hint(text("people.field.code.hint"))
        .autocomplete("one-time-code");
    let form = FormView::post("code", "/sign-in/code", &ask.open_token(), text("people.go_on")).ask(field);
    let links = vec![
        Link::new(text("people.code.lost"), "/sign-in/recovery"),
        Link::new(text("people.sign_in.again"), "/sign-in"),
    ];
    Sheet::headed(text("people.code.title")).form(form).section(Section { links, ..Section::default() })
}

fn by_recovery(ask: &Ask) -> Sheet {
    let field = Field::text("code", text("people.field.recovery")).hint(text("people.field.recovery.hint"));
    let form = FormView::post("code", "/sign-in/recovery", &ask.open_token(), text("people.go_on")).ask(field);
    let links = vec![Link::new(text("people.code.title"), "/sign-in/code")];
    Sheet::headed(text("people.recovery.title"))
        .lead(text("people.recovery.about"))
        .form(form)
        .section(Section { links, ..Section::default() })
}

/// The code of an app.
pub(crate) async fn send(ask: Ask, OpenFilled(answers): OpenFilled) -> Response {
    let digits: String = answers.get("code").chars().filter(|c| !c.is_whitespace()).collect();
    check(&ask, Proof::Code(&digits), by_app, "people.code.wrong").await
}

/// A recovery code.
pub(crate) async fn send_recovery(ask: Ask, OpenFilled(answers): OpenFilled) -> Response {
    check(&ask, Proof::Recovery(answers.trimmed("code")), by_recovery, "people.recovery.wrong").await
}

async fn check(ask: &Ask, proof: Proof<'_>, sheet: fn(&Ask) -> Sheet, wrong: &str) -> Response {
    if let Some(wait) = ask.attempt() {
        return wait;
    }
    let Some(pending) = ask.jar.get(Kind::Step) else { return to_the_beginning() };
    let is_recovery = matches!(proof, Proof::Recovery(_));
    match ask.people.desk.second_factor(pending, proof, &ask.asking).await {
        Ok(Factor::In(signed_in)) => {
            ask.people.metrics.sign_in("in");
            let answer = if is_recovery { codes_left(ask, &signed_in) } else { on().into_response() };
            entered(ask, answer, &signed_in)
        }
        Ok(Factor::Wrong) => {
            ask.people.metrics.sign_in("refused");
            sheet(ask).problems(vec![Problem::of("code", "code", text(wrong))]).show(&ask.app)
        }
        Ok(Factor::Wait { until }) => {
            ask.people.metrics.sign_in("waits");
            sheet(ask).problems(vec![faults::wait(until)]).answer(&ask.app, StatusCode::TOO_MANY_REQUESTS)
        }
        Ok(Factor::Over) => {
            let links = vec![Link::new(text("people.sign_in.again"), "/sign-in")];
            let over = Sheet::headed(text("people.code.over")).lead(text("people.code.over.about"));
            let answer =
                over.section(Section { links, ..Section::default() }).answer(&ask.app, StatusCode::BAD_REQUEST);
            ask.take(answer, Kind::Step)
        }
        Err(error) => faults::page(&ask.app, &error),
    }
}

fn on() -> Redirect {
    Redirect::to("/sign-in/purpose")
}

/// Gives the session to the browser.
pub(super) fn entered(ask: &Ask, response: Response, signed_in: &SignedIn) -> Response {
    let response = ask.give(response, Kind::Session, signed_in.cookie.expose());
    ask.take(response, Kind::Step)
}

/// Each recovery code works once: whoever used one is told how many are left.
fn codes_left(ask: &Ask, signed_in: &SignedIn) -> Response {
    let left = signed_in.recovery_left.to_string();
    let links = vec![
        Link::new(text("people.purpose.title"), "/sign-in/purpose"),
        Link::new(text("people.account.title"), "/account"),
    ];
    Sheet::headed(say("people.recovery.left", &[("left", &left)]))
        .lead(text("people.recovery.left.about"))
        .section(Section { links, ..Section::default() })
        .show(&ask.app)
}
