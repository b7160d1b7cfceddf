//! Reading a waiting list from a table: the columns, options and checks that its methods share.

use commonweal_stats::waiting_list::{Pathway, Period, WaitingListError};

use crate::answer::Answer;
use crate::error::MethodError;
use crate::groups::Groups;
use crate::method::{Choice, Kind, Role, needs};
use crate::methods::inequality::Refusals;
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

/// The lists of a table, one for each group, or why a group has none.
pub(super) struct Lists {
    pub(super) groups: Groups,
    pub(super) lists: Vec<Result<Vec<Pathway>, String>>,
    refusals: Refusals,
    start: Option<i64>,
    end: Option<i64>,
}

impl Lists {
    /// What `work` makes of each list over its period; nothing for a list that has no answer.
    pub(super) fn each<T>(
        &mut self,
        work: impl Fn(&[Pathway], Period) -> Result<T, WaitingListError>,
    ) -> Vec<Option<T>> {
        let mut made = Vec::with_capacity(self.lists.len());
        for (group, list) in self.lists.iter().enumerate() {
            let answer = list.as_ref().map_err(Clone::clone).and_then(|list| {
                let period = Period::of(list, self.start, self.end);
                period.and_then(|period| work(list, period)).map_err(|error| error.to_string())
            });
            made.push(self.refusals.note(&self.groups.name(group), answer));
        }
        made
    }

    /// The answer with its warnings, unless no list has one.
    pub(super) fn settle(self, answer: Answer) -> Result<Answer, MethodError> {
        self.refusals.settle(&self.groups, answer)
    }
}

/// Whether a method depends on the order of the rows.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum RowOrder {
    Matters,
    IsFree,
}

/// Reads the lists, with the period where the method has one.
pub(super) fn lists(request: &Request<'_>, has_period: bool, order: RowOrder) -> Result<Lists, MethodError> {
    let (referral, removal) = (request.days("referral")?, request.days("removal")?);
    let groups = request.groups()?;
    let mut read = Lists {
        lists: Vec::with_capacity(groups.len()),
        refusals: Refusals::default(),
        start: if has_period { date_option(request, "start")? } else { None },
        end: if has_period { date_option(request, "end")? } else { None },
        groups,
    };
    for group in 0..read.groups.len() {
        let (rows, name) = (read.groups.rows(group), read.groups.name(group));
        if let Some(row) = rows.iter().find(|&&row| referral[row].is_none()) {
            let why = format!("row {} has no date of referral; complete it or leave the row out", row + 1);
            read.lists.push(Err(why));
            continue;
        }
        let pathway = |row: &usize| referral[*row].map(|referral| Pathway { referral, removal: removal[*row] });
        let list: Vec<Pathway> = rows.iter().filter_map(pathway).collect();
        if let Some(at) = list.iter().position(|pathway| pathway.removal.is_some_and(|day| day < pathway.referral)) {
            let row = rows[at] + 1;
            let what = "is removed before it is referred; it is counted as written, correct its dates";
            read.refusals.warn(&name, &format!("row {row} {what}"));
        }
        if order == RowOrder::Matters && !list.is_sorted_by_key(|pathway| pathway.referral) {
            let what =
                "rows are not in order of referral, and variation is taken in the order of rows; sort them first";
            read.refusals.warn(&name, what);
        }
        read.lists.push(Ok(list));
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
