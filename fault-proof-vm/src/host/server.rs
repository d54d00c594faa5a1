//! The server's side: answers hints and keys until the other side hangs up.

use super::client::Channels;
use super::{HostError, Source, protocol};
use std::io::{Read, Write};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

/// Serves a source over the channels until the other side closes both of them. Hints and pre-images are
/// answered by a thread each, so that neither waits for the other.
///
/// The first failure ends it, a key without pre-image included, and it hangs up: all the protocol can say.
/// The other thread then ends by itself, when its next message comes or its channel closes.
pub fn serve<S, R, W>(source: S, channels: Channels<R, W>) -> Result<(), HostError>
where
    S: Source + Send + 'static,
    R: Read + Send + 'static,
    W: Write + Send + 'static,
{
    let Channels { mut hint_read, mut hint_write, mut preimage_read, mut preimage_write } = channels;
    let source = Arc::new(Mutex::new(source));
    let (done, ended) = mpsc::channel();
    let (hints, hints_done) = (Arc::clone(&source), done.clone());
    std::thread::spawn(move || {
        let result = answer_hints(&hints, &mut hint_read, &mut hint_write);
        // Nobody listens after a failure of the other thread.
        let _ = hints_done.send(result);
    });
    std::thread::spawn(move || {
        let _ = done.send(answer_keys(&source, &mut preimage_read, &mut preimage_write));
    });
    ended.iter().collect()
}

fn answer_hints<S: Source>(
    source: &Mutex<S>,
    from: &mut impl Read,
    to: &mut impl Write,
) -> Result<(), HostError> {
    while let Some(hint) = protocol::read_hint(from)? {
        source.lock().unwrap_or_else(PoisonError::into_inner).hint(&hint)?;
        protocol::write_acknowledgement(to)?;
    }
    Ok(())
}

fn answer_keys<S: Source>(
    source: &Mutex<S>,
    from: &mut impl Read,
    to: &mut impl Write,
) -> Result<(), HostError> {
    while let Some(key) = protocol::read_key(from)? {
        let preimage = source.lock().unwrap_or_else(PoisonError::into_inner).fetch(&key)?;
        protocol::write_preimage(to, &preimage.ok_or(HostError::Missing { key })?)?;
    }
    Ok(())
}
