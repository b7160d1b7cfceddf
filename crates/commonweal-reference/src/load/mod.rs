//! One file for each family of tables: what it reads, what it checks, how it is shown as columns.

pub(crate) mod areas;
pub(crate) mod census;
pub(crate) mod indicators;
pub(crate) mod local;
pub(crate) mod lsoa;
pub(crate) mod lsoa_table;
pub(crate) mod members;
pub(crate) mod plan;
pub(crate) mod population;
pub(crate) mod practices;
pub(crate) mod standard;
