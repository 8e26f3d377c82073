//! Password hashes of older systems: recognised, and held against bounds.
//!
//! What hashes is RustCrypto's; this file reads the formats and decides what is never run. A stored hash is read anew at
//! every check, so a row that somebody has tampered with costs no more than one that was imported.

use std::fmt;
use std::ops::RangeInclusive;

use argon2::password_hash::phc;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::domain::Secret;

use super::Hasher;

/// Most bytes of a stored hash that is looked at; the longest good one has some 220.
const MOST_BYTES: usize = 512;
/// As for our own hashes: 14 takes a second, 31 would take days.
const BCRYPT_COSTS: RangeInclusive<u32> = Hasher::COSTS;
/// Django began with 10,000 and asks for 1,200,000 by now; more than this takes over a second. Fewer than the least were
/// never enough (NIST SP 800-132 §5.2).
const PBKDF2_ITERATIONS: RangeInclusive<u32> = 1_000..=2_000_000;
/// Characters of Django's salt. It makes 22, and once made 12.
const PBKDF2_SALT: RangeInclusive<usize> = 1..=64;
/// Bytes of an argon2 or scrypt hash, as libraries make them. Any other number is one that was cut short.
const PHC_BYTES: [usize; 3] = [16, 32, 64];
/// KiB for one check, and each core may do one at once. RFC 9106 §4 asks for 64 MiB where 2 GiB are too much.
const ARGON2_MEMORY: RangeInclusive<u32> = 8..=128 * 1024;
/// Passes over that memory. RFC 9106 §4 asks for 3.
const ARGON2_PASSES: RangeInclusive<u32> = 1..=10;
/// KiB times passes: some second.
const ARGON2_WORK: RangeInclusive<u64> = 8..=512 * 1024;
/// Lanes. RFC 9106 §4 asks for 4, Django for 8.
const ARGON2_LANES: RangeInclusive<u32> = 1..=8;
/// The binary logarithm of scrypt's N. OWASP asks for 17 where `r` is 8: 128 MiB.
const SCRYPT_LOG_N: RangeInclusive<u32> = 1..=17;
/// scrypt's block size, in 128 bytes.
const SCRYPT_R: RangeInclusive<u32> = 1..=16;
/// How often scrypt does it all. OWASP's lists go up to 10.
const SCRYPT_P: RangeInclusive<u32> = 1..=10;
/// Blocks of 128 bytes that scrypt may hold at once: 128 MiB, like argon2.
const SCRYPT_MEMORY: RangeInclusive<u64> = 1..=1 << 20;
/// Blocks that scrypt may go through, `N·r·p`: some two seconds. OWASP's lists stay below half of it.
const SCRYPT_WORK: RangeInclusive<u64> = 1..=1 << 21;

/// A password hash as an older system kept it, within the bounds of what is run here.
pub struct ImportedHash {
    pub(super) form: Form,
    /// As it was given, without white space around it.
    pub(super) text: String,
}

/// What the text says.
pub(super) enum Form {
    /// The digest of nothing but the password, in hexadecimal lower case.
    Sha256(Secret),
    Bcrypt(bcrypt::HashParts),
    DjangoBcryptSha256(bcrypt::HashParts),
    DjangoPbkdf2Sha256 {
        iterations: u32,
        salt: String,
        hash: [u8; 32],
    },
    Argon2id(Box<phc::PasswordHash>),
    Scrypt(Box<phc::PasswordHash>),
}

/// Why a hash is not taken. The words are for people, and say nothing of the hash but its costs.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportedHashError {
    /// None of the formats; perhaps a password.
    #[error(
        "It is no hash of a known kind: SHA-256 in hex, bcrypt ($2a$, $2b$, $2y$), Django's pbkdf2_sha256 and \
         bcrypt_sha256, argon2id and scrypt are. A password in plain text is not taken."
    )]
    Unknown,
    /// Of a family that is known, but one of its weak or faulty members.
    #[error("{0} is not taken. Leave the hash out, and its owner chooses a new password.")]
    Unfit(&'static str),
    /// It begins like a known one and does not go on so.
    #[error("The {0} hash is damaged: something is missing, added, or not written as it should be.")]
    Damaged(&'static str),
    /// It would take too long, too much memory, or nothing at all.
    #[error(
        "The {kind} hash has {what} {found}; {least} to {most} are taken, for every try at the password would have to \
         pay for it. Leave the hash out, and its owner chooses a new password."
    )]
    Cost {
        /// Which format.
        kind: &'static str,
        /// Which of its numbers.
        what: &'static str,
        /// The number.
        found: u64,
        /// The least that is taken.
        least: u64,
        /// The most that is taken.
        most: u64,
    },
}

impl ImportedHash {
    /// Recognises a hash and holds it against the bounds. Takes any text whatever; never panics, and hashes nothing.
    ///
    /// # Errors
    /// [`ImportedHashError`] in its kinds.
    pub fn parse(text: &str) -> Result<Self, ImportedHashError> {
        let text = text.trim();
        if text.len() > MOST_BYTES || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(ImportedHashError::Unknown);
        }
        // Django writes the name of the family before what the family's own library makes.
        let text = text.strip_prefix("argon2").filter(|rest| rest.starts_with("$argon2")).unwrap_or(text);
        let text = text.strip_prefix("bcrypt$").filter(|rest| rest.starts_with("$2")).unwrap_or(text);
        Ok(Self { form: form(text)?, text: text.to_owned() })
    }

    /// Whether taking it over costs a hash of our own: an unsalted digest is not kept as it is.
    pub fn must_be_wrapped(&self) -> bool {
        matches!(self.form, Form::Sha256(_))
    }
}

impl fmt::Debug for ImportedHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} …", self.scheme().unwrap_or("sha256"))
    }
}

fn form(text: &str) -> Result<Form, ImportedHashError> {
    if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(Form::Sha256(Secret::new(text.to_ascii_lowercase())));
    }
    if let Some(rest) = text.strip_prefix("bcrypt_sha256$") {
        return Ok(Form::DjangoBcryptSha256(bcrypt_parts("bcrypt_sha256", rest)?));
    }
    if let Some(rest) = text.strip_prefix("pbkdf2_sha256$") {
        return django_pbkdf2(rest);
    }
    match text.split('$').collect::<Vec<_>>().as_slice() {
        ["", "2a" | "2b" | "2y", ..] => Ok(Form::Bcrypt(bcrypt_parts("bcrypt", text)?)),
        ["", "2x", ..] => Err(ImportedHashError::Unfit("The faulty bcrypt of 2011 ($2x$)")),
        ["", "argon2id", ..] => argon2id(text),
        ["", "argon2i" | "argon2d", ..] => Err(ImportedHashError::Unfit("Of the argon2 family all but argon2id")),
        ["", "scrypt", ..] => scrypt_phc(text),
        _ => Err(ImportedHashError::Unknown),
    }
}

fn bounded<T: Copy + Into<u64> + PartialOrd>(
    kind: &'static str,
    what: &'static str,
    found: T,
    bounds: &RangeInclusive<T>,
) -> Result<(), ImportedHashError> {
    if bounds.contains(&found) {
        return Ok(());
    }
    let (least, most) = (*bounds.start(), *bounds.end());
    Err(ImportedHashError::Cost { kind, what, found: found.into(), least: least.into(), most: most.into() })
}

fn bcrypt_parts(kind: &'static str, text: &str) -> Result<bcrypt::HashParts, ImportedHashError> {
    let damaged = ImportedHashError::Damaged(kind);
    // Before the library looks at it: it reads by position.
    if text.len() != 60 || !text.is_ascii() || !["$2a$", "$2b$", "$2y$"].iter().any(|head| text.starts_with(head)) {
        return Err(damaged);
    }
    // It would read `+5`, too.
    if !text.bytes().skip(4).take(2).all(|byte| byte.is_ascii_digit()) {
        return Err(damaged);
    }
    let parts: bcrypt::HashParts = text.parse().map_err(|_| damaged)?;
    bounded(kind, "a cost of", parts.get_cost(), &BCRYPT_COSTS)?;
    Ok(parts)
}

fn django_pbkdf2(rest: &str) -> Result<Form, ImportedHashError> {
    const KIND: &str = "pbkdf2_sha256";
    let damaged = || ImportedHashError::Damaged(KIND);
    let [iterations, salt, hash] = rest.split('$').collect::<Vec<_>>().try_into().map_err(|_| damaged())?;
    let iterations = decimal(iterations).ok_or_else(damaged)?;
    let most = &(u64::from(*PBKDF2_ITERATIONS.start())..=u64::from(*PBKDF2_ITERATIONS.end()));
    bounded(KIND, "an iteration count of", iterations, most)?;
    let iterations = u32::try_from(iterations).map_err(|_| damaged())?;
    if !PBKDF2_SALT.contains(&salt.len()) {
        return Err(damaged());
    }
    let hash = STANDARD.decode(hash).ok().and_then(|hash| hash.try_into().ok()).ok_or_else(damaged)?;
    Ok(Form::DjangoPbkdf2Sha256 { iterations, salt: salt.to_owned(), hash })
}

fn argon2id(text: &str) -> Result<Form, ImportedHashError> {
    const KIND: &str = "argon2id";
    let (hash, [memory, passes, lanes]) = phc(KIND, text, ["m", "t", "p"])?;
    // Version 1.3; the one before was in nobody's use by the time there was argon2id.
    if hash.version != Some(19) {
        return Err(ImportedHashError::Damaged(KIND));
    }
    bounded(KIND, "a memory (KiB) of", memory, &ARGON2_MEMORY)?;
    bounded(KIND, "a number of passes of", passes, &ARGON2_PASSES)?;
    bounded(KIND, "a number of lanes of", lanes, &ARGON2_LANES)?;
    bounded(KIND, "memory (KiB) times passes of", u64::from(memory) * u64::from(passes), &ARGON2_WORK)?;
    // RFC 9106 §3.1: eight blocks for each lane.
    bounded(KIND, "a memory (KiB) of", memory, &(8 * lanes..=*ARGON2_MEMORY.end()))?;
    Ok(Form::Argon2id(Box::new(hash)))
}

fn scrypt_phc(text: &str) -> Result<Form, ImportedHashError> {
    const KIND: &str = "scrypt";
    let (hash, [log_n, r, p]) = phc(KIND, text, ["ln", "r", "p"])?;
    if hash.version.is_some() {
        return Err(ImportedHashError::Damaged(KIND));
    }
    bounded(KIND, "an ln of", log_n, &SCRYPT_LOG_N)?;
    bounded(KIND, "an r of", r, &SCRYPT_R)?;
    bounded(KIND, "a p of", p, &SCRYPT_P)?;
    let memory = u64::from(r) << log_n;
    bounded(KIND, "N·r of", memory, &SCRYPT_MEMORY)?;
    bounded(KIND, "N·r·p of", memory * u64::from(p), &SCRYPT_WORK)?;
    Ok(Form::Scrypt(Box::new(hash)))
}

/// A PHC string with salt, hash, and these parameters, each once and no other. They are looked at before the library
/// makes its own parameters of them: it multiplies first.
fn phc<const N: usize>(
    kind: &'static str,
    text: &str,
    names: [&str; N],
) -> Result<(phc::PasswordHash, [u32; N]), ImportedHashError> {
    let damaged = || ImportedHashError::Damaged(kind);
    let hash = phc::PasswordHash::new(text).map_err(|_| damaged())?;
    let whole = hash.hash.as_ref().is_some_and(|hash| PHC_BYTES.contains(&hash.len()));
    if hash.salt.is_none() || !whole || hash.params.iter().count() != N {
        return Err(damaged());
    }
    let mut found = [0; N];
    for (found, name) in found.iter_mut().zip(names) {
        *found = hash.params.get_decimal(name).ok_or_else(damaged)?;
    }
    Ok((hash, found))
}

/// Digits and nothing else.
fn decimal(text: &str) -> Option<u64> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::vault) const PASSWORD: &str = "tide quarry lantern moss";

    // Made by the libraries that the older systems use:
    //   hashlib.sha256(p.encode()).hexdigest()
    //   bcrypt.hashpw(p.encode(), bcrypt.gensalt(5, b"2a")), and b"2b"      (bcrypt 5.0.0)
    //   passlib.hash.bcrypt.using(ident="2y", rounds=5).hash(p)             (passlib 1.7.4)
    //   PBKDF2PasswordHasher().encode(p, "seasalt2", 1000)                  (Django 5.2.19)
    //   BCryptSHA256PasswordHasher with rounds = 4                          (the same)
    //   argon2.PasswordHasher(time_cost=2, memory_cost=1024, parallelism=2).hash(p)   (argon2-cffi 25.1.0)
    //   passlib.hash.scrypt.using(rounds=8).hash(p)
    pub(in crate::vault) const DIGEST: &str = "320c60e25a5a369d69ea1007193a503da0e82d8c923df3c65f5d0955c44eeca0";
    pub(in crate::vault) const HASHES: [(&str, &str); 8] = [
        ("sha256+bcrypt-hmac256:k1", DIGEST),
        ("bcrypt", "$2a$05$jJ.GbwtFuJFsYO58FvMm2ugLI65Mgfh44Ti/5iBaAvt5mm4gToAdS"),
        ("bcrypt", "$2b$05$DE58uxwqnkY2yJcle8SaHufepC56z6CW7oUMx58QUi21/k31EZF4K"),
        ("bcrypt", "$2y$05$UvsPDh.xx6uRhecHvJVPwOt/IMqxLaPRWhP5LLhpBSfe7dcmIeboW"),
        (
            "django-pbkdf2-sha256",
            "pbkdf2_sha256$1000000$KpwOzaGRY5WsVo5nvgj5zN$/HFtB2KvjXbPvQ3rHaloZaCL4KmqFIaoVCVeTQYDNTE=",
        ),
        ("django-bcrypt-sha256", "bcrypt_sha256$$2b$04$0Ib9kcEG1qMCK/131CBKNuRlC0gUBracGAo95s0id8wvCtkAKwVOS"),
        (
            "argon2id",
            "$argon2id$v=19$m=1024,t=2,p=2$CEpkJRpNbny7vwPrdmf7ew$wxyv8ov6489kAgQGvGMqDhZxcLwzm7qyr7OzPQaVnok",
        ),
        ("scrypt", "$scrypt$ln=8,r=8,p=1$QUiJUUpJ6V1Lydnbe8+59w$Ngy8JCLXsKbsFk6plYAbiQt/gdBDBl+gpzj0i4fXfHE"),
    ];

    /// Costs beyond the bounds, each with what the sentence has to name.
    pub(in crate::vault) fn dear() -> Vec<(String, &'static str)> {
        let bcrypt = HASHES[1].1;
        let argon2 = |params: &str| HASHES[6].1.replace("m=1024,t=2,p=2", params);
        let scrypt = |params: &str| HASHES[7].1.replace("ln=8,r=8,p=1", params);
        let pbkdf2 = |count: &str| HASHES[4].1.replace("1000000", count);
        vec![
            (bcrypt.replace("$05$", "$31$"), "cost of 31; 4 to 14"),
            (bcrypt.replace("$05$", "$15$"), "cost of 15"),
            (bcrypt.replace("$05$", "$03$"), "cost of 3"),
            (HASHES[5].1.replace("$04$", "$31$"), "bcrypt_sha256 hash has a cost of 31"),
            (pbkdf2("1000000000"), "iteration count of 1000000000; 1000 to 2000000"),
            (pbkdf2("2000001"), "2000001"),
            (pbkdf2("9999999999999999999"), "9999999999999999999"),
            (pbkdf2("999"), "iteration count of 999"),
            (pbkdf2("0"), "iteration count of 0"),
            (argon2("m=4194304,t=2,p=2"), "memory (KiB) of 4194304"),
            (argon2("m=4294967295,t=4294967295,p=4294967295"), "memory"),
            (argon2("m=1024,t=11,p=2"), "passes of 11"),
            (argon2("m=1024,t=4294967295,p=2"), "passes"),
            (argon2("m=1024,t=0,p=2"), "passes of 0"),
            (argon2("m=1024,t=2,p=9"), "lanes of 9"),
            (argon2("m=1024,t=2,p=0"), "lanes of 0"),
            (argon2("m=131072,t=5,p=2"), "memory (KiB) times passes of 655360"),
            (argon2("m=8,t=2,p=8"), "memory (KiB) of 8; 64"),
            (scrypt("ln=40,r=8,p=1"), "ln of 40; 1 to 17"),
            (scrypt("ln=0,r=8,p=1"), "ln of 0"),
            (scrypt("ln=8,r=17,p=1"), "r of 17"),
            (scrypt("ln=8,r=65536,p=65536"), "r of 65536"),
            (scrypt("ln=8,r=8,p=11"), "p of 11"),
            (scrypt("ln=17,r=16,p=1"), "N·r of 2097152"),
            (scrypt("ln=17,r=8,p=3"), "N·r·p of 3145728"),
        ]
    }

    /// What is no hash, or a broken one. All of it is looked at as text to import and as a stored text.
    pub(in crate::vault) fn broken() -> Vec<String> {
        let mut corpus: Vec<String> = [
            "",
            "$",
            "$$$$$$$$",
            "i1:",
            "hunter2 is my password",
            "$1$abcdefgh$0123456789012345678901",
            "$2$05$DE58uxwqnkY2yJcle8SaHufepC56z6CW7oUMx58QUi21/k31EZF4K",
            "$2x$05$DE58uxwqnkY2yJcle8SaHufepC56z6CW7oUMx58QUi21/k31EZF4K",
            "$2b$+5$DE58uxwqnkY2yJcle8SaHufepC56z6CW7oUMx58QUi21/k31EZF4K",
            "$2b$05$DE58uxwqnkY2yJcle8SaHzfepC56z6CW7oUMx58QUi21/k31EZF4K",
            "$argon2id$v=16$m=1024,t=2,p=2$CEpkJRpNbny7vwPrdmf7ew$wxyv8ov6489kAgQGvGMqDhZxcLwzm7qyr7OzPQaVnok",
            "$argon2id$m=1024,t=2,p=2$CEpkJRpNbny7vwPrdmf7ew$wxyv8ov6489kAgQGvGMqDhZxcLwzm7qyr7OzPQaVnok",
            "$argon2i$v=19$m=1024,t=2,p=2$CEpkJRpNbny7vwPrdmf7ew$wxyv8ov6489kAgQGvGMqDhZxcLwzm7qyr7OzPQaVnok",
            "$argon2id$v=19$m=1024,t=2$CEpkJRpNbny7vwPrdmf7ew$wxyv8ov6489kAgQGvGMqDhZxcLwzm7qyr7OzPQaVnok",
            "$argon2id$v=19$m=8,m=9,t=2$CEpkJRpNbny7vwPrdmf7ew$wxyv8ov6489kAgQGvGMqDhZxcLwzm7qyr7OzPQaVnok",
            "$argon2id$v=19$m=1024,t=2,p=2,data=AAAA$CEpkJRpNbny7vwPrdmf7ew$wxyv8ov6489kAgQGvGMqDhZxcLwzm7qyr7OzPQaVnok",
            "$argon2id$v=19$m=-1,t=2,p=2$CEpkJRpNbny7vwPrdmf7ew$wxyv8ov6489kAgQGvGMqDhZxcLwzm7qyr7OzPQaVnok",
            "$argon2id$v=19$m=1024,t=2,p=2$AAAA$wxyv8ov6489kAgQGvGMqDhZxcLwzm7qyr7OzPQaVnok",
            "$scrypt$v=1$ln=8,r=8,p=1$QUiJUUpJ6V1Lydnbe8+59w$Ngy8JCLXsKbsFk6plYAbiQt/gdBDBl+gpzj0i4fXfHE",
            "$scrypt$ln=8,r=8,p=1,p=1$QUiJUUpJ6V1Lydnbe8+59w$Ngy8JCLXsKbsFk6plYAbiQt/gdBDBl+gpzj0i4fXfHE",
            "$scrypt$ln=99999999999999999999,r=8,p=1$QUiJUUpJ6V1Lydnbe8+59w$Ngy8JCLXsKbsFk6plYAbiQt/gdBDBl+gpzj0i4fXfHE",
            "pbkdf2_sha256$1000$$sgUntn8bjlqWtLdFg50H7QEe6vdeRlIPvoWrUPeZ5og=",
            "pbkdf2_sha256$-1$salt$sgUntn8bjlqWtLdFg50H7QEe6vdeRlIPvoWrUPeZ5og=",
            "pbkdf2_sha256$+1$salt$sgUntn8bjlqWtLdFg50H7QEe6vdeRlIPvoWrUPeZ5og=",
            "pbkdf2_sha256$1000$salt$sgUntn8bjlqW",
            "pbkdf2_sha256$99999999999999999999999$salt$sgUntn8bjlqWtLdFg50H7QEe6vdeRlIPvoWrUPeZ5og=",
            "pbkdf2_sha1$1000$salt$sgUntn8bjlqWtLdFg50H7QEe6vdeRlIPvoWrUPeZ5og=",
        ]
        .map(str::to_owned)
        .to_vec();
        corpus.push(format!("$2b$05$é{}", "a".repeat(51)));
        corpus.push("é".repeat(30));
        corpus.push("ª".repeat(32));
        corpus.push("x".repeat(10_000_000));
        for (_, text) in HASHES {
            corpus.push(format!("{text}{text}"));
            corpus.push(text.replacen('$', "\0", 2).replacen('e', "\0", 1));
            corpus.push(text.replacen(|c: char| c.is_ascii_alphanumeric(), "ü", 1));
            corpus.push(format!("{text}$"));
            for end in (0..text.len()).step_by(5) {
                corpus.push(text.chars().take(end).collect());
            }
        }
        corpus
    }

    #[test]
    fn costs_beyond_the_bounds_are_refused_with_a_sentence() {
        for (text, says) in dear() {
            let error = ImportedHash::parse(&text).unwrap_err();
            assert!(matches!(error, ImportedHashError::Cost { .. }), "{text}: {error:?}");
            assert!(error.to_string().contains(says), "{text}: {error}");
        }
    }

    #[test]
    fn broken_hashes_are_refused_and_the_reason_says_nothing_of_them() {
        for text in broken() {
            let error = ImportedHash::parse(&text).expect_err(&text).to_string();
            for secret in ["DE58uxw", "CEpkJ", "wxyv8", "QUiJU", "sgUnt", "320c60", "hunter2"] {
                assert!(!error.contains(secret), "{error}");
            }
        }
    }

    #[test]
    fn debug_shows_no_hash() {
        for (_, text) in HASHES {
            let shown = format!("{:?}", ImportedHash::parse(text).unwrap());
            assert!(shown.len() < 30 && shown.ends_with('…'), "{shown}");
        }
    }
}
