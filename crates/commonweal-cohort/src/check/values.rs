//! Values: literals, calculations, functions, choices.

use super::Checker;
use crate::kind::{TextKind, Type};
use crate::syntax::{Kind, Syntax, Word};
use crate::{ArithmeticOp, Elapsed, End, Expr, Lookback, Parameter, ParameterValue, diagnostic::nearest, unit};

impl Checker<'_> {
    pub(super) fn literal(&self, syntax: &Syntax) -> Option<(Expr, Type)> {
        match &syntax.kind {
            Kind::Number(number, unit) => {
                let unit = unit.as_ref().map(|unit| self.unit(unit));
                let unit = if let Some(unit) = unit { Some(unit?) } else { None };
                Some((Expr::Number(*number), Type::Number(unit)))
            }
            Kind::Text(text) => Some((Expr::Text(text.clone()), Type::Text(TextKind::Plain))),
            Kind::Date(date) => Some((Expr::Date(*date), Type::Date)),
            Kind::Parameter(name) => {
                let parameter = self.parameter(name)?;
                match &parameter.value {
                    ParameterValue::Number(number) => {
                        Some((Expr::Number(*number), Type::Number(parameter.unit.clone())))
                    }
                    ParameterValue::Text(text) => Some((Expr::Text(text.clone()), Type::Text(TextKind::Plain))),
                    ParameterValue::Date(date) => Some((Expr::Date(*date), Type::Date)),
                    ParameterValue::Length(_) => self.stray_length(syntax),
                }
            }
            _ => self.stray_length(syntax),
        }
    }

    fn stray_length<T>(&self, syntax: &Syntax) -> Option<T> {
        let help = "add it to a date, as in `index_date - P12M`, or compare `days_between(a, b)` with a number";
        self.wrong(&syntax.span, "a length of time cannot stand here", Some(help.to_owned()))
    }

    fn unit(&self, word: &Word) -> Option<String> {
        match unit::known(&word.text) {
            Ok(()) => Some(word.text.clone()),
            Err(help) => self.wrong(&word.span, format!("`{}` is not a unit", word.text), Some(help)),
        }
    }

    fn parameter(&self, name: &Word) -> Option<&Parameter> {
        if let Some(parameter) = self.scope.parameters.get(&name.text) {
            self.scope.used_parameters.borrow_mut().insert(name.text.clone());
            return parameter.as_ref();
        }
        let known = self.scope.parameters.keys().map(String::as_str);
        let help = nearest(&name.text, known).unwrap_or_else(|| format!("set `{}` below [parameters]", name.text));
        self.wrong(&name.span, format!("there is no parameter `${}`", name.text), Some(help))
    }

    /// The length of time a part is, where it is one.
    fn length(&self, syntax: &Syntax) -> Option<Lookback> {
        match &syntax.kind {
            Kind::Length(length) => Some(*length),
            Kind::Parameter(name) => match self.scope.parameters.get(&name.text)?.as_ref()?.value {
                ParameterValue::Length(length) => {
                    self.scope.used_parameters.borrow_mut().insert(name.text.clone());
                    Some(length)
                }
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn arithmetic(
        &self,
        whole: &Syntax,
        op: ArithmeticOp,
        left: &Syntax,
        right: &Syntax,
    ) -> Option<(Expr, Type)> {
        if let Some(length) = self.length(right) {
            let (date, of) = self.typed(left)?;
            if of != Type::Date || !matches!(op, ArithmeticOp::Add | ArithmeticOp::Subtract) {
                let help = Some("write `date + P12M` or `date - P12M`".to_owned());
                return self.wrong(&whole.span, "a length of time is added to a date or taken from one", help);
            }
            let back = op == ArithmeticOp::Subtract;
            return Some((Expr::Shifted { date: Box::new(date), length, back }, Type::Date));
        }
        let (left_typed, right_typed) = (self.typed(left), self.typed(right));
        let (left_typed, right_typed) = (left_typed?, right_typed?);
        let (Type::Number(left_unit), Type::Number(right_unit)) = (&left_typed.1, &right_typed.1) else {
            let help = match (&left_typed.1, &right_typed.1) {
                (Type::Date, Type::Date) => Some("write `days_between(from, to)`".to_owned()),
                (Type::Date, Type::Number(_)) => Some("write a length of time, such as P12M or P90D".to_owned()),
                _ => None,
            };
            let message = format!(
                "`{}` calculates with numbers, but the left side is {} and the right side is {}",
                op.as_str(),
                left_typed.1.words(),
                right_typed.1.words()
            );
            return self.wrong(&whole.span, message, help);
        };
        let mut unit = None;
        if matches!(op, ArithmeticOp::Add | ArithmeticOp::Subtract) {
            self.alike(whole, op.as_str(), (left, &left_typed), (right, &right_typed))?;
            unit = left_unit.clone().or_else(|| right_unit.clone());
        }
        let (left, right) = (Box::new(left_typed.0), Box::new(right_typed.0));
        Some((Expr::Arithmetic { op, left, right }, Type::Number(unit)))
    }

    pub(super) fn negated(&self, inner: &Syntax) -> Option<(Expr, Type)> {
        match self.typed(inner)? {
            (expr, Type::Number(unit)) => {
                let (left, right) = (Box::new(Expr::Number(0.0)), Box::new(expr));
                Some((Expr::Arithmetic { op: ArithmeticOp::Subtract, left, right }, Type::Number(unit)))
            }
            (_, other) => {
                self.wrong(&inner.span, format!("`-` stands before numbers, but this is {}", other.words()), None)
            }
        }
    }

    pub(super) fn call(&self, whole: &Syntax, name: &Word, parts: &[Syntax]) -> Option<(Expr, Type)> {
        match name.text.as_str() {
            "number_of" => Some((Expr::CountTrue(self.truths(parts, "number_of")?), Type::Number(None))),
            "min" => self.several(whole, parts).map(|(of, kind)| (Expr::Extreme { end: End::Least, of }, kind)),
            "max" => self.several(whole, parts).map(|(of, kind)| (Expr::Extreme { end: End::Greatest, of }, kind)),
            "coalesce" => self.several(whole, parts).map(|(of, kind)| (Expr::FirstKnown(of), kind)),
            word => {
                let unit = match word {
                    "years_between" => Elapsed::Years,
                    "months_between" => Elapsed::Months,
                    _ => Elapsed::Days,
                };
                let [from, to] = parts else {
                    let help = format!("write `{word}(from, to)`");
                    return self.wrong(&whole.span, format!("`{word}` takes two dates"), Some(help));
                };
                let (from, to) = (self.date(from), self.date(to));
                let expr = Expr::Elapsed { unit, from: Box::new(from?), to: Box::new(to?) };
                Some((expr, Type::Number(None)))
            }
        }
    }

    fn date(&self, syntax: &Syntax) -> Option<Expr> {
        match self.typed(syntax)? {
            (expr, Type::Date) => Some(expr),
            (_, other) => {
                let help = "write `index_date`, `feature.date` or a date such as 2024-03-31".to_owned();
                self.wrong(&syntax.span, format!("a date should stand here, but this is {}", other.words()), Some(help))
            }
        }
    }

    /// Values of one type with an order.
    fn several(&self, whole: &Syntax, parts: &[Syntax]) -> Option<(Vec<Expr>, Type)> {
        let typed: Option<Vec<(Expr, Type)>> = parts.iter().map(|part| self.typed(part)).collect();
        let typed = typed?;
        let ((first_syntax, rest_syntax), (first, rest)) = (parts.split_first()?, typed.split_first()?);
        for (syntax, part) in rest_syntax.iter().zip(rest) {
            self.alike(whole, ",", (first_syntax, first), (syntax, part))?;
        }
        if first.1 == Type::Truth {
            return self.wrong(&first_syntax.span, "numbers, dates or texts should stand here", None);
        }
        let kind = joint(typed.iter().map(|(_, kind)| kind))?;
        Some((typed.into_iter().map(|(expr, _)| expr).collect(), kind))
    }

    pub(super) fn choice(
        &self,
        whole: &Syntax,
        condition: &Syntax,
        then: &Syntax,
        otherwise: &Syntax,
    ) -> Option<(Expr, Type)> {
        let condition = self.truth(condition, |kind| format!("`if` asks for yes or no, but this is {kind}"));
        let (then_typed, other_typed) = (self.typed(then), self.typed(otherwise));
        let (condition, then_typed, other_typed) = (condition?, then_typed?, other_typed?);
        if (&then_typed.1, &other_typed.1) != (&Type::Truth, &Type::Truth) {
            self.alike(whole, "else", (then, &then_typed), (otherwise, &other_typed))?;
        }
        let kind = joint([&then_typed.1, &other_typed.1])?;
        let (then, otherwise) = (Box::new(then_typed.0), Box::new(other_typed.0));
        Some((Expr::If { condition: Box::new(condition), then, otherwise }, kind))
    }
}

/// The type of values that are alike: with the unit of any that has one, and codes where any is a code.
fn joint<'k>(kinds: impl IntoIterator<Item = &'k Type>) -> Option<Type> {
    kinds.into_iter().cloned().reduce(|known, next| match (known, next) {
        (Type::Number(first), Type::Number(second)) => Type::Number(first.or(second)),
        (Type::Text(TextKind::Plain), next @ Type::Text(_)) => next,
        (known, _) => known,
    })
}
