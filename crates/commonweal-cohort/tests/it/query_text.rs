//! Reading definitions: what is written in another way is the same, what is wrong is pointed at, nothing panics.

use commonweal_cohort::query::{Catalogue, Definition};
use commonweal_testkit::any_query;
use proptest::prelude::*;

const CATALOGUE: &str = r#"{"m": {"t": {"table": "t", "one_row_per_patient": true,
    "columns": {"i": {"type": "int"}, "b": {"type": "bool"}}}}}"#;
const TABLE: &str = r#"{"external_ref": {"module": "m", "name": "t"}}"#;

fn read(text: &str) -> Result<Definition, String> {
    let catalogue = Catalogue::read(CATALOGUE).expect("the catalogue is sound");
    Definition::read(&text.replace("TABLE", TABLE), &catalogue).map_err(|error| error.to_string())
}

/// A dataset of one variable `v`, which is node 2.
fn with_node(node: &str) -> String {
    format!(
        r#"{{"value": {{"ref": "1"}}, "2": {node}, "1": {{"Dataset": {{
            "population": {{"AggregateByPatient.Exists": {{"source": TABLE}}}},
            "variables": {{"dict": [["v", {{"ref": "2"}}]]}}, "events": {{"dict": []}}, "measures": null}}}}}}"#
    )
}

#[track_caller]
fn refused(node: &str, message: &str) {
    assert_eq!(read(&with_node(node)).expect_err("it is wrong"), message);
}

#[test]
fn a_refusal_names_the_variable_the_node_and_the_fix() {
    refused(
        r#"{"Function.Sqrt": {"source": {"Value": 1}}}"#,
        "variable `v`, node 2: there is no node type `Function.Sqrt`; see the list of node types",
    );
    refused(
        r#"{"Function.EQ": {"lhs": {"SelectColumn": {"source": TABLE, "name": "i"}}}}"#,
        "variable `v`, node 2: Function.EQ lacks its field `rhs`",
    );
    refused(
        r#"{"SelectColumn": {"source": TABLE, "name": "x"}}"#,
        "variable `v`, node 2: SelectColumn: `t` has no column `x`; it has `i`, `b`",
    );
    refused(
        r#"{"Function.EQ": {"lhs": {"SelectColumn": {"source": TABLE, "name": "i"}}, "rhs": 1}}"#,
        "variable `v`, node 2: `rhs` needs a node (a literal is written as {\"Value\": ...}), and has a whole number",
    );
    refused(
        r#"{"SelectColumn": {"source": {"SelectPatientTable": {"name": "t"}}, "name": "i"}}"#,
        "variable `v`, node 2: a table may not be spelt out as SelectPatientTable; name it with an external_ref",
    );
    refused(
        r#"{"Function.Not": {"source": {"ref": "2"}}}"#,
        "variable `v`, node 2: the node is made of itself, by way of its parts; break the circle",
    );
    refused(
        r#"{"Function.Not": {"source": {"ref": "7"}}}"#,
        "node 2: it refers to node 7, and there is none; define it or correct the reference",
    );
}

#[test]
fn whole_numbers_and_fractions_are_two_types() {
    let equal = |literal: &str| {
        let lhs = r#"{"SelectColumn": {"source": TABLE, "name": "i"}}"#;
        read(&with_node(&format!(r#"{{"Function.EQ": {{"lhs": {lhs}, "rhs": {{"Value": {literal}}}}}}}"#)))
    };
    assert!(equal("5").is_ok());
    assert!(equal("5.0").is_err());
}

#[test]
fn nodes_nobody_uses_are_checked_and_left_out() {
    let used = with_node(r#"{"Value": 1}"#);
    let unused = |node: &str| used.replacen('{', &format!(r#"{{"9": {node}, "#), 1);
    assert_eq!(read(&unused(r#"{"Function.Not": {"source": {"Value": true}}}"#)), read(&used));
    assert!(read(&unused(r#"{"Function.Not": {"source": {"Value": 1}}}"#)).is_err());
    assert!(read(&unused(r#"{"Nonsense": {}}"#)).is_err());
}

#[test]
fn equal_nodes_are_written_once() {
    let twice = r#"{"Function.Add": {"lhs": {"Function.Negate": {"source": {"SelectColumn": {"source": TABLE, "name": "i"}}}},
        "rhs": {"Function.Negate": {"source": {"SelectColumn": {"source": TABLE, "name": "i"}}}}}}"#;
    let printed = read(&with_node(twice)).expect("it is sound").to_string();
    assert_eq!(printed.matches("Function.Negate").count(), 1);
    assert_eq!(printed.matches("SelectColumn").count(), 1);
}

#[test]
fn a_definition_is_read_from_any_of_its_three_envelopes() {
    let bare = read(&with_node(r#"{"Value": 1}"#)).expect("it is sound");
    let module = with_node(r#"{"Value": 1}"#).replacen(
        r#"{"ref": "1"}"#,
        r#"{"ModuleDetails": {"dataset": {"ref": "1"}, "dataset_dummy_data_config": null, "test_data": null,
            "measures": {"MeasureCollection": {"measures": []}}, "measures_dummy_data_config": null,
            "measures_disclosure_control_config": {"DisclosureControlConfig": {"enabled": true}},
            "claimed_permissions": {"tuple": ["a"]}}}"#,
        1,
    );
    let module = read(&module).expect("it is sound");
    assert_eq!(module.dataset().map(|dataset| dataset.variables.len()), Some(1));
    assert_eq!(module.measures().map(<[_]>::len), Some(0));
    let envelope = module.envelope().expect("it came in one");
    assert_eq!(
        (envelope.disclosure_control, envelope.claimed_permissions.as_slice()),
        (Some(true), &["a".to_owned()][..])
    );
    assert!(bare.envelope().is_none() && bare.measures().is_none());
    assert_eq!(read(&module.to_string()), Ok(module));
}

#[test]
fn a_definition_that_failed_where_it_was_made_says_so() {
    let text = r#"{"value": {"DefinitionError": {"message": "no population", "exit_code": null}}}"#;
    assert_eq!(read(text), Err("definition file: the definition failed where it was made: no population".to_owned()));
}

#[test]
fn a_chain_as_long_as_the_text_does_not_overflow() {
    let mut nodes = String::new();
    for key in 2..50_000 {
        nodes += &format!(r#""{key}": {{"Function.Not": {{"source": {{"ref": "{}"}}}}}}, "#, key + 1);
    }
    let last = r#""50000": {"Function.Not": {"source": {"Value": true}}}"#;
    let text = with_node("null").replacen(r#""2": null"#, &format!("{nodes}{last}"), 1);
    let definition = read(&text).expect("it is sound");
    assert_eq!(read(&definition.to_string()), Ok(definition));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        drop(read(&String::from_utf8_lossy(&bytes)));
    }

    #[test]
    fn a_printed_query_comes_back_the_same(query in any_query()) {
        let printed = query.definition.to_string();
        let again = Definition::read(&printed, &query.catalogue).expect("what we print can be read");
        prop_assert_eq!(again.to_string(), printed);
    }

    #[test]
    fn a_sound_query_with_one_piece_changed_never_panics(
        query in any_query(),
        at in any::<prop::sample::Index>(),
        length in 0usize..20,
        piece in prop_oneof![
            any::<String>(),
            prop::sample::select(vec![
                "null", "1", "1.5", "{\"ref\":\"1\"}", "{\"Value\":{\"frozenset\":[]}}", "{\"dict\":[]}", "source", "Date",
                "\"2\"", "[", "}", "int", "Exists", "Case", "9223372036854775807", "\"0000-00-00\"",
            ]).prop_map(str::to_owned),
        ],
    ) {
        let printed: Vec<char> = query.definition.to_string().chars().collect();
        let at = at.index(printed.len());
        let (head, tail) = (&printed[..at], &printed[(at + length).min(printed.len())..]);
        let text: String = head.iter().copied().chain(piece.chars()).chain(tail.iter().copied()).collect();
        if let Err(error) = Definition::read(&text, &query.catalogue) {
            prop_assert!(!error.to_string().is_empty());
        }
    }
}
