//! Which rows of a table a feature counts.

use super::feature::{Kept, Rows, code_column, value_column};
use super::{Context, Lowering};
use crate::query::{BinaryFunction as F, CodeSystem, FrameId, Rows as Many, RuleError, SeriesId, Value, ValueType};
use crate::{Expr, Feature, Pick, RowPart, facts};
use std::collections::BTreeSet;

type Made = Result<SeriesId, RuleError>;

impl<'a> Lowering<'a> {
    /// The rows of a feature; made once for each definition.
    pub(crate) fn rows(&mut self, name: &'a str, context: &mut Context<'a>) -> Result<Rows, RuleError> {
        if let Some(known) = context.rows.get(name) {
            return Ok(*known);
        }
        let features = context.features;
        let feature = &features[name];
        let table = facts::table(self.graph, &feature.table)?;
        let conditions = self.conditions(feature, table, context)?;
        let kept = match self.graph.frame_rows(table) {
            Many::Many(_) => {
                let mut rows = table;
                for condition in conditions {
                    rows = self.graph.filter(rows, condition)?;
                }
                Kept::Many(rows)
            }
            Many::OnePerPatient => {
                let exists = self.graph.exists(table);
                let all = self.in_pairs(F::And, std::iter::once(exists).chain(conditions).collect())?;
                Kept::One(facts::is_true(self.graph, all)?)
            }
        };
        let rows = Rows { table, kept };
        context.rows.insert(name, rows);
        Ok(rows)
    }

    /// What must be true of a row. What does not depend on the index date comes first, so that it is worked out once
    /// for all dates.
    fn conditions(
        &mut self,
        feature: &'a Feature,
        table: FrameId,
        context: &mut Context<'a>,
    ) -> Result<Vec<SeriesId>, RuleError> {
        let mut conditions = Vec::new();
        if !feature.codelists.is_empty() {
            conditions.push(self.has_code(table, feature)?);
        }
        if feature.pick.needs_value() {
            conditions.push(self.has_value(table, feature)?);
        }
        let timeless = |expr: &Expr| {
            expr.all_parts()
                .iter()
                .all(|part| !matches!(part, Expr::Fact(_) | Expr::Feature { .. } | Expr::FeatureColumn { .. }))
        };
        let (mut first, mut last) = (None, None);
        if let Some(rule) = &feature.condition {
            let outer = context.row.replace((feature, table));
            let condition = self.expr(&rule.expr, context);
            context.row = outer;
            *if timeless(&rule.expr) { &mut first } else { &mut last } = Some(condition?);
        }
        conditions.extend(first);
        conditions.push(self.by_index_date(table, feature)?);
        if let Some(within) = feature.within {
            let index = facts::index_date(self.graph);
            let bound = self.shifted(index, within, true)?;
            let date = self.graph.column(table, &feature.date_column)?;
            conditions.push(self.graph.binary(F::GT, date, bound)?);
        }
        if feature.pick == Pick::Current
            && let Some(end) = crate::catalogue::product_table(&feature.table).and_then(|usual| usual.end)
        {
            conditions.push(facts::not_ended(self.graph, table, end)?);
        }
        for (other, function) in [(&feature.since, F::GE), (&feature.after, F::GT), (&feature.before, F::LT)] {
            if let Some(other) = other {
                conditions.push(self.day_beside(table, feature, function, other, context)?);
            }
        }
        conditions.extend(last);
        Ok(conditions)
    }

    /// Whether any of a row's codes is meant.
    fn has_code(&mut self, table: FrameId, feature: &Feature) -> Made {
        let codes = self.codes(feature);
        let mut claims = Vec::new();
        for column in &feature.code_columns {
            let column = self.graph.column(table, column)?;
            match self.graph.value_type(column) {
                Some(of @ ValueType::Code(_)) => {
                    let codes = codes.iter().flat_map(|code| with_children(code, of)).map(Value::text).collect();
                    let codes = self.graph.literal_set(codes, Some(of))?;
                    claims.push(self.graph.is_in(column, codes)?);
                }
                _ => {
                    for code in &codes {
                        let code = self.graph.text(code);
                        claims.push(self.graph.binary(F::StringContains, column, code)?);
                    }
                }
            }
        }
        if claims.is_empty() {
            return Ok(self.graph.value(false));
        }
        self.in_pairs(F::Or, claims)
    }

    /// The codes a feature means.
    fn codes(&self, feature: &Feature) -> BTreeSet<&'a str> {
        let library = self.library;
        let lists = feature.codelists.iter().map(|id| &library.codelists[id]);
        lists
            .flat_map(|list| list.codes.iter().map(move |code| (code, list.categories.get(code))))
            .filter(|(_, category)| {
                feature.categories.is_empty() || category.is_some_and(|own| feature.categories.contains(own))
            })
            .map(|(code, _)| code.as_str())
            .collect()
    }

    /// A part of the row at hand.
    pub(super) fn row_part(&mut self, part: &RowPart, context: &Context<'a>) -> Made {
        let (feature, table) = context.row.expect("a checked rule speaks of rows where there are any");
        match part {
            RowPart::Value => self.graph.column(table, value_column(feature)),
            RowPart::Date => self.graph.column(table, &feature.date_column),
            RowPart::Code => self.graph.column(table, code_column(feature)),
            RowPart::Column(name) => self.graph.column(table, name),
            RowPart::Category => {
                let code = self.graph.column(table, code_column(feature))?;
                self.category(feature, code)
            }
        }
    }
}

/// A code of a list and the codes beneath it that records may hold: ICD-10 categories of three characters stand for
/// their subdivisions; other codes for themselves.
pub(super) fn with_children(code: &str, of: ValueType) -> Vec<String> {
    let mut codes = vec![code.to_owned()];
    let parted = matches!(of, ValueType::Code(CodeSystem::Icd10 | CodeSystem::Opcs4)) && code.len() == 3;
    if parted {
        codes.extend((0..=9).map(|digit| format!("{code}{digit}")));
    }
    if parted && of == ValueType::Code(CodeSystem::Icd10) {
        codes.push(format!("{code}X"));
    }
    codes
}
