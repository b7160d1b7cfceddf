//! The line of sight, tested on the plans of Nottingham and Nottinghamshire as they come with the program.

mod commitments;
mod frameworks;
mod judged;
mod line;
mod reading;
mod records;
mod register;

use std::collections::BTreeSet;

use commonweal_operations::plan::{Commitment, LinkTexts, Links, PlanTexts, Plans};

macro_rules! of_plan {
    ($file:literal) => {
        include_str!(concat!("../../../../../reference/plan/", $file))
    };
}
macro_rules! of_framework {
    ($file:literal) => {
        include_str!(concat!("../../../../../definitions/framework/", $file))
    };
}

const PLANS: PlanTexts<'static> = PlanTexts {
    framework: of_plan!("framework.csv"),
    commitments: of_plan!("commitments.csv"),
    initiatives: of_plan!("initiatives.csv"),
    neighbourhoods: of_plan!("neighbourhoods.csv"),
    organisations: of_plan!("organisations.csv"),
    cohorts: of_plan!("cohorts.csv"),
    better_care: of_plan!("bcf.csv"),
};

const LINKS: LinkTexts<'static> = LinkTexts {
    serves: of_framework!("serves.csv"),
    outcomes: of_framework!("outcomes.csv"),
    returns: of_framework!("returns.csv"),
    links: of_framework!("links.csv"),
    contradictions: of_framework!("contradictions.csv"),
};

const CLAIMS: &str = of_plan!("claims.csv");

fn plans() -> Plans {
    Plans::read(&PLANS).0
}

fn links() -> Links {
    Links::read(&LINKS).0
}

/// The indicators that come with the program, by the folders that hold their definitions.
fn indicators() -> BTreeSet<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../definitions/indicators");
    let entries = std::fs::read_dir(folder).expect("the definitions stand beside the crates");
    let names = entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a plain name"));
    names.filter(|name| !name.contains('.')).collect()
}

fn commitment(id: &str) -> Commitment {
    plans().commitment(id).cloned().unwrap_or_else(|| panic!("there is no commitment {id}"))
}
