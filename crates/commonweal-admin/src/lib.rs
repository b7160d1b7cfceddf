//! What those who run it do.
