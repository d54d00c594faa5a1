//! Tokenizers give the tokens of those that they are read for, whatever the text, and nothing in a file is taken on trust.

use onnx2circuit::text::{MAX_TEXT, Tokenizer, TokenizerError};
use serde_json::{Value, json};
use tests::data;
use tests::tokenizers::{alphabet, gpt2, llama2, llama2c};

fn open(file: &Value) -> Result<Tokenizer, TokenizerError> {
    Tokenizer::from_bytes(file.to_string().as_bytes())
}

/// Changes one place of a file.
fn with(mut file: Value, place: &str, value: Value) -> Value {
    *file.pointer_mut(place).expect("a place") = value;
    file
}

/// Llama 2's vocabulary, cut into words at the mark of a space.
fn metaspace() -> Value {
    let mark = json!({"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": true});
    let decoder = json!({"type": "Sequence", "decoders": [{"type": "ByteFallback"}, mark]});
    let mut file = with(with(llama2(), "/normalizer", Value::Null), "/post_processor", Value::Null);
    file = with(file, "/decoder", decoder);
    with(file, "/pre_tokenizer", mark)
}

// What Hugging Face's tokenizers (0.23.3) give for the same files.
const GPT2: [(&str, &[u32]); 7] = [
    ("hello world", &[259, 264]),
    ("hello  world!! it's 12 1212", &[259, 32, 264, 270, 32, 105, 116, 269, 32, 267, 32, 267, 267]),
    (
        "the cat's café ॐनि x²½",
        &[
            116, 256, 32, 99, 97, 116, 269, 32, 99, 97, 102, 271, 32, 224, 165, 144, 224, 164, 168, 224, 164,
            191, 32, 120, 194, 178, 194, 189,
        ],
    ),
    ("  lead\n\n tail \t ", &[32, 32, 108, 101, 97, 100, 10, 10, 32, 116, 97, 105, 108, 32, 9, 32]),
    ("", &[]),
    ("'sit we've 'LL", &[269, 105, 116, 260, 101, 39, 118, 101, 32, 39, 76, 76]),
    ("the é € z  two", &[116, 256, 32, 271, 32, 226, 130, 172, 32, 122, 32, 32, 116, 119, 111]),
];

const LLAMA: [(&str, &[u32]); 7] = [
    ("hello world", &[1, 259, 276, 278, 268, 259, 271, 268, 117, 266, 263]),
    (
        "hello  world!! it's 12 1212",
        &[
            1, 259, 276, 278, 268, 283, 271, 268, 117, 266, 263, 36, 36, 259, 108, 270, 42, 269, 259, 52, 53,
            259, 52, 53, 52, 53,
        ],
    ),
    (
        "the cat's café ॐनि x²½",
        &[
            1, 277, 259, 262, 260, 270, 42, 269, 259, 262, 260, 105, 274, 259, 227, 168, 147, 227, 167, 171,
            227, 167, 194, 259, 123, 197, 181, 197, 192,
        ],
    ),
    ("  lead\n\n tail \t ", &[1, 283, 259, 266, 264, 260, 263, 13, 13, 275, 260, 108, 266, 259, 12, 259]),
    ("", &[1]),
    ("tell the hell ow", &[1, 275, 279, 277, 259, 276, 278, 259, 282]),
    ("the é € z  two", &[1, 277, 259, 274, 259, 229, 133, 175, 259, 125, 259, 275, 271, 268]),
];

const META: [(&str, &[u32]); 6] = [
    ("hello world", &[259, 276, 278, 268, 259, 271, 268, 117, 266, 263]),
    (
        "hello  world!! it's 12 1212",
        &[
            259, 276, 278, 268, 259, 259, 271, 268, 117, 266, 263, 36, 36, 259, 108, 270, 42, 269, 259, 52,
            53, 259, 52, 53, 52, 53,
        ],
    ),
    ("  lead\n\n tail \t ", &[259, 259, 266, 264, 260, 263, 13, 13, 275, 260, 108, 266, 259, 12, 259]),
    ("", &[]),
    ("'sit we've 'LL", &[259, 42, 269, 108, 270, 259, 271, 264, 42, 121, 264, 259, 42, 79, 79]),
    ("tell the hell ow", &[275, 279, 277, 259, 276, 278, 259, 282]),
];

#[test]
fn tokens_are_hugging_faces() {
    for (file, expected, loses) in
        [(gpt2(), &GPT2[..], ""), (llama2(), &LLAMA[..], ""), (metaspace(), &META[..], " ")]
    {
        let tokenizer = open(&file).expect("it is read");
        for (text, tokens) in expected {
            assert_eq!(tokenizer.encode(text).expect("tokens"), *tokens, "{text:?}");
            // The space that was put before a text is not printed; where there was one already, that one is not.
            let printed = text.strip_prefix(loses).unwrap_or(text);
            assert_eq!(tokenizer.decode(tokens), printed, "{text:?}");
        }
    }
    // Of two ways to merge, the left one.
    assert_eq!(open(&gpt2()).expect("it is read").encode("!!!").expect("tokens"), [270, 33]);
    // Each digit by itself: "12" is a token, and is not taken.
    let cuts = json!({"type": "Sequence", "pretokenizers": [
        {"type": "Digits", "individual_digits": true},
        {"type": "ByteLevel", "add_prefix_space": false, "use_regex": true},
    ]});
    let digits = open(&with(gpt2(), "/pre_tokenizer", cuts)).expect("it is read");
    assert_eq!(digits.encode("it 12").expect("tokens"), [105, 116, 32, 49, 50]);
}

#[test]
fn a_tokenizer_of_llama2c() {
    let bytes: Vec<String> = (0..=255).map(|b: u8| format!("<0x{b:02X}>")).collect();
    let mut pieces: Vec<(f32, &str)> = bytes.iter().map(|b| (0.0, b.as_str())).collect();
    // "ab" is better than "bc"; "abc" is put together out of "a" and "bc" or "ab" and "c".
    let more = [" ", "a", "b", "c", "ab", "bc", "abc", " a", "é"];
    pieces.extend(
        more.iter().zip([-9.0, -9.0, -9.0, -9.0, -1.0, -2.0, -3.0, -4.0, -9.0]).map(|(p, s)| (s, *p)),
    );
    let tokenizer = Tokenizer::from_bytes(&llama2c(&pieces)).expect("it is read");
    let at = |piece: &str| 3 + 256 + more.iter().position(|p| *p == piece).expect("a piece") as u32;
    let byte = |b: u8| 3 + u32::from(b);
    for (text, tokens) in [
        ("abc", vec![at(" "), at("abc")]),
        ("bcab", vec![at(" "), at("bc"), at("ab")]),
        ("aab", vec![at(" a"), at("ab")]),
        ("", vec![]),
        ("é€", vec![at(" "), at("é"), byte(0xe2), byte(0x82), byte(0xac)]),
        ("z\n", vec![at(" "), byte(b'z'), byte(b'\n')]),
    ] {
        let tokens = [vec![1], tokens].concat();
        assert_eq!(tokenizer.encode(text).expect("tokens"), tokens, "{text:?}");
        assert_eq!(tokenizer.decode(&tokens), text);
    }
    assert!(tokenizer.ends(1) && tokenizer.ends(2) && !tokenizer.ends(3));
}

/// The trained model's own tokenizer, where it lies beside the repository: the golden text and its tokens.
#[test]
fn the_golden_text_of_a_trained_model() {
    let Some(folder) = data::stories() else { return };
    let golden = data::golden_story(&folder);
    let tokenizer = Tokenizer::open(&folder.join("tok512.bin")).expect("it is read");
    assert_eq!(tokenizer.decode(&golden.tokens), golden.text);
    assert_eq!(tokenizer.encode(&golden.text).expect("tokens"), golden.tokens);
}

/// Characters come when they are whole, and what a terminal would obey does not come at all.
#[test]
fn text_is_printed_as_it_comes() {
    let tokenizer = open(&gpt2()).expect("it is read");
    let mut printer = tokenizer.printer();
    let shown: Vec<String> =
        [0xe2, 0x82, 0xac, 0xe2, 65, 0x1b, 0xff, 10].map(|byte| printer.push(byte)).to_vec();
    assert_eq!(shown, ["", "", "€", "", "\u{fffd}A", "\u{fffd}", "\u{fffd}", "\n"]);
    assert_eq!(printer.push(0xe2) + &printer.finish(), "\u{fffd}");
    // Special tokens, and tokens that there are not, print nothing.
    assert_eq!(tokenizer.decode(&[65, 272, 9999, 66]), "AB");
    assert!(tokenizer.ends(272));
}

#[test]
fn what_would_give_other_tokens_is_refused() {
    let refused = |file: Value| open(&file).expect_err("it is refused").to_string();
    for (place, value, says) in [
        ("/normalizer", json!({"type": "NFC"}), "its normalizer 'NFC' is not read"),
        (
            "/normalizer",
            json!({"type": "Replace", "pattern": {"Regex": "a"}, "content": "b"}),
            "a text of 1 to 64 bytes",
        ),
        ("/pre_tokenizer", json!({"type": "Split"}), "its pre-tokenizer 'Split' is not read"),
        ("/pre_tokenizer", json!({"type": "Sequence"}), "a sequence of nothing"),
        ("/decoder", json!({"type": "WordPiece"}), "its decoder 'WordPiece' is not read"),
        ("/model/type", json!("Unigram"), "its model 'Unigram' is not read"),
        ("/model/merges", json!(["a"]), "merge 0 is no pair"),
        ("/model/merges", json!(["a \u{e000}"]), "merge 0: '\u{e000}' is no token"),
        ("/model/vocab", json!({"a": 1 << 20}), "at most 1048576 are read"),
        ("/model/vocab", json!([["a", 0.5]]), "its vocabulary is no object"),
        ("/model/end_of_word_suffix", json!("</w>"), "suffix' is not read"),
        ("/added_tokens", json!(7), "no tokenizer.json: "),
    ] {
        let mut file = with(gpt2(), place, value);
        if place == "/model/vocab" {
            file = with(file, "/model/merges", json!([]));
        }
        let text = refused(file);
        assert!(text.contains(says), "{place}: {text}");
    }
    let after = json!([{"Sequence": {}}, {"SpecialToken": {"id": "<s>"}}]);
    assert!(refused(with(llama2(), "/post_processor/single", after)).contains("'<s>' after a text"));
    let tokenizer = open(&alphabet("ab")).expect("it is read");
    assert_eq!(tokenizer.encode("abc"), Err(TokenizerError::Character('c')));
    let long = "a".repeat(MAX_TEXT + 1);
    assert_eq!(tokenizer.encode(&long), Err(TokenizerError::Long(MAX_TEXT + 1)));
    assert_eq!(tokenizer.encode(&long[1..]).expect("tokens").len(), MAX_TEXT);
}

/// Each way in which llama2.c's format can lie about itself.
#[test]
fn broken_files_of_llama2c_are_refused() {
    let good = llama2c(&[(0.0, "a"), (-1.0, "b")]);
    let changed = |at: usize, bytes: &[u8]| {
        let mut file = good.clone();
        file[at..at + bytes.len()].copy_from_slice(bytes);
        file
    };
    // The first token's score and length lie behind the file's first number.
    for (file, says) in [
        (good[..3].to_vec(), "3 bytes"),
        (llama2c(&[]), "3 tokens"),
        (good[..good.len() - 1].to_vec(), "token 4 is cut off"),
        (good[..good.len() - 6].to_vec(), "token 4 is cut off"),
        (changed(8, &i32::MAX.to_le_bytes()), "token 0 is longer than 256 bytes"),
        (changed(8, &(-1i32).to_le_bytes()), "token 0 is longer than 256 bytes"),
        (changed(4, &f32::NAN.to_le_bytes()), "token 0 has no score"),
        (vec![0; (8 << 20) + 1], "8388609 bytes"),
    ] {
        let text = Tokenizer::from_bytes(&file).expect_err("it is refused").to_string();
        assert!(text.contains(says), "{says}: {text}");
    }
    assert!(Tokenizer::from_bytes(&good).is_ok());
}
