//! What pages of the plans ask of a site: the plans with what people added, and how each commitment stands.

use crate::plan_book::PlanBook;
use crate::site::Site;
use commonweal_disclosure::Released;
use commonweal_operations::plan::{Commitment, Judgement, PlanChanges};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::OnceLock;

impl Site {
    /// The plans with what people added to them.
    pub fn book(&self) -> &PlanBook {
        &self.book
    }

    /// The same site with other changes to the plans, and why changes cannot be read, where they cannot.
    #[must_use]
    pub fn with_plan_changes(mut self, changes: PlanChanges, problem: Option<String>) -> Self {
        self.book.lay(changes, problem);
        self.judged = OnceLock::new();
        self
    }

    /// The day commitments are judged on: that of the release, or of the last change to the plans where that is later. A page
    /// says the same until one of them changes.
    pub fn plan_day(&self) -> Date {
        let released = self.facts().released_at.get(..10).and_then(|day| day.parse().ok());
        let released = released.or(self.facts().index_date).unwrap_or(Date::ZERO);
        self.book.changed_on().map_or(released, |changed| released.max(changed))
    }

    /// How each commitment stands on that day, by what is released and what its owner reported.
    pub fn judged(&self) -> &BTreeMap<String, Judgement> {
        self.judged.get_or_init(|| {
            let figures = self.shows_a_release().then_some((self.released(), &self.facts().area));
            let commitments = self.book.plans().commitments.iter();
            let judge = |each: &Commitment| (each.id.clone(), self.book.judge(each, figures, self.plan_day()));
            commitments.map(judge).collect()
        })
    }

    /// The released figures that a commitment is judged by, oldest first.
    pub fn figures_of_commitment(&self, commitment: &Commitment) -> Option<&[Released]> {
        self.book.figures_of(commitment, self.released(), &self.facts().area)
    }
}
