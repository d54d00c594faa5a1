//! `generate`: text in, text out, the same from each execution.

use crate::folder::Folder;
use serde_json::{Value, json};
use tests::language::{VOCABULARY, llama};
use tests::onnx;
use tests::tokenizers::{alphabet, gpt2, llama2c};
use tract_onnx::pb::tensor_proto::DataType;

/// A character for each token.
const CHARACTERS: &str = "abcdefghijklmnopqrstuv .";

fn compiled() -> Folder {
    let folder = Folder::new();
    assert_eq!(CHARACTERS.len(), VOCABULARY as usize);
    folder.write("model.onnx", llama(4, 1));
    folder.write("tokenizer.json", alphabet(CHARACTERS).to_string());
    let ranges = format!("--input-range x=0..{}", VOCABULARY - 1);
    let options = "--preset language --overflow saturate";
    folder.run(&format!("compile model.onnx {ranges} {options} -o model.o2c")).fine();
    folder
}

#[test]
fn a_text_goes_in_and_the_same_comes_out_everywhere() {
    let folder = compiled();
    let line = "generate model.o2c --tokenizer tokenizer.json --tokens 9 --prompt abcdef";
    let greedy = folder.run(line).fine();
    let text = greedy.stdout.strip_suffix('\n').expect("a line");
    assert!(text.starts_with("abcdef") && text.len() == 6 + 9, "{text:?}");
    assert!(
        greedy.stderr.contains("9 tokens in ") && greedy.stderr.contains("on native"),
        "{}",
        greedy.stderr
    );
    let drawn = format!("{line} --temperature 1 --seed 5");
    let other = folder.run(&drawn).fine().stdout;
    assert_ne!(other, greedy.stdout, "chance has a say");
    for on in ["reference", "vm", "circuit"] {
        assert_eq!(folder.run(&format!("{line} --on {on}")).fine().stdout, greedy.stdout, "{on}");
        assert_eq!(folder.run(&format!("{drawn} --on {on}")).fine().stdout, other, "{on}, drawn");
    }
    let json = folder.run(&format!("{line} --json")).fine().json();
    assert_eq!((&json["text"], &json["on"], &json["ended"]), (&text.into(), &"native".into(), &false.into()));
    let tokens = json["tokens"].as_array().expect("a list");
    let added: String = tokens
        .iter()
        .map(|t| CHARACTERS.as_bytes()[t.as_u64().expect("a number") as usize] as char)
        .collect();
    assert_eq!(added, text[6..]);

    // llama2.c's format: the first three tokens print nothing, the first of the text ends it.
    let pieces: Vec<String> = CHARACTERS.chars().skip(3).map(String::from).collect();
    let pieces: Vec<(f32, &str)> = pieces.iter().map(|p| (0.0, p.as_str())).collect();
    folder.write("tokenizer.bin", llama2c(&pieces));
    let json = folder.run("generate model.o2c --tokenizer tokenizer.bin --prompt def --json").fine().json();
    assert_eq!(json["prompt_tokens"], serde_json::json!([1, 22, 3, 4, 5]));

    // What cannot be, by name.
    let refused = |arguments: &str| folder.refuses(&format!("generate model.o2c {arguments}"));
    assert!(refused("--tokenizer tokenizer.json --prompt aB").contains("no token stands for 'B'"));
    let help = folder.run("generate model.o2c --tokenizer tokenizer.json --prompt aB").stderr;
    let help: String = help.split(['\n', '│']).map(str::trim).collect::<Vec<_>>().join(" ");
    assert!(help.contains("the tokenizer knows \" .abcdefghijklmnopqrstuv\""), "{help}");
    assert!(refused("--tokenizer tokenizer.json").contains("a text of no tokens"));
    assert!(refused("--tokenizer nowhere.json --prompt a").contains("nowhere.json"));
    assert!(refused("--tokenizer tokenizer.json --prompt a --temperature -1").contains("--temperature"));
    assert!(refused("--tokenizer tokenizer.json --prompt a --tokens 0").contains("--tokens"));
    folder.write("gpt2.json", gpt2().to_string());
    assert!(refused("--tokenizer gpt2.json --prompt a").contains("273 tokens, the model 24"));
    folder.write("broken.json", "{\"model\": 7}");
    assert!(refused("--tokenizer broken.json --prompt a").contains("broken.json: no tokenizer.json"));
    folder.write("other.onnx", onnx::perceptron(1));
    folder.run("compile other.onnx --input-range x=-1..1 -o other.o2c").fine();
    let text = folder.refuses("generate other.o2c --tokenizer tokenizer.json --prompt a");
    assert!(text.contains("no model of a window of tokens"), "{text}");
}

/// A file of a kilobyte asks for no more memory or time than others, and says nothing that is not so.
#[test]
fn hostile_tokenizers_are_refused_by_what_is_wrong() {
    let folder = compiled();
    let refused = |name: &str, bytes: &[u8]| {
        folder.write(name, bytes);
        folder.refuses(&format!("generate model.o2c --tokenizer {name} --prompt aaaa --tokens 2"))
    };
    let changed = |place: &str, value: Value| {
        let mut file = alphabet(CHARACTERS);
        match place.strip_prefix("vocab/") {
            Some(text) => file["model"]["vocab"][text] = value,
            None => file[place] = value,
        }
        refused("changed.json", file.to_string().as_bytes())
    };
    // Texts and pieces that grow with each step.
    let grows = |from: &str, times: usize, steps: usize| {
        let step = json!({"type": "Replace", "pattern": {"String": from}, "content": "a".repeat(times)});
        vec![step; steps]
    };
    let text = changed("normalizer", json!({"type": "Sequence", "normalizers": grows("a", 64, 4)}));
    assert!(text.contains("at most 1048576 bytes, and the tokenizer's replacements make more"), "{text}");
    for (times, steps) in [(64, 4), (2, 16)] {
        let text = changed("decoder", json!({"type": "Sequence", "decoders": grows("a", times, steps)}));
        assert!(text.contains("token 'a' prints more than 4096 bytes"), "{text}");
    }
    let text = changed("normalizer", json!({"type": "Sequence", "normalizers": grows("a", 2, 24)}));
    assert!(text.contains("a sequence of 24 parts: at most 16 are read"), "{text}");
    let mut many = alphabet(CHARACTERS);
    many["decoder"] = json!({"type": "Sequence", "decoders": grows("zz", 1, 16)});
    for id in 0..2000 {
        many["model"]["vocab"][format!("{id}{}", "a".repeat(4000))] = json!(100 + id);
    }
    assert!(refused("many.json", many.to_string().as_bytes()).contains("write more than 67108864 bytes"));
    // Numbers of tokens.
    for (place, value, says) in [
        ("vocab/a", json!(-1), "token 'a' has the number -1: a whole number from 0 is expected"),
        ("vocab/a", json!(1.5), "token 'a' has the number 1.5"),
        ("vocab/a", json!(null), "token 'a' has the number null"),
        ("vocab/a", json!(1u64 << 63), "token 9223372036854775808: at most 1048576 are read"),
        ("vocab/a", json!(1), "token 1 is both 'a' and 'b'"),
        ("added_tokens", json!([{"id": 1, "content": "<x>"}]), "token 1 is both '<x>' and 'b'"),
        ("added_tokens", json!([{"id": 30, "content": "b"}]), "tokens 1 and 30 are both 'b'"),
        ("added_tokens", json!([{"id": -1, "content": "<x>"}]), "token '<x>' has the number -1"),
        // Found in the prompt before text is merged, where it is not special.
        (
            "added_tokens",
            json!([{"id": 0, "content": "a"}]),
            "\"a\" is a token of its own for this tokenizer",
        ),
        (
            "post_processor",
            json!({
                "type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>"}}],
                "special_tokens": {"<s>": {"ids": [99]}},
            }),
            "its template begins with token 99, and there are 24",
        ),
    ] {
        let text = changed(place, value);
        assert!(text.contains(says), "{place}: {text}");
    }
    let twice = alphabet(CHARACTERS).to_string().replace("\"a\":0", "\"a\":0,\"a\":24");
    assert!(refused("twice.json", twice.as_bytes()).contains("tokens 0 and 24 are both 'a'"));
    // No JSON where a name says JSON.
    for bytes in [&b"null"[..], b"", b"\xff\xfe{}", b"[]"] {
        let text = refused("no.json", bytes);
        assert!(text.contains("no tokenizer.json") && !text.contains("llama2.c"), "{text}");
    }
    // What both lists have alike is one token.
    let mut file = alphabet(CHARACTERS);
    file["added_tokens"] = json!([{"id": 1, "content": "b"}]);
    folder.write("both.json", file.to_string());
    folder.run("generate model.o2c --tokenizer both.json --prompt aa --tokens 1").fine();
}

/// A row for each token, not for each step of each window, and every step as JSON.
#[test]
fn a_checked_text_is_shown_by_its_tokens() {
    let folder = compiled();
    let line = "double-check model.o2c --tokenizer tokenizer.json --prompt abc --tokens 2";
    let shown = folder.run(line).fine().stdout;
    let rows: Vec<Vec<&str>> = shown
        .lines()
        .filter(|line| line.starts_with("window "))
        .map(|line| line.split_whitespace().collect())
        .collect();
    let json = folder.run(&format!("{line} --json")).fine().json();
    let tokens = json["tokens"].as_array().expect("a text");
    assert_eq!(tokens.len(), 5);
    let steps = json["steps"].as_array().expect("all steps");
    assert!(steps.len() > 50, "{}", steps.len());
    assert_eq!(rows.len(), 2, "{shown}");
    let of = |window: usize| format!("window {window}:");
    for (window, row) in rows.iter().enumerate() {
        let mut own = steps.iter().filter(|s| s["nodes"].as_str().expect("a name").starts_with(&of(window)));
        let instructions: u64 = own.clone().map(|s| s["instructions"].as_u64().expect("a number")).sum();
        let state = own.next_back().expect("steps")["state"].as_str().expect("a state");
        let (window, token) = (window.to_string(), tokens[3 + window].to_string());
        assert_eq!((row[1], row[2], row[4]), (&*window, &*token, &*instructions.to_string()), "{shown}");
        assert_eq!(row[6], &state[..16]);
    }
}

/// A text without a beginning is refused before its program is made, whatever the artifact's code.
#[test]
fn a_text_without_a_beginning_is_refused_at_once() {
    let folder = compiled();
    folder.write("model.o2c/model.ll", "changed");
    for line in ["double-check model.o2c --tokens 3", "dispute demo --artifact model.o2c --tokens 3"] {
        assert!(folder.refuses(line).contains("a text has a beginning"), "{line}");
    }
}

/// A text without a value somewhere is told the step, its node, and what helps this model: one that clamps already is not told to.
#[test]
fn a_text_that_leaves_the_ranges_is_told_what_helps() {
    let folder = Folder::new();
    let nodes = vec![
        onnx::node("Cast", &["x"], "real", vec![onnx::int("to", 1)]),
        onnx::node("Sub", &["real", "eleven"], "above", vec![]),
        onnx::node("Sqrt", &["above"], "root", vec![]),
        onnx::node("Unsqueeze", &["root"], "roots", vec![onnx::ints("axes", &[2])]),
        onnx::node("Mul", &["roots", "row"], "y", vec![]),
    ];
    let constants =
        vec![onnx::tensor("eleven", &[], vec![11.0]), onnx::weights("row", &[1, 1, VOCABULARY], 3)];
    let shapes = ([1, 4], [1, 4, VOCABULARY]);
    let bytes = onnx::typed(11, "roots", DataType::Int64, &shapes.0, &shapes.1, nodes, constants);
    folder.write("model.onnx", bytes);
    folder.write("tokenizer.json", alphabet(CHARACTERS).to_string());
    let tokens: Vec<u8> = (0..32i64).flat_map(|i| (12 + i % 12).to_le_bytes()).collect();
    folder.npy("tokens.npy", "<i8", "(8, 1, 4)", &tokens);
    for (flag, says, not) in [
        ("", "or compile with --overflow saturate", "clamps"),
        ("--overflow saturate", "this model clamps what leaves a range already", "or compile with"),
    ] {
        let ranges = format!("--samples tokens.npy --input-range x=0..{}", VOCABULARY - 1);
        folder.run(&format!("compile model.onnx {ranges} {flag} -o model.o2c")).fine();
        let line = "generate model.o2c --tokenizer tokenizer.json --tokens 1 --prompt";
        folder.run(&format!("{line} uv.u")).fine();
        let ran = folder.run(&format!("{line} abcd"));
        let said = ran.stderr.split(['\n', '│']).map(str::trim).collect::<Vec<_>>().join(" ");
        assert!(ran.status == 1 && said.contains("Sqrt") && said.contains("status 17"), "{said}");
        assert!(said.contains("calibrate on text like this") && said.contains(says), "{said}");
        assert!(!said.contains(not), "{said}");
    }
}
