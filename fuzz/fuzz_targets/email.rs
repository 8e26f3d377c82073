//! Mail addresses: what is taken is taken again as it is shown, and can neither hide nor break a header.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vestibule::domain::EmailAddress;
use vestibule_fuzz::{is_visible, text};

fuzz_target!(|data: &[u8]| {
    let Ok(address) = text(data).parse::<EmailAddress>() else { return };
    let shown = address.as_str();
    assert_eq!(shown.parse::<EmailAddress>().as_ref(), Ok(&address));
    assert!(shown.len() <= EmailAddress::MAX_CHARS);
    assert!(shown.chars().all(|c| is_visible(c) && !c.is_whitespace()));
    assert_eq!(shown.matches('@').count(), 1);
    // Nothing that means something in a header, in quoted text or in markup.
    assert!(!shown.contains(['<', '>', '"', '(', ')', ',', ';', ':', '\\', '[', ']']));

    // One person, however the shift key was held.
    for other in [shown.to_uppercase(), shown.to_lowercase(), address.key().to_owned()] {
        let other: EmailAddress = other.parse().expect("case does not decide");
        assert_eq!(other.key(), address.key());
    }
    // A masked address shows the place and one letter.
    let (local, domain) = shown.split_once('@').expect("it has a place");
    assert_eq!(address.masked(), format!("{}…@{domain}", local.chars().next().expect("it has a name")));
});
