//! Reading `cohorts/<id>/definition.toml`.

use crate::check::{Scope, check_rule, warn_of_the_unused};
use crate::diagnostic::nearest;
use crate::features::read_features;
use crate::outline::Outline;
use crate::read_parameters::{read_parameters, read_values};
use crate::read_score::{read_score, read_segments};
use crate::reader::{Problems, Sheet, parse_toml};
use crate::{Basis, Codelist, CohortDefinition, CohortKind, Expr, Feature, Parameter, Rule, SourceFile, canon};
use commonweal_model::DataClass;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// A cohort, its hash still that of its own content only.
pub(crate) fn read_cohort(
    id: &str,
    file: &SourceFile,
    cohorts: &BTreeMap<String, Outline>,
    codelists: &BTreeMap<String, Codelist>,
    problems: &Problems,
) -> Option<CohortDefinition> {
    let table = parse_toml(file, problems)?;
    let sheet = Sheet::new(file, &table, problems);
    read_id(&sheet, id);
    let title = sheet.text("title");
    let about = sheet.text("about");
    let class = sheet.word("class", &DataClass::ALL.iter().map(|class| class.as_str()).collect::<Vec<_>>());
    let kind = read_kind(&sheet);
    let basis = read_basis(&sheet);
    let [owner, source] = ["owner", "source"].map(|key| sheet.optional(key).map(|found| found.text));
    let list = |key| sheet.texts(key).into_iter().map(|found| found.text).collect::<Vec<_>>();
    let (plan, caveats, requirements) = (list("plan"), list("caveats"), list("requirements"));
    let parameters = read_parameters(&sheet);
    let (nothing, used_parameters) = (BTreeMap::new(), RefCell::default());
    let mut scope = Scope {
        features: &nothing,
        values: Vec::new(),
        parameters: &parameters,
        used_parameters: &used_parameters,
        cohorts,
        codelists,
        row: None,
    };
    let features = read_features(&sheet, &scope);
    scope.features = &features;
    let values = read_values(&sheet, &mut scope);
    let rule = read_rule(&sheet, kind, &scope);
    let score = read_score(&sheet, kind, &scope);
    let segments = read_segments(&sheet, kind, &scope);
    let every = rule.iter().chain(score.iter().flatten().flat_map(|score| &score.points).map(|points| &points.rule));
    let every = every.chain(segments.iter().flatten().map(|segment| &segment.rule));
    warn_of_the_unused(&sheet, &scope, values.as_ref(), every);
    sheet.finish();
    let features = sound(features)?;
    Some(CohortDefinition {
        id: id.to_owned(),
        title: title?,
        about: about?,
        class: class?,
        kind: kind?,
        basis: basis?,
        plan,
        owner,
        source,
        caveats,
        requirements,
        parameters: sound_parameters(parameters)?,
        codelists: codelists_of(&features),
        features,
        values: values?,
        rule: rule?,
        score: score?,
        segments: segments?,
        cohorts: Vec::new(),
        hash: canon::canonical(&table),
        path: file.path.clone(),
    })
}

fn read_kind(sheet: &Sheet<'_>) -> Option<CohortKind> {
    let found = sheet.located("kind")?;
    let kind = CohortKind::ALL.iter().copied().find(|kind| kind.as_str() == found.text);
    if kind.is_none() {
        let words: Vec<&str> = CohortKind::ALL.iter().map(|kind| kind.as_str()).collect();
        let message = format!("`{}` is not a kind of cohort; use one of: {}", found.text, words.join(", "));
        sheet.problem(found.span, message, nearest(&found.text, words));
    }
    kind
}

fn read_basis(sheet: &Sheet<'_>) -> Option<Basis> {
    let Some(found) = sheet.optional("basis") else { return Some(Basis::Ours) };
    let basis = Basis::ALL.iter().copied().find(|basis| basis.as_str() == found.text);
    if basis.is_none() {
        let words: Vec<&str> = Basis::ALL.iter().map(|basis| basis.as_str()).collect();
        let message = format!("`{}` is not a basis; use one of: {}", found.text, words.join(", "));
        sheet.problem(found.span, message, nearest(&found.text, words));
    }
    basis
}

/// Who belongs; a segmentation may leave it out and mean everybody.
fn read_rule(sheet: &Sheet<'_>, kind: Option<CohortKind>, scope: &Scope<'_>) -> Option<Rule> {
    if kind == Some(CohortKind::Segmentation) && !sheet.has("rule") {
        return Some(Rule { text: "true".to_owned(), expr: Expr::Truth(true) });
    }
    sheet.raw("rule").and_then(|found| check_rule(sheet, &found, scope))
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

/// All parameters, if none of them was wrong.
pub(crate) fn sound_parameters(parameters: BTreeMap<String, Option<Parameter>>) -> Option<BTreeMap<String, Parameter>> {
    parameters.into_iter().map(|(name, parameter)| parameter.map(|parameter| (name, parameter))).collect()
}

/// Ids of the codelists of features, in order, each once.
pub(crate) fn codelists_of(features: &BTreeMap<String, Feature>) -> Vec<String> {
    let ids: BTreeSet<String> = features.values().flat_map(|feature| feature.codelists.iter().cloned()).collect();
    ids.into_iter().collect()
}
