//! The doors through which a withheld figure could still be seen: order, rank, length of a bar, range of an axis, bin and
//! legend of a map, words for those who listen, titles, hidden fields, a `null` beside a raw field, sizes, tags, caches,
//! errors, logs, numbers of results, formulas in files, downloads of charts.
//!
//! Three ways to look. `same`: two releases that differ in a withheld count alone answer every route alike, byte for byte, with
//! the same headers and lengths, packed and not; then no door can be open. `canary`: a large count that is withheld to protect
//! another is nowhere to be found. `reasons`: what is withheld says why, wherever it stands, and stands last where areas are
//! ranked.

mod canary;
mod doors;
mod reasons;
mod same;
