//! The NHS number: ten digits, the last a check digit.

use std::fmt;
use std::str::FromStr;

/// A valid NHS number. `Debug` hides it; only [`NhsNumber::reveal`] shows it, in
/// groups of 3, 3 and 4, for a screen inside a practice.
///
/// Source: NHS Data Dictionary, NHS NUMBER: weights 10 to 2, 11 less the remainder by 11.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct NhsNumber([u8; 10]);

/// Why a text is not an NHS number. The text itself is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NhsNumberError {
    /// Other than ten digits once spaces and hyphens are gone.
    #[error("an NHS number has 10 digits, like 999 123 4567")]
    NotTenDigits,
    /// The tenth digit does not follow from the nine before it.
    #[error("the NHS number's last digit does not match the others; check it for a typing slip")]
    CheckDigit,
    /// Ten equal digits pass the sum and belong to nobody.
    #[error("an NHS number cannot be one digit ten times")]
    AllEqual,
}

impl NhsNumber {
    /// The NHS number of nine digits and their check digit, or `None` where the check digit
    /// would be 10 (no such number is issued) or all digits are equal.
    pub fn from_nine(nine: u32) -> Option<Self> {
        if nine > 999_999_999 {
            return None;
        }
        let mut digits = [0u8; 10];
        let mut rest = nine;
        for place in (0..9).rev() {
            digits[place] = u8::try_from(rest % 10).expect("a digit is below 10");
            rest /= 10;
        }
        digits[9] = check_digit(&digits)?;
        digits.iter().any(|d| *d != digits[0]).then_some(Self(digits))
    }

    /// The number in groups of 3, 3 and 4.
    pub fn reveal(&self) -> String {
        let text: String = self.0.iter().map(|d| char::from(b'0' + d)).collect();
        format!("{} {} {}", &text[..3], &text[3..6], &text[6..])
    }

    /// The ten digits without spaces, for keyed hashing and encryption only.
    pub fn expose_digits(&self) -> String {
        self.0.iter().map(|d| char::from(b'0' + d)).collect()
    }
}

fn check_digit(digits: &[u8; 10]) -> Option<u8> {
    let sum: u32 = digits[..9].iter().zip((2..=10).rev()).map(|(d, weight): (&u8, u32)| u32::from(*d) * weight).sum();
    match 11 - sum % 11 {
        11 => Some(0),
        10 => None,
        digit => Some(u8::try_from(digit).expect("a digit is below 10")),
    }
}

impl FromStr for NhsNumber {
    type Err = NhsNumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut digits = [0u8; 10];
        let mut count = 0;
        for character in text.chars().filter(|c| *c != ' ' && *c != '-') {
            if !character.is_ascii_digit() || count == 10 {
                return Err(NhsNumberError::NotTenDigits);
            }
            digits[count] = u8::try_from(character).expect("an ASCII digit is one byte") - b'0';
            count += 1;
        }
        if count != 10 {
            return Err(NhsNumberError::NotTenDigits);
        }
        if digits.iter().all(|d| *d == digits[0]) {
            return Err(NhsNumberError::AllEqual);
        }
        if check_digit(&digits) == Some(digits[9]) { Ok(Self(digits)) } else { Err(NhsNumberError::CheckDigit) }
    }
}

impl fmt::Debug for NhsNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[NHS number]")
    }
}
