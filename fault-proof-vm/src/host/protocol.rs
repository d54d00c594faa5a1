//! The messages between a machine (or a native guest) and its pre-image server, over two pairs of pipes.
//!
//! | channel | request | answer |
//! |---|---|---|
//! | hint | u32 length, bytes | one zero byte, once it was dealt with |
//! | pre-image | 32-byte key | u64 length, bytes |
//!
//! Integers are big-endian. A side that is done closes its pipes: an end between two messages is no error,
//! one inside a message is. Either side may be hostile: nothing is reserved for a length before its bytes are
//! there, and lengths have limits. There is no way to say that a pre-image does not exist but to hang up.

use super::HostError;
use crate::keccak::Hash;
use std::io::{self, Read, Write};

/// Longest hint accepted, in bytes.
pub const MAX_HINT: u64 = 1 << 24;
/// Longest pre-image accepted unless told otherwise, in bytes.
pub const MAX_PREIMAGE: u64 = 1 << 28;

const HINT: &str = "hint";
const PREIMAGE: &str = "pre-image";

/// The first hint of these bytes, without its length, and what follows it; none if it is not whole.
pub fn split_hint(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (prefix, bytes) = bytes.split_first_chunk()?;
    bytes.split_at_checked(u32::from_be_bytes(*prefix) as usize)
}

/// Sends a hint; [`read_acknowledgement`] follows.
pub fn write_hint(to: &mut impl Write, hint: &[u8]) -> Result<(), HostError> {
    let limit = MAX_HINT;
    let len = match u32::try_from(hint.len()) {
        Ok(len) if u64::from(len) <= limit => len,
        _ => return Err(HostError::TooLong { channel: HINT, len: hint.len() as u64, limit }),
    };
    send(to, HINT, &[&len.to_be_bytes(), hint])
}

/// Waits until a hint was dealt with.
pub fn read_acknowledgement(from: &mut impl Read) -> Result<(), HostError> {
    let doing = "waiting for the acknowledgement of a hint";
    let mut byte = [0];
    from.read_exact(&mut byte).map_err(|error| gone(HINT, doing, error))?;
    match byte {
        [0] => Ok(()),
        [got] => Err(HostError::Acknowledgement { got }),
    }
}

/// The next hint, if there is one.
pub fn read_hint(from: &mut impl Read) -> Result<Option<Vec<u8>>, HostError> {
    let Some(prefix) = read_or_end::<4>(from, HINT, "reading a hint's length")? else {
        return Ok(None);
    };
    read_bytes(from, HINT, u32::from_be_bytes(prefix).into(), MAX_HINT).map(Some)
}

/// Says that a hint was dealt with.
pub fn write_acknowledgement(to: &mut impl Write) -> Result<(), HostError> {
    send(to, HINT, &[&[0]])
}

/// Asks for a pre-image; [`read_preimage`] follows.
pub fn write_key(to: &mut impl Write, key: &Hash) -> Result<(), HostError> {
    send(to, PREIMAGE, &[key])
}

/// The pre-image asked for. Whether it fits its key is the caller's to check.
pub fn read_preimage(from: &mut impl Read, limit: u64) -> Result<Vec<u8>, HostError> {
    let mut prefix = [0; 8];
    from.read_exact(&mut prefix).map_err(|error| gone(PREIMAGE, "waiting for a pre-image", error))?;
    read_bytes(from, PREIMAGE, u64::from_be_bytes(prefix), limit)
}

/// The next key asked for, if there is one.
pub fn read_key(from: &mut impl Read) -> Result<Option<Hash>, HostError> {
    read_or_end::<32>(from, PREIMAGE, "reading a key")
}

/// Answers with a pre-image.
pub fn write_preimage(to: &mut impl Write, preimage: &[u8]) -> Result<(), HostError> {
    send(to, PREIMAGE, &[&(preimage.len() as u64).to_be_bytes(), preimage])
}

fn gone(channel: &'static str, doing: &str, error: io::Error) -> HostError {
    HostError::Gone { channel, doing: doing.to_owned(), cause: error.to_string() }
}

fn send(to: &mut impl Write, channel: &'static str, parts: &[&[u8]]) -> Result<(), HostError> {
    to.write_all(&parts.concat()).and_then(|()| to.flush()).map_err(|error| gone(channel, "writing", error))
}

/// `N` bytes, or nothing if the input ends before the first of them.
fn read_or_end<const N: usize>(
    from: &mut impl Read,
    channel: &'static str,
    doing: &str,
) -> Result<Option<[u8; N]>, HostError> {
    let mut bytes = [0; N];
    let mut got = 0;
    while got < N {
        match from.read(&mut bytes[got..]) {
            Ok(0) if got == 0 => return Ok(None),
            Ok(0) => return Err(gone(channel, doing, io::ErrorKind::UnexpectedEof.into())),
            Ok(more) => got += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(gone(channel, doing, error)),
        }
    }
    Ok(Some(bytes))
}

fn read_bytes(
    from: &mut impl Read,
    channel: &'static str,
    len: u64,
    limit: u64,
) -> Result<Vec<u8>, HostError> {
    if len > limit {
        return Err(HostError::TooLong { channel, len, limit });
    }
    let mut bytes = Vec::new();
    let doing = format!("reading {len} bytes");
    from.take(len).read_to_end(&mut bytes).map_err(|error| gone(channel, &doing, error))?;
    match bytes.len() as u64 == len {
        true => Ok(bytes),
        false => {
            let cause = format!("it ends after {} bytes", bytes.len());
            Err(HostError::Gone { channel, doing, cause })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_come_back() {
        let mut pipe = Vec::new();
        write_hint(&mut pipe, b"what is needed").unwrap();
        write_hint(&mut pipe, b"").unwrap();
        write_key(&mut pipe, &[7; 32]).unwrap();
        write_preimage(&mut pipe, b"bytes").unwrap();
        write_acknowledgement(&mut pipe).unwrap();
        let mut from = &pipe[..];
        assert_eq!(read_hint(&mut from).unwrap().unwrap(), b"what is needed");
        assert_eq!(read_hint(&mut from).unwrap().unwrap(), b"");
        assert_eq!(read_key(&mut from).unwrap(), Some([7; 32]));
        assert_eq!(read_preimage(&mut from, 5).unwrap(), b"bytes");
        read_acknowledgement(&mut from).unwrap();
        assert_eq!((read_hint(&mut from), read_key(&mut from)), (Ok(None), Ok(None)));
    }

    #[test]
    fn what_is_cut_or_too_long_is_named() {
        let error = read_hint(&mut &[0, 0, 0, 9, 1, 2][..]).unwrap_err().to_string();
        assert!(error.contains("reading 9 bytes") && error.contains("ends after 2"), "{error}");
        assert!(matches!(read_hint(&mut &[0, 0][..]), Err(HostError::Gone { channel: "hint", .. })));
        let error = read_hint(&mut &[0xff; 8][..]).unwrap_err();
        assert_eq!(error, HostError::TooLong { channel: "hint", len: u32::MAX.into(), limit: MAX_HINT });
        let error = read_preimage(&mut &[0xff; 9][..], 100).unwrap_err();
        assert_eq!(error, HostError::TooLong { channel: "pre-image", len: u64::MAX, limit: 100 });
        assert!(matches!(read_preimage(&mut &[][..], 1), Err(HostError::Gone { .. })));
        assert!(matches!(read_key(&mut &[1; 31][..]), Err(HostError::Gone { .. })));
        assert_eq!(read_acknowledgement(&mut &[3][..]), Err(HostError::Acknowledgement { got: 3 }));
        let long = vec![0; MAX_HINT as usize + 1];
        assert!(matches!(write_hint(&mut io::sink(), &long), Err(HostError::TooLong { .. })));
    }
}
