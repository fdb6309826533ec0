//! The one window: how it is made, found and led to a page.

use serde::Serialize;
use tauri::{AppHandle, Emitter as _, Manager as _, Url, WebviewWindow, WebviewWindowBuilder};
use tauri_plugin_opener::OpenerExt as _;

/// What the page hears under.
const EVENT: &str = "rivo:shell";

/// What the app asks of the page.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Ask {
    /// Show a page.
    Go {
        /// Its address.
        path: String,
    },
    /// Show the keyboard shortcuts.
    Shortcuts,
    /// What [`crate::desk::Report`] says has changed.
    Device,
}

/// Makes the window of `tauri.conf.json`, which shows the app's pages and nothing else.
pub(crate) fn open(app: &AppHandle) -> tauri::Result<WebviewWindow> {
    let config = app
        .config()
        .app
        .windows
        .first()
        .cloned()
        .expect("tauri.conf.json describes the window");
    let handle = app.clone();
    let window = WebviewWindowBuilder::from_config(app, &config)?
        .on_navigation(move |url| {
            if is_ours(url) {
                return true;
            }
            // Mail, telephone and web links belong to other programs.
            if matches!(url.scheme(), "mailto" | "tel" | "https")
                && let Err(error) = handle.opener().open_url(url.as_str(), None::<&str>)
            {
                tracing::warn!(%error, scheme = url.scheme(), "no program opened a link");
            }
            false
        })
        .build()?;
    #[cfg(target_os = "linux")]
    draw_by_hand(&window)?;
    Ok(window)
}

/// Keeps WebKit from OpenGL where there is no graphics card: in software it makes the first frame,
/// and each scroll, slower than drawing without it.
#[cfg(target_os = "linux")]
fn draw_by_hand(window: &WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt as _, WebViewExt as _};

    if std::path::Path::new("/dev/dri").exists() {
        return Ok(());
    }
    window.with_webview(|webview| {
        if let Some(settings) = webview.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    })
}

/// Whether an address is a page of the app: the bundle's own, or Vite's while developing.
fn is_ours(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        // How the bundle is addressed on Windows.
        "http" | "https" if url.host_str() == Some("tauri.localhost") => true,
        "http" => tauri::is_dev() && url.host_str() == Some("localhost"),
        "about" => url.path() == "blank",
        _ => false,
    }
}

/// The window, where it is there.
pub(crate) fn of(app: &AppHandle) -> Option<WebviewWindow> {
    app.get_webview_window("main")
}

/// Brings the window to the front.
pub(crate) fn show(app: &AppHandle) {
    let Some(window) = of(app) else { return };
    let shown = window
        .show()
        .and_then(|()| window.unminimize())
        .and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::warn!(%error, "the window could not be brought to the front");
    }
}

/// Whether the user looks at the window now.
pub(crate) fn is_looked_at(app: &AppHandle) -> bool {
    of(app).is_some_and(|window| window.is_focused().unwrap_or(false))
}

/// Shows a page.
pub(crate) fn go(app: &AppHandle, path: impl Into<String>) {
    show(app);
    ask(app, Ask::Go { path: path.into() });
}

/// Asks something of the page.
pub(crate) fn ask(app: &AppHandle, ask: Ask) {
    if let Err(error) = app.emit(EVENT, ask) {
        tracing::warn!(%error, "the page could not be asked");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_stays_with_its_own_pages() {
        let ours = |url: &str| is_ours(&url.parse().unwrap());
        assert!(ours("tauri://localhost/dashboard/"));
        assert!(ours("http://tauri.localhost/"));
        for url in [
            "https://example.com/",
            "http://tauri.localhost.example.com/",
            "tauri://elsewhere/",
            "file:///etc/passwd",
            "data:text/html,x",
            "javascript:alert(1)",
        ] {
            assert!(!ours(url), "{url}");
        }
    }
}
