//! A codelist as its file has it: OpenCodelists' shape, a code a row with its term and category.

use commonweal_cohort::query::CodeSystem;
use std::collections::BTreeMap;

/// A row of a file that cannot be taken as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportProblem {
    /// The file.
    pub file: String,
    /// The row below the header, from 1; 0 is the header.
    pub row: usize,
    /// The column.
    pub column: String,
    /// What is wrong, and what to do.
    pub rule: String,
}

/// What a list says of a code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) term: String,
    pub(crate) category: String,
}

/// The entries of a list by code.
pub(crate) type Entries = BTreeMap<String, Entry>;

/// Which columns of a file hold what; a name that is not given is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ColumnNames<'a> {
    pub(crate) code: Option<&'a str>,
    pub(crate) category: Option<&'a str>,
}

/// A file that was read.
pub(crate) struct CodelistFile {
    pub(crate) entries: Entries,
    pub(crate) code_column: String,
}

const CODE_COLUMNS: [&str; 7] =
    ["code", "snomedct_code", "dmd_code", "icd10_code", "ctv3_code", "opcs4_code", "bnf_code"];
const CATEGORY_COLUMNS: [&str; 2] = ["category", "cat"];

/// Coding systems as manifests name them.
pub(crate) const SYSTEMS: [(&str, CodeSystem); 6] = [
    ("snomedct", CodeSystem::SnomedCt),
    ("icd10", CodeSystem::Icd10),
    ("ctv3", CodeSystem::Ctv3),
    ("dmd", CodeSystem::Dmd),
    ("opcs4", CodeSystem::Opcs4),
    ("bnf", CodeSystem::Bnf),
];

/// Reads a list; a row that says again what an earlier one said is passed over.
pub(crate) fn read_codelist_file(
    file: &str,
    text: &str,
    names: &ColumnNames<'_>,
) -> Result<CodelistFile, Vec<ImportProblem>> {
    let problem = |row, column: &str, rule: &str| ImportProblem {
        file: file.to_owned(),
        row,
        column: column.to_owned(),
        rule: rule.to_owned(),
    };
    // A spreadsheet may begin the file with a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(|name| name.trim().to_lowercase()).collect(),
        Err(_) => return Err(vec![problem(0, "", "the header cannot be read; give a CSV file in UTF-8")]),
    };
    let find = |given: Option<&str>, usual: &[&str]| match given {
        Some(name) => header.iter().position(|column| *column == name.to_lowercase()),
        None => usual.iter().find_map(|name| header.iter().position(|column| column == name)),
    };
    let Some(code) = find(names.code, &CODE_COLUMNS) else {
        let name = names.code.unwrap_or("code");
        let rule =
            format!("there is no such column; name the column of codes with --code-column, of: {}", header.join(", "));
        return Err(vec![problem(0, name, &rule)]);
    };
    let category = find(names.category, &CATEGORY_COLUMNS);
    if let (Some(name), None) = (names.category, category) {
        let rule = format!("there is no such column; there are: {}", header.join(", "));
        return Err(vec![problem(0, name, &rule)]);
    }
    let term = find(None, &["term", "name", "description"]);
    let (mut entries, mut problems) = (Entries::new(), Vec::new());
    for (row, record) in (1..).zip(reader.records()) {
        let Ok(record) = record else {
            problems.push(problem(row, "", "the row cannot be read; save the file as CSV in UTF-8"));
            continue;
        };
        let cell = |at: usize| record.get(at).map(|cell| cell.trim().to_owned()).unwrap_or_default();
        if record.len() != header.len() {
            problems.push(problem(row, "", "the row has more or fewer cells than the header; quote cells with commas"));
            continue;
        }
        if cell(code).is_empty() {
            problems.push(problem(row, &header[code], "there is no code; give it or take the row away"));
            continue;
        }
        let entry =
            Entry { term: term.map(cell).unwrap_or_default(), category: category.map(cell).unwrap_or_default() };
        match entries.get(&cell(code)) {
            None => {
                entries.insert(cell(code), entry);
            }
            Some(earlier) if earlier.category != entry.category => {
                let rule = format!("the code {} is here before with another category; keep one", cell(code));
                problems.push(problem(row, &header[code], &rule));
            }
            Some(_) => {}
        }
    }
    if entries.is_empty() && problems.is_empty() {
        problems.push(problem(0, &header[code], "there are no codes below the header"));
    }
    if problems.is_empty() { Ok(CodelistFile { entries, code_column: header[code].clone() }) } else { Err(problems) }
}

/// The codes that no code of the system is shaped like.
pub(crate) fn misshapen(file: &str, list: &CodelistFile, system: CodeSystem) -> Vec<ImportProblem> {
    let rule = |code: &str| {
        let number = code.contains(['e', 'E']) && code.contains(['.', '+']) && code.parse::<f64>().is_ok();
        if number {
            format!("{code} is a code that a spreadsheet has turned into a number; fetch the list again as text")
        } else {
            format!("{code} is not shaped as codes of this system are; correct it or name the system")
        }
    };
    let wrong = list.entries.keys().filter(|code| !system.has_shape(code));
    let problem = |code: &String| ImportProblem {
        file: file.to_owned(),
        row: 0,
        column: list.code_column.clone(),
        rule: rule(code),
    };
    wrong.map(problem).collect()
}

/// The text of a list: `code,term`, and `category` where there is one.
pub(crate) fn codelist_text(entries: &Entries) -> String {
    let with_category = entries.values().any(|entry| !entry.category.is_empty());
    let columns = if with_category { 3 } else { 2 };
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&["code", "term", "category"][..columns]).expect("memory can be written to");
    for (code, entry) in entries {
        let cells = [code, &entry.term, &entry.category];
        writer.write_record(&cells[..columns]).expect("memory can be written to, and every row is as long");
    }
    let bytes = writer.into_inner().expect("memory can be written to");
    String::from_utf8(bytes).expect("the cells are text")
}

/// Name and version as a file name has them: `asthma-2020-04-15`, `asthma-3088a1b6`, `asthma-v2.1`; the version is
/// empty where none is there.
pub(crate) fn name_and_version(stem: &str) -> (&str, &str) {
    if let Some((name, version)) = stem.split_once('@') {
        return (name, version);
    }
    let digits = |text: &str, length: usize| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<(usize, &str)> = stem.match_indices('-').map(|(at, _)| (at, &stem[at + 1..])).collect();
    let is_version = |text: &str| {
        let date: Vec<&str> = text.split('-').collect();
        let hash = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        let numbered = text.strip_prefix('v').is_some_and(|rest| {
            rest.starts_with(|c: char| c.is_ascii_digit()) && rest.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        });
        matches!(date.as_slice(), [y, m, d] if digits(y, 4) && digits(m, 2) && digits(d, 2)) || hash || numbered
    };
    match parts.iter().find(|(at, rest)| *at > 0 && is_version(rest)) {
        Some((at, version)) => (&stem[..*at], version),
        None => (stem, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_may_end_in_a_version() {
        for (stem, name, version) in [
            ("asthma", "asthma", ""),
            ("opensafely-asthma-2020-04-15", "opensafely-asthma", "2020-04-15"),
            ("anxiety-symptoms-3088a1b6", "anxiety-symptoms", "3088a1b6"),
            ("aaa_cod-20210127", "aaa_cod", "20210127"),
            ("spln_cov-v2.5", "spln_cov", "v2.5"),
            ("copd@20230101", "copd", "20230101"),
            ("covid-dose-1", "covid-dose-1", ""),
        ] {
            assert_eq!(name_and_version(stem), (name, version), "{stem}");
        }
    }

    #[track_caller]
    fn refused(text: &str, row: usize, wanted: &str) {
        let problems = read_codelist_file("x.csv", text, &ColumnNames::default()).err().expect("it is wrong");
        assert!(problems.iter().any(|p| p.row == row && p.rule.contains(wanted)), "{problems:?}");
    }

    #[test]
    fn what_is_wrong_is_said_by_row() {
        refused("id,name\n1,a\n", 0, "--code-column");
        refused("code,term\n", 0, "no codes");
        refused("code,term\n123456,a\n,b\n", 2, "no code");
        refused("code,term\n123456,a,c\n", 1, "more or fewer cells");
        refused("code,category\n123456,A\n123456,B\n", 2, "another category");
    }

    #[test]
    fn a_list_is_written_in_order_of_code_with_its_categories() {
        let names = ColumnNames::default();
        let list = read_codelist_file("x.csv", "\u{feff}Code,Term,Cat\n22,\"b, c\",X\n11,a,\n22,again,X\n", &names);
        let list = list.unwrap_or_else(|problems| panic!("{problems:?}"));
        assert_eq!(codelist_text(&list.entries), "code,term,category\n11,a,\n22,\"b, c\",X\n");
        let problems = misshapen("x.csv", &list, CodeSystem::SnomedCt);
        assert_eq!(problems.len(), 2);
    }
}
