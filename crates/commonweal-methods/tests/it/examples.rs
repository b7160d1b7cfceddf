//! What each method says of itself holds.

use commonweal_methods::all;
use commonweal_stats::handbook::CHAPTERS;

#[test]
fn every_example_answers_with_at_least_one_row() {
    for method in all() {
        let answer = method.example_answer().unwrap_or_else(|error| panic!("{}: {error}", method.id));
        assert!(answer.main().rows() > 0, "{}", method.id);
    }
}

#[test]
fn every_method_belongs_to_a_chapter_of_the_handbook() {
    for method in all() {
        assert!(CHAPTERS.iter().any(|chapter| chapter.text == method.chapter), "{}", method.id);
    }
}

#[test]
fn every_column_a_method_needs_is_in_its_example_or_named_by_its_arguments() {
    for method in all() {
        let table = method.example_table().unwrap_or_else(|error| panic!("{}: {error}", method.id));
        for role in method.columns.iter().filter(|role| role.required) {
            let named = method.example_arguments.contains(&format!("--{} ", role.name));
            assert!(named || table.column(role.name).is_some(), "{}: {}", method.id, role.name);
        }
    }
}
