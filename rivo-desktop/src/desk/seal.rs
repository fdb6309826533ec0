//! The key of the local database, and where it and the login token are kept: in the system's
//! keychain, or, where there is none, under a passphrase that is asked for at each start.

use std::{fmt, path::Path};

use argon2::{Algorithm, Argon2, Params, Version};
use rivo_core::{Error, Result};
use rusqlite::{Connection, OptionalExtension as _};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What the keychain files our secrets under.
const SERVICE: &str = "app.rivo.desktop";
/// The shortest passphrase that is taken. It guards a file that can be tried offline.
const FEWEST_CHARS: usize = 10;

/// How the database of a desk is sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Seal {
    /// A random key in the system's keychain, which opens with the user's session.
    Keychain,
    /// A key made from a passphrase with argon2id.
    Passphrase {
        /// Random, and no secret.
        salt: Uuid,
    },
}

/// The 256 bits that the database is encrypted with. `Debug` does not show them.
#[derive(Clone)]
pub(crate) struct Key([u8; 32]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// A new key.
    pub(crate) fn random() -> Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)
            .map_err(|error| Error::internal("asking the system for random bytes", error))?;
        Ok(Self(bytes))
    }

    /// The key that a passphrase stands for. Takes a good part of a second and 64 MiB on purpose.
    pub(crate) fn from_passphrase(passphrase: &str, salt: Uuid) -> Result<Self> {
        let params = Params::new(64 * 1024, 3, 1, Some(32)).expect("these are within the bounds");
        let mut bytes = [0; 32];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.as_bytes(), salt.as_bytes(), &mut bytes)
            .map_err(|error| Error::internal("making a key of the passphrase", error))?;
        Ok(Self(bytes))
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// What SQLCipher wants to hear first. Being a whole key, it is used as it is.
    pub(crate) fn statement(&self) -> String {
        let hex: String = self.0.iter().fold(String::new(), |mut hex, byte| {
            use fmt::Write as _;
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        format!("PRAGMA key = \"x'{hex}'\"")
    }
}

/// Refuses a passphrase that is too short to guard anything.
pub(crate) fn check_passphrase(passphrase: &str) -> Result<()> {
    if passphrase.chars().count() >= FEWEST_CHARS {
        return Ok(());
    }
    Err(Error::invalid(
        "passphrase",
        format!("Choose at least {FEWEST_CHARS} characters: several words are easy to remember."),
    ))
}

/// Whether this build encrypts. The plain SQLite takes a key without a word and ignores it.
pub(crate) fn is_encrypting() -> bool {
    Connection::open_in_memory()
        .and_then(|connection| {
            connection
                .query_row("PRAGMA cipher_version", [], |row| row.get::<_, String>(0))
                .optional()
        })
        .is_ok_and(|version| version.is_some())
}

/// One desk's place in the system's keychain. Its calls wait for another process: never call them
/// on an async thread.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Keychain {
    pub(crate) desk_id: Uuid,
}

/// What is kept there.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Secret {
    /// The key of the database.
    Key,
    /// The token of the login.
    Token,
}

impl Keychain {
    /// Whether there is a keychain that keeps things for us: only a secret that it took shows that.
    /// A locked one may ask its user to unlock it.
    pub(crate) fn is_there() -> bool {
        let probe = || {
            let entry = keyring::Entry::new(SERVICE, "probe")?;
            entry.set_secret(b"probe")?;
            entry.delete_credential()
        };
        match probe() {
            Ok(()) => true,
            Err(error) => {
                tracing::info!(%error, "there is no keychain to use");
                false
            }
        }
    }

    fn entry(self, secret: Secret) -> Result<keyring::Entry> {
        let name = match secret {
            Secret::Key => "key",
            Secret::Token => "token",
        };
        keyring::Entry::new(SERVICE, &format!("{name} {}", self.desk_id)).map_err(no_answer)
    }

    fn read(self, secret: Secret) -> Result<Option<Vec<u8>>> {
        match self.entry(secret)?.get_secret() {
            Ok(bytes) => Ok(Some(bytes)),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(no_answer(error)),
        }
    }

    fn keep(self, secret: Secret, bytes: &[u8]) -> Result<()> {
        self.entry(secret)?.set_secret(bytes).map_err(no_answer)
    }

    fn forget(self, secret: Secret) -> Result<()> {
        match self.entry(secret)?.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(error) => Err(no_answer(error)),
        }
    }
}

fn no_answer(error: keyring::Error) -> Error {
    Error::Unavailable {
        detail: "The system's keychain does not answer. Unlock it, then try again.".to_owned(),
        source: Some(Box::new(error)),
    }
}

/// The open secrets of one desk.
#[derive(Clone, Debug)]
pub(crate) struct Secrets {
    pub(crate) key: Key,
    place: Place,
}

#[derive(Clone, Debug)]
enum Place {
    Keychain(Keychain),
    /// A small database of its own, encrypted with the same key.
    Vault(std::path::PathBuf),
}

impl Secrets {
    /// Makes the key of a new desk and keeps it.
    pub(crate) fn make(
        seal: &Seal,
        desk_id: Uuid,
        passphrase: Option<&str>,
        vault: &Path,
    ) -> Result<Self> {
        match seal {
            Seal::Keychain => {
                let keychain = Keychain { desk_id };
                let key = Key::random()?;
                keychain.keep(Secret::Key, &key.0)?;
                Ok(Self {
                    key,
                    place: Place::Keychain(keychain),
                })
            }
            Seal::Passphrase { salt } => {
                Self::under_passphrase(*salt, passphrase.unwrap_or_default(), vault)
            }
        }
    }

    /// The key from the keychain.
    pub(crate) fn from_keychain(desk_id: Uuid) -> Result<Self> {
        let keychain = Keychain { desk_id };
        let key = keychain
            .read(Secret::Key)?
            .and_then(|bytes| Key::from_bytes(&bytes))
            .ok_or_else(|| {
                Error::conflict(
                    "key_missing",
                    "The key of the local copy is no longer in the system's keychain, so the copy \
                     cannot be opened. Start anew: what the server has comes back from there.",
                )
            })?;
        Ok(Self {
            key,
            place: Place::Keychain(keychain),
        })
    }

    /// The key that the passphrase stands for. Whether it is the right one shows when the
    /// database is opened with it.
    pub(crate) fn under_passphrase(salt: Uuid, passphrase: &str, vault: &Path) -> Result<Self> {
        Ok(Self {
            key: Key::from_passphrase(passphrase, salt)?,
            place: Place::Vault(vault.to_owned()),
        })
    }

    /// The login token, where one is kept.
    pub(crate) fn token(&self) -> Result<Option<String>> {
        match &self.place {
            Place::Keychain(keychain) => {
                let bytes = keychain.read(Secret::Token)?;
                Ok(bytes.and_then(|bytes| String::from_utf8(bytes).ok()))
            }
            Place::Vault(path) => self
                .vault(path)?
                .query_row("SELECT token FROM vault", [], |row| row.get(0))
                .optional()
                .map_err(|error| Error::internal("reading the login token", error)),
        }
    }

    /// Keeps the login token in place of an earlier one.
    pub(crate) fn keep_token(&self, token: &str) -> Result<()> {
        match &self.place {
            Place::Keychain(keychain) => keychain.keep(Secret::Token, token.as_bytes()),
            Place::Vault(path) => self
                .vault(path)?
                .execute(
                    "INSERT OR REPLACE INTO vault (id, token) VALUES (1, ?1)",
                    [token],
                )
                .map(drop)
                .map_err(|error| Error::internal("keeping the login token", error)),
        }
    }

    /// Forgets the login token.
    pub(crate) fn forget_token(&self) -> Result<()> {
        match &self.place {
            Place::Keychain(keychain) => keychain.forget(Secret::Token),
            Place::Vault(path) => self
                .vault(path)?
                .execute("DELETE FROM vault", [])
                .map(drop)
                .map_err(|error| Error::internal("forgetting the login token", error)),
        }
    }

    /// Forgets the token and the key: what they sealed can be opened by nobody.
    pub(crate) fn forget(&self) -> Result<()> {
        match &self.place {
            Place::Keychain(keychain) => {
                keychain.forget(Secret::Key)?;
                keychain.forget(Secret::Token)
            }
            // The file goes with the folder.
            Place::Vault(_) => Ok(()),
        }
    }

    fn vault(&self, path: &Path) -> Result<Connection> {
        let open = || {
            let connection = Connection::open(path)?;
            connection.execute_batch(&self.key.statement())?;
            connection.execute_batch(
                "PRAGMA secure_delete = ON;
                 CREATE TABLE IF NOT EXISTS vault (id INTEGER PRIMARY KEY, token TEXT NOT NULL)",
            )?;
            Ok(connection)
        };
        open().map_err(|error: rusqlite::Error| Error::internal("opening the login token", error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_gives_one_key_and_another_gives_another() {
        let salt = Uuid::from_u128(7);
        let key = |passphrase, salt| Key::from_passphrase(passphrase, salt).unwrap().0;
        let one = key("correct horse battery", salt);
        assert_eq!(one, key("correct horse battery", salt));
        assert_ne!(one, key("correct horse batterY", salt));
        assert_ne!(one, key("correct horse battery", Uuid::from_u128(8)));
    }

    #[test]
    fn a_short_passphrase_is_refused() {
        assert!(check_passphrase("ten chars!").is_ok());
        assert!(check_passphrase("nine chars"[..9].into()).is_err());
    }

    #[test]
    fn neither_key_nor_token_is_ever_printed() {
        let key = Key([0xab; 32]);
        assert!(!format!("{key:?}").contains("ab"));
        assert_eq!(key.statement().matches("ab").count(), 32);
    }

    #[test]
    fn the_vault_keeps_a_token_for_its_key_alone() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("token.db");
        let open =
            |passphrase| Secrets::under_passphrase(Uuid::from_u128(1), passphrase, &path).unwrap();
        let secrets = open("correct horse battery");
        assert_eq!(secrets.token().unwrap(), None);
        secrets.keep_token("rvt_first").unwrap();
        secrets.keep_token("rvt_second").unwrap();
        assert_eq!(secrets.token().unwrap().as_deref(), Some("rvt_second"));
        if is_encrypting() {
            let bytes = std::fs::read(&path).unwrap();
            assert!(!bytes.windows(4).any(|window| window == b"rvt_"));
            assert!(open("another passphrase").token().is_err());
        }
        secrets.forget_token().unwrap();
        assert_eq!(secrets.token().unwrap(), None);
    }
}
