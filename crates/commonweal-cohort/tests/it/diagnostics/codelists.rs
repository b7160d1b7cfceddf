//! Codelists and their manifest.

use super::{FLU, MANIFEST, check};

#[test]
fn an_empty_codelist_is_refused() {
    check(
        FLU,
        "955691000000108,Flu vaccination\n",
        "",
        r#"codelists/flu.csv:1:1: codelist `flu` has no codes
  |
1 | code,term
  | ^^^^^^^^^
  = help: a definition that used it could never find anybody; add codes or take the file away"#,
    );
}

#[test]
fn a_code_turned_into_a_number_is_refused() {
    check(
        FLU,
        "955691000000108",
        "9.55691E+14",
        r#"codelists/flu.csv:2:1: `9.55691E+14` is a code a spreadsheet has turned into a number
  |
2 | 9.55691E+14,Flu vaccination
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: fetch the list again; keep its codes as text"#,
    );
}

#[test]
fn a_row_with_a_field_too_many_is_named() {
    check(
        FLU,
        "108,Flu",
        "108,Flu, given",
        r#"codelists/flu.csv:2:1: this row has 3 fields and the header has 2
  |
2 | 955691000000108,Flu, given vaccination
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: put quotes round a field with a comma in it"#,
    );
}

#[test]
fn a_manifest_that_disagrees_with_its_file_is_refused() {
    check(
        MANIFEST,
        "snomedct,1",
        "snomedct,7",
        r#"codelists/manifest.csv:3:1: the manifest says `flu` has 7 codes, but its file has 1
  |
3 | flu.csv,Flu,snomedct,7,nhsd/flu_cod,1
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: correct n_codes, or fetch the file again"#,
    );
}

#[test]
fn a_codelist_of_another_coding_system_is_refused() {
    check(
        MANIFEST,
        "flu.csv,Flu,snomedct",
        "flu.csv,Flu,dmd",
        r#"indicators/flu/definition.toml:18:12: codelist `flu` is in dmd, but clinical events hold SNOMED CT codes
   |
18 | codelist = "flu"
   |            ^^^^^
   = help: choose a codelist in snomedct"#,
    );
}
