//! Which indicators count the same people? What one calls its population another may count as those who have a property, or
//! lack it: people on a register, and the checks of those on it. Where one hides the number, the others must not show it.
//!
//! Who is who is seen from the counts, not from the wording of rules: in every area the one number is the other.

use super::CellAudit;
use crate::cube::Cube;
use commonweal_cohort::{IndicatorDefinition, Rule};
use commonweal_disclosure::linked::{CellAddress, Withholding};
use commonweal_model::{AreaCode, AreaType, Family};
use std::collections::{BTreeMap, BTreeSet};

/// People of an area, for all areas of every kind: the same people have the same numbers everywhere.
type Signature = (Family, Vec<(AreaType, AreaCode, u64)>);

/// Where a group of people stands in an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// They are its population.
    Population,
    /// They have its property, or are all others.
    Part,
}

/// Indicators that speak of the same group of people, by their places in the list.
type Group = BTreeSet<(usize, Place)>;

fn groups(indicators: &[&IndicatorDefinition], cube: &Cube) -> Vec<Group> {
    let mut groups: BTreeMap<Signature, Group> = BTreeMap::new();
    for (number, indicator) in indicators.iter().enumerate() {
        let (mut people, mut with, mut without) = (Vec::new(), Vec::new(), Vec::new());
        for (key, counts) in cube.of_indicator(&indicator.id).filter(|(key, _)| key.breakdowns.is_empty()) {
            let note = |of: &mut Vec<_>, count: u64| {
                if count > 0 {
                    of.push((key.area_type, key.area.clone(), count));
                }
            };
            note(&mut people, counts.denominator);
            note(&mut with, counts.numerator);
            note(&mut without, counts.denominator.saturating_sub(counts.numerator));
        }
        for (place, signature) in [(Place::Population, people), (Place::Part, with), (Place::Part, without)] {
            if !signature.is_empty() {
                groups.entry((indicator.family, signature)).or_default().insert((number, place));
            }
        }
    }
    let of_several = |group: &Group| group.iter().map(|(number, _)| number).collect::<BTreeSet<_>>().len() > 1;
    groups.into_values().filter(of_several).collect()
}

/// The indicators in sets that must be audited at once, each in the order given.
pub fn together<'i>(indicators: &[&'i IndicatorDefinition], cube: &Cube) -> Vec<Vec<&'i IndicatorDefinition>> {
    let mut set_of: Vec<usize> = (0..indicators.len()).collect();
    for group in groups(indicators, cube) {
        let sets: BTreeSet<usize> = group.iter().map(|(number, _)| set_of[*number]).collect();
        let first = sets.first().copied().unwrap_or_default();
        set_of.iter_mut().filter(|set| sets.contains(set)).for_each(|set| *set = first);
    }
    let mut sets: BTreeMap<usize, Vec<&IndicatorDefinition>> = BTreeMap::new();
    for (indicator, set) in indicators.iter().zip(set_of) {
        sets.entry(set).or_default().push(indicator);
    }
    sets.into_values().collect()
}

/// Audits each indicator, again and again until nothing that one hides is shown by another. Each round hides more, so it ends.
pub(super) fn audit_all(
    indicators: &[&IndicatorDefinition],
    cube: &Cube,
    audit: &dyn Fn(&IndicatorDefinition, &Withholding) -> CellAudit,
) -> Vec<CellAudit> {
    let groups = groups(indicators, cube);
    let mut hidden = vec![Withholding::default(); indicators.len()];
    let mut audits: Vec<CellAudit> = indicators.iter().zip(&hidden).map(|(one, hidden)| audit(one, hidden)).collect();
    loop {
        let mut again = BTreeSet::new();
        for group in &groups {
            for address in secrets(group, &audits) {
                for &(number, place) in group {
                    let own = CellAddress { indicator_id: indicators[number].id.clone(), ..address.clone() };
                    let Some(&counts) = audits[number].found.get(&own) else { continue };
                    match place {
                        Place::Population if !audits[number].hides_people(&own) => hidden[number].withhold(own),
                        Place::Part if !audits[number].hides_count(&own, counts) => hidden[number].withhold_count(own),
                        _ => continue,
                    }
                    again.insert(number);
                }
            }
        }
        if again.is_empty() {
            return audits;
        }
        for number in again {
            // What was hidden before stays hidden, so that each round has little to do.
            let before = &mut audits[number];
            hidden[number].extend(before.withholding.clone());
            let mut repairs = std::mem::take(&mut before.repairs);
            let after = audit(indicators[number], &hidden[number]);
            let new: Vec<String> = after.repairs.iter().filter(|words| !repairs.contains(words)).cloned().collect();
            repairs.extend(new);
            audits[number] = CellAudit { repairs, ..after };
        }
    }
}

/// The cells in which one of the group hides how many these people are. Seven or fewer are hidden by every rule.
fn secrets(group: &Group, audits: &[CellAudit]) -> BTreeSet<CellAddress> {
    let mut secrets = BTreeSet::new();
    for &(number, place) in group {
        let audit = &audits[number];
        for (address, counts) in &audit.found {
            let hides = match place {
                Place::Population => audit.hides_people(address),
                Place::Part => audit.hides_count(address, *counts),
            };
            if hides && counts.denominator > 0 {
                secrets.insert(CellAddress { indicator_id: String::new(), ..address.clone() });
            }
        }
    }
    secrets
}

/// The indicator whose people with the property are, by the wording of both rules, this one's population.
pub fn population_of<'i>(indicator: &IndicatorDefinition, others: &[&'i IndicatorDefinition]) -> Option<&'i str> {
    let population = conditions(indicator, &[indicator.denominator.rule.as_ref()?])?;
    let is_it = |other: &&&IndicatorDefinition| {
        let rules = [other.denominator.rule.as_ref(), other.numerator.rule.as_ref()];
        let found = rules.into_iter().collect::<Option<Vec<_>>>().and_then(|rules| conditions(other, &rules));
        other.id != indicator.id && other.family == indicator.family && found.as_ref() == Some(&population)
    };
    others.iter().find(is_it).map(|other| other.id.as_str())
}

/// What must all hold, where it can be read off the words and names nothing of the definition's own.
fn conditions(of: &IndicatorDefinition, rules: &[&Rule]) -> Option<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for rule in rules {
        if rule.text.contains('(') || rule.text.contains(" or ") || rule.text.contains(" between ") {
            return None;
        }
        found.extend(rule.text.split(" and ").map(|part| part.trim().to_owned()));
    }
    let words = |part: &String| part.split([' ', '.']).map(str::to_owned).collect::<Vec<_>>();
    let own = |word: &String| of.features.contains_key(word) || of.values.iter().any(|value| value.name == *word);
    let is_own = found.iter().any(|part| !part.starts_with("cohort.") && words(part).iter().any(own));
    (!is_own && !found.iter().any(|part| part.contains('$'))).then_some(found)
}
