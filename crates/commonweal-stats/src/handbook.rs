//! The methods handbook: one chapter for each family of methods, as Markdown. The chapters are also the documentation
//! of the modules, so every example in them is compiled and run.
//!
//! # Example
//! ```
//! use commonweal_stats::handbook::{CHAPTERS, PROPORTION, chapter};
//!
//! let first = CHAPTERS[0];
//! assert_eq!((first.slug, first.title, first.text), ("proportion", "Proportion", PROPORTION));
//! assert_eq!(first.question(), "What share of people have something?");
//! assert_eq!(chapter("slope-index").map(|chapter| chapter.title), Some("Slope and relative index of inequality"));
//! assert_eq!(chapter("no-such-chapter"), None);
//! ```

/// A chapter of the handbook.
///
/// [`chapter`] finds one by its name in addresses; its example shows how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chapter {
    /// Its name in addresses and on the command line: `standardised-rate`.
    pub slug: &'static str,
    /// Its heading: `Directly standardised rate`.
    pub title: &'static str,
    /// All of it, as Markdown; the first line is the heading.
    pub text: &'static str,
}

impl Chapter {
    const fn new(slug: &'static str, text: &'static str) -> Self {
        Self { slug, title: heading(text), text }
    }

    /// The question it answers, on one line: the first question of its first paragraph, or else the first sentence.
    /// Empty where the chapter has a heading only.
    ///
    /// ```
    /// use commonweal_stats::handbook::chapter;
    ///
    /// let chapter = chapter("proportion").expect("a chapter");
    /// assert!(chapter.question().ends_with('?'));
    /// ```
    #[must_use]
    pub fn question(&self) -> String {
        let body = self.text.split_once('\n').map_or("", |(_, body)| body).trim_start();
        let paragraph = body.split("\n\n").next().unwrap_or_default();
        let mut sentences = vec![String::new()];
        for word in paragraph.split_whitespace() {
            let sentence = sentences.last_mut().expect("there is always a sentence");
            if !sentence.is_empty() {
                sentence.push(' ');
            }
            sentence.push_str(word);
            if word.ends_with(['.', '?', '!']) {
                sentences.push(String::new());
            }
        }
        let question = sentences.iter().position(|sentence| sentence.ends_with('?')).unwrap_or(0);
        sentences.swap_remove(question)
    }
}

/// The words after `# ` on the first line.
const fn heading(text: &str) -> &str {
    let bytes = text.as_bytes();
    assert!(bytes.len() > 2 && bytes[0] == b'#' && bytes[1] == b' ', "a chapter begins with `# ` and its title");
    let mut end = 2;
    while end < bytes.len() && bytes[end] != b'\n' && bytes[end] != b'\r' {
        end += 1;
    }
    text.split_at(end).0.split_at(2).1
}

/// The chapter of that name in addresses.
///
/// ```
/// use commonweal_stats::handbook::chapter;
///
/// assert_eq!(chapter("rate").map(|chapter| chapter.title), Some("Crude rate"));
/// ```
#[must_use]
pub fn chapter(slug: &str) -> Option<Chapter> {
    CHAPTERS.into_iter().find(|chapter| chapter.slug == slug)
}

/// Every chapter, in the order of the handbook.
///
/// # Example
/// ```
/// use commonweal_stats::handbook::CHAPTERS;
/// assert!(CHAPTERS.iter().all(|chapter| chapter.text.starts_with(&format!("# {}", chapter.title))));
/// ```
pub const CHAPTERS: [Chapter; 26] = [
    Chapter::new("proportion", PROPORTION),
    Chapter::new("rate", RATE),
    Chapter::new("mean", MEAN),
    Chapter::new("ratio", RATIO),
    Chapter::new("standardised-rate", STANDARDISED_RATE),
    Chapter::new("standardised-ratio", STANDARDISED_RATIO),
    Chapter::new("quantile", QUANTILE),
    Chapter::new("slope-index", SLOPE_INDEX),
    Chapter::new("gap", GAP),
    Chapter::new("dispersion", DISPERSION),
    Chapter::new("concentration", CONCENTRATION),
    Chapter::new("impact", IMPACT),
    Chapter::new("life-expectancy", LIFE_EXPECTANCY),
    Chapter::new("healthy-life-expectancy", HEALTHY_LIFE_EXPECTANCY),
    Chapter::new("life-expectancy-gap", LIFE_EXPECTANCY_GAP),
    Chapter::new("rate-gap", RATE_GAP),
    Chapter::new("funnel", FUNNEL),
    Chapter::new("overdispersion", OVERDISPERSION),
    Chapter::new("control-chart", CONTROL_CHART),
    Chapter::new("trend", TREND),
    Chapter::new("benchmark", BENCHMARK),
    Chapter::new("waiting-list", WAITING_LIST),
    Chapter::new("queue", QUEUE),
    Chapter::new("raking", RAKING),
    Chapter::new("small-numbers", SMALL_NUMBERS),
    Chapter::new("forecast", FORECAST),
];

/// Proportion.
pub const PROPORTION: &str = include_str!("../handbook/proportion.md");
/// Crude rate.
pub const RATE: &str = include_str!("../handbook/rate.md");
/// Mean.
pub const MEAN: &str = include_str!("../handbook/mean.md");
/// Ratio of two counts.
pub const RATIO: &str = include_str!("../handbook/ratio.md");
/// Directly standardised rate.
pub const STANDARDISED_RATE: &str = include_str!("../handbook/standardised_rate.md");
/// Indirectly standardised ratio and rate.
pub const STANDARDISED_RATIO: &str = include_str!("../handbook/standardised_ratio.md");
/// Quantiles.
pub const QUANTILE: &str = include_str!("../handbook/quantile.md");
/// Slope and relative index of inequality.
pub const SLOPE_INDEX: &str = include_str!("../handbook/slope_index.md");
/// Absolute and relative gaps.
pub const GAP: &str = include_str!("../handbook/gap.md");
/// Measures of dispersion between groups.
pub const DISPERSION: &str = include_str!("../handbook/dispersion.md");
/// Concentration index.
pub const CONCENTRATION: &str = include_str!("../handbook/concentration.md");
/// Population attributable fraction and risk.
pub const IMPACT: &str = include_str!("../handbook/impact.md");
/// Life expectancy.
pub const LIFE_EXPECTANCY: &str = include_str!("../handbook/life_expectancy.md");
/// Healthy life expectancy.
pub const HEALTHY_LIFE_EXPECTANCY: &str = include_str!("../handbook/healthy_life_expectancy.md");
/// Decomposing a gap in life expectancy.
pub const LIFE_EXPECTANCY_GAP: &str = include_str!("../handbook/life_expectancy_gap.md");
/// Decomposing a gap in rates.
pub const RATE_GAP: &str = include_str!("../handbook/rate_gap.md");
/// Funnel plot.
pub const FUNNEL: &str = include_str!("../handbook/funnel.md");
/// Overdispersion.
pub const OVERDISPERSION: &str = include_str!("../handbook/overdispersion.md");
/// Statistical process control.
pub const CONTROL_CHART: &str = include_str!("../handbook/control_chart.md");
/// Recent trend.
pub const TREND: &str = include_str!("../handbook/trend.md");
/// Comparison with a benchmark.
pub const BENCHMARK: &str = include_str!("../handbook/benchmark.md");
/// Waiting list measures.
pub const WAITING_LIST: &str = include_str!("../handbook/waiting_list.md");
/// Queue theory.
pub const QUEUE: &str = include_str!("../handbook/queue.md");
/// Survey weights.
pub const RAKING: &str = include_str!("../handbook/raking.md");
/// Small numbers.
pub const SMALL_NUMBERS: &str = include_str!("../handbook/small_numbers.md");
/// Forecasts and trajectories.
pub const FORECAST: &str = include_str!("../handbook/forecast.md");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_may_run_over_lines_and_ends_with_its_sentence() {
        let of = |text| Chapter::new("x", text).question();
        assert_eq!(of("# X\n\nHow many\nmore? Some.\n\n## Formula\n"), "How many more?");
        assert_eq!(of("# X\n\nTwo differ. How much?\n"), "How much?");
        assert_eq!(of("# X\n\nIt costs 1.5 per cent. More.\n"), "It costs 1.5 per cent.");
        assert_eq!(of("# X\n"), "");
        assert_eq!(of("# X"), "");
    }
}
