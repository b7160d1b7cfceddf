//! Reading `cohorts/<id>/definition.toml`.

use crate::check::{Scope, check_rule};
use crate::features::read_features;
use crate::reader::{Problems, Sheet, parse_toml};
use crate::{Codelist, CohortDefinition, Feature, SourceFile, canon};
use commonweal_model::DataClass;
use std::collections::{BTreeMap, BTreeSet};

/// A cohort, its hash still that of its own content only.
pub(crate) fn read_cohort(
    id: &str,
    file: &SourceFile,
    cohorts: &BTreeSet<String>,
    codelists: &BTreeMap<String, Codelist>,
    problems: &Problems,
) -> Option<CohortDefinition> {
    let table = parse_toml(file, problems)?;
    let sheet = Sheet::new(file, &table, problems);
    read_id(&sheet, id);
    let title = sheet.text("title");
    let about = sheet.text("about");
    let class = sheet.word("class", &DataClass::ALL.iter().map(|class| class.as_str()).collect::<Vec<_>>());
    let features = read_features(&sheet, codelists);
    let scope = Scope { features: &features, cohorts, codelists };
    let rule = sheet.raw("rule").and_then(|found| check_rule(&sheet, &found, &scope));
    sheet.finish();
    let features = sound(features)?;
    Some(CohortDefinition {
        id: id.to_owned(),
        title: title?,
        about: about?,
        class: class?,
        codelists: codelists_of(&features),
        features,
        rule: rule?,
        cohorts: Vec::new(),
        hash: canon::canonical(&table),
        path: file.path.clone(),
    })
}

/// The `id` must be the folder's name, so that a definition is found where it is looked for.
pub(crate) fn read_id(sheet: &Sheet<'_>, folder: &str) {
    let Some(id) = sheet.located("id") else { return };
    if id.text != folder {
        let message = format!("the id is `{}`, but the folder is `{folder}`", id.text);
        sheet.problem(id.span, message, Some("give both the same name".to_owned()));
    } else if !crate::place::is_id(&id.text) {
        let help = "ids are of a-z, digits and _ and begin with a letter".to_owned();
        sheet.problem(id.span, format!("`{}` cannot be an id", id.text), Some(help));
    }
}

/// All features, if none of them was wrong.
pub(crate) fn sound(features: BTreeMap<String, Option<Feature>>) -> Option<BTreeMap<String, Feature>> {
    features.into_iter().map(|(name, feature)| feature.map(|feature| (name, feature))).collect()
}

/// Ids of the codelists of features, in order, each once.
pub(crate) fn codelists_of(features: &BTreeMap<String, Feature>) -> Vec<String> {
    features.values().map(|feature| feature.codelist.clone()).collect::<BTreeSet<_>>().into_iter().collect()
}
