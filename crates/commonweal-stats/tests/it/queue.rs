//! Laws of queues.

use commonweal_stats::queue::*;
use commonweal_stats::waiting_list::target_capacity;
use proptest::prelude::*;

proptest! {
    #[test]
    fn littles_law_holds_in_every_queue(busy in 0.05..0.98_f64, service in 0.01..50.0_f64, servers in 1_u32..60) {
        let arrivals = busy * service * f64::from(servers);
        let queue = MarkovQueue::new(arrivals, service, servers).unwrap();
        prop_assert!((number_in_queue(arrivals, queue.mean_wait).unwrap() - queue.mean_waiting).abs() <= 1e-9 * queue.mean_waiting.max(1e-9));
        prop_assert!((mean_time(queue.mean_present, arrivals).unwrap() - queue.mean_time).abs() <= 1e-9 * queue.mean_time);
        // The chance of waiting is that of at least as many people as servers.
        let offered = arrivals / service;
        let (mut chance, mut fewer) = (queue.probability_empty, 0.0);
        for n in 0..servers {
            fewer += chance;
            chance *= offered / f64::from(n + 1);
        }
        prop_assert!((1.0 - fewer - queue.probability_of_waiting).abs() < 1e-9);
        prop_assert!(erlang_b(offered, servers).unwrap() < queue.probability_of_waiting);
    }

    #[test]
    fn a_percentile_is_exceeded_by_the_rest(busy in 0.5..0.98_f64, servers in 1_u32..20, share in 0.5..0.999_f64) {
        let queue = MarkovQueue::new(busy * f64::from(servers), 1.0, servers).unwrap();
        let wait = queue.wait_not_exceeded_by(share).unwrap();
        let longer = queue.chance_of_waiting_longer_than(wait).unwrap();
        prop_assert!(longer <= 1.0 - share + 1e-12);
        prop_assert!(wait == 0.0 || (longer - (1.0 - share)).abs() < 1e-9);
    }

    #[test]
    fn capacity_for_a_wait_gives_that_wait_and_the_margin_is_the_busy_limit(
        demand in 1.0..500.0_f64, wait in 0.5..30.0_f64, ca in 0.1..2.0_f64, cs in 0.1..2.0_f64
    ) {
        let capacity = capacity_for_mean_wait(demand, wait, ca, cs).unwrap();
        let got = kingman_wait(demand, capacity, ca, cs).unwrap();
        prop_assert!((got - wait).abs() <= 1e-6 * wait, "{got} {wait}");
        // The waiting list's margin is the same formula in heavy traffic, and never smaller.
        let margin = target_capacity(demand, wait, 1.0, ca, cs);
        prop_assert!(capacity <= margin + 1e-9 && margin - capacity <= (margin - demand) * (margin - demand) / demand + 1e-9);
    }

    #[test]
    fn one_server_fewer_is_not_enough(offered in 0.2..40.0_f64, wait in 0.01..2.0_f64) {
        let servers = servers_for_mean_wait(offered, 1.0, wait).unwrap();
        prop_assert!(MarkovQueue::new(offered, 1.0, servers).unwrap().mean_wait <= wait);
        if servers > 1 {
            prop_assert!(MarkovQueue::new(offered, 1.0, servers - 1).map_or(true, |queue| queue.mean_wait > wait));
        }
        let level = servers_for_service_level(offered, 1.0, wait, 0.9).unwrap();
        prop_assert!(MarkovQueue::new(offered, 1.0, level).unwrap().chance_of_waiting_longer_than(wait).unwrap() <= 0.1 + 1e-12);
    }

    #[test]
    fn any_numbers_at_all_get_an_answer_or_a_refusal(n in prop::collection::vec(any::<f64>(), 5), servers in any::<u32>()) {
        let _ = MarkovQueue::new(n[0], n[1], servers % 5000);
        let _ = erlang_c(n[0], servers);
        let _ = (kingman_wait(n[0], n[1], n[2], n[3]), capacity_for_mean_wait(n[0], n[1], n[2], n[3]));
        let _ = (share_within(n[0], n[1]), wait_not_exceeded(n[0], n[1]), mean_wait_for_target(n[0], n[1]));
        let _ = clearance_time(n[0], n[1], n[2], n[3]);
    }
}

#[test]
fn exponential_waits_agree_with_their_own_inverse() {
    let mean = mean_wait_for_target(18.0, 0.92).unwrap();
    assert!((share_within(mean, 18.0).unwrap() - 0.92).abs() < 1e-12);
    assert!((wait_not_exceeded(mean, 0.92).unwrap() - 18.0).abs() < 1e-12);
}

#[test]
fn a_thousand_idle_servers_leave_the_queue_of_no_waiting() {
    let queue = MarkovQueue::new(1.0, 1.0, 1000).unwrap();
    assert!((queue.probability_empty - (-1.0_f64).exp()).abs() < 1e-12 && queue.mean_wait == 0.0);
}
