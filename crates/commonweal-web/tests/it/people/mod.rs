//! People at the site: signing in, what each role may open, and what everybody else is told.

mod attributes;
mod audit;
mod conflicts;
mod cost;
mod forms;
mod guesses;
mod leaks;
mod live;
mod plan;
mod processes;
mod provider;
mod releases;
mod rules;
mod serving;
mod sessions;
mod sign_in;
mod totp;
mod world;
