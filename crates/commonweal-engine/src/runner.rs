//! Where does a pass run?

use crate::error::EngineError;
use async_trait::async_trait;
use datafusion::arrow::array::RecordBatch;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::SessionContext;
use std::sync::Arc;

/// Where the plan of a pass runs: in this process, or on other machines.
#[async_trait]
pub trait Runner: std::fmt::Debug + Send + Sync {
    /// Runs the plan to its end, and gives all that comes out of it. `progress` may be told how many people were read.
    async fn run(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        context: &SessionContext,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Vec<RecordBatch>, EngineError>;

    /// Whether the files of the records are those of this machine, and can be looked at before the pass begins.
    fn is_here(&self) -> bool {
        false
    }
}

/// On the threads of this process.
#[derive(Debug)]
pub(crate) struct Here;

#[async_trait]
impl Runner for Here {
    async fn run(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        context: &SessionContext,
        _: &(dyn Fn(u64) + Sync),
    ) -> Result<Vec<RecordBatch>, EngineError> {
        Ok(datafusion::physical_plan::collect(plan, context.task_ctx()).await?)
    }

    fn is_here(&self) -> bool {
        true
    }
}
