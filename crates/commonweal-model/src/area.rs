//! Where: area codes, area types and the two families of geography.

use std::fmt;
use std::str::FromStr;

/// The code of an area: a nine-character GSS code (`E01013810`), an ODS code of a practice or
/// primary care network (`C84023`, `U12345`), or a place code of ours (`QT1-MID`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaCode(String);

/// Why a text is not an area code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not an area code; codes are capitals, digits and hyphens, 3 to 15 characters, like E06000018, C84023 or QT1-CITY"
)]
pub struct AreaCodeError(pub String);

impl AreaCode {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AreaCode {
    type Err = AreaCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let well_formed = (3..=15).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-');
        if well_formed { Ok(Self(text.to_owned())) } else { Err(AreaCodeError(text.chars().take(40).collect())) }
    }
}

impl fmt::Display for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! named {
    ($(#[$about:meta])* $name:ident, $error:ident, $what:literal, $($(#[$doc:meta])* $variant:ident = $text:literal / $label:literal),+ $(,)?) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant),+ }

        impl $name {
            /// Every value, in reading order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word used in files, tables and addresses.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The word a reader sees.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|v| v.as_str() == text).ok_or_else(|| $error(text.chars().take(60).collect()))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        #[doc = concat!("The text is not the name of a ", $what, ".")]
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $error(pub String);

        impl std::fmt::Display for $error {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "`{}` is not a {}; use one of: {}", self.0, $what, [$($text),+].join(", "))
            }
        }

        impl std::error::Error for $error {}
    };
}
pub(crate) use named;

named! {
    /// The kind of an area. The edition (census or boundary year) is kept beside it, not in it.
    AreaType, UnknownAreaType, "type of area",
    /// England.
    Country = "country" / "England",
    /// A statistical region.
    Region = "region" / "Region",
    /// An integrated care board's area.
    Icb = "icb" / "Integrated care system",
    /// An upper-tier county.
    County = "county" / "County",
    /// A place-based partnership's area.
    Place = "place" / "Place",
    /// A lower-tier or unitary local authority district.
    District = "district" / "District",
    /// A primary care network.
    Pcn = "pcn" / "Primary care network",
    /// A general practice.
    Practice = "practice" / "Practice",
    /// An electoral ward.
    Ward = "ward" / "Ward",
    /// A middle-layer super output area: a neighbourhood of about 8,000 people.
    Msoa = "msoa" / "Neighbourhood (MSOA)",
    /// A lower-layer super output area: about 1,700 people.
    Lsoa = "lsoa" / "Small neighbourhood (LSOA)",
}

named! {
    /// Who is counted in an area: those who live there, or those registered with its practices.
    /// The two are different populations and are never crossed in one table.
    Family, UnknownFamily, "family of geography",
    /// People who live in the area.
    Residence = "residence" / "people who live there",
    /// People registered with a practice of the area.
    Registration = "registration" / "people registered with its practices",
}
