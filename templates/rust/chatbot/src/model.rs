//! Asks a model through the chat completions API over plain HTTP: Ollama, vLLM, llama.cpp, or a gateway to a provider.
//! The standard library has no TLS; for `https://`, add a crate such as `ureq`.

use crate::http;
use crate::json::Json;
use std::env;
use std::io::ErrorKind;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(60);

/// Why there is no answer, and with which HTTP status the agent says so.
#[derive(Debug, PartialEq)]
pub struct ModelError {
    pub status: u16,
    pub message: String,
    pub retry_after: Option<String>,
}

impl ModelError {
    fn new(status: u16, message: impl Into<String>) -> ModelError {
        ModelError {
            status,
            message: message.into(),
            retry_after: None,
        }
    }
}

pub struct Model {
    pub base: String,
    pub key: String,
    pub name: String,
}

impl Model {
    /// What OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_MODEL say; a local server needs no key.
    pub fn from_environment() -> Model {
        let value = |name| env::var(name).unwrap_or_default();
        Model {
            base: value("OPENAI_BASE_URL"),
            key: value("OPENAI_API_KEY"),
            name: value("OPENAI_MODEL"),
        }
    }

    /// The model's answer to the messages.
    pub fn ask(&self, messages: Vec<Json>) -> Result<String, ModelError> {
        if self.base.is_empty() {
            return Err(ModelError::new(
                503,
                "OPENAI_BASE_URL is not set, so the agent cannot ask its model",
            ));
        }
        let body = Json::object([
            ("model", Json::text(&self.name)),
            ("messages", Json::List(messages)),
            ("temperature", Json::Number(0.3)),
        ]);
        let url = format!("{}/chat/completions", self.base.trim_end_matches('/'));
        let key = if self.key.is_empty() {
            String::new()
        } else {
            format!("Authorization: Bearer {}\r\n", self.key)
        };
        let headers = format!("{key}Content-Type: application/json\r\n");
        let response = http::post(&url, &headers, &body.to_string(), LIMIT).map_err(|error| {
            match error.kind() {
                ErrorKind::WouldBlock | ErrorKind::TimedOut => {
                    ModelError::new(504, "the model did not answer in time")
                }
                _ => ModelError::new(502, format!("the model cannot be reached: {error}")),
            }
        })?;
        match response.word(1) {
            "200" => {}
            "429" => {
                let retry_after = response.header("retry-after").map(str::to_owned);
                return Err(ModelError {
                    retry_after,
                    ..ModelError::new(429, "the model is busy; try again later")
                });
            }
            "401" | "403" => {
                return Err(ModelError::new(
                    502,
                    "the model's provider does not accept OPENAI_API_KEY",
                ))
            }
            status => {
                return Err(ModelError::new(
                    502,
                    format!("the model's server answered with status {status}"),
                ))
            }
        }
        let answer = Json::parse(&response.body);
        let text = ["choices", "0", "message", "content"]
            .iter()
            .try_fold(answer.as_ref(), |value, name| Some(value?.get(name)));
        let text = text.flatten().and_then(Json::as_text);
        text.map(str::to_owned)
            .ok_or_else(|| ModelError::new(502, "the model's answer has no text"))
    }
}
