//! `grants` says whether a grant is sound, whether it holds today, what a person may choose to work as, and whether a
//! session may go on to something else.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::accounts::AccountKind;
use crate::purpose::{Purpose, Side};
use crate::role::Role;
use crate::scope::{Scope, ScopeKind};

/// A role and a scope that an account has for a time.
///
/// Days are whole days in UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Its id.
    pub id: String,
    /// Whose it is.
    pub account_id: String,
    /// The role.
    pub role: Role,
    /// The scope.
    pub scope: Scope,
    /// The first day.
    pub from: Date,
    /// The last day, itself included.
    pub until: Option<Date>,
    /// The day somebody ended it; it does not hold on that day any more.
    pub ended_on: Option<Date>,
    /// The agreement it rests on.
    pub agreement_id: Option<String>,
    /// The project it is for.
    pub project: Option<String>,
    /// The organisation it is held for.
    pub organisation: Option<String>,
}

/// What is wrong with a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum GrantProblem {
    /// `public` is everybody's already.
    #[error("everybody has the role `public`; choose another role")]
    Public,
    /// A service account with a role for people.
    #[error("a service account cannot be {}; choose api-reader, analyst or referral-service", .0.label())]
    NotForServices(Role),
    /// A scope that the role may not have.
    #[error("{} has a scope of this kind: {}", .0.label(), kinds(*.0))]
    Scope(Role),
    /// No project, where the role needs one.
    #[error("name the project that {} works on, as the scope project:name", .0.label())]
    Project(Role),
    /// A project named twice, differently.
    #[error("the project and the scope name two different projects; name one")]
    TwoProjects,
    /// No last day, where the role needs one.
    #[error("give the last day: a grant to {} ends", .0.label())]
    NoEnd(Role),
    /// The last day lies before the first.
    #[error("the last day is before the first day; change one of them")]
    Backwards,
    /// No agreement, where the role needs one.
    #[error("choose the agreement that lets {} see patients of other practices", .0.label())]
    Agreement(Role),
}

impl GrantProblem {
    /// The field of the grant that the problem is about.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::Public | Self::NotForServices(_) => "role",
            Self::Scope(_) | Self::Project(_) => "scope",
            Self::TwoProjects => "project",
            Self::NoEnd(_) | Self::Backwards => "until",
            Self::Agreement(_) => "agreement_id",
        }
    }
}

fn kinds(role: Role) -> String {
    role.facts().scopes.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(" or ")
}

impl Grant {
    /// Whether it holds on a day.
    #[must_use]
    pub fn is_live(&self, today: Date) -> bool {
        self.from <= today
            && self.until.is_none_or(|last| today <= last)
            && self.ended_on.is_none_or(|ended| today < ended)
    }

    /// Everything that is wrong with it, for an account of this kind; nothing if it may be given.
    #[must_use]
    pub fn problems(&self, account: AccountKind) -> Vec<GrantProblem> {
        let facts = self.role.facts();
        let mut problems = Vec::new();
        if !self.role.is_granted() {
            problems.push(GrantProblem::Public);
        } else if account == AccountKind::Service && !facts.may_be_service {
            problems.push(GrantProblem::NotForServices(self.role));
        }
        if !self.role.may_have(self.scope.kind()) {
            problems.push(if facts.needs_project {
                GrantProblem::Project(self.role)
            } else {
                GrantProblem::Scope(self.role)
            });
        }
        let scope_project = (self.scope.kind() == ScopeKind::Project).then(|| self.scope.code()).flatten();
        if let (Some(project), Some(of_scope)) = (self.project.as_deref(), scope_project)
            && project != of_scope
        {
            problems.push(GrantProblem::TwoProjects);
        }
        if facts.needs_end && self.until.is_none() {
            problems.push(GrantProblem::NoEnd(self.role));
        }
        if self.until.is_some_and(|last| last < self.from) {
            problems.push(GrantProblem::Backwards);
        }
        if facts.needs_agreement && self.agreement_id.is_none() {
            problems.push(GrantProblem::Agreement(self.role));
        }
        problems
    }

    /// Whether the agreement it rests on is among those in force; a grant that names one needs it, whatever the role.
    fn has_its_agreement(&self, live_agreements: &BTreeSet<String>) -> bool {
        match &self.agreement_id {
            Some(id) => live_agreements.contains(id),
            None => !self.role.facts().needs_agreement,
        }
    }
}

/// One thing that a person may choose to work as.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Choice {
    /// The grant.
    pub grant_id: String,
    /// Its role.
    pub role: Role,
    /// The purpose.
    pub purpose: Purpose,
    /// Its scope.
    pub scope: Scope,
    /// The organisation it is held for.
    pub organisation: Option<String>,
}

/// What the holder of these grants may work as today, in a process that serves these sides.
///
/// A grant counts if it is sound for the kind of account, holds today, and rests on no agreement or one in force.
#[must_use]
pub fn choices(
    account: AccountKind,
    grants: &[Grant],
    live_agreements: &BTreeSet<String>,
    sides: &[Side],
    today: Date,
) -> Vec<Choice> {
    let holds = |grant: &&Grant| {
        grant.is_live(today) && grant.has_its_agreement(live_agreements) && grant.problems(account).is_empty()
    };
    let mut choices: Vec<Choice> = grants
        .iter()
        .filter(holds)
        .flat_map(|grant| grant.role.facts().purposes.iter().map(move |&purpose| (grant, purpose)))
        .filter(|(_, purpose)| sides.contains(&purpose.side()))
        .map(|(grant, purpose)| Choice {
            grant_id: grant.id.clone(),
            role: grant.role,
            purpose,
            scope: grant.scope.clone(),
            organisation: grant.organisation.clone(),
        })
        .collect();
    choices.sort_by(|a, b| (a.role, a.purpose, &a.scope, &a.grant_id).cmp(&(b.role, b.purpose, &b.scope, &b.grant_id)));
    choices
}

/// Direct care and planning never share a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "You are signed in for {}. To work for {}, sign out and sign in again: direct care and other work never share a session.",
    in_words(*.from), in_words(*.to)
)]
pub struct SignInAgain {
    /// What the session works under.
    pub from: Purpose,
    /// What was asked for.
    pub to: Purpose,
}

fn in_words(purpose: Purpose) -> String {
    purpose.label().to_lowercase()
}

/// Whether a session that worked under one purpose (or none yet) may go on under another.
///
/// One purpose is enough to know the whole past of a session: the rule lets it never change sides.
///
/// # Errors
/// [`SignInAgain`] if one of the two is direct care and the other is not.
pub fn may_go_on(worked_under: Option<Purpose>, to: Purpose) -> Result<(), SignInAgain> {
    match worked_under {
        Some(from) if from.side() != to.side() => Err(SignInAgain { from, to }),
        _ => Ok(()),
    }
}
