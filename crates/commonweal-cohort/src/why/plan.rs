//! What to ask about each part of a rule.

use super::RowFact;
use crate::explain::claims::Speaker;
use crate::lower::Context;
use crate::lower::feature::{Kept, Rows};
use crate::query::{Cells, RuleError, SeriesId, Value};
use crate::{CohortDefinition, CohortPart, Expr, Fact, Feature, Library, Lowering, Part};

/// A part of a rule, what it asks for, and its parts.
pub(super) struct Planned {
    pub(super) words: String,
    /// The output that says whether it is so, and whether it should be true or false.
    pub(super) claim: Option<(usize, bool)>,
    pub(super) details: Vec<Detail>,
    pub(super) parts: Vec<Planned>,
}

/// Something a part speaks of.
pub(super) enum Detail {
    Value { what: String, output: usize, unit: Option<String> },
    Rows(WantedRows),
}

/// Rows of an event table of the question: day, then code, then value, as far as the table has them.
pub(super) struct WantedRows {
    pub(super) table: usize,
    name: String,
    codelists: Vec<String>,
    has_code: bool,
    has_value: bool,
    unit: Option<String>,
}

impl WantedRows {
    pub(super) fn fact(&self, cells: &Cells, library: &Library) -> RowFact {
        let mut cells = cells.iter().cloned();
        let date = cells.next().flatten();
        let code = if self.has_code { cells.next().flatten() } else { None };
        let value = if self.has_value { cells.next().flatten() } else { None };
        let code = code.and_then(|code| if let Value::Text(code) = code { Some(code.to_string()) } else { None });
        let lists = self.codelists.iter().filter_map(|id| library.codelists.get(id));
        let term = code.as_ref().and_then(|code| lists.clone().find_map(|list| list.terms.get(code)).cloned());
        let value = match value {
            Some(Value::Float(number)) => Some(number.get()),
            Some(Value::Int(number)) => Some(number as f64),
            _ => None,
        };
        let unit = value.and(self.unit.clone());
        let date = if let Some(Value::Date(date)) = date { Some(date) } else { None };
        RowFact { table: self.name.clone(), date, code, term, value, unit }
    }
}

/// Gathers what is to be asked.
pub(super) struct Planner<'a> {
    library: &'a Library,
    lowering: Lowering<'a>,
    pub(super) outputs: Vec<SeriesId>,
    pub(super) events: Vec<Vec<SeriesId>>,
}

type Made<T> = Result<T, RuleError>;

/// A definition and what has been made of it.
struct Within<'a> {
    speaker: Speaker<'a>,
    context: Context<'a>,
}

impl<'a> Planner<'a> {
    pub(super) fn new(library: &'a Library, lowering: Lowering<'a>) -> Self {
        Self { library, lowering, outputs: Vec::new(), events: Vec::new() }
    }

    /// The place of a series among the outputs.
    pub(super) fn output(&mut self, series: SeriesId) -> usize {
        self.outputs.iter().position(|known| *known == series).unwrap_or_else(|| {
            self.outputs.push(series);
            self.outputs.len() - 1
        })
    }

    /// The steps of a cohort's rule, then its points, then its segments.
    pub(super) fn cohort(&mut self, cohort: &'a CohortDefinition) -> Made<Vec<Planned>> {
        let (features, values) = (&cohort.features, cohort.values.as_slice());
        let speaker = Speaker { library: self.library, features, values, row: None };
        let mut within = Within { speaker, context: Context::of_cohort(cohort) };
        let mut planned = Vec::new();
        for step in crate::explain::steps(&cohort.rule) {
            planned.push(self.claim(step, true, &mut within)?);
        }
        for points in cohort.score.iter().flat_map(|score| &score.points) {
            let mut part = self.claim(&points.rule.expr, true, &mut within)?;
            part.words = format!("{} for: {}", plural(points.points), points.about.as_ref().unwrap_or(&part.words));
            planned.push(part);
        }
        for segment in &cohort.segments {
            let mut part = self.claim(&segment.rule.expr, true, &mut within)?;
            part.words = format!("{}: {}", segment.title, part.words);
            planned.push(part);
        }
        Ok(planned)
    }

    fn claim(&mut self, expr: &'a Expr, so: bool, within: &mut Within<'a>) -> Made<Planned> {
        if let Expr::Not(inner) = expr {
            return self.claim(inner, !so, within);
        }
        let series = self.lowering.expr(expr, &mut within.context)?;
        let claim = Some((self.output(series), so));
        let words = within.speaker.said(expr, so).text;
        let mut planned = Planned { words, claim, details: Vec::new(), parts: Vec::new() };
        match expr {
            Expr::All(parts) | Expr::Any(parts) => {
                for part in parts {
                    planned.parts.push(self.claim(part, so, within)?);
                }
            }
            Expr::Cohort { id, part: CohortPart::Member } => {
                let library = self.library;
                planned.parts = self.cohort(&library.cohorts[id])?;
                planned.words += ", which asks that";
            }
            Expr::Value(name) => {
                let value = within.speaker.values.iter().find(|value| value.name == *name);
                if let Some(value) = value {
                    planned.parts.push(self.claim(&value.is.expr, so, within)?);
                }
            }
            Expr::If { condition, then, otherwise } => {
                for part in [condition, then, otherwise] {
                    planned.parts.push(self.claim(part, true, within)?);
                }
            }
            Expr::Feature { name, part: Part::Exists } => self.rows(name, &mut planned, within)?,
            other => {
                for part in other.parts() {
                    self.detail(part, &mut planned, within)?;
                }
            }
        }
        Ok(planned)
    }

    /// What a part of a plain claim speaks of.
    fn detail(&mut self, expr: &'a Expr, planned: &mut Planned, within: &mut Within<'a>) -> Made<()> {
        match expr {
            Expr::Number(_) | Expr::Text(_) | Expr::Date(_) | Expr::Truth(_) | Expr::Fact(Fact::IndexDate) => {}
            Expr::CountTrue(parts) => {
                for part in parts {
                    planned.parts.push(self.claim(part, true, within)?);
                }
            }
            Expr::Feature { name, part } => {
                let feature: &Feature = &within.speaker.features[name];
                let unit = feature.unit.clone().filter(|_| *part == Part::Value);
                self.value(expr, unit, planned, within)?;
                self.rows(name, planned, within)?;
            }
            Expr::FeatureColumn { name, .. } => {
                self.value(expr, None, planned, within)?;
                self.rows(name, planned, within)?;
            }
            Expr::Fact(_) | Expr::Cohort { .. } => self.value(expr, None, planned, within)?,
            Expr::Value(name) => {
                self.value(expr, None, planned, within)?;
                let value = within.speaker.values.iter().find(|value| value.name == *name);
                if let Some(value) = value {
                    self.detail(&value.is.expr, planned, within)?;
                }
            }
            other => {
                for part in other.parts() {
                    self.detail(part, planned, within)?;
                }
            }
        }
        Ok(())
    }

    fn value(
        &mut self,
        expr: &'a Expr,
        unit: Option<String>,
        planned: &mut Planned,
        within: &mut Within<'a>,
    ) -> Made<()> {
        let series = self.lowering.expr(expr, &mut within.context)?;
        let (what, output) = (within.speaker.noun(expr), self.output(series));
        let told = |detail: &Detail| matches!(detail, Detail::Value { output: known, .. } if *known == output);
        if !planned.details.iter().any(told) {
            planned.details.push(Detail::Value { what, output, unit });
        }
        Ok(())
    }

    /// The rows of a feature, each part of a rule once.
    fn rows(&mut self, name: &'a str, planned: &mut Planned, within: &mut Within<'a>) -> Made<()> {
        let feature: &'a Feature = &within.context.features[name];
        let Rows { kept: Kept::Many(frame), .. } = self.lowering.rows(name, &mut within.context)? else {
            return Ok(());
        };
        let (code, value) = (feature.code_columns.first(), feature.value_column.as_ref());
        let mut columns = vec![self.lowering.graph.column(frame, &feature.date_column)?];
        for column in [code, value].into_iter().flatten() {
            columns.push(self.lowering.graph.column(frame, column)?);
        }
        let table = self.events.iter().position(|known| *known == columns).unwrap_or_else(|| {
            self.events.push(columns);
            self.events.len() - 1
        });
        let told = |detail: &Detail| matches!(detail, Detail::Rows(rows) if rows.table == table);
        if !planned.details.iter().any(told) {
            planned.details.push(Detail::Rows(WantedRows {
                table,
                name: feature.table.clone(),
                codelists: feature.codelists.clone(),
                has_code: code.is_some(),
                has_value: value.is_some(),
                unit: feature.unit.clone(),
            }));
        }
        Ok(())
    }
}

fn plural(points: f64) -> String {
    format!("{points} point{}", if points == 1.0 { "" } else { "s" })
}
