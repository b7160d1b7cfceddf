//! The outlines of areas, from the GeoJSON files in `boundaries/`.

use serde_json::Value;

use crate::codes::CodeKind;
use crate::error::ReferenceError;
use crate::source::Source;

/// The outline of one area.
#[derive(Debug, Clone, PartialEq)]
pub struct Boundary {
    /// GSS code.
    pub code: String,
    /// Name; for MSOAs the House of Commons Library's.
    pub name: String,
    /// Polygons, each an outer ring followed by its holes, each a closed line of
    /// (longitude, latitude) in degrees WGS84.
    pub rings: Vec<Vec<Vec<(f64, f64)>>>,
}

pub(crate) struct Layer {
    pub(crate) name: &'static str,
    pub(crate) file: &'static str,
    code: &'static str,
    title: &'static str,
    kind: CodeKind,
}

pub(crate) const LAYERS: [Layer; 7] = [
    Layer {
        name: "icb",
        file: "boundaries/icb_qt1.geojson.gz",
        code: "icb22cd",
        title: "icb22nm",
        kind: CodeKind::Icb,
    },
    Layer {
        name: "lad",
        file: "boundaries/lad_notts.geojson.gz",
        code: "ladcd",
        title: "ladnm",
        kind: CodeKind::District,
    },
    Layer {
        name: "lsoa11",
        file: "boundaries/lsoa11_notts.geojson.gz",
        code: "lsoa11cd",
        title: "lsoa11nm",
        kind: CodeKind::Lsoa,
    },
    Layer {
        name: "lsoa21",
        file: "boundaries/lsoa21_notts.geojson.gz",
        code: "lsoa21cd",
        title: "lsoa21nm",
        kind: CodeKind::Lsoa,
    },
    Layer {
        name: "msoa11",
        file: "boundaries/msoa11_notts.geojson.gz",
        code: "msoa11cd",
        title: "msoa11hclnm",
        kind: CodeKind::Msoa,
    },
    Layer {
        name: "msoa21",
        file: "boundaries/msoa21_notts.geojson.gz",
        code: "msoa21cd",
        title: "msoa21hclnm",
        kind: CodeKind::Msoa,
    },
    Layer {
        name: "ward25",
        file: "boundaries/ward25_notts.geojson.gz",
        code: "wd25cd",
        title: "wd25nm",
        kind: CodeKind::Ward,
    },
];

pub(crate) fn layer(name: &str) -> Result<&'static Layer, ReferenceError> {
    LAYERS.iter().find(|layer| layer.name == name).ok_or_else(|| ReferenceError::UnknownLayer {
        name: name.chars().take(40).collect(),
        known: LAYERS.map(|layer| layer.name).join(", "),
    })
}

/// The areas of a layer in order of code, each with the code of its district where the layer has one.
pub(crate) fn read(source: &Source, layer: &Layer) -> Result<Vec<(Boundary, Option<String>)>, ReferenceError> {
    let fault = |rule: String| ReferenceError::file(layer.file, rule);
    let text = source.text(layer.file)?;
    let json: Value = serde_json::from_str(&text).map_err(|e| fault(format!("not GeoJSON ({e})")))?;
    let features = json["features"].as_array().ok_or_else(|| fault("it has no `features`".to_owned()))?;
    let mut found = Vec::with_capacity(features.len());
    for (at, feature) in features.iter().enumerate() {
        let property = |name: &str| feature["properties"][name].as_str().map(str::to_owned);
        let wrong = |what: &str| fault(format!("feature {} {what}", at + 1));
        let code = property(layer.code).filter(|code| layer.kind.matches(code));
        let code = code.ok_or_else(|| wrong(&format!("has no `{}` that is {}", layer.code, layer.kind.shape())))?;
        let name = property(layer.title).ok_or_else(|| wrong(&format!("has no `{}`", layer.title)))?;
        let shape = &feature["geometry"]["coordinates"];
        let rings = match feature["geometry"]["type"].as_str() {
            Some("Polygon") => polygon(shape).map(|rings| vec![rings]),
            Some("MultiPolygon") => shape.as_array().and_then(|all| all.iter().map(polygon).collect()),
            _ => None,
        };
        let rings = rings.filter(|rings: &Vec<_>| !rings.is_empty());
        let rings = rings.ok_or_else(|| wrong("is not a polygon of closed rings in England, in degrees WGS84"))?;
        let district = property("ladcd").filter(|code| CodeKind::District.matches(code));
        found.push((Boundary { code, name, rings }, district));
    }
    found.sort_by(|(a, _), (b, _)| a.code.cmp(&b.code));
    if let Some(pair) = found.windows(2).find(|pair| pair[0].0.code == pair[1].0.code) {
        return Err(fault(format!("{} appears twice; keep one feature", pair[0].0.code)));
    }
    Ok(found)
}

fn polygon(shape: &Value) -> Option<Vec<Vec<(f64, f64)>>> {
    let rings = shape.as_array()?;
    if rings.is_empty() { None } else { rings.iter().map(ring).collect() }
}

fn ring(shape: &Value) -> Option<Vec<(f64, f64)>> {
    let points: Vec<(f64, f64)> = shape.as_array()?.iter().map(point).collect::<Option<_>>()?;
    (points.len() >= 4 && points.first() == points.last()).then_some(points)
}

fn point(shape: &Value) -> Option<(f64, f64)> {
    let [longitude, latitude] = &shape.as_array()?[..] else { return None };
    let (longitude, latitude) = (longitude.as_f64()?, latitude.as_f64()?);
    ((-7.0..=2.0).contains(&longitude) && (49.0..=56.0).contains(&latitude)).then_some((longitude, latitude))
}
