//! Names: facts, features and their parts, values, cohorts, columns of a row.

use super::Checker;
use crate::diagnostic::{choices, nearest};
use crate::kind::{TextKind, Type};
use crate::query::ValueType;
use crate::syntax::Word;
use crate::{CohortPart, Expr, Fact, Feature, Part, Pick, RowPart, tables};
use std::collections::BTreeSet;

impl Checker<'_> {
    pub(super) fn name(&self, words: &[Word]) -> Option<(Expr, Type)> {
        let (name, parts) = words.split_first()?;
        if let Some(found) = self.scope.row.and_then(|row| row_part(row, &name.text)) {
            return match parts.first() {
                Some(part) => {
                    self.wrong(&part.span, format!("`{}` is part of a row and has no parts", name.text), None)
                }
                None => Some(found),
            };
        }
        if name.text == "cohort" {
            return self.cohort(name, parts);
        }
        if let Some(extra) = parts.get(1) {
            return self.wrong(&extra.span, "a part has no parts of its own", None);
        }
        let part = parts.first();
        if let Some(fact) = Fact::named(&name.text) {
            return match part {
                Some(part) => self.wrong(&part.span, format!("`{}` is a fact and has no parts", name.text), None),
                None => Some((Expr::Fact(fact), fact_type(fact))),
            };
        }
        if let Some((_, of)) = self.scope.values.iter().find(|(value, _)| *value == name.text) {
            return match (part, of, self.scope.row) {
                (Some(part), ..) => {
                    self.wrong(&part.span, format!("`{}` is a value and has no parts", name.text), None)
                }
                (None, _, Some(_)) => {
                    let help = Some("say it with columns, facts and features".to_owned());
                    self.wrong(&name.span, "`where` cannot use values, which come after features", help)
                }
                (None, of, None) => of.clone().map(|of| (Expr::Value(name.text.clone()), of)),
            };
        }
        match self.scope.features.get(&name.text) {
            Some(feature) => self.feature(name, part, feature.as_ref()?),
            None => self.unknown(name),
        }
    }

    fn unknown<T>(&self, name: &Word) -> Option<T> {
        let mut known: BTreeSet<&str> = self.scope.features.keys().map(String::as_str).collect();
        known.extend(self.scope.values.iter().map(|(value, _)| value.as_str()));
        known.extend(Fact::ALL.map(Fact::as_str));
        if let Some(row) = self.scope.row {
            known.extend(["value", "date", "code", "category"]);
            known.extend(tables::schema(&row.table).into_iter().flat_map(|s| &s.columns).map(|(name, _)| &**name));
        }
        let help =
            nearest(&name.text, known.iter().copied()).unwrap_or_else(|| choices("known here", known.iter().copied()));
        let what = match (self.scope.row, self.scope.values.is_empty()) {
            (Some(row), _) => {
                format!("table `{}` has no column `{}`, and there is no such feature or fact", row.table, name.text)
            }
            (None, true) => format!("there is no feature or fact `{}`", name.text),
            (None, false) => format!("there is no feature, value or fact `{}`", name.text),
        };
        self.wrong(&name.span, what, Some(help))
    }

    fn feature(&self, name: &Word, part: Option<&Word>, feature: &Feature) -> Option<(Expr, Type)> {
        let named = |part, of| Some((Expr::Feature { name: name.text.clone(), part }, of));
        let Some(word) = part else { return named(Part::Exists, Type::Truth) };
        let Some(part) = Part::NAMED.into_iter().find(|part| part.as_str() == word.text) else {
            return self.feature_column(name, word, feature);
        };
        match part {
            Part::Exists | Part::Count => named(part, Type::Number(None)),
            Part::Value => {
                if !matches!(feature.pick, Pick::Mean | Pick::Total) {
                    self.picked(name, word, feature)?;
                }
                if feature.value_column.is_none() {
                    let message = format!("rows of table `{}` have no value", feature.table);
                    let help = Some("name the column in the feature, `value = \"...\"`, or use `.column`".to_owned());
                    return self.wrong(&word.span, message, help);
                }
                named(part, Type::Number(feature.unit.clone()))
            }
            Part::Date => {
                self.picked(name, word, feature)?;
                named(part, Type::Date)
            }
            Part::Code => {
                self.picked(name, word, feature)?;
                match code_type(feature) {
                    Some(of) => named(part, of),
                    None => self.wrong(&word.span, format!("rows of table `{}` have no code", feature.table), None),
                }
            }
            Part::Category => {
                self.picked(name, word, feature)?;
                self.categorised(word, feature)?;
                named(part, Type::Text(TextKind::Plain))
            }
        }
    }

    /// A column of the row picked.
    fn feature_column(&self, name: &Word, word: &Word, feature: &Feature) -> Option<(Expr, Type)> {
        let Some(of) = tables::schema(&feature.table).and_then(|schema| schema.column(&word.text)) else {
            let columns = tables::schema(&feature.table).into_iter().flat_map(|s| &s.columns).map(|(name, _)| &**name);
            let known: Vec<&str> = Part::NAMED.map(Part::as_str).into_iter().chain(columns).collect();
            let help = nearest(&word.text, known).unwrap_or_else(|| {
                format!("parts are .date, .value, .count, .category, .code and the columns of `{}`", feature.table)
            });
            return self.wrong(&word.span, format!("a feature has no part `{}`", word.text), Some(help));
        };
        self.picked(name, word, feature)?;
        let expr = Expr::FeatureColumn { name: name.text.clone(), column: word.text.clone() };
        Some((expr, Type::of_column(of)))
    }

    /// Only a picked row has a date, a code and so on.
    fn picked(&self, name: &Word, word: &Word, feature: &Feature) -> Option<()> {
        if feature.pick.picks_one() {
            return Some(());
        }
        let message = format!("`{}` picks `{}`, which has no {}", name.text, feature.pick.as_str(), word.text);
        self.wrong(&word.span, message, Some("pick `latest` or `earliest` in the feature".to_owned()))
    }

    /// Categories are those of the feature's codelists.
    fn categorised(&self, word: &Word, feature: &Feature) -> Option<()> {
        let mut lists = feature.codelists.iter().filter_map(|id| self.scope.codelists.get(id));
        if feature.codelists.is_empty() {
            return self.wrong(&word.span, "a feature without a codelist has no categories", None);
        }
        if lists.any(|list| !list.categories.is_empty() || list.codes.is_empty()) {
            return Some(());
        }
        let message = format!("codelist `{}` has no `category` column", feature.codelists.join("`, `"));
        self.wrong(&word.span, message, None)
    }

    fn cohort(&self, name: &Word, parts: &[Word]) -> Option<(Expr, Type)> {
        if self.scope.row.is_some() {
            let help = Some("put it into the rule".to_owned());
            return self.wrong(&name.span, "`where` is about rows and cannot use cohorts", help);
        }
        let Some((id, parts)) = parts.split_first() else {
            let help = Some("write `cohort.<id>`".to_owned());
            return self.wrong(&name.span, "`cohort` needs the id of a cohort", help);
        };
        let Some(outline) = self.scope.cohorts.get(&id.text) else {
            let known = self.scope.cohorts.keys().map(String::as_str);
            let help = nearest(&id.text, known.clone()).unwrap_or_else(|| choices("cohorts", known));
            return self.wrong(&id.span, format!("there is no cohort `{}`", id.text), Some(help));
        };
        let of = |part, kind| Some((Expr::Cohort { id: id.text.clone(), part }, kind));
        let Some(word) = parts.first() else { return of(CohortPart::Member, Type::Truth) };
        match CohortPart::NAMED.into_iter().find(|part| part.as_str() == word.text) {
            Some(CohortPart::Score) if outline.has_score => of(CohortPart::Score, Type::Number(None)),
            Some(part @ CohortPart::Band) if !outline.bands.is_empty() => of(part, Type::Text(TextKind::Plain)),
            Some(part @ CohortPart::Segment) if !outline.segments.is_empty() => of(part, Type::Text(TextKind::Plain)),
            Some(part) => self.wrong(&word.span, format!("cohort `{}` has no {}", id.text, part.as_str()), None),
            None => {
                let help = nearest(&word.text, CohortPart::NAMED.map(CohortPart::as_str))
                    .unwrap_or_else(|| "parts are .score, .band and .segment".to_owned());
                self.wrong(&word.span, format!("a cohort has no part `{}`", word.text), Some(help))
            }
        }
    }
}

fn fact_type(fact: Fact) -> Type {
    match fact {
        Fact::Age
        | Fact::AgeInMonths
        | Fact::Imd2019Rank
        | Fact::Imd2019Decile
        | Fact::Imd2019Quintile
        | Fact::Imd2025Rank
        | Fact::Imd2025Decile
        | Fact::Imd2025Quintile => Type::Number(None),
        Fact::Sex | Fact::PracticeCode | Fact::Lsoa11 | Fact::Lsoa21 | Fact::Ethnicity | Fact::EthnicityGroup => {
            Type::Text(TextKind::Plain)
        }
        Fact::Registered | Fact::Alive | Fact::CareHome => Type::Truth,
        Fact::IndexDate | Fact::DateOfBirth => Type::Date,
    }
}

fn code_type(feature: &Feature) -> Option<Type> {
    column_type(feature, feature.code_columns.first()?).map(Type::of_column)
}

fn column_type(feature: &Feature, column: &str) -> Option<ValueType> {
    tables::schema(&feature.table)?.column(column)
}

/// What a name means in a rule about rows; columns come before everything else.
fn row_part(row: &Feature, name: &str) -> Option<(Expr, Type)> {
    let (part, of) = match name {
        "value" => {
            row.value_column.as_ref()?;
            (RowPart::Value, Type::Number(row.unit.clone()))
        }
        "date" => (RowPart::Date, Type::Date),
        "code" => (RowPart::Code, code_type(row)?),
        // A table may have a column of that name; without codelists it is meant.
        "category" if !row.codelists.is_empty() => (RowPart::Category, Type::Text(TextKind::Plain)),
        column => (RowPart::Column(column.to_owned()), Type::of_column(column_type(row, column)?)),
    };
    Some((Expr::Row(part), of))
}
