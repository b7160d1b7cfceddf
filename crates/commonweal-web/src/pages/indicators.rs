//! Every indicator: found by a word, a theme, a stage of life, and shown with its value and its gap.

use crate::error::PageError;
use crate::figures::Figures;
use crate::groups::{self, Choice};
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters};
use crate::ranking::{Query, Rank};
use crate::routes::App;
use crate::rows::{Row, value_cell};
use crate::view::{CellView, Frame, filters, reasons};
use askama::Template;
use axum::extract::State;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use commonweal_app::{Domain, IndicatorInfo, Site};
use commonweal_indicator::{Direction, Seen, overall_finding, say, text};

/// What the list can be asked.
const KNOWN: [&str; 6] = ["q", "domain", "theme", "life", "core20plus5", "kind"];

/// Counted here, or published elsewhere.
const KINDS: [&str; 2] = ["counted", "published"];

#[derive(Template)]
#[template(path = "pages/indicators.html")]
struct IndicatorsPage {
    frame: Frame,
    heading: String,
    sentence: String,
    typed: String,
    selects: Vec<SelectView>,
    csv: String,
    is_filtered: bool,
    sections: Vec<Section>,
    reasons: Vec<&'static str>,
    near: Vec<crate::view::Link>,
}

/// A list to choose from.
pub(crate) struct SelectView {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    /// What stands for no choice, where there may be none.
    pub(crate) any: Option<&'static str>,
    pub(crate) options: Vec<OptionView>,
}

pub(crate) struct OptionView {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) chosen: bool,
}

/// Indicators of one theme.
struct Section {
    id: String,
    label: String,
    count: String,
    rows: Vec<RowView>,
}

struct RowView {
    title: String,
    href: String,
    question: String,
    value: CellView,
    gap: CellView,
}

/// What was asked for, each part valid.
struct Filter {
    typed: String,
    query: Option<Query>,
    domain: Option<Domain>,
    theme: Option<Choice>,
    life: Option<Choice>,
    core20: Option<Choice>,
    published: Option<bool>,
}

/// `/indicators`
pub(crate) async fn page(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    let page = Parameters::read(asked, &KNOWN).and_then(|parameters| list(&app, &parameters));
    pages::show(&app, page)
}

/// `/indicators.csv`
pub(crate) async fn csv(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    let file = Parameters::read(asked, &KNOWN).and_then(|parameters| {
        let figures = Figures { site: &app.site };
        let filter = Filter::read(&app.site, &parameters)?;
        Ok(as_csv(figures, &filter.indicators(&app.site)))
    });
    match file {
        Ok(body) => {
            let class = app.site.facts().class.as_str();
            pages::download(&format!("{class}-indicators.csv"), "text/csv; charset=utf-8", body)
        }
        Err(problem) => problem.page(&app),
    }
}

impl Filter {
    fn read(site: &Site, parameters: &Parameters) -> Result<Self, PageError> {
        let typed = parameters.get("q").unwrap_or_default().trim().to_owned();
        let domains: Vec<Choice> = Domain::ALL.iter().map(domain_choice).collect();
        let kinds = KINDS.map(|kind| Choice { id: kind.to_owned(), label: kind_label(kind).to_owned() });
        let domain = parameters.one_of("domain", &domains)?;
        Ok(Self {
            query: Query::read(&typed),
            typed,
            domain: domain.and_then(|choice| Domain::ALL.into_iter().find(|domain| domain.as_str() == choice.id)),
            theme: parameters.one_of("theme", &groups::themes(site))?,
            life: parameters.one_of("life", &groups::life_stages(site))?,
            core20: parameters.one_of("core20plus5", &groups::clinical_areas(site))?,
            published: parameters.one_of("kind", &kinds)?.map(|kind| kind.id == KINDS[1]),
        })
    }

    /// The indicators that fit, best match first where something was typed, else as the site has them.
    fn indicators<'a>(&self, site: &'a Site) -> Vec<&'a IndicatorInfo> {
        let mut found: Vec<(Rank, &IndicatorInfo)> = Vec::new();
        for info in site.indicators() {
            let fits = self.domain.is_none_or(|domain| domain == info.domain)
                && self.published.is_none_or(|published| published == info.published)
                && self.theme.as_ref().is_none_or(|theme| groups::has_theme(site, info, &theme.id))
                && self.life.as_ref().is_none_or(|life| groups::has_life_stage(site, info, &life.id))
                && self.core20.as_ref().is_none_or(|area| groups::has_clinical_area(site, info, &area.id));
            let rank = match &self.query {
                Some(query) => matches(query, info),
                None => Some(Rank::Name),
            };
            if let (true, Some(rank)) = (fits, rank) {
                found.push((rank, info));
            }
        }
        found.sort_by_key(|(rank, _)| *rank);
        found.into_iter().map(|(_, info)| info).collect()
    }

    /// The filters as a reader says them: `access, vaccination, children and young people`.
    fn words(&self) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        words.extend(self.published.map(|published| kind_label(KINDS[usize::from(published)]).to_lowercase()));
        words.extend(self.domain.map(|domain| domain.label().to_lowercase()));
        words.extend(self.theme.as_ref().map(|theme| crate::words::small(&theme.label)));
        words.extend(self.life.as_ref().map(|life| crate::words::small(&life.label)));
        words.extend(self.core20.as_ref().map(|area| area.label.clone()));
        if self.query.is_some() {
            words.push(say("indicators.matching", &[("typed", &self.typed)]));
        }
        words
    }

    /// The same filters as the part of an address after the question mark.
    fn address(&self) -> String {
        let mut parts = Vec::new();
        let mut add = |name: &str, value: Option<String>| parts.extend(value.map(|value| format!("{name}={value}")));
        add("q", (!self.typed.is_empty()).then(|| crate::query::encoded(&self.typed)));
        add("domain", self.domain.map(|domain| domain.as_str().to_owned()));
        add("theme", self.theme.as_ref().map(|theme| theme.id.clone()));
        add("life", self.life.as_ref().map(|life| life.id.clone()));
        add("core20plus5", self.core20.as_ref().map(|area| area.id.clone()));
        add("kind", self.published.map(|published| KINDS[usize::from(published)].to_owned()));
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    }
}

/// How well an indicator matches what was typed.
pub(crate) fn matches(query: &Query, info: &IndicatorInfo) -> Option<Rank> {
    let title = query.rank(&info.short_title, &info.id, "");
    let body = format!("{} {} {} {} {}", info.title, info.question, info.numerator_text, info.id, info.source);
    title.or_else(|| query.rank(&info.title, &info.id, &body))
}

fn list(app: &App, parameters: &Parameters) -> Result<IndicatorsPage, PageError> {
    let site = &app.site;
    let figures = Figures { site };
    let filter = Filter::read(site, parameters)?;
    let found = filter.indicators(site);
    let all = site.indicators().len();
    let filters = filter.words();
    let is_filtered = !filters.is_empty();
    let sentence = match (is_filtered, found.len()) {
        (false, _) => say("indicators.sentence.all", &[("all", &all.to_string())]),
        (true, some) => say(
            "indicators.sentence",
            &[("some", &some.to_string()), ("all", &all.to_string()), ("filters", &filters.join(", "))],
        ),
    };
    let title = match is_filtered {
        true => format!("{}: {}", text("indicators.title"), filters.join(", ")),
        false => text("indicators.title").to_owned(),
    };
    let sections = sections(figures, &found, filter.query.is_some());
    let here = format!("/indicators{}", filter.address());
    Ok(IndicatorsPage {
        frame: pages::frame(app, Place::Indicators, &title, Vec::new(), &here),
        heading: heading(figures, &found),
        sentence,
        selects: selects(site, &filter),
        csv: format!("/indicators.csv{}", filter.address()),
        is_filtered,
        reasons: reasons(sections.iter().flat_map(|section| &section.rows).flat_map(|row| [&row.value, &row.gap])),
        near: if found.is_empty() { crate::pages::search::near(&app.site, &filter.typed) } else { Vec::new() },
        typed: filter.typed,
        sections,
    })
}

/// What the indicators shown find; how many there are where none of them has a gap.
fn heading(figures: Figures<'_>, found: &[&IndicatorInfo]) -> String {
    let counted = found.iter().filter(|info| !info.published);
    let directions: Vec<Direction> = counted.map(|info| Row::of(figures, info, figures.whole()).direction).collect();
    match (found.len(), directions.iter().any(|direction| *direction != Direction::NotShown)) {
        (0, _) => text("indicators.heading.none").to_owned(),
        (_, true) => overall_finding(&directions),
        (1, false) => text("indicators.heading.one").to_owned(),
        (some, false) => say("indicators.heading.some", &[("some", &some.to_string())]),
    }
}

fn selects(site: &Site, filter: &Filter) -> Vec<SelectView> {
    let id = |choice: &Option<Choice>| choice.as_ref().map(|choice| choice.id.clone());
    let domains: Vec<Choice> = Domain::ALL.iter().map(domain_choice).collect();
    let kinds: Vec<Choice> =
        KINDS.iter().map(|kind| Choice { id: (*kind).to_owned(), label: kind_label(kind).to_owned() }).collect();
    let kind = filter.published.map(|published| KINDS[usize::from(published)].to_owned());
    let all = vec![
        select("domain", "indicators.domain", domains, filter.domain.map(|domain| domain.as_str().to_owned())),
        select("theme", "indicators.theme", groups::themes(site), id(&filter.theme)),
        select("life", "indicators.life", groups::life_stages(site), id(&filter.life)),
        select("core20plus5", "indicators.core20plus5", groups::clinical_areas(site), id(&filter.core20)),
        select("kind", "indicators.kind", kinds, kind),
    ];
    all.into_iter().filter(|select| select.options.len() > 1).collect()
}

/// A list to choose from, with what was chosen.
pub(crate) fn select(name: &'static str, label: &str, choices: Vec<Choice>, chosen: Option<String>) -> SelectView {
    let option =
        |choice: Choice| OptionView { chosen: chosen.as_ref() == Some(&choice.id), id: choice.id, label: choice.label };
    SelectView {
        name,
        label: text(label),
        any: Some(text("indicators.any")),
        options: choices.into_iter().map(option).collect(),
    }
}

/// Rows under their theme; in one list, best match first, where something was typed.
fn sections(figures: Figures<'_>, found: &[&IndicatorInfo], ranked: bool) -> Vec<Section> {
    let site = figures.site;
    let mut themed: Vec<((usize, String), &IndicatorInfo)> = found
        .iter()
        .map(|info| (if ranked { (0, text("indicators.best").to_owned()) } else { groups::theme(site, info) }, *info))
        .collect();
    themed.sort_by(|a, b| a.0.cmp(&b.0));
    let mut sections: Vec<(String, Vec<RowView>)> = Vec::new();
    for ((_, label), info) in themed {
        let row = row_view(figures, info);
        match sections.last_mut().filter(|(last, _)| *last == label) {
            Some((_, rows)) => rows.push(row),
            None => sections.push((label, vec![row])),
        }
    }
    let section = |(at, (label, rows)): (usize, (String, Vec<RowView>))| Section {
        id: format!("theme-{}", at + 1),
        count: rows.len().to_string(),
        label,
        rows,
    };
    sections.into_iter().enumerate().map(section).collect()
}

fn row_view(figures: Figures<'_>, info: &IndicatorInfo) -> RowView {
    RowView {
        title: info.short_title.clone(),
        href: format!("/indicators/{}", info.id),
        question: info.question.clone(),
        value: value_cell(figures, info, figures.whole()),
        gap: match info.published {
            true => CellView::words(text("indicators.published")),
            false => Row::of(figures, info, figures.whole()).gap_cell(),
        },
    }
}

/// The list as a file: what each row shows, the exact numbers, and its groups.
fn as_csv(figures: Figures<'_>, found: &[&IndicatorInfo]) -> String {
    use crate::csv::{Table, number};
    let mut table = Table::new(&[
        "indicator_id",
        "short_title",
        "title",
        "domain",
        "theme",
        "life_course",
        "kind",
        "area_code",
        "period",
        "value",
        "lower_95",
        "upper_95",
        "unit",
        "value_shown",
        "gap",
        "gap_lower_95",
        "gap_upper_95",
        "gap_direction",
        "ratio",
        "people_affected",
        "people_lower_95",
        "people_upper_95",
        "withheld_reason",
        "gap_withheld_reason",
        "address",
    ]);
    for info in found {
        let row = Row::of(figures, info, figures.whole());
        let value = figures.value(info, figures.whole());
        let shown = row_view(figures, info).value;
        let (gap, lower, upper) = crate::csv::limits(&row.gap);
        let reason = value.and_then(|figure| figure.withheld()).map_or("", |why| why.as_str());
        let gap_reason = match row.gap {
            Seen::Withheld(why) => why.as_str(),
            _ => "",
        };
        table.row(&[
            info.id.clone(),
            info.short_title.clone(),
            info.title.clone(),
            info.domain.as_str().to_owned(),
            groups::theme(figures.site, info).1,
            groups::life_stage(figures.site, info).1.to_owned(),
            KINDS[usize::from(info.published)].to_owned(),
            value.map_or(String::new(), |figure| figure.key().area.to_string()),
            value.map_or(String::new(), |figure| figure.key().period.to_string()),
            number(value.and_then(|figure| figure.value().value())),
            number(value.and_then(|figure| figure.lower().value())),
            number(value.and_then(|figure| figure.upper().value())),
            info.unit.clone(),
            if shown.reason.is_some() { "*".to_owned() } else { shown.text },
            gap,
            lower,
            upper,
            row.direction.word().to_owned(),
            number(row.ratio.value()),
            number(row.people.map(|people| people.value)),
            number(row.people.map(|people| people.lower)),
            number(row.people.map(|people| people.upper)),
            reason.to_owned(),
            gap_reason.to_owned(),
            format!("/indicators/{}", info.id),
        ]);
    }
    table.finish()
}

fn domain_choice(domain: &Domain) -> Choice {
    Choice { id: domain.as_str().to_owned(), label: domain.label().to_owned() }
}

fn kind_label(kind: &str) -> &'static str {
    text(if kind == KINDS[0] { "indicators.kind.counted" } else { "indicators.kind.published" })
}
