//! The tables of one bucket, each a sheet.

use super::sheet::Sheet;
use crate::Fallible;
use std::collections::BTreeMap;
use std::path::Path;

/// One sheet for each table that the generator fills.
pub(super) struct Books {
    pub(super) patients: Sheet,
    pub(super) registrations: Sheet,
    pub(super) addresses: Sheet,
    pub(super) ethnicity: Sheet,
    pub(super) events: Sheet,
    pub(super) medications: Sheet,
    pub(super) vaccinations: Sheet,
    pub(super) admissions: Sheet,
    pub(super) emergency: Sheet,
    pub(super) outpatients: Sheet,
    pub(super) waiting: Sheet,
    pub(super) deaths: Sheet,
}

impl Books {
    pub(super) fn open(folder: &Path, bucket: u32) -> Fallible<Self> {
        let sheet = |table, named: &[&str]| Sheet::create(folder, table, bucket, named);
        Ok(Self {
            patients: sheet("patients", &["date_of_birth", "sex", "date_of_death"])?,
            registrations: sheet(
                "practice_registrations",
                &["start_date", "end_date", "practice_code", "practice_pseudo_id"],
            )?,
            addresses: sheet(
                "addresses",
                &["start_date", "end_date", "lsoa11", "lsoa21", "imd19_rank", "imd25_rank", "care_home"],
            )?,
            ethnicity: sheet("ethnicity_records", &["date", "source", "category", "category_raw"])?,
            events: sheet("clinical_events", &["date", "snomedct_code", "numeric_value"])?,
            medications: sheet("medications", &["date", "dmd_code"])?,
            vaccinations: sheet("vaccinations", &["date", "target_disease", "product_name"])?,
            admissions: sheet(
                "apcs",
                &[
                    "apcs_ident",
                    "admission_date",
                    "discharge_date",
                    "admission_method",
                    "primary_diagnosis",
                    "all_diagnoses",
                ],
            )?,
            emergency: sheet(
                "ec",
                &["ec_ident", "arrival_date", "diagnosis_01", "diagnosis_02", "attendance_category"],
            )?,
            outpatients: sheet(
                "opa",
                &["appointment_date", "attendance_status", "first_attendance", "treatment_function_code"],
            )?,
            waiting: sheet(
                "wl_pathways",
                &[
                    "pathway_id",
                    "referral_date",
                    "clock_start_date",
                    "clock_stop_date",
                    "treatment_function_code",
                    "priority",
                ],
            )?,
            deaths: sheet("ons_deaths", &["date", "place", "underlying_cause_of_death"])?,
        })
    }

    /// Ends every file, and adds its rows to those of its table.
    pub(super) fn close(self, rows: &mut BTreeMap<String, u64>) -> Fallible<()> {
        let sheets = [
            self.patients,
            self.registrations,
            self.addresses,
            self.ethnicity,
            self.events,
            self.medications,
            self.vaccinations,
            self.admissions,
            self.emergency,
            self.outpatients,
            self.waiting,
            self.deaths,
        ];
        for sheet in sheets {
            let (table, count) = sheet.finish()?;
            *rows.entry(table.to_owned()).or_default() += count;
        }
        Ok(())
    }
}
