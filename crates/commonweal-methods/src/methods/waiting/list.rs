//! Reading a waiting list from a table: the columns, options and checks that its methods share.

use commonweal_stats::waiting_list::{Pathway, Period};

use crate::error::MethodError;
use crate::groups::Groups;
use crate::method::{Choice, Kind, Role, needs};
use crate::request::{Request, day};

pub(super) const COLUMNS: &[Role] = &[
    needs("referral", "dates of referral (YYYY-MM-DD)"),
    needs("removal", "dates of removal from the list; empty for those who wait"),
];

pub(super) const START: Choice = Choice {
    name: "start",
    help: "first day (YYYY-MM-DD); the first referral if not given",
    kind: Kind::Text,
    default: "",
};
pub(super) const END: Choice = Choice {
    name: "end",
    help: "last day (YYYY-MM-DD); the last referral if not given",
    kind: Kind::Text,
    default: "",
};
pub(super) const OPENING: Choice = Choice {
    name: "opening",
    help: "who is on the list at the start: those still waiting, or everybody ever referred, as NHSRwaitinglist counts",
    kind: Kind::Word(&["still-waiting", "ever-referred"]),
    default: "still-waiting",
};

/// Four weeks of one small list, for the examples.
pub(super) const EXAMPLE: &str = "specialty,referral,removal\n\
    hips,2024-01-01,2024-01-08\n\
    hips,2024-01-04,\n\
    hips,2024-01-10,2024-01-20\n\
    hips,2024-01-16,\n\
    knees,2024-01-02,2024-01-05\n\
    knees,2024-01-02,2024-01-25\n\
    knees,2024-01-22,\n";

/// The lists of a table, one for each group, and what to warn of.
pub(super) struct Lists {
    pub(super) groups: Groups,
    pub(super) lists: Vec<Vec<Pathway>>,
    pub(super) warnings: Vec<String>,
    start: Option<i64>,
    end: Option<i64>,
}

impl Lists {
    /// The period of a group's list.
    pub(super) fn period(&self, group: usize) -> Result<Period, MethodError> {
        Period::of(&self.lists[group], self.start, self.end).map_err(|error| self.refused(group, error))
    }

    /// A refusal by a formula in a group.
    pub(super) fn refused(&self, group: usize, error: impl ToString) -> MethodError {
        MethodError::refused_in(&self.groups.name(group), error)
    }
}

/// Reads the lists, with the period where the method has one.
pub(super) fn lists(request: &Request<'_>, has_period: bool) -> Result<Lists, MethodError> {
    let (referral, removal) = (request.days("referral")?, request.days("removal")?);
    let groups = request.groups()?;
    let mut read = Lists {
        lists: Vec::with_capacity(groups.len()),
        warnings: vec![],
        start: if has_period { date_option(request, "start")? } else { None },
        end: if has_period { date_option(request, "end")? } else { None },
        groups,
    };
    for group in 0..read.groups.len() {
        let mut list = Vec::with_capacity(read.groups.rows(group).len());
        for &row in read.groups.rows(group) {
            let Some(day) = referral[row] else {
                let what = format!("row {} has no date of referral; complete it or leave the row out", row + 1);
                return Err(read.refused(group, what));
            };
            list.push(Pathway { referral: day, removal: removal[row] });
        }
        let place = read.groups.name(group);
        let place = if place.is_empty() { String::new() } else { format!("in {place}: ") };
        if let Some(at) = list.iter().position(|pathway| pathway.removal.is_some_and(|day| day < pathway.referral)) {
            let row = read.groups.rows(group)[at] + 1;
            read.warnings.push(format!(
                "{place}row {row} is removed before it is referred; it is counted as written, correct its dates"
            ));
        }
        if !list.is_sorted_by_key(|pathway| pathway.referral) {
            read.warnings.push(format!(
                "{place}rows are not in order of referral, and variation is taken in the order of rows; sort them first"
            ));
        }
        read.lists.push(list);
    }
    Ok(read)
}

/// An option that is a date.
fn date_option(request: &Request<'_>, name: &str) -> Result<Option<i64>, MethodError> {
    let text = request.text(name)?;
    text.map(|text| day(text).ok_or_else(|| request.bad(name, "give a date, YYYY-MM-DD"))).transpose()
}

/// An option that is a list of dates with commas between.
pub(super) fn date_list(request: &Request<'_>, name: &str) -> Result<Vec<i64>, MethodError> {
    let parts = request.text(name)?.unwrap_or_default().split(',').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| day(part).ok_or_else(|| request.bad(name, "give dates, YYYY-MM-DD, with commas between")))
        .collect()
}
