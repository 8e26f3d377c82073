//! Where on the screen what was drawn.
/// Where on the screen what was drawn.
#[derive(Debug, Default)]
pub struct HitMap;
