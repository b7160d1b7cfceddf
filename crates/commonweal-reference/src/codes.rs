//! The shapes of the codes the reference data uses, and the four places.

/// A kind of code, known by its shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CodeKind {
    Lsoa,
    Msoa,
    Ward,
    District,
    Icb,
    Practice,
    Pcn,
    /// Any code of the Government Statistical Service for an English area.
    Gss,
}

impl CodeKind {
    pub(crate) fn matches(self, code: &str) -> bool {
        let gss = code.len() == 9 && code.starts_with('E') && digits(&code[1..]);
        match self {
            Self::Lsoa => gss && code.starts_with("E01"),
            Self::Msoa => gss && code.starts_with("E02"),
            Self::Ward => gss && code.starts_with("E05"),
            Self::District => gss && ["E06", "E07", "E08", "E09"].iter().any(|p| code.starts_with(p)),
            Self::Icb => gss && code.starts_with("E54"),
            Self::Gss => gss,
            Self::Practice => {
                code.len() == 6
                    && code.as_bytes()[0].is_ascii_uppercase()
                    && code.is_char_boundary(1)
                    && digits(&code[1..])
            }
            Self::Pcn => code.len() == 6 && code.starts_with('U') && digits(&code[1..]),
        }
    }

    pub(crate) fn shape(self) -> &'static str {
        match self {
            Self::Lsoa => "an LSOA code (E01 and six digits)",
            Self::Msoa => "an MSOA code (E02 and six digits)",
            Self::Ward => "a ward code (E05 and six digits)",
            Self::District => "a local authority district code (E06, E07, E08 or E09 and six digits)",
            Self::Icb => "an integrated care board code (E54 and six digits)",
            Self::Practice => "a practice code (a capital letter and five digits)",
            Self::Pcn => "a primary care network code (U and five digits)",
            Self::Gss => "an English area code (E and eight digits)",
        }
    }

    /// The area type a GSS code stands for, by its first three characters.
    pub(crate) fn area_type(code: &str) -> Option<&'static str> {
        if !Self::Gss.matches(code) {
            return None;
        }
        match &code[..3] {
            "E92" => Some("country"),
            "E12" => Some("region"),
            "E54" => Some("icb"),
            "E10" | "E11" => Some("county"),
            "E06" | "E07" | "E08" | "E09" => Some("district"),
            "E05" => Some("ward"),
            "E02" => Some("msoa"),
            "E01" => Some("lsoa"),
            _ => None,
        }
    }
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// England.
pub const ENGLAND: &str = "E92000001";
/// East Midlands region.
pub const EAST_MIDLANDS: &str = "E12000004";
/// NHS Nottingham and Nottinghamshire Integrated Care Board, ODS code QT1.
pub const ICB: &str = "E54000060";
/// Nottinghamshire county.
pub const COUNTY: &str = "E10000024";
/// The eight local authority districts of the integrated care system.
pub const DISTRICTS: [&str; 8] =
    ["E06000018", "E07000170", "E07000171", "E07000172", "E07000173", "E07000174", "E07000175", "E07000176"];

/// Nottingham City place partnership.
pub const CITY: &str = "QT1-CITY";
/// South Nottinghamshire place partnership (with Hucknall).
pub const SOUTH: &str = "QT1-SOUTH";
/// Mid Nottinghamshire place partnership.
pub const MID: &str = "QT1-MID";
/// Bassetlaw place partnership.
pub const BASSETLAW: &str = "QT1-BASSETLAW";

/// The four places: code, name, other names people use.
pub(crate) const PLACES: [(&str, &str, &[&str]); 4] = [
    (BASSETLAW, "Bassetlaw", &["Bassetlaw Place-Based Partnership", "Bassetlaw PBP"]),
    (CITY, "Nottingham City", &["Nottingham City Place-Based Partnership", "Nottingham City PBP", "City"]),
    (MID, "Mid Nottinghamshire", &["Mid Nottinghamshire Place-Based Partnership", "Mid Notts", "Mid Notts PBP"]),
    (
        SOUTH,
        "South Nottinghamshire",
        &["South Nottinghamshire Place-Based Partnership", "South Notts", "South Notts PBP"],
    ),
];

/// The place code for a place's name or code.
pub(crate) fn place_code(name: &str) -> Option<&'static str> {
    PLACES.iter().find(|(code, known, _)| *known == name || *code == name).map(|(code, ..)| *code)
}
