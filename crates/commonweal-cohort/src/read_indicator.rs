//! Reading `indicators/<id>/definition.toml`.

use crate::check::{Scope, check_rule, warn_of_the_unused};
use crate::features::read_features;
use crate::outline::Outline;
use crate::read_cohort::{codelists_of, read_id, sound, sound_parameters};
use crate::read_method::{MethodWord, method_words, read_expected, read_published};
use crate::read_parameters::{read_parameters, read_values};
use crate::reader::{Problems, Sheet, parse_toml};
use crate::{
    Codelist, CountingUnit, Domain, IndicatorDefinition, Method, Population, SourceFile, canon, diagnostic::nearest,
};
use commonweal_model::{DataClass, Dimension, Family, Polarity};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// An indicator, its hash still that of its own content only.
pub(crate) fn read_indicator(
    id: &str,
    file: &SourceFile,
    cohorts: &BTreeMap<String, Outline>,
    codelists: &BTreeMap<String, Codelist>,
    problems: &Problems,
) -> Option<IndicatorDefinition> {
    let table = parse_toml(file, problems)?;
    let sheet = Sheet::new(file, &table, problems);
    read_id(&sheet, id);
    let title = sheet.text("title");
    let short_title = sheet.text("short_title");
    let question = sheet.text("question");
    let domain = read_domain(&sheet);
    let family = sheet.word("family", &words(Family::ALL, Family::as_str));
    let class = sheet.word("class", &words(DataClass::ALL, DataClass::as_str));
    let polarity = sheet.word("polarity", &words(Polarity::ALL, Polarity::as_str));
    let unit = sheet.text("unit");
    let counting_unit = read_counting_unit(&sheet);
    let method = read_method(&sheet);
    let counted = !matches!(method, Some(Method::Published(_)));
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
    let denominator = read_population(&sheet, "denominator", counted, &scope);
    let numerator = read_population(&sheet, "numerator", counted, &scope);
    let breakdowns = read_breakdowns(&sheet);
    let standardise = sheet.flag("standardise");
    let trend = read_trend(&sheet, counted);
    let owner = sheet.text("owner");
    let source = sheet.text("source");
    let list = |key| sheet.texts(key).into_iter().map(|found| found.text).collect::<Vec<_>>();
    let (caveats, exclusions, requirements) = (list("caveats"), list("exclusions"), list("requirements"));
    let rules = [&denominator, &numerator].into_iter().flatten().filter_map(|population| population.rule.as_ref());
    warn_of_the_unused(&sheet, &scope, values.as_ref(), rules);
    sheet.finish();
    let features = sound(features)?;
    Some(IndicatorDefinition {
        id: id.to_owned(),
        title: title?,
        short_title: short_title?,
        question: question?,
        domain: domain?,
        family: family?,
        class: class?,
        polarity: polarity?,
        unit: unit?,
        counting_unit: counting_unit?,
        method: method?,
        parameters: sound_parameters(parameters)?,
        codelists: codelists_of(&features),
        features,
        values: values?,
        denominator: denominator?,
        numerator: numerator?,
        breakdowns,
        standardise: standardise?,
        trend: trend?,
        owner: owner?,
        source: source?,
        caveats,
        exclusions,
        requirements,
        cohorts: Vec::new(),
        hash: canon::canonical(&table),
        path: file.path.clone(),
    })
}

fn words<T: Copy>(all: &[T], word: fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().copied().map(word).collect()
}

fn read_domain(sheet: &Sheet<'_>) -> Option<Domain> {
    let found = sheet.located("domain")?;
    let domain = Domain::ALL.into_iter().find(|domain| domain.as_str() == found.text);
    if domain.is_none() {
        let known = Domain::ALL.map(Domain::as_str);
        let message = format!("`{}` is not a domain; use one of: {}", found.text, known.join(", "));
        sheet.problem(found.span, message, nearest(&found.text, known));
    }
    domain
}

fn read_counting_unit(sheet: &Sheet<'_>) -> Option<CountingUnit> {
    let found = sheet.located("counting_unit")?;
    if found.text == "person" {
        return Some(CountingUnit::Person);
    }
    sheet.problem(found.span, format!("`{}` cannot be counted; use person", found.text), None);
    None
}

fn read_method(sheet: &Sheet<'_>) -> Option<Method> {
    // All three are asked for whatever the method, so that a key of another method is not called unknown.
    let expected = sheet.table("expected");
    let published = sheet.tables("published");
    let found = sheet.located("method")?;
    let Some(word) = MethodWord::ALL.into_iter().find(|word| word.as_str() == found.text) else {
        let known = method_words();
        let message = format!("`{}` is not a method; use one of: {}", found.text, known.join(", "));
        sheet.problem(found.span, message, nearest(&found.text, known));
        return None;
    };
    let needless = |key: &'static str| {
        sheet.problem(sheet.place(key), format!("method `{}` has no use for `{key}`", word.as_str()), None);
    };
    if word != MethodWord::RatioToExpected && expected.is_some() {
        needless("expected");
    }
    if word != MethodWord::Published && !published.is_empty() {
        needless("published");
    }
    match word {
        MethodWord::Proportion => Some(Method::Proportion),
        MethodWord::RatioToExpected => match expected {
            Some(table) => read_expected(table).map(Method::RatioToExpected),
            None => {
                let help = "add [expected] with its source and rows of sex, age and percent".to_owned();
                sheet.problem(found.span, "`ratio_to_expected` needs what is expected", Some(help));
                None
            }
        },
        MethodWord::Published if published.is_empty() => {
            let help = "add [[published]] with series, indicator_id and sex".to_owned();
            sheet.problem(found.span, "`published` needs the published series it shows", Some(help));
            None
        }
        MethodWord::Published => {
            published.into_iter().map(read_published).collect::<Option<_>>().map(Method::Published)
        }
    }
}

/// `[denominator]` or `[numerator]`: words always, a rule exactly when the indicator is counted here.
fn read_population(sheet: &Sheet<'_>, key: &'static str, counted: bool, scope: &Scope<'_>) -> Option<Population> {
    let table = sheet.required_table(key)?;
    let text = table.text("text");
    let rule = if counted { table.raw("rule").map(|found| check_rule(&table, &found, scope)) } else { Some(None) };
    table.finish();
    let rule = rule?;
    (rule.is_some() || !counted).then_some(Population { text: text?, rule })
}

/// Whether it has monthly points; what is counted here has them unless it says otherwise.
fn read_trend(sheet: &Sheet<'_>, counted: bool) -> Option<bool> {
    if !sheet.has("trend") {
        return Some(counted);
    }
    if !counted {
        let message = "a published series has the periods it was published for, so `trend` has nothing to say";
        sheet.problem(sheet.place("trend"), message, Some("leave it out".to_owned()));
    }
    sheet.flag("trend")
}

fn read_breakdowns(sheet: &Sheet<'_>) -> Vec<Dimension> {
    let known = words(Dimension::ALL, Dimension::as_str);
    let mut breakdowns = Vec::new();
    for found in sheet.texts("breakdowns") {
        if let Some(dimension) = sheet.as_word(&found, &known) {
            if breakdowns.contains(&dimension) {
                sheet.problem(found.span, format!("`{dimension}` is listed twice"), None);
            } else {
                breakdowns.push(dimension);
            }
        }
    }
    breakdowns.sort_unstable();
    breakdowns
}
