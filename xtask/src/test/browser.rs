//! The user interface in a real browser, over a real server.

use std::time::Duration;

use crate::failure::Result;
use crate::project;
use crate::test::Workbench;
use crate::ui;

const LIMIT: Duration = Duration::from_mins(30);

/// The tests start the server themselves: each wants a desk of its own.
pub(crate) fn e2e(_: &mut Workbench) -> Result {
    ui::npm("e2e")
        .env("RIVO_SERVER_BIN", project::binary("debug", "rivo-server"))
        .at_most(LIMIT)
        .run()
}
