//! The description of the interface as OpenAPI 3.1, printed from the table of addresses and the shapes of answers. Its
//! examples are answers of this release, made by the same functions that answer readers.

use super::Api;
use super::answer::{Content, LICENCE, LICENCE_URL, Made};
use super::ask::{self, Asked, FORMAT};
use super::endpoints::{ENDPOINTS, Endpoint, Format, PARQUET, Parameter, Takes};
use super::json::Json;
use super::problem::Problem;
use super::shapes::SHAPES;
use axum::http::{HeaderMap, Method, Uri};

/// `/api/v1/openapi.json`
pub(super) fn answer(api: &Api, _: &Asked) -> Result<Made, Problem> {
    if let Some(made) = api.description.get() {
        return Ok(made.clone().into());
    }
    let made = describe(api)?;
    Ok(api.description.get_or_init(|| made).clone().into())
}

fn describe(api: &Api) -> Result<Json, Problem> {
    let facts = api.site.facts();
    let about = format!(
        "Released figures of {} and public facts, read-only. Every figure passed disclosure control; counts of fewer than 8 people, and what they could be worked out from, are withheld, and others rounded. Answers carry the release they are from. A question that no released figure answers is refused with what exists instead; unknown parameters are refused.",
        facts.area_name
    );
    let mut paths = Vec::new();
    for endpoint in ENDPOINTS {
        paths.push((endpoint.path.into(), Json::object([("get", operation(api, endpoint)?)])));
    }
    let mut schemas: Vec<_> = SHAPES.iter().map(|shape| (shape.name.into(), shape.schema())).collect();
    let open = Json::object([("type", "object".into()), ("description", "An OpenAPI 3.1 document.".into())]);
    schemas.push(("OpenApi".into(), open));
    let info = Json::object([
        ("title", format!("Commonweal: {}", facts.area_name).into()),
        ("version", format!("1-{}", facts.program_version).into()),
        ("description", about.into()),
        ("license", Json::object([("name", LICENCE.into()), ("url", LICENCE_URL.into())])),
    ]);
    Ok(Json::object([
        ("openapi", "3.1.0".into()),
        ("info", info),
        ("servers", Json::List(vec![Json::object([("url", "/".into())])])),
        ("security", Json::List(Vec::new())),
        ("paths", Json::Object(paths)),
        ("components", Json::object([("schemas", Json::Object(schemas)), ("responses", problem())])),
    ]))
}

fn problem() -> Json {
    let schema = Json::object([("$ref", "#/components/schemas/Problem".into())]);
    let content = Json::object([("application/problem+json", Json::object([("schema", schema)]))]);
    let about = "Why there is no answer, and how to ask: RFC 9457.";
    Json::object([("Problem", Json::object([("description", about.into()), ("content", content)]))])
}

fn operation(api: &Api, endpoint: &'static Endpoint) -> Result<Json, Problem> {
    let mut parameters: Vec<Json> = parts(endpoint.path).map(|name| path_parameter(endpoint, name)).collect();
    parameters.extend(endpoint.parameters.iter().map(parameter));
    if endpoint.formats.len() > 1 {
        let names = endpoint.formats.iter().map(|format| format.name());
        let schema = Json::object([
            ("type", "string".into()),
            ("enum", Json::list(names)),
            ("default", endpoint.formats[0].name().into()),
        ]);
        let about = "How the answer is written; stands above Accept.";
        parameters.push(described(FORMAT, "query", about, schema));
    }
    let ok = Json::object([("description", endpoint.about.into()), ("content", content(api, endpoint)?)]);
    let mut responses = vec![("200".into(), ok)];
    let unchanged = "What the reader has is of this release still.";
    responses.push(("304".into(), Json::object([("description", unchanged.into())])));
    for status in ["400", "404", "405", "406", "500"] {
        let reference = Json::object([("$ref", "#/components/responses/Problem".into())]);
        responses.push((status.into(), reference));
    }
    Ok(Json::object([
        ("operationId", endpoint.name.into()),
        ("summary", endpoint.about.into()),
        ("parameters", Json::List(parameters)),
        ("responses", Json::Object(responses)),
    ]))
}

/// The parts of a path in braces.
fn parts(path: &'static str) -> impl Iterator<Item = &'static str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

fn described(name: &'static str, place: &'static str, about: &'static str, schema: Json) -> Json {
    Json::object([
        ("name", name.into()),
        ("in", place.into()),
        ("required", (place == "path").into()),
        ("description", about.into()),
        ("schema", schema),
    ])
}

fn path_parameter(endpoint: &Endpoint, name: &'static str) -> Json {
    let mut schema = Json::object([("type", "string".into())]);
    if endpoint.formats == [Format::File] {
        schema.push("enum", Json::list(super::feed::names()));
    }
    let about = match name {
        "id" => "The indicator's id.",
        "code" => "The area's code.",
        _ => "The file's name.",
    };
    described(name, "path", about, schema)
}

fn parameter(parameter: &Parameter) -> Json {
    let schema = match parameter.takes {
        Takes::Word(words) => Json::object([("type", "string".into()), ("enum", Json::list(words()))]),
        Takes::Number { most, usual } => Json::object([
            ("type", "integer".into()),
            ("minimum", 1i64.into()),
            ("maximum", Json::count(most)),
            ("default", Json::count(usual)),
        ]),
        Takes::Text { example } => {
            Json::object([("type", "string".into()), ("minLength", 1i64.into()), ("examples", Json::list([example]))])
        }
    };
    described(parameter.name, "query", parameter.about, schema)
}

fn content(api: &Api, endpoint: &'static Endpoint) -> Result<Json, Problem> {
    let text = || Json::object([("schema", Json::object([("type", "string".into())]))]);
    let reference = |name: &str| Json::object([("$ref", format!("#/components/schemas/{name}").into())]);
    if endpoint.formats == [Format::File] {
        return Ok(Json::object([("text/csv", text()), (PARQUET, text())]));
    }
    let takes_dhsc = endpoint.formats.contains(&Format::Dhsc);
    let schema = if takes_dhsc {
        Json::object([("oneOf", Json::List(vec![reference(endpoint.shape), reference("DhscIndicator")]))])
    } else {
        reference(endpoint.shape)
    };
    let mut json = Json::object([("schema", schema)]);
    if let Some(example) = example(api, endpoint)? {
        json.push("example", example);
    }
    let mut content = Json::object([("application/json", json)]);
    if endpoint.formats.contains(&Format::Csv) {
        content.push("text/csv", text());
    }
    Ok(content)
}

/// What the example address of an endpoint answers.
fn example(api: &Api, endpoint: &'static Endpoint) -> Result<Option<Json>, Problem> {
    let address = (endpoint.example)(api).and_then(|address| address.parse::<Uri>().ok());
    // The description does not hold itself.
    let Some(address) = address.filter(|_| endpoint.shape != "OpenApi") else { return Ok(None) };
    let asked = ask::read(&Method::GET, &address, &HeaderMap::new())?;
    match (endpoint.answer)(api, &asked)?.content {
        Content::Json(json) => Ok(Some(json)),
        Content::Csv(..) | Content::Pieces(..) | Content::Parquet(..) => Ok(None),
    }
}
