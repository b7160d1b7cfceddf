//! Reading `[parameters]` and `[values.<name>]`.

use crate::check::{Scope, check_value};
use crate::kind::Type;
use crate::place::is_id;
use crate::reader::{Located, Setting, Sheet};
use crate::syntax::RESERVED;
use crate::{Fact, Lookback, NamedValue, Parameter, ParameterValue, unit};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The parameters of a definition, by name; none for one that is wrong, which is reported.
pub(crate) fn read_parameters(sheet: &Sheet<'_>) -> BTreeMap<String, Option<Parameter>> {
    let mut parameters = BTreeMap::new();
    for (name, setting) in sheet.settings("parameters") {
        if !is_id(&name.text) {
            let help = "names are of a-z, digits and _ and begin with a letter".to_owned();
            sheet.problem(name.span.clone(), format!("`{}` cannot be the name of a parameter", name.text), Some(help));
        }
        parameters.insert(name.text, setting.and_then(|setting| read_parameter(sheet, setting)));
    }
    parameters
}

fn read_parameter(sheet: &Sheet<'_>, setting: Setting<'_>) -> Option<Parameter> {
    let plain = |value| Some(Parameter { value, unit: None, about: None });
    match setting {
        Setting::Number(number) => plain(ParameterValue::Number(number)),
        Setting::Text(text) => plain(text_value(text)),
        Setting::Date(date) => plain(ParameterValue::Date(date)),
        Setting::Table(table) => {
            let place = table.span();
            let value = table.setting("value").and_then(|setting| match setting {
                Setting::Number(number) => Some(ParameterValue::Number(number)),
                Setting::Text(text) => Some(text_value(text)),
                Setting::Date(date) => Some(ParameterValue::Date(date)),
                Setting::Table(_) => {
                    sheet.problem(place.clone(), "`value` should be a number, text or date", None);
                    None
                }
            });
            let unit = read_unit(&table);
            let about = table.optional("about").map(|found| found.text);
            table.finish();
            let value = value?;
            if unit.is_some() && !matches!(value, ParameterValue::Number(_)) {
                sheet.problem(place, "only a number has a unit", Some("take `unit` away".to_owned()));
            }
            Some(Parameter { value, unit, about })
        }
    }
}

fn text_value(text: Located) -> ParameterValue {
    match (Lookback::parse(&text.text), text.text.parse::<Date>()) {
        (Some(length), _) => ParameterValue::Length(length),
        (None, Ok(date)) => ParameterValue::Date(date),
        (None, Err(_)) => ParameterValue::Text(text.text),
    }
}

/// The key `unit`, if it is there.
pub(crate) fn read_unit(table: &Sheet<'_>) -> Option<String> {
    let found = table.optional("unit")?;
    if let Err(help) = unit::known(&found.text) {
        table.problem(found.span, format!("`{}` is not a unit", found.text), Some(help));
    }
    Some(found.text)
}

/// Whether a name can be that of a feature or a value; else that is reported.
pub(crate) fn check_name(sheet: &Sheet<'_>, name: &Located, what: &str) {
    let reserved = RESERVED.contains(&name.text.as_str()) || Fact::named(&name.text).is_some();
    if reserved || !is_id(&name.text) {
        let help = "names are of a-z, digits and _, begin with a letter, and are not words of the language";
        let message = format!("`{}` cannot be the name of a {what}", name.text);
        sheet.problem(name.span.clone(), message, Some(help.to_owned()));
    }
}

/// The named values, in the order written; each may use those before it. The scope learns the type of each.
pub(crate) fn read_values(sheet: &Sheet<'_>, scope: &mut Scope<'_>) -> Option<Vec<NamedValue>> {
    let mut tables = sheet.named_tables("values");
    tables.sort_by_key(|(name, _)| name.span.start);
    let mut values = Some(Vec::new());
    for (name, table) in tables {
        check_name(sheet, &name, "value");
        if scope.features.contains_key(&name.text) {
            sheet.problem(name.span.clone(), format!("`{}` is a feature already", name.text), None);
        }
        let read = table.and_then(|table| read_value(table, scope));
        let (of, value) = match read {
            Some((is, about, of)) => (Some(of), Some(NamedValue { name: name.text.clone(), is, about })),
            None => (None, None),
        };
        scope.values.push((name.text, of));
        values = values.zip(value).map(|(mut values, value)| {
            values.push(value);
            values
        });
    }
    values
}

fn read_value(table: Sheet<'_>, scope: &Scope<'_>) -> Option<(crate::Rule, Option<String>, Type)> {
    let about = table.optional("about").map(|found| found.text);
    let is = table.raw("is").and_then(|found| check_value(&table, &found, scope));
    table.finish();
    let (rule, of) = is?;
    Some((rule, about, of))
}
