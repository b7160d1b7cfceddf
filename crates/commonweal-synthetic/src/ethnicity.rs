//! From the census's 19 ethnic groups to the 16 national codes of records.

use commonweal_model::{EthnicCategory, EthnicGroup};

/// The 19 groups of the 2021 census, in its words, with the 2001 code a record would hold. The 2001
/// codes have no Gypsy, Traveller, Roma or Arab: those are recorded as any other White background and
/// any other group.
pub(crate) const CENSUS_GROUPS: [(&str, EthnicCategory); 19] = {
    use EthnicCategory as C;
    [
        ("White: English, Welsh, Scottish, Northern Irish or British", C::A),
        ("White: Irish", C::B),
        ("White: Gypsy or Irish Traveller", C::C),
        ("White: Roma", C::C),
        ("White: Other White", C::C),
        ("Mixed or Multiple ethnic groups: White and Black Caribbean", C::D),
        ("Mixed or Multiple ethnic groups: White and Black African", C::E),
        ("Mixed or Multiple ethnic groups: White and Asian", C::F),
        ("Mixed or Multiple ethnic groups: Other Mixed or Multiple ethnic groups", C::G),
        ("Asian, Asian British or Asian Welsh: Indian", C::H),
        ("Asian, Asian British or Asian Welsh: Pakistani", C::J),
        ("Asian, Asian British or Asian Welsh: Bangladeshi", C::K),
        ("Asian, Asian British or Asian Welsh: Other Asian", C::L),
        ("Asian, Asian British or Asian Welsh: Chinese", C::R),
        ("Black, Black British, Black Welsh, Caribbean or African: Caribbean", C::M),
        ("Black, Black British, Black Welsh, Caribbean or African: African", C::N),
        ("Black, Black British, Black Welsh, Caribbean or African: Other Black", C::P),
        ("Other ethnic group: Arab", C::S),
        ("Other ethnic group: Any other ethnic group", C::S),
    ]
};

/// The 16 national categories, in their order.
pub(crate) const CATEGORIES: [EthnicCategory; 16] = {
    use EthnicCategory as C;
    [C::A, C::B, C::C, C::D, C::E, C::F, C::G, C::H, C::J, C::K, C::L, C::M, C::N, C::P, C::R, C::S]
};

/// The five groups of the 2021 census, in its words, in the order of [`group_position`].
pub(crate) const FIVE_GROUPS: [(&str, EthnicGroup); 5] = [
    ("Asian, Asian British or Asian Welsh", EthnicGroup::Asian),
    ("Black, Black British, Black Welsh, Caribbean or African", EthnicGroup::Black),
    ("Mixed or Multiple ethnic groups", EthnicGroup::Mixed),
    ("White", EthnicGroup::White),
    ("Other ethnic group", EthnicGroup::Other),
];

/// Where a category's group stands among the five; none for not stated and not known.
pub(crate) fn group_position(category: EthnicCategory) -> Option<usize> {
    FIVE_GROUPS.iter().position(|(_, group)| *group == category.census2021_group())
}
