//! Login tokens and API keys: random at birth, hashed at rest.
//!
//! A login token is kept as an HMAC under the desk's [`SecretKey`], so that a new key logs everyone
//! out and a copy of the database opens nothing. An API key is kept as a plain SHA-256: chatbots go
//! on working when the secret key changes, and with 256 random bits there is nothing to guess.

use std::{fmt, sync::Arc};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// What every API key begins with, which tells it from a login token.
pub const API_KEY_PREFIX: &str = "rivo_";

const LOGIN_TOKEN_PREFIX: &str = "rvt_";
/// Enough of a key to know it by in a list, too little to guess the rest.
const SHOWN_CHARS: usize = API_KEY_PREFIX.len() + 6;

/// The key under which login tokens are hashed. Its `Debug` does not show it.
#[derive(Clone)]
pub struct SecretKey(Arc<str>);

impl SecretKey {
    /// The configured key.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// A key of this process alone: its logins end with it.
    #[must_use]
    pub fn random() -> Self {
        Self::new(random_text())
    }

    /// What of a login token is kept.
    pub(crate) fn token_hash(&self, token: &str) -> Vec<u8> {
        self.mac("login token", token)
    }

    /// A name for something that shall not be read back from the database, such as an address
    /// that failed to log in.
    pub(crate) fn blinded(&self, purpose: &str, text: &str) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.mac(purpose, text))
    }

    fn mac(&self, purpose: &str, text: &str) -> Vec<u8> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.as_bytes())
            .expect("HMAC takes keys of any length");
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().to_vec()
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

/// A new login token.
#[must_use]
pub(crate) fn new_login_token() -> String {
    format!("{LOGIN_TOKEN_PREFIX}{}", random_text())
}

/// A new API key, with what is kept of it.
pub(crate) struct NewKey {
    /// Shown once.
    pub(crate) key: String,
    /// The part shown in lists.
    pub(crate) prefix: String,
    /// [`api_key_hash`] as text, as a command carries it.
    pub(crate) secret_hash: String,
}

/// Makes an API key.
#[must_use]
pub(crate) fn new_api_key() -> NewKey {
    let key = format!("{API_KEY_PREFIX}{}", random_text());
    NewKey {
        prefix: key[..SHOWN_CHARS].to_owned(),
        secret_hash: BASE64_URL_SAFE_NO_PAD.encode(api_key_hash(&key)),
        key,
    }
}

/// What of an API key is kept.
#[must_use]
pub(crate) fn api_key_hash(key: &str) -> [u8; 32] {
    Sha256::digest(key.as_bytes()).into()
}

/// Reads [`NewKey::secret_hash`]; `None` where it is no hash.
#[must_use]
pub(crate) fn parse_secret_hash(text: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD
        .decode(text)
        .ok()
        .filter(|hash| hash.len() == 32)
}

/// 256 random bits as text.
fn random_text() -> String {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the system has a source of randomness");
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::{
        API_KEY_PREFIX, SecretKey, api_key_hash, new_api_key, new_login_token, parse_secret_hash,
    };

    #[test]
    fn a_token_is_hashed_under_the_secret_key() {
        let token = new_login_token();
        assert_ne!(token, new_login_token());
        assert!(!token.starts_with(API_KEY_PREFIX));
        let one = SecretKey::new("one");
        assert_eq!(
            one.token_hash(&token),
            SecretKey::new("one").token_hash(&token)
        );
        assert_ne!(
            one.token_hash(&token),
            SecretKey::new("two").token_hash(&token)
        );
    }

    #[test]
    fn an_api_key_is_found_by_its_hash_and_known_by_its_prefix() {
        let new = new_api_key();
        assert!(new.key.starts_with(&new.prefix) && new.prefix.len() < new.key.len() / 3);
        assert_eq!(
            parse_secret_hash(&new.secret_hash).unwrap(),
            api_key_hash(&new.key)
        );
        assert_eq!(parse_secret_hash(&new.key), None);
    }

    #[test]
    fn a_secret_key_is_not_shown_in_logs() {
        assert_eq!(format!("{:?}", SecretKey::new("hush")), "SecretKey(…)");
    }
}
