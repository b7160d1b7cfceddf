//! Reading `[features.<name>]`.

use crate::catalogue::{ProductTable, product_table};
use crate::check::{Scope, check_rule};
use crate::diagnostic::nearest;
use crate::feature_codes::{read_categories, read_code_columns, read_codelists};
use crate::query::ValueType;
use crate::read_parameters::{check_name, read_unit};
use crate::reader::{Located, Sheet};
use crate::{Feature, Lookback, ParameterValue, Pick, tables, unit};
use std::collections::{BTreeMap, BTreeSet};

/// A feature whose condition is yet to be read, and where its parts stand.
struct Draft<'a> {
    name: Located,
    table: Sheet<'a>,
    condition: Option<Located>,
    /// Keys that name other features.
    links: Vec<(&'static str, Located)>,
}

/// The features of a definition; a name without one had something wrong with it, which is reported. What the scope
/// says of features is passed over.
pub(crate) fn read_features(sheet: &Sheet<'_>, scope: &Scope<'_>) -> BTreeMap<String, Option<Feature>> {
    let mut features: BTreeMap<String, Option<Feature>> = BTreeMap::new();
    let mut drafts = Vec::new();
    for (name, table) in sheet.named_tables("features") {
        check_name(sheet, &name, "feature");
        let Some(table) = table else {
            features.insert(name.text, None);
            continue;
        };
        features.insert(name.text.clone(), read_feature(&table, scope));
        let condition = table.optional_raw("where");
        let links = ["since", "after", "before"].into_iter();
        let links = links.filter_map(|key| table.optional(key).map(|found| (key, found))).collect();
        drafts.push(Draft { name, table, condition, links });
    }
    let mut read = features.clone();
    for draft in &drafts {
        let Some(Some(feature)) = features.get(&draft.name.text) else { continue };
        let sound = draft.links.iter().fold(true, |sound, (_, link)| known_link(draft, link, &features) && sound);
        let condition = draft.condition.as_ref().map(|found| {
            let scope = Scope { features: &features, values: Vec::new(), row: Some(feature), ..*scope };
            check_rule(&draft.table, found, &scope)
        });
        let condition = match condition {
            Some(None) => None,
            Some(checked) => Some(checked),
            None => Some(None),
        };
        let whole = condition.filter(|_| sound).map(|condition| Feature { condition, ..feature.clone() });
        read.insert(draft.name.text.clone(), whole);
    }
    refuse_circles(sheet, &drafts, &mut read);
    for draft in drafts {
        draft.table.finish();
    }
    read
}

fn read_feature(table: &Sheet<'_>, scope: &Scope<'_>) -> Option<Feature> {
    let about = table.optional("about").map(|found| found.text);
    let from = table.optional("from");
    let from_name = from.as_ref().map_or("clinical_events", |found| found.text.as_str());
    let usual = known_table(table, from.as_ref(), from_name);
    let Some(usual) = usual else {
        // What depends on the table cannot be judged, and its keys are no problem of their own.
        for key in ["codelist", "codelists", "category", "column", "value", "date", "unit", "within", "gap", "pick"] {
            table.place(key);
        }
        return None;
    };
    let code_columns = read_code_columns(table, &usual);
    let codelists = read_codelists(table, &usual, code_columns.as_deref(), scope.codelists);
    let categories = codelists.as_ref().and_then(|lists| read_categories(table, lists, scope.codelists));
    let value_column = read_column(table, "value", &usual, |of| of.is_numeric(), "numbers");
    let value_column = value_column.map(|named| named.or(usual.value.map(str::to_owned)));
    let date_column = read_column(table, "date", &usual, |of| of == ValueType::Date, "dates");
    let pick = table.located("pick").and_then(|word| read_pick(table, &word, &usual));
    let first_date = || {
        let columns = &tables::schema(usual.name)?.columns;
        columns.iter().find(|(_, of)| *of == ValueType::Date).map(|(name, _)| name.to_string())
    };
    let usual_date = if pick == Some(Pick::Current) { usual.start } else { usual.date.or(usual.start) };
    let date_column = date_column.map(|named| named.or(usual_date.map(str::to_owned)).or_else(first_date));
    let unit = read_feature_unit(table, codelists.as_deref().unwrap_or_default(), scope);
    let within = read_within(table, scope);
    let gap_days = read_gap(table, pick);
    let [since, after, before] = ["since", "after", "before"].map(|key| table.optional(key).map(|found| found.text));
    let date_column = match date_column? {
        Some(column) => column,
        None => {
            table.problem(table.span(), format!("rows of table `{}` have no date", usual.name), None);
            return None;
        }
    };
    let feature = Feature {
        about,
        table: usual.name.to_owned(),
        codelists: codelists?,
        categories: categories?,
        code_columns: code_columns?,
        date_column,
        value_column: value_column?,
        unit,
        pick: pick?,
        within: within?,
        since,
        after,
        before,
        condition: None,
        gap_days: gap_days?,
    };
    warn_of_empty_windows(table);
    possible_pick(table, &feature).then_some(feature)
}

/// Warns of days that cannot lie where two keys want them.
fn warn_of_empty_windows(table: &Sheet<'_>) {
    let before = table.optional("before");
    for key in ["since", "after"] {
        if let (Some(start), Some(end)) = (table.optional(key), &before)
            && start.text == end.text
        {
            let message = format!("no row is both {key} and before `{}`", end.text);
            table.warning(end.span.clone(), message, None);
        }
    }
}

fn known_table(table: &Sheet<'_>, from: Option<&Located>, name: &str) -> Option<ProductTable> {
    let span = from.map_or(table.span(), |found| found.span.clone());
    if name == "patients" {
        let help = "write the facts themselves: age, sex, date_of_birth, alive".to_owned();
        table.problem(span, "features are not taken from `patients`", Some(help));
        return None;
    }
    let usual = product_table(name);
    if usual.is_none() {
        let names = tables::names();
        let help = nearest(name, names.iter().copied()).unwrap_or_else(|| format!("tables: {}", names.join(", ")));
        table.problem(span, format!("there is no table `{name}`"), Some(help));
    }
    usual
}

/// A column named by a key, of the types wanted; `Some(None)` where the key is not there.
fn read_column(
    table: &Sheet<'_>,
    key: &'static str,
    usual: &ProductTable,
    fits: fn(ValueType) -> bool,
    what: &str,
) -> Option<Option<String>> {
    let Some(found) = table.optional(key) else { return Some(None) };
    let schema = tables::schema(usual.name)?;
    if schema.column(&found.text).is_some_and(fits) {
        return Some(Some(found.text));
    }
    let known: Vec<&str> = schema.columns.iter().filter(|(_, of)| fits(*of)).map(|(name, _)| &**name).collect();
    let help = nearest(&found.text, known.iter().copied())
        .unwrap_or_else(|| format!("columns of {what}: {}", known.join(", ")));
    let message = format!("table `{}` has no column `{}` of {what}", usual.name, found.text);
    table.problem(found.span, message, Some(help));
    None
}

fn read_pick(table: &Sheet<'_>, word: &Located, usual: &ProductTable) -> Option<Pick> {
    let Some(pick) = Pick::ALL.into_iter().find(|pick| pick.as_str() == word.text) else {
        let words = Pick::ALL.map(Pick::as_str);
        let message = format!("`{}` is not a way to pick; use one of: {}", word.text, words.join(", "));
        table.problem(word.span.clone(), message, nearest(&word.text, words));
        return None;
    };
    if usual.one_row_per_patient && !matches!(pick, Pick::Ever | Pick::Latest | Pick::Earliest | Pick::Count) {
        let message = format!("a person has at most one row in `{}`; pick `ever` or `latest`", usual.name);
        table.problem(word.span.clone(), message, None);
        return None;
    }
    if pick == Pick::Current && (usual.start.is_none() || usual.end.is_none()) {
        let message = format!("rows of table `{}` do not last, so none is current", usual.name);
        table.problem(word.span.clone(), message, Some("pick `latest`".to_owned()));
        return None;
    }
    Some(pick)
}

/// Whether the rows have what the pick needs.
fn possible_pick(table: &Sheet<'_>, feature: &Feature) -> bool {
    let lacks = |what: &str, help: &str| {
        let message =
            format!("`{}` needs {what}, and rows of table `{}` have none", feature.pick.as_str(), feature.table);
        table.problem(table.place("pick"), message, Some(help.to_owned()));
        false
    };
    match feature.pick {
        pick if pick.needs_value() && feature.value_column.is_none() => {
            lacks("a value", "name a column of numbers, value = \"...\"")
        }
        Pick::Codes if feature.code_columns.is_empty() => lacks("codes", "pick `days` or `count`"),
        _ => true,
    }
}

fn read_within(table: &Sheet<'_>, scope: &Scope<'_>) -> Option<Option<Lookback>> {
    let Some(found) = table.optional("within") else { return Some(None) };
    let wrong = |message: String, help: Option<String>| {
        table.problem(found.span.clone(), message, help);
        None
    };
    if let Some(name) = found.text.strip_prefix('$') {
        let Some(parameter) = scope.parameters.get(name) else {
            let help = nearest(name, scope.parameters.keys().map(String::as_str));
            let help = help.unwrap_or_else(|| format!("set `{name}` below [parameters]"));
            return wrong(format!("there is no parameter `${name}`"), Some(help));
        };
        scope.used_parameters.borrow_mut().insert(name.to_owned());
        return match parameter.as_ref()?.value {
            ParameterValue::Length(length) => Some(Some(length)),
            _ => wrong(format!("`${name}` is not a length of time"), Some("set it to P24M or the like".to_owned())),
        };
    }
    match Lookback::parse(&found.text) {
        Some(length) => Some(Some(length)),
        None => {
            let help = "write P5Y, P24M, P6W or P90D; at most 150 years".to_owned();
            wrong(format!("`{}` is not a length of time", found.text), Some(help))
        }
    }
}

fn read_gap(table: &Sheet<'_>, pick: Option<Pick>) -> Option<Option<i64>> {
    let found = table.optional("gap");
    match (found, pick) {
        (None, Some(Pick::Episodes)) => {
            let help = "add gap = \"P14D\"; a longer gap begins a new episode".to_owned();
            table.problem(table.place("pick"), "`episodes` needs the longest gap within one", Some(help));
            None
        }
        (None, _) => Some(None),
        (Some(found), Some(Pick::Episodes) | None) => match Lookback::parse(&found.text) {
            Some(length) if length.months() == 0 => Some(Some(i64::from(length.days()))),
            _ => {
                let message = format!("`{}` is not a gap in days or weeks", found.text);
                table.problem(found.span, message, Some("write P14D or P2W".to_owned()));
                None
            }
        },
        (Some(found), Some(pick)) => {
            table.problem(found.span, format!("`{}` has no use for `gap`", pick.as_str()), None);
            None
        }
    }
}

/// The unit of the values: as the feature says, else as its codelists do where they agree.
fn read_feature_unit(table: &Sheet<'_>, codelists: &[String], scope: &Scope<'_>) -> Option<String> {
    let said = read_unit(table);
    let listed: BTreeSet<(&String, &String)> = codelists
        .iter()
        .filter_map(|id| scope.codelists.get(id).and_then(|list| list.unit.as_ref().map(|unit| (unit, id))))
        .collect();
    let own_column = !table.has("value");
    if let Some(said) = &said
        && own_column
        && let Some((unit, id)) = listed.iter().find(|(unit, _)| said != *unit)
    {
        let help =
            unit::conversion(None, unit, said, id).unwrap_or_else(|| format!("take `unit` away or write \"{unit}\""));
        let message = format!("codelist `{id}` has values in {unit}, not in {said}");
        table.problem(table.place("unit"), message, Some(help));
    }
    let units: BTreeSet<&String> = listed.iter().map(|(unit, _)| *unit).collect();
    said.or_else(|| if units.len() == 1 && own_column { units.first().map(|unit| (*unit).clone()) } else { None })
}

/// Whether a key names a feature with a day.
fn known_link(draft: &Draft<'_>, link: &Located, features: &BTreeMap<String, Option<Feature>>) -> bool {
    match features.get(&link.text) {
        Some(Some(feature)) if feature.pick.picks_one() => true,
        Some(None) => false,
        Some(Some(feature)) => {
            let message = format!("`{}` picks `{}`, which has no date", link.text, feature.pick.as_str());
            let help = "pick `latest` or `earliest` in that feature".to_owned();
            draft.table.problem(link.span.clone(), message, Some(help));
            false
        }
        None => {
            let help = nearest(&link.text, features.keys().map(String::as_str));
            draft.table.problem(link.span.clone(), format!("there is no feature `{}`", link.text), help);
            false
        }
    }
}

/// A feature's rows may depend on other features but never, through them, on its own.
fn refuse_circles(sheet: &Sheet<'_>, drafts: &[Draft<'_>], features: &mut BTreeMap<String, Option<Feature>>) {
    for draft in drafts {
        let mut reached: BTreeSet<String> = BTreeSet::new();
        let uses = |name: &str| -> Vec<String> {
            let feature = features.get(name).and_then(Option::as_ref);
            feature.map_or_else(Vec::new, |feature| feature.rests_on().into_iter().map(str::to_owned).collect())
        };
        let mut rest = uses(&draft.name.text);
        while let Some(next) = rest.pop() {
            if reached.insert(next.clone()) {
                rest.extend(uses(&next));
            }
        }
        if reached.contains(&draft.name.text) {
            let message = format!("feature `{}` rests on itself", draft.name.text);
            let help = "take one of the features out of the circle".to_owned();
            sheet.problem(draft.name.span.clone(), message, Some(help));
            features.insert(draft.name.text.clone(), None);
        }
    }
}
