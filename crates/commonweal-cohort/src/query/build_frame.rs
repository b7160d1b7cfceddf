//! Building frames, each step checked.

use super::catalogue::{Catalogue, TableRef, TableSchema};
use super::error::RuleError;
use super::graph::{Domain, DomainId, Graph, Rows, SeriesType};
use super::node::{Frame, FrameId, InlineRows, InlineTable, Position, Series, SeriesId};
use super::value::{Value, ValueType};
use std::collections::BTreeSet;

impl Graph {
    /// A table of the catalogue.
    ///
    /// # Errors
    /// [`RuleError::UnknownTable`] where the catalogue has none of that name.
    pub fn table(&mut self, reference: &TableRef, catalogue: &Catalogue) -> Result<FrameId, RuleError> {
        let schema = catalogue.schema(reference).ok_or_else(|| RuleError::UnknownTable { table: reference.clone() })?;
        self.keep_schema(reference, schema);
        let frame = Frame::Table(reference.clone());
        if let Some(known) = self.known_frame(&frame) {
            return Ok(known);
        }
        if schema.one_row_per_patient {
            return Ok(self.add_frame(frame, Rows::OnePerPatient, None, false));
        }
        let id = FrameId(u32::try_from(self.len()).expect("a query has fewer nodes than memory could hold"));
        let domain = self.domain_id(Domain::Table(id));
        Ok(self.add_frame(frame, Rows::Many(domain), None, false))
    }

    /// A table that comes with the query, one row for each patient.
    ///
    /// # Errors
    /// A [`RuleError`] where a column or a patient occurs twice, or a row has other cells than the columns say.
    pub fn inline_table(&mut self, table: InlineTable) -> Result<FrameId, RuleError> {
        let mut names = BTreeSet::new();
        if let Some((name, _)) = table.columns.iter().find(|(name, _)| !names.insert(name)) {
            return Err(RuleError::SameName { name: name.to_string() });
        }
        let rows = if let InlineRows::Given(rows) = &table.rows { rows.as_slice() } else { &[] };
        let mut patients = BTreeSet::new();
        for (at, (patient, cells)) in rows.iter().enumerate() {
            let fits =
                |(cell, (_, of)): (&Option<Value>, &(_, ValueType))| cell.as_ref().is_none_or(|cell| of.holds(cell));
            if cells.len() != table.columns.len() || !cells.iter().zip(&table.columns).all(fits) {
                return Err(RuleError::InlineCells { row: at + 1 });
            }
            if !patients.insert(*patient) {
                return Err(RuleError::InlinePatientTwice { row: at + 1 });
            }
        }
        let frame = Frame::Inline(table);
        Ok(match self.known_frame(&frame) {
            Some(known) => known,
            None => self.add_frame(frame, Rows::OnePerPatient, None, false),
        })
    }

    /// The rows for which a condition is true; null is not true.
    ///
    /// # Errors
    /// A [`RuleError`] where the frame has one row per patient, the condition is not boolean, or the condition's rows are
    /// not those of the frame or of a frame it was filtered from.
    pub fn filter(&mut self, source: FrameId, condition: SeriesId) -> Result<FrameId, RuleError> {
        let parent = self.many_rows(source, "Filter")?;
        if self.series_type(condition) != SeriesType::One(ValueType::Bool) {
            return Err(RuleError::Type {
                node: "Filter".to_owned(),
                field: "condition",
                wanted: "bool",
                got: self.series_type(condition).to_string(),
                fix: "compare it with something, such as EQ or IsNull",
            });
        }
        self.covers(parent, condition, "Filter")?;
        let domain = self.domain_id(Domain::Filtered { parent, condition });
        let (base, sorted) = (self.base(source), self.is_sorted(source));
        Ok(self.add_frame(Frame::Filter { source, condition }, Rows::Many(domain), Some(base), sorted))
    }

    /// The rows in order of a series, nulls first; rows that tie keep the order they had.
    ///
    /// # Errors
    /// A [`RuleError`] where the frame has one row per patient, or the key is boolean, has one value per patient, or has
    /// other rows.
    pub fn sort(&mut self, source: FrameId, sort_by: SeriesId) -> Result<FrameId, RuleError> {
        let domain = self.many_rows(source, "Sort")?;
        if matches!(self.series_type(sort_by), SeriesType::One(ValueType::Bool) | SeriesType::Set(_)) {
            return Err(RuleError::Type {
                node: "Sort".to_owned(),
                field: "sort_by",
                wanted: "numbers, text, codes or dates",
                got: self.series_type(sort_by).to_string(),
                fix: "booleans and sets have no order: sort by a column that has",
            });
        }
        if self.series_rows(sort_by) == Rows::OnePerPatient {
            return Err(RuleError::SortByPatientSeries);
        }
        self.covers(domain, sort_by, "Sort")?;
        let base = self.base(source);
        Ok(self.add_frame(Frame::Sort { source, sort_by }, Rows::Many(domain), Some(base), true))
    }

    /// The first or last row of each patient.
    ///
    /// # Errors
    /// A [`RuleError`] where the frame has one row per patient already, or was never sorted.
    pub fn pick(&mut self, source: FrameId, position: Position) -> Result<FrameId, RuleError> {
        self.many_rows(source, "PickOneRowPerPatient")?;
        if !self.is_sorted(source) {
            return Err(RuleError::Unsorted);
        }
        let base = self.base(source);
        Ok(self.add_frame(Frame::Pick { source, position }, Rows::OnePerPatient, Some(base), false))
    }

    /// A column of a frame.
    ///
    /// # Errors
    /// [`RuleError::UnknownColumn`] where the frame's table has none of that name.
    pub fn column(&mut self, frame: FrameId, name: &str) -> Result<SeriesId, RuleError> {
        let base = self.base(frame);
        let columns = match self.frame(base) {
            Frame::Inline(table) => &table.columns,
            Frame::Table(reference) => {
                self.schema(reference).map(columns_of).expect("a table is added with its schema")
            }
            _ => unreachable!("the base of a frame is a table"),
        };
        let Some((name, value_type)) = columns.iter().find(|(column, _)| &**column == name).cloned() else {
            return Err(RuleError::UnknownColumn {
                table: self.table_name(base),
                column: name.to_owned(),
                columns: columns.iter().map(|(column, _)| format!("`{column}`")).collect::<Vec<_>>().join(", "),
            });
        };
        let rows = self.frame_rows(frame);
        Ok(self.add_series(Series::Column { frame, name }, rows, SeriesType::One(value_type)))
    }

    /// Whether each patient has a row; never null.
    pub fn exists(&mut self, frame: FrameId) -> SeriesId {
        self.add_series(Series::Exists(frame), Rows::OnePerPatient, SeriesType::One(ValueType::Bool))
    }

    /// How many rows each patient has; never null.
    pub fn count(&mut self, frame: FrameId) -> SeriesId {
        self.add_series(Series::Count(frame), Rows::OnePerPatient, SeriesType::One(ValueType::Int))
    }

    /// What a domain is called in messages.
    pub(super) fn domain_name(&self, mut domain: DomainId) -> String {
        let mut filters = 0;
        loop {
            match self.domain(domain) {
                Domain::Filtered { parent, .. } => (domain, filters) = (parent, filters + 1),
                Domain::Table(table) => {
                    let name = self.table_name(table);
                    return match filters {
                        0 => format!("`{name}`"),
                        1 => format!("`{name}` after a filter"),
                        _ => format!("`{name}` after {filters} filters"),
                    };
                }
            }
        }
    }

    fn table_name(&self, base: FrameId) -> String {
        match self.frame(base) {
            Frame::Table(reference) => reference.name.to_string(),
            _ => "the inline table".to_owned(),
        }
    }

    fn many_rows(&self, source: FrameId, node: &str) -> Result<DomainId, RuleError> {
        match self.frame_rows(source) {
            Rows::Many(domain) => Ok(domain),
            Rows::OnePerPatient => Err(RuleError::OneRow { node: node.to_owned(), what: "the frame" }),
        }
    }

    /// Whether a series has a value for every row of a domain.
    fn covers(&self, domain: DomainId, series: SeriesId, node: &str) -> Result<(), RuleError> {
        match self.series_rows(series) {
            Rows::Many(own) if !self.descends_from(domain, own) => Err(RuleError::RowsDiffer {
                node: node.to_owned(),
                first: self.domain_name(domain),
                second: self.domain_name(own),
            }),
            _ => Ok(()),
        }
    }
}

fn columns_of(schema: &TableSchema) -> &Vec<(std::sync::Arc<str>, ValueType)> {
    &schema.columns
}
