//! Which released figures does a view need?

use crate::error::{Choice, PageError};
use crate::words;
use commonweal_app::{AreaInfo, IndicatorInfo, Site};
use commonweal_disclosure::{Periods, Released, Selection, Statistic};
use commonweal_indicator::Seen;
use commonweal_model::{AreaCode, AreaType, Breakdown, Dimension};

/// Statistics that are a plain value of an indicator; each indicator has one of them.
const PLAIN: [Statistic; 4] =
    [Statistic::Proportion, Statistic::IndirectlyStandardisedRatio, Statistic::CrudeRate, Statistic::PublishedValue];

/// Kinds of area in the order pages list them.
pub(crate) const KINDS: [AreaType; 5] =
    [AreaType::Icb, AreaType::Place, AreaType::District, AreaType::Pcn, AreaType::Msoa];

/// The released figures as pages ask for them.
#[derive(Clone, Copy)]
pub(crate) struct Figures<'a> {
    pub(crate) site: &'a Site,
}

impl<'a> Figures<'a> {
    /// The indicator of this name.
    pub(crate) fn indicator(self, id: &str) -> Result<&'a IndicatorInfo, PageError> {
        self.site.indicator(id).ok_or_else(|| {
            let choice = |info: &IndicatorInfo| Choice {
                label: info.short_title.clone(),
                href: Some(format!("/indicators/{}", info.id)),
            };
            PageError::no_indicator(id, self.site.indicators().iter().map(choice).collect())
        })
    }

    /// The area of this code, typed by a reader; `choices` are offered where there is none.
    pub(crate) fn area(self, code: &str, choices: impl Fn() -> Vec<Choice>) -> Result<&'a AreaInfo, PageError> {
        let parsed: AreaCode = code.parse().map_err(|_| PageError::malformed_area(code, choices()))?;
        self.site.area(&parsed).ok_or_else(|| PageError::no_area(code, choices()))
    }

    /// Larger areas, as choices that lead to `address(code)`.
    pub(crate) fn area_choices(self, address: impl Fn(&AreaCode) -> String) -> Vec<Choice> {
        let mut choices = Vec::new();
        for kind in [AreaType::Icb, AreaType::Place, AreaType::District, AreaType::Pcn] {
            for area in self.site.areas().filter(|area| area.area_type == kind) {
                choices
                    .push(Choice { label: format!("{} ({})", area.name, area.code), href: Some(address(&area.code)) });
            }
        }
        choices
    }

    /// The whole area the site is about.
    pub(crate) fn whole(self) -> &'a AreaCode {
        &self.site.facts().area
    }

    /// A statistic of an area, everybody together; the latest period where there are several.
    pub(crate) fn statistic(self, info: &IndicatorInfo, area: &AreaCode, statistic: Statistic) -> Option<&'a Released> {
        let selection = Selection {
            indicator: Some(&info.id),
            area: Some(area),
            statistic: Some(statistic),
            dimensions: Some(&[]),
            ..Selection::default()
        };
        self.select(&selection, info).into_iter().max_by_key(|figure| figure.key().period.end())
    }

    /// The plain value of an area, everybody together; the first sex of a series published by sex only.
    pub(crate) fn value(self, info: &IndicatorInfo, area: &AreaCode) -> Option<&'a Released> {
        let everybody = PLAIN.into_iter().find_map(|statistic| self.statistic(info, area, statistic));
        let by_sex = || self.by(info, area, Dimension::Sex).first().copied();
        everybody.or_else(|| if info.published { by_sex() } else { None })
    }

    /// Every period of one figure, oldest first.
    pub(crate) fn periods(self, of: &Released) -> Vec<&'a Released> {
        self.site.released().trend(of.key()).iter().collect()
    }

    /// Every period of a statistic of an area, or of one group there, oldest first; none where it has none now.
    pub(crate) fn trend(
        self,
        info: &IndicatorInfo,
        area: &AreaCode,
        breakdowns: &[Breakdown],
        statistic: Statistic,
    ) -> &'a [Released] {
        self.site.trend(&info.id, area, breakdowns, statistic)
    }

    /// A statistic as findings read it.
    pub(crate) fn seen(self, info: &IndicatorInfo, area: &AreaCode, statistic: Statistic) -> Seen {
        self.statistic(info, area, statistic).into()
    }

    /// Plain values of an area by one characteristic, in reading order.
    pub(crate) fn by(self, info: &IndicatorInfo, area: &AreaCode, dimension: Dimension) -> Vec<&'a Released> {
        let mut figures = Vec::new();
        for statistic in PLAIN {
            let selection = Selection {
                indicator: Some(&info.id),
                area: Some(area),
                statistic: Some(statistic),
                dimensions: Some(&[dimension]),
                ..Selection::default()
            };
            figures = latest(self.select(&selection, info));
            if !figures.is_empty() {
                break;
            }
        }
        figures.sort_by_key(|figure| words::group_order(&figure.key().breakdowns[0]));
        figures
    }

    /// Plain values of every area of a kind, in the order of their codes.
    pub(crate) fn across(self, info: &IndicatorInfo, kind: AreaType) -> Vec<&'a Released> {
        for statistic in PLAIN {
            let selection = Selection {
                indicator: Some(&info.id),
                area_type: Some(kind),
                statistic: Some(statistic),
                dimensions: Some(&[]),
                ..Selection::default()
            };
            let mut figures = self.select(&selection, info);
            // A published series covers all England; a page is about the areas that have one here.
            figures.retain(|figure| self.site.area(&figure.key().area).is_some());
            let figures = latest(figures);
            if !figures.is_empty() {
                return figures;
            }
        }
        Vec::new()
    }

    /// The figures of an indicator for an area, in the order of their keys: those of the latest period where they were
    /// counted here, those of every period where they were published.
    pub(crate) fn all(self, info: &IndicatorInfo, area: &AreaCode) -> Vec<&'a Released> {
        let periods = if info.published { Periods::Every } else { Periods::Latest };
        let selection = Selection { indicator: Some(&info.id), area: Some(area), periods, ..Selection::default() };
        self.select(&selection, info)
    }

    /// Areas that the indicator has plain values for, by kind.
    pub(crate) fn areas_of(self, info: &IndicatorInfo) -> Vec<(AreaType, Vec<&'a AreaInfo>)> {
        let mut kinds = Vec::new();
        for kind in KINDS {
            let mut areas: Vec<&AreaInfo> = if info.published {
                let of_kind = self.site.areas().filter(|area| area.area_type == kind);
                of_kind.filter(|area| self.value(info, &area.code).is_some()).collect()
            } else {
                self.across(info, kind).iter().filter_map(|figure| self.site.area(&figure.key().area)).collect()
            };
            areas.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.code.cmp(&b.code)));
            if !areas.is_empty() {
                kinds.push((kind, areas));
            }
        }
        kinds
    }

    /// The figures of a selection in the indicator's own family of geography (published ones have whichever they have).
    fn select(self, selection: &Selection<'_>, info: &IndicatorInfo) -> Vec<&'a Released> {
        let mut figures: Vec<&Released> = self.site.released().select(selection);
        if !info.published {
            figures.retain(|figure| figure.key().family == info.family);
        }
        figures
    }
}

/// The figures of the latest period among those given.
fn latest(mut figures: Vec<&Released>) -> Vec<&Released> {
    if let Some(end) = figures.iter().map(|figure| figure.key().period.end()).max() {
        figures.retain(|figure| figure.key().period.end() == end);
    }
    figures
}
