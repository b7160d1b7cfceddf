//! Whole definitions: members, scores, bands, segments, what is expected.

use super::{CohortSeries, Context, Lowering};
use crate::query::{BinaryFunction as F, RuleError, SeriesId};
use crate::{Band, CohortDefinition, ExpectedPrevalence, Fact, Rule, Score, facts};
use commonweal_model::Sex;

type Made = Result<SeriesId, RuleError>;

impl<'a> Lowering<'a> {
    /// A cohort's series; the library has the cohort.
    pub(crate) fn cohort_series(&mut self, id: &str) -> Result<CohortSeries, RuleError> {
        if let Some(known) = self.cohorts.get(id) {
            return Ok(*known);
        }
        let library = self.library;
        let definition = &library.cohorts[id];
        let mut context = Context::of_cohort(definition);
        let mut member = self.belongs(&definition.rule, &mut context)?;
        let segment = self.segment(definition, member, &mut context)?;
        if let Some(segment) = segment {
            let none = self.graph.unary(crate::query::UnaryFunction::IsNull, segment)?;
            member = self.graph.unary(crate::query::UnaryFunction::Not, none)?;
        }
        let mut series = CohortSeries { member, score: None, band: None, segment };
        if let Some(score) = &definition.score {
            let sum = self.score(score, &mut context)?;
            let own = self.graph.case(&[(member, Some(sum))], None)?;
            series.score = Some(own);
            series.band = self.band(&score.bands, own)?;
        }
        self.cohorts.insert(&definition.id, series);
        Ok(series)
    }

    /// Whether a rule is true of a patient who is in `patients`; never null.
    pub(super) fn belongs(&mut self, rule: &'a Rule, context: &mut Context<'a>) -> Made {
        let patients = facts::table(self.graph, "patients")?;
        let exists = self.graph.exists(patients);
        self.within(exists, rule, context)
    }

    /// Whether a rule is true of a patient for whom a claim is true; never null.
    pub(super) fn within(&mut self, claim: SeriesId, rule: &'a Rule, context: &mut Context<'a>) -> Made {
        let met = self.expr(&rule.expr, context)?;
        let both = self.graph.binary(F::And, claim, met)?;
        facts::is_true(self.graph, both)
    }

    /// The first segment whose rule is true, for those who belong.
    fn segment(
        &mut self,
        definition: &'a CohortDefinition,
        member: SeriesId,
        context: &mut Context<'a>,
    ) -> Result<Option<SeriesId>, RuleError> {
        let mut cases: Vec<(SeriesId, Option<SeriesId>)> = Vec::new();
        for segment in &definition.segments {
            let rule = self.expr(&segment.rule.expr, context)?;
            // A rule that stands before another of the same kind takes everybody it could take.
            if cases.iter().all(|(known, _)| *known != rule) {
                let id = self.graph.text(&segment.id);
                cases.push((rule, Some(id)));
            }
        }
        if cases.is_empty() {
            return Ok(None);
        }
        let first = self.graph.case(&cases, None)?;
        self.graph.case(&[(member, Some(first))], None).map(Some)
    }

    /// The points of all rules that are true, summed and divided.
    fn score(&mut self, score: &'a Score, context: &mut Context<'a>) -> Made {
        let nothing = self.graph.float(0.0)?;
        let mut sum = nothing;
        for points in &score.points {
            let rule = self.expr(&points.rule.expr, context)?;
            let value = self.graph.float(points.points)?;
            let own = self.graph.case(&[(rule, Some(value))], Some(nothing))?;
            sum = if sum == nothing { own } else { self.graph.binary(F::Add, sum, own)? };
        }
        match score.divide_by {
            Some(divisor) => {
                let divisor = self.graph.float(divisor)?;
                self.graph.binary(F::TrueDivide, sum, divisor)
            }
            None => Ok(sum),
        }
    }

    /// The last band that begins at or below the score; none below the first.
    fn band(&mut self, bands: &[Band], score: SeriesId) -> Result<Option<SeriesId>, RuleError> {
        let mut cases = Vec::with_capacity(bands.len());
        for band in bands.iter().rev() {
            let from = self.graph.float(band.from)?;
            let reached = self.graph.binary(F::GE, score, from)?;
            cases.push((reached, Some(self.graph.text(&band.id))));
        }
        if cases.is_empty() { Ok(None) } else { self.graph.case(&cases, None).map(Some) }
    }

    /// Millionths of a person expected by sex and age; for a sex without figures the mean of female and male.
    pub(super) fn expected(&mut self, expected: &ExpectedPrevalence) -> Made {
        let (female, male) = (self.expected_of(expected, Sex::Female)?, self.expected_of(expected, Sex::Male)?);
        let sex = facts::series(self.graph, Fact::Sex)?;
        let [is_female, is_male] = [Sex::Female, Sex::Male].map(|of| {
            let of = self.graph.text(of.as_str());
            self.graph.binary(F::EQ, sex, of)
        });
        let both = self.graph.binary(F::Add, female, male)?;
        let two = self.graph.value(2);
        let mean = self.graph.binary(F::FloorDivide, both, two)?;
        self.graph.case(&[(is_female?, Some(female)), (is_male?, Some(male))], Some(mean))
    }

    fn expected_of(&mut self, expected: &ExpectedPrevalence, sex: Sex) -> Made {
        let age = facts::series(self.graph, Fact::Age)?;
        let nobody = self.graph.value(0);
        let mut cases = Vec::new();
        for row in expected.rows.iter().filter(|row| row.sex == sex) {
            let from = self.graph.value(i64::from(row.age.from));
            let mut covered = self.graph.binary(F::GE, age, from)?;
            if let Some(to) = row.age.to {
                let to = self.graph.value(i64::from(to));
                let below = self.graph.binary(F::LE, age, to)?;
                covered = self.graph.binary(F::And, covered, below)?;
            }
            cases.push((covered, Some(self.graph.value(i64::from(row.prevalence_millionths)))));
        }
        if cases.is_empty() { Ok(nobody) } else { self.graph.case(&cases, Some(nobody)) }
    }
}
