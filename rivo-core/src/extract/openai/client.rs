use std::time::Duration;

use reqwest::{StatusCode, Url, header::HeaderMap};
use serde_json::Value;

use super::OpenAiSettings;
use crate::extract::{ExtractError, Usage};

/// The one HTTP client of the extractor.
#[derive(Debug)]
pub(super) struct Client {
    http: reqwest::Client,
    url: Url,
    key: Option<super::Secret>,
    max_answer_bytes: usize,
}

/// What an endpoint answered.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) content: String,
    /// It ends because the token limit was reached.
    pub(super) cut: bool,
    pub(super) prompt_tokens: Option<i64>,
    pub(super) completion_tokens: Option<i64>,
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Failure {
    /// The endpoint does not know this `response_format`.
    FormatRefused { detail: String },
    /// The prompt is longer than the model reads.
    TooLong { detail: String },
    /// The same request may succeed later.
    Later {
        retry_after: Option<Duration>,
        detail: String,
    },
    /// The endpoint is not there for anybody now: starting, overloaded, out of reach.
    Away {
        retry_after: Option<Duration>,
        detail: String,
    },
    /// It will not have this conversation; others it may.
    Declined { detail: String },
    /// It needs a person.
    Never { detail: String },
}

impl Failure {
    pub(super) fn unusable() -> Self {
        Self::later("The model's answer was not valid, even when asked again.")
    }

    pub(super) fn away(detail: impl Into<String>, retry_after: Option<Duration>) -> Self {
        Self::Away {
            retry_after,
            detail: detail.into(),
        }
    }

    fn later(detail: impl Into<String>) -> Self {
        Self::Later {
            retry_after: None,
            detail: detail.into(),
        }
    }

    fn never(detail: impl Into<String>) -> Self {
        Self::Never {
            detail: detail.into(),
        }
    }

    pub(super) fn into_error(self, usage: Usage) -> ExtractError {
        match self {
            Self::Later {
                retry_after,
                detail,
            } => ExtractError::Retryable {
                retry_after,
                detail,
                usage,
            },
            Self::Away {
                retry_after,
                detail,
            } => ExtractError::Away {
                retry_after,
                detail,
                usage,
            },
            Self::FormatRefused { detail }
            | Self::TooLong { detail }
            | Self::Declined { detail }
            | Self::Never { detail } => ExtractError::Permanent { detail, usage },
        }
    }
}

impl Client {
    pub(super) fn new(settings: &OpenAiSettings) -> Result<Self, String> {
        let base = settings.base_url.trim().trim_end_matches('/');
        let url = Url::parse(&format!("{base}/chat/completions"))
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
            .ok_or_else(|| {
                "The address of the model must begin with http:// or https://.".to_owned()
            })?;
        let http = reqwest::Client::builder()
            .timeout(settings.timeout)
            .connect_timeout(settings.timeout.min(Duration::from_secs(10)))
            .redirect(reqwest::redirect::Policy::none())
            .user_agent("rivo")
            .build()
            .map_err(|_| "The HTTP client of the model cannot be set up.".to_owned())?;
        Ok(Self {
            http,
            url,
            key: settings.api_key.clone(),
            max_answer_bytes: settings.max_answer_bytes,
        })
    }

    pub(super) async fn complete(&self, body: &Value) -> Result<Reply, Failure> {
        let mut request = self.http.post(self.url.clone()).json(body);
        if let Some(key) = &self.key {
            request = request.bearer_auth(key.expose());
        }
        let response = request
            .send()
            .await
            .map_err(|error| failed_to_send(&error))?;
        let status = response.status();
        let retry_after = retry_after(response.headers());
        let bytes = self.read_body(response).await?;
        let answer: Option<Value> = serde_json::from_slice(&bytes).ok();
        if !status.is_success() {
            return Err(refused(status, retry_after, &said(answer.as_ref(), &bytes)));
        }
        let Some(answer) = answer else {
            return Err(Failure::later("The model endpoint did not answer in JSON."));
        };
        if answer.get("error").is_some_and(|error| !error.is_null()) {
            // Some proxies answer 200 and put the error inside, with its status as `code`.
            let status = answer.pointer("/error/code").and_then(Value::as_u64);
            let status = status
                .and_then(|code| u16::try_from(code).ok())
                .and_then(|code| StatusCode::from_u16(code).ok());
            return Err(refused(
                status.unwrap_or(StatusCode::BAD_GATEWAY),
                retry_after,
                &said(Some(&answer), &bytes),
            ));
        }
        reply_of(&answer)
    }

    async fn read_body(&self, mut response: reqwest::Response) -> Result<Vec<u8>, Failure> {
        let too_large = || Failure::later("The model's answer was larger than is read.");
        let limit = self.max_answer_bytes;
        if response
            .content_length()
            .is_some_and(|length| length > limit as u64)
        {
            return Err(too_large());
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|error| failed_to_send(&error))?
        {
            if bytes.len() + chunk.len() > limit {
                return Err(too_large());
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }
}

fn failed_to_send(error: &reqwest::Error) -> Failure {
    if error.is_timeout() {
        Failure::later("The model did not answer in time.")
    } else if error.is_connect() {
        Failure::away("The model endpoint cannot be reached.", None)
    } else {
        Failure::later("The connection to the model broke off.")
    }
}

fn reply_of(answer: &Value) -> Result<Reply, Failure> {
    let choice = answer
        .pointer("/choices/0")
        .ok_or_else(|| Failure::later("The model endpoint answered without a choice."))?;
    let finish = choice
        .get("finish_reason")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let refusal = choice
        .pointer("/message/refusal")
        .and_then(Value::as_str)
        .is_some_and(|text| !text.is_empty());
    if refusal || finish == "content_filter" {
        return Err(Failure::Declined {
            detail: "The model declined to read this conversation.".to_owned(),
        });
    }
    let content = text_of(choice.pointer("/message/content").unwrap_or(&Value::Null));
    let tokens = |name: &str| {
        answer
            .get("usage")
            .and_then(|usage| usage.get(name))
            .and_then(Value::as_i64)
            .filter(|count| *count >= 0)
    };
    Ok(Reply {
        content,
        cut: finish == "length",
        prompt_tokens: tokens("prompt_tokens"),
        completion_tokens: tokens("completion_tokens"),
    })
}

/// The content as text; some endpoints send it in parts.
fn text_of(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts
            .iter()
            .filter_map(|part| part.get("text").and_then(Value::as_str))
            .collect(),
        Value::Object(_) => content.to_string(),
        _ => String::new(),
    }
}

/// What the endpoint said of its error, lower-cased, to be looked through and never to be shown:
/// it may repeat the key or the conversation.
fn said(answer: Option<&Value>, bytes: &[u8]) -> String {
    let text = match answer.and_then(|answer| answer.get("error")) {
        Some(error) => error.to_string(),
        None => String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).into_owned(),
    };
    text.to_lowercase()
}

fn refused(status: StatusCode, retry_after: Option<Duration>, said: &str) -> Failure {
    let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
    let of_format = has(&[
        "response_format",
        "json_schema",
        "json_object",
        "json mode",
        "grammar",
        "guided_json",
        "structured output",
        "invalid schema",
        "only text or json",
    ]);
    let of_length = has(&[
        "context_length",
        "context length",
        "exceed_context",
        "maximum context",
        "context size",
        "too many tokens",
        "prompt is too long",
        "reduce the length",
        "context window",
    ]);
    match status.as_u16() {
        401 | 403 => Failure::never("The model endpoint refused the API key."),
        429 if has(&[
            "insufficient_quota",
            "billing",
            "exceeded your current quota",
        ]) =>
        {
            Failure::never("The account at the model endpoint has no credit left.")
        }
        429 => Failure::away(
            "The model endpoint is busy (too many requests).",
            retry_after,
        ),
        503 => Failure::away(
            "The model endpoint is not ready (HTTP 503): it may be loading its model.",
            retry_after,
        ),
        400 | 404 | 413 | 415 | 422 | 500 | 501 if of_format && !of_length => {
            Failure::FormatRefused {
                detail: "The model endpoint accepts no form of structured answer.".to_owned(),
            }
        }
        400 | 413 | 422 | 500 if of_length => Failure::TooLong {
            detail: "The conversation is longer than the model reads.".to_owned(),
        },
        404 => Failure::never("The model endpoint does not know this address or model."),
        408 | 409 | 425 => Failure::Later {
            retry_after,
            detail: format!(
                "The model endpoint asked to come back later (HTTP {}).",
                status.as_u16()
            ),
        },
        code if code >= 500 => Failure::Later {
            retry_after,
            detail: format!("The model endpoint failed (HTTP {code})."),
        },
        code if (300..400).contains(&code) => {
            Failure::never("The model endpoint has moved; its address must be set anew.")
        }
        code => Failure::Declined {
            detail: format!("The model endpoint refused the request (HTTP {code})."),
        },
    }
}

/// `Retry-After` in seconds or as `retry-after-ms`; a date is taken as a minute, since no clock is
/// read here.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let header = |name: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .map(str::trim)
    };
    if let Some(wait) = header("retry-after-ms").and_then(|text| text.parse::<u64>().ok()) {
        return Some(Duration::from_millis(wait.min(86_400_000)));
    }
    let text = header("retry-after")?;
    match text.parse::<f64>() {
        Ok(seconds) if seconds.is_finite() && seconds >= 0.0 => {
            Some(Duration::from_secs_f64(seconds.min(86_400.0)))
        }
        Ok(_) => None,
        Err(_) => Some(Duration::from_mins(1)),
    }
}
