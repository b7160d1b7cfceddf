//! In which order the nodes of a document can be built, and where in the definition each is used.

use super::error::{QueryError, QueryProblem};
use super::json::Json;
use std::collections::{HashMap, HashSet};

/// The top level of a serialised definition.
pub(super) struct Document<'a> {
    /// The thing serialised.
    pub(super) value: &'a Json,
    /// Every other key, with the node it defines.
    pub(super) nodes: HashMap<&'a str, &'a Json>,
    /// The keys in the order of the text.
    keys: Vec<&'a str>,
}

/// Keys, each after all it refers to.
pub(super) struct BuildOrder<'a> {
    /// What the value refers to, near or far.
    pub(super) used: Vec<&'a str>,
    /// The others.
    pub(super) unused: Vec<&'a str>,
}

impl<'a> Document<'a> {
    pub(super) fn of(json: &'a Json) -> Result<Self, QueryError> {
        let wrong = |problem| QueryError::new("definition", problem);
        let shape = |wanted| QueryProblem::Shape { field: "definition".to_owned(), wanted, got: json.kind() };
        let members = json.as_object().ok_or_else(|| wrong(shape("an object with `value` and nodes")))?;
        let mut nodes = HashMap::new();
        let mut keys = Vec::new();
        for (key, node) in members {
            if nodes.insert(key.as_str(), node).is_some() {
                return Err(QueryError::new(format!("key `{key}`"), QueryProblem::SameKey));
            }
            keys.push(key.as_str());
        }
        let value = nodes.remove("value").ok_or_else(|| wrong(shape("a member `value`")))?;
        keys.retain(|key| *key != "value");
        Ok(Self { value, nodes, keys })
    }

    /// What stands here, or under the reference that stands here.
    pub(super) fn follow(&self, mut json: &'a Json) -> Option<&'a Json> {
        // Circles of references were refused when the order was made.
        while let Some(key) = json.tagged_as("ref") {
            json = self.nodes.get(key.as_str()?)?;
        }
        Some(json)
    }

    /// Where a node is used, in the words of the definition, and its key.
    pub(super) fn place_of(&self, key: &str) -> String {
        let parts = self.named_parts();
        let user = parts.iter().find(|(_, json)| self.reaches(json, key));
        match user {
            Some((name, _)) => format!("{name}, node {key}"),
            None => format!("node {key}"),
        }
    }

    fn named_parts(&self) -> Vec<(String, &'a Json)> {
        let mut parts = Vec::new();
        let root = self.follow(self.value).and_then(Json::as_tagged);
        let modules = match root {
            Some(("ModuleDetails", content)) => {
                let inner = ["dataset", "measures"].into_iter().filter_map(|name| content.field(name));
                inner.filter_map(|json| self.follow(json)?.as_tagged()).collect()
            }
            other => Vec::from_iter(other),
        };
        for (kind, content) in modules {
            if kind == "MeasureCollection" {
                for measure in content.field("measures").and_then(Json::as_list).unwrap_or_default() {
                    let content = self.follow(measure).and_then(|json| json.tagged_as("Measure"));
                    let name = content.and_then(|content| content.field("name")?.as_str()).unwrap_or("?");
                    parts.push((format!("measure `{name}`"), measure));
                }
                continue;
            }
            parts.extend(content.field("population").map(|json| ("population".to_owned(), json)));
            for (field, word) in [("variables", "variable"), ("events", "event table")] {
                let pairs = content.field(field).and_then(|json| json.tagged_as("dict")?.as_list()).unwrap_or_default();
                for pair in pairs {
                    if let Some([Json::Text(name), json]) = pair.as_list() {
                        parts.push((format!("{word} `{name}`"), json));
                    }
                }
            }
        }
        parts
    }

    fn reaches(&self, from: &'a Json, key: &str) -> bool {
        let mut waiting = references(from);
        let mut seen = HashSet::new();
        while let Some(next) = waiting.pop() {
            if next == key {
                return true;
            }
            if seen.insert(next) {
                waiting.extend(self.nodes.get(next).map(|json| references(json)).unwrap_or_default());
            }
        }
        false
    }
}

/// The keys that some JSON refers to, in the order of the text.
fn references(json: &Json) -> Vec<&str> {
    fn collect<'a>(json: &'a Json, into: &mut Vec<&'a str>) {
        match json {
            Json::List(list) => list.iter().for_each(|json| collect(json, into)),
            Json::Object(members) => match json.tagged_as("ref").and_then(Json::as_str) {
                Some(key) => into.push(key),
                None => members.iter().for_each(|(_, json)| collect(json, into)),
            },
            _ => {}
        }
    }
    let mut keys = Vec::new();
    collect(json, &mut keys);
    keys
}

/// Every key after all it refers to.
pub(super) fn build_order<'a>(document: &Document<'a>) -> Result<BuildOrder<'a>, QueryError> {
    let mut walk = Walk { document, states: HashMap::new(), order: Vec::new() };
    for key in references(document.value) {
        walk.visit(key, "definition")?;
    }
    let used = walk.order.len();
    for key in &document.keys {
        walk.visit(key, "definition")?;
    }
    let unused = walk.order.split_off(used);
    Ok(BuildOrder { used: walk.order, unused })
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    /// Its parts are being visited.
    Open,
    /// It and its parts are in the order.
    Done,
}

struct Walk<'a, 'd> {
    document: &'d Document<'a>,
    states: HashMap<&'a str, State>,
    order: Vec<&'a str>,
}

impl<'a> Walk<'a, '_> {
    /// Puts a key and all it refers to in order, with a stack of its own: a chain may be as long as the text.
    fn visit(&mut self, key: &'a str, place: &str) -> Result<(), QueryError> {
        let mut stack: Vec<(&'a str, std::vec::IntoIter<&'a str>)> = Vec::new();
        self.open(key, place, &mut stack)?;
        while let Some((key, parts)) = stack.last_mut() {
            let key = *key;
            match parts.next() {
                Some(part) => self.open(part, &format!("node {key}"), &mut stack)?,
                None => {
                    self.states.insert(key, State::Done);
                    self.order.push(key);
                    stack.pop();
                }
            }
        }
        Ok(())
    }

    fn open(
        &mut self,
        key: &'a str,
        place: &str,
        stack: &mut Vec<(&'a str, std::vec::IntoIter<&'a str>)>,
    ) -> Result<(), QueryError> {
        match self.states.get(key) {
            Some(State::Done) => Ok(()),
            Some(State::Open) => Err(QueryError::new(self.document.place_of(key), QueryProblem::Cycle)),
            None => {
                let unknown = || QueryError::new(place, QueryProblem::UnknownRef { key: key.to_owned() });
                let json = self.document.nodes.get(key).ok_or_else(unknown)?;
                self.states.insert(key, State::Open);
                stack.push((key, references(json).into_iter()));
                Ok(())
            }
        }
    }
}
