//! Adding referrals to a list and giving out slots.

use commonweal_stats::handbook;
use commonweal_stats::waiting_list::{Pathway, book};

use super::list::{COLUMNS, EXAMPLE, RowOrder, date_list, lists};
use crate::answer::Answer;
use crate::error::MethodError;
use crate::method::{Choice, Kind, Method};
use crate::request::{Request, date};
use crate::table::{Table, Values};

pub(super) const SCHEDULE: Method = Method {
    id: "waiting-list-schedule",
    title: "Schedule a waiting list",
    summary: "Adds referrals to a waiting list and gives free slots to those who wait, in the order of the list.",
    chapter: handbook::WAITING_LIST,
    columns: COLUMNS,
    options: &[ADD, SLOTS],
    grouped: false,
    example: EXAMPLE,
    example_arguments: "--add 2024-01-12 --slots 2024-01-11,2024-01-18,2024-01-29",
    run: run_schedule,
};

const ADD: Choice = Choice {
    name: "add",
    help: "dates of new referrals (YYYY-MM-DD), with commas between",
    kind: Kind::Text,
    default: "",
};
const SLOTS: Choice = Choice {
    name: "slots",
    help: "dates of free slots (YYYY-MM-DD), with commas between; each goes to the next who was referred before it",
    kind: Kind::Text,
    default: "",
};

fn run_schedule(request: &Request<'_>) -> Result<Answer, MethodError> {
    let (added, slots) = (date_list(request, "add")?, date_list(request, "slots")?);
    let mut read = lists(request, false, RowOrder::IsFree)?;
    let rows = request.table().rows();
    let mut list = read.lists.swap_remove(0).map_err(MethodError::refused)?;
    if list.is_empty() {
        return Err(MethodError::refused("the waiting list is empty; give at least one referral"));
    }
    list.extend(added.iter().map(|&referral| Pathway { referral, removal: None }));
    let (pathways, positions, used) = if slots.is_empty() {
        let mut positions: Vec<usize> = (0..list.len()).collect();
        positions.sort_by_key(|&position| list[position].referral);
        (positions.iter().map(|&position| list[position]).collect(), positions, vec![])
    } else {
        // Slots go out in the order of the list as it is, new referrals in their place.
        let mut places: Vec<usize> = (0..list.len()).collect();
        if !added.is_empty() {
            places.sort_by_key(|&position| list[position].referral);
        }
        let ordered: Vec<Pathway> = places.iter().map(|&position| list[position]).collect();
        let booked = book(&ordered, &slots).map_err(MethodError::refused)?;
        let positions = booked.positions.iter().map(|&position| places[position]).collect();
        (booked.pathways, positions, booked.used)
    };
    let (referral, removal) = (request.column_name("referral")?, request.column_name("removal")?);
    let mut table = Table::new();
    for column in request.table().columns() {
        let name = Some(column.name.as_str());
        let values = if name == referral {
            pathways.iter().map(|pathway: &Pathway| date(pathway.referral)).collect::<Vec<_>>().into()
        } else if name == removal {
            pathways.iter().map(|pathway| pathway.removal.and_then(date)).collect::<Vec<_>>().into()
        } else {
            rearranged(&column.values, &positions, rows)
        };
        table.push(column.name.clone(), values);
    }
    let given = Table::new().with("slot", slots.iter().map(|&slot| date(slot)).collect::<Vec<_>>()).with("used", used);
    read.settle(Answer::of(table).and("slots", given))
}

/// Values in a new order; missing for rows that were not in the table.
fn rearranged(values: &Values, positions: &[usize], rows: usize) -> Values {
    let known = |position: &usize| Some(*position).filter(|&position| position < rows);
    match values {
        Values::Number(values) => {
            positions.iter().map(|position| known(position).map(|row| values[row])).collect::<Vec<_>>().into()
        }
        Values::Text(values) => {
            Values::Text(positions.iter().map(|position| known(position).and_then(|row| values[row].clone())).collect())
        }
        Values::Flag(values) => {
            Values::Flag(positions.iter().map(|position| known(position).and_then(|row| values[row])).collect())
        }
    }
}
