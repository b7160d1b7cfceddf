//! `commonweal user`: who has an account, what each may do, and for how long.

use super::user_changes as changes;
use super::user_show as show;
use crate::arguments::{Format, Place};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use commonweal_operations::accounts::AccountState;
use commonweal_operations::{Purpose, Role, Scope};
use jiff::civil::Date;
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct User {
    #[command(subcommand)]
    action: UserAction,
}

#[derive(Subcommand)]
enum UserAction {
    /// Make an account and print its invitation code, once
    ///
    /// The first use in a workspace makes its databases and keys, and says so. The very first administrator can only be
    /// made here. The person opens /invitation on the site, types the code, and chooses a password and a second factor:
    /// nobody else ever knows either.
    #[command(after_help = "Examples:
  commonweal user add ada@example.org --name \"Ada Example\" --role administrator --scope system
  commonweal user add bola@example.org --name \"Bola Example\" --role analyst --scope project:falls \\
      --until 2027-03-31
  commonweal user add cara@example.org --name \"Cara Example\" --role care-coordinator \\
      --scope network:U12345 --agreement sharing-u12345")]
    Add {
        /// The address the person signs in with
        #[arg(value_name = "EMAIL")]
        email: String,
        /// The person's name, as colleagues know it
        #[arg(long, value_name = "NAME")]
        name: String,
        #[command(flatten)]
        grant: GrantArguments,
        #[command(flatten)]
        place: Place,
        /// Print account, code and its end as JSON
        #[arg(long)]
        json: bool,
    },
    /// List accounts, by address
    #[command(after_help = "Example:
  commonweal user list --state active --csv > accounts.csv")]
    List {
        /// Only those whose address or name has this in it
        #[arg(long, value_name = "TEXT")]
        like: Option<String>,
        /// Only those in this state
        #[arg(long, value_name = "STATE", value_parser = states())]
        state: Option<AccountState>,
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        format: Format,
    },
    /// Show one account: its state, its grants with their ids, its last sign-in
    Show {
        /// The account's address, or a service's name
        #[arg(value_name = "ACCOUNT")]
        account: String,
        #[command(flatten)]
        place: Place,
        /// Print as JSON
        #[arg(long)]
        json: bool,
    },
    /// Give an account one more role, for a scope and a time
    #[command(after_help = "Example:
  commonweal user grant ada@example.org --role ig-lead --scope system --until 2027-03-31")]
    Grant {
        /// The account's address
        #[arg(value_name = "EMAIL")]
        email: String,
        #[command(flatten)]
        grant: GrantArguments,
        #[command(flatten)]
        place: Place,
        /// Print the grant as JSON
        #[arg(long)]
        json: bool,
    },
    /// End a grant today; sessions that work under it end
    #[command(after_help = "Example:
  commonweal user end-grant ada@example.org 01HV --reason \"moved to another team\"")]
    EndGrant {
        /// The account's address
        #[arg(value_name = "EMAIL")]
        email: String,
        /// The grant's id, or enough of the beginning; `commonweal user show` lists them
        #[arg(value_name = "GRANT")]
        grant: String,
        #[command(flatten)]
        because: Because,
    },
    /// Keep somebody from signing in until further notice; their sessions end
    Suspend {
        /// The account's address, or a service's name
        #[arg(value_name = "ACCOUNT")]
        account: String,
        #[command(flatten)]
        because: Because,
    },
    /// Let a suspended account sign in again
    Resume {
        /// The account's address, or a service's name
        #[arg(value_name = "ACCOUNT")]
        account: String,
        #[command(flatten)]
        because: Because,
    },
    /// End an account for good: its sessions, grants, password and factor; what it did stays in the audit
    End {
        /// The account's address, or a service's name
        #[arg(value_name = "ACCOUNT")]
        account: String,
        #[command(flatten)]
        because: Because,
    },
    /// Print a new code for somebody who lost password or second factor
    ///
    /// The old password and the old factor are dead at once and all sessions end. The person types the code at /invitation.
    /// Make sure that it is the person who asks: whoever has the code has the account.
    Reset {
        /// The account's address
        #[arg(value_name = "EMAIL")]
        email: String,
        #[command(flatten)]
        place: Place,
        /// Print account, code and its end as JSON
        #[arg(long)]
        json: bool,
    },
    /// List the sessions of an account, or end sessions
    #[command(after_help = "Examples:
  commonweal user sessions ada@example.org
  commonweal user sessions ada@example.org --end
  commonweal user sessions --end-all      (everybody signs in again)")]
    Sessions {
        /// The account's address
        #[arg(value_name = "EMAIL", required_unless_present = "end_all")]
        email: Option<String>,
        /// End all sessions of this account
        #[arg(long, conflicts_with = "end_all")]
        end: bool,
        /// End every session of everybody
        #[arg(long, conflicts_with = "email")]
        end_all: bool,
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        format: Format,
    },
    /// Make an account for a program, with one role, one purpose and an end, and print its key, once
    #[command(after_help = "Example:
  commonweal user service-add power-bi --owner ada@example.org --role api-reader --scope system \\
      --purpose public-information --until 2027-09-30")]
    ServiceAdd {
        /// The program's name: small letters, digits and hyphens
        #[arg(value_name = "NAME")]
        name: String,
        /// The address of the person who answers for it
        #[arg(long, value_name = "EMAIL")]
        owner: String,
        /// The one thing it may be used for
        #[arg(long, value_name = "PURPOSE", value_parser = purposes())]
        purpose: Purpose,
        /// The last day it works, at most 366 days away
        #[arg(long, value_name = "DATE")]
        until: Date,
        /// What it may do
        #[arg(long, value_name = "ROLE", value_parser = roles())]
        role: Role,
        /// About whom: system, place:CODE, network:CODE, practice:CODE, project:NAME, group:NAME or own
        #[arg(long, value_name = "SCOPE")]
        scope: Scope,
        /// The project it works on [default: the scope's]
        #[arg(long, value_name = "PROJECT")]
        project: Option<String>,
        /// The organisation it works for
        #[arg(long, value_name = "ID")]
        organisation: Option<String>,
        #[command(flatten)]
        place: Place,
        /// Print account and key as JSON
        #[arg(long)]
        json: bool,
    },
    /// Print a new key for a program's account; the old one stops working
    ServiceKey {
        /// The program's name
        #[arg(value_name = "NAME")]
        name: String,
        #[command(flatten)]
        place: Place,
        /// Print account and key as JSON
        #[arg(long)]
        json: bool,
    },
}

/// A role, for whom and for how long.
#[derive(Args)]
pub(crate) struct GrantArguments {
    /// What the person may do
    #[arg(long, value_name = "ROLE", value_parser = roles())]
    pub(crate) role: Role,
    /// About whom: system, place:CODE, network:CODE, practice:CODE, project:NAME, group:NAME or own
    #[arg(long, value_name = "SCOPE")]
    pub(crate) scope: Scope,
    /// The project worked on [default: the scope's]
    #[arg(long, value_name = "PROJECT")]
    pub(crate) project: Option<String>,
    /// The agreement it rests on; a care coordinator needs one that is in force
    #[arg(long, value_name = "ID")]
    pub(crate) agreement: Option<String>,
    /// The first day, in UTC [default: today]
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<Date>,
    /// The last day, in UTC [default: none; an analyst needs one]
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<Date>,
    /// The organisation the person works for
    #[arg(long, value_name = "ID")]
    pub(crate) organisation: Option<String>,
}

/// Why something ends, and where.
#[derive(Args)]
pub(crate) struct Because {
    /// Why, in a few words; the audit keeps it, so name no patient
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
    #[command(flatten)]
    pub(crate) place: Place,
}

/// The roles that somebody can be given, each a possible value.
fn roles() -> impl TypedValueParser<Value = Role> {
    let granted = Role::ALL.iter().filter(|role| role.is_granted()).map(|role| role.as_str());
    PossibleValuesParser::new(granted).try_map(|word| word.parse::<Role>())
}

/// The states an account can be in, each a possible value.
fn states() -> impl TypedValueParser<Value = AccountState> {
    PossibleValuesParser::new(AccountState::ALL.iter().map(|state| state.as_str()))
        .try_map(|word| word.parse::<AccountState>())
}

/// The purposes, each a possible value.
fn purposes() -> impl TypedValueParser<Value = Purpose> {
    PossibleValuesParser::new(Purpose::ALL.iter().map(|purpose| purpose.as_str()))
        .try_map(|word| word.parse::<Purpose>())
}

pub(crate) fn run(arguments: &User) -> anyhow::Result<ExitCode> {
    match &arguments.action {
        UserAction::Add { email, name, grant, place, json } => changes::add(email, name, grant, place, *json)?,
        UserAction::List { like, state, place, format } => {
            show::list(like.as_deref(), *state, place, format)?;
        }
        UserAction::Show { account, place, json } => show::one(account, place, *json)?,
        UserAction::Grant { email, grant, place, json } => changes::grant(email, grant, place, *json)?,
        UserAction::EndGrant { email, grant, because } => changes::end_grant(email, grant, because)?,
        UserAction::Suspend { account, because } => changes::suspend(account, because)?,
        UserAction::Resume { account, because } => changes::resume(account, because)?,
        UserAction::End { account, because } => changes::end(account, because)?,
        UserAction::Reset { email, place, json } => changes::reset(email, place, *json)?,
        UserAction::Sessions { email, end, place, format, .. } => match email {
            Some(email) if *end => changes::end_sessions(Some(email), place)?,
            Some(email) => show::sessions(email, place, format)?,
            None => changes::end_sessions(None, place)?,
        },
        UserAction::ServiceAdd { name, owner, purpose, until, role, scope, project, organisation, place, json } => {
            let service = commonweal_admin::NewService {
                name: name.clone(),
                owner: owner.clone(),
                role: *role,
                scope: scope.clone(),
                purpose: *purpose,
                until: *until,
                organisation: organisation.clone(),
                project: project.clone(),
            };
            changes::service_add(&service, place, *json)?;
        }
        UserAction::ServiceKey { name, place, json } => changes::service_key(name, place, *json)?,
    }
    Ok(ExitCode::SUCCESS)
}
