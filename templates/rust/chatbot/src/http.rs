//! HTTP over plain TCP, one request for each connection: for the agent and for its model.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

pub const LARGEST_BODY: u64 = 1 << 20; // bytes
const LARGEST_HEAD: u64 = 16 << 10;

/// A request or a response: its first line, its headers with names in lower case, and its body.
pub struct Message {
    pub first: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Message {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    }

    /// A word of the first line: 0 and 1 are a request's method and path, 1 is a response's status.
    pub fn word(&self, index: usize) -> &str {
        self.first.split(' ').nth(index).unwrap_or("").trim()
    }

    /// Reads a message. Without Content-Length, the body of a response goes to the end, and a request has none.
    pub fn read(stream: &TcpStream, is_request: bool) -> io::Result<Message> {
        let invalid = |what: &str| io::Error::new(ErrorKind::InvalidData, what);
        let mut reader = BufReader::new(stream).take(LARGEST_HEAD);
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 {
                return Err(invalid(
                    "the head of the message has no end, or is too long",
                ));
            }
            match line.trim_end() {
                "" => break,
                line => lines.push(line.to_owned()),
            }
        }
        let headers = lines.iter().skip(1).filter_map(|line| line.split_once(':'));
        let headers = headers
            .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
            .collect();
        let mut message = Message {
            first: lines.first().cloned().unwrap_or_default(),
            headers,
            body: String::new(),
        };
        let length = match message.header("content-length") {
            Some(text) => text
                .parse()
                .map_err(|_| invalid("Content-Length is not a number"))?,
            None => {
                if is_request {
                    0
                } else {
                    LARGEST_BODY
                }
            }
        };
        if length > LARGEST_BODY {
            return Err(invalid("the body is too long"));
        }
        reader.set_limit(length);
        reader.read_to_string(&mut message.body)?;
        Ok(message)
    }
}

/// Sends a request to `http://HOST[:PORT]/PATH` and reads the response.
pub fn post(url: &str, headers: &str, body: &str, limit: Duration) -> io::Result<Message> {
    let plain = url.strip_prefix("http://").ok_or_else(|| {
        io::Error::new(
            ErrorKind::Unsupported,
            "the address does not begin with http://",
        )
    })?;
    let (host, path) = plain.split_once('/').unwrap_or((plain, ""));
    let address = if host.contains(':') {
        host.to_owned()
    } else {
        format!("{host}:80")
    };
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(limit))?;
    stream.set_write_timeout(Some(limit))?;
    let head = format!(
        "POST /{path} HTTP/1.0\r\nHost: {host}\r\n{headers}Content-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all((head + body).as_bytes())?;
    Message::read(&stream, false)
}

/// Sends a response of JSON; further headers end with a line break each.
pub fn answer(stream: &mut TcpStream, status: u16, headers: &str, body: &str) -> io::Result<()> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status} -\r\nContent-Type: application/json\r\n{headers}Content-Length: {length}\r\n");
    stream.write_all(format!("{head}Connection: close\r\n\r\n{body}").as_bytes())
}
