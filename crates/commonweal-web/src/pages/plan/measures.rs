//! What shows a part of the plans: its indicators and returns, with the latest released value and gap.

use super::names;
use crate::figures::Figures;
use crate::rows::{Row, value_cell};
use crate::view::{CellView, ColumnView, TableView};
use commonweal_app::PlanBook;
use commonweal_indicator::text;
use commonweal_operations::plan::{Basis, Node, NodeKind};

/// Indicators and returns directly below a node, with who says so.
pub(super) fn of<'b>(book: &'b PlanBook, node: &Node) -> Vec<(&'b Node, Basis)> {
    let is_measure = |node: &Node| matches!(node.kind, NodeKind::Indicator | NodeKind::Return);
    book.graph().below(node).filter(|(below, _)| is_measure(below)).collect()
}

/// Value and gap of a measure; of one that has no figure, why.
pub(super) fn cells(figures: Figures<'_>, node: &Node) -> [CellView; 2] {
    let without = |key: &str| [CellView::words(text(key)), CellView::words(commonweal_chart::format::NONE)];
    if node.kind == NodeKind::Return {
        return without("plan.measure.no_return");
    }
    let Some(info) = figures.site.indicator(&node.id) else { return without("plan.measure.not_released") };
    let gap = match info.published {
        true => CellView::words(text("indicators.published")),
        false => Row::of(figures, info, figures.whole()).gap_cell(),
    };
    [value_cell(figures, info, figures.whole()), gap]
}

/// Measures as a table; nothing where there are none.
pub(super) fn table(figures: Figures<'_>, caption: String, measures: &[(&Node, Basis)]) -> Option<TableView> {
    let row = |(node, basis): &(&Node, Basis)| {
        let [value, gap] = cells(figures, node);
        let mut name = CellView::link(names::title(figures.site, node), names::address(node));
        name.lines.push(node.kind.label().to_owned());
        vec![name, value, gap, CellView::words(names::basis(*basis))]
    };
    let columns = ["plan.column.measure", "indicators.value", "indicators.gap", "plan.column.basis"];
    (!measures.is_empty()).then(|| TableView {
        caption,
        caption_hidden: true,
        columns: columns.map(|key| ColumnView::words(text(key))).into(),
        rows: measures.iter().map(row).collect(),
    })
}

/// A cell on one line; of a withheld one the reason.
pub(super) fn in_words(cell: CellView) -> String {
    match cell.reason {
        Some(reason) => reason.to_owned(),
        None => std::iter::once(cell.text).chain(cell.lines).collect::<Vec<_>>().join(", "),
    }
}
