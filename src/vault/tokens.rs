//! Tokens: EdDSA JWTs, each good for one purpose at one instance.
//!
//! jsonwebtoken's defaults are lax (a leeway of 60 s, `nbf` and `typ` unchecked, `aud` and `iss` checked only
//! if present), so every claim is required here and checked against the clock that is handed in.

use std::fmt;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use crate::domain::{KeyUse, Purpose, Secret, Timestamp};

use super::VaultError;
use super::keys::KeyBytes;

/// What a token opens. It opens nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A session.
    Session,
    /// The right password, while the second factor is asked for.
    SecondStep,
    /// The long spelling of a challenge.
    Link(Purpose),
}

impl TokenKind {
    /// Every kind of token.
    pub const ALL: [Self; 5] = [
        Self::Session,
        Self::SecondStep,
        Self::Link(Purpose::SignUp),
        Self::Link(Purpose::Reset),
        Self::Link(Purpose::Email),
    ];
    /// The kinds that letters carry.
    pub const LINKS: [Self; 3] = [Self::Link(Purpose::SignUp), Self::Link(Purpose::Reset), Self::Link(Purpose::Email)];

    /// The header's `typ` (RFC 8725 §3.11).
    pub const fn typ(self) -> &'static str {
        match self {
            Self::Session => "vestibule-session+jwt",
            Self::SecondStep => "vestibule-second-step+jwt",
            Self::Link(Purpose::SignUp) => "vestibule-signup+jwt",
            Self::Link(Purpose::Reset) => "vestibule-reset+jwt",
            Self::Link(Purpose::Email) => "vestibule-email+jwt",
        }
    }
}

/// What a good token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// What it opens.
    pub kind: TokenKind,
    /// For whom: the identifier of an account or of a parked registration.
    pub subject: String,
    /// Which row it belongs to.
    pub id: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    iss: String,
    aud: String,
    sub: String,
    jti: String,
    iat: i64,
    nbf: i64,
    exp: i64,
}

const ISSUER: &str = "vestibule";

/// A signing key out of the ring, opened.
pub(super) struct SigningSeed {
    /// Its name in a token's header.
    pub(super) kid: String,
    pub(super) seed: KeyBytes,
    /// It checks what it signed, but signs no more.
    pub(super) retired: bool,
}

struct SigningKey {
    kid: String,
    checks: DecodingKey,
    signs: Option<EncodingKey>,
}

/// Signs and checks tokens.
pub struct Tokens {
    keys: Vec<SigningKey>,
    instance: String,
    rules: Validation,
}

impl Tokens {
    /// Longest token that is looked at, in bytes; ours have some 450.
    pub const MAX_BYTES: usize = 2048;

    pub(super) fn open(seeds: &[SigningSeed], instance: &str) -> Result<Self, VaultError> {
        let mut keys = Vec::with_capacity(seeds.len());
        for SigningSeed { kid, seed, retired } in seeds {
            let pair = Ed25519KeyPair::from_seed_unchecked(seed.as_ref()).map_err(|_| VaultError::Unsealable)?;
            let signs = if *retired {
                None
            } else {
                let pkcs8 = pair.to_pkcs8().map_err(|_| VaultError::Failed)?;
                Some(EncodingKey::from_ed_der(pkcs8.as_ref()))
            };
            let checks = DecodingKey::from_ed_der(pair.public_key().as_ref());
            keys.push(SigningKey { kid: kid.clone(), checks, signs });
        }
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.leeway = 0;
        // The library reads the system's clock; ours is handed in, see `check`.
        rules.validate_exp = false;
        rules.validate_nbf = false;
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&[instance]);
        rules.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
        Ok(Self { keys, instance: instance.to_owned(), rules })
    }

    /// Signs a token with the newest key that may sign. `id` is its `jti`.
    ///
    /// # Errors
    /// [`VaultError::MissingKey`]; [`VaultError::Failed`].
    pub fn issue(
        &self,
        kind: TokenKind,
        subject: &dyn fmt::Display,
        id: &dyn fmt::Display,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<Secret, VaultError> {
        let (kid, key) = self
            .keys
            .iter()
            .find_map(|key| Some((&key.kid, key.signs.as_ref()?)))
            .ok_or(VaultError::MissingKey(KeyUse::Signing))?;
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(kind.typ().to_owned());
        header.kid = Some(kid.clone());
        let claims = Wire {
            iss: ISSUER.to_owned(),
            aud: self.instance.clone(),
            sub: subject.to_string(),
            jti: id.to_string(),
            iat: now.seconds(),
            nbf: now.seconds(),
            // Rounded up: the row ends to the millisecond, and the token not before it.
            exp: expires_at.plus(std::time::Duration::from_millis(999)).seconds(),
        };
        jsonwebtoken::encode(&header, &claims, key).map(Secret::new).map_err(|_| VaultError::Failed)
    }

    /// Checks signature, `kid`, `typ`, `iss`, `aud`, `exp` and `nbf`, without leeway. The key is found by its
    /// `kid` and brings its algorithm; what the token says of algorithms and keys counts for nothing.
    ///
    /// # Errors
    /// [`VaultError::BadToken`] for whatever is wrong.
    pub fn check(&self, token: &str, accepted: &[TokenKind], now: Timestamp) -> Result<Claims, VaultError> {
        self.examine(token, accepted, now).ok_or(VaultError::BadToken)
    }

    /// Whether the token names a key that is not here: another process may have made it since.
    pub fn is_of_unknown_key(&self, token: &str) -> bool {
        token.len() <= Self::MAX_BYTES
            && jsonwebtoken::decode_header(token)
                .is_ok_and(|header| header.kid.is_some_and(|kid| !self.keys.iter().any(|key| key.kid == kid)))
    }

    fn examine(&self, token: &str, accepted: &[TokenKind], now: Timestamp) -> Option<Claims> {
        if token.len() > Self::MAX_BYTES {
            return None;
        }
        let header = jsonwebtoken::decode_header(token).ok()?;
        let kid = header.kid.as_deref()?;
        let key = self.keys.iter().find(|key| key.kid == kid)?;
        let typ = header.typ.as_deref()?;
        let kind = accepted.iter().copied().find(|kind| kind.typ() == typ)?;
        // RFC 7515 §4.1.11: what is critical and not understood makes a token invalid.
        if header.crit.is_some() {
            return None;
        }
        let claims = jsonwebtoken::decode::<Wire>(token, &key.checks, &self.rules).ok()?.claims;
        let second = now.seconds();
        if second < claims.nbf || second < claims.iat || second >= claims.exp || claims.jti.is_empty() {
            return None;
        }
        Some(Claims { kind, subject: claims.sub, id: claims.jti })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::{Value, json};

    use super::*;
    use crate::domain::Entropy;
    use crate::vault::OsEntropy;
    use crate::vault::keys::LEN;

    const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_500);
    const HOUR: Duration = Duration::from_secs(3600);

    struct Ring(Vec<(String, KeyBytes)>);

    impl Ring {
        fn new(count: usize) -> Self {
            let draw = |number| {
                let mut seed = zeroize::Zeroizing::new([0; LEN]);
                OsEntropy.fill(seed.as_mut());
                (format!("key {number}"), seed)
            };
            Self((0..count).map(draw).collect())
        }

        fn tokens(&self, instance: &str, retired: &[bool]) -> Tokens {
            let seeds: Vec<_> = self
                .0
                .iter()
                .zip(retired)
                .map(|((kid, seed), retired)| SigningSeed { kid: kid.clone(), seed: seed.clone(), retired: *retired })
                .collect();
            Tokens::open(&seeds, instance).unwrap()
        }
    }

    fn issue(tokens: &Tokens, kind: TokenKind) -> String {
        tokens.issue(kind, &"mira", &"row", NOW, NOW.plus(HOUR)).unwrap().expose().to_owned()
    }

    fn part(token: &str, at: usize) -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(at).unwrap()).unwrap()).unwrap()
    }

    /// Signs any header and claims with the first key of the ring.
    fn forge(ring: &Ring, header: &Value, claims: &Value) -> String {
        let pair = Ed25519KeyPair::from_seed_unchecked(ring.0[0].1.as_ref()).unwrap();
        let text = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let body = format!("{}.{}", text(header), text(claims));
        format!("{body}.{}", URL_SAFE_NO_PAD.encode(pair.sign(body.as_bytes())))
    }

    #[test]
    fn a_token_opens_its_own_purpose_only() {
        let ring = Ring::new(1);
        let tokens = ring.tokens("here", &[false]);
        for made in TokenKind::ALL {
            let token = issue(&tokens, made);
            for asked in TokenKind::ALL {
                let checked = tokens.check(&token, &[asked], NOW);
                assert_eq!(checked.is_ok(), made == asked, "{made:?} for {asked:?}");
            }
            let claims = tokens.check(&token, &TokenKind::ALL, NOW).unwrap();
            assert_eq!((claims.kind, claims.subject.as_str(), claims.id.as_str()), (made, "mira", "row"));
        }
    }

    #[test]
    fn a_token_is_good_from_its_second_to_its_end() {
        let ring = Ring::new(1);
        let tokens = ring.tokens("here", &[false]);
        let token = issue(&tokens, TokenKind::Session);
        let at = |time| tokens.check(&token, &[TokenKind::Session], time).is_ok();
        assert!(!at(NOW.minus(Duration::from_secs(1))), "before it was made");
        assert!(at(NOW) && at(NOW.plus(HOUR).minus(Duration::from_millis(1))));
        assert!(!at(NOW.plus(HOUR).plus(Duration::from_secs(1))), "no leeway");
    }

    #[test]
    fn every_changed_letter_is_noticed() {
        let ring = Ring::new(1);
        let tokens = ring.tokens("here", &[false]);
        let token = issue(&tokens, TokenKind::Session);
        for at in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(tokens.check(&changed, &TokenKind::ALL, NOW).is_err(), "{at}");
        }
    }

    #[test]
    fn what_another_house_or_key_signed_is_refused() {
        let ring = Ring::new(1);
        let token = issue(&ring.tokens("there", &[false]), TokenKind::Session);
        assert!(ring.tokens("here", &[false]).check(&token, &TokenKind::ALL, NOW).is_err(), "another instance");
        // A key of the same name, for names are no secret.
        let token = issue(&Ring::new(1).tokens("here", &[false]), TokenKind::Session);
        assert!(ring.tokens("here", &[false]).check(&token, &TokenKind::ALL, NOW).is_err(), "another key");
    }

    #[test]
    fn a_retired_key_checks_but_signs_no_more() {
        let ring = Ring::new(2);
        let old = issue(&ring.tokens("here", &[false, true]), TokenKind::Session);
        let after = ring.tokens("here", &[true, false]);
        assert!(after.check(&old, &TokenKind::ALL, NOW).is_ok());
        assert_eq!(part(&issue(&after, TokenKind::Session), 0)["kid"], json!(ring.0[1].0));
    }

    #[test]
    fn a_token_of_a_key_that_is_not_here_is_told_apart() {
        let ring = Ring::new(2);
        let new = issue(&ring.tokens("here", &[true, false]), TokenKind::Session);
        let stale = Ring(ring.0[..1].to_vec()).tokens("here", &[false]);
        assert!(stale.is_of_unknown_key(&new));
        let known = issue(&stale, TokenKind::Session);
        for text in [known.as_str(), "", "a.b.c", &"A".repeat(1_000_000)] {
            assert!(!stale.is_of_unknown_key(text));
        }
    }

    #[test]
    fn every_claim_and_header_is_required_and_of_its_type() {
        let ring = Ring::new(2);
        let tokens = ring.tokens("here", &[false, false]);
        let token = issue(&tokens, TokenKind::Session);
        let (header, claims) = (part(&token, 0), part(&token, 1));
        let refused =
            |header: &Value, claims: &Value| tokens.check(&forge(&ring, header, claims), &TokenKind::ALL, NOW).is_err();
        assert!(!refused(&header, &claims), "the forger's tool works");
        for claim in ["iss", "aud", "sub", "jti", "iat", "nbf", "exp"] {
            let mut less = claims.clone();
            less.as_object_mut().unwrap().remove(claim);
            assert!(refused(&header, &less), "without {claim}");
        }
        for (claim, value) in [
            ("exp", json!("99999999999")),
            ("nbf", json!("0")),
            ("iat", json!("0")),
            ("exp", json!(null)),
            ("exp", json!(9.9e20)),
            ("exp", json!(NOW.seconds())),
            ("nbf", json!(NOW.seconds() + 1)),
            ("iat", json!(NOW.seconds() + 1)),
            ("iss", json!("elsewhere")),
            ("aud", json!("elsewhere")),
            ("aud", json!(["here", "elsewhere"])),
            ("jti", json!("")),
            ("admin", json!(true)),
        ] {
            let mut changed = claims.clone();
            changed[claim] = value;
            assert!(refused(&header, &changed), "{claim} = {}", changed[claim]);
        }
        for (name, value) in [
            ("alg", json!("none")),
            ("alg", json!("HS256")),
            ("alg", json!("ES256")),
            ("typ", json!("JWT")),
            ("typ", json!(null)),
            ("kid", json!(null)),
            ("kid", json!("unknown")),
            ("kid", json!(ring.0[1].0)),
            ("crit", json!(["b64"])),
        ] {
            let mut changed = header.clone();
            changed[name] = value;
            assert!(refused(&changed, &claims), "{name} = {}", changed[name]);
        }
    }

    #[test]
    fn unsigned_and_oversized_tokens_are_refused() {
        let ring = Ring::new(1);
        let tokens = ring.tokens("here", &[false]);
        let token = issue(&tokens, TokenKind::Session);
        let unsigned = token.rsplit_once('.').unwrap().0;
        for bad in [
            String::new(),
            "..".to_owned(),
            "é.é.é".to_owned(),
            format!("{unsigned}."),
            unsigned.to_owned(),
            format!("{token}.x"),
            format!("{token}="),
            format!("{token}{}", "A".repeat(1_000_000)),
        ] {
            assert_eq!(tokens.check(&bad, &TokenKind::ALL, NOW), Err(VaultError::BadToken));
        }
    }
}
