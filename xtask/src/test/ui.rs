//! The user interface.

use std::time::Duration;

use crate::failure::Result;
use crate::test::Workbench;
use crate::ui;

/// How long the unit tests may take before they count as hanging.
const LIMIT: Duration = Duration::from_mins(5);

pub(crate) fn install(_: &mut Workbench) -> Result {
    ui::install()
}

pub(crate) fn lint(_: &mut Workbench) -> Result {
    ui::npm("lint").run()
}

pub(crate) fn typecheck(_: &mut Workbench) -> Result {
    ui::npm("typecheck").run()
}

pub(crate) fn test(_: &mut Workbench) -> Result {
    ui::npm("test").at_most(LIMIT).run()
}

pub(crate) fn build(_: &mut Workbench) -> Result {
    ui::build()
}
