//! What a watch serves to whoever asks: its figures at `/metrics`, and its claims as a page at `/`.

use contracts::chain::ChainError;
use std::sync::{Arc, Mutex, PoisonError};

/// What is served. Clones are the same page.
#[derive(Debug, Clone, Default)]
pub struct Page(Arc<Mutex<Served>>);

#[derive(Debug, Default)]
struct Served {
    figures: String,
    claims: String,
}

impl Page {
    /// Serves at an address such as `127.0.0.1:9300` until the process ends; where.
    ///
    /// # Errors
    /// [`ChainError::Unreachable`] for an address that cannot be had.
    pub fn serve(&self, address: &str) -> Result<String, ChainError> {
        let server = tiny_http::Server::http(address)
            .map_err(|error| ChainError::Unreachable { url: address.to_owned(), cause: error.to_string() })?;
        let url = format!("http://{}", server.server_addr());
        let page = self.clone();
        std::thread::spawn(move || {
            while let Ok(request) = server.recv() {
                // Whoever asked may be gone.
                let _ = match (request.method(), request.url()) {
                    (tiny_http::Method::Get, "/metrics") => {
                        request.respond(page.answer("text/plain; version=0.0.4", |served| &served.figures))
                    }
                    (tiny_http::Method::Get, "/") => {
                        request.respond(page.answer("text/html; charset=utf-8", |served| &served.claims))
                    }
                    _ => request.respond(tiny_http::Response::from_string("").with_status_code(404)),
                };
            }
        });
        Ok(url)
    }

    /// Has something else be served from now on: figures, and the page about the claims.
    pub fn set(&self, figures: String, claims: String) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Served { figures, claims };
    }

    fn answer(
        &self,
        kind: &str,
        what: impl Fn(&Served) -> &String,
    ) -> tiny_http::Response<std::io::Cursor<Vec<u8>>> {
        let text = what(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).clone();
        let answer = tiny_http::Response::from_string(text);
        match tiny_http::Header::from_bytes("content-type", kind) {
            Ok(header) => answer.with_header(header),
            Err(()) => answer,
        }
    }
}
