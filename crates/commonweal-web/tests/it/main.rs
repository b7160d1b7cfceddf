//! The site in process: what each address answers, under a workspace of made-up people.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod headers;
mod leaks;
mod methods;
mod pages;
mod site;
mod texts;
