//! Usernames: one person has one spelling, and nothing in it hides.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vestibule::domain::Username;
use vestibule_fuzz::{is_visible, text};

fuzz_target!(|data: &[u8]| {
    let raw = text(data);
    let Ok(name) = raw.parse::<Username>() else { return };
    let shown = name.as_str();
    assert!((Username::MIN_CHARS..=Username::MAX_CHARS).contains(&shown.chars().count()));
    assert!(shown.chars().all(|c| is_visible(c) && !c.is_whitespace()));
    assert!(!name.skeleton().is_empty());
    assert!(name.skeleton().chars().all(|c| is_visible(c) && !c.is_whitespace()));

    // Whoever types the name as it is shown is the same person.
    assert_eq!(shown.parse::<Username>().as_ref(), Ok(&name), "{raw:?} is shown as {shown:?}");
    // What was let in can be stored and comes back as it was.
    assert_eq!(Username::stored(shown.to_owned(), name.skeleton().to_owned()).as_ref(), Ok(&name));
    // Held shift keys make no second person, where the script has capitals that lead back.
    let capitals = shown.to_uppercase();
    if capitals.to_lowercase() == shown
        && let Ok(loud) = capitals.parse::<Username>()
    {
        assert_eq!(loud.skeleton(), name.skeleton(), "{shown:?} and {capitals:?}");
    }
});
