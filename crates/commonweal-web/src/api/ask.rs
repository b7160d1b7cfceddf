//! What was asked, and is it valid? Nothing is guessed and nothing ignored.

use super::endpoints::{ENDPOINTS, Endpoint, Format, Takes};
use super::problem::Problem;
use axum::extract::Query;
use axum::http::{HeaderMap, Method, Uri, header};
use std::collections::BTreeMap;

/// A question that fits its address.
pub(super) struct Asked {
    pub(super) endpoint: &'static Endpoint,
    /// The parts of the address in braces.
    path: BTreeMap<&'static str, String>,
    query: BTreeMap<String, String>,
    pub(super) format: Format,
    /// The path as it was asked.
    pub(super) address: String,
}

/// The parameter that names a format, where an address has several.
pub(super) const FORMAT: &str = "format";

/// Reads a request by the table of addresses.
pub(super) fn read(method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<Asked, Problem> {
    let (endpoint, path) = find(uri.path()).ok_or_else(|| Problem::no_such_address(uri.path()))?;
    if *method != Method::GET && *method != Method::HEAD {
        return Err(Problem::method(method.as_str()));
    }
    let query = parameters(endpoint, uri)?;
    let format = format(endpoint, query.get(FORMAT).map(String::as_str), headers)?;
    Ok(Asked { endpoint, path, query, format, address: uri.path().to_owned() })
}

/// The address a path belongs to, with its parts in braces.
fn find(path: &str) -> Option<(&'static Endpoint, BTreeMap<&'static str, String>)> {
    let asked: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    ENDPOINTS.iter().find_map(|endpoint| {
        let template: Vec<&'static str> = endpoint.path.trim_end_matches('/').split('/').collect();
        if template.len() != asked.len() {
            return None;
        }
        let mut parts = BTreeMap::new();
        for (template, asked) in template.iter().zip(&asked) {
            match template.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                Some(name) if !asked.is_empty() => drop(parts.insert(name, decoded(asked)?)),
                None if template == asked => {}
                _ => return None,
            }
        }
        Some((endpoint, parts))
    })
}

/// A part of a path without its percent signs; none where that is no text.
fn decoded(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|byte| char::from(byte).to_digit(16));
        bytes.push(u8::try_from(digit()? * 16 + digit()?).ok()?);
    }
    String::from_utf8(bytes).ok()
}

fn parameters(endpoint: &Endpoint, uri: &Uri) -> Result<BTreeMap<String, String>, Problem> {
    let mut known: Vec<&str> = endpoint.parameters.iter().map(|parameter| parameter.name).collect();
    if endpoint.formats.len() > 1 {
        known.push(FORMAT);
    }
    let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri)
        .map_err(|_| Problem::unknown_parameter(uri.query().unwrap_or_default(), &known))?;
    let mut query = BTreeMap::new();
    for (name, value) in pairs {
        if !known.contains(&name.as_str()) {
            return Err(Problem::unknown_parameter(&name, &known));
        }
        if query.insert(name.clone(), value).is_some() {
            return Err(Problem::repeated_parameter(&name));
        }
    }
    for parameter in endpoint.parameters {
        let Some(value) = query.get(parameter.name) else { continue };
        match parameter.takes {
            Takes::Word(words) => {
                let words = words();
                if !words.contains(&value.as_str()) {
                    let exists = words.into_iter().map(str::to_owned).collect();
                    return Err(Problem::invalid(parameter.name, value, exists, "use one of the words that exist"));
                }
            }
            Takes::Number { most, .. } => {
                let number = value.parse::<usize>().ok().filter(|number| (1..=most).contains(number));
                if number.is_none() {
                    let how = format!("give a whole number from 1 to {most}");
                    return Err(Problem::invalid(parameter.name, value, vec![format!("1 to {most}")], how));
                }
            }
            Takes::Text { .. } if value.is_empty() => {
                let how = "give a value, or leave the parameter out";
                return Err(Problem::invalid(parameter.name, value, Vec::new(), how));
            }
            Takes::Text { .. } => {}
        }
    }
    Ok(query)
}

/// The format asked for by name, or else the one that `Accept` likes best, or else the first of the address.
fn format(endpoint: &Endpoint, named: Option<&str>, headers: &HeaderMap) -> Result<Format, Problem> {
    if let Some(name) = named {
        let found = endpoint.formats.iter().copied().find(|format| format.name() == name);
        return found.ok_or_else(|| {
            let exists = endpoint.formats.iter().map(|format| format.name().to_owned()).collect();
            Problem::invalid(FORMAT, name, exists, "use one of the formats that exist at this address")
        });
    }
    let accept: Vec<&str> = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    let accept = accept.join(",");
    let is_file = endpoint.formats == [Format::File];
    if accept.trim().is_empty() || is_file {
        return Ok(endpoint.formats[0]);
    }
    let mut wanted: Vec<(f64, &str)> = accept.split(',').map(preference).filter(|(q, _)| *q > 0.0).collect();
    // A stable sort: of types liked alike, the first.
    wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (_, range) in wanted {
        let fits = |format: &&Format| {
            let media = format.media_type();
            let family = media.split('/').next().unwrap_or_default();
            range == "*/*" || range.eq_ignore_ascii_case(media) || range == format!("{family}/*")
        };
        if let Some(format) = endpoint.formats.iter().find(fits) {
            return Ok(*format);
        }
    }
    let mut types: Vec<String> = endpoint.formats.iter().map(|format| format.media_type().to_owned()).collect();
    types.dedup();
    Err(Problem::not_acceptable(&accept, types))
}

/// A media range and how well it is liked.
fn preference(part: &str) -> (f64, &str) {
    let mut pieces = part.split(';').map(str::trim);
    let range = pieces.next().unwrap_or_default();
    let q = pieces.find_map(|piece| piece.strip_prefix("q=")).map_or(1.0, |q| q.parse().unwrap_or(0.0));
    (q, range)
}

impl Asked {
    /// A part of the address.
    pub(super) fn part(&self, name: &str) -> &str {
        self.path.get(name).map_or("", String::as_str)
    }

    /// A parameter's value, where it was given.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str)
    }

    /// A parameter that is a number, or its usual value.
    pub(super) fn number(&self, name: &str, usual: usize) -> usize {
        self.get(name).and_then(|number| number.parse().ok()).unwrap_or(usual)
    }

    /// The same question for another page.
    pub(super) fn page(&self, number: usize) -> String {
        let mut query = self.query.clone();
        query.insert("page".to_owned(), number.to_string());
        let pairs: Vec<String> = query.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        format!("{}?{}", self.address, pairs.join("&"))
    }

    /// What was asked, as the answer repeats it.
    pub(super) fn repeated(&self) -> super::json::Json {
        let fields = self.query.iter().map(|(name, value)| (name.clone().into(), value.into())).collect();
        super::json::Json::Object(fields)
    }
}

/// A value as it stands in an address.
pub(super) fn encoded(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/,:".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}
