//! Passwords: the rules for new ones, and their hashes.
//!
//! New hashes are argon2id. The `pbkdf2_sha256` hashes of the Django project are verified too and
//! replaced at the next login. Hashing takes time and memory on purpose: it runs off the async
//! threads, a few at a time.

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version,
    password_hash::phc::PasswordHash,
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::Instant,
};

use super::common_password;
use crate::error::{Error, Result};

/// The fewest characters of a new password.
pub const MIN_CHARS: usize = 10;
/// The most characters of a new password.
pub const MAX_CHARS: usize = 256;

/// So many hashes at once: each takes 19 MiB and a processor.
static HASHING: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(4)));

/// A wrong answer takes at least this long, so that nobody can tell by it how a password is kept, or
/// whether one is. The 1.2 million rounds of Django 6 take a quarter of a second.
const WRONG_TAKES: Duration = Duration::from_millis(if cfg!(test) { 1 } else { 500 });

/// What a login with an unknown address is verified against, so that it takes as long as another.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| hash_now("nobody has this password").unwrap_or_default());

/// What came of a verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is not the password.
    Wrong,
    /// It is the password.
    Right,
    /// It is the password, kept in an older way; hash it anew.
    RightButOld,
}

/// What is wrong with a new password, in sentences for the person who chose it.
#[must_use]
pub fn faults(password: &str, email: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let chars = password.chars().count();
    if chars < MIN_CHARS {
        faults.push(format!(
            "This password is too short: use at least {MIN_CHARS} characters."
        ));
    }
    if chars > MAX_CHARS {
        faults.push(format!(
            "This password is too long: use at most {MAX_CHARS} characters."
        ));
    }
    let folded = password.trim().to_lowercase();
    let email = email.trim().to_lowercase();
    let before_at = email.split('@').next().unwrap_or_default();
    if !email.is_empty() && (folded == email || folded == before_at) {
        faults.push("The password must not be the email address.".to_owned());
    }
    if common_password::is_common(&folded) {
        faults.push("This password is too common.".to_owned());
    }
    faults
}

/// Hashes a new password.
pub(crate) async fn hash(password: String) -> Result<String> {
    let turn = turn(&HASHING).await?;
    off_thread(turn, move || hash_now(&password)).await?
}

/// Verifies a password against the hash that is kept, or, for `None`, against one that nobody has.
pub(crate) async fn verify(password: String, kept: Option<String>) -> Result<Verdict> {
    verify_within(WRONG_TAKES, password, kept).await
}

async fn verify_within(
    wrong_takes: Duration,
    password: String,
    kept: Option<String>,
) -> Result<Verdict> {
    let turn = turn(&HASHING).await?;
    // The wait for the turn tells nothing of the hash, so it is not part of the time.
    let wrong_at = Instant::now() + wrong_takes;
    let verdict = off_thread(turn, move || {
        // Made by whoever comes first, known or not.
        let nobody = LazyLock::force(&NOBODY);
        let verdict = verify_now(&password, kept.as_ref().unwrap_or(nobody));
        if kept.is_some() {
            verdict
        } else {
            Verdict::Wrong
        }
    })
    .await?;
    if verdict == Verdict::Wrong {
        tokio::time::sleep_until(wrong_at).await;
    }
    Ok(verdict)
}

/// Whether a text is a hash this module can verify, so that no plain password is ever kept.
#[must_use]
pub(crate) fn is_hash(text: &str) -> bool {
    Kept::parse(text).is_some()
}

async fn turn(turns: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit> {
    Arc::clone(turns)
        .acquire_owned()
        .await
        .map_err(|error| Error::internal("waiting to hash a password", error))
}

/// Hashing goes on where nobody waits for it any more, so the turn goes along with it.
async fn off_thread<T: Send + 'static>(
    turn: OwnedSemaphorePermit,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work()
    })
    .await
    .map_err(|error| Error::internal("hashing a password", error))
}

/// argon2id with 19 MiB and two passes, as OWASP recommends it.
fn argon2id() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

fn hash_now(password: &str) -> Result<String> {
    argon2id()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| Error::internal("hashing a password", error))
}

fn verify_now(password: &str, kept: &str) -> Verdict {
    match Kept::parse(kept) {
        Some(Kept::Argon2(hash)) => {
            let hash = *hash;
            if argon2id()
                .verify_password(password.as_bytes(), &hash)
                .is_err()
            {
                Verdict::Wrong
            } else if is_current(&hash) {
                Verdict::Right
            } else {
                Verdict::RightButOld
            }
        }
        Some(Kept::Django { rounds, salt, key }) => {
            let mut computed = vec![0; key.len()];
            pbkdf2::pbkdf2_hmac::<Sha256>(
                password.as_bytes(),
                salt.as_bytes(),
                rounds,
                &mut computed,
            );
            if bool::from(computed.ct_eq(&key)) {
                Verdict::RightButOld
            } else {
                Verdict::Wrong
            }
        }
        // Django marks accounts without a password by `!`.
        None => {
            verify_now(password, &NOBODY);
            Verdict::Wrong
        }
    }
}

/// A hash as it is kept.
enum Kept<'a> {
    Argon2(Box<PasswordHash>),
    /// `pbkdf2_sha256$rounds$salt$key`.
    Django {
        rounds: u32,
        salt: &'a str,
        key: Vec<u8>,
    },
}

impl<'a> Kept<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        if text.starts_with("$argon2") {
            let hash = PasswordHash::new(text).ok()?;
            return (hash.salt.is_some() && hash.hash.is_some())
                .then(|| Self::Argon2(Box::new(hash)));
        }
        let mut parts = text.strip_prefix("pbkdf2_sha256$")?.split('$');
        let rounds = parts
            .next()?
            .parse()
            .ok()
            .filter(|rounds| (1..=20_000_000).contains(rounds))?;
        let salt = parts.next()?;
        let key = BASE64_STANDARD.decode(parts.next()?).ok()?;
        (key.len() == 32 && parts.next().is_none()).then_some(Self::Django { rounds, salt, key })
    }
}

fn is_current(hash: &PasswordHash) -> bool {
    let current = Params::DEFAULT;
    hash.algorithm.as_str() == "argon2id"
        && Params::try_from(hash).is_ok_and(|params| {
            (params.m_cost(), params.t_cost(), params.p_cost())
                == (current.m_cost(), current.t_cost(), current.p_cost())
        })
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{Arc, mpsc},
        time::Duration,
    };

    use futures_util::{FutureExt as _, future::join_all};
    use tokio::{sync::Semaphore, time::Instant};

    use super::{Verdict, faults, hash_now, is_hash, off_thread, turn, verify_now, verify_within};

    /// `make_password("correct horse battery", salt="seasalt", iterations=1000)` of Django.
    const DJANGO: &str = "pbkdf2_sha256$1000$seasalt$DrdiWD40lyBuydnjvZiDrdQMx1S1mOA9O0QYex0R6ww=";

    #[test]
    fn a_password_is_known_by_its_hash_alone() {
        let kept = hash_now("correct horse battery").unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_eq!(verify_now("correct horse battery", &kept), Verdict::Right);
        assert_eq!(verify_now("correct horse batterY", &kept), Verdict::Wrong);
        assert_ne!(kept, hash_now("correct horse battery").unwrap());
    }

    #[test]
    fn a_hash_of_the_django_project_is_verified_and_called_old() {
        assert_eq!(
            verify_now("correct horse battery", DJANGO),
            Verdict::RightButOld
        );
        assert_eq!(verify_now("something else", DJANGO), Verdict::Wrong);
    }

    #[test]
    fn what_is_no_hash_verifies_nothing() {
        for text in [
            "",
            "!",
            "correct horse battery",
            "pbkdf2_sha256$0$a$b",
            "$argon2id$v=19",
            "md5$a$b",
        ] {
            assert!(!is_hash(text), "{text}");
            assert_eq!(verify_now("", text), Verdict::Wrong, "{text}");
        }
    }

    #[test]
    fn a_new_password_is_long_and_not_one_that_others_would_try() {
        for (password, faulty) in [
            ("short", true),
            ("ninechars", true),
            ("ana.lopez@desk.example", true),
            ("ana.lopez.m", true),
            ("1234567890", true),
            ("Password123", true),
            ("qwertyuiop", true),
            ("aaaaaaaaaaaa", true),
            ("abcabcabcabc", true),
            ("4837261950", true),
            ("correct horse battery", false),
            ("tenletters", false),
            ("größer-als-neun", false),
        ] {
            let email = if password == "ana.lopez.m" {
                "Ana.Lopez.M@desk.example"
            } else {
                "ana.lopez@desk.example"
            };
            assert_eq!(!faults(password, email).is_empty(), faulty, "{password}");
        }
    }

    #[tokio::test]
    async fn a_turn_lasts_as_long_as_the_hashing_that_nobody_waits_for() {
        let turns = Arc::new(Semaphore::new(1));
        let (go_on, wait) = mpsc::channel::<()>();
        let taken = turn(&turns).await.unwrap();
        let mut hashing = Box::pin(off_thread(taken, move || wait.recv()));
        assert!(hashing.as_mut().now_or_never().is_none());
        drop(hashing);
        assert_eq!(turns.available_permits(), 0);
        go_on.send(()).unwrap();
        drop(turn(&turns).await.unwrap());
    }

    #[tokio::test]
    async fn a_wrong_answer_takes_its_time_however_the_password_is_kept() {
        let wrong_takes = Duration::from_millis(400);
        let argon2 = hash_now("correct horse battery").unwrap();
        let kept = [None, Some(argon2), Some(DJANGO.into()), Some("!".into())];
        let answers = kept.map(|kept| async move {
            let started = Instant::now();
            let verdict = verify_within(wrong_takes, "wrong".to_owned(), kept).await;
            assert_eq!(verdict.unwrap(), Verdict::Wrong);
            assert!(started.elapsed() >= wrong_takes);
        });
        join_all(answers).await;
    }
}
