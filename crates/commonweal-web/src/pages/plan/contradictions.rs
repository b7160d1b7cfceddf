//! `/contradictions`: every place where the plans contradict themselves or can be read in two ways. None is smoothed over.

use super::crumbs;
use super::names;
use super::sheet::{Facts, Note, PlanPage, Section};
use crate::csv::Table;
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters};
use crate::routes::App;
use crate::view::Link;
use axum::extract::State;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use commonweal_app::PlanBook;
use commonweal_indicator::{say, text};
use commonweal_operations::plan::Contradiction;

/// `/contradictions`
pub(crate) async fn page(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    pages::show(&app, Parameters::read(asked, &[]).map(|_| view(&app)))
}

/// `/contradictions.csv`
pub(crate) async fn csv(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    super::file(&app, "contradictions", Parameters::read(asked, &[]).map(|_| as_csv(app.site.book())))
}

fn view(app: &App) -> PlanPage {
    let all = &app.site.book().links().contradictions;
    let frame = pages::frame(app, Place::Outcomes, text("plan.contradictions"), crumbs(Vec::new()), "/contradictions");
    let heading = say("plan.contradictions.heading", &[("number", &all.len().to_string())]);
    let mut page = PlanPage::new(frame, heading, text("plan.contradictions.sentence"));
    page.files = vec![Link::new(text("plan.contradictions.csv"), "/contradictions.csv")];
    page.sections = all.iter().map(|each| section(app, each)).collect();
    page
}

fn section(app: &App, each: &Contradiction) -> Section {
    let Note { number, title, says, handled } = names::note(each);
    let mut facts = Facts::default();
    facts.words(text("plan.note.says"), says);
    facts.words(text("plan.note.handled"), handled);
    let nodes: Vec<_> = each.ids.iter().map(|id| app.site.book().node(id)).collect();
    facts.links(text("plan.note.touches"), nodes.iter().flatten().map(|node| names::link(&app.site, node)).collect());
    let others = each.ids.iter().zip(&nodes).filter(|(_, node)| node.is_none()).map(|(id, _)| id.as_str());
    facts.words(text("plan.note.others"), others.collect::<Vec<_>>().join(", "));
    facts.words(text("plan.source"), names::cited(&each.citations));
    Section { id: format!("note-{number}"), heading: format!("{number}. {title}"), blocks: facts.block() }
}

fn as_csv(book: &PlanBook) -> String {
    let mut file = Table::new(&["number", "title", "says", "handled", "rows", "source"]);
    for each in &book.links().contradictions {
        file.row(&[
            each.number.clone(),
            each.title.clone(),
            each.says.clone(),
            each.handled.clone(),
            each.ids.join(" "),
            names::cited(&each.citations),
        ]);
    }
    file.finish()
}
