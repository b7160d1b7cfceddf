//! `scope` says about which part of the system somebody may work, and whether a thing lies within it.

use std::fmt;
use std::str::FromStr;

use crate::words::words;

words! {
    /// The kinds of scope.
    pub enum ScopeKind("a kind of scope") {
        /// The whole system.
        System = "system", "Whole system";
        /// One place.
        Place = "place", "Place";
        /// One primary care network.
        Network = "network", "Primary care network";
        /// One practice.
        Practice = "practice", "Practice";
        /// One named project.
        Project = "project", "Project";
        /// One group that gives insight, or the panel.
        Group = "group", "Group";
        /// What belongs to the account's own organisation: people referred to it.
        Own = "own", "Own";
    }
}

/// The part of the system that a grant is about, written `place:QT1-CITY`, `practice:C84001`, `system` and so on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// The whole system.
    System,
    /// A place, by its code.
    Place(String),
    /// A primary care network, by its ODS code.
    Network(String),
    /// A practice, by its ODS code.
    Practice(String),
    /// A project, by its name.
    Project(String),
    /// A group, by its name.
    Group(String),
    /// What belongs to the account's own organisation.
    Own,
}

/// Text that is not a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScopeError {
    /// The part before the colon is not a kind of scope, or a code is missing or not wanted.
    #[error(
        "not a scope; write system, own, place:QT1-CITY, network:U12345, practice:C84001, project:name or group:name"
    )]
    Shape,
    /// A place code of the wrong shape.
    #[error("a place has a code of 2 to 20 capital letters, digits and hyphens, like place:QT1-CITY")]
    Place,
    /// A network code of the wrong shape.
    #[error("a primary care network has the letter U and five digits, like network:U12345")]
    Network,
    /// A practice code of the wrong shape.
    #[error("a practice has a capital letter and five digits, like practice:C84001")]
    Practice,
    /// A project or group name of the wrong shape.
    #[error(
        "a project or group has a name of 2 to 60 small letters, digits and single hyphens, like project:falls-2026"
    )]
    Name,
}

/// A thing that somebody asks for, with where it lies as far as the caller knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScopeTarget<'a> {
    /// The whole system, or a thing of no particular place.
    System,
    /// A place.
    Place(&'a str),
    /// A primary care network.
    Network {
        /// Its code.
        network: &'a str,
        /// The place it lies in today.
        place: Option<&'a str>,
    },
    /// A practice, or anything about its patients.
    Practice {
        /// Its code.
        practice: &'a str,
        /// The network it belongs to today.
        network: Option<&'a str>,
        /// The place it lies in today.
        place: Option<&'a str>,
    },
    /// A project, or what was made in it.
    Project {
        /// Its name.
        name: &'a str,
        /// Whether the person asking works on it: an output checker is refused their own.
        is_own: bool,
    },
    /// A group.
    Group(&'a str),
    /// What belongs to the organisation of the person asking, which the caller has established.
    Own,
}

impl Scope {
    /// What kind of scope it is.
    #[must_use]
    pub const fn kind(&self) -> ScopeKind {
        match self {
            Self::System => ScopeKind::System,
            Self::Place(_) => ScopeKind::Place,
            Self::Network(_) => ScopeKind::Network,
            Self::Practice(_) => ScopeKind::Practice,
            Self::Project(_) => ScopeKind::Project,
            Self::Group(_) => ScopeKind::Group,
            Self::Own => ScopeKind::Own,
        }
    }

    /// The code or name after the colon.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::System | Self::Own => None,
            Self::Place(code)
            | Self::Network(code)
            | Self::Practice(code)
            | Self::Project(code)
            | Self::Group(code) => Some(code),
        }
    }

    /// Whether a thing lies within the scope.
    ///
    /// The whole system covers places, networks, practices and projects. It covers no group and nobody's own things:
    /// those are given one by one. A thing whose place or network is not known is in nobody's place or network.
    #[must_use]
    pub fn covers(&self, target: &ScopeTarget<'_>) -> bool {
        use ScopeTarget as Target;
        match self {
            Self::System => !matches!(target, Target::Group(_) | Target::Own),
            Self::Place(mine) => match *target {
                Target::Place(place) => place == mine,
                Target::Network { place, .. } | Target::Practice { place, .. } => place == Some(mine),
                _ => false,
            },
            Self::Network(mine) => match *target {
                Target::Network { network, .. } => network == mine,
                Target::Practice { network, .. } => network == Some(mine),
                _ => false,
            },
            Self::Practice(mine) => matches!(*target, Target::Practice { practice, .. } if practice == mine),
            Self::Project(mine) => matches!(*target, Target::Project { name, .. } if name == mine),
            Self::Group(mine) => matches!(*target, Target::Group(name) if name == mine),
            Self::Own => matches!(target, Target::Own),
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code() {
            Some(code) => write!(f, "{}:{code}", self.kind()),
            None => write!(f, "{}", self.kind()),
        }
    }
}

impl FromStr for Scope {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Self, ScopeError> {
        let Some((kind, code)) = text.split_once(':') else {
            return match text {
                "system" => Ok(Self::System),
                "own" => Ok(Self::Own),
                _ => Err(ScopeError::Shape),
            };
        };
        let valid = |is_valid: bool, scope: fn(String) -> Self, error: ScopeError| {
            if is_valid { Ok(scope(code.to_owned())) } else { Err(error) }
        };
        match kind {
            "place" => valid(is_place(code), Self::Place, ScopeError::Place),
            "network" => {
                valid(code.starts_with('U') && is_letter_and_five_digits(code), Self::Network, ScopeError::Network)
            }
            "practice" => valid(is_letter_and_five_digits(code), Self::Practice, ScopeError::Practice),
            "project" => valid(is_plain_name(code), Self::Project, ScopeError::Name),
            "group" => valid(is_plain_name(code), Self::Group, ScopeError::Name),
            _ => Err(ScopeError::Shape),
        }
    }
}

fn is_place(code: &str) -> bool {
    (2..=20).contains(&code.len())
        && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
        && !code.starts_with('-')
        && !code.ends_with('-')
}

fn is_letter_and_five_digits(code: &str) -> bool {
    let bytes = code.as_bytes();
    bytes.len() == 6 && bytes[0].is_ascii_uppercase() && bytes[1..].iter().all(u8::is_ascii_digit)
}

/// Whether text is a name of 2 to 60 small letters, digits and single hyphens between them.
pub(crate) fn is_plain_name(name: &str) -> bool {
    (2..=60).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && name.split('-').all(|part| !part.is_empty())
}
