//! Texts of what is followed from month to month, in order of key.

/// Key and text.
pub(super) const TREND: &[(&str, &str)] = &[
    ("followed.gap", "{gap}. {trend}"),
    ("followed.gap_withheld", "{gap}. Not enough can be shown to say how it moves from month to month"),
    ("followed.not_shown", "the latest month is not shown"),
    ("followed.note", "Every month is counted anew from the latest records, by today's definition."),
    (
        "followed.subtitle.gap",
        "Gap between the most and the least deprived fifth (percentage points): {title}, {who}, at the end of each month from {first} to {last}",
    ),
    ("followed.subtitle.value", "{title} ({unit}), {who}, at the end of each month from {first} to {last}"),
    ("followed.value", "{title}, {area}: {now}. {trend}"),
];
