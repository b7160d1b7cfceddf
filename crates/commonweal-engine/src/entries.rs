//! The sink for worklists: who is in a cohort, for the practice that looks after them.
//!
//! Entries are level 3: they name people, so they go from here into the hands of the service that owns the practices'
//! store, and nowhere else. They have no schema, are no part of a plan, and show nothing of themselves in a log.

use crate::compiled::Compiled;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::sink::{Sink, run_bucket};
use crate::spec::{PassSpec, Questions};
use commonweal_cohort::Fact;
use commonweal_cohort::evaluate::{Answers, Column};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// Stands for a person inside the records. It shows itself to nobody; [`PatientKey::reveal`] is for the service that maps
/// it to the practice's own pseudonym.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PatientKey(i64);

impl PatientKey {
    /// The number the records know the person by.
    pub fn reveal(self) -> i64 {
        self.0
    }
}

impl fmt::Debug for PatientKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[patient]")
    }
}

/// One person for a worklist.
#[derive(Clone, PartialEq, Eq)]
pub struct CaseEntry {
    /// Who.
    pub patient: PatientKey,
    /// The practice of registration on the index date, if there is one; without it the entry has no owner.
    pub practice_code: Option<String>,
    /// The ids of the cohorts, among those asked about, that the person is in too: why they are on the list.
    pub reasons: Vec<String>,
}

impl fmt::Debug for CaseEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Practice and reasons together may tell who it is.
        f.write_str("CaseEntry { .. }")
    }
}

struct Entries<'c> {
    compiled: &'c Compiled,
    found: Vec<CaseEntry>,
}

impl Sink for Entries<'_> {
    fn take(&mut self, _: usize, people: &[i64], answers: &Answers<'_>) -> Result<(), EngineError> {
        let belongs = |question: usize, person: usize| {
            let question = &self.compiled.questions[question];
            matches!(answers.output(question.ask, question.numerator), Column::Bool(claims) if claims[person] == 1)
        };
        let (ask, output) = self.compiled.fact(Fact::PracticeCode);
        let practices = answers.output(ask, output);
        for (person, patient) in people.iter().enumerate().filter(|(person, _)| belongs(0, *person)) {
            let practice_code = match practices {
                Column::Text(symbols) if !practices.is_null(person) => Some(answers.text(symbols[person]).to_owned()),
                _ => None,
            };
            let others = (1..self.compiled.questions.len()).filter(|question| belongs(*question, person));
            let reasons = others.map(|question| self.compiled.questions[question].id.clone()).collect();
            self.found.push(CaseEntry { patient: PatientKey(*patient), practice_code, reasons });
        }
        Ok(())
    }
}

impl Engine {
    /// Hands everybody in the first cohort of the pass to `owner`, in order of bucket and person; the cohorts after it are
    /// the reasons that are looked for. The pass has one date.
    ///
    /// # Errors
    /// As [`Engine::pass`]; `Definition` where the pass asks for something else than cohorts, or has not one date.
    pub fn case_entries(&self, spec: &PassSpec, owner: &mut dyn FnMut(CaseEntry)) -> Result<(), EngineError> {
        let cohorts = matches!(&spec.questions, Questions::Library { cohorts, indicators, .. }
            if !cohorts.is_empty() && indicators.is_empty());
        if !cohorts || spec.intervals.len() != 1 {
            let message = "a worklist is made of a cohort at one date; ask for cohorts and give one index date";
            return Err(EngineError::Definition(message.to_owned()));
        }
        let spec = spec.clone().with_facts(vec![Fact::PracticeCode]);
        let compiled: Arc<Compiled> = spec.compiled()?;
        spec.files.check(&compiled)?;
        let work = |bucket| {
            let mut entries = Entries { compiled: &compiled, found: Vec::new() };
            run_bucket(&spec, &compiled, bucket, &AtomicU64::new(0), &mut entries)?;
            Ok(entries.found)
        };
        self.for_each_bucket(spec.files.buckets(), work, |_, entries| {
            entries.into_iter().for_each(&mut *owner);
            Ok(())
        })
    }
}
