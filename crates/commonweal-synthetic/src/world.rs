//! What every person is made with.

use crate::day::{Calendar, Day};
use crate::health::Calibration;
use crate::inputs::Neighbourhood;
use crate::life::Life;
use crate::mess::Mess;
use crate::place::Place;
use crate::stories::Stories;

/// What every person is made with; made once, then only read.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) calendar: Calendar,
    pub(crate) neighbourhoods: Vec<Neighbourhood>,
    pub(crate) place: Place,
    pub(crate) calibration: Calibration,
    pub(crate) stories: Stories,
    pub(crate) mess: Mess,
}

impl World {
    /// The fifth of deprivation somebody lives in on a day, 1 the most deprived.
    pub(crate) fn fifth(&self, life: &Life, day: Day) -> u8 {
        self.neighbourhoods[life.home(day).neighbourhood].quintile.number()
    }
}
