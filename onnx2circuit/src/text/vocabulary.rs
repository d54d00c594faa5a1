//! The vocabulary of a `tokenizer.json`: texts and numbers, of which each token has one of its own.

use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};
use serde_json::Value;
use std::collections::HashMap;
use std::fmt;

use super::tokenizer::{MAX_TOKENS, TokenizerError};

/// Texts and numbers of tokens, all that the file has. `None` where they are no object, as in other kinds of models, which are
/// refused by their names and not for this.
pub struct Vocabulary(pub Option<Vec<(String, Value)>>);

impl Default for Vocabulary {
    fn default() -> Self {
        Self(Some(Vec::new()))
    }
}

impl<'de> Deserialize<'de> for Vocabulary {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Entries)
    }
}

struct Entries;

impl<'de> Visitor<'de> for Entries {
    type Value = Vocabulary;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of tokens and their numbers")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vocabulary, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Vocabulary(Some(entries)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vocabulary, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Vocabulary(None))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Vocabulary, E> {
        Ok(Vocabulary(None))
    }
}

fn format(message: String) -> TokenizerError {
    TokenizerError::Format(message)
}

/// What a message shows of something in the file.
pub fn shown(what: impl fmt::Display) -> String {
    what.to_string().chars().take(80).collect()
}

/// A token's number.
///
/// # Errors
/// [`TokenizerError::Format`] for what is none.
pub fn number(text: &str, id: &Value) -> Result<u32, TokenizerError> {
    let whole = id.as_u64().ok_or_else(|| {
        let (text, id) = (shown(text), shown(id));
        format(format!("token '{text}' has the number {id}: a whole number from 0 is expected"))
    })?;
    let read = u32::try_from(whole).ok().filter(|id| (*id as usize) < MAX_TOKENS);
    read.ok_or_else(|| format(format!("token {whole}: at most {MAX_TOKENS} are read")))
}

/// The numbers of texts, of which each has one of its own: `all` is in order.
///
/// # Errors
/// [`TokenizerError::Format`] naming two tokens.
pub fn numbers<'t>(all: &[(u32, &'t String)]) -> Result<HashMap<&'t str, u32>, TokenizerError> {
    if let Some([(id, a), (_, b)]) = all.array_windows().find(|[a, b]| a.0 == b.0) {
        return Err(format(format!("token {id} is both '{}' and '{}'", shown(a), shown(b))));
    }
    let mut numbers = HashMap::new();
    for (id, text) in all {
        if let Some(before) = numbers.insert(text.as_str(), *id) {
            return Err(format(format!("tokens {before} and {id} are both '{}'", shown(text))));
        }
    }
    Ok(numbers)
}
