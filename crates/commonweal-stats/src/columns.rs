//! Whole columns at once: proportions and rates.
