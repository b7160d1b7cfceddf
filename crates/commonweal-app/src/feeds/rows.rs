//! What is in a row?

use super::names::{group_name, group_order};
use super::{Feed, FeedArea, Feeds};
use crate::results_table::row;
use crate::site::IndicatorInfo;
use commonweal_disclosure::Released;
use commonweal_engine::Value;
use commonweal_model::{AreaCode, Breakdown};
use std::ops::Range;

impl Feeds {
    /// How many rows a table has.
    pub fn rows_of(&self, feed: Feed) -> usize {
        match feed {
            Feed::ReleasedValues => self.site.released().len(),
            Feed::Indicators => self.site.indicators().len(),
            Feed::Areas => self.areas.len(),
            Feed::Groups => self.groups.len(),
        }
    }

    /// Some rows of a table, in its order.
    pub fn rows(&self, feed: Feed, range: Range<usize>) -> Vec<Vec<Value>> {
        let (skip, take) = (range.start, range.len());
        match feed {
            Feed::ReleasedValues => self.site.released().iter().skip(skip).take(take).map(figure_row).collect(),
            Feed::Indicators => self.site.indicators().iter().skip(skip).take(take).map(indicator_row).collect(),
            Feed::Areas => self.areas.iter().skip(skip).take(take).map(|(code, area)| area_row(code, area)).collect(),
            Feed::Groups => self.group_rows().into_iter().skip(skip).take(take).collect(),
        }
    }

    fn group_rows(&self) -> Vec<Vec<Value>> {
        let mut groups: Vec<&Breakdown> = self.groups.iter().collect();
        groups.sort_by_key(|group| (group.dimension, group_order(group), group.category.as_str()));
        let mut position = 0;
        let mut before = None;
        groups
            .into_iter()
            .map(|group| {
                position = if before == Some(group.dimension) { position + 1 } else { 1 };
                before = Some(group.dimension);
                vec![
                    text(group.dimension.as_str()),
                    text(group.dimension.label()),
                    text(&group.category),
                    text(&group_name(group)),
                    Value::Integer(position),
                ]
            })
            .collect()
    }
}

/// A figure as a row of the facts.
pub fn figure_row(figure: &Released) -> Vec<Value> {
    row(figure.to_record()).to_vec()
}

fn text(words: &str) -> Value {
    Value::Text(words.to_owned())
}

/// Text that may be absent: nothing written is nothing known.
fn words(words: &str) -> Value {
    if words.is_empty() { Value::Null } else { text(words) }
}

/// An indicator as a row of the table of indicators.
pub fn indicator_row(info: &IndicatorInfo) -> Vec<Value> {
    let list = |entries: &[String]| words(&entries.join(" | "));
    let breakdowns: Vec<String> = info.breakdowns.iter().map(|dimension| dimension.as_str().to_owned()).collect();
    let codelists: Vec<String> = info.codelists.iter().map(|(id, version)| format!("{id} {version}")).collect();
    vec![
        text(&info.id),
        text(&info.title),
        text(&info.short_title),
        text(&info.question),
        text(info.domain.as_str()),
        text(if info.published { "published" } else { "local" }),
        text(info.family.as_str()),
        text(info.class.as_str()),
        text(info.polarity.as_str()),
        text(&info.unit),
        text(info.statistic.as_str()),
        text(&info.method_text),
        text(&info.numerator_text),
        text(&info.denominator_text),
        list(&info.exclusions),
        list(&info.caveats),
        list(&breakdowns),
        list(&codelists),
        text(&info.owner),
        text(&info.source),
        list(&info.requirements),
        text(&info.definition_hash),
    ]
}

/// An area as a row of the table of areas.
pub fn area_row(code: &AreaCode, area: &FeedArea) -> Vec<Value> {
    vec![
        text(code.as_str()),
        area.name.as_deref().map_or(Value::Null, text),
        text(area.area_type.as_str()),
        text(area.area_type.label()),
        text(&area.edition),
        area.parent.as_ref().map_or(Value::Null, |parent| text(parent.as_str())),
        area.population.map_or(Value::Null, Value::Integer),
        area.population_source.map_or(Value::Null, text),
    ]
}
