//! The user interface.

use crate::failure::Result;
use crate::test::Workbench;
use crate::ui;

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
    ui::npm("test").run()
}

pub(crate) fn build(_: &mut Workbench) -> Result {
    ui::build()
}
