//! The special functions against values made with 60 digits (`tests/vectors/special.csv`).

use commonweal_stats::special::*;
use proptest::prelude::*;

const TOLERANCE: f64 = 1e-12;

fn ours(function: &str, n: &[f64]) -> f64 {
    match function {
        "log_gamma" => log_gamma(n[0]),
        "log_beta" => log_beta(n[0], n[1]),
        "erf" => erf(n[0]),
        "erfc" => erfc(n[0]),
        "normal_cdf" => normal_cdf(n[0]),
        "normal_upper_tail" => normal_upper_tail(n[0]),
        "normal_quantile" => normal_quantile(n[0]),
        "normal_upper_quantile" => normal_upper_quantile(n[0]),
        "gamma_cdf" => gamma_cdf(n[0], n[1]),
        "gamma_upper_tail" => gamma_upper_tail(n[0], n[1]),
        "gamma_quantile" => gamma_quantile(n[0], n[1]),
        "gamma_upper_quantile" => gamma_upper_quantile(n[0], n[1]),
        "chi_squared_cdf" => chi_squared_cdf(n[0], n[1]),
        "chi_squared_upper_tail" => chi_squared_upper_tail(n[0], n[1]),
        "chi_squared_quantile" => chi_squared_quantile(n[0], n[1]),
        "chi_squared_upper_quantile" => chi_squared_upper_quantile(n[0], n[1]),
        "beta_cdf" => beta_cdf(n[0], n[1], n[2]),
        "beta_upper_tail" => beta_upper_tail(n[0], n[1], n[2]),
        "beta_quantile" => beta_quantile(n[0], n[1], n[2]),
        "beta_upper_quantile" => beta_upper_quantile(n[0], n[1], n[2]),
        "t_cdf" => t_cdf(n[0], n[1]),
        "t_upper_tail" => t_upper_tail(n[0], n[1]),
        "t_quantile" => t_quantile(n[0], n[1]),
        "t_upper_quantile" => t_upper_quantile(n[0], n[1]),
        "f_cdf" => f_cdf(n[0], n[1], n[2]),
        "f_upper_tail" => f_upper_tail(n[0], n[1], n[2]),
        "f_quantile" => f_quantile(n[0], n[1], n[2]),
        "f_upper_quantile" => f_upper_quantile(n[0], n[1], n[2]),
        "poisson_probability" => poisson_probability(n[0], n[1]),
        "poisson_cdf" => poisson_cdf(n[0], n[1]),
        "poisson_upper_tail" => poisson_upper_tail(n[0], n[1]),
        "binomial_probability" => binomial_probability(n[0], n[1], n[2]),
        "binomial_cdf" => binomial_cdf(n[0], n[1], n[2]),
        "binomial_upper_tail" => binomial_upper_tail(n[0], n[1], n[2]),
        other => panic!("no function {other}"),
    }
}

#[test]
fn every_function_agrees_with_sixty_digit_arithmetic() {
    let path = format!("{}/tests/vectors/special.csv", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let (mut rows, mut wrong) = (0, 0);
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let numbers: Vec<f64> = fields[1..4].iter().filter_map(|field| field.parse().ok()).collect();
        let want: f64 = fields[4].parse().unwrap();
        let got = ours(fields[0], &numbers);
        let error = (got - want).abs() / want.abs();
        rows += 1;
        if !(error <= TOLERANCE || got == want) {
            wrong += 1;
            eprintln!("{line}: got {got}, relative error {error:.1e}");
        }
    }
    assert!(rows > 1000, "only {rows} rows");
    assert_eq!(wrong, 0, "of {rows} rows");
}

fn shapes() -> impl Strategy<Value = f64> {
    (-2.0..7.0).prop_map(|power: f64| 10.0_f64.powf(power))
}

fn probabilities() -> impl Strategy<Value = f64> {
    prop_oneof![1e-6..1.0, (-200.0..-1.0).prop_map(|power: f64| 10.0_f64.powf(power))]
}

fn near(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * b.abs()
}

proptest! {
    #[test]
    fn the_two_sides_of_a_value_make_one(a in shapes(), b in shapes(), z in -6.0..6.0_f64) {
        let x = (a + z * a.sqrt()).max(a * 1e-3);
        prop_assert!((gamma_cdf(x, a) + gamma_upper_tail(x, a) - 1.0).abs() < 1e-12);
        let share = 1.0 / (1.0 + (b / a) * z.exp());
        prop_assert!((beta_cdf(share, a, b) + beta_upper_tail(share, a, b) - 1.0).abs() < 1e-12);
        prop_assert!((t_cdf(z, a) + t_upper_tail(z, a) - 1.0).abs() < 1e-12);
        prop_assert!((normal_cdf(z) + normal_upper_tail(z) - 1.0).abs() < 1e-15);
    }

    #[test]
    fn a_quantile_has_the_probability_it_was_asked_for(p in probabilities(), a in 0.1..1e5_f64, b in 0.1..1e5_f64) {
        // A relative slip of the quantile moves the tail by up to the size of its log slope.
        let slack = 1e-9;
        prop_assert!(near(gamma_upper_tail(gamma_upper_quantile(p, a), a), p, slack));
        let lower = gamma_quantile(p, a);
        prop_assert!(lower < 1e-290 || near(gamma_cdf(lower, a), p, slack));
        let share = beta_quantile(p, a, b);
        prop_assert!(!(1e-290..=0.999).contains(&share) || near(beta_cdf(share, a, b), p, slack));
        let t = t_upper_quantile(p, a);
        prop_assert!(t > 1e150 || near(t_upper_tail(t, a), p, slack));
        prop_assert!(near(normal_upper_tail(normal_upper_quantile(p)), p, slack));
    }

    #[test]
    fn tails_fall_as_the_value_rises(a in shapes(), b in shapes(), x in 0.0..1.0_f64, y in 0.0..1.0_f64) {
        let (low, high) = (x.min(y), x.max(y));
        let slack = 1.0 + 1e-12;
        prop_assert!(gamma_upper_tail(high * 2.0 * a, a) <= gamma_upper_tail(low * 2.0 * a, a) * slack);
        prop_assert!(gamma_cdf(low * 2.0 * a, a) <= gamma_cdf(high * 2.0 * a, a) * slack);
        prop_assert!(beta_cdf(low, a, b) <= beta_cdf(high, a, b) * slack);
    }

    #[test]
    fn any_numbers_at_all_get_a_number_or_none_and_no_panic(n in prop::collection::vec(any::<f64>(), 3)) {
        let (x, a, b) = (n[0], n[1], n[2]);
        for value in [gamma_cdf(x, a), gamma_upper_tail(x, a), beta_cdf(x, a, b), t_cdf(x, a), f_cdf(x, a, b)] {
            prop_assert!(value.is_nan() || (0.0..=1.0 + 1e-12).contains(&value), "{value}");
        }
        for value in [poisson_cdf(x, a), poisson_upper_tail(x, a), binomial_cdf(x, a.floor(), b)] {
            prop_assert!(value.is_nan() || (0.0..=1.0 + 1e-12).contains(&value), "{value}");
        }
        let p = x.abs() % 1.0;
        let _ = (gamma_quantile(p, a), beta_quantile(p, a, b), t_quantile(p, a), f_quantile(p, a, b));
        let _ = (poisson_quantile(p, a), binomial_quantile(p, a.floor(), b.abs() % 1.0), log_beta(a, b), log_gamma(a));
    }
}
