//! `count=true` on a list that does not count its rows is refused rather than passed over.

use std::{collections::BTreeSet, sync::LazyLock};

use axum::{
    extract::{MatchedPath, Request},
    http::Method,
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use crate::{contract, problem::Failure};

/// The paths of lists whose operation takes no `count`.
static UNCOUNTED: LazyLock<BTreeSet<String>> =
    LazyLock::new(|| contract::lists_without("count").into_iter().collect());

pub(crate) async fn refuse(request: Request, next: Next) -> Response {
    if asks_in_vain(&request) {
        return Failure::invalid("count", "This list does not count its rows.").into_response();
    }
    next.run(request).await
}

fn asks_in_vain(request: &Request) -> bool {
    let query = request.uri().query().unwrap_or_default();
    let asks = form_urlencoded::parse(query.as_bytes())
        .any(|(name, value)| name == "count" && !matches!(&*value, "" | "false"));
    let path = request.extensions().get::<MatchedPath>();
    asks && *request.method() == Method::GET
        && path.is_some_and(|path| UNCOUNTED.contains(path.as_str()))
}
