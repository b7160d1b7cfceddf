//! What can be worked out about one person from everything that was released? Sixteen attackers try.
//!
//! An [`Attacker`] reads an [`Output`]: the files of one or more releases, pages, answers of the table builder, and what
//! somebody who lives there knows besides. It makes [`Claim`]s: this number of this cell lies between these two. A
//! [`judge`] who knows the [`Truth`] says what they are worth. Attackers read and reason with code of their own, because one
//! that shared code with the defence would share its mistakes.
//!
//! A release is safe where sixteen attackers win nothing. That says something only if they can win: so each is set on a build
//! with one rule left out as well ([`broken`]), and must beat it on most [`Population`]s.
//!
//! | Question | Where |
//! | --- | --- |
//! | What does an attacker see? | [`Output`] |
//! | What does it say? | [`Claim`], [`attack_release`] |
//! | Who attacks? | [`attackers`] |
//! | What is it worth? | [`judge`], [`Verdict`] |
//! | Whose people? | [`Population`], [`Shape`] |
//! | What does the product let out of them, and a build without one rule? | [`product`], [`broken`] |
//! | And of many populations? | [`run`], [`Tally`] |

mod attackers;
mod board;
mod broken;
mod claim;
mod files;
mod judge;
mod lab;
mod opened;
mod output;
mod population;
mod product;
mod random;
mod run;
mod seen;
mod sums;
mod tables;

pub use attackers::{Attacker, attack_release, attackers};
pub use broken::broken;
pub use claim::{Address, Claim, What};
pub use files::Made;
pub use judge::{TrueCell, Truth, Verdict, judge};
pub use output::{Answer, Document, Export, Kind, Known, Output, Total};
pub use population::{Person, Population, Shape};
pub use product::product;
pub use run::{LEAST_BEATEN, Outcome, Tally, run};
