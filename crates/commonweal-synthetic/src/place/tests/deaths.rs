//! People die about when people here do, and come and go.

use super::{PEOPLE, made};
use crate::day::{Day, YEAR};
use crate::life::Life;

/// Life expectancy at birth from deaths and person-years of the ten years, by whatever people are asked by.
fn life_expectancy(of: impl Fn(&Life, Day) -> Option<usize>, groups: usize) -> Vec<f64> {
    let calendar = &made().calendar;
    let mut counts = vec![[(0.0, 0.0); 20]; groups];
    let band = |age: f64| if age < 1.0 { 0 } else { 1 + (age / 5.0) as usize }.min(19);
    for life in &made().lives {
        let end = life.end(calendar.as_of);
        let mut day = life.came.max(calendar.start);
        while day < end {
            if let Some(group) = of(life, day) {
                let next = (day + 91).min(end);
                counts[group][band(life.age(day))].1 += f64::from(next - day) / YEAR;
            }
            day += 91;
        }
        if let Some(died) = life.died
            && let Some(group) = of(life, died)
        {
            counts[group][band(life.age(died))].0 += 1.0;
        }
    }
    counts
        .iter()
        .map(|bands| {
            let (mut alive, mut years) = (1.0, 0.0);
            for (band, (deaths, lived)) in bands.iter().enumerate() {
                let rate = deaths / lived;
                let width = if band == 0 {
                    1.0
                } else if band == 1 {
                    4.0
                } else {
                    5.0
                };
                if band == 19 {
                    return years + alive / rate;
                }
                let died = (width * rate / (1.0 + width * rate / 2.0)).min(1.0);
                years += alive * width * (1.0 - died / 2.0);
                alive *= 1.0 - died;
            }
            years
        })
        .collect()
}

/// Slope index of inequality: the line through the tenths of an area, from its most deprived end to its least.
fn slope(area: impl Fn(&str) -> bool, man: bool) -> (f64, f64) {
    let places = &made().inputs.neighbourhoods;
    let mut order: Vec<usize> = (0..places.len()).filter(|at| area(&places[*at].district)).collect();
    order.sort_by_key(|at| places[*at].imd19_rank);
    let people = |at: &usize| places[*at].ages.iter().sum::<f64>();
    let all: f64 = order.iter().map(people).sum();
    let (mut tenth, mut before) = (vec![None; places.len()], 0.0);
    for at in &order {
        tenth[*at] = Some(((before + people(at) / 2.0) / all * 10.0) as usize);
        before += people(at);
    }
    let here = |life: &Life, day: Day| tenth[life.home(day).neighbourhood].filter(|_| life.man == man);
    let years = life_expectancy(here, 10);
    let all = life_expectancy(|life, day| here(life, day).map(|_| 0), 1)[0];
    let mean = years.iter().sum::<f64>() / 10.0;
    let line = |(at, years): (usize, &f64)| (at as f64 - 4.5) / 10.0 * (years - mean);
    (all, years.iter().enumerate().map(line).sum::<f64>() / 0.825)
}

#[test]
fn life_expectancy_of_city_and_county_and_their_slopes_are_near_those_the_plans_quote() {
    // Women and men: city CL-078, CL-082, county CL-079, CL-083; slopes CL-075 to CL-077 and local profiles 2016-18.
    for (name, city, man, years, gap) in [
        ("city, women", true, false, 81.0, 8.6),
        ("city, men", true, true, 76.6, 8.4),
        ("county, women", false, false, 83.0, 7.5),
        ("county, men", false, true, 80.0, 9.3),
    ] {
        let (all, slope) = slope(|district| (district == "E06000018") == city, man);
        eprintln!("{name}: life expectancy {all:.2}, plans {years}; slope {slope:.2}, plans {gap}");
        assert!((all - years).abs() < 1.5, "{name}: {all}");
        // About 130 deaths in each tenth of the city and sex: the slope's standard error is about a year and a half.
        assert!((slope - gap).abs() < if city { 4.5 } else { 2.5 }, "{name}: {slope}");
    }
}

#[test]
fn life_expectancy_and_its_gap_by_deprivation_are_near_the_published() {
    let quintile = |life: &Life, day: Day| {
        usize::from(made().inputs.neighbourhoods[life.home(day).neighbourhood].quintile.number()) - 1
    };
    // The mean of the tenths of the East Midlands, in pairs; most deprived first (PHE, about 2013 to 2015).
    for (man, published) in [(false, [79.5, 81.9, 82.9, 84.4, 85.5]), (true, [75.2, 77.8, 79.7, 81.4, 82.3])] {
        let fifths = life_expectancy(|life, day| (life.man == man).then(|| quintile(life, day)), 5);
        let all = life_expectancy(|life, _| (life.man == man).then_some(0), 1)[0];
        let rounded: Vec<f64> = fifths.iter().map(|years| (years * 10.0).round() / 10.0).collect();
        eprintln!(
            "life expectancy, {}: {all:.2}; by fifth {rounded:?}, published {published:?}",
            if man { "men" } else { "women" }
        );
        // The two years of the pandemic are among the ten: about a quarter of a year less.
        let expected = if man { 79.1 } else { 82.5 };
        assert!((all - expected).abs() < 0.8, "{all}");
        for (found, published) in fifths.iter().zip(published) {
            assert!((found - published).abs() < 1.6, "{found} {published}");
        }
        assert!((fifths[4] - fifths[0] - (published[4] - published[0])).abs() < 1.8);
    }
}

#[test]
fn people_come_and_go_about_as_intended() {
    let made = made();
    let share =
        |holds: &dyn Fn(&Life) -> bool| made.lives.iter().filter(|life| holds(life)).count() as f64 / PEOPLE as f64;
    let start = made.calendar.start;
    let (died, left) = (share(&|life| life.died.is_some()), share(&|life| life.left.is_some()));
    let here = share(&|life| life.died.is_none() && life.left.is_none());
    let came =
        share(&|life| life.came > start && life.came > life.born && life.died.is_none() && life.left.is_none()) / here;
    let moved =
        share(&|life| life.homes.iter().any(|home| home.start > made.calendar.as_of - 365 && home.start > life.came))
            / here;
    eprintln!(
        "here {here:.3}, died {died:.3}, left {left:.3}; of those here: came in ten years {came:.3}, moved in a year {moved:.3}"
    );
    eprintln!("unregistered {:.4}", share(&|life| life.practices.is_empty()));
    let living =
        |day: Day| made.lives.iter().filter(|life| life.came <= day && day < life.end(made.calendar.as_of)).count();
    let years: Vec<usize> = (0..=10).map(|ago| living(made.calendar.as_of - (f64::from(ago) * YEAR) as Day)).collect();
    eprintln!("people here 0 to 10 years ago: {years:?}");
    assert!((0.85..0.89).contains(&here));
    // ONS: the population of the eight districts grew by about 6 % in ten years.
    assert!((0.90..1.0).contains(&(years[10] as f64 / years[0] as f64)));
    assert!((0.06..0.13).contains(&moved), "{moved}");
}

#[test]
fn more_people_die_in_winter_and_in_the_first_wave() {
    let deaths = |holds: &dyn Fn(i16, i8) -> bool| {
        let dates = made().lives.iter().filter_map(|life| Some(made().calendar.date(life.died?)));
        dates.filter(|date| holds(date.year(), date.month())).count() as f64
    };
    let usual = |year: i16| !(2020..=2021).contains(&year);
    let winter = deaths(&|year, month| usual(year) && [12, 1, 2].contains(&month));
    let summer = deaths(&|year, month| usual(year) && [6, 7, 8].contains(&month));
    let (wave, before) =
        (deaths(&|year, month| (year, month) == (2020, 4)), deaths(&|year, month| usual(year) && month == 4));
    eprintln!("winter {winter}, summer {summer}; April 2020 {wave}, April of eight other years {before}");
    // ONS, winter mortality: about a fifth more; April 2020: about twice the mean of five years.
    assert!((1.10..1.35).contains(&(winter / summer)));
    assert!((1.5..2.6).contains(&(wave / (before / 8.0))));
}
