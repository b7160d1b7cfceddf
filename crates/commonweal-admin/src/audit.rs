//! Reading the audit, proving that it is whole, and signing its heads.

mod csv;
mod page;
mod sign;
mod verify;

pub(crate) use page::name_of;
pub use page::{AuditFilter, AuditPage, AuditView};
pub use verify::VerifyReport;
