//! Made-up people with a real area's structure.
//!
//! Nobody here exists. Where people live, how old they are, their sex and ethnic group follow
//! published counts for the small areas of Nottingham and Nottinghamshire; what happens to them
//! follows a small, readable model ([`odds`]) whose gradients are cited beside each number. Figures
//! made from these people show what the product does, and nothing about anybody's health.
//!
//! Person number `index` depends on the number of people, the seed and the index alone: people can be made in any
//! order and on any number of threads, and are always the same. The people of a neighbourhood are formed together, as
//! households; [`Population::people_of`] makes many people quickly.
//!
//! Where to look: `inputs` gathers the published counts; `place` says who lives where and with whom, moves and dies,
//! and `practice` which practice they join (`life`); `health` draws what they have; `primary` and `services` write down
//! their care; `stories` plants a known truth; `mess` spoils the records; [`odds`] and [`codes`] are tables.

mod card;
pub mod codes;
mod day;
mod error;
mod ethnicity;
mod files;
mod health;
mod inputs;
mod life;
mod mess;
pub mod odds;
mod place;
mod population;
mod postcode;
mod practice;
mod primary;
mod random;
mod record;
mod services;
mod stories;
mod world;

pub use card::{CardLine, ModelCard, Tolerance};
pub use error::SyntheticError;
pub use files::{FileFormat, Notes, WrittenFile, label, read_me, write_files};
pub use population::{PeopleOf, Population};
pub use stories::PlantedStory;
