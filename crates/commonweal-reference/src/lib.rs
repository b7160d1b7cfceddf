//! Public reference data: areas, deprivation, population, practices, published indicators, plans and outlines.
//!
//! The files in `reference/` are published files kept byte for byte (the larger ones compressed), compiled into the
//! program. This crate reads them, checks them, joins them and serves them as named tables and typed rows. Where each
//! file comes from is in `reference/SOURCES.csv`; who must be credited is in `reference/LICENCES.md`.
//!
//! Start at [`Reference`]. [`Reference::table`] serves columns for queries; [`Reference::lsoa11`] and its
//! neighbours serve typed rows. Nothing is read until it is asked for, and then once. A fault in a file is a
//! [`ReferenceError`] that names file, line and column.
//!
//! Ranks, deciles and quintiles count from the most deprived. Unknown is `None`, never zero.

mod boundary;
pub mod claims;
mod codes;
mod error;
mod load;
mod reference;
mod sheet;
mod source;
mod table;

pub use boundary::Boundary;
pub use codes::{BASSETLAW, CITY, COUNTY, DISTRICTS, EAST_MIDLANDS, ENGLAND, ICB, MID, SOUTH};
pub use error::ReferenceError;
pub use load::areas::{Area, AreaAlias, REGISTRATION, RESIDENCE};
pub use load::census::CensusCount;
pub use load::indicators::PublishedIndicator;
pub use load::lsoa::{DOMAINS, LSOA11_COUNT, LSOA21_COUNT, Lsoa11, Lsoa21};
pub use load::members::AreaMember;
pub use load::population::Population;
pub use load::practices::{EARLIER_LIST_ON, LATEST_LIST_ON, Practice};
pub use load::standard::StandardBand;
pub use reference::Reference;
pub use table::{Column, Table, Values};
