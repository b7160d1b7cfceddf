//! Bringing codelists into a workspace: each with its version, and earlier versions kept beside it.

use crate::codelist_file::{
    CodelistFile, ColumnNames, ImportProblem, SYSTEMS, codelist_text, misshapen, name_and_version, read_codelist_file,
};
use crate::definitions::{MANIFEST, manifest_header, manifest_rows, manifest_text, own_files, shipped_files, together};
use crate::error::AppError;
use crate::text_files::read_text;
use crate::workspace::{Workspace, write_whole};
use commonweal_cohort::{Diagnostic, Library};
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Lists to bring in, and what to say of them.
#[derive(Debug, Clone, Default)]
pub struct CodelistImport {
    /// The files: `NAME.csv` or `NAME-VERSION.csv`, each also with `.gz`.
    pub paths: Vec<PathBuf>,
    /// Where they come from, in words.
    pub source: String,
    /// What the list is called here; from the file's name if none.
    pub id: Option<String>,
    /// The version; from the file's name if none, else from the codes.
    pub version: Option<String>,
    /// What it lists; from the earlier version or the id if none.
    pub title: Option<String>,
    /// `snomedct`, `icd10`, `ctv3`, `dmd`, `opcs4` or `bnf`; from the earlier version or the codes if none.
    pub coding_system: Option<String>,
    /// Where it is published, such as `opensafely/asthma`.
    pub published_as: Option<String>,
    /// What the values of its events are in.
    pub unit: Option<String>,
    /// `published`, `composed` or `demonstration`.
    pub assurance: Option<String>,
    /// The column of codes.
    pub code_column: Option<String>,
    /// The column of categories.
    pub category_column: Option<String>,
    /// Keep the current version current and put these beside it.
    pub beside: bool,
    /// Say what would be done and do nothing.
    pub dry_run: bool,
    /// The day of the import.
    pub today: Option<Date>,
}

/// A list that was brought in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedCodelist {
    /// How definitions name it.
    pub id: String,
    /// Its version.
    pub version: String,
    /// How many codes.
    pub codes: usize,
    /// How definitions name the version that was current before, where there was another.
    pub kept: Option<String>,
    /// Whether the very same list was here already.
    pub unchanged: bool,
}

/// What came of an import. With any problem nothing is brought in.
#[derive(Debug, Default)]
pub struct CodelistImportReport {
    /// The lists.
    pub imported: Vec<ImportedCodelist>,
    /// Rows that cannot be taken.
    pub problems: Vec<ImportProblem>,
}

/// Brings lists into the workspace's `definitions/codelists`, all of them or none.
///
/// The list becomes the current version of its id; what was current before, shipped or the workspace's own, is kept as
/// `ID@VERSION`, so that a definition can go on naming it.
///
/// # Errors
/// `Codelist` for a name or version that cannot be used; `Definitions` if definitions would no longer hold with the
/// new list; `File` if a file cannot be read or written.
pub fn import_codelists(workspace: &Workspace, import: &CodelistImport) -> Result<CodelistImportReport, AppError> {
    if import.paths.len() > 1 && (import.id.is_some() || import.version.is_some() || import.title.is_some()) {
        return Err(AppError::Codelist(
            "--id, --version and --title are about one list; import the files one by one".into(),
        ));
    }
    let before = own_files(Some(&workspace.dir))?;
    let mut work = Work { import, own: before.clone(), report: CodelistImportReport::default() };
    for path in &import.paths {
        work.add(path)?;
    }
    let Work { own, report, .. } = work;
    if !report.problems.is_empty() || import.dry_run {
        return Ok(report);
    }
    let known = problems(before.clone());
    let new: Vec<Diagnostic> = problems(own.clone()).into_iter().filter(|problem| !known.contains(problem)).collect();
    if !new.is_empty() {
        return Err(AppError::Definitions(new));
    }
    let folder = workspace.dir.join("definitions");
    let codelists = folder.join("codelists");
    std::fs::create_dir_all(&codelists).map_err(|error| AppError::file("create", &codelists, error))?;
    // The manifest comes last: until then a new file is a list without a description, which is no fault.
    let mut changed: Vec<(&String, &String)> =
        own.iter().filter(|(path, text)| before.get(*path) != Some(text)).collect();
    changed.sort_by_key(|(path, _)| (*path == MANIFEST, *path));
    for (path, text) in changed {
        write_whole(&folder.join(path), text.as_bytes())?;
    }
    Ok(report)
}

fn problems(own: BTreeMap<String, String>) -> Vec<Diagnostic> {
    Library::parse(&together(own)).err().unwrap_or_default()
}

struct Work<'a> {
    import: &'a CodelistImport,
    /// The workspace's own files as they will be.
    own: BTreeMap<String, String>,
    report: CodelistImportReport,
}

impl Work<'_> {
    fn add(&mut self, path: &Path) -> Result<(), AppError> {
        let import = self.import;
        let text = read_text(path).map_err(|error| AppError::file("read", path, error))?;
        let file = path.display().to_string();
        let columns = ColumnNames { code: import.code_column.as_deref(), category: import.category_column.as_deref() };
        let list = match read_codelist_file(&file, &text, &columns) {
            Ok(list) => list,
            Err(problems) => {
                self.report.problems.extend(problems);
                return Ok(());
            }
        };
        let (id, named_version) = self.id_and_version(path)?;
        let current = self.row(&format!("{id}.csv"));
        let system_name = self.coding_system(&list, current.as_ref())?;
        let (_, system) = SYSTEMS.into_iter().find(|(name, _)| *name == system_name).expect("it was just found");
        let wrong = misshapen(&file, &list, system);
        if !wrong.is_empty() {
            self.report.problems.extend(wrong);
            return Ok(());
        }
        let text = codelist_text(&list.entries);
        let version = import.version.clone().unwrap_or(named_version);
        let version = if version.is_empty() { fingerprint(&text) } else { version };
        if !is_version(&version) {
            return Err(AppError::Codelist(format!(
                "`{version}` cannot be a version; use letters, digits, `.`, `_` and `-`"
            )));
        }
        let row = self.manifest_row(&id, &version, system_name, list.entries.len(), path, current.as_ref());
        self.put(&id, &version, text, row, current)
    }

    /// Puts the list in its place, and what was there before beside it.
    fn put(
        &mut self,
        id: &str,
        version: &str,
        text: String,
        row: BTreeMap<String, String>,
        current: Option<BTreeMap<String, String>>,
    ) -> Result<(), AppError> {
        let current_text = self.text(&format!("codelists/{id}.csv"));
        let current_version =
            current.as_ref().and_then(|row| row.get("opencodelists_version")).cloned().unwrap_or_default();
        let same = |other: &str| codes_of(other) == codes_of(&text);
        let mut imported = ImportedCodelist {
            id: id.to_owned(),
            version: version.to_owned(),
            codes: codes_of(&text).len(),
            kept: None,
            unchanged: false,
        };
        if let Some(old) = current_text.as_ref().filter(|_| current_version == version) {
            if !same(old) {
                return Err(AppError::Codelist(format!(
                    "version {version} of `{id}` is here already with other codes; give the new one a --version of its own"
                )));
            }
            imported.unchanged = true;
            self.report.imported.push(imported);
            return Ok(());
        }
        if self.import.beside && current_text.is_some() {
            let name = format!("{id}@{version}");
            self.own.insert(format!("codelists/{name}.csv"), text);
            self.set_row(&format!("{name}.csv"), row);
            imported.id = name;
            self.report.imported.push(imported);
            return Ok(());
        }
        if let Some(old) = current_text {
            let old_version = if current_version.is_empty() { fingerprint(&old) } else { current_version };
            let name = format!("{id}@{}", as_version(&old_version));
            self.own.insert(format!("codelists/{name}.csv"), old);
            self.set_row(
                &format!("{name}.csv"),
                current.unwrap_or_else(|| BTreeMap::from([("title".into(), id.into())])),
            );
            imported.kept = Some(name);
        }
        self.own.insert(format!("codelists/{id}.csv"), text);
        self.set_row(&format!("{id}.csv"), row);
        self.report.imported.push(imported);
        Ok(())
    }

    fn id_and_version(&self, path: &Path) -> Result<(String, String), AppError> {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        let (stem, version) = name_and_version(name.strip_suffix(".csv").unwrap_or(name));
        let word = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let id = self.import.id.clone().unwrap_or_else(|| stem.to_lowercase().chars().map(word).collect());
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        if id.len() > 60 || !id.starts_with(|c: char| c.is_ascii_lowercase()) || !id.bytes().all(plain) {
            let problem = format!("`{id}` cannot be the id of a codelist; give one of a-z, digits and `_` with --id");
            return Err(AppError::Codelist(problem));
        }
        Ok((id, version.to_owned()))
    }

    fn coding_system(
        &self,
        list: &CodelistFile,
        current: Option<&BTreeMap<String, String>>,
    ) -> Result<&'static str, AppError> {
        let said = self
            .import
            .coding_system
            .as_deref()
            .or(current.and_then(|row| row.get("coding_system")).map(String::as_str));
        let known = |name: &str| SYSTEMS.into_iter().find(|(system, _)| *system == name).map(|(system, _)| system);
        if let Some(name) = said.filter(|name| !name.is_empty()) {
            return known(name).ok_or_else(|| AppError::Unknown {
                what: "the coding system",
                given: name.to_owned(),
                known: SYSTEMS.iter().map(|(name, _)| (*name).to_owned()).collect(),
            });
        }
        if let Some(name) = list.code_column.strip_suffix("_code").and_then(known) {
            return Ok(name);
        }
        if list.entries.keys().any(|code| SYSTEMS[0].1.has_shape(code)) {
            return Ok(SYSTEMS[0].0);
        }
        let names: Vec<&str> = SYSTEMS.iter().map(|(name, _)| *name).collect();
        Err(AppError::Codelist(format!(
            "the codes do not say which system they are of; give --coding-system: {}",
            names.join(", ")
        )))
    }

    fn manifest_row(
        &self,
        id: &str,
        version: &str,
        system: &str,
        codes: usize,
        path: &Path,
        current: Option<&BTreeMap<String, String>>,
    ) -> BTreeMap<String, String> {
        let import = self.import;
        let before = |column: &str| current.and_then(|row| row.get(column)).cloned();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        [
            ("title", import.title.clone().or(before("title")).unwrap_or_else(|| id.replace('_', " "))),
            ("coding_system", system.to_owned()),
            ("n_codes", codes.to_string()),
            ("opencodelists_id", import.published_as.clone().or(before("opencodelists_id")).unwrap_or_default()),
            ("opencodelists_version", version.to_owned()),
            ("downloaded_at", import.today.map(|day| day.to_string()).unwrap_or_default()),
            ("source_repo", import.source.clone()),
            ("source_path", name),
            ("licence", before("licence").unwrap_or_default()),
            ("assurance", import.assurance.clone().or(before("assurance")).unwrap_or_else(|| "published".to_owned())),
            ("unit", import.unit.clone().or(before("unit")).unwrap_or_default()),
        ]
        .map(|(column, value)| (column.to_owned(), value))
        .into()
    }

    /// A file as it will be, the workspace's own or the shipped one.
    fn text(&self, path: &str) -> Option<String> {
        self.own.get(path).cloned().or_else(|| shipped_files().remove(path))
    }

    /// What the manifests say of a file.
    fn row(&self, file: &str) -> Option<BTreeMap<String, String>> {
        let shipped = shipped_files().remove(MANIFEST);
        let of = |text: Option<&String>| {
            let rows = text.map(|text| manifest_rows(text)).unwrap_or_default();
            rows.into_iter().find(|row| row.get("file").is_some_and(|name| name == file))
        };
        of(self.own.get(MANIFEST)).or_else(|| of(shipped.as_ref()))
    }

    /// Sets a row of the workspace's own manifest.
    fn set_row(&mut self, file: &str, mut row: BTreeMap<String, String>) {
        row.insert("file".to_owned(), file.to_owned());
        let own = self.own.get(MANIFEST).cloned().unwrap_or_default();
        let shipped = shipped_files().remove(MANIFEST).unwrap_or_default();
        let mut header = manifest_header(&own);
        let missing: Vec<String> =
            manifest_header(&shipped).into_iter().filter(|name| !header.contains(name)).collect();
        header.extend(missing);
        let mut rows = manifest_rows(&own);
        rows.retain(|row| row.get("file").is_none_or(|name| name != file));
        rows.push(row);
        rows.sort_by(|a, b| a.get("file").cmp(&b.get("file")));
        self.own.insert(MANIFEST.to_owned(), manifest_text(&header, &rows));
    }
}

/// The codes and categories of a list, whatever else its file holds.
fn codes_of(text: &str) -> BTreeSet<(String, String)> {
    let list = read_codelist_file("", text, &ColumnNames::default());
    let entries = list.map(|list| list.entries).unwrap_or_default();
    entries.into_iter().map(|(code, entry)| (code, entry.category)).collect()
}

/// A version for a list that has none: the beginning of its content's SHA-256.
fn fingerprint(text: &str) -> String {
    let lines: String = codes_of(text).iter().map(|(code, category)| format!("{code},{category}\n")).collect();
    Sha256::digest(lines.as_bytes()).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

fn is_version(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 40
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
}

/// The version as a file can be named by it.
fn as_version(text: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '_' };
    text.chars().map(plain).take(40).collect()
}
