//! Units of values, and how one is turned into another.

use crate::diagnostic::nearest;

/// The units that definitions and codelists may name, written plainly.
pub(crate) const KNOWN: [&str; 38] = [
    "%",
    "mmHg",
    "kg/m2",
    "kg",
    "g",
    "cm",
    "m",
    "mmol/mol",
    "mmol/L",
    "umol/L",
    "nmol/L",
    "pmol/L",
    "mg/dL",
    "mg/L",
    "ug/L",
    "ng/L",
    "ng/mL",
    "pg/mL",
    "g/L",
    "g/dL",
    "mg/mmol",
    "mg/g",
    "mL/min/1.73m2",
    "mL/min",
    "10*9/L",
    "10*12/L",
    "U/L",
    "IU/L",
    "mU/L",
    "/min",
    "L",
    "mL",
    "L/min",
    "units/week",
    "cigarettes/day",
    "score",
    "count",
    "weeks",
];

/// Whether a text is a unit definitions may name, else the help that names one like it.
pub(crate) fn known(text: &str) -> Result<(), String> {
    if KNOWN.contains(&text) {
        return Ok(());
    }
    let lower = text.to_lowercase();
    let alike = KNOWN.iter().find(|unit| unit.to_lowercase() == lower).map(|unit| format!("did you mean `{unit}`?"));
    Err(alike.or_else(|| nearest(text, KNOWN)).unwrap_or_else(|| format!("units are {}", KNOWN.join(", "))))
}

/// One way from a unit to another: the factor, the shift after it, and when it holds.
struct Way {
    from: &'static str,
    to: &'static str,
    factor: f64,
    shift: f64,
    /// Words in the name of a codelist it holds for; none for any.
    of: &'static [&'static str],
    words: &'static str,
}

const fn plain(from: &'static str, to: &'static str, factor: f64, words: &'static str) -> Way {
    Way { from, to, factor, shift: 0.0, of: &[], words }
}

const fn of(names: &'static [&'static str], factor: f64, words: &'static str) -> Way {
    Way { from: "mmol/L", to: "mg/dL", factor, shift: 0.0, of: names, words }
}

/// Published conversions; HbA1c by the IFCC's master equation.
const WAYS: [Way; 11] = [
    Way {
        from: "%",
        to: "mmol/mol",
        factor: 10.929,
        shift: -2.15 * 10.929,
        of: &[],
        words: "HbA1c: mmol/mol = (% - 2.15) x 10.929",
    },
    of(&["glucose", "blood_sugar"], 18.016, "glucose: mg/dL = mmol/L x 18.016"),
    of(&["triglyceride"], 88.57, "triglycerides: mg/dL = mmol/L x 88.57"),
    of(&["cholesterol", "hdl", "ldl"], 38.67, "cholesterol: mg/dL = mmol/L x 38.67"),
    plain("mg/dL", "umol/L", 88.42, "creatinine: umol/L = mg/dL x 88.42"),
    plain("g/dL", "g/L", 10.0, "1 g/dL is 10 g/L"),
    plain("m", "cm", 100.0, "1 m is 100 cm"),
    plain("kg", "g", 1000.0, "1 kg is 1000 g"),
    plain("mg/mmol", "mg/g", 8.84, "albumin to creatinine: mg/g = mg/mmol x 8.84"),
    plain("ng/L", "pg/mL", 1.0, "1 ng/L is 1 pg/mL"),
    plain("ug/L", "ng/mL", 1.0, "1 ug/L is 1 ng/mL"),
];

/// How to say in `to` what a number in `from` says; `name` is the feature or codelist the number is compared with.
pub(crate) fn conversion(number: Option<f64>, from: &str, to: &str, name: &str) -> Option<String> {
    let fits = |way: &&Way| way.of.is_empty() || way.of.iter().any(|word| name.contains(word));
    let forwards = WAYS.iter().filter(fits).find(|way| way.from == from && way.to == to);
    let backwards = || WAYS.iter().filter(fits).find(|way| way.from == to && way.to == from);
    let (way, converted) = match forwards {
        Some(way) => (way, number.map(|number| number * way.factor + way.shift)),
        None => {
            let way = backwards()?;
            (way, number.map(|number| (number - way.shift) / way.factor))
        }
    };
    Some(match (number, converted) {
        (Some(number), Some(converted)) => {
            format!("{number} {from} is {} {to} ({})", rounded(converted), way.words)
        }
        _ => format!("change one of them ({})", way.words),
    })
}

/// Three figures are enough for a threshold.
fn rounded(number: f64) -> f64 {
    let places = if number.abs() >= 100.0 { 1.0 } else { 100.0 };
    let near = (number * places).round() / places;
    if (near - near.round()).abs() < 0.05 / places { near.round() } else { near }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hba1c_is_converted_by_the_master_equation() {
        assert_eq!(
            conversion(Some(6.5), "%", "mmol/mol", "hba1c").as_deref(),
            Some("6.5 % is 47.54 mmol/mol (HbA1c: mmol/mol = (% - 2.15) x 10.929)")
        );
        assert!(
            conversion(Some(48.0), "mmol/mol", "%", "hba1c")
                .is_some_and(|said| said.starts_with("48 mmol/mol is 6.54 %"))
        );
    }

    #[test]
    fn what_a_mole_weighs_depends_on_what_is_measured() {
        assert!(conversion(Some(5.0), "mmol/L", "mg/dL", "total_cholesterol").is_some_and(|said| said.contains("193")));
        assert!(conversion(Some(7.0), "mmol/L", "mg/dL", "fasting_glucose").is_some_and(|said| said.contains("126")));
        assert_eq!(conversion(Some(7.0), "mmol/L", "mg/dL", "sodium"), None);
        assert_eq!(conversion(Some(7.0), "mmHg", "kg", "x"), None);
    }

    #[test]
    fn a_unit_in_other_letters_is_suggested() {
        assert_eq!(known("mmhg"), Err("did you mean `mmHg`?".to_owned()));
        assert_eq!(known("mmol/mol"), Ok(()));
    }
}
