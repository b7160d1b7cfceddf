//! Texts about releases: proposed, checked, returned, withdrawn; and what the site says where nothing is released.

pub(super) const RELEASES: &[(&str, &str)] = &[
    ("error.nothing.do", "Come back later. How figures are calculated can be read all the time."),
    ("error.nothing.heading", "No figures are released now"),
    ("error.nothing.problem", "No figures of this area have been released yet."),
    (
        "error.nothing.withdrawn",
        "The figures released on {released} were withdrawn on {at}, and no others are released now. The reason: {reason}.",
    ),
    ("footer.nothing", "No figures are released now."),
    (
        "withdrawn.notice",
        "The figures released on {released} were withdrawn on {at}: {reason}. What you see is the release before.",
    ),
];
