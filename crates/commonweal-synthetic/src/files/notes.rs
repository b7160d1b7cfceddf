//! What stands beside the records: the list of people who opted out, and how much life they cover.

use crate::Population;
use commonweal_model::PersonRecords;
use jiff::civil::Date;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// What is noted of people while they are made, on any number of threads: who opted out of the use of their records for
/// planning and research, and the days that the records cover.
#[derive(Debug, Default)]
pub struct Notes {
    opted_out: Mutex<Vec<(i64, Date)>>,
    days: AtomicU64,
}

impl Notes {
    /// The name of the file of those who opted out.
    pub const OPT_OUTS: &str = "opt_outs.csv";

    /// Notes a person.
    pub fn note(&self, population: &Population, person: &PersonRecords) {
        self.days.fetch_add(population.days_recorded(person), Ordering::Relaxed);
        if let Some(on) = population.opted_out_on(person) {
            let mut found = self.opted_out.lock().unwrap_or_else(PoisonError::into_inner);
            found.push((person.patient.patient_id, on));
        }
    }

    /// Years of life that the records cover, of all people together.
    #[must_use]
    pub fn person_years(&self) -> f64 {
        self.days.load(Ordering::Relaxed) as f64 / crate::day::YEAR
    }

    /// Everybody who opted out, as CSV by person: `patient_id,opted_out_on`.
    #[must_use]
    pub fn opt_outs_csv(&self) -> String {
        let mut found = self.opted_out.lock().unwrap_or_else(PoisonError::into_inner).clone();
        found.sort_unstable();
        let lines = found.iter().map(|(person, on)| format!("{person},{on}\n"));
        std::iter::once("patient_id,opted_out_on\n".to_owned()).chain(lines).collect()
    }
}
