//! How does a figure become a row?

use super::file::{heading, lines};
use super::period;
use super::row::FingertipsRow;
use crate::feeds::{Feeds, group_name};
use commonweal_disclosure::{Comparison, Released, Statistic, WorkspaceClass};
use commonweal_model::{AreaType, Breakdown, Dimension, Family};

/// Figures in memory at once while a whole release is written.
const FIGURES_AT_ONCE: usize = 4_096;

impl Feeds {
    /// Figures as rows of a Fingertips download.
    pub fn fingertips(&self, figures: &[&Released]) -> Vec<FingertipsRow> {
        figures.iter().map(|figure| self.fingertips_row(figure)).collect()
    }

    /// The whole release as pieces of such a file, the header first.
    pub fn fingertips_pieces(&self) -> impl Iterator<Item = String> {
        (0..).map_while(|number| self.fingertips_piece(number))
    }

    /// A piece of such a file by its number, the header being number 0; none past the end.
    pub fn fingertips_piece(&self, number: usize) -> Option<String> {
        let Some(start) = number.checked_sub(1).map(|before| before * FIGURES_AT_ONCE) else {
            return Some(heading());
        };
        let figures: Vec<&Released> = self.site().released().iter().skip(start).take(FIGURES_AT_ONCE).collect();
        (!figures.is_empty()).then(|| lines(&self.fingertips(&figures)))
    }

    fn fingertips_row(&self, figure: &Released) -> FingertipsRow {
        let key = figure.key();
        let area = self.areas().get(&key.area);
        let parent = area.and_then(|area| area.parent.as_ref());
        let parent_name = parent.and_then(|code| self.area_name(code));
        let by = |dimension: Dimension| key.breakdowns.iter().find(|group| group.dimension == dimension);
        let (category_type, category) = categories(&key.breakdowns);
        let compared = compared(figure);
        let with_england = figure.benchmark_label() == Some(AreaType::Country.label());
        FingertipsRow {
            indicator_id: self.fingertips_id(figure),
            indicator_name: self.fingertips_name(figure),
            parent_code: parent.map(ToString::to_string).unwrap_or_default(),
            parent_name: parent_name.unwrap_or_default().to_owned(),
            area_code: key.area.to_string(),
            area_name: self.area_name(&key.area).unwrap_or_default().to_owned(),
            area_type: area_type(key.area_type, key.family),
            sex: by(Dimension::Sex).map_or_else(|| "Persons".to_owned(), group_name),
            age: by(Dimension::Age).map_or_else(|| "As defined".to_owned(), group_name),
            category_type,
            category,
            time_period: period::words(&key.period, key.period_kind),
            value: figure.value().value(),
            lower_95: figure.lower().value(),
            upper_95: figure.upper().value(),
            lower_998: None,
            upper_998: None,
            count: figure.numerator().value().map(whole),
            denominator: figure.denominator().value().map(whole),
            value_note: self.note(figure),
            recent_trend: "Cannot be calculated".to_owned(),
            compared_to_england: words(if with_england { compared } else { Comparison::NotCompared }).to_owned(),
            compared_to_parent: words(if with_england { Comparison::NotCompared } else { compared }).to_owned(),
            time_period_sortable: period::sortable(&key.period, key.period_kind),
            new_data: String::new(),
            compared_to_goal: "Not compared".to_owned(),
            time_period_range: period::range(&key.period),
        }
    }

    /// The indicator's id, with what else tells its figures apart.
    fn fingertips_id(&self, figure: &Released) -> String {
        let key = figure.key();
        let mut id = key.indicator_id.clone();
        if self.series_of(&key.indicator_id) > 1 {
            id = format!("{id}@{}", key.series);
        }
        if self.is_plain(figure) { id } else { format!("{id}.{}", key.statistic) }
    }

    fn fingertips_name(&self, figure: &Released) -> String {
        let key = figure.key();
        let name =
            self.site().indicator(&key.indicator_id).map_or(key.indicator_id.as_str(), |info| info.title.as_str());
        if self.is_plain(figure) {
            return name.to_owned();
        }
        format!("{name} ({}, {})", key.statistic.as_str().replace('_', " "), figure.unit())
    }

    /// Whether the figure is the plain value of its indicator.
    fn is_plain(&self, figure: &Released) -> bool {
        let plain = self.site().indicator(&figure.key().indicator_id).map(|info| info.statistic);
        plain.unwrap_or(Statistic::Proportion) == figure.key().statistic
    }

    fn note(&self, figure: &Released) -> String {
        let is_made_up = self.site().facts().class == WorkspaceClass::Synthetic && figure.snapshot().is_some();
        let made_up = is_made_up.then_some("Made-up people: no real patient is counted");
        let parts: Vec<&str> = figure.withheld().map(|why| why.reason()).into_iter().chain(made_up).collect();
        parts.join(". ")
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of people are below 2^53")]
fn whole(number: i64) -> f64 {
    number as f64
}

/// Characteristics other than sex and age, which have columns of their own.
fn categories(breakdowns: &[Breakdown]) -> (String, String) {
    let others: Vec<&Breakdown> =
        breakdowns.iter().filter(|group| !matches!(group.dimension, Dimension::Sex | Dimension::Age)).collect();
    let types: Vec<&str> = others.iter().map(|group| group.dimension.label()).collect();
    let groups: Vec<String> = others.into_iter().map(group_name).collect();
    (types.join(" and "), groups.join(", "))
}

/// The kind of area, as one word for the areas that have both families.
fn area_type(kind: AreaType, family: Family) -> String {
    let is_register = matches!(kind, AreaType::Pcn | AreaType::Practice);
    if family == Family::Registration && !is_register {
        format!("{} (registered)", kind.label())
    } else {
        kind.label().to_owned()
    }
}

fn compared(figure: &Released) -> Comparison {
    if figure.is_withheld() { Comparison::NotCompared } else { figure.comparison() }
}

fn words(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Better => "Better",
        Comparison::Similar => "Similar",
        Comparison::Worse => "Worse",
        Comparison::Higher => "Higher",
        Comparison::Lower => "Lower",
        Comparison::NotCompared => "Not compared",
    }
}
