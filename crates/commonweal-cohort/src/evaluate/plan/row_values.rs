//! Values of rows, worked out for each position of a backing.

use super::Shape;
use super::builder::Builder;
use super::step::{Step, StepId};
use crate::evaluate::column::ColumnKind;
use crate::evaluate::terms::{Term, TermId};

impl Builder<'_> {
    /// The step that gives a term's value for each position, or one for all.
    pub(super) fn value_of_rows(&mut self, id: TermId, backing: StepId) -> StepId {
        if let Some(known) = self.rows.get(&(id, backing)) {
            return *known;
        }
        for part in self.parts_first(id) {
            if !self.rows.contains_key(&(part, backing)) {
                let step = self.one_value_of_rows(part, backing);
                self.rows.insert((part, backing), step);
            }
        }
        self.rows[&(id, backing)]
    }

    /// The term and all it is a function of, row by row; parts first. What has one value per patient is not taken apart.
    fn parts_first(&self, id: TermId) -> Vec<TermId> {
        let (mut found, mut open) = (std::collections::BTreeSet::new(), vec![id]);
        while let Some(id) = open.pop() {
            if found.insert(id) && self.terms.about(id).of_rows {
                open.extend(self.terms.parts(self.terms.term(id)));
            }
        }
        found.into_iter().collect()
    }

    fn one_value_of_rows(&mut self, id: TermId, backing: StepId) -> StepId {
        let about = self.terms.about(id);
        if !about.of_rows {
            let source = self.people[&id];
            return match self.plan.planned(source).shape {
                Shape::Single => source,
                _ => self.values(Step::Expand { backing, source }, about.kind, Shape::Rows(backing)),
            };
        }
        let shape = Shape::Rows(backing);
        match self.terms.term(id) {
            Term::Cell { column, .. } => self.values(Step::Gather { backing, column: *column }, about.kind, shape),
            Term::InRows { lhs, rows, source } => {
                let sets = self.sets(*rows, *source);
                let owners = Some(self.step(Step::Owners { backing }));
                let source = self.rows[&(*lhs, backing)];
                self.values(Step::InSets { source, sets, owners }, ColumnKind::Bool, shape)
            }
            _ => {
                let sources: Vec<StepId> =
                    self.terms.parts(self.terms.term(id)).iter().map(|part| self.rows[&(*part, backing)]).collect();
                self.function(id, &sources, shape)
            }
        }
    }
}
