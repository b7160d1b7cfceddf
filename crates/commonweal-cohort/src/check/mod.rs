//! Whether a rule makes sense: every name exists, every comparison is between like types and like units.

mod compare;
mod names;
mod reach;
mod unused;
mod values;

use crate::kind::Type;
use crate::outline::Outline;
use crate::parser::parse_rule;
use crate::quotes::place_in_quotes;
use crate::reader::{Located, Sheet};
use crate::syntax::{Kind, Syntax};
use crate::{Codelist, Expr, Feature, Parameter, Rule};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

pub(crate) use unused::warn_of_the_unused;

/// What a rule may speak of.
pub(crate) struct Scope<'a> {
    /// Features of the definition; none for one that is itself wrong, so that it is not reported twice.
    pub(crate) features: &'a BTreeMap<String, Option<Feature>>,
    /// Named values so far, with their types; none for one that is itself wrong.
    pub(crate) values: Vec<(String, Option<Type>)>,
    /// Parameters of the definition; none for one that is itself wrong.
    pub(crate) parameters: &'a BTreeMap<String, Option<Parameter>>,
    /// The parameters that anything has asked for.
    pub(crate) used_parameters: &'a RefCell<BTreeSet<String>>,
    /// All cohorts, by id.
    pub(crate) cohorts: &'a BTreeMap<String, Outline>,
    pub(crate) codelists: &'a BTreeMap<String, Codelist>,
    /// The feature whose rows the rule is about; none for a rule about people.
    pub(crate) row: Option<&'a Feature>,
}

/// Reads and checks a rule, which must be yes or no; problems go to the sheet it stands in.
pub(crate) fn check_rule(sheet: &Sheet<'_>, found: &Located, scope: &Scope<'_>) -> Option<Rule> {
    checked(sheet, found, scope, |checker, syntax| {
        checker.truth(syntax, |kind| format!("a rule must be yes or no, but this is {kind}"))
    })
    .map(|(text, expr)| Rule { text, expr })
}

/// Reads and checks an expression of any type.
pub(crate) fn check_value(sheet: &Sheet<'_>, found: &Located, scope: &Scope<'_>) -> Option<(Rule, Type)> {
    let (text, (expr, of)) = checked(sheet, found, scope, |checker, syntax| checker.typed(syntax))?;
    Some((Rule { text, expr }, of))
}

fn checked<T>(
    sheet: &Sheet<'_>,
    found: &Located,
    scope: &Scope<'_>,
    check: impl FnOnce(&Checker<'_>, &Syntax) -> Option<T>,
) -> Option<(String, T)> {
    let raw = &sheet.file.text[found.span.clone()];
    let place = |span: &Range<usize>| {
        let start = found.span.start + place_in_quotes(raw, span.start);
        let end = found.span.start + place_in_quotes(raw, span.end);
        start..end.max(start + 1)
    };
    let checker = Checker { sheet, text: &found.text, place: &place, scope };
    match parse_rule(&found.text) {
        Ok(syntax) => {
            let checked = check(&checker, &syntax)?;
            Some((found.text.split_whitespace().collect::<Vec<_>>().join(" "), checked))
        }
        Err(error) => {
            sheet.problem(place(&error.span), error.message, error.help);
            None
        }
    }
}

struct Checker<'a> {
    sheet: &'a Sheet<'a>,
    text: &'a str,
    place: &'a dyn Fn(&Range<usize>) -> Range<usize>,
    scope: &'a Scope<'a>,
}

impl Checker<'_> {
    fn wrong<T>(&self, span: &Range<usize>, message: impl Into<String>, help: Option<String>) -> Option<T> {
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

    /// Parts that must all be yes or no; every problem is told.
    fn truths(&self, parts: &[Syntax], word: &str) -> Option<Vec<Expr>> {
        let joins = |kind: &str| format!("`{word}` joins yes-or-no parts, but this is {kind}");
        let checked: Vec<Option<Expr>> = parts.iter().map(|part| self.truth(part, joins)).collect();
        checked.into_iter().collect()
    }

    fn typed(&self, syntax: &Syntax) -> Option<(Expr, Type)> {
        let truth = |expr| Some((expr, Type::Truth));
        match &syntax.kind {
            Kind::Number(..) | Kind::Text(_) | Kind::Date(_) | Kind::Length(_) | Kind::Parameter(_) => {
                self.literal(syntax)
            }
            Kind::Truth(claim) => truth(Expr::Truth(*claim)),
            Kind::Name(words) => self.name(words),
            Kind::Not(inner) => {
                let inner = self.truths(std::slice::from_ref(&**inner), "not")?.pop()?;
                truth(Expr::Not(Box::new(inner)))
            }
            Kind::All(parts) => {
                let exprs = self.truths(parts, "and")?;
                self.warn_of_contradictions(parts, &exprs);
                truth(Expr::All(exprs))
            }
            Kind::Any(parts) => truth(Expr::Any(self.truths(parts, "or")?)),
            Kind::Compare(op, left, right) => {
                let expr = self.compare(syntax, *op, left, right)?;
                self.warn_of_the_impossible(&syntax.span, &expr);
                truth(expr)
            }
            Kind::Between { of, low, high } => {
                let expr = self.between(syntax, of, low, high)?;
                self.warn_of_the_impossible(&syntax.span, &expr);
                truth(expr)
            }
            Kind::In { of, among } => truth(self.one_of(syntax, of, among)?),
            Kind::Missing(of) => truth(self.missing(of)?),
            Kind::Arithmetic(op, left, right) => self.arithmetic(syntax, *op, left, right),
            Kind::Negate(inner) => self.negated(inner),
            Kind::Call(name, parts) => self.call(syntax, name, parts),
            Kind::If { condition, then, otherwise } => self.choice(syntax, condition, then, otherwise),
        }
    }
}
