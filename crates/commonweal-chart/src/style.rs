//! The looks of every chart and map, for the site's style sheet.

/// Rules for the classes that charts use. The site puts them into its style sheet; charts carry no style of their own.
///
/// Colours are those of NHS.UK frontend. Shapes keep 3:1 against white by fill or by edge, words 4.5:1. With forced colours
/// bars become outlines in the reader's own colours, and marks keep their shapes.
pub const CSS: &str = include_str!("chart.css");
