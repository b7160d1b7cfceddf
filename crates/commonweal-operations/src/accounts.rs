//! `accounts` gives the rules of user names, display names and service accounts, and the states of an account.

use std::fmt;

use jiff::civil::Date;

use crate::grants::Grant;
use crate::purpose::Purpose;
use crate::scope::is_plain_name;
use crate::words::words;

/// A service account lasts at most so many days before its owner renews it.
pub const SERVICE_MOST_DAYS: i32 = 366;

words! {
    /// Whose account it is.
    pub enum AccountKind("a kind of account") {
        /// A person's.
        Person = "person", "Person";
        /// A program's.
        Service = "service", "Service";
    }
}

words! {
    /// Who vouches for a person at sign-in.
    pub enum SignInWay("a way to sign in") {
        /// This program: a password and a second factor.
        Local = "local", "Password and code";
        /// The organisation's own sign-in.
        Oidc = "oidc", "Organisation's sign-in";
    }
}

words! {
    /// How an account stands.
    pub enum AccountState("a state of an account") {
        /// It was made; its person has not set it up yet.
        Invited = "invited", "Invited";
        /// It can be used.
        Active = "active", "Active";
        /// It was stopped for a time.
        Suspended = "suspended", "Suspended";
        /// It was ended for good; the audit still names it.
        Ended = "ended", "Ended";
    }
}

words! {
    /// What happens to an account.
    pub enum AccountEvent("a change of an account") {
        /// Its person uses the invitation.
        Accept = "accept", "Accept the invitation";
        /// It is stopped for a time.
        Suspend = "suspend", "Suspend";
        /// It may be used again.
        Resume = "resume", "Resume";
        /// Its password and factor are dropped and a new invitation is made.
        Reset = "reset", "Reset";
        /// It is ended for good.
        End = "end", "End";
    }
}

/// A change that an account in its state cannot have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the account is {state}, so it cannot have the change `{event}`{}", hint(*.state))]
pub struct TransitionError {
    /// How the account stands.
    pub state: AccountState,
    /// What was asked.
    pub event: AccountEvent,
}

const fn hint(state: AccountState) -> &'static str {
    match state {
        AccountState::Invited => "; it waits for its person to use the invitation",
        AccountState::Active => "",
        AccountState::Suspended => "; resume it, reset it or end it",
        AccountState::Ended => "; invite the person again under a new account",
    }
}

impl AccountState {
    /// The state after a change.
    ///
    /// | state | accept | suspend | resume | reset | end |
    /// | --- | --- | --- | --- | --- | --- |
    /// | invited | active | | | invited | ended |
    /// | active | | suspended | | invited | ended |
    /// | suspended | | | active | invited | ended |
    /// | ended | | | | | |
    ///
    /// # Errors
    /// [`TransitionError`] where the table is empty.
    pub const fn after(self, event: AccountEvent) -> Result<Self, TransitionError> {
        use AccountEvent as E;
        match (self, event) {
            (Self::Invited, E::Accept) | (Self::Suspended, E::Resume) => Ok(Self::Active),
            (Self::Active, E::Suspend) => Ok(Self::Suspended),
            (Self::Invited | Self::Active | Self::Suspended, E::Reset) => Ok(Self::Invited),
            (Self::Invited | Self::Active | Self::Suspended, E::End) => Ok(Self::Ended),
            _ => Err(TransitionError { state: self, event }),
        }
    }

    /// Whether its person or program may sign in.
    #[must_use]
    pub const fn may_sign_in(self) -> bool {
        matches!(self, Self::Active)
    }
}

/// A name that an account may not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Not an e-mail address.
    #[error("Enter an email address in the correct format, like name@example.org")]
    UserName,
    /// A display name of the wrong length.
    #[error("Enter a name of 2 to 80 characters")]
    DisplayNameLength,
    /// A display name with something that is no part of a name.
    #[error("Enter a name made of letters, spaces, hyphens, apostrophes, full stops and commas")]
    DisplayNameCharacter,
    /// A service name of the wrong shape.
    #[error("Enter a name of 2 to 60 small letters, digits and single hyphens, like nightly-refresh")]
    ServiceName,
}

/// The name a person signs in with: an e-mail address in small letters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserName(String);

impl UserName {
    /// Reads an e-mail address: space around it is dropped, capital letters become small.
    ///
    /// # Errors
    /// `UserName` unless it is `part@domain.tld` of ASCII letters, digits and `. _ % + ' -`, at most 254 characters.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let name = text.trim().to_ascii_lowercase();
        let is_sound = name.len() <= 254
            && name.split_once('@').is_some_and(|(part, domain)| is_mailbox(part) && is_domain(domain));
        if is_sound { Ok(Self(name)) } else { Err(NameError::UserName) }
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_mailbox(part: &str) -> bool {
    (1..=64).contains(&part.len())
        && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._%+'-".contains(&b))
        && part.split('.').all(|piece| !piece.is_empty())
}

fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = domain.rsplit('.').next().unwrap_or_default();
    domain.contains('.')
        && domain.split('.').all(is_label)
        && last.len() >= 2
        && last.bytes().any(|b| b.is_ascii_lowercase())
}

/// The name of a person as pages show it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DisplayName(String);

impl DisplayName {
    /// Reads a name: space around it is dropped, space within becomes single.
    ///
    /// # Errors
    /// `DisplayNameLength`, `DisplayNameCharacter`.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !(2..=80).contains(&name.chars().count()) {
            return Err(NameError::DisplayNameLength);
        }
        let is_sound = |c: char| c.is_alphabetic() || is_combining_accent(c) || " '’-.,".contains(c);
        if name.chars().all(is_sound) && name.chars().any(char::is_alphabetic) {
            Ok(Self(name))
        } else {
            Err(NameError::DisplayNameCharacter)
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Accents that follow their letter, as some keyboards write them.
const fn is_combining_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// The name of a service account.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceName(String);

impl ServiceName {
    /// Reads a name of small letters, digits and single hyphens.
    ///
    /// # Errors
    /// `ServiceName`.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        if is_plain_name(text) { Ok(Self(text.to_owned())) } else { Err(NameError::ServiceName) }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

macro_rules! shown_as_text {
    ($($name:ident),+) => { $(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({:?})", stringify!($name), self.0)
            }
        }
    )+ };
}
shown_as_text!(UserName, DisplayName, ServiceName);

/// An account of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceAccount {
    /// Its name.
    pub name: ServiceName,
    /// The person who answers for it.
    pub owner_account_id: String,
    /// The one purpose it works for.
    pub purpose: Purpose,
    /// The day it was made or last renewed.
    pub made_on: Date,
    /// The last day it can be used.
    pub expires_on: Date,
}

/// What is wrong with a service account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ServiceProblem {
    /// Nobody answers for it.
    #[error("name the person who answers for this service account")]
    NoOwner,
    /// It would last too long, or end before it begins.
    #[error("choose a last day from the day it is made to {SERVICE_MOST_DAYS} days after it")]
    Expiry,
    /// It has not exactly one grant.
    #[error("a service account has one grant; this one has {0}")]
    Grants(usize),
    /// Its role may not be used for its purpose.
    #[error("its role may not be used for {}; choose one of the purposes of the role", .0.label())]
    Purpose(Purpose),
    /// Its grant lasts longer than the account, or for ever.
    #[error("its grant ends after the account; give the grant a last day no later than the account's")]
    GrantOutlives,
}

impl ServiceAccount {
    /// Everything that is wrong with it, given the grants it has (those that were ended left out).
    #[must_use]
    pub fn problems(&self, grants: &[Grant]) -> Vec<ServiceProblem> {
        let mut problems = Vec::new();
        if self.owner_account_id.trim().is_empty() {
            problems.push(ServiceProblem::NoOwner);
        }
        let days = self.made_on.until(self.expires_on).map_or(i32::MIN, |span| span.get_days());
        if !(0..=SERVICE_MOST_DAYS).contains(&days) {
            problems.push(ServiceProblem::Expiry);
        }
        match grants {
            [grant] => {
                if !grant.role.serves(self.purpose) {
                    problems.push(ServiceProblem::Purpose(self.purpose));
                }
                if grant.until.is_none_or(|last| last > self.expires_on) {
                    problems.push(ServiceProblem::GrantOutlives);
                }
            }
            others => problems.push(ServiceProblem::Grants(others.len())),
        }
        problems
    }
}
