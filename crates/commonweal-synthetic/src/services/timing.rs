//! When in the year things happen, and how the pandemic held them back.

use crate::day::{Calendar, Day};

/// When things happen: more in some months, fewer in the pandemic.
#[derive(Debug)]
pub(super) struct Timing {
    /// By month of the year: mean about 1.
    months: [f64; 12],
    /// By month from March 2020: the share of the usual that went on.
    pandemic: [f64; 24],
    most: f64,
}

impl Timing {
    const fn new(months: [f64; 12], pandemic: [f64; 24]) -> Self {
        let mut most = 1.0;
        let mut at = 0;
        while at < 12 {
            if months[at] > most {
                most = months[at];
            }
            at += 1;
        }
        Self { months, pandemic, most }
    }

    /// The most that it is ever.
    pub(super) fn most(&self) -> f64 {
        self.most
    }

    /// How much of the usual happens on a day.
    pub(super) fn at(&self, calendar: &Calendar, day: Day) -> f64 {
        let date = calendar.date(day);
        let month = i32::from(date.month());
        let since = (i32::from(date.year()) - 2020) * 12 + month - 3;
        let held = usize::try_from(since).ok().and_then(|at| self.pandemic.get(at)).copied().unwrap_or(1.0);
        self.months[usize::try_from(month - 1).unwrap_or(0)] * held
    }
}

const LEVEL: [f64; 12] = [1.0; 12];
/// Judgement, after HES monthly admissions: emergency admissions of older people and respiratory ones peak in winter.
const WINTER: [f64; 12] = [1.08, 1.04, 1.02, 0.98, 0.97, 0.96, 0.96, 0.94, 0.96, 1.01, 1.03, 1.05];
/// Judgement: planned care slackens in August and December.
const WORKING: [f64; 12] = [1.05, 1.02, 1.05, 0.98, 1.0, 1.03, 1.02, 0.93, 1.02, 1.05, 1.05, 0.80];

/// Emergency attendances. Source: NHS England, A&E Attendances and Emergency Admissions, monthly totals of 2020-22
/// against the same month of 2019.
pub(super) static ATTENDANCES: Timing = Timing::new(
    [0.97, 0.97, 1.02, 1.0, 1.03, 1.03, 1.04, 0.98, 1.01, 1.02, 1.0, 0.96],
    [
        0.71, 0.43, 0.58, 0.67, 0.71, 0.80, 0.80, 0.73, 0.68, 0.72, 0.62, 0.64, 0.80, 0.88, 0.96, 1.0, 0.98, 0.97, 1.0,
        1.0, 0.97, 0.92, 0.90, 0.96,
    ],
);
/// Emergency admissions. Source: as attendances.
pub(super) static EMERGENCIES: Timing = Timing::new(
    WINTER,
    [
        0.79, 0.61, 0.74, 0.83, 0.88, 0.91, 0.91, 0.88, 0.83, 0.85, 0.82, 0.80, 0.90, 0.95, 0.98, 0.98, 0.97, 0.96,
        0.96, 0.94, 0.93, 0.91, 0.90, 0.92,
    ],
);
/// Referrals to consultants. Source: NHS England, Referral to Treatment waiting times, new clock starts 2020-22.
pub(super) static REFERRALS: Timing = Timing::new(
    WORKING,
    [
        0.70, 0.30, 0.40, 0.56, 0.68, 0.75, 0.84, 0.88, 0.86, 0.85, 0.72, 0.76, 0.90, 0.90, 0.92, 0.95, 0.93, 0.92,
        0.95, 0.94, 0.97, 0.95, 0.93, 0.96,
    ],
);
/// Outpatient follow-up. Source: NHS Digital, Hospital Outpatient Activity 2020-21 and 2021-22.
pub(super) static OUTPATIENTS: Timing = Timing::new(
    WORKING,
    [
        0.83, 0.60, 0.62, 0.74, 0.80, 0.82, 0.90, 0.92, 0.92, 0.92, 0.86, 0.88, 0.97, 0.96, 0.97, 1.0, 0.98, 0.97, 1.0,
        1.0, 1.0, 0.97, 0.96, 1.0,
    ],
);
/// Community care. Source: NHS England, Community Services Statistics 2020-22; judgement for months.
pub(super) static COMMUNITY: Timing = Timing::new(
    LEVEL,
    [
        0.85, 0.68, 0.70, 0.76, 0.82, 0.84, 0.88, 0.90, 0.90, 0.90, 0.88, 0.90, 0.94, 0.95, 0.96, 0.97, 0.97, 0.97,
        0.98, 0.98, 0.98, 0.97, 0.97, 0.99,
    ],
);
/// Referrals to mental health services. Source: NHS Digital, Mental Health Services Monthly Statistics 2020-21.
pub(super) static MENTAL_HEALTH: Timing = Timing::new(
    [1.03, 1.02, 1.05, 0.97, 1.02, 1.02, 0.98, 0.90, 1.0, 1.06, 1.05, 0.90],
    [
        0.82, 0.60, 0.66, 0.78, 0.88, 0.86, 1.0, 1.03, 1.02, 1.0, 0.96, 1.0, 1.06, 1.05, 1.05, 1.05, 1.03, 1.02, 1.05,
        1.05, 1.05, 1.02, 1.0, 1.02,
    ],
);
/// What goes on the same all the year.
pub(super) static ALWAYS: Timing = Timing::new(LEVEL, [1.0; 24]);
