//! The three sinks: what each gives of every case of every shipped cohort, and what none of them shows.

use crate::support::definitions;
use crate::tables::write_tables;
use commonweal_cohort::evaluate::Interval;
use commonweal_cohort::{Fact, Library};
use commonweal_engine::{
    CellDimension, CellSpec, Engine, EngineError, Geography, PassSpec, PersonFoldExec, Questions, SealedStore,
    read_table,
};
use commonweal_model::{AreaType, Family};
use commonweal_reference::{Table, Values};
use commonweal_testkit::{DefinitionCase, definition_files, read_definition_case};
use datafusion::physical_plan::{ExecutionPlan, displayable};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Cases of cohorts, with the cohort's id.
fn cases(library: &Library) -> impl Iterator<Item = (&str, DefinitionCase)> {
    library.cohorts.keys().filter_map(|id| {
        let folder = definitions().join("cohorts").join(id).join("case");
        folder.is_dir().then(|| (id.as_str(), read_definition_case(&folder).unwrap()))
    })
}

fn spec(dir: &Path, cohorts: &[&str], case: &DefinitionCase, buckets: u32) -> PassSpec {
    let cohorts = cohorts.iter().map(ToString::to_string).collect();
    let files = definition_files(&definitions()).unwrap();
    let questions = Questions::Library { files, cohorts, indicators: Vec::new() };
    PassSpec::new(questions, vec![Interval::on(case.index_date)], write_tables(dir, &case.database, buckets))
}

/// The texts of a column, numbers written out.
fn column(table: &Table, name: &str) -> Option<Vec<String>> {
    let column = table.columns.iter().find(|column| column.name == name)?;
    Some(match &column.values {
        Values::Text(values) => values.iter().map(|text| text.clone().unwrap_or_default()).collect(),
        Values::Real(values) => values.iter().map(|n| n.map_or(String::new(), |n| format!("{n:.4}"))).collect(),
        Values::Integer(values) => values.iter().map(|n| n.map_or(String::new(), |n| n.to_string())).collect(),
        Values::Date(values) => values.iter().map(|d| d.map_or(String::new(), |d| d.to_string())).collect(),
    })
}

#[test]
fn every_case_of_a_shipped_cohort_comes_out_of_each_sink_as_its_author_expects() {
    let library = Library::parse(&definition_files(&definitions()).unwrap()).unwrap();
    let engine = Engine::new(Some(2)).unwrap();
    let mut seen = 0;
    for (id, case) in cases(&library) {
        let dir = tempfile::tempdir().unwrap();
        let spec = Arc::new(spec(dir.path(), &[id], &case, 3));
        let members: Vec<i64> =
            case.expected.iter().filter(|(_, e)| e.cells["member"] == "true").map(|(patient, _)| *patient).collect();

        let counted = engine.pass(&spec, &|_| {}).unwrap();
        assert_eq!(counted.totals.len(), 1, "{id}");
        let total = &counted.totals[0];
        assert_eq!((total.numerator, total.denominator), (members.len() as u64, case.expected.len() as u64), "{id}");

        let mut listed = Vec::new();
        engine.case_entries(&spec, &mut |entry| listed.push(entry.patient.reveal())).unwrap();
        listed.sort_unstable();
        assert_eq!(listed, members, "{id}");

        let store = SealedStore::create(dir.path(), id).unwrap();
        let sealed = engine.seal(&spec, &[Fact::Age, Fact::PracticeCode], &store).unwrap();
        assert_eq!((sealed.people, sealed.rows), (counted.people, counted.people), "{id}");
        let rows = sealed_rows(&dir.path().join("sealed").join(id));
        for name in ["member", "score", "band", "segment"] {
            let mut wanted: Vec<String> =
                case.expected.values().filter_map(|e| e.cells.get(name).map(|cell| in_full(name, cell))).collect();
            let mut found: Vec<String> =
                rows.iter().filter_map(|t| column(t, &format!("{id}.{name}"))).flatten().collect();
            wanted.sort();
            found.sort();
            assert!(wanted.is_empty() || wanted == found, "{id}.{name}: {found:?} where {wanted:?} is expected");
        }
        seen += 1;
    }
    assert!(seen > 50, "{seen} cohorts have cases");
}

fn sealed_rows(folder: &Path) -> Vec<Table> {
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "parquet"));
    paths.sort();
    paths.iter().map(|path| read_table("sealed", path).unwrap()).collect()
}

/// A cell of `expected.csv` as a sealed column is written out.
fn in_full(name: &str, cell: &str) -> String {
    if name == "score" && !cell.is_empty() { format!("{:.4}", cell.parse::<f64>().unwrap()) } else { cell.to_owned() }
}

/// A number that nothing else is.
const MARK: i64 = 918_273_645_546_372_819;

/// One made-up case whose patients have numbers that are known again wherever they are.
fn marked() -> DefinitionCase {
    let mut case = read_definition_case(&definitions().join("cohorts/hypertension/case")).unwrap();
    for table in case.database.tables.values_mut() {
        table.rows.iter_mut().for_each(|(patient, _)| *patient += MARK);
    }
    case.expected = case.expected.into_iter().map(|(patient, expected)| (patient + MARK, expected)).collect();
    case
}

#[track_caller]
fn shows_nobody(what: &str, text: &str) {
    assert!(!text.contains("91827364554637"), "{what} shows a person: {text}");
}

#[test]
fn no_plan_schema_log_or_message_holds_a_person() {
    let case = marked();
    let dir = tempfile::tempdir().unwrap();
    let mut geography = Geography::new();
    for row in &case.database.tables["addresses"].rows {
        for value in row.1.iter().flatten() {
            if let commonweal_cohort::query::Value::Text(lsoa) = value {
                geography.insert(Family::Residence, lsoa, AreaType::Icb, "E54000060".parse().unwrap());
            }
        }
    }
    let cuboid = |dimensions| CellSpec {
        family: Family::Residence,
        area_type: AreaType::Icb,
        dimensions,
        questions: vec![0],
        intervals: vec![0],
    };
    let spec = spec(dir.path(), &["hypertension", "diabetes"], &case, 2)
        .with_cells(geography, vec![cuboid(vec![]), cuboid(vec![CellDimension::Sex])]);
    let spec = Arc::new(spec);
    let engine = Engine::new(Some(2)).unwrap();

    let plan = PersonFoldExec::new(Arc::clone(&spec)).unwrap();
    let columns: Vec<String> = plan.schema().fields().iter().map(|field| field.name().clone()).collect();
    assert_eq!(columns, ["interval", "cell", "question", "numerator", "denominator", "expected"]);
    assert!(plan.children().is_empty(), "nothing about a person reaches the plan from below");
    shows_nobody("the plan", &displayable(&plan).indent(true).to_string());
    shows_nobody("the plan's debug form", &format!("{plan:?}"));
    shows_nobody("what travels", &spec.to_json());

    let summary = engine.pass(&spec, &|_| {}).unwrap();
    assert!(summary.people > 0);
    shows_nobody("the summary", &format!("{summary:?}"));

    let mut listed = 0;
    let note = |entry: commonweal_engine::CaseEntry| {
        shows_nobody("an entry", &format!("{entry:?} {:?}", entry.patient));
        assert!(entry.patient.reveal() > MARK);
        assert!(entry.reasons.iter().all(|reason| reason == "diabetes"));
        listed += 1;
    };
    engine.case_entries(&spec, &mut { note }).unwrap();

    let store = SealedStore::create(dir.path(), "marked").unwrap();
    let sealed = engine.seal(&spec, &[Fact::Sex], &store).unwrap();
    assert!(sealed.columns.iter().all(|column| !column.contains("patient")), "{:?}", sealed.columns);
    for entry in std::fs::read_dir(dir.path().join("sealed/marked")).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let number = (MARK + 1).to_le_bytes();
        assert!(!bytes.windows(8).any(|window| window == number), "{} holds a patient's number", path.display());
        assert!(!String::from_utf8_lossy(&bytes).contains("patient"), "{} names the patient", path.display());
    }

    // A fault says where, by row, and not whose.
    let mut orphaned = case.clone();
    orphaned.database.tables.get_mut("patients").unwrap().rows.clear();
    let elsewhere = tempfile::tempdir().unwrap();
    let fault = Engine::new(Some(1))
        .unwrap()
        .pass(&Arc::new(self::spec(elsewhere.path(), &["hypertension"], &orphaned, 1)), &|_| {});
    let fault = fault.expect_err("rows of nobody");
    assert!(matches!(fault, EngineError::Orphan { .. }), "{fault}");
    shows_nobody("a fault", &format!("{fault} {fault:?}"));
}

#[test]
fn what_is_sealed_is_not_written_over() {
    let dir = tempfile::tempdir().unwrap();
    SealedStore::create(dir.path(), "trial").unwrap();
    let fault = SealedStore::create(dir.path(), "trial").expect_err("it is there already");
    assert!(fault.to_string().contains("sealed/trial"), "{fault}");
    for name in ["", "..", "../records", "a/b", "a b"] {
        let fault = SealedStore::create(dir.path(), name).expect_err(name);
        assert!(fault.to_string().contains("letters, digits"), "{fault}");
    }
}

#[test]
fn a_worklist_is_made_of_cohorts_at_one_date() {
    let case = marked();
    let dir = tempfile::tempdir().unwrap();
    let mut spec = spec(dir.path(), &["hypertension"], &case, 1);
    spec.intervals.push(spec.intervals[0]);
    let fault = Engine::new(Some(1)).unwrap().case_entries(&spec, &mut |_| {}).expect_err("two dates");
    assert!(fault.to_string().contains("one index date"), "{fault}");
}

#[test]
fn many_dates_in_one_pass_are_each_as_if_alone() {
    let case = read_definition_case(&definitions().join("cohorts/hypertension/case")).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let one = spec(dir.path(), &["hypertension", "diabetes", "copd"], &case, 2);
    let engine = Engine::new(Some(2)).unwrap();
    let days = (0..30_i32).map(|month| case.index_date.saturating_sub(jiff::Span::new().months(month)));
    let days: Vec<_> = days.map(Interval::on).collect();
    let at = |intervals: Vec<Interval>| {
        let spec = PassSpec::new(one.questions.clone(), intervals, one.files.clone());
        engine.pass(&Arc::new(spec), &|_| {}).unwrap().totals
    };
    let together = at(days.clone());
    let mut alone = BTreeMap::new();
    for (number, day) in (0..).zip(&days) {
        alone.extend(at(vec![*day]).into_iter().map(|total| ((number, total.question), total.numerator)));
    }
    let together: BTreeMap<(u16, u16), u64> =
        together.into_iter().map(|total| ((total.interval, total.question), total.numerator)).collect();
    assert_eq!(together, alone);
    assert!(together.values().any(|members| *members > 0));
}
