//! Records of any kind in the database: found, added, saved.

use commonweal_operations::plan::{PlanKind, PlanRecord};
use commonweal_store::{Act, Reading, RecordKind, StoreError, Stored};

/// The kind in the store.
pub(super) const fn stored_kind(kind: PlanKind) -> RecordKind {
    match kind {
        PlanKind::Part => RecordKind::PlanPart,
        PlanKind::Commitment => RecordKind::PlanCommitment,
        PlanKind::Initiative => RecordKind::PlanInitiative,
    }
}

fn any<T>(stored: Stored<T>, of: fn(T) -> PlanRecord) -> Stored<PlanRecord> {
    let Stored { value, version, changed_at, changed_by } = stored;
    Stored { value: of(value), version, changed_at, changed_by }
}

/// A record by its id.
pub(super) async fn find(
    reading: &mut Reading,
    kind: PlanKind,
    id: &str,
) -> Result<Option<Stored<PlanRecord>>, StoreError> {
    Ok(match kind {
        PlanKind::Part => {
            let found = reading.plan_part(id).await?;
            found.map(|stored| any(stored, |part| PlanRecord::Part(Box::new(part))))
        }
        PlanKind::Commitment => {
            let found = reading.plan_commitment(id).await?;
            found.map(|stored| any(stored, |each| PlanRecord::Commitment(Box::new(each))))
        }
        PlanKind::Initiative => {
            let found = reading.plan_initiative(id).await?;
            found.map(|stored| any(stored, |each| PlanRecord::Initiative(Box::new(each))))
        }
    })
}

/// Begins a record.
pub(super) async fn add(act: &mut Act, record: &PlanRecord) -> Result<i64, StoreError> {
    match record {
        PlanRecord::Part(part) => act.add_plan_part(part).await,
        PlanRecord::Commitment(commitment) => act.add_plan_commitment(commitment).await,
        PlanRecord::Initiative(initiative) => act.add_plan_initiative(initiative).await,
    }
}

/// Saves a record that was read at a version.
pub(super) async fn save(act: &mut Act, record: &PlanRecord, version: i64) -> Result<i64, StoreError> {
    match record {
        PlanRecord::Part(part) => act.save_plan_part(part, version).await,
        PlanRecord::Commitment(commitment) => act.save_plan_commitment(commitment, version).await,
        PlanRecord::Initiative(initiative) => act.save_plan_initiative(initiative, version).await,
    }
}
