//! A pass as JSON, for the machines that run it.

use crate::cells::{CellDimension, CellSpec};
use crate::error::EngineError;
use crate::geography::Geography;
use crate::scan::RecordFiles;
use crate::spec::{PassSpec, Questions};
use commonweal_cohort::SourceFile;
use commonweal_cohort::evaluate::Interval;
use commonweal_model::Family;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pass {
    questions: Asked,
    intervals: Vec<(String, String)>,
    files: BTreeMap<String, Vec<Vec<PathBuf>>>,
    areas: Vec<String>,
    residence: BTreeMap<String, Vec<(String, u32)>>,
    registration: BTreeMap<String, Vec<(String, u32)>>,
    cuboids: Vec<Cuboid>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
enum Asked {
    Library { files: Vec<(String, String)>, cohorts: Vec<String>, indicators: Vec<String> },
    Query(String),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cuboid {
    family: String,
    area_type: String,
    dimensions: Vec<Dimension>,
    questions: Vec<u16>,
    intervals: Vec<u16>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
enum Dimension {
    Imd2019Quintile,
    Imd2025Quintile,
    Ethnicity,
    Sex,
    Age(Vec<String>),
}

impl PassSpec {
    /// The pass as JSON.
    pub fn to_json(&self) -> String {
        let areas = self.geography.areas();
        let of_family = |family| {
            let keys = self.geography.of_family(family).iter();
            let places = keys.map(|(key, areas)| {
                let areas = areas.iter().map(|(of, id)| (of.as_str().to_owned(), id.0));
                (key.clone(), areas.collect())
            });
            places.collect()
        };
        let pass = Pass {
            questions: match &self.questions {
                Questions::Library { files, cohorts, indicators } => Asked::Library {
                    files: files.iter().map(|file| (file.path.clone(), file.text.clone())).collect(),
                    cohorts: cohorts.clone(),
                    indicators: indicators.clone(),
                },
                Questions::Query { definition } => Asked::Query(definition.clone()),
            },
            intervals: self.intervals.iter().map(|i| (i.start.to_string(), i.end.to_string())).collect(),
            files: self.files.tables.clone(),
            areas: areas.iter().map(ToString::to_string).collect(),
            residence: of_family(Family::Residence),
            registration: of_family(Family::Registration),
            cuboids: self.specs.iter().map(cuboid).collect(),
        };
        serde_json::to_string(&pass).expect("texts and numbers are JSON")
    }

    /// A pass read back from [`PassSpec::to_json`].
    ///
    /// # Errors
    /// `Definition` where the text is of another version of this program.
    pub fn from_json(text: &str) -> Result<Self, EngineError> {
        let pass: Pass = serde_json::from_str(text).map_err(|error| unknown(&error))?;
        let questions = match pass.questions {
            Asked::Library { files, cohorts, indicators } => {
                let files = files.into_iter().map(|(path, text)| SourceFile { path, text }).collect();
                Questions::Library { files, cohorts, indicators }
            }
            Asked::Query(definition) => Questions::Query { definition },
        };
        let day = |text: &str| text.parse().map_err(|error| unknown(&error));
        let intervals = pass.intervals.iter().map(|(start, end)| Ok(Interval { start: day(start)?, end: day(end)? }));
        let intervals = intervals.collect::<Result<_, EngineError>>()?;
        let mut geography = Geography::new();
        // The counts that come back name areas by their ids, so these are given in the same order.
        for area in &pass.areas {
            geography.id(area.parse().map_err(|error| unknown(&error))?);
        }
        for (family, places) in [(Family::Residence, &pass.residence), (Family::Registration, &pass.registration)] {
            for (key, areas) in places {
                for (area_type, area) in areas {
                    let code = pass.areas.get(*area as usize).ok_or_else(|| unknown(&"an area is not listed"))?;
                    let code = code.parse().map_err(|error| unknown(&error))?;
                    geography.insert(family, key, area_type.parse().map_err(|error| unknown(&error))?, code);
                }
            }
        }
        let specs = pass.cuboids.iter().map(spec).collect::<Result<_, _>>()?;
        Ok(Self::new(questions, intervals, RecordFiles { tables: pass.files }).with_cells(geography, specs))
    }
}

fn unknown(error: &dyn std::fmt::Display) -> EngineError {
    EngineError::Definition(format!("the pass was sent by another version of this program: {error}"))
}

fn cuboid(spec: &CellSpec) -> Cuboid {
    let dimension = |dimension: &CellDimension| match dimension {
        CellDimension::Imd2019Quintile => Dimension::Imd2019Quintile,
        CellDimension::Imd2025Quintile => Dimension::Imd2025Quintile,
        CellDimension::Ethnicity => Dimension::Ethnicity,
        CellDimension::Sex => Dimension::Sex,
        CellDimension::Age(bands) => Dimension::Age(bands.iter().map(ToString::to_string).collect()),
    };
    Cuboid {
        family: spec.family.as_str().to_owned(),
        area_type: spec.area_type.as_str().to_owned(),
        dimensions: spec.dimensions.iter().map(dimension).collect(),
        questions: spec.questions.clone(),
        intervals: spec.intervals.clone(),
    }
}

fn spec(cuboid: &Cuboid) -> Result<CellSpec, EngineError> {
    let dimension = |dimension: &Dimension| {
        Ok(match dimension {
            Dimension::Imd2019Quintile => CellDimension::Imd2019Quintile,
            Dimension::Imd2025Quintile => CellDimension::Imd2025Quintile,
            Dimension::Ethnicity => CellDimension::Ethnicity,
            Dimension::Sex => CellDimension::Sex,
            Dimension::Age(bands) => {
                let bands = bands.iter().map(|band| band.parse().map_err(|error| unknown(&error)));
                CellDimension::Age(bands.collect::<Result<_, EngineError>>()?)
            }
        })
    };
    Ok(CellSpec {
        family: cuboid.family.parse().map_err(|error| unknown(&error))?,
        area_type: cuboid.area_type.parse().map_err(|error| unknown(&error))?,
        dimensions: cuboid.dimensions.iter().map(dimension).collect::<Result<_, EngineError>>()?,
        questions: cuboid.questions.clone(),
        intervals: cuboid.intervals.clone(),
    })
}
