//! The second factor: a six-digit code that an authenticator makes every thirty seconds (RFC 6238).

use crate::error::IdentityError;
use crate::secret::{Secret, random_bytes};
use data_encoding::BASE32_NOPAD;
use jiff::Timestamp;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use std::fmt;
use totp_rs::{Algorithm, Builder, Totp};
use zeroize::Zeroizing;

/// Seconds that a code lasts.
pub const STEP_SECONDS: u64 = 30;
/// Steps before and after now that are taken too, for clocks that are a little wrong (RFC 6238, 5.2, recommends one).
pub const STEPS_ASIDE: u16 = 1;

/// The secret that a person's authenticator and we share: 160 bits, as RFC 4226 recommends.
pub struct Factor(Zeroizing<[u8; 20]>);

impl fmt::Debug for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl Factor {
    /// A new one.
    pub fn random() -> Self {
        Self(Zeroizing::new(random_bytes()))
    }

    /// One that was kept.
    ///
    /// # Errors
    /// `FactorLength` if there are not 20 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, IdentityError> {
        let bytes = bytes.try_into().map_err(|_| IdentityError::FactorLength(bytes.len()))?;
        Ok(Self(Zeroizing::new(bytes)))
    }

    /// The bytes, to be sealed and kept.
    pub fn bytes(&self) -> &[u8; 20] {
        &self.0
    }

    /// The secret for those who type it: base 32 in groups of four.
    pub fn secret_text(&self) -> Secret {
        let text = Zeroizing::new(BASE32_NOPAD.encode(self.0.as_ref()));
        let groups: Vec<&str> =
            (0..text.len()).step_by(4).map(|from| &text[from..(from + 4).min(text.len())]).collect();
        Secret::new(groups.join(" "))
    }

    /// The address that an authenticator reads, `otpauth://totp/...`.
    pub fn uri(&self, service: &str, user: &str) -> Secret {
        let generator = self.generator(&without_colon(service), &without_colon(user));
        Secret::new(generator.to_url().expect("neither name has a colon, and the user's is not empty"))
    }

    /// The address as a square to photograph: an SVG picture without style or script.
    ///
    /// # Errors
    /// `FactorLength` never; the names are cut so that the address fits a square.
    pub fn qr_svg(&self, service: &str, user: &str) -> Result<String, IdentityError> {
        let cut = |name: &str| name.chars().take(100).collect::<String>();
        let address = self.uri(&cut(service), &cut(user));
        let code = QrCode::with_error_correction_level(address.expose(), EcLevel::M)
            .map_err(|_| IdentityError::FactorLength(self.0.len()))?;
        let picture = code.render::<svg::Color<'_>>().min_dimensions(220, 220).build();
        // The declaration belongs to a file; inside a page the picture stands alone.
        Ok(picture.split_once("?>").map_or(picture.clone(), |(_, rest)| rest.to_owned()))
    }

    /// The step that a typed code belongs to: that of `at` or one either side, and later than `last_step`, so that a code
    /// works once. Spaces in what was typed are ignored.
    pub fn step_of(&self, typed: &str, at: Timestamp, last_step: Option<u64>) -> Option<u64> {
        let code: String = typed.chars().filter(|letter| !letter.is_whitespace()).collect();
        if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let now = u64::try_from(at.as_second()).ok()?;
        let step = self.generator("", "").check(&code, now)?;
        last_step.is_none_or(|last| step > last).then_some(step)
    }

    fn generator(&self, service: &str, user: &str) -> Totp {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_skew(STEPS_ASIDE)
            .with_step_duration(STEP_SECONDS)
            .with_secret(&self.0[..])
            .with_issuer((!service.is_empty()).then(|| service.to_owned()))
            .with_account_name(user.to_owned())
            .build()
            .expect("160 bits, six digits and names without a colon are what the library asks for")
    }
}

/// A colon parts the two names in the address, so that neither may have one.
fn without_colon(name: &str) -> String {
    let name: String = name.chars().map(|letter| if letter == ':' { ' ' } else { letter }).collect();
    if name.trim().is_empty() { "account".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, SHA-1: the last six of its eight digits.
    const RFC: [(i64, &str); 5] = [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ];

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a second of our time")
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        let factor = Factor::from_bytes(b"12345678901234567890").expect("20 bytes");
        for (second, code) in RFC {
            assert_eq!(factor.step_of(code, at(second), None), Some(second as u64 / 30), "{code} at {second}");
        }
    }

    #[test]
    fn a_code_works_once_and_one_step_either_side() {
        let factor = Factor::from_bytes(b"12345678901234567890").expect("20 bytes");
        let (code, step) = ("005924", 1_234_567_890 / 30);
        for (second, taken) in [(-61, false), (-30, true), (0, true), (30, true), (61, false)] {
            assert_eq!(
                factor.step_of(code, at(1_234_567_890 + second), None).is_some(),
                taken,
                "{second} seconds aside"
            );
        }
        assert_eq!(factor.step_of(code, at(1_234_567_890), Some(step)), None, "used before");
        assert_eq!(factor.step_of(code, at(1_234_567_890), Some(step - 1)), Some(step));
        for wrong in ["", "00592", "0059244", "00592a", "٠٠٥٩٢٤", "-05924"] {
            assert_eq!(factor.step_of(wrong, at(1_234_567_890), None), None, "{wrong:?}");
        }
        assert_eq!(factor.step_of(" 005 924 ", at(1_234_567_890), None), Some(step));
    }

    #[test]
    fn the_address_and_the_picture_name_service_and_user() {
        let factor = Factor::from_bytes(b"12345678901234567890").expect("20 bytes");
        let uri = factor.uri("Common: weal", "ada@example.org");
        assert!(uri.expose().starts_with("otpauth://totp/"), "{}", uri.expose());
        assert!(uri.expose().contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), "{}", uri.expose());
        assert_eq!(factor.secret_text().expose(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let picture = factor.qr_svg("Commonweal", "ada@example.org").expect("a picture");
        assert!(picture.starts_with("<svg ") && !picture.contains("style") && !picture.contains("script"), "{picture}");
        assert_eq!(format!("{factor:?}"), "[secret]");
        assert!(Factor::from_bytes(&[0; 19]).is_err());
    }
}
