//! The messages between machines and pre-image servers, hostile on either side.

use crate::hostile::fuzz;
use fault_proof_vm::host::{
    Channels, Client, FileStore, Hints, HostError, PreimageStore, Source, key, serve,
};
use std::io::{Cursor, sink};
use std::time::Duration;

/// Two messages of each channel, one after the other: hints, then keys. The first byte says how many bytes
/// go to the hint channel.
fn split(bytes: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let Some((first, rest)) = bytes.split_first() else { return Default::default() };
    let (hints, others) = rest.split_at((*first as usize).min(rest.len()));
    (hints.to_vec(), others.to_vec())
}

#[test]
fn what_a_server_hears() {
    let mut store = PreimageStore::default();
    let keccak = store.insert_keccak(b"abc".to_vec());
    let sha256 = store.insert_sha256(vec![1; 100]);
    let hints = [b"\0\0\0\x05hello\0\0\0\0".as_slice()].concat();
    let base = [&[hints.len() as u8], &hints[..], &keccak, &sha256].concat();
    let answer = move |bytes: &[u8]| {
        let (hints, keys) = split(bytes);
        let channels = Channels {
            hint_read: Cursor::new(hints),
            hint_write: sink(),
            preimage_read: Cursor::new(keys),
            preimage_write: sink(),
        };
        serve(store.clone(), channels)
    };
    assert_eq!(answer(&base), Ok(()));
    fuzz(&[base], |bytes| {
        let _ = answer(bytes);
    });
}

#[test]
fn what_a_client_hears() {
    const LIMIT: u64 = 1 << 16;
    let wanted = [key::keccak(b"abc"), key::local(1), key::sha256(b"")];
    let answers: Vec<u8> = [b"abc".as_slice(), b"any", b""]
        .iter()
        .flat_map(|data| [&(data.len() as u64).to_be_bytes()[..], data].concat())
        .collect();
    let base = [&[2u8, 0, 0], &answers[..]].concat();
    let talk = move |bytes: &[u8]| -> Result<(), HostError> {
        let (acknowledgements, answers) = split(bytes);
        let channels = Channels {
            hint_read: Cursor::new(acknowledgements),
            hint_write: sink(),
            preimage_read: Cursor::new(answers),
            preimage_write: sink(),
        };
        let mode = if bytes.len().is_multiple_of(2) { Hints::Wait } else { Hints::Background };
        let mut client = Client::new(channels, mode, Duration::from_secs(60), LIMIT);
        client.hint(b"one")?;
        client.hint(b"two")?;
        for key in &wanted {
            let preimage = client.fetch(key)?.unwrap_or_default();
            assert!(key::admits(key, &preimage) && preimage.len() as u64 <= LIMIT);
        }
        Ok(())
    };
    assert_eq!(talk(&base), Ok(()));
    fuzz(&[base], |bytes| {
        assert!(!matches!(talk(bytes), Err(HostError::Timeout { .. })), "a closed pipe is seen at once");
    });
}

#[test]
fn files_of_a_store() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = FileStore::create(folder.path()).expect("a folder").with_limit(1000);
    let key = store.insert_keccak(b"a pre-image in a file").expect("a file");
    let path = store.path(&key);
    fuzz(&[b"a pre-image in a file".to_vec()], |bytes| {
        std::fs::write(&path, bytes).expect("a file");
        let found = store.clone().fetch(&key);
        assert_eq!(found.is_ok(), bytes == b"a pre-image in a file");
    });
}
