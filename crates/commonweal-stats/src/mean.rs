//! Means with t limits.
