//! Accessible charts and maps, drawn from released figures only.
//!
//! Every chart is a struct of what it shows and a function `svg` that returns a [`Chart`]: the picture, its heading and
//! subtitle, a summary in words, and the table of the same numbers. A mark is a [`Point`], and a point can only be made
//! from a [`commonweal_disclosure::Released`] figure. What is public already (a census count, a share by deprivation
//! tenth) comes in as a [`PublicFigure`] with its source.
//!
//! | Question | Chart |
//! | --- | --- |
//! | How does it differ by deprivation? | [`GradientBars`] |
//! | How does it differ by ethnic group, sex, age? | [`GroupBars`] |
//! | At which step on the way to care are people lost? | [`PathwaySteps`] |
//! | Which areas are high and low? | [`RankedAreas`] |
//! | Where? | [`AreaMap`], from boundaries that [`project`] prepared |
//! | Who lives here? | [`PopulationPyramid`], [`DeprivationStrip`] |
//! | Where is this area between worst and best? | [`SpineRow`] |
//! | How has it changed? | [`TrendLine`] |
//! | Does it vary as it always does? | [`ControlChart`] |
//! | In the size of a word? | [`Sparkline`], [`MiniBar`], [`mark::icon`] |
//!
//! What a withheld figure hides stays hidden: it has no number here, so no bar, axis, order or class can depend on it. It is
//! a hatched cell of fixed size with `*`, listed last by name where charts rank, and its reason is in the words.
//!
//! Pictures have classes and no style; [`CSS`] holds their looks. Widths are shares of the page and heights are pixels,
//! so words keep their size on a phone. The same input gives the same bytes.

mod areas;
mod chart;
mod control;
pub mod format;
mod frame;
mod gradient;
mod groups;
mod map;
pub mod mark;
mod markup;
mod named;
mod point;
mod project;
mod pyramid;
mod small;
mod spine;
mod steps;
mod strip;
mod style;
mod table;
mod trajectory;
mod trend;

pub use areas::RankedAreas;
pub use chart::{Cell, Chart, Column, TableOf, Words};
pub use control::{Aim, Control, ControlChart, Event};
pub use gradient::GradientBars;
pub use groups::GroupBars;
pub use map::{AreaMap, Classes};
pub use named::{AreaGroup, NamedAreasMap};
pub use point::{Line, Point, PublicFigure, Scale};
pub use project::{Boundary, MapLayer, MapShape, Ring, project};
pub use pyramid::{AgeRow, People, PopulationPyramid};
pub use small::{MiniBar, Sparkline};
pub use spine::SpineRow;
pub use steps::{PathwayBar, PathwaySteps};
pub use strip::DeprivationStrip;
pub use style::CSS;
pub use trajectory::{ForecastPoint, PlannedWay, Trajectory};
pub use trend::{Beside, TrendLine};
