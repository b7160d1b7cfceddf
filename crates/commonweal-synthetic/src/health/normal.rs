//! The normal distribution, with one maths library so that results are the same on every machine.

use core::f64::consts::FRAC_1_SQRT_2;

/// The share of a standard normal distribution below `x`.
pub(crate) fn below(x: f64) -> f64 {
    0.5 * libm::erfc(-x * FRAC_1_SQRT_2)
}

/// The value below which a share of a standard normal distribution lies; the share is kept within 1e-12 of 0 and 1.
///
/// Source: P. J. Acklam's rational approximation (2003), relative error below 1.2e-9.
pub(crate) fn quantile(share: f64) -> f64 {
    const A: [f64; 6] = [
        -3.969_683_028_665_376e1,
        2.209_460_984_245_205e2,
        -2.759_285_104_469_687e2,
        1.383_577_518_672_69e2,
        -3.066_479_806_614_716e1,
        2.506_628_277_459_239,
    ];
    const B: [f64; 5] = [
        -5.447_609_879_822_406e1,
        1.615_858_368_580_409e2,
        -1.556_989_798_598_866e2,
        6.680_131_188_771_972e1,
        -1.328_068_155_288_572e1,
    ];
    const C: [f64; 6] = [
        -7.784_894_002_430_293e-3,
        -3.223_964_580_411_365e-1,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 4] =
        [7.784_695_709_041_462e-3, 3.224_671_290_700_398e-1, 2.445_134_137_142_996, 3.754_408_661_907_416];
    const TAIL: f64 = 0.024_25;
    let share = share.clamp(1e-12, 1.0 - 1e-12);
    let along = |coefficients: &[f64], x: f64| coefficients.iter().fold(0.0, |sum, c| sum * x + c);
    let tail = |share: f64| {
        let q = libm::sqrt(-2.0 * libm::log(share));
        along(&C, q) / (along(&D, q) * q + 1.0)
    };
    if share < TAIL {
        tail(share)
    } else if share > 1.0 - TAIL {
        -tail(1.0 - share)
    } else {
        let q = share - 0.5;
        let r = q * q;
        along(&A, r) * q / (along(&B, r) * r + 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{below, quantile};

    #[test]
    fn the_quantile_undoes_the_share_below() {
        for share in [1e-9, 0.001, 0.02, 0.3, 0.5, 0.77, 0.98, 0.999_99] {
            assert!((below(quantile(share)) - share).abs() < 1e-8 * share.max(0.01), "{share}");
        }
        assert!((quantile(0.975) - 1.959_964).abs() < 1e-6);
    }
}
