//! Reading `lattice.toml`.

use crate::canon::{canonical, sha256_hex};
use crate::reader::{Located, Problems, Sheet, parse_toml};
use crate::{Cuboid, Lattice, SourceFile};
use commonweal_model::{AgeBand, AreaType, Dimension, Family};
use std::ops::Range;

pub(crate) fn read_lattice(file: &SourceFile, problems: &Problems) -> Option<Lattice> {
    let table = parse_toml(file, problems)?;
    let sheet = Sheet::new(file, &table, problems);
    let ages = sheet.required_table("ages");
    let bands = ages.as_ref().map(|ages| (read_bands(ages, "shown"), read_bands(ages, "standard")));
    if let Some(ages) = ages {
        ages.finish();
    }
    let deprivation = read_deprivation(&sheet);
    let (cuboids, trends) = read_cuboids(&sheet, "cuboids", deprivation);
    let (standardisation, _) = read_cuboids(&sheet, "standardisation", deprivation);
    for (cuboid, place) in &standardisation {
        if cuboid.dimensions.contains(&Dimension::Age) {
            let message = "standardising is over age, so `age` cannot be one of its breakdowns";
            sheet.problem(place.clone(), message, None);
        }
        let shown = |(other, _): &(Cuboid, Range<usize>)| other == cuboid;
        if !cuboids.iter().any(shown) {
            let message = "what is standardised here is not among the cuboids, so it could never be shown";
            sheet.problem(place.clone(), message, Some("add it under [[cuboids]]".to_owned()));
        }
    }
    sheet.finish();
    let (age_bands, standard_age_bands) = bands?;
    let only = |list: Vec<(Cuboid, Range<usize>)>| list.into_iter().map(|(cuboid, _)| cuboid).collect();
    Some(Lattice {
        age_bands,
        standard_age_bands,
        deprivation: deprivation?,
        cuboids: only(cuboids),
        trends,
        standardisation: only(standardisation),
        hash: sha256_hex(&canonical(&table)),
    })
}

/// Age bands that cover every age once, youngest first.
fn read_bands(ages: &Sheet<'_>, key: &'static str) -> Vec<AgeBand> {
    let found = ages.texts(key);
    let bands: Vec<(AgeBand, &Located)> =
        found.iter().filter_map(|text| Some((ages.as_word::<AgeBand>(text, &[])?, text))).collect();
    if bands.len() < found.len() {
        return Vec::new();
    }
    let mut next = Some(0);
    for (band, text) in &bands {
        if next != Some(band.from) {
            let message = match next {
                Some(next) => format!("this band should begin at {next}, where the one before ends"),
                None => "no band can follow one that is open at the end".to_owned(),
            };
            ages.problem(text.span.clone(), message, Some("bands cover every age once, youngest first".to_owned()));
            return Vec::new();
        }
        next = band.to.map(|to| to + 1);
    }
    if next.is_some() {
        let message = format!("`{key}` should end with an open band, such as 80+");
        ages.problem(ages.place(key), message, None);
    }
    bands.into_iter().map(|(band, _)| band).collect()
}

fn read_deprivation(sheet: &Sheet<'_>) -> Option<Dimension> {
    let deprivations: Vec<&str> =
        Dimension::ALL.iter().filter(|dimension| dimension.is_deprivation()).map(|d| d.as_str()).collect();
    let dimension: Dimension = sheet.word("deprivation", &deprivations)?;
    if !dimension.is_deprivation() {
        let help = format!("one of {}", deprivations.join(", "));
        sheet.problem(sheet.place("deprivation"), format!("`{dimension}` is not deprivation"), Some(help));
        return None;
    }
    Some(dimension)
}

/// Smaller areas are not followed month by month: so few people change there that two months could tell who did.
const FOLLOWED: [AreaType; 7] = [
    AreaType::Country,
    AreaType::Region,
    AreaType::Icb,
    AreaType::County,
    AreaType::Place,
    AreaType::District,
    AreaType::Pcn,
];

/// Every area type of an entry with every breakdown of it, each once, with the entry's place; and those followed month by
/// month.
fn read_cuboids(
    sheet: &Sheet<'_>,
    key: &'static str,
    deprivation: Option<Dimension>,
) -> (Vec<(Cuboid, Range<usize>)>, Vec<Cuboid>) {
    let (mut cuboids, mut trends): (Vec<(Cuboid, Range<usize>)>, Vec<Cuboid>) = (Vec::new(), Vec::new());
    for entry in sheet.tables(key) {
        let place = entry.span();
        let family: Option<Family> = entry.word("family", &["residence", "registration"]);
        let area: Option<AreaType> = entry.word("area", &AreaType::ALL.iter().map(|a| a.as_str()).collect::<Vec<_>>());
        let edition = entry.text("edition");
        let by: Vec<Vec<Dimension>> = entry
            .lists_of_texts("by")
            .into_iter()
            .filter_map(|(texts, span)| read_dimensions(&entry, &texts, span, deprivation))
            .collect();
        let followed = if key == "cuboids" { read_trend(&entry, area, &by, deprivation) } else { Vec::new() };
        entry.finish();
        let (Some(family), Some(area_type), Some(area_edition)) = (family, area, edition) else { continue };
        let cuboid =
            |dimensions: Vec<Dimension>| Cuboid { family, area_type, area_edition: area_edition.clone(), dimensions };
        trends.extend(followed.into_iter().map(cuboid));
        for dimensions in by {
            let cuboid = cuboid(dimensions);
            let same = |(known, _): &(Cuboid, Range<usize>)| {
                (known.family, known.area_type, &known.dimensions) == (family, area_type, &cuboid.dimensions)
            };
            if cuboids.iter().any(same) {
                let by = listed(&cuboid.dimensions);
                sheet.problem(place.clone(), format!("{area_type} by {by} ({family}) is listed twice"), None);
            } else {
                cuboids.push((cuboid, place.clone()));
            }
        }
    }
    (cuboids, trends)
}

/// The breakdowns of an entry that are followed month by month; each must be among those it has.
fn read_trend(
    entry: &Sheet<'_>,
    area: Option<AreaType>,
    by: &[Vec<Dimension>],
    deprivation: Option<Dimension>,
) -> Vec<Vec<Dimension>> {
    if !entry.has("trend") {
        return Vec::new();
    }
    if let Some(area) = area.filter(|area| !FOLLOWED.contains(area)) {
        let message = format!("`{area}` is too small an area to be followed month by month");
        let help = "so few people change there that two months could tell who did; leave `trend` out".to_owned();
        entry.problem(entry.place("trend"), message, Some(help));
    }
    let mut followed: Vec<Vec<Dimension>> = Vec::new();
    for (texts, span) in entry.lists_of_texts("trend") {
        let Some(dimensions) = read_dimensions(entry, &texts, span.clone(), deprivation) else { continue };
        let problem = |message: String, help: &str| entry.problem(span.clone(), message, Some(help.to_owned()));
        if dimensions.len() > 1 {
            let help = "follow one of the two: from month to month so few people change that both could tell who did";
            problem("what is followed month by month has at most one characteristic".to_owned(), help);
        } else if !by.contains(&dimensions) {
            let help = "add it to `by`, or take it out here";
            problem(format!("`trend` follows {}, which `by` does not list", listed(&dimensions)), help);
        } else if followed.contains(&dimensions) {
            problem(format!("{} is listed twice", listed(&dimensions)), "once is enough");
        } else {
            followed.push(dimensions);
        }
    }
    followed
}

/// Characteristics in words: `sex and age`, `nothing`.
fn listed(dimensions: &[Dimension]) -> String {
    match dimensions {
        [] => "nothing".to_owned(),
        some => some.iter().map(|dimension| dimension.as_str()).collect::<Vec<_>>().join(" and "),
    }
}

fn read_dimensions(
    entry: &Sheet<'_>,
    texts: &[Located],
    span: Range<usize>,
    deprivation: Option<Dimension>,
) -> Option<Vec<Dimension>> {
    let known: Vec<&str> = Dimension::ALL.iter().map(|dimension| dimension.as_str()).collect();
    let mut dimensions: Vec<Dimension> = Vec::new();
    for text in texts {
        let dimension: Dimension = entry.as_word(text, &known)?;
        if dimension.is_deprivation() && deprivation.is_some_and(|used| used != dimension) {
            let message = format!("`{dimension}` is not the deprivation of this lattice");
            entry.problem(text.span.clone(), message, Some("one edition in a release".to_owned()));
        }
        if dimensions.contains(&dimension) {
            entry.problem(text.span.clone(), format!("`{dimension}` is listed twice"), None);
            return None;
        }
        dimensions.push(dimension);
    }
    if dimensions.len() > 2 {
        let help = "more would single people out; see the rules on disclosure".to_owned();
        entry.problem(span, "a breakdown has at most two characteristics", Some(help));
        return None;
    }
    dimensions.sort_unstable();
    Some(dimensions)
}
