//! Reading `[features.<name>]`.

use crate::diagnostic::nearest;
use crate::place::is_id;
use crate::reader::{Located, Sheet};
use crate::syntax::RESERVED;
use crate::{Codelist, Fact, Feature, Lookback, Pick};
use std::collections::BTreeMap;

/// The features of a definition; a name without one had something wrong with it, which is reported.
pub(crate) fn read_features(
    sheet: &Sheet<'_>,
    codelists: &BTreeMap<String, Codelist>,
) -> BTreeMap<String, Option<Feature>> {
    let mut features = BTreeMap::new();
    for (name, table) in sheet.named_tables("features") {
        let reserved = RESERVED.contains(&name.text.as_str()) || Fact::ALL.iter().any(|f| f.as_str() == name.text);
        if reserved || !is_id(&name.text) {
            let help = "names are of a-z, digits and _, begin with a letter, and are not words of the language";
            let message = format!("`{}` cannot be the name of a feature", name.text);
            sheet.problem(name.span.clone(), message, Some(help.to_owned()));
        }
        features.insert(name.text, table.and_then(|table| read_feature(table, codelists)));
    }
    features
}

fn read_feature(table: Sheet<'_>, codelists: &BTreeMap<String, Codelist>) -> Option<Feature> {
    let codelist = table.located("codelist").and_then(|id| known_codelist(&table, &id, codelists));
    let pick = table.located("pick").and_then(|word| read_pick(&table, &word));
    let within = match table.optional("within") {
        Some(found) => read_lookback(&table, &found).map(Some),
        None => Some(None),
    };
    table.finish();
    Some(Feature { codelist: codelist?, pick: pick?, within: within? })
}

fn known_codelist(table: &Sheet<'_>, id: &Located, codelists: &BTreeMap<String, Codelist>) -> Option<String> {
    match codelists.get(&id.text) {
        Some(codelist) if codelist.coding_system == "snomedct" => Some(id.text.clone()),
        Some(codelist) => {
            let message = format!(
                "codelist `{}` is in {}, but clinical events hold SNOMED CT codes",
                id.text, codelist.coding_system
            );
            table.problem(id.span.clone(), message, Some("choose a codelist in snomedct".to_owned()));
            None
        }
        None => {
            let help = nearest(&id.text, codelists.keys().map(String::as_str))
                .unwrap_or_else(|| "codelists are files in codelists/, named without .csv".to_owned());
            table.problem(id.span.clone(), format!("there is no codelist `{}`", id.text), Some(help));
            None
        }
    }
}

fn read_pick(table: &Sheet<'_>, word: &Located) -> Option<Pick> {
    let pick = Pick::ALL.into_iter().find(|pick| pick.as_str() == word.text);
    if pick.is_none() {
        let words = Pick::ALL.map(Pick::as_str);
        let message = format!("`{}` is not a way to pick; use one of: {}", word.text, words.join(", "));
        table.problem(word.span.clone(), message, nearest(&word.text, words));
    }
    pick
}

fn read_lookback(table: &Sheet<'_>, found: &Located) -> Option<Lookback> {
    let lookback = lookback(&found.text);
    if lookback.is_none() {
        let message = format!("`{}` is not a length of time", found.text);
        let help = "write P5Y, P24M, P6W or P90D; at most 150 years".to_owned();
        table.problem(found.span.clone(), message, Some(help));
    }
    lookback
}

fn lookback(text: &str) -> Option<Lookback> {
    let (number, unit) = text.strip_prefix('P')?.split_at_checked(text.len() - 2)?;
    let number: u16 = number.bytes().all(|b| b.is_ascii_digit()).then(|| number.parse().ok())??;
    let (months, days) = match unit {
        "Y" => (number.checked_mul(12)?, 0),
        "M" => (number, 0),
        "W" => (0, number.checked_mul(7)?),
        "D" => (0, number),
        _ => return None,
    };
    (number > 0 && months <= 150 * 12 && days <= 54_750).then_some(Lookback { months, days })
}
