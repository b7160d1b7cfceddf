//! Roughly where the postcode districts of the area are.

/// Middle of each postcode district, degrees north and east, rounded to about a kilometre. Used only to
/// prefer practices near a home; no figure depends on a distance.
const DISTRICTS: [(&str, f64, f64); 35] = [
    ("DE7", 52.97, -1.31),
    ("DE55", 53.10, -1.39),
    ("DE74", 52.84, -1.33),
    ("DN10", 53.44, -0.97),
    ("DN11", 53.45, -1.10),
    ("DN22", 53.32, -0.93),
    ("LE12", 52.80, -1.20),
    ("NG1", 52.95, -1.15),
    ("NG2", 52.93, -1.13),
    ("NG3", 52.97, -1.12),
    ("NG4", 52.97, -1.08),
    ("NG5", 53.00, -1.14),
    ("NG6", 53.00, -1.19),
    ("NG7", 52.96, -1.18),
    ("NG8", 52.96, -1.22),
    ("NG9", 52.93, -1.23),
    ("NG10", 52.90, -1.28),
    ("NG11", 52.89, -1.16),
    ("NG12", 52.91, -1.06),
    ("NG13", 52.95, -0.91),
    ("NG14", 53.02, -1.03),
    ("NG15", 53.04, -1.20),
    ("NG16", 53.04, -1.31),
    ("NG17", 53.12, -1.27),
    ("NG18", 53.14, -1.18),
    ("NG19", 53.17, -1.20),
    ("NG20", 53.21, -1.19),
    ("NG21", 53.15, -1.08),
    ("NG22", 53.21, -0.95),
    ("NG23", 53.09, -0.80),
    ("NG24", 53.07, -0.80),
    ("NG25", 53.08, -0.96),
    ("S80", 53.29, -1.14),
    ("S81", 53.35, -1.12),
    ("LN1", 53.26, -0.60),
];

/// Kilometres in a degree of latitude, and of longitude at 53 degrees north.
const KM_PER_DEGREE: (f64, f64) = (111.2, 67.0);

/// Kilometres from a point to the middle of a postcode's district; none for a postcode elsewhere.
pub(crate) fn distance_km(latitude: f64, longitude: f64, postcode: &str) -> Option<f64> {
    let outward = postcode.split_whitespace().next()?;
    let (_, north, east) = DISTRICTS.iter().find(|(district, ..)| *district == outward)?;
    let up = (latitude - north) * KM_PER_DEGREE.0;
    let across = (longitude - east) * KM_PER_DEGREE.1;
    Some((up * up + across * across).sqrt())
}
