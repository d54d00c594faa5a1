//! Running code of other crates that may panic: the panic becomes an answer, and its text is not printed.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    /// How many calls of [`caught`] this thread is in.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// The result of `run`, or `None` where it panics. What `run` changes outside of itself must not be used after that.
///
/// The first call puts a hook before the process's panic hook, which hands on every panic of other threads and from
/// elsewhere.
pub fn caught<T>(run: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |panic| {
            if DEPTH.get() == 0 {
                before(panic);
            }
        }));
    });
    DEPTH.set(DEPTH.get() + 1);
    let result = catch_unwind(AssertUnwindSafe(run));
    DEPTH.set(DEPTH.get() - 1);
    result.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_answer_and_others_stay_what_they_are() {
        let printed = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        let seen = printed.clone();
        set_hook(Box::new(move |panic| seen.lock().unwrap().push(panic.to_string())));
        assert_eq!(caught(|| 3), Some(3));
        assert_eq!(caught(|| caught(|| panic!("inner")).map_or(1, |()| 2)), Some(1));
        assert_eq!(caught(|| panic!("within")), None::<()>);
        assert!(printed.lock().unwrap().is_empty());
        assert!(std::thread::spawn(|| panic!("outside")).join().is_err());
        assert_eq!(printed.lock().unwrap().len(), 1);
    }
}
