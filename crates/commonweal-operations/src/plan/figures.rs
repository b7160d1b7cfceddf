//! `figures` are the counts of people at the steps of an initiative, as its lead types them: what may be shown is kept, and
//! nothing else is.
//!
//! Small counts never reach a record, its history or a file: [`ReachFigures`] can be made only by the rules of one cell and of
//! a funnel. Its text is what a form shows, and reading that text again changes nothing.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use super::reach::{ReachBy, ShownCount};
use super::steps::{Funnel, protected};
use crate::records::RecordProblem;
use crate::words::words;

words! {
    /// How careful figures about people have to be, by what they are about.
    ///
    /// Source: the classes of data of our rules of trust.
    pub enum FigureClass("a class of figures") {
        /// Hospital, emergency care, general practice, referrals.
        Standard = "standard", "Standard: hospital, general practice, referrals";
        /// Mental health, maternity, community, sexual health, substance misuse, learning disability, homelessness.
        Sensitive = "sensitive", "Sensitive: mental health, maternity, substance misuse, homelessness and the like";
    }
}

/// Counts of this many people or fewer are withheld.
const MOST_WITHHELD: u64 = 7;
/// The word of the line about all people.
const EVERYBODY: &str = "all";
/// The most lines.
const MOST_ROWS: usize = 60;

/// One group at the steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReachRow {
    /// By what its people are told apart; `None` for everybody.
    pub by: Option<ReachBy>,
    /// The group and its counts.
    pub funnel: Funnel,
}

/// Whom an initiative reached, as far as that may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReachFigures {
    class: FigureClass,
    on: Date,
    rows: Vec<ReachRow>,
}

impl ReachFigures {
    /// Reads what a lead typed, and keeps what may be shown of it. A line is
    ///
    /// ```text
    /// all; everybody; 1200; 1100; 400; 350; 300
    /// deprivation; most deprived fifth; 400; 380; 120; 100; *
    /// ```
    ///
    /// with eligible, invited, accepted, started and completed; `*` is withheld.
    ///
    /// # Errors
    /// The first line that cannot be read, in words; none of its counts is repeated.
    pub fn typed(class: FigureClass, on: Date, text: &str) -> Result<Self, RecordProblem> {
        let mut rows: Vec<ReachRow> = Vec::new();
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let row = row(line).map_err(|why| RecordProblem::new("figures", format!("Line {}: {why}", at + 1)))?;
            if rows.iter().any(|other| other.by == row.by && other.funnel.group == row.funnel.group) {
                let message = format!("Line {}: the same group stands twice", at + 1);
                return Err(RecordProblem::new("figures", message));
            }
            rows.push(row);
        }
        if rows.is_empty() {
            return Err(RecordProblem::new(
                "figures",
                "Enter a line for each group, or leave the day of the figures empty",
            ));
        }
        for row in &mut rows {
            row.funnel.counts = gated(class, &row.funnel.counts);
        }
        Ok(Self { class, on, rows: settled(rows) })
    }

    /// How careful they are.
    #[must_use]
    pub const fn class(&self) -> FigureClass {
        self.class
    }

    /// The day they are of.
    #[must_use]
    pub const fn on(&self) -> Date {
        self.on
    }

    /// The groups.
    #[must_use]
    pub fn rows(&self) -> &[ReachRow] {
        &self.rows
    }

    /// Everybody, and the groups told apart in one way.
    #[must_use]
    pub fn groups(&self, by: ReachBy) -> (Option<&Funnel>, Vec<&Funnel>) {
        let all = self.rows.iter().find(|row| row.by.is_none()).map(|row| &row.funnel);
        (all, self.rows.iter().filter(|row| row.by == Some(by)).map(|row| &row.funnel).collect())
    }

    /// The lines, as [`ReachFigures::typed`] reads them.
    #[must_use]
    pub fn lines(&self) -> String {
        self.rows.iter().map(|row| format!("{row}\n")).collect()
    }

    /// Too many lines for a page.
    pub(super) fn problem(&self) -> Option<RecordProblem> {
        let message = "Enter at most 60 lines of figures";
        (self.rows.len() > MOST_ROWS).then(|| RecordProblem::new("figures", message))
    }
}

impl fmt::Display for ReachRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.by.map_or(EVERYBODY, ReachBy::as_str), self.funnel.group)?;
        self.funnel.counts.iter().try_for_each(|count| match count {
            ShownCount::Count(count) => write!(f, "; {count}"),
            ShownCount::Withheld => f.write_str("; *"),
        })
    }
}

fn row(line: &str) -> Result<ReachRow, String> {
    let cells: Vec<&str> = line.split(';').map(str::trim).collect();
    let [by, group, counts @ ..] = cells.as_slice() else {
        return Err(shape());
    };
    let by = match *by {
        EVERYBODY => None,
        by => {
            let choices = "all, deprivation, ethnicity, sex or age";
            Some(ReachBy::from_str(by).map_err(|_| format!("begin with {choices}"))?)
        }
    };
    if group.is_empty() || group.chars().count() > 60 {
        return Err("name the group in 1 to 60 characters".to_owned());
    }
    let counts: Vec<ShownCount> = counts.iter().map(|cell| count(cell)).collect::<Result<_, _>>()?;
    let counts: [ShownCount; 5] = counts.try_into().map_err(|_| shape())?;
    let known = counts.iter().filter_map(|count| count.shown()).collect::<Vec<_>>();
    if known.windows(2).any(|pair| pair[1] > pair[0]) {
        return Err("a step cannot have more people than the step before it".to_owned());
    }
    Ok(ReachRow { by, funnel: Funnel { group: (*group).to_owned(), counts } })
}

fn shape() -> String {
    "write all, deprivation, ethnicity, sex or age; the group; and five numbers, with ; between them".to_owned()
}

fn count(cell: &str) -> Result<ShownCount, String> {
    if cell == "*" {
        return Ok(ShownCount::Withheld);
    }
    let is_number = !cell.is_empty() && cell.len() <= 9 && cell.bytes().all(|byte| byte.is_ascii_digit());
    let number = cell.parse().ok().filter(|_| is_number);
    number.map(ShownCount::Count).ok_or_else(|| "write whole numbers without commas, or * for one withheld".to_owned())
}

/// The rule of one cell, of each step in the steps before it: who came, and who did not, may be too few.
fn gated(class: FigureClass, given: &[ShownCount; 5]) -> [ShownCount; 5] {
    let mut shown = *given;
    for at in 0..5 {
        let Some(here) = given[at].shown() else { continue };
        let before = given[..at].iter().filter_map(|count| count.shown());
        let too_few =
            |people: u64| (1..=MOST_WITHHELD).contains(&people) || (class == FigureClass::Sensitive && people == 0);
        let close = |before: u64| too_few(before - here) || (1..10).contains(&(rounded(before) - rounded(here)));
        shown[at] = match too_few(here) || before.into_iter().any(close) {
            true => ShownCount::Withheld,
            false => ShownCount::Count(rounded(here)),
        };
    }
    shown
}

/// To the nearest five.
const fn rounded(people: u64) -> u64 {
    5 * ((people + 2) / 5)
}

/// The rules of funnels, for each way of telling people apart, until none of them withholds more.
fn settled(mut rows: Vec<ReachRow>) -> Vec<ReachRow> {
    let nothing = Funnel { group: EVERYBODY.to_owned(), counts: [ShownCount::Withheld; 5] };
    loop {
        let before = rows.clone();
        let all = rows.iter().position(|row| row.by.is_none());
        let ways = std::iter::once(None).chain(ReachBy::ALL.iter().copied().map(Some));
        for by in ways {
            let places: Vec<usize> = (0..rows.len()).filter(|at| by.is_some() && rows[*at].by == by).collect();
            let groups: Vec<Funnel> = places.iter().map(|at| rows[*at].funnel.clone()).collect();
            let total = all.map_or_else(|| nothing.clone(), |at| rows[at].funnel.clone());
            let (total, groups) = protected(&total, &groups);
            if let Some(at) = all {
                rows[at].funnel = total;
            }
            for (at, group) in places.into_iter().zip(groups) {
                rows[at].funnel = group;
            }
        }
        if rows == before {
            return rows;
        }
    }
}
