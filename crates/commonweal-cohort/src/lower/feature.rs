//! Features: the rows that count, and what is made of them.

use super::{Context, Lowering};
use crate::facts;
use crate::query::{
    Aggregation, BinaryFunction as F, FrameId, Position, RuleError, SeriesId, UnaryFunction, Value, ValueType,
};
use crate::{Feature, Part, Pick};
use std::collections::BTreeSet;

type Made = Result<SeriesId, RuleError>;

/// The rows of a feature.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rows {
    /// Their table.
    pub(crate) table: FrameId,
    /// Those that count.
    pub(crate) kept: Kept,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Kept {
    /// The rows for which every condition is true.
    Many(FrameId),
    /// Of a table with one row per patient: whether every condition is true; never null.
    One(SeriesId),
}

impl<'a> Lowering<'a> {
    pub(super) fn feature_part(&mut self, name: &'a str, part: Part, context: &mut Context<'a>) -> Made {
        let rows = self.rows(name, context)?;
        let feature = &context.features[name];
        match (part, feature.pick) {
            (Part::Exists, _) => Ok(self.exists(rows)),
            (Part::Count, _) => self.count(feature, rows),
            (Part::Date, Pick::Latest | Pick::Current) => self.end_of(rows, &feature.date_column, Aggregation::Max),
            (Part::Date, Pick::Earliest) => self.end_of(rows, &feature.date_column, Aggregation::Min),
            (Part::Value, Pick::Highest) => self.end_of(rows, value_column(feature), Aggregation::Max),
            (Part::Value, Pick::Lowest) => self.end_of(rows, value_column(feature), Aggregation::Min),
            (Part::Value, Pick::Mean) => self.end_of(rows, value_column(feature), Aggregation::Mean),
            (Part::Value, Pick::Total) => self.end_of(rows, value_column(feature), Aggregation::Sum),
            (Part::Date, _) => self.picked_column(name, &feature.date_column, context),
            (Part::Value, _) => self.picked_column(name, value_column(feature), context),
            (Part::Code, _) => self.picked_column(name, code_column(feature), context),
            (Part::Category, _) => {
                let code = self.picked_column(name, code_column(feature), context)?;
                self.category(feature, code)
            }
        }
    }

    pub(super) fn feature_column(&mut self, name: &'a str, column: &'a str, context: &mut Context<'a>) -> Made {
        self.picked_column(name, column, context)
    }

    fn exists(&mut self, rows: Rows) -> SeriesId {
        match rows.kept {
            Kept::Many(frame) => self.graph.exists(frame),
            Kept::One(holds) => holds,
        }
    }

    fn count(&mut self, feature: &Feature, rows: Rows) -> Made {
        let frame = match rows.kept {
            Kept::Many(frame) => frame,
            Kept::One(holds) => {
                let (one, zero) = (self.graph.value(1), self.graph.value(0));
                return self.graph.case(&[(holds, Some(one))], Some(zero));
            }
        };
        let (how, column) = match feature.pick {
            Pick::Days => (Aggregation::CountDistinct, feature.date_column.as_str()),
            Pick::Codes => (Aggregation::CountDistinct, code_column(feature)),
            Pick::Episodes => {
                let maximum_gap_days = feature.gap_days.expect("episodes are checked to have a gap");
                (Aggregation::CountEpisodes { maximum_gap_days }, feature.date_column.as_str())
            }
            _ => return Ok(self.graph.count(frame)),
        };
        let column = self.graph.column(frame, column)?;
        self.graph.aggregate(how, column)
    }

    /// The rows' column made into one value.
    fn end_of(&mut self, rows: Rows, column: &str, how: Aggregation) -> Made {
        match rows.kept {
            Kept::Many(frame) => {
                let column = self.graph.column(frame, column)?;
                self.graph.aggregate(how, column)
            }
            Kept::One(holds) => self.column_if(rows.table, column, holds),
        }
    }

    /// A column of the row picked.
    fn picked_column(&mut self, name: &'a str, column: &str, context: &mut Context<'a>) -> Made {
        let rows = self.rows(name, context)?;
        match rows.kept {
            Kept::One(holds) => self.column_if(rows.table, column, holds),
            Kept::Many(frame) => {
                let picked = self.picked(name, frame, rows.table, context)?;
                self.graph.column(picked, column)
            }
        }
    }

    fn column_if(&mut self, table: FrameId, column: &str, holds: SeriesId) -> Made {
        let column = self.graph.column(table, column)?;
        self.graph.case(&[(holds, Some(column))], None)
    }

    /// The row picked: in order of date, then value, then code, then the other columns that rules take from it, so that
    /// which row it is depends on the definition alone.
    pub(crate) fn picked(
        &mut self,
        name: &'a str,
        rows: FrameId,
        table: FrameId,
        context: &Context<'a>,
    ) -> Result<FrameId, RuleError> {
        let feature = &context.features[name];
        let (date, value) = (Some(feature.date_column.as_str()), feature.value_column.as_deref());
        let by_value = matches!(feature.pick, Pick::Highest | Pick::Lowest);
        let first = if by_value { [value, date] } else { [date, value] };
        let code = feature.code_columns.first().map(String::as_str);
        let others = context.columns.get(name).into_iter().flatten().copied();
        let keys = first.into_iter().chain([code]).flatten().chain(others);
        let mut seen = BTreeSet::new();
        let keys: Vec<&str> = keys.filter(|key| seen.insert(*key)).collect();
        let mut sorted = rows;
        for key in keys.into_iter().rev() {
            let key = self.graph.column(table, key)?;
            // Yes-or-no columns have no order; rows that differ in nothing else are told apart by the query model.
            if self.graph.value_type(key) != Some(ValueType::Bool) {
                sorted = self.graph.sort(sorted, key)?;
            }
        }
        let first = matches!(feature.pick, Pick::Earliest | Pick::Lowest);
        self.graph.pick(sorted, if first { Position::First } else { Position::Last })
    }

    /// The category of a code: that of the first of the feature's codelists that has it.
    pub(super) fn category(&mut self, feature: &Feature, code: SeriesId) -> Made {
        let Some(of @ ValueType::Code(_)) = self.graph.value_type(code) else {
            let nothing = self.graph.text("");
            let never = self.graph.value(false);
            return self.graph.case(&[(never, Some(nothing))], None);
        };
        let mut sets: std::collections::BTreeMap<&str, BTreeSet<Value>> = std::collections::BTreeMap::new();
        let mut seen = BTreeSet::new();
        for id in &feature.codelists {
            let codelist = &self.library.codelists[id];
            for code in codelist.codes.iter().filter(|code| seen.insert(code.as_str())) {
                if let Some(category) = codelist.categories.get(code) {
                    let codes = super::rows::with_children(code, of).into_iter().map(Value::text);
                    sets.entry(category).or_default().extend(codes);
                }
            }
        }
        let mut cases = Vec::with_capacity(sets.len());
        for (category, codes) in sets {
            let codes = self.graph.literal_set(codes, Some(of))?;
            let is_of = self.graph.is_in(code, codes)?;
            cases.push((is_of, Some(self.graph.text(category))));
        }
        if cases.is_empty() {
            let (never, nothing) = (self.graph.value(false), self.graph.text(""));
            cases.push((never, Some(nothing)));
        }
        self.graph.case(&cases, None)
    }

    /// Whether a row has a value.
    pub(super) fn has_value(&mut self, table: FrameId, feature: &Feature) -> Made {
        let value = self.graph.column(table, value_column(feature))?;
        let missing = self.graph.unary(UnaryFunction::IsNull, value)?;
        self.graph.unary(UnaryFunction::Not, missing)
    }

    /// True in every row whose day stands so to a feature's day.
    pub(super) fn day_beside(
        &mut self,
        table: FrameId,
        feature: &Feature,
        function: F,
        other: &'a str,
        context: &mut Context<'a>,
    ) -> Made {
        let day = self.feature_part(other, Part::Date, context)?;
        let own = self.graph.column(table, &feature.date_column)?;
        self.graph.binary(function, own, day)
    }

    /// Whether a row's day is no later than the index date.
    pub(super) fn by_index_date(&mut self, table: FrameId, feature: &Feature) -> Made {
        facts::by_index_date(self.graph, table, &feature.date_column)
    }
}

pub(super) fn value_column(feature: &Feature) -> &str {
    feature.value_column.as_deref().expect("a checked rule asks for values where there are any")
}

pub(super) fn code_column(feature: &Feature) -> &str {
    feature.code_columns.first().expect("a checked rule asks for codes where there are any")
}
