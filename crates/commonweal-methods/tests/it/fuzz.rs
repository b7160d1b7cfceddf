//! Any table at all gets an answer or a refusal from every method, never a panic: numbers of every size, missing values,
//! words where numbers belong, empty tables, and options of every kind.

use commonweal_methods::{Kind, Method, Request, Table, Values, all};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// Numbers that find mistakes, and ordinary ones.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => (0_u32..60).prop_map(f64::from),
        3 => 0.0..1.0,
        3 => 1.0..1e5,
        1 => prop::sample::select(vec![
            0.0, -0.0, -1.0, 1.0, 0.5, 9.0, 10.0, 1e-300, 1e300, -1e300, 9e15, f64::MIN_POSITIVE, f64::NAN, f64::NAN,
            f64::INFINITY, f64::NEG_INFINITY,
        ]),
        1 => any::<f64>(),
    ]
}

fn word() -> impl Strategy<Value = Option<String>> {
    let words =
        ["A", "B", "", "2024-01-01", "2024-02-29", "9999-12-31", "-9999-01-01", "female", "f", "true", "0", "65+", "é"];
    prop::option::weighted(0.9, prop::sample::select(words.to_vec()).prop_map(str::to_owned))
}

fn days() -> impl Strategy<Value = Option<String>> {
    prop::option::weighted(0.9, (1_u32..13, 1_u32..29).prop_map(|(month, day)| format!("2024-{month:02}-{day:02}")))
}

fn column(rows: usize) -> impl Strategy<Value = Values> {
    prop_oneof![
        6 => prop::collection::vec(number(), rows).prop_map(Values::Number),
        1 => prop::collection::vec(1.0..50.0_f64, rows).prop_map(Values::Number),
        1 => prop::collection::vec(0.0..1.0_f64, rows).prop_map(Values::Number),
        1 => Just(Values::Number((0..rows).map(|row| row as f64).collect())),
        1 => prop::collection::vec(word(), rows).prop_map(Values::Text),
        2 => prop::collection::vec(days(), rows).prop_map(Values::Text),
        1 => prop::collection::vec(any::<Option<bool>>(), rows).prop_map(Values::Flag),
    ]
}

/// A table in which most roles of a method have a column, and a column to split by.
fn table(method: &'static Method) -> impl Strategy<Value = Table> {
    prop::sample::select(vec![0_usize, 1, 2, 3, 5, 10, 20, 37, 40]).prop_flat_map(move |rows| {
        let columns: Vec<_> = method.columns.iter().map(|_| prop::option::weighted(0.93, column(rows))).collect();
        (columns, prop::collection::vec(0_u32..3, rows)).prop_map(move |(columns, group)| {
            let mut table = Table::new().with("group", group.into_iter().map(f64::from).collect::<Vec<f64>>());
            for (role, values) in method.columns.iter().zip(columns) {
                if let Some(values) = values {
                    table.push(role.name, values);
                }
            }
            table
        })
    })
}

/// Some options, mostly valid.
fn options(method: &'static Method) -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let value = |kind: Kind| -> BoxedStrategy<String> {
        match kind {
            Kind::Number => {
                prop_oneof![(0_u32..20).prop_map(|n| n.to_string()), number().prop_map(|n| n.to_string())].boxed()
            }
            Kind::Count => prop_oneof![(0_u32..40).prop_map(|n| n.to_string()), Just("1000".to_owned())].boxed(),
            Kind::Flag => any::<bool>().prop_map(|flag| flag.to_string()).boxed(),
            Kind::Levels => prop::sample::select(vec!["0.95", "0.998", "95", "0.95,0.998", "", "7", "1", "x"])
                .prop_map(str::to_owned)
                .boxed(),
            Kind::Word(words) => prop::sample::select(words.to_vec()).prop_map(str::to_owned).boxed(),
            Kind::Text => prop::sample::select(vec![
                "",
                "A",
                "group",
                "1,2,3",
                "2024-06-01",
                "a=1;b=2",
                "x:a=0.5,b=0.5",
                "5",
                "12",
            ])
            .prop_map(str::to_owned)
            .boxed(),
        }
    };
    let all: Vec<_> = method
        .options
        .iter()
        .map(|choice| {
            prop::option::weighted(0.4, value(choice.kind)).prop_map(|value| value.map(|value| (choice.name, value)))
        })
        .collect();
    all.prop_map(|options| options.into_iter().flatten().collect())
}

#[test]
fn any_table_gets_an_answer_or_a_refusal_from_every_method() {
    let cases = Config::default().cases;
    for method in all() {
        let mut runner = TestRunner::new_with_rng(
            Config { cases, failure_persistence: None, ..Config::default() },
            proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
        );
        let outcome = runner.run(&(table(method), options(method), any::<bool>()), |(table, options, split)| {
            let mut request = Request::new(method, &table);
            for (name, value) in options {
                request = request.option(name, value);
            }
            if split && method.grouped {
                request = request.by(["group"]);
            }
            match request.run() {
                Ok(answer) => prop_assert!(!answer.tables.is_empty(), "no table at all"),
                Err(refusal) => prop_assert!(!refusal.to_string().is_empty()),
            }
            Ok(())
        });
        if let Err(failure) = outcome {
            panic!("{}: {failure}", method.id);
        }
    }
}

/// The order in which groups come, and the rows of a table that other groups have, change no answer.
#[test]
fn the_examples_answer_each_group_by_itself() {
    for method in all().into_iter().filter(|method| method.grouped) {
        let example = commonweal_methods::read_csv("example", method.example.as_bytes()).unwrap();
        let rows = example.rows();
        let twice: Vec<usize> = (0..rows).chain(0..rows).collect();
        let copy = |name: &str| std::iter::repeat_n(Some(name.to_owned()), rows);
        let mut doubled = example.pick(&twice);
        doubled.push("copy", copy("second").chain(copy("first")).collect::<Vec<_>>());
        let mut by = vec!["copy".to_owned()];
        let mut request = Request::new(method, &doubled);
        let words: Vec<&str> = method.example_arguments.split_whitespace().collect();
        for pair in words.chunks(2) {
            let (flag, value) = (pair[0].trim_start_matches("--"), pair.get(1).copied().unwrap_or("true"));
            if let Some((name, value)) = flag.split_once('=') {
                request = request.option(name, value);
            } else if flag == "by" {
                by.extend(value.split(',').map(str::to_owned));
            } else if method.columns.iter().any(|role| role.name == flag) {
                request = request.column(flag, value);
            } else {
                request = request.option(flag, value);
            }
        }
        let answer = request.by(by).run().unwrap_or_else(|refusal| panic!("{}: {refusal}", method.id));
        let table = answer.main();
        let half = table.rows() / 2;
        assert_eq!(table.rows(), 2 * half, "{}", method.id);
        let (first, second): (Vec<usize>, Vec<usize>) = ((0..half).collect(), (half..2 * half).collect());
        for column in table.columns().iter().filter(|column| column.name != "copy") {
            assert_eq!(column.values.pick(&first), column.values.pick(&second), "{} {}", method.id, column.name);
        }
    }
}
