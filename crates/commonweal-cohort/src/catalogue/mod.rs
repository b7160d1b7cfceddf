//! Which tables a definition may ask of.
//!
//! [`product`] has the records tables of Commonweal, as [`commonweal_model::tables`] declares them. [`product_table`]
//! says what our own definitions mean where they name no column.

mod product;

pub use product::{MODULE, ProductTable, product, product_ref, product_table};
