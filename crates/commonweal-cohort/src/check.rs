//! Whether a rule makes sense: every name exists and every comparison is between like types.

use crate::diagnostic::nearest;
use crate::quotes::place_in_quotes;
use crate::reader::{Located, Sheet};
use crate::syntax::{Kind, Syntax, Word, parse_rule};
use crate::{Codelist, Expr, Fact, Feature, Part, Pick, Rule};
use commonweal_model::Sex;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What a rule may speak of.
pub(crate) struct Scope<'a> {
    /// Features of the definition; none for one that is itself wrong, so that it is not reported twice.
    pub(crate) features: &'a BTreeMap<String, Option<Feature>>,
    /// Ids of all cohorts.
    pub(crate) cohorts: &'a BTreeSet<String>,
    pub(crate) codelists: &'a BTreeMap<String, Codelist>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    Truth,
    Number,
    Date,
    Text,
}

impl Type {
    fn words(self) -> &'static str {
        match self {
            Self::Truth => "yes or no",
            Self::Number => "a number",
            Self::Date => "a date",
            Self::Text => "text",
        }
    }

    /// A claim that compares a part of this type.
    fn example(self) -> &'static str {
        match self {
            Self::Truth => "registered",
            Self::Number => "age >= 45",
            Self::Date => "diagnosed.date < index_date",
            Self::Text => "sex = 'female'",
        }
    }
}

/// Reads and checks a rule; problems go to the sheet it stands in.
pub(crate) fn check_rule(sheet: &Sheet<'_>, found: &Located, scope: &Scope<'_>) -> Option<Rule> {
    let raw = &sheet.file.text[found.span.clone()];
    let place = |span: &Range<usize>| {
        let start = found.span.start + place_in_quotes(raw, span.start);
        let end = found.span.start + place_in_quotes(raw, span.end);
        start..end.max(start + 1)
    };
    let checker = Checker { sheet, place: &place, scope };
    let syntax = match parse_rule(&found.text) {
        Ok(syntax) => syntax,
        Err(error) => {
            sheet.problem(place(&error.span), error.message, error.help);
            return None;
        }
    };
    let expr = checker.truth(&syntax, |kind| format!("a rule must be yes or no, but this is {kind}"))?;
    Some(Rule { text: found.text.split_whitespace().collect::<Vec<_>>().join(" "), expr })
}

struct Checker<'a> {
    sheet: &'a Sheet<'a>,
    place: &'a dyn Fn(&Range<usize>) -> Range<usize>,
    scope: &'a Scope<'a>,
}

impl Checker<'_> {
    fn wrong<T>(&self, span: &Range<usize>, message: String, help: Option<String>) -> Option<T> {
        self.sheet.problem((self.place)(span), message, help);
        None
    }

    /// A part that must be yes or no.
    fn truth(&self, syntax: &Syntax, otherwise: impl Fn(&str) -> String) -> Option<Expr> {
        match self.typed(syntax)? {
            (expr, Type::Truth) => Some(expr),
            (_, other) => self.wrong(
                &syntax.span,
                otherwise(other.words()),
                Some(format!("compare it, as in `{}`", other.example())),
            ),
        }
    }

    fn typed(&self, syntax: &Syntax) -> Option<(Expr, Type)> {
        let joins =
            |word: &'static str| move |kind: &str| format!("`{word}` joins yes-or-no parts, but this is {kind}");
        match &syntax.kind {
            Kind::Number(number) => Some((Expr::Number(*number), Type::Number)),
            Kind::Text(text) => Some((Expr::Text(text.clone()), Type::Text)),
            Kind::Name(name, part) => self.name(name, part.as_ref()),
            Kind::Not(inner) => Some((Expr::Not(Box::new(self.truth(inner, joins("not"))?)), Type::Truth)),
            Kind::And(left, right) => {
                let (left, right) = (self.truth(left, joins("and")), self.truth(right, joins("and")));
                Some((Expr::And(Box::new(left?), Box::new(right?)), Type::Truth))
            }
            Kind::Or(left, right) => {
                let (left, right) = (self.truth(left, joins("or")), self.truth(right, joins("or")));
                Some((Expr::Or(Box::new(left?), Box::new(right?)), Type::Truth))
            }
            Kind::Compare(op, left_syntax, right_syntax) => {
                let (left, right) = (self.typed(left_syntax), self.typed(right_syntax));
                let ((left, left_type), (right, right_type)) = (left?, right?);
                if left_type != right_type {
                    let message = format!(
                        "`{}` compares like with like, but the left side is {} and the right side is {}",
                        op.as_str(),
                        left_type.words(),
                        right_type.words()
                    );
                    return self.wrong(&syntax.span, message, None);
                }
                if left_type == Type::Truth {
                    let help = "use the part itself, or `not` before it".to_owned();
                    return self.wrong(&syntax.span, "yes-or-no parts are not compared".to_owned(), Some(help));
                }
                if left_type == Type::Text && !matches!(op.as_str(), "=" | "!=") {
                    let message = format!("text has no order, so `{}` cannot compare it", op.as_str());
                    return self.wrong(&syntax.span, message, Some("text has `=` and `!=`".to_owned()));
                }
                self.known_words(&left, right_syntax)?;
                self.known_words(&right, left_syntax)?;
                Some((Expr::Compare { op: *op, left: Box::new(left), right: Box::new(right) }, Type::Truth))
            }
        }
    }

    /// A quoted word beside `sex` or a category must be one of its words, else the rule could never be met.
    fn known_words(&self, side: &Expr, other: &Syntax) -> Option<()> {
        let Kind::Text(text) = &other.kind else { return Some(()) };
        let (known, what): (BTreeSet<&str>, &str) = match side {
            Expr::Fact(Fact::Sex) => (Sex::ALL.iter().map(|sex| sex.as_str()).collect(), "a sex"),
            Expr::Feature { name, part: Part::Category } => {
                let feature = self.scope.features.get(name)?.as_ref()?;
                let codelist = self.scope.codelists.get(&feature.codelist)?;
                (codelist.categories.values().map(String::as_str).collect(), "a category of the codelist")
            }
            _ => return Some(()),
        };
        if known.contains(text.as_str()) {
            return Some(());
        }
        let list = known.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(", ");
        self.wrong(&other.span, format!("'{text}' is not {what}"), Some(format!("one of {list}")))
    }

    fn name(&self, name: &Word, part: Option<&Word>) -> Option<(Expr, Type)> {
        if name.text == "cohort" {
            return self.cohort(name, part);
        }
        if let Some(fact) = Fact::ALL.into_iter().find(|fact| fact.as_str() == name.text) {
            if let Some(part) = part {
                return self.wrong(&part.span, format!("`{}` is a fact and has no parts", name.text), None);
            }
            let kind = match fact {
                Fact::Age => Type::Number,
                Fact::Sex => Type::Text,
                Fact::Registered | Fact::Alive | Fact::CareHome => Type::Truth,
                Fact::IndexDate => Type::Date,
            };
            return Some((Expr::Fact(fact), kind));
        }
        let Some(feature) = self.scope.features.get(&name.text) else {
            let mut known: BTreeSet<&str> = self.scope.features.keys().map(String::as_str).collect();
            known.extend(Fact::ALL.map(Fact::as_str));
            let help = nearest(&name.text, known.iter().copied())
                .unwrap_or_else(|| format!("known here: {}", known.iter().copied().collect::<Vec<_>>().join(", ")));
            return self.wrong(&name.span, format!("there is no feature or fact `{}`", name.text), Some(help));
        };
        let feature = feature.as_ref()?;
        let part = part.map_or(Some(Part::Exists), |part| self.part(name, part, feature))?;
        let kind = match part {
            Part::Exists => Type::Truth,
            Part::Date => Type::Date,
            Part::Value | Part::Count => Type::Number,
            Part::Category => Type::Text,
        };
        Some((Expr::Feature { name: name.text.clone(), part }, kind))
    }

    fn part(&self, name: &Word, word: &Word, feature: &Feature) -> Option<Part> {
        let Some(part) = Part::NAMED.into_iter().find(|part| part.as_str() == word.text) else {
            let help = nearest(&word.text, Part::NAMED.map(Part::as_str))
                .unwrap_or_else(|| "parts are .date, .value, .count and .category".to_owned());
            return self.wrong(&word.span, format!("a feature has no part `{}`", word.text), Some(help));
        };
        let picks_one = matches!(feature.pick, Pick::Latest | Pick::Earliest);
        if part != Part::Count && !picks_one {
            let message = format!("`{}` picks `{}`, which has no {}", name.text, feature.pick.as_str(), part.as_str());
            return self.wrong(&word.span, message, Some("pick `latest` or `earliest` in the feature".to_owned()));
        }
        let codelist = self.scope.codelists.get(&feature.codelist)?;
        if part == Part::Category && codelist.categories.is_empty() && !codelist.codes.is_empty() {
            let message = format!("codelist `{}` has no `category` column", feature.codelist);
            return self.wrong(&word.span, message, None);
        }
        Some(part)
    }

    fn cohort(&self, name: &Word, part: Option<&Word>) -> Option<(Expr, Type)> {
        let Some(id) = part else {
            let help = Some("write `cohort.<id>`".to_owned());
            return self.wrong(&name.span, "`cohort` needs the id of a cohort".to_owned(), help);
        };
        if self.scope.cohorts.contains(&id.text) {
            return Some((Expr::Cohort(id.text.clone()), Type::Truth));
        }
        let known = self.scope.cohorts.iter().map(String::as_str);
        let help = nearest(&id.text, known.clone())
            .unwrap_or_else(|| format!("cohorts: {}", known.collect::<Vec<_>>().join(", ")));
        self.wrong(&id.span, format!("there is no cohort `{}`", id.text), Some(help))
    }
}
