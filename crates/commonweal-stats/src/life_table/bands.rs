//! Where age bands begin and how wide they are.

use super::error::LifeTableError;

const ENGLISH: [f64; 20] = [
    0.0, 1.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 35.0, 40.0, 45.0, 50.0, 55.0, 60.0, 65.0, 70.0, 75.0, 80.0, 85.0, 90.0,
];

/// Age bands from the youngest to the oldest, as the ages in years where they begin. The last band is open-ended.
///
/// # Example
/// ```
/// use commonweal_stats::life_table::AgeBands;
/// let bands = AgeBands::starting_at(&[0.0, 1.0, 65.0])?;
/// assert_eq!(bands.widths(), [1.0, 64.0, f64::INFINITY]);
/// # Ok::<(), commonweal_stats::life_table::LifeTableError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct AgeBands {
    starts: Vec<f64>,
    widths: Vec<f64>,
}

impl AgeBands {
    /// The 20 bands of English life tables: under 1, 1 to 4, five years each from 5 to 89, 90 and over.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::life_table::AgeBands;
    /// assert_eq!(AgeBands::english().count(), 20);
    /// ```
    #[must_use]
    pub fn english() -> Self {
        Self { widths: widths(&ENGLISH), starts: ENGLISH.to_vec() }
    }

    /// Bands that begin at these ages.
    ///
    /// # Errors
    /// `NoBands`; `BandsOutOfOrder` for an age below zero, not finite, or not above the one before it.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::life_table::AgeBands;
    /// let single_years: Vec<f64> = (0..=100).map(f64::from).collect();
    /// assert_eq!(AgeBands::starting_at(&single_years)?.count(), 101);
    /// assert!(AgeBands::starting_at(&[5.0, 1.0]).is_err());
    /// # Ok::<(), commonweal_stats::life_table::LifeTableError>(())
    /// ```
    pub fn starting_at(starts: &[f64]) -> Result<Self, LifeTableError> {
        if starts.is_empty() {
            return Err(LifeTableError::NoBands);
        }
        for (index, &start) in starts.iter().enumerate() {
            let above = index == 0 || start > starts[index - 1];
            if !(start.is_finite() && start >= 0.0 && above) {
                return Err(LifeTableError::BandsOutOfOrder { index });
            }
        }
        Ok(Self { widths: widths(starts), starts: starts.to_vec() })
    }

    /// How many bands there are; at least one.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::life_table::AgeBands;
    /// assert_eq!(AgeBands::starting_at(&[0.0, 1.0, 65.0])?.count(), 3);
    /// # Ok::<(), commonweal_stats::life_table::LifeTableError>(())
    /// ```
    #[must_use]
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// Ages where the bands begin, in years.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::life_table::AgeBands;
    /// assert_eq!(AgeBands::english().starts()[..4], [0.0, 1.0, 5.0, 10.0]);
    /// ```
    #[must_use]
    pub fn starts(&self) -> &[f64] {
        &self.starts
    }

    /// Years that the bands span; infinite for the last.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::life_table::AgeBands;
    /// let bands = AgeBands::english();
    /// assert_eq!((bands.widths()[1], bands.widths()[19]), (4.0, f64::INFINITY));
    /// ```
    #[must_use]
    pub fn widths(&self) -> &[f64] {
        &self.widths
    }
}

fn widths(starts: &[f64]) -> Vec<f64> {
    let next = starts.iter().skip(1).copied().chain([f64::INFINITY]);
    starts.iter().zip(next).map(|(start, next)| next - start).collect()
}
