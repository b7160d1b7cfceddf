//! Fills an operations database with accounts, a grant each, and audit entries, so that backup and restore can be timed.
//!
//! `fill --database FILE-OR-postgres://... [--password-file FILE] [--accounts N] [--entries N]`

use std::error::Error;

use commonweal_operations::accounts::{AccountKind, AccountState, SignInWay};
use commonweal_operations::audit::{Action, COMMAND_LINE, Draft};
use commonweal_operations::grants::Grant;
use commonweal_operations::time_text::utc_day;
use commonweal_operations::{Role, Scope};
use commonweal_store::{Account, Database, OpenMode, Store, StoreAddress};
use jiff::Timestamp;

fn option(name: &str) -> Option<String> {
    let mut arguments = std::env::args().skip_while(|argument| argument != name);
    arguments.nth(1)
}

fn number(name: &str) -> Result<u64, Box<dyn Error>> {
    Ok(option(name).unwrap_or_else(|| "1000".to_owned()).parse()?)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let place = option("--database").ok_or("give --database FILE or --database postgres://...")?;
    let password = option("--password-file").map(std::fs::read_to_string).transpose()?;
    let password = password.map(|text| text.trim_end().to_owned());
    let address = if place.starts_with("postgres") {
        StoreAddress::postgres(&place, password)?
    } else {
        StoreAddress::file(place)
    };
    let (accounts, entries, now) = (number("--accounts")?, number("--entries")?, Timestamp::now());
    let store = Store::open(&address, Database::Operations, OpenMode::Create, now).await?;
    let run = now.as_microsecond();
    let mut act = store.begin(COMMAND_LINE, now).await?;
    for n in 0..accounts {
        let id = format!("fill-{run}-{n}");
        act.add_account(&Account {
            id: id.clone(),
            kind: AccountKind::Person,
            state: AccountState::Active,
            way: SignInWay::Local,
            user_name: format!("{id}@example.org"),
            display_name: format!("Made-up person {n}"),
            organisation: None,
            owner: None,
            purpose: None,
            expires_on: None,
            made_at: now,
        })
        .await?;
        act.add_grant(&Grant {
            id: format!("{id}-board"),
            account_id: id,
            role: Role::Board,
            scope: Scope::System,
            from: utc_day(now),
            until: None,
            ended_on: None,
            agreement_id: None,
            project: None,
            organisation: None,
        })
        .await?;
    }
    act.commit(Draft::new(now, COMMAND_LINE, Action::AccountInvited, "made-up accounts").rows(accounts)).await?;
    for first in (0..entries).step_by(5_000) {
        let drafts = (first..entries.min(first + 5_000))
            .map(|n| Draft::new(now, COMMAND_LINE, Action::PageViewed, format!("made-up page {n}")));
        store.begin(COMMAND_LINE, now).await?.commit_all(drafts.collect()).await?;
    }
    store.close().await;
    println!("accounts {accounts}, entries {entries}");
    Ok(())
}
