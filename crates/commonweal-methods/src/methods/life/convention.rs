//! Options that say which kind of life table.

use commonweal_stats::life_table::{Convention, InfantYears, Sex, TooHigh};

use crate::error::MethodError;
use crate::method::{Choice, Kind};
use crate::request::Request;

pub(crate) const INFANT: Choice = Choice {
    name: "infant",
    help: "how long those live who die in the first band: a tenth of it, or by a rule from the infant death rate",
    kind: Kind::Word(&["chiang", "andreev-kingkade", "coale-demeny"]),
    default: "chiang",
};

pub(crate) const INFANT_YEARS: Choice = Choice {
    name: "infant-years",
    help: "years that those live who die in the first band; takes the place of --infant",
    kind: Kind::Number,
    default: "",
};

pub(crate) const SEX: Choice = Choice {
    name: "sex",
    help: "whose deaths they are, for the rules of --infant that differ",
    kind: Kind::Word(&["persons", "female", "male"]),
    default: "persons",
};

pub(crate) const TOO_HIGH: Choice = Choice {
    name: "too-high",
    help: "where a rate gives a probability of death above 1: everybody dies in the band, or the risk is constant in it",
    kind: Kind::Word(&["everybody-dies", "constant-risk"]),
    default: "everybody-dies",
};

/// The convention of the options `infant`, `infant-years`, `sex` and `too-high`.
pub(crate) fn convention(request: &Request<'_>) -> Result<Convention, MethodError> {
    convention_of(request, "sex")
}

/// The same, with another option for the sex.
pub(crate) fn convention_of(request: &Request<'_>, sex: &str) -> Result<Convention, MethodError> {
    let sex = match request.text(sex)? {
        Some("female") => Sex::Female,
        Some("male") => Sex::Male,
        _ => Sex::Persons,
    };
    let infant = match (request.number("infant-years")?, request.text("infant")?) {
        (Some(years), _) => InfantYears::Given(years),
        (None, Some("andreev-kingkade")) => InfantYears::AndreevKingkade(sex),
        (None, Some("coale-demeny")) => InfantYears::CoaleDemeny(sex),
        (None, _) => InfantYears::Chiang,
    };
    let too_high = match request.text("too-high")? {
        Some("constant-risk") => TooHigh::ConstantRisk,
        _ => TooHigh::EverybodyDies,
    };
    Ok(Convention { infant, too_high })
}
