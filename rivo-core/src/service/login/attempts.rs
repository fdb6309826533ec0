//! Attempts to log in, counted by account with address and, more softly, by each alone.

use std::net::IpAddr;

use super::{
    ATTEMPT_WINDOW_SECONDS, ATTEMPTS_FROM_ADDRESS, ATTEMPTS_OF_ACCOUNT,
    ATTEMPTS_OF_ACCOUNT_FROM_ADDRESS,
};
use crate::{
    clock::Timestamp,
    error::Result,
    store::{Tx, table::login_attempt},
};

/// The names under which an attempt is counted. Who tried from where cannot be read from them.
#[derive(Clone)]
pub(super) struct Buckets {
    pub(super) account_from_address: String,
    pub(super) address: String,
    pub(super) account: String,
}

impl Buckets {
    /// Counts an attempt; returns for how many seconds the next one is refused, if it is.
    ///
    /// An attempt that one bucket refuses is not counted in those after it, so that one address
    /// alone cannot lock an account for everybody.
    pub(super) async fn count(&self, tx: &mut Tx, now: Timestamp) -> Result<Option<i64>> {
        let window_before = now.plus_seconds(-ATTEMPT_WINDOW_SECONDS);
        for (bucket, limit) in [
            (&self.account_from_address, ATTEMPTS_OF_ACCOUNT_FROM_ADDRESS),
            (&self.address, ATTEMPTS_FROM_ADDRESS),
            (&self.account, ATTEMPTS_OF_ACCOUNT),
        ] {
            let (attempts, since) = login_attempt::count(tx, bucket, now, window_before).await?;
            if attempts > limit {
                return Ok(Some(ATTEMPT_WINDOW_SECONDS - now.seconds_since(since)));
            }
        }
        Ok(None)
    }

    /// The password was right: the account's failures are forgotten, and this attempt of the
    /// address, but not its failures with other accounts.
    pub(super) async fn succeed(&self, tx: &mut Tx) -> Result<()> {
        login_attempt::clear(tx, &self.account_from_address).await?;
        login_attempt::take_back(tx, &self.address).await?;
        login_attempt::clear(tx, &self.account).await
    }
}

/// What of an address tells one network from another: all of IPv4, the first half of IPv6, since a
/// household or server has the second half to choose from.
pub(super) fn network_of(address: &str) -> String {
    match address
        .parse::<IpAddr>()
        .map(|address| address.to_canonical())
    {
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Ok(address) => address.to_string(),
        Err(_) => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::network_of;

    #[test]
    fn neighbours_of_one_ipv6_network_count_as_one() {
        for (address, network) in [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
            ("testclient", "testclient"),
        ] {
            assert_eq!(network_of(address), network);
        }
    }
}
