//! `generate`: text in, text out, the same from each execution.

use crate::folder::Folder;
use tests::language::{VOCABULARY, llama};
use tests::onnx;
use tests::tokenizers::{alphabet, gpt2, llama2c};

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
