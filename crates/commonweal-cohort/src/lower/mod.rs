//! From checked definitions to the query model: who belongs as series of a graph.

mod definition;
mod expr;
pub(crate) mod feature;
mod rows;

use crate::diagnostic::nearest_word;
use crate::query::{Graph, RuleError, SeriesId};
use crate::{ExpectedPrevalence, Library, Method};
use std::collections::BTreeMap;

pub(crate) use expr::Context;

/// What a cohort says of each patient. Every series has one value per patient; the index date is
/// [`crate::query::Parameter::IntervalEnd`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CohortSeries {
    /// Whether the patient belongs: a boolean, never null, false for somebody who is not in `patients`.
    pub member: SeriesId,
    /// The score, a float: of a score, for those who belong.
    pub score: Option<SeriesId>,
    /// The id of the band, a text: of a score with bands, for those who belong.
    pub band: Option<SeriesId>,
    /// The id of the segment, a text: of a segmentation, for those who belong.
    pub segment: Option<SeriesId>,
}

/// What an indicator says of each patient, as [`CohortSeries`] does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndicatorSeries {
    /// Whether the patient could be counted: a boolean, never null.
    pub denominator: SeriesId,
    /// Whether the patient is counted: a boolean, never null, true only in the denominator.
    pub numerator: SeriesId,
    /// For a ratio to expected: people expected of one patient of this sex and age, in millionths, an int. To be summed
    /// over the denominator.
    pub expected_millionths: Option<SeriesId>,
}

/// Why a definition has no series.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LowerError {
    /// No such definition.
    #[error("there is no {what} `{id}`;{} {}", nearest.as_ref().map(|n| format!(" did you mean `{n}`?")).unwrap_or_default(), all_of(what))]
    Unknown {
        /// `cohort` or `indicator`.
        what: &'static str,
        /// The id asked for.
        id: String,
        /// The id most like it.
        nearest: Option<String>,
    },
    /// Its values are published elsewhere.
    #[error("indicator `{0}` is published elsewhere, so there is nothing to count; ask for its published series")]
    Published(String),
    /// A checked definition that the query model refuses: a fault of this program.
    #[error("`{id}` cannot be made into a query, which is a fault of this program: {rule}")]
    Refused {
        /// The definition.
        id: String,
        /// The rule of the query model that it breaks.
        rule: RuleError,
    },
}

/// Adds definitions to one graph. What they share, cohorts within cohorts included, is in the graph once.
///
/// # Example
/// ```
/// use commonweal_cohort::{Library, Lowering, SourceFile, query::Graph};
/// let file = |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.to_owned() };
/// let library = Library::parse(&[
///     file("lattice.toml", "deprivation = 'imd2019_quintile_england'\n[ages]\nshown = ['0+']\nstandard = ['0+']\n"),
///     file("cohorts/adults/definition.toml", "id = 'adults'\ntitle = 'Adults'\nabout = 'People of 18 and over.'\n\
///         class = 'standard'\nkind = 'population'\nrule = 'alive and age >= 18'\n"),
/// ])
/// .expect("the definitions are sound");
/// let mut graph = Graph::new();
/// let adults = Lowering::new(&library, &mut graph).cohort("adults")?;
/// assert_eq!(graph.series_type(adults.member).to_string(), "bool");
/// # Ok::<(), commonweal_cohort::LowerError>(())
/// ```
pub struct Lowering<'a> {
    library: &'a Library,
    pub(crate) graph: &'a mut Graph,
    cohorts: BTreeMap<&'a str, CohortSeries>,
}

impl<'a> Lowering<'a> {
    /// Ready to add definitions of a library to a graph.
    pub fn new(library: &'a Library, graph: &'a mut Graph) -> Self {
        Self { library, graph, cohorts: BTreeMap::new() }
    }

    /// Adds a cohort.
    ///
    /// # Errors
    /// [`LowerError::Unknown`] where the library has none of that id.
    pub fn cohort(&mut self, id: &str) -> Result<CohortSeries, LowerError> {
        let Some((id, _)) = self.library.cohorts.get_key_value(id) else {
            return Err(unknown("cohort", id, self.library.cohorts.keys()));
        };
        self.cohort_series(id).map_err(|rule| LowerError::Refused { id: id.clone(), rule })
    }

    /// Adds who is left after each step of a cohort's flow of exclusions, everybody first: booleans, never null, in the
    /// order of [`crate::Explanation::steps`].
    ///
    /// # Errors
    /// [`LowerError::Unknown`] where the library has none of that id.
    pub fn cohort_steps(&mut self, id: &str) -> Result<Vec<SeriesId>, LowerError> {
        let Some((id, definition)) = self.library.cohorts.get_key_value(id) else {
            return Err(unknown("cohort", id, self.library.cohorts.keys()));
        };
        let mut context = Context::of_cohort(definition);
        let mut made = || {
            let patients = crate::facts::table(self.graph, "patients")?;
            let mut left = vec![self.graph.exists(patients)];
            for step in crate::explain::steps(&definition.rule) {
                let met = self.expr(step, &mut context)?;
                let both = self.graph.binary(crate::query::BinaryFunction::And, left[left.len() - 1], met)?;
                left.push(crate::facts::is_true(self.graph, both)?);
            }
            Ok(left)
        };
        made().map_err(|rule| LowerError::Refused { id: id.clone(), rule })
    }

    /// Adds an indicator that is counted here.
    ///
    /// # Errors
    /// [`LowerError::Unknown`] where the library has none of that id, [`LowerError::Published`] where there is nothing to
    /// count.
    pub fn indicator(&mut self, id: &str) -> Result<IndicatorSeries, LowerError> {
        let Some(definition) = self.library.indicators.get(id) else {
            return Err(unknown("indicator", id, self.library.indicators.keys()));
        };
        let (Some(denominator), Some(numerator)) = (&definition.denominator.rule, &definition.numerator.rule) else {
            return Err(LowerError::Published(id.to_owned()));
        };
        let expected = match &definition.method {
            Method::RatioToExpected(expected) => Some(expected),
            Method::Proportion | Method::Published(_) => None,
        };
        let mut context = Context::of_indicator(definition);
        let mut made = || {
            let denominator = self.belongs(denominator, &mut context)?;
            let numerator = self.within(denominator, numerator, &mut context)?;
            let expected: Option<&ExpectedPrevalence> = expected;
            let expected_millionths = expected.map(|expected| self.expected(expected)).transpose()?;
            Ok(IndicatorSeries { denominator, numerator, expected_millionths })
        };
        made().map_err(|rule| LowerError::Refused { id: id.to_owned(), rule })
    }
}

fn all_of(what: &str) -> &'static str {
    if what == "cohort" {
        "`commonweal cohort list` names them all"
    } else {
        "definitions/indicators has a folder for each"
    }
}

pub(crate) fn unknown<'k>(what: &'static str, id: &str, known: impl Iterator<Item = &'k String>) -> LowerError {
    let nearest = nearest_word(id, known.map(String::as_str)).map(str::to_owned);
    LowerError::Unknown { what, id: id.to_owned(), nearest }
}
