//! The records of ehrQL's own workload: about a hundred rows a person, some seventy events and thirty medications.
//!
//! The order in which random numbers are drawn is part of the recipe: the same rows come from its Python form.

use super::twister::Twister;

const SEED: u32 = 20_261_121;
/// Days from 2010-01-01 to 2024-03-31.
const SPAN: i32 = 5_203;
/// 2010-01-01, in days since 1970-01-01.
const FIRST_DAY: i32 = 14_610;

const BMI: (&str, f64, f64, f64) = ("60621009", 5.0, 17.0, 42.0);
const WEIGHT: (&str, f64, f64, f64) = ("27113001", 6.0, 40.0, 130.0);
const CHOLESTEROL: (&str, f64, f64, f64) = ("1005671000000105", 4.0, 2.5, 8.0);
const EGFR: (&str, f64, f64, f64) = ("1011481000000105", 6.0, 15.0, 95.0);
const SMOKING: [&str; 3] = ["77176002", "8517006", "8392000"];
/// Name, code, share of patients, and the code that resolves it.
const CONDITIONS: [(&str, &str, f64, Option<&str>); 10] = [
    ("dm", "44054006", 0.08, Some("315051004")),
    ("dm1", "46635009", 0.005, None),
    ("htn", "38341003", 0.16, Some("162659009")),
    ("asthma", "195967001", 0.09, Some("162660004")),
    ("ckd", "709044004", 0.05, None),
    ("copd", "13645005", 0.025, None),
    ("chd", "53741008", 0.04, None),
    ("stroke", "230690007", 0.02, None),
    ("dep", "35489007", 0.13, Some("196381000000100")),
    ("af", "49436004", 0.03, None),
];

/// A patient, days since 1970-01-01.
pub(crate) struct Patient {
    pub(crate) id: i64,
    /// Year and month of birth; the day is the first.
    pub(crate) born: (i32, i32),
    pub(crate) sex: &'static str,
    pub(crate) died: Option<i32>,
    /// Start, end and practice.
    pub(crate) registrations: Vec<(i32, Option<i32>, i64)>,
    /// Day, code and value.
    pub(crate) events: Vec<(i32, String, Option<f64>)>,
    /// Day and code.
    pub(crate) medications: Vec<(i32, String)>,
}

/// So many patients, one after the other.
pub(crate) fn patients(count: i64) -> impl Iterator<Item = Patient> {
    let mut random = Twister::new(SEED);
    let lists = Lists::new();
    (1..=count).map(move |id| patient(id, &mut random, &lists))
}

struct Lists {
    background: Vec<String>,
    statins: Vec<String>,
    metformin: Vec<String>,
    inhalers: Vec<String>,
    blood_pressure: Vec<String>,
    antibiotics: Vec<String>,
    other: Vec<String>,
}

impl Lists {
    fn new() -> Self {
        let list = |base: i64, step: i64, end: i64| (1..end).map(|at| (base + step * at).to_string()).collect();
        Self {
            background: list(100_000_000, 7_919, 1_500),
            statins: list(320_000_000, 101, 21),
            metformin: list(325_000_000, 101, 9),
            inhalers: list(319_000_000, 101, 31),
            blood_pressure: list(318_000_000, 101, 41),
            antibiotics: list(323_000_000, 101, 16),
            other: list(330_000_000, 103, 800),
        }
    }
}

fn pick<'a, T: AsRef<str>>(random: &mut Twister, choices: &'a [T]) -> &'a str {
    choices[random.below(choices.len() as f64) as usize].as_ref()
}

/// Python's `round(number, 1)`.
fn to_tenths(number: f64) -> f64 {
    format!("{number:.1}").parse().expect("a printed number can be read")
}

fn patient(id: i64, random: &mut Twister, lists: &Lists) -> Patient {
    let span = f64::from(SPAN);
    let age = (100.0 * (random.share() * 0.6 + random.share() * 0.4)) as i32;
    let mut born = (2024 - age, 1 + random.below(12.0));
    if born > (2024, 3) {
        born.1 = 1 + random.below(3.0);
    }
    let sex = if random.share() < 0.505 {
        "female"
    } else if random.share() < 0.995 {
        "male"
    } else {
        ["intersex", "unknown"][random.below(2.0) as usize]
    };
    let dies = random.share() < 0.002 + f64::from((age - 60).max(0)) * 0.004;
    let died = dies.then(|| FIRST_DAY + random.below(span));
    let registrations = registrations(random);
    let frail = 0.35 + 1.3 * (f64::from(age) / 100.0);
    let (mut events, ill) = diagnoses(random, frail);
    measurements(random, frail, ill.contains(&"dm"), lists, &mut events);
    let medications = medications(random, frail, &ill, lists);
    let events = events.into_iter().map(|(day, code, value)| (FIRST_DAY + day, code, value)).collect();
    Patient { id, born, sex, died, registrations, events, medications }
}

fn registrations(random: &mut Twister) -> Vec<(i32, Option<i32>, i64)> {
    let mut spells = Vec::new();
    let mut start = (random.share() * f64::from(SPAN) * 0.5) as i32;
    let count = 1 + i32::from(random.share() < 0.25) + i32::from(random.share() < 0.08);
    for _ in 0..count {
        let last = random.share() < 0.85;
        let ends = start + 60 + random.below(2_500.0);
        let end = (!last && ends <= SPAN).then_some(FIRST_DAY + ends);
        let practice = 1 + random.below(400.0);
        spells.push((FIRST_DAY + start, end, i64::from(practice)));
        if end.is_none() {
            break;
        }
        start = SPAN.min(ends + random.below(30.0));
    }
    spells
}

type Events = Vec<(i32, String, Option<f64>)>;

fn diagnoses(random: &mut Twister, frail: f64) -> (Events, Vec<&'static str>) {
    let (mut events, mut ill) = (Vec::new(), Vec::new());
    let span = f64::from(SPAN);
    for (name, code, share, resolved) in CONDITIONS {
        if random.share() >= share * frail * 1.3 {
            continue;
        }
        let first = random.below(span);
        ill.push(name);
        for _ in 0..1 + random.below(4.0) {
            events.push((SPAN.min(first + random.below(1_500.0)), code.to_owned(), None));
        }
        if let Some(resolved) = resolved
            && random.share() < 0.08
        {
            events.push((SPAN.min(first + random.below(2_000.0)), resolved.to_owned(), None));
        }
    }
    (events, ill)
}

fn measurements(random: &mut Twister, frail: f64, diabetes: bool, lists: &Lists, events: &mut Events) {
    let span = f64::from(SPAN);
    let readings = (random.share() * 14.0 * frail) as i32;
    for _ in 0..readings {
        let day = random.below(span);
        let systolic = (105.0 + 60.0 * random.share() + 12.0 * random.share()).round_ties_even();
        events.push((day, "271649006".to_owned(), Some(systolic)));
        events.push((day, "271650006".to_owned(), Some((60.0 + 35.0 * random.share()).round_ties_even())));
    }
    if diabetes || random.share() < 0.2 {
        for _ in 0..1 + random.below(12.0) {
            let day = random.below(span);
            let known = random.share() >= 0.02;
            let value = known.then(|| to_tenths(34.0 + 60.0 * random.share() * random.share()));
            events.push((day, "999791000000106".to_owned(), value));
        }
    }
    for (code, most, low, high) in [BMI, WEIGHT, CHOLESTEROL, EGFR] {
        let count = (random.share() * most * frail) as i32;
        for _ in 0..count {
            let day = random.below(span);
            events.push((day, code.to_owned(), Some(to_tenths(low + (high - low) * random.share()))));
        }
    }
    for _ in 0..random.below(5.0) {
        let day = random.below(span);
        events.push((day, pick(random, &SMOKING).to_owned(), None));
    }
    let count = (115.0 * frail * random.share() * (0.3 + random.share())) as i32;
    for _ in 0..count {
        let day = random.below(span);
        let code = pick(random, &lists.background).to_owned();
        let without = random.share() < 0.7;
        events.push((day, code, (!without).then(|| to_tenths(100.0 * random.share()))));
    }
}

fn medications(random: &mut Twister, frail: f64, ill: &[&str], lists: &Lists) -> Vec<(i32, String)> {
    let mut issued = Vec::new();
    let mut issue = |random: &mut Twister, list: &[String]| {
        let day = FIRST_DAY + random.below(f64::from(SPAN));
        issued.push((day, pick(random, list).to_owned()));
    };
    let treatments = [
        (&lists.statins, "chd", 40.0),
        (&lists.metformin, "dm", 50.0),
        (&lists.inhalers, "asthma", 30.0),
        (&lists.blood_pressure, "htn", 40.0),
    ];
    for (list, condition, most) in treatments {
        if ill.contains(&condition) && random.share() < 0.7 {
            for _ in 0..random.below(most) {
                issue(random, list);
            }
        }
    }
    for _ in 0..random.below(6.0) {
        issue(random, &lists.antibiotics);
    }
    let count = (52.0 * frail * random.share() * (0.3 + random.share())) as i32;
    for _ in 0..count {
        issue(random, &lists.other);
    }
    issued
}
