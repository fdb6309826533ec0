//! An OpenAI-compatible endpoint on loopback that does what a test says: a real HTTP server, down to
//! answers that break off.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::allow_attributes,
    reason = "each test file uses its own part of this, and a test that cannot go on has failed"
)]

use std::{
    collections::VecDeque,
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

/// What the server does with one request.
#[derive(Clone)]
pub(crate) enum Step {
    /// Status, further headers, body.
    Answer(u16, &'static str, String),
    /// Says nothing for this long, then hangs up.
    Stall(Duration),
    /// A completion with what this makes of the request's body.
    Complete(fn(&str) -> String),
    /// The head of an answer longer than this body, then the end of the connection.
    BreakOff(String),
    /// Status 200 and this body, a byte at a time with a pause after each.
    Drip(String, Duration),
}

pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) heard: Arc<Mutex<Vec<String>>>,
    steps: Arc<Mutex<VecDeque<Step>>>,
}

impl Server {
    /// Answers request after request by the steps, the last one for all that follow.
    pub(crate) fn start(steps: Vec<Step>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&heard);
        let steps = Arc::new(Mutex::new(VecDeque::from(steps)));
        let script = Arc::clone(&steps);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(stream) = stream else { return };
                let step = next(&mut script.lock().unwrap());
                let log = Arc::clone(&log);
                thread::spawn(move || serve(stream, step, &log));
            }
        });
        Self { url, heard, steps }
    }

    /// Answers by this from now on.
    pub(crate) fn set(&self, step: Step) {
        *self.steps.lock().unwrap() = VecDeque::from([step]);
    }

    /// An address where nobody listens.
    pub(crate) fn nowhere() -> Self {
        Self {
            url: "http://127.0.0.1:1/v1".to_owned(),
            heard: Arc::default(),
            steps: Arc::default(),
        }
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

/// The next step of a script; the last one is for all that follow.
fn next(steps: &mut VecDeque<Step>) -> Step {
    let step = steps.front().unwrap().clone();
    if steps.len() > 1 {
        steps.pop_front();
    }
    step
}

fn serve(mut stream: TcpStream, step: Step, log: &Mutex<Vec<String>>) {
    let Some(request) = read_request(&mut stream) else {
        return;
    };
    let body = request
        .split_once("\r\n\r\n")
        .map_or(String::new(), |(_, body)| body.to_owned());
    log.lock().unwrap().push(request);
    match step {
        Step::Complete(answer) => {
            let body = completion(&answer(&body));
            respond(&mut stream, 200, "", &body);
        }
        Step::BreakOff(body) => {
            let head = format!(
                "HTTP/1.1 200 X\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                body.len() + 100
            );
            let _ = stream.write_all(head.as_bytes());
        }
        Step::Drip(body, pause) => {
            let head = format!(
                "HTTP/1.1 200 X\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all(head.as_bytes());
            for byte in body.as_bytes() {
                if stream.write_all(&[*byte]).is_err() {
                    return;
                }
                thread::sleep(pause);
            }
        }
        Step::Answer(status, headers, body) => respond(&mut stream, status, headers, &body),
        Step::Stall(time) => thread::sleep(time),
    }
}

fn respond(stream: &mut TcpStream, status: u16, headers: &str, body: &str) {
    let head = format!(
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n{headers}\r\n",
        body.len()
    );
    let _ = stream
        .write_all(head.as_bytes())
        .and_then(|()| stream.write_all(body.as_bytes()));
}

fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let count = stream.read(&mut buffer).ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&bytes);
        if let Some(end) = text.find("\r\n\r\n") {
            let length = text
                .to_lowercase()
                .split("content-length: ")
                .nth(1)?
                .lines()
                .next()?
                .trim()
                .parse::<usize>()
                .ok()?;
            if bytes.len() >= end + 4 + length {
                return Some(text.into_owned());
            }
        }
    }
}

/// A well-formed completion with this content.
pub(crate) fn completion(content: &str) -> String {
    serde_json::json!({
        "choices": [{"message": {"role": "assistant", "content": content}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 1000, "completion_tokens": 100}
    })
    .to_string()
}

/// Answers 200 with this body.
pub(crate) fn ok(body: String) -> Step {
    Step::Answer(200, "", body)
}
