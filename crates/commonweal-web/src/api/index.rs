//! What there is, and the release that is shown.

use super::answer::{Made, about, etag};
use super::ask::{Asked, FORMAT};
use super::endpoints::ENDPOINTS;
use super::json::Json;
use super::problem::{KINDS, Problem};
use super::{Api, feed};

/// `/api/v1/`
pub(super) fn index(api: &Api, _: &Asked) -> Result<Made, Problem> {
    let endpoints = ENDPOINTS.iter().map(|endpoint| {
        let formats: Vec<&str> = endpoint.formats.iter().map(|format| format.name()).collect();
        let named = (formats.len() > 1).then_some(FORMAT);
        let parameters = endpoint.parameters.iter().map(|parameter| parameter.name).chain(named);
        Json::object([
            ("path", endpoint.path.into()),
            ("about", endpoint.about.into()),
            ("parameters", Json::list(parameters)),
            ("formats", Json::list(formats)),
            ("example", (endpoint.example)(api).into()),
        ])
    });
    let problems = KINDS.iter().map(|kind| {
        Json::object([
            ("type", format!("/api/v1/#{}", kind.name).into()),
            ("status", i64::from(kind.status.as_u16()).into()),
            ("title", kind.title.into()),
        ])
    });
    Ok(Json::object([
        ("about", about(api.site.facts())),
        ("endpoints", Json::list(endpoints)),
        ("files", Json::List(feed::files(api)?)),
        ("problems", Json::list(problems)),
    ])
    .into())
}

/// `/api/v1/releases/current`
pub(super) fn release(api: &Api, _: &Asked) -> Result<Made, Problem> {
    let facts = api.site.facts();
    let whole = |number: u64| Json::Whole(i64::try_from(number).unwrap_or(i64::MAX));
    let released = api.site.released();
    let withheld = released.iter().filter(|figure| figure.is_withheld()).count();
    Ok(Json::object([
        ("about", about(facts)),
        ("figures", Json::count(released.len())),
        ("withheld", Json::count(withheld)),
        ("indicators", Json::count(api.site.indicators().len())),
        ("areas", Json::count(api.feeds()?.areas().len())),
        ("people", whole(facts.people)),
        ("withheld_details", "/api/v1/withheld".into()),
        ("etag", etag(&api.site).into()),
        ("files", Json::List(feed::files(api)?)),
    ])
    .into())
}
