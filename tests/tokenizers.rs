//! Small tokenizers, made here, in the formats that are read.

use serde_json::{Map, Value, json};

/// The character that a byte is in a byte-level vocabulary: itself where it is printed, otherwise the next one from 256 on.
fn character(byte: u8) -> char {
    let printed = |b: u8| matches!(b, b'!'..=b'~' | 0xa1..=0xac | 0xae..=0xff);
    if printed(byte) {
        return char::from(byte);
    }
    let before = (0..byte).filter(|b| !printed(*b)).count() as u32;
    char::from_u32(256 + before).expect("a character")
}

/// A vocabulary of `singles`, then what the merges make.
fn vocabulary(singles: impl IntoIterator<Item = String>, merges: &[&str]) -> Map<String, Value> {
    let wholes = merges.iter().map(|pair| pair.replace(' ', ""));
    singles.into_iter().chain(wholes).zip(0..).map(|(text, id)| (text, Value::from(id))).collect()
}

/// A byte-level tokenizer as GPT-2's.
pub fn gpt2() -> Value {
    let merges = [
        "h e", "l l", "he ll", "hell o", "Ġ w", "o r", "Ġw or", "l d", "Ġwor ld", "t h", "Ġ th", "1 2",
        "Ġ Ġ", "' s", "! !", "Ã ©",
    ];
    let vocab = vocabulary((0..=255).map(|byte| character(byte).to_string()), &merges);
    let end = vocab.len();
    json!({
        "added_tokens": [{"id": end, "content": "<|endoftext|>", "special": true}],
        "normalizer": null,
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true},
        "post_processor": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": false, "use_regex": true},
        "decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true},
        "model": {
            "type": "BPE", "continuing_subword_prefix": "", "end_of_word_suffix": "", "byte_fallback": false,
            "vocab": vocab, "merges": merges,
        },
    })
}

/// A tokenizer of characters with bytes for all others, as Llama 2's.
pub fn llama2() -> Value {
    let special = ["<unk>", "<s>", "</s>"];
    let singles = special.map(str::to_owned).into_iter();
    let singles = singles.chain((0..=255).map(|byte: u8| format!("<0x{byte:02X}>")));
    let singles = singles.chain("▁abcdehlnostw,.é".chars().map(String::from));
    let merges = ["▁ t", "h e", "▁t he", "l l", "e ll", "▁ h", "▁h ell", "o w", "▁ ▁"];
    let added = special.iter().zip(0..).map(|(text, id)| json!({"id": id, "content": text, "special": true}));
    let pairs = merges.iter().map(|pair| pair.split(' ').collect::<Vec<_>>());
    json!({
        "added_tokens": added.collect::<Vec<_>>(),
        "normalizer": {"type": "Sequence", "normalizers": [
            {"type": "Prepend", "prepend": "▁"},
            {"type": "Replace", "pattern": {"String": " "}, "content": "▁"},
        ]},
        "pre_tokenizer": null,
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
            "special_tokens": {"<s>": {"id": "<s>", "ids": [1], "tokens": ["<s>"]}},
        },
        "decoder": {"type": "Sequence", "decoders": [
            {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
            {"type": "ByteFallback"},
            {"type": "Fuse"},
            {"type": "Strip", "content": " ", "start": 1, "stop": 0},
        ]},
        "model": {"type": "BPE", "byte_fallback": true, "vocab": vocabulary(singles, &merges), "merges": pairs.collect::<Vec<_>>()},
    })
}

/// A token for each of these characters and nothing else.
pub fn alphabet(characters: &str) -> Value {
    let vocab = vocabulary(characters.chars().map(String::from), &[]);
    json!({"decoder": {"type": "Fuse"}, "model": {"type": "BPE", "vocab": vocab, "merges": []}})
}

/// The file of llama2.c with these scores and pieces behind the three special tokens.
pub fn llama2c(pieces: &[(f32, &str)]) -> Vec<u8> {
    let special = [(0.0, "<unk>"), (0.0, "\n<s>\n"), (0.0, "\n</s>\n")];
    let mut bytes = 27i32.to_le_bytes().to_vec();
    for (score, piece) in special.iter().chain(pieces) {
        bytes.extend(score.to_le_bytes());
        bytes.extend((piece.len() as i32).to_le_bytes());
        bytes.extend(piece.as_bytes());
    }
    bytes
}
