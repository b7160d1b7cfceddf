//! Sex as the records hold it. Gender identity is a separate field.

use crate::area::named;

named! {
    /// Sex as recorded (ehrQL's four values). Unknown is a visible group everywhere.
    Sex, UnknownSex, "sex",
    /// Female.
    Female = "female" / "Female",
    /// Male.
    Male = "male" / "Male",
    /// Intersex.
    Intersex = "intersex" / "Intersex",
    /// Not recorded.
    Unknown = "unknown" / "Not known",
}
