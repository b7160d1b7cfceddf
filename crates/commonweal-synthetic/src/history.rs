//! When somebody was born, moved, joined practices and died; and how their ethnic category was recorded.

use crate::calendar::{Calendar, DaysAgo};
use crate::home::{Homes, Resident};
use crate::inputs::Neighbourhood;
use crate::practice::Practices;
use crate::random::Chance;
use commonweal_model::{AddressRow, EthnicCategory, EthnicityRow, PatientRow, RegistrationRow, Sex};

/// Share of people with no registration here: new arrivals, people between homes.
const UNREGISTERED: f64 = 0.015;
/// Share whose registration has ended without another.
const LEFT: f64 = 0.008;
/// Share who changed practice within their time here, and who moved home.
const CHANGED_PRACTICE: f64 = 0.22;
const MOVED: f64 = 0.25;
/// Mean years at one address, and with one practice.
const YEARS_SETTLED: f64 = 11.0;
/// Days over which deaths are kept.
const DEATHS_KEPT: DaysAgo = 730;

/// The days that bound a life and a record. All are days ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) born: DaysAgo,
    pub(crate) died: Option<DaysAgo>,
    /// Last day on which a practice here could record something; none for people never registered.
    pub(crate) recorded_until: Option<DaysAgo>,
}

/// What a history is drawn with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting<'a> {
    pub(crate) calendar: &'a Calendar,
    pub(crate) homes: &'a Homes,
    pub(crate) practices: &'a Practices,
    pub(crate) neighbourhoods: &'a [Neighbourhood],
}

pub(crate) struct History {
    pub(crate) patient: PatientRow,
    pub(crate) registrations: Vec<RegistrationRow>,
    pub(crate) addresses: Vec<AddressRow>,
    pub(crate) span: Span,
}

impl Setting<'_> {
    pub(crate) fn history(
        &self,
        patient_id: i64,
        resident: &Resident,
        care_home: bool,
        chance: &mut Chance,
    ) -> History {
        let calendar = self.calendar;
        let date_of_birth = calendar.month_of_birth(resident.age, chance.below(12));
        let born = calendar.days_ago(date_of_birth);
        let died = self.died(resident, born, chance);
        let date_of_death = died.map(|day| calendar.date(day));
        let patient = PatientRow { patient_id, date_of_birth, sex: resident.sex, date_of_death };
        let (registrations, last) = self.registrations(patient_id, resident.neighbourhood, born, died, chance);
        let addresses = self.addresses(patient_id, resident.neighbourhood, born, care_home, chance);
        let recorded_until = last.map(|last| last.max(died.unwrap_or(0)));
        History { patient, registrations, addresses, span: Span { born, died, recorded_until } }
    }

    /// Yearly chance of death rises by a tenth with each year of age (Gompertz), from about 1 in 1,000 at 40
    /// to 5 in 100 at 80 (England, national life tables), and with deprivation.
    fn died(&self, resident: &Resident, born: DaysAgo, chance: &mut Chance) -> Option<DaysAgo> {
        let steps = 3.0 - f64::from(self.neighbourhoods[resident.neighbourhood].quintile.number());
        let yearly = 0.00002 * libm::exp(0.098 * f64::from(resident.age) + 0.12 * steps);
        let years = f64::from(DEATHS_KEPT) / 365.0;
        chance.happens((yearly * years).min(0.5)).then(|| chance.below(DEATHS_KEPT.min(born + 1)))
    }

    /// The registrations, and the last day of them (0 while one lasts), none if there are none.
    fn registrations(
        &self,
        patient_id: i64,
        home: usize,
        born: DaysAgo,
        died: Option<DaysAgo>,
        chance: &mut Chance,
    ) -> (Vec<RegistrationRow>, Option<DaysAgo>) {
        if chance.happens(UNREGISTERED) {
            return (Vec::new(), None);
        }
        let end = died.or_else(|| chance.happens(LEFT).then(|| chance.below(900).min(born)));
        let from = self.settled(born, chance).max(end.map_or(0, |end| (end + 1).min(born)));
        let row = |practice: usize, start: DaysAgo, end: Option<DaysAgo>| RegistrationRow {
            patient_id,
            start_date: self.calendar.date(start),
            end_date: end.map(|day| self.calendar.date(day)),
            practice_code: self.practices.codes[practice].clone(),
            practice_pseudo_id: i64::try_from(practice).unwrap_or(0) + 1,
            practice_stp: Some(commonweal_reference::ICB.to_owned()),
            practice_nuts1_region_name: Some("East Midlands".to_owned()),
        };
        let practice = self.practices.pick(home, chance);
        let mut rows = Vec::with_capacity(2);
        if from < born && chance.happens(CHANGED_PRACTICE) {
            let earlier = self.practices.pick(self.homes.earlier_neighbourhood(home, chance), chance);
            let start = from + 1 + chance.below(born - from);
            rows.push(row(earlier, start, Some(from)));
        }
        rows.push(row(practice, from, end));
        // The day a registration ends is no longer part of it.
        (rows, Some(end.map_or(0, |end| end + 1)))
    }

    fn addresses(
        &self,
        patient_id: i64,
        home: usize,
        born: DaysAgo,
        care_home: bool,
        chance: &mut Chance,
    ) -> Vec<AddressRow> {
        let row = |at: usize, start: DaysAgo, end: Option<DaysAgo>, care_home| {
            let place = &self.neighbourhoods[at];
            AddressRow {
                patient_id,
                start_date: self.calendar.date(start),
                end_date: end.map(|day| self.calendar.date(day)),
                lsoa11: Some(place.lsoa11.clone()),
                lsoa21: Some(place.lsoa21.clone()),
                imd19_rank: Some(place.imd19_rank),
                imd25_rank: Some(place.imd25_rank),
                rural_urban: None,
                care_home,
                household_id: None,
            }
        };
        let from = if care_home { chance.below(1500).min(born) } else { self.settled(born, chance) };
        let mut rows = Vec::with_capacity(2);
        if from < born && (care_home || chance.happens(MOVED)) {
            let start = from + 1 + chance.below(born - from);
            rows.push(row(self.homes.earlier_neighbourhood(home, chance), start, Some(from), false));
        }
        rows.push(row(home, from, None, care_home));
        rows
    }

    /// How long ago somebody came to where they are: at birth, or since.
    fn settled(&self, born: DaysAgo, chance: &mut Chance) -> DaysAgo {
        chance.wait(YEARS_SETTLED * 365.0).min(born)
    }

    /// Records of ethnic category. Most are from the practice; some say not stated or not known, some people
    /// have another from a hospital, which sometimes differs, and some have none at all.
    pub(crate) fn ethnicity(
        &self,
        patient_id: i64,
        resident: &Resident,
        span: &Span,
        chance: &mut Chance,
    ) -> Vec<EthnicityRow> {
        let last = span.died.unwrap_or(0);
        let mut rows: Vec<EthnicityRow> = Vec::with_capacity(2);
        let mut add = |day: DaysAgo, source: &str, category: EthnicCategory, chance: &mut Chance| {
            rows.push(EthnicityRow {
                patient_id,
                date: self.calendar.date(day),
                source: source.to_owned(),
                category: category.as_str().to_owned(),
                category_raw: raw(category, chance),
            });
        };
        let some_day = |chance: &mut Chance| last + chance.below((span.born - last + 1).min(5500));
        // Young men and people of minority groups are recorded less often.
        let hard = resident.sex == Sex::Male && (16..40).contains(&resident.age);
        let minority = resident.category != EthnicCategory::A;
        let missing = 0.05 + if hard { 0.05 } else { 0.0 } + if minority { 0.02 } else { 0.0 };
        if span.recorded_until.is_some() && !chance.happens(missing) {
            let category = match chance.unit() {
                u if u < 0.025 => EthnicCategory::NotKnown,
                u if u < 0.06 => EthnicCategory::NotStated,
                _ => resident.category,
            };
            let day = some_day(chance).max(span.recorded_until.unwrap_or(last)).min(span.born);
            add(day, "gp", category, chance);
        }
        if chance.happens(0.22) {
            let source = ["apc", "ec", "opa"][usize::try_from(chance.below(3)).unwrap_or(0)];
            let category = match chance.unit() {
                u if u < 0.08 => EthnicCategory::NotKnown,
                u if u < 0.16 => EthnicCategory::NotStated,
                u if u < 0.22 => misheard(resident.category),
                _ => resident.category,
            };
            let day = some_day(chance);
            add(day, source, category, chance);
        }
        rows.sort_by(|a, b| (a.date, &a.source).cmp(&(b.date, &b.source)));
        rows
    }
}

/// A neighbouring answer, as records that conflict usually have: the "any other" of the same group.
fn misheard(category: EthnicCategory) -> EthnicCategory {
    use EthnicCategory as C;
    match category {
        C::A | C::B => C::C,
        C::C => C::A,
        C::D | C::E | C::F => C::G,
        C::H | C::J | C::K => C::L,
        C::M | C::N => C::P,
        C::P => C::N,
        _ => C::S,
    }
}

/// The category as local systems write it: now and then with a local second character, or an old code.
fn raw(category: EthnicCategory, chance: &mut Chance) -> String {
    match category {
        EthnicCategory::NotKnown if chance.happens(0.2) => "X".to_owned(),
        known if known.is_known() && chance.happens(0.05) => format!("{known}1"),
        other => other.as_str().to_owned(),
    }
}
