//! `access` decides who may come in: a rule, the facts of a session, one decision. What no rule allows is denied.

use crate::accounts::AccountKind;
use crate::level::Level;
use crate::purpose::Purpose;
use crate::role::Role;
use crate::scope::{Scope, ScopeTarget};
use crate::words::words;

/// What a page, a file or a command asks of whoever wants it.
///
/// `Needs` made by [`Rule::needs`] in a constant is checked when the program is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Anybody, signed in or not.
    Public,
    /// Anybody who has signed in, whatever they work as: their own account, the choice of a purpose.
    SignedIn,
    /// One of these roles, for one of these purposes, to see data of this level.
    Needs {
        /// The roles that may.
        roles: &'static [Role],
        /// The purposes that may.
        purposes: &'static [Purpose],
        /// The level of data that is shown.
        level: Level,
    },
}

impl Rule {
    /// A rule that names roles, purposes and a level.
    ///
    /// # Panics
    /// If no role is named, or a named role serves none of the purposes or may not see the level: such a rule is a
    /// mistake in a table. In a constant the panic is an error of the compiler.
    #[must_use]
    pub const fn needs(roles: &'static [Role], purposes: &'static [Purpose], level: Level) -> Self {
        assert!(!roles.is_empty(), "a rule names at least one role");
        let mut i = 0;
        while i < roles.len() {
            assert!(roles[i].facts().highest.admits(level), "a role of this rule may not see its level of data");
            let mut serves_one = false;
            let mut k = 0;
            while k < purposes.len() {
                serves_one = serves_one || roles[i].serves(purposes[k]);
                k += 1;
            }
            assert!(serves_one, "a role of this rule may not be used for any of its purposes");
            i += 1;
        }
        Self::Needs { roles, purposes, level }
    }
}

/// Somebody who has signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acting {
    /// The account.
    pub account_id: String,
    /// A person or a service.
    pub kind: AccountKind,
    /// Whether a second factor was given at this sign-in.
    pub second_factor: bool,
    /// What they chose to work as; nothing before the choice.
    pub work: Option<Work>,
}

/// The one grant and the one purpose that a session works under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// The grant.
    pub grant_id: String,
    /// Its role.
    pub role: Role,
    /// The purpose chosen.
    pub purpose: Purpose,
    /// Its scope.
    pub scope: Scope,
    /// The organisation it is held for.
    pub organisation: Option<String>,
}

/// What to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// Go on.
    Allowed,
    /// Ask to sign in: nobody has.
    SignIn,
    /// Ask to choose what to work as: signed in, nothing chosen.
    ChoosePurpose,
    /// Answer exactly as for a thing that does not exist; the reason is for the audit alone.
    NotFound(DenialReason),
}

impl Decision {
    /// Whether to go on.
    #[must_use]
    pub const fn is_allowed(self) -> bool {
        matches!(self, Self::Allowed)
    }
}

words! {
    /// Why somebody was denied: for the audit, never for the page.
    pub enum DenialReason("a reason for denial") {
        /// Another role is needed.
        Role = "role", "The role may not";
        /// Another purpose is needed.
        Purpose = "purpose", "The purpose does not allow it";
        /// The role may not see this level of data.
        Level = "level", "The level of data is out of reach";
        /// It lies outside the scope.
        Scope = "scope", "Outside the scope";
        /// The role needs a second factor that was not given.
        SecondFactor = "second-factor", "No second factor";
        /// An output checker asked for a project of their own.
        OwnProject = "own-project", "Own project";
        /// The grant does not fit the access matrix: a scope or a kind of account that the role may not have.
        Grant = "grant", "The grant does not fit its role";
    }
}

/// Whether somebody may come in, before anything is known of the thing they ask about.
///
/// The grant of the session is judged again by the access matrix, whatever the database says: a role used for a purpose,
/// with a scope or by a kind of account that the matrix does not give it is denied.
#[must_use]
pub fn decide(rule: &Rule, acting: Option<&Acting>) -> Decision {
    let (roles, purposes, level) = match *rule {
        Rule::Public => return Decision::Allowed,
        Rule::SignedIn => return if acting.is_some() { Decision::Allowed } else { Decision::SignIn },
        Rule::Needs { roles, purposes, level } => (roles, purposes, level),
    };
    let Some(acting) = acting else {
        return Decision::SignIn;
    };
    let Some(work) = &acting.work else {
        return Decision::ChoosePurpose;
    };
    let facts = work.role.facts();
    let may_hold_account = acting.kind == AccountKind::Person || facts.may_be_service;
    if !work.role.is_granted() || !work.role.may_have(work.scope.kind()) || !may_hold_account {
        return Decision::NotFound(DenialReason::Grant);
    }
    if !roles.contains(&work.role) {
        return Decision::NotFound(DenialReason::Role);
    }
    if !work.role.serves(work.purpose) || !purposes.contains(&work.purpose) {
        return Decision::NotFound(DenialReason::Purpose);
    }
    if !facts.highest.admits(level) {
        return Decision::NotFound(DenialReason::Level);
    }
    // A service signs in with a key of its own and has no second factor to give.
    if facts.is_privileged && acting.kind == AccountKind::Person && !acting.second_factor {
        return Decision::NotFound(DenialReason::SecondFactor);
    }
    Decision::Allowed
}

/// Whether somebody may have a thing: [`decide`], then whether the thing lies within their scope.
///
/// A rule that names no roles ([`Rule::Public`], [`Rule::SignedIn`]) has no scope to judge by.
#[must_use]
pub fn decide_about(rule: &Rule, acting: Option<&Acting>, target: &ScopeTarget<'_>) -> Decision {
    let decision = decide(rule, acting);
    let Rule::Needs { .. } = rule else {
        return decision;
    };
    let work = acting.and_then(|acting| acting.work.as_ref());
    match (decision, work) {
        (Decision::Allowed, Some(work)) => {
            if work.role == Role::OutputChecker && matches!(target, ScopeTarget::Project { is_own: true, .. }) {
                Decision::NotFound(DenialReason::OwnProject)
            } else if work.scope.covers(target) {
                Decision::Allowed
            } else {
                Decision::NotFound(DenialReason::Scope)
            }
        }
        (Decision::Allowed, None) => Decision::NotFound(DenialReason::Grant),
        (denied, _) => denied,
    }
}
