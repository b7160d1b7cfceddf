//! Claims about values: comparisons, lists, missing or not.

use super::Checker;
use crate::kind::{TextKind, Type};
use crate::syntax::{Kind, Syntax};
use crate::{CohortPart, CompareOp, Expr, Fact, Part, RowPart, unit};
use commonweal_model::{EthnicCategory, Sex};
use std::collections::BTreeSet;

impl Checker<'_> {
    pub(super) fn compare(&self, whole: &Syntax, op: CompareOp, left: &Syntax, right: &Syntax) -> Option<Expr> {
        let (left_typed, right_typed) = (self.typed(left), self.typed(right));
        let (left_typed, right_typed) = (left_typed?, right_typed?);
        self.alike(whole, op.as_str(), (left, &left_typed), (right, &right_typed))?;
        if matches!(left_typed.1, Type::Text(_)) && !matches!(op, CompareOp::Equal | CompareOp::NotEqual) {
            let message = format!("text has no order, so `{}` cannot compare it", op.as_str());
            return self.wrong(&whole.span, message, Some("text has `=` and `!=`".to_owned()));
        }
        Some(Expr::Compare { op, left: Box::new(left_typed.0), right: Box::new(right_typed.0) })
    }

    pub(super) fn between(&self, whole: &Syntax, of: &Syntax, low: &Syntax, high: &Syntax) -> Option<Expr> {
        let typed = (self.typed(of), self.typed(low), self.typed(high));
        let (of_typed, low_typed, high_typed) = (typed.0?, typed.1?, typed.2?);
        self.alike(whole, "between", (of, &of_typed), (low, &low_typed))?;
        self.alike(whole, "between", (of, &of_typed), (high, &high_typed))?;
        if matches!(of_typed.1, Type::Text(_)) {
            return self.wrong(&whole.span, "text has no order, so nothing lies between", None);
        }
        let backwards = match (&low_typed.0, &high_typed.0) {
            (Expr::Number(low), Expr::Number(high)) => low > high,
            (Expr::Date(low), Expr::Date(high)) => low > high,
            _ => false,
        };
        if backwards {
            let help = "write the lower one first".to_owned();
            return self.wrong(&whole.span, "nothing lies between these two", Some(help));
        }
        Some(Expr::Between { of: Box::new(of_typed.0), low: Box::new(low_typed.0), high: Box::new(high_typed.0) })
    }

    pub(super) fn one_of(&self, whole: &Syntax, of: &Syntax, among: &[Syntax]) -> Option<Expr> {
        let of_typed = self.typed(of)?;
        let mut parts = Vec::with_capacity(among.len());
        for part in among {
            let typed = self.typed(part)?;
            if !matches!(typed.0, Expr::Number(_) | Expr::Text(_)) {
                let help = "write numbers or 'texts' in the list".to_owned();
                return self.wrong(&part.span, "only plain values stand in a list", Some(help));
            }
            self.alike(whole, "in", (of, &of_typed), (part, &typed))?;
            parts.push(typed.0);
        }
        Some(Expr::OneOf { of: Box::new(of_typed.0), among: parts })
    }

    pub(super) fn missing(&self, of: &Syntax) -> Option<Expr> {
        let (expr, _) = self.typed(of)?;
        let help = match &expr {
            Expr::Feature { part: Part::Exists, name } => format!("write `{name}` or `not {name}`"),
            Expr::Feature { part: Part::Count, .. } => "compare it with 0".to_owned(),
            Expr::Fact(Fact::Sex) => "compare it with 'unknown'".to_owned(),
            Expr::Fact(Fact::Ethnicity) => "write `ethnicity in ('Z', '99')`".to_owned(),
            Expr::Fact(Fact::EthnicityGroup) => "compare it with 'unknown'".to_owned(),
            Expr::Fact(Fact::Registered | Fact::CareHome | Fact::IndexDate)
            | Expr::Cohort { part: CohortPart::Member, .. }
            | Expr::Number(_)
            | Expr::Text(_)
            | Expr::Date(_)
            | Expr::Truth(_) => "leave the claim out".to_owned(),
            _ => return Some(Expr::Missing(Box::new(expr))),
        };
        self.wrong(&of.span, "this is never missing", Some(help))
    }

    /// Whether two sides may be compared: of one type, of one unit, and words that the other side knows.
    pub(super) fn alike(
        &self,
        whole: &Syntax,
        word: &str,
        (left, (left_expr, left_type)): (&Syntax, &(Expr, Type)),
        (right, (right_expr, right_type)): (&Syntax, &(Expr, Type)),
    ) -> Option<()> {
        let text = |kind: &Type| matches!(kind, Type::Text(_));
        let same = std::mem::discriminant(left_type) == std::mem::discriminant(right_type);
        if !same {
            let message = format!(
                "`{word}` compares like with like, but the left side is {} and the right side is {}",
                left_type.words(),
                right_type.words()
            );
            let help = meant(left, (left_expr, right_type)).or_else(|| meant(right, (right_expr, left_type)));
            return self.wrong(&whole.span, message, help);
        }
        if *left_type == Type::Truth {
            let help = "use the part itself, or `not` before it".to_owned();
            return self.wrong(&whole.span, "yes-or-no parts are not compared", Some(help));
        }
        if let (Type::Number(Some(first)), Type::Number(Some(second))) = (left_type, right_type)
            && first != second
        {
            return self.unlike_units(whole, (left_expr, first), (right_expr, second));
        }
        if text(left_type) {
            self.same_text(whole, (left_expr, left_type), (right_expr, right_type))?;
            self.known_words(left_expr, left_type, right)?;
            self.known_words(right_expr, right_type, left)?;
        }
        Some(())
    }

    fn unlike_units<T>(&self, whole: &Syntax, left: (&Expr, &String), right: (&Expr, &String)) -> Option<T> {
        let (number, other) = if matches!(left.0, Expr::Number(_)) { (left, right) } else { (right, left) };
        let written = if let Expr::Number(written) = number.0 { Some(*written) } else { None };
        let help = unit::conversion(written, number.1, other.1, &self.measured(other.0))
            .unwrap_or_else(|| format!("write both in {}", other.1));
        let message = format!("{} and {} are not compared", left.1, right.1);
        self.wrong(&whole.span, message, Some(help))
    }

    /// The names under which what an expression measures is known.
    fn measured(&self, expr: &Expr) -> String {
        let feature = match expr {
            Expr::Row(_) => self.scope.row,
            Expr::Feature { name, .. } => self.scope.features.get(name).and_then(Option::as_ref),
            _ => None,
        };
        let name = if let Expr::Feature { name, .. } = expr { name.as_str() } else { "" };
        feature.map_or_else(String::new, |feature| format!("{name} {}", feature.codelists.join(" ")))
    }

    /// Codes are compared with codes of their system, or with a quoted code.
    fn same_text(&self, whole: &Syntax, left: (&Expr, &Type), right: (&Expr, &Type)) -> Option<()> {
        let (Type::Text(first), Type::Text(second)) = (left.1, right.1) else { return Some(()) };
        if *first == TextKind::Codes || *second == TextKind::Codes {
            let help = "give the feature a codelist and this column instead".to_owned();
            return self.wrong(&whole.span, "a list of codes is not compared", Some(help));
        }
        let quoted = matches!(left.0, Expr::Text(_)) || matches!(right.0, Expr::Text(_));
        if first != second && !quoted {
            return self.wrong(&whole.span, "codes are compared with codes of their own system", None);
        }
        Some(())
    }

    /// A quoted word beside `sex`, a category, a band and the like must be one of its words, else the rule could never
    /// be met; a quoted code must look like one.
    fn known_words(&self, side: &Expr, side_type: &Type, other: &Syntax) -> Option<()> {
        let Kind::Text(text) = &other.kind else { return Some(()) };
        if let Type::Text(TextKind::Code(system)) = side_type {
            if system.has_shape(text) {
                return Some(());
            }
            let message = format!("'{text}' is not shaped as {} codes are", crate::tables::coding_title(*system));
            return self.wrong(&other.span, message, None);
        }
        let Some((known, what)) = self.words_of(side) else { return Some(()) };
        if known.contains(text.as_str()) {
            return Some(());
        }
        let list = known.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(", ");
        self.wrong(&other.span, format!("'{text}' is not {what}"), Some(format!("one of {list}")))
    }

    /// The words an expression can come to, where they are known.
    fn words_of(&self, side: &Expr) -> Option<(BTreeSet<&str>, &'static str)> {
        let categories = |feature: &crate::Feature| {
            let lists = feature.codelists.iter().filter_map(|id| self.scope.codelists.get(id));
            let all: BTreeSet<&str> = lists.flat_map(|list| list.categories.values()).map(String::as_str).collect();
            (all, "a category of the codelist")
        };
        match side {
            Expr::Fact(Fact::Sex) => Some((Sex::ALL.iter().map(|sex| sex.as_str()).collect(), "a sex")),
            Expr::Fact(Fact::Ethnicity) => {
                Some((EthnicCategory::ALL.iter().map(|of| of.as_str()).collect(), "an ethnic category"))
            }
            Expr::Fact(Fact::EthnicityGroup) => {
                Some((["asian", "black", "mixed", "white", "other", "unknown"].into(), "an ethnic group"))
            }
            Expr::Feature { name, part: Part::Category } => self.scope.features.get(name)?.as_ref().map(categories),
            Expr::Row(RowPart::Category) => self.scope.row.map(categories),
            Expr::Cohort { id, part: CohortPart::Band } => {
                let outline = self.scope.cohorts.get(id)?;
                Some((outline.bands.iter().map(String::as_str).collect(), "a band of the cohort"))
            }
            Expr::Cohort { id, part: CohortPart::Segment } => {
                let outline = self.scope.cohorts.get(id)?;
                Some((outline.segments.iter().map(String::as_str).collect(), "a segment of the cohort"))
            }
            _ => None,
        }
    }
}

/// What was probably meant by one side of a comparison, where the other is of another type.
fn meant(side: &Syntax, (expr, other): (&Expr, &Type)) -> Option<String> {
    match (expr, other) {
        (Expr::Text(text), Type::Number(_)) => text.parse::<f64>().ok().map(|_| format!("write {text} without quotes")),
        (Expr::Text(text), Type::Date) => {
            text.parse::<jiff::civil::Date>().ok().map(|_| format!("write {text} without quotes"))
        }
        (Expr::Feature { name, part: Part::Exists }, Type::Number(_)) if matches!(side.kind, Kind::Name(_)) => {
            Some(format!("`{name}` is whether there is a row; write `{name}.count` or `{name}.value`"))
        }
        (Expr::Feature { name, part: Part::Exists }, Type::Date) if matches!(side.kind, Kind::Name(_)) => {
            Some(format!("`{name}` is whether there is a row; write `{name}.date`"))
        }
        _ => None,
    }
}
