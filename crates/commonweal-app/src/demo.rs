//! Makes a workspace of made-up people with a real area's structure.

use crate::Progress;
use crate::error::AppError;
use crate::synth::{synthetic_config, write_people};
use crate::workspace::Workspace;
use commonweal_disclosure::WorkspaceClass;
use commonweal_indicator::sample_of;
use commonweal_records::SnapshotManifest;
use commonweal_reference::Reference;
use commonweal_synthetic::Population;
use jiff::civil::{Date, date};
use std::path::Path;

/// The day people of a demonstration are judged at, and up to which their records run.
pub const DEMO_INDEX_DATE: Date = date(2026, 9, 30);

/// What to make.
#[derive(Debug, Clone)]
pub struct DemoRequest {
    /// How many people.
    pub people: u64,
    /// The seed; the same seed makes the same people.
    pub seed: u64,
    /// Threads to work on.
    pub threads: usize,
}

/// What was made.
#[derive(Debug)]
pub struct Demonstration {
    /// The workspace.
    pub workspace: Workspace,
    /// The snapshot of its people.
    pub snapshot: SnapshotManifest,
    /// How many they are beside the real people of the area, in words.
    pub sample: String,
}

/// Most people a demonstration is made of here: about the number the area really has.
const MOST_PEOPLE: u64 = 2_000_000;

/// Makes the workspace and loads made-up people into it as a snapshot. An earlier demonstration
/// in the folder is kept and gets a new snapshot.
///
/// # Errors
/// `NotADemonstration` over any other workspace; `Demonstration` for a number of people that
/// cannot be made; otherwise as writing records fails.
pub fn make_demo(dir: &Path, request: &DemoRequest, progress: &dyn Progress) -> Result<Demonstration, AppError> {
    if !(1..=MOST_PEOPLE).contains(&request.people) {
        return Err(AppError::Demonstration(format!("the number of people lies between 1 and {MOST_PEOPLE}")));
    }
    let workspace = demo_workspace(dir)?;
    progress.stage("Reading public reference data", None);
    let population = Population::new(&Reference::embedded(), request.people, request.seed, DEMO_INDEX_DATE)?;
    progress.stage("Making up people and their records", Some(request.people));
    let (snapshot, _) = write_people(&workspace, &population, request.threads, progress)?;
    Ok(Demonstration { workspace, snapshot, sample: sample_of(population.people(), Some(population.real_people())) })
}

fn demo_workspace(dir: &Path) -> Result<Workspace, AppError> {
    if dir.join("commonweal.toml").is_file() {
        let workspace = Workspace::open(dir)?;
        if workspace.config.class != WorkspaceClass::Synthetic {
            return Err(AppError::NotADemonstration(dir.to_owned(), workspace.config.class.as_str().to_owned()));
        }
        return Ok(workspace);
    }
    Workspace::create(dir, &synthetic_config()?)
}
