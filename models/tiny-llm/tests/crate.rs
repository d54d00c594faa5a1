//! The crate is what the golden files say of the same network, writes what the trained floats write, and refuses what it has no
//! tokens for.
//!
//! The golden files are those of the artifact that the command compiles, whose four executions are compared with each other
//! when they are; so the crate is compared with it without LLVM here.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tiny_llm::{ALPHABET, TextError, continued, tiny_llm as model};

fn read(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn golden(name: &str) -> String {
    String::from_utf8(read(&format!("../../tests/golden/tiny-llm/{name}"))).expect("text")
}

#[test]
fn the_crate_is_the_artifact() {
    let program = hex::encode(Sha256::digest(model::MODEL.program));
    let identity = model::MODEL.identity.expect("every step of its program has a bound");
    assert_eq!(
        golden("identity.txt"),
        format!("circuit {}\nprogram {program}\nmodel in disputes {identity}\n", model::MODEL.circuit_digest)
    );
    let outputs = golden("outputs.txt");
    for prompt in ["Ada has a ", "Finn", "four + five ="] {
        let token = |c: char| ALPHABET.chars().position(|known| known == c).expect("a token") as i64;
        let tokens: Vec<i64> = prompt.chars().map(token).collect();
        let row = tokens.iter().copied().cycle().take(model::INPUTS[0].len()).collect();
        let logits = model::MODEL.run(&[row]).expect("it runs").remove(0);
        let behind = logits.chunks(ALPHABET.chars().count()).nth(tokens.len() - 1).expect("a row");
        let text = continued(prompt, 48).expect("a text");
        let entry = format!("{prompt:?}\n  logits {behind:?}\n  {text:?}\n");
        assert!(outputs.contains(&entry), "not among the golden outputs: {entry}");
    }
}

/// Words of which the grammar of stories takes any, so that two models that know it may take different ones.
const CHANCES: [&[&str]; 2] =
    [&["glad.", "sad.", "calm.", "proud."], &["red", "blue", "green", "gold", "grey"]];

/// Word for word what training wrote down, of floats, but for two that are left to chance.
#[test]
fn texts_are_those_of_the_trained_floats() {
    let golden: BTreeMap<String, String> = serde_json::from_slice(&read("golden.json")).expect("texts");
    assert_eq!(golden.len(), 3);
    let mut differ = Vec::new();
    for (prompt, expected) in &golden {
        let text = continued(prompt, expected.chars().count() - prompt.chars().count()).expect("a text");
        let (ours, floats): (Vec<&str>, Vec<&str>) =
            (text.split_whitespace().collect(), expected.split_whitespace().collect());
        // The last word may be cut.
        let whole = ours.len().min(floats.len()) - 1;
        assert!(whole > 15, "{text:?}");
        let pairs = ours.into_iter().zip(floats).take(whole);
        differ.extend(pairs.filter(|(a, b)| a != b).map(|(a, b)| (a.to_owned(), b.to_owned())));
    }
    let chance =
        |(a, b): &(String, String)| CHANCES.iter().any(|of| [a, b].iter().all(|w| of.contains(&w.as_str())));
    assert!(differ.len() <= 2 && differ.iter().all(chance), "{differ:?}");
    assert!(golden["four + five ="].starts_with("four + five = nine.\n"));
}

#[test]
fn the_tokenizer_beside_it_is_the_alphabet() {
    let tokenizer: serde_json::Value = serde_json::from_slice(&read("tokenizer.json")).expect("a tokenizer");
    let vocabulary = tokenizer["model"]["vocab"].as_object().expect("a vocabulary");
    assert_eq!(vocabulary.len(), ALPHABET.chars().count());
    for (token, c) in ALPHABET.chars().enumerate() {
        assert_eq!(vocabulary[&c.to_string()].as_u64(), Some(token as u64), "{c:?}");
    }
    let [tokens] = &model::INPUTS;
    assert_eq!((tokens.shape, tokens.range), (&[1, 32][..], (0, vocabulary.len() as i64 - 1)));
    assert_eq!(model::OUTPUTS[0].shape, [1, 32, vocabulary.len()]);
}

#[test]
fn what_has_no_token_is_refused() {
    assert_eq!(continued("", 1), Err(TextError::Empty));
    assert_eq!(continued("a!", 1), Err(TextError::Character('!')));
    let said = continued("Once", 1).expect_err("no token").to_string();
    assert!(said.starts_with("the model knows no 'O', only \"\\n .+=ABCDEFGH"), "{said}");
}
