//! As much HTTP as it takes to ask a server on this machine whether it is there, and to log in.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use crate::failure::{Context as _, Result, say};

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Answer {
    /// The value of a string field, wherever in the JSON it stands. Enough for tokens and ids, which hold no escapes.
    pub(crate) fn text(&self, field: &str) -> Option<&str> {
        let (_, rest) = self.body.split_once(&format!("\"{field}\""))?;
        let rest = rest
            .trim_start()
            .strip_prefix(':')?
            .trim_start()
            .strip_prefix('"')?;
        rest.split_once('"').map(|(value, _)| value)
    }
}

pub(crate) fn get(port: u16, path: &str) -> Result<Answer> {
    ask(port, &format!("GET {path} HTTP/1.1\r\n"), "", "")
}

pub(crate) fn post(port: u16, path: &str, token: &str, json: &str) -> Result<Answer> {
    let authorization = match token {
        "" => String::new(),
        token => format!("Authorization: Bearer {token}\r\n"),
    };
    ask(
        port,
        &format!("POST {path} HTTP/1.1\r\nContent-Type: application/json\r\n"),
        &authorization,
        json,
    )
}

fn ask(port: u16, start: &str, headers: &str, body: &str) -> Result<Answer> {
    let server = format!("127.0.0.1:{port}");
    let mut stream = TcpStream::connect(&server).context(&server)?;
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .context(&server)?;
    let length = body.len();
    let request = format!(
        "{start}Host: {server}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).context(&server)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).context(&server)?;
    read_answer(&String::from_utf8_lossy(&answer))
        .ok_or_else(|| say(format!("{server} did not answer in HTTP")))
}

fn read_answer(text: &str) -> Option<Answer> {
    let status = text.split(' ').nth(1)?.parse().ok()?;
    let (_, body) = text.split_once("\r\n\r\n")?;
    Some(Answer {
        status,
        body: body.to_owned(),
    })
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").context("looking for a free port")?;
    Ok(listener
        .local_addr()
        .context("looking for a free port")?
        .port())
}

#[cfg(test)]
mod tests {
    use super::read_answer;

    #[test]
    fn a_field_is_found_in_an_answer() {
        let answer =
            read_answer("HTTP/1.1 200 OK\r\nA: b\r\n\r\n{\"user\": {}, \"token\": \"abc\"}")
                .unwrap();
        assert_eq!(answer.status, 200);
        assert_eq!(answer.text("token"), Some("abc"));
        assert_eq!(answer.text("user"), None);
    }
}
