//! The application's menu, with the keys of its system.

use tauri::{
    AppHandle, Wry,
    menu::{AboutMetadata, Menu, MenuBuilder, MenuEvent, MenuItemBuilder, SubmenuBuilder},
};

use super::window::{self, Ask};

/// An entry that shows a page: id, label, keys, address.
const PLACES: [(&str, &str, &str, &str); 5] = [
    ("go-desk", "My Desk", "CmdOrCtrl+1", "/dashboard/clients/"),
    (
        "go-clients",
        "All Clients",
        "CmdOrCtrl+2",
        "/dashboard/admin/",
    ),
    ("go-chat", "Conversations", "CmdOrCtrl+3", "/admin/chat/"),
    ("go-sync", "Sync", "CmdOrCtrl+4", "/sync/"),
    ("go-account", "Account", "CmdOrCtrl+,", "/admin/account/"),
];

/// Zoom steps, as browsers have them.
const ZOOM: [f64; 9] = [0.67, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0];
const NORMAL: usize = 3;

/// Makes the menu.
pub(crate) fn build(app: &AppHandle) -> tauri::Result<Menu<Wry>> {
    let item = |id: &str, label: &str, keys: &str| {
        MenuItemBuilder::with_id(id, label)
            .accelerator(keys)
            .build(app)
    };
    let about = AboutMetadata {
        name: Some("Rivo".to_owned()),
        version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        comments: Some("The lead desk behind a mortgage chatbot".to_owned()),
        icon: app.default_window_icon().cloned(),
        ..AboutMetadata::default()
    };
    let file = SubmenuBuilder::new(app, "&File")
        .item(&item("sync-now", "Sync Now", "CmdOrCtrl+Shift+S")?)
        .separator()
        .close_window()
        .item(&item("quit", "Quit Rivo", "CmdOrCtrl+Q")?)
        .build()?;
    let edit = SubmenuBuilder::new(app, "&Edit")
        .undo()
        .redo()
        .separator()
        .cut()
        .copy()
        .paste()
        .select_all()
        .build()?;
    let view = SubmenuBuilder::new(app, "&View")
        .item(&item("reload", "Reload", "CmdOrCtrl+R")?)
        .separator()
        .item(&item("zoom-in", "Zoom In", "CmdOrCtrl+=")?)
        .item(&item("zoom-out", "Zoom Out", "CmdOrCtrl+-")?)
        .item(&item("zoom-reset", "Actual Size", "CmdOrCtrl+0")?)
        .separator()
        .item(&item("fullscreen", "Full Screen", "F11")?)
        .build()?;
    let mut go = SubmenuBuilder::new(app, "&Go");
    for (id, label, keys, _) in PLACES {
        go = go.item(&item(id, label, keys)?);
    }
    let help = SubmenuBuilder::new(app, "&Help")
        .item(&item("shortcuts", "Keyboard Shortcuts", "CmdOrCtrl+/")?)
        .separator()
        .about(Some(about))
        .build()?;
    MenuBuilder::new(app)
        .items(&[&file, &edit, &view, &go.build()?, &help])
        .build()
}

/// Does what an entry of the menu or of the tray says.
pub(crate) fn chosen(app: &AppHandle, event: &MenuEvent) {
    let id = event.id().as_ref();
    if let Some((.., path)) = PLACES.iter().find(|(place, ..)| *place == id) {
        return window::go(app, *path);
    }
    match id {
        "open" => window::show(app),
        "sync-now" => crate::wake(app),
        "shortcuts" => window::ask(app, Ask::Shortcuts),
        "quit" => app.exit(0),
        "reload" => on_window(app, |window| window.eval("location.reload()")),
        "fullscreen" => on_window(app, |window| {
            window.set_fullscreen(!window.is_fullscreen()?)
        }),
        "zoom-in" => zoom(app, |step| (step + 1).min(ZOOM.len() - 1)),
        "zoom-out" => zoom(app, |step| step.saturating_sub(1)),
        "zoom-reset" => zoom(app, |_| NORMAL),
        _ => {}
    }
}

fn zoom(app: &AppHandle, next: impl FnOnce(usize) -> usize) {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static STEP: AtomicUsize = AtomicUsize::new(NORMAL);
    let step = next(STEP.load(Ordering::Relaxed));
    STEP.store(step, Ordering::Relaxed);
    on_window(app, |window| window.set_zoom(ZOOM[step]));
}

fn on_window(app: &AppHandle, act: impl FnOnce(&tauri::WebviewWindow) -> tauri::Result<()>) {
    if let Some(Err(error)) = window::of(app).map(|window| act(&window)) {
        tracing::warn!(%error, "the window did not do what its menu said");
    }
}
