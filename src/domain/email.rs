//! Addresses to which a letter can be sent.

use std::fmt;
use std::str::FromStr;

/// A mail address. Its domain is kept in lower case; the part before the `@` as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress {
    address: String,
    key: String,
}

/// Why an address is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// Nothing was typed.
    #[error("Type your email address.")]
    Empty,
    /// More than 254 characters (RFC 5321 §4.5.3.1.3).
    #[error("That is longer than an address can be.")]
    TooLong,
    /// Not the form `name@host.tld`.
    #[error("That does not look like an address. Example: mira@example.org")]
    Malformed,
    /// SMTPUTF8 addresses are not delivered by every mail service, so we take none.
    #[error("Use an address with plain letters; a domain can be given in its xn-- form.")]
    NotAscii,
}

impl EmailAddress {
    /// Longest address (RFC 5321 §4.5.3.1.3: a path of 256 with its brackets).
    pub const MAX_CHARS: usize = 254;

    /// The address as it is shown and written to.
    pub fn as_str(&self) -> &str {
        &self.address
    }

    /// What makes it unique: all lower case. No mail service in use tells `Bob@` from `bob@`, and
    /// an account that differs only there is a trap for its owner.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// For screens that somebody else may see: `m…@example.org`.
    pub fn masked(&self) -> String {
        match self.address.split_once('@') {
            Some((local, domain)) => format!("{}…@{domain}", local.chars().next().unwrap_or('…')),
            None => "…".to_owned(),
        }
    }
}

impl FromStr for EmailAddress {
    type Err = EmailError;

    fn from_str(raw: &str) -> Result<Self, EmailError> {
        let raw = raw.trim();
        if raw.is_empty() {
            return Err(EmailError::Empty);
        }
        if raw.len() > Self::MAX_CHARS {
            return Err(EmailError::TooLong);
        }
        if !raw.is_ascii() {
            return Err(EmailError::NotAscii);
        }
        let options =
            email_address::Options::default().with_required_tld().without_display_text().without_domain_literal();
        email_address::EmailAddress::parse_with_options(raw, options).map_err(|_| EmailError::Malformed)?;
        let (local, domain) = raw.rsplit_once('@').ok_or(EmailError::Malformed)?;
        // Quoted local parts are legal and in nobody's use; refusing them keeps blanks, quotes and
        // brackets out of every header and screen.
        let plain = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
        if !local.chars().all(plain) || !domain.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.') {
            return Err(EmailError::Malformed);
        }
        let domain = domain.to_ascii_lowercase();
        let address = format!("{local}@{domain}");
        let key = address.to_ascii_lowercase();
        Ok(Self { address, key })
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_people_have_are_taken() {
        for raw in ["mira@example.org", "m.k+list@sub.example.co.uk", " Mira.K@Example.ORG ", "o'neil@example.ie"] {
            assert!(raw.parse::<EmailAddress>().is_ok(), "{raw}");
        }
    }

    #[test]
    fn the_domain_is_folded_and_the_name_kept() {
        let address: EmailAddress = "Mira.K@Example.ORG".parse().unwrap();
        assert_eq!(address.as_str(), "Mira.K@example.org");
        assert_eq!(address.key(), "mira.k@example.org");
        assert_eq!(address.masked(), "M…@example.org");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long = format!("{}@example.org", "x".repeat(300));
        for (raw, error) in [
            ("", EmailError::Empty),
            ("mira", EmailError::Malformed),
            ("mira@", EmailError::Malformed),
            ("@example.org", EmailError::Malformed),
            ("mira@localhost", EmailError::Malformed),
            ("mira@[127.0.0.1]", EmailError::Malformed),
            ("Mira <mira@example.org>", EmailError::Malformed),
            ("\"a b\"@example.org", EmailError::Malformed),
            ("mira@example.org\r\nBcc: x@example.org", EmailError::Malformed),
            ("a@b@example.org", EmailError::Malformed),
            ("mira..k@example.org", EmailError::Malformed),
            ("mïra@example.org", EmailError::NotAscii),
            ("mira@exa\u{202e}mple.org", EmailError::NotAscii),
            (long.as_str(), EmailError::TooLong),
        ] {
            assert_eq!(raw.parse::<EmailAddress>(), Err(error), "{raw}");
        }
    }
}
