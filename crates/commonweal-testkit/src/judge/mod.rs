//! The meaning of a definition, spelled out: one person, one rule, one row at a time.

mod rows;
mod scalar;

use commonweal_cohort::{
    CohortPart, Elapsed, End, Expr, Fact, Feature, IndicatorDefinition, Library, NamedValue, Rule,
};
use commonweal_model::{EthnicCategory, ImdEdition, PersonRecords, Text, quintile_of_rank};
use jiff::civil::Date;
use scalar::{Answer, arithmetic, compare, elapsed, shifted, truth, yes_or_no};
use std::collections::BTreeMap;

/// Where a person stands in an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judgement {
    /// Could be counted.
    pub in_denominator: bool,
    /// Is counted; never without being in the denominator.
    pub in_numerator: bool,
}

/// Where a person stands in a cohort.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Belongs.
    pub member: bool,
    /// The score of somebody who belongs to a score.
    pub score: Option<f64>,
    /// The id of the band of somebody who belongs to a score with bands.
    pub band: Option<String>,
    /// The id of the segment of somebody who belongs to a segmentation.
    pub segment: Option<String>,
}

/// Judges one person by an indicator's rules at an index date. A published indicator counts nobody.
pub fn judge(
    library: &Library,
    indicator: &IndicatorDefinition,
    person: &PersonRecords,
    index_date: Date,
) -> Judgement {
    let judge = Judge { library, person, index_date };
    let within = Definition { features: &indicator.features, values: &indicator.values };
    let met = |rule: &Option<Rule>| rule.as_ref().is_some_and(|rule| judge.part(&rule.expr, within) == Answer::Yes);
    let in_denominator = met(&indicator.denominator.rule);
    Judgement { in_denominator, in_numerator: in_denominator && met(&indicator.numerator.rule) }
}

/// Judges one person by a cohort's rules at an index date.
///
/// # Panics
/// If the library has no such cohort.
pub fn judge_cohort(library: &Library, id: &str, person: &PersonRecords, index_date: Date) -> Standing {
    Judge { library, person, index_date }.standing(id)
}

fn holds_on(start: Date, end: Option<Date>, on: Date) -> bool {
    start <= on && end.is_none_or(|end| end > on)
}

fn registered(records: &PersonRecords, on: Date) -> bool {
    records.registrations.iter().any(|row| holds_on(row.start_date, row.end_date, on))
}

fn address(records: &PersonRecords, on: Date) -> Option<&commonweal_model::AddressRow> {
    let held = records.addresses.iter().filter(|row| holds_on(row.start_date, row.end_date, on));
    held.max_by_key(|row| row.start_date)
}

/// The names an expression may speak of.
#[derive(Clone, Copy)]
pub(super) struct Definition<'a> {
    features: &'a BTreeMap<String, Feature>,
    values: &'a [NamedValue],
}

pub(super) struct Judge<'a> {
    library: &'a Library,
    person: &'a PersonRecords,
    index_date: Date,
}

impl<'a> Judge<'a> {
    fn standing(&self, id: &str) -> Standing {
        let cohort = &self.library.cohorts[id];
        let within = Definition { features: &cohort.features, values: &cohort.values };
        let met = |rule: &Rule| self.part(&rule.expr, within) == Answer::Yes;
        let segment = cohort.segments.iter().find(|segment| met(&segment.rule)).map(|segment| segment.id.clone());
        let member = met(&cohort.rule) && (cohort.segments.is_empty() || segment.is_some());
        if !member {
            return Standing { member, score: None, band: None, segment: None };
        }
        let score = cohort.score.as_ref().map(|score| {
            let sum: f64 = score.points.iter().filter(|points| met(&points.rule)).map(|points| points.points).sum();
            sum / score.divide_by.unwrap_or(1.0)
        });
        let bands = cohort.score.iter().flat_map(|score| &score.bands);
        let mut reached = bands.filter(|band| score.is_some_and(|score| score >= band.from));
        Standing { member, score, band: reached.next_back().map(|band| band.id.clone()), segment }
    }

    fn part(&self, expr: &Expr, within: Definition<'_>) -> Answer {
        let part = |expr: &Expr| self.part(expr, within);
        let parts = |exprs: &[Expr]| exprs.iter().map(part).collect::<Vec<_>>();
        match expr {
            Expr::Number(number) => Answer::Number(*number),
            Expr::Text(text) => Answer::Word(text.clone()),
            Expr::Date(date) => Answer::Day(*date),
            Expr::Truth(claim) => yes_or_no(*claim),
            Expr::Fact(fact) => self.fact(*fact),
            Expr::Feature { name, part } => self.feature(name, *part, within),
            Expr::FeatureColumn { name, column } => self.feature_column(name, column, within),
            Expr::Value(name) => {
                let value = within.values.iter().find(|value| value.name == *name).expect("the value is defined");
                part(&value.is.expr)
            }
            Expr::Row(_) => unreachable!("rows are judged where rows are chosen"),
            Expr::Cohort { id, part } => {
                let standing = self.standing(id);
                let word = |word: Option<String>| word.map_or(Answer::Missing, Answer::Word);
                match part {
                    CohortPart::Member => yes_or_no(standing.member),
                    CohortPart::Score => standing.score.map_or(Answer::Missing, Answer::Number),
                    CohortPart::Band => word(standing.band),
                    CohortPart::Segment => word(standing.segment),
                }
            }
            _ => combined(expr, part, parts),
        }
    }

    fn fact(&self, fact: Fact) -> Answer {
        let patient = &self.person.patient;
        let on = self.index_date;
        let address = address(self.person, on);
        let text = |text: Option<&Text>| text.map_or(Answer::Missing, |text| Answer::Word(text.to_string()));
        let rank = |rank: Option<i32>| rank.map_or(Answer::Missing, |rank| Answer::Number(f64::from(rank)));
        let (rank19, rank25) = (address.and_then(|row| row.imd19_rank), address.and_then(|row| row.imd25_rank));
        let quintile = |rank: Option<i32>, edition| {
            let quintile = rank.and_then(|rank| quintile_of_rank(u32::try_from(rank).ok()?, edition));
            quintile.map_or(Answer::Missing, |fifth| Answer::Number(f64::from(fifth.number())))
        };
        let decile = |rank: Option<i32>, areas: i32| match rank {
            Some(rank) if rank >= 1 && rank <= areas => {
                Answer::Number((f64::from(rank) * 10.0 / f64::from(areas)).ceil())
            }
            _ => Answer::Missing,
        };
        match fact {
            Fact::Age => elapsed(Elapsed::Years, Answer::Day(patient.date_of_birth), Answer::Day(on)),
            Fact::AgeInMonths => elapsed(Elapsed::Months, Answer::Day(patient.date_of_birth), Answer::Day(on)),
            Fact::DateOfBirth => Answer::Day(patient.date_of_birth),
            Fact::Sex => Answer::Word(patient.sex.as_str().to_owned()),
            Fact::Registered => yes_or_no(registered(self.person, on)),
            Fact::Alive => yes_or_no(patient.date_of_birth <= on && patient.date_of_death.is_none_or(|died| on < died)),
            Fact::CareHome => yes_or_no(address.is_some_and(|row| row.care_home)),
            Fact::IndexDate => Answer::Day(on),
            Fact::PracticeCode => {
                let held = self.person.registrations.iter().filter(|row| holds_on(row.start_date, row.end_date, on));
                text(held.max_by_key(|row| (row.start_date, &row.practice_code)).map(|row| &row.practice_code))
            }
            Fact::Lsoa11 => text(address.and_then(|row| row.lsoa11.as_ref())),
            Fact::Lsoa21 => text(address.and_then(|row| row.lsoa21.as_ref())),
            Fact::Imd2019Rank => rank(rank19),
            Fact::Imd2025Rank => rank(rank25),
            Fact::Imd2019Decile => decile(rank19, 32_844),
            Fact::Imd2025Decile => decile(rank25, 33_755),
            Fact::Imd2019Quintile => quintile(rank19, ImdEdition::Imd2019),
            Fact::Imd2025Quintile => quintile(rank25, ImdEdition::Imd2025),
            Fact::Ethnicity => Answer::Word(self.ethnicity().as_str().to_owned()),
            Fact::EthnicityGroup => {
                let category = self.ethnicity();
                let group = category.census2021_group().as_str();
                Answer::Word(if category.is_known() { group } else { "unknown" }.to_owned())
            }
        }
    }

    /// The latest known category, the last in order of those of one day; else whether anybody asked.
    fn ethnicity(&self) -> EthnicCategory {
        let by_date = self.person.ethnicity.iter().filter(|row| row.date <= self.index_date);
        let read = by_date.filter_map(|row| Some((row.date, row.category.parse::<EthnicCategory>().ok()?)));
        let read: Vec<(Date, EthnicCategory)> = read.collect();
        let known = read.iter().filter(|(_, category)| category.is_known());
        let latest = known.max_by_key(|(date, category)| (*date, category.as_str()));
        match latest {
            Some((_, category)) => *category,
            None if read.iter().any(|(_, category)| *category == EthnicCategory::NotStated) => {
                EthnicCategory::NotStated
            }
            None => EthnicCategory::NotKnown,
        }
    }
}

/// What an expression comes to from what its parts come to.
fn combined(expr: &Expr, part: impl Fn(&Expr) -> Answer, parts: impl Fn(&[Expr]) -> Vec<Answer>) -> Answer {
    match expr {
        Expr::Not(inner) => match part(inner) {
            Answer::Yes => Answer::No,
            Answer::No => Answer::Yes,
            _ => Answer::Missing,
        },
        Expr::All(exprs) => {
            let parts = parts(exprs);
            match () {
                () if parts.contains(&Answer::No) => Answer::No,
                () if parts.iter().all(|part| *part == Answer::Yes) => Answer::Yes,
                () => Answer::Missing,
            }
        }
        Expr::Any(exprs) => {
            let parts = parts(exprs);
            match () {
                () if parts.contains(&Answer::Yes) => Answer::Yes,
                () if parts.iter().all(|part| *part == Answer::No) => Answer::No,
                () => Answer::Missing,
            }
        }
        Expr::Compare { op, left, right } => compare(*op, part(left), part(right)),
        Expr::Between { of, low, high } => {
            use commonweal_cohort::CompareOp;
            let (above, below) = (
                compare(CompareOp::GreaterOrEqual, part(of), part(low)),
                compare(CompareOp::LessOrEqual, part(of), part(high)),
            );
            match (above, below) {
                (Answer::No, _) | (_, Answer::No) => Answer::No,
                (Answer::Yes, Answer::Yes) => Answer::Yes,
                _ => Answer::Missing,
            }
        }
        Expr::OneOf { of, among } => match part(of) {
            Answer::Missing => Answer::Missing,
            found => yes_or_no(parts(among).contains(&found)),
        },
        Expr::Missing(of) => yes_or_no(part(of) == Answer::Missing),
        Expr::CountTrue(exprs) => {
            Answer::Number(parts(exprs).iter().filter(|part| **part == Answer::Yes).count() as f64)
        }
        Expr::Extreme { end, of } => {
            let known = parts(of).into_iter().filter(|part| *part != Answer::Missing);
            let better = |kept: Answer, next: Answer| {
                let less = truth(compare(commonweal_cohort::CompareOp::Less, next.clone(), kept.clone()));
                if less == (*end == End::Least) { next } else { kept }
            };
            known.reduce(better).unwrap_or(Answer::Missing)
        }
        Expr::FirstKnown(of) => parts(of).into_iter().find(|part| *part != Answer::Missing).unwrap_or(Answer::Missing),
        Expr::Arithmetic { op, left, right } => arithmetic(*op, part(left), part(right)),
        Expr::Elapsed { unit, from, to } => elapsed(*unit, part(from), part(to)),
        Expr::Shifted { date, length, back } => shifted(part(date), *length, *back),
        Expr::If { condition, then, otherwise } => {
            if part(condition) == Answer::Yes {
                part(then)
            } else {
                part(otherwise)
            }
        }
        _ => unreachable!("names are looked up before"),
    }
}
