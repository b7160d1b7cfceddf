//! `/neighbourhoods`: every neighbourhood that the plans put first, why, and the initiatives whose words name it.

use super::names;
use super::sheet::{Block, Count, PlanPage, columns, table};
use crate::csv::Table;
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters};
use crate::routes::App;
use crate::view::{CellView, Link};
use crate::words;
use axum::extract::State;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use commonweal_app::PlanBook;
use commonweal_indicator::{say, text};
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
        name.lines.push(each.id.clone());
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
        vec![
            name,
            CellView::words(words::capital(&each.kind)),
            place,
            why,
            naming,
            CellView::words(names::cited(&each.citations)),
        ]
    };
    let heads =
        ["plan.neighbourhood", "plan.column.kind", "plan.where", "plan.why_named", "plan.neighbourhoods.naming"];
    let heads: Vec<&'static str> = heads.into_iter().chain(["plan.source"]).map(text).collect();
    let rows = all.iter().map(row).collect();
    let list = table(text("plan.neighbourhoods"), columns(&heads), rows);
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
