//! What the benchmark's SQL says. That it counts what the engine counts is checked by the benchmark itself.

use commonweal_cohort::query::{
    Aggregation, BinaryFunction, Catalogue, FrameId, Graph, Parameter, Position, SeriesId, TableRef, Value,
};
use commonweal_testkit::sql::{Asked, Question, Script, per_definition, per_table};
use jiff::civil::date;

const CATALOGUE: &str = r#"{"core": {
    "patients": {"table": "patients", "one_row_per_patient": true, "columns": {"date_of_birth": {"type": "date"}}},
    "events": {"table": "clinical_events", "one_row_per_patient": false, "columns": {"date": {"type": "date"},
        "code": {"type": "SNOMEDCTCode"}, "value": {"type": "float"}}}}}"#;

struct Maker {
    graph: Graph,
    catalogue: Catalogue,
}

impl Maker {
    fn new() -> Self {
        Self { graph: Graph::new(), catalogue: Catalogue::read(CATALOGUE).expect("the query is well made") }
    }

    /// Events with one of the codes, up to the index date.
    fn events(&mut self, codes: &[&str]) -> FrameId {
        let events =
            self.graph.table(&TableRef::new("core", "events"), &self.catalogue).expect("the query is well made");
        let code = self.graph.column(events, "code").expect("the query is well made");
        let value_type = self.graph.value_type(code);
        let set = self
            .graph
            .literal_set(codes.iter().map(|code| Value::text(*code)).collect(), value_type)
            .expect("the query is well made");
        let matches = self.graph.is_in(code, set).expect("the query is well made");
        let index_date = self.graph.parameter(Parameter::IntervalEnd);
        let day = self.graph.column(events, "date").expect("the query is well made");
        let before = self.graph.binary(BinaryFunction::LE, day, index_date).expect("the query is well made");
        let both = self.graph.binary(BinaryFunction::And, matches, before).expect("the query is well made");
        self.graph.filter(events, both).expect("the query is well made")
    }

    /// Whether the latest value is at least 140.
    fn high(&mut self, codes: &[&str]) -> SeriesId {
        let events = self.events(codes);
        let day = self.graph.column(events, "date").expect("the query is well made");
        let sorted = self.graph.sort(events, day).expect("the query is well made");
        let latest = self.graph.pick(sorted, Position::Last).expect("the query is well made");
        let value = self.graph.column(latest, "value").expect("the query is well made");
        let threshold = self.graph.float(140.0).expect("the query is well made");
        self.graph.binary(BinaryFunction::GE, value, threshold).expect("the query is well made")
    }

    fn script(&self, members: &[SeriesId], form: impl Fn(Asked<'_>, &[Question]) -> Script) -> String {
        let asked = Asked { graph: &self.graph, interval: (date(2026, 3, 31), date(2026, 3, 31)) };
        let questions: Vec<Question> = (1..)
            .zip(members)
            .map(|(at, member)| Question { id: format!("q{at}"), member: *member, roots: vec![*member] })
            .collect();
        let script = form(asked, &questions);
        format!("{}\n{}", script.setup.join("\n"), script.query)
    }
}

fn together(asked: Asked<'_>, questions: &[Question]) -> Script {
    per_table(asked, questions).expect("the query is well made")
}

fn alone(asked: Asked<'_>, questions: &[Question]) -> Script {
    per_definition(asked, &questions[0]).expect("the query is well made")
}

#[test]
fn a_question_alone_has_a_table_expression_for_each_feature() {
    let mut maker = Maker::new();
    let high = maker.high(&["100001", "100002"]);
    let sql = maker.script(&[high], alone);
    assert!(
        sql.contains("WHERE (e.code IN ('100001', '100002')) AND (e.date <= DATE '2026-03-31') GROUP BY e.patient_id"),
        "{sql}"
    );
    // Ties on the date are broken by the value; a value that is not known comes first.
    assert!(sql.contains("max(struct_pack(k0 := e.date, n1 := e.value IS NOT NULL, k1 := e.value))).k1"), "{sql}");
    assert!(sql.contains("count(*) FILTER (WHERE (l0_value >= 1.4e2::DOUBLE)) AS \"q1\""), "{sql}");
}

#[test]
fn questions_together_read_their_table_once() {
    let mut maker = Maker::new();
    let (high, other) = (maker.high(&["100001", "100002"]), maker.events(&["100002", "100003"]));
    let ever = maker.graph.exists(other);
    let sql = maker.script(&[high, ever], together);
    assert_eq!(sql.matches("FROM clinical_events").count(), 1, "{sql}");
    // Code 2 is in both sets; what both ask of the date is asked of all rows.
    assert!(sql.contains("('100001', 1), ('100002', 3), ('100003', 2)"), "{sql}");
    assert!(sql.contains("JOIN bits0 b ON e.code = b.code WHERE (e.date <= DATE '2026-03-31') GROUP BY"), "{sql}");
    assert!(sql.contains("bool_or(CASE WHEN ((b.m0 & 2) <> 0) THEN true END) AS l1"), "{sql}");
}

#[test]
fn rows_that_depend_on_a_finding_are_read_after_it() {
    let mut maker = Maker::new();
    let (first, second) = (maker.events(&["100001"]), maker.events(&["100002"]));
    let day = maker.graph.column(first, "date").unwrap();
    let earliest = maker.graph.aggregate(Aggregation::Min, day).unwrap();
    let later = maker.graph.column(second, "date").unwrap();
    let after = maker.graph.binary(BinaryFunction::GT, later, earliest).unwrap();
    let followed = maker.graph.filter(second, after).unwrap();
    let ever = maker.graph.exists(followed);
    let sql = maker.script(&[ever], together);
    assert!(sql.contains("d1 AS (SELECT patient_id,\n  l0 AS n0 FROM"), "{sql}");
    assert!(sql.contains("JOIN d1 d ON d.patient_id = e.patient_id"), "{sql}");
    assert!(sql.contains("(e.date > d.n0)"), "{sql}");
}

#[test]
fn a_set_of_found_codes_is_refused_by_name() {
    let mut maker = Maker::new();
    let (first, second) = (maker.events(&["100001"]), maker.events(&["100002"]));
    let code = maker.graph.column(first, "code").unwrap();
    let set = maker.graph.aggregate(Aggregation::CombineAsSet, code).unwrap();
    let other = maker.graph.column(second, "code").unwrap();
    let same = maker.graph.is_in(other, set).unwrap();
    let frame = maker.graph.filter(second, same).unwrap();
    let member = maker.graph.exists(frame);
    let asked = Asked { graph: &maker.graph, interval: (date(2026, 3, 31), date(2026, 3, 31)) };
    let question = Question { id: "repeats".to_owned(), member, roots: vec![member] };
    let refused = per_definition(asked, &question).unwrap_err().to_string();
    assert!(refused.contains("CombineAsSet is not written as SQL; leave `repeats` out"), "{refused}");
}
