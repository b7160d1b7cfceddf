//! Made-up definitions with the shapes of real ones: registers with resolved codes, care gaps, high values, counts,
//! episodes, means, scores.

use commonweal_cohort::query::{
    Aggregation, BinaryFunction as B, Catalogue, FrameId, Graph, Parameter, Position, SeriesId, TableRef,
    UnaryFunction as U, Value, ValueType,
};
use std::collections::BTreeSet;

/// Lists of codes for each table.
pub(crate) const LISTS: usize = 100;
pub(crate) const CODES_PER_LIST: usize = 12;

const CATALOGUE: &str = r#"{"bench": {
    "patients": {"table": "patients", "one_row_per_patient": true, "columns": {"date_of_birth": {"type": "date"},
        "date_of_death": {"type": "date"}, "sex": {"type": "str"}}},
    "practice_registrations": {"table": "practice_registrations", "one_row_per_patient": false, "columns":
        {"start_date": {"type": "date"}, "end_date": {"type": "date"}, "practice_pseudo_id": {"type": "int"}}},
    "clinical_events": {"table": "clinical_events", "one_row_per_patient": false, "columns": {"date": {"type": "date"},
        "snomedct_code": {"type": "SNOMEDCTCode"}, "numeric_value": {"type": "float"}}},
    "medications": {"table": "medications", "one_row_per_patient": false, "columns": {"date": {"type": "date"},
        "dmd_code": {"type": "DMDCode"}}}}}"#;

/// A code of a list.
pub(crate) fn code(table: &str, list: usize, at: usize) -> String {
    let system = if table == "medications" { 300_000_000 } else { 400_000_000 };
    format!("{}", system + list * CODES_PER_LIST + at)
}

struct Maker {
    graph: Graph,
    catalogue: Catalogue,
    index_date: SeriesId,
    next_list: usize,
}

/// So many definitions, each with its outputs; the first output is membership.
pub(crate) fn definitions(count: usize) -> (Graph, Vec<Vec<SeriesId>>) {
    let catalogue = Catalogue::read(CATALOGUE).expect("the catalogue is sound");
    let mut graph = Graph::new();
    let index_date = graph.parameter(Parameter::IntervalEnd);
    let mut maker = Maker { graph, catalogue, index_date, next_list: 0 };
    let outputs = (0..count).map(|number| maker.definition(number)).collect();
    (maker.graph, outputs)
}

impl Maker {
    fn table(&mut self, name: &str) -> FrameId {
        self.graph.table(&TableRef::new("bench", name), &self.catalogue).expect("the catalogue has it")
    }

    fn binary(&mut self, function: B, lhs: SeriesId, rhs: SeriesId) -> SeriesId {
        self.graph.binary(function, lhs, rhs).expect("the types fit")
    }

    fn column(&mut self, frame: FrameId, name: &str) -> SeriesId {
        self.graph.column(frame, name).expect("the table has the column")
    }

    fn filter(&mut self, frame: FrameId, condition: SeriesId) -> FrameId {
        self.graph.filter(frame, condition).expect("the condition is of the frame's rows")
    }

    fn not_null(&mut self, series: SeriesId) -> SeriesId {
        let null = self.graph.unary(U::IsNull, series).expect("any value may be null");
        self.graph.unary(U::Not, null).expect("it is a boolean")
    }

    /// Months before the index date.
    fn ago(&mut self, months: i64) -> SeriesId {
        let months = self.graph.value(-months);
        self.binary(B::DateAddMonths, self.index_date, months)
    }

    /// Events with a code of the list, up to the index date.
    fn coded(&mut self, table: &str, list: usize) -> FrameId {
        let frame = self.table(table);
        let (column, of) = match table {
            "medications" => ("dmd_code", ValueType::named("DMDCode")),
            _ => ("snomedct_code", ValueType::named("SNOMEDCTCode")),
        };
        let codes: BTreeSet<Value> = (0..CODES_PER_LIST).map(|at| Value::text(code(table, list, at))).collect();
        let codes = self.graph.literal_set(codes, of).expect("the codes have the shape");
        let column = self.column(frame, column);
        let condition = self.graph.is_in(column, codes).expect("the set is of the column's type");
        let with_code = self.filter(frame, condition);
        let date = self.column(with_code, "date");
        let until = self.binary(B::LE, date, self.index_date);
        self.filter(with_code, until)
    }

    fn since(&mut self, frame: FrameId, months: i64) -> FrameId {
        let date = self.column(frame, "date");
        let from = self.ago(months);
        let after = self.binary(B::GT, date, from);
        self.filter(frame, after)
    }

    fn latest(&mut self, frame: FrameId) -> FrameId {
        let date = self.column(frame, "date");
        let sorted = self.graph.sort(frame, date).expect("dates have an order");
        self.graph.pick(sorted, Position::Last).expect("the frame is sorted")
    }

    /// A list; some lists serve several definitions.
    fn list(&mut self) -> usize {
        self.next_list = (self.next_list + 1) % (LISTS * 3 / 2);
        self.next_list % LISTS
    }

    /// Whether somebody has the condition: a code, and none later that resolves it.
    fn register(&mut self) -> SeriesId {
        let (codes, resolved) = (self.list(), self.list());
        let (codes, resolved) = (self.coded("clinical_events", codes), self.coded("clinical_events", resolved));
        let (first, last) = (self.latest(codes), self.latest(resolved));
        let (diagnosed, resolved) = (self.column(first, "date"), self.column(last, "date"));
        let (known, over) = (self.not_null(diagnosed), self.binary(B::GT, resolved, diagnosed));
        let over_for_sure = {
            let has = self.not_null(resolved);
            self.binary(B::And, has, over)
        };
        let not_over = self.graph.unary(U::Not, over_for_sure).expect("it is a boolean");
        self.binary(B::And, known, not_over)
    }

    fn age(&mut self) -> SeriesId {
        let patients = self.table("patients");
        let born = self.column(patients, "date_of_birth");
        self.binary(B::DateDifferenceInYears, self.index_date, born)
    }

    /// Alive, registered and of an age.
    fn population(&mut self, from: i64) -> SeriesId {
        let (age, from) = (self.age(), self.graph.value(from));
        let old_enough = self.binary(B::GE, age, from);
        let patients = self.table("patients");
        let died = self.column(patients, "date_of_death");
        let (alive, not_died) = (
            self.binary(B::GT, died, self.index_date),
            self.graph.unary(U::IsNull, died).expect("any value may be null"),
        );
        let alive = self.binary(B::Or, not_died, alive);
        let registrations = self.table("practice_registrations");
        let (start, end) = (self.column(registrations, "start_date"), self.column(registrations, "end_date"));
        let (begun, later) = (self.binary(B::LE, start, self.index_date), self.binary(B::GT, end, self.index_date));
        let open = self.graph.unary(U::IsNull, end).expect("any value may be null");
        let open = self.binary(B::Or, open, later);
        let begun = self.filter(registrations, begun);
        let current = self.filter(begun, open);
        let registered = self.graph.exists(current);
        let there = self.binary(B::And, alive, registered);
        self.binary(B::And, there, old_enough)
    }

    fn definition(&mut self, number: usize) -> Vec<SeriesId> {
        let population = self.population([0, 18, 40, 65][number % 4]);
        let (rule, mut others) = match number % 9 {
            0 | 1 => (self.register(), Vec::new()),
            2 | 3 => self.care_gap(),
            4 | 5 => self.high_value(),
            6 => self.counted(),
            7 => self.treated(),
            _ => self.score(),
        };
        let member = self.binary(B::And, population, rule);
        others.insert(0, member);
        others
    }

    /// On a register, and nothing done for two years.
    fn care_gap(&mut self) -> (SeriesId, Vec<SeriesId>) {
        let register = self.register();
        let list = self.list();
        let done = self.coded("clinical_events", list);
        let recent = self.since(done, 24);
        let done_lately = self.graph.exists(recent);
        let not_done = self.graph.unary(U::Not, done_lately).expect("it is a boolean");
        let latest = self.latest(done);
        let last_done = self.column(latest, "date");
        (self.binary(B::And, register, not_done), vec![last_done])
    }

    /// The latest value in five years is high, and there is no diagnosis.
    fn high_value(&mut self) -> (SeriesId, Vec<SeriesId>) {
        let list = self.list();
        let readings = self.coded("clinical_events", list);
        let value = self.column(readings, "numeric_value");
        let has_value = self.not_null(value);
        let readings = self.filter(readings, has_value);
        let recent = self.since(readings, 60);
        let latest = self.latest(recent);
        let (value, date) = (self.column(latest, "numeric_value"), self.column(latest, "date"));
        let threshold = self.graph.float(140.0).expect("the number is finite");
        let high = self.binary(B::GE, value, threshold);
        let register = self.register();
        let not_on_register = self.graph.unary(U::Not, register).expect("it is a boolean");
        (self.binary(B::And, high, not_on_register), vec![value, date])
    }

    /// Several episodes, a mean, a highest value.
    fn counted(&mut self) -> (SeriesId, Vec<SeriesId>) {
        let list = self.list();
        let events = self.coded("clinical_events", list);
        let recent = self.since(events, 36);
        let (date, value) = (self.column(recent, "date"), self.column(recent, "numeric_value"));
        let mut aggregate = |how, source| self.graph.aggregate(how, source).expect("the series has many rows");
        let episodes = aggregate(Aggregation::CountEpisodes { maximum_gap_days: 14 }, date);
        let (mean, most) = (aggregate(Aggregation::Mean, value), aggregate(Aggregation::Max, value));
        let two = self.graph.value(2);
        (self.binary(B::GE, episodes, two), vec![mean, most])
    }

    /// Prescribed lately, several times, and on a register.
    fn treated(&mut self) -> (SeriesId, Vec<SeriesId>) {
        let list = self.list();
        let prescriptions = self.coded("medications", list);
        let recent = self.since(prescriptions, 12);
        let count = self.graph.count(recent);
        let three = self.graph.value(3);
        let often = self.binary(B::GE, count, three);
        let register = self.register();
        (self.binary(B::And, register, often), vec![count])
    }

    /// Eight conditions, a point for each.
    fn score(&mut self) -> (SeriesId, Vec<SeriesId>) {
        let mut score = self.graph.value(0);
        for _ in 0..8 {
            let list = self.list();
            let events = self.coded("clinical_events", list);
            let exists = self.graph.exists(events);
            let (one, none) = (self.graph.value(1), self.graph.value(0));
            let points = self.graph.case(&[(exists, Some(one))], Some(none)).expect("the branches fit");
            score = self.binary(B::Add, score, points);
        }
        let three = self.graph.value(3);
        (self.binary(B::GE, score, three), vec![score])
    }
}
