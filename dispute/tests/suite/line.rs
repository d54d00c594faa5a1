//! Somebody on the line to a node: hears each question, and may change the answer, or lose either.

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

/// What becomes of a question: none to lose it, before or after the node has heard it.
pub enum Fate {
    /// The answer comes as it is.
    Pass,
    /// Nobody hears the question.
    Lose,
    /// The question is heard, and never answered.
    Hang,
    /// Another result comes instead.
    Change(Box<dyn FnOnce(Value) -> Value>),
    /// An error comes instead.
    Refuse(&'static str),
}

/// The body of a message.
fn body(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut reader = BufReader::new(stream);
    let (mut length, mut line) = (0, String::new());
    loop {
        line.clear();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let head = line.trim().to_lowercase();
        if let Some(value) = head.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if head.is_empty() {
            break;
        }
    }
    let mut bytes = vec![0; length];
    reader.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

fn message(head: &str, body: &str) -> String {
    format!(
        "{head}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// A line to the node at `url`: its own address.
pub fn line(url: &str, mut fate: impl FnMut(&str, &Value) -> Fate + Send + 'static) -> String {
    let node = url.trim_start_matches("http://").to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let line = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let mut hanging = Vec::new();
        for client in listener.incoming() {
            let Ok(mut client) = client else { return };
            let Some(question) = body(&mut client) else { continue };
            let question: Value = serde_json::from_slice(&question).unwrap();
            let change = match fate(question["method"].as_str().unwrap(), &question["params"]) {
                Fate::Lose => continue,
                Fate::Hang => {
                    hanging.push(client);
                    continue;
                }
                Fate::Refuse(words) => {
                    let error =
                        serde_json::json!({ "id": 1, "error": { "code": -32_005, "message": words } });
                    let _ = client.write_all(message("HTTP/1.1 200 OK", &error.to_string()).as_bytes());
                    continue;
                }
                Fate::Pass => None,
                Fate::Change(change) => Some(change),
            };
            let Ok(mut there) = TcpStream::connect(&node) else { continue };
            there
                .write_all(message("POST / HTTP/1.1\r\nhost: node", &question.to_string()).as_bytes())
                .unwrap();
            let Some(answer) = body(&mut there) else { continue };
            let mut answer: Value = serde_json::from_slice(&answer).unwrap();
            if let (Some(change), Some(result)) = (change, answer.get_mut("result")) {
                *result = change(result.take());
            }
            // Whoever asked may be gone.
            let _ = client.write_all(message("HTTP/1.1 200 OK", &answer.to_string()).as_bytes());
        }
    });
    line
}
