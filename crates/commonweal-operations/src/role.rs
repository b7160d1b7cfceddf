//! `role` is the access matrix: what each role may be used for, where, up to which level, and what a grant of it needs.

use crate::level::Level;
use crate::purpose::Purpose;
use crate::scope::ScopeKind;
use crate::words::words;

words! {
    /// What somebody is, for the time that a grant gives it to them.
    pub enum Role("a role") {
        /// Anybody, without signing in.
        Public = "public", "Public";
        /// A program that reads released figures.
        ApiReader = "api-reader", "API reader";
        /// A member of a board.
        Board = "board", "Board member";
        /// Somebody of a partner organisation.
        Partner = "partner", "Partner";
        /// Somebody of the voluntary sector.
        VoluntarySector = "voluntary-sector", "Voluntary sector";
        /// Somebody who writes down what groups say.
        InsightContributor = "insight-contributor", "Insight contributor";
        /// Somebody who looks after the panel of residents.
        PanelOfficer = "panel-officer", "Panel officer";
        /// An analyst of a named project.
        Analyst = "analyst", "Analyst";
        /// The second person of a release.
        OutputChecker = "output-checker", "Output checker";
        /// A clinician of a practice.
        PracticeClinician = "practice-clinician", "Practice clinician";
        /// An administrator of a practice.
        PracticeAdmin = "practice-admin", "Practice administrator";
        /// A care coordinator of a primary care network.
        CareCoordinator = "care-coordinator", "Care coordinator";
        /// A service that people are referred to.
        ReferralService = "referral-service", "Referral service";
        /// An information governance lead.
        IgLead = "ig-lead", "Information governance lead";
        /// A Caldicott Guardian.
        CaldicottGuardian = "caldicott-guardian", "Caldicott Guardian";
        /// Somebody who runs the installation.
        Administrator = "administrator", "Administrator";
    }
}

/// What the access matrix says of one role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoleFacts {
    /// What it may be used for.
    pub purposes: &'static [Purpose],
    /// The kinds of scope a grant of it may have.
    pub scopes: &'static [ScopeKind],
    /// The highest level of data.
    pub highest: Level,
    /// Whether signing in needs a second factor that the sign-in provider vouches for.
    pub is_privileged: bool,
    /// Whether a service account may have it.
    pub may_be_service: bool,
    /// Whether a grant needs a live agreement.
    pub needs_agreement: bool,
    /// Whether a grant needs a named project.
    pub needs_project: bool,
    /// Whether a grant needs a last day.
    pub needs_end: bool,
}

/// What most roles do not need; the table below says what differs.
const PLAIN: RoleFacts = RoleFacts {
    purposes: &[],
    scopes: &[],
    highest: Level::None,
    is_privileged: false,
    may_be_service: false,
    needs_agreement: false,
    needs_project: false,
    needs_end: false,
};

const PUBLIC: RoleFacts =
    RoleFacts { purposes: &[Purpose::PublicInformation], scopes: &[ScopeKind::System], highest: Level::L5, ..PLAIN };
const API_READER: RoleFacts = RoleFacts { may_be_service: true, ..PUBLIC };
const PARTNER: RoleFacts = RoleFacts {
    purposes: &[Purpose::Planning, Purpose::Oversight, Purpose::Insight],
    scopes: &[ScopeKind::System, ScopeKind::Place],
    highest: Level::L5,
    ..PLAIN
};
const ENGAGEMENT: RoleFacts =
    RoleFacts { purposes: &[Purpose::Engagement], scopes: &[ScopeKind::Group], highest: Level::None, ..PLAIN };
const ANALYST: RoleFacts = RoleFacts {
    purposes: &[Purpose::Planning, Purpose::Evaluation],
    scopes: &[ScopeKind::Project],
    highest: Level::L4,
    is_privileged: true,
    may_be_service: true,
    needs_project: true,
    needs_end: true,
    ..PLAIN
};
const OUTPUT_CHECKER: RoleFacts = RoleFacts {
    purposes: &[Purpose::Release],
    scopes: &[ScopeKind::System, ScopeKind::Project],
    highest: Level::L4,
    is_privileged: true,
    ..PLAIN
};
const PRACTICE: RoleFacts = RoleFacts {
    purposes: &[Purpose::DirectCare],
    scopes: &[ScopeKind::Practice],
    highest: Level::L3,
    is_privileged: true,
    ..PLAIN
};
const CARE_COORDINATOR: RoleFacts =
    RoleFacts { scopes: &[ScopeKind::Network, ScopeKind::Practice], needs_agreement: true, ..PRACTICE };
const REFERRAL_SERVICE: RoleFacts = RoleFacts {
    purposes: &[Purpose::DirectCare],
    scopes: &[ScopeKind::Own],
    highest: Level::OwnReferrals,
    is_privileged: true,
    may_be_service: true,
    ..PLAIN
};
const GOVERNANCE: RoleFacts = RoleFacts {
    purposes: &[Purpose::Audit, Purpose::Approvals],
    scopes: &[ScopeKind::System],
    highest: Level::Audit,
    is_privileged: true,
    ..PLAIN
};
const ADMINISTRATOR: RoleFacts = RoleFacts {
    purposes: &[Purpose::Operation],
    scopes: &[ScopeKind::System],
    highest: Level::None,
    is_privileged: true,
    ..PLAIN
};

impl Role {
    /// The row of the access matrix for this role.
    ///
    /// Source: the table "role x purpose x scope, deny by default" of our rules of trust.
    #[must_use]
    pub const fn facts(self) -> &'static RoleFacts {
        match self {
            Self::Public => &PUBLIC,
            Self::ApiReader => &API_READER,
            Self::Board | Self::Partner | Self::VoluntarySector => &PARTNER,
            Self::InsightContributor | Self::PanelOfficer => &ENGAGEMENT,
            Self::Analyst => &ANALYST,
            Self::OutputChecker => &OUTPUT_CHECKER,
            Self::PracticeClinician | Self::PracticeAdmin => &PRACTICE,
            Self::CareCoordinator => &CARE_COORDINATOR,
            Self::ReferralService => &REFERRAL_SERVICE,
            Self::IgLead | Self::CaldicottGuardian => &GOVERNANCE,
            Self::Administrator => &ADMINISTRATOR,
        }
    }

    /// Whether a grant can give it: everybody has `public` without one.
    #[must_use]
    pub const fn is_granted(self) -> bool {
        !matches!(self, Self::Public)
    }

    /// Whether the role may be used for a purpose.
    #[must_use]
    pub const fn serves(self, purpose: Purpose) -> bool {
        let purposes = self.facts().purposes;
        let mut i = 0;
        while i < purposes.len() {
            if purposes[i] as u8 == purpose as u8 {
                return true;
            }
            i += 1;
        }
        false
    }

    /// Whether a grant of the role may have a scope of this kind.
    #[must_use]
    pub fn may_have(self, kind: ScopeKind) -> bool {
        self.facts().scopes.contains(&kind)
    }
}
