use crate::figures::{by, gate, key, proposed};
use commonweal_disclosure::{
    Evidence, FigureKey, Periods, Proposed, Released, ReleasedSet, Selection, SetError, Statistic,
};
use commonweal_model::DataClass::{Published, Standard};
use commonweal_model::{AreaType, Dimension, Family, Period};
use std::time::Instant;

fn figure(key: FigureKey) -> Released {
    let evidence = Evidence::Proportion { numerator: 100, denominator: 400 };
    gate().release(Proposed { key, ..proposed(Statistic::Proportion, Standard, "%", evidence) })
}

fn many() -> Vec<Released> {
    let mut figures = Vec::new();
    for indicator in ["b", "a", "c"] {
        for area in ["U10002", "U10001", "U10003"] {
            for sex in [None, Some("male"), Some("female")] {
                let mut key = key(indicator, area, Statistic::Proportion);
                key.breakdowns = sex.map(|s| by(Dimension::Sex, s)).into_iter().collect();
                figures.push(figure(key));
            }
        }
    }
    figures
}

#[test]
fn order_and_seal_do_not_depend_on_the_order_of_release() {
    let (forwards, mut backwards) = (many(), many());
    backwards.reverse();
    let (one, two) = (ReleasedSet::new(forwards).unwrap(), ReleasedSet::new(backwards).unwrap());
    assert_eq!(one.to_records(), two.to_records());
    assert_eq!(one.seal(), two.seal());
    let keys: Vec<_> = one.iter().map(|f| f.key().clone()).collect();
    assert!(keys.is_sorted() && keys.len() == 27 && one.len() == 27);
}

#[test]
fn a_figure_is_released_once() {
    let twice = vec![figure(key("a", "U10001", Statistic::Count)), figure(key("a", "U10001", Statistic::Count))];
    let error = ReleasedSet::new(twice).unwrap_err();
    assert!(matches!(&error, SetError::Duplicate { indicator, .. } if indicator == "a"), "{error}");
    assert!(error.to_string().contains("U10001"));
}

#[test]
fn three_breakdowns_are_off_the_lattice() {
    let mut off = key("a", "U10001", Statistic::Proportion);
    off.breakdowns =
        vec![by(Dimension::Sex, "female"), by(Dimension::Age, "0-4"), by(Dimension::EthnicityCensus2021, "asian")];
    assert!(matches!(ReleasedSet::new(vec![figure(off)]), Err(SetError::OffLattice { .. })));
}

#[test]
fn a_selection_finds_what_a_look_at_every_figure_finds() {
    let set = ReleasedSet::new(many()).unwrap();
    let areas = [None, Some("U10002".parse().unwrap()), Some("U99999".parse().unwrap())];
    for indicator in [None, Some("a"), Some("c"), Some("nothing")] {
        for area in &areas {
            for dimensions in [None, Some(&[][..]), Some(&[Dimension::Sex][..]), Some(&[Dimension::Age][..])] {
                let selection = Selection { indicator, area: area.as_ref(), dimensions, ..Selection::default() };
                let slow: Vec<_> = set
                    .iter()
                    .filter(|f| indicator.is_none_or(|i| f.key().indicator_id == i))
                    .filter(|f| area.as_ref().is_none_or(|a| f.key().area == *a))
                    .filter(|f| match dimensions {
                        None => true,
                        Some([]) => f.key().breakdowns.is_empty(),
                        Some([d]) => f.key().breakdowns.iter().any(|b| b.dimension == *d),
                        _ => false,
                    })
                    .collect();
                assert_eq!(set.select(&selection), slow, "{selection:?}");
            }
        }
    }
    let none = [
        Selection { area_type: Some(AreaType::Icb), ..Selection::default() },
        Selection { family: Some(Family::Residence), ..Selection::default() },
        Selection { statistic: Some(Statistic::Count), ..Selection::default() },
    ];
    assert!(none.iter().all(|selection| set.select(selection).is_empty()));
    assert_eq!(set.find("b").len(), 9);
    assert_eq!(set.find("nothing").len(), 0);
    let first = set.iter().next().unwrap();
    assert_eq!(set.get(first.key()), Some(first));
    assert_eq!(set.get(&key("a", "U10001", Statistic::Count)), None);
}

#[test]
fn a_page_s_selection_among_fifty_thousand_figures_is_quick() {
    let mut figures = Vec::new();
    for indicator in 0..50 {
        for area in 0..1_000 {
            figures.push(figure(key(&format!("i{indicator:02}"), &format!("E0200{area:04}"), Statistic::Proportion)));
        }
    }
    let set = ReleasedSet::new(figures).unwrap();
    let area = "E02000500".parse().unwrap();
    let started = Instant::now();
    for _ in 0..1_000 {
        assert_eq!(set.select(&Selection { area: Some(&area), ..Selection::default() }).len(), 50);
        let one = Selection { indicator: Some("i20"), area: Some(&area), ..Selection::default() };
        assert_eq!(set.select(&one).len(), 1);
    }
    let each = started.elapsed() / 1_000;
    eprintln!("an area's and one figure of 50,000: {each:?}");
    assert!(each.as_millis() < 5, "{each:?} for one area and one figure of 50,000");
}

/// A figure counted here at the end of a month, of one sex.
fn at(indicator: &str, month: i8, sex: &str, evidence: Evidence) -> Released {
    let on = jiff::civil::date(2026, month, 1).last_of_month();
    let mut key = key(indicator, "U10001", Statistic::Proportion);
    key.breakdowns = vec![by(Dimension::Sex, sex)];
    key.period = Period::point(on);
    let proposed = proposed(Statistic::Proportion, Standard, "%", evidence);
    gate().release(Proposed { key, index_date: Some(on), ..proposed })
}

/// A figure published for a year.
fn published(year: i16, area: &str) -> Released {
    let evidence =
        Evidence::Published { value: Some(f64::from(year)), lower: None, upper: None, count: None, denominator: None };
    let mut key = key("life", area, Statistic::PublishedValue);
    key.period = format!("{year}-01-01/P1Y").parse().unwrap();
    let proposed = proposed(Statistic::PublishedValue, Published, "years", evidence);
    gate().release(Proposed { key, index_date: None, snapshot: None, ..proposed })
}

fn shown(numerator: u64) -> Evidence {
    Evidence::Proportion { numerator, denominator: 400 }
}

fn months() -> ReleasedSet {
    let mut figures = vec![published(2024, "U10001"), published(2023, "U10001"), published(2022, "U10002")];
    figures.extend((1..=9).rev().map(|month| at("bp", month, "female", shown(if month == 4 { 3 } else { 100 }))));
    // Nobody is left in the cell at the last day.
    figures.extend((1..=8).map(|month| at("bp", month, "male", shown(90))));
    ReleasedSet::new(figures).unwrap()
}

#[test]
fn the_periods_of_a_figure_are_its_trend_oldest_first_and_withheld_ones_are_among_them() {
    let set = months();
    let latest = set.latest_of("bp").next().unwrap();
    let trend = set.trend(latest.key());
    assert_eq!(trend.len(), 9);
    assert!(trend.is_sorted_by_key(|figure| figure.key().period) && trend.last() == Some(latest));
    let withheld: Vec<bool> = trend.iter().map(Released::is_withheld).collect();
    assert_eq!(withheld.iter().position(|withheld| *withheld), Some(3));
    assert_eq!(withheld.iter().filter(|withheld| **withheld).count(), 1);
    assert_eq!(set.trend(set.latest_of("life").next().unwrap().key()).len(), 2, "of one area");
    assert!(set.trend(&key("nothing", "U10001", Statistic::Proportion)).is_empty());
    for figure in set.iter() {
        assert!(set.trend(figure.key()).contains(figure));
    }
}

#[test]
fn what_is_asked_of_a_set_is_answered_from_the_latest_period() {
    let set = months();
    let day = Period::point(jiff::civil::date(2026, 9, 30));
    // Counted figures: of the last day alone, also where a group had figures before and has none now.
    let counted: Vec<_> = set.latest_of("bp").map(|figure| figure.key().period).collect();
    assert_eq!(counted, [day]);
    // Published ones: the last of each area.
    let years: Vec<_> = set.latest_of("life").map(|figure| figure.value().value().unwrap()).collect();
    assert_eq!(years, [2024.0, 2022.0]);
    assert_eq!(set.latest().len(), 3);
    let selection = Selection { indicator: Some("bp"), ..Selection::default() };
    assert_eq!(set.select(&selection).len(), 1);
    let area = "U10001".parse().unwrap();
    for periods in [Periods::Latest, Periods::Every] {
        for area in [None, Some(&area)] {
            let chosen = set.select(&Selection { area, periods, ..Selection::default() });
            let slow = set.iter().filter(|figure| area.is_none_or(|area| figure.key().area == *area));
            let slow: Vec<_> = slow.filter(|figure| periods == Periods::Every || set.is_latest(figure)).collect();
            assert_eq!(chosen, slow);
        }
    }
    assert_eq!(set.find("bp").len(), 17);
}
