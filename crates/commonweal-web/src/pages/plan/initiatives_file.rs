//! The list of initiatives as a file: each with its row and its record.

use super::initiatives::{UNRECORDED, kept, networks, places, served, ticked};
use super::{initiative, names};
use crate::csv::Table;
use commonweal_app::Site;
use commonweal_operations::plan::{Initiative, Node, NodeKind, PlanKind};

/// The file.
pub(super) fn of(site: &Site, found: &[&Initiative]) -> String {
    let mut file = Table::new(&[
        "id",
        "title",
        "places",
        "networks",
        "cohort",
        "cohort_ids",
        "activity",
        "access",
        "experience",
        "outcomes",
        "system_strategy",
        "joint_strategy",
        "core20plus5",
        "clinical_area",
        "period",
        "kind",
        "stage",
        "rating",
        "rating_reason",
        "rated_on",
        "owner",
        "partners",
        "from",
        "until",
        "money_pounds",
        "serves",
        "moves",
        "reported_result",
        "referral_destination",
        "note",
        "source",
        "address",
    ]);
    let book = site.book();
    for each in found {
        let record = kept(book, each);
        let node = Node::new(NodeKind::Initiative, &each.id);
        let served = served(book, each);
        let cohorts = book.graph().below(&node).filter(|(below, _)| below.kind == NodeKind::Cohort);
        let rating = record.and_then(|kept| kept.rating_on(site.plan_day()));
        let moves: Vec<&str> =
            served.iter().filter(|node| node.kind != NodeKind::Part).map(|node| node.id.as_str()).collect();
        let maybe = |words: &Option<String>| words.clone().unwrap_or_default();
        let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let partners = record.map(|kept| kept.partners.join("; ")).filter(|names| !names.is_empty());
        file.row(&[
            each.id.clone(),
            each.title.clone(),
            places(book, each).join("; "),
            networks(book, each).join("; "),
            maybe(&each.cohort),
            cohorts.map(|(cohort, _)| cohort.id.as_str()).collect::<Vec<_>>().join(" "),
            maybe(&each.activity),
            ticked(each.equity[0]).to_owned(),
            ticked(each.equity[1]).to_owned(),
            ticked(each.equity[2]).to_owned(),
            ticked(each.ticks[0]).to_owned(),
            ticked(each.ticks[1]).to_owned(),
            ticked(each.ticks[2]).to_owned(),
            maybe(&each.clinical_area),
            maybe(&each.period),
            each.kind.clone(),
            record.map_or(UNRECORDED, |kept| kept.stage.as_str()).to_owned(),
            rating.map_or("", |rating| rating.rag.as_str()).to_owned(),
            rating.map(|rating| rating.reason.clone()).unwrap_or_default(),
            day(rating.map(|rating| rating.on)),
            names::owner(book, PlanKind::Initiative, &each.id).unwrap_or_default(),
            partners.or_else(|| each.lead.clone()).unwrap_or_default(),
            day(record.and_then(|kept| kept.from)),
            day(record.and_then(|kept| kept.until)),
            record.and_then(|kept| kept.money_pounds).map(|pounds| pounds.to_string()).unwrap_or_default(),
            initiative::ids_of(&served, NodeKind::Part).replace(", ", " "),
            moves.join(" "),
            maybe(&each.reported_result),
            maybe(&each.referral_destination),
            maybe(&each.note),
            names::cited(&each.citations),
            names::address(&node),
        ]);
    }
    file.finish()
}
