//! The figures of a release beside those that are shown: one indicator at a time, with a search, a page after the other.

use super::report::count;
use super::{address, crumbs, done};
use crate::error::PageError;
use crate::people::asks::Person;
use crate::people::sheet::{Choice, Field, FormView, Section, Shape, Sheet};
use crate::query::{Asked, Parameters, encoded};
use crate::view::{CellView, ColumnView, Link, TableView};
use crate::words;
use axum::extract::Path;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use commonweal_app::proposals::{self, ProposedFigure};
use commonweal_app::{Site, group_name};
use commonweal_chart::format;
use commonweal_disclosure::{ReleasedRecord, Withheld};
use commonweal_indicator::{plain_unit, say, text};
use commonweal_model::{AreaCode, AreaType, Breakdown, Dimension, Period, PeriodKind};

/// Rows of a page.
const ROWS: usize = 100;

/// The parts of the question.
const ASKED: [&str; 5] = ["indicator", "areas", "q", "only", "page"];

/// `/releases/{id}/figures`
pub(crate) async fn page(person: Person, Path(id): Path<String>, asked: Result<Asked, QueryRejection>) -> Response {
    let question = match Parameters::read(asked, &ASKED).and_then(|parameters| Question::of(&parameters)) {
        Ok(question) => question,
        Err(problem) => return problem.page(person.shared()),
    };
    let (release, mut indicator, areas) = (id.clone(), question.indicator.clone(), question.areas);
    let read = done(&person, async move |desk, by, workspace| {
        let report = proposals::report(desk, by, workspace, &release).await?.report;
        let known: Vec<String> = report.definitions.into_iter().map(|line| line.indicator).collect();
        if indicator.is_empty() {
            indicator = known.first().cloned().unwrap_or_default();
        }
        let figures = match known.contains(&indicator) {
            true => proposals::figures(desk, by, workspace, &release, &indicator, areas).await?,
            false => Vec::new(),
        };
        Ok((known, indicator, figures))
    });
    match read.await {
        Ok((known, indicator, figures)) => {
            let question = Question { indicator, ..question };
            sheet(&person, &id, &question, &known, &figures).show(person.shared())
        }
        Err(failure) => failure.page(&person),
    }
}

/// What was asked.
struct Question {
    indicator: String,
    areas: Option<AreaType>,
    /// Words that an area or a group has in its name.
    like: String,
    /// Only figures that are not what they were.
    only_changed: bool,
    page: usize,
}

impl Question {
    fn of(parameters: &Parameters) -> Result<Self, PageError> {
        let areas = match parameters.get("areas") {
            None => None,
            Some(word) => match word.parse::<AreaType>() {
                Ok(kind) => Some(kind),
                Err(_) => return Err(PageError::invalid_choice("areas", word, &kinds().map(|kind| kind.as_str()))),
            },
        };
        let page = match parameters.get("page") {
            None => 1,
            Some(word) => match word.parse::<usize>().ok().filter(|page| *page > 0) {
                Some(page) => page,
                None => return Err(PageError::invalid_choice("page", word, &["1"])),
            },
        };
        Ok(Self {
            indicator: parameters.get("indicator").unwrap_or_default().to_owned(),
            areas,
            like: parameters.get("q").unwrap_or_default().trim().to_lowercase(),
            only_changed: parameters.choice("only", &["all", "changed"])? == "changed",
            page,
        })
    }

    /// The same question about another page.
    fn href(&self, id: &str, page: usize) -> String {
        format!(
            "{}/figures?indicator={}&areas={}&q={}&only={}&page={page}",
            address(id),
            encoded(&self.indicator),
            self.areas.map_or("", AreaType::as_str),
            encoded(&self.like),
            if self.only_changed { "changed" } else { "all" },
        )
    }
}

fn kinds() -> [AreaType; 5] {
    [AreaType::Icb, AreaType::Place, AreaType::District, AreaType::Pcn, AreaType::Msoa]
}

fn sheet(person: &Person, id: &str, question: &Question, known: &[String], figures: &[ProposedFigure]) -> Sheet {
    let site = &person.ask.app.site;
    let mut found: Vec<&ProposedFigure> = figures.iter().filter(|figure| fits(site, question, figure)).collect();
    // What is hidden stands last, so that its place tells nothing of it.
    found.sort_by_key(|figure| figure.now.withheld_reason.is_some());
    let pages = found.len().div_ceil(ROWS).max(1);
    let at = question.page.min(pages);
    let rows: Vec<Vec<CellView>> =
        found.iter().skip((at - 1) * ROWS).take(ROWS).map(|figure| row(site, figure)).collect();
    let title = site.indicator(&question.indicator).map_or(question.indicator.as_str(), |info| info.title.as_str());
    let all = count(u64::try_from(found.len()).unwrap_or(u64::MAX));
    let (here, last) = (at.to_string(), pages.to_string());
    let mut list = Section::headed(title);
    if rows.is_empty() {
        list = list.line(text("releases.figures.none"));
    } else {
        let places = [("all", all.as_str()), ("page", here.as_str()), ("pages", last.as_str())];
        list = list.line(say("releases.figures.count", &places));
        list.table = Some(table(title, rows));
    }
    if at > 1 {
        list.links.push(Link::new(text("releases.figures.before"), question.href(id, at - 1)));
    }
    if at < pages {
        list.links.push(Link::new(text("releases.figures.after"), question.href(id, at + 1)));
    }
    let mut above = crumbs();
    above.push(Link::new(id, address(id)));
    Sheet::headed(text("releases.figures"))
        .lead(text("releases.figures.about"))
        .below(above)
        .form(form(site, id, question, known))
        .section(list)
}

fn form(site: &Site, id: &str, question: &Question, known: &[String]) -> FormView {
    let name = |id: &String| site.indicator(id).map_or(id.clone(), |info| info.short_title.clone());
    let mut indicators: Vec<Choice> = known.iter().map(|id| Choice::new(id.as_str(), name(id))).collect();
    indicators.sort_by(|a, b| a.label.cmp(&b.label));
    let mut areas = vec![Choice::new("", text("cost.areas.any"))];
    areas.extend(kinds().map(|kind| Choice::new(kind.as_str(), words::capital(words::areas(kind)))));
    let only = vec![
        Choice::new("all", text("releases.figures.all")),
        Choice::new("changed", text("releases.figures.changed")),
    ];
    let chosen = if question.only_changed { "changed" } else { "all" };
    FormView::get("figures", &format!("{}/figures", address(id)), text("releases.figures.show"))
        .ask(Field::select("indicator", text("cost.indicator"), indicators).answered(&question.indicator))
        .ask(Field::select("areas", text("cost.areas"), areas).answered(question.areas.map_or("", AreaType::as_str)))
        .ask(Field::new("q", text("releases.figures.search"), Shape::Search).answered(&question.like))
        .ask(Field::select("only", text("releases.figures.which"), only).answered(chosen))
}

/// Whether two rows show the same: what a reader sees of a figure, whatever release it is from.
fn is_same(now: &ReleasedRecord, before: &ReleasedRecord) -> bool {
    let seen = |row: &ReleasedRecord| {
        (row.value, row.lower_95, row.upper_95, row.numerator, row.denominator, row.withheld_reason.clone())
    };
    seen(now) == seen(before)
}

fn fits(site: &Site, question: &Question, figure: &ProposedFigure) -> bool {
    if question.only_changed && figure.before.as_ref().is_some_and(|before| is_same(&figure.now, before)) {
        return false;
    }
    let row = &figure.now;
    let names = [area_name(site, row), row.area_code.clone(), groups(row)].join(" ").to_lowercase();
    question.like.split_whitespace().all(|word| names.contains(word))
}

fn area_name(site: &Site, row: &ReleasedRecord) -> String {
    let area = row.area_code.parse::<AreaCode>().ok().and_then(|code| site.area(&code));
    area.map_or_else(|| row.area_code.clone(), |area| area.name.clone())
}

/// The groups of a row in words; everybody where there are none.
fn groups(row: &ReleasedRecord) -> String {
    let pairs = [(&row.dimension_1, &row.category_1), (&row.dimension_2, &row.category_2)];
    let named = pairs.into_iter().filter_map(|(dimension, category)| {
        let (dimension, category) = (dimension.as_ref()?.parse::<Dimension>().ok()?, category.clone()?);
        Some(group_name(&Breakdown { dimension, category }))
    });
    let named: Vec<String> = named.collect();
    if named.is_empty() { text("indicator.everyone").to_owned() } else { named.join(", ") }
}

fn period(row: &ReleasedRecord) -> String {
    match (row.period.parse::<Period>(), row.period_kind.parse::<PeriodKind>()) {
        (Ok(period), Ok(kind)) => words::period(&period, kind),
        _ => row.period.clone(),
    }
}

fn table(caption: &str, rows: Vec<Vec<CellView>>) -> TableView {
    TableView {
        caption: caption.to_owned(),
        caption_hidden: true,
        columns: vec![
            ColumnView::words(text("releases.column.area")),
            ColumnView::words(text("releases.column.group")),
            ColumnView::words(text("releases.column.figure")),
            ColumnView::number(text("releases.column.before")),
            ColumnView::number(text("releases.column.now")),
            ColumnView::words(text("releases.column.change")),
        ],
        rows,
    }
}

fn row(site: &Site, figure: &ProposedFigure) -> Vec<CellView> {
    let now = &figure.now;
    let mut area = CellView::words(area_name(site, now));
    area.lines.push(now.area_code.clone());
    let mut what = CellView::words(words::capital(&now.statistic.replace('_', " ")));
    what.lines.push(period(now));
    let before = figure.before.as_ref();
    let change = match before {
        None => "releases.figures.new",
        Some(before) if is_same(now, before) => "releases.figures.same",
        Some(before) if before.withheld_reason.is_none() && now.withheld_reason.is_some() => "releases.figures.hidden",
        Some(before) if before.withheld_reason.is_some() && now.withheld_reason.is_none() => "releases.figures.opened",
        Some(_) => "releases.figures.other",
    };
    let old = before.map_or_else(|| CellView::number(format::NONE), cell);
    vec![area, CellView::words(groups(now)), what, old, cell(now), CellView::words(text(change))]
}

/// What a reader would see of a row: the value with its limits and counts, or why there is none.
fn cell(row: &ReleasedRecord) -> CellView {
    if let Some(word) = &row.withheld_reason {
        let why = word.parse::<Withheld>().unwrap_or(Withheld::NotCalculated);
        return CellView::withheld(why.reason());
    }
    let unit = plain_unit(&row.unit);
    let mut cell = CellView::number(row.value.map_or(format::NONE.to_owned(), |value| format::value(value, unit)));
    if let (Some(lower), Some(upper)) = (row.lower_95, row.upper_95) {
        cell.lines.push(format::limits(lower, upper, unit));
    }
    if let (Some(counted), Some(among)) = (row.numerator, row.denominator) {
        let (counted, among) = (format::count(counted), format::count(among));
        cell.lines.push(say("releases.figures.of", &[("counted", counted.as_str()), ("among", among.as_str())]));
    }
    cell
}
