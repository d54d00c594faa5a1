//! The verbs where proofs are by sumchecks: what they share with halo2's, what they refuse, and what they hide.

use super::{errors, world};
use serde_json::Value;
use std::fs::File;

/// With `--zk` an input may be private: it is in no file of the proof, and the key is of the circuit that hides it.
#[test]
fn sumchecks_hide_an_input() {
    let w = world();
    let (keys, said) = w.done("setup one --backend sumcheck --zk --private x -o hiding");
    assert_eq!((&keys["hides"], &keys["private"]), (&true.into(), &serde_json::json!(["x"])), "{said}");
    assert!(keys["security_bits"].as_f64().expect("a number") >= 100.0, "{keys}");
    w.done("prove one --keys hiding --input x.json -o hiding.bin --public hiding.json");
    let [public, shown]: [Value; 2] =
        ["hiding.json", "public.json"].map(|f| serde_json::from_slice(&w.read(f)).expect("JSON"));
    assert_eq!(public["inputs"], serde_json::json!([]));
    assert_eq!(public["outputs"], shown["outputs"]);
    let verify = "verify --key hiding/verifying.key --proof hiding.bin --public hiding.json";
    let (verified, _) = w.done(&format!("{verify} --artifact one"));
    assert_eq!(verified["hides"], true);
    let inspected = w.done("inspect hiding/verifying.key").0;
    assert_eq!((&inspected["hides"], &inspected["circuit"]), (&true.into(), &verified["circuit"]));
    w.done("check-key one --key hiding/verifying.key");
    assert!(w.fails("check-key other --key hiding/verifying.key", 1).contains("is not the artifact's"));
    w.fails("verify --key hiding/verifying.key --proof hiding.bin --public public.json", 1);
    // Another proof of the same has nothing in common with it.
    w.done("prove one --keys hiding --input x.json -o hiding-2.bin --public hiding.json");
    assert_ne!(w.read("hiding.bin"), w.read("hiding-2.bin"));
    let refused = w.fails("setup one --zk --unsafe-development-srs -o none", 2);
    assert!(refused.contains("--backend sumcheck"), "{refused}");
    let refused = w.fails("setup one --backend sumcheck --private x -o none", 2);
    assert!(refused.contains("--zk hides private inputs"), "{refused}");
    let (chosen, _) = w.done("setup one --backend auto --zk --private x -o chosen-hiding");
    assert_eq!((&chosen["backend"], &chosen["hides"]), (&"sumcheck".into(), &true.into()));
}

/// A level of security is the key's: a proof of another is none under it.
#[test]
fn sumchecks_have_the_bits_that_are_asked_for() {
    let w = world();
    for (bits, keys) in [(100, "usual"), (128, "strong")] {
        let (made, said) = w.done(&format!("setup one --backend sumcheck --security {bits} -o {keys}"));
        assert_eq!(made["security_level"], bits, "{said}");
        let has = made["security_bits"].as_f64().expect("a number");
        assert!(has >= f64::from(bits), "{said}");
        assert!(made["security_bits_without_work"].as_f64().expect("a number") < has, "{said}");
        w.done(&format!("prove one --keys {keys} --input x.json -o {keys}.bin --public {keys}.json"));
        let verify = format!("verify --key {keys}/verifying.key --proof {keys}.bin --public {keys}.json");
        assert_eq!(w.done(&verify).0["security_level"], bits);
        assert_eq!(w.done(&format!("inspect {keys}/verifying.key")).0["security_level"], bits);
        w.done(&format!("check-key one --key {keys}/verifying.key"));
    }
    for (key, proof) in [("usual", "strong"), ("strong", "usual")] {
        w.fails(&format!("verify --key {key}/verifying.key --proof {proof}.bin --public {proof}.json"), 1);
    }
    let (chosen, _) = w.done("setup one --backend auto --security 110 -o chosen-bits");
    assert_eq!((&chosen["backend"], &chosen["security_level"]), (&"sumcheck".into(), &110.into()));
    // What is no number of bits is no command.
    for bits in [99, 129] {
        let line = format!("setup one --backend sumcheck --security {bits} -o none");
        let output = w.command(&line).output().expect("the command");
        assert_eq!(output.status.code(), Some(2), "{bits}");
        assert!(errors(&output).contains("from 100, which all proofs have, to 128"), "{}", errors(&output));
    }
    for (line, why) in [
        ("--unsafe-development-srs --security 128", "belongs to --backend sumcheck"),
        ("--backend auto --for evm --security 128", "belongs to --backend sumcheck"),
    ] {
        let refused = w.fails(&format!("setup one {line} -o none"), 2);
        assert!(refused.contains(why), "{line}: {refused}");
    }
}

/// One artifact, two backends: the same public values of the same circuit, and neither takes the other's proofs.
#[test]
fn sumchecks_prove_what_halo2_proves() {
    let w = world();
    let (keys, _) = w.done("setup one --backend sumcheck -o sums");
    assert!(keys["security_bits"].as_f64().expect("a number") >= 100.0, "{keys}");
    w.done("prove one --keys sums --input x.json -o sums.bin --public sums.json");
    assert_eq!(w.read("sums.json"), w.read("public.json"), "the public values of both proofs");
    let verify = "verify --key sums/verifying.key --proof sums.bin --public sums.json";
    let (verified, _) = w.done(&format!("{verify} --artifact one"));
    let (by_halo2, _) = w.done("verify --key seeded/verifying.key");
    assert_eq!(verified["circuit"], by_halo2["circuit"]);
    assert_eq!(w.done("inspect sums/verifying.key").0["circuit"], verified["circuit"]);
    w.done("check-key one --key sums/verifying.key");

    let other = w.fails(&format!("{verify} --artifact other"), 1);
    assert!(other.contains("is not the artifact's"), "{other}");
    assert!(w.fails("check-key other --key sums/verifying.key", 1).contains("is not the artifact's"));
    for line in [
        "export-verifier sums -o none",
        &format!("encode-calldata --key sums/verifying.key --key-contract 0x{:040}", 1),
    ] {
        assert!(w.fails(line, 2).contains("a key for sumchecks"), "{line}");
    }
    let crossed = w.fails("verify --key sums/verifying.key", 1);
    assert!(crossed.contains("the proof is refused"), "{crossed}");
    let crossed = w.fails("verify --key seeded/verifying.key --proof sums.bin --public sums.json", 1);
    assert!(crossed.contains("the proof is refused"), "{crossed}");
    let mut lie: Value = serde_json::from_slice(&w.read("sums.json")).expect("JSON");
    let output = &mut lie["outputs"][0][0];
    *output = (output.as_i64().expect("an integer") - 1).into();
    w.write("sums-lie.json", lie.to_string().as_bytes());
    let refused = w.fails("verify --key sums/verifying.key --proof sums.bin --public sums-lie.json", 1);
    assert!(refused.contains("refused"), "{refused}");
    // How large a key's file may be is its backend's to say.
    for (keys, complaint) in [("sums", "checksum"), ("seeded", "more than 67108864 bytes")] {
        std::fs::copy(w.path(keys).join("verifying.key"), w.path("large.key")).expect("copied");
        let file = File::options().write(true).open(w.path("large.key")).expect("opens");
        file.set_len((64 << 20) + 1).expect("grows");
        let refused = w.fails("verify --key large.key", 2);
        assert!(refused.contains(complaint), "{keys}: {refused}");
    }
    for flag in ["--unsafe-development-srs", "--private x", "--for evm", "--srs seeded/reference.srs"] {
        let refused = w.fails(&format!("setup one --backend sumcheck {flag} -o none"), 2);
        assert!(refused.contains("--backend halo2"), "{flag}: {refused}");
    }
}
