//! What somebody saw before a change: what is another now is never overwritten unseen.

use serde::Serialize;
use serde_json::Value;

use crate::error::{Error, Result};

/// Refuses a change whose author saw another value than `now` has under the same name. `current`
/// is the thing as its readers know it.
pub(super) fn require_seen(
    expected: &impl Serialize,
    now: &Value,
    detail: &'static str,
    current: &impl Serialize,
) -> Result<()> {
    let json = |error| Error::internal("writing what was seen as JSON", error);
    let expected = serde_json::to_value(expected).map_err(json)?;
    let differs = expected.as_object().is_some_and(|seen| {
        seen.iter()
            .any(|(name, value)| now.get(name) != Some(value))
    });
    if !differs {
        return Ok(());
    }
    let current = serde_json::to_value(current).map_err(json)?;
    Err(Error::conflict("stale", detail).with_current(current))
}
