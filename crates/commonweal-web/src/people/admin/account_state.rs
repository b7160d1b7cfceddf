//! What can be done to an account beside editing it: suspend, resume, reset, a new key, end its sessions, end it.

use super::account::show;
use super::invite::shown_once;
use super::services::key_once;
use crate::people::answers::Filled;
use crate::people::asks::Person;
use crate::people::faults;
use crate::people::sheet::Problem;
use axum::extract::Path;
use axum::response::Response;
use commonweal_admin::{AccountView, DeskError, Whose};
use commonweal_indicator::{say, text};

/// `/admin/accounts/{id}/state`
pub(crate) async fn send(person: Person, Path(id): Path<String>, Filled(answers): Filled) -> Response {
    let desk = &person.ask.people.desk;
    let (by, version, why) = (person.by(), answers.version(), answers.trimmed("why"));
    let act = answers.get("act");
    let done = match act {
        "reset" => {
            return match desk.reset(by, &id, version).await {
                Ok(invitation) => shown_once(&invitation).show(person.shared()),
                Err(error) => failed(&person, &id, act, error).await,
            };
        }
        "key" => {
            return match desk.service_key(by, &id, version).await {
                Ok(key) => key_once(&id, &id, key.expose()).show(person.shared()),
                Err(error) => failed(&person, &id, act, error).await,
            };
        }
        "suspend" => desk.suspend(by, &id, version, why).await.map(state),
        "resume" => desk.resume(by, &id, version, why).await.map(state),
        "end" => desk.end_account(by, &id, version, why).await.map(state),
        "sessions" => {
            let ended = desk.end_sessions(by, &Whose::Account(id.clone())).await;
            ended.map(|ended| say("people.act.sessions.done", &[("ended", &ended.to_string())]))
        }
        _ => return faults::unreadable(person.shared()),
    };
    match done {
        Ok(notice) => show(&person, &id, None, Vec::new(), Some(notice)).await,
        Err(error) => failed(&person, &id, act, error).await,
    }
}

fn state(account: AccountView) -> String {
    say("people.act.done", &[("name", &account.name), ("state", account.state.label())])
}

async fn failed(person: &Person, id: &str, act: &str, error: DeskError) -> Response {
    let problems = match error {
        // There is nothing to choose between: the account is shown as it is now.
        DeskError::Conflict(_) => Ok(vec![Problem::whole(text("people.act.conflict"))]),
        other => faults::problems(act, other),
    };
    match problems {
        Ok(problems) => show(person, id, None, problems, None).await,
        Err(error) => faults::page(person.shared(), &error),
    }
}
