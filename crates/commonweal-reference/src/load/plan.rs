//! The facts extracted from the planning documents: the files of `plan/`, unchanged, one table each.

use std::collections::BTreeSet;

use crate::error::ReferenceError;
use crate::sheet::Sheet;
use crate::source::Source;
use crate::table::{Column, Table, Values};

/// A plan table: its name, its file and its columns. All are text but `source_line`.
pub(crate) struct Plan {
    pub(crate) name: &'static str,
    pub(crate) file: &'static str,
    columns: &'static str,
    about: &'static str,
}

pub(crate) const BCF: Plan = Plan {
    name: "bcf",
    file: "plan/bcf.csv",
    columns: "id health_and_wellbeing_board record_kind code name services purpose metrics_or_terms note source source_line other_sources",
    about: "Better Care Fund",
};
pub(crate) const CLAIMS: Plan = Plan {
    name: "claims",
    file: "plan/claims.csv",
    columns: "id statement area population measure value unit period comparator_value recomputable_from_public_data check_against_public_data note source source_line other_sources",
    about: "Statistics stated as fact",
};
pub(crate) const COHORTS: Plan = Plan {
    name: "cohorts_plan",
    file: "plan/cohorts.csv",
    columns: "id name kind rule rule_precision data_needed used_by note source source_line other_sources",
    about: "Cohorts and case-finding rules",
};
pub(crate) const COMMITMENTS: Plan = Plan {
    name: "commitments",
    file: "plan/commitments.csv",
    columns: "id title measure population geography baseline_value baseline_period unit target_value comparator target_date polarity framework_parent_id status_noted commitment_type comparator_kind target_date_iso target_date_basis note source source_line other_sources",
    about: "Commitments and targets",
};
pub(crate) const DASHBOARDS: Plan = Plan {
    name: "dashboards_plan",
    file: "plan/dashboards.csv",
    columns: "id name kind basis what_it_must_do users data_in breakdowns_required frequency status_in_text note source source_line other_sources",
    about: "Information products",
};
pub(crate) const FRAMEWORK: Plan = Plan {
    name: "framework",
    file: "plan/framework.csv",
    columns: "level id parent_id title set note source source_line other_sources",
    about: "Outcomes framework and strategies",
};
pub(crate) const INITIATIVES: Plan = Plan {
    name: "initiatives",
    file: "plan/initiatives.csv",
    columns: "id title place pcns cohort activity access experience outcomes ics_hw_strategy joint_hw_strategy core20plus5 clinical_area period kind reported_result cohort_rule referral_destination lead_or_partners note source source_line other_sources",
    about: "Initiatives",
};
pub(crate) const NEIGHBOURHOODS: Plan = Plan {
    name: "neighbourhoods",
    file: "plan/neighbourhoods.csv",
    columns: "id name place district type why programme source source_line other_sources",
    about: "Priority neighbourhoods",
};
pub(crate) const ORGANISATIONS: Plan = Plan {
    name: "organisations",
    file: "plan/organisations.csv",
    columns: "id name kind places parent oversees_or_role note source source_line other_sources",
    about: "Organisations and groups",
};

pub(crate) fn table(source: &Source, plan: &Plan) -> Result<Table, ReferenceError> {
    let names: Vec<&str> = plan.columns.split(' ').collect();
    let sheet = Sheet::open(source, plan.file, &names)?;
    let mut texts: Vec<Vec<Option<String>>> = vec![Vec::new(); names.len()];
    let mut lines = Vec::new();
    let mut ids = BTreeSet::new();
    sheet.each(|row| {
        for (at, name) in names.iter().enumerate() {
            match *name {
                "source_line" => lines.push(Some(row.people(at)?)),
                "id" if !ids.insert(row.required(at)?.to_owned()) => {
                    return Err(row.fault(at, "appears twice; ids are unique within a file"));
                }
                _ => texts[at].push(row.text(at).map(str::to_owned)),
            }
        }
        Ok(())
    })?;
    let columns = names.into_iter().zip(texts).map(|(name, text)| Column {
        name: name.to_owned(),
        about: format!("{} ({}): {}", plan.about, plan.file, words(name)),
        values: if name == "source_line" { Values::Integer(std::mem::take(&mut lines)) } else { Values::Text(text) },
    });
    Ok(Table { name: plan.name.to_owned(), columns: columns.collect() })
}

fn words(name: &str) -> String {
    match name {
        "source" => "file name of the document".to_owned(),
        "source_line" => "line of the document, from 1".to_owned(),
        "other_sources" => "other places that say the same, file and line".to_owned(),
        _ => name.replace('_', " "),
    }
}
