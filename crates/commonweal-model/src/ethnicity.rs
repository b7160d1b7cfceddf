//! Ethnic categories (2001 national codes) and the groups figures are shown for.

use crate::area::named;

named! {
    /// The 16 national categories of the 2001 census, with `Z` not stated (asked and declined)
    /// and `99` not known (not asked), which are different answers.
    EthnicCategory, UnknownEthnicCategory, "ethnic category",
    /// White British.
    A = "A" / "White: British",
    /// White Irish.
    B = "B" / "White: Irish",
    /// Any other White background.
    C = "C" / "White: any other White background",
    /// White and Black Caribbean.
    D = "D" / "Mixed: White and Black Caribbean",
    /// White and Black African.
    E = "E" / "Mixed: White and Black African",
    /// White and Asian.
    F = "F" / "Mixed: White and Asian",
    /// Any other mixed background.
    G = "G" / "Mixed: any other mixed background",
    /// Indian.
    H = "H" / "Asian or Asian British: Indian",
    /// Pakistani.
    J = "J" / "Asian or Asian British: Pakistani",
    /// Bangladeshi.
    K = "K" / "Asian or Asian British: Bangladeshi",
    /// Any other Asian background.
    L = "L" / "Asian or Asian British: any other Asian background",
    /// Caribbean.
    M = "M" / "Black or Black British: Caribbean",
    /// African.
    N = "N" / "Black or Black British: African",
    /// Any other Black background.
    P = "P" / "Black or Black British: any other Black background",
    /// Chinese.
    R = "R" / "Other: Chinese",
    /// Any other ethnic group.
    S = "S" / "Other: any other ethnic group",
    /// Asked, and declined to say.
    NotStated = "Z" / "Not stated",
    /// Not asked.
    NotKnown = "99" / "Not known",
}

impl EthnicCategory {
    /// Reads a code as local systems write it: the first character is national, the second local.
    /// The legacy codes `X` and `9` also mean not known.
    ///
    /// # Errors
    /// `UnknownEthnicCategory` if the text is not a 2001 category.
    pub fn from_record(text: &str) -> Result<Self, UnknownEthnicCategory> {
        let text = text.trim();
        match text {
            "99" | "9" | "X" => return Ok(Self::NotKnown),
            "Z" => return Ok(Self::NotStated),
            _ => {}
        }
        let mut characters = text.chars();
        match (characters.next(), characters.next(), characters.next()) {
            (Some(national), _, None) if national.is_ascii_uppercase() => {
                national.to_string().parse().map_err(|_| UnknownEthnicCategory(text.chars().take(8).collect()))
            }
            _ => Err(UnknownEthnicCategory(text.chars().take(8).collect())),
        }
    }

    /// Whether the category names a background (`Z` and `99` do not).
    pub fn is_known(self) -> bool {
        !matches!(self, Self::NotStated | Self::NotKnown)
    }

    /// The broad group of the 2021 census, where Chinese counts as Asian.
    pub fn census2021_group(self) -> EthnicGroup {
        use EthnicCategory as C;
        match self {
            C::A | C::B | C::C => EthnicGroup::White,
            C::D | C::E | C::F | C::G => EthnicGroup::Mixed,
            C::H | C::J | C::K | C::L | C::R => EthnicGroup::Asian,
            C::M | C::N | C::P => EthnicGroup::Black,
            C::S => EthnicGroup::Other,
            C::NotStated => EthnicGroup::NotStated,
            C::NotKnown => EthnicGroup::NotKnown,
        }
    }

    /// The broad group of the 2001 census, where Chinese counts as Other.
    pub fn census2001_group(self) -> EthnicGroup {
        match self {
            EthnicCategory::R => EthnicGroup::Other,
            other => other.census2021_group(),
        }
    }
}

named! {
    /// A broad ethnic group as figures show it. The census whose grouping is used is named by
    /// the dimension (`ethnicity_census2021`).
    EthnicGroup, UnknownEthnicGroup, "ethnic group",
    /// Asian or Asian British.
    Asian = "asian" / "Asian or Asian British",
    /// Black, Black British, Caribbean or African.
    Black = "black" / "Black, Black British, Caribbean or African",
    /// Mixed or multiple ethnic groups.
    Mixed = "mixed" / "Mixed or multiple ethnic groups",
    /// White.
    White = "white" / "White",
    /// Any other ethnic group.
    Other = "other" / "Other ethnic group",
    /// Asked, and declined to say.
    NotStated = "not_stated" / "Not stated",
    /// Not asked or not recorded.
    NotKnown = "not_known" / "Not known",
}
