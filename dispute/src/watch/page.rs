//! What a watch serves to whoever asks: its figures, at `/metrics`.

use contracts::chain::ChainError;
use std::sync::{Arc, Mutex, PoisonError};

/// What is served. Clones are the same page.
#[derive(Debug, Clone, Default)]
pub struct Page(Arc<Mutex<String>>);

impl Page {
    /// Serves at an address such as `127.0.0.1:9300` until the process ends; where.
    ///
    /// # Errors
    /// [`ChainError::Unreachable`] for an address that cannot be had.
    pub fn serve(&self, address: &str) -> Result<String, ChainError> {
        let server = tiny_http::Server::http(address)
            .map_err(|error| ChainError::Unreachable { url: address.to_owned(), cause: error.to_string() })?;
        let url = format!("http://{}/metrics", server.server_addr());
        let page = self.clone();
        std::thread::spawn(move || {
            while let Ok(request) = server.recv() {
                // Whoever asked may be gone.
                let _ = match (request.method(), request.url()) {
                    (tiny_http::Method::Get, "/metrics") => request.respond(page.answer()),
                    _ => request.respond(tiny_http::Response::from_string("").with_status_code(404)),
                };
            }
        });
        Ok(url)
    }

    /// Has something else be served from now on.
    pub fn set(&self, text: String) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = text;
    }

    fn answer(&self) -> tiny_http::Response<std::io::Cursor<Vec<u8>>> {
        let text = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let answer = tiny_http::Response::from_string(text);
        match tiny_http::Header::from_bytes("content-type", "text/plain; version=0.0.4") {
            Ok(header) => answer.with_header(header),
            Err(()) => answer,
        }
    }
}
