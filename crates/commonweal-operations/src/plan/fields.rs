//! `fields` writes a record of the plan as columns and texts, and reads it back: one shape for the database, the history, a
//! conflict, an undo and the file of changes.

use std::collections::BTreeMap;
use std::str::FromStr;

use jiff::civil::Date;

use super::figures::ReachFigures;
use super::kept::{CommitmentRecord, PartRecord};
use super::register::{InitiativeRecord, Rating};
use super::series::Report;
use crate::time_text::{day_text, parse_day};

/// Columns and texts; nothing is empty text.
pub type PlanFields = BTreeMap<String, String>;

/// A column that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the column {column} of a record of the plan cannot be read")]
pub struct FieldsError {
    /// The column.
    pub column: &'static str,
}

struct Texts<'f>(&'f PlanFields);

impl Texts<'_> {
    fn text(&self, column: &'static str) -> Result<String, FieldsError> {
        self.0.get(column).cloned().ok_or(FieldsError { column })
    }

    fn given(&self, column: &'static str) -> Result<Option<String>, FieldsError> {
        Ok(Some(self.text(column)?).filter(|text| !text.is_empty()))
    }

    fn word<T: FromStr>(&self, column: &'static str) -> Result<T, FieldsError> {
        self.text(column)?.parse().map_err(|_| FieldsError { column })
    }

    fn given_word<T: FromStr>(&self, column: &'static str) -> Result<Option<T>, FieldsError> {
        self.given(column)?.map(|text| text.parse().map_err(|_| FieldsError { column })).transpose()
    }

    fn day(&self, column: &'static str) -> Result<Option<Date>, FieldsError> {
        self.given(column)?.map(|text| parse_day(&text).map_err(|_| FieldsError { column })).transpose()
    }

    fn list(&self, column: &'static str) -> Result<Vec<String>, FieldsError> {
        serde_json::from_str(&self.text(column)?).map_err(|_| FieldsError { column })
    }
}

fn list(texts: &[String]) -> String {
    serde_json::Value::from(texts.to_vec()).to_string()
}

fn day(day: Option<Date>) -> String {
    day.map(day_text).unwrap_or_default()
}

fn with(columns: &[&str], texts: impl IntoIterator<Item = String>) -> PlanFields {
    columns.iter().map(|name| (*name).to_owned()).zip(texts).collect()
}

impl PartRecord {
    /// The columns, the id first.
    pub const COLUMNS: &'static [&'static str] =
        &["id", "framework", "level", "title", "parent", "basis", "organisation_id", "person", "measures", "note"];

    /// The columns with their texts.
    #[must_use]
    pub fn fields(&self) -> PlanFields {
        let texts = [
            self.id.clone(),
            self.framework.clone(),
            self.level.clone(),
            self.title.clone(),
            self.parent.clone().unwrap_or_default(),
            self.basis.as_str().to_owned(),
            self.organisation_id.clone(),
            self.person.clone().unwrap_or_default(),
            list(&self.measures),
            self.note.clone(),
        ];
        with(Self::COLUMNS, texts)
    }

    /// Reads them.
    ///
    /// # Errors
    /// The first column that is missing or cannot be read.
    pub fn from_fields(fields: &PlanFields) -> Result<Self, FieldsError> {
        let texts = Texts(fields);
        Ok(Self {
            id: texts.text("id")?,
            framework: texts.text("framework")?,
            level: texts.text("level")?,
            title: texts.text("title")?,
            parent: texts.given("parent")?,
            basis: texts.word("basis")?,
            organisation_id: texts.text("organisation_id")?,
            person: texts.given("person")?,
            measures: texts.list("measures")?,
            note: texts.text("note")?,
        })
    }
}

impl CommitmentRecord {
    /// The columns, the id first.
    pub const COLUMNS: &'static [&'static str] =
        &["id", "organisation_id", "person", "way", "report", "report_on", "note"];

    /// The columns with their texts.
    #[must_use]
    pub fn fields(&self) -> PlanFields {
        let (report, on) = match self.report {
            None => ("", None),
            Some(Report::DoneOn(day)) => ("done", Some(day)),
            Some(Report::NotDone { expected }) => ("not-done", expected),
        };
        let texts = [
            self.id.clone(),
            self.organisation_id.clone(),
            self.person.clone().unwrap_or_default(),
            self.way.as_str().to_owned(),
            report.to_owned(),
            day(on),
            self.note.clone(),
        ];
        with(Self::COLUMNS, texts)
    }

    /// Reads them.
    ///
    /// # Errors
    /// The first column that is missing or cannot be read.
    pub fn from_fields(fields: &PlanFields) -> Result<Self, FieldsError> {
        let texts = Texts(fields);
        let on = texts.day("report_on")?;
        let report = match (texts.text("report")?.as_str(), on) {
            ("", None) => None,
            ("done", Some(day)) => Some(Report::DoneOn(day)),
            ("not-done", expected) => Some(Report::NotDone { expected }),
            _ => return Err(FieldsError { column: "report" }),
        };
        Ok(Self {
            id: texts.text("id")?,
            organisation_id: texts.text("organisation_id")?,
            person: texts.given("person")?,
            way: texts.word("way")?,
            report,
            note: texts.text("note")?,
        })
    }
}

impl InitiativeRecord {
    /// The columns, the id first.
    pub const COLUMNS: &'static [&'static str] = &[
        "id",
        "title",
        "plan_id",
        "organisation_id",
        "person",
        "stage",
        "rag",
        "rag_reason",
        "rag_on",
        "from_on",
        "until_on",
        "review_on",
        "places",
        "networks",
        "partners",
        "money_pounds",
        "money_note",
        "serves",
        "moves",
        "cohorts",
        "access",
        "experience",
        "outcomes",
        "risks",
        "lived_experience",
        "lived_source",
        "figures_class",
        "figures_on",
        "figures",
        "note",
    ];

    /// The columns with their texts.
    #[must_use]
    pub fn fields(&self) -> PlanFields {
        let rating = self.rating.as_ref();
        let figures = self.figures.as_ref();
        let texts = [
            self.id.clone(),
            self.title.clone(),
            self.plan_id.clone().unwrap_or_default(),
            self.organisation_id.clone(),
            self.person.clone().unwrap_or_default(),
            self.stage.as_str().to_owned(),
            rating.map(|rating| rating.rag.as_str().to_owned()).unwrap_or_default(),
            rating.map(|rating| rating.reason.clone()).unwrap_or_default(),
            day(rating.map(|rating| rating.on)),
            day(self.from),
            day(self.until),
            day(self.review_on),
            list(&self.places),
            list(&self.networks),
            list(&self.partners),
            self.money_pounds.map(|pounds| pounds.to_string()).unwrap_or_default(),
            self.money_note.clone(),
            list(&self.serves),
            list(&self.moves),
            list(&self.cohorts),
            self.access.clone(),
            self.experience.clone(),
            self.outcomes.clone(),
            self.risks.clone(),
            self.lived_experience.clone(),
            self.lived_source.clone(),
            figures.map(|figures| figures.class().as_str().to_owned()).unwrap_or_default(),
            day(figures.map(ReachFigures::on)),
            figures.map(ReachFigures::lines).unwrap_or_default(),
            self.note.clone(),
        ];
        with(Self::COLUMNS, texts)
    }

    /// Reads them. Figures pass the rules again, which changes none that passed them before.
    ///
    /// # Errors
    /// The first column that is missing or cannot be read.
    pub fn from_fields(fields: &PlanFields) -> Result<Self, FieldsError> {
        let texts = Texts(fields);
        let rating = match (texts.given_word("rag")?, texts.day("rag_on")?) {
            (None, None) => None,
            (Some(rag), Some(on)) => Some(Rating { rag, reason: texts.text("rag_reason")?, on }),
            _ => return Err(FieldsError { column: "rag" }),
        };
        let figures = match (texts.given_word("figures_class")?, texts.day("figures_on")?) {
            (None, None) => None,
            (Some(class), Some(on)) => Some(
                ReachFigures::typed(class, on, &texts.text("figures")?)
                    .map_err(|_| FieldsError { column: "figures" })?,
            ),
            _ => return Err(FieldsError { column: "figures" }),
        };
        Ok(Self {
            id: texts.text("id")?,
            title: texts.text("title")?,
            plan_id: texts.given("plan_id")?,
            organisation_id: texts.text("organisation_id")?,
            person: texts.given("person")?,
            stage: texts.word("stage")?,
            rating,
            from: texts.day("from_on")?,
            until: texts.day("until_on")?,
            serves: texts.list("serves")?,
            moves: texts.list("moves")?,
            cohorts: texts.list("cohorts")?,
            places: texts.list("places")?,
            networks: texts.list("networks")?,
            partners: texts.list("partners")?,
            money_pounds: texts.given_word("money_pounds")?,
            money_note: texts.text("money_note")?,
            access: texts.text("access")?,
            experience: texts.text("experience")?,
            outcomes: texts.text("outcomes")?,
            risks: texts.text("risks")?,
            lived_experience: texts.text("lived_experience")?,
            lived_source: texts.text("lived_source")?,
            review_on: texts.day("review_on")?,
            figures,
            note: texts.text("note")?,
        })
    }
}
