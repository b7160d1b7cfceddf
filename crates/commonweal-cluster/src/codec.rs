//! How does the operator travel, and only between equal builds?

use crate::node::FoldBucketsExec;
use crate::work::Work;
use ballista_core::serde::BallistaPhysicalExtensionCodec;
use datafusion::common::{Result, internal_err};
use datafusion::execution::TaskContext;
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::physical_plan::{PhysicalExtensionCodec, PhysicalProtoConverterExtension};
use std::sync::Arc;

/// What a packed operator of ours begins with; Ballista's own begin otherwise.
const TAG: &[u8] = b"\0commonweal FoldBucketsExec\n";

/// Packs and unpacks our operator; everything else is Ballista's.
#[derive(Debug, Default)]
pub(crate) struct PassCodec(BallistaPhysicalExtensionCodec);

impl PhysicalExtensionCodec for PassCodec {
    fn try_decode(
        &self,
        bytes: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        context: &TaskContext,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let Some(packed) = bytes.strip_prefix(TAG) else {
            return self.0.try_decode(bytes, inputs, context, converter);
        };
        let [buckets] = inputs else { return internal_err!("the fold over buckets has one input") };
        Ok(Arc::new(FoldBucketsExec::new(Work::unpack(packed)?, Arc::clone(buckets))))
    }

    fn try_encode(
        &self,
        node: Arc<dyn ExecutionPlan>,
        bytes: &mut Vec<u8>,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        let Some(fold) = node.downcast_ref::<FoldBucketsExec>() else {
            return self.0.try_encode(node, bytes, converter);
        };
        bytes.extend_from_slice(TAG);
        bytes.extend_from_slice(fold.work().packed());
        Ok(())
    }
}
