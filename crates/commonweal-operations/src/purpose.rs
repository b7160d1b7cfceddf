//! `purpose` says why somebody is using the program just now, and which purposes never meet in one session.

use crate::words::words;

words! {
    /// Why somebody works with the program. A session has one at a time.
    pub enum Purpose("a purpose") {
        /// Reading what is public.
        PublicInformation = "public-information", "Public information";
        /// Planning services.
        Planning = "planning", "Planning";
        /// Overseeing whether plans are kept.
        Oversight = "oversight", "Oversight";
        /// Learning what people and communities say.
        Insight = "insight", "Insight";
        /// Finding out whether something worked.
        Evaluation = "evaluation", "Evaluation";
        /// Working with groups and the panel of residents.
        Engagement = "engagement", "Engagement";
        /// Checking and releasing results.
        Release = "release", "Release of results";
        /// Caring for one's own patients.
        DirectCare = "direct-care", "Direct care";
        /// Reading who did what.
        Audit = "audit", "Audit";
        /// Approving agreements and legal bases.
        Approvals = "approvals", "Approvals";
        /// Running the installation.
        Operation = "operation", "Operation";
    }
}

words! {
    /// The two sides that never share a session or a process.
    pub enum Side("a side") {
        /// Direct care.
        Care = "care", "Care";
        /// Everything else.
        Planning = "planning", "Planning";
    }
}

impl Purpose {
    /// Whether it is direct care.
    #[must_use]
    pub const fn is_direct_care(self) -> bool {
        matches!(self, Self::DirectCare)
    }

    /// The side it belongs to.
    #[must_use]
    pub const fn side(self) -> Side {
        if self.is_direct_care() { Side::Care } else { Side::Planning }
    }
}
