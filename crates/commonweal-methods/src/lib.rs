//! The field's statistical methods on anybody's table: what `commonweal stats` runs, `commonweal verify methods` checks
//! against reference values, and the site explains under each figure.
//!
//! `commonweal-stats` holds the formulas, on numbers. Here each formula becomes a [`Method`]: a name, the columns it
//! reads, its options, its chapter of the handbook and a function from a [`Request`] to an [`Answer`]. `methods` holds
//! one file per family of methods; [`verify`] runs vector files of the reference packages through the same methods.
//!
//! A missing number is `NaN` inside a [`Table`] and an empty field or `null` outside it.
//!
//! # Example
//! ```
//! use commonweal_methods::{Request, find, read_csv, write_csv};
//! let table = read_csv("checks.csv", "area,checked,invited\nA,81,263\nB,0,20\n".as_bytes())?;
//! let request = Request::new(find("proportion")?, &table).column("events", "checked").column("population", "invited");
//! let answer = request.by(["area"]).option("per", "100").run()?;
//! let mut csv = vec![];
//! write_csv(answer.main(), &mut csv)?;
//! assert!(String::from_utf8_lossy(&csv).starts_with("area,events,population,value,lower_95,upper_95\nA,81,263,30.79"));
//! # Ok::<(), commonweal_methods::MethodError>(())
//! ```

mod answer;
mod catalogue;
mod csv_file;
mod error;
mod example;
mod groups;
mod json_file;
mod method;
mod methods;
mod request;
mod table;
pub mod verify;

pub use answer::Answer;
pub use catalogue::{all, find};
pub use csv_file::{read_csv, write_csv};
pub use error::MethodError;
pub use groups::Groups;
pub use json_file::{json_answer, json_rows};
pub use method::{Choice, Kind, Method, Role};
pub use request::Request;
pub use table::{Column, Table, Values};
