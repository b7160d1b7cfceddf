//! Who people are, where they are registered and live, and how their ethnic category was recorded.

use super::ColumnType::{Date, Flag, Integer, Long, Text};
use super::Sensitivity::{Indirect, Pseudonym, Special};
use super::{PATIENT_ID, RecordsTable, Usual, column, optional};

/// Who people are.
pub static PATIENTS: RecordsTable = RecordsTable {
    name: "patients",
    one_row_per: "person",
    source: "general practice record",
    ordered_by: None,
    usual: Usual::NONE,
    columns: &[
        PATIENT_ID,
        column("date_of_birth", Date, Indirect, "First day of the month of birth"),
        column("sex", Text, Indirect, "Sex as recorded: `female`, `male`, `intersex` or `unknown`"),
        optional(
            "date_of_death",
            Date,
            Special,
            "Day of death, empty while alive (general practice record or death register)",
        ),
    ],
};

/// Where people were registered.
pub static PRACTICE_REGISTRATIONS: RecordsTable = RecordsTable {
    name: "practice_registrations",
    one_row_per: "spell of registration of a person with a practice",
    source: "registration system of general practice",
    ordered_by: Some("start_date"),
    usual: Usual::lasting("start_date", "end_date"),
    columns: &[
        PATIENT_ID,
        column("start_date", Date, Indirect, "First day registered"),
        optional("end_date", Date, Indirect, "First day no longer registered, empty while it lasts"),
        column("practice_code", Text, Indirect, "ODS code of the practice"),
        column(
            "practice_pseudo_id",
            Long,
            Indirect,
            "A number that stands for the practice where it must not be named (ehrQL)",
        ),
        optional(
            "practice_stp",
            Text,
            Indirect,
            "GSS code of the integrated care board's area (ehrQL keeps the historical name STP)",
        ),
        optional("practice_nuts1_region_name", Text, Indirect, "Name of the region of the practice"),
    ],
};

/// Where people lived.
pub static ADDRESSES: RecordsTable = RecordsTable {
    name: "addresses",
    one_row_per: "spell of a person at an address",
    source: "general practice record",
    ordered_by: Some("start_date"),
    usual: Usual::lasting("start_date", "end_date"),
    columns: &[
        PATIENT_ID,
        column("start_date", Date, Indirect, "First day at the address"),
        optional("end_date", Date, Indirect, "First day no longer there, empty while it lasts"),
        optional(
            "lsoa11",
            Text,
            Indirect,
            "Small area (LSOA) of 2011 of the address, GSS code; the postcode is dropped at import",
        ),
        optional("lsoa21", Text, Indirect, "Small area (LSOA) of 2021 of the address, GSS code"),
        optional(
            "imd19_rank",
            Integer,
            Indirect,
            "Rank of lsoa11 in the Index of Multiple Deprivation 2019, 1 (most deprived) to 32,844",
        ),
        optional(
            "imd25_rank",
            Integer,
            Indirect,
            "Rank of lsoa21 in the Index of Multiple Deprivation 2025, 1 (most deprived) to 33,755",
        ),
        optional(
            "rural_urban",
            Text,
            Indirect,
            "Rural-urban class of 2011 of the small area: `A1`, `B1`, `C1`, `C2`, `D1`, `D2`, `E1` or `E2`",
        ),
        column("care_home", Flag, Special, "Whether the address is a care home"),
        optional("household_id", Long, Pseudonym, "A number shared by the people of one household"),
    ],
};

/// How people's ethnic category was recorded.
pub static ETHNICITY_RECORDS: RecordsTable = RecordsTable {
    name: "ethnicity_records",
    one_row_per: "record of a person's ethnic category",
    source: "each data set that records ethnic categories, as `source` says",
    ordered_by: Some("date"),
    usual: Usual::dated("date"),
    columns: &[
        PATIENT_ID,
        column("date", Date, Indirect, "Day recorded"),
        column(
            "source",
            Text,
            Indirect,
            "Where it was recorded: `gp`, `apc`, `ec`, `opa`, `csds`, `mhsds`, `msds` or `survey`",
        ),
        column(
            "category",
            Text,
            Special,
            "Category of 2001 as one of 16 national codes, `Z` (not stated) or `99` (not known), cleaned",
        ),
        column("category_raw", Text, Special, "The category as it came"),
    ],
};
