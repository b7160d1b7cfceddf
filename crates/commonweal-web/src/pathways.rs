//! Who is lost at each step from need to good health? A pathway's steps as a chart with its table, its file and its picture.

use crate::charts::source_line;
use crate::csv::Table;
use crate::error::PageError;
use crate::figures::Figures;
use crate::groups::Choice;
use crate::handbook;
use crate::pages;
use crate::query::Parameters;
use crate::view::{ChartView, Link};
use crate::words;
use axum::response::Response;
use commonweal_app::{AreaInfo, IndicatorInfo, Pathway, StepPeople};
use commonweal_chart::{Cell, Chart, PathwayBar, PathwaySteps, Point, Words};
use commonweal_disclosure::Released;
use commonweal_indicator::{StepCount, loss_sentence, losses, plain_unit, say, text};
use commonweal_model::{Dimension, Polarity};

/// Groups a pathway can be seen by; the first is the usual one.
const GROUPS: [&str; 3] = ["deprivation", "ethnicity", "sex"];

/// The most and the least deprived fifth.
const ENDS: [&str; 2] = ["1", "5"];

/// A pathway on the page.
pub(crate) struct PathwayView {
    pub(crate) id: String,
    /// The pathways there are; the one shown has no address.
    pub(crate) others: Vec<(String, Option<String>)>,
    /// The groups it can be seen by; likewise.
    pub(crate) groups: Vec<(String, Option<String>)>,
    pub(crate) chart: ChartView,
    /// Stages that nobody measures here.
    pub(crate) unmeasured: Option<String>,
}

/// The pathway asked for, or the first; none where no pathway has a figure here.
pub(crate) fn view(
    figures: Figures<'_>,
    area: &AreaInfo,
    parameters: &Parameters,
) -> Result<Option<PathwayView>, PageError> {
    let pathways = here(figures, area);
    let choices: Vec<Choice> =
        pathways.iter().map(|pathway| Choice { id: pathway.id.clone(), label: pathway.title.clone() }).collect();
    let asked = parameters.one_of("pathway", &choices)?;
    let by = parameters.choice("by", &GROUPS)?;
    let shown = pathways.iter().find(|pathway| asked.as_ref().is_none_or(|asked| asked.id == pathway.id));
    let Some(pathway) = shown else { return Ok(None) };
    let address = |id: &str, by: &str| format!("/core20plus5?area={}&pathway={id}&by={by}#unmet-need", area.code);
    let other = |choice: &Choice| {
        let here = choice.id == pathway.id;
        (choice.label.clone(), (!here).then(|| address(&choice.id, by)))
    };
    let group = |name: &&str| {
        let label = words::dimension_heading(dimension(name)).to_owned();
        (label, (*name != by).then(|| address(&pathway.id, name)))
    };
    let unmeasured: Vec<String> = pathway.unmeasured().iter().map(|stage| stage.label().to_lowercase()).collect();
    let file = |kind: &str| format!("/core20plus5/{}.{kind}?area={}&by={by}", pathway.id, area.code);
    let links = vec![Link::new(text("chart.csv"), file("csv")), Link::new(text("chart.picture"), file("svg"))];
    let chart = ChartView::new("pathway", chart(figures, area, pathway, by), Some(note(figures, pathway)), links);
    Ok(Some(PathwayView {
        id: pathway.id.clone(),
        others: choices.iter().map(other).collect(),
        groups: GROUPS.iter().map(group).collect(),
        chart: chart.explained_by(handbook::links(["proportion"])),
        unmeasured: (!unmeasured.is_empty()).then(|| say("core20.unmeasured", &[("stages", &unmeasured.join(", "))])),
    }))
}

/// The file of a pathway: its table, or its picture.
pub(crate) fn file(
    figures: Figures<'_>,
    area: &AreaInfo,
    name: &str,
    parameters: &Parameters,
) -> Result<Response, PageError> {
    let by = parameters.choice("by", &GROUPS)?;
    let (id, kind) = name.rsplit_once('.').ok_or_else(PageError::no_page)?;
    let pathways = here(figures, area);
    let pathway = pathways.iter().find(|pathway| pathway.id == id).ok_or_else(PageError::no_page)?;
    let chart = chart(figures, area, pathway, by);
    let class = figures.site.facts().class.as_str();
    let file = format!("{class}-unmet-need-{id}-{}-{by}.{kind}", area.code);
    match kind {
        "csv" => Ok(pages::download(&file, "text/csv; charset=utf-8", as_csv(&chart))),
        "svg" => {
            let info = of_pathway(figures, pathway).into_iter().next().ok_or_else(PageError::no_page)?;
            let address = format!("/core20plus5?area={}&pathway={id}&by={by}", area.code);
            Ok(pages::download(&file, "image/svg+xml", chart.file(&source_line(figures, info, &address))))
        }
        _ => Err(PageError::no_page()),
    }
}

/// The pathways with figures for at least two steps in an area.
fn here<'a>(figures: Figures<'a>, area: &AreaInfo) -> Vec<&'a Pathway> {
    let pathways = figures.site.groups().pathways.iter();
    pathways.filter(|pathway| steps(figures, area, pathway, "deprivation").len() > 1).collect()
}

fn of_pathway<'a>(figures: Figures<'a>, pathway: &Pathway) -> Vec<&'a IndicatorInfo> {
    let ids = pathway.steps.iter().flat_map(|step| &step.indicators);
    ids.filter_map(|id| figures.site.indicator(id)).collect()
}

fn dimension(by: &str) -> Dimension {
    match by {
        "ethnicity" => Dimension::EthnicityCensus2021,
        "sex" => Dimension::Sex,
        _ => Dimension::Imd2019QuintileEngland,
    }
}

/// A bar for each indicator of each step, in order.
fn steps(figures: Figures<'_>, area: &AreaInfo, pathway: &Pathway, by: &str) -> Vec<PathwayBar> {
    let dimension = dimension(by);
    let mut bars = Vec::new();
    for step in &pathway.steps {
        for info in step.indicators.iter().filter_map(|id| figures.site.indicator(id)) {
            let mut shown = figures.by(info, &area.code, dimension);
            shown.retain(|figure| words::is_known(&figure.key().breakdowns[0]) && plain_unit(figure.unit()) == "%");
            if dimension.is_deprivation() {
                // The two ends say it; the three between them are on the indicator's own page.
                shown.retain(|figure| ENDS.contains(&figure.key().breakdowns[0].category.as_str()));
            }
            let point = |figure: &&Released| Point::of(figure, &words::group(&figure.key().breakdowns[0]));
            if !shown.is_empty() {
                bars.push(PathwayBar {
                    stage: step.title.clone(),
                    measure: match step.asked {
                        StepPeople::Own => format!("{}: {}", step.stage.label(), info.title),
                        StepPeople::Reached | StepPeople::Same => {
                            let places = [("title", info.title.as_str()), ("people", step.asked.label())];
                            format!("{}: {}", step.stage.label(), say("core20.step", &places))
                        }
                    },
                    groups: shown.iter().map(point).collect(),
                    counts_lost: info.polarity == Polarity::LowerIsBetter,
                });
            }
        }
    }
    bars
}

fn chart(figures: Figures<'_>, area: &AreaInfo, pathway: &Pathway, by: &str) -> Chart {
    let heading = words::dimension_heading(dimension(by));
    let places = [
        ("pathway", pathway.title.as_str()),
        ("area", area.name.as_str()),
        ("by", &heading.to_lowercase()),
        ("when", &pages::data_date(figures.site)),
    ];
    let words = Words {
        id: "pathway".to_owned(),
        heading: match dimension(by).is_deprivation() {
            true => finding(figures, area, pathway),
            false => say("core20.need.heading", &[("pathway", &pathway.title)]),
        },
        subtitle: say("core20.need.subtitle", &places),
    };
    PathwaySteps { words, dimension: heading.to_owned(), steps: steps(figures, area, pathway, by) }.svg()
}

/// At which step the gap between the most and the least deprived arises, as a sentence.
fn finding(figures: Figures<'_>, area: &AreaInfo, pathway: &Pathway) -> String {
    let polarity = |id: &str| figures.site.indicator(id).map_or(Polarity::Neutral, |info| info.polarity);
    let count = |id: &str, end: Option<usize>| {
        let figure = figures.site.indicator(id).and_then(|info| match end {
            None => figures.value(info, &area.code),
            Some(end) => {
                let fifths = figures.by(info, &area.code, Dimension::Imd2019QuintileEngland);
                fifths.into_iter().find(|figure| figure.key().breakdowns[0].category == ENDS[end])
            }
        });
        StepCount::from(figure)
    };
    let ends = [text("core20.fifth.most"), text("core20.fifth.least")];
    loss_sentence(&losses(pathway, &ends, &polarity, &count))
}

/// Whose figures may be read one after another: steps that count different people are not multiplied.
fn note(figures: Figures<'_>, pathway: &Pathway) -> String {
    let expected = of_pathway(figures, pathway)
        .iter()
        .any(|info| info.statistic == commonweal_disclosure::Statistic::IndirectlyStandardisedRatio);
    let note = text("core20.need.note");
    if expected { format!("{note} {}", text("core20.need.expected")) } else { note.to_owned() }
}

/// The table of the chart as a file, cell by cell, numbers without signs.
fn as_csv(chart: &Chart) -> String {
    let names = [
        "step",
        "measure",
        "group",
        "reached",
        "lower_95",
        "upper_95",
        "lost",
        "numerator",
        "denominator",
        "withheld_reason",
    ];
    let mut table = Table::new(&names);
    let cell = |cell: &Cell| match (cell.reason, cell.numeric) {
        (Some(_), _) => String::new(),
        (None, true) => cell.text.replace([',', '%'], "").replace('−', "-").replace('–', ""),
        (None, false) => cell.text.clone(),
    };
    for row in &chart.table.rows {
        let reason = row.iter().find_map(|cell| cell.reason).unwrap_or_default();
        table.row(&row.iter().map(cell).chain([reason.to_owned()]).collect::<Vec<_>>());
    }
    table.finish()
}
