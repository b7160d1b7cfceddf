//! What happened to people in general practice, and how they died.

use super::ColumnType::{Code, Date, Real, Text};
use super::Sensitivity::{Indirect, Special};
use super::{Coding, PATIENT_ID, RecordsColumn, RecordsTable, Usual, column, optional};

/// Coded clinical events.
pub static CLINICAL_EVENTS: RecordsTable = RecordsTable {
    name: "clinical_events",
    one_row_per: "coded clinical event of a person",
    source: "general practice record; screening, health checks, births and referrals are coded events too",
    ordered_by: Some("date"),
    usual: Usual::dated("date").coded("snomedct_code").valued("numeric_value"),
    columns: &[
        PATIENT_ID,
        column("date", Date, Indirect, "Day of the event"),
        column("snomedct_code", Code(Coding::SnomedCt), Special, "What happened"),
        optional("numeric_value", Real, Special, "Value, where the event has one")
            .unit("that which the code implies, such as mmHg or mmol/mol"),
    ],
};

/// Medicines issued.
pub static MEDICATIONS: RecordsTable = RecordsTable {
    name: "medications",
    one_row_per: "issue of a medicine or device to a person",
    source: "general practice record",
    ordered_by: Some("date"),
    usual: Usual::dated("date").coded("dmd_code"),
    columns: &[
        PATIENT_ID,
        column("date", Date, Indirect, "Day of issue"),
        column("dmd_code", Code(Coding::Dmd), Special, "The product, virtual or actual"),
    ],
};

/// Vaccinations given.
pub static VACCINATIONS: RecordsTable = RecordsTable {
    name: "vaccinations",
    one_row_per: "dose of a vaccine given to a person, for each disease it is against",
    source: "general practice record and national vaccination systems",
    ordered_by: Some("date"),
    usual: Usual::dated("date"),
    columns: &[
        PATIENT_ID,
        column("date", Date, Indirect, "Day given"),
        column("target_disease", Text, Special, "The disease it is against, as the supplier names it"),
        optional("product_name", Text, Special, "The product, as the supplier names it"),
    ],
};

/// Appointments in general practice.
pub static APPOINTMENTS: RecordsTable = RecordsTable {
    name: "appointments",
    one_row_per: "appointment of a person in general practice, kept or not",
    source: "appointment book of general practice (GPAD)",
    ordered_by: Some("start_date"),
    usual: Usual::dated("start_date"),
    columns: &[
        PATIENT_ID,
        column("start_date", Date, Indirect, "Day the appointment is for"),
        optional("booked_date", Date, Indirect, "Day it was booked"),
        optional("seen_date", Date, Indirect, "Day the person was seen, empty if they were not"),
        column(
            "status",
            Text,
            Special,
            "`Booked`, `Arrived`, `Finished`, `Did Not Attend`, `Cancelled by Patient`, or another status of ehrQL's list",
        ),
        optional("mode", Text, Indirect, "`face_to_face`, `home_visit`, `telephone`, `video` or `online`"),
        optional("staff", Text, Indirect, "Whom it is with: `gp`, `nurse` or `other`"),
        optional("practice_code", Text, Indirect, "ODS code of the practice"),
    ],
};

const fn cause(name: &'static str) -> RecordsColumn {
    optional(name, Code(Coding::Icd10), Special, "A cause mentioned on the certificate, in its order")
}

/// Registered deaths.
pub static ONS_DEATHS: RecordsTable = RecordsTable {
    name: "ons_deaths",
    one_row_per: "person whose death is registered",
    source: "death registrations (Office for National Statistics)",
    ordered_by: None,
    usual: Usual::dated("date").coded("underlying_cause_of_death"),
    columns: &[
        PATIENT_ID,
        column("date", Date, Special, "Day of death"),
        optional(
            "place",
            Text,
            Special,
            "`Care Home`, `Elsewhere`, `Home`, `Hospice`, `Hospital` or `Other communal establishment`",
        ),
        optional("underlying_cause_of_death", Code(Coding::Icd10), Special, "Underlying cause"),
        cause("cause_of_death_01"),
        cause("cause_of_death_02"),
        cause("cause_of_death_03"),
        cause("cause_of_death_04"),
        cause("cause_of_death_05"),
        cause("cause_of_death_06"),
        cause("cause_of_death_07"),
        cause("cause_of_death_08"),
        cause("cause_of_death_09"),
        cause("cause_of_death_10"),
        cause("cause_of_death_11"),
        cause("cause_of_death_12"),
        cause("cause_of_death_13"),
        cause("cause_of_death_14"),
        cause("cause_of_death_15"),
    ],
};
