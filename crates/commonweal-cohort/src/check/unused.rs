//! What a definition says and never uses.

use super::Scope;
use crate::reader::Sheet;
use crate::{Expr, Feature, NamedValue, Rule};
use std::collections::BTreeSet;

/// Warns of features, values and parameters that no rule asks for.
pub(crate) fn warn_of_the_unused<'r>(
    sheet: &Sheet<'_>,
    scope: &Scope<'_>,
    values: Option<&'r Vec<NamedValue>>,
    rules: impl Iterator<Item = &'r Rule>,
) {
    let told: BTreeSet<&str> =
        values.into_iter().flatten().filter(|value| value.about.is_some()).map(|value| value.name.as_str()).collect();
    let rules = values.into_iter().flatten().map(|value| &value.is).chain(rules);
    let mut named: BTreeSet<&str> = BTreeSet::new();
    for part in rules.flat_map(|rule| rule.expr.all_parts()) {
        if let Expr::Feature { name, .. } | Expr::FeatureColumn { name, .. } | Expr::Value(name) = part {
            named.insert(name);
        }
    }
    let features = scope.features.values().flatten();
    named.extend(features.flat_map(Feature::rests_on));
    let warn = |key: &'static str, what: &str, is_used: &dyn Fn(&str) -> bool| {
        for (name, span) in sheet.named(key).into_iter().filter(|(name, _)| !is_used(name)) {
            sheet.warning(span, format!("no rule uses the {what} `{name}`"), Some("take it away".to_owned()));
        }
    };
    warn("features", "feature", &|name| named.contains(name));
    // A value that says what it is may be there for readers alone.
    warn("values", "value", &|name| named.contains(name) || told.contains(name));
    let parameters = scope.used_parameters.borrow();
    warn("parameters", "parameter", &|name| parameters.contains(name));
}
