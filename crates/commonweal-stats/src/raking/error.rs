//! Why weights cannot be made. Positions are zero-based: of margins, of categories within a margin, of respondents.

use thiserror::Error;

/// Why there are no weights, or no answer from them.
///
/// # Example
/// ```
/// use commonweal_stats::raking::{RakingError, design_effect};
/// assert_eq!(design_effect(&[1.0, -1.0]), Err(RakingError::WeightNotPositive { respondent: 1 }));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RakingError {
    /// There are no respondents.
    #[error("there are no respondents to weight")]
    NoRespondents,
    /// There are no margins.
    #[error("there are no margins to meet; name at least one with its targets")]
    NoMargins,
    /// A margin does not have one category per respondent.
    #[error("margin {margin} does not have one category for each respondent")]
    LengthsDiffer {
        /// Position of the margin.
        margin: usize,
    },
    /// A respondent's category has no target.
    #[error(
        "respondent {respondent} is in a category of margin {margin} that has no target; give one or leave them out"
    )]
    NoSuchCategory {
        /// Position of the margin.
        margin: usize,
        /// Position of the respondent.
        respondent: usize,
    },
    /// A weight that is not a positive number.
    #[error("the weight of respondent {respondent} is not a number above zero; leave them out or correct it")]
    WeightNotPositive {
        /// Position of the respondent.
        respondent: usize,
    },
    /// A target that is not a number of zero or more.
    #[error("the target of category {category} of margin {margin} is not a number of zero or more; correct it")]
    BadTarget {
        /// Position of the margin.
        margin: usize,
        /// Position of the category.
        category: usize,
    },
    /// A category wanted in the population that nobody in the sample is in.
    #[error("nobody is in category {category} of margin {margin}, which has a target; merge it with a neighbour")]
    EmptyCategory {
        /// Position of the margin.
        margin: usize,
        /// Position of the category.
        category: usize,
    },
    /// A category of the sample that the population has nobody in.
    #[error(
        "category {category} of margin {margin} has a target of zero but respondents; leave them out or give a target"
    )]
    ZeroTarget {
        /// Position of the margin.
        margin: usize,
        /// Position of the category.
        category: usize,
    },
    /// Margins that describe populations of different sizes.
    #[error("the targets of margin {margin} do not add up to those of the first margin; make them shares of one total")]
    TotalsDiffer {
        /// Position of the margin.
        margin: usize,
    },
    /// Bounds that no mean of 1 can lie between.
    #[error("the bounds of a weight must lie on either side of 1, the lower from 0 to below 1 and the upper above 1")]
    BadBounds,
    /// A tolerance that cannot be met or means nothing.
    #[error("the tolerance is not from 1e-12 up to 0.1")]
    BadTolerance,
    /// The rounds ran out before every target was met.
    #[error(
        "the weights did not meet the targets of margin {margin}; its categories leave too few respondents together \
         with another margin's, or the bounds are too tight: merge categories or widen the bounds"
    )]
    NotConverged {
        /// The margin furthest from its targets.
        margin: usize,
    },
    /// The columns of an estimate differ in length.
    #[error("the weights and the answers have different lengths; give one weight for each answer")]
    AnswersDiffer,
}
