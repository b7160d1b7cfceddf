//! What every person is made with.

use crate::day::Calendar;
use crate::health::Calibration;
use crate::inputs::Neighbourhood;
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
}
