//! What the verifier says of files, and that a browser's page says the same.

use circuit::{Builder, EinsumSpec, Graph, PublicValues, Range, interpret};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use sumcheck::{Plan, Salt, prove, prove_salted, setup, setup_hiding};
use sumcheck_verifier::{Refused, judge};

/// A layer of some weights.
fn circuit() -> Graph {
    let mut b = Builder::new();
    let x = b.input(&[1, 40], Range::new(-8, 7));
    let w: Vec<i64> = (0..120).map(|i| i * 7 % 23 - 11).collect();
    let w = b.constant(&[3, 40], &w);
    let y = b.einsum(EinsumSpec::linear(), x, w, None).expect("fits");
    b.output(y);
    b.finish()
}

/// The three files: key, public values and proof. Weights are in the key, or a commitment to them.
fn files(least: usize) -> (PublicValues, [Vec<u8>; 3]) {
    let graph = circuit();
    let keys = setup(Plan::withholding(&graph, 8, least).expect("a plan")).expect("keys");
    let input = (0..40).map(|i| i * 5 % 16 - 8).collect();
    let trace = interpret(&graph, &[input]).expect("completes");
    let (public, proof) = prove(&keys.proving, &trace).expect("a proof");
    (public.clone(), [keys.verifying.to_bytes(), json(&public), proof])
}

fn json(public: &PublicValues) -> Vec<u8> {
    format!("{{\"inputs\": {:?}, \"outputs\": {:?}}}", public.inputs, public.outputs).into_bytes()
}

#[test]
fn what_is_said_is_what_was_proved() {
    for (least, whole) in [(usize::MAX, true), (1, false)] {
        let (public, [key, values, proof]) = files(least);
        let said = judge(&key, &values, &proof, 16).expect("accepted");
        assert_eq!((said.circuit, said.whole), (circuit().digest().to_string(), whole));
        assert!(said.bits >= 100.0 && !said.hides);
        let shown: Vec<_> = said.public.iter().map(|t| (t.kind, t.shape.clone(), t.values.clone())).collect();
        let words = |values: &[i128]| values.iter().map(i128::to_string).collect::<Vec<_>>();
        let input = ("input", vec![1, 40], words(&public.inputs[0]));
        assert_eq!(shown, [input, ("output", vec![1, 3], words(&public.outputs[0]))]);

        let mut other = public.clone();
        other.outputs[0][1] += 1;
        let mut changed = proof.clone();
        changed[100] ^= 1;
        assert!(matches!(judge(&key, &json(&other), &proof, 16), Err(Refused::Proof(_))));
        assert!(matches!(judge(&key, &values, &changed, 16), Err(Refused::Proof(_))));
        assert!(matches!(judge(&key, &values, &proof, 4), Err(Refused::Key(_))));
        assert!(matches!(judge(&values, &values, &proof, 16), Err(Refused::Key(_))));
        for text in [
            "",
            "{}",
            "[]",
            r#"{"inputs": [[1.5]], "outputs": []}"#,
            r#"{"inputs": [], "outputs": [], "more": 1}"#,
        ] {
            assert!(matches!(judge(&key, text.as_bytes(), &proof, 16), Err(Refused::Public(_))), "{text}");
        }
        let hashed = r#"{"inputs": [], "outputs": [], "hashes": ["xyz"]}"#;
        assert!(matches!(judge(&key, hashed.as_bytes(), &proof, 16), Err(Refused::Public(_))));
    }
}

#[test]
fn what_is_hidden_is_said_to_be() {
    let graph = circuit().hiding(&[0]).expect("it has an input");
    let keys = setup_hiding(Plan::withholding(&graph, 8, 1).expect("a plan")).expect("keys");
    let input: Vec<i128> = (0..40).map(|i| i * 5 % 16 - 8).collect();
    let trace = interpret(&graph, &[input]).expect("completes");
    let (public, proof) = prove(&keys.proving, &trace).expect("a proof");
    let said = judge(&keys.verifying.to_bytes(), &json(&public), &proof, 16).expect("accepted");
    assert!(said.hides && said.bits >= 100.0);
    assert_eq!(said.public.iter().map(|t| t.kind).collect::<Vec<_>>(), ["output"]);
}

#[test]
fn hidden_weights_are_said_to_be() {
    let mut b = Builder::new();
    let x = b.input(&[1, 40], Range::new(-8, 7));
    let w = b.parameter(&[3, 40], Range::new(-128, 127), 16);
    let y = b.einsum(EinsumSpec::linear(), x, w, None).expect("fits");
    b.output(y);
    let graph = b.finish();
    let keys = setup_hiding(Plan::new(&graph).expect("a plan")).expect("keys");
    let given = [(0..40).map(|i| i * 5 % 16 - 8).collect(), (0..120).map(|i| i * 7 % 23 - 11).collect()];
    let trace = interpret(&graph, &given).expect("completes");
    let (public, proof) = prove_salted(&keys.proving, &trace, &[Salt([3; 32])]).expect("a proof");
    let hash = public.hashes[0].to_string();
    let values = |hash: &str| {
        let PublicValues { inputs, outputs, .. } = &public;
        format!("{{\"inputs\": {inputs:?}, \"outputs\": {outputs:?}, \"hashes\": [\"{hash}\"]}}").into_bytes()
    };
    let key = keys.verifying.to_bytes();
    let said = judge(&key, &values(&hash), &proof, 18).expect("accepted");
    assert!(said.hides && said.hides_weights && said.whole && said.bits >= 100.0);
    let kinds: Vec<_> = said.public.iter().map(|t| (t.kind, t.values.len())).collect();
    assert_eq!(kinds, [("input", 40), ("hash of the weights", 1), ("output", 3)]);
    assert_eq!(said.public[1].values, [hash]);
    let other = format!("0x{:064x}", 5);
    assert!(matches!(judge(&key, &values(&other), &proof, 18), Err(Refused::Proof(_))));
}

/// The page, and the module that is in it.
fn built(folder: &Path) -> (String, Vec<u8>) {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = folder.join("verifier.html");
    let output = Command::new(root.join("scripts/verifier-page.sh"))
        .arg(&page)
        .arg("dev")
        .env("CARGO", env!("CARGO"))
        .output()
        .expect("the script runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let module = target.join("wasm32-unknown-unknown/debug/sumcheck_verifier.wasm");
    (std::fs::read_to_string(page).expect("a page"), std::fs::read(module).expect("a module"))
}

/// What a headless Chromium draws of the page when these files are dropped on it; none where there is no browser.
fn drawn(page: &str, folder: &Path, files: &[Vec<u8>; 3]) -> Option<String> {
    let mut script = String::from("<script>\nconst data = new DataTransfer();\n");
    for (i, file) in files.iter().enumerate() {
        writeln!(script, "data.items.add(new File([new Uint8Array({file:?})], 'file{i}'));").expect("memory");
    }
    script.push_str(
        "document.dispatchEvent(new DragEvent('drop', { dataTransfer: data }));\n</script>\n</body>",
    );
    let file = folder.join("dropped.html");
    std::fs::write(&file, page.replace("</body>", &script)).expect("writes");
    let run = |name: &str| {
        let mut command = Command::new(name);
        command.args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--virtual-time-budget=60000",
            "--dump-dom",
        ]);
        command.arg(format!("file://{}", file.display())).output().ok()
    };
    let names = ["chromium", "chromium-browser", "google-chrome", "chromium-headless-shell"];
    let output = names.into_iter().find_map(run)?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let dom = String::from_utf8_lossy(&output.stdout);
    // What is said, without the script that says it.
    let said = dom.split("<section id=\"said\"").nth(1).and_then(|rest| rest.split("</section>").next());
    Some(said.unwrap_or_else(|| panic!("nothing is said: {dom}")).to_owned())
}

/// One build for wasm32: a module that asks its page for nothing, has no prover, and says in a browser what it says here.
#[test]
fn the_page_says_it_in_a_browser() {
    let folder = tempfile::tempdir().expect("a folder");
    let (page, module) = built(folder.path());
    let names = |name: &str| module.windows(name.len()).any(|part| part == name.as_bytes());
    assert!(names("verify_plan") && names("of_outline"));
    for name in ["prove_witness", "prove_run", "prove_reduction", "interpret"] {
        assert!(!names(name), "{name} is linked");
    }
    for (least, key_is) in [(usize::MAX, "The key is the circuit itself"), (1, "The key has a commitment")] {
        let (public, [key, values, proof]) = files(least);
        let Some(said) = drawn(&page, folder.path(), &[key.clone(), values.clone(), proof.clone()]) else {
            assert!(
                std::env::var_os("CI").is_none_or(|ci| ci != "true"),
                "no browser, though `scripts/browser.sh` installs one"
            );
            println!("skipped: there is no browser (scripts/browser.sh installs one)");
            return;
        };
        let outputs = public.outputs[0].iter().map(i128::to_string).collect::<Vec<_>>().join(" ");
        for part in ["Accepted", key_is, &circuit().digest().to_string(), &outputs, "output [1, 3]"] {
            assert!(said.contains(part), "{part} is not in {said}");
        }
        // What the page does with a refusal is the same whatever key it is by; what is refused, tests without a browser say.
        if least == 1 {
            let mut changed = proof.clone();
            changed[100] ^= 1;
            let said = drawn(&page, folder.path(), &[key, values, changed]).expect("there is a browser");
            assert!(said.contains("Refused") && said.contains("the proof is refused"), "{said}");
        } else {
            let said = drawn(&page, folder.path(), &[b"o2c-svk".to_vec(), b"{}".to_vec(), proof])
                .expect("as before");
            assert!(said.contains("Refused") && said.contains("the key: "), "{said}");
        }
    }
}
