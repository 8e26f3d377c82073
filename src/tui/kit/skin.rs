//! How things look: one style for each meaning.

use jiff::tz::TimeZone;
use ratatui::style::{Color, Modifier, Style};

/// How things look. The default is the terminal's own colours, sixteen of them at most.
#[derive(Clone, Debug)]
pub struct Skin {
    /// What is read.
    pub text: Style,
    /// What can be ignored.
    pub dim: Style,
    /// A title.
    pub title: Style,
    /// What has focus.
    pub accent: Style,
    /// It worked.
    pub good: Style,
    /// Look here.
    pub warn: Style,
    /// It did not work, or can't be undone.
    pub bad: Style,
    /// A key in the footer.
    pub key: Style,
    /// What is typed into a field with focus.
    pub field: Style,
    /// What is typed into a field without focus.
    pub field_idle: Style,
    /// A button with focus.
    pub button: Style,
    /// A QR code: black on white, whatever the terminal's own colours are. `None` without colours.
    pub qr: Option<Style>,
    /// The zone in which times are shown.
    pub zone: TimeZone,
}

impl Skin {
    /// With colours, or with bold, dim, underline and reverse alone (`NO_COLOR`).
    pub fn new(colours: bool) -> Self {
        let plain = Style::new();
        let colour = |colour: Color| if colours { plain.fg(colour) } else { plain };
        Self {
            text: plain,
            dim: plain.add_modifier(Modifier::DIM),
            title: plain.add_modifier(Modifier::BOLD),
            accent: colour(Color::Cyan).add_modifier(Modifier::BOLD),
            good: colour(Color::Green),
            warn: colour(Color::Yellow),
            bad: colour(Color::Red),
            key: plain.add_modifier(Modifier::BOLD),
            field: plain.add_modifier(Modifier::UNDERLINED),
            field_idle: plain,
            button: colour(Color::Cyan).add_modifier(Modifier::BOLD | Modifier::REVERSED),
            qr: colours.then(|| plain.fg(Color::Black).bg(Color::White)),
            zone: TimeZone::UTC,
        }
    }

    /// With times shown in that zone.
    #[must_use]
    pub fn in_zone(self, zone: TimeZone) -> Self {
        Self { zone, ..self }
    }
}
