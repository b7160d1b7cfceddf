//! Printing a definition as the JSON of the query language's serialiser: equal nodes once, parts before their users.

use super::definition::{Dataset, Definition, Envelope, Measure};
use super::graph::Graph;
use super::json::Json;
use super::node::{
    Aggregation, Frame, FrameId, InlineRows, InlineTable, NodeId, Parameter, Position, Series, SeriesId,
};
use super::value::{Value, ValueType};
use std::collections::HashMap;

/// The definition as JSON. Nodes are numbered in the order of a walk from the roots, whatever ids they have.
pub(super) fn definition(definition: &Definition) -> Json {
    let mut printer = Printer { graph: &definition.graph, keys: HashMap::new(), nodes: Vec::new() };
    let dataset = definition.dataset.as_ref().map(|dataset| printer.dataset(dataset));
    let measures = definition.measures.as_ref().map(|measures| printer.measures(measures));
    let value = match &definition.envelope {
        Some(envelope) => module(dataset, measures, envelope),
        None => dataset.or(measures).unwrap_or(Json::Null),
    };
    let mut members = vec![("value".to_owned(), value)];
    members.append(&mut printer.nodes);
    Json::Object(members)
}

fn module(dataset: Option<Json>, measures: Option<Json>, envelope: &Envelope) -> Json {
    let control = envelope.disclosure_control.map_or(Json::Null, |enabled| {
        Json::tagged("DisclosureControlConfig", Json::object([("enabled", Json::Bool(enabled))]))
    });
    let permissions = envelope.claimed_permissions.iter().map(|name| Json::text(name.as_str())).collect();
    let details = [
        ("dataset", dataset.unwrap_or(Json::Null)),
        ("dataset_dummy_data_config", Json::Null),
        ("test_data", Json::Null),
        ("measures", measures.unwrap_or(Json::Null)),
        ("measures_dummy_data_config", Json::Null),
        ("measures_disclosure_control_config", control),
        ("claimed_permissions", tuple(permissions)),
    ];
    Json::tagged("ModuleDetails", Json::object(details))
}

struct Printer<'g> {
    graph: &'g Graph,
    keys: HashMap<NodeId, usize>,
    nodes: Vec<(String, Json)>,
}

fn tuple(items: Vec<Json>) -> Json {
    Json::tagged("tuple", Json::List(items))
}

fn dict(pairs: impl IntoIterator<Item = (Json, Json)>) -> Json {
    Json::tagged("dict", Json::List(pairs.into_iter().map(|(key, value)| Json::List(vec![key, value])).collect()))
}

fn reference(key: usize) -> Json {
    Json::tagged("ref", Json::text(key.to_string()))
}

impl Printer<'_> {
    fn define(&mut self, node: Json) -> usize {
        let key = self.nodes.len() + 1;
        self.nodes.push((key.to_string(), node));
        key
    }

    fn dataset(&mut self, dataset: &Dataset) -> Json {
        let population = self.series(dataset.population);
        let variables = self.named(&dataset.variables);
        let mut tables: Vec<(Json, usize)> = Vec::new();
        let mut events = Vec::new();
        for table in &dataset.events {
            let members = Json::object([("members", self.named(&table.members))]);
            let node = Json::tagged("SeriesCollectionFrame", members);
            let known = tables.iter().find(|(known, _)| *known == node).map(|(_, key)| *key);
            let key = known.unwrap_or_else(|| self.define(node.clone()));
            tables.push((node, key));
            events.push((Json::text(table.name.as_str()), reference(key)));
        }
        let fields =
            [("population", population), ("variables", variables), ("events", dict(events)), ("measures", Json::Null)];
        let node = Json::tagged("Dataset", Json::object(fields));
        reference(self.define(node))
    }

    fn measures(&mut self, measures: &[Measure]) -> Json {
        let measures = measures.iter().map(|measure| self.measure(measure)).collect();
        Json::tagged("MeasureCollection", Json::object([("measures", Json::List(measures))]))
    }

    fn measure(&mut self, measure: &Measure) -> Json {
        let day = |day| Json::tagged("date", Json::text(format!("{day}")));
        let intervals = measure.intervals.iter().map(|(start, end)| tuple(vec![day(start), day(end)])).collect();
        let fields = [
            ("name", Json::text(measure.name.as_str())),
            ("numerator", self.series(measure.numerator)),
            ("denominator", self.series(measure.denominator)),
            ("group_by", self.named(&measure.group_by)),
            ("intervals", tuple(intervals)),
        ];
        Json::tagged("Measure", Json::object(fields))
    }

    fn named(&mut self, members: &[(String, SeriesId)]) -> Json {
        dict(members.iter().map(|(name, series)| (Json::text(name.as_str()), self.series(*series))).collect::<Vec<_>>())
    }

    fn series(&mut self, root: SeriesId) -> Json {
        self.node(NodeId::Series(root))
    }

    /// Defines a node and its parts where they are not yet, and gives what refers to it.
    fn node(&mut self, root: NodeId) -> Json {
        // A stack of its own: a chain of nodes may be longer than the machine's.
        let mut stack = vec![(root, self.graph.parts(root).into_iter())];
        while let Some((node, parts)) = stack.last_mut() {
            let node = *node;
            match parts.next() {
                Some(part) if self.keys.contains_key(&part) || self.is_in_place(part) => {}
                Some(part) => stack.push((part, self.graph.parts(part).into_iter())),
                None => {
                    if !self.keys.contains_key(&node) && !self.is_in_place(node) {
                        let json = match node {
                            NodeId::Frame(id) => self.frame_fields(self.graph.frame(id)),
                            NodeId::Series(id) => self.series_fields(self.graph.series(id)),
                        };
                        let key = self.define(json);
                        self.keys.insert(node, key);
                    }
                    stack.pop();
                }
            }
        }
        self.refer(root)
    }

    /// Whether a node is written where it is used, as literals and tables are.
    fn is_in_place(&self, node: NodeId) -> bool {
        match node {
            NodeId::Frame(id) => matches!(self.graph.frame(id), Frame::Table(_)),
            NodeId::Series(id) => matches!(self.graph.series(id), Series::Literal { .. } | Series::LiteralSet { .. }),
        }
    }

    /// What is written where it is used: literals and tables.
    fn in_place(&self, node: NodeId) -> Option<Json> {
        match node {
            NodeId::Frame(id) => match self.graph.frame(id) {
                Frame::Table(table) => {
                    let name = [("module", Json::text(&*table.module)), ("name", Json::text(&*table.name))];
                    Some(Json::tagged("external_ref", Json::object(name)))
                }
                _ => None,
            },
            NodeId::Series(id) => match self.graph.series(id) {
                Series::Literal { value, value_type } => Some(Json::tagged("Value", cell(value, *value_type))),
                Series::LiteralSet { values, value_type } => {
                    let of = |value: &Value| cell(value, value_type.unwrap_or(value.plain_type()));
                    let set = Json::tagged("frozenset", Json::List(values.iter().map(of).collect()));
                    Some(Json::tagged("Value", set))
                }
                _ => None,
            },
        }
    }

    fn refer(&self, node: NodeId) -> Json {
        self.in_place(node).unwrap_or_else(|| reference(self.keys[&node]))
    }

    fn of_frame(&self, id: FrameId) -> Json {
        self.refer(NodeId::Frame(id))
    }

    fn of_series(&self, id: SeriesId) -> Json {
        self.refer(NodeId::Series(id))
    }

    fn frame_fields(&self, frame: &Frame) -> Json {
        match frame {
            Frame::Table(_) => unreachable!("a table is written in place"),
            Frame::Inline(table) => inline_table(table),
            Frame::Filter { source, condition } => {
                let fields = [("source", self.of_frame(*source)), ("condition", self.of_series(*condition))];
                Json::tagged("Filter", Json::object(fields))
            }
            Frame::Sort { source, sort_by } => {
                let fields = [("source", self.of_frame(*source)), ("sort_by", self.of_series(*sort_by))];
                Json::tagged("Sort", Json::object(fields))
            }
            Frame::Pick { source, position } => {
                let position = Json::text(if *position == Position::First { "first" } else { "last" });
                let fields = [("source", self.of_frame(*source)), ("position", Json::tagged("Position", position))];
                Json::tagged("PickOneRowPerPatient", Json::object(fields))
            }
        }
    }

    fn series_fields(&self, series: &Series) -> Json {
        let sides = |lhs: &SeriesId, rhs: &SeriesId| {
            Json::object([("lhs", self.of_series(*lhs)), ("rhs", self.of_series(*rhs))])
        };
        let source = |json: Json| Json::object([("source", json)]);
        match series {
            Series::Literal { .. } | Series::LiteralSet { .. } => unreachable!("a literal is written in place"),
            Series::Column { frame, name } => {
                let fields = [("source", self.of_frame(*frame)), ("name", Json::text(&**name))];
                Json::tagged("SelectColumn", Json::object(fields))
            }
            Series::Parameter(parameter) => {
                let fields = [("name", Json::text(Parameter::name(*parameter))), ("type", type_name(ValueType::Date))];
                Json::tagged("Parameter", Json::object(fields))
            }
            Series::Exists(frame) => Json::tagged("AggregateByPatient.Exists", source(self.of_frame(*frame))),
            Series::Count(frame) => Json::tagged("AggregateByPatient.Count", source(self.of_frame(*frame))),
            Series::Aggregate { how, source: of } => {
                let mut fields = vec![("source".to_owned(), self.of_series(*of))];
                if let Aggregation::CountEpisodes { maximum_gap_days } = how {
                    fields.push(("maximum_gap_days".to_owned(), Json::Int(*maximum_gap_days)));
                }
                Json::tagged(how.node_name(), Json::Object(fields))
            }
            Series::Unary { function, source: of } => Json::tagged(function.node_name(), source(self.of_series(*of))),
            Series::Binary { function, lhs, rhs } => Json::tagged(function.node_name(), sides(lhs, rhs)),
            Series::In { lhs, rhs } => Json::tagged("Function.In", sides(lhs, rhs)),
            Series::Extreme { which, sources } => {
                let sources = sources.iter().map(|source| self.of_series(*source)).collect();
                Json::tagged(which.node_name(), Json::object([("sources", tuple(sources))]))
            }
            Series::Case { cases, default } => {
                let or_null = |value: &Option<SeriesId>| value.map_or(Json::Null, |series| self.of_series(series));
                let branches = cases.iter().map(|(condition, value)| (self.of_series(*condition), or_null(value)));
                let fields = [("cases", dict(branches)), ("default", or_null(default))];
                Json::tagged("Case", Json::object(fields))
            }
        }
    }
}

fn inline_table(table: &InlineTable) -> Json {
    let column = |(name, value_type): &(std::sync::Arc<str>, ValueType)| {
        let fields = [
            ("type_", type_name(*value_type)),
            ("constraints", tuple(Vec::new())),
            ("dummy_data_constraints", tuple(Vec::new())),
        ];
        (name.to_string(), Json::tagged("Column", Json::object(fields)))
    };
    let schema = Json::tagged("TableSchema", Json::Object(table.columns.iter().map(column).collect()));
    let rows = match &table.rows {
        InlineRows::Given(rows) => tuple(rows.iter().map(|row| inline_row(row, table)).collect()),
        InlineRows::File { reader, path, column_specs, allow_missing_columns } => {
            let specs = Json::read(column_specs).unwrap_or_else(|_| dict([]));
            let fields = [
                ("filename", Json::tagged("Path", Json::text(path.as_str()))),
                ("column_specs", specs),
                ("allow_missing_columns", Json::Bool(*allow_missing_columns)),
            ];
            Json::tagged(reader.as_str(), Json::object(fields))
        }
    };
    Json::tagged("InlinePatientTable", Json::object([("rows", rows), ("schema", schema)]))
}

fn inline_row((patient, cells): &(i64, Vec<Option<Value>>), table: &InlineTable) -> Json {
    let cells = cells.iter().zip(&table.columns);
    let cells = cells.map(|(value, (_, of))| value.as_ref().map_or(Json::Null, |value| cell(value, *of)));
    tuple(std::iter::once(Json::Int(*patient)).chain(cells).collect())
}

fn type_name(value_type: ValueType) -> Json {
    Json::tagged("type", Json::text(value_type.name()))
}

fn cell(value: &Value, value_type: ValueType) -> Json {
    match (value, value_type) {
        (Value::Bool(claim), _) => Json::Bool(*claim),
        (Value::Int(number), _) => Json::Int(*number),
        (Value::Float(number), _) => Json::Float(number.get()),
        (Value::Text(code), ValueType::Code(system)) => Json::tagged(system.name(), Json::text(&**code)),
        (Value::Text(text), _) => Json::text(&**text),
        (Value::Date(day), _) => Json::tagged("date", Json::text(day.to_string())),
    }
}
