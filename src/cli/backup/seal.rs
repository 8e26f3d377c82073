//! Backups for the eyes of one: files in the format of age, which its own program reads, too.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use age::x25519;

use crate::cli::CliError;

/// How a file in age's format begins (age-encryption.org/v1).
const MAGIC: &[u8] = b"age-encryption.org/v1";

/// Reads recipients: public keys that begin with `age1`.
///
/// # Errors
/// [`CliError::Usage`] for the first that is none. What was typed is not repeated: it may be the secret key.
pub(super) fn recipients(keys: &[String]) -> Result<Vec<x25519::Recipient>, CliError> {
    keys.iter()
        .map(|key| {
            key.trim().parse().map_err(|_| {
                let what = if key.trim().to_uppercase().starts_with("AGE-SECRET-KEY") {
                    "--to takes a public key, which begins with age1. What you gave is a secret key: it is known to \
                     whoever sees the list of processes now, so make another with age-keygen."
                } else {
                    "--to takes a public key of age, which begins with age1. age-keygen makes one."
                };
                CliError::Usage(what.to_owned())
            })
        })
        .collect()
}

/// Writes what `from` holds for those recipients.
///
/// # Errors
/// Where reading or writing fails.
pub(super) fn seal(from: &mut dyn Read, to: &mut dyn Write, recipients: &[x25519::Recipient]) -> io::Result<()> {
    let recipients = recipients.iter().map(|recipient| recipient as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(recipients).map_err(io::Error::other)?;
    let mut sealed = encryptor.wrap_output(to)?;
    io::copy(from, &mut sealed)?;
    sealed.finish()?;
    Ok(())
}

/// Whether a file is in age's format.
///
/// # Errors
/// Where it can't be read.
pub(super) fn is_sealed(file: &Path) -> io::Result<bool> {
    let mut begin = Vec::new();
    let most = u64::try_from(MAGIC.len()).unwrap_or(u64::MAX);
    File::open(file)?.take(most).read_to_end(&mut begin)?;
    Ok(begin == MAGIC)
}

/// Writes what a sealed file holds, opened with the keys of `identity`.
///
/// # Errors
/// [`CliError::Usage`] if no key of it fits; where reading or writing fails.
pub(super) fn open(from: &Path, to: &mut dyn Write, identity: &Path) -> Result<(), CliError> {
    let unusable = |why: &dyn std::fmt::Display| {
        CliError::Usage(format!(
            "--identity: {} can't be used ({why}). It is the file that age-keygen made.",
            identity.display()
        ))
    };
    let keys = File::open(identity).and_then(|file| age::IdentityFile::from_buffer(BufReader::new(file)));
    let keys = keys.map_err(|why| unusable(&why))?.into_identities().map_err(|why| unusable(&why))?;
    let sealed = File::open(from).map(BufReader::new)?;
    let refused = |why: age::DecryptError| match why {
        age::DecryptError::NoMatchingKeys => CliError::Usage(
            "--identity: none of its keys opens this backup. Use that of the recipient it was made for.".to_owned(),
        ),
        other => CliError::Broken(format!("The backup can't be opened ({other}). It is damaged; use another.")),
    };
    let decryptor = age::Decryptor::new_buffered(sealed).map_err(refused)?;
    let keys = keys.iter().map(|key| &**key as &dyn age::Identity);
    let mut opened = decryptor.decrypt(keys).map_err(refused)?;
    match io::copy(&mut opened, to) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::InvalidData || error.kind() == io::ErrorKind::UnexpectedEof => {
            Err(CliError::Broken("The backup is damaged: its seal is broken in the middle. Use another.".to_owned()))
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use age::secrecy::ExposeSecret;

    #[test]
    fn what_is_sealed_is_opened_by_its_key_alone() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        let (mine, other) = (x25519::Identity::generate(), x25519::Identity::generate());
        for (name, key) in [("mine", &mine), ("other", &other)] {
            std::fs::write(at(name), key.to_string().expose_secret()).unwrap();
        }
        let to = recipients(&[mine.to_public().to_string()]).unwrap();
        let mut sealed = Vec::new();
        let plain = b"kept apart ".repeat(20_000);
        seal(&mut &plain[..], &mut sealed, &to).unwrap();
        std::fs::write(at("sealed"), &sealed).unwrap();
        assert!(is_sealed(&at("sealed")).unwrap() && !is_sealed(&at("mine")).unwrap());
        let mut back = Vec::new();
        open(&at("sealed"), &mut back, &at("mine")).unwrap();
        assert_eq!(back, plain);
        assert!(matches!(open(&at("sealed"), &mut Vec::new(), &at("other")), Err(CliError::Usage(_))));
        sealed[100_000] ^= 1;
        std::fs::write(at("sealed"), &sealed).unwrap();
        assert!(matches!(open(&at("sealed"), &mut Vec::new(), &at("mine")), Err(CliError::Broken(_))));
    }

    #[test]
    fn a_secret_key_among_the_recipients_is_not_repeated() {
        let error = recipients(&["AGE-SECRET-KEY-1QQPQ".to_owned()]).unwrap_err().to_string();
        assert!(error.contains("is a secret key") && !error.contains("1QQPQ"), "{error}");
        assert!(recipients(&["age1nonsense".to_owned()]).unwrap_err().to_string().contains("begins with age1"));
    }
}
