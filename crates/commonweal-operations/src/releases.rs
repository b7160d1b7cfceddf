//! `releases` says how figures go out: which states a release has, what leads from one to the next, and who may not do it.
//!
//! Source: our rules of trust, "five levels of data, one door outwards": a release needs two different people, and what
//! was released is never written again.

use jiff::Timestamp;

use crate::words::words;

words! {
    /// How a release stands.
    pub enum ReleaseState("a state of a release") {
        /// Figures and their audit report are made and wait for a second person.
        Proposed = "proposed", "Proposed";
        /// A second person has checked it, or none was needed; it may be shown.
        Released = "released", "Released";
        /// A second person has given it back; it never goes out.
        Returned = "returned", "Returned";
        /// It was released and was taken back; it is kept and no longer shown.
        Withdrawn = "withdrawn", "Withdrawn";
    }
}

words! {
    /// What can be done with a release.
    pub enum ReleaseEvent("a change of a release") {
        /// A second person lets it go out.
        Approve = "approve", "Approve";
        /// A second person gives it back.
        Return = "return", "Return";
        /// It is taken back.
        Withdraw = "withdraw", "Withdraw";
    }
}

words! {
    /// How a release came about.
    pub enum ReleaseHow("a way to release") {
        /// The workspace holds made-up people or published statistics, so no second person is needed.
        Automatic = "automatic", "Automatic";
        /// One person proposed it, another checks it.
        Checked = "checked", "Checked by a second person";
    }
}

/// A change that a release in its state cannot have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this release is {state}, so it cannot have the change `{event}`{}", hint(*.state))]
pub struct ReleaseTransitionError {
    /// How the release stands.
    pub state: ReleaseState,
    /// What was asked.
    pub event: ReleaseEvent,
}

const fn hint(state: ReleaseState) -> &'static str {
    match state {
        ReleaseState::Proposed => "; it waits for a second person to approve or return it",
        ReleaseState::Released => "; what was released is never written again, it can only be withdrawn",
        ReleaseState::Returned => "; change what was found and propose a new one",
        ReleaseState::Withdrawn => "; propose a new one, which is checked afresh",
    }
}

impl ReleaseState {
    /// The state after a change. Nothing leads back: figures that were returned or withdrawn go out only as a new
    /// proposal, with a new audit report and a new check.
    ///
    /// | state | approve | return | withdraw |
    /// | --- | --- | --- | --- |
    /// | proposed | released | returned | |
    /// | released | | | withdrawn |
    /// | returned | | | |
    /// | withdrawn | | | |
    ///
    /// # Errors
    /// [`ReleaseTransitionError`] where the table is empty.
    pub const fn after(self, event: ReleaseEvent) -> Result<Self, ReleaseTransitionError> {
        use ReleaseEvent as E;
        match (self, event) {
            (Self::Proposed, E::Approve) => Ok(Self::Released),
            (Self::Proposed, E::Return) => Ok(Self::Returned),
            (Self::Released, E::Withdraw) => Ok(Self::Withdrawn),
            _ => Err(ReleaseTransitionError { state: self, event }),
        }
    }

    /// Whether nobody can change it any more.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Returned | Self::Withdrawn)
    }
}

/// Why an act on a release is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReleaseRefusal {
    /// The state does not allow it.
    #[error(transparent)]
    State(#[from] ReleaseTransitionError),
    /// The person who proposed it would check it.
    #[error("you proposed this release; somebody else has to check it")]
    SamePerson,
    /// The figures on disk are not the ones that were proposed.
    #[error(
        "the figures of this proposal are not those that were proposed: the seal in the database is another; return it and \
         propose it again"
    )]
    Seal,
    /// No words were given.
    #[error("say why: the words are kept with the release")]
    NoWords,
}

/// One release as it is recorded. Its figures lie in files; the seal ties the two together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseRecord {
    /// The release.
    pub id: String,
    /// How it stands.
    pub state: ReleaseState,
    /// How it came about.
    pub how: ReleaseHow,
    /// The project of the analyst's grant; an automatic release has none.
    pub project: Option<String>,
    /// The account that proposed it; for an automatic release the program.
    pub proposed_by: String,
    /// When.
    pub proposed_at: Timestamp,
    /// The account that approved or returned it.
    pub checked_by: Option<String>,
    /// When.
    pub checked_at: Option<Timestamp>,
    /// What was said at the approval.
    pub remark: Option<String>,
    /// Why it was returned or withdrawn.
    pub reason: Option<String>,
    /// The account that withdrew it.
    pub withdrawn_by: Option<String>,
    /// When.
    pub withdrawn_at: Option<Timestamp>,
    /// Seal of the figures, and of what is kept beside them.
    pub seal: String,
}

impl ReleaseRecord {
    /// A proposal.
    #[must_use]
    pub fn proposed(id: String, project: Option<String>, by: String, at: Timestamp, seal: String) -> Self {
        Self {
            id,
            state: ReleaseState::Proposed,
            how: ReleaseHow::Checked,
            project,
            proposed_by: by,
            proposed_at: at,
            checked_by: None,
            checked_at: None,
            remark: None,
            reason: None,
            withdrawn_by: None,
            withdrawn_at: None,
            seal,
        }
    }

    /// A release that needed no second person, as it is recorded when somebody withdraws it.
    #[must_use]
    pub fn automatic(id: String, program: String, at: Timestamp, seal: String) -> Self {
        let (state, how) = (ReleaseState::Released, ReleaseHow::Automatic);
        Self { state, how, ..Self::proposed(id, None, program, at, seal) }
    }

    /// The release, approved by a second person who saw the figures under `seal`.
    ///
    /// # Errors
    /// `State`, `SamePerson`, `Seal`, or `NoWords` where the remark is empty.
    pub fn approved(&self, by: &str, at: Timestamp, remark: &str, seal: &str) -> Result<Self, ReleaseRefusal> {
        let state = self.state.after(ReleaseEvent::Approve)?;
        let remark = self.checked(by, remark)?;
        if seal != self.seal {
            return Err(ReleaseRefusal::Seal);
        }
        let (checked_by, checked_at) = (Some(by.to_owned()), Some(at));
        Ok(Self { state, checked_by, checked_at, remark: Some(remark), ..self.clone() })
    }

    /// The release, given back by a second person.
    ///
    /// # Errors
    /// `State`, `SamePerson`, or `NoWords` where the reason is empty.
    pub fn returned(&self, by: &str, at: Timestamp, reason: &str) -> Result<Self, ReleaseRefusal> {
        let state = self.state.after(ReleaseEvent::Return)?;
        let reason = self.checked(by, reason)?;
        let (checked_by, checked_at) = (Some(by.to_owned()), Some(at));
        Ok(Self { state, checked_by, checked_at, reason: Some(reason), ..self.clone() })
    }

    /// The release, taken back. Whoever proposed it may not stand in the way of that, nor is it kept from them: taking
    /// figures back harms nobody.
    ///
    /// # Errors
    /// `State`, or `NoWords` where the reason is empty.
    pub fn withdrawn(&self, by: &str, at: Timestamp, reason: &str) -> Result<Self, ReleaseRefusal> {
        let state = self.state.after(ReleaseEvent::Withdraw)?;
        let reason = Some(words_given(reason)?);
        let (withdrawn_by, withdrawn_at) = (Some(by.to_owned()), Some(at));
        Ok(Self { state, withdrawn_by, withdrawn_at, reason, ..self.clone() })
    }

    fn checked(&self, by: &str, words: &str) -> Result<String, ReleaseRefusal> {
        if by == self.proposed_by {
            return Err(ReleaseRefusal::SamePerson);
        }
        words_given(words)
    }
}

/// Words as somebody gave them, without space around.
fn words_given(words: &str) -> Result<String, ReleaseRefusal> {
    match words.trim() {
        "" => Err(ReleaseRefusal::NoWords),
        words => Ok(words.to_owned()),
    }
}
