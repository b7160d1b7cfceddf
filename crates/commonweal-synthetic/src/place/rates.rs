//! The numbers of the model of who lives with whom, moves and dies, each with its source.

/// Values by age: each holds from its first age up to the next one's.
pub(crate) type ByAge = &'static [(i32, f64)];

/// The value at an age; the first one's below the first age.
pub(crate) fn at(table: ByAge, age: i32) -> f64 {
    let after = table.partition_point(|(from, _)| *from <= age);
    table.get(after.saturating_sub(1)).map_or(0.0, |(_, value)| *value)
}

// Who is in the records ------------------------------------------------------------------------------

/// People who moved away in the ten years of records, for each person living here at the end. Far fewer than
/// really leave (about four in a hundred people each year, ONS internal migration 2019), so that most of the
/// records are about people who live here. Judgement.
pub(crate) const LEFT_PER_RESIDENT: f64 = 0.065;
/// How much likelier than others people of an age are to leave. After ONS internal migration 2019, rounded.
pub(crate) const LEAVING: ByAge = &[(0, 0.4), (18, 1.5), (20, 5.0), (24, 3.0), (30, 1.5), (40, 0.6), (60, 0.3)];
/// Share of people who leave who are students at the end of their course. Judgement.
pub(crate) const LEAVING_STUDENTS: f64 = 0.45;
/// Share of people living here who never registered with a practice here. Judgement.
pub(crate) const NEVER_REGISTERED: f64 = 0.012;

// Households -----------------------------------------------------------------------------------------

/// Share of people who live in a care home, by age: women. ONS, older people living in care homes, Census 2021:
/// 2.5 % at 65 and over; the split by age and sex is rounded.
pub(crate) const CARE_HOME_WOMEN: ByAge =
    &[(0, 0.0), (65, 0.004), (70, 0.008), (75, 0.018), (80, 0.045), (85, 0.10), (90, 0.19)];
/// The same for men.
pub(crate) const CARE_HOME_MEN: ByAge =
    &[(0, 0.0), (65, 0.005), (70, 0.008), (75, 0.015), (80, 0.030), (85, 0.06), (90, 0.11)];
/// Share of neighbourhoods that have a care home; those that have one hold everybody's share. Judgement.
pub(crate) const CARE_HOME_NEIGHBOURHOODS: f64 = 0.4;
/// Most people in one care home. Judgement: homes have 40 places on average.
pub(crate) const CARE_HOME_PLACES: usize = 60;
/// Share of families with children that have one parent, by fifth of deprivation, most deprived first. Census
/// 2021, England and Wales: 25 % of families with dependent children; the gradient is judgement.
pub(crate) const LONE_PARENTS: [f64; 5] = [0.38, 0.29, 0.22, 0.17, 0.13];
/// Share of lone parents who are fathers. ONS, families and households, 2022: 15 %.
pub(crate) const LONE_FATHERS: f64 = 0.15;
/// Children in families: one, two, three, four. ONS, families and households, 2022: 44, 41 and 15 %.
pub(crate) const CHILDREN: [f64; 4] = [0.42, 0.41, 0.12, 0.05];
/// Women who live with a partner or with children and will give birth within forty weeks, by age. After ONS, births by
/// age, 2021: so many that the coming births are as frequent as those of the last ten years.
pub(crate) const EXPECTING: ByAge =
    &[(0, 0.0), (18, 0.07), (22, 0.11), (28, 0.13), (34, 0.09), (38, 0.037), (42, 0.006), (46, 0.0)];
/// Days of a pregnancy.
pub(crate) const PREGNANCY: i32 = 280;
/// Chance that a next child is a twin. ONS, birth characteristics, 2021: 14 maternities in 1,000 are multiple.
pub(crate) const TWIN: f64 = 0.014;
/// Age of women at their first child, by fifth of deprivation, most deprived first. ONS, birth characteristics,
/// 2021: mean age of first-time mothers 29.2; the gradient is judgement.
pub(crate) const FIRST_CHILD: [f64; 5] = [26.5, 28.0, 29.2, 30.2, 31.0];
/// Its standard deviation, in years.
pub(crate) const FIRST_CHILD_SPREAD: f64 = 5.0;
/// Share of women without children at home who live with a partner, by age. After Census 2021, living
/// arrangements, rounded.
pub(crate) const WITH_PARTNER: ByAge = &[
    (18, 0.05),
    (20, 0.12),
    (25, 0.40),
    (30, 0.50),
    (35, 0.54),
    (45, 0.62),
    (50, 0.70),
    (65, 0.68),
    (75, 0.54),
    (80, 0.38),
    (85, 0.22),
    (90, 0.10),
];
/// Share of couples of one sex. ONS, families and households, 2022: about 1 in 70.
pub(crate) const SAME_SEX: f64 = 0.014;
/// Of other adults from 35: share who live alone, by age. Judgement, so that about 30 % of households are of one
/// person (Census 2021).
pub(crate) const ALONE: ByAge = &[(35, 0.50), (50, 0.64), (65, 0.85), (80, 0.90)];
/// Of other adults below 35: share who live with a parent, by age. ONS, young adults living with their parents,
/// 2022, rounded.
pub(crate) const WITH_PARENTS: ByAge = &[(18, 0.90), (20, 0.70), (23, 0.60), (26, 0.42), (30, 0.25), (33, 0.15)];
/// Of other adults below 35 who are not students: share who live alone. Judgement.
pub(crate) const YOUNG_ALONE: f64 = 0.38;

// Moving ---------------------------------------------------------------------------------------------

/// Mean years at one address, by age on leaving it. After Census 2021, address a year before: about one person in
/// ten had moved, most of them young.
pub(crate) const YEARS_AT_ADDRESS: ByAge =
    &[(0, 4.0), (18, 2.5), (25, 4.0), (30, 6.5), (40, 11.0), (50, 16.0), (60, 22.0), (80, 18.0)];
/// Share of moves that come from outside the area, by age. Fewer than really do, to match
/// [`LEFT_PER_RESIDENT`] and the growth of the population.
pub(crate) const FROM_OUTSIDE: ByAge = &[(0, 0.05), (18, 0.085), (40, 0.05), (60, 0.04)];
/// The same for students.
pub(crate) const STUDENTS_FROM_OUTSIDE: f64 = 0.85;
/// Share of the others who were born here.
pub(crate) const BORN_HERE: f64 = 0.7;
/// Share of moves between neighbourhoods of like deprivation in one district; share anywhere in the district; the
/// rest are anywhere here. Judgement: most moves are short.
pub(crate) const MOVES_ALIKE: f64 = 0.6;
pub(crate) const MOVES_IN_DISTRICT: f64 = 0.22;
/// Share of people who keep their practice on moving. Judgement.
pub(crate) const KEEP_PRACTICE: f64 = 0.25;
/// Mean days from arriving or moving to registering. Judgement.
pub(crate) const DAYS_TO_REGISTER: f64 = 40.0;
/// Mean years lived in a care home. Judgement, after Forder and Fernandez 2011 (2.2 years).
pub(crate) const YEARS_IN_CARE_HOME: f64 = 2.2;
/// Share of the people who died at an age who lived in a care home. After ONS deaths by place, 2021: one in five.
pub(crate) const DIED_IN_CARE_HOME: ByAge = &[(0, 0.0), (65, 0.05), (75, 0.16), (85, 0.32), (90, 0.42)];
/// Share of men and women who die from 50 on who leave a partner. Judgement.
pub(crate) const LEFT_A_PARTNER: [f64; 2] = [0.30, 0.55];

// Ethnic group ---------------------------------------------------------------------------------------

/// How readily a household is of a minority background, by the age of its eldest. After Census 2021, age by ethnic
/// group in England: 5 % of people of Asian and 7 % of Black backgrounds are 65 and over, against 22 % of White.
pub(crate) const MINORITY: ByAge = &[(0, 1.0), (45, 0.8), (60, 0.45), (70, 0.25)];
/// How readily somebody is of a mixed background, by age. Census 2021: most are below 30.
pub(crate) const MIXED: ByAge = &[(0, 0.8), (18, 0.5), (30, 0.22), (50, 0.08)];
