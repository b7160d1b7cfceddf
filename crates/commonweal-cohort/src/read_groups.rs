//! Reading `groups.toml`.

use crate::diagnostic::nearest;
use crate::place::is_id;
use crate::reader::{Located, Problems, Sheet, parse_toml};
use crate::{
    Audience, BarrierStage, ClinicalArea, Groups, IndicatorDefinition, LifeStage, Pathway, PathwayStep, SourceFile,
    StepPeople, Theme,
};
use commonweal_model::Polarity;
use std::collections::{BTreeMap, BTreeSet};

/// What the file may name: every indicator there is a folder for, with its definition where that was sound.
pub(crate) type Known<'a> = BTreeMap<&'a str, Option<&'a IndicatorDefinition>>;

pub(crate) fn read_groups(file: &SourceFile, known: &Known<'_>, problems: &Problems) -> Option<Groups> {
    let table = parse_toml(file, problems)?;
    let sheet = Sheet::new(file, &table, problems);
    let groups = Groups {
        themes: read_themes(&sheet, known),
        life_stages: read_life_course(&sheet, known),
        clinical_areas: read_clinical_areas(&sheet, known),
        pathways: read_pathways(&sheet, known),
    };
    sheet.finish();
    Some(groups)
}

fn read_themes(sheet: &Sheet<'_>, known: &Known<'_>) -> Vec<Theme> {
    let (mut ids, mut listed) = (BTreeSet::new(), BTreeMap::new());
    let read = |entry: Sheet<'_>| {
        let id = new_id(&entry, &mut ids);
        let title = entry.text("title");
        let indicators = indicators(&entry, known);
        let (id, title) = (entry_done(entry, id)?, title?);
        once_each(sheet, &indicators, &title, &mut listed);
        Some(Theme { id, title, indicators: texts(indicators) })
    };
    sheet.tables("themes").into_iter().filter_map(read).collect()
}

fn read_life_course(sheet: &Sheet<'_>, known: &Known<'_>) -> BTreeMap<String, LifeStage> {
    let mut listed = BTreeMap::new();
    let mut stages = BTreeMap::new();
    for entry in sheet.tables("life_course") {
        let stage = one_of(&entry, "stage", "stage of life", LifeStage::ALL, LifeStage::as_str);
        let indicators = indicators(&entry, known);
        entry.finish();
        let Some(stage) = stage else { continue };
        once_each(sheet, &indicators, stage.label(), &mut listed);
        stages.extend(indicators.into_iter().map(|indicator| (indicator.text, stage)));
    }
    stages
}

fn read_clinical_areas(sheet: &Sheet<'_>, known: &Known<'_>) -> Vec<ClinicalArea> {
    let mut ids = BTreeSet::new();
    let read = |entry: Sheet<'_>| {
        let id = new_id(&entry, &mut ids);
        let title = entry.text("title");
        let audience = one_of(&entry, "audience", "audience", Audience::ALL, Audience::as_str);
        let goal = entry.text("goal");
        let indicators = texts(indicators(&entry, known));
        Some(ClinicalArea { id: entry_done(entry, id)?, title: title?, audience: audience?, goal: goal?, indicators })
    };
    sheet.tables("core20plus5").into_iter().filter_map(read).collect()
}

fn read_pathways(sheet: &Sheet<'_>, known: &Known<'_>) -> Vec<Pathway> {
    let mut ids = BTreeSet::new();
    let read = |entry: Sheet<'_>| {
        let id = new_id(&entry, &mut ids);
        let title = entry.text("title");
        let mut steps: Vec<PathwayStep> = Vec::new();
        for step in entry.tables("steps") {
            let place = step.span();
            let Some(read) = read_step(step, steps.last(), known) else { continue };
            if steps.last().is_some_and(|before| before.stage > read.stage) {
                let words: Vec<&str> = BarrierStage::ALL.iter().map(|stage| stage.as_str()).collect();
                let message = format!("`{}` cannot follow the step before it", read.stage.as_str());
                sheet.problem(place, message, Some(format!("stages go in this order: {}", words.join(", "))));
            }
            steps.push(read);
        }
        if steps.len() < 2 {
            let help = "add [[pathways.steps]], each with stage, title and indicators".to_owned();
            entry.problem(entry.span(), "a pathway needs at least two steps", Some(help));
        }
        Some(Pathway { id: entry_done(entry, id)?, title: title?, steps })
    };
    sheet.tables("pathways").into_iter().filter_map(read).collect()
}

fn read_step(step: Sheet<'_>, before: Option<&PathwayStep>, known: &Known<'_>) -> Option<PathwayStep> {
    let stage = one_of(&step, "stage", "stage", BarrierStage::ALL, BarrierStage::as_str);
    let title = step.text("title");
    let indicators = indicators(&step, known);
    let asked = match step.has("asked") {
        true => one_of(&step, "asked", "kind of people", StepPeople::ALL, StepPeople::as_str),
        false => Some(StepPeople::Own),
    };
    if before.is_none() && asked.is_some_and(|asked| asked != StepPeople::Own) {
        let help = "leave `asked` out: the first step has people of its own".to_owned();
        step.problem(step.place("asked"), "there is no step before the first", Some(help));
    }
    if indicators.is_empty() {
        step.problem(step.place("indicators"), "a step needs an indicator that measures it", None);
    }
    let mut first: Option<Polarity> = None;
    for indicator in &indicators {
        let Some(definition) = known.get(indicator.text.as_str()).copied().flatten() else { continue };
        let problem = |message: String| step.problem(indicator.span.clone(), message, None);
        if definition.is_published() {
            problem(format!("`{}` is published elsewhere; a step needs counts made here", indicator.text));
        } else if definition.polarity == Polarity::Neutral {
            problem(format!("neither direction of `{}` is good, so nobody is lost by it", indicator.text));
        } else if *first.get_or_insert(definition.polarity) != definition.polarity {
            problem(format!("`{}` has the other good direction than the first of this step", indicator.text));
        }
    }
    step.finish();
    Some(PathwayStep { stage: stage?, title: title?, indicators: texts(indicators), asked: asked? })
}

/// The indicators of an entry that exist, each once.
fn indicators(entry: &Sheet<'_>, known: &Known<'_>) -> Vec<Located> {
    let mut found: Vec<Located> = Vec::new();
    for indicator in entry.texts("indicators") {
        if !known.contains_key(indicator.text.as_str()) {
            let help = nearest(&indicator.text, known.keys().copied())
                .unwrap_or_else(|| "an indicator is a folder of definitions/indicators; take the name out".to_owned());
            let message = format!("there is no indicator `{}`", indicator.text);
            entry.problem(indicator.span, message, Some(help));
        } else if found.iter().any(|other| other.text == indicator.text) {
            entry.problem(indicator.span, format!("`{}` is listed twice", indicator.text), None);
        } else {
            found.push(indicator);
        }
    }
    found
}

/// A problem for each indicator that another entry of the same kind lists already.
fn once_each(sheet: &Sheet<'_>, indicators: &[Located], title: &str, listed: &mut BTreeMap<String, String>) {
    for indicator in indicators {
        match listed.get(&indicator.text) {
            Some(other) => {
                let message = format!("`{}` is already under {other}", indicator.text);
                sheet.problem(indicator.span.clone(), message, Some("keep one of the two".to_owned()));
            }
            None => {
                listed.insert(indicator.text.clone(), title.to_owned());
            }
        }
    }
}

/// An id that no entry of the same kind has yet.
fn new_id(entry: &Sheet<'_>, ids: &mut BTreeSet<String>) -> Option<String> {
    let id = entry.located("id")?;
    if !is_id(&id.text) {
        let help = "ids are of a-z, digits and _ and begin with a letter".to_owned();
        entry.problem(id.span, format!("`{}` cannot be an id", id.text), Some(help));
        return None;
    }
    if !ids.insert(id.text.clone()) {
        entry.problem(id.span, format!("`{}` is used twice", id.text), Some("give each its own id".to_owned()));
        return None;
    }
    Some(id.text)
}

/// One of a few words.
fn one_of<T: Copy>(
    entry: &Sheet<'_>,
    key: &'static str,
    what: &str,
    all: &'static [T],
    word: fn(T) -> &'static str,
) -> Option<T> {
    let found = entry.located(key)?;
    let value = all.iter().copied().find(|value| word(*value) == found.text);
    if value.is_none() {
        let words: Vec<&str> = all.iter().map(|value| word(*value)).collect();
        let message = format!("`{}` is not a {what}; use one of: {}", found.text, words.join(", "));
        entry.problem(found.span, message, nearest(&found.text, words));
    }
    value
}

/// Reports the entry's unknown keys and hands its id on.
fn entry_done(entry: Sheet<'_>, id: Option<String>) -> Option<String> {
    entry.finish();
    id
}

fn texts(found: Vec<Located>) -> Vec<String> {
    found.into_iter().map(|located| located.text).collect()
}
