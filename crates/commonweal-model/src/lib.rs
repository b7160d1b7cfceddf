//! The words every other part of Commonweal shares: people, places, periods, codes, sexes,
//! ethnic groups and identifiers.
//!
//! Everything here is pure: no files, no clock, no database. A value that exists is valid,
//! because text is parsed once, at the edge, into these types.

mod age;
mod area;
mod deprivation;
mod dimension;
mod ethnicity;
mod nhs_number;
mod period;
mod polarity;
mod records;
mod sex;
pub mod tables;

pub use age::{AgeBand, AgeBandError, age_on};
pub use area::{AreaCode, AreaCodeError, AreaType, Family, UnknownAreaType, UnknownFamily};
pub use deprivation::{ImdEdition, Quintile, UnknownImdEdition, quintile_of_rank};
pub use dimension::{Breakdown, Dimension, UnknownDimension};
pub use ethnicity::{EthnicCategory, EthnicGroup, UnknownEthnicCategory, UnknownEthnicGroup};
pub use nhs_number::{NhsNumber, NhsNumberError};
pub use period::{Period, PeriodError, PeriodKind, UnknownPeriodKind};
pub use polarity::{DataClass, Polarity, UnknownDataClass, UnknownPolarity};
pub use records::{
    AddressRow, CellValue, ClinicalEventRow, EthnicityRow, FurtherRows, PatientRow, PersonRecords, RegistrationRow,
    Text,
};
pub use sex::{Sex, UnknownSex};
