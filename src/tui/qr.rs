//! A QR code as modules, dark and light. What it says is a secret, so it is kept and wiped like one.

use qrcode::types::Color;
use qrcode::{EcLevel, QrCode};

use crate::domain::Secret;

/// A QR code without its quiet zone.
#[derive(Debug)]
pub struct Qr {
    width: usize,
    /// One character a module, row by row.
    modules: Secret,
}

const DARK: u8 = b'#';

impl Qr {
    /// Encodes a text at the lowest level of correction: a screen has no dirt, and the smaller picture fits more
    /// windows. `None` if the text is too long for any QR code.
    pub fn of(text: &Secret) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text.expose(), EcLevel::L).ok()?;
        let width = code.width();
        let mut modules = String::with_capacity(width * width);
        modules.extend(code.into_colors().into_iter().map(|module| match module {
            Color::Dark => char::from(DARK),
            Color::Light => ' ',
        }));
        Some(Self { width, modules: Secret::new(modules) })
    }

    /// Modules on a side.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Whether a module is dark. Outside there is the quiet zone, which is light.
    pub fn is_dark(&self, x: Option<usize>, y: Option<usize>) -> bool {
        let (Some(x), Some(y)) = (x, y) else { return false };
        x < self.width && self.modules.expose().as_bytes().get(y * self.width + x) == Some(&DARK)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_the_modules_of_its_text_and_nothing_around_them() {
        let text = Secret::from("otpauth://totp/Vestibule:olga?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP");
        let qr = Qr::of(&text).unwrap();
        let code = QrCode::with_error_correction_level(text.expose(), EcLevel::L).unwrap();
        for y in 0..=qr.width() {
            for x in 0..=qr.width() {
                let inside = x < qr.width() && y < qr.width();
                let dark = inside && code[(x, y)] == Color::Dark;
                assert_eq!(qr.is_dark(Some(x), Some(y)), dark, "{x},{y}");
            }
        }
        assert!(!qr.is_dark(None, Some(0)) && !qr.is_dark(Some(0), None));
        assert!(Qr::of(&Secret::new("x".repeat(5_000))).is_none());
    }
}
