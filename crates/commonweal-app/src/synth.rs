//! Writes made-up people: as the records of a new workspace, or as files for other tools.

use crate::Progress;
use crate::demo::DEMO_INDEX_DATE;
use crate::error::AppError;
use crate::workspace::{Config, Workspace, write_whole};
use commonweal_disclosure::WorkspaceClass;
use commonweal_indicator::sample_of;
use commonweal_model::PersonRecords;
use commonweal_records::{SnapshotManifest, ids_in_bucket, write_snapshot};
use commonweal_reference::{ICB, Reference};
use commonweal_synthetic::{FileFormat, Notes, Population, label, write_files};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What to make.
#[derive(Debug, Clone)]
pub struct SynthRequest {
    /// How many people, those who died or moved away in the ten years before included.
    pub people: u64,
    /// The seed; the same seed makes the same people.
    pub seed: u64,
    /// A new or empty folder.
    pub out: PathBuf,
    /// As which files; none means Delta tables, which make the folder a workspace.
    pub format: Option<FileFormat>,
    /// Threads to work on. What is written does not depend on them.
    pub threads: usize,
}

/// What was made.
#[derive(Debug, Clone, PartialEq)]
pub struct SynthSummary {
    /// People.
    pub people: u64,
    /// How many they are beside the real people of the area, in words.
    pub sample: String,
    /// Years of life that their records cover.
    pub person_years: f64,
    /// Each table that has rows, and how many.
    pub tables: Vec<(String, u64)>,
    /// The snapshot, where a workspace was made.
    pub snapshot: Option<String>,
}

/// Makes people up and writes them, bucket by bucket; memory does not depend on their number.
///
/// # Errors
/// `Synthetic` for a number of people that cannot be made and for a folder that holds something; otherwise as
/// writing records fails.
pub fn synth(request: &SynthRequest, progress: &dyn Progress) -> Result<SynthSummary, AppError> {
    progress.stage("Reading public reference data", None);
    let population = Population::new(&Reference::embedded(), request.people, request.seed, DEMO_INDEX_DATE)?;
    progress.stage("Making up people and their records", Some(request.people));
    let sample = sample_of(population.people(), Some(population.real_people()));
    if let Some(format) = request.format {
        let done = |people| progress.done(people);
        let (files, notes) = write_files(&population, &request.out, format, request.threads, &done)?;
        let tables = files.into_iter().filter(|file| file.rows > 0);
        let tables = tables.map(|file| (file.table.to_owned(), file.rows)).collect();
        let (people, person_years) = (population.people(), notes.person_years());
        return Ok(SynthSummary { people, sample, person_years, tables, snapshot: None });
    }
    let workspace = new_workspace(&request.out)?;
    let (manifest, person_years) = write_people(&workspace, &population, request.threads, progress)?;
    let tables = manifest.tables.iter().filter(|(_, table)| table.rows > 0);
    let tables = tables.map(|(name, table)| (name.clone(), table.rows)).collect();
    Ok(SynthSummary { people: manifest.people, sample, person_years, tables, snapshot: Some(manifest.id) })
}

fn new_workspace(dir: &Path) -> Result<Workspace, AppError> {
    let free = !dir.exists() || std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_none());
    if !free {
        return Err(commonweal_synthetic::SyntheticError::NotEmpty { path: dir.to_owned() }.into());
    }
    Workspace::create(dir, &synthetic_config()?)
}

/// The settings of a workspace of made-up people.
pub(crate) fn synthetic_config() -> Result<Config, AppError> {
    let area = ICB.parse().expect("the reference names a valid area");
    let config = Config::new("Nottingham and Nottinghamshire", area, WorkspaceClass::Synthetic.as_str())?;
    Ok(Config { index_date: Some(DEMO_INDEX_DATE), ..config })
}

/// Loads made-up people into a workspace as a snapshot, and says beside them that nobody there exists. Gives the
/// years of life that the records cover too.
pub(crate) fn write_people(
    workspace: &Workspace,
    population: &Population,
    threads: usize,
    progress: &dyn Progress,
) -> Result<(SnapshotManifest, f64), AppError> {
    let Config { buckets, class, .. } = workspace.config;
    let notes = Arc::new(Notes::default());
    let people = |bucket| {
        let (population, notes) = (population.clone(), notes.clone());
        let ids = ids_in_bucket(population.people(), bucket, buckets);
        let people = population.people_of(ids).inspect(move |person| notes.note(&population, person));
        Box::new(people) as Box<dyn Iterator<Item = PersonRecords> + Send>
    };
    let source = format!("made-up people, seed {}", population.seed());
    let done = |done| progress.done(done);
    let manifest = write_snapshot(&workspace.dir, &source, class.as_str(), buckets, people, threads, &done)?;
    write_whole(&workspace.dir.join(Notes::OPT_OUTS), notes.opt_outs_csv().as_bytes())?;
    write_whole(&workspace.dir.join("README.txt"), label(population).as_bytes())?;
    Ok((manifest, notes.person_years()))
}
