//! Which groups does an indicator belong to: theme, stage of life, Core20PLUS5 area? Filters and headings read them here.

use commonweal_app::{Audience, ClinicalArea, IndicatorInfo, LifeStage, Site};
use commonweal_indicator::text;

/// Something to filter by: its word in addresses and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) id: String,
    pub(crate) label: String,
}

/// The word in addresses of what belongs to no theme.
const OTHER: &str = "other";

/// The theme of an indicator: where it stands among the themes, and its name.
pub(crate) fn theme(site: &Site, info: &IndicatorInfo) -> (usize, String) {
    let id = theme_id(site, info);
    let themes = &site.groups().themes;
    match themes.iter().position(|theme| theme.id == id) {
        Some(at) => (at, themes[at].title.clone()),
        None => (themes.len(), text("groups.other").to_owned()),
    }
}

/// The stage of life of an indicator: where it stands among the stages, and its name.
pub(crate) fn life_stage(site: &Site, info: &IndicatorInfo) -> (usize, &'static str) {
    let stage = site.groups().life_stage_of(&info.id);
    let at = LifeStage::ALL.iter().position(|known| *known == stage).unwrap_or(LifeStage::ALL.len());
    (at, stage.label())
}

/// Whether an indicator belongs to a theme.
pub(crate) fn has_theme(site: &Site, info: &IndicatorInfo, id: &str) -> bool {
    theme_id(site, info) == id
}

/// Whether an indicator is about a stage of life.
pub(crate) fn has_life_stage(site: &Site, info: &IndicatorInfo, id: &str) -> bool {
    site.groups().life_stage_of(&info.id).as_str() == id
}

/// Whether an indicator belongs to a Core20PLUS5 area.
pub(crate) fn has_clinical_area(site: &Site, info: &IndicatorInfo, id: &str) -> bool {
    site.groups().clinical_areas_of(&info.id).any(|area| area.id == id)
}

/// The themes that have an indicator here.
pub(crate) fn themes(site: &Site) -> Vec<Choice> {
    let themes = site.groups().themes.iter().map(|theme| Choice { id: theme.id.clone(), label: theme.title.clone() });
    let other = Choice { id: OTHER.to_owned(), label: text("groups.other").to_owned() };
    let mut choices: Vec<Choice> = themes.chain([other]).collect();
    choices.retain(|choice| site.indicators().iter().any(|info| has_theme(site, info, &choice.id)));
    choices
}

/// The stages of life that have an indicator here.
pub(crate) fn life_stages(site: &Site) -> Vec<Choice> {
    let all = LifeStage::ALL.iter();
    let mut choices: Vec<Choice> =
        all.map(|stage| Choice { id: stage.as_str().to_owned(), label: stage.label().to_owned() }).collect();
    choices.retain(|choice| site.indicators().iter().any(|info| has_life_stage(site, info, &choice.id)));
    choices
}

/// The areas of Core20PLUS5, those of adults first.
pub(crate) fn clinical_areas(site: &Site) -> Vec<Choice> {
    let mut choices = Vec::new();
    for audience in Audience::ALL {
        for area in site.groups().clinical_areas.iter().filter(|area| area.audience == *audience) {
            choices.push(Choice { id: area.id.clone(), label: clinical_area_name(area) });
        }
    }
    choices
}

/// The name of a clinical area with whom it is about: `Asthma (children and young people)`.
pub(crate) fn clinical_area_name(area: &ClinicalArea) -> String {
    format!("{} ({})", area.title, area.audience.label().to_lowercase())
}

fn theme_id<'a>(site: &'a Site, info: &IndicatorInfo) -> &'a str {
    site.groups().theme_of(&info.id).map_or(OTHER, |theme| theme.id.as_str())
}
