//! Ids of what the demo makes, drawn from its seed at the moment they belong to.

use rivo_core::clock::Timestamp;
use uuid::Uuid;

use super::random::Random;

/// A UUIDv7 of this moment.
pub(super) fn id(at: Timestamp, random: &mut Random) -> Uuid {
    let millis = u64::try_from(at.as_micros() / 1000).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random.bytes()).into_uuid()
}
