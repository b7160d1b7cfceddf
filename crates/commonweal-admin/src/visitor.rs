//! Who asks: a visitor signed in, a service with its key, or whoever types at the machine.

use crate::desk::Desk;
use crate::error::DeskError;
use commonweal_identity::Secret;
use commonweal_operations::access::{self, Acting, Decision, Rule, Work};
use commonweal_operations::accounts::AccountKind;
use commonweal_operations::audit::{self, Action, Draft};
use commonweal_operations::{Level, Purpose, Role, Scope};
use jiff::Timestamp;
use std::net::IpAddr;

/// One request of the web or one command, for the audit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// Its id, which log lines carry too.
    pub id: String,
    /// Where it came from.
    pub address: Option<IpAddr>,
    /// The browser, as it names itself.
    pub agent: String,
}

impl Request {
    /// A request with this id and nothing else known.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), ..Self::default() }
    }
}

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Id of the account.
    pub account: String,
    /// User name.
    pub user: String,
    /// Name for people.
    pub name: String,
    /// A person or a service.
    pub kind: AccountKind,
    /// Whether a second factor was given.
    pub second_factor: bool,
    /// Id of the session's record; a service has none.
    pub session: Option<String>,
    /// What the session works as, once chosen.
    pub working: Option<Working>,
    /// When the session ends.
    pub ends: SessionEnds,
    /// What each form must carry.
    pub csrf: Secret,
    /// The request that this is for.
    pub request: Request,
}

/// What a session works as: one grant, one purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Working {
    /// Id of the grant.
    pub grant: String,
    /// Its role.
    pub role: Role,
    /// Where it holds.
    pub scope: Scope,
    /// The one purpose.
    pub purpose: Purpose,
    /// Id of the organisation it is for.
    pub organisation: Option<String>,
    /// The agreement it rests on.
    pub agreement: Option<String>,
    /// The project it is for.
    pub project: Option<String>,
}

/// When a session ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionEnds {
    /// At this time, unless something is asked before.
    pub at: Timestamp,
    /// Whether that is two minutes away or less.
    pub is_warning: bool,
    /// Whether asking for more time gives more: not where the longest time ends it.
    pub can_be_extended: bool,
}

impl Visitor {
    /// What the access rules judge.
    pub fn acting(&self) -> Acting {
        Acting {
            account_id: self.account.clone(),
            kind: self.kind,
            second_factor: self.second_factor,
            work: self.working.as_ref().map(|working| Work {
                grant_id: working.grant.clone(),
                role: working.role,
                purpose: working.purpose,
                scope: working.scope.clone(),
                organisation: working.organisation.clone(),
            }),
        }
    }

    /// Whether a form carried this session's token; takes as long for any wrong one.
    pub fn is_csrf(&self, given: &str) -> bool {
        let ours = self.csrf.expose().as_bytes();
        let given = given.as_bytes();
        ours.len() == given.len() && ours.iter().zip(given).fold(0, |seen, (a, b)| seen | (a ^ b)) == 0
    }

    /// An entry of the audit by this visitor.
    pub(crate) fn draft(&self, now: Timestamp, action: Action, object: impl Into<String>) -> Draft {
        let draft = Draft::new(now, self.account.clone(), action, object).request(self.request.id.clone());
        match &self.working {
            Some(working) => draft.as_role(working.role, working.purpose, working.organisation.clone()),
            None => draft,
        }
    }
}

/// Who does an act of administration.
#[derive(Debug, Clone, Copy)]
pub enum By<'a> {
    /// Somebody signed in, working under a purpose.
    Visitor(&'a Visitor),
    /// Whoever types at the machine: who can read the databases and keys needs no account.
    CommandLine {
        /// The name they are logged in with there.
        login: &'a str,
        /// The command.
        request: &'a Request,
    },
}

/// Running the installation.
pub(crate) const OPERATION: Rule = Rule::needs(&[Role::Administrator], &[Purpose::Operation], Level::None);
/// Agreements and legal bases: those who run it write them down, those who answer for them may too.
pub(crate) const AGREEMENTS: Rule = Rule::needs(
    &[Role::Administrator, Role::IgLead, Role::CaldicottGuardian],
    &[Purpose::Operation, Purpose::Approvals],
    Level::None,
);
/// Reading the audit.
pub(crate) const AUDIT: Rule = Rule::needs(&[Role::IgLead, Role::CaldicottGuardian], &[Purpose::Audit], Level::Audit);

impl By<'_> {
    /// The actor of the audit.
    pub(crate) fn actor(&self) -> String {
        match self {
            Self::Visitor(visitor) => visitor.account.clone(),
            Self::CommandLine { .. } => audit::COMMAND_LINE.to_owned(),
        }
    }

    /// An entry by whoever this is.
    pub(crate) fn draft(&self, now: Timestamp, action: Action, object: impl Into<String>) -> Draft {
        match self {
            Self::Visitor(visitor) => visitor.draft(now, action, object),
            Self::CommandLine { login, request } => Draft::new(now, audit::COMMAND_LINE, action, object)
                .because(format!("login {login}"))
                .request(request.id.clone()),
        }
    }

    /// As `draft`, with the reason that was given for the act.
    pub(crate) fn draft_because(&self, now: Timestamp, action: Action, object: impl Into<String>, why: &str) -> Draft {
        let why = why.trim();
        let draft = self.draft(now, action, object);
        match self {
            Self::CommandLine { login, .. } if !why.is_empty() => draft.because(format!("{why} (login {login})")),
            Self::Visitor(_) if !why.is_empty() => draft.because(why),
            _ => draft,
        }
    }

    /// Whether this is the account itself.
    pub(crate) fn is_account(&self, account: &str) -> bool {
        matches!(self, Self::Visitor(visitor) if visitor.account == account)
    }
}

impl Desk {
    /// Lets an act go on where a rule allows it, else writes the denial down.
    pub(crate) async fn permit(&self, by: By<'_>, rule: &Rule, what: &str) -> Result<(), DeskError> {
        let By::Visitor(visitor) = by else { return Ok(()) };
        let reason = match access::decide(rule, Some(&visitor.acting())) {
            Decision::Allowed => return Ok(()),
            Decision::SignIn | Decision::ChoosePurpose => "no purpose chosen".to_owned(),
            Decision::NotFound(reason) => reason.to_string(),
        };
        let draft = visitor.draft(self.now(), Action::PageDenied, what).denied(reason);
        self.operations().note(draft).await?;
        Err(DeskError::Forbidden)
    }
}
