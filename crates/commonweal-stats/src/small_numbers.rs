//! Helpers for rules about small numbers.
