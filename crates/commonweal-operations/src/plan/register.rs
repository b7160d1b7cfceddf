//! `register` is the register of initiatives: what a record holds, how it moves from stage to stage, and its rating.
//!
//! A record begins as a row of the plans or as a new idea. Its version and who changed it last are kept by the store beside it,
//! as for every record; here are the rules for what it says.

use jiff::civil::Date;

use super::figures::ReachFigures;
use crate::records::{RecordProblem, require_id, require_text};
use crate::words::words;

words! {
    /// How far an initiative is.
    pub enum Stage("a stage of an initiative") {
        /// Somebody wants it.
        Proposed = "proposed", "Proposed";
        /// It is agreed, and has an owner and a first day.
        Agreed = "agreed", "Agreed";
        /// It is being done.
        Delivering = "delivering", "Delivering";
        /// It is interrupted.
        Paused = "paused", "Paused";
        /// It came to its end.
        Completed = "completed", "Completed";
        /// It was ended before that.
        Stopped = "stopped", "Stopped";
    }
}

impl Stage {
    /// The stages that can follow.
    ///
    /// | from | to |
    /// | --- | --- |
    /// | proposed | agreed, stopped |
    /// | agreed | delivering, stopped |
    /// | delivering | paused, completed, stopped |
    /// | paused | delivering, stopped |
    /// | completed, stopped | nothing: begin a new record |
    #[must_use]
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Proposed => &[Self::Agreed, Self::Stopped],
            Self::Agreed => &[Self::Delivering, Self::Stopped],
            Self::Delivering => &[Self::Paused, Self::Completed, Self::Stopped],
            Self::Paused => &[Self::Delivering, Self::Stopped],
            Self::Completed | Self::Stopped => &[],
        }
    }

    /// Goes to another stage.
    ///
    /// # Errors
    /// [`StageError`] where that stage cannot follow.
    pub fn to(self, next: Self) -> Result<Self, StageError> {
        if self.next().contains(&next) { Ok(next) } else { Err(StageError { from: self, to: next }) }
    }
}

/// A stage that cannot follow another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an initiative that is {from} cannot become {to}; {}", choices(*.from))]
pub struct StageError {
    /// Where it is.
    pub from: Stage,
    /// Where it was to go.
    pub to: Stage,
}

fn choices(from: Stage) -> String {
    match from.next() {
        [] => "it has ended, so begin a new record".to_owned(),
        next => format!("choose {}", next.iter().map(|stage| stage.as_str()).collect::<Vec<_>>().join(" or ")),
    }
}

words! {
    /// What its owner says of how the work goes. It is an opinion about the work, with a reason and a day; how an outcome
    /// stands is computed from figures and is another thing.
    pub enum Rag("a rating") {
        /// It does not go as agreed, and needs help.
        Red = "red", "Red";
        /// It may not go as agreed.
        Amber = "amber", "Amber";
        /// It goes as agreed.
        Green = "green", "Green";
    }
}

/// A rating with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    /// The rating.
    pub rag: Rag,
    /// Why; needed for every colour.
    pub reason: String,
    /// The day it was given.
    pub on: Date,
}

/// An initiative in the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InitiativeRecord {
    /// Its id: small letters, digits and hyphens.
    pub id: String,
    /// Its name.
    pub title: String,
    /// The row of the plans it comes from: `MID-05`.
    pub plan_id: Option<String>,
    /// The organisation that answers for it.
    pub organisation_id: String,
    /// The person within it: a name or a post.
    pub person: Option<String>,
    /// How far it is.
    pub stage: Stage,
    /// How it goes.
    pub rating: Option<Rating>,
    /// The first day.
    pub from: Option<Date>,
    /// The last day, itself included.
    pub until: Option<Date>,
    /// Parts of frameworks it serves.
    pub serves: Vec<String>,
    /// Indicators and returns it is meant to move.
    pub moves: Vec<String>,
    /// Cohorts it is for.
    pub cohorts: Vec<String>,
    /// Where: `Nottingham City`, `ICS`.
    pub places: Vec<String>,
    /// Networks, by their ids in the plans' list of organisations.
    pub networks: Vec<String>,
    /// Who takes part besides whoever answers for it.
    pub partners: Vec<String>,
    /// The money for it, in whole pounds.
    pub money_pounds: Option<i64>,
    /// For which years, from where, on what terms.
    pub money_note: String,
    /// What is to become better in reaching it.
    pub access: String,
    /// What is to become better for people in it.
    pub experience: String,
    /// What is to become better by it.
    pub outcomes: String,
    /// What may go wrong, and what is done about it.
    pub risks: String,
    /// What people who know it from their own lives say, in words that name nobody.
    pub lived_experience: String,
    /// Who gathered that, and how consent was recorded.
    pub lived_source: String,
    /// The day its owner looks at it again.
    pub review_on: Option<Date>,
    /// Whom it reached, as far as that may be shown.
    pub figures: Option<ReachFigures>,
    /// What else to know.
    pub note: String,
}

/// More than any budget of a system.
const MOST_POUNDS: i64 = 100_000_000_000;

/// Lists that are longer than anybody reads, or hold what is no word.
pub(super) fn number_problems(lists: &[&Vec<String>]) -> Option<RecordProblem> {
    let is_wrong = |text: &String| text.trim().is_empty() || text.chars().count() > 120;
    let wrong = lists.iter().any(|list| list.len() > 200 || list.iter().any(is_wrong));
    let message = "Enter at most 200 things in a list, each of 1 to 120 characters";
    wrong.then(|| RecordProblem::new("note", message))
}

/// The days after which a rating is too old to be shown as how it goes.
pub const RATING_DAYS: i32 = 100;

impl InitiativeRecord {
    /// A new one, of which nothing but its name is known.
    #[must_use]
    pub fn begun(id: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            plan_id: None,
            organisation_id: String::new(),
            person: None,
            stage: Stage::Proposed,
            rating: None,
            from: None,
            until: None,
            serves: Vec::new(),
            moves: Vec::new(),
            cohorts: Vec::new(),
            places: Vec::new(),
            networks: Vec::new(),
            partners: Vec::new(),
            money_pounds: None,
            money_note: String::new(),
            access: String::new(),
            experience: String::new(),
            outcomes: String::new(),
            risks: String::new(),
            lived_experience: String::new(),
            lived_source: String::new(),
            review_on: None,
            figures: None,
            note: String::new(),
        }
    }

    /// The id under which the plans or, of a new one, its own record knows it.
    #[must_use]
    pub fn plan_or_own_id(&self) -> &str {
        self.plan_id.as_deref().unwrap_or(&self.id)
    }

    /// Everything that is wrong with it by itself.
    #[must_use]
    pub fn problems(&self) -> Vec<RecordProblem> {
        let mut problems = Vec::new();
        require_id(&mut problems, &self.id);
        require_text(&mut problems, "title", "the name of the initiative", &self.title, 200);
        let mut wrong = |is_wrong: bool, field: &'static str, message: &str| {
            if is_wrong {
                problems.push(RecordProblem::new(field, message));
            }
        };
        let is_agreed = self.stage != Stage::Proposed;
        let has_owner = !self.organisation_id.trim().is_empty();
        wrong(
            is_agreed && !has_owner,
            "organisation_id",
            "Enter the organisation that answers for it, once it is agreed",
        );
        let is_planned = is_agreed && self.stage != Stage::Stopped;
        wrong(is_planned && self.from.is_none(), "from", "Enter the first day, once it is agreed");
        wrong(
            self.stage == Stage::Completed && self.until.is_none(),
            "until",
            "Enter the last day of what is completed",
        );
        let backwards = self.from.zip(self.until).is_some_and(|(from, until)| until < from);
        wrong(backwards, "until", "Enter a last day that is not before the first day");
        let is_rated = self.rating.is_some();
        wrong(is_rated && !is_agreed, "rating", "Only work that is agreed can be rated");
        let reason = self.rating.as_ref().map_or("why", |rating| rating.reason.trim());
        wrong(reason.is_empty(), "reason", "Enter the reason for the rating, for green as well");
        wrong(reason.chars().count() > 500, "reason", "Enter a reason of at most 500 characters");
        let said = !self.lived_experience.trim().is_empty();
        let no_source = said && self.lived_source.trim().is_empty();
        wrong(no_source, "lived_source", "Enter who gathered what people said, and how their consent was recorded");
        let costs = self.money_pounds.unwrap_or(0);
        wrong(costs < 0, "money_pounds", "Enter an amount of money that is not below zero");
        wrong(costs > MOST_POUNDS, "money_pounds", "Enter an amount of money of at most 100,000,000,000 pounds");
        let long: [(&'static str, &str); 8] = [
            ("money_note", &self.money_note),
            ("access", &self.access),
            ("experience", &self.experience),
            ("outcomes", &self.outcomes),
            ("risks", &self.risks),
            ("lived_experience", &self.lived_experience),
            ("lived_source", &self.lived_source),
            ("note", &self.note),
        ];
        for (field, text) in long {
            wrong(text.chars().count() > 2_000, field, "Enter a text of at most 2,000 characters");
        }
        problems.extend(self.figures.as_ref().and_then(ReachFigures::problem));
        problems.extend(number_problems(&[&self.serves, &self.moves, &self.cohorts, &self.partners, &self.networks]));
        problems
    }

    /// The rating, where it is fresh enough to say how the work goes today.
    #[must_use]
    pub fn rating_on(&self, today: Date) -> Option<&Rating> {
        let is_fresh = |rating: &&Rating| rating.on <= today && (today - rating.on).get_days() <= RATING_DAYS;
        let is_under_way = matches!(self.stage, Stage::Agreed | Stage::Delivering | Stage::Paused);
        self.rating.as_ref().filter(|_| is_under_way).filter(is_fresh)
    }

    /// What is missing before it stands on the line of sight.
    #[must_use]
    pub fn gaps(&self) -> Vec<&'static str> {
        let mut gaps = Vec::new();
        gaps.extend(self.serves.is_empty().then_some("it serves no part of a framework"));
        gaps.extend(self.moves.is_empty().then_some("no indicator says whether it works"));
        gaps.extend(self.cohorts.is_empty().then_some("it names no cohort"));
        gaps.extend(self.organisation_id.trim().is_empty().then_some("nobody owns it"));
        gaps
    }
}
