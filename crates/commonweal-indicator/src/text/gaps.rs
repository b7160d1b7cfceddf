//! Texts about gaps: how they change, who is behind and where, and how many people that is. In order of key.

/// Key and text.
pub(super) const GAPS: &[(&str, &str)] = &[
    ("finding.core20.clear", "{title}: {value} in the most deprived fifth, {size} than elsewhere"),
    ("finding.core20.none", "{title}: no clear difference between the most deprived fifth and elsewhere"),
    (
        "finding.core20.withheld",
        "{title}: not enough can be shown here to compare the most deprived fifth with elsewhere",
    ),
    ("finding.core20.worse", "{title}: {value} in the most deprived fifth, {size} than elsewhere: {people}"),
    ("finding.ethnicity.clear", "{worst}: {size} than {best} ({limits})."),
    (
        "finding.ethnicity.clear.ratio",
        "{worst}: {size} than {best} ({limits}), {ratio} times as high ({ratio_limits}).",
    ),
    ("finding.ethnicity.none", "No clear difference between ethnic groups."),
    ("finding.ethnicity.not_shown", "Not enough can be shown to compare ethnic groups."),
    (
        "finding.ethnicity.unknown",
        "Ethnic group is not known for {people} ({share}). If all of them belonged to {worst}, it would be {if_worst} than {best}; if all belonged to {best}, {if_best}.",
    ),
    (
        "finding.ethnicity.unknown.not_shown",
        "Not enough can be shown of people without a known ethnic group to say what they could change.",
    ),
    (
        "finding.loss.arises",
        "{title}: the gap affects most people at “{step}”, where {group} is {size} than {reference} ({limits}): {people}",
    ),
    ("finding.loss.none", "{title}: no clear difference at any step that can be shown"),
    ("finding.loss.not_shown", "{title}: not enough can be shown here to say at which step the gap arises"),
    (
        "finding.people.fewer.few",
        "Ten people or fewer would be spared if every fifth did as well as the least deprived fifth.",
    ),
    (
        "finding.people.more.few",
        "Ten people or fewer would be reached besides if every fifth did as well as the least deprived fifth.",
    ),
    ("finding.trend.gap.closing", "The gap has closed by {size} a year since {since} ({limits})"),
    ("finding.trend.gap.none", "No clear change in the gap since {since}"),
    ("finding.trend.gap.too_few", "Too few years to tell whether the gap is closing"),
    ("finding.trend.gap.widening", "The gap has widened by {size} a year since {since} ({limits})"),
    ("finding.trend.gap.withheld", "Not enough can be shown to tell whether the gap is closing"),
    ("finding.trend.value.better", "Getting better by {size} a year since {since} ({limits})"),
    ("finding.trend.value.higher", "Rising by {size} a year since {since} ({limits})"),
    ("finding.trend.value.lower", "Falling by {size} a year since {since} ({limits})"),
    ("finding.trend.value.none", "No clear change since {since}"),
    ("finding.trend.value.too_few", "Too few years to tell whether this has changed"),
    ("finding.trend.value.withheld", "Not enough can be shown to tell whether this has changed"),
    ("finding.trend.value.worse", "Getting worse by {size} a year since {since} ({limits})"),
    ("people.about", "about {people} people"),
    ("people.few", "ten people or fewer"),
    ("share.least", "less than 0.1%"),
    ("size.less", "less than {size}"),
    ("size.limits", "{size} ({lower} to {upper})"),
    ("statistic.concentration_index", "Concentration index"),
    ("trend.gap.closing", "closing"),
    ("trend.gap.widening", "widening"),
];
