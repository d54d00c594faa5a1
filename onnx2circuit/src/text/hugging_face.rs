//! Hugging Face's tokenizers (`tokenizer.json`) that merge byte pairs: GPT-2's and its heirs', Llama 2's, and alphabets.
//!
//! | part | what is read |
//! |---|---|
//! | `normalizer` | `Prepend`, `Replace` of a text |
//! | `pre_tokenizer` | `ByteLevel`, `Metaspace`, `Digits` |
//! | `model` | `BPE` with its merges; bytes for what has no token (`byte_fallback`) |
//! | `post_processor` | `TemplateProcessing` that puts tokens before a text, `ByteLevel` |
//! | `decoder` | `ByteLevel`, `Metaspace`, `Replace`, `ByteFallback`, `Fuse`, `Strip` of a space at the start |
//!
//! `Sequence`s of these are read too. Anything else would give other tokens than the model was trained with, and is refused by its
//! name. What ends a text is not in the file: the names that models have for it are known.

use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;

use super::merges::Merges;
use super::tokenizer::{Step, Tokenizer, TokenizerError, replaced};
use super::vocabulary::{Vocabulary, number, numbers, shown};
use super::words::{Cut, Cutter};

/// Longest text of a step, in bytes: longer ones are nobody's.
const LONGEST: usize = 64;
/// Longest chain of parts, each of which goes over a whole text.
const CHAIN: usize = 16;
/// Most bytes that a token prints.
const MAX_PIECE: usize = 4096;
/// Most bytes that the decoder's replacements write for all tokens together.
const MAX_PRINTED: usize = 64 << 20;
/// Most added tokens that are looked for in every text.
const MAX_ADDED: usize = 1 << 12;
/// Names of tokens that end a text.
const ENDS: [&str; 8] = [
    "</s>",
    "<eos>",
    "<|endoftext|>",
    "<|end_of_text|>",
    "<|eot_id|>",
    "<|im_end|>",
    "<|end|>",
    "<end_of_turn>",
];

#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct File {
    #[serde(default)]
    added_tokens: Vec<Added>,
    normalizer: Option<Value>,
    pre_tokenizer: Option<Value>,
    post_processor: Option<Value>,
    decoder: Option<Value>,
    model: Model,
}

#[derive(Deserialize)]
struct Added {
    id: Value,
    content: String,
    #[serde(default)]
    special: bool,
}

#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct Model {
    r#type: Option<String>,
    #[serde(default)]
    vocab: Vocabulary,
    #[serde(default)]
    merges: Vec<Merge>,
    #[serde(default)]
    byte_fallback: bool,
    #[serde(default)]
    ignore_merges: bool,
    continuing_subword_prefix: Option<String>,
    end_of_word_suffix: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Merge {
    Words(String),
    Pair(String, String),
}

/// What the parts of a file come to.
#[derive(Default)]
struct Parts {
    steps: Vec<Step>,
    cuts: Vec<Cut>,
    begin: Vec<u32>,
    byte_level: bool,
    /// Texts of pieces and what they are printed as.
    printed: Vec<(String, String)>,
    strips: bool,
}

/// Reads a tokenizer.
///
/// # Errors
/// [`TokenizerError`].
pub fn read(bytes: &[u8]) -> Result<Tokenizer, TokenizerError> {
    let file: File = serde_json::from_slice(bytes).map_err(|e| format(format!("no tokenizer.json: {e}")))?;
    let Model { vocab, merges, byte_fallback, .. } = check(file.model)?;
    let entries = vocab.0.ok_or_else(|| format("its vocabulary is no object".to_owned()))?;
    let vocab = entries.iter().map(|(text, id)| Ok((text, number(text, id)?)));
    let vocab = vocab.collect::<Result<Vec<_>, TokenizerError>>()?;
    let added = file.added_tokens.iter().map(|a| Ok((&a.content, number(&a.content, &a.id)?, a.special)));
    let added = added.collect::<Result<Vec<_>, TokenizerError>>()?;
    let mut all: Vec<(u32, &String)> = vocab.iter().map(|(text, id)| (*id, *text)).collect();
    all.extend(added.iter().map(|(text, id, _)| (*id, *text)));
    all.sort();
    // Tokens with a meaning of their own are often in both lists.
    all.dedup();
    let by_text = numbers(&all)?;
    let mut parts = Parts::default();
    for (part, value) in [
        ("normalizer", &file.normalizer),
        ("pre-tokenizer", &file.pre_tokenizer),
        ("post-processor", &file.post_processor),
        ("decoder", &file.decoder),
    ] {
        for one in flat(value.as_ref())? {
            parts.add(part, one)?;
        }
    }
    let rules = rules(&vocab.iter().map(|(text, id)| (text.as_str(), *id)).collect(), &merges)?;
    let special: HashMap<u32, bool> = added.iter().map(|(_, id, special)| (*id, *special)).collect();
    let mut pieces = vec![Vec::new(); all.last().map_or(0, |(id, _)| *id as usize + 1)];
    let (mut characters, mut single) = (HashMap::new(), HashMap::new());
    let mut left = MAX_PRINTED;
    for (token, text) in all {
        let is_special = special.get(&token);
        let (piece, byte) = parts.piece(text, byte_fallback, is_special.is_some(), &mut left)?;
        if let Some(byte) = byte {
            single.entry(byte).or_insert(token);
        } else if let (Some(c), false, None) = (one(text), parts.byte_level, is_special) {
            characters.entry(c).or_insert(token);
        }
        pieces[token as usize] = if is_special == Some(&true) { Vec::new() } else { piece };
    }
    let ends = ENDS.iter().filter_map(|name| by_text.get(*name).copied()).collect();
    if let Some(token) = parts.begin.iter().find(|token| **token as usize >= pieces.len()) {
        return Err(format(format!(
            "its template begins with token {token}, and there are {}",
            pieces.len()
        )));
    }
    // Special ones are no part of a text; these are found in it before all else.
    let added: Vec<String> = file
        .added_tokens
        .iter()
        .filter(|a| !a.special && !a.content.is_empty())
        .map(|a| a.content.clone())
        .collect();
    if added.len() > MAX_ADDED {
        return Err(format(format!(
            "it has {} added tokens that are not special, at most {MAX_ADDED} are read",
            added.len()
        )));
    }
    let Parts { steps, cuts, begin, strips, .. } = parts;
    let cutter = Cutter::new(cuts);
    Ok(Tokenizer {
        pieces,
        steps,
        cutter,
        characters,
        bytes: single,
        merges: rules,
        begin,
        ends,
        added,
        strips,
    })
}

fn format(message: String) -> TokenizerError {
    TokenizerError::Format(message)
}

fn unknown(part: &'static str, kind: impl Into<String>) -> TokenizerError {
    TokenizerError::Unknown { part, kind: kind.into() }
}

/// Refuses models that merge by other rules.
fn check(model: Model) -> Result<Model, TokenizerError> {
    let some = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
    match model.r#type.as_deref() {
        None | Some("BPE") => {}
        Some(other) => return Err(unknown("model", other)),
    }
    if model.ignore_merges {
        return Err(unknown("model's setting", "ignore_merges"));
    }
    if some(&model.continuing_subword_prefix) || some(&model.end_of_word_suffix) {
        return Err(unknown("model's setting", "subword prefix or suffix"));
    }
    Ok(model)
}

/// The parts of a part: itself, or those of a sequence.
fn flat(value: Option<&Value>) -> Result<Vec<&Value>, TokenizerError> {
    let Some(value) = value else { return Ok(Vec::new()) };
    if value["type"] != "Sequence" {
        return Ok(vec![value]);
    }
    let lists = ["normalizers", "pretokenizers", "processors", "decoders"];
    let list = lists.iter().find_map(|name| value[name].as_array());
    let list = list.ok_or_else(|| format("a sequence of nothing".into()))?;
    if list.len() > CHAIN {
        return Err(format(format!("a sequence of {} parts: at most {CHAIN} are read", list.len())));
    }
    Ok(list.iter().collect())
}

fn text(value: &Value) -> Result<String, TokenizerError> {
    match value.as_str() {
        Some(text) if !text.is_empty() && text.len() <= LONGEST => Ok(text.to_owned()),
        _ => Err(format(format!("a text of 1 to {LONGEST} bytes is expected, not {}", shown(value)))),
    }
}

impl Parts {
    fn add(&mut self, part: &'static str, value: &Value) -> Result<(), TokenizerError> {
        let kind = value["type"].as_str().unwrap_or_default();
        // There it would go before each piece.
        if value["add_prefix_space"] == true && part == "pre-tokenizer" && !self.cuts.is_empty() {
            return Err(unknown(part, format!("{kind} with a space before pieces")));
        }
        match (part, kind) {
            ("normalizer", "Prepend") => self.steps.push(Step::Prepend(text(&value["prepend"])?)),
            ("normalizer", "Replace") => self.steps.push(replacement(value)?),
            ("pre-tokenizer", "ByteLevel") => {
                self.byte_level = true;
                if value["add_prefix_space"] == true {
                    self.steps.push(Step::Begin(" ".to_owned()));
                }
                if value["use_regex"] != false {
                    self.cuts.push(Cut::Words);
                }
            }
            ("pre-tokenizer", "Metaspace") => {
                let mark = text(&value["replacement"])?;
                let never = value["prepend_scheme"] == "never" || value["add_prefix_space"] == false;
                self.steps.push(Step::Replace(" ".to_owned(), mark.clone()));
                if value["split"] != false {
                    self.cuts.extend(one(&mark).map(Cut::Before));
                }
                if !never {
                    self.steps.push(Step::Begin(mark));
                }
            }
            ("pre-tokenizer", "Digits") => {
                self.cuts.push(Cut::Digits { alone: value["individual_digits"] == true });
            }
            ("post-processor", "TemplateProcessing") => self.begin = template(value)?,
            ("decoder", "Metaspace") => {
                self.printed.push((text(&value["replacement"])?, " ".to_owned()));
                self.strips = value["prepend_scheme"] != "never" && value["add_prefix_space"] != false;
            }
            ("decoder", "Replace") => {
                if let Step::Replace(from, to) = replacement(value)? {
                    self.printed.push((from, to));
                }
            }
            ("decoder", "Strip") => {
                if value["content"] != " " || value["start"] != 1 || value["stop"] != 0 {
                    return Err(unknown("decoder", "Strip of other than a space at the start"));
                }
                self.strips = true;
            }
            ("post-processor" | "decoder", "ByteLevel") | ("decoder", "ByteFallback" | "Fuse") => {}
            _ => return Err(unknown(part, kind)),
        }
        Ok(())
    }

    /// What a token prints, and the byte that it stands for, if for one. `left` is what replacements may write yet.
    fn piece(
        &self,
        text: &str,
        byte_fallback: bool,
        added: bool,
        left: &mut usize,
    ) -> Result<(Vec<u8>, Option<u8>), TokenizerError> {
        let long = || format(format!("token '{}' prints more than {MAX_PIECE} bytes", shown(text)));
        if text.len() > MAX_PIECE {
            return Err(long());
        }
        if self.byte_level && !added {
            let bytes: Option<Vec<u8>> = text.chars().map(byte_of).collect();
            let bytes = bytes.unwrap_or_else(|| text.as_bytes().to_vec());
            let single = if one(text).is_some() { bytes.first().copied() } else { None };
            return Ok((bytes, single));
        }
        if byte_fallback && let Some(byte) = super::llama2c::byte_of(text.as_bytes()) {
            return Ok((vec![byte], Some(byte)));
        }
        let mut printed = text.to_owned();
        for (from, to) in &self.printed {
            printed = replaced(&printed, from, to, MAX_PIECE).ok_or_else(long)?;
            let rest = left.checked_sub(printed.len());
            *left = rest.ok_or_else(|| {
                format(format!("its decoder's replacements write more than {MAX_PRINTED} bytes"))
            })?;
        }
        Ok((printed.into_bytes(), None))
    }
}

/// The one character of a text of one.
fn one(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

fn replacement(value: &Value) -> Result<Step, TokenizerError> {
    let from = text(&value["pattern"]["String"])?;
    Ok(Step::Replace(from, text(&value["content"])?))
}

/// The tokens that a template puts before a text.
fn template(value: &Value) -> Result<Vec<u32>, TokenizerError> {
    let mut begin = Vec::new();
    let mut after = false;
    for item in value["single"].as_array().map_or(&[][..], Vec::as_slice) {
        let Some(name) = item["SpecialToken"]["id"].as_str() else {
            after = true;
            continue;
        };
        if after {
            return Err(unknown("post-processor", format!("TemplateProcessing with '{name}' after a text")));
        }
        let ids = value["special_tokens"][name]["ids"].as_array().filter(|ids| ids.len() <= LONGEST);
        let ids = ids.ok_or_else(|| format(format!("its template's '{name}' is no token")))?;
        for id in ids {
            begin.push(number(name, id)?);
        }
    }
    Ok(begin)
}

/// The merges, by rank.
fn rules(vocab: &HashMap<&str, u32>, merges: &[Merge]) -> Result<Merges, TokenizerError> {
    let mut rules = Merges::default();
    for (rank, merge) in (0u32..).zip(merges) {
        let (left, right) = match merge {
            Merge::Pair(left, right) => (left.as_str(), right.as_str()),
            Merge::Words(words) => {
                words.split_once(' ').ok_or_else(|| format(format!("merge {rank} is no pair")))?
            }
        };
        let id = |text: &str| {
            vocab
                .get(text)
                .copied()
                .ok_or_else(|| format(format!("merge {rank}: '{}' is no token", shown(text))))
        };
        rules.add((id(left)?, id(right)?), rank, id(&format!("{left}{right}"))?);
    }
    Ok(rules)
}

/// The byte that a character stands for in a byte-level vocabulary: itself where it is printed, otherwise the next unused one
/// from 256 on.
fn byte_of(c: char) -> Option<u8> {
    let printed = |byte: &u8| matches!(byte, b'!'..=b'~' | 0xa1..=0xac | 0xae..=0xff);
    match u32::from(c) {
        code @ 0..256 => u8::try_from(code).ok().filter(printed),
        code => (0..=u8::MAX).filter(|byte| !printed(byte)).nth(code as usize - 256),
    }
}
