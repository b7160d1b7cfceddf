//! From checked definitions to one program.

use crate::codes::CodeTable;
use crate::diagnostic::nearest_word;
use crate::fold::Keep;
use crate::program::{Node, SlotPlan, Value, sex_word};
use crate::{CohortPart, CompiledQuestion, Expr, Fact, Feature, FoldProgram, Library, Method, Part, Pick, Rule};
use commonweal_model::Sex;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Why definitions could not be compiled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompileError {
    /// No such indicator.
    #[error("there is no indicator `{id}`{}; `commonweal check` lists the definitions", nearest.as_ref().map(|n| format!(", did you mean `{n}`?")).unwrap_or_default())]
    UnknownIndicator {
        /// The id asked for.
        id: String,
        /// The id most like it.
        nearest: Option<String>,
    },
    /// It asks for more than a single pass over clinical events can answer.
    #[error("indicator `{0}` asks for more than the single pass answers; it is evaluated through its query")]
    NotForThePass(String),
    /// Its values are published elsewhere.
    #[error("indicator `{0}` is published elsewhere, so there is nothing to count; ask for its published series")]
    Published(String),
}

/// Compiles indicators into one program at one index date. Equal features and equal parts of rules are kept once.
///
/// # Errors
/// `UnknownIndicator`, or `Published` for an indicator that is not counted here.
pub fn compile(library: &Library, indicator_ids: &[&str], index_date: Date) -> Result<FoldProgram, CompileError> {
    let mut compiler = Compiler::new(library, index_date);
    let mut questions = Vec::with_capacity(indicator_ids.len());
    for id in indicator_ids {
        let definition = library.indicators.get(*id).ok_or_else(|| CompileError::UnknownIndicator {
            id: (*id).to_owned(),
            nearest: nearest_word(id, library.indicators.keys().map(String::as_str)).map(str::to_owned),
        })?;
        let (Some(denominator), Some(numerator)) = (&definition.denominator.rule, &definition.numerator.rule) else {
            return Err(CompileError::Published((*id).to_owned()));
        };
        questions.push(CompiledQuestion {
            id: definition.id.clone(),
            expected: match &definition.method {
                Method::RatioToExpected(expected) => Some(expected.clone()),
                Method::Proportion | Method::Published(_) => None,
            },
            denominator: compiler
                .rule(denominator, &definition.features)
                .ok_or_else(|| CompileError::NotForThePass((*id).to_owned()))?,
            numerator: compiler
                .rule(numerator, &definition.features)
                .ok_or_else(|| CompileError::NotForThePass((*id).to_owned()))?,
        });
    }
    Ok(compiler.finish(questions))
}

/// Whether a feature is of clinical events of one codelist, picked as the pass can.
fn is_simple(feature: &Feature) -> bool {
    let Feature { since, after, before, condition, .. } = feature;
    feature.table == "clinical_events"
        && feature.codelists.len() == 1
        && feature.categories.is_empty()
        && matches!(feature.pick, Pick::Ever | Pick::Latest | Pick::Earliest | Pick::Count)
        && [since, after, before].iter().all(|link| link.is_none())
        && condition.is_none()
        && feature.value_column.as_deref() == Some("numeric_value")
        && feature.date_column == "date"
}

struct Compiler<'a> {
    library: &'a Library,
    index_date: Date,
    /// Distinct features, in the order of their slots.
    features: Vec<&'a Feature>,
    nodes: Vec<Node>,
    words: Vec<&'a str>,
}

impl<'a> Compiler<'a> {
    fn new(library: &'a Library, index_date: Date) -> Self {
        let words = Sex::ALL.iter().map(|sex| sex.as_str()).collect();
        debug_assert!(Sex::ALL.iter().zip(0..).all(|(sex, at)| sex_word(*sex) == at));
        Self { library, index_date, features: Vec::new(), nodes: Vec::new(), words }
    }

    fn rule(&mut self, rule: &'a Rule, features: &'a BTreeMap<String, Feature>) -> Option<usize> {
        self.expr(&rule.expr, features)
    }

    /// A part of a rule; none where it asks for more than the pass answers.
    fn expr(&mut self, expr: &'a Expr, features: &'a BTreeMap<String, Feature>) -> Option<usize> {
        let node = match expr {
            Expr::Number(number) => Node::Constant(Value::Number(*number)),
            Expr::Text(text) => Node::Constant(Value::Word(self.word(text))),
            Expr::Fact(
                fact @ (Fact::Age | Fact::Sex | Fact::Registered | Fact::Alive | Fact::CareHome | Fact::IndexDate),
            ) => Node::Fact(*fact),
            Expr::Feature { name, part } if *part != Part::Code => {
                Node::Slot(self.slot(features.get(name).filter(|feature| is_simple(feature))?), *part)
            }
            Expr::Cohort { id, part: CohortPart::Member } => {
                let cohort = &self.library.cohorts[id];
                return self.met(&cohort.rule.expr, &cohort.features);
            }
            Expr::Not(inner) => Node::Not(self.expr(inner, features)?),
            Expr::All(parts) => return self.joined(parts, features, Node::And),
            Expr::Any(parts) => return self.joined(parts, features, Node::Or),
            Expr::Compare { op, left, right } => {
                Node::Compare(*op, self.expr(left, features)?, self.expr(right, features)?)
            }
            _ => return None,
        };
        Some(self.node(node))
    }

    fn joined(
        &mut self,
        parts: &'a [Expr],
        features: &'a BTreeMap<String, Feature>,
        join: fn(usize, usize) -> Node,
    ) -> Option<usize> {
        let mut parts = parts.iter();
        let mut joined = self.expr(parts.next()?, features)?;
        for part in parts {
            let right = self.expr(part, features)?;
            joined = self.node(join(joined, right));
        }
        Some(joined)
    }

    /// A cohort's rule inside another rule: belonging is yes or no, so a null there is a no.
    fn met(&mut self, rule: &'a Expr, features: &'a BTreeMap<String, Feature>) -> Option<usize> {
        let rule = self.expr(rule, features)?;
        Some(self.node(Node::Met(rule)))
    }

    fn node(&mut self, node: Node) -> usize {
        self.nodes.iter().position(|known| *known == node).unwrap_or_else(|| {
            self.nodes.push(node);
            self.nodes.len() - 1
        })
    }

    fn slot(&mut self, feature: &'a Feature) -> usize {
        self.features.iter().position(|known| *known == feature).unwrap_or_else(|| {
            self.features.push(feature);
            self.features.len() - 1
        })
    }

    fn word(&mut self, word: &'a str) -> u32 {
        let at = self.words.iter().position(|known| *known == word).unwrap_or_else(|| {
            self.words.push(word);
            self.words.len() - 1
        });
        u32::try_from(at).expect("fewer than four thousand million words")
    }

    fn finish(mut self, questions: Vec<CompiledQuestion>) -> FoldProgram {
        let mut slots_of_codes: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (slot, feature) in self.features.iter().enumerate() {
            for code in &self.library.codelists[&feature.codelists[0]].codes {
                slots_of_codes.entry(code).or_default().push(slot);
            }
        }
        let codes = CodeTable::new(slots_of_codes);
        let features = std::mem::take(&mut self.features);
        let slots = features.into_iter().map(|feature| self.plan(feature, &codes)).collect();
        let index_day = days_since_1970(self.index_date);
        FoldProgram { index_date: self.index_date, index_day, codes, slots, nodes: self.nodes, questions }
    }

    fn plan(&mut self, feature: &'a Feature, codes: &CodeTable) -> SlotPlan {
        let library = self.library;
        let mut categories: Vec<(u32, u32)> = library.codelists[&feature.codelists[0]]
            .categories
            .iter()
            .map(|(code, category)| (codes.find(code).0, self.word(category)))
            .collect();
        categories.sort_unstable();
        SlotPlan {
            keep: match feature.pick {
                Pick::Latest => Keep::Last,
                Pick::Earliest => Keep::First,
                _ => Keep::Any,
            },
            after_day: feature.within.map(|within| days_since_1970(within.day_before_window(self.index_date))),
            categories,
        }
    }
}

/// Days from 1 January 1970 to a date; negative before it. The day number of every event.
pub fn days_since_1970(date: Date) -> i32 {
    let since = date.since(Date::constant(1970, 1, 1)).expect("dates are within the calendar");
    since.get_days()
}
