//! `plan` is the line of sight: what the plans promise, what is done for it and for whom, and how it stands.
//!
//! - [`Plans`] reads the files of the plans; every row is kept, and what is wrong has a file and a line.
//! - [`FRAMEWORKS`] stand side by side; [`FrameworkFile`] writes one as a text that its owners edit, and reads it back.
//! - [`Links`] are the links that the plans leave out, each labelled as proposed; [`Graph`] joins all of it, down and up,
//!   and lists what has no place on the line.
//! - [`judge()`] computes how a commitment stands; [`smart()`] says what it lacks. No status is ever typed.
//! - [`PartRecord`], [`CommitmentRecord`] and [`InitiativeRecord`] are what people add to the rows; [`PlanChanges`] is all of it as
//!   a file, laid over the rows.
//! - [`InitiativeRecord`], [`reach_ratios`] and [`protected`] are the rules of the register of initiatives.

mod changes;
mod commitment;
mod csv;
mod fields;
mod figure;
mod figures;
mod frameworks;
mod graph;
pub mod judge;
mod kept;
mod links;
mod overlay;
mod reach;
mod record;
mod register;
mod rows;
mod series;
mod sheet;
mod smart;
mod status;
mod steps;
mod toml;
mod toml_line;
mod wanted;
mod whole;
mod words;

pub use changes::{CHANGES_FILE, Changed, ChangesError, PlanChanges};
pub use commitment::Commitment;
pub use fields::{FieldsError, PlanFields};
pub use figure::{Figure, financial_year_end, period_end};
pub use figures::{FigureClass, ReachFigures, ReachRow};
pub use frameworks::{FRAMEWORKS, Framework, OUTCOMES_FRAMEWORK};
pub use graph::{Graph, Line, Node, NodeKind, Orphans};
pub use judge::judge;
pub use kept::{CommitmentRecord, OUTCOME_LEVEL, PartRecord, PlanKind, PlanRows};
pub use links::{Contradiction, Link, LinkKind, LinkTexts, Links, Outcome, Return, Serves};
pub use reach::{Equity, GroupReach, ReachBy, ReachOf, ReachRatio, ShownCount, reach_ratios};
pub use record::PlanRecord;
pub use register::{InitiativeRecord, RATING_DAYS, Rag, Rating, Stage, StageError};
pub use rows::{BetterCareRow, Initiative, Neighbourhood, Part, PlanCohort, PlanOrganisation};
pub use series::{Evidence, Growth, Observed, Report, Series, Way};
pub use sheet::{Citation, PlanProblem};
pub use smart::{Lack, Smart, smart};
pub use status::{Judgement, Movement, Status, Why};
pub use steps::{Funnel, Step, protected};
pub use toml::{FilePart, FrameworkFile, FrameworkFileError};
pub use whole::{PlanTexts, Plans};
pub use words::{Basis, Better, CohortPurpose, CommitmentKind, Comparator, DateBasis, PartLevel, RulePrecision};
