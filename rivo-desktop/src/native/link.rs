//! Links into the app: `rivo://client/<id>`.

use tauri::Url;
use uuid::Uuid;

/// The page that a link means; `None` for one that means nothing here.
///
/// A link may come from any web page, so it names a thing and never an address of ours.
pub(crate) fn page_of(link: &Url) -> Option<String> {
    if link.scheme() != "rivo" {
        return None;
    }
    let segments: Vec<&str> = link
        .path()
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect();
    match (link.host_str()?, segments.as_slice()) {
        ("client", [id]) => {
            let id: Uuid = id.parse().ok()?;
            Some(format!("/dashboard/client/{id}/"))
        }
        ("sync", []) => Some("/sync/".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_a_client_or_nowhere() {
        let page = |link: &str| page_of(&link.parse().unwrap());
        let id = "0192f1c0-0000-7000-8000-000000000001";
        let client = format!("/dashboard/client/{id}/");
        assert_eq!(page(&format!("rivo://client/{id}")), Some(client.clone()));
        assert_eq!(page(&format!("rivo://client/{id}/?a=b#c")), Some(client));
        assert_eq!(page("rivo://sync"), Some("/sync/".to_owned()));
        for link in [
            "rivo://client/",
            "rivo://client/../../admin",
            "rivo://client/not-an-id",
            "rivo://dashboard/admin",
            "https://client/0192f1c0-0000-7000-8000-000000000001",
        ] {
            assert_eq!(page(link), None, "{link}");
        }
    }
}
