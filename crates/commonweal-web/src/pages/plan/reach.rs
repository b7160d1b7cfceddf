//! Whom an initiative reached: from eligible to completed, and whether those who need it most are reached as often as others.
//! Everything is made from protected counts.

use super::sheet::{Block, columns, table};
use crate::view::{CellView, ColumnView, TableView};
use crate::words::capital;
use commonweal_chart::format;
use commonweal_indicator::{say, text};
use commonweal_operations::plan::{
    Funnel, GroupReach, ReachBy, ReachFigures, ReachOf, ReachRatio, ShownCount, Step, reach_ratios,
};

/// What a page shows of the figures.
pub(super) fn blocks(figures: &ReachFigures) -> Vec<Block> {
    let on = super::names::day(figures.on());
    let mut blocks = vec![Block::Words(say("plan.reach.about", &[("day", &on)]))];
    let all: Vec<&Funnel> = figures.rows().iter().filter(|row| row.by.is_none()).map(|row| &row.funnel).collect();
    if !all.is_empty() {
        blocks.push(Block::Table(funnels(text("plan.funnel"), &all)));
    }
    for by in ReachBy::ALL {
        let (_, groups) = figures.groups(*by);
        if groups.is_empty() {
            continue;
        }
        let label = by.label();
        blocks.push(Block::Table(funnels(&say("plan.funnel.by", &[("by", &label.to_lowercase())]), &groups)));
        blocks.extend(equity(*by, &groups).map(Block::Table));
    }
    blocks
}

/// The steps of each group, with the share that came from the step before.
fn funnels(caption: &str, groups: &[&Funnel]) -> TableView {
    let cell = |funnel: &Funnel, step: Step| {
        let mut cell = match funnel.counts[step as usize] {
            ShownCount::Count(count) => CellView::number(format::count(i64::try_from(count).unwrap_or(i64::MAX))),
            ShownCount::Withheld => CellView::withheld(text("plan.reach.withheld")),
        };
        let share = funnel.share_at(step).map(|share| format::value(100.0 * share, "%"));
        cell.lines.extend(share.map(|share| say("plan.funnel.share", &[("share", &share)])));
        cell
    };
    let row = |funnel: &&Funnel| {
        let name = CellView::words(capital(&funnel.group));
        std::iter::once(name).chain(Step::ALL.iter().map(|step| cell(funnel, *step))).collect()
    };
    let mut heads = vec![ColumnView::words(text("plan.group"))];
    heads.extend(Step::ALL.iter().map(|step| ColumnView::number(step.label())));
    table(caption, heads, groups.iter().map(row).collect())
}

/// Reach and uptake of each group beside the last one: of the fifths the least deprived. Need is who was eligible, reached who was
/// invited, took part who started.
fn equity(by: ReachBy, groups: &[&Funnel]) -> Option<TableView> {
    let against = groups.last()?.group.clone();
    let group = |funnel: &&Funnel| GroupReach {
        by,
        group: funnel.group.clone(),
        need: funnel.counts[Step::Eligible as usize],
        reached: funnel.counts[Step::Invited as usize],
        took_part: funnel.counts[Step::Started as usize],
    };
    let counts: Vec<GroupReach> = groups.iter().map(group).collect();
    let of = |of: ReachOf| reach_ratios(&counts, by, &against, of);
    let (reach, uptake) = (of(ReachOf::Reach), of(ReachOf::Uptake));
    let cell = |ratio: &ReachRatio| {
        let mut cell = CellView::words(ratio.says.label());
        let shown = ratio.ratio.as_ref().map(|ratio| {
            let limits = format::limits(ratio.lower, ratio.upper, "ratio");
            format!("{} ({limits})", format::value(ratio.value, "ratio"))
        });
        cell.lines.extend(shown);
        cell
    };
    let rows: Vec<Vec<CellView>> = reach
        .iter()
        .zip(&uptake)
        .map(|(reach, uptake)| vec![CellView::words(capital(&reach.group)), cell(reach), cell(uptake)])
        .collect();
    let heads = [text("plan.group"), ReachOf::Reach.label(), ReachOf::Uptake.label()];
    let places = [("by", by.label().to_lowercase()), ("against", against)];
    let places: Vec<(&str, &str)> = places.iter().map(|(key, word)| (*key, word.as_str())).collect();
    let mut view = table(say("plan.equity", &places), columns(&heads), rows);
    view.caption_hidden = false;
    (!view.rows.is_empty()).then_some(view)
}
