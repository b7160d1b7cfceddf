//! Which areas and groups do the figures name?

use crate::error::AppError;
use crate::site::Site;
use commonweal_model::{AreaCode, AreaType, Breakdown, Dimension, EthnicGroup, Quintile, Sex};
use commonweal_reference::Reference;
use std::collections::BTreeMap;

/// An area that has a page or a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedArea {
    /// The name people know it by, where a source gives one.
    pub name: Option<String>,
    /// Kind of area.
    pub area_type: AreaType,
    /// Edition of its boundary or list.
    pub edition: String,
    /// The area it is shown within.
    pub parent: Option<AreaCode>,
    /// People, from a public source.
    pub population: Option<i64>,
    /// That source.
    pub population_source: Option<&'static str>,
    /// Whether the site has a page about it; others have published figures alone.
    pub has_page: bool,
}

/// The areas that have a page, and those that published figures are about.
pub(super) fn areas(site: &Site) -> Result<BTreeMap<AreaCode, FeedArea>, AppError> {
    let mut areas: BTreeMap<AreaCode, FeedArea> = site
        .areas()
        .map(|area| {
            let known = FeedArea {
                name: Some(area.name.clone()),
                area_type: area.area_type,
                edition: area.edition.clone(),
                parent: area.parent.clone(),
                population: area.population,
                population_source: area.population.map(|_| area.population_source),
                has_page: true,
            };
            (area.code.clone(), known)
        })
        .collect();
    let mut before: Option<&AreaCode> = None;
    for key in site.released().iter().map(|figure| figure.key()) {
        if before == Some(&key.area) {
            continue;
        }
        before = Some(&key.area);
        areas.entry(key.area.clone()).or_insert_with(|| FeedArea {
            name: None,
            area_type: key.area_type,
            edition: key.area_edition.clone(),
            parent: None,
            population: None,
            population_source: None,
            has_page: false,
        });
    }
    name_the_rest(&mut areas)?;
    Ok(areas)
}

/// Areas without a page are named by the register of areas, or else by whoever published figures about them.
fn name_the_rest(areas: &mut BTreeMap<AreaCode, FeedArea>) -> Result<(), AppError> {
    if areas.values().all(|area| area.name.is_some()) {
        return Ok(());
    }
    let reference = Reference::embedded();
    let mut names: BTreeMap<&str, (&str, Option<&str>)> = BTreeMap::new();
    for row in reference.published_indicators()? {
        if let Some(name) = row.area_name.as_deref() {
            names.entry(row.area_code.as_str()).or_insert((name, None));
        }
    }
    for row in reference.areas()? {
        names.insert(row.area_code.as_str(), (row.area_name.as_str(), row.parent_code.as_deref()));
    }
    for (code, area) in areas.iter_mut().filter(|(_, area)| area.name.is_none()) {
        if let Some((name, parent)) = names.get(code.as_str()) {
            area.name = Some((*name).to_owned());
            area.parent = parent.and_then(|parent| parent.parse().ok());
        }
    }
    Ok(())
}

/// A group in words: `Most deprived fifth`, `Asian or Asian British`, `40 to 64`.
///
/// ```
/// use commonweal_model::{Breakdown, Dimension};
/// let group = Breakdown { dimension: Dimension::Age, category: "40-64".to_owned() };
/// assert_eq!(commonweal_app::group_name(&group), "40 to 64");
/// ```
pub fn group_name(group: &Breakdown) -> String {
    let category = group.category.as_str();
    let known = match group.dimension {
        Dimension::Imd2019QuintileEngland | Dimension::Imd2025QuintileEngland => category
            .parse::<usize>()
            .ok()
            .and_then(|number| Quintile::ALL.get(number.checked_sub(1)?))
            .map(|fifth| fifth.label().to_owned()),
        Dimension::EthnicityCensus2021 => category.parse::<EthnicGroup>().ok().map(|group| group.label().to_owned()),
        Dimension::Sex => category.parse::<Sex>().ok().map(|sex| sex.label().to_owned()),
        Dimension::Age => Some(category.replace('-', " to ").replace('+', " and over")),
    };
    known.unwrap_or_else(|| category.to_owned())
}

/// Where a group stands in reading order among those of its characteristic.
pub(super) fn group_order(group: &Breakdown) -> usize {
    let category = group.category.as_str();
    let position = match group.dimension {
        Dimension::Imd2019QuintileEngland | Dimension::Imd2025QuintileEngland => category.parse().ok(),
        Dimension::EthnicityCensus2021 => EthnicGroup::ALL.iter().position(|group| group.as_str() == category),
        Dimension::Sex => Sex::ALL.iter().position(|sex| sex.as_str() == category),
        Dimension::Age => category.split(['-', '+']).next().and_then(|from| from.parse().ok()),
    };
    position.unwrap_or(usize::MAX)
}
