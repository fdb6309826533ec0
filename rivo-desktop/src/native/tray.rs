//! The icon in the tray, with the number of what is new.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tauri::{
    AppHandle, Wry,
    image::Image,
    menu::MenuBuilder,
    tray::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent},
};

use super::{
    unread::Unread,
    window::{self},
};

const PLAIN: Image<'_> = tauri::include_image!("icons/tray.png");
const WITH_NEWS: Image<'_> = tauri::include_image!("icons/tray-news.png");

/// Makes the icon and keeps its number right. A system without a tray has none, and nothing is
/// lost: the window is the app.
pub(crate) fn show(app: &AppHandle, unread: &Unread) {
    // The library behind Linux's trays is loaded when it is first needed, with a panic where it is
    // not installed.
    let tray = match catch_unwind(AssertUnwindSafe(|| build(app))) {
        Ok(Ok(tray)) => Some(tray),
        Ok(Err(error)) => {
            tracing::info!(%error, "there is no tray icon");
            None
        }
        Err(_) => {
            tracing::info!("there is no tray icon: libayatana-appindicator3 is not installed");
            None
        }
    };
    tauri::async_runtime::spawn(follow(app.clone(), tray, unread.clone()));
}

fn build(app: &AppHandle) -> tauri::Result<TrayIcon<Wry>> {
    let menu = MenuBuilder::new(app)
        .text("open", "Open Rivo")
        .text("sync-now", "Sync Now")
        .separator()
        .text("quit", "Quit Rivo")
        .build()?;
    TrayIconBuilder::with_id("main")
        .icon(PLAIN)
        .tooltip("Rivo")
        .menu(&menu)
        .show_menu_on_left_click(false)
        .on_tray_icon_event(|tray, event| {
            if let TrayIconEvent::Click {
                button: MouseButton::Left,
                button_state: MouseButtonState::Up,
                ..
            } = event
            {
                window::show(tray.app_handle());
            }
        })
        .build(app)
}

async fn follow(app: AppHandle, tray: Option<TrayIcon<Wry>>, unread: Unread) {
    let mut total = unread.total();
    while total.changed().await.is_ok() {
        let count = *total.borrow_and_update();
        if let Err(error) = number(&app, tray.as_ref(), count) {
            tracing::debug!(%error, "the number of new things could not be shown");
        }
    }
}

fn number(app: &AppHandle, tray: Option<&TrayIcon<Wry>>, count: u32) -> tauri::Result<()> {
    let text = (count > 0).then(|| count.to_string());
    if let Some(window) = window::of(app) {
        window.set_badge_count((count > 0).then_some(i64::from(count)))?;
        window.set_title(&match &text {
            Some(count) => format!("({count}) Rivo"),
            None => "Rivo".to_owned(),
        })?;
    }
    let Some(tray) = tray else { return Ok(()) };
    tray.set_icon(Some(if count > 0 { WITH_NEWS } else { PLAIN }))?;
    tray.set_tooltip(Some(match count {
        0 => "Rivo".to_owned(),
        1 => "Rivo: 1 new".to_owned(),
        many => format!("Rivo: {many} new"),
    }))?;
    tray.set_title(text)
}
