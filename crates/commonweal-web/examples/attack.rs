//! The attack suite: sixteen attackers on many made-up populations, and on every page, file, answer and picture of a site in
//! which canaries are planted. `attack [POPULATIONS] [SEED]`; `cargo xtask attack` runs it.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use commonweal_app::{DemoRequest, RefreshRequest, Silent, Site, export_for_checking, make_demo, refresh};
use commonweal_attack::{Document, Output, Tally, Truth, attackers, judge, run};
use commonweal_disclosure::linked::{CellAddress, Withholding};
use commonweal_disclosure::{
    Evidence, FigureKey, Gate, Proposed, ReleaseNote, Released, ReleasedSet, Statistic, WorkspaceClass,
};
use commonweal_model::Polarity;
use commonweal_web::{ROUTES, ReportKind, report_areas, router};
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use tower::ServiceExt;

/// People of the site whose pages are walked.
const PEOPLE: u64 = 3_000;
/// A count and a population that nothing else has: as they are, and as they would be rounded.
const PLANTED: (u64, u64) = (7_123_918, 18_341_532);
const CANARIES: [&str; 4] = ["7123918", "7123920", "18341532", "18341530"];
/// Figures of the site in whose place a hidden canary is planted.
const CANARY_CELLS: usize = 25;
/// Addresses walked at most, so that a site that links to itself without end ends.
const MOST_ADDRESSES: usize = 4_000;
/// The side doors among the attackers, counted from 0.
const SIDE_DOORS: usize = 15;

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let number = |at: usize| std::env::args().nth(at).map(|text| text.parse::<u64>()).transpose();
    let (populations, seed) = (number(1)?.unwrap_or(500), number(2)?.unwrap_or(1));
    let begun = Instant::now();
    let mut tally = on_threads(populations, seed);
    let of_populations = begun.elapsed();
    let begun = Instant::now();
    let walked = walk_site(seed, &mut tally)?;
    print!("{tally}");
    println!(
        "{populations} populations from seed {seed} in {:.1} s; {walked} documents of the site in {:.1} s",
        of_populations.as_secs_f64(),
        begun.elapsed().as_secs_f64()
    );
    let (passed, failed) = tally.passed();
    println!("{passed} passed, {failed} failed");
    std::process::exit(i32::from(failed > 0));
}

fn on_threads(populations: u64, seed: u64) -> Tally {
    let next = AtomicU64::new(0);
    let work = || {
        let mut tally = Tally::default();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= populations {
                return tally;
            }
            tally.add(&run(seed.wrapping_add(at)));
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut tally = work();
        for other in others {
            match other.join() {
                Ok(theirs) => tally.join(theirs),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        tally
    })
}

/// Releases made-up people, plants hidden canaries among the figures, walks every route and all that pages link to, and sets
/// the side doors' attacker on it. How many documents there were.
fn walk_site(seed: u64, tally: &mut Tally) -> Result<usize, Failure> {
    let folder = tempfile::tempdir()?;
    let request = DemoRequest { people: PEOPLE, seed, threads: 2 };
    let workspace = make_demo(folder.path(), &request, &Silent)?.workspace;
    let request =
        RefreshRequest { now: "2026-10-01T09:00:00Z".to_owned(), months: Some(2), ..RefreshRequest::default() };
    refresh(&workspace, &request, &Silent)?;
    let files = folder.path().join("export");
    export_for_checking(&workspace, None, &files)?;
    let text = |name: &str| std::fs::read_to_string(files.join(name));
    let output = Output::of_export(text("released_values.csv")?, text("areas.csv")?, text("indicators.csv")?);

    let (site, planted) = planted(folder.path())?;
    let reports = reports(&site, &planted);
    let documents = tokio::runtime::Runtime::new()?.block_on(walk(&router(Arc::new(site)), reports))?;
    let walked = documents.len();
    let canaries = CANARIES.iter().map(|&canary| canary.to_owned()).collect();
    let output = output.with_documents(documents).with_canaries(canaries);
    // Of this site nobody knows the truth here: whatever is found behind a hidden figure counts as a find.
    let found = attackers()[SIDE_DOORS].attack(&output);
    found.iter().for_each(|claim| println!("found on the site: {claim}"));
    let mut verdict = judge(&found, &Truth::default());
    verdict.canaries += std::mem::take(&mut verdict.wrong);
    tally.add_verdict(seed, SIDE_DOORS, &verdict);
    Ok(walked)
}

/// Pages of reports that no page links to: of one area of each kind, and about what has a canary.
fn reports(site: &Site, planted: &[FigureKey]) -> Vec<String> {
    let mut addresses = Vec::new();
    for kind in ReportKind::ALL {
        for area_type in kind.area_types() {
            let first = report_areas(site, kind, *area_type).into_iter().next();
            addresses.extend(first.map(|(code, _)| format!("/reports/{}?area={code}", kind.id())));
        }
    }
    for FigureKey { indicator_id, area, .. } in planted {
        let (profile, intelligence) = (ReportKind::Profile.id(), ReportKind::Intelligence.id());
        addresses.push(format!("/reports/{profile}?area={area}"));
        addresses.push(format!("/reports/{intelligence}?about={indicator_id}&area={area}"));
    }
    addresses
}

/// The site with some of its figures replaced by hidden ones whose numbers nothing else has, and which these are.
fn planted(folder: &Path) -> Result<(Site, Vec<FigureKey>), Failure> {
    let site = Site::open(folder)?;
    let note = ReleaseNote { release_id: "planted".to_owned(), released_at: "2026-10-01T09:00:00Z".to_owned() };
    let mut withholding = Withholding::default();
    let is_counted = |figure: &&Released| {
        figure.key().statistic == Statistic::Proportion && figure.index_date().is_some() && !figure.is_withheld()
    };
    let counted: Vec<&Released> = site.released().latest().filter(is_counted).collect();
    let chosen: Vec<Released> =
        counted.iter().step_by(counted.len().div_ceil(CANARY_CELLS).max(1)).map(|figure| (*figure).clone()).collect();
    chosen.iter().for_each(|figure| withholding.withhold(CellAddress::of(figure.key())));
    let gate = Gate::automatic(WorkspaceClass::Synthetic, note)?.withholding(withholding);
    let hidden = |figure: &Released| {
        gate.release(Proposed {
            key: figure.key().clone(),
            class: figure.class(),
            unit: figure.unit().to_owned(),
            polarity: Polarity::Neutral,
            evidence: Evidence::Proportion { numerator: PLANTED.0, denominator: PLANTED.1 },
            benchmark: None,
            definition_hash: figure.definition_hash().to_owned(),
            index_date: figure.index_date(),
            snapshot: figure.snapshot().map(str::to_owned),
        })
    };
    let others = site.released().iter().filter(|figure| chosen.iter().all(|one| one.key() != figure.key()));
    let all: Vec<Released> = others.cloned().chain(chosen.iter().map(hidden)).collect();
    let set = ReleasedSet::new(all)?;
    Ok((site.with_figures(set), chosen.iter().map(|figure| figure.key().clone()).collect()))
}

/// Addresses of one kind of page: still to be walked, and walked.
#[derive(Default)]
struct Waiting {
    addresses: BTreeSet<String>,
    seen: BTreeSet<String>,
}

/// The route that answers an address, and what is asked of it.
fn kind(address: &str) -> String {
    let (path, asked) = address.split_once('?').unwrap_or((address, ""));
    let is_of = |route: &str| {
        let alike = route.split('/').zip(path.split('/')).all(|(of, is)| of == is || of.contains('{'));
        alike && route.split('/').count() == path.split('/').count()
    };
    let exact = ROUTES.iter().find(|route| route.path == path);
    let route = exact.or_else(|| ROUTES.iter().find(|route| is_of(route.path))).map_or(path, |route| route.path);
    let names: BTreeSet<&str> = asked.split('&').filter_map(|pair| pair.split('=').next()).collect();
    names.into_iter().fold(route.to_owned(), |kind, name| kind + " " + name)
}

/// Every route without a name in it, these addresses, and every address of our own that a page links to; of each kind of page alike many, where
/// there are more than are walked.
async fn walk(router: &Router, besides: Vec<String>) -> Result<Vec<Document>, Failure> {
    let mut waiting: BTreeMap<String, Waiting> = BTreeMap::new();
    let wait = |waiting: &mut BTreeMap<String, Waiting>, address: String| {
        let of_kind = waiting.entry(kind(&address)).or_default();
        if !of_kind.seen.contains(&address) {
            of_kind.addresses.insert(address);
        }
    };
    let named = ROUTES.iter().map(|route| route.path).filter(|path| !path.contains('{'));
    named.map(str::to_owned).chain(besides).for_each(|path| wait(&mut waiting, path));
    let mut documents = Vec::new();
    for _ in 0..MOST_ADDRESSES {
        let open = waiting.values_mut().filter(|of_kind| !of_kind.addresses.is_empty());
        let Some(of_kind) = open.min_by_key(|of_kind| of_kind.seen.len()) else { break };
        let Some(address) = of_kind.addresses.pop_first() else { break };
        of_kind.seen.insert(address.clone());
        let request = Request::builder().uri(&address).body(Body::empty())?;
        let (parts, body) = router.clone().oneshot(request).await?.into_parts();
        let body = to_bytes(body, 32 << 20).await?;
        let content_type =
            parts.headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
        if content_type.contains("html") {
            links(&String::from_utf8_lossy(&body)).into_iter().for_each(|link| wait(&mut waiting, link));
        }
        let headers: Vec<String> = parts.headers.iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
        documents.push(Document::new(format!("{address} headers"), "text/plain", headers.join("\n")));
        documents.push(Document::new(address, &content_type, body.to_vec()));
    }
    Ok(documents)
}

/// Every address of our own that a page links to, but for previews, which count every record anew.
fn links(page: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for attribute in ["href=\"", "src=\"", "action=\""] {
        for part in page.split(attribute).skip(1) {
            let address = part.split('"').next().unwrap_or_default().replace("&#38;", "&").replace("&amp;", "&");
            let address = address.split('#').next().unwrap_or_default();
            if address.starts_with('/') && !address.ends_with("/preview") && !address.starts_with("/assets/") {
                found.insert(address.to_owned());
            }
        }
    }
    found
}
