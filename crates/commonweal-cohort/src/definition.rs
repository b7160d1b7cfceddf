//! What an indicator says once it is read.

use crate::{ExpectedPrevalence, Feature, NamedValue, Parameter, Rule};
use commonweal_model::{DataClass, Dimension, Family, Polarity};
use std::collections::BTreeMap;

/// A defined measure of a population.
#[derive(Debug, Clone, PartialEq)]
pub struct IndicatorDefinition {
    /// The folder's name.
    pub id: String,
    /// Name for readers.
    pub title: String,
    /// Name for narrow columns.
    pub short_title: String,
    /// The plain question it answers.
    pub question: String,
    /// Access, experience or outcomes.
    pub domain: Domain,
    /// The one family of geography it has small areas for.
    pub family: Family,
    /// Disclosure class.
    pub class: DataClass,
    /// Which direction is good.
    pub polarity: Polarity,
    /// Unit of the value: `%`, `ratio`, `years`, `per 100,000`.
    pub unit: String,
    /// What is counted.
    pub counting_unit: CountingUnit,
    /// How the value is made.
    pub method: Method,
    /// Its parameters, by name.
    pub parameters: BTreeMap<String, Parameter>,
    /// Features of the definition, by the names its rules use.
    pub features: BTreeMap<String, Feature>,
    /// Its named values, in the order written.
    pub values: Vec<NamedValue>,
    /// Who could be counted; its text only, for a published indicator.
    pub denominator: Population,
    /// Who of them is counted; nobody outside the denominator ever is.
    pub numerator: Population,
    /// Characteristics it may be broken down by.
    pub breakdowns: Vec<Dimension>,
    /// Whether age-standardised values are made.
    pub standardise: bool,
    /// Whether it is counted at earlier month ends too; never of what others publish, which has the periods it has.
    pub trend: bool,
    /// Who answers for the definition.
    pub owner: String,
    /// Where the definition comes from.
    pub source: String,
    /// What a reader should bear in mind.
    pub caveats: Vec<String>,
    /// Who is left out, in words.
    pub exclusions: Vec<String>,
    /// Requirements it serves, such as `R17`.
    pub requirements: Vec<String>,
    /// Ids of the codelists it rests on, its cohorts' included, in order.
    pub codelists: Vec<String>,
    /// Ids of the cohorts it rests on, in order.
    pub cohorts: Vec<String>,
    /// SHA-256 (hex) of the content with its codelists and cohorts; layout and comments do not change it.
    pub hash: String,
    /// Path of the file.
    pub path: String,
}

impl IndicatorDefinition {
    /// Whether its values are published elsewhere rather than counted here.
    pub fn is_published(&self) -> bool {
        matches!(self.method, Method::Published(_))
    }

    /// Every rule and value of the definition about people, in order.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        let populations = [&self.denominator, &self.numerator].into_iter().filter_map(|part| part.rule.as_ref());
        self.values.iter().map(|value| &value.is).chain(populations)
    }
}

/// A population in words and, for indicators counted here, as a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Population {
    /// In plain English.
    pub text: String,
    /// As a rule; none for published indicators.
    pub rule: Option<Rule>,
}

/// What an indicator counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountingUnit {
    /// Each person once.
    Person,
}

/// Which side of inequality an indicator looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Domain {
    /// Getting to care.
    Access,
    /// How care was.
    Experience,
    /// What came of it.
    Outcomes,
}

impl Domain {
    /// Every domain, in reading order.
    pub const ALL: [Self; 3] = [Self::Access, Self::Experience, Self::Outcomes];

    /// The word in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Experience => "experience",
            Self::Outcomes => "outcomes",
        }
    }

    /// The word a reader sees.
    pub fn label(self) -> &'static str {
        match self {
            Self::Access => "Access",
            Self::Experience => "Experience",
            Self::Outcomes => "Outcomes",
        }
    }
}

/// How an indicator's value is made.
#[derive(Debug, Clone, PartialEq)]
pub enum Method {
    /// People counted over people who could be.
    Proportion,
    /// People counted over the number a published prevalence by sex and age leads us to expect.
    RatioToExpected(ExpectedPrevalence),
    /// Values published elsewhere, as rows of the reference table `published_indicators`.
    Published(Vec<PublishedRows>),
}

/// Which rows of `published_indicators` are one series of an indicator. Each part must be equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedRows {
    /// Name of the series, its publisher; lines of different series are never joined.
    pub series: String,
    /// `indicator_id` of the table.
    pub indicator_id: String,
    /// `sex` of the table: `female`, `male` or `persons`.
    pub sex: String,
    /// `age` of the table; none where the table has none.
    pub age: Option<String>,
}
