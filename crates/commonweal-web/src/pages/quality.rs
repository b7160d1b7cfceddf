//! How far can the figures be trusted? Whose ethnic group is known, who is in the records, how new everything is, and how
//! much is not shown.

use crate::figures::Figures;
use crate::pages::{self, Place, withheld};
use crate::query::{Asked, Parameters};
use crate::routes::App;
use crate::view::{CellView, ColumnView, Frame, Link, TableView, filters};
use crate::words;
use askama::Template;
use axum::extract::State;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use commonweal_app::{AreaInfo, IndicatorInfo, csv_text};
use commonweal_chart::format;
use commonweal_disclosure::{Released, Shown, Statistic, Withheld};
use commonweal_indicator::{say, text};
use commonweal_model::{AreaCode, AreaType, Dimension, Family};
use std::collections::BTreeMap;

#[derive(Template)]
#[template(path = "pages/quality.html")]
struct QualityPage {
    frame: Frame,
    heading: String,
    lead: String,
    csv: &'static str,
    sections: Vec<Section>,
}

/// One question about the data.
struct Section {
    id: &'static str,
    heading: &'static str,
    about: String,
    table: Option<TableView>,
    /// Where more is said.
    more: Option<Link>,
}

/// `/data-quality`
pub(crate) async fn page(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    let page = Parameters::read(asked, &[]).map(|_| quality(&app, Figures { site: &app.site }));
    pages::show(&app, page)
}

/// `/data-quality.csv`
pub(crate) async fn csv(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    match Parameters::read(asked, &[]) {
        Ok(_) => {
            let name = format!("{}-data-quality.csv", app.site.facts().class.as_str());
            pages::download(
                &name,
                "text/csv; charset=utf-8",
                csv_text(&file(&Measured::of(Figures { site: &app.site }))),
            )
        }
        Err(problem) => problem.page(&app),
    }
}

/// A share of an area's people.
struct AreaShare<'a> {
    area: &'a AreaInfo,
    /// So many of so many; none where one of the two is not shown.
    counts: Option<(i64, i64)>,
    /// Why one of the two is not shown, where it is hidden.
    hidden: Option<Withheld>,
}

/// Why a number is not shown.
fn hidden(part: Option<Shown<i64>>) -> Option<Withheld> {
    match part {
        Some(Shown::Withheld(why)) => Some(why),
        Some(Shown::Value(_) | Shown::None) | None => None,
    }
}

/// How much of one type of area is not shown, by reason.
#[derive(Default, Clone, Copy)]
struct NotShown {
    figures: u64,
    disclosure: u64,
    linked: u64,
    unreliable: u64,
    not_calculated: u64,
}

/// How new the values of a publisher are.
struct SeriesAge {
    series: String,
    indicators: usize,
    newest: String,
    oldest: String,
}

/// Everything the page says, as numbers.
struct Measured<'a> {
    ethnicity: Option<(&'a IndicatorInfo, Vec<AreaShare<'a>>)>,
    coverage: Vec<(&'a IndicatorInfo, Vec<AreaShare<'a>>)>,
    not_shown: Vec<(AreaType, NotShown)>,
    series: Vec<SeriesAge>,
}

impl NotShown {
    fn all(self) -> u64 {
        self.disclosure + self.linked + self.unreliable + self.not_calculated
    }
}

impl<'a> Measured<'a> {
    fn of(figures: Figures<'a>) -> Self {
        let by_ethnicity = |info: &&IndicatorInfo| info.breakdowns.contains(&Dimension::EthnicityCensus2021);
        let widest = |family: Option<Family>, wanted: &dyn Fn(&&'a IndicatorInfo) -> bool| {
            let fits = |info: &&'a IndicatorInfo| {
                !info.published
                    && info.statistic == Statistic::Proportion
                    && family.is_none_or(|f| f == info.family)
                    && wanted(info)
            };
            let people =
                |info: &&'a IndicatorInfo| figures.value(info, figures.whole()).and_then(|f| f.denominator().value());
            let with = figures.site.indicators().iter().filter(fits).filter_map(|info| Some((people(&info)?, info)));
            // The first of those with the most people, in the order of the site.
            with.fold(None, |best: Option<(i64, &'a IndicatorInfo)>, this| match best {
                Some(best) if best.0 >= this.0 => Some(best),
                _ => Some(this),
            })
            .map(|(_, info)| info)
        };
        let ethnicity = widest(None, &by_ethnicity).map(|info| (info, ethnicity_known(figures, info)));
        let coverage = [Family::Residence, Family::Registration]
            .into_iter()
            .filter_map(|family| widest(Some(family), &|_| true))
            .map(|info| (info, in_records(figures, info)))
            .collect();
        Self { ethnicity, coverage, not_shown: not_shown(figures), series: series(figures) }
    }
}

/// Kinds of area that are looked at one by one.
const LARGER: [AreaType; 4] = [AreaType::Icb, AreaType::Place, AreaType::District, AreaType::Pcn];

fn areas_of<'a>(figures: Figures<'a>, info: &'a IndicatorInfo) -> Vec<&'a AreaInfo> {
    let kinds = figures.areas_of(info).into_iter().filter(|(kind, _)| LARGER.contains(kind));
    kinds.flat_map(|(_, areas)| areas).collect()
}

/// People of each area whose ethnic group is known, from the sizes of the groups of a question. A group too small to show
/// counts as not known.
fn ethnicity_known<'a>(figures: Figures<'a>, info: &'a IndicatorInfo) -> Vec<AreaShare<'a>> {
    let share = |area: &'a AreaInfo| {
        let groups = figures.by(info, &area.code, Dimension::EthnicityCensus2021);
        let known: i64 = groups
            .iter()
            .filter(|figure| words::is_known(&figure.key().breakdowns[0]))
            .filter_map(|figure| figure.denominator().value())
            .sum();
        let all = figures.value(info, &area.code).map(Released::denominator);
        let hidden = hidden(all);
        let all = all.and_then(Shown::value);
        // Each number is rounded by itself, so the groups may come to a few more than everybody.
        let counts = all.filter(|_| !groups.is_empty()).map(|all| (known.min(all), all));
        AreaShare { area, counts, hidden }
    };
    areas_of(figures, info).into_iter().map(share).collect()
}

/// People of each area that a question asks about, beside the people whom a public source counts there.
fn in_records<'a>(figures: Figures<'a>, info: &'a IndicatorInfo) -> Vec<AreaShare<'a>> {
    let share = |area: &'a AreaInfo| {
        let asked = figures.value(info, &area.code).map(Released::denominator);
        AreaShare { area, counts: asked.and_then(Shown::value).zip(area.population), hidden: hidden(asked) }
    };
    areas_of(figures, info).into_iter().map(share).collect()
}

fn not_shown(figures: Figures<'_>) -> Vec<(AreaType, NotShown)> {
    let mut kinds: BTreeMap<AreaType, NotShown> = BTreeMap::new();
    for figure in figures.site.released().latest().filter(|figure| figure.snapshot().is_some()) {
        let kind = kinds.entry(figure.key().area_type).or_default();
        kind.figures += 1;
        match figure.withheld() {
            None => {}
            Some(Withheld::Disclosure) => kind.disclosure += 1,
            Some(Withheld::Linked) => kind.linked += 1,
            Some(Withheld::Unreliable) => kind.unreliable += 1,
            Some(Withheld::NotCalculated) => kind.not_calculated += 1,
        }
    }
    AreaType::ALL.iter().filter_map(|kind| Some((*kind, *kinds.get(kind)?))).collect()
}

/// How new the latest values of each publisher are, the oldest publisher first.
fn series(figures: Figures<'_>) -> Vec<SeriesAge> {
    let mut latest: BTreeMap<&str, BTreeMap<&str, &Released>> = BTreeMap::new();
    let whole: &AreaCode = figures.whole();
    for figure in figures.site.released().latest().filter(|figure| figure.snapshot().is_none()) {
        let is_here = figures.site.area(&figure.key().area).is_some() || figure.key().area == *whole;
        if !is_here {
            continue;
        }
        let newest =
            latest.entry(&figure.key().series).or_default().entry(&figure.key().indicator_id).or_insert(figure);
        if figure.key().period.end() > newest.key().period.end() {
            *newest = figure;
        }
    }
    let mut series: Vec<(String, SeriesAge)> = Vec::new();
    for (name, of) in latest {
        let mut ends: Vec<&Released> = of.into_values().collect();
        ends.sort_by_key(|figure| figure.key().period.end());
        let said = |figure: Option<&&Released>| {
            figure.map(|figure| words::period(&figure.key().period, figure.key().period_kind)).unwrap_or_default()
        };
        let age = SeriesAge {
            series: name.to_owned(),
            indicators: ends.len(),
            newest: said(ends.last()),
            oldest: said(ends.first()),
        };
        // A day as text sorts as days do.
        series.push((ends.last().map(|figure| figure.key().period.end().to_string()).unwrap_or_default(), age));
    }
    series.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.series.cmp(&b.1.series)));
    series.into_iter().map(|(_, age)| age).collect()
}

fn quality(app: &App, figures: Figures<'_>) -> QualityPage {
    let measured = Measured::of(figures);
    let facts = figures.site.facts();
    let whole = measured.ethnicity.as_ref().and_then(|(_, areas)| areas.first()).and_then(|area| area.counts);
    let heading = match whole {
        Some((known, all)) if all > 0 => say("quality.heading", &[("share", &percent(known, all))]),
        _ => text("quality.heading.unknown").to_owned(),
    };
    let all: u64 = measured.not_shown.iter().map(|(_, kind)| kind.figures).sum();
    let hidden: u64 = measured.not_shown.iter().map(|(_, kind)| kind.all()).sum();
    let lead = say(
        "quality.lead",
        &[
            ("date", &pages::data_date(figures.site)),
            ("all", &format::count(i64::try_from(all).unwrap_or(i64::MAX))),
            ("hidden", &percent(i64::try_from(hidden).unwrap_or(i64::MAX), i64::try_from(all).unwrap_or(i64::MAX))),
        ],
    );
    let sections = vec![
        ethnicity_section(&measured),
        coverage_section(&measured, &facts.sample),
        Section {
            id: "timeliness",
            heading: text("quality.timeliness"),
            about: say(
                "quality.timeliness.about",
                &[
                    ("date", &pages::data_date(figures.site)),
                    ("released", &facts.released_at[..facts.released_at.len().min(10)]),
                    ("snapshot", &facts.snapshot[..facts.snapshot.len().min(12)]),
                ],
            ),
            table: Some(series_table(&measured.series)).filter(|table| !table.rows.is_empty()),
            more: None,
        },
        Section {
            id: "not-shown",
            heading: text("quality.not_shown"),
            about: text("quality.not_shown.about").to_owned(),
            table: Some(not_shown_table(&measured.not_shown)).filter(|table| !table.rows.is_empty()),
            more: Some(withheld::link()),
        },
    ];
    QualityPage {
        frame: pages::frame(app, Place::Nowhere, text("quality.title"), vec![pages::home()], "/data-quality"),
        heading,
        lead,
        csv: "/data-quality.csv",
        sections,
    }
}

fn percent(some: i64, all: i64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "counts of people and figures are below 2^53")]
    let share = if all > 0 { 100.0 * some as f64 / all as f64 } else { 0.0 };
    format::value(share, "%")
}

fn ethnicity_section(measured: &Measured<'_>) -> Section {
    let (id, heading) = ("ethnicity", text("quality.ethnicity"));
    let Some((info, areas)) = &measured.ethnicity else {
        return Section { id, heading, about: text("quality.ethnicity.none").to_owned(), table: None, more: None };
    };
    let row = |share: &AreaShare<'_>| {
        let mut cells = vec![area_cell(share.area), CellView::words(share.area.area_type.label())];
        cells.extend(share_cells(share));
        cells
    };
    let table = TableView {
        caption: text("quality.ethnicity.caption").to_owned(),
        caption_hidden: true,
        columns: vec![
            ColumnView::words(text("areas_page.column.area")),
            ColumnView::words(text("quality.column.kind")),
            ColumnView::number(text("quality.column.known")),
            ColumnView::number(text("indicator.column.out_of")),
            ColumnView::number(text("area.share.column")),
        ],
        rows: areas.iter().map(row).collect(),
    };
    Section {
        id,
        heading,
        about: say("quality.ethnicity.about", &[("people", &info.denominator_text)]),
        table: Some(table),
        more: None,
    }
}

/// So many, of so many, and the share; or why not.
fn share_cells(share: &AreaShare<'_>) -> [CellView; 3] {
    match (share.counts, share.hidden) {
        (Some((some, all)), _) => [format::count(some), format::count(all), percent(some, all)].map(CellView::number),
        (None, Some(why)) => [(); 3].map(|()| CellView::withheld(why.reason())),
        (None, None) => [format::NONE; 3].map(CellView::number),
    }
}

fn area_cell(area: &AreaInfo) -> CellView {
    CellView::link(area.name.as_str(), format!("/areas/{}", area.code))
}

fn coverage_section(measured: &Measured<'_>, sample: &str) -> Section {
    let titles: Vec<String> = measured.coverage.iter().map(|(info, _)| info.title.clone()).collect();
    let mut rows = Vec::new();
    for (info, areas) in &measured.coverage {
        for share in areas {
            let mut cells = vec![area_cell(share.area), CellView::words(info.family.label())];
            cells.extend(share_cells(share));
            rows.push(cells);
        }
    }
    let table = TableView {
        caption: text("quality.coverage.caption").to_owned(),
        caption_hidden: true,
        columns: vec![
            ColumnView::words(text("areas_page.column.area")),
            ColumnView::words(text("quality.column.counted_by")),
            ColumnView::number(text("quality.column.asked")),
            ColumnView::number(text("quality.column.public")),
            ColumnView::number(text("quality.column.for_each")),
        ],
        rows,
    };
    Section {
        id: "coverage",
        heading: text("quality.coverage"),
        about: say("quality.coverage.about", &[("titles", &titles.join("; ")), ("sample", sample)]),
        table: Some(table).filter(|table| !table.rows.is_empty()),
        more: None,
    }
}

fn series_table(series: &[SeriesAge]) -> TableView {
    let row = |age: &SeriesAge| {
        vec![
            CellView::words(age.series.as_str()),
            CellView::number(age.indicators.to_string()),
            CellView::words(age.newest.as_str()),
            CellView::words(age.oldest.as_str()),
        ]
    };
    TableView {
        caption: text("quality.timeliness.caption").to_owned(),
        caption_hidden: true,
        columns: vec![
            ColumnView::words(text("quality.column.series")),
            ColumnView::number(text("quality.column.indicators")),
            ColumnView::words(text("quality.column.newest")),
            ColumnView::words(text("quality.column.oldest")),
        ],
        rows: series.iter().map(row).collect(),
    }
}

fn not_shown_table(kinds: &[(AreaType, NotShown)]) -> TableView {
    let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let row = |(kind, of): &(AreaType, NotShown)| {
        let share = |some: u64| {
            let mut cell = CellView::number(percent(whole(some), whole(of.figures)));
            cell.lines.push(format::count(whole(some)));
            cell
        };
        vec![
            CellView::words(words::capital(words::areas(*kind))),
            CellView::number(format::count(whole(of.figures))),
            share(of.disclosure),
            share(of.linked),
            share(of.unreliable),
            share(of.not_calculated),
        ]
    };
    TableView {
        caption: text("quality.not_shown.caption").to_owned(),
        caption_hidden: true,
        columns: vec![
            ColumnView::words(text("quality.column.kind")),
            ColumnView::number(text("quality.column.figures")),
            ColumnView::number(text("quality.column.disclosure")),
            ColumnView::number(text("quality.column.linked")),
            ColumnView::number(text("quality.column.unreliable")),
            ColumnView::number(text("quality.column.not_calculated")),
        ],
        rows: kinds.iter().map(row).collect(),
    }
}

/// All of the page's numbers, one row each.
fn file(measured: &Measured<'_>) -> Vec<Vec<String>> {
    let header = ["measure", "of", "area_code", "area_or_kind", "numerator", "denominator", "withheld_reason"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    let mut areas = |measure: &str, info: &IndicatorInfo, shares: &[AreaShare<'_>]| {
        for share in shares {
            let (some, all) =
                share.counts.map_or_else(Default::default, |(some, all)| (some.to_string(), all.to_string()));
            let why = share.hidden.map_or("", Withheld::as_str);
            let cells = [measure, &info.id, share.area.code.as_str(), &share.area.name, &some, &all, why];
            rows.push(cells.map(str::to_owned).to_vec());
        }
    };
    if let Some((info, shares)) = &measured.ethnicity {
        areas("ethnic_group_known", info, shares);
    }
    for (info, shares) in &measured.coverage {
        areas("people_in_records_of_public_population", info, shares);
    }
    for (kind, of) in &measured.not_shown {
        for (reason, number) in [
            (Withheld::Disclosure, of.disclosure),
            (Withheld::Linked, of.linked),
            (Withheld::Unreliable, of.unreliable),
            (Withheld::NotCalculated, of.not_calculated),
        ] {
            let (reason, number, all) = (reason.as_str(), number.to_string(), of.figures.to_string());
            let cells = ["figures_not_shown", reason, "", kind.as_str(), &number, &all, ""];
            rows.push(cells.map(str::to_owned).to_vec());
        }
    }
    for age in &measured.series {
        let cells = [
            "published_series",
            &age.series,
            "",
            &format!("newest {}, oldest {}", age.newest, age.oldest),
            &age.indicators.to_string(),
            "",
            "",
        ];
        rows.push(cells.map(str::to_owned).to_vec());
    }
    rows
}
