//! Which chapter of the methods handbook explains a figure, and where is it on the site?

use crate::charts::View;
use crate::markdown;
use crate::view::Link;
use commonweal_app::IndicatorInfo;
use commonweal_disclosure::Statistic;
use commonweal_indicator::text;
use commonweal_stats::handbook::{Chapter, chapter};

/// Where the handbook begins.
pub(crate) const ADDRESS: &str = "/methods";

/// What compares an area with the whole.
pub(crate) const COMPARISON: &str = "benchmark";
/// What counts the people behind a gap.
pub(crate) const PEOPLE: &str = "impact";
/// What measures a gap, and a change over time.
pub(crate) const GAP: &str = "gap";

/// Chapters under the question they share, in the order of the handbook. A test holds that each is here once.
const SHELVES: [(&str, &[&str]); 8] = [
    (
        "methods.shelf.measures",
        &["proportion", "rate", "mean", "ratio", "standardised-rate", "standardised-ratio", "quantile"],
    ),
    ("methods.shelf.inequality", &["slope-index", "gap", "dispersion", "concentration", "impact"]),
    ("methods.shelf.life", &["life-expectancy", "healthy-life-expectancy"]),
    ("methods.shelf.causes", &["life-expectancy-gap", "rate-gap"]),
    ("methods.shelf.comparison", &["funnel", "overdispersion", "control-chart", "trend", "benchmark"]),
    ("methods.shelf.waiting", &["waiting-list", "queue"]),
    ("methods.shelf.few", &["raking", "small-numbers"]),
    ("methods.shelf.future", &["forecast"]),
];

/// How the publishers of a series say they calculate it, where its unit does not tell; the definition of a series has no
/// method of ours.
const PUBLISHED: [(&str, &[&str]); 5] = [
    ("healthy_life_expectancy", &["healthy-life-expectancy"]),
    ("housing_affordability", &["quantile", "ratio"]),
    ("life_expectancy_gap", &["life-expectancy", "slope-index"]),
    ("preventable_cardiovascular_mortality", &["standardised-rate"]),
    ("smoking_prevalence_survey", &["proportion", "raking"]),
];

/// Chapters that answer one kind of question.
pub(crate) struct Shelf {
    pub(crate) title: &'static str,
    pub(crate) chapters: Vec<Entry>,
}

/// A chapter in the list.
pub(crate) struct Entry {
    pub(crate) link: Link,
    pub(crate) question: String,
}

/// The whole handbook, by question.
pub(crate) fn shelves() -> Vec<Shelf> {
    let entry = |chapter: Chapter| Entry { question: markdown::plain(&chapter.question()), link: link(&chapter) };
    let shelf = |(key, slugs): (&str, &[&str])| Shelf {
        title: text(key),
        chapters: slugs.iter().copied().filter_map(chapter).map(entry).collect(),
    };
    SHELVES.into_iter().map(shelf).collect()
}

/// The link to a chapter, under its own title.
pub(crate) fn link(chapter: &Chapter) -> Link {
    Link::new(chapter.title, address(chapter))
}

/// Where a chapter is.
pub(crate) fn address(chapter: &Chapter) -> String {
    format!("{ADDRESS}/{}", chapter.slug)
}

/// Links to chapters, each once, in the order given.
pub(crate) fn links<'a>(slugs: impl IntoIterator<Item = &'a str>) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for chapter in slugs.into_iter().filter_map(chapter) {
        let link = link(&chapter);
        if !links.contains(&link) {
            links.push(link);
        }
    }
    links
}

/// The chapters that explain a statistic; none for a count, which nobody calculates.
pub(crate) fn of_statistic(statistic: Statistic) -> &'static [&'static str] {
    match statistic {
        Statistic::Proportion => &["proportion"],
        Statistic::CrudeRate => &["rate"],
        Statistic::DirectlyStandardisedRate => &["standardised-rate"],
        Statistic::IndirectlyStandardisedRatio => &["standardised-ratio"],
        Statistic::SlopeIndexOfInequality | Statistic::RelativeIndexOfInequality => &["slope-index"],
        Statistic::ConcentrationIndex => &["concentration"],
        Statistic::AbsoluteGap | Statistic::RelativeGap => &[GAP],
        Statistic::PeopleAffected => &[PEOPLE],
        Statistic::Count | Statistic::PublishedValue => &[],
    }
}

/// The chapters that explain an indicator's own value.
pub(crate) fn of_value(info: &IndicatorInfo) -> &'static [&'static str] {
    if !info.published {
        return of_statistic(info.statistic);
    }
    let named = PUBLISHED.into_iter().find(|(id, _)| *id == info.id).map(|(_, slugs)| slugs);
    named.unwrap_or_else(|| of_unit(&info.unit, info.numerator_text.contains("age-standardised")))
}

/// The chapters that explain a published value by its unit; none for an index of indices, which has no chapter.
fn of_unit(unit: &str, standardised: bool) -> &'static [&'static str] {
    match unit.split(',').next().unwrap_or_default() {
        "%" => &["proportion"],
        "years" => &["life-expectancy"],
        "points" | "points of 10" => &["mean"],
        "ratio" => &["standardised-ratio"],
        rate if rate.starts_with("per ") && standardised => &["standardised-rate"],
        rate if rate.starts_with("per ") => &["rate"],
        _ => &[],
    }
}

/// The chapters that explain a chart.
pub(crate) fn of_view(view: View, info: &IndicatorInfo) -> Vec<Link> {
    let beside: &[&str] = match view {
        View::By(dimension) if dimension.is_deprivation() => &[GAP, "slope-index"],
        // Whether groups differ, and whether a series has changed.
        View::By(_) | View::Trend(_) | View::Months(_) => &[GAP],
        View::Map(_) | View::Ranked(_) if info.published => &[],
        View::Map(_) | View::Ranked(_) => &[COMPARISON],
    };
    links(of_value(info).iter().chain(beside).copied())
}

/// Where a link inside the handbook leads on the site: another chapter, named by its file or by its module.
pub(crate) fn address_of(target: &str) -> Option<String> {
    let name = target.rsplit(['/', ':']).next().unwrap_or_default();
    let slug = name.strip_suffix(".md").unwrap_or(name).replace('_', "-");
    chapter(&slug).map(|chapter| address(&chapter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use commonweal_stats::handbook::CHAPTERS;

    #[test]
    fn each_chapter_stands_on_one_shelf_in_the_order_of_the_handbook() {
        let shelved: Vec<&str> = SHELVES.iter().flat_map(|(_, slugs)| slugs.iter().copied()).collect();
        let all: Vec<&str> = CHAPTERS.iter().map(|chapter| chapter.slug).collect();
        assert_eq!(shelved, all);
    }

    #[test]
    fn every_chapter_that_a_figure_names_exists() {
        let named = PUBLISHED.iter().flat_map(|(_, slugs)| slugs.iter().copied());
        let statistics = [
            Statistic::Proportion,
            Statistic::CrudeRate,
            Statistic::DirectlyStandardisedRate,
            Statistic::IndirectlyStandardisedRatio,
            Statistic::SlopeIndexOfInequality,
            Statistic::RelativeIndexOfInequality,
            Statistic::ConcentrationIndex,
            Statistic::AbsoluteGap,
            Statistic::RelativeGap,
            Statistic::PeopleAffected,
        ];
        let calculated = statistics.into_iter().flat_map(|statistic| of_statistic(statistic).iter().copied());
        for slug in named.chain(calculated).chain([COMPARISON, GAP, PEOPLE]) {
            assert!(chapter(slug).is_some(), "there is no chapter {slug}");
        }
    }

    #[test]
    fn a_link_between_chapters_leads_to_the_other() {
        for target in ["standardised_rate.md", "./standardised_rate.md", "crate::standardised_rate"] {
            assert_eq!(address_of(target).as_deref(), Some("/methods/standardised-rate"), "{target}");
        }
        assert_eq!(address_of("crate::normal"), None);
        assert_eq!(address_of(""), None);
    }

    #[test]
    fn a_chapter_is_linked_once() {
        let links = links(["gap", "proportion", "gap", "no-such"]);
        assert_eq!(
            links.iter().map(|link| link.href.as_str()).collect::<Vec<_>>(),
            ["/methods/gap", "/methods/proportion"]
        );
    }
}
