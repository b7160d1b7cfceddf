//! Who has which condition: margins by age, sex, deprivation and ethnic group, and how conditions hang together.

use super::{NOTHING, Odds};

/// One condition: who has it, and what it shares with others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ConditionOdds {
    /// How likely it is recorded, by age, sex, deprivation and ethnic group. Where there is a register of the
    /// Quality and Outcomes Framework the level is moved, practice by practice, to the published prevalence.
    pub odds: Odds,
    /// Log odds added for people who die within the records.
    pub dying: f64,
    /// Correlations with weight, smoking, mental distress and burden of illness, in this order. They make
    /// conditions depend on each other and leave each one's own frequency as it is.
    pub loadings: [f64; 4],
    /// When it is first recorded.
    pub onset: Onset,
}

/// When a condition is first recorded, for somebody who has it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Onset {
    /// At ages at which it becomes more common.
    WithAge,
    /// So many years ago in the mean, fewer being likelier.
    YearsAgo(f64),
    /// At this age in the mean, with this standard deviation.
    AtAge(f64, f64),
}

const fn line(about: &'static str, youngest: i32, ages: [f64; 3], others: [f64; 5]) -> Odds {
    let [at_50, per_decade, per_decade_squared] = ages;
    let [man, per_step, asian, black, mixed_other] = others;
    Odds {
        about,
        ages: (youngest, 130),
        at_50,
        per_decade,
        per_decade_squared,
        man,
        per_step,
        asian,
        black,
        mixed_other,
        ..NOTHING
    }
}

const fn condition(odds: Odds, dying: f64, loadings: [f64; 4], onset: Onset) -> ConditionOdds {
    ConditionOdds { odds, dying, loadings, onset }
}

use Onset::{AtAge, WithAge, YearsAgo};

/// Every condition, in the order of `Condition`: the first 21 are registers.
///
/// Levels of registers are set by practice from Q. Shapes by age and sex: General Practice Research Database and
/// Health Survey for England as summarised by age in Barnett et al., Lancet 2012, read by eye. Gradients by
/// deprivation: M, allowing for deprived areas being younger. Ethnic groups: P CL-119 for hypertension (twice as
/// likely in Black groups); diabetes two to three times as likely in Asian and Black groups (Health Survey for
/// England 2004; NICE PH46); severe mental illness as in the Adult Psychiatric Morbidity Survey 2014. Loadings are
/// judgement: pairs of heart and metabolic conditions get odds ratios of about 2 to 3 at the same age; smoking's
/// are set so that about a third of people with COPD smoke (P CL-057). Levels without a register are named.
pub static CONDITIONS: [ConditionOdds; 36] = [
    condition(
        line("atrial fibrillation", 18, [-5.0, 1.15, -0.08], [0.35, 0.02, -0.7, -0.7, -0.3]),
        0.7,
        [0.15, 0.05, 0.0, 0.40],
        WithAge,
    ),
    condition(
        line("asthma", 3, [-2.7, 0.0, -0.02], [-0.15, 0.05, -0.2, -0.3, 0.05]),
        0.1,
        [0.15, 0.05, 0.10, 0.25],
        AtAge(22.0, 20.0),
    ),
    condition(
        line("cancer", 2, [-3.6, 0.85, -0.08], [-0.1, -0.03, -0.4, -0.2, -0.2]),
        1.8,
        [0.0, 0.15, 0.0, 0.25],
        WithAge,
    ),
    condition(
        line("coronary heart disease", 30, [-4.1, 1.15, -0.14], [0.85, 0.12, 0.45, -0.5, 0.0]),
        0.8,
        [0.20, 0.25, 0.0, 0.50],
        WithAge,
    ),
    condition(
        line("chronic kidney disease", 18, [-4.5, 1.35, -0.06], [-0.2, 0.05, 0.1, 0.2, 0.0]),
        1.0,
        [0.20, 0.10, 0.0, 0.50],
        WithAge,
    ),
    condition(
        line("COPD", 35, [-4.4, 1.0, -0.15], [0.05, 0.22, -0.6, -0.7, -0.2]),
        1.3,
        [0.0, 0.50, 0.10, 0.35],
        WithAge,
    ),
    condition(
        line("dementia", 45, [-6.8, 1.42, 0.0], [-0.1, 0.06, -0.1, 0.1, 0.0]),
        1.6,
        [0.0, 0.0, 0.10, 0.40],
        YearsAgo(3.2),
    ),
    condition(
        line("depression", 18, [-1.8, -0.03, -0.05], [-0.55, 0.11, -0.5, -0.7, -0.1]),
        0.2,
        [0.10, 0.20, 0.70, 0.25],
        YearsAgo(7.0),
    ),
    condition(
        line("type 2 diabetes", 20, [-3.0, 0.68, -0.12], [0.3, 0.13, 1.1, 0.75, 0.4]),
        0.5,
        [0.50, 0.05, 0.0, 0.30],
        WithAge,
    ),
    condition(
        line("epilepsy", 1, [-4.7, 0.02, 0.0], [0.05, 0.11, -0.4, -0.3, 0.0]),
        0.5,
        [0.0, 0.0, 0.15, 0.25],
        AtAge(25.0, 22.0),
    ),
    condition(
        line("heart failure", 30, [-6.0, 1.25, -0.05], [0.45, 0.11, 0.0, 0.1, 0.0]),
        1.6,
        [0.20, 0.15, 0.0, 0.60],
        YearsAgo(4.5),
    ),
    condition(
        line("hypertension", 18, [-1.83, 0.85, -0.10], [0.1, 0.06, 0.15, 0.75, 0.1]),
        0.4,
        [0.35, 0.05, 0.0, 0.30],
        WithAge,
    ),
    condition(
        line("learning disability", 3, [-5.2, -0.1, -0.03], [0.35, 0.14, 0.0, -0.1, 0.0]),
        0.5,
        [0.0, 0.0, 0.10, 0.20],
        AtAge(5.0, 3.0),
    ),
    condition(
        line("severe mental illness", 16, [-4.5, 0.0, -0.06], [0.1, 0.14, 0.1, 0.7, 0.4]),
        0.7,
        [0.10, 0.16, 0.55, 0.20],
        AtAge(31.0, 11.0),
    ),
    condition(
        line("non-diabetic hyperglycaemia", 18, [-3.1, 0.65, -0.12], [0.05, 0.05, 0.6, 0.4, 0.2]),
        0.0,
        [0.35, 0.05, 0.0, 0.15],
        YearsAgo(3.5),
    ),
    condition(
        line("obesity register", 18, [-2.3, 0.12, -0.07], [-0.15, 0.14, 0.0, 0.25, 0.05]),
        -0.2,
        [0.80, 0.0, 0.0, 0.10],
        YearsAgo(0.5),
    ),
    condition(
        line("osteoporotic fracture", 50, [-7.0, 1.1, 0.0], [-1.5, 0.03, -0.7, -0.9, -0.3]),
        1.0,
        [-0.15, 0.10, 0.0, 0.35],
        YearsAgo(4.0),
    ),
    condition(
        line("peripheral arterial disease", 40, [-5.6, 1.05, -0.12], [0.75, 0.17, -0.5, -0.2, 0.0]),
        1.1,
        [0.05, 0.50, 0.0, 0.45],
        WithAge,
    ),
    condition(
        line("palliative care", 18, [-6.4, 0.75, 0.05], [0.0, 0.02, -0.2, -0.2, 0.0]),
        3.8,
        [0.0, 0.05, 0.0, 0.40],
        YearsAgo(0.8),
    ),
    condition(
        line("rheumatoid arthritis", 16, [-4.9, 0.55, -0.08], [-0.85, 0.03, 0.0, -0.1, 0.0]),
        0.4,
        [0.0, 0.10, 0.0, 0.35],
        WithAge,
    ),
    condition(
        line("stroke or TIA", 25, [-4.6, 1.1, -0.10], [0.2, 0.08, 0.0, 0.2, 0.0]),
        1.1,
        [0.10, 0.20, 0.0, 0.45],
        WithAge,
    ),
    // About one person in 200 at any age: National Diabetes Audit 2020-21.
    condition(
        line("type 1 diabetes", 2, [-5.3, -0.02, 0.0], [0.15, 0.0, -0.4, -0.2, 0.0]),
        0.5,
        [0.0, 0.0, 0.0, 0.10],
        AtAge(17.0, 12.0),
    ),
    // One adult in eleven with an entry, as in general practice (John et al., BMC Psychiatry 2015), judgement.
    condition(
        line("anxiety", 11, [-2.4, -0.12, -0.06], [-0.6, 0.08, -0.4, -0.6, 0.0]),
        0.1,
        [0.0, 0.15, 0.65, 0.25],
        YearsAgo(5.0),
    ),
    // 1.8 % of pupils (Roman-Urrestarazu et al., 2021, pupils of English state schools); few older adults are diagnosed.
    condition(
        line("autism", 4, [-7.0, -0.75, 0.0], [0.9, 0.02, -0.4, -0.1, 0.0]),
        0.2,
        [0.0, -0.10, 0.30, 0.10],
        AtAge(9.0, 6.0),
    ),
    // Thin bones without an entry; one woman in five over 50 (International Osteoporosis Foundation 2021).
    condition(
        line("osteoporosis", 50, [-4.3, 0.9, 0.0], [-1.4, 0.0, -0.3, -0.9, -0.3]),
        0.4,
        [-0.15, 0.10, 0.0, 0.30],
        WithAge,
    ),
    // About 0.7 % of adults, judgement.
    condition(
        line("chronic liver disease", 20, [-4.7, 0.25, -0.12], [0.25, 0.15, 0.2, 0.0, 0.0]),
        1.6,
        [0.20, 0.15, 0.10, 0.30],
        WithAge,
    ),
    // 190 in 100,000 (Public Health England 2020).
    condition(
        line("multiple sclerosis", 18, [-5.7, 0.0, -0.2], [-1.0, 0.0, -0.9, -0.6, -0.3]),
        0.6,
        [0.0, 0.10, 0.0, 0.20],
        AtAge(36.0, 10.0),
    ),
    // 270 in 100,000 at all ages from 45 (Parkinson's UK 2017).
    condition(
        line("Parkinson's disease", 45, [-7.5, 1.3, -0.1], [0.4, 0.0, -0.2, -0.4, -0.1]),
        1.3,
        [0.0, -0.10, 0.0, 0.30],
        YearsAgo(5.0),
    ),
    // Possible dependence in 3 to 4 % of adults (Adult Psychiatric Morbidity Survey 2014).
    condition(
        line("harmful drinking", 16, [-3.3, -0.05, -0.12], [0.75, 0.22, -1.3, -0.8, 0.0]),
        1.0,
        [0.0, 0.45, 0.40, 0.10],
        YearsAgo(6.0),
    ),
    // Nine in 1,000 people of 15 to 64 use opiates or crack in the area (Hay et al. 2019).
    condition(
        line("drug misuse", 16, [-4.8, -0.35, -0.2], [0.9, 0.40, -0.7, -0.2, 0.3]),
        1.2,
        [0.0, 0.55, 0.50, 0.10],
        YearsAgo(7.0),
    ),
    // Judgement: recorded in about 0.6 % of adults.
    condition(
        line("personality disorder", 18, [-5.0, -0.3, -0.15], [-0.5, 0.2, -0.7, -0.3, 0.0]),
        0.5,
        [0.0, 0.35, 0.65, 0.10],
        AtAge(29.0, 8.0),
    ),
    // Judgement: recorded in about 0.6 %, mostly young women.
    condition(
        line("eating disorder", 10, [-6.2, -0.5, -0.05], [-1.7, -0.03, -0.4, -0.5, 0.0]),
        0.5,
        [-0.30, 0.0, 0.50, 0.10],
        AtAge(17.0, 4.0),
    ),
    // A third of people of 45 and over have sought care (Versus Arthritis 2021); fewer at younger ages.
    condition(
        line("osteoarthritis or back pain", 20, [-1.6, 0.6, -0.08], [-0.2, 0.1, -0.1, -0.1, 0.0]),
        0.2,
        [0.30, 0.05, 0.10, 0.35],
        WithAge,
    ),
    // 3.6 % of people (Ingoe et al., 2017).
    condition(
        line("hypothyroidism", 10, [-2.6, 0.4, -0.05], [-1.5, 0.0, 0.0, -0.6, 0.0]),
        0.2,
        [0.10, 0.0, 0.0, 0.20],
        WithAge,
    ),
    // 0.81 % of people (Pasvol et al., BMJ Open 2020).
    condition(
        line("inflammatory bowel disease", 10, [-4.7, 0.05, -0.05], [0.05, 0.0, 0.1, -0.5, 0.0]),
        0.3,
        [0.0, 0.05, 0.0, 0.20],
        AtAge(34.0, 14.0),
    ),
    // 7 % of adults say they ever harmed themselves (Adult Psychiatric Morbidity Survey 2014); half is recorded.
    condition(
        line("self-harm", 10, [-4.0, -0.4, -0.08], [-0.4, 0.2, -0.5, -0.4, 0.1]),
        0.5,
        [0.0, 0.35, 0.65, 0.10],
        AtAge(22.0, 9.0),
    ),
];
