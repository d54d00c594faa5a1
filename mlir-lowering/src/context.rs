//! The MLIR context: every dialect, translation and pass registered, one thread, diagnostics as text.
//!
//! One context serves one compile. It runs single-threaded, so that neither the order of diagnostics nor
//! anything else depends on a scheduler; contexts in different threads do not interfere.

use melior::Context;
use melior::diagnostic::{Diagnostic, DiagnosticHandlerId};
use melior::dialect::DialectRegistry;
use melior::utility::{register_all_dialects, register_all_llvm_translations, register_all_passes};
use std::fmt::Write;
use std::sync::{Arc, Mutex, PoisonError};

/// Most bytes of diagnostics that are kept; hostile text can cause one per line.
const MAX_TEXT: usize = 1 << 14;

/// A context with everything registered.
pub fn new_context() -> Context {
    let registry = DialectRegistry::new();
    register_all_dialects(&registry);
    let context = Context::new_with_registry(&registry, false);
    context.load_all_available_dialects();
    register_all_llvm_translations(&context);
    register_all_passes();
    context
}

/// Collects the context's diagnostics while it lives, which would go to stderr otherwise.
pub struct Diagnostics<'c> {
    context: &'c Context,
    handler: Option<DiagnosticHandlerId>,
    text: Arc<Mutex<String>>,
}

impl<'c> Diagnostics<'c> {
    /// Starts to collect.
    pub fn collect(context: &'c Context) -> Self {
        let text = Arc::new(Mutex::new(String::new()));
        let shared = Arc::clone(&text);
        let handler = context.attach_diagnostic_handler(move |diagnostic| {
            append(&mut shared.lock().unwrap_or_else(PoisonError::into_inner), &diagnostic);
            true
        });
        Self { context, handler: Some(handler), text }
    }

    /// What was said, one line for each diagnostic with its location.
    pub fn text(&self) -> String {
        self.text.lock().unwrap_or_else(PoisonError::into_inner).trim_end().to_owned()
    }
}

impl Drop for Diagnostics<'_> {
    fn drop(&mut self) {
        if let Some(handler) = self.handler.take() {
            self.context.detach_diagnostic_handler(handler);
        }
    }
}

fn append(text: &mut String, diagnostic: &Diagnostic<'_>) {
    if text.len() < MAX_TEXT {
        let mut line = format!("{}: {diagnostic}", diagnostic.location());
        if let Some((cut, _)) = line.char_indices().nth(MAX_TEXT) {
            line.truncate(cut);
        }
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{line}");
    }
}
