//! Rivo in a native window.
//!
//! The page is the same as in the browser, and so is the router: a request of the page goes through
//! one command to the router in this process, and no port is opened. The router stands over a
//! replica of what its user may see on a server, or over a demo of its own; both are one encrypted
//! file in the user's data folder.
//!
//! ```text
//! desk      what is on this computer: set up, unlock, work, sign out and wipe
//! device    what the page may ask of the computer, under /device/
//! bridge    from the window to the two routers; the stream of changes
//! frame     requests and answers as bytes
//! native    menu, tray, notifications, links, the window
//! ```

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod bridge;
mod desk;
mod device;
mod frame;
mod native;

use std::{error::Error, sync::Arc, time::Duration};

use rivo_core::api::event::ChangeEvent;
use tauri::{
    AppHandle, Emitter as _, Manager as _, RunEvent, State,
    ipc::{InvokeBody, Request, Response},
};
use tauri_plugin_deep_link::DeepLinkExt as _;
use tauri_plugin_dialog::{DialogExt as _, FilePath};
use tauri_plugin_window_state::StateFlags;
use tokio::sync::{mpsc, oneshot};
use tracing_subscriber::EnvFilter;

use crate::{
    bridge::{Bridge, changes},
    desk::Desk,
    device::AskWhere,
    native::{
        link, menu, notice, tray,
        unread::Unread,
        window::{self, Ask},
    },
};

/// The page's one way in: a request for the routers, framed.
#[tauri::command]
async fn request(bridge: State<'_, Arc<Bridge>>, request: Request<'_>) -> Result<Response, String> {
    let InvokeBody::Raw(framed) = request.body() else {
        return Err("A request is bytes.".to_owned());
    };
    bridge.request(framed).await.map(Response::new)
}

fn main() -> Result<(), Box<dyn Error>> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let app = tauri::Builder::default()
        // First, so that a second start hands its link over and ends before it does anything.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| {
            window::show(app);
        }))
        .plugin(tauri_plugin_deep_link::init())
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_state_flags(StateFlags::all() - StateFlags::VISIBLE)
                .build(),
        )
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_opener::init())
        .menu(menu::build)
        .on_menu_event(|app, event| menu::chosen(app, &event))
        .invoke_handler(tauri::generate_handler![request])
        .setup(|app| {
            let handle = app.handle();
            // The data folder itself is WebKit's too.
            let desk = Desk::new(app.path().app_data_dir()?.join("desk"))?;
            let unread = Unread::default();
            let device = device::router(desk.clone(), unread.clone(), ask_where(handle));
            app.manage(Arc::new(Bridge::new(desk.clone(), device)));
            app.manage(desk.clone());

            let opening = desk.clone();
            tauri::async_runtime::spawn(async move { opening.start().await });
            window::open(handle)?;
            tray::show(handle, &unread);
            let news = notice::start(handle.clone(), desk.clone(), unread);
            tauri::async_runtime::spawn(tell_changes(handle.clone(), desk.clone(), news));
            tauri::async_runtime::spawn(tell_state(handle.clone(), desk));
            follow_links(handle);
            Ok(())
        })
        .build(tauri::generate_context!())?;
    app.run(|app, event| {
        if let RunEvent::Exit = event {
            tauri::async_runtime::block_on(app.state::<Desk>().close());
        }
    });
    Ok(())
}

/// Tries the server now.
fn wake(app: &AppHandle) {
    if let Some(open) = app.state::<Desk>().now() {
        open.wake();
    }
}

/// Asks where to save a file, in the system's own dialog.
fn ask_where(app: &AppHandle) -> AskWhere {
    let app = app.clone();
    Arc::new(move |name| {
        let (tell, told) = oneshot::channel();
        let mut dialog = app.dialog().file().set_file_name(name);
        if let Some(window) = window::of(&app) {
            dialog = dialog.set_parent(&window);
        }
        dialog.save_file(move |path| drop(tell.send(path)));
        Box::pin(async move {
            let chosen: Option<FilePath> = told.await.ok()?;
            chosen?.into_path().ok()
        })
    })
}

/// Passes the stream of changes on to the page and to the notifications, for as long as the app
/// runs.
async fn tell_changes(app: AppHandle, desk: Desk, news: mpsc::UnboundedSender<ChangeEvent>) {
    let mut changed = desk.changed();
    loop {
        if let Some(open) = desk.now() {
            changes(&open, |event| {
                if event.name == "change"
                    && let Ok(change) = serde_json::from_str(&event.data)
                {
                    drop(news.send(change));
                }
                if let Err(error) = app.emit("rivo:event", event) {
                    tracing::warn!(%error, "the page could not be told of a change");
                }
            })
            .await;
        }
        // The stream ended, or there is none yet: wait for another state, or a moment.
        drop(tokio::time::timeout(Duration::from_secs(5), changed.changed()).await);
    }
}

/// Tells the page when the desk, or how it stands with its server, has changed.
async fn tell_state(app: AppHandle, desk: Desk) {
    let mut changed = desk.changed();
    while changed.changed().await.is_ok() {
        window::ask(&app, Ask::Device);
    }
}

/// Leads links of the form `rivo://client/<id>` to their page: the one the app was started by, and
/// those that come while it runs. The packages tell the system who opens them.
fn follow_links(app: &AppHandle) {
    let first = app.deep_link().get_current().ok().flatten();
    if let Some(path) = first.iter().flatten().find_map(link::page_of) {
        app.state::<Desk>().remember_first_page(path);
    }
    let handle = app.clone();
    app.deep_link().on_open_url(move |event| {
        if let Some(path) = event.urls().iter().find_map(link::page_of) {
            window::go(&handle, path);
        }
    });
}
