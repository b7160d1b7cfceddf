//! Laws of life tables: what must hold whatever the rates.

use commonweal_stats::Confidence;
use commonweal_stats::life_table::healthy::{ChanceOf, Health, Sullivan, healthy_life_expectancy};
use commonweal_stats::life_table::{
    AgeBands, Convention, InfantYears, LifeExpectancy, LifeTableError, Mortality, Sex, TooHigh, Unreliable,
    life_expectancies, life_expectancy, life_table,
};
use commonweal_stats::parallel::Threads;
use proptest::prelude::*;

const CONVENTIONS: [Convention; 5] = [
    Convention::CHIANG,
    Convention { infant: InfantYears::AndreevKingkade(Sex::Male), too_high: TooHigh::ConstantRisk },
    Convention { infant: InfantYears::AndreevKingkade(Sex::Persons), too_high: TooHigh::EverybodyDies },
    Convention { infant: InfantYears::CoaleDemeny(Sex::Female), too_high: TooHigh::EverybodyDies },
    Convention { infant: InfantYears::Given(0.08), too_high: TooHigh::ConstantRisk },
];

/// Death rates of the twenty English bands that rise with age as people's do.
pub(crate) fn rates() -> impl Strategy<Value = Vec<f64>> {
    let usual = [
        400.0, 20.0, 10.0, 10.0, 25.0, 40.0, 50.0, 70.0, 100.0, 150.0, 230.0, 340.0, 520.0, 820.0, 1300.0, 2100.0,
        3600.0, 6300.0, 11000.0, 21000.0,
    ];
    prop::collection::vec(0.3..2.5, 20).prop_map(move |factors| {
        usual.iter().zip(factors).map(|(rate, factor): (&f64, f64)| rate * factor / 1e5).collect()
    })
}

fn area() -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
    (rates(), prop::collection::vec(1_000.0..20_000.0, 20)).prop_map(|(rates, population)| {
        let population: Vec<f64> = population.into_iter().map(f64::floor).collect();
        let deaths = rates.iter().zip(&population).map(|(rate, people)| (rate * people).round()).collect::<Vec<f64>>();
        (
            deaths
                .into_iter()
                .enumerate()
                .map(|(band, deaths)| if band == 19 { deaths.max(1.0) } else { deaths })
                .collect(),
            population,
        )
    })
}

/// Any number a careless table may hold.
fn anything() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => 0.0..5_000.0,
        1 => Just(0.0),
        1 => prop::num::f64::ANY,
        1 => prop::sample::select(vec![f64::NAN, f64::INFINITY, -1.0, 1e-300, 1e300, f64::MIN_POSITIVE]),
    ]
}

proptest! {
    #[test]
    fn columns_of_a_life_table_belong_together(rates in rates(), convention in prop::sample::select(&CONVENTIONS[..])) {
        let table = life_table(&AgeBands::english(), &rates, convention).unwrap();
        let rows = table.rows();
        prop_assert!((rows.iter().map(|row| row.deaths).sum::<f64>() - 100_000.0).abs() < 1e-6);
        for (row, next) in rows.iter().zip(&rows[1..]) {
            prop_assert!((row.survivors - row.deaths - next.survivors).abs() < 1e-6);
            prop_assert!((0.0..=1.0).contains(&row.probability_of_death));
            prop_assert!((row.person_years_left - row.person_years - next.person_years_left).abs() < 1e-3);
            prop_assert!(row.years_left <= row.width + next.years_left);
        }
        for row in rows {
            prop_assert!((row.years_left * row.survivors - row.person_years_left).abs() < 1e-6 * row.person_years_left);
            // The rate comes back from deaths and years, wherever the formula was not capped.
            prop_assert!((row.deaths / row.person_years - row.death_rate).abs() < 1e-9 || row.probability_of_death > 0.9);
        }
    }

    #[test]
    fn lower_mortality_gives_longer_life(
        rates in rates(), convention in prop::sample::select(&CONVENTIONS[..]), band in 0_usize..20, factor in 0.1..0.95,
    ) {
        let bands = AgeBands::english();
        let before = life_table(&bands, &rates, convention).unwrap().life_expectancy();
        let mut fewer = rates;
        fewer[band] *= factor;
        prop_assert!(life_table(&bands, &fewer, convention).unwrap().life_expectancy() > before);
    }

    #[test]
    fn constant_risk_leaves_one_over_the_rate(rate in 0.002_f64..0.03) {
        let single_years: Vec<f64> = (0..=110).map(f64::from).collect();
        let bands = AgeBands::starting_at(&single_years).unwrap();
        let convention = Convention { infant: InfantYears::Given(0.5), too_high: TooHigh::EverybodyDies };
        let table = life_table(&bands, &vec![rate; bands.count()], convention).unwrap();
        for row in table.rows() {
            prop_assert!((row.years_left * rate - 1.0).abs() < 1e-4, "{}", row.years_left * rate);
        }
    }

    #[test]
    fn limits_bracket_the_years_and_widen_with_the_level((deaths, population) in area()) {
        let bands = AgeBands::english();
        let mortality = Mortality { bands: &bands, deaths: &deaths, population: &population };
        for age in life_expectancy(&mortality, Convention::CHIANG).unwrap() {
            let LifeExpectancy::Reliable(expectancy) = age else { continue };
            let (narrow, wide) = (expectancy.limits(Confidence::P95), expectancy.limits(Confidence::P998));
            prop_assert!(wide.lower <= narrow.lower && narrow.lower <= expectancy.years);
            prop_assert!(expectancy.years <= narrow.upper && narrow.upper <= wide.upper);
        }
    }

    #[test]
    fn ten_times_the_people_keep_the_years_and_shrink_the_error((deaths, population) in area()) {
        let bands = AgeBands::english();
        let of = |times: f64| {
            let (deaths, population): (Vec<f64>, Vec<f64>) =
                deaths.iter().zip(&population).map(|(d, p)| (d * times, p * times)).unzip();
            let mortality = Mortality { bands: &bands, deaths: &deaths, population: &population };
            life_expectancy(&mortality, Convention::CHIANG).unwrap()
        };
        for (once, tenfold) in of(1.0).into_iter().zip(of(10.0)) {
            let (LifeExpectancy::Reliable(once), LifeExpectancy::Reliable(tenfold)) = (once, tenfold) else { continue };
            prop_assert!((once.years - tenfold.years).abs() < 1e-9);
            prop_assert!((once.standard_error / tenfold.standard_error - 10_f64.sqrt()).abs() < 1e-9);
        }
    }

    #[test]
    fn many_areas_give_what_each_gives_alone_on_any_number_of_threads(areas in prop::collection::vec(area(), 1..80)) {
        let bands = AgeBands::english();
        let (deaths, population): (Vec<Vec<f64>>, Vec<Vec<f64>>) = areas.iter().cloned().unzip();
        let (deaths, population) = (deaths.concat(), population.concat());
        let all = Mortality { bands: &bands, deaths: &deaths, population: &population };
        let together = life_expectancies(&all, Convention::CHIANG, Threads::All).unwrap();
        prop_assert_eq!(&together, &life_expectancies(&all, Convention::CHIANG, Threads::ONE).unwrap());
        prop_assert_eq!(together.areas(), areas.len());
        for (area, (deaths, population)) in areas.iter().enumerate() {
            let alone = life_expectancy(&Mortality { bands: &bands, deaths, population }, Convention::CHIANG).unwrap();
            prop_assert_eq!(together.area(area).unwrap(), alone.as_slice());
        }
    }

    #[test]
    fn healthy_years_are_at_most_all_years(
        (deaths, population) in area(), shares in prop::collection::vec(0.0..=1.0, 20), asked in 50.0..5_000.0,
    ) {
        let bands = AgeBands::english();
        let mortality = Mortality { bands: &bands, deaths: &deaths, population: &population };
        let health: Vec<Health> = shares.iter().map(|&share| Health::of_sample(share, asked)).collect();
        let survey = healthy_life_expectancy(&mortality, &health, Sullivan::default()).unwrap();
        let both = Sullivan { chance_of: ChanceOf::HealthAndDeath, ..Sullivan::default() };
        let both = healthy_life_expectancy(&mortality, &health, both).unwrap();
        for (survey, both) in survey.iter().zip(&both) {
            let (Some(life), Some(healthy)) = (survey.life.years(), survey.healthy.years()) else { continue };
            prop_assert!((0.0..=life + 1e-12).contains(&healthy));
            let Some((lower, upper)) = survey.healthy.limits(Confidence::P95) else { continue };
            prop_assert!(lower <= healthy && healthy <= upper);
            if let Some((wide_lower, wide_upper)) = both.healthy.limits(Confidence::P95) {
                prop_assert!(wide_lower <= lower && upper <= wide_upper);
            }
        }
    }

    #[test]
    fn a_life_in_full_health_is_a_life((deaths, population) in area()) {
        let bands = AgeBands::english();
        let mortality = Mortality { bands: &bands, deaths: &deaths, population: &population };
        let all_healthy = [Health { share: 1.0, standard_error: 0.0 }; 20];
        let sullivan = Sullivan { chance_of: ChanceOf::HealthAndDeath, ..Sullivan::default() };
        for age in healthy_life_expectancy(&mortality, &all_healthy, sullivan).unwrap() {
            let (LifeExpectancy::Reliable(life), LifeExpectancy::Reliable(healthy)) = (age.life, age.healthy) else { continue };
            prop_assert!((life.years - healthy.years).abs() < 1e-10);
            prop_assert!((life.standard_error - healthy.standard_error).abs() < 1e-10);
        }
    }

    #[test]
    fn no_numbers_make_a_life_table_panic(
        starts in prop::collection::vec(anything(), 0..6), deaths in prop::collection::vec(anything(), 0..12),
        population in prop::collection::vec(anything(), 0..12), given in anything(), pick in 0_usize..6,
    ) {
        let Ok(bands) = AgeBands::starting_at(&starts) else { return Ok(()) };
        let given = Convention { infant: InfantYears::Given(given), too_high: TooHigh::EverybodyDies };
        let convention = CONVENTIONS.get(pick).copied().unwrap_or(given);
        if let Ok(table) = life_table(&bands, &deaths, convention) {
            prop_assert!(table.rows().iter().all(|row| row.years_left.is_finite() && row.years_left >= 0.0));
        }
        let mortality = Mortality { bands: &bands, deaths: &deaths, population: &population };
        for age in life_expectancy(&mortality, convention).unwrap_or_default() {
            prop_assert!(age.years().is_none_or(|years| years.is_finite() && years >= 0.0));
        }
        let health: Vec<Health> = deaths.iter().map(|&share| Health::of_sample(share, 10.0)).collect();
        for age in healthy_life_expectancy(&mortality, &health, Sullivan { convention, ..Sullivan::default() }).unwrap_or_default() {
            prop_assert!(age.healthy.years().is_none_or(f64::is_finite));
        }
        let _ = life_expectancies(&mortality, convention, Threads::All);
    }
}

fn english_area() -> ([f64; 20], [f64; 20]) {
    let deaths = [
        4.0, 0.0, 0.0, 1.0, 2.0, 4.0, 5.0, 7.0, 10.0, 15.0, 23.0, 34.0, 52.0, 82.0, 130.0, 210.0, 360.0, 630.0, 900.0,
        1_000.0,
    ];
    let mut population = [10_000.0; 20];
    population[18] = 8_000.0;
    population[19] = 5_000.0;
    (deaths, population)
}

#[track_caller]
fn check(deaths: &[f64], population: &[f64], expected: Result<Option<Unreliable>, LifeTableError>) {
    let bands = AgeBands::english();
    let answer = life_expectancy(&Mortality { bands: &bands, deaths, population }, Convention::CHIANG);
    assert_eq!(answer.map(|ages| ages[0].unreliable()), expected);
}

#[test]
fn numbers_that_cannot_be_right_are_refused_with_their_band() {
    let (deaths, population) = english_area();
    check(&deaths, &population, Ok(None));
    let with = |columns: [f64; 20], band: usize, number: f64| {
        let mut columns = columns;
        columns[band] = number;
        columns
    };
    check(&with(deaths, 4, -1.0), &population, Err(LifeTableError::NegativeDeaths { index: 4 }));
    check(&deaths, &with(population, 7, 0.0), Err(LifeTableError::EmptyBand { index: 7 }));
    check(&with(deaths, 9, 10_001.0), &population, Err(LifeTableError::MoreDeathsThanPeople { index: 9 }));
    let missing = LifeTableError::NotANumber { what: "the number of deaths", index: 2 };
    check(&with(deaths, 2, f64::NAN), &population, Err(missing));
    let short = LifeTableError::WrongLength { what: "the column of deaths", bands: 20, given: 19 };
    check(&deaths[..19], &population, Err(short));
}

#[test]
fn a_total_population_of_exactly_5000_is_too_small_and_one_more_is_not() {
    let (mut deaths, mut population) = ([1.0; 20], [250.0; 20]);
    deaths[19] = 50.0;
    check(&deaths, &population, Ok(Some(Unreliable::SmallPopulation)));
    population[0] += 1.0;
    check(&deaths, &population, Ok(None));
}

#[test]
fn no_deaths_in_the_last_band_is_unreliable_at_every_age() {
    let (mut deaths, population) = english_area();
    deaths[19] = 0.0;
    check(&deaths, &population, Ok(Some(Unreliable::NoDeathsInLastBand)));
}

#[test]
fn a_wide_interval_keeps_its_limits_and_loses_its_years() {
    let (mut deaths, population) = ([0.0; 20], [300.0; 20]);
    deaths[19] = 1.0;
    let bands = AgeBands::english();
    let ages =
        life_expectancy(&Mortality { bands: &bands, deaths: &deaths, population: &population }, Convention::CHIANG)
            .unwrap();
    assert!(matches!(ages[0], LifeExpectancy::Unreliable(Unreliable::WideInterval(_))));
    assert_eq!(ages[0].years(), None);
    assert!(ages[0].limits(Confidence::P95).is_some());
}

#[test]
fn nobody_reaches_the_ages_after_a_band_where_everybody_dies() {
    let (mut deaths, population) = english_area();
    deaths[18] = 4_000.0; // half of the band each year, for five years
    let bands = AgeBands::english();
    let ages =
        life_expectancy(&Mortality { bands: &bands, deaths: &deaths, population: &population }, Convention::CHIANG)
            .unwrap();
    assert_eq!(ages[18].years(), Some(2.5));
    assert_eq!((ages[19], ages[19].years()), (LifeExpectancy::NobodyReaches, Some(0.0)));
    assert_eq!(ages[19].limits(Confidence::P95), None);
}

/// The speed comparison's inputs are made without random numbers, so that any implementation can rebuild them; its sum of
/// values and limits comes from `phe_life_expectancy`.
#[test]
fn seven_thousand_areas_add_up_to_what_the_reference_gives() {
    let usual = [
        400.0, 20.0, 10.0, 10.0, 25.0, 40.0, 50.0, 70.0, 100.0, 150.0, 230.0, 340.0, 520.0, 820.0, 1300.0, 2100.0,
        3600.0, 6300.0, 11000.0, 21000.0,
    ];
    let draw = |prime: f64, i: usize| {
        let v = i as f64 * prime.sqrt();
        v - v.floor()
    };
    let (mut deaths, mut population) = (vec![], vec![]);
    for area in 0..7_000 {
        let factor = 0.7 + 0.6 * draw(5.0, area + 1);
        for (band, rate) in usual.iter().enumerate() {
            let i = area * 20 + band + 1;
            let people = 1000.0 + (draw(2.0, i) * 2000.0).floor();
            let dying = (rate / 1e5 * factor * people * (0.8 + 0.4 * draw(3.0, i)) + draw(7.0, i)).floor();
            population.push(people);
            deaths.push(if band == 19 { dying.max(1.0) } else { dying }.min(people));
        }
    }
    assert_eq!((population.iter().sum::<f64>(), deaths.iter().sum::<f64>()), (279_930_409.0, 6_733_826.0));
    let bands = AgeBands::english();
    let mortality = Mortality { bands: &bands, deaths: &deaths, population: &population };
    let answers = life_expectancies(&mortality, Convention::CHIANG, Threads::All).unwrap();
    let mut sums = [0.0; 3];
    for area in 0..answers.areas() {
        for age in answers.area(area).unwrap() {
            let (lower, upper) = age.limits(Confidence::P95).unwrap_or_default();
            for (sum, part) in sums.iter_mut().zip([age.years().unwrap_or_default(), lower, upper]) {
                *sum += part;
            }
        }
    }
    let sum: f64 = sums.iter().sum();
    assert!((sum / 17_320_966.768_067_2 - 1.0).abs() < 1e-9, "{sum}");
}
