//! `/commitments`: how many stand how, then each with its aim, its day and what it lacks.

use super::names::{self, framework_of};
use super::sheet::{Block, Count, PlanPage, columns, table};
use super::{commitments_file, crumbs, said};
use crate::error::PageError;
use crate::groups::Choice;
use crate::pages::indicators::select;
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters, encoded};
use crate::reports::ReportKind;
use crate::routes::App;
use crate::view::{CellView, Link, TableView};
use axum::extract::State;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use commonweal_app::Site;
use commonweal_chart::mark::icon;
use commonweal_indicator::{say, text};
use commonweal_operations::plan::{Commitment, FRAMEWORKS, Node, NodeKind, Status, smart};
use std::collections::BTreeSet;

/// What the list can be asked.
const KNOWN: [&str; 4] = ["status", "theme", "place", "complete"];

/// What was asked for, each part valid.
struct Filter {
    status: Option<Choice>,
    theme: Option<Choice>,
    place: Option<Choice>,
    complete: Option<Choice>,
}

/// `/commitments`
pub(crate) async fn page(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    let page = Parameters::read(asked, &KNOWN).and_then(|parameters| view(&app, &parameters));
    pages::show(&app, page)
}

/// `/commitments.csv`
pub(crate) async fn csv(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    let made = Parameters::read(asked, &KNOWN).and_then(|parameters| {
        let filter = Filter::read(&app.site, &parameters)?;
        Ok(commitments_file::of(&app.site, &filter.commitments(&app.site)))
    });
    super::file(&app, "commitments", made)
}

/// The word in addresses of commitments that belong to no framework.
const ALONE: &str = "none";

/// The framework that a commitment's part belongs to.
pub(super) fn theme(site: &Site, commitment: &Commitment) -> &'static str {
    let part = commitment.parent.as_deref().and_then(|id| site.book().plans().part(id));
    part.and_then(framework_of).map_or(ALONE, |framework| framework.id)
}

fn themes(site: &Site) -> Vec<Choice> {
    let used: BTreeSet<&str> = site.book().plans().commitments.iter().map(|each| theme(site, each)).collect();
    let frameworks = FRAMEWORKS.iter().filter(|framework| used.contains(framework.id));
    let mut choices: Vec<Choice> =
        frameworks.map(|each| Choice { id: each.id.to_owned(), label: each.title.to_owned() }).collect();
    if used.contains(ALONE) {
        choices.push(Choice { id: ALONE.to_owned(), label: text("plan.theme.none").to_owned() });
    }
    choices
}

/// Places as the plans have them, each once.
fn places(site: &Site) -> Vec<Choice> {
    let named: BTreeSet<&str> =
        site.book().plans().commitments.iter().filter_map(|each| each.geography.as_deref()).collect();
    named.into_iter().map(|place| Choice { id: place.to_owned(), label: place.to_owned() }).collect()
}

fn statuses() -> Vec<Choice> {
    Status::ALL.iter().map(|each| Choice { id: each.as_str().to_owned(), label: each.label().to_owned() }).collect()
}

fn completes() -> Vec<Choice> {
    [("yes", "plan.complete.yes"), ("no", "plan.complete.no")]
        .map(|(id, key)| Choice { id: id.to_owned(), label: text(key).to_owned() })
        .into()
}

impl Filter {
    fn read(site: &Site, parameters: &Parameters) -> Result<Self, PageError> {
        Ok(Self {
            status: parameters.one_of("status", &statuses())?,
            theme: parameters.one_of("theme", &themes(site))?,
            place: parameters.one_of("place", &places(site))?,
            complete: parameters.one_of("complete", &completes())?,
        })
    }

    /// The commitments that fit, in the order of the plans.
    fn commitments<'a>(&self, site: &'a Site) -> Vec<&'a Commitment> {
        let judged = site.judged();
        let is = |choice: &Option<Choice>, word: &str| choice.as_ref().is_none_or(|choice| choice.id == word);
        let fits = |each: &&Commitment| {
            let status = judged.get(&each.id).map_or("", |judgement| judgement.status.as_str());
            let complete = if smart(each).is_incomplete() { "no" } else { "yes" };
            is(&self.status, status)
                && is(&self.theme, theme(site, each))
                && is(&self.place, each.geography.as_deref().unwrap_or_default())
                && is(&self.complete, complete)
        };
        site.book().plans().commitments.iter().filter(fits).collect()
    }

    fn chosen(&self) -> [(&'static str, &Option<Choice>); 4] {
        [("status", &self.status), ("theme", &self.theme), ("place", &self.place), ("complete", &self.complete)]
    }

    fn words(&self) -> String {
        let labels = self.chosen().into_iter().filter_map(|(_, choice)| choice.as_ref());
        labels.map(|choice| crate::words::small(&choice.label)).collect::<Vec<_>>().join(", ")
    }

    /// The part of an address after the question mark.
    fn address(&self) -> String {
        let parts = self.chosen().into_iter().filter_map(|(name, choice)| Some((name, choice.as_ref()?)));
        let parts: Vec<String> = parts.map(|(name, choice)| format!("{name}={}", encoded(&choice.id))).collect();
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    }
}

fn view(app: &App, parameters: &Parameters) -> Result<PlanPage, PageError> {
    let site = &app.site;
    let filter = Filter::read(site, parameters)?;
    let found = filter.commitments(site);
    let all = site.book().plans().commitments.len().to_string();
    let some = found.len().to_string();
    let on = names::day(site.plan_day());
    let words = filter.words();
    let count = |status: Status| found.iter().filter(|each| site.judged()[&each.id].status == status).count();
    let sentence = match words.is_empty() {
        true => say("plan.commitments.sentence", &[("all", &all), ("day", &on)]),
        false => say("plan.commitments.filtered", &[("some", &some), ("all", &all), ("filters", &words), ("day", &on)]),
    };
    let title = match words.is_empty() {
        true => text("plan.commitments").to_owned(),
        false => format!("{}: {words}", text("plan.commitments")),
    };
    let numbers = [
        ("cannot", count(Status::CannotBeJudged).to_string()),
        ("good", (count(Status::Achieved) + count(Status::OnTrack)).to_string()),
        ("some", some.clone()),
    ];
    let numbers: Vec<(&str, &str)> = numbers.iter().map(|(key, word)| (*key, word.as_str())).collect();
    let here = format!("/commitments{}", filter.address());
    let frame = pages::frame(app, Place::Outcomes, &title, crumbs(Vec::new()), &here);
    let mut page = PlanPage::new(frame, say("plan.commitments.heading", &numbers), sentence);
    page.insets.extend(names::unread(site.book()));
    page.counts = Status::ALL
        .iter()
        .map(|status| Count {
            mark: Some(icon(said::mark(*status))),
            ..Count::of(status.label(), count(*status), format!("/commitments?status={}", status.as_str()))
        })
        .collect();
    let id = |choice: &Option<Choice>| choice.as_ref().map(|choice| choice.id.clone());
    page.action = "/commitments";
    page.selects = vec![
        select("status", "plan.column.status", statuses(), id(&filter.status)),
        select("theme", "plan.column.framework", themes(site), id(&filter.theme)),
        select("place", "plan.place", places(site), id(&filter.place)),
        select("complete", "plan.column.complete", completes(), id(&filter.complete)),
    ];
    page.links = vec![
        Link::new(text("plan.coverage.unmeasured"), "/framework/coverage#commitments-without-measure"),
        Link::new(text("plan.contradictions"), "/contradictions"),
        pages::reports::link(ReportKind::Scorecard, None, None),
    ];
    page.files = vec![Link::new(text("outcomes.csv"), format!("/commitments.csv{}", filter.address()))];
    let block = if found.is_empty() {
        Block::Words(text("plan.commitments.none").to_owned())
    } else {
        Block::Table(list(site, &found))
    };
    page.section("list", text("plan.commitments"), vec![block]);
    Ok(page)
}

/// Commitments with how each stands.
pub(crate) fn list(site: &Site, commitments: &[&Commitment]) -> TableView {
    let heads = ["plan.commitment", "plan.column.status", "outcomes.column.target", "outcomes.column.date"];
    let heads = heads.into_iter().chain(["plan.latest", "plan.column.complete"]).map(text).collect::<Vec<_>>();
    table(text("plan.commitments"), columns(&heads), commitments.iter().map(|each| row(site, each)).collect())
}

/// The status of a commitment with its shape; why there is none below it.
pub(super) fn status_cell(site: &Site, id: &str) -> CellView {
    let Some(judgement) = site.judged().get(id) else { return CellView::words(commonweal_chart::format::NONE) };
    let mut cell = CellView::words(judgement.status.label());
    cell.mark = Some(icon(said::mark(judgement.status)));
    let reasons = said::reasons(judgement);
    cell.lines.extend((!reasons.is_empty()).then(|| crate::words::capital(&reasons)));
    cell
}

fn row(site: &Site, commitment: &Commitment) -> Vec<CellView> {
    let judgement = &site.judged()[&commitment.id];
    let node = Node::new(NodeKind::Commitment, &commitment.id);
    let mut first = CellView::link(commitment.title.as_str(), names::address(&node));
    first.lines.extend([commitment.population.clone(), commitment.geography.clone()].into_iter().flatten());
    let mut target = CellView::words(said::promise(commitment));
    target.lines.push(said::baseline(commitment));
    let (printed, line) = said::due(commitment);
    let mut due = CellView::words(printed);
    due.lines.extend(line);
    let latest = match judgement.latest {
        Some((value, on)) => {
            let mut cell = CellView::words(said::value(value, commitment.unit.as_deref()));
            cell.lines.push(names::day(on));
            cell
        }
        None => CellView::words(text("plan.latest.none")),
    };
    let smart = smart(commitment);
    let complete = match said::lacks(&smart) {
        Some(lacks) => lacks,
        None if smart.is_objective => text("plan.complete").to_owned(),
        None => text("plan.no_objective").to_owned(),
    };
    vec![first, status_cell(site, &commitment.id), target, due, latest, CellView::words(complete)]
}
