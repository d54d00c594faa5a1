//! The recogniser: files of foreign nests and decoys, our own lowering read back, mutations of it, and
//! whatever is recognised against its own body.

use gadgets::arbitrary::{FAMILIES, Source, case_of};
use gadgets::gadget::Known;
use gadgets::{Gadget, Graph, Node, Role};
use melior::ir::Module;
use melior::ir::operation::OperationLike;
use mlir_lowering::passes::{AFFINE_TO_LLVM, CANONICALISE, LINALG_TO_AFFINE};
use mlir_lowering::recognise::{Finding, Pattern, annotate, report, scan};
use mlir_lowering::{lower_graph, new_context, outline, parse, run_pipeline};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::forms::Form;
use super::mutants::{mutations, print};
use super::native::{Native, check};

/// Returned buffers as parameters, as a step has them.
const RESULTS_TO_PARAMETERS: &str =
    "builtin.module(buffer-results-to-out-params{modify-public-functions=true hoist-static-allocs=true})";

/// One line of a file's header: what a function must be.
enum Expectation {
    /// Name, element type, and parameters that it must have among its own.
    Gadget(String, String, Value),
    /// A part of a language model, by its name.
    Form(String),
    /// Part of the reason.
    Refusal(String),
}

/// `// expect @f: gadget element {params}`, `// form @f: name` and `// refuse @f: reason`; `// pipeline: linalg` or `outline`
/// says what happens before.
pub struct File {
    name: String,
    pub text: String,
    expectations: BTreeMap<String, Expectation>,
    pipelines: Vec<String>,
}

pub fn read(path: &Path) -> File {
    let text = std::fs::read_to_string(path).expect("a readable file");
    let name = path.display().to_string();
    let mut file = File { name, text: text.clone(), expectations: BTreeMap::new(), pipelines: vec![] };
    for line in text.lines() {
        let fail = || panic!("{}: {line}", path.display());
        if let Some(rest) = line.strip_prefix("// pipeline: ") {
            file.pipelines = rest.split(' ').map(str::to_owned).collect();
        }
        let Some((kind, rest)) = line.strip_prefix("// ").and_then(|line| line.split_once(" @")) else {
            continue;
        };
        if !["expect", "form", "refuse"].contains(&kind) {
            continue;
        }
        let (function, what) = rest.split_once(": ").unwrap_or_else(fail);
        let expectation = match kind {
            "form" => Expectation::Form(what.to_owned()),
            "refuse" => Expectation::Refusal(what.to_owned()),
            _ => {
                let mut words = what.splitn(3, ' ').map(str::to_owned);
                let (name, element) = (words.next().expect("a name"), words.next().expect("an element type"));
                let params = words.next().unwrap_or_else(|| "{}".to_owned());
                let params = serde_json::from_str(&params).unwrap_or_else(|e| panic!("{line}: {e}"));
                Expectation::Gadget(name, element, params)
            }
        };
        assert!(file.expectations.insert(function.to_owned(), expectation).is_none(), "{line}: twice");
    }
    file
}

/// Whether `whole` has everything that `part` has.
fn contains(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => {
            part.iter().all(|(k, v)| whole.get(k).is_some_and(|w| contains(w, v)))
        }
        _ => whole == part,
    }
}

/// The module of a file, behind what it says happens before.
pub fn prepared<'c>(context: &'c melior::Context, file: &File) -> Module<'c> {
    let mut module = parse(context, &file.text).unwrap_or_else(|e| panic!("{}: {e}", file.name));
    for pipeline in &file.pipelines {
        match pipeline.as_str() {
            "linalg" => run_pipeline(context, &mut module, LINALG_TO_AFFINE).expect("the pipeline runs"),
            "outline" => {
                outline(context, &mut module);
                assert!(module.as_operation().verify(), "{}", module.as_operation());
            }
            other => panic!("no pipeline '{other}'"),
        }
    }
    module
}

fn findings(file: &File) -> Vec<Finding> {
    let context = new_context();
    scan(&prepared(&context, file))
}

/// Where the files are.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("filetests/recognise")
}

fn files() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder()).expect("the folder with file tests");
    let mut all: Vec<PathBuf> = entries.map(|e| e.expect("an entry").path()).collect();
    all.sort();
    all
}

#[test]
fn files_say_what_their_functions_are() {
    let (mut gadgets, mut refusals, mut wrong) = (0, 0, Vec::new());
    for path in files() {
        let mut file = read(&path);
        for finding in findings(&file) {
            let function = &finding.function;
            let Some(expected) = file.expectations.remove(function) else {
                wrong.push(format!("{}: nothing expected of @{function}: {finding:?}", path.display()));
                continue;
            };
            let got = match &finding.result {
                Ok(p) => format!("{} {} {}", p.name(), p.element(), p.params()),
                Err(refusal) => refusal.to_string(),
            };
            let (fine, want) = match (&expected, &finding.result) {
                (Expectation::Gadget(name, element, params), Ok(p)) => {
                    gadgets += 1;
                    let same = p.name() == name && p.element() == *element && contains(&p.params(), params);
                    (same, format!("{name} {element} {params}"))
                }
                // No family takes it, for this reason; it may be another composition of primitives, which another test
                // runs.
                (Expectation::Refusal(part), result) => {
                    refusals += 1;
                    let refusal = match result {
                        Ok(p) => p.no_family.as_ref(),
                        Err(refusal) => Some(refusal),
                    };
                    let fine = refusal.is_some_and(|r| r.reason.contains(part.as_str()));
                    (fine, format!("a refusal with '{part}'"))
                }
                (Expectation::Form(name), Ok(p)) => {
                    gadgets += 1;
                    let fine = in_order(p) && p.gadget().is_some_and(|g| Form::new(name).is(g));
                    (fine, format!("the form {name}"))
                }
                (Expectation::Gadget(name, ..) | Expectation::Form(name), Err(_)) => (false, name.clone()),
            };
            if !fine {
                wrong.push(format!("{} @{function}:\n  expected {want}\n  got      {got}", path.display()));
            }
        }
        let missing: Vec<&String> = file.expectations.keys().collect();
        assert!(missing.is_empty(), "{}: no functions {missing:?}", path.display());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(
        gadgets >= 25 && refusals >= 30,
        "only {gadgets} gadgets and {refusals} refusals: files are missing"
    );
}

#[test]
fn decoys_are_raised_to_what_they_compute() {
    let (mut found, mut bodies) = (Vec::new(), String::new());
    for path in files() {
        let file = read(&path);
        if file.pipelines.iter().any(|p| p == "outline") {
            continue;
        }
        let context = new_context();
        let mut module = prepared(&context, &file);
        run_pipeline(&context, &mut module, RESULTS_TO_PARAMETERS).expect("the pipeline runs");
        collect(&module, &mut found, &mut bodies, &mut 0);
    }
    let compositions = found.iter().filter(|g| matches!(g, Gadget::Composed(_))).count();
    assert!(compositions >= 10, "only {compositions} of {} are compositions", found.len());
    let context = new_context();
    agree(&mut parse(&context, &with_status(&bodies)).expect("printed functions parse"), &context, &found);
}

/// Functions without a result return 0.
pub fn with_status(text: &str) -> String {
    let mut none = false;
    let line = |line: &str| {
        if line.trim_start().starts_with("func.func") {
            none = !line.contains("-> i32");
            let at = line.find(") attributes").or_else(|| line.rfind(") {")).filter(|_| none);
            return at
                .map_or_else(|| line.to_owned(), |at| format!("{}) -> i32{}", &line[..at], &line[at + 1..]));
        }
        match line.trim() {
            "return" if none => "%status = arith.constant 0 : i32\nreturn %status : i32".to_owned(),
            _ => line.to_owned(),
        }
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn findings_print_as_json() {
    let path = files().into_iter().find(|p| p.ends_with("onnx_max_pool.mlir")).expect("the file");
    let text = r#"{"gadgets":[{"element":"f32","function":"main_graph","gadget":"max_pool","params":{"epilogue":{"out":"f32","relu":false},"input":[28,28],"planes":1,"window":{"begin":[0,0],"dilations":[1,1],"end":[0,0],"kernel":[2,2],"strides":[2,2]},"x":"f32"}}],"unrecognised":[]}"#;
    let expected: Value = serde_json::from_str(text).expect("JSON");
    let context = new_context();
    let module = parse(&context, &read(&path).text).expect("it parses");
    assert_eq!(serde_json::to_value(report(&module)).expect("plain data"), expected);
}

/// A graph of unconnected steps: all that the lowering looks at.
pub fn steps(gadgets: impl IntoIterator<Item = Gadget>) -> Graph {
    let node = |(i, gadget)| Node { gadget, operands: vec![], output: None, onnx: vec![format!("n{i}")] };
    let nodes = gadgets.into_iter().enumerate().map(node).collect();
    Graph { name: "steps".to_owned(), tensors: vec![], nodes, inputs: vec![], outputs: vec![] }
}

#[test]
fn our_own_lowering_reads_back_exactly() {
    for family in 0..FAMILIES {
        let gadgets: Vec<Gadget> = (0..250).map(|seed| case_of(family, seed).gadget).collect();
        let context = new_context();
        let module = lower_graph(&context, &steps(gadgets.clone())).expect("random gadgets lower");
        for (gadget, finding) in gadgets.iter().zip(scan(&module)) {
            match &finding.result {
                Ok(p) if p.gadget() == Some(gadget) => {}
                other => panic!("@{}: {gadget:?}\nbecame {other:?}", finding.function),
            }
        }
    }
}

fn small(o: &gadgets::Operand) -> gadgets::Range {
    let limit = o.element.range();
    match o.role {
        Role::Table => gadgets::Range::new(1, 90),
        _ => gadgets::Range::new(limit.lo.max(-90), limit.hi.min(90)),
    }
}

/// Values for the operands of a gadget: small ones, and a real table where there is one.
fn operands(gadget: &Gadget, s: &mut Source) -> Vec<Vec<i64>> {
    let one = |o: gadgets::Operand| (0..o.len()).map(|_| s.value(small(&o))).collect();
    gadget.operands().into_iter().map(one).collect()
}

/// Runs the gadgets of annotated functions, `step<i>` for each, against their own bodies.
pub fn agree(module: &mut Module<'_>, context: &melior::Context, found: &[Gadget]) {
    run_pipeline(context, module, AFFINE_TO_LLVM).expect("the pipeline runs");
    let native = Native::new(module);
    for (step, gadget) in found.iter().enumerate() {
        // A composition means the code for those operands alone that its analysis accepts.
        let ranges = gadget.operands().into_iter().map(|o| Known::range(small(&o))).collect::<Vec<_>>();
        if matches!(gadget, Gadget::Composed(_)) && gadget.range(&ranges).is_err() {
            continue;
        }
        for round in 0..6 {
            check(&native, step, gadget, &operands(gadget, &mut Source::new(round)));
        }
    }
}

#[test]
fn canonicalised_code_is_recognised_as_what_it_computes() {
    let mut found = Vec::new();
    let mut bodies = String::new();
    let mut refused = 0;
    for family in 0..FAMILIES {
        let context = new_context();
        let graph = steps((0..60).map(|seed| case_of(family, seed).gadget));
        let mut module = lower_graph(&context, &graph).expect("random gadgets lower");
        run_pipeline(&context, &mut module, CANONICALISE).expect("the pipeline runs");
        collect(&module, &mut found, &mut bodies, &mut refused);
    }
    // Loops of one iteration vanish, and with them some structure; most is still there.
    assert!(refused * 5 < found.len(), "{refused} refused, {} recognised", found.len());
    let context = new_context();
    let mut module = parse(&context, &bodies).expect("printed functions parse");
    agree(&mut module, &context, &found);
}

/// Whether a gadget's operands are a function's parameters: a mutant may take them in another order.
pub fn in_order(p: &Pattern) -> bool {
    p.operands.iter().enumerate().all(|(i, o)| *o == Some(i))
}

/// Appends the recognised functions of a module to a text, renamed in order; counts those that no family takes.
pub fn collect(module: &Module<'_>, found: &mut Vec<Gadget>, bodies: &mut String, refused: &mut usize) {
    for f in scan(module) {
        match f.result.as_ref().ok().filter(|p| in_order(p)).and_then(|p| p.gadget()) {
            Some(gadget) => {
                bodies.push_str(&print(module, &f.function, &format!("step{}", found.len())));
                found.push(gadget.clone());
                *refused += usize::from(matches!(gadget, Gadget::Composed(_)));
            }
            None => *refused += 1,
        }
    }
}

#[test]
fn a_mutated_nest_is_not_the_same_gadget_unless_it_computes_the_same() {
    let (mut tried, mut refused, mut same) = (0, 0, 0);
    let (mut found, mut bodies) = (Vec::new(), String::new());
    for family in 0..FAMILIES {
        for seed in 0..14 {
            let gadget = case_of(family, seed).gadget;
            let context = new_context();
            let module = lower_graph(&context, &steps([gadget.clone()])).expect("random gadgets lower");
            let text = print(&module, "step0", "step0");
            let s = &mut Source::new(seed);
            for mutant in mutations(&text, s) {
                let diagnostics = mlir_lowering::context::Diagnostics::collect(&context);
                let Ok(module) = parse(&context, &mutant) else { continue };
                drop(diagnostics);
                tried += 1;
                let before = found.len();
                collect(&module, &mut found, &mut bodies, &mut refused);
                same += usize::from(found.len() > before && found[before] == gadget);
            }
        }
    }
    assert!(tried > 2000 && refused > tried / 2, "{refused} of {tried} refused");
    // A changed bound or start value can be without effect; then the body agrees below.
    assert!(same * 20 < tried, "{same} of {tried} mutants are still the gadget");
    let context = new_context();
    let mut module = parse(&context, &bodies).expect("printed functions parse");
    agree(&mut module, &context, &found);
}

#[test]
fn annotation_names_functions_by_their_code() {
    let relu = |len| Gadget::Relu(gadgets::Relu { len, x: gadgets::ElementType::I8 });
    let text = || {
        let context = new_context();
        let mut module = lower_graph(&context, &steps([relu(3), relu(4), relu(3)])).expect("it lowers");
        let all = annotate(&context, &mut module, |_, _| true);
        assert!(module.as_operation().verify());
        (all, module.as_operation().to_string())
    };
    let (all, on) = text();
    let names: Vec<&str> = all.iter().map(|a| a.name.as_str()).collect();
    assert_eq!(all.iter().map(|a| a.step.as_str()).collect::<Vec<_>>(), ["step0", "step1", "step2"]);
    assert_eq!(names[0], names[2]);
    assert_ne!(names[0], names[1]);
    assert!(
        names.iter().all(|n| n.strip_prefix("circuit.relu.").is_some_and(|h| h.len() == 16)),
        "{names:?}"
    );
    assert_eq!(on.matches("func.func").count(), 2);
    for part in [
        r#"["circuit.gadget", "relu"]"#,
        r#"["circuit.version", "1"]"#,
        r#"["circuit.params", "{\22gadget\22:\22relu\22,\22len\22:3,\22x\22:\22i8\22}"]"#,
        "#llvm.linkage<weak>",
        "noinline",
    ] {
        assert!(on.contains(part), "{part} in\n{on}");
    }
    assert!(!on.contains("onnx.nodes"));
    assert_eq!(text().1, on);
}

#[test]
fn linalg_outlines_into_gadgets() {
    let path = files().into_iter().find(|p| p.ends_with("linalg_network.mlir")).expect("the file");
    let context = new_context();
    let mut module = parse(&context, &read(&path).text).expect("it parses");
    run_pipeline(&context, &mut module, LINALG_TO_AFFINE).expect("the pipeline runs");
    let outlined = outline(&context, &mut module);
    assert!(module.as_operation().verify(), "{}", module.as_operation());
    let names: Vec<&str> = outlined.iter().map(|o| o.pattern.name()).collect();
    assert_eq!(names, ["conv2d", "max_pool", "conv2d", "max_pool", "fully_connected"]);
    let (mut found, mut bodies, mut refused) = (Vec::new(), String::new(), 0);
    collect(&module, &mut found, &mut bodies, &mut refused);
    assert_eq!((found.len(), refused), (5, 1));
    agree(&mut parse(&context, &bodies).expect("printed functions parse"), &context, &found);
    let annotated = annotate(&context, &mut module, |_, _| true);
    assert!(annotated.iter().all(|a| a.result.is_ok()), "{annotated:?}");
    assert!(module.as_operation().verify());
    run_pipeline(&context, &mut module, AFFINE_TO_LLVM).expect("it lowers");
}

#[test]
fn unrecognised_steps_get_a_name_and_no_gadget() {
    let path = files().into_iter().find(|p| p.ends_with("decoys_other.mlir")).expect("the file");
    let context = new_context();
    let mut module = parse(&context, &read(&path).text).expect("it parses");
    let all = annotate(&context, &mut module, |_, _| true);
    let steps: Vec<&str> = all.iter().map(|a| a.step.as_str()).collect();
    let expected =
        ["wrong_code", "status_of_one", "status_without_bound", "check_of_some", "check_wrong_code"];
    assert_eq!(steps, expected);
    let named: Vec<&str> = all.iter().filter(|a| a.result.is_ok()).map(|a| a.step.as_str()).collect();
    // Statuses of ours are checks, whichever they are; no family takes one.
    assert!(named.iter().all(|step| ["wrong_code", "status_of_one"].contains(step)), "{named:?}");
    let generic = |a: &&mlir_lowering::recognise::Annotated| a.name.starts_with("circuit.generic.");
    assert_eq!(all.iter().filter(generic).count(), all.len() - named.len());
    let text = module.as_operation().to_string();
    assert!(module.as_operation().verify());
    assert_eq!(text.matches("circuit.gadget").count(), named.len(), "{text}");
    assert!(text.contains("func.func @wrong_axis"), "other functions stay");
}

#[test]
fn graphs_come_back_from_llvm_ir_as_they_were() {
    for seed in 0..40 {
        let graph = gadgets::arbitrary::graph(seed);
        let context = new_context();
        let mut module = lower_graph(&context, &graph).expect("a random graph lowers");
        let all = annotate(&context, &mut module, |_, _| true);
        let nodes = all.iter().zip(&graph.nodes);
        let refused: Vec<_> =
            nodes.filter_map(|(a, n)| Some((&n.gadget, a.result.as_ref().err()?))).collect();
        assert!(refused.is_empty(), "{seed}: {refused:?}");
        let functions: Vec<String> = all.into_iter().map(|a| a.name).collect();
        let options = llvm_backend::Options::default();
        let llvm = llvm_backend::lower(&context, &module, &functions, &graph, &options).expect("it lowers");
        let models = llvm_backend::models(&llvm).expect("it reads back");
        assert_eq!(models.len(), 1);
        assert_eq!(models[0].graph.nodes, graph.nodes, "{seed}");
    }
}

/// Bounds that a type does not hold, of values that never reach them, say nothing of the type.
#[test]
fn a_result_is_stored_as_its_function_says() {
    use gadgets::primitive::{Divide, Primitive, Read};
    use gadgets::{
        Body, Composed, Dyadic, ElementType, Operand, Port, Range, RangeCheck, Rounding, Tensor, TensorId,
    };
    for (x, range, out, clip) in [
        (ElementType::I8, Range::new(-99, 99), ElementType::I8, Range::new(0, 200)),
        (ElementType::I8, Range::new(-99, 99), ElementType::U8, Range::new(0, 200)),
        (ElementType::I8, Range::new(-99, -1), ElementType::I8, Range::new(0, 255)),
        (ElementType::I8, Range::new(-99, 90), ElementType::U8, Range::new(100, 200)),
        (ElementType::I8, Range::new(-99, 99), ElementType::I8, Range::new(-40_000, 40_000)),
        (ElementType::U8, Range::new(0, 99), ElementType::I8, Range::new(0, 127)),
    ] {
        let operand = |element| Operand { role: Role::Activation, element, shape: vec![3] };
        let mut body = Body::new(vec![operand(x)]);
        let divide = Divide::shift(Read::value(0), 0, Rounding::Floor, Some(clip));
        let value = body.push(Primitive::Divide(divide), ElementType::I32);
        body.store(value, operand(out));
        let stored = Range { lo: clip.clamp(range.lo), hi: clip.clamp(range.hi) };
        let tensor = |name: &str, element, range| Tensor {
            name: name.to_owned(),
            shape: vec![3],
            element,
            scale: Dyadic::ONE,
            range,
            data: None,
        };
        let port = |name: &str, id| Port { name: name.to_owned(), tensor: TensorId(id), shape: vec![3] };
        let node = |gadget, output, name: &str| Node {
            gadget,
            operands: vec![TensorId(0)],
            output,
            onnx: vec![name.to_owned()],
        };
        let graph = Graph {
            name: "clip".to_owned(),
            tensors: vec![tensor("x", x, range), tensor("y", out, stored)],
            nodes: vec![
                node(Gadget::RangeCheck(RangeCheck { len: 3, x, range }), None, "x"),
                node(Gadget::Composed(Composed { body }), Some(TensorId(1)), "clip"),
            ],
            inputs: vec![port("x", 0)],
            outputs: vec![port("y", 1)],
        };
        graph.validate().expect("a valid graph");
        let context = new_context();
        let mut module = lower_graph(&context, &graph).expect("it lowers");
        let functions: Vec<String> =
            annotate(&context, &mut module, |_, _| true).into_iter().map(|a| a.name).collect();
        let options = llvm_backend::Options::default();
        let llvm = llvm_backend::lower(&context, &module, &functions, &graph, &options).expect("it lowers");
        let models = llvm_backend::models(&llvm).unwrap_or_else(|e| panic!("{out} clipped to {clip}: {e}"));
        assert_eq!(models[0].graph.tensors[1].element, out);
        assert_eq!(models[0].graph.nodes[1].gadget.output().map(|o| o.element), Some(out));
    }
}

#[test]
fn hostile_text_is_refused_in_time() {
    let huge = "affine.for %i = 0 to 9223372036854775807 {
      affine.for %j = 0 to min affine_map<(d0) -> (d0, 0)>(%i) {
        %v = affine.load %x[%j] : memref<4xi32>
        affine.store %v, %y[%i floordiv 4611686018427387904] : memref<4xi32>
      }
    }";
    let empty = "affine.for %a = 0 to 2000000 {
      affine.for %i = 0 to 2000000 {
        affine.for %j = 0 to affine_map<(d0, d1) -> (d0 - d1 - 3000000)>(%i, %a) {
          %v = affine.load %x[0] : memref<4xi32>
          affine.store %v, %y[%j + %i + %a] : memref<4xi32>
        }
      }
    }";
    let index: String = (0..40).map(|i| format!("%p{} = arith.muli %p{i}, %p{i} : index\n", i + 1)).collect();
    let index = format!(
        "affine.for %p0 = 0 to 4 {{ {index} %v = memref.load %x[%p40] : memref<4xi32>
      affine.store %v, %y[%p0] : memref<4xi32> }}"
    );
    let data: String = (0..4000).map(|i| format!("%v{} = arith.addi %v{i}, %v0 : i32\n", i + 1)).collect();
    let data = format!(
        "affine.for %i = 0 to 4 {{ %v0 = affine.load %x[%i] : memref<4xi32>\n{data}
      affine.store %v4000, %y[%i] : memref<4xi32> }}"
    );
    let doubled: String = (0..70).map(|i| format!("%v{} = arith.addi %v{i}, %v{i} : i32\n", i + 1)).collect();
    let doubled = format!(
        "affine.for %i = 0 to 4 {{ %v0 = affine.load %x[%i] : memref<4xi32>\n{doubled}
      affine.store %v70, %y[%i] : memref<4xi32> }}"
    );
    for body in [huge, empty, &index, &data, &doubled] {
        let text = format!("func.func @f(%x: memref<4xi32>, %y: memref<4xi32>) {{\n{body}\nreturn\n}}");
        let context = new_context();
        let module = parse(&context, &text).unwrap_or_else(|e| panic!("{e}"));
        let found = scan(&module);
        assert!(found.len() == 1 && found[0].result.is_err(), "{found:?}");
    }
}

/// Bounds and steps at the edges of 64 bits: whatever is found of such loops, nothing overflows.
#[test]
fn loops_at_the_edges_of_numbers_do_no_harm() {
    const EDGES: [i64; 7] = [i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX - 1, i64::MAX];
    let context = new_context();
    let mut parsed = 0;
    for lower in EDGES {
        for upper in EDGES {
            for step in [1, 2, i64::MAX] {
                for upper in [upper.to_string(), format!("min affine_map<(d0) -> (d0, {upper})>(%n)")] {
                    let text = format!(
                        "func.func @f(%x: memref<4xi32>, %y: memref<4xi32>) {{
                           affine.for %n = 0 to 4 {{
                             affine.for %i = {lower} to {upper} step {step} {{
                               %v = affine.load %x[%i] : memref<4xi32>
                               affine.store %v, %y[%i] : memref<4xi32>
                             }}
                           }}
                           return
                         }}"
                    );
                    let Ok(mut module) = parse(&context, &text) else { continue };
                    parsed += 1;
                    scan(&module);
                    annotate(&context, &mut module, |_, _| true);
                }
            }
        }
    }
    assert!(parsed > 100, "only {parsed} are loops to MLIR");
}

#[test]
fn mutants_of_foreign_text_do_no_harm() {
    for path in files() {
        let file = read(&path);
        let context = new_context();
        let s = &mut Source::new(7);
        let diagnostics = mlir_lowering::context::Diagnostics::collect(&context);
        for mutant in
            mutations(&file.text, s).into_iter().enumerate().filter(|(i, _)| i % 3 == 0).map(|(_, m)| m)
        {
            let Ok(mut module) = parse(&context, &mutant) else { continue };
            scan(&module);
            outline(&context, &mut module);
            annotate(&context, &mut module, |_, _| true);
            assert!(module.as_operation().verify(), "{}\n{mutant}", diagnostics.text());
        }
    }
}
