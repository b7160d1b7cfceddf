//! What is recorded of ethnic categories, by whom, and how the records contradict each other.

use super::rates;
use crate::life::Life;
use crate::random::Chance;
use crate::world::World;
use commonweal_model::tables::{
    APCS, COMMUNITY_CONTACTS, EC, EXPERIENCE_RESPONSES, MATERNITIES, MENTAL_HEALTH_CONTACTS, OPA, RecordsTable,
};
use commonweal_model::{CellValue, EthnicCategory, EthnicityRow, FurtherRows, PersonRecords, Text};
use jiff::ToSpan;
use jiff::civil::Date;

use EthnicCategory as C;

/// Services other than general practice, as the source of a record names them.
static ELSEWHERE: [(&RecordsTable, &str); 7] = [
    (&APCS, "apc"),
    (&EC, "ec"),
    (&OPA, "opa"),
    (&COMMUNITY_CONTACTS, "csds"),
    (&MENTAL_HEALTH_CONTACTS, "mhsds"),
    (&MATERNITIES, "msds"),
    (&EXPERIENCE_RESPONSES, "survey"),
];
/// The categories of each broad group; the last is its "any other background".
const GROUPS: [&[EthnicCategory]; 5] =
    [&[C::A, C::B, C::C], &[C::D, C::E, C::F, C::G], &[C::H, C::J, C::K, C::R, C::L], &[C::M, C::N, C::P], &[C::S]];
/// A service asks again after so many years.
const ASKED_AGAIN_YEARS: i64 = 3;
const SHUFFLE: u64 = 153;

/// The share of people without a known category, for each practice, by its network; a practice of no network has the
/// middle of the range.
pub(super) fn missing_by_practice<'a>(networks: impl Iterator<Item = Option<&'a str>>) -> Vec<f64> {
    let networks: Vec<Option<&str>> = networks.collect();
    let mut order: Vec<&str> = networks.iter().copied().flatten().collect();
    order.sort_unstable();
    order.dedup();
    // Neighbouring codes are neighbouring networks; a fixed shuffle keeps the gaps from making a pattern on the map.
    let mut shuffled: Vec<(u64, &str)> =
        (0..).zip(&order).map(|(at, code)| (Chance::new(SHUFFLE, at, 0).bits(), *code)).collect();
    shuffled.sort_unstable();
    let (low, high) = rates::ETHNICITY_MISSING;
    let last = shuffled.len().saturating_sub(1).max(1) as f64;
    let share = |code: &str| {
        let rank = shuffled.iter().position(|(_, known)| *known == code).unwrap_or(0) as f64 / last;
        low + (high - low) * rank * rank
    };
    networks.into_iter().map(|code| code.map_or((low + high) / 2.0, share)).collect()
}

/// Every record of the person's ethnic category, by date.
pub(super) fn recorded(world: &World, life: &Life, person: &PersonRecords, chance: &mut Chance) -> Vec<EthnicityRow> {
    let mut rows: Vec<EthnicityRow> = general_practice(world, life, chance).into_iter().collect();
    for (table, source) in &ELSEWHERE {
        let further = person.further.iter().find(|further| further.table.name == table.name);
        let mut next: Option<Date> = None;
        for date in further.into_iter().flat_map(days) {
            if next.is_none_or(|next| date >= next) {
                next = Some(date.saturating_add(ASKED_AGAIN_YEARS.years()));
                let category = said_elsewhere(life, chance);
                rows.push(row(life.patient_id, date, source, category, chance));
            }
        }
    }
    rows.sort_by_key(|row| row.date);
    rows
}

/// The record of the practice: asked when the person joins, some years later if they joined as a child.
fn general_practice(world: &World, life: &Life, chance: &mut Chance) -> Option<EthnicityRow> {
    let last = life.practices.last()?;
    let factor = match life.age(life.end(world.calendar.as_of) - 1) {
        age if (16.0..35.0).contains(&age) => rates::MISSING_YOUNG,
        age if age >= 65.0 => rates::MISSING_OLD,
        _ => 1.0,
    };
    let missing = world.mess.ethnicity_missing[last.practice] * factor * rates::MISSING_LEVEL;
    let category = if !chance.happens(missing) {
        life.category
    } else if chance.happens(rates::NO_RECORD) {
        return None;
    } else if chance.happens(rates::NOT_STATED) {
        C::NotStated
    } else {
        C::NotKnown
    };
    let first = life.practices.first()?.start.max(life.came);
    Some(row(life.patient_id, world.calendar.date(first), "gp", category, chance))
}

fn said_elsewhere(life: &Life, chance: &mut Chance) -> EthnicCategory {
    let at = chance.unit();
    if at < rates::ELSEWHERE_NOT_STATED {
        return C::NotStated;
    }
    if at < rates::ELSEWHERE_NOT_STATED + rates::ELSEWHERE_NOT_KNOWN {
        return C::NotKnown;
    }
    let contradicts = if life.category == C::A { rates::CONTRADICTS.0 } else { rates::CONTRADICTS.1 };
    if chance.happens(contradicts) { mistaken(life.category, chance) } else { life.category }
}

/// A category that is not the person's: mostly the "any other" of their group, or one beside it; now and then of
/// another group. "Any other ethnic group" is used too often, as in the report that `rates` names.
fn mistaken(category: EthnicCategory, chance: &mut Chance) -> EthnicCategory {
    let group = GROUPS.iter().find(|group| group.contains(&category)).copied().unwrap_or(GROUPS[0]);
    let at = chance.unit();
    let wrong = if at < 0.35 {
        *group.last().unwrap_or(&C::S)
    } else if at < 0.65 {
        one_of(group, chance)
    } else if at < 0.85 {
        C::S
    } else {
        one_of(one_of(&GROUPS, chance), chance)
    };
    if wrong != category {
        wrong
    } else if category == C::A {
        C::C
    } else {
        C::A
    }
}

fn one_of<T: Copy>(all: &[T], chance: &mut Chance) -> T {
    let count = i32::try_from(all.len()).unwrap_or(1);
    all[usize::try_from(chance.below(count)).unwrap_or(0)]
}

fn row(
    patient_id: i64,
    date: Date,
    source: &'static str,
    category: EthnicCategory,
    chance: &mut Chance,
) -> EthnicityRow {
    let code = category.as_str();
    // Some systems pad the code; others add a local figure.
    let category_raw: Text = match chance.unit() {
        at if at < 0.05 => format!("{code} ").into(),
        at if at < 0.08 && category.is_known() => format!("{code}1").into(),
        _ => code.into(),
    };
    EthnicityRow { patient_id, date, source: source.into(), category: code.into(), category_raw }
}

/// The days of rows, which are in order.
fn days(further: &FurtherRows) -> impl Iterator<Item = Date> + '_ {
    let name = further.table.ordered_by.unwrap_or("date");
    let at = further.table.columns.iter().skip(1).position(|column| column.name == name).unwrap_or(0);
    further.rows.iter().filter_map(move |row| match row.get(at) {
        Some(CellValue::Date(date)) => Some(*date),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistaken_category_is_never_the_right_one() {
        let mut chance = Chance::new(1, 2, 3);
        for category in GROUPS.iter().copied().flatten() {
            for _ in 0..1000 {
                let wrong = mistaken(*category, &mut chance);
                assert!(wrong != *category && wrong.is_known());
            }
        }
    }

    #[test]
    fn networks_run_from_the_lowest_share_to_the_highest() {
        let networks = ["U1", "U2", "U3", "U4", "U5", "U6"];
        let mut shares = missing_by_practice(networks.into_iter().map(Some));
        shares.sort_by(f64::total_cmp);
        assert_eq!((shares[0], shares[5]), rates::ETHNICITY_MISSING);
        assert!(shares[2] < 0.08, "more networks are near the lower end: {shares:?}");
    }
}
