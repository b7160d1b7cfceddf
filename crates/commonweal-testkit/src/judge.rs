//! The meaning of a definition, spelled out: one person, one rule, one row at a time.

use commonweal_cohort::{CompareOp, Expr, Fact, Feature, IndicatorDefinition, Library, Part, Person, Pick, Rule};
use commonweal_model::{ClinicalEventRow, PersonRecords};
use jiff::civil::{Date, date};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Where a person stands in an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judgement {
    /// Could be counted.
    pub in_denominator: bool,
    /// Is counted; never without being in the denominator.
    pub in_numerator: bool,
}

/// Judges one person by an indicator's rules at an index date. A published indicator counts nobody.
pub fn judge(
    library: &Library,
    indicator: &IndicatorDefinition,
    person: &PersonRecords,
    index_date: Date,
) -> Judgement {
    let judge = Judge { library, person, index_date };
    let met = |rule: &Option<Rule>| {
        rule.as_ref().is_some_and(|rule| judge.part(&rule.expr, &indicator.features) == Answer::Yes)
    };
    let in_denominator = met(&indicator.denominator.rule);
    Judgement { in_denominator, in_numerator: in_denominator && met(&indicator.numerator.rule) }
}

/// The plain facts about a person at the index date, from their rows.
pub fn person_on(records: &PersonRecords, index_date: Date) -> Person {
    Person {
        born: records.patient.date_of_birth,
        sex: records.patient.sex,
        died: records.patient.date_of_death,
        registered: registered(records, index_date),
        care_home: in_care_home(records, index_date),
    }
}

fn holds_on(start: Date, end: Option<Date>, on: Date) -> bool {
    start <= on && end.is_none_or(|end| end > on)
}

fn registered(records: &PersonRecords, on: Date) -> bool {
    records.registrations.iter().any(|row| holds_on(row.start_date, row.end_date, on))
}

fn in_care_home(records: &PersonRecords, on: Date) -> bool {
    let held = records.addresses.iter().filter(|row| holds_on(row.start_date, row.end_date, on));
    held.max_by_key(|row| row.start_date).is_some_and(|row| row.care_home)
}

/// What a part of a rule comes to.
#[derive(Debug, Clone, PartialEq)]
enum Answer {
    Yes,
    No,
    Number(f64),
    Day(Date),
    Word(String),
    Missing,
}

fn yes_or_no(claim: bool) -> Answer {
    if claim { Answer::Yes } else { Answer::No }
}

struct Judge<'a> {
    library: &'a Library,
    person: &'a PersonRecords,
    index_date: Date,
}

impl Judge<'_> {
    fn part(&self, expr: &Expr, features: &BTreeMap<String, Feature>) -> Answer {
        match expr {
            Expr::Number(number) => Answer::Number(*number),
            Expr::Text(text) => Answer::Word(text.clone()),
            Expr::Fact(fact) => self.fact(*fact),
            Expr::Feature { name, part } => self.feature(&features[name], *part),
            Expr::Cohort(id) => {
                let cohort = &self.library.cohorts[id];
                yes_or_no(self.part(&cohort.rule.expr, &cohort.features) == Answer::Yes)
            }
            Expr::Not(inner) => match self.part(inner, features) {
                Answer::Yes => Answer::No,
                Answer::No => Answer::Yes,
                _ => Answer::Missing,
            },
            Expr::And(left, right) => match (self.part(left, features), self.part(right, features)) {
                (Answer::No, _) | (_, Answer::No) => Answer::No,
                (Answer::Yes, Answer::Yes) => Answer::Yes,
                _ => Answer::Missing,
            },
            Expr::Or(left, right) => match (self.part(left, features), self.part(right, features)) {
                (Answer::Yes, _) | (_, Answer::Yes) => Answer::Yes,
                (Answer::No, Answer::No) => Answer::No,
                _ => Answer::Missing,
            },
            Expr::Compare { op, left, right } => compare(*op, self.part(left, features), self.part(right, features)),
        }
    }

    fn fact(&self, fact: Fact) -> Answer {
        let patient = &self.person.patient;
        let on = self.index_date;
        match fact {
            Fact::Age => {
                let born = patient.date_of_birth;
                let birthday_to_come = (born.month(), born.day()) > (on.month(), on.day());
                Answer::Number(f64::from(on.year() - born.year() - i16::from(birthday_to_come)))
            }
            Fact::Sex => Answer::Word(patient.sex.as_str().to_owned()),
            Fact::Registered => yes_or_no(registered(self.person, on)),
            Fact::Alive => yes_or_no(patient.date_of_birth <= on && patient.date_of_death.is_none_or(|died| on < died)),
            Fact::CareHome => yes_or_no(in_care_home(self.person, on)),
            Fact::IndexDate => Answer::Day(on),
        }
    }

    fn feature(&self, feature: &Feature, part: Part) -> Answer {
        let codelist = &self.library.codelists[&feature.codelist];
        let mut events: Vec<&ClinicalEventRow> = self
            .person
            .events
            .iter()
            .filter(|event| codelist.codes.contains(&event.snomedct_code))
            .filter(|event| event.date <= self.index_date)
            .filter(|event| match feature.within {
                Some(within) => event.date > months_and_days_before(self.index_date, within.months(), within.days()),
                None => true,
            })
            .collect();
        events.sort_by(|a, b| in_order(a, b));
        let picked = match feature.pick {
            Pick::Latest => events.last(),
            Pick::Earliest => events.first(),
            Pick::Ever | Pick::Count => None,
        };
        match part {
            Part::Exists => yes_or_no(!events.is_empty()),
            Part::Count => Answer::Number(events.len() as f64),
            Part::Date => picked.map_or(Answer::Missing, |event| Answer::Day(event.date)),
            Part::Value => picked.and_then(|event| value(event)).map_or(Answer::Missing, Answer::Number),
            Part::Category => picked
                .and_then(|event| codelist.categories.get(&event.snomedct_code))
                .map_or(Answer::Missing, |category| Answer::Word(category.clone())),
        }
    }
}

/// Not a number is no value.
fn value(event: &ClinicalEventRow) -> Option<f64> {
    event.numeric_value.filter(|value| !value.is_nan())
}

/// Date, then value with no value first, then code as text.
fn in_order(a: &ClinicalEventRow, b: &ClinicalEventRow) -> Ordering {
    let by_value = match (value(a), value(b)) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Less,
        (Some(_), None) => Ordering::Greater,
        (Some(a), Some(b)) => a.partial_cmp(&b).unwrap_or(Ordering::Equal),
    };
    a.date.cmp(&b.date).then(by_value).then(a.snomedct_code.cmp(&b.snomedct_code))
}

/// The same day so many months before, or the last day of that month where it is shorter; then days before that.
fn months_and_days_before(from: Date, months: u16, days: u16) -> Date {
    let month = i32::from(from.year()) * 12 + i32::from(from.month()) - 1 - i32::from(months);
    let year = i16::try_from(month.div_euclid(12)).unwrap_or(i16::MIN);
    let first = date(year, i8::try_from(month.rem_euclid(12)).unwrap_or(0) + 1, 1);
    let mut day = date(first.year(), first.month(), from.day().min(first.days_in_month()));
    for _ in 0..days {
        day = day.yesterday().unwrap_or(day);
    }
    day
}

fn compare(op: CompareOp, left: Answer, right: Answer) -> Answer {
    if op == CompareOp::NotEqual {
        return match compare(CompareOp::Equal, left, right) {
            Answer::Yes => Answer::No,
            Answer::No => Answer::Yes,
            _ => Answer::Missing,
        };
    }
    let (less, equal) = match (left, right) {
        (Answer::Number(a), Answer::Number(b)) => (a < b, a == b),
        (Answer::Day(a), Answer::Day(b)) => (a < b, a == b),
        (Answer::Word(a), Answer::Word(b)) => (a < b, a == b),
        _ => return Answer::Missing,
    };
    yes_or_no(match op {
        CompareOp::Equal | CompareOp::NotEqual => equal,
        CompareOp::Less => less,
        CompareOp::LessOrEqual => less || equal,
        CompareOp::Greater => !less && !equal,
        CompareOp::GreaterOrEqual => !less,
    })
}
