//! One file for each family of tables: what it reads, what it checks, how it is shown as columns.

pub(crate) mod areas;
pub(crate) mod local;
pub(crate) mod lsoa;
pub(crate) mod members;
pub(crate) mod practices;
