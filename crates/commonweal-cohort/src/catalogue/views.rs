//! Which of ehrQL's tables stand on which of ours, column by column.

use super::made::Made;

/// A table of an ehrQL module, standing on one of ours.
pub(super) struct View {
    /// The modules that have it, without `ehrql.tables.`.
    pub(super) modules: &'static [&'static str],
    /// Its name there.
    pub(super) name: &'static str,
    /// What its rows are.
    pub(super) rows: ViewRows,
    /// The columns it has here.
    pub(super) columns: &'static [(&'static str, Source)],
}

/// What the rows of a view are.
#[derive(Clone, Copy)]
pub(super) enum ViewRows {
    /// Those of a records table.
    Of(&'static str),
    /// One for each patient with an ethnic category recorded in hospital.
    HospitalEthnicity,
}

/// Where a column of a view comes from.
#[derive(Clone, Copy)]
pub(super) enum Source {
    /// A column of the same name.
    Same,
    /// A column of another name.
    Named(&'static str),
    /// Worked out from columns.
    Made(Made),
}

use Source::{Named, Same};
use ViewRows::Of;

const ONS_DEATHS: &[(&str, Source)] = &[
    ("date", Same),
    ("place", Same),
    ("underlying_cause_of_death", Same),
    ("cause_of_death_01", Same),
    ("cause_of_death_02", Same),
    ("cause_of_death_03", Same),
    ("cause_of_death_04", Same),
    ("cause_of_death_05", Same),
    ("cause_of_death_06", Same),
    ("cause_of_death_07", Same),
    ("cause_of_death_08", Same),
    ("cause_of_death_09", Same),
    ("cause_of_death_10", Same),
    ("cause_of_death_11", Same),
    ("cause_of_death_12", Same),
    ("cause_of_death_13", Same),
    ("cause_of_death_14", Same),
    ("cause_of_death_15", Same),
];

const ATTENDANCES: &[(&str, Source)] = &[
    ("id", Named("ec_ident")),
    ("arrival_date", Same),
    ("discharge_destination", Same),
    ("diagnosis_01", Same),
    ("diagnosis_02", Same),
    ("diagnosis_03", Same),
    ("diagnosis_04", Same),
    ("diagnosis_05", Same),
    ("diagnosis_06", Same),
    ("diagnosis_07", Same),
    ("diagnosis_08", Same),
    ("diagnosis_09", Same),
    ("diagnosis_10", Same),
    ("diagnosis_11", Same),
    ("diagnosis_12", Same),
    ("diagnosis_13", Same),
    ("diagnosis_14", Same),
    ("diagnosis_15", Same),
    ("diagnosis_16", Same),
    ("diagnosis_17", Same),
    ("diagnosis_18", Same),
    ("diagnosis_19", Same),
    ("diagnosis_20", Same),
    ("diagnosis_21", Same),
    ("diagnosis_22", Same),
    ("diagnosis_23", Same),
    ("diagnosis_24", Same),
];

/// Every view. A table or column that is not here is not held.
pub(super) static VIEWS: &[View] = &[
    View {
        modules: &["core", "smoketest"],
        name: "patients",
        rows: Of("patients"),
        columns: &[("date_of_birth", Same), ("sex", Same), ("date_of_death", Same)],
    },
    View {
        modules: &["emis"],
        name: "patients",
        rows: Of("patients"),
        columns: &[
            ("date_of_birth", Same),
            ("sex", Same),
            ("date_of_death", Same),
            ("registration_start_date", Source::Made(Made::LatestRegistration("start_date"))),
            ("registration_end_date", Source::Made(Made::LatestRegistration("end_date"))),
            ("rural_urban_classification", Source::Made(Made::LatestRuralUrban)),
            ("imd_rounded", Source::Made(Made::LatestImdRounded)),
        ],
    },
    View {
        modules: &["core", "tpp", "emis", "emisv2"],
        name: "practice_registrations",
        rows: Of("practice_registrations"),
        columns: &[
            ("start_date", Same),
            ("end_date", Same),
            ("practice_pseudo_id", Same),
            ("practice_stp", Same),
            ("practice_nuts1_region_name", Same),
        ],
    },
    View {
        modules: &["tpp", "emisv2"],
        name: "addresses",
        rows: Of("addresses"),
        columns: &[
            ("address_id", Source::Made(Made::AddressNumber)),
            ("start_date", Same),
            ("end_date", Same),
            ("address_type", Source::Made(Made::AddressType)),
            ("rural_urban_classification", Source::Made(Made::RuralUrban)),
            ("imd_rounded", Source::Made(Made::ImdRounded)),
            ("msoa_code", Source::Made(Made::Msoa)),
            ("has_postcode", Source::Made(Made::HasPostcode)),
            ("care_home_is_potential_match", Named("care_home")),
        ],
    },
    View {
        modules: &["core", "tpp"],
        name: "clinical_events",
        rows: Of("clinical_events"),
        columns: &[("date", Same), ("snomedct_code", Same), ("numeric_value", Same)],
    },
    View {
        modules: &["tpp"],
        name: "clinical_events_ranges",
        rows: Of("clinical_events"),
        columns: &[("date", Same), ("snomedct_code", Same), ("numeric_value", Same)],
    },
    View {
        modules: &["core", "tpp", "raw.tpp"],
        name: "medications",
        rows: Of("medications"),
        columns: &[("date", Same), ("dmd_code", Same)],
    },
    View {
        modules: &["tpp"],
        name: "vaccinations",
        rows: Of("vaccinations"),
        columns: &[("date", Same), ("target_disease", Same), ("product_name", Same)],
    },
    View { modules: &["core", "tpp"], name: "ons_deaths", rows: Of("ons_deaths"), columns: ONS_DEATHS },
    View {
        modules: &["tpp"],
        name: "apcs",
        rows: Of("apcs"),
        columns: &[
            ("apcs_ident", Same),
            ("admission_date", Same),
            ("discharge_date", Same),
            ("discharge_destination", Same),
            ("admission_method", Same),
            ("primary_diagnosis", Same),
            ("all_diagnoses", Same),
            ("all_procedures", Same),
        ],
    },
    View { modules: &["tpp"], name: "emergency_care_attendances", rows: Of("ec"), columns: ATTENDANCES },
    View { modules: &["tpp"], name: "ec", rows: Of("ec"), columns: &[("ec_ident", Same), ("arrival_date", Same)] },
    View {
        modules: &["tpp"],
        name: "opa",
        rows: Of("opa"),
        columns: &[
            ("appointment_date", Same),
            ("attendance_status", Same),
            ("consultation_medium_used", Named("consultation_mode")),
            ("first_attendance", Same),
            ("treatment_function_code", Same),
        ],
    },
    View {
        modules: &["tpp"],
        name: "appointments",
        rows: Of("appointments"),
        columns: &[("booked_date", Same), ("start_date", Same), ("seen_date", Same), ("status", Same)],
    },
    View {
        modules: &["tpp"],
        name: "ethnicity_from_sus",
        rows: ViewRows::HospitalEthnicity,
        columns: &[("code", Source::Made(Made::MostFrequentHospitalEthnicity))],
    },
];
