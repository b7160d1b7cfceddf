//! Which initiatives can be evaluated: those whose first day somebody recorded, and which are meant to move an indicator.

use super::Question;
use crate::monitoring::initiative_areas;
use crate::site::Site;
use commonweal_operations::plan::LinkKind;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// An initiative that can be evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluable {
    /// Its id: that of the plans, or its own.
    pub initiative: String,
    /// Its name.
    pub title: String,
    /// Its first day.
    pub from: Date,
    /// What can be asked: each indicator it is meant to move, in each of its areas with figures.
    pub questions: Vec<Question>,
}

/// Initiatives that can be evaluated, the newest first.
pub fn evaluable(site: &Site) -> Vec<Evaluable> {
    let links = &site.book().links().links;
    let mut found = Vec::new();
    for record in site.book().changes().initiatives.iter().map(|changed| &changed.value) {
        let Some(from) = record.from else { continue };
        let initiative = record.plan_id.clone().unwrap_or_else(|| record.id.clone());
        let moves = links.iter().filter(|link| link.kind == Some(LinkKind::IndicatorInitiative));
        let moves: BTreeSet<&str> = moves.filter(|link| link.to == initiative).map(|link| link.from.as_str()).collect();
        let areas = initiative_areas(site, &record.places);
        let mut questions = Vec::new();
        for indicator in moves {
            let with_figures = areas.iter().filter(|area| site.monitoring().find(indicator, area, &[]).is_some());
            questions.extend(with_figures.map(|area| Question {
                indicator: indicator.to_owned(),
                area: area.clone(),
                from,
                initiative: Some(initiative.clone()),
            }));
        }
        found.push(Evaluable { initiative, title: record.title.clone(), from, questions });
    }
    found.sort_by(|a, b| (b.from, &a.initiative).cmp(&(a.from, &b.initiative)));
    found
}

/// How many initiatives are meant to move an indicator that has figures here and have no recorded first day.
pub fn waiting_for_a_date(site: &Site) -> usize {
    let book = site.book();
    let of_indicators = book
        .links()
        .links
        .iter()
        .filter(|link| link.kind == Some(LinkKind::IndicatorInitiative) && site.indicator(&link.from).is_some());
    let initiatives: BTreeSet<&str> = of_indicators.map(|link| link.to.as_str()).collect();
    let has_day = |id: &&str| book.changes().initiative(id).is_some_and(|changed| changed.value.from.is_some());
    initiatives.into_iter().filter(|id| !has_day(id)).count()
}
