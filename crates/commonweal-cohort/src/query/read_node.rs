//! Reading the nodes of a graph.

use super::catalogue::{Catalogue, TableRef};
use super::error::QueryProblem;
use super::function::{BinaryFunction, UnaryFunction};
use super::graph::Graph;
use super::json::Json;
use super::node::{Aggregation, Extreme, FrameId, NodeId, Parameter, Position, SeriesId};
use super::read_value::{Fields, LiteralJson, inline_table, items, literal, pairs, shape, value_type};
use super::value::ValueType;
use std::collections::HashMap;

/// Builds nodes whose references have been built before.
#[derive(Clone)]
pub(super) struct NodeReader<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) graph: Graph,
    /// What each key stands for; nothing for what is no node of the graph, such as a dataset.
    pub(super) built: HashMap<&'a str, Option<NodeId>>,
}

/// What stands beside the nodes of the graph.
const OTHER_NODES: [&str; 5] = ["Dataset", "SeriesCollectionFrame", "MeasureCollection", "Measure", "ModuleDetails"];

impl<'a> NodeReader<'a> {
    /// Builds the node that is an object with one member; nothing for what is no node of the graph.
    pub(super) fn node(&mut self, field: &str, json: &'a Json) -> Result<Option<NodeId>, QueryProblem> {
        let (name, content) =
            json.as_tagged().ok_or_else(|| shape(field, "a node (a literal is written as {\"Value\": ...})", json))?;
        match name {
            "ref" => {
                let key = content.as_str().ok_or_else(|| shape("ref", "the key of a node, as text", content))?;
                let built = self.built.get(key).ok_or_else(|| QueryProblem::UnknownRef { key: key.to_owned() })?;
                Ok(*built)
            }
            _ if OTHER_NODES.contains(&name) => Ok(None),
            "external_ref" | "InlinePatientTable" | "Filter" | "Sort" | "PickOneRowPerPatient" => {
                self.new_frame(name, content).map(|id| Some(NodeId::Frame(id)))
            }
            "SelectTable" | "SelectPatientTable" => Err(QueryProblem::SpeltOutTable { name: name.to_owned() }),
            _ => self.new_series(name, content).map(|id| Some(NodeId::Series(id))),
        }
    }

    pub(super) fn frame(&mut self, field: &str, json: &'a Json) -> Result<FrameId, QueryProblem> {
        match self.node(field, json)? {
            Some(NodeId::Frame(id)) => Ok(id),
            _ => Err(shape(field, "a frame: a table, Filter, Sort or PickOneRowPerPatient", json)),
        }
    }

    pub(super) fn series(&mut self, field: &str, json: &'a Json) -> Result<SeriesId, QueryProblem> {
        match self.node(field, json)? {
            Some(NodeId::Series(id)) => Ok(id),
            _ => Err(shape(field, "a series: a column, aggregation, function, Case or Value", json)),
        }
    }

    fn series_or_null(&mut self, field: &str, json: &'a Json) -> Result<Option<SeriesId>, QueryProblem> {
        if *json == Json::Null { Ok(None) } else { self.series(field, json).map(Some) }
    }

    fn new_frame(&mut self, name: &str, content: &'a Json) -> Result<FrameId, QueryProblem> {
        match name {
            "external_ref" => {
                let fields = Fields::of(name, content, &["module", "name"])?;
                let reference = TableRef::new(fields.text("module")?, fields.text("name")?);
                Ok(self.graph.table(&reference, self.catalogue)?)
            }
            "InlinePatientTable" => Ok(self.graph.inline_table(inline_table(content)?)?),
            "Filter" => {
                let fields = Fields::of(name, content, &["source", "condition"])?;
                let source = self.frame("source", fields.get("source"))?;
                let condition = self.series("condition", fields.get("condition"))?;
                Ok(self.graph.filter(source, condition)?)
            }
            "Sort" => {
                let fields = Fields::of(name, content, &["source", "sort_by"])?;
                let source = self.frame("source", fields.get("source"))?;
                let sort_by = self.series("sort_by", fields.get("sort_by"))?;
                Ok(self.graph.sort(source, sort_by)?)
            }
            _ => {
                let fields = Fields::of(name, content, &["source", "position"])?;
                let source = self.frame("source", fields.get("source"))?;
                let position = fields.get("position");
                let position = match position.tagged_as("Position").and_then(Json::as_str) {
                    Some("first") => Position::First,
                    Some("last") => Position::Last,
                    _ => return Err(shape("position", "{\"Position\": \"first\"} or \"last\"", position)),
                };
                Ok(self.graph.pick(source, position)?)
            }
        }
    }

    fn new_series(&mut self, name: &str, content: &'a Json) -> Result<SeriesId, QueryProblem> {
        if let Some(function) = UnaryFunction::ALL.iter().find(|function| function.node_name() == name) {
            let fields = Fields::of(name, content, &["source"])?;
            let source = self.series("source", fields.get("source"))?;
            return Ok(self.graph.unary(*function, source)?);
        }
        if let Some(function) = BinaryFunction::ALL.iter().find(|function| function.node_name() == name) {
            let (lhs, rhs) = self.sides(name, content)?;
            return Ok(self.graph.binary(*function, lhs, rhs)?);
        }
        if let Some(aggregation) = name.strip_prefix("AggregateByPatient.") {
            return self.aggregation(name, aggregation, content);
        }
        match name {
            "Value" => self.literal(content),
            "SelectColumn" => {
                let fields = Fields::of(name, content, &["source", "name"])?;
                let frame = self.frame("source", fields.get("source"))?;
                Ok(self.graph.column(frame, fields.text("name")?)?)
            }
            "Function.In" => {
                let (lhs, rhs) = self.sides(name, content)?;
                Ok(self.graph.is_in(lhs, rhs)?)
            }
            "Function.MinimumOf" | "Function.MaximumOf" => {
                let fields = Fields::of(name, content, &["sources"])?;
                let sources = items("sources", fields.get("sources"), "tuple")?;
                let sources: Vec<SeriesId> =
                    sources.iter().map(|source| self.series("sources", source)).collect::<Result<_, _>>()?;
                let which = if name == "Function.MinimumOf" { Extreme::Minimum } else { Extreme::Maximum };
                Ok(self.graph.extreme(which, &sources)?)
            }
            "Case" => self.case(content),
            "Parameter" => self.parameter(content),
            _ => Err(QueryProblem::UnknownNode { name: name.to_owned() }),
        }
    }

    fn sides(&mut self, name: &str, content: &'a Json) -> Result<(SeriesId, SeriesId), QueryProblem> {
        let fields = Fields::of(name, content, &["lhs", "rhs"])?;
        Ok((self.series("lhs", fields.get("lhs"))?, self.series("rhs", fields.get("rhs"))?))
    }

    fn literal(&mut self, content: &Json) -> Result<SeriesId, QueryProblem> {
        match literal(content)? {
            LiteralJson::One(value, value_type) => Ok(self.graph.literal(value, value_type)?),
            LiteralJson::Set(values, value_type) => Ok(self.graph.literal_set(values, value_type)?),
        }
    }

    fn aggregation(&mut self, node: &str, name: &str, content: &'a Json) -> Result<SeriesId, QueryProblem> {
        let how = match name {
            "Exists" | "Count" => {
                let fields = Fields::of(node, content, &["source"])?;
                let frame = self.frame("source", fields.get("source"))?;
                return Ok(if name == "Exists" { self.graph.exists(frame) } else { self.graph.count(frame) });
            }
            "CountEpisodes" => {
                let fields = Fields::of(node, content, &["source", "maximum_gap_days"])?;
                let gap = fields.get("maximum_gap_days");
                let wanted = "a whole number, bare and not in a Value";
                let maximum_gap_days = gap.as_int().ok_or_else(|| shape("maximum_gap_days", wanted, gap))?;
                let source = self.series("source", fields.get("source"))?;
                return Ok(self.graph.aggregate(Aggregation::CountEpisodes { maximum_gap_days }, source)?);
            }
            "Min" => Aggregation::Min,
            "Max" => Aggregation::Max,
            "Sum" => Aggregation::Sum,
            "Mean" => Aggregation::Mean,
            "CountDistinct" => Aggregation::CountDistinct,
            "CombineAsSet" => Aggregation::CombineAsSet,
            _ => return Err(QueryProblem::UnknownNode { name: node.to_owned() }),
        };
        let fields = Fields::of(node, content, &["source"])?;
        let source = self.series("source", fields.get("source"))?;
        Ok(self.graph.aggregate(how, source)?)
    }

    fn case(&mut self, content: &'a Json) -> Result<SeriesId, QueryProblem> {
        let fields = Fields::of("Case", content, &["cases", "default"])?;
        let mut cases = Vec::new();
        for (condition, value) in pairs("cases", fields.get("cases"))? {
            cases.push((self.series("cases", condition)?, self.series_or_null("cases", value)?));
        }
        let default = self.series_or_null("default", fields.get("default"))?;
        Ok(self.graph.case(&cases, default)?)
    }

    fn parameter(&mut self, content: &Json) -> Result<SeriesId, QueryProblem> {
        let fields = Fields::of("Parameter", content, &["name", "type"])?;
        let parameter = match fields.text("name")? {
            "interval_start_date" => Parameter::IntervalStart,
            "interval_end_date" => Parameter::IntervalEnd,
            _ => return Err(shape("name", "`interval_start_date` or `interval_end_date`", fields.get("name"))),
        };
        match value_type("type", fields.get("type"))? {
            ValueType::Date => Ok(self.graph.parameter(parameter)),
            _ => Err(shape("type", "the type date", fields.get("type"))),
        }
    }
}
