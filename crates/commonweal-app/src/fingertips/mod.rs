//! Released figures in the 27 columns of the CSV that Fingertips, the public health profiles of England, gives for
//! download, so that what reads theirs reads ours.
//!
//! Fingertips has a column for sex, one for age and one pair for any other category, and no column for the statistic,
//! the unit, the series or the family of geography. What has no column of its own goes into the indicator's id and
//! name or the kind of area, so that no two rows have the same address:
//!
//! | ours | there |
//! | --- | --- |
//! | the plain value of an indicator | `Indicator ID` is the indicator's id |
//! | any other statistic | `Indicator ID` is `id.statistic`, and the name says the statistic and its unit |
//! | one of several published series | `Indicator ID` is `id@series` |
//! | breakdowns by deprivation and ethnic group | `Category Type` and `Category`; two of them joined by ` and ` and `, ` |
//! | people registered there, not living there | `Area Type` ends in `(registered)` |
//! | why a figure is withheld; that people are made up | `Value note` |
//!
//! | module | question it answers |
//! | --- | --- |
//! | `row` | which columns are there, and what is in a row? |
//! | `from_figure` | how does a figure become a row? |
//! | `period` | how are periods written there? |
//! | `file` | how are rows written and read back? |

mod file;
mod from_figure;
mod period;
mod row;

pub use file::{read_fingertips, write_fingertips};
pub use row::{FINGERTIPS_COLUMNS, FingertipsRow};
