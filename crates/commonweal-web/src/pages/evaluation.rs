//! One evaluation as a page shows it: the chart with the day, what may be said, what else might explain it, the numbers.

use crate::csv::{Table, number};
use crate::figures::Figures;
use crate::handbook;
use crate::pages::monitoring::picture::{Picture, asked_day, label};
use crate::view::{CellView, ChartView, ColumnView, TableView};
use commonweal_app::evaluation::{Evaluation, Look};
use commonweal_chart::format;
use commonweal_disclosure::{Released, Shown};
use commonweal_indicator::{plain_unit, say, text};
use commonweal_stats::Estimate;

/// One evaluation.
pub(crate) struct EvaluationView {
    pub(crate) chart: ChartView,
    /// Each look with what it lets one say.
    pub(crate) findings: Vec<(&'static str, String)>,
    pub(crate) cautions: Vec<String>,
    pub(crate) numbers: TableView,
    pub(crate) csv: String,
    pub(crate) id: String,
}

/// Makes the view; `what` began on the day, where it has a name.
pub(crate) fn view(figures: Figures<'_>, of: &Evaluation<'_>, id: &str, what: Option<&str>) -> EvaluationView {
    let series = of.evidence.figures;
    let picture = Picture {
        id: id.to_owned(),
        heading: of.headline(),
        subtitle: "evaluations.subtitle",
        info: of.info,
        figures: series,
        chart: of.chart.as_ref().ok().map(|limited| (&limited.chart, limited.shown.as_slice())),
        target: None,
        events: vec![asked_day(series, of.question.from, what)],
    };
    let chart = ChartView::new(id, picture.chart(figures.site).svg(), None, Vec::new());
    EvaluationView {
        id: id.to_owned(),
        chart: chart.explained_by(handbook::links(["control-chart"])),
        findings: of.findings.iter().map(|(look, words)| (look_label(*look), words.clone())).collect(),
        cautions: of.cautions.clone(),
        numbers: numbers(of),
        csv: format!("/evaluations/{}.csv?area={}&from={}", of.info.id, of.question.area, of.question.from),
    }
}

fn look_label(look: Look) -> &'static str {
    text(match look {
        Look::BeforeAfter => "evaluations.look.before-after",
        Look::ControlChart => "evaluations.look.control-chart",
        Look::Elsewhere => "evaluations.look.elsewhere",
        Look::Interrupted => "evaluations.look.interrupted",
        Look::Controlled => "evaluations.look.controlled",
    })
}

/// What the earlier trend would have given at a figure.
fn expected(of: &Evaluation<'_>, at: usize) -> Option<Estimate> {
    let found = of.interrupted.as_ref().ok()?;
    let (_, period) = found.periods.iter().find(|(figure, _)| *figure == at)?;
    found.counterfactual.iter().find(|point| point.period == *period).map(|point| point.expected)
}

fn shown(figure: &Released) -> Option<f64> {
    match figure.value() {
        Shown::Value(value) if !figure.is_withheld() => Some(value),
        _ => None,
    }
}

fn elsewhere(of: &Evaluation<'_>, at: usize) -> Option<f64> {
    of.evidence.elsewhere.as_ref().and_then(|elsewhere| elsewhere.values.get(at).copied().flatten())
}

fn side(of: &Evaluation<'_>, at: usize) -> &'static str {
    text(if at < of.evidence.first_after { "evaluations.side.before" } else { "evaluations.side.after" })
}

fn numbers(of: &Evaluation<'_>) -> TableView {
    let unit = of.evidence.figures.first().map_or("", |figure| plain_unit(figure.unit()));
    let value = |value: Option<f64>| {
        CellView::number(value.map_or_else(|| format::NONE.to_owned(), |value| format::value(value, unit)))
    };
    let row = |(at, figure): (usize, &Released)| {
        let here = match figure.withheld() {
            Some(why) => CellView::withheld(why.reason()),
            None => value(shown(figure)),
        };
        let by_trend = expected(of, at);
        let mut trend = value(by_trend.map(|estimate| estimate.value));
        trend.lines.extend(by_trend.map(|estimate| format::limits(estimate.lower, estimate.upper, unit)));
        vec![CellView::words(label(figure)), CellView::words(side(of, at)), here, value(elsewhere(of, at)), trend]
    };
    let places = [("title", of.info.short_title.as_str()), ("area", of.area.name.as_str())];
    TableView {
        caption: say("evaluations.numbers.caption", &places),
        caption_hidden: true,
        columns: vec![
            ColumnView::words(text("evaluations.column.period")),
            ColumnView::words(text("evaluations.column.side")),
            ColumnView::number(text("evaluations.column.here")),
            ColumnView::number(match &of.evidence.elsewhere {
                Some(elsewhere) => crate::words::capital(&elsewhere.label),
                None => text("evaluations.column.elsewhere").to_owned(),
            }),
            ColumnView::number(text("evaluations.column.expected")),
        ],
        rows: of.evidence.figures.iter().enumerate().map(row).collect(),
    }
}

/// The numbers as a file.
pub(crate) fn csv(of: &Evaluation<'_>) -> String {
    let mut table = Table::new(&[
        "indicator_id",
        "area_code",
        "from",
        "period",
        "side",
        "value",
        "withheld_reason",
        "elsewhere",
        "elsewhere_is",
        "expected_by_earlier_trend",
        "expected_lower_95",
        "expected_upper_95",
    ]);
    for (at, figure) in of.evidence.figures.iter().enumerate() {
        let trend = expected(of, at);
        table.row(&[
            of.info.id.clone(),
            of.question.area.to_string(),
            of.question.from.to_string(),
            figure.key().period.to_string(),
            side(of, at).to_owned(),
            number(shown(figure)),
            figure.withheld().map(|why| why.as_str().to_owned()).unwrap_or_default(),
            number(elsewhere(of, at)),
            of.evidence.elsewhere.as_ref().map(|elsewhere| elsewhere.label.clone()).unwrap_or_default(),
            number(trend.map(|estimate| estimate.value)),
            number(trend.map(|estimate| estimate.lower)),
            number(trend.map(|estimate| estimate.upper)),
        ]);
    }
    table.finish()
}
