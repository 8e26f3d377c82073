//! How things look.
/// How things look: one style for each meaning.
#[derive(Clone, Debug)]
pub struct Skin;
impl Skin {
    /// The terminal's own colours; or, without colours, modifiers only.
    pub fn new(_colours: bool) -> Self {
        Self
    }
}
