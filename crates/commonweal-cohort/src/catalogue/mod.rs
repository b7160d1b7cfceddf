//! Which tables a definition may ask of.
//!
//! [`product`] has the records tables of Commonweal, as [`commonweal_model::tables`] declares them. [`product_table`]
//! says what our own definitions mean where they name no column. [`ehrql`] has the tables of ehrQL's modules, which
//! studies name; [`on_records`] turns such a study into one that asks of Commonweal's tables.

mod ehrql;
mod made;
mod product;
mod view;
mod views;

pub use ehrql::{EHRQL_TABLES, ehrql};
pub use product::{MODULE, ProductTable, product, product_ref, product_table};
pub use view::{NotHeld, ViewError, on_records};
