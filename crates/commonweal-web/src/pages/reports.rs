//! Reports: which there are, for which area and subject, and their files.

use crate::error::PageError;
use crate::figures::Figures;
use crate::groups::{self, Choice};
use crate::pages::indicators::{SelectView, select};
use crate::pages::plan::{Block, PlanPage};
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters, encoded};
use crate::reports::{self, ReportAsked, ReportKind, report_areas, report_file_name};
use crate::routes::App;
use crate::view::Link;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use commonweal_app::AreaInfo;
use commonweal_indicator::{say, text};
use commonweal_model::AreaType;
use commonweal_report::{Format, write};
use tokio::sync::Semaphore;

/// What a report can be asked.
const KNOWN: [&str; 2] = ["area", "about"];

/// Reports that are written at once: each takes a whole processor, and pages have to be answered meanwhile.
static WRITING: Semaphore = Semaphore::const_new(2);

/// `/reports`
pub(crate) async fn list(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    let page = Parameters::read(asked, &[]).map(|_| {
        let frame = pages::frame(&app, Place::Nowhere, text("reports.title"), vec![pages::home()], "/reports");
        let mut page = PlanPage::new(frame, text("reports.title"), text("reports.lead"));
        for kind in ReportKind::ALL {
            let link = Link::new(text("report.show"), format!("/reports/{}", kind.id()));
            let blocks = vec![Block::Words(kind.about().to_owned()), Block::Links(vec![link])];
            page.section(kind.id(), kind.title(), blocks);
        }
        page
    });
    pages::show(&app, page)
}

/// `/reports/{kind}` and `/reports/{kind}.pdf` and the like
pub(crate) async fn page(
    State(app): State<App>,
    Path(name): Path<String>,
    asked: Result<Asked, QueryRejection>,
) -> Response {
    let parameters = match Parameters::read(asked, &KNOWN) {
        Ok(parameters) => parameters,
        Err(problem) => return problem.page(&app),
    };
    match Format::of_name(&name) {
        Some(format) => file(&app, &name, format, &parameters).await.unwrap_or_else(|problem| problem.page(&app)),
        None => pages::show(&app, kind_of(&name).and_then(|kind| view(&app, kind, &parameters))),
    }
}

fn kind_of(id: &str) -> Result<ReportKind, PageError> {
    ReportKind::of_id(id).ok_or_else(PageError::no_page)
}

async fn file(app: &App, name: &str, format: Format, parameters: &Parameters) -> Result<Response, PageError> {
    let kind = kind_of(name.rsplit_once('.').map_or(name, |(kind, _)| kind))?;
    let subject = parameters.get("about").map(str::to_owned);
    let area = parameters.get("area").map(str::to_owned);
    let site = std::sync::Arc::clone(app);
    let _place = WRITING.acquire().await.map_err(|error| PageError::internal(&error))?;
    let written = tokio::task::spawn_blocking(move || {
        let asked = ReportAsked { kind, subject: subject.as_deref(), area: area.as_deref() };
        let document = reports::document(&site, &asked)?;
        let body = write(&document, format).map_err(|error| PageError::internal(&error))?;
        Ok((report_file_name(&site.site, &asked, format), body))
    });
    let (name, body) = written.await.map_err(|error| PageError::internal(&error))??;
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
        .unwrap_or_else(|_| HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(format.media_type())),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    Ok((headers, body).into_response())
}

fn view(app: &App, kind: ReportKind, parameters: &Parameters) -> Result<PlanPage, PageError> {
    let figures = Figures { site: &app.site };
    let subjects = subjects(figures, kind);
    let subject = match kind.has_subject() {
        true => parameters.one_of("about", &subjects)?.or_else(|| subjects.first().cloned()),
        false => None,
    };
    let area = match parameters.get("area").filter(|_| kind.has_area()) {
        Some(code) => {
            Some(figures.area(code, || figures.area_choices(|code| format!("/reports/{}?area={code}", kind.id())))?)
        }
        None => figures.site.area(figures.whole()).filter(|_| kind.has_area()),
    };
    let mut query: Vec<String> = Vec::new();
    query.extend(subject.iter().map(|subject| format!("about={}", encoded(&subject.id))));
    query.extend(area.iter().map(|area| format!("area={}", area.code)));
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    let address = format!("/reports/{}", kind.id());
    let crumbs = vec![pages::home(), Link::new(text("reports.title"), "/reports")];
    let frame = pages::frame(app, Place::Nowhere, kind.title(), crumbs, &format!("{address}{query}"));
    let mut page = PlanPage::new(frame, kind.title(), kind.about());
    page.action = match kind {
        ReportKind::Profile => "/reports/profile",
        ReportKind::Inequalities => "/reports/inequalities",
        ReportKind::Intelligence => "/reports/intelligence",
        ReportKind::Place => "/reports/place",
        ReportKind::Scorecard | ReportKind::Initiative if subjects.is_empty() => "",
        ReportKind::Scorecard => "",
        ReportKind::Initiative => "/reports/initiative",
    };
    let mut selects: Vec<SelectView> = Vec::new();
    if kind.has_subject() {
        let list = select("about", "report.subject", subjects, subject.as_ref().map(|subject| subject.id.clone()));
        selects.push(SelectView { any: None, ..list });
    }
    if let Some(area) = area {
        // Neighbourhoods are too many to choose from a list; their profiles are linked from their own pages.
        let kinds =
            kind.area_types().iter().filter(|kind| **kind != AreaType::Msoa || area.area_type == AreaType::Msoa);
        let mut choices: Vec<Choice> = kinds
            .flat_map(|of| report_areas(figures.site, kind, *of))
            .map(|(code, name)| Choice { id: code.to_string(), label: name })
            .collect();
        choices.dedup();
        let list = select("area", "report.area", choices, Some(area.code.to_string()));
        selects.push(SelectView { any: None, ..list });
    }
    page.selects = selects;
    let file = |format: Format| Link::new(format.label(), format!("{address}.{}{query}", format.ending()));
    page.files = Format::ALL.map(file).into();
    let asked = ReportAsked {
        kind,
        subject: subject.as_ref().map(|subject| subject.id.as_str()),
        area: area.map(|area| area.code.as_str()),
    };
    let command = reports::document(app, &asked).map(|document| document.command);
    page.section("command", text("reports.command"), command.map(Block::Words).into_iter().collect());
    Ok(page)
}

/// The way from a page to the report that says the same on paper.
pub(crate) fn link(kind: ReportKind, about: Option<&str>, area: Option<&AreaInfo>) -> Link {
    let about = about.map(|id| format!("about={}", encoded(id)));
    let area = area.filter(|area| kind.area_types().contains(&area.area_type));
    let area = area.map(|area| format!("area={}", area.code));
    let query: Vec<String> = about.into_iter().chain(area).collect();
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    Link::new(say("report.link", &[("report", kind.title())]), format!("/reports/{}{query}", kind.id()))
}

/// What a kind of report can be about.
fn subjects(figures: Figures<'_>, kind: ReportKind) -> Vec<Choice> {
    let site = figures.site;
    match kind {
        ReportKind::Intelligence => {
            let infos = site.indicators().iter();
            let infos = infos.map(|info| Choice { id: info.id.clone(), label: info.short_title.clone() });
            let people = reports::group::choices(figures);
            groups::themes(site).into_iter().chain(groups::clinical_areas(site)).chain(people).chain(infos).collect()
        }
        ReportKind::Initiative => {
            let all = site.book().plans().initiatives.iter();
            all.map(|each| Choice { id: each.id.clone(), label: format!("{}: {}", each.id, each.title) }).collect()
        }
        _ => Vec::new(),
    }
}
