//! An indicator in plain English: who could be counted, and who is.

use super::claims::{Speaker, lowered};
use super::{Words, listed, sentence, steps, terms_of};
use crate::{IndicatorDefinition, Library, LowerError, Method, Population};
use std::fmt;

/// An indicator in plain English.
#[derive(Debug, Clone, PartialEq)]
pub struct IndicatorExplanation {
    /// The indicator's id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// The plain question it answers.
    pub question: String,
    /// Who could be counted: in the definition's words, and what must be true of them.
    pub denominator: (String, Vec<Words>),
    /// Who of them is counted.
    pub numerator: (String, Vec<Words>),
    /// What is expected of the denominator, or where the values are published; none for a plain proportion.
    pub method: Option<String>,
    /// Named values and parameters that the words speak of: name and meaning.
    pub terms: Vec<(String, Words)>,
    /// The codelists it rests on: id, title, version, and how sure they are.
    pub codelists: Vec<(String, String, String, Option<String>)>,
    /// Where the definition comes from.
    pub source: String,
    /// What a reader should bear in mind.
    pub caveats: Vec<String>,
}

/// Puts an indicator into plain English.
///
/// # Errors
/// [`LowerError::Unknown`] where the library has none of that id.
pub fn explain_indicator(library: &Library, id: &str) -> Result<IndicatorExplanation, LowerError> {
    let Some(indicator) = library.indicators.get(id) else {
        return Err(crate::lower::unknown("indicator", id, library.indicators.keys()));
    };
    let speaker = Speaker { library, features: &indicator.features, values: &indicator.values, row: None };
    let said = |of: &Population| {
        let steps = of.rule.iter().flat_map(steps).map(|step| speaker.claim(step));
        (of.text.clone(), steps.collect())
    };
    let codelists = indicator.codelists.iter().filter_map(|id| library.codelists.get(id));
    Ok(IndicatorExplanation {
        id: id.to_owned(),
        title: indicator.title.clone(),
        question: indicator.question.clone(),
        denominator: said(&indicator.denominator),
        numerator: said(&indicator.numerator),
        method: method(indicator),
        terms: terms_of(&indicator.values, &indicator.parameters, &speaker),
        codelists: codelists.map(listed).collect(),
        source: indicator.source.clone(),
        caveats: indicator.caveats.clone(),
    })
}

fn method(indicator: &IndicatorDefinition) -> Option<String> {
    match &indicator.method {
        Method::Proportion => None,
        Method::RatioToExpected(_) => Some(
            "The value is people counted over people expected, by a published prevalence by sex and age.".to_owned(),
        ),
        Method::Published(series) => {
            let series: Vec<String> = series.iter().map(|rows| rows.series.clone()).collect();
            Some(format!("The values are published elsewhere: {}.", super::claims::listed(&series, "and")))
        }
    }
}

fn write_population(f: &mut fmt::Formatter<'_>, who: &str, text: &str, steps: &[Words]) -> fmt::Result {
    write!(f, "\n{who}: {}.", lowered(text))?;
    if steps.is_empty() {
        return writeln!(f);
    }
    writeln!(f, " All of this is true on the index date:")?;
    (1..).zip(steps).try_for_each(|(number, step)| step.write(f, 2, &format!("{number}. ")))
}

impl fmt::Display for IndicatorExplanation {
    /// A page of plain text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\nIndicator ({}). {}", self.title, self.id, self.question)?;
        write_population(f, "Could be counted", &self.denominator.0, &self.denominator.1)?;
        write_population(f, "Are counted, of these", &self.numerator.0, &self.numerator.1)?;
        self.method.iter().try_for_each(|method| writeln!(f, "\n{method}"))?;
        if !self.terms.is_empty() {
            writeln!(f, "\nIn these words:")?;
            self.terms.iter().try_for_each(|(term, words)| words.write(f, 2, &format!("{}: ", sentence(term))))?;
        }
        super::write_codelists(f, &self.codelists)?;
        writeln!(f, "\nSource: {}", self.source)?;
        super::write_caveats(f, &self.caveats)
    }
}
