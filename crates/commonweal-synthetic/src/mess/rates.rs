//! How often what goes wrong, with its source.

/// Networks' shares of people whose general practice record has no known ethnic category, lowest and highest: CL-153
/// and CL-154. Networks lie between them, more of them near the lower end (judgement).
pub(crate) const ETHNICITY_MISSING: (f64, f64) = (0.03, 0.18);
/// Times as likely to be missing at 16 to 34, and from 65 on: younger adults give and are asked less (judgement, after
/// Scobie, Spencer and Raleigh, Ethnicity coding in English health service datasets, Nuffield Trust 2021).
pub(super) const MISSING_YOUNG: f64 = 1.4;
pub(super) const MISSING_OLD: f64 = 0.6;
/// What brings the mean of the two back to 1 in this area's ages.
pub(super) const MISSING_LEVEL: f64 = 0.98;
/// Of missing categories: the share with no record at all, and of the rest that of `Z`, not stated; others are `99`,
/// not known (judgement).
pub(super) const NO_RECORD: f64 = 0.45;
pub(super) const NOT_STATED: f64 = 0.6;
/// Share of other services' records that say `Z` and `99` (judgement, after the same report: about a tenth in hospital).
pub(super) const ELSEWHERE_NOT_STATED: f64 = 0.06;
pub(super) const ELSEWHERE_NOT_KNOWN: f64 = 0.05;
/// Share of other services' records that contradict the person, for White British people and for others: the same
/// report finds few of the former and a fifth to a third of the latter with differing codes; the levels are judgement.
pub(crate) const CONTRADICTS: (f64, f64) = (0.012, 0.14);
/// Share of records whose sex is unknown (judgement).
pub(crate) const SEX_UNKNOWN: f64 = 0.0005;
/// Share of moves between practices after which the old registration ends late, and of those the share that never ends
/// (judgement; lists hold some 4 % more people than there are, NHS Digital and ONS 2020).
pub(crate) const LATE_DEREGISTRATION: f64 = 0.01;
pub(crate) const NEVER_DEREGISTERED: f64 = 0.2;
/// Share of coded events and medicines that stand twice, as after a transfer of records (judgement).
pub(crate) const TWICE: f64 = 0.005;
/// Share of vaccinations that the practice and the national system both record (judgement).
pub(crate) const VACCINATION_TWICE: f64 = 0.015;
/// Share of coded events that are dated by the day of typing, up to so many days late (judgement).
pub(crate) const LATE: f64 = 0.01;
pub(super) const LATE_DAYS: i32 = 45;
/// Share of coded events dated 1 January 1900, the day some systems put where none is known (judgement).
pub(crate) const NO_DAY: f64 = 0.0002;
/// Share of coded events dated ten years on by a slip of the hand (judgement).
pub(crate) const TEN_YEARS_ON: f64 = 0.00005;
/// Share of values in another unit: HbA1c in per cent, cholesterol in mg/dL, body mass index without its point
/// (judgement).
pub(crate) const WRONG_UNIT: f64 = 0.004;
/// Share of registered people of 13 and over who have opted out of the use of their records for planning and research
/// (NHS Digital, National Data Opt-out, 2023: 5.4 % of England).
pub(crate) const OPTED_OUT: f64 = 0.054;
/// Share of opt-outs of the months May to September 2021 (judgement, after the same series: most came then).
pub(super) const OPTED_OUT_IN_2021: f64 = 0.6;
