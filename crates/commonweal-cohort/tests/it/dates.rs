//! Many dates in one go answer as each alone: what is carried from one date to the next is what would be found anew.

use commonweal_cohort::evaluate::{
    Ask, Batch, Column, Interval, NULL_DATE, NULL_INT, NULL_TEXT, Program, TableRows, Worker,
};
use commonweal_cohort::query::BinaryFunction::{And, DateAddDays, GE, GT, LE, LT, Or};
use commonweal_cohort::query::UnaryFunction::{IsNull, Not};
use commonweal_cohort::query::{
    Aggregation, Catalogue, FrameId, Graph, Parameter, Position, RuleError, SeriesId, TableRef,
};
use jiff::ToSpan;
use jiff::civil::{Date, date};

const PEOPLE: usize = 300;

/// Stays with a first and perhaps a last day, asked about in the ways that depend on the date.
struct Stays {
    graph: Graph,
    stays: FrameId,
    today: SeriesId,
    asked: Vec<SeriesId>,
}

impl Stays {
    fn new() -> Result<Self, RuleError> {
        let catalogue = Catalogue::read(
            r#"{"ehrql.tables.core": {"stays": {"table": "stays", "one_row_per_patient": false, "columns": {
                "start": {"type": "date"}, "end": {"type": "date"}, "number": {"type": "int"},
                "word": {"type": "str"}}}}}"#,
        )
        .expect("the catalogue is sound");
        let mut graph = Graph::new();
        let stays = graph.table(&TableRef::new("ehrql.tables.core", "stays"), &catalogue)?;
        let today = graph.parameter(Parameter::IntervalEnd);
        Ok(Self { graph, stays, today, asked: Vec::new() })
    }

    fn days_ago(&mut self, days: i64) -> Result<SeriesId, RuleError> {
        let days = self.graph.value(-days);
        self.graph.binary(DateAddDays, self.today, days)
    }

    /// All that can be asked of some stays; whether there is one, and whether there are two.
    fn ask(&mut self, frame: FrameId) -> Result<[SeriesId; 2], RuleError> {
        let Self { graph, asked, .. } = self;
        let [start, number, word] = ["start", "number", "word"].map(|column| graph.column(frame, column));
        let (start, number, word) = (start?, number?, word?);
        let (exists, count) = (graph.exists(frame), graph.count(frame));
        asked.extend([exists, count]);
        for (how, of) in [
            (Aggregation::Max, number),
            (Aggregation::Min, start),
            (Aggregation::Mean, number),
            (Aggregation::CountDistinct, word),
            (Aggregation::CountEpisodes { maximum_gap_days: 30 }, start),
        ] {
            asked.push(graph.aggregate(how, of)?);
        }
        for (by, position) in [(start, Position::Last), (number, Position::First)] {
            let sorted = graph.sort(frame, by)?;
            let picked = graph.pick(sorted, position)?;
            for column in ["start", "end", "number", "word"] {
                asked.push(graph.column(picked, column)?);
            }
        }
        let two = graph.value(2_i64);
        let several = graph.binary(GE, count, two)?;
        Ok([exists, several])
    }

    fn ask_all(&mut self) -> Result<(), RuleError> {
        let (start, end) = (self.graph.column(self.stays, "start")?, self.graph.column(self.stays, "end")?);
        let (today, year_ago, month_ago) = (self.today, self.days_ago(365)?, self.days_ago(30)?);
        let begun = self.graph.binary(LE, start, today)?;
        let so_far = self.graph.filter(self.stays, begun)?;

        let recently = self.graph.binary(GT, start, year_ago)?;
        let recent = self.graph.filter(so_far, recently)?;
        let [recent, recent_several] = self.ask(recent)?;

        let no_end = self.graph.unary(IsNull, end)?;
        let later = self.graph.binary(LT, today, end)?;
        let lasts = self.graph.binary(Or, no_end, later)?;
        let open = self.graph.filter(so_far, lasts)?;
        let [open, open_several] = self.ask(open)?;

        // Two tests one after the other.
        let over = self.graph.binary(LT, end, today)?;
        let lately = self.graph.binary(LE, month_ago, end)?;
        let over = self.graph.filter(so_far, over)?;
        let over = self.graph.filter(over, lately)?;
        let [over, _] = self.ask(over)?;

        // Set against a date of the patient that is another as time goes by.
        let sorted = self.graph.sort(so_far, start)?;
        let latest = self.graph.pick(sorted, Position::Last)?;
        let latest_end = self.graph.column(latest, "end")?;
        let after_latest = self.graph.binary(LE, latest_end, end)?;
        let not_yet = self.graph.unary(Not, begun)?;
        let planned = self.graph.filter(self.stays, not_yet)?;
        let planned = self.graph.filter(planned, after_latest)?;
        let [planned, _] = self.ask(planned)?;

        let either = self.graph.binary(Or, recent, open)?;
        let both = self.graph.binary(And, recent_several, open_several)?;
        let neither = self.graph.unary(Not, either)?;
        let any = self.graph.binary(Or, over, planned)?;
        let all = self.graph.binary(And, neither, any)?;
        self.asked.extend([either, both, neither, any, all]);
        Ok(())
    }
}

/// Numbers that are alike in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: i32) -> i32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % most as u64) as i32
    }

    /// Nothing, of so many times once.
    fn or(&mut self, null: i32, of: i32, value: i32) -> i32 {
        if self.below(of) == 0 { null } else { value }
    }
}

fn batch(program: &Program, worker: &mut Worker<'_>) -> Batch {
    let words = ["a", "b", "c"].map(|word| worker.symbols().intern(word));
    let mut numbers = Numbers(7);
    let (mut offsets, mut starts, mut ends) = (vec![0], Vec::new(), Vec::new());
    let (mut all_numbers, mut all_words) = (Vec::new(), Vec::new());
    for _ in 0..PEOPLE {
        for _ in 0..numbers.below(9) {
            // About 2010 to 2035, and few days, so that many fall together.
            let start = 14_600 + 7 * numbers.below(1300);
            let end = start + numbers.below(400);
            starts.push(numbers.or(NULL_DATE, 20, start));
            ends.push(numbers.or(NULL_DATE, 4, end));
            all_numbers.push(if numbers.below(5) == 0 { NULL_INT } else { i64::from(numbers.below(9)) });
            all_words.push(if numbers.below(5) == 0 { NULL_TEXT } else { words[numbers.below(3) as usize] });
        }
        offsets.push(starts.len() as u32);
    }
    let columns = program.tables()[0].columns.iter().map(|column| match &*column.name {
        "start" => Column::Date(starts.clone()),
        "end" => Column::Date(ends.clone()),
        "number" => Column::Int(all_numbers.clone()),
        _ => Column::Text(all_words.clone()),
    });
    Batch { people: (1..=PEOPLE as i64).collect(), tables: vec![TableRows { offsets, columns: columns.collect() }] }
}

/// Ends of months, then long leaps, the same day again, and back.
fn days() -> Vec<Date> {
    let months = (0..40).map(|month| date(2018, 1, 1).saturating_add(month.months()).last_of_month());
    let leaps = [date(2034, 6, 30), date(2034, 7, 1), date(2034, 7, 1), date(2012, 2, 29), date(2012, 3, 31)];
    months.chain(leaps).collect()
}

fn answers(worker: &mut Worker<'_>, batch: &Batch, intervals: &[Interval], outputs: usize) -> Vec<Vec<Column>> {
    let mut found = Vec::new();
    let mut take = |_: usize, answers: &commonweal_cohort::evaluate::Answers<'_>| {
        found.push((0..outputs).map(|output| answers.output(0, output).clone()).collect());
    };
    worker.evaluate(batch, intervals, &mut take).expect("the batch is as the program says");
    found
}

#[test]
fn many_dates_together_answer_as_each_alone() {
    let mut stays = Stays::new().expect("the table is in the catalogue");
    stays.ask_all().expect("the questions are well typed");
    let outputs = stays.asked.len();
    let program = Program::compile(&stays.graph, &[Ask { outputs: stays.asked, event_tables: Vec::new() }])
        .expect("every question has one answer a patient");
    let mut worker = Worker::new(&program);
    let batch = batch(&program, &mut worker);
    let intervals: Vec<Interval> = days().into_iter().map(Interval::on).collect();
    let together = answers(&mut worker, &batch, &intervals, outputs);
    for (interval, together) in intervals.iter().zip(&together) {
        let alone = answers(&mut worker, &batch, &[*interval], outputs);
        for (output, (together, alone)) in together.iter().zip(&alone[0]).enumerate() {
            // As text, for null is no float that equals itself.
            assert_eq!(format!("{together:?}"), format!("{alone:?}"), "output {output} on {}", interval.end);
        }
    }
}
