//! `rivo-server openapi`

use super::{Outcome, print};

pub(super) fn run() -> Outcome {
    let document = rivo_server::contract::document();
    let text = serde_json::to_string_pretty(&document).map_err(|error| error.to_string())?;
    print(&text);
    Ok(())
}
