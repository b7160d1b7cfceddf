//! `level` says which of the five levels of data, or none, somebody may see.

use crate::words::words;

words! {
    /// A level of data. Levels are not a ladder: who sees one does not see those beneath it, so ask [`Level::admits`].
    ///
    /// Source: the five levels and the access matrix of our rules of trust.
    pub enum Level("a level") {
        /// The identity vault: NHS numbers and contact details, encrypted by practice. No page shows it.
        L1 = "L1", "Identity vault";
        /// Pseudonymised rows about people. No page shows them.
        L2 = "L2", "Rows about people";
        /// The worklist of one practice's own patients.
        L3 = "L3", "Worklists of own patients";
        /// People referred to a service, and only what a referral says.
        OwnReferrals = "own-referrals", "Own referrals";
        /// Exact working results, on screen.
        L4 = "L4", "Working results";
        /// What has been released.
        L5 = "L5", "Released figures";
        /// The audit and what it is about, without clinical rows.
        Audit = "audit", "Audit";
        /// No data: users and settings.
        None = "none", "No data";
    }
}

impl Level {
    /// Whether somebody whose highest level this is may see `wanted`.
    ///
    /// Nobody is admitted to L1 or L2. Those who see working results or worklists also see what is released; nobody sees
    /// both working results and worklists.
    #[must_use]
    pub const fn admits(self, wanted: Self) -> bool {
        match wanted {
            Self::None => true,
            Self::L5 => matches!(self, Self::L5 | Self::L4 | Self::L3),
            Self::L4 => matches!(self, Self::L4),
            Self::L3 => matches!(self, Self::L3),
            Self::OwnReferrals => matches!(self, Self::OwnReferrals),
            Self::Audit => matches!(self, Self::Audit),
            Self::L1 | Self::L2 => false,
        }
    }
}
