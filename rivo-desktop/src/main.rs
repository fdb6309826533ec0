//! Rivo in a native window.
//!
//! The page is the same as in the browser, and so is the router: a request of the page goes through
//! one command to the router in this process, and no port is opened. `DATABASE_URL` says where the
//! desk is; without it, it is a SQLite file in the user's data folder.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod bridge;

use std::{error::Error, fs, sync::Arc};

use rivo_core::service::{Options, Rivo};
use rivo_core::store::DatabaseUrl;
use rivo_server::{App, config::HttpConfig};
use tauri::{AppHandle, Emitter as _, Manager as _, RunEvent, State};

use crate::bridge::{Bridge, HOST, PageAnswer, PageRequest};

#[tauri::command]
async fn request(
    bridge: State<'_, Arc<Bridge>>,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<String>,
) -> Result<PageAnswer, String> {
    bridge
        .request(PageRequest {
            method,
            path,
            headers,
            body,
        })
        .await
}

fn main() -> Result<(), Box<dyn Error>> {
    let app = tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![request])
        .setup(|app| {
            let rivo = tauri::async_runtime::block_on(open(app.handle()))?;
            let http = HttpConfig {
                allowed_hosts: HOST.parse().into_iter().collect(),
                ..HttpConfig::default()
            };
            let bridge = Arc::new(Bridge::new(&App::new(rivo.clone(), http)));
            tauri::async_runtime::spawn(tell_changes(app.handle().clone(), Arc::clone(&bridge)));
            app.manage(bridge);
            app.manage(rivo);
            Ok(())
        })
        .build(tauri::generate_context!())?;
    app.run(|app, event| {
        if let RunEvent::Exit = event {
            tauri::async_runtime::block_on(app.state::<Rivo>().shutdown());
        }
    });
    Ok(())
}

/// Opens the desk and starts its background work.
async fn open(app: &AppHandle) -> Result<Rivo, Box<dyn Error>> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one setting of the app, read once"
    )]
    let database: DatabaseUrl = if let Ok(url) = std::env::var("DATABASE_URL") {
        url.parse()?
    } else {
        // The data folder itself is WebKit's too.
        let folder = app.path().app_data_dir()?.join("desk");
        fs::create_dir_all(&folder)?;
        DatabaseUrl::Sqlite(folder.join("rivo.db"))
    };
    let rivo = Rivo::open(Options::new(database)).await?;
    rivo.start().await;
    Ok(rivo)
}

/// Passes the stream of changes on to the page, for as long as the app runs.
async fn tell_changes(app: AppHandle, bridge: Arc<Bridge>) {
    let mut login = bridge.login.subscribe();
    loop {
        let heard = bridge.changes(|event| {
            if let Err(error) = app.emit("rivo:event", event) {
                tracing::warn!(%error, "the page could not be told of a change");
            }
        });
        tokio::select! {
            // The stream ended, or nobody is logged in: wait for a login, or a moment.
            () = heard => {
                drop(tokio::time::timeout(std::time::Duration::from_secs(5), login.changed()).await);
            }
            // Another login sees other changes.
            _ = login.changed() => {}
        }
    }
}
