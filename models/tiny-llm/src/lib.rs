//! A small language model, compiled into this crate: it does sums in words, and tells stories of three sentences.
//!
//! [`tiny_llm`] is made by the build script from `tiny_llm.onnx`; see `examples/story.rs` for its use.

use onnx2circuit::model::RunError;
use thiserror::Error;

onnx2circuit::include_model!("tiny_llm");

/// The character of each token, as in `tokenizer.json`.
pub const ALPHABET: &str = "\n .+=ABCDEFGHabcdefghiklmnoprstuvwxyz";

/// Why a text is not continued.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum TextError {
    /// A text without characters.
    #[error("a text of no characters cannot be continued")]
    Empty,
    /// A character that the model has no token for.
    #[error("the model knows no {0:?}, only {known:?}", known = ALPHABET)]
    Character(char),
    /// The model gives no logits.
    #[error(transparent)]
    Run(#[from] RunError),
}

/// The text with `count` characters more, each the likeliest after the last ones that the model sees at once.
///
/// # Errors
/// [`TextError`].
pub fn continued(text: &str, count: usize) -> Result<String, TextError> {
    let token = |c: char| ALPHABET.chars().position(|known| known == c).ok_or(TextError::Character(c));
    let mut tokens = text.chars().map(token).collect::<Result<Vec<usize>, _>>()?;
    for _ in 0..count {
        tokens.push(next(&tokens)?);
    }
    Ok(tokens.into_iter().filter_map(|token| ALPHABET.chars().nth(token)).collect())
}

/// The likeliest token after these; the first of equals.
fn next(tokens: &[usize]) -> Result<usize, TextError> {
    let window = tiny_llm::INPUTS[0].len();
    let seen = &tokens[tokens.len().saturating_sub(window)..];
    let last = seen.len().checked_sub(1).ok_or(TextError::Empty)?;
    // What lies behind the last token is not looked at.
    let row = seen.iter().cycle().map(|token| *token as i64).take(window).collect();
    let outputs = tiny_llm::MODEL.run(&[row])?;
    let count = ALPHABET.chars().count();
    let logits = outputs.iter().flat_map(|all| all.iter().skip(last * count).take(count));
    let best =
        logits.enumerate().fold((0, i64::MIN), |best, (i, v)| if *v > best.1 { (i, *v) } else { best });
    Ok(best.0)
}
