//! The site in process: what each address answers, under a workspace of made-up people.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod api;
mod core20;
mod headers;
mod leaks;
mod lists;
mod methods;
mod monitoring;
mod pages;
mod people;
mod places;
mod plans;
mod reports;
mod side_doors;
mod site;
mod tables;
mod texts;
