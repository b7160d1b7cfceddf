//! Codelists: which codes mean a thing.

use crate::canon::sha256_hex;
use crate::diagnostic::nearest;
use crate::place::{Place, place};
use crate::query::CodeSystem;
use crate::reader::Problems;
use crate::sheet::CsvSheet;
use crate::{Diagnostic, SourceFile, tables, unit};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A versioned set of codes from one coding system. Codes are text: leading zeros and 18 digits survive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Codelist {
    /// The file's name without `.csv`.
    pub id: String,
    /// What it lists, in words.
    pub title: String,
    /// `snomedct`, `icd10`, `ctv3`, `dmd`, `opcs4` or `bnf`.
    pub coding_system: String,
    /// Where the list is published, such as `nhsd-primary-care-domain-refsets/hyp_cod`; empty for a list of one's own.
    pub published_as: String,
    /// The publisher's version, or the start of the content's SHA-256 where the manifest names none.
    pub version: String,
    /// How sure the list is: `published`, `composed` or `demonstration`; none where the manifest does not say.
    pub assurance: Option<String>,
    /// What the values of its events are in; none where they have none or the manifest does not say.
    pub unit: Option<String>,
    /// The day it was made, by its version, or fetched; the later, where the manifest says both.
    pub dated: Option<Date>,
    /// The codes.
    pub codes: BTreeSet<String>,
    /// The category of each code, for lists that have a `category` column.
    pub categories: BTreeMap<String, String>,
    /// What each code means, where the file says.
    pub terms: BTreeMap<String, String>,
    /// The path of the file.
    pub path: String,
    /// Where the manifest speaks of it, ready for a problem there.
    listed: Option<Diagnostic>,
}

/// One line of the manifest of codelists.
struct ManifestRow {
    assurance: Option<String>,
    unit: Option<String>,
    dated: Option<Date>,
    title: String,
    coding_system: String,
    codes: usize,
    published_as: String,
    version: String,
    file: usize,
    span: Range<usize>,
}

impl ManifestRow {
    /// A problem at the name of the list's file, not at the whole of a long line.
    fn named(&self, id: &str, file: &SourceFile) -> Diagnostic {
        let name = format!("{id}.csv");
        let line = file.text.get(self.span.clone()).unwrap_or_default();
        let at = self.span.start + line.find(&name).unwrap_or(0);
        file.problem(at..at + name.len(), "")
    }
}

/// Reads every codelist and what the manifests say of them.
pub(crate) fn read_codelists(files: &[SourceFile], problems: &Problems) -> BTreeMap<String, Codelist> {
    let mut manifest = BTreeMap::new();
    for (at, file) in files.iter().enumerate().filter(|(_, file)| place(&file.path) == Place::Manifest) {
        read_manifest(at, file, problems, &mut manifest);
    }
    let mut codelists: BTreeMap<String, Codelist> = BTreeMap::new();
    for file in files {
        let Place::Codelist(id) = place(&file.path) else { continue };
        if let Some(first) = codelists.get(id) {
            problems.add(duplicate(file, id, &first.path));
            continue;
        }
        let row = manifest.remove(id);
        codelists.insert(id.to_owned(), read_codelist(id, file, row, files, problems));
    }
    for (id, row) in manifest {
        let file = &files[row.file];
        problems.add(
            file.problem(row.span, format!("codelist `{id}` is in the manifest but has no file"))
                .help(format!("add codelists/{id}.csv or take the line away")),
        );
    }
    codelists
}

pub(crate) fn duplicate(file: &SourceFile, id: &str, first: &str) -> Diagnostic {
    file.problem(0..0, format!("`{id}` is defined twice; the other is {first}")).help("keep one of the two")
}

fn read_manifest(at: usize, file: &SourceFile, problems: &Problems, manifest: &mut BTreeMap<String, ManifestRow>) {
    let Some(mut sheet) = CsvSheet::open(file, problems) else { return };
    let columns = ["file", "title", "coding_system", "n_codes", "opencodelists_id", "opencodelists_version"];
    let Some(columns) = sheet.columns(columns, problems) else { return };
    let further = ["assurance", "unit", "downloaded_at"].map(|name| sheet.column(name));
    while let Some((row, span)) = sheet.next(problems) {
        let [name, title, coding_system, codes, published_as, version] = columns.map(|column| row[column].clone());
        let Some(id) = name.strip_suffix(".csv") else {
            problems.add(file.problem(span, format!("`{name}` is not the name of a CSV file")));
            continue;
        };
        let Ok(codes) = codes.parse() else {
            problems.add(file.problem(span, format!("n_codes of `{id}` is `{codes}`, not a whole number")));
            continue;
        };
        if tables::coding_named(&coding_system).is_none() {
            let known = CodeSystem::ALL.map(tables::coding_word);
            let message = format!("`{coding_system}` is not a coding system; use one of: {}", known.join(", "));
            problems.add(file.problem(span, message));
            continue;
        }
        let [assurance, unit, dated] =
            further.map(|column| column.map(|column| row[column].clone()).filter(|text| !text.is_empty()));
        let known = ["published", "composed", "demonstration"];
        if let Some(word) = assurance.as_ref().filter(|word| !known.contains(&word.as_str())) {
            let message = format!("assurance of `{id}` is `{word}`; use one of: {}", known.join(", "));
            problems.add(file.problem(span.clone(), message).maybe_help(nearest(word, known)));
        }
        if let Some((text, help)) = unit.as_ref().and_then(|text| Some((text, unit::known(text).err()?))) {
            problems.add(file.problem(span.clone(), format!("`{text}` is not a unit")).help(help));
        }
        let row = ManifestRow {
            assurance,
            unit,
            dated: [dated.and_then(|text| text.parse().ok()), day_of_version(&version)].into_iter().flatten().max(),
            title,
            coding_system,
            codes,
            published_as,
            version,
            file: at,
            span: span.clone(),
        };
        if manifest.insert(id.to_owned(), row).is_some() {
            problems.add(file.problem(span, format!("codelist `{id}` is in the manifest twice")));
        }
    }
}

/// A codelist; one with something wrong is kept too, so that definitions that name it are not reported as well.
fn read_codelist(
    id: &str,
    file: &SourceFile,
    row: Option<ManifestRow>,
    files: &[SourceFile],
    problems: &Problems,
) -> Codelist {
    let system = row.as_ref().map_or("snomedct", |row| row.coding_system.as_str());
    let contents = read_codes(file, system, problems);
    let sound = contents.is_some();
    let (codes, categories, terms) = contents.unwrap_or_default();
    if sound && codes.is_empty() {
        let header = 0..file.text.find('\n').unwrap_or(file.text.len());
        problems.add(
            file.problem(header, format!("codelist `{id}` has no codes"))
                .help("a definition that used it could never find anybody; add codes or take the file away"),
        );
    } else if let Some(row) = row.as_ref().filter(|row| sound && row.codes != codes.len()) {
        let message = format!("the manifest says `{id}` has {} codes, but its file has {}", row.codes, codes.len());
        let help = "correct n_codes, or fetch the file again".to_owned();
        problems.add(files[row.file].problem(row.span.clone(), message).help(help));
    }
    let listed = row.as_ref().map(|row| row.named(id, &files[row.file]));
    let (title, coding_system, published_as, version, [assurance, unit], dated) = match row {
        Some(row) => {
            (row.title, row.coding_system, row.published_as, row.version, [row.assurance, row.unit], row.dated)
        }
        None => (id.replace('_', " "), "snomedct".to_owned(), String::new(), String::new(), [None, None], None),
    };
    let version = if version.is_empty() { content_hash(&codes, &categories)[..12].to_owned() } else { version };
    Codelist {
        id: id.to_owned(),
        title,
        coding_system,
        published_as,
        version,
        assurance,
        unit,
        dated,
        codes,
        categories,
        terms,
        path: file.path.clone(),
        listed,
    }
}

type Codes = (BTreeSet<String>, BTreeMap<String, String>, BTreeMap<String, String>);

/// The codes of a file, their categories and their terms; none when any row is wrong, each of which is reported.
fn read_codes(file: &SourceFile, system: &str, problems: &Problems) -> Option<Codes> {
    let mut sheet = CsvSheet::open(file, problems)?;
    let [code] = sheet.columns(["code"], problems)?;
    let (category, term) = (sheet.column("category"), sheet.column("term"));
    let (mut codes, mut categories, mut terms) = (BTreeSet::new(), BTreeMap::new(), BTreeMap::new());
    let mut sound = true;
    while let Some((row, span)) = sheet.next(problems) {
        if let Err((message, help)) = well_formed(&row[code], system) {
            problems.add(file.problem(span, message).help(help));
            sound = false;
        } else if !codes.insert(row[code].clone()) {
            problems.add(file.problem(span, format!("code {} is listed twice", row[code])));
            sound = false;
        } else {
            for (column, meanings) in [(category, &mut categories), (term, &mut terms)] {
                if let Some(column) = column.filter(|column| !row[*column].is_empty()) {
                    meanings.insert(row[code].clone(), row[column].clone());
                }
            }
        }
    }
    (sound && sheet.faults == 0).then_some((codes, categories, terms))
}

impl Codelist {
    /// A warning, if the list is older than so many years.
    pub(crate) fn stale(&self, today: Date, years: u16) -> Option<Diagnostic> {
        let dated = self.dated?;
        let oldest = today.checked_sub(jiff::Span::new().years(i32::from(years))).ok()?;
        let mut problem = self.listed.clone().filter(|_| dated < oldest)?.into_warning();
        problem.message = format!("codelist `{}` is of {dated}, more than {years} years ago", self.id);
        Some(problem.help("fetch its newest version, and see what it would change with `commonweal codelist diff`"))
    }

    /// SHA-256 (hex) of the codes and their categories.
    pub fn content_hash(&self) -> String {
        content_hash(&self.codes, &self.categories)
    }
}

/// The day that a version such as `20210127` names.
fn day_of_version(version: &str) -> Option<Date> {
    let digits = version.len() == 8 && version.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| format!("{}-{}-{}", &version[..4], &version[4..6], &version[6..]).parse().ok())?
}

fn content_hash(codes: &BTreeSet<String>, categories: &BTreeMap<String, String>) -> String {
    let lines = codes.iter().map(|code| format!("{code:?},{:?}\n", categories.get(code)));
    sha256_hex(&lines.collect::<String>())
}

/// Whether a text can be a code, else what is wrong and what to do.
fn well_formed(code: &str, system: &str) -> Result<(), (String, &'static str)> {
    if code.is_empty() {
        return Err(("this line has no code".to_owned(), "give the code or take the line away"));
    }
    let mangled = code.contains(['e', 'E']) && code.contains(['.', '+']) && code.parse::<f64>().is_ok();
    if mangled {
        let message = format!("`{code}` is a code a spreadsheet has turned into a number");
        return Err((message, "fetch the list again; keep its codes as text"));
    }
    if code.len() > 18 || !code.bytes().all(|b| b.is_ascii_graphic()) {
        let shown: String = code.chars().take(30).collect();
        return Err((format!("`{shown}` is not a code"), "codes have at most 18 plain characters and no spaces"));
    }
    if let Some(of) = tables::coding_named(system).filter(|of| !of.has_shape(code)) {
        let help = match of {
            CodeSystem::SnomedCt | CodeSystem::Dmd => "they have six to eighteen digits and do not begin with 0",
            CodeSystem::Ctv3 => "they have five letters, digits or closing dots",
            CodeSystem::Icd10 => "they are like I10, I10X or E119, without a dot",
            CodeSystem::Opcs4 => "they are like A01 or A012, without a dot",
            CodeSystem::Bnf => "they have fifteen letters and digits, or eleven digits",
        };
        return Err((format!("`{code}` is not shaped as {} codes are", tables::coding_title(of)), help));
    }
    Ok(())
}
