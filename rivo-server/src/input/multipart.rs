//! `multipart/form-data`, as browsers and `curl -F` send a form. Its fields are texts: no route
//! takes a file this way.

use axum::http::{HeaderMap, StatusCode, header};
use serde_json::{Map, Value};

use crate::problem::Failure;

/// A form as the JSON object it stands for: every value a string, the last of a name counts.
pub(crate) fn multipart_object(
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Map<String, Value>, Failure> {
    let boundary = boundary(headers).ok_or_else(|| broken("the Content-Type names no boundary"))?;
    let delimiter = format!("\r\n--{boundary}");
    // The first delimiter may stand at the very beginning, without the line end before it.
    let mut rest = match body.strip_prefix(&delimiter.as_bytes()[2..]) {
        Some(rest) => rest,
        None => {
            split(body, delimiter.as_bytes())
                .ok_or_else(|| broken("the boundary is not in the body"))?
                .1
        }
    };
    let mut fields = Map::new();
    while !rest.starts_with(b"--") {
        let (part, behind) = split(rest, delimiter.as_bytes())
            .ok_or_else(|| broken("the body ends before its last boundary"))?;
        let (name, value) = field(part)?;
        fields.insert(name, Value::String(value));
        rest = behind;
    }
    Ok(fields)
}

/// One part: the line end behind its boundary, headers, an empty line, the value.
fn field(part: &[u8]) -> Result<(String, String), Failure> {
    let (head, value) =
        split(part, b"\r\n\r\n").ok_or_else(|| broken("a part has no empty line"))?;
    let head = std::str::from_utf8(head).map_err(|_| broken("a part's headers are no UTF-8"))?;
    let disposition = head.split("\r\n").find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-disposition")
            .then_some(value)
    });
    let parameters = disposition.unwrap_or_default();
    let name =
        parameter(parameters, "name").ok_or_else(|| broken("a part of the form has no name"))?;
    if parameter(parameters, "filename").is_some() {
        return Err(Failure::invalid(
            name,
            "Files are not taken here; send the field as text.",
        ));
    }
    match std::str::from_utf8(value) {
        Ok(value) => Ok((name, value.to_owned())),
        Err(_) => Err(Failure::invalid(name, "Not a valid string.")),
    }
}

fn boundary(headers: &HeaderMap) -> Option<String> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let (_, parameters) = kind.split_once(';')?;
    parameter(&format!(";{parameters}"), "boundary").filter(|boundary| !boundary.is_empty())
}

/// A parameter behind a `;`, quoted or not. In quotes, browsers write a quote as `%22` and others
/// behind a backslash.
fn parameter(text: &str, wanted: &str) -> Option<String> {
    let mut rest = text;
    loop {
        let (_, behind) = rest.split_once(';')?;
        let (name, value) = behind.split_once('=')?;
        let (value, behind) = if let Some(quoted) = value.trim_start().strip_prefix('"') {
            unquote(quoted)?
        } else {
            let end = value.find(';').unwrap_or(value.len());
            (value[..end].trim().to_owned(), &value[end..])
        };
        if name.trim().eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
        rest = behind;
    }
}

/// The text up to the closing quote, and what is behind it.
fn unquote(quoted: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut letters = quoted.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((value.replace("%22", "\""), &quoted[at + 1..])),
            '\\' if quoted[at + 1..].starts_with(['"', '\\']) => {
                value.extend(letters.next().map(|(_, escaped)| escaped));
            }
            letter => value.push(letter),
        }
    }
    None
}

fn split<'a>(text: &'a [u8], at: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let start = text.windows(at.len()).position(|window| window == at)?;
    Some((&text[..start], &text[start + at.len()..]))
}

fn broken(why: &str) -> Failure {
    Failure::http(
        StatusCode::BAD_REQUEST,
        "parse_error",
        format!("Multipart form parse error - {why}."),
    )
}

#[cfg(test)]
mod tests {
    use rivo_core::Error;
    use serde_json::json;

    use super::*;

    fn read(kind: &str, body: &str) -> Value {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, kind.parse().unwrap());
        match multipart_object(&headers, body.as_bytes()) {
            Ok(fields) => fields.into(),
            Err(Failure::Rivo(Error::Invalid(errors))) => json!(errors),
            Err(Failure::Http { detail, .. }) => detail.into(),
            Err(other) => panic!("{other:?}"),
        }
    }

    const KIND: &str = "multipart/form-data; charset=utf-8; boundary=\"b 1\"";

    #[test]
    fn fields_are_read_as_curl_and_browsers_write_them() {
        let body = "before\r\n--b 1\r\nContent-Disposition: form-data; name=\"message\"\r\n\r\n\
            It's €5\r\n\r\nor --b 1 more\r\n--b 1\r\ncontent-type: text/plain\r\n\
            content-disposition: form-data; name=\"a \\\"%22\"\r\n\r\n\r\n--b 1\r\n\
            Content-Disposition: form-data; name=message\r\n\r\nlast\r\n--b 1--\r\nbehind";
        assert_eq!(read(KIND, body), json!({"message": "last", "a \"\"": ""}));
        let body = "--x\r\nContent-Disposition: form-data; name=\"m\"\r\n\r\na\r\nb\r\n--x--";
        assert_eq!(
            read("multipart/form-data; boundary=x", body),
            json!({"m": "a\r\nb"})
        );
        assert_eq!(
            read("multipart/form-data; boundary=x", "--x--\r\n"),
            json!({})
        );
    }

    #[test]
    fn a_file_or_half_a_form_is_refused() {
        let file = "--b 1\r\nContent-Disposition: form-data; name=\"message\"; filename=\"a;b.txt\"\r\n\r\nx\r\n--b 1--\r\n";
        assert_eq!(
            read(KIND, file),
            json!({"message": ["Files are not taken here; send the field as text."]})
        );
        for (kind, body) in [
            ("multipart/form-data", "--x--"),
            ("multipart/form-data; boundary=", "--x--"),
            (KIND, ""),
            (
                KIND,
                "--b 1\r\nContent-Disposition: form-data; name=\"m\"\r\n\r\nhalf",
            ),
            (
                KIND,
                "--b 1\r\nContent-Disposition: form-data; name=\"m\"\r\nx\r\n--b 1--",
            ),
            (
                KIND,
                "--b 1\r\nContent-Type: text/plain\r\n\r\nx\r\n--b 1--",
            ),
            (
                KIND,
                "--b 1\r\nContent-Disposition: form-data; name=\"m\r\n\r\nx\r\n--b 1--",
            ),
        ] {
            let said = read(kind, body);
            assert!(
                said.as_str().is_some_and(|it| it.starts_with("Multipart")),
                "{said} for {body:?}"
            );
        }
    }
}
