//! The words of release: classes of workspace, kinds of statistic, outcomes of a comparison, reasons for withholding.

/// The text is not one of the words its column knows. It does not repeat the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a known {what}; use one of: {known}")]
pub struct UnknownWord {
    /// What the word should have named.
    pub what: &'static str,
    /// The words that are known.
    pub known: &'static str,
}

macro_rules! words {
    ($(#[$about:meta])* $name:ident, $what:literal, $($(#[$doc:meta])* $variant:ident = $text:literal),+ $(,)?) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant),+ }

        impl $name {
            /// Every value, in reading order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word used in files, tables and addresses.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = UnknownWord;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                const KNOWN: &str = concat!($($text, " "),+);
                Self::ALL.iter().copied().find(|v| v.as_str() == text).ok_or(UnknownWord { what: $what, known: KNOWN })
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

words! {
    /// What a workspace holds, and so who may release from it.
    WorkspaceClass, "class of workspace",
    /// Made-up people.
    Synthetic = "synthetic",
    /// Statistics others have published under their own control.
    Published = "published",
    /// Records of real people: every release needs a second person.
    Personal = "personal",
}

words! {
    /// What a figure is.
    Statistic, "statistic",
    /// Share of people, with Wilson limits.
    Proportion = "proportion",
    /// Events per person at risk, with Poisson limits.
    CrudeRate = "crude_rate",
    /// The rate if ages were those of the standard population.
    DirectlyStandardisedRate = "directly_standardised_rate",
    /// Observed over expected, times 100.
    IndirectlyStandardisedRatio = "indirectly_standardised_ratio",
    /// People or events.
    Count = "count",
    /// Difference between the ends of the deprivation scale (SII).
    SlopeIndexOfInequality = "slope_index_of_inequality",
    /// Ratio of the ends of the deprivation scale (RII).
    RelativeIndexOfInequality = "relative_index_of_inequality",
    /// How far what is counted is found among the most (below zero) or the least deprived (above zero).
    ConcentrationIndex = "concentration_index",
    /// One group minus another.
    AbsoluteGap = "absolute_gap",
    /// One group over another.
    RelativeGap = "relative_gap",
    /// People who would gain, or be spared, were every group as well off as the best.
    PeopleAffected = "people_affected",
    /// A value as its publisher gave it.
    PublishedValue = "published_value",
}

words! {
    /// Where a value stands against its benchmark.
    Comparison, "comparison",
    /// Clear of the benchmark on the good side.
    Better = "better",
    /// The benchmark is within the limits.
    Similar = "similar",
    /// Clear of the benchmark on the bad side.
    Worse = "worse",
    /// Above the benchmark, where neither side is good.
    Higher = "higher",
    /// Below the benchmark, where neither side is good.
    Lower = "lower",
    /// There is no benchmark, no limits, or one of the two is withheld.
    NotCompared = "not_compared",
}

words! {
    /// Why a figure is not shown.
    Withheld, "reason for withholding",
    /// Showing it could tell something about a person.
    Disclosure = "disclosure",
    /// Showing it would let readers work out another that is hidden.
    Linked = "linked",
    /// Too few people for the method.
    Unreliable = "unreliable",
    /// There is no such figure, or what was handed in does not fit together.
    NotCalculated = "not_calculated",
}

impl Withheld {
    /// What a reader is told.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Disclosure => "Hidden to protect people: fewer than 8",
            Self::Linked => "Hidden so that another hidden figure cannot be worked out",
            Self::Unreliable => "Not shown: too few people for a reliable figure",
            Self::NotCalculated => "Not calculated: the records do not support this figure",
        }
    }
}

impl From<commonweal_stats::Comparison> for Comparison {
    fn from(outcome: commonweal_stats::Comparison) -> Self {
        use commonweal_stats::Comparison as Outcome;
        match outcome {
            Outcome::Better => Self::Better,
            Outcome::Similar => Self::Similar,
            Outcome::Worse => Self::Worse,
            Outcome::Higher => Self::Higher,
            Outcome::Lower => Self::Lower,
            Outcome::NotCompared => Self::NotCompared,
        }
    }
}
