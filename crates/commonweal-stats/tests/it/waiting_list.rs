//! Laws of waiting lists, whatever their dates.

use commonweal_stats::waiting_list::*;
use proptest::prelude::*;

/// Lists as they are: nobody leaves before they are referred.
fn lists() -> impl Strategy<Value = Vec<Pathway>> {
    let pathway = (19_000_i64..19_400, prop::option::of(0_i64..200))
        .prop_map(|(referral, stay)| Pathway { referral, removal: stay.map(|stay| referral + stay) });
    prop::collection::vec(pathway, 1..80)
}

fn any_lists() -> impl Strategy<Value = Vec<Pathway>> {
    let day = prop_oneof![Just(i64::MIN), Just(i64::MAX), any::<i64>(), -3000_i64..3000];
    prop::collection::vec((day.clone(), prop::option::of(day)), 0..12)
        .prop_map(|rows| rows.into_iter().map(|(referral, removal)| Pathway { referral, removal }).collect())
}

proptest! {
    #[test]
    fn a_queue_is_never_negative_and_is_those_referred_less_those_removed(
        list in lists(), start in 18_900_i64..19_500, days in 0_i64..400
    ) {
        let period = Period { start, end: start + days };
        let sizes = queue_sizes(&list, period, Opening::StillWaiting).unwrap();
        prop_assert_eq!(sizes.len() as i64, days + 1);
        for (day, size) in (start..).zip(&sizes) {
            let waiting = list.iter().filter(|pathway| pathway.is_waiting_on(day)).count() as i64;
            prop_assert_eq!(*size, waiting);
        }
        let everybody = queue_sizes(&list, period, Opening::EverReferred).unwrap();
        let gone = list.iter().filter(|p| p.removal.is_some_and(|removal| removal < start)).count() as i64;
        prop_assert!(sizes.iter().zip(&everybody).all(|(still, ever)| ever - still == gone));
    }

    #[test]
    fn nobody_is_lost_by_joining_adding_and_booking(list in lists(), slots in prop::collection::vec(19_000_i64..19_700, 0..60)) {
        let both = join(&list, &list).unwrap();
        prop_assert_eq!(both.len(), 2 * list.len());
        prop_assert!(both.is_sorted_by_key(|pathway| pathway.referral));
        prop_assert_eq!(add_referrals(&list, &slots).unwrap().len(), list.len() + slots.len());
        let Booked { pathways: booked, positions, used } = book(&list, &slots).unwrap();
        prop_assert!(booked.iter().zip(&positions).all(|(p, &from)| p.referral == list[from].referral));
        let open = |list: &[Pathway]| list.iter().filter(|pathway| pathway.removal.is_none()).count();
        prop_assert_eq!(open(&list) - open(&booked), used.iter().filter(|used| **used).count());
        prop_assert!(booked.iter().all(|p| p.removal.is_none_or(|removal| removal >= p.referral)));
    }

    #[test]
    fn demand_times_the_period_is_the_gaps_and_a_later_calendar_changes_nothing(list in lists(), shift in -5000_i64..5000) {
        let period = Period::of(&list, None, Some(19_450)).unwrap();
        let moved: Vec<Pathway> = list
            .iter()
            .map(|p| Pathway { referral: p.referral + shift, removal: p.removal.map(|day| day + shift) })
            .collect();
        let aims = WaitingListAims { target_wait: 18.0, ..WaitingListAims::default() };
        let now = waiting_list_statistics(&list, period, aims).unwrap();
        let then = Period { start: period.start + shift, end: period.end + shift };
        prop_assert_eq!(waiting_list_statistics(&moved, then, aims).unwrap(), now);
        let gaps = now.referrals.demand_daily.unwrap() * (period.end - period.start) as f64;
        prop_assert!((gaps - now.referrals.gaps as f64).abs() < 1e-9);
        prop_assert_eq!(now.referrals.referrals, list.len());
        prop_assert!(now.target_capacity.is_none() || now.relief_capacity.is_none());
    }

    #[test]
    fn a_load_scales_away(demand in 0.1..1e6, capacity in 0.1..1e6, scale in 0.01..100.0) {
        let load = queue_load(demand, capacity);
        prop_assert!((queue_load(scale * demand, scale * capacity) - load).abs() <= 1e-12 * load);
        let size = target_queue_size(demand, 18.0, 4.0);
        let reached = demand + (size - size) / 26.0;
        prop_assert_eq!(relief_capacity(demand, size, size, 26.0), reached);
        prop_assert!(target_capacity(demand, 18.0, 4.0, 1.0, 1.0) > demand);
    }

    #[test]
    fn any_dates_at_all_get_an_answer_or_a_refusal(list in any_lists(), start in any::<i64>(), end in any::<i64>()) {
        let _ = queue_sizes(&list, Period { start, end }, Opening::StillWaiting);
        let _ = book(&list, &[start, end]);
        let _ = add_referrals(&list, &[start]);
        if let Ok(period) = Period::of(&list, None, None) {
            let _ = waiting_list_statistics(&list, period, WaitingListAims::default());
            let _ = waiting_list_statistics(&list, Period { start, ..period }, WaitingListAims::default());
        }
    }

    #[test]
    fn percentiles_rise_with_the_share_and_shares_with_the_weeks(people in prop::collection::vec(0.0..500.0_f64, 2..60)) {
        let last = people.len() - 1;
        let bands: Vec<WaitBand> = people
            .iter()
            .enumerate()
            .map(|(week, &people)| WaitBand {
                from_weeks: week as f64,
                to_weeks: (week < last).then_some(week as f64 + 1.0),
                people,
            })
            .collect();
        prop_assume!(people.iter().sum::<f64>() > 0.0);
        let weeks = |share| match wait_percentile(&bands, share).unwrap() {
            WaitPercentile::Weeks(weeks) | WaitPercentile::MoreThan(weeks) => weeks,
        };
        prop_assert!(weeks(0.5) <= weeks(0.92));
        let within: Vec<f64> = (0..=last).map(|week| within_weeks(&bands, week as f64).unwrap()).collect();
        prop_assert!(within.is_sorted() && within.iter().all(|share| (0.0..=1.0).contains(share)));
        // The share within the median's own week brackets one half.
        if let WaitPercentile::Weeks(median) = wait_percentile(&bands, 0.5).unwrap() {
            prop_assert!(within[median.floor() as usize] <= 0.5 + 1e-9);
        }
    }

    #[test]
    fn any_bands_at_all_get_an_answer_or_a_refusal(rows in prop::collection::vec((any::<f64>(), prop::option::of(any::<f64>()), any::<f64>()), 0..6), at in any::<f64>()) {
        let bands: Vec<WaitBand> =
            rows.into_iter().map(|(from_weeks, to_weeks, people)| WaitBand { from_weeks, to_weeks, people }).collect();
        let _ = (wait_percentile(&bands, at), within_weeks(&bands, at), waiting_over(&bands, at));
    }
}

#[test]
fn bands_with_a_gap_and_weeks_inside_a_band_are_refused() {
    let band = |from_weeks, to_weeks, people| WaitBand { from_weeks, to_weeks, people };
    let gap = [band(0.0, Some(1.0), 5.0), band(2.0, None, 5.0)];
    assert_eq!(within_weeks(&gap, 1.0), Err(WaitsError::NotInOrder { index: 1 }));
    let wide = [band(0.0, Some(26.0), 5.0), band(26.0, None, 5.0)];
    assert_eq!(within_weeks(&wide, 18.0), Err(WaitsError::InsideBand));
    assert_eq!(waiting_over(&wide, 26.0), Ok(5.0));
}

#[test]
fn a_year_of_twenty_thousand_pathways_has_the_queue_and_wait_of_the_reference_package() {
    // Evenly spread numbers without a generator: fractions of multiples of a square root.
    let spread = |root: f64, i: usize| (i as f64 * root.sqrt()).fract();
    let mut referrals: Vec<i64> = (1..=20_000).map(|i| 19_723 + (spread(2.0, i) * 365.0).floor() as i64).collect();
    referrals.sort_unstable();
    let last_day = 19_723 + 365;
    let list: Vec<Pathway> = (1..)
        .zip(referrals)
        .map(|(i, referral)| {
            let wait = (-60.0 * (1.0 - spread(3.0, i)).ln()).floor() as i64;
            Pathway { referral, removal: Some(referral + wait).filter(|day| *day <= last_day) }
        })
        .collect();
    let period = Period::of(&list, None, None).unwrap();
    let aims = WaitingListAims { target_wait: 18.0, ..WaitingListAims::default() };
    let now = waiting_list_statistics(&list, period, aims).unwrap();
    // NHSRwaitinglist 0.1.2.9001, wl_stats on the same list: queue_size + mean_wait.
    let sum = now.queue_size as f64 + now.mean_wait_days.unwrap();
    assert!((sum - 3_310.699_261_992_62).abs() < 1e-9, "{sum}");
}

#[test]
fn people_all_removed_on_the_day_they_are_referred_make_no_load() {
    let list: Vec<Pathway> = (0..5).map(|day| Pathway { referral: 7 * day, removal: Some(7 * day) }).collect();
    let period = Period::of(&list, None, None).unwrap();
    let now = waiting_list_statistics(&list, period, WaitingListAims::default()).unwrap();
    assert_eq!((now.load, now.load_too_big), (Some(0.0), Some(false)));
    assert_eq!((now.removals.capacity_weekly, now.removals.removals), (None, 5));
}
