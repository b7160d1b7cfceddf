//! The reader's table: every row of `findings.md` is said exactly so.

use crate::support::{Kind, PROPORTION, WHOLE, cube_of_fifths, figure, figures};
use commonweal_cohort::{BarrierStage, Pathway, PathwayStep, StepPeople};
use commonweal_disclosure::{Released, Statistic, Withheld};
use commonweal_indicator::{
    GapScale, Group, Seen, Standing, StepCount, TrendPoint, areas_heading, change_words, core20, ethnicity_gap,
    ethnicity_sentences, gap_finding, gap_trend, gap_trend_sentence, group_finding, group_heading, loss_sentence,
    losses, people_sentence, value_trend, value_trend_sentence,
};
use commonweal_model::Polarity;
use commonweal_stats::Estimate;

const TABLE: &str = include_str!("findings.md");

/// What a finding is about.
struct About<'a> {
    name: &'a str,
    unit: &'a str,
    polarity: Polarity,
}

#[test]
fn every_finding_of_the_table_is_said_exactly_so() {
    let rows: Vec<Vec<&str>> = TABLE
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| Kind") && !line.starts_with("| ---"))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    assert!(rows.len() >= 60, "{} rows", rows.len());
    let mut wrong = Vec::new();
    for row in rows {
        let [kind, about, figures, expected] = row[..] else { panic!("a row has four columns: {row:?}") };
        let said = say(kind, &read_about(about), figures);
        if said != expected {
            wrong.push(format!("{kind}, {about}: {figures}\n  expected: {expected}\n  said:     {said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn say(kind: &str, about: &About, figures: &str) -> String {
    let About { name, unit, polarity } = *about;
    let nothing = || "–".to_owned();
    match kind {
        "gap" => gap_finding(name, &seen(figures), unit, polarity).heading,
        "limits" => gap_finding(name, &seen(figures), unit, polarity).limits.unwrap_or_else(nothing),
        "people" => {
            let (people, gap) = figures.split_once(" with a gap of ").expect("people and a gap");
            people_sentence(&seen(people), &seen(gap), polarity).unwrap_or_else(nothing)
        }
        "core20" => {
            let fifths = fifths(figures, unit);
            core20(name, &fifths.iter().collect::<Vec<_>>(), polarity).sentence.unwrap_or_else(nothing)
        }
        "ethnicity" => ethnicity_sentences(&ethnicity_gap(&groups(figures), polarity), unit).join(" "),
        "groups" => group_heading("ethnic group", &group_finding(&groups(figures), polarity), unit),
        "gap over time" => {
            let (since, points) = points(figures);
            let scale = if unit == "ratio" { GapScale::Ratio } else { GapScale::Difference };
            gap_trend_sentence(&gap_trend(&points, scale), unit, since)
        }
        "over time" => {
            let (since, points) = points(figures);
            value_trend_sentence(&value_trend(&points, polarity), unit, since)
        }
        "change" => {
            let (earlier, later) = figures.split_once("; ").expect("two figures");
            change_words(&seen(earlier), &seen(later), unit)
        }
        "areas" => areas_heading(name, standing(figures), polarity, "the whole area"),
        "steps" => steps(name, figures),
        other => panic!("no finding is called {other}"),
    }
}

fn read_about(text: &str) -> About<'_> {
    let (name, rest) = text.split_once(", ").expect("a name");
    let (unit, polarity) = rest.rsplit_once(", ").expect("a unit and a direction");
    let polarity = match polarity {
        "higher" => Polarity::HigherIsBetter,
        "lower" => Polarity::LowerIsBetter,
        "neither" => Polarity::Neutral,
        other => panic!("{other} is no direction"),
    };
    About { name, unit, polarity }
}

/// `-11.2 (-13.0 to -9.0)`, `-8.5`, or why there is none.
fn seen(text: &str) -> Seen {
    let number = |text: &str| text.parse::<f64>().unwrap_or_else(|_| panic!("{text} is no number"));
    match text {
        "withheld" => return Seen::Withheld(Withheld::Disclosure),
        "unreliable" => return Seen::Withheld(Withheld::Unreliable),
        "not calculated" => return Seen::Withheld(Withheld::NotCalculated),
        "missing" => return Seen::Missing,
        _ => {}
    }
    let Some((value, limits)) = text.split_once(" (") else { return Seen::Value(number(text)) };
    let (lower, upper) = limits.trim_end_matches(')').split_once(" to ").expect("two limits");
    Seen::Estimate(Estimate { value: number(value), lower: number(lower), upper: number(upper) })
}

/// `White 80.0 (79.0 to 81.0) of 9000; unknown withheld`.
fn groups(text: &str) -> Vec<Group> {
    let group = |text: &str| {
        let (label, rest) = text.split_once(' ').expect("a name");
        let (figure, people) = rest.split_once(" of ").map_or((rest, None), |(figure, people)| (figure, Some(people)));
        Group {
            label: label.to_owned(),
            seen: seen(figure),
            people: people.map(|people| people.parse().unwrap()),
            is_known: label != "unknown",
        }
    };
    text.split("; ").map(group).collect()
}

/// The five fifths through the gate, from `61/100 70/100 ...`.
fn fifths(text: &str, method: &str) -> Vec<Released> {
    let pairs: Vec<(u64, u64)> = text.split(' ').map(|pair| pair_of(pair).expect("a pair")).collect();
    let statistic = match method {
        "ratio" => Statistic::IndirectlyStandardisedRatio,
        _ => Statistic::Proportion,
    };
    let kind = Kind { method: if method == "ratio" { "ratio_to_expected" } else { "proportion" }, ..PROPORTION };
    let cube = cube_of_fifths(pairs.try_into().expect("five pairs"));
    let released = figures(kind, &if method == "ratio" { expecting(&cube) } else { cube });
    ["1", "2", "3", "4", "5"].map(|fifth| figure(&released, statistic, WHOLE, fifth).clone()).to_vec()
}

/// The same counts with the people asked about as those expected.
fn expecting(cube: &commonweal_indicator::Cube) -> commonweal_indicator::Cube {
    let mut expecting = commonweal_indicator::Cube::default();
    for (key, counts) in cube.of_indicator("small") {
        let expected_millionths = counts.denominator * 1_000_000;
        let denominator = counts.denominator * 10;
        expecting.insert(key.clone(), commonweal_indicator::Counts { expected_millionths, denominator, ..counts });
    }
    expecting
}

fn pair_of(text: &str) -> Option<(u64, u64)> {
    let (n, d) = text.split_once('/')?;
    Some((n.parse().ok()?, d.parse().ok()?))
}

/// `2024: -12.0 (-13.0 to -11.0); ...`: the first year and the points, each the last day of March.
fn points(text: &str) -> (&str, Vec<TrendPoint>) {
    let point = |text: &str| {
        let (year, figure) = text.split_once(": ").expect("a year");
        TrendPoint { period: format!("{year}-03-31/P1D").parse().unwrap(), seen: seen(figure) }
    };
    (&text[..4], text.split("; ").map(point).collect())
}

/// `worse 2, better 1, similar 4, not shown 1`.
fn standing(text: &str) -> Standing {
    let mut standing = Standing::default();
    for part in text.split(", ") {
        let (word, number) = part.rsplit_once(' ').expect("a number");
        let place = match word {
            "worse" => &mut standing.worse,
            "better" => &mut standing.better,
            "similar" => &mut standing.similar,
            "not shown" => &mut standing.not_shown,
            other => panic!("{other} is no standing"),
        };
        *place = number.parse().unwrap();
    }
    standing
}

/// `Diagnosed: 700/1000 900/1000; ...`: steps with the counts of the most and the least deprived fifth.
fn steps(title: &str, text: &str) -> String {
    let (mut steps, mut counts) = (Vec::new(), Vec::new());
    for (at, step) in text.split("; ").enumerate() {
        let (title, pairs) = step.split_once(": ").expect("a step");
        let indicators = vec![at.to_string()];
        steps.push(PathwayStep {
            stage: BarrierStage::Treated,
            title: title.to_owned(),
            indicators,
            asked: StepPeople::Own,
        });
        let count = |pair: &str| match pair_of(pair) {
            Some((counted, asked)) => StepCount::Of { counted: counted as i64, asked: asked as i64 },
            None => StepCount::Withheld(Withheld::Disclosure),
        };
        counts.push(pairs.split(' ').map(count).collect::<Vec<_>>());
    }
    let pathway = Pathway { id: "p".to_owned(), title: title.to_owned(), steps };
    let count = |id: &str, group: Option<usize>| {
        group.map_or(StepCount::Missing, |group| counts[id.parse::<usize>().unwrap()][group])
    };
    let fifths = ["the most deprived fifth", "the least deprived fifth"];
    loss_sentence(&losses(&pathway, &fifths, &|_| Polarity::HigherIsBetter, &count))
}
