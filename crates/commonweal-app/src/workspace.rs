//! A workspace on disk: `commonweal.toml` and the folders beside it.

use crate::engine_place::EnginePlace;
use crate::error::AppError;
use commonweal_cohort::SourceFile;
use commonweal_disclosure::WorkspaceClass;
use commonweal_model::AreaCode;
use commonweal_records::SnapshotManifest;
use jiff::civil::Date;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::path::{Path, PathBuf};

/// The settings of a workspace, as `commonweal.toml` holds them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Name shown on pages and in files.
    pub name: String,
    /// GSS code of the integrated care board's area.
    pub area: AreaCode,
    /// What the workspace holds, which decides who may release from it.
    pub class: WorkspaceClass,
    /// The day people are judged at, unless a refresh names another.
    pub index_date: Option<Date>,
    /// Month ends up to the index date that figures are made for, this day among them.
    pub months: u32,
    /// Buckets that records are spread over; fixed when records are first loaded.
    pub buckets: u32,
    /// Where passes run.
    pub engine: EnginePlace,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConfigFile {
    name: String,
    area: toml::Spanned<String>,
    class: toml::Spanned<String>,
    index_date: Option<toml::Spanned<String>>,
    months: Option<toml::Spanned<u32>>,
    buckets: Option<toml::Spanned<u32>>,
    engine: Option<toml::Spanned<String>>,
    // How the installation is run; `commonweal-admin` reads these and says what is wrong in them.
    #[serde(rename = "store")]
    _store: Option<IgnoredAny>,
    #[serde(rename = "secrets")]
    _secrets: Option<IgnoredAny>,
    #[serde(rename = "sign_in")]
    _sign_in: Option<IgnoredAny>,
    #[serde(rename = "serve")]
    _serve: Option<IgnoredAny>,
    #[serde(rename = "audit")]
    _audit: Option<IgnoredAny>,
    #[serde(rename = "retention")]
    _retention: Option<IgnoredAny>,
}

/// Three years: long enough to see past one winter to the next.
const DEFAULT_MONTHS: u32 = 36;
const MOST_MONTHS: u32 = 120;
const DEFAULT_BUCKETS: u32 = 16;
const MOST_BUCKETS: u32 = 1024;

impl Config {
    /// The settings of a new workspace.
    ///
    /// # Errors
    /// `Unknown` for a class that does not exist.
    pub fn new(name: &str, area: AreaCode, class: &str) -> Result<Self, AppError> {
        let class = class.parse().map_err(|_| AppError::Unknown {
            what: "the class",
            given: class.to_owned(),
            known: WorkspaceClass::ALL.iter().map(ToString::to_string).collect(),
        })?;
        Ok(Self {
            name: name.to_owned(),
            area,
            class,
            index_date: None,
            months: DEFAULT_MONTHS,
            buckets: DEFAULT_BUCKETS,
            engine: EnginePlace::Local,
        })
    }

    /// Reads the settings from the text of `commonweal.toml`.
    ///
    /// # Errors
    /// `Definitions` with the line and column of each problem.
    pub fn parse(path: &str, text: &str) -> Result<Self, AppError> {
        let file = SourceFile { path: path.to_owned(), text: text.to_owned() };
        let problem =
            |span: std::ops::Range<usize>, message: String| AppError::Definitions(vec![file.problem(span, message)]);
        let read: ConfigFile =
            toml::from_str(text).map_err(|e| problem(e.span().unwrap_or(0..0), e.message().to_owned()))?;
        let area = read.area.get_ref().parse().map_err(|e| problem(read.area.span(), format!("{e}")))?;
        let class = read.class.get_ref().parse().map_err(|e| problem(read.class.span(), format!("{e}")))?;
        let index_date = match &read.index_date {
            None => None,
            Some(text) => Some(
                text.get_ref()
                    .parse::<Date>()
                    .map_err(|_| problem(text.span(), "an index date is written as \"2026-09-30\"".to_owned()))?,
            ),
        };
        let months = read.months.as_ref().map_or(DEFAULT_MONTHS, |months| *months.get_ref());
        if let Some(given) = read.months.filter(|_| months == 0 || months > MOST_MONTHS) {
            let message = format!("the number of months lies between 1 (the index date alone) and {MOST_MONTHS}");
            return Err(problem(given.span(), message));
        }
        let buckets = read.buckets.as_ref().map_or(DEFAULT_BUCKETS, |b| *b.get_ref());
        if let Some(given) = read.buckets.filter(|_| buckets == 0 || buckets > MOST_BUCKETS) {
            return Err(problem(given.span(), format!("the number of buckets lies between 1 and {MOST_BUCKETS}")));
        }
        let engine = match &read.engine {
            None => EnginePlace::Local,
            Some(text) => text.get_ref().parse().map_err(|e| problem(text.span(), e))?,
        };
        Ok(Self { name: read.name, area, class, index_date, months, buckets, engine })
    }

    /// The text of a `commonweal.toml` with these settings.
    pub fn text(&self) -> String {
        let index_date = self.index_date.map(|date| format!("index_date = \"{date}\"\n")).unwrap_or_default();
        format!(
            "# A Commonweal workspace. `commonweal check` says what is wrong with it.\n\
             name = {name}\n\
             # The integrated care board's area.\n\
             area = \"{area}\"\n\
             # synthetic: made-up people; published: others' statistics; personal: real people, so a second person checks each release.\n\
             class = \"{class}\"\n\
             # The day people are judged at, unless a refresh names another.\n\
             {index_date}\
             # Figures are made for so many month ends up to that day, so that changes can be seen; 1 is that day alone.\n\
             months = {months}\n\
             # Records are spread over so many buckets; fixed once records are loaded.\n\
             buckets = {buckets}\n\
             # Where records are counted: \"local\", or \"cluster ADDRESS:PORT\" (docs/cluster.md).\n\
             engine = \"{engine}\"\n",
            name = toml::Value::from(self.name.as_str()),
            area = self.area,
            class = self.class.as_str(),
            months = self.months,
            buckets = self.buckets,
            engine = self.engine,
        )
    }
}

/// A workspace that exists.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// Its folder.
    pub dir: PathBuf,
    /// Its settings.
    pub config: Config,
}

impl Workspace {
    /// The workspace at `dir`, or at the nearest folder above `from` that has a `commonweal.toml`.
    ///
    /// # Errors
    /// `NoWorkspace`, `File`, or `Definitions` for a faulty `commonweal.toml`.
    pub fn find(dir: Option<&Path>, from: &Path) -> Result<Self, AppError> {
        let dir = match dir {
            Some(dir) if dir.join("commonweal.toml").is_file() => dir.to_owned(),
            Some(dir) => return Err(AppError::NoWorkspace(dir.to_owned())),
            None => Self::nearest(from).ok_or_else(|| AppError::NoWorkspace(from.to_owned()))?,
        };
        Self::open(&dir)
    }

    /// The nearest folder from `from` upward that has a `commonweal.toml`.
    pub fn nearest(from: &Path) -> Option<PathBuf> {
        from.ancestors().find(|a| a.join("commonweal.toml").is_file()).map(Path::to_owned)
    }

    /// The workspace in this very folder.
    ///
    /// # Errors
    /// As [`Workspace::find`].
    pub fn open(dir: &Path) -> Result<Self, AppError> {
        let path = dir.join("commonweal.toml");
        let bytes = std::fs::read(&path).map_err(|e| AppError::file("read", &path, e))?;
        let config = Config::parse("commonweal.toml", &String::from_utf8_lossy(&bytes))?;
        let dir = dir.canonicalize().map_err(|e| AppError::file("read", dir, e))?;
        Ok(Self { dir, config })
    }

    /// Makes a new workspace in a new or empty folder.
    ///
    /// # Errors
    /// `NotEmpty`, or `File` if the folder cannot be written.
    pub fn create(dir: &Path, config: &Config) -> Result<Self, AppError> {
        let occupied = dir.is_dir() && std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some());
        if occupied && !dir.join("commonweal.toml").is_file() {
            return Err(AppError::NotEmpty(dir.to_owned()));
        }
        for folder in ["definitions/codelists", "definitions/cohorts", "definitions/indicators", "records", "results"] {
            let path = dir.join(folder);
            std::fs::create_dir_all(&path).map_err(|e| AppError::file("create", &path, e))?;
        }
        write_whole(&dir.join("commonweal.toml"), config.text().as_bytes())?;
        Self::open(dir)
    }
}

/// Writes a file whole or not at all: aside, then renamed over the old one.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), AppError> {
    let mut aside = path.as_os_str().to_owned();
    aside.push(".part");
    let aside = PathBuf::from(aside);
    let failed = |e| AppError::file("write", path, e);
    std::fs::write(&aside, bytes).map_err(failed)?;
    std::fs::File::open(&aside).and_then(|f| f.sync_all()).map_err(failed)?;
    std::fs::rename(&aside, path).map_err(failed)?;
    // A bare name lies in the folder one is in.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::File::open(folder).and_then(|f| f.sync_all()).map_err(failed)
}

/// The snapshots of a workspace, oldest first.
///
/// # Errors
/// `Records` if a manifest cannot be read.
pub fn snapshots(workspace: &Workspace) -> Result<Vec<SnapshotManifest>, AppError> {
    Ok(commonweal_records::snapshots(&workspace.dir)?)
}

/// One snapshot, by its id or enough of its beginning.
///
/// # Errors
/// `Records` if there is no such snapshot.
pub fn show_snapshot(workspace: &Workspace, id: &str) -> Result<SnapshotManifest, AppError> {
    Ok(commonweal_records::snapshot(&workspace.dir, Some(id))?)
}

/// Forgets a snapshot; files that no other snapshot uses are removed.
///
/// # Errors
/// `Records` if there is no such snapshot or its files cannot be removed.
pub fn drop_snapshot(workspace: &Workspace, id: &str) -> Result<(), AppError> {
    Ok(commonweal_records::drop_snapshot(&workspace.dir, id)?)
}
