//! A chatbot: POST /chat answers `{"message": "…", "history": […]}` with `{"reply": "…", "history": […]}`.
//!
//! The caller keeps the history and sends it with the next message, so any replica of the agent can answer.

mod http;
mod json;
mod model;
#[cfg(test)]
mod tests;

use json::Json;
use model::Model;
use std::io;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

const INSTRUCTIONS: &str =
    "You are a friendly assistant. Answer in at most three sentences. If you are not sure, say so.";
/// Older messages are left out, so that a long conversation does not outgrow the model.
const REMEMBERED: usize = 20;

/// Status, further headers and body.
type Answer = (u16, String, Json);

fn answer(model: &Model, method: &str, path: &str, body: &str) -> Answer {
    match (method, path) {
        ("GET", "/health") => (
            200,
            String::new(),
            Json::object([("status", Json::text("ok"))]),
        ),
        ("POST", "/chat") => chat(model, body).unwrap_or_else(|message| failure(400, &message)),
        (_, "/chat") => failure(405, "send the message with POST"),
        _ => failure(404, &format!("there is no {path}")),
    }
}

/// An error is what the caller has to change.
fn chat(model: &Model, body: &str) -> Result<Answer, String> {
    let asked = Json::parse(body).ok_or("the body is not JSON")?;
    let text = asked
        .get("message")
        .and_then(Json::as_text)
        .map(str::trim)
        .unwrap_or("");
    if text.is_empty() || text.len() > 16_000 {
        return Err("`message` must be a text of 1 to 16000 bytes".to_owned());
    }
    let mut history = history(&asked)?;
    history.drain(..history.len().saturating_sub(REMEMBERED));
    history.push(message("user", text));
    let messages = [vec![message("system", INSTRUCTIONS)], history.clone()].concat();
    Ok(match model.ask(messages) {
        Ok(reply) => {
            history.push(message("assistant", &reply));
            (
                200,
                String::new(),
                Json::object([
                    ("reply", Json::Text(reply)),
                    ("history", Json::List(history)),
                ]),
            )
        }
        Err(error) => {
            let headers = error
                .retry_after
                .map(|time| format!("Retry-After: {time}\r\n"))
                .unwrap_or_default();
            (error.status, headers, failure(0, &error.message).2)
        }
    })
}

/// The messages before; never a system message, which could replace the instructions.
fn history(asked: &Json) -> Result<Vec<Json>, String> {
    let messages = match asked.get("history") {
        Some(history) => history
            .as_list()
            .ok_or("`history` must be a list of messages")?,
        None => &[],
    };
    let checked = messages.iter().map(|found| {
        let role = found
            .get("role")
            .and_then(Json::as_text)
            .filter(|role| ["user", "assistant"].contains(role));
        Some(message(role?, found.get("content")?.as_text()?))
    });
    checked.collect::<Option<_>>().ok_or_else(|| {
        "a message of `history` has a `role`, user or assistant, and a `content`".to_owned()
    })
}

fn message(role: &str, content: &str) -> Json {
    Json::object([("role", Json::text(role)), ("content", Json::text(content))])
}

fn failure(status: u16, message: &str) -> Answer {
    (
        status,
        String::new(),
        Json::object([("error", Json::text(message))]),
    )
}

fn serve(mut stream: TcpStream, model: &Model) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let (status, headers, body) = match http::Message::read(&stream, true) {
        Ok(request) => answer(model, request.word(0), request.word(1), &request.body),
        Err(error) => failure(400, &error.to_string()),
    };
    http::answer(&mut stream, status, &headers, &body.to_string())
}

extern "C" {
    fn signal(number: i32, action: extern "C" fn(i32)) -> usize;
}

extern "C" fn end(_: i32) {
    extern "C" {
        fn _exit(status: i32) -> !;
    }
    unsafe { _exit(0) }
}

fn main() -> io::Result<()> {
    // SIGTERM: the first process of a container gets no default handler, and every stop would take ten seconds.
    unsafe { signal(15, end) };
    let port = std::env::var("PORT").unwrap_or_else(|_| "8080".to_owned());
    let listener = TcpListener::bind(format!("0.0.0.0:{port}"))?;
    println!("listening on port {port}");
    let model = Arc::new(Model::from_environment());
    for stream in listener.incoming() {
        let model = model.clone();
        // A caller that has gone is no reason to end.
        std::thread::spawn(move || stream.and_then(|stream| serve(stream, &model)));
    }
    Ok(())
}
