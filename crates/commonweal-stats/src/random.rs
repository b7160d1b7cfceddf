//! The documented generator of seeded random numbers.
