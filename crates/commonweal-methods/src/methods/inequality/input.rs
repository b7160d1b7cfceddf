//! Groups of people as a table has them: values with standard errors, or counts.

use commonweal_stats::inequality::{Better, Group, Reference};

use crate::error::MethodError;
use crate::method::{Choice, Kind, Role, may_have, needs};
use crate::request::Request;

pub(super) const GROUP: Role = may_have("group", "name of the group");
pub(super) const POPULATION: Role = needs("population", "people in the group (person-time, with --counts events)");
pub(super) const VALUE: Role = may_have("value", "rate, proportion or mean of the group; or give events");
pub(super) const STANDARD_ERROR: Role = may_have("standard_error", "standard error of the value; limits need it");
pub(super) const EVENTS: Role = may_have("events", "people or events counted, where there is no column of values");

pub(super) const PER: Choice = Choice {
    name: "per",
    help: "unit of the values: 1 for proportions, 100 for percentages, 100000 for such rates",
    kind: Kind::Number,
    default: "1",
};

pub(super) const COUNTS: Choice = Choice {
    name: "counts",
    help: "what the column of events counts: people (each once at most) or events (one person may have several)",
    kind: Kind::Word(&["people", "events"]),
    default: "people",
};

pub(super) const BETTER: Choice = Choice {
    name: "better",
    help: "which values are good for people: lower or higher",
    kind: Kind::Word(&["lower", "higher"]),
    default: "lower",
};

pub(super) const REFERENCE: Choice = Choice {
    name: "reference",
    help: "name of the group that the others are held against; else the best",
    kind: Kind::Text,
    default: "",
};

/// The unit of the values.
pub(super) fn per(request: &Request<'_>) -> Result<f64, MethodError> {
    let per = request.number("per")?.unwrap_or(1.0);
    if per > 0.0 { Ok(per) } else { Err(request.bad("per", "give a number above zero")) }
}

/// Which direction is good.
pub(super) fn better(request: &Request<'_>) -> Result<Better, MethodError> {
    Ok(if request.text("better")? == Some("higher") { Better::Higher } else { Better::Lower })
}

/// Groups of a table, one for each row.
pub(super) struct GroupColumns<'a> {
    names: Option<Vec<Option<String>>>,
    population: &'a [f64],
    source: Source<'a>,
    per: f64,
    reference: Option<&'a str>,
}

enum Source<'a> {
    Values { values: &'a [f64], errors: Option<&'a [f64]> },
    Counts { events: &'a [f64], of_people: bool },
}

/// The groups of some rows.
pub(super) struct Gathered {
    pub(super) groups: Vec<Group>,
    pub(super) reference: Reference,
    pub(super) left_out: bool,
}

impl<'a> GroupColumns<'a> {
    pub(super) fn of(request: &'a Request<'a>) -> Result<Self, MethodError> {
        let source = match (request.numbers_if("value")?, request.numbers_if("events")?) {
            (Some(values), _) => Source::Values { values, errors: request.numbers_if("standard_error")? },
            (None, Some(events)) => Source::Counts { events, of_people: request.text("counts")? == Some("people") },
            (None, None) => Source::Values { values: request.numbers("value")?, errors: None },
        };
        Ok(Self {
            names: request.words_if("group")?,
            population: request.numbers("population")?,
            source,
            per: per(request)?,
            reference: request.text("reference")?,
        })
    }

    /// Groups of these rows; rows without a value or a population are left out.
    pub(super) fn gather(&self, rows: &[usize]) -> Result<Gathered, String> {
        let (mut groups, mut names, mut left_out) = (vec![], vec![], false);
        for &row in rows {
            match self.group(row)? {
                Some(group) => {
                    groups.push(group);
                    names.push(self.names.as_ref().and_then(|names| names[row].clone()));
                }
                None => left_out = true,
            }
        }
        if groups.is_empty() {
            return Err("no group has a value and a population".to_owned());
        }
        let reference = match self.reference {
            None => Reference::Best,
            Some(wanted) => names
                .iter()
                .position(|name| name.as_deref() == Some(wanted))
                .map(Reference::Group)
                .ok_or("no group with a value has the name given with --reference")?,
        };
        Ok(Gathered { groups, reference, left_out })
    }

    fn group(&self, row: usize) -> Result<Option<Group>, String> {
        let population = self.population[row];
        let (value, standard_error) = match &self.source {
            Source::Values { values, errors } => {
                (values[row], errors.map(|errors| errors[row]).filter(|error| !error.is_nan()))
            }
            Source::Counts { events, of_people } => {
                let events = events[row];
                if events < 0.0 {
                    return Err(format!("the count of row {} is below zero; check it", row + 1));
                }
                let share = events / population;
                if *of_people && share > 1.0 {
                    return Err(format!(
                        "row {} counts more people than its population; use --counts events for repeat events",
                        row + 1
                    ));
                }
                let variance = if *of_people { share * (1.0 - share) } else { share } / population;
                (share * self.per, Some(variance.sqrt() * self.per))
            }
        };
        if population.is_nan() || (value.is_nan() && population != 0.0) {
            return Ok(None);
        }
        if population <= 0.0 {
            return Err(format!("row {} has no population; leave it out or merge it with another group", row + 1));
        }
        Ok(Some(Group { population, value, standard_error }))
    }
}

/// A sentence about one of the groups of the answer.
pub(super) fn place(group: &str, sentence: &str) -> String {
    if group.is_empty() { sentence.to_owned() } else { format!("in {group}: {sentence}") }
}

pub(super) const LEFT_OUT: &str =
    "rows without a value or a population are left out, so the groups are not the whole population";
