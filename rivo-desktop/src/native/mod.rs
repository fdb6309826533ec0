//! What the system around the window shows and says: menu, tray, notifications, links.

pub(crate) mod link;
pub(crate) mod menu;
pub(crate) mod notice;
pub(crate) mod tray;
pub(crate) mod unread;
pub(crate) mod window;
