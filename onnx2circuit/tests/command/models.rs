//! Models that are not as a textbook has them.

use crate::folder::Folder;
use std::io::{BufRead, BufReader};
use std::process::Command;
use std::sync::mpsc;
use std::time::Duration;
use tests::onnx;
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::pb::tensor_shape_proto::dimension::Value as Size;
use tract_onnx::pb::type_proto::Value as Kind;
use tract_onnx::pb::{ModelProto, TensorProto};

/// Makes dimension `axis` of the input a symbol, and of the output too if it is the batch.
fn symbolic(model: &mut ModelProto, axis: usize, name: &str) {
    let graph = model.graph.as_mut().expect("a graph");
    let ports = graph.input.iter_mut().take(1).chain(graph.output.iter_mut().filter(|_| axis == 0));
    for port in ports {
        let kind = port.r#type.as_mut().and_then(|t| t.value.as_mut()).expect("a type");
        let Kind::TensorType(tensor) = kind;
        tensor.shape.as_mut().expect("a shape").dim[axis].value = Some(Size::DimParam(name.to_owned()));
    }
}

#[test]
fn an_unbound_batch_is_one_and_a_line_says_so() {
    let folder = Folder::new();
    folder.model("model.onnx", &onnx::perceptron(1), |m| symbolic(m, 0, "N"));
    let line = "compile model.onnx --emit integer-graph --input-range x=-1..1";
    let ran = folder.run(line).fine();
    let notes: Vec<&str> = ran.stderr.lines().filter(|l| l.contains("'N'")).collect();
    assert_eq!(notes, ["note: batch 'N' taken as 1; --dim N=VALUE binds it to another size"]);
    assert!(ran.stdout.contains("input 'x' [1, 4]"), "{}", ran.stdout);
    let ran = folder.run(&format!("{line} --dim N=3")).fine();
    assert!(!ran.stderr.contains("'N'") && ran.stdout.contains("input 'x' [3, 4]"), "{ran:?}");
    // A length is asked for.
    folder.model("model.onnx", &onnx::perceptron(1), |m| symbolic(m, 1, "length"));
    let ran = folder.run(&format!("{line} --json"));
    let findings = ran.json()["findings"].to_string();
    assert!(ran.status == 2 && findings.contains("--dim length=VALUE"), "{findings}");
}

#[test]
fn an_idle_node_does_not_block() {
    let folder = Folder::new();
    folder.model("model.onnx", &onnx::perceptron(1), |m| {
        m.graph.as_mut().expect("a graph").node.push(onnx::node("Mish", &["h"], "unread", vec![]));
    });
    folder.run("compile model.onnx --emit integer-graph --input-range x=-1..1").fine();
}

#[test]
fn blockers_are_grouped_and_all_there() {
    let folder = Folder::new();
    let mut nodes = vec![];
    for i in 0..9 {
        let from = if i == 0 { "x".to_owned() } else { format!("t{}", i - 1) };
        nodes.push(onnx::node("Mish", &[&from], &format!("t{i}"), vec![]));
    }
    nodes.push(onnx::node("Gemm", &["t8", "w"], "y", vec![]));
    let model = onnx::model("blocked", &[1, 4], &[1, 3], nodes, vec![onnx::weights("w", &[5, 3], 1)]);
    folder.write("model.onnx", model);
    let line = "compile model.onnx --emit integer-graph --input-range x=-1..1";
    let ran = folder.run(line);
    assert_eq!(ran.status, 2);
    // Lines are broken for a terminal.
    let text = ran.stderr.split_whitespace().filter(|w| *w != "│").collect::<Vec<_>>().join(" ");
    assert!(
        text.contains("9 nodes (Mish)") && text.contains("'Mish_t0', 'Mish_t1', 'Mish_t2' and 6 more"),
        "{text}"
    );
    let json = folder.run(&format!("{line} --json")).json();
    let findings = json["findings"].as_array().expect("a list");
    assert_eq!(findings.len(), 2, "the wrong shape behind them is found too: {json}");
    let first = &findings[0];
    assert!(first["count"] == 9 && first["operator"] == "Mish", "{first}");
    assert_eq!(first["places"].as_array().expect("a list").len(), 9);
    assert_eq!(findings[1]["problem"], "A contracts 4 elements and B 5");
}

/// A model of nothing but constants, through all executions and a proof.
#[test]
fn a_model_without_inputs_runs_and_proves() {
    let folder = Folder::new();
    let constant = TensorProto {
        name: "c".to_owned(),
        dims: vec![1, 4],
        data_type: DataType::Float as i32,
        float_data: vec![0.5, -1.0, 2.0, 0.0],
        ..TensorProto::default()
    };
    folder.model("model.onnx", &onnx::perceptron(1), |m| {
        let graph = m.graph.as_mut().expect("a graph");
        graph.input.clear();
        graph.initializer.push(TensorProto { name: "x".to_owned(), ..constant.clone() });
    });
    folder.run("compile model.onnx -o model.o2c").fine();
    let outputs: Vec<_> = ["reference", "native", "vm", "circuit"]
        .map(|on| folder.run(&format!("run model.o2c --on {on} --json")).fine().json()["outputs"].clone())
        .to_vec();
    assert!(outputs.iter().all(|o| *o == outputs[0]), "{outputs:?}");
    assert_eq!(outputs[0][0]["values"].as_array().expect("a list").len(), 3);
    // A claim about it, on a node of our own, and the evidence of one of its instructions.
    let ran = folder.run("dispute step-proof model.o2c --step 0 --instruction 5 --json").fine().json();
    assert_eq!((&ran["step"], &ran["instruction"]), (&0.into(), &5.into()), "{ran}");
    let serving = contracts::chain::serve(0).expect("a node");
    let node = format!("--rpc {}", serving.url);
    let deployed = folder.run(&format!("dispute deploy {node} --json")).fine().json();
    // The other contracts are no games, nor is an address where nothing is.
    for other in [deployed["oracle"].as_str(), deployed["step"].as_str(), Some(&"07".repeat(20))] {
        let other = other.expect("an address");
        for line in ["dispute watch model.o2c", "dispute claim model.o2c"] {
            let text = folder.refuses(&format!("{line} {node} --game {other}"));
            assert!(
                text.starts_with(&format!("0x{other} is no dispute game on the chain")),
                "{line}: {text}"
            );
        }
    }
    let game = deployed["game"].clone();
    let game = format!("{node} --game {}", game.as_str().expect("an address"));
    folder.run(&format!("dispute claim model.o2c {game}")).fine();
    let ran = folder.run(&format!("dispute watch model.o2c {game} --json")).fine().json();
    assert_eq!(ran[0]["verdict"], "open, the right commitment is there", "{ran}");
    standing(&folder, &format!("--claim {} {game} --poll 1", ran[0]["claim"].as_str().expect("an id")));
    let ran = folder.run("dispute demo --artifact model.o2c --json").fine().json();
    assert_eq!(ran["winner"], "challenger", "{ran}");
    folder.run("setup model.o2c --unsafe-development-srs").fine();
    the_same_keys_again(&folder);
    folder.run("prove model.o2c --unsafe-development-srs").fine();
    folder.run("verify --key model.o2c/verifying.key").fine();
    // Another result is refused.
    let public = std::fs::read_to_string(folder.path("public.json")).expect("values");
    let mut public: serde_json::Value = serde_json::from_str(&public).expect("JSON");
    let first = public["outputs"][0][0].as_i64().expect("an integer");
    public["outputs"][0][0] = (first - 1).into();
    folder.write("public.json", public.to_string());
    assert_eq!(folder.run("verify --key model.o2c/verifying.key").status, 1);
    // A model with inputs asks for them.
    folder.write("with.onnx", onnx::perceptron(1));
    folder.run("compile with.onnx -o with.o2c --input-range x=-1..1").fine();
    let claim = format!("dispute claim with.o2c {game}");
    for line in ["run with.o2c", "dispute step-proof with.o2c --step 0 --instruction 5", &claim] {
        assert!(folder.refuses(line).contains("the model has inputs: 'x'"), "{line}");
    }
}

/// The command that makes the same keys again is one that a shell takes, whatever paths are called.
fn the_same_keys_again(folder: &Folder) {
    std::fs::rename(folder.path("model.o2c"), folder.path("it's $HOME;")).expect("a name");
    let setup =
        folder.command("setup --unsafe-development-srs").arg("it's $HOME;").output().expect("it starts");
    let printed = String::from_utf8(setup.stdout).expect("text");
    let again = printed.lines().find_map(|line| line.strip_prefix("the same keys again: onnx2circuit "));
    let again = again.unwrap_or_else(|| panic!("{printed}"));
    let script = format!("{} {again} -o again", env!("CARGO_BIN_EXE_onnx2circuit"));
    let ran =
        Command::new("sh").args(["-c", &script]).current_dir(folder.path("")).output().expect("a shell");
    assert!(ran.status.success(), "{script}: {}", String::from_utf8_lossy(&ran.stderr));
    let key = |keys: &str| std::fs::read(folder.path(keys).join("verifying.key")).expect("a key");
    assert_eq!(key("again"), key("it's $HOME;"));
    std::fs::rename(folder.path("it's $HOME;"), folder.path("model.o2c")).expect("a name");
}

/// A challenger of what is right says so before it waits.
fn standing(folder: &Folder, claim: &str) {
    let mut child = folder.start(&format!("dispute challenge model.o2c {claim}"));
    let lines = BufReader::new(child.stderr.take().expect("a pipe")).lines().map_while(Result::ok);
    let (found, said) = mpsc::channel();
    let reader = std::thread::spawn(move || {
        let mut lines = lines;
        let _ = found.send(lines.any(|line| line.contains("holds what is so")));
    });
    let said = said.recv_timeout(Duration::from_secs(300));
    child.kill().expect("it waits");
    child.wait().expect("it is dead");
    reader.join().expect("it has read all");
    assert_eq!(said, Ok(true));
}

#[test]
fn a_row_beyond_a_local_buffer_is_the_model_s_limit() {
    let folder = Folder::new();
    let n = (1 << 17) + 1;
    let nodes = vec![onnx::node("Softmax", &["x"], "y", vec![])];
    folder.write("model.onnx", onnx::model("wide", &[1, n], &[1, n], nodes, vec![]));
    let ran = folder.run("compile model.onnx -o wide.o2c --input-range x=-1..1");
    assert_eq!(ran.status, 2, "{}", ran.stderr);
    assert!(ran.stderr.contains("local buffer of 524292 bytes"), "{}", ran.stderr);
}
