//! One cell of the inequalities matrix: the gap of an indicator by one characteristic. The page's words and the row of the
//! file are both made from it, so that they cannot differ.

use crate::charts::groups;
use crate::csv::{limits, number};
use crate::figures::Figures;
use crate::pages::overview::comparison;
use crate::recent::gap_change;
use crate::rows::Row;
use crate::view::CellView;
use commonweal_app::{AreaInfo, IndicatorInfo};
use commonweal_chart::format;
use commonweal_chart::mark::icon;
use commonweal_disclosure::Statistic;
use commonweal_indicator::{
    Direction, GapDirection, GapTrend, GroupFinding, Seen, about, difference_with_limits, gap_unit, group_finding,
    people_limits, plain_unit, say, text,
};
use commonweal_model::Dimension;
use commonweal_stats::{Estimate, relative_gap};

/// Characteristics in the order of the columns.
pub(crate) const DIMENSIONS: [Dimension; 4] =
    [Dimension::Imd2019QuintileEngland, Dimension::EthnicityCensus2021, Dimension::Sex, Dimension::Age];

/// The gap of an indicator by one characteristic.
pub(crate) struct GapCell {
    pub(crate) dimension: Dimension,
    /// Whom the gap is about, and with whom they are compared; none where nobody is clearly behind.
    between: Option<(String, String)>,
    gap: Seen,
    unit: String,
    ratio: Seen,
    direction: Direction,
    people: Option<Estimate>,
    /// Whether the gap is closing or widening, where it is followed over time.
    pub(crate) change: Option<GapTrend>,
}

/// Columns of the file, after those that say which indicator and where.
pub(crate) const COLUMNS: [&str; 18] = [
    "characteristic",
    "group",
    "reference",
    "gap",
    "gap_lower",
    "gap_upper",
    "gap_unit",
    "direction",
    "ratio",
    "ratio_lower_95",
    "ratio_upper_95",
    "people_affected",
    "people_lower_95",
    "people_upper_95",
    "change_per_year",
    "change_word",
    "withheld_reason",
    "shown",
];

impl GapCell {
    /// The gap between the most and the least deprived fifth.
    pub(crate) fn by_deprivation(figures: Figures<'_>, info: &IndicatorInfo, area: &AreaInfo) -> Self {
        let row = Row::of(figures, info, &area.code);
        let ends = || (text("gap.most").to_owned(), text("gap.least").to_owned());
        Self {
            dimension: Dimension::Imd2019QuintileEngland,
            between: matches!(row.gap, Seen::Estimate(_) | Seen::Value(_)).then(ends),
            gap: row.gap,
            unit: figures
                .statistic(info, &area.code, Statistic::AbsoluteGap)
                .map_or_else(|| "percentage points".to_owned(), |figure| figure.unit().to_owned()),
            ratio: if row.direction.is_clear() { row.ratio } else { Seen::Missing },
            direction: row.direction,
            people: row.people,
            change: if row.direction.is_clear() { gap_change(figures, info, &area.code) } else { None },
        }
    }

    /// The gap between the group furthest behind and the largest group.
    pub(crate) fn by_group(figures: Figures<'_>, info: &IndicatorInfo, area: &AreaInfo, dimension: Dimension) -> Self {
        let groups = groups(&figures.by(info, &area.code, dimension));
        let mut cell = Self {
            dimension,
            between: None,
            gap: Seen::Missing,
            unit: gap_unit(&info.unit).to_owned(),
            ratio: Seen::Missing,
            direction: Direction::NotShown,
            people: None,
            change: None,
        };
        match group_finding(&groups, info.polarity) {
            // Groups that cannot be compared because they are hidden say so; the same reason always comes first.
            GroupFinding::NotShown => {
                let hidden = groups.iter().filter_map(|group| match group.seen {
                    Seen::Withheld(why) => Some(why),
                    _ => None,
                });
                cell.gap = hidden.min().map_or(Seen::Missing, Seen::Withheld);
            }
            GroupFinding::NoClearDifference { .. } => cell.direction = Direction::NoClearDifference,
            GroupFinding::Behind { group, reference, gap, people } => {
                let value = |label: &str| groups.iter().find(|group| group.label == label).map(|group| group.seen);
                if let (Some(Seen::Estimate(a)), Some(Seen::Estimate(b))) = (value(&group), value(&reference)) {
                    cell.ratio = relative_gap(&a, &b).map_or(Seen::Missing, Seen::Estimate);
                }
                cell.direction = Direction::of(&Seen::Estimate(gap), info.polarity);
                cell.gap = Seen::Estimate(gap);
                cell.people = people.filter(|people| people.value >= 1.0);
                cell.between = Some((group, reference));
            }
        }
        cell
    }

    /// The words of the cell, people first.
    pub(crate) fn view(&self) -> CellView {
        if let Seen::Withheld(why) = self.gap {
            return CellView::withheld(why.reason()).left();
        }
        let (first, lines) = self.words();
        let mark = (self.direction != Direction::NotShown).then(|| icon(comparison(self.direction)));
        CellView { mark, lines, ..CellView::words(first) }
    }

    /// The first line, and the quieter ones below it.
    fn words(&self) -> (String, Vec<String>) {
        match (self.direction, &self.gap) {
            (Direction::NotShown, Seen::Missing | Seen::Withheld(_)) => {
                return (text("direction.not_shown").to_owned(), Vec::new());
            }
            (Direction::NoClearDifference, _) => return (text("direction.none").to_owned(), Vec::new()),
            _ => {}
        }
        let size = difference_with_limits(&self.gap, plain_unit(&self.unit));
        let mut lines = Vec::new();
        let first = match self.people {
            Some(people) => {
                lines.extend([people_limits(&people), size]);
                say("inequalities.people", &[("people", &about(people.value))])
            }
            None => size,
        };
        if let Seen::Estimate(ratio) = self.ratio {
            let shown = |value| format::value(value, "ratio");
            let places = [shown(ratio.value), shown(ratio.lower), shown(ratio.upper)];
            let places = [("ratio", places[0].as_str()), ("lower", &places[1]), ("upper", &places[2])];
            lines.push(say("inequalities.ratio", &places));
        }
        if let (Some((group, reference)), true) = (&self.between, !self.dimension.is_deprivation()) {
            lines.push(say("inequalities.group", &[("group", group), ("reference", reference)]));
        }
        if let Some(trend) = self.change.filter(|trend| trend.direction != GapDirection::NoClearChange) {
            lines.push(say("gap.change", &[("change", trend.direction.word())]));
        }
        (first, lines)
    }

    /// The cell as a row of the file.
    pub(crate) fn record(&self) -> Vec<String> {
        let (gap, lower, upper) = limits(&self.gap);
        let (ratio, ratio_lower, ratio_upper) = limits(&self.ratio);
        let (people, people_lower, people_upper) = limits(&self.people.map_or(Seen::Missing, Seen::Estimate));
        let (group, reference) = self.between.clone().unwrap_or_default();
        let reason = match self.gap {
            Seen::Withheld(why) => why.as_str(),
            _ => "",
        };
        vec![
            self.dimension.as_str().to_owned(),
            group,
            reference,
            gap,
            lower,
            upper,
            plain_unit(&self.unit).to_owned(),
            self.direction.word().to_owned(),
            ratio,
            ratio_lower,
            ratio_upper,
            people,
            people_lower,
            people_upper,
            number(self.change.and_then(|trend| trend.per_year).map(|change| change.value)),
            self.change.map_or(String::new(), |trend| trend.direction.word().to_owned()),
            reason.to_owned(),
            if reason.is_empty() { self.words().0 } else { "*".to_owned() },
        ]
    }
}
