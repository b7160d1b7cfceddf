//! How long is a waiting list, and how fast does it grow?.
