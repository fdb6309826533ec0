//! How a request and its answer cross between page and app: four bytes with the length of the
//! head, the head as JSON, then the body as it is. So a download stays what it is, byte for byte.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, Request, header, response::Parts},
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Deserialize)]
struct RequestHead {
    method: String,
    /// Path and query.
    path: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
}

#[derive(Debug, Serialize)]
struct AnswerHead<'a> {
    status: u16,
    headers: Vec<(&'a str, &'a str)>,
}

/// Reads a request of the page.
///
/// Fails where the frame is cut, or holds what HTTP does not know.
pub(crate) fn read_request(frame: &[u8]) -> Result<Request<Body>, String> {
    let cut = || "The request is cut.".to_owned();
    let (length, rest) = frame.split_first_chunk::<4>().ok_or_else(cut)?;
    let length = u32::from_be_bytes(*length) as usize;
    let (head, body) = rest.split_at_checked(length).ok_or_else(cut)?;
    let head: RequestHead = serde_json::from_slice(head).map_err(|error| error.to_string())?;
    let mut request = Request::builder()
        .method(head.method.as_str())
        .uri(head.path)
        .body(Body::from(body.to_vec()))
        .map_err(|error| format!("The request cannot be read: {error}"))?;
    for (name, value) in head.headers {
        let name = HeaderName::try_from(name).map_err(|error| error.to_string())?;
        let value = HeaderValue::try_from(value).map_err(|error| error.to_string())?;
        request.headers_mut().append(name, value);
    }
    Ok(request)
}

/// Writes an answer for the page, which never sees a cookie.
pub(crate) fn write_answer(parts: &Parts, body: &[u8]) -> Vec<u8> {
    let head = AnswerHead {
        status: parts.status.as_u16(),
        headers: parts
            .headers
            .iter()
            .filter(|(name, _)| *name != header::SET_COOKIE)
            .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
            .collect(),
    };
    let head = serde_json::to_vec(&head).expect("a number and strings are JSON");
    let length = u32::try_from(head.len()).expect("headers are short");
    [&length.to_be_bytes(), head.as_slice(), body].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{http::Response, http::StatusCode};
    use http_body_util::BodyExt as _;

    fn framed(head: &str, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(head.len()).unwrap().to_be_bytes();
        [&length, head.as_bytes(), body].concat()
    }

    #[tokio::test]
    async fn a_request_keeps_its_bytes() {
        let head = r#"{"method":"POST","path":"/api/v1/x/?a=b","headers":[["a","1"],["a","2"]]}"#;
        let request = read_request(&framed(head, &[0, 255, 10])).unwrap();
        assert_eq!(request.method(), "POST");
        assert_eq!(request.uri().query(), Some("a=b"));
        assert_eq!(request.headers().get_all("a").iter().count(), 2);
        let body = request.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(&body[..], [0, 255, 10]);
    }

    #[test]
    fn what_is_cut_or_no_http_is_refused() {
        for frame in [
            vec![],
            vec![0, 0],
            vec![0, 0, 0, 9, b'{'],
            framed("{}", b""),
            framed(r#"{"method":"G T","path":"/"}"#, b""),
            framed(r#"{"method":"GET","path":"not a path"}"#, b""),
            framed(
                r#"{"method":"GET","path":"/","headers":[["a","b\nc"]]}"#,
                b"",
            ),
        ] {
            assert!(read_request(&frame).is_err(), "{frame:?}");
        }
    }

    #[test]
    fn an_answer_carries_its_headers_and_no_cookie() {
        let (parts, ()) = Response::builder()
            .status(StatusCode::CREATED)
            .header("set-cookie", "rivo_session=secret")
            .header("content-type", "text/csv")
            .body(())
            .unwrap()
            .into_parts();
        let frame = write_answer(&parts, &[0, 1]);
        let length = u32::from_be_bytes(frame[..4].try_into().unwrap()) as usize;
        let head: serde_json::Value = serde_json::from_slice(&frame[4..4 + length]).unwrap();
        assert_eq!(
            head,
            serde_json::json!({"status": 201, "headers": [["content-type", "text/csv"]]})
        );
        assert_eq!(&frame[4 + length..], [0, 1]);
    }
}
