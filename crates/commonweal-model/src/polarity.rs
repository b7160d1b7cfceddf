//! Which direction is good, and how careful we must be with a figure.

use crate::area::named;

named! {
    /// Which direction of an indicator is better for people.
    Polarity, UnknownPolarity, "polarity",
    /// A higher value is better.
    HigherIsBetter = "higher_is_better" / "Higher is better",
    /// A lower value is better.
    LowerIsBetter = "lower_is_better" / "Lower is better",
    /// Neither direction is better by itself.
    Neutral = "neutral" / "No judgement",
}

named! {
    /// The disclosure class of data; the strictest class of any input wins.
    DataClass, UnknownDataClass, "data class",
    /// Already controlled statistics, shown as given.
    Published = "published" / "Published",
    /// Providers, initiatives, staff posts: not about individuals.
    Organisation = "organisation" / "About organisations",
    /// Hospital, emergency care, GP activity, referrals.
    Standard = "standard" / "Standard",
    /// Mental health, maternity, community, sexual health, learning disability and the like.
    Sensitive = "sensitive" / "Sensitive",
}
