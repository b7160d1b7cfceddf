//! What a query uses: the nodes beneath its roots, and the columns taken from each pick.

use super::graph::Graph;
use super::node::{Frame, FrameId, NodeId, Series, SeriesId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Graph {
    /// The nodes a node is made of, in the order of its fields.
    pub fn parts(&self, node: NodeId) -> Vec<NodeId> {
        match node {
            NodeId::Frame(id) => match self.frame(id) {
                Frame::Table(_) | Frame::Inline(_) => Vec::new(),
                Frame::Filter { source, condition: series } | Frame::Sort { source, sort_by: series } => {
                    vec![NodeId::Frame(*source), NodeId::Series(*series)]
                }
                Frame::Pick { source, .. } => vec![NodeId::Frame(*source)],
            },
            NodeId::Series(id) => match self.series(id) {
                Series::Literal { .. } | Series::LiteralSet { .. } | Series::Parameter(_) => Vec::new(),
                Series::Column { frame, .. } | Series::Exists(frame) | Series::Count(frame) => {
                    vec![NodeId::Frame(*frame)]
                }
                Series::Aggregate { source, .. } | Series::Unary { source, .. } => vec![NodeId::Series(*source)],
                Series::Binary { lhs, rhs, .. } | Series::In { lhs, rhs } => {
                    vec![NodeId::Series(*lhs), NodeId::Series(*rhs)]
                }
                Series::Extreme { sources, .. } => sources.iter().copied().map(NodeId::Series).collect(),
                Series::Case { cases, default } => {
                    let branches = cases.iter().flat_map(|(condition, value)| [Some(*condition), *value]);
                    branches.chain([*default]).flatten().map(NodeId::Series).collect()
                }
            },
        }
    }

    /// Every node beneath the roots and the roots themselves, parts before what is made of them.
    pub fn reachable(&self, roots: impl IntoIterator<Item = SeriesId>) -> Vec<NodeId> {
        let mut wanted = vec![false; self.len()];
        for root in roots {
            wanted[root.index()] = true;
        }
        let nodes: Vec<NodeId> = self.nodes().collect();
        for node in nodes.iter().rev() {
            if wanted[node.index()] {
                for part in self.parts(*node) {
                    wanted[part.index()] = true;
                }
            }
        }
        nodes.into_iter().filter(|node| wanted[node.index()]).collect()
    }

    /// For each pick beneath the roots, the columns selected from it in order of name.
    ///
    /// Rows that tie on every sort key are ordered further by these columns, so that all columns taken from one pick
    /// come from one row, whatever the order of the records.
    pub fn picked_columns(&self, roots: impl IntoIterator<Item = SeriesId>) -> BTreeMap<FrameId, BTreeSet<Arc<str>>> {
        let mut columns: BTreeMap<FrameId, BTreeSet<Arc<str>>> = BTreeMap::new();
        for node in self.reachable(roots) {
            if let NodeId::Series(id) = node
                && let Series::Column { frame, name } = self.series(id)
                && matches!(self.frame(*frame), Frame::Pick { .. })
            {
                columns.entry(*frame).or_default().insert(Arc::clone(name));
            }
        }
        columns
    }

    /// The keys a frame is sorted by, the most significant first.
    pub fn sort_keys(&self, mut frame: FrameId) -> Vec<SeriesId> {
        let mut keys = Vec::new();
        loop {
            match self.frame(frame) {
                Frame::Sort { source, sort_by } => {
                    keys.push(*sort_by);
                    frame = *source;
                }
                Frame::Filter { source, .. } => frame = *source,
                Frame::Table(_) | Frame::Inline(_) | Frame::Pick { .. } => return keys,
            }
        }
    }
}
