//! Better, similar, worse: one shape, one word and one class each, the same on every page.
//!
//! | Comparison | Shape | Word |
//! | --- | --- | --- |
//! | better | filled triangle, point up | Better |
//! | similar | filled circle | Similar |
//! | worse | filled triangle, point down | Worse |
//! | higher | arrow up | Higher |
//! | lower | arrow down | Lower |
//! | not compared | hollow square | Not compared |

use crate::markup::{Markup, px};
use commonweal_disclosure::Comparison;

/// The word that always stands with the shape.
#[must_use]
pub fn word(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Better => "Better",
        Comparison::Similar => "Similar",
        Comparison::Worse => "Worse",
        Comparison::Higher => "Higher",
        Comparison::Lower => "Lower",
        Comparison::NotCompared => "Not compared",
    }
}

/// The comparison as a phrase that names its benchmark: Worse than England, similar to England.
#[must_use]
pub fn phrase(comparison: Comparison, benchmark: &str) -> String {
    match comparison {
        Comparison::Similar => format!("Similar to {benchmark}"),
        Comparison::NotCompared => "Not compared".to_owned(),
        other => format!("{} than {benchmark}", word(other)),
    }
}

/// The shape as a picture 16 pixels square, to stand before the word in text or a table. Hidden from screen readers,
/// because the word says the same.
#[must_use]
pub fn icon(comparison: Comparison) -> String {
    let mut m = Markup::default();
    m.open(
        "svg",
        &[
            ("class", "app-mark-icon"),
            ("width", "16"),
            ("height", "16"),
            ("viewBox", "-8 -8 16 16"),
            ("aria-hidden", "true"),
            ("focusable", "false"),
        ],
    );
    draw(&mut m, comparison, 6.5);
    m.close("svg");
    m.finish()
}

/// The shape around the origin, reaching about `r` pixels from it.
pub(crate) fn draw(m: &mut Markup, comparison: Comparison, r: f64) {
    let class = format!("app-mark app-mark--{}", comparison.as_str().replace('_', "-"));
    let (half, low) = (px(r), px(0.75 * r));
    let path = match comparison {
        Comparison::Similar => return m.empty("circle", &[("class", &class), ("r", &px(0.85 * r))]),
        Comparison::Better => format!("M-{half} {low}L0-{half}L{half} {low}Z"),
        Comparison::Worse => format!("M-{half}-{low}L0 {half}L{half}-{low}Z"),
        Comparison::Higher => format!("M0 {half}V-{half}M-{low}-{q}L0-{half}L{low}-{q}", q = px(0.2 * r)),
        Comparison::Lower => format!("M0-{half}V{half}M-{low} {q}L0 {half}L{low} {q}", q = px(0.2 * r)),
        Comparison::NotCompared => format!("M-{low}-{low}H{low}V{low}H-{low}Z"),
    };
    m.empty("path", &[("class", &class), ("d", &path)]);
}
