//! What may be combined with what, and what a refusal says.

use commonweal_cohort::query::{
    Aggregation, BinaryFunction, Catalogue, CodeSystem, Dataset, Definition, EventTable, Extreme, FrameId, Graph,
    InlineRows, InlineTable, Measure, Parameter, Position, QueryProblem, RuleError, SeriesId, TableRef, UnaryFunction,
    Value, ValueType,
};
use jiff::civil::date;

struct Tables {
    graph: Graph,
    patients: FrameId,
    events: FrameId,
}

fn tables() -> Tables {
    let catalogue = Catalogue::read(
        r#"{"m": {"patients": {"one_row_per_patient": true, "columns": {"i": "int", "b": "bool", "s": "str",
            "f": "float", "d": "date", "c": "SNOMEDCTCode", "m": "ICD10MultiCodeString"}},
        "events": {"one_row_per_patient": false, "columns": {"i": "int", "j": "int", "b": "bool", "d": "date",
            "c": "SNOMEDCTCode"}}}}"#,
    )
    .expect("the catalogue is sound");
    let mut graph = Graph::new();
    let patients = graph.table(&TableRef::new("m", "patients"), &catalogue).expect("it is in the catalogue");
    let events = graph.table(&TableRef::new("m", "events"), &catalogue).expect("it is in the catalogue");
    Tables { graph, patients, events }
}

impl Tables {
    fn p(&mut self, name: &str) -> SeriesId {
        self.graph.column(self.patients, name).expect("patients have the column")
    }

    fn e(&mut self, name: &str) -> SeriesId {
        self.graph.column(self.events, name).expect("events have the column")
    }

    fn flagged(&mut self) -> FrameId {
        let flag = self.e("b");
        self.graph.filter(self.events, flag).expect("a flag is boolean")
    }
}

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, RuleError>, message: &str) {
    assert_eq!(result.expect_err("it breaks a rule").to_string(), message);
}

#[test]
fn numbers_of_two_types_are_not_mixed() {
    let mut t = tables();
    let (i, f) = (t.p("i"), t.p("f"));
    refused(
        t.graph.binary(BinaryFunction::Add, i, f),
        "Function.Add: int and float cannot be put together; cast one of them with CastToInt or CastToFloat",
    );
    let cast = t.graph.unary(UnaryFunction::CastToFloat, i).expect("an int can be cast");
    assert!(t.graph.binary(BinaryFunction::Add, cast, f).is_ok());
}

#[test]
fn booleans_and_sets_have_no_order() {
    let mut t = tables();
    let (b, row_b, c) = (t.p("b"), t.e("b"), t.e("c"));
    refused(
        t.graph.extreme(Extreme::Maximum, &[b, b]),
        "Function.MaximumOf: `sources` must be of a type with an order, and it is bool; booleans have none: use Case",
    );
    refused(
        t.graph.sort(t.events, row_b),
        "Sort: `sort_by` must be numbers, text, codes or dates, and it is bool; booleans and sets have no order: sort \
         by a column that has",
    );
    assert!(t.graph.aggregate(Aggregation::Max, row_b).is_err());
    assert!(t.graph.binary(BinaryFunction::LT, b, b).is_err());
    let set = t.graph.aggregate(Aggregation::CombineAsSet, c).expect("codes make a set");
    assert!(t.graph.unary(UnaryFunction::IsNull, set).is_err());
}

#[test]
fn rows_meet_only_rows_of_the_same_domain() {
    let mut t = tables();
    let flagged = t.flagged();
    let (whole, part) = (t.e("i"), t.graph.column(flagged, "i").expect("events have it"));
    refused(
        t.graph.binary(BinaryFunction::Add, part, whole),
        "Function.Add: rows of `events` after a filter do not match rows of `events`; take both series from the same \
         filtered frame, or make one of them a value per patient first",
    );
    // A condition may come from what the frame was filtered from, but not from what was filtered further.
    let flag_of_part = t.graph.column(flagged, "b").expect("events have it");
    assert!(t.graph.filter(t.events, flag_of_part).is_err());
    let flag = t.e("b");
    assert!(t.graph.filter(flagged, flag).is_ok());
    // Sorting changes no rows.
    let sorted = t.graph.sort(t.events, whole).expect("an int is a key");
    let from_sorted = t.graph.column(sorted, "j").expect("events have it");
    assert!(t.graph.binary(BinaryFunction::Add, from_sorted, whole).is_ok());
}

#[test]
fn the_order_of_filters_matters_to_their_rows() {
    let mut t = tables();
    let (flag, number) = (t.e("b"), t.e("i"));
    let known = t.graph.unary(UnaryFunction::IsNull, number).expect("any value may be null");
    let both = |graph: &mut Graph, first, second| {
        let filtered = graph.filter(t.events, first).and_then(|frame| graph.filter(frame, second));
        filtered.and_then(|frame| graph.column(frame, "i")).expect("the filters are sound")
    };
    let one = both(&mut t.graph, flag, known);
    let other = both(&mut t.graph, known, flag);
    let again = both(&mut t.graph, flag, known);
    assert!(t.graph.binary(BinaryFunction::Add, one, other).is_err());
    assert_eq!(one, again);
}

#[test]
fn a_pick_needs_an_order_that_tells_rows_apart() {
    let mut t = tables();
    refused(
        t.graph.pick(t.events, Position::First),
        "PickOneRowPerPatient: the frame is in no order; put a Sort beneath it",
    );
    let born = t.p("d");
    refused(
        t.graph.sort(t.events, born),
        "Sort: the key has one value for each patient, so it puts no rows in order; sort by a column of the frame",
    );
    let day = t.e("d");
    let sorted = t.graph.sort(t.events, day).expect("a date is a key");
    let flag = t.e("b");
    let filtered = t.graph.filter(sorted, flag).expect("a flag is boolean");
    assert!(t.graph.pick(filtered, Position::Last).is_ok(), "filters may lie between");
}

#[test]
fn codes_are_no_text_and_each_system_is_its_own() {
    let mut t = tables();
    let (code, many) = (t.p("c"), t.p("m"));
    let needle = t.graph.text("A01");
    assert!(t.graph.binary(BinaryFunction::StringContains, many, needle).is_ok());
    refused(
        t.graph.binary(BinaryFunction::StringContains, code, needle),
        "Function.StringContains: `lhs` must be str or a multi-code string, and it is SNOMEDCTCode; a code is no text: \
         use EQ, or In with a set of codes",
    );
    let other = t.graph.literal(Value::text("abc00"), ValueType::Code(CodeSystem::Ctv3)).expect("it has the shape");
    assert!(t.graph.binary(BinaryFunction::EQ, code, other).is_err());
    refused(
        t.graph.literal(Value::text("abc00"), ValueType::Code(CodeSystem::SnomedCt)),
        "a literal SNOMEDCTCode is not shaped as codes of that system are; check the code and its system",
    );
}

#[test]
fn an_inline_table_has_one_sound_row_for_each_patient() {
    let table = |rows| InlineTable { columns: vec![("i".into(), ValueType::Int)], rows: InlineRows::Given(rows) };
    let mut graph = Graph::new();
    assert!(graph.inline_table(table(vec![(1, vec![None]), (2, vec![Some(Value::Int(1))])])).is_ok());
    assert!(graph.inline_table(table(vec![(1, vec![None]), (1, vec![None])])).is_err());
    assert!(graph.inline_table(table(vec![(1, vec![Some(Value::Bool(true))])])).is_err());
    assert!(graph.inline_table(table(vec![(1, Vec::new())])).is_err());
}

#[track_caller]
fn refused_dataset(graph: Graph, population: SeriesId, variables: &[(&str, SeriesId)], message: &str) {
    let variables = variables.iter().map(|(name, series)| ((*name).to_owned(), *series)).collect();
    let dataset = Dataset { population, variables, events: Vec::new() };
    let error = Definition::of_dataset(graph, dataset).expect_err("it breaks a rule");
    assert_eq!(error.to_string(), message);
}

#[test]
fn a_refusal_names_the_variable() {
    let mut t = tables();
    let (population, rows) = (t.graph.exists(t.patients), t.e("i"));
    refused_dataset(
        t.graph,
        population,
        &[("latest", rows)],
        "variable `latest`: a variable needs one value for each patient, and it has one for each row of `events`; pick a \
         row or aggregate",
    );
}

#[test]
fn a_population_is_not_everybody() {
    let mut t = tables();
    let exists = t.graph.exists(t.events);
    let nobody = t.graph.unary(UnaryFunction::Not, exists).expect("it is boolean");
    let count = t.graph.count(t.events);
    let zero = t.graph.value(0);
    let none = t.graph.binary(BinaryFunction::EQ, count, zero).expect("both are ints");
    for population in [nobody, none] {
        refused_dataset(
            t.graph.clone(),
            population,
            &[],
            "population: the population is true for a patient who is in no table, so it would be everybody; begin with \
             a rule that some row makes true, such as being registered",
        );
    }
}

#[test]
fn the_dates_of_an_interval_belong_to_measures() {
    let mut t = tables();
    let (population, start) = (t.graph.exists(t.patients), t.graph.parameter(Parameter::IntervalStart));
    let measure = Measure {
        name: "m".to_owned(),
        numerator: population,
        denominator: population,
        group_by: vec![("start".to_owned(), start)],
        intervals: vec![(date(2020, 1, 1), date(2020, 1, 31))],
    };
    assert!(Definition::of_measures(t.graph.clone(), vec![measure.clone()]).is_ok());
    let backwards = Measure { intervals: vec![(date(2020, 1, 31), date(2020, 1, 1))], ..measure };
    assert!(Definition::of_measures(t.graph.clone(), vec![backwards]).is_err());
    refused_dataset(
        t.graph,
        population,
        &[("start", start)],
        "dataset: `interval_start_date` has a value only within the intervals of a measure; write a date here",
    );
}

#[test]
fn an_event_table_has_rows_of_one_domain() {
    let mut t = tables();
    let (population, whole, born) = (t.graph.exists(t.patients), t.e("i"), t.p("d"));
    let flagged = t.flagged();
    let part = t.graph.column(flagged, "i").expect("events have it");
    let with = |members: &[(&str, SeriesId)]| {
        let members = members.iter().map(|(name, series)| ((*name).to_owned(), *series)).collect();
        let events = vec![EventTable { name: "t".to_owned(), members }];
        Definition::of_dataset(t.graph.clone(), Dataset { population, variables: Vec::new(), events })
    };
    assert!(with(&[("i", whole), ("born", born)]).is_ok());
    assert!(matches!(
        with(&[("born", born)]).map_err(|error| error.problem),
        Err(QueryProblem::Rule(RuleError::OneRow { .. }))
    ));
    assert!(matches!(
        with(&[("i", whole), ("j", part)]).map_err(|error| error.problem),
        Err(QueryProblem::Rule(RuleError::RowsDiffer { .. }))
    ));
}
