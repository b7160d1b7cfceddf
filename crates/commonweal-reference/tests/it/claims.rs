//! Each claim of the planning documents has a state, and each that public data can answer a recomputed value.

use std::path::Path;

use commonweal_reference::Reference;
use commonweal_reference::claims::ClaimState::{Conflicts, Differs, Matches, NeedsDataWeLack};
use commonweal_reference::claims::{ClaimCheck, ClaimState, claims, claims_markdown};

fn all() -> Vec<ClaimCheck> {
    claims(&Reference::embedded()).unwrap()
}

/// The claims that public data can answer and an earlier reading checked: what we find, and how it compares.
const EXPECTED: [(&str, &str, ClaimState); 47] = [
    ("CL-001", "1,170,475 people", Matches),
    ("CL-005", "118,280 people", Matches),
    ("CL-011", "20.5%", Differs),
    ("CL-023", "16.5%", Matches),
    ("CL-024", "23.1%", Matches),
    ("CL-030", "27.1%", Matches),
    ("CL-031", "26.9%", Matches),
    ("CL-032", "41.0%", Matches),
    ("CL-033", "14.6%", Matches),
    ("CL-034", "24.6 score", Matches),
    ("CL-035", "7,445 people", Differs),
    ("CL-037", "211 LSOAs", Matches),
    ("CL-038", "58 LSOAs", Matches),
    ("CL-039", "27.0%", Matches),
    ("CL-056", "2.1%", Matches),
    ("CL-062", "16.4%", Conflicts),
    ("CL-063", "13.6%", Conflicts),
    ("CL-064", "20.6%", Matches),
    ("CL-075", "8.4 years", Matches),
    ("CL-076", "8.6 years", Matches),
    ("CL-077", "7.5 years", Matches),
    ("CL-086", "57.2 years", Conflicts),
    ("CL-087", "61.5 years", Conflicts),
    ("CL-090", "56 LSOAs", Matches),
    ("CL-091", "182 LSOAs", Matches),
    ("CL-092", "104 LSOAs", Matches),
    ("CL-093", "57.1%", Matches),
    ("CL-094", "31 LSOAs", Matches),
    ("CL-095", "79 LSOAs", Matches),
    ("CL-098", "34.1%", Matches),
    ("CL-099", "31.9%", Differs),
    ("CL-100", "29.5%", Matches),
    ("CL-104", "1.3% least deprived", Matches),
    ("CL-105", "14.5% most deprived", Matches),
    ("CL-116", "13.5%", Differs),
    ("CL-129", "35.7 per 100,000", Conflicts),
    ("CL-131", "", NeedsDataWeLack),
    ("CL-132", "756.3 per 1,000", Conflicts),
    ("CL-134", "576.6 per 1,000", Conflicts),
    ("CL-137", "54.7 per 100,000", Differs),
    ("CL-140", "37.9 per 100,000", Differs),
    ("CL-143", "4.5 per 1,000 live births", Differs),
    ("CL-144", "3.9 per 1,000 live births", Differs),
    ("CL-172", "21.4%", Differs),
    ("CL-173", "18.6%", Matches),
    ("CL-182", "23 PCNs", Matches),
    ("CL-186", "21.1%", Matches),
];

#[test]
fn each_claim_that_public_data_can_answer_has_its_value_and_state() {
    let worked_out: Vec<ClaimCheck> = all().into_iter().filter(|claim| claim.state <= NeedsDataWeLack).collect();
    let found: Vec<(&str, &str, ClaimState)> = worked_out
        .iter()
        .map(|claim| (claim.id.as_str(), claim.recomputed.as_deref().unwrap_or(""), claim.state))
        .collect();
    assert_eq!(found, EXPECTED);
}

#[test]
fn all_334_claims_have_a_state_and_an_explanation() {
    let all = all();
    assert_eq!(all.len(), 334);
    for claim in &all {
        assert!(!claim.statement.is_empty() && !claim.stated.is_empty() && !claim.explanation.is_empty(), "{claim:?}");
        assert_eq!(claim.recomputed.is_some(), claim.state < NeedsDataWeLack, "{claim:?}");
    }
    let count = |state| all.iter().filter(|claim| claim.state == state).count();
    let states = [Matches, Differs, Conflicts, NeedsDataWeLack, ClaimState::NotChecked, ClaimState::NotRecomputable];
    assert_eq!(states.map(count), [30, 9, 7, 1, 238, 49]);
}

#[test]
fn the_page_of_claims_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/claims.md");
    let page = claims_markdown(&all());
    if std::env::var_os("COMMONWEAL_BLESS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(stored == page, "docs/claims.md is stale; run this test with COMMONWEAL_BLESS=1 to write it again");
}
