//! What the plans say of a series: the target of a commitment, and the days on which initiatives began.

use crate::site::Site;
use commonweal_model::AreaCode;
use commonweal_operations::plan::LinkKind;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A figure that a commitment aims at, in the unit of the series.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The commitment.
    pub commitment: String,
    /// Its title.
    pub title: String,
    /// The figure.
    pub value: f64,
    /// By when.
    pub due: Option<Date>,
}

/// Targets by indicator and area.
pub(crate) struct Targets(BTreeMap<(String, AreaCode), Target>);

impl Targets {
    pub(crate) fn of(&self, indicator: &str, area: &AreaCode) -> Option<&Target> {
        self.0.get(&(indicator.to_owned(), area.clone()))
    }
}

/// The target of each series that a commitment is judged by; of several the one that is due first, then that of the first id.
pub(crate) fn targets(site: &Site) -> Targets {
    let mut found: BTreeMap<(String, AreaCode), Target> = BTreeMap::new();
    for commitment in &site.book().plans().commitments {
        let value = site.judged().get(&commitment.id).and_then(|judged| judged.target);
        let figure = site.figures_of_commitment(commitment).and_then(|figures| figures.last());
        let (Some(value), Some(figure)) = (value.filter(|value| value.is_finite()), figure) else { continue };
        let target =
            Target { commitment: commitment.id.clone(), title: commitment.title.clone(), value, due: commitment.due };
        let order = |target: &Target| (target.due.unwrap_or(Date::MAX), target.commitment.clone());
        let known = found.entry((figure.key().indicator_id.clone(), figure.key().area.clone()));
        let known = known.or_insert_with(|| target.clone());
        if order(&target) < order(known) {
            *known = target;
        }
    }
    Targets(found)
}

/// Something that happened, to be marked on a chart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Annotation {
    /// The day.
    pub on: Date,
    /// The initiative, by its id of the plans or its own.
    pub initiative: String,
    /// Its name.
    pub title: String,
    /// Whether it ended that day; else it began.
    pub is_end: bool,
}

/// Days on which initiatives that are meant to move an indicator began and ended, in an area or in one that holds it. Only
/// days that people recorded: the plans print years at most.
pub fn annotations(site: &Site, indicator: &str, area: &AreaCode) -> Vec<Annotation> {
    let book = site.book();
    let moved = book
        .links()
        .links
        .iter()
        .filter(|link| link.kind == Some(LinkKind::IndicatorInitiative) && link.from == indicator);
    let within = within(site, area);
    let mut found = Vec::new();
    for link in moved {
        let Some(record) = book.changes().initiative(&link.to).map(|changed| &changed.value) else { continue };
        if !initiative_areas(site, &record.places).iter().any(|place| within.contains(place)) {
            continue;
        }
        let days = [(record.from, false), (record.until, true)];
        found.extend(days.into_iter().filter_map(|(on, is_end)| {
            Some(Annotation { on: on?, initiative: link.to.clone(), title: record.title.clone(), is_end })
        }));
    }
    found.sort();
    found.dedup();
    found
}

/// The areas that the plans' words for places mean: the whole system where they name it, or name nothing. Words for an area
/// without figures here mean none.
pub fn initiative_areas(site: &Site, places: &[String]) -> Vec<AreaCode> {
    let whole = &site.facts().area;
    if places.is_empty() {
        return vec![whole.clone()];
    }
    let area_of = |place: &String| match place.trim() {
        "ICS" => Some(whole.clone()),
        name => site.area_named(name).map(|area| area.code.clone()),
    };
    places.iter().filter_map(area_of).collect()
}

/// An area and those that hold it.
fn within(site: &Site, area: &AreaCode) -> Vec<AreaCode> {
    let mut found = vec![area.clone(), site.facts().area.clone()];
    let mut next = site.area(area).and_then(|area| area.parent.clone());
    while let Some(code) = next.filter(|code| !found.contains(code)) {
        next = site.area(&code).and_then(|area| area.parent.clone());
        found.push(code);
    }
    found
}
