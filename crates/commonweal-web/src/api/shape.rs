//! How are answers described? As shapes: objects whose every field has a kind and a meaning.

use super::json::Json;
use commonweal_app::{ColumnKind, FeedColumn};
use std::borrow::Cow;

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Text,
    /// One of a few words.
    Words(fn() -> Vec<&'static str>),
    Whole,
    Number,
    Flag,
    Day,
    /// The time, RFC 3339 in UTC.
    Instant,
    /// An address of this site or another.
    Address,
    /// An object of the shape with this name.
    Shape(&'static str),
    ListOf(&'static Kind),
    /// An object whose fields are parameters, each with a text.
    Parameters,
}

/// One field of a shape. Every field is always there; where nothing is known it is `null`.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) may_be_null: bool,
    /// Whether the field may be left out: only where the shape is somebody else's.
    pub(super) may_be_absent: bool,
    pub(super) about: &'static str,
}

/// A field that always has a value.
pub(super) fn full(name: &'static str, kind: Kind, about: &'static str) -> Field {
    Field { name, kind, may_be_null: false, may_be_absent: false, about }
}

/// A field that may be `null`.
pub(super) fn some(name: &'static str, kind: Kind, about: &'static str) -> Field {
    Field { may_be_null: true, ..full(name, kind, about) }
}

/// A field that may be left out.
pub(super) fn maybe(name: &'static str, kind: Kind, about: &'static str) -> Field {
    Field { may_be_absent: true, ..full(name, kind, about) }
}

/// An object of an answer.
pub(super) struct Shape {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) fields: fn() -> Vec<Field>,
}

/// The columns of a table as fields.
pub(super) fn columns(columns: &'static [FeedColumn]) -> Vec<Field> {
    let field = |column: &'static FeedColumn| Field {
        name: column.name,
        kind: match column.kind {
            ColumnKind::Text => Kind::Text,
            ColumnKind::Whole => Kind::Whole,
            ColumnKind::Number => Kind::Number,
            ColumnKind::Day => Kind::Day,
        },
        may_be_null: column.may_be_empty,
        may_be_absent: false,
        about: column.about,
    };
    columns.iter().map(field).collect()
}

impl Kind {
    /// The kind as JSON Schema 2020-12.
    fn schema(self, may_be_null: bool) -> Json {
        let named = |name: &'static str| -> Json { if may_be_null { Json::list([name, "null"]) } else { name.into() } };
        let string = |format: &'static str| Json::object([("type", named("string")), ("format", format.into())]);
        match self {
            Self::Text => Json::object([("type", named("string"))]),
            Self::Words(words) => {
                let mut all: Vec<Json> = words().into_iter().map(Json::from).collect();
                all.extend(may_be_null.then_some(Json::Null));
                Json::object([("type", named("string")), ("enum", Json::List(all))])
            }
            Self::Whole => Json::object([("type", named("integer"))]),
            Self::Number => Json::object([("type", named("number"))]),
            Self::Flag => Json::object([("type", named("boolean"))]),
            Self::Day => string("date"),
            Self::Instant => string("date-time"),
            Self::Address => string("uri-reference"),
            Self::Shape(name) => {
                let reference = Json::object([("$ref", format!("#/components/schemas/{name}").into())]);
                let null = Json::object([("type", "null".into())]);
                if may_be_null { Json::object([("anyOf", Json::List(vec![reference, null]))]) } else { reference }
            }
            Self::ListOf(kind) => Json::object([("type", named("array")), ("items", kind.schema(false))]),
            Self::Parameters => Json::object([
                ("type", "object".into()),
                ("additionalProperties", Json::object([("type", "string".into())])),
            ]),
        }
    }
}

impl Shape {
    /// The shape as JSON Schema 2020-12: these fields, all of them, and no others.
    pub(super) fn schema(&self) -> Json {
        let fields = (self.fields)();
        let describe = |field: &Field| {
            let mut schema = field.kind.schema(field.may_be_null);
            schema.push("description", field.about);
            (Cow::Borrowed(field.name), schema)
        };
        let required = fields.iter().filter(|field| !field.may_be_absent).map(|field| field.name);
        Json::object([
            ("type", "object".into()),
            ("description", self.about.into()),
            ("required", Json::list(required)),
            ("properties", Json::Object(fields.iter().map(describe).collect())),
            ("additionalProperties", false.into()),
        ])
    }
}
