//! The whole release as files. CSV is made as it is sent and never held; Parquet, a small part of the figures' own
//! size, is made once and kept.

use super::Api;
use super::answer::{Content, Made};
use super::ask::Asked;
use super::json::Json;
use super::problem::Problem;
use axum::body::Bytes;
use commonweal_app::{Feed, Feeds};
use std::sync::Arc;

/// The file of the whole release in the columns of a Fingertips download.
const FINGERTIPS: &str = "fingertips.csv";

/// Every file, with what one row is and how many rows there are.
pub(super) fn files(api: &Api) -> Result<Vec<Json>, Problem> {
    let feeds = api.feeds()?;
    let file = |name: String, about: &str, rows: usize| {
        let address = format!("/api/v1/feed/{name}");
        Json::object([
            ("name", name.into()),
            ("address", address.into()),
            ("about", about.into()),
            ("rows", Json::count(rows)),
        ])
    };
    let mut files = Vec::new();
    for feed in Feed::ALL {
        for ending in ["csv", "parquet"] {
            files.push(file(format!("{}.{ending}", feed.name()), feed.about(), feeds.rows_of(*feed)));
        }
    }
    let about = "One row for each released figure, in the 27 columns of a Fingertips download.";
    files.push(file(FINGERTIPS.to_owned(), about, feeds.rows_of(Feed::ReleasedValues)));
    Ok(files)
}

/// The names of all files.
pub(super) fn names() -> Vec<&'static str> {
    vec![
        "released_values.csv",
        "released_values.parquet",
        "indicators.csv",
        "indicators.parquet",
        "areas.csv",
        "areas.parquet",
        "groups.csv",
        "groups.parquet",
        FINGERTIPS,
    ]
}

/// `/api/v1/feed/{file}`
pub(super) fn file(api: &Api, asked: &Asked) -> Result<Made, Problem> {
    let feeds = api.feeds()?;
    let name = asked.part("file");
    let content = if name == FINGERTIPS {
        pieces(api, name, Feeds::fingertips_piece)
    } else {
        let (table, ending) = name.split_once('.').unwrap_or((name, ""));
        let feed = Feed::ALL.iter().copied().find(|feed| feed.name() == table);
        match (feed, ending) {
            (Some(feed), "csv") => pieces(api, name, move |feeds, number| feeds.csv_piece(feed, number)),
            (Some(feed), "parquet") => {
                let kept = &api.parquet[Feed::ALL.iter().position(|known| *known == feed).unwrap_or_default()];
                let made = kept.get_or_init(|| feeds.parquet(feed).map(Bytes::from).map_err(|e| e.to_string()));
                let bytes = made.as_ref().map_err(|error| Problem::internal(error))?;
                Content::Parquet(name.to_owned(), bytes.clone())
            }
            _ => return Err(Problem::no_such_file(name, names())),
        }
    };
    Ok(Made { content, next: None })
}

/// A file made piece by piece as it is sent; it holds the release, so that it ends as it began.
fn pieces(api: &Api, name: &str, piece: impl Fn(&Feeds, usize) -> Option<String> + Send + 'static) -> Content {
    let feeds = Arc::clone(&api.feeds);
    let make = move |number: usize| feeds.get().and_then(|feeds| piece(feeds.as_ref().ok()?, number));
    Content::Pieces(name.to_owned(), Box::new((0..).map_while(make)))
}
