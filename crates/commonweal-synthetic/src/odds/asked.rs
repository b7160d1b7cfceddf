//! Who the model asks about, and its answer for them.

use super::Odds;

/// Who somebody is, as far as the model asks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Asked {
    /// Age in years.
    pub age: i32,
    /// Whether a man.
    pub man: bool,
    /// Fifths nearer the most deprived than the middle: 2 to -2.
    pub steps: i32,
    /// Broad ethnic group.
    pub group: commonweal_model::EthnicGroup,
    /// Smoking, once drawn.
    pub smoking: Smoking,
}

/// Whether somebody smokes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Smoking {
    /// Never did.
    Never,
    /// Used to.
    Former,
    /// Does.
    Current,
}

impl Odds {
    /// Log odds for this person; negative infinity outside the ages.
    pub fn log_odds(&self, who: &Asked) -> f64 {
        use commonweal_model::EthnicGroup::{Asian, Black, Mixed, NotKnown, NotStated, Other, White};
        if who.age < self.ages.0 || who.age > self.ages.1 {
            return f64::NEG_INFINITY;
        }
        let decades = f64::from(who.age - 50) / 10.0;
        let group = match who.group {
            Asian => self.asian,
            Black => self.black,
            Mixed | Other => self.mixed_other,
            White | NotStated | NotKnown => 0.0,
        };
        let smoking = match who.smoking {
            Smoking::Never => 0.0,
            Smoking::Former => self.ex_smoker,
            Smoking::Current => self.smoker,
        };
        self.at_50
            + self.per_decade * decades
            + self.per_decade_squared * decades * decades
            + if who.man { self.man } else { 0.0 }
            + self.per_step * f64::from(who.steps)
            + group
            + smoking
    }

    /// How likely it is for this person, `extra` log odds added; 0 outside the ages.
    pub fn probability(&self, who: &Asked, extra: f64) -> f64 {
        1.0 / (1.0 + libm::exp(-(self.log_odds(who) + extra)))
    }
}
