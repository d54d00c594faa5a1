//! What a page calls: room for three files, the verdict on them, and its text, as JSON.
//!
//! There is one thread, and an instance of the module for each verdict. No import is needed.

use serde::Serialize;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Said, judge};

/// Key, public values and proof.
static FILES: Mutex<[Vec<u8>; 3]> = Mutex::new([const { Vec::new() }; 3]);
/// The last verdict.
static SAID: Mutex<Vec<u8>> = Mutex::new(Vec::new());

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A verdict in JSON.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    Accepted(Said),
    Refused(String),
}

/// Memory for a file of so many bytes: 0 is the key, 1 the public values, 2 the proof; null for any other.
#[unsafe(no_mangle)]
pub extern "C" fn room(which: usize, length: usize) -> *mut u8 {
    match locked(&FILES).get_mut(which) {
        Some(file) => {
            *file = vec![0; length];
            file.as_mut_ptr()
        }
        None => std::ptr::null_mut(),
    }
}

/// Judges the files, with a key of at most `2^most` cells; gives the length of the verdict.
#[unsafe(no_mangle)]
pub extern "C" fn verdict(most: usize) -> usize {
    let files = locked(&FILES);
    let [key, public, proof] = &*files;
    let verdict = match judge(key, public, proof, most) {
        Ok(said) => Verdict::Accepted(said),
        Err(e) => Verdict::Refused(e.to_string()),
    };
    let mut said = locked(&SAID);
    *said = serde_json::to_vec(&verdict).unwrap_or_default();
    said.len()
}

/// Where the verdict is.
#[unsafe(no_mangle)]
pub extern "C" fn text() -> *const u8 {
    locked(&SAID).as_ptr()
}
