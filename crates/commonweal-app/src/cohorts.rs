//! Which cohorts there are, and how many people are in one.

use crate::Progress;
use crate::counts::{CountRequest, ShownPeople, count_people, find_snapshot, index_dates, record_files};
use crate::definitions::{files, load_library};
use crate::error::AppError;
use crate::text_files::read_text;
use crate::workspace::{Workspace, write_whole};
use commonweal_cohort::catalogue::{ehrql, on_records, product};
use commonweal_cohort::evaluate::Interval;
use commonweal_cohort::query::Definition;
use commonweal_cohort::{CohortDefinition, Library, SourceFile, explain};
use commonweal_disclosure::WorkspaceClass;
use commonweal_engine::{Engine, PassSpec, Questions};
use commonweal_model::DataClass;
use commonweal_reference::{Reference, Values};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The cohorts of a workspace, or the shipped ones, in order of id.
///
/// # Errors
/// `Definitions` if definitions have problems.
pub fn list_cohorts(workspace: Option<&Path>) -> Result<Vec<CohortDefinition>, AppError> {
    Ok(load_library(workspace)?.cohorts.into_values().collect())
}

/// Whom to count.
#[derive(Debug, Clone, Default)]
pub struct CohortRequest {
    /// The id of a cohort, or a file: a definition (`.toml`) or a serialised ehrQL dataset (`.json`).
    pub what: String,
    /// The snapshot; the latest if none.
    pub snapshot: Option<String>,
    /// The days people are judged at; the workspace's if none.
    pub index_dates: Vec<Date>,
    /// Threads; as many as the machine has if none.
    pub threads: Option<usize>,
    /// A CSV file for a row a person; in a workspace of made-up people alone.
    pub out: Option<PathBuf>,
}

/// How many people are in a cohort or in a part of it at one date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CohortCount {
    /// The day they were judged at.
    pub index_date: Date,
    /// The band or segment; none for the whole cohort.
    pub part: Option<String>,
    /// Its name for readers.
    pub part_title: String,
    /// How many.
    pub people: ShownPeople,
}

/// What came of counting a cohort.
#[derive(Debug)]
pub struct CohortAnswer {
    /// The cohort's id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// The snapshot that was counted.
    pub snapshot: String,
    /// People by date and part, the whole first.
    pub counts: Vec<CohortCount>,
    /// Rows about people that were written.
    pub rows: Option<u64>,
}

/// Counts a cohort: the whole of it, and the bands of a score or the segments of a segmentation, in one reading of the
/// records. Counts are rounded and withheld by the rules of disclosure control.
///
/// # Errors
/// `Refused` for rows about people outside a workspace of made-up people, and for a cohort that does not exist;
/// `Definitions` or `Study` for a file that has something wrong in it; `NoRecords`; `NoIndexDate`.
pub fn run_cohort(
    workspace: &Workspace,
    request: &CohortRequest,
    progress: &dyn Progress,
) -> Result<CohortAnswer, AppError> {
    if request.out.is_some() && workspace.config.class != WorkspaceClass::Synthetic {
        return Err(AppError::Refused(format!(
            "rows about people leave a workspace of class `{}` in no file; leave --out away for counts",
            workspace.config.class
        )));
    }
    let snapshot = find_snapshot(workspace, request.snapshot.as_deref())?;
    let dates = index_dates(workspace, &request.index_dates)?;
    let asked = Asked::new(workspace, &request.what)?;
    let count = CountRequest { snapshot: &snapshot, dates: &dates, threads: request.threads };
    let counted = count_people(workspace, asked.questions.clone(), &count, progress)?;
    let mut counts = Vec::new();
    for (interval, index_date) in dates.iter().enumerate() {
        for (question, (part, part_title)) in asked.parts.iter().enumerate() {
            let people = counted.shown(interval, question, asked.class);
            let (part, part_title) = (part.clone(), part_title.clone());
            counts.push(CohortCount { index_date: *index_date, part, part_title, people });
        }
    }
    let rows = match &request.out {
        None => None,
        Some(path) => Some(write_rows(workspace, &asked, &count, path)?),
    };
    Ok(CohortAnswer { id: asked.id, title: asked.title, snapshot: snapshot.id, counts, rows })
}

/// What is asked of the records: a question for the whole, and one for each part.
struct Asked {
    id: String,
    title: String,
    class: DataClass,
    questions: Questions,
    /// Id and name of each question's part; no id for the whole.
    parts: Vec<(Option<String>, String)>,
}

impl Asked {
    fn new(workspace: &Workspace, what: &str) -> Result<Self, AppError> {
        let path = Path::new(what);
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
        match extension.as_deref() {
            Some("json" | "gz") => Self::of_study(path),
            Some("toml") => {
                let text = read_text(path).map_err(|error| AppError::file("read", path, error))?;
                let id = id_of(path, &text)?;
                let mut files = files(Some(&workspace.dir))?;
                let place = format!("definitions/cohorts/{id}/definition.toml");
                files.retain(|file| file.path != place);
                files.push(SourceFile { path: place, text });
                Self::of_library(files, &id)
            }
            _ => Self::of_library(files(Some(&workspace.dir))?, what),
        }
    }

    fn of_library(mut files: Vec<SourceFile>, id: &str) -> Result<Self, AppError> {
        let library = Library::parse(&files).map_err(AppError::Definitions)?;
        let cohort = library.cohorts.get(id).ok_or_else(|| unknown_cohort(&library, id))?;
        let bands = cohort.score.iter().flat_map(|score| &score.bands).map(|band| ("band", &band.id, &band.title));
        let segments = cohort.segments.iter().map(|segment| ("segment", &segment.id, &segment.title));
        let (mut cohorts, mut parts) = (vec![id.to_owned()], vec![(None, cohort.title.clone())]);
        for (number, (kind, part, title)) in (1..).zip(bands.chain(segments)) {
            let name = format!("zz_part_{number}");
            files.push(helper_cohort(&name, &format!("cohort.{id} and cohort.{id}.{kind} = '{part}'")));
            cohorts.push(name);
            parts.push((Some(part.clone()), title.clone()));
        }
        let questions = Questions::Library { files, cohorts, indicators: Vec::new() };
        Ok(Self { id: id.to_owned(), title: cohort.title.clone(), class: cohort.class, questions, parts })
    }

    /// The population of a serialised ehrQL dataset, over our tables.
    fn of_study(path: &Path) -> Result<Self, AppError> {
        let text = read_text(path).map_err(|error| AppError::file("read", path, error))?;
        let mut catalogue = ehrql();
        catalogue.extend(&product());
        let study = Definition::read(&text, &catalogue).map_err(|error| AppError::study(path, error))?;
        if study.dataset().is_none() {
            let problem = "there is no dataset to count the population of; run measures with `commonweal ehrql run`";
            return Err(AppError::study(path, problem));
        }
        let ours = on_records(&study, &msoas()?).map_err(|error| AppError::study(path, error))?;
        let title = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Ok(Self {
            id: "dataset".to_owned(),
            title: title.clone(),
            // Nobody has said how sensitive it is.
            class: DataClass::Sensitive,
            questions: Questions::of_definition(&ours),
            parts: vec![(None, title)],
        })
    }
}

/// There are more cohorts than a message should name, so it names the one that was probably meant.
pub(crate) fn unknown_cohort(library: &Library, id: &str) -> AppError {
    AppError::Refused(match explain(library, id) {
        _ if library.indicators.contains_key(id) => format!(
            "`{id}` is an indicator, not a cohort; `commonweal cohort explain {id}` says whom it counts, and \
             `commonweal indicator {id}` prints its figures"
        ),
        Err(error) => error.to_string(),
        Ok(_) => format!("the cohort `{id}` cannot be asked for here"),
    })
}

/// A cohort that is made up for one reading: nobody else sees it.
pub(crate) fn helper_cohort(id: &str, rule: &str) -> SourceFile {
    let text = format!(
        "id = \"{id}\"\ntitle = \"{id}\"\nabout = \"A part of a cohort.\"\nclass = \"sensitive\"\nkind = \"population\"\n\
         rule = \"\"\"{rule}\"\"\"\n"
    );
    SourceFile { path: format!("definitions/cohorts/{id}/definition.toml"), text }
}

fn id_of(path: &Path, text: &str) -> Result<String, AppError> {
    let table: toml::Table = toml::from_str(text).map_err(|error| AppError::study(path, error.message()))?;
    let id = table.get("id").and_then(toml::Value::as_str).map(str::to_owned);
    id.ok_or_else(|| AppError::study(path, "the definition has no `id`; give it one"))
}

/// The small areas of 2011 of each middle area, where they are known.
fn msoas() -> Result<BTreeMap<String, BTreeSet<String>>, AppError> {
    let table = Reference::embedded().table("lsoa11")?;
    let column = |name: &str| table.columns.iter().find(|column| column.name == name).map(|column| &column.values);
    let mut msoas: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    if let (Some(Values::Text(lsoas)), Some(Values::Text(of))) = (column("lsoa11"), column("msoa11")) {
        for (lsoa, msoa) in lsoas.iter().zip(of) {
            if let (Some(lsoa), Some(msoa)) = (lsoa, msoa) {
                msoas.entry(msoa.clone()).or_default().insert(lsoa.clone());
            }
        }
    }
    Ok(msoas)
}

/// Writes a row for each person of the cohort: the number that stands for them, their practice, and the parts they are in.
fn write_rows(workspace: &Workspace, asked: &Asked, count: &CountRequest<'_>, path: &Path) -> Result<u64, AppError> {
    let Questions::Library { .. } = &asked.questions else {
        return Err(AppError::Refused(
            "rows are written for cohorts; run a study with `commonweal ehrql run`".to_owned(),
        ));
    };
    let [date] = count.dates else {
        return Err(AppError::Refused("rows are of one date; give one --index-date".to_owned()));
    };
    let spec =
        PassSpec::new(asked.questions.clone(), vec![Interval::on(*date)], record_files(workspace, count.snapshot));
    let names: BTreeMap<String, &String> =
        (1..).zip(&asked.parts[1..]).filter_map(|(n, (id, _))| Some((format!("zz_part_{n}"), id.as_ref()?))).collect();
    let mut rows = Vec::new();
    Engine::new(count.threads)?.case_entries(&spec, &mut |entry| {
        let parts: Vec<&str> =
            entry.reasons.iter().filter_map(|reason| names.get(reason).map(|id| id.as_str())).collect();
        rows.push((entry.patient.reveal(), entry.practice_code.unwrap_or_default(), parts.join(" ")));
    })?;
    rows.sort();
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut write = |cells: [&str; 3]| {
        writer.write_record(cells).expect("memory can be written to, and every row is as long");
    };
    write(["patient_id", "practice_code", "part"]);
    for (patient, practice, parts) in &rows {
        write([&patient.to_string(), practice, parts]);
    }
    let bytes = writer.into_inner().expect("memory can be written to");
    write_whole(path, &bytes)?;
    Ok(rows.len() as u64)
}
