//! A framework that its owners edited as a text, brought in: one transaction, one entry of the audit, a version for each record
//! that changes. What the text leaves out stays as it is.

use super::rows::{add, find, save};
use super::save::{added_parts, known_owner};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::visitor::By;
use commonweal_operations::audit::Action;
use commonweal_operations::plan::{
    Basis, FilePart, FrameworkFile, InitiativeRecord, OUTCOME_LEVEL, PartRecord, PlanKind, PlanRecord, PlanRows,
};
use commonweal_operations::time_text::utc_day;
use commonweal_operations::{Role, Scope};
use commonweal_store::Act;
use std::collections::{BTreeMap, BTreeSet};

/// What an import came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FrameworkImport {
    /// Parts that were not there before.
    pub added: Vec<String>,
    /// Parts and initiatives that changed.
    pub changed: Vec<String>,
    /// Parts that are as they were.
    pub unchanged: u64,
    /// Why the file for the public pages could not be written. What was imported is kept.
    pub file_problem: Option<String>,
}

/// A record on its way: with its version, 0 where nobody keeps one yet.
type Coming = (PlanRecord, i64);

fn of_file(part: &FilePart, file: &FrameworkFile, known: Option<&PartRecord>, row_note: Option<&str>) -> PartRecord {
    let basis = part.basis.as_deref().and_then(|basis| basis.parse().ok());
    let bare = PartRecord {
        id: part.id.clone(),
        framework: file.id.clone(),
        level: part.level.clone(),
        title: part.title.clone(),
        parent: part.parent.clone(),
        basis: basis.or(known.map(|known| known.basis)).unwrap_or(Basis::Proposed),
        organisation_id: String::new(),
        person: None,
        measures: part.measures.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect(),
        note: part.note.clone().unwrap_or_default(),
    };
    let Some(known) = known else { return bare };
    // A note that is the row's own was not written by whoever edited the text.
    let is_rows = part.note.as_deref() == row_note;
    PartRecord {
        framework: known.framework.clone(),
        organisation_id: known.organisation_id.clone(),
        person: known.person.clone(),
        note: if is_rows { known.note.clone() } else { bare.note.clone() },
        ..bare
    }
}

impl Desk {
    /// Brings a framework in: a board of the whole system may, and whoever types at the machine. Its file names parts that are
    /// there, or whole new ones.
    ///
    /// # Errors
    /// `Form` with the part and what is wrong, for each; `Forbidden`; `Store`.
    pub async fn import_framework(
        &self,
        by: By<'_>,
        rows: PlanRows<'_>,
        file: &FrameworkFile,
    ) -> Result<FrameworkImport, DeskError> {
        self.permit(by, &super::PLAN_EDIT, "plan").await?;
        if let By::Visitor(visitor) = by {
            let working = visitor.working.as_ref();
            let may = working.is_some_and(|working| working.role == Role::Board && working.scope == Scope::System);
            if !may {
                let draft = by.draft(self.now(), Action::PageDenied, format!("framework {}", file.id));
                self.operations().note(draft.denied("only a board of the whole system imports")).await?;
                return Err(DeskError::Forbidden);
            }
        }
        let mut act = self.act(by).await?;
        let mut done = FrameworkImport::default();
        let mut wrong: Vec<(&'static str, String)> = Vec::new();
        let mut known = added_parts(&mut act).await?;
        known.extend(file.parts.iter().map(|part| part.id.clone()));
        let mut coming: Vec<Coming> = Vec::new();
        let mut initiatives: BTreeMap<String, Coming> = BTreeMap::new();
        for part in &file.parts {
            let (before, version) = now(&mut act, PlanKind::Part, &part.id, rows).await?;
            let record = match &before {
                Some(PlanRecord::Part(known)) => of_file(part, file, Some(known), row_note(rows, &part.id)),
                _ => of_file(part, file, None, None),
            };
            let record = PlanRecord::Part(Box::new(record));
            match &before {
                None => done.added.push(part.id.clone()),
                Some(before) if *before == record => done.unchanged += 1,
                Some(_) => done.changed.push(part.id.clone()),
            }
            if before.as_ref() != Some(&record) {
                coming.push((record, version));
            }
            if part.level != OUTCOME_LEVEL {
                aligned(&mut act, part, rows, (&mut initiatives, &mut wrong)).await?;
            }
        }
        done.changed.extend(initiatives.keys().cloned());
        coming.extend(initiatives.into_values());
        let today = utc_day(self.now());
        for (record, _) in &coming {
            let problems = record.problems(rows, &known, today);
            wrong.extend(problems.into_iter().map(|p| (p.field, format!("{}: {}", record.id(), p.message))));
        }
        if !wrong.is_empty() {
            act.roll_back().await?;
            return Err(DeskError::Form(wrong));
        }
        if coming.is_empty() {
            act.roll_back().await?;
            return Ok(done);
        }
        for (record, version) in &coming {
            known_owner(&mut act, record).await?;
            let kept = if *version == 0 { add(&mut act, record).await } else { save(&mut act, record, *version).await };
            kept?;
        }
        let draft = by.draft(self.now(), Action::FrameworkImported, format!("framework {}", file.id));
        act.commit(draft.rows(coming.len() as u64)).await?;
        done.file_problem = self.write_plan_changes().await.err().map(|error| error.to_string());
        Ok(done)
    }
}

fn row_note<'r>(rows: PlanRows<'r>, id: &str) -> Option<&'r str> {
    rows.plans.part(id).and_then(|part| part.note.as_deref())
}

/// A record as it stands in this act, or its row.
async fn now(
    act: &mut Act,
    kind: PlanKind,
    id: &str,
    rows: PlanRows<'_>,
) -> Result<(Option<PlanRecord>, i64), DeskError> {
    Ok(match find(act, kind, &PlanRecord::id_of(kind, id)).await? {
        Some(stored) => (Some(stored.value), stored.version),
        None => (PlanRecord::of_files(kind, id, rows), 0),
    })
}

/// The initiatives that a part's line in the text takes in or lets go: alignment is kept with the initiative.
async fn aligned(
    act: &mut Act,
    part: &FilePart,
    rows: PlanRows<'_>,
    (coming, wrong): (&mut BTreeMap<String, Coming>, &mut Vec<(&'static str, String)>),
) -> Result<(), DeskError> {
    let mut ids: BTreeSet<String> = part.initiatives.iter().cloned().collect();
    // Everything that is aligned to the part now: rows, and records, whose word counts.
    let records = act.plan_initiatives().await?.into_iter().map(|stored| stored.value);
    let mine = |record: &InitiativeRecord| record.serves.contains(&part.id);
    ids.extend(records.filter(mine).map(|record| record.plan_or_own_id().to_owned()));
    let rows_of = rows.plans.initiatives.iter().map(|row| InitiativeRecord::of_row(row, rows.links));
    ids.extend(rows_of.filter(mine).map(|record| record.plan_or_own_id().to_owned()));
    for id in ids {
        let key = PlanRecord::id_of(PlanKind::Initiative, &id);
        let (before, version) = match coming.get(&key) {
            Some((record, version)) => (Some(record.clone()), *version),
            None => now(act, PlanKind::Initiative, &id, rows).await?,
        };
        let Some(PlanRecord::Initiative(mut record)) = before else {
            wrong.push(("initiatives", format!("{}: there is no initiative `{id}`", part.id)));
            continue;
        };
        let (is, shall) = (record.serves.contains(&part.id), part.initiatives.contains(&id));
        match (is, shall) {
            (false, true) => {
                record.serves.push(part.id.clone());
                record.serves.sort();
            }
            (true, false) => record.serves.retain(|each| *each != part.id),
            _ => continue,
        }
        coming.insert(key, (PlanRecord::Initiative(record), version));
    }
    Ok(())
}
