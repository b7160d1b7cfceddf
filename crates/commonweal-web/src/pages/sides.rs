//! Which areas or groups are set side by side: those asked for, in the order asked, each with its figure.

use crate::error::{Choice, PageError};
use crate::figures::{Figures, KINDS};
use crate::query::Parameters;
use crate::words;
use commonweal_app::{AreaInfo, IndicatorInfo};
use commonweal_disclosure::Released;
use commonweal_indicator::{Beside, BesideFinding, Seen, beside};
use commonweal_model::{AreaType, Dimension};

/// The fewest and the most that are compared.
pub(crate) const FEWEST: usize = 2;
pub(crate) const MOST_AREAS: usize = 6;

/// What is compared.
pub(crate) struct Compared<'a> {
    pub(crate) info: &'a IndicatorInfo,
    pub(crate) sides: Vec<Side<'a>>,
    /// The area whose groups are compared, and by what.
    pub(crate) by: Option<(&'a AreaInfo, Dimension)>,
    pub(crate) findings: Vec<BesideFinding>,
}

/// One area or group.
pub(crate) struct Side<'a> {
    pub(crate) label: String,
    /// The label inside a sentence: `the most deprived fifth`.
    pub(crate) spoken: String,
    pub(crate) href: Option<String>,
    pub(crate) figure: &'a Released,
    /// Whether people of the first may be among its people.
    pub(crate) shares_people: bool,
}

pub(crate) fn compared<'a>(figures: Figures<'a>, parameters: &Parameters) -> Result<Compared<'a>, PageError> {
    let info = match parameters.get("indicator") {
        Some(id) => figures.indicator(id)?,
        None => {
            let all = figures.site.indicators().iter();
            let mut counted =
                all.filter(|info| !info.published && figures.areas_of(info).iter().any(|(_, a)| a.len() > 1));
            counted.next().or_else(|| figures.site.indicators().first()).ok_or_else(PageError::no_page)?
        }
    };
    let (sides, by) = match parameters.get("by") {
        Some(name) => {
            let (sides, area, dimension) = groups(figures, info, parameters.get("area"), name)?;
            (sides, Some((area, dimension)))
        }
        None => (areas(figures, info, parameters)?, None),
    };
    let side = |side: &Side<'_>| Beside {
        label: side.spoken.clone(),
        seen: Seen::from(side.figure),
        shares_people: side.shares_people,
    };
    let first = side(&sides[0]);
    let unit = sides[0].figure.unit();
    let mut findings: Vec<BesideFinding> =
        sides[1..].iter().map(|other| beside(&first, &side(other), unit, info.polarity)).collect();
    for finding in &mut findings {
        finding.sentence = words::capital(&finding.sentence);
    }
    Ok(Compared { info, sides, by, findings })
}

/// The areas asked for, in the order asked; without any, the first kind of area that has several.
fn areas<'a>(
    figures: Figures<'a>,
    info: &'a IndicatorInfo,
    parameters: &Parameters,
) -> Result<Vec<Side<'a>>, PageError> {
    let with_figures = figures.areas_of(info);
    let address = |codes: &[&str]| format!("/compare?indicator={}&areas={}", info.id, codes.join(","));
    let choices = || -> Vec<Choice> {
        let several = with_figures.iter().filter(|(_, areas)| areas.len() >= FEWEST);
        let choice = |(kind, areas): &(AreaType, Vec<&AreaInfo>)| {
            let codes: Vec<&str> = areas.iter().take(MOST_AREAS).map(|area| area.code.as_str()).collect();
            Choice { label: words::capital(words::areas(*kind)), href: Some(address(&codes)) }
        };
        several.map(choice).collect()
    };
    let chosen: Vec<&AreaInfo> = match parameters.get("areas") {
        Some(codes) => {
            let mut chosen: Vec<&AreaInfo> = Vec::new();
            for code in codes.split(',').map(str::trim).filter(|code| !code.is_empty()) {
                let area = figures.area(code, || {
                    let all = with_figures.iter().filter(|(kind, _)| *kind != AreaType::Msoa).flat_map(|(_, a)| a);
                    all.map(|area| Choice { label: format!("{} ({})", area.name, area.code), href: None }).collect()
                })?;
                if !chosen.iter().any(|known| known.code == area.code) {
                    chosen.push(area);
                }
            }
            chosen
        }
        None => {
            let wanted: Option<AreaType> = match parameters.get("kind") {
                Some(kind) => {
                    let known: Vec<&str> = with_figures.iter().map(|(kind, _)| kind.as_str()).collect();
                    let found = with_figures.iter().find(|(of, _)| of.as_str() == kind);
                    Some(found.ok_or_else(|| PageError::invalid_choice("kind", kind, &known))?.0)
                }
                None => None,
            };
            let fits = |(kind, areas): &&(AreaType, Vec<&'a AreaInfo>)| {
                wanted.map_or(areas.len() >= FEWEST, |wanted| wanted == *kind)
            };
            with_figures
                .iter()
                .find(fits)
                .map(|(_, areas)| areas.iter().take(MOST_AREAS).copied().collect())
                .unwrap_or_default()
        }
    };
    if !(FEWEST..=MOST_AREAS).contains(&chosen.len()) {
        return Err(PageError::not_comparable(chosen.len(), choices()));
    }
    let first = chosen[0];
    let side = |area: &'a AreaInfo| {
        let figure = figures.value(info, &area.code);
        let figure = figure.ok_or_else(|| PageError::no_figures(&area.code, larger_areas(info, &with_figures)))?;
        Ok(Side {
            label: area.name.clone(),
            spoken: area.name.clone(),
            href: Some(format!("/indicators/{}?area={}", info.id, area.code)),
            figure,
            // Areas of one kind have no people in common; of different kinds one may lie in the other.
            shares_people: area.code != first.code && area.area_type != first.area_type,
        })
    };
    chosen.into_iter().map(side).collect()
}

/// Areas that have figures, where one was asked for that has none.
fn larger_areas(info: &IndicatorInfo, with_figures: &[(AreaType, Vec<&AreaInfo>)]) -> Vec<Choice> {
    let larger = with_figures.iter().filter(|(kind, _)| *kind != AreaType::Msoa).flat_map(|(_, areas)| areas);
    let choice = |area: &&AreaInfo| Choice {
        label: format!("{} ({})", area.name, area.code),
        href: Some(format!("/indicators/{}?area={}", info.id, area.code)),
    };
    larger.map(choice).collect()
}

type GroupSides<'a> = (Vec<Side<'a>>, &'a AreaInfo, Dimension);

/// The groups of a characteristic in one area; people whose group is not known are left out and counted on the
/// indicator's own page.
fn groups<'a>(
    figures: Figures<'a>,
    info: &'a IndicatorInfo,
    area: Option<&str>,
    by: &str,
) -> Result<GroupSides<'a>, PageError> {
    let area = match area {
        Some(code) => figures.area(code, || {
            figures.area_choices(|code| format!("/compare?indicator={}&by={by}&area={code}", info.id))
        })?,
        None => figures.site.area(figures.whole()).ok_or_else(PageError::no_page)?,
    };
    let names: Vec<&str> = info.breakdowns.iter().map(|dimension| dimension.as_str()).collect();
    let dimension = info.breakdowns.iter().copied().find(|dimension| dimension.as_str() == by);
    let dimension = dimension.ok_or_else(|| PageError::invalid_choice("by", by, &names))?;
    let known = figures.by(info, &area.code, dimension);
    let side = |figure: &'a Released| Side {
        label: words::group(&figure.key().breakdowns[0]),
        spoken: words::spoken_group(&figure.key().breakdowns[0]),
        href: None,
        figure,
        shares_people: false,
    };
    let mut sides: Vec<Side<'a>> =
        known.into_iter().filter(|figure| words::is_known(&figure.key().breakdowns[0])).map(side).collect();
    sides.truncate(MOST_AREAS);
    if sides.len() < FEWEST {
        let of_kind = |kind: AreaType| figures.site.areas().filter(move |area| area.area_type == kind);
        let with =
            KINDS.into_iter().flat_map(of_kind).filter(|area| !figures.by(info, &area.code, dimension).is_empty());
        let choice = |area: &AreaInfo| Choice {
            label: format!("{} ({})", area.name, area.code),
            href: Some(format!("/compare?indicator={}&by={by}&area={}", info.id, area.code)),
        };
        return Err(PageError::no_figures(&area.code, with.map(choice).collect()));
    }
    Ok((sides, area, dimension))
}
