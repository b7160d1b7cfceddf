//! Hospital spells, emergency attendances, outpatient appointments and waiting-list pathways.

use super::ColumnType::{Code, Date, Instant, Integer, Long, Text};
use super::Sensitivity::{Indirect, Special};
use super::{Coding, PATIENT_ID, RecordsColumn, RecordsTable, Usual, column, optional};

/// Hospital spells.
pub static APCS: RecordsTable = RecordsTable {
    name: "apcs",
    one_row_per: "spell of a person in one hospital provider",
    source: "Secondary Uses Service, admitted patient care; discharge columns from the daily discharge return",
    ordered_by: Some("admission_date"),
    usual: Usual::lasting("admission_date", "discharge_date").coded("primary_diagnosis"),
    columns: &[
        PATIENT_ID,
        column("apcs_ident", Long, Indirect, "A number that is the spell's own"),
        column("admission_date", Date, Indirect, "Day of admission"),
        optional("discharge_date", Date, Indirect, "Day of discharge, empty while in hospital"),
        optional(
            "admission_method",
            Text,
            Special,
            "Data Dictionary code: `11` to `13` elective, `21` to `28`, `2A` to `2D` emergency, `31`, `32` maternity, `81` to `83` other",
        ),
        optional("primary_diagnosis", Code(Coding::Icd10), Special, "Main condition of the spell's first episode"),
        optional("all_diagnoses", Code(Coding::Icd10List), Special, "Every diagnosis of every episode"),
        optional("all_procedures", Code(Coding::Opcs4List), Special, "Every procedure of every episode"),
        optional("provider_code", Text, Indirect, "ODS code of the provider"),
        optional("discharge_ready_date", Date, Special, "Day the person was ready to leave"),
        optional("discharge_destination", Text, Special, "Data Dictionary code of where the person went"),
        optional(
            "discharge_pathway",
            Integer,
            Special,
            "Discharge pathway: 0 (home), 1 (home with support), 2 (bed with rehabilitation) or 3 (long-term care)",
        ),
        optional("decided_to_admit_at", Instant, Special, "When it was decided to admit"),
        optional("admitted_at", Instant, Special, "When the spell began"),
        optional("discharge_ready_at", Instant, Special, "When the person was ready to leave"),
        optional("discharged_at", Instant, Special, "When the spell ended"),
    ],
};

const fn diagnosis(name: &'static str) -> RecordsColumn {
    optional(name, Code(Coding::SnomedCt), Special, "A diagnosis, in order of importance")
}

/// Emergency attendances.
pub static EC: RecordsTable = RecordsTable {
    name: "ec",
    one_row_per: "attendance of a person in emergency care",
    source: "Emergency Care Data Set",
    ordered_by: Some("arrival_date"),
    usual: Usual::dated("arrival_date").coded("diagnosis_01"),
    columns: &[
        PATIENT_ID,
        column("ec_ident", Long, Indirect, "A number that is the attendance's own"),
        column("arrival_date", Date, Indirect, "Day of arrival"),
        diagnosis("diagnosis_01"),
        diagnosis("diagnosis_02"),
        diagnosis("diagnosis_03"),
        diagnosis("diagnosis_04"),
        diagnosis("diagnosis_05"),
        diagnosis("diagnosis_06"),
        diagnosis("diagnosis_07"),
        diagnosis("diagnosis_08"),
        diagnosis("diagnosis_09"),
        diagnosis("diagnosis_10"),
        diagnosis("diagnosis_11"),
        diagnosis("diagnosis_12"),
        diagnosis("diagnosis_13"),
        diagnosis("diagnosis_14"),
        diagnosis("diagnosis_15"),
        diagnosis("diagnosis_16"),
        diagnosis("diagnosis_17"),
        diagnosis("diagnosis_18"),
        diagnosis("diagnosis_19"),
        diagnosis("diagnosis_20"),
        diagnosis("diagnosis_21"),
        diagnosis("diagnosis_22"),
        diagnosis("diagnosis_23"),
        diagnosis("diagnosis_24"),
        optional(
            "attendance_category",
            Text,
            Special,
            "Data Dictionary code: `1` unplanned first, `2` unplanned follow-up here, `3` unplanned follow-up from elsewhere, `4` planned",
        ),
        optional("discharge_destination", Code(Coding::SnomedCt), Special, "Where the person went"),
        optional("arrived_at", Instant, Special, "When the person arrived"),
        optional("assessed_at", Instant, Special, "When they were first assessed"),
        optional("treated_at", Instant, Special, "When they were first seen for treatment"),
        optional("decided_to_admit_at", Instant, Special, "When it was decided to admit"),
        optional("departed_at", Instant, Special, "When they left"),
    ],
};

/// Outpatient appointments.
pub static OPA: RecordsTable = RecordsTable {
    name: "opa",
    one_row_per: "outpatient appointment of a person, kept or not",
    source: "Secondary Uses Service, outpatient",
    ordered_by: Some("appointment_date"),
    usual: Usual::dated("appointment_date"),
    columns: &[
        PATIENT_ID,
        column("appointment_date", Date, Indirect, "Day the appointment is for"),
        optional(
            "attendance_status",
            Text,
            Special,
            "Data Dictionary code: `5` on time, `6` late but seen, `7` late and not seen, `2` cancelled by the person, `3` did not attend, `4` cancelled by the provider, `0` not known",
        ),
        optional("first_attendance", Text, Special, "Data Dictionary code: `1` and `3` first, `2` and `4` follow-up"),
        optional("treatment_function_code", Text, Special, "Data Dictionary code of the specialty"),
        optional("provider_code", Text, Indirect, "ODS code of the provider"),
        optional(
            "consultation_mode",
            Text,
            Special,
            "Data Dictionary code of the means: `01` face to face, `02` telephone, `03` telemedicine, and others",
        ),
    ],
};

/// Waiting-list pathways.
pub static WL_PATHWAYS: RecordsTable = RecordsTable {
    name: "wl_pathways",
    one_row_per: "pathway of a person from referral to treatment",
    source: "Waiting List Minimum Data Set",
    ordered_by: Some("referral_date"),
    usual: Usual { date: Some("referral_date"), ..Usual::lasting("clock_start_date", "clock_stop_date") },
    columns: &[
        PATIENT_ID,
        column("pathway_id", Text, Indirect, "Pseudonym of the pathway"),
        column("referral_date", Date, Special, "Day the referral was received"),
        column("clock_start_date", Date, Special, "Day the clock started"),
        optional("clock_stop_date", Date, Special, "Day the clock stopped, empty while it runs"),
        optional("treatment_function_code", Text, Special, "Data Dictionary code of the specialty"),
        optional("provider_code", Text, Indirect, "ODS code of the provider"),
        optional("priority", Text, Special, "`routine`, `urgent` or `two week wait`"),
        optional("stop_reason", Text, Special, "Why the clock stopped: `treated`, `not_treated`, `declined` or `died`"),
        optional("referral_received_at", Instant, Special, "When the referral was received"),
        optional("clock_started_at", Instant, Special, "When the clock started"),
        optional("clock_stopped_at", Instant, Special, "When the clock stopped"),
    ],
};
