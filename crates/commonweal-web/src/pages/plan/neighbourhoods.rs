//! `/neighbourhoods`: every neighbourhood that the plans put first, why, and the initiatives whose words name it.

use super::names;
use super::sheet::{Block, Count, PlanPage, columns, table};
use crate::csv::Table;
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters};
use crate::routes::App;
use crate::view::{CellView, ChartView, Link};
use axum::extract::State;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use commonweal_app::{AreaInfo, PlanBook, Site};
use commonweal_chart::{AreaGroup, NamedAreasMap, Words};
use commonweal_indicator::{say, text};
use commonweal_model::AreaType;
use commonweal_operations::plan::{Initiative, Neighbourhood, Node, NodeKind};

/// `/neighbourhoods`
pub(crate) async fn page(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    pages::show(&app, Parameters::read(asked, &[]).map(|_| view(&app)))
}

/// `/neighbourhoods.csv`
pub(crate) async fn csv(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    super::file(&app, "neighbourhoods", Parameters::read(asked, &[]).map(|_| as_csv(app.site.book())))
}

/// Initiatives whose words name a neighbourhood. The plans do not say which initiative is in which.
fn naming<'b>(book: &'b PlanBook, neighbourhood: &Neighbourhood) -> Vec<&'b Initiative> {
    let name = neighbourhood.name.split(" (").next().unwrap_or_default().to_lowercase();
    let names_it = |each: &&Initiative| {
        let texts = [Some(&each.title), each.cohort.as_ref(), each.activity.as_ref(), each.note.as_ref()];
        texts.into_iter().flatten().any(|text| text.to_lowercase().contains(&name))
    };
    if name.is_empty() { Vec::new() } else { book.plans().initiatives.iter().filter(names_it).collect() }
}

/// Neighbourhoods of the census that bear a name of this one, in its district. The plans draw no borders.
fn bearing<'s>(site: &'s Site, neighbourhood: &Neighbourhood) -> Vec<&'s AreaInfo> {
    let plain = |words: &str| words.to_lowercase().replace('&', "and").replace(['-', ','], " ");
    let name = plain(&neighbourhood.name).replace(" with ", "/").replace(" and ", "/");
    let calls =
        name.split(['(', ')', '/']).map(|part| part.trim().trim_end_matches(" estate").trim_end_matches(" road"));
    let calls: Vec<String> = calls.filter(|part| part.len() > 3).map(|part| format!(" {part} ")).collect();
    let districts = plain(neighbourhood.district.as_deref().unwrap_or_default());
    let is_in = |area: &AreaInfo| {
        let district = area.parent.as_ref().and_then(|code| site.area(code));
        district.is_some_and(|district| districts.contains(&plain(&district.name)))
    };
    let bears = |area: &AreaInfo| {
        let own = format!(" {} ", plain(&area.name));
        calls.iter().any(|call| own.contains(call))
    };
    site.areas().filter(|area| area.area_type == AreaType::Msoa && is_in(area) && bears(area)).collect()
}

/// Where the neighbourhoods are, as far as their names say; none where there are no borders to draw.
fn map(app: &App) -> Option<Vec<Block>> {
    let (site, book) = (&app.site, app.site.book());
    let layer = site.boundary_layer(AreaType::Msoa)?;
    let group = |label| AreaGroup { label: text(label).to_owned(), areas: Vec::new() };
    let mut groups = vec![group("plan.neighbourhoods.none"), group("plan.neighbourhoods.naming")];
    let (mut placed, mut elsewhere) = (0, Vec::new());
    for each in &book.plans().neighbourhoods {
        let areas = bearing(site, each);
        let naming: Vec<&str> = naming(book, each).iter().map(|initiative| initiative.id.as_str()).collect();
        let words = match naming.as_slice() {
            [] => format!("{} ({})", each.name, each.id),
            some => format!("{} ({}): {}", each.name, each.id, some.join(", ")),
        };
        if areas.is_empty() {
            elsewhere.push(each.name.as_str());
        } else {
            placed += 1;
        }
        let group = &mut groups[usize::from(!naming.is_empty())];
        for area in areas {
            match group.areas.iter_mut().find(|(code, _)| *code == area.code) {
                Some((_, said)) => *said = format!("{said}; {words}"),
                None => group.areas.push((area.code.clone(), words.clone())),
            }
        }
    }
    let all = book.plans().neighbourhoods.len();
    let numbers = [("some", placed.to_string()), ("all", all.to_string())];
    let numbers: Vec<(&str, &str)> = numbers.iter().map(|(key, number)| (*key, number.as_str())).collect();
    let chart = NamedAreasMap {
        words: Words {
            id: "where".to_owned(),
            heading: say("plan.neighbourhoods.map", &numbers),
            subtitle: text("plan.neighbourhoods.map.subtitle").to_owned(),
        },
        headings: ["plan.neighbourhood", "plan.column.kind", "plan.neighbourhoods.said"]
            .map(|key| text(key).to_owned()),
        layer,
        groups,
        others: text("plan.neighbourhoods.not_named").to_owned(),
    };
    let without = say("plan.neighbourhoods.elsewhere", &[("names", &elsewhere.join("; "))]);
    let view = ChartView::new("where", chart.svg(), Some(without), Vec::new());
    Some(vec![Block::Chart(Box::new(view))])
}

fn view(app: &App) -> PlanPage {
    let book = app.site.book();
    let all = &book.plans().neighbourhoods;
    let named = all.iter().filter(|each| !naming(book, each).is_empty()).count().to_string();
    let number = all.len().to_string();
    let above = vec![pages::home(), Link::new(text("plan.initiatives"), "/initiatives")];
    let frame = pages::frame(app, Place::Initiatives, text("plan.neighbourhoods"), above, "/neighbourhoods");
    let heading = say("plan.neighbourhoods.heading", &[("all", &number), ("some", &named)]);
    let mut page = PlanPage::new(frame, heading, text("plan.neighbourhoods.sentence"));
    page.files = vec![Link::new(text("plan.neighbourhoods.csv"), "/neighbourhoods.csv")];
    page.counts = vec![Count { href: None, ..Count::of(text("plan.neighbourhoods"), all.len(), "") }];
    let row = |each: &Neighbourhood| {
        let mut name = CellView::words(each.name.as_str());
        name.lines.push(format!("{}, {}", each.id, each.kind));
        let mut place = CellView::words(each.places.join("; "));
        place.lines.extend(each.district.clone());
        let mut why = CellView::words(each.why.clone().unwrap_or_default());
        why.lines.extend(each.programme.clone());
        let found = naming(book, each);
        let naming = match found.as_slice() {
            [] => CellView::words(text("plan.neighbourhoods.none")),
            [first, others @ ..] => {
                let address = names::address(&Node::new(NodeKind::Initiative, &first.id));
                let mut cell = CellView::link(first.title.as_str(), address);
                cell.lines.extend(others.iter().map(|each| format!("{} {}", each.id, each.title)));
                cell
            }
        };
        let notes = book
            .links()
            .contradictions_about(&each.id)
            .map(|note| say("plan.note.see", &[("number", &note.number), ("title", &note.title)]));
        why.lines.extend(notes);
        why.lines.push(names::cited(&each.citations));
        vec![name, place, why, naming]
    };
    let heads = ["plan.neighbourhood", "plan.where", "plan.why_named", "plan.neighbourhoods.naming"].map(text);
    let rows = all.iter().map(row).collect();
    let list = table(text("plan.neighbourhoods"), columns(&heads), rows);
    if let Some(blocks) = map(app) {
        page.section("map", text("plan.neighbourhoods.where"), blocks);
    }
    page.section("list", text("plan.neighbourhoods"), vec![Block::Table(list)]);
    page
}

fn as_csv(book: &PlanBook) -> String {
    let mut file = Table::new(&[
        "id",
        "name",
        "places",
        "district",
        "type",
        "why",
        "programme",
        "initiatives_naming_it",
        "source",
    ]);
    for each in &book.plans().neighbourhoods {
        let maybe = |words: &Option<String>| words.clone().unwrap_or_default();
        let naming: Vec<&str> = naming(book, each).iter().map(|initiative| initiative.id.as_str()).collect();
        file.row(&[
            each.id.clone(),
            each.name.clone(),
            each.places.join("; "),
            maybe(&each.district),
            each.kind.clone(),
            maybe(&each.why),
            maybe(&each.programme),
            naming.join(" "),
            names::cited(&each.citations),
        ]);
    }
    file.finish()
}
