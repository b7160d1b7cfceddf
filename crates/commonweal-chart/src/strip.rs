//! How deprived is the place people live in? The share of people in each tenth of England's neighbourhoods.

use crate::chart::{Cell, Chart, Column, TableOf, Words};
use crate::format;
use crate::frame::{self, Drawing};
use crate::markup::{Markup, px, share};
use crate::point::{PublicFigure, Scale};

/// Ten columns, most deprived tenth on the left, shaded darkest to lightest. England has a tenth in each by design.
#[derive(Debug, Clone)]
pub struct DeprivationStrip {
    /// Heading, subtitle and id.
    pub words: Words,
    /// The share of people in each tenth in percent, most deprived first.
    pub tenths: [PublicFigure; 10],
}

const PLOT_HEIGHT: f64 = 110.0;

impl DeprivationStrip {
    /// Draws the chart.
    #[must_use]
    pub fn svg(&self) -> Chart {
        let most: f64 = self.tenths[..2].iter().map(|t| t.value).sum();
        let least: f64 = self.tenths[8..].iter().map(|t| t.value).sum();
        let mut sources: Vec<&str> = self.tenths.iter().map(|t| t.source.as_str()).collect();
        sources.dedup();
        let summary = format!(
            "Share of people by deprivation of their neighbourhood. In the most deprived fifth of England: {}. In the \
             least deprived fifth: {}. England has 20.0% in each. Source: {}.",
            format::value(most, "%"),
            format::value(least, "%"),
            sources.join("; ")
        );
        let rows = self.tenths.iter().enumerate();
        let rows = rows.map(|(i, t)| vec![Cell::words(tenth_name(i)), Cell::number(format::value(t.value, "%"))]);
        let table = TableOf {
            caption: self.words.subtitle.clone(),
            columns: vec![Column::words("Tenth of England's neighbourhoods"), Column::number("Share of people")],
            rows: rows.collect(),
        };
        frame::fluid(&self.words, summary, table, |_| self.draw())
    }

    fn draw(&self) -> Drawing {
        let mut m = Markup::default();
        m.empty("path", &[("d", "M0 11H22"), ("class", "app-chart__line")]);
        frame::text(&mut m, "30", 16.0, "app-chart__text", "England 10% in each");
        let top = 52.0;
        let highest = self.tenths.iter().map(|t| t.value).fold(10.0, f64::max);
        let scale = Scale { low: 0.0, high: highest };
        let y = |value: f64| top + PLOT_HEIGHT * (1.0 - scale.at(value));
        for (i, tenth) in self.tenths.iter().enumerate() {
            let (left, top_y) = (share(0.1 * i as f64 + 0.008), px(y(tenth.value)));
            let (height, class) = (px(y(0.0) - y(tenth.value)), format!("app-chart__bar app-chart__tenth-{}", i + 1));
            m.open("g", &[]);
            m.words("title", &[], &format!("{}: {}", tenth_name(i), format::value(tenth.value, "%")));
            m.empty("rect", &[("x", &left), ("y", &top_y), ("width", "8.4%"), ("height", &height), ("class", &class)]);
            m.close("g");
        }
        let (axis, ten) = (px(y(0.0)), px(y(10.0)));
        m.empty("line", &[("x1", "0"), ("y1", &axis), ("x2", "100%"), ("y2", &axis), ("class", "app-chart__axis")]);
        frame::edged_line(&mut m, ["0", &ten, "100%", &ten], "app-chart__line");
        let under = top + PLOT_HEIGHT;
        for (i, tenth) in self.tenths.iter().enumerate() {
            let (middle, class) = (share(0.1 * i as f64 + 0.05), "app-chart__number app-chart__middle");
            frame::text(&mut m, &middle, under + 18.0, class, format::value(tenth.value, "%").trim_end_matches('%'));
        }
        frame::text(&mut m, "0", under + 40.0, "app-chart__small", "Most deprived");
        frame::text(&mut m, "100%", under + 40.0, "app-chart__small app-chart__end", "Least deprived");
        frame::text(&mut m, "0", 40.0, "app-chart__small", "Percentage of people in each tenth");
        Drawing { inside: m, height: top + PLOT_HEIGHT + 48.0 }
    }
}

fn tenth_name(i: usize) -> String {
    match i {
        0 => "Most deprived tenth".to_owned(),
        9 => "Least deprived tenth".to_owned(),
        i => format!("{} tenth", ["2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th"][i - 1]),
    }
}
