use crate::figures::{by, gate, key, proposed};
use commonweal_disclosure::{Evidence, FigureKey, Proposed, Released, ReleasedSet, Selection, SetError, Statistic};
use commonweal_model::DataClass::Standard;
use commonweal_model::{AreaType, Dimension, Family};
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
