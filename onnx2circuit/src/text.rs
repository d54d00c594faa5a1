//! Text for language models: tokenizers, and text that a model continues.
//!
//! * [`Tokenizer`]: text to tokens and back; [`Window`]: the model's tokens at a time; [`Choice`]: the next one by its logits.
//! * [`continued`]: all three, token by token, by whatever runs the model.

mod generate;
mod hugging_face;
mod llama2c;
mod merges;
mod tokenizer;
mod vocabulary;
mod words;

pub use generate::{Choice, End, Window, continued};
pub use tokenizer::{MAX_TEXT, Printer, Tokenizer, TokenizerError};
