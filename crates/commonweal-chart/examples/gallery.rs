//! Every chart on one page, with made-up figures: `cargo run --example gallery -- gallery.html reference/boundaries`.
//!
//! A second page, `gallery.svg` beside the first, is one chart as a file of its own.

#[path = "../tests/it/figures.rs"]
mod figures;

use commonweal_chart::{
    AgeRow, AreaMap, Boundary, CSS, Chart, Classes, DeprivationStrip, GradientBars, GroupBars, Line, MapLayer, MiniBar,
    People, Point, PopulationPyramid, PublicFigure, RankedAreas, Ring, Scale, Sparkline, SpineRow, Words, mark,
    project,
};
use commonweal_disclosure::Released;
use commonweal_model::{EthnicGroup, Polarity, Quintile};
use figures::{share, share_of_fifth};
use std::error::Error;
use std::fmt::Write;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(page), Some(boundaries)) = (arguments.next(), arguments.next()) else {
        return Err(
            "say where to write the page and where the boundaries are: gallery.html reference/boundaries".into()
        );
    };
    let system = share("E54000060", 265_400, 600_300, None);
    let msoas = layer(&Path::new(&boundaries).join("msoa21_notts.geojson.gz"), "msoa21cd", "msoa21hclnm")?;
    let charts = charts(&system, &msoas);
    let mut html =
        String::from("<!doctype html><html lang=\"en-GB\"><head><meta charset=\"utf-8\"><title>Charts</title>");
    html += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><style>";
    html += "body{font-family:Arial,sans-serif;color:#212b32;margin:16px;line-height:1.4}";
    html += "main{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,36rem),1fr));gap:48px}figure{margin:0;min-width:0}";
    html += "h2{font-size:22px;margin:0}table{border-collapse:collapse;font-size:14px}td,th{padding:4px 8px;border-bottom:1px solid #d8dde0;text-align:left}";
    html += ".n{text-align:right}.t{overflow-x:auto}details{margin-top:8px}";
    html += CSS;
    html += "</style></head><body><main>";
    for chart in &charts {
        figure(&mut html, chart)?;
    }
    html += "</main></body></html>";
    std::fs::write(&page, html)?;
    std::fs::write(
        Path::new(&page).with_extension("svg"),
        charts[0].file("Made-up people. 30 September 2025. Release r1."),
    )?;
    std::fs::write(
        Path::new(&page).with_extension("map.svg"),
        charts[3].file("Made-up people. 30 September 2025. Release r1."),
    )?;
    let bytes: usize = msoas.shapes.iter().map(|shape| shape.path.len()).sum();
    println!("{} charts; the map of {} areas has {bytes} bytes of paths", charts.len(), msoas.shapes.len());
    Ok(())
}

fn figure(html: &mut String, chart: &Chart) -> Result<(), Box<dyn Error>> {
    let escape = |words: &str| words.replace('&', "&amp;").replace('<', "&lt;");
    write!(html, "<figure><h2>{}</h2><p>{}</p>{}", escape(&chart.heading), escape(&chart.subtitle), chart.svg)?;
    write!(
        html,
        "<details><summary>Table and words</summary><p>{}</p><div class=\"t\"><table><tr>",
        escape(&chart.summary)
    )?;
    for column in &chart.table.columns {
        write!(html, "<th class=\"{}\">{}</th>", if column.numeric { "n" } else { "" }, escape(&column.label))?;
    }
    for row in chart.table.rows.iter().take(30) {
        *html += "</tr><tr>";
        for cell in row {
            let icon = cell.mark.map(mark::icon).unwrap_or_default();
            write!(html, "<td class=\"{}\">{icon}{}</td>", if cell.numeric { "n" } else { "" }, escape(&cell.text))?;
        }
    }
    *html += "</tr></table></div></details></figure>";
    Ok(())
}

fn words(id: &str, heading: &str, subtitle: &str) -> Words {
    Words { id: id.to_owned(), heading: heading.to_owned(), subtitle: subtitle.to_owned() }
}

const WHAT: &str = "Adults with high blood pressure checked and controlled, 12 months to 30 September 2025";

fn charts(system: &Released, msoas: &MapLayer) -> Vec<Chart> {
    let line = Line::of(system, "Nottingham and Nottinghamshire");
    let mut charts = Vec::new();
    let counts = [(38_100, 101_200), (45_000, 108_000), (52_400, 117_000), (61_300, 130_100), (68_600, 144_000)];
    let fifths = |hidden: usize| -> Vec<Point> {
        Quintile::ALL
            .iter()
            .zip(counts)
            .enumerate()
            .map(|(i, (fifth, (n, d)))| {
                let (n, d) = if i == hidden { (5, 60) } else { (n / 40, d / 40) };
                Point::of(&share_of_fifth(fifth.number(), n, d, Some(system)), fifth.label())
            })
            .collect()
    };
    charts.push(
        GradientBars {
            words: words(
                "gradient",
                "People in the most deprived fifth are 10 points less likely to be controlled",
                WHAT,
            ),
            fifths: fifths(9),
            line: line.clone(),
        }
        .svg(),
    );
    let groups = [
        (EthnicGroup::Asian, 410, 900),
        (EthnicGroup::Black, 160, 402),
        (EthnicGroup::Mixed, 71, 160),
        (EthnicGroup::White, 5_600, 12_400),
        (EthnicGroup::Other, 5, 34),
        (EthnicGroup::NotStated, 160, 500),
        (EthnicGroup::NotKnown, 201, 820),
    ]
    .map(|(group, n, d)| Point::of(&share("E54000060", n, d, Some(system)), group.label()));
    charts.push(
        GroupBars {
            words: words("ethnicity", "People whose ethnic group is not known are least likely to be controlled", WHAT),
            dimension: "Ethnic group".to_owned(),
            groups: groups[..5].to_vec(),
            unknown: groups[5..].to_vec(),
            line: line.clone(),
        }
        .svg(),
    );
    let districts = [
        ("E06000018", "Nottingham", 3_350, 8_700),
        ("E07000170", "Ashfield", 1_330, 3_300),
        ("E07000171", "Bassetlaw", 1_400, 3_190),
        ("E07000172", "Broxtowe", 1_460, 3_150),
        ("E07000173", "Gedling", 1_560, 3_370),
        ("E07000174", "Mansfield", 1_190, 3_040),
        ("E07000175", "Newark and Sherwood", 1_480, 3_280),
        ("E07000176", "Rushcliffe", 1_720, 3_320),
        ("E07000900", "Zeal Magna and the Hamlets beyond the River (hidden)", 3, 40),
        ("E07000901", "Aslockton-on-the-Hill (hidden)", 6, 40),
    ]
    .map(|(code, name, n, d)| Point::of(&share(code, n, d, Some(system)), name));
    let highlight = Some("E07000174".parse().expect("a district's code"));
    charts.push(
        RankedAreas {
            words: words("areas", "Mansfield and Nottingham are lowest; Rushcliffe is highest", WHAT),
            area_heading: "District".to_owned(),
            areas: districts.to_vec(),
            highlight: highlight.clone(),
            line: line.clone(),
        }
        .svg(),
    );
    let neighbourhoods = msoas.shapes.iter().enumerate().map(|(i, shape)| {
        let n = if i % 17 == 3 { 4 } else { 140 + (i as u64 * 37) % 90 + shape.middle.1 as u64 / 20 };
        Point::of(&share(shape.code.as_str(), n, 480, Some(system)), &shape.name)
    });
    charts.push(
        AreaMap {
            words: words("map", "Control is lower in the south of the city", WHAT),
            area_heading: "Neighbourhood".to_owned(),
            layer: msoas,
            areas: neighbourhoods.collect(),
            classes: Classes::EqualCount,
            highlight: msoas.shapes.get(40).map(|shape| shape.code.clone()),
            line: line.clone(),
        }
        .svg(),
    );
    charts.extend(profile());
    let years =
        [("2019/20", 400), ("2020/21", 371), ("2021/22", 4), ("2022/23", 402), ("2023/24", 428), ("2024/25", 441)];
    charts.push(
        Sparkline {
            words: words("spark", "Rising since 2022/23", WHAT),
            periods: years.map(|(year, n)| Point::of(&share("E54000060", n, 1_000, Some(system)), year)).to_vec(),
            line: line.clone(),
        }
        .svg(),
    );
    for (i, area) in [0, 5, 7, 8].into_iter().enumerate() {
        charts.push(
            SpineRow {
                words: words(&format!("spine-{i}"), districts[area].label(), WHAT),
                area: districts[area].clone(),
                areas: districts.to_vec(),
                line: line.clone(),
                polarity: Polarity::HigherIsBetter,
            }
            .svg(),
        );
    }
    let scale = Scale::from_zero(&groups, None);
    for (i, group) in groups.iter().enumerate().skip(3).take(2) {
        let point = group.clone();
        charts.push(MiniBar { words: words(&format!("mini-{i}"), group.label(), WHAT), point, scale }.svg());
    }
    charts.push(
        GradientBars {
            words: words("gradient-hidden", "One fifth cannot be shown", WHAT),
            fifths: fifths(2),
            line: line.clone(),
        }
        .svg(),
    );
    charts
}

/// Public figures: shapes like those of a city with two universities.
fn profile() -> Vec<Chart> {
    let census =
        |value: f64| PublicFigure { value, source: "Office for National Statistics, mid-2020 estimates".to_owned() };
    let shape = [57, 61, 60, 82, 141, 98, 81, 75, 66, 62, 60, 58, 52, 46, 43, 33, 24, 26];
    let england = [55, 59, 58, 56, 61, 66, 67, 66, 63, 66, 69, 67, 57, 50, 49, 36, 25, 26];
    let ages = shape.iter().zip(england).enumerate().map(|(i, (here, there))| {
        let age = if i == 17 { "85+".to_owned() } else { format!("{}-{}", 5 * i, 5 * i + 4) };
        let by_sex =
            |n: f64, tilt: f64| People::BySex { female: census(n * (1.0 + tilt)), male: census(n * (1.0 - tilt)) };
        AgeRow {
            age: age.parse().expect("an age band"),
            people: by_sex(f64::from(*here) * 150.0, i as f64 * 0.01 - 0.05),
            comparator: Some(by_sex(f64::from(there) * 28_000.0, i as f64 * 0.01 - 0.04)),
        }
    });
    let strip = [31.0, 20.6, 13.5, 9.1, 7.0, 6.2, 4.4, 3.9, 2.8, 1.5];
    let source = "English Indices of Deprivation 2019".to_owned();
    vec![
        PopulationPyramid {
            words: words("pyramid", "Nottingham is much younger than England", "People by age and sex, mid-2020"),
            area: "Nottingham".to_owned(),
            comparator: "England".to_owned(),
            ages: ages.collect(),
        }
        .svg(),
        DeprivationStrip {
            words: words(
                "strip",
                "Half the people live in the most deprived fifth of England",
                "IMD 2019, people mid-2020",
            ),
            tenths: strip.map(|value| PublicFigure { value, source: source.clone() }),
        }
        .svg(),
    ]
}

fn layer(path: &Path, code: &str, name: &str) -> Result<MapLayer, Box<dyn Error>> {
    let reader = flate2::read::GzDecoder::new(std::fs::File::open(path)?);
    let collection: serde_json::Value = serde_json::from_reader(reader)?;
    let features = collection["features"].as_array().ok_or("the boundaries have no features")?;
    let mut boundaries = Vec::new();
    for feature in features {
        let property = |key: &str| feature["properties"][key].as_str().ok_or("a boundary has no code or name");
        let geometry = &feature["geometry"];
        let coordinates = &geometry["coordinates"];
        let rings: Vec<Ring> = match geometry["type"].as_str() {
            Some("Polygon") => serde_json::from_value(coordinates.clone())?,
            _ => serde_json::from_value::<Vec<Vec<Ring>>>(coordinates.clone())?.into_iter().flatten().collect(),
        };
        boundaries.push(Boundary { code: property(code)?.parse()?, name: property(name)?.to_owned(), rings });
    }
    Ok(project(&boundaries))
}
