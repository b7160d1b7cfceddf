//! What a cohort says once it is read.

use crate::{Feature, Lookback, Rule};
use commonweal_model::DataClass;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fmt;

/// A named group of people, used by others as `cohort.<id>`.
#[derive(Debug, Clone, PartialEq)]
pub struct CohortDefinition {
    /// The folder's name.
    pub id: String,
    /// Name for readers.
    pub title: String,
    /// What the cohort is, in a sentence or two.
    pub about: String,
    /// Disclosure class of belonging to it.
    pub class: DataClass,
    /// What it is for.
    pub kind: CohortKind,
    /// Whose rule it is.
    pub basis: Basis,
    /// Ids of the plans' cohorts that it answers.
    pub plan: Vec<String>,
    /// Who answers for the definition.
    pub owner: Option<String>,
    /// Where the definition comes from.
    pub source: Option<String>,
    /// What a reader should bear in mind.
    pub caveats: Vec<String>,
    /// Requirements it serves, such as `R17`.
    pub requirements: Vec<String>,
    /// Its parameters, by name.
    pub parameters: BTreeMap<String, Parameter>,
    /// Its features, by the names the rule uses.
    pub features: BTreeMap<String, Feature>,
    /// Its named values, in the order written.
    pub values: Vec<NamedValue>,
    /// Who belongs. For a segmentation, who is put in a segment at all.
    pub rule: Rule,
    /// How it scores people, for a score.
    pub score: Option<Score>,
    /// The segments, the first that fits, for a segmentation; else none.
    pub segments: Vec<Segment>,
    /// Ids of the codelists it rests on, in order.
    pub codelists: Vec<String>,
    /// Ids of the other cohorts it rests on, directly or through one another, in order.
    pub cohorts: Vec<String>,
    /// SHA-256 (hex) of the content with its codelists and cohorts; layout and comments do not change it.
    pub hash: String,
    /// Path of the file.
    pub path: String,
}

impl CohortDefinition {
    /// Every rule and value of the definition about people, in order.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        let points = self.score.iter().flat_map(|score| &score.points).map(|points| &points.rule);
        let segments = self.segments.iter().map(|segment| &segment.rule);
        self.values.iter().map(|value| &value.is).chain([&self.rule]).chain(points).chain(segments)
    }
}

/// Declares an enum of words with what readers see.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal / $label:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// Every one, in reading order.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The word in files.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// What a reader sees.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)* }
            }
        }
    };
}

words! {
    /// What a cohort is for.
    CohortKind {
        /// People who live somewhere or share something.
        Population = "population" / "Population",
        /// People with a condition on their record.
        Register = "register" / "Register",
        /// People who may have a condition that nobody has recorded.
        CaseFinding = "case_finding" / "Case finding",
        /// People who have not had what they are due.
        CareGap = "care_gap" / "Care gap",
        /// People at risk of something.
        Risk = "risk" / "Risk",
        /// Everybody with a number that says how much of something they have.
        Score = "score" / "Score",
        /// Everybody in one of several groups.
        Segmentation = "segmentation" / "Segmentation",
    }
}

words! {
    /// Whose rule a cohort is.
    Basis {
        /// The plans of the area give it.
        Plan = "plan" / "From the area's plans",
        /// A national rule, such as the Quality and Outcomes Framework.
        National = "national" / "National rule",
        /// A published paper or tool.
        Published = "published" / "Published",
        /// Proposed here, because nobody has laid it down.
        Ours = "ours" / "Proposed here",
    }
}

/// A setting of a definition, referred to as `$name`.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// What it is set to.
    pub value: ParameterValue,
    /// The unit, of a number that has one.
    pub unit: Option<String>,
    /// What it is, in words, where the definition says.
    pub about: Option<String>,
}

/// What a parameter is set to.
#[derive(Debug, Clone, PartialEq)]
pub enum ParameterValue {
    /// A number.
    Number(f64),
    /// A word.
    Text(String),
    /// A day.
    Date(Date),
    /// A length of time.
    Length(Lookback),
}

impl fmt::Display for Parameter {
    /// The value and its unit.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            ParameterValue::Number(number) => write!(f, "{number}")?,
            ParameterValue::Text(text) => f.write_str(text)?,
            ParameterValue::Date(date) => write!(f, "{date}")?,
            ParameterValue::Length(length) => write!(f, "{length}")?,
        }
        self.unit.iter().try_for_each(|unit| write!(f, " {unit}"))
    }
}

/// An expression with a name, of any type.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedValue {
    /// The name.
    pub name: String,
    /// What it is.
    pub is: Rule,
    /// What it is, in words, where the definition says.
    pub about: Option<String>,
}

/// A number for each person: points for each rule that is met, summed.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// The rules and their points, as written.
    pub points: Vec<Points>,
    /// What the sum is divided by.
    pub divide_by: Option<f64>,
    /// The bands, lowest first; none where the score has none.
    pub bands: Vec<Band>,
}

/// Points for those who meet a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Points {
    /// How many; may be below zero.
    pub points: f64,
    /// Who has them.
    pub rule: Rule,
    /// What they are for, in words, where the definition says.
    pub about: Option<String>,
}

/// A part of a score's range.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// The word rules use.
    pub id: String,
    /// Name for readers.
    pub title: String,
    /// The least score in it.
    pub from: f64,
}

/// A group of a segmentation.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// The word rules use.
    pub id: String,
    /// Name for readers.
    pub title: String,
    /// Who is in it, of those in none before.
    pub rule: Rule,
    /// What it is, in words, where the definition says.
    pub about: Option<String>,
}
