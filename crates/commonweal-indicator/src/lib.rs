//! From counts to figures: values with limits, age-standardised values, gaps by deprivation, and
//! what a reader may be told of them.
//!
//! A [`Cube`] holds the exact counts of one pass (they never leave the boundary); [`release`]
//! turns it into proposals, puts each through the release gate, and returns what came out.
//! Everything here is pure: the same cube and definitions give the same figures.
//!
//! | module | question it answers |
//! | --- | --- |
//! | `cube` | how many people are in this cell, and how many have the property? |
//! | `standard` | what would the value be if ages were those of the standard population? |
//! | `gaps` | how far apart are the most and the least deprived? |
//! | `release` | which figures exist, and what does the gate let out of each? |
//! | `finding` | what may be said of these figures, in a sentence? |
//! | `trend` | is a gap closing, is a value getting better, and how fast? |
//! | `trend` | is a gap closing, is a value getting better, and how fast? |
//! | `audited` | what may be released of many figures at once, so that none that is hidden can be worked out? |
//! | `beside` | how far apart are figures set side by side? |
//! | `change` | has a value clearly moved between two figures? |
//! | `reconcile` | why do two values of the same thing differ? |
//! | `number` | how is a number written for a reader? |
//! | `text` | which words does the program use? |

mod audited;
mod beside;
mod change;
mod cube;
mod finding;
mod gaps;
mod number;
mod reconcile;
mod release;
mod standard;
mod text;
mod trend;

pub use audited::{
    Audited, CellAudit, Lineage, Mended, NoMemory, Remembers, Repairs, audit_cells, audited, population_of, together,
};
pub use beside::{Beside, BesideFinding, beside, beside_heading, difference};
pub use change::{Movement, movement};
pub use cube::{Counts, Cube, CubeKey};
pub use finding::{
    Core20, Core20Values, Direction, EthnicityGap, GapFinding, Group, GroupFinding, LossFinding, LossGap, LossGroup,
    LossStep, Losses, Seen, Standing, StepCount, StepLink, UnknownGroup, areas_heading, change_words, clear_people,
    core20, core20_values, difference_with_limits, difference_words, ethnicity_gap, ethnicity_sentences, gap_finding,
    gap_unit, group_finding, group_heading, loss_sentence, losses, overall_finding, people_limits, people_sentence,
    with_unit,
};
pub use number::{about, in_words, plain_unit, sample_of};
pub use reconcile::{CountedShare, DifferenceParts, difference_parts};
pub use release::{PublishedRow, Release, release, release_published};
pub use standard::StandardPopulation;
pub use text::{say, text, text_keys};
pub use trend::{
    GapDirection, GapScale, GapTrend, NoTrend, Trend, TrendPoint, ValueTrend, gap_trend, gap_trend_sentence,
    value_trend, value_trend_sentence,
};
