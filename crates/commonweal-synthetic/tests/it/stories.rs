//! Planted stories can be found by a plain comparison, and are absent elsewhere.
