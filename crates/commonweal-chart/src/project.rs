//! From longitude and latitude to the paths of a small map.

use commonweal_model::AreaCode;

/// One ring of a boundary: longitude and latitude in degrees, first point repeated last or not.
pub type Ring = Vec<(f64, f64)>;

/// A boundary before projection.
#[derive(Debug, Clone)]
pub struct Boundary {
    /// The area's code.
    pub code: AreaCode,
    /// The name readers know it by.
    pub name: String,
    /// Outer rings and holes alike; the map fills them by the even-odd rule.
    pub rings: Vec<Ring>,
}

/// One area of a map, ready to draw.
#[derive(Debug, Clone, PartialEq)]
pub struct MapShape {
    /// The area's code.
    pub code: AreaCode,
    /// The name readers know it by.
    pub name: String,
    /// SVG path data in the units of the layer.
    pub path: String,
    /// A point well inside its largest ring, for a label.
    pub middle: (f64, f64),
}

/// The areas of one map, projected together.
#[derive(Debug, Clone, PartialEq)]
pub struct MapLayer {
    /// In the order they were given.
    pub shapes: Vec<MapShape>,
    /// Width in pixels.
    pub width: f64,
    /// Height in pixels.
    pub height: f64,
}

/// Width of a projected layer in pixels.
const WIDTH: f64 = 560.0;
/// Room around the outermost boundary in pixels, for its stroke.
const MARGIN: f64 = 2.0;
/// Points of a boundary that depart less than this from a straight line are dropped, in pixels.
const TOLERANCE: f64 = 0.7;

/// Projects boundaries of one part of the country on to a layer 560 pixels wide.
///
/// Equirectangular about the middle latitude: across an integrated care system it is out by less than a pixel. A shared
/// boundary is simplified to the same points from both of its sides, so that neighbours still meet.
#[must_use]
pub fn project(boundaries: &[Boundary]) -> MapLayer {
    let all = || boundaries.iter().flat_map(|b| &b.rings).flatten();
    let bounds = all().fold(None, |bounds, &(x, y)| match bounds {
        None => Some((x, x, y, y)),
        Some((west, east, south, north)) => {
            Some((f64::min(west, x), f64::max(east, x), f64::min(south, y), f64::max(north, y)))
        }
    });
    let Some((west, east, south, north)) = bounds.filter(|(west, east, ..)| east > west) else {
        return MapLayer { shapes: Vec::new(), width: WIDTH, height: WIDTH };
    };
    let across = cosine_of_degrees((south + north) / 2.0);
    let scale = (WIDTH - 2.0 * MARGIN) / ((east - west) * across);
    // Whole tenths of a pixel, so that neighbours round to the same points.
    let tenths = |&(lon, lat): &(f64, f64)| -> (i32, i32) {
        let x = MARGIN + (lon - west) * across * scale;
        let y = MARGIN + (north - lat) * scale;
        ((10.0 * x).round() as i32, (10.0 * y).round() as i32)
    };
    let projected: Vec<Vec<Vec<(i32, i32)>>> = boundaries
        .iter()
        .map(|b| b.rings.iter().map(|ring| closed_once(ring.iter().map(tenths).collect())).collect())
        .collect();
    let corners = Corners::of(&projected);
    let shapes = boundaries
        .iter()
        .zip(&projected)
        .map(|(boundary, rings)| {
            let rings: Vec<Vec<(i32, i32)>> =
                rings.iter().map(|r| corners.simplify(r)).filter(|r| r.len() > 2).collect();
            MapShape {
                code: boundary.code.clone(),
                name: boundary.name.clone(),
                path: rings.iter().map(|ring| path_of(ring)).collect(),
                middle: middle_of(&rings),
            }
        })
        .collect();
    let height = 2.0 * MARGIN + (north - south) * scale;
    MapLayer { shapes, width: WIDTH, height: height.ceil() }
}

/// Taylor's series, because the platform's cosine may differ in its last bit from machine to machine.
fn cosine_of_degrees(degrees: f64) -> f64 {
    let x = degrees.to_radians();
    let (mut term, mut sum) = (1.0, 1.0);
    for n in 1..12 {
        term *= -x * x / f64::from((2 * n - 1) * (2 * n));
        sum += term;
    }
    sum
}

fn closed_once(mut ring: Vec<(i32, i32)>) -> Vec<(i32, i32)> {
    ring.dedup();
    while ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    ring
}

/// The points where three or more boundaries meet: they stay, so that each stretch between two of them is simplified
/// alone and comes out the same from either side.
struct Corners {
    kept: std::collections::BTreeSet<(i32, i32)>,
}

impl Corners {
    fn of(areas: &[Vec<Vec<(i32, i32)>>]) -> Self {
        use std::collections::{BTreeMap, BTreeSet};
        let mut neighbours: BTreeMap<(i32, i32), BTreeSet<(i32, i32)>> = BTreeMap::new();
        for ring in areas.iter().flatten() {
            for (i, &point) in ring.iter().enumerate() {
                let next = ring[(i + 1) % ring.len()];
                neighbours.entry(point).or_default().insert(next);
                neighbours.entry(next).or_default().insert(point);
            }
        }
        Self { kept: neighbours.into_iter().filter(|(_, near)| near.len() > 2).map(|(point, _)| point).collect() }
    }

    fn simplify(&self, ring: &[(i32, i32)]) -> Vec<(i32, i32)> {
        let mut fixed: Vec<usize> = (0..ring.len()).filter(|&i| self.kept.contains(&ring[i])).collect();
        if fixed.len() < 2 {
            // An island, or a hole with one neighbour: start from its least and greatest points, whichever way round it runs.
            let Some(least) = (0..ring.len()).min_by_key(|&i| ring[i]) else { return Vec::new() };
            let greatest = (0..ring.len()).max_by_key(|&i| ring[i]).unwrap_or(least);
            fixed = vec![least, greatest];
            fixed.sort_unstable();
            fixed.dedup();
        }
        let mut out = Vec::new();
        for (n, &from) in fixed.iter().enumerate() {
            let to = fixed[(n + 1) % fixed.len()];
            let length = (to + ring.len() - from) % ring.len();
            let length = if length == 0 { ring.len() } else { length };
            let stretch: Vec<(i32, i32)> = (0..=length).map(|i| ring[(from + i) % ring.len()]).collect();
            let mut kept = simplify_stretch(&stretch);
            kept.pop();
            out.extend(kept);
        }
        out
    }
}

/// Douglas and Peucker's method. The stretch is walked from its lesser end, so both of its sides give the same points.
fn simplify_stretch(stretch: &[(i32, i32)]) -> Vec<(i32, i32)> {
    let reversed = stretch.first() > stretch.last();
    let points: Vec<(i32, i32)> = if reversed { stretch.iter().rev().copied().collect() } else { stretch.to_vec() };
    let mut keep = vec![false; points.len()];
    keep[0] = true;
    keep[points.len() - 1] = true;
    let mut open = vec![(0, points.len() - 1)];
    while let Some((from, to)) = open.pop() {
        let farthest = (from + 1..to).map(|i| (i, distance(points[i], points[from], points[to]))).fold(
            None,
            |best: Option<(usize, f64)>, (i, d)| if best.is_none_or(|(_, far)| d > far) { Some((i, d)) } else { best },
        );
        if let Some((i, d)) = farthest.filter(|(_, d)| *d > 10.0 * TOLERANCE) {
            debug_assert!(d.is_finite(), "whole tenths of a pixel have a finite distance");
            keep[i] = true;
            open.push((from, i));
            open.push((i, to));
        }
    }
    let mut kept: Vec<(i32, i32)> = points.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(p, _)| p).collect();
    if reversed {
        kept.reverse();
    }
    kept
}

/// From a point to the straight line between two others, in tenths of a pixel.
fn distance(p: (i32, i32), a: (i32, i32), b: (i32, i32)) -> f64 {
    let (px, py) = (f64::from(p.0 - a.0), f64::from(p.1 - a.1));
    let (dx, dy) = (f64::from(b.0 - a.0), f64::from(b.1 - a.1));
    let length = dx * dx + dy * dy;
    if length == 0.0 {
        return (px * px + py * py).sqrt();
    }
    let along = ((px * dx + py * dy) / length).clamp(0.0, 1.0);
    let (ex, ey) = (px - along * dx, py - along * dy);
    (ex * ex + ey * ey).sqrt()
}

/// `M` to the first point, then steps from point to point: shorter than places.
fn path_of(ring: &[(i32, i32)]) -> String {
    let mut path = String::new();
    let mut last = (0, 0);
    for (i, &point) in ring.iter().enumerate() {
        let (dx, dy) = (point.0 - last.0, point.1 - last.1);
        path.push_str(match i {
            0 => "M",
            1 => "l",
            _ if dx < 0 => "",
            _ => " ",
        });
        path.push_str(&tenth(dx));
        if dy >= 0 {
            path.push(' ');
        }
        path.push_str(&tenth(dy));
        last = point;
    }
    path.push('z');
    path
}

fn tenth(n: i32) -> String {
    let sign = if n < 0 { "-" } else { "" };
    let (whole, rest) = (n.unsigned_abs() / 10, n.unsigned_abs() % 10);
    match (whole, rest) {
        (_, 0) => format!("{sign}{whole}"),
        (0, _) => format!("{sign}.{rest}"),
        _ => format!("{sign}{whole}.{rest}"),
    }
}

/// The middle of the widest level stretch inside the largest ring, tried at nine heights: inside even where the centre
/// of gravity is not.
fn middle_of(rings: &[Vec<(i32, i32)>]) -> (f64, f64) {
    let area = |ring: &Vec<(i32, i32)>| -> i64 {
        let pairs = ring.iter().zip(ring.iter().cycle().skip(1));
        pairs.map(|(a, b)| i64::from(a.0) * i64::from(b.1) - i64::from(b.0) * i64::from(a.1)).sum::<i64>().abs()
    };
    let Some(ring) = rings.iter().max_by_key(|ring| area(ring)) else { return (0.0, 0.0) };
    let top = ring.iter().map(|p| p.1).min().unwrap_or_default();
    let bottom = ring.iter().map(|p| p.1).max().unwrap_or_default();
    let mut best = (0.0, (0.0, 0.0));
    for step in 3..=7 {
        let y = f64::from(top) + f64::from(bottom - top) * f64::from(step) / 10.0 + 0.05;
        let mut crossings: Vec<f64> = ring
            .iter()
            .zip(ring.iter().cycle().skip(1))
            .filter(|(a, b)| (f64::from(a.1) < y) != (f64::from(b.1) < y))
            .map(|(a, b)| f64::from(a.0) + f64::from(b.0 - a.0) * (y - f64::from(a.1)) / f64::from(b.1 - a.1))
            .collect();
        crossings.sort_by(f64::total_cmp);
        for pair in crossings.chunks_exact(2) {
            if pair[1] - pair[0] > best.0 {
                best = (pair[1] - pair[0], ((pair[0] + pair[1]) / 20.0, y / 10.0));
            }
        }
    }
    best.1
}
