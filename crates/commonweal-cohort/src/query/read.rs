//! Reading a definition from the JSON of the query language's serialiser, in any of its three envelopes.

use super::catalogue::Catalogue;
use super::definition::{Dataset, Definition, Envelope, EventTable, Measure};
use super::error::{QueryError, QueryProblem};
use super::graph::Graph;
use super::json::Json;
use super::node::SeriesId;
use super::read_node::NodeReader;
use super::read_order::{Document, build_order};
use super::read_value::{Fields, items, named, shape, tagged_day};
use std::collections::HashMap;

impl Definition {
    /// Reads a definition: a dataset, measures, or the whole of a definition file.
    ///
    /// Every node is read, used or not, and checked. The schemas of the tables come from the catalogue.
    ///
    /// # Errors
    /// [`QueryError`] where the text is no JSON or no definition, or breaks a rule; it says where.
    pub fn read(text: &str, catalogue: &Catalogue) -> Result<Self, QueryError> {
        let json =
            Json::read(text).map_err(|error| QueryError::new("definition", QueryProblem::Json(error.to_string())))?;
        read(&json, catalogue)
    }
}

/// Reads a definition from JSON that was read before.
pub(super) fn read(json: &Json, catalogue: &Catalogue) -> Result<Definition, QueryError> {
    let document = Document::of(json)?;
    let order = build_order(&document)?;
    let nodes = NodeReader { catalogue, graph: Graph::new(), built: HashMap::new() };
    let mut reader = Reader { document: &document, nodes };
    reader.build(&order.used)?;
    if !order.unused.is_empty() {
        // What nobody uses must be sound too, but is no part of the definition.
        let mut aside = Reader { document: &document, nodes: reader.nodes.clone() };
        aside.build(&order.unused)?;
    }
    reader.definition(document.value)?.checked()
}

struct Reader<'a, 'd> {
    document: &'d Document<'a>,
    nodes: NodeReader<'a>,
}

fn at(place: impl Into<String>) -> impl FnOnce(QueryProblem) -> QueryError {
    move |problem| QueryError::new(place, problem)
}

impl<'a> Reader<'a, '_> {
    fn build(&mut self, keys: &[&'a str]) -> Result<(), QueryError> {
        for key in keys {
            let built = self.nodes.node(key, self.document.nodes[key]);
            let built = built.map_err(|problem| QueryError::new(self.document.place_of(key), problem))?;
            self.nodes.built.insert(key, built);
        }
        Ok(())
    }

    /// The one member of what stands here or under the reference that stands here.
    fn object(&self, place: &str, json: &'a Json) -> Result<(&'a str, &'a Json), QueryError> {
        let followed = self.document.follow(json);
        let wrong = || shape("value", "a Dataset, a MeasureCollection or ModuleDetails", json);
        followed.and_then(Json::as_tagged).ok_or_else(|| QueryError::new(place, wrong()))
    }

    fn definition(mut self, value: &'a Json) -> Result<Definition, QueryError> {
        let (mut dataset, mut measures, mut envelope) = (None, None, None);
        match self.object("definition", value)? {
            ("Dataset", content) => dataset = Some(self.dataset(content)?),
            ("MeasureCollection", content) => measures = Some(self.measures(content)?),
            ("ModuleDetails", content) => {
                let (has_dataset, has_measures, details) = module(content).map_err(at("definition file"))?;
                envelope = Some(details);
                if let Some(json) = has_measures {
                    measures = Some(self.module_measures(json)?);
                }
                if let Some(json) = has_dataset {
                    dataset = self.module_dataset(json, measures.is_some())?;
                }
                if dataset.is_none() && measures.is_none() {
                    let problem = shape("dataset", "a dataset or measures; the file defines neither", &Json::Null);
                    return Err(QueryError::new("definition file", problem));
                }
            }
            ("DefinitionError", content) => return Err(failed(content)),
            (name, _) => {
                return Err(QueryError::new("definition", QueryProblem::UnknownNode { name: name.to_owned() }));
            }
        }
        Ok(Definition { graph: self.nodes.graph, dataset, measures, envelope })
    }

    fn module_measures(&mut self, json: &'a Json) -> Result<Vec<Measure>, QueryError> {
        match self.object("measures", json)? {
            ("MeasureCollection", content) => self.measures(content),
            ("DefinitionError", content) => Err(failed(content)),
            _ => Err(QueryError::new("measures", shape("measures", "a MeasureCollection or null", json))),
        }
    }

    /// A dataset that failed where it was made is none, if there are measures to go on with.
    fn module_dataset(&mut self, json: &'a Json, has_measures: bool) -> Result<Option<Dataset>, QueryError> {
        match self.object("dataset", json)? {
            ("Dataset", content) => self.dataset(content).map(Some),
            ("DefinitionError", _) if has_measures => Ok(None),
            ("DefinitionError", content) => Err(failed(content)),
            _ => Err(QueryError::new("dataset", shape("dataset", "a Dataset or null", json))),
        }
    }

    fn dataset(&mut self, content: &'a Json) -> Result<Dataset, QueryError> {
        let names = ["population", "variables", "events", "measures"];
        let fields = Fields::of("Dataset", content, &names).map_err(at("dataset"))?;
        if *fields.get("measures") != Json::Null {
            let problem = shape("measures", "null; measures stand beside the dataset", fields.get("measures"));
            return Err(QueryError::new("dataset", problem));
        }
        let population = self.nodes.series("population", fields.get("population")).map_err(at("population"))?;
        let variables = self.members("variables", fields.get("variables"), "dataset")?;
        let mut events = Vec::new();
        for (name, json) in named("events", fields.get("events")).map_err(at("dataset"))? {
            let place = format!("event table `{name}`");
            let ("SeriesCollectionFrame", content) = self.object(&place, json)? else {
                return Err(QueryError::new(place, shape(name, "a SeriesCollectionFrame", json)));
            };
            let fields = Fields::of("SeriesCollectionFrame", content, &["members"]).map_err(at(&place))?;
            let members = self.members("members", fields.get("members"), &place)?;
            events.push(EventTable { name: name.to_owned(), members });
        }
        Ok(Dataset { population, variables, events })
    }

    /// A dict of names and series.
    fn members(&mut self, field: &str, json: &'a Json, place: &str) -> Result<Vec<(String, SeriesId)>, QueryError> {
        let mut members = Vec::new();
        for (name, json) in named(field, json).map_err(at(place))? {
            let series = self.nodes.series(name, json).map_err(at(format!("{place}, `{name}`")))?;
            members.push((name.to_owned(), series));
        }
        Ok(members)
    }

    fn measures(&mut self, content: &'a Json) -> Result<Vec<Measure>, QueryError> {
        let fields = Fields::of("MeasureCollection", content, &["measures"]).map_err(at("measures"))?;
        let list = fields.get("measures");
        let list = list.as_list().ok_or_else(|| QueryError::new("measures", shape("measures", "a list", list)))?;
        list.iter().map(|json| self.measure(json)).collect()
    }

    fn measure(&mut self, json: &'a Json) -> Result<Measure, QueryError> {
        let ("Measure", content) = self.object("measures", json)? else {
            return Err(QueryError::new("measures", shape("measures", "a list of Measures", json)));
        };
        let names = ["name", "numerator", "denominator", "group_by", "intervals"];
        let fields = Fields::of("Measure", content, &names).map_err(at("measures"))?;
        let name = fields.text("name").map_err(at("measures"))?.to_owned();
        let place = format!("measure `{name}`");
        let numerator = self.nodes.series("numerator", fields.get("numerator")).map_err(at(&place))?;
        let denominator = self.nodes.series("denominator", fields.get("denominator")).map_err(at(&place))?;
        let group_by = self.members("group_by", fields.get("group_by"), &place)?;
        let mut intervals = Vec::new();
        for json in items("intervals", fields.get("intervals"), "tuple").map_err(at(&place))? {
            let ends = items("intervals", json, "tuple").map_err(at(&place))?;
            let [start, end] = ends else {
                return Err(QueryError::new(place, shape("intervals", "pairs of first and last day", json)));
            };
            let start = tagged_day("intervals", start).map_err(at(&place))?;
            intervals.push((start, tagged_day("intervals", end).map_err(at(&place))?));
        }
        Ok(Measure { name, numerator, denominator, group_by, intervals })
    }
}

fn failed(content: &Json) -> QueryError {
    let message = content.field("message").and_then(Json::as_str).unwrap_or("it does not say why").to_owned();
    QueryError::new("definition file", QueryProblem::Failed { message })
}

type Module<'a> = (Option<&'a Json>, Option<&'a Json>, Envelope);

/// The dataset and measures of a definition file, where it has them, and what else matters of it.
fn module(content: &Json) -> Result<Module<'_>, QueryProblem> {
    let names = [
        "dataset",
        "dataset_dummy_data_config",
        "test_data",
        "measures",
        "measures_dummy_data_config",
        "measures_disclosure_control_config",
        "claimed_permissions",
    ];
    let fields = Fields::of("ModuleDetails", content, &names)?;
    let present = |name| Some(fields.get(name)).filter(|json| **json != Json::Null);
    let disclosure_control = match present("measures_disclosure_control_config") {
        None => None,
        Some(json) => {
            let enabled = json.tagged_as("DisclosureControlConfig").and_then(|config| config.field("enabled"));
            let wanted = "a DisclosureControlConfig that says whether it is enabled";
            let enabled = enabled.and_then(Json::as_bool);
            Some(enabled.ok_or_else(|| shape("measures_disclosure_control_config", wanted, json))?)
        }
    };
    let mut claimed_permissions = Vec::new();
    for json in items("claimed_permissions", fields.get("claimed_permissions"), "tuple")? {
        claimed_permissions.push(json.as_str().ok_or_else(|| shape("claimed_permissions", "names", json))?.to_owned());
    }
    Ok((present("dataset"), present("measures"), Envelope { disclosure_control, claimed_permissions }))
}
