//! `commonweal report due`: the reports that `definitions/reports.toml` asks for again and again, written when their time has come.

use super::report::{keep, write_one};
use anyhow::{Context, bail};
use commonweal_app::Site;
use commonweal_model::{AreaCode, AreaType};
use commonweal_report::Format;
use commonweal_web::{ReportAsked, ReportKind, report_areas, report_file_name};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use toml::Spanned;

/// What is asked for, in the workspace.
const FILE: &str = "definitions/reports.toml";
/// Where reports go, and what was written when.
const FOLDER: &str = "results/reports";
const STATE: &str = "results/reports/written.json";

/// How often a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Every {
    /// When there is another release than the last time.
    Release,
    /// On the first run of a week, which begins on Monday.
    Week,
    /// On the first run of a month.
    Month,
}

/// One `[[report]]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Entry {
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    area: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    all_areas: Option<String>,
    formats: Vec<String>,
    every: Every,
    to: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    report: Vec<Spanned<Entry>>,
}

/// When an entry was last written, and of which release.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
struct Written {
    /// A moment in UTC.
    at: String,
    release: String,
}

/// One line of the answer.
#[derive(Debug, Serialize)]
struct Said {
    kind: String,
    to: String,
    /// The files; none where it was not due, or could not be written.
    written: Option<Vec<String>>,
}

/// An entry that was read and makes sense.
#[derive(Debug)]
struct Asked {
    entry: Entry,
    kind: ReportKind,
    areas: Option<AreaType>,
    formats: Vec<Format>,
}

impl Asked {
    fn of(entry: Entry) -> Result<Self, String> {
        let kinds = || ReportKind::ALL.map(ReportKind::id).join(", ");
        let Some(kind) = ReportKind::of_id(&entry.kind) else {
            return Err(format!("there is no report `{}`; there are {}", entry.kind, kinds()));
        };
        if kind.has_subject() != entry.about.is_some() {
            let what = if kind.has_subject() { "needs `about`" } else { "has no `about`" };
            return Err(format!("the report `{}` {what}", kind.id()));
        }
        if !kind.has_area() && (entry.area.is_some() || entry.all_areas.is_some()) {
            return Err(format!("the report `{}` is about the whole: leave `area` and `all-areas` away", kind.id()));
        }
        if entry.area.is_some() && entry.all_areas.is_some() {
            return Err("`area` and `all-areas` exclude one another".to_owned());
        }
        let areas = match &entry.all_areas {
            None => None,
            Some(name) => match name.parse::<AreaType>() {
                Ok(area_type) if kind.area_types().contains(&area_type) => Some(area_type),
                _ => {
                    let types: Vec<&str> = kind.area_types().iter().map(|of| of.as_str()).collect();
                    return Err(format!("`all-areas` of `{}` is one of {}, not `{name}`", kind.id(), types.join(", ")));
                }
            },
        };
        let format = |name: &String| {
            Format::of_name(&format!("report.{name}"))
                .ok_or_else(|| format!("`{name}` is no kind of file; use pdf, xlsx, docx, html or csv"))
        };
        let formats = entry.formats.iter().map(format).collect::<Result<Vec<Format>, String>>()?;
        if formats.is_empty() {
            return Err("`formats` is empty; use pdf, xlsx, docx, html or csv".to_owned());
        }
        let is_below = Path::new(&entry.to).components().all(|part| matches!(part, Component::Normal(_)));
        if entry.to.is_empty() || !is_below {
            return Err(format!("`to` is a folder below {FOLDER}, not `{}`", entry.to));
        }
        Ok(Self { entry, kind, areas, formats })
    }

    /// What it is remembered by: everything that is asked.
    fn name(&self) -> anyhow::Result<String> {
        Ok(serde_json::to_string(&self.entry)?)
    }

    fn is_due(&self, last: Option<&Written>, now: Timestamp, release: &str) -> bool {
        let Some((last, at)) = last.and_then(|last| Some((last, last.at.parse::<Timestamp>().ok()?))) else {
            return true;
        };
        let day = |at: Timestamp| at.to_zoned(TimeZone::UTC).date();
        match self.entry.every {
            Every::Release => last.release != release,
            Every::Week => monday(day(at)) < monday(day(now)),
            Every::Month => day(at).first_of_month() < day(now).first_of_month(),
        }
    }
}

fn monday(day: Date) -> Date {
    day.saturating_sub(jiff::Span::new().days(i64::from(day.weekday().to_monday_zero_offset())))
}

/// Reads the file; every problem with its line.
fn read(text: &str) -> anyhow::Result<Vec<Asked>> {
    let file: File = toml::from_str(text).map_err(|problem| anyhow::anyhow!("{FILE}: {problem}"))?;
    let (mut asked, mut problems) = (Vec::new(), Vec::new());
    for entry in file.report {
        let line = 1 + text.get(..entry.span().start).unwrap_or_default().matches('\n').count();
        match Asked::of(entry.into_inner()) {
            Ok(one) => asked.push(one),
            Err(problem) => problems.push(format!("{FILE}, line {line}: {problem}")),
        }
    }
    if !problems.is_empty() {
        bail!("{}", problems.join("\n"));
    }
    Ok(asked)
}

/// What is wrong with the file of a workspace, and how many reports it asks for; nothing where there is no such file.
pub(super) fn looked_at(dir: &Path) -> Option<Result<usize, String>> {
    let asked = match std::fs::read_to_string(dir.join(FILE)) {
        Ok(text) => read(&text).map_err(|problem| format!("{problem:#}")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
        Err(error) => Err(format!("{FILE} cannot be read: {error}")),
    };
    Some(asked.map(|asked| asked.len()))
}

/// Writes what is due in a workspace, and says what it wrote.
pub(super) fn run(dir: &Path, is_json: bool) -> anyhow::Result<()> {
    let path = dir.join(FILE);
    let text = std::fs::read_to_string(&path).with_context(|| {
        format!(
            "{} cannot be read; it lists the reports that are written again and again (docs/reports.md)",
            path.display()
        )
    })?;
    let asked = read(&text)?;
    let state = dir.join(STATE);
    let mut written: BTreeMap<String, Written> = match std::fs::read_to_string(&state) {
        Ok(text) => serde_json::from_str(&text)
            .with_context(|| format!("{} cannot be read; delete it to have every report written", state.display()))?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => BTreeMap::new(),
        Err(error) => return Err(error).with_context(|| format!("{} cannot be read", state.display())),
    };
    let site = Arc::new(Site::open(dir)?);
    let release = site.facts().release_id.clone();
    let now = Timestamp::now();
    let (mut said, mut failed) = (Vec::new(), Vec::new());
    for one in &asked {
        let name = one.name()?;
        let mut files = None;
        if one.is_due(written.get(&name), now, &release) {
            match write_all(&site, one, &dir.join(FOLDER).join(&one.entry.to)) {
                Ok(done) => {
                    files = Some(done);
                    written.insert(name, Written { at: now.to_string(), release: release.clone() });
                    // After each, so that one that fails does not have the others written again.
                    keep(&state, serde_json::to_string_pretty(&written)?.as_bytes())?;
                }
                // The others are written all the same; this one is due again the next time.
                Err(error) => failed.push(format!("{}: {}: {error:#}", one.entry.to, one.kind.id())),
            }
        }
        said.push(Said { kind: one.kind.id().to_owned(), to: one.entry.to.clone(), written: files });
    }
    let words = match is_json {
        true => serde_json::to_string_pretty(&said)? + "\n",
        false => said.iter().map(in_words).collect(),
    };
    crate::output::print(&words)?;
    if !failed.is_empty() {
        bail!("not written:\n{}", failed.join("\n"));
    }
    Ok(())
}

fn in_words(said: &Said) -> String {
    match said.written.as_ref().map(Vec::len) {
        None => format!("{}: {}, nothing written\n", said.to, said.kind),
        Some(1) => format!("{}: {}, 1 file written\n", said.to, said.kind),
        Some(number) => format!("{}: {}, {number} files written\n", said.to, said.kind),
    }
}

fn write_all(site: &Arc<Site>, one: &Asked, folder: &Path) -> anyhow::Result<Vec<String>> {
    std::fs::create_dir_all(folder).with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    let areas: Vec<Option<String>> = match (one.areas, &one.entry.area) {
        (Some(of), _) => report_areas(site, one.kind, of).into_iter().map(|(code, _)| Some(code.to_string())).collect(),
        (None, Some(code)) => {
            let code: AreaCode = code.parse().with_context(|| format!("`{code}` is no code of an area"))?;
            vec![Some(code.to_string())]
        }
        (None, None) => vec![None],
    };
    let mut files = Vec::new();
    for area in &areas {
        let asked = ReportAsked { kind: one.kind, subject: one.entry.about.as_deref(), area: area.as_deref() };
        for format in &one.formats {
            let path: PathBuf = folder.join(report_file_name(site, &asked, *format));
            write_one(site, &asked, *format, &path).with_context(|| format!("{} is not written", path.display()))?;
            files.push(path.display().to_string());
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "[[report]]\nkind = \"profile\"\narea = \"QT1-MID\"\nformats = [\"pdf\", \"xlsx\"]\nevery = \"month\"\nto = \"board\"\n";

    #[test]
    fn what_is_asked_for_is_read_and_a_mistake_has_its_line() {
        assert_eq!(read(GOOD).expect("read").len(), 1);
        assert!(read("").expect("nothing is asked for").is_empty());
        for (from, to, problem) in [
            ("\"profile\"", "\"profil\"", "line 1: there is no report `profil`; there are profile, inequalities"),
            ("\"QT1-MID\"", "\"QT1-MID\"\nall-areas = \"pcn\"", "exclude one another"),
            ("\"pdf\"", "\"doc\"", "`doc` is no kind of file"),
            ("\"board\"", "\"../board\"", "`to` is a folder below results/reports, not `../board`"),
            ("area = \"QT1-MID\"", "all-areas = \"ward\"", "`all-areas` of `profile` is one of icb, place"),
            ("\"month\"", "\"day\"", "definitions/reports.toml: TOML parse error at line 5"),
            ("area", "place", "unknown field `place`"),
        ] {
            let told = format!("{:#}", read(&GOOD.replacen(from, to, 1)).expect_err(problem));
            assert!(told.contains(problem), "{told}");
        }
        let second = format!(
            "{GOOD}\n[[report]]\nkind = \"scorecard\"\nabout = \"x\"\nformats = [\"pdf\"]\nevery = \"week\"\nto = \"a\"\n"
        );
        assert!(
            format!("{:#}", read(&second).expect_err("no subject"))
                .contains("line 8: the report `scorecard` has no `about`")
        );
    }

    #[test]
    fn a_workspace_is_checked_for_what_it_asks() {
        let dir = tempfile::tempdir().expect("a folder");
        assert!(looked_at(dir.path()).is_none(), "no report need be asked for");
        std::fs::create_dir(dir.path().join("definitions")).expect("made");
        std::fs::write(dir.path().join(FILE), GOOD).expect("written");
        assert_eq!(looked_at(dir.path()), Some(Ok(1)));
        std::fs::write(dir.path().join(FILE), GOOD.replace("pdf", "doc")).expect("written");
        let told = looked_at(dir.path()).expect("there").expect_err("no such file");
        assert!(told.contains("definitions/reports.toml, line 1: `doc` is no kind of file"), "{told}");
    }

    #[test]
    fn a_report_is_due_once_a_release_a_week_or_a_month() {
        let check = |every: &str, now: &str, release: &str, expected: bool| {
            let asked = read(&GOOD.replace("month", every)).expect("read").remove(0);
            let last = Written { at: "2026-10-30T23:00:00Z".to_owned(), release: "r1".to_owned() };
            let is_due = asked.is_due(Some(&last), now.parse().expect("a moment"), release);
            assert_eq!(is_due, expected, "{every} {now} {release}");
            assert!(asked.is_due(None, now.parse().expect("a moment"), release), "what was never written is due");
        };
        check("release", "2027-01-01T00:00:00Z", "r1", false);
        check("release", "2026-10-30T23:00:01Z", "r2", true);
        check("week", "2026-11-01T23:59:59Z", "r2", false);
        check("week", "2026-11-02T00:00:00Z", "r1", true);
        check("month", "2026-10-31T23:59:59Z", "r2", false);
        check("month", "2026-11-01T00:00:00Z", "r1", true);
    }
}
