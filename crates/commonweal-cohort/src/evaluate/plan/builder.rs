//! Builds a plan from terms.

use super::step::{Key, Step, StepId, Test};
use super::{Matching, Pass, Plan, Planned, PlannedAsk, PlannedEvents, Shape};
use crate::evaluate::column::ColumnKind;
use crate::evaluate::program::{CodeNeed, PartNeed};
use crate::evaluate::terms::{AskTerms, OneRow, OneRowId, RowSetId, Term, TermId, Terms};
use crate::query::{BinaryFunction, Value};
use std::collections::{BTreeSet, HashMap};

/// The plan that works out what is asked.
pub(in crate::evaluate) fn build(terms: &Terms, asked: &[AskTerms]) -> Plan {
    let mut builder = Builder::new(terms);
    let needed = builder.needed(asked);
    builder.note_time_columns(&needed);
    for id in needed {
        if !terms.about(id).of_rows {
            let step = builder.value_of_people(id);
            builder.people.insert(id, step);
        }
    }
    for ask in asked {
        let planned = builder.ask(ask);
        builder.plan.asks.push(planned);
    }
    builder.note_codes();
    builder.note_order();
    builder.note_parts();
    builder.plan
}

pub(super) struct Builder<'t> {
    pub(super) terms: &'t Terms,
    pub(super) plan: Plan,
    ids: HashMap<Step, StepId>,
    /// Whether each term depends on the interval.
    dynamic: Vec<bool>,
    pub(super) people: HashMap<TermId, StepId>,
    pub(super) rows: HashMap<(TermId, StepId), StepId>,
    pub(super) selections: HashMap<RowSetId, StepId>,
    pub(super) picks: HashMap<OneRowId, StepId>,
}

impl<'t> Builder<'t> {
    fn new(terms: &'t Terms) -> Self {
        let plan = Plan {
            tables: terms.tables.clone(),
            time_columns: vec![None; terms.tables.len()],
            sets: terms.sets().to_vec(),
            inline_tables: terms.inline_tables().to_vec(),
            ..Plan::default()
        };
        let mut dynamic = Vec::new();
        for id in terms.ids() {
            let parameter = matches!(terms.term(id), Term::Parameter(_));
            dynamic.push(parameter || terms.needs(id).iter().any(|part: &TermId| dynamic[part.index()]));
        }
        let (ids, people, rows) = (HashMap::new(), HashMap::new(), HashMap::new());
        let (selections, picks) = (HashMap::new(), HashMap::new());
        Self { terms, plan, ids, dynamic, people, rows, selections, picks }
    }

    /// Every term that is asked for or needed by one that is, parts first.
    fn needed(&self, asked: &[AskTerms]) -> Vec<TermId> {
        let mut needed = vec![false; self.terms.ids().count()];
        for ask in asked {
            let members = ask
                .event_tables
                .iter()
                .flat_map(|(rows, members)| self.terms.row_set(*rows).conditions.iter().chain(members));
            ask.outputs.iter().chain(members).for_each(|id| needed[id.index()] = true);
        }
        let ids: Vec<TermId> = self.terms.ids().collect();
        for id in ids.iter().rev() {
            if needed[id.index()] {
                self.terms.needs(*id).iter().for_each(|part| needed[part.index()] = true);
            }
        }
        ids.into_iter().filter(|id| needed[id.index()]).collect()
    }

    /// Each table's rows are ordered by the date column that most windows and picks look at.
    fn note_time_columns(&mut self, needed: &[TermId]) {
        let mut uses: HashMap<(usize, usize), usize> = HashMap::new();
        let mut seen = BTreeSet::new();
        for id in needed {
            if let Some(rows) = self.terms.rows_of(*id)
                && seen.insert(rows)
            {
                for condition in &self.terms.row_set(rows).conditions {
                    if let Term::Binary(BinaryFunction::LT | BinaryFunction::LE | BinaryFunction::EQ, lhs, rhs) =
                        self.terms.term(*condition)
                    {
                        self.date_cell(*lhs).into_iter().chain(self.date_cell(*rhs)).for_each(|cell| {
                            *uses.entry(cell).or_default() += 1;
                        });
                    }
                }
            }
            if let Term::OneCell { row, .. } = self.terms.term(*id)
                && let OneRow::Pick { keys, .. } = self.terms.one_row(*row)
                && let Some(cell) = keys.first().and_then(|key| self.date_cell(*key))
            {
                *uses.entry(cell).or_default() += 1;
            }
        }
        for table in 0..self.plan.tables.len() {
            let columns = (0..self.plan.tables[table].columns.len()).rev();
            let most = columns.max_by_key(|column| uses.get(&(table, *column)).copied().unwrap_or(0));
            self.plan.time_columns[table] = most.filter(|column| uses.contains_key(&(table, *column)));
        }
    }

    fn date_cell(&self, id: TermId) -> Option<(usize, usize)> {
        match self.terms.term(id) {
            Term::Cell { table, column } if self.terms.about(id).kind == ColumnKind::Date => Some((*table, *column)),
            _ => None,
        }
    }

    pub(super) fn is_dynamic(&self, id: TermId) -> bool {
        self.dynamic[id.index()]
    }

    /// A step with values.
    pub(super) fn values(&mut self, step: Step, kind: ColumnKind, shape: Shape) -> StepId {
        if let Some(known) = self.ids.get(&step) {
            return *known;
        }
        let id = StepId(u32::try_from(self.plan.steps.len()).expect("a plan has fewer steps than memory could hold"));
        let inputs = step.inputs();
        let dynamic =
            matches!(step, Step::Parameter(_)) || inputs.iter().any(|input| self.plan.planned(*input).dynamic);
        self.ids.insert(step.clone(), id);
        self.plan.steps.push(Planned { step, kind, shape, dynamic, inputs });
        id
    }

    /// A step that gives rows, a pick or sets.
    pub(super) fn step(&mut self, step: Step) -> StepId {
        self.values(step, ColumnKind::Bool, Shape::Other)
    }

    pub(super) fn kind(&self, id: StepId) -> ColumnKind {
        self.plan.planned(id).kind
    }

    /// One value where all are, else one for each patient.
    pub(super) fn shape_of_people(&self, sources: &[StepId]) -> Shape {
        let single = sources.iter().all(|source| self.plan.planned(*source).shape == Shape::Single);
        if single { Shape::Single } else { Shape::People }
    }

    pub(super) fn literal(&mut self, kind: ColumnKind, value: &Option<Value>) -> StepId {
        let literal = (kind, value.clone());
        let at = self.plan.literals.iter().position(|known| *known == literal).unwrap_or_else(|| {
            self.plan.literals.push(literal);
            self.plan.literals.len() - 1
        });
        self.values(Step::Literal(at), kind, Shape::Single)
    }

    fn ask(&mut self, ask: &AskTerms) -> PlannedAsk {
        let mut planned = PlannedAsk { inline_tables: ask.inline_tables.clone(), ..PlannedAsk::default() };
        for output in &ask.outputs {
            let mut step = self.people[output];
            if self.plan.planned(step).shape == Shape::Single {
                step = self.values(Step::Spread { source: step }, self.kind(step), Shape::People);
            }
            planned.outputs.push(step);
        }
        for (rows, members) in &ask.event_tables {
            let selection = self.selection(*rows);
            let backing = self.plan.backing(selection);
            let owners = self.step(Step::EventOwners { selection });
            let mut columns = Vec::new();
            for member in members {
                let source = self.value_of_rows(*member, backing);
                columns.push(self.values(Step::EventColumn { selection, source }, self.kind(source), Shape::Other));
            }
            planned.event_tables.push(PlannedEvents { owners, columns });
        }
        planned
    }

    /// The steps that an answer needs, in order; parts of a sum that became a tally are not needed.
    fn note_order(&mut self) {
        let mut needed = vec![false; self.plan.steps.len()];
        for ask in &self.plan.asks {
            let events = ask.event_tables.iter().flat_map(|table| table.columns.iter().chain([&table.owners]));
            ask.outputs.iter().chain(events).for_each(|id| needed[id.index()] = true);
        }
        for at in (0..needed.len()).rev() {
            if needed[at] {
                self.plan.steps[at].inputs.iter().for_each(|input| needed[input.index()] = true);
            }
        }
        for (id, planned) in (0u32..).map(StepId).zip(&self.plan.steps).filter(|(id, _)| needed[id.index()]) {
            let steps = if planned.dynamic { &mut self.plan.dynamic_steps } else { &mut self.plan.static_steps };
            steps.push(id);
        }
    }

    /// Where all use of a table is of rows with certain codes in one column, other rows are not needed.
    fn note_codes(&mut self) {
        for table in 0..self.plan.tables.len() {
            let passes: Vec<_> = self.plan.passes.iter().filter(|pass| pass.table == table).collect();
            let all = self.ids.contains_key(&Step::AllRows { table });
            if let ([pass], false) = (passes.as_slice(), all)
                && pass.matching == Matching::Whole
            {
                let codes = pass.lists.iter().flatten().cloned().collect();
                self.plan.tables[table].codes = Some(CodeNeed { column: pass.column, codes });
            }
        }
    }

    /// Where all that is asked of a column of texts is whether they contain some parts, it says which.
    fn note_parts(&mut self) {
        let steps = || self.plan.static_steps.iter().chain(&self.plan.dynamic_steps).map(|id| self.plan.step(*id));
        let looked_at: BTreeSet<(usize, usize)> = steps().flat_map(|step| self.columns_looked_at(step)).collect();
        let mut needs = Vec::new();
        for pass in steps().filter_map(|step| if let Step::Buckets { pass } = step { Some(*pass) } else { None }) {
            let Pass { table, column, matching, lists } = &self.plan.passes[pass];
            if *matching == Matching::Part && !looked_at.contains(&(*table, *column)) {
                let parts = lists.iter().flatten().cloned().collect();
                needs.push((*table, PartNeed { column: *column, parts }));
            }
        }
        needs.into_iter().for_each(|(table, need)| self.plan.tables[table].parts.push(need));
    }

    /// The columns of tables whose cells a step takes as they are.
    fn columns_looked_at(&self, step: &Step) -> Vec<(usize, usize)> {
        match step {
            Step::Buckets { pass } => {
                let Pass { table, column, matching, .. } = &self.plan.passes[*pass];
                if *matching == Matching::Whole { vec![(*table, *column)] } else { Vec::new() }
            }
            Step::Keep { source, test } => match test {
                Test::Mask(_) => Vec::new(),
                Test::Known { column }
                | Test::InSet { column, .. }
                | Test::Compare { column, .. }
                | Test::Lasts { column, .. } => vec![(self.plan.table_of(*source), *column)],
            },
            Step::Pick { source, keys, .. } => {
                let table = self.plan.table_of(*source);
                let column = |key: &Key| if let Key::Column(column) = key { Some((table, *column)) } else { None };
                keys.iter().filter_map(column).collect()
            }
            Step::Gather { backing, column } => vec![(self.plan.table_of(*backing), *column)],
            Step::PickCell { pick, column } => {
                let Step::Pick { source, .. } = self.plan.step(*pick) else { unreachable!("cells are of a pick") };
                vec![(self.plan.table_of(*source), *column)]
            }
            Step::TableCell { table, column } => vec![(*table, *column)],
            _ => Vec::new(),
        }
    }
}
