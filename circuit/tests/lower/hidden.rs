//! Circuits of hidden weights: the same meaning, and one circuit for all weights.

use circuit::lower::{Hidden, LowerError, Shown, lower, lower_hidden, shown};
use circuit::public::{Kind, parameters, slots};
use circuit::{Data, ExecError, Visibility, interpret};
use gadgets::arbitrary::{Source, graph};
use gadgets::names::is_function_table;
use gadgets::primitive::{Divide, Lookup, Map, Read};
use gadgets::{
    Body, Buffer, Composed, Dyadic, ElementType, Gadget, Graph, Node, Operand, Port, Primitive, Range,
    RangeCheck, Role, Stop, Tensor, TensorId,
};

use super::deep::bodies;

fn wide(values: &[i64]) -> Vec<i128> {
    values.iter().map(|v| i128::from(*v)).collect()
}

/// Random inputs of a graph.
fn given(graph: &Graph, seed: u64) -> Vec<Vec<i64>> {
    let s = &mut Source::new(!seed);
    let tensor = |p: &Port| graph.tensor(p.tensor);
    graph.inputs.iter().map(|p| (0..tensor(p).len()).map(|_| s.value(tensor(p).range)).collect()).collect()
}

/// What a run gives, or the status that it stops with.
fn run(hidden: &Hidden, weights: &[Data], inputs: &[Vec<i64>]) -> Result<Vec<Vec<i128>>, i32> {
    let weights = weights.iter().map(|data| wide(&data.to_vec()));
    let all: Vec<Vec<i128>> = inputs.iter().map(|v| wide(v)).chain(weights).collect();
    match interpret(&hidden.circuit, &all) {
        Ok(trace) => Ok(hidden.circuit.outputs.iter().map(|t| trace.tensor(*t).to_vec()).collect()),
        Err(ExecError::Status { status, .. }) => Err(status),
        Err(e) => panic!("{e}"),
    }
}

/// What the gadgets give.
fn expected(graph: &Graph, inputs: &[Vec<i64>]) -> Result<Vec<Vec<i128>>, i32> {
    let slices: Vec<&[i64]> = inputs.iter().map(Vec::as_slice).collect();
    match gadgets::execute(graph, &slices) {
        Ok(run) => Ok(run.outputs.iter().map(|v| wide(v)).collect()),
        Err(Stop::Status { status, .. }) => Err(status.code()),
        Err(e) => panic!("{e}"),
    }
}

/// The graph with the elements of each of these weights in reverse, if it is one. What is a function's table, too, stays.
fn reversed(graph: &Graph, weights: &[Data]) -> Option<Graph> {
    let mut other = graph.clone();
    let known = tables(graph, true);
    let is_weight = |data: &Data| weights.contains(data) && !known.contains(data);
    for t in &mut other.tensors {
        if let Some(data) = t.data.as_ref().filter(|data| is_weight(&Data::of(data))) {
            let all: Vec<i64> = data.to_i64().into_iter().rev().collect();
            t.data = Some(Buffer::new(t.element, &all).expect("they fitted before"));
        }
    }
    other.validate().is_ok().then_some(other)
}

/// Hidden weights change nothing of what a model gives, and no weight is left in its circuit.
fn same(graph: &Graph, seed: u64) -> Result<Hidden, Vec<LowerError>> {
    let hidden = lower_hidden(graph)?;
    assert_eq!(hidden.circuit.validate(), Ok(()), "seed {seed}");
    let ids = parameters(&hidden.circuit);
    assert_eq!(ids.len(), hidden.weights.len());
    for (t, data) in ids.iter().zip(&hidden.weights) {
        let tensor = hidden.circuit.tensor(*t);
        assert_eq!(tensor.numel(), Some(data.len() as u64));
        let bits = tensor.range.bits();
        assert!(tensor.range.count() == 1 << bits && bits % 8 == 0, "{} is of no whole bytes", tensor.range);
    }
    for run_seed in 0..3 {
        let inputs = given(graph, 10 * seed + run_seed);
        let found = run(&hidden, &hidden.weights, &inputs);
        assert_eq!(found, expected(graph, &inputs), "seed {seed}\n{}", hidden.circuit.summary());
    }
    Ok(hidden)
}

#[test]
fn hidden_weights_mean_the_same_and_leave_no_trace() {
    let (mut made, mut twins, mut refused) = (0, 0, 0);
    let deep = (0..120).map(|seed| bodies(seed, 1 + seed as usize % 12));
    for (seed, graph) in (0..).zip((0..300).map(graph).chain(deep)) {
        let Ok(hidden) = same(&graph, seed) else {
            refused += 1;
            continue;
        };
        made += 1;
        let Some(twin) = reversed(&graph, &hidden.weights) else { continue };
        let Ok(other) = same(&twin, seed) else { continue };
        let public = lower(&graph).expect("valid").digest() != lower(&twin).expect("valid").digest();
        if hidden.weights != other.weights && public {
            let [a, b] = [&hidden, &other].map(|h| h.circuit.summary());
            let line = a.lines().zip(b.lines()).skip(1).find(|(a, b)| a != b);
            assert!(hidden.circuit.to_bytes() == other.circuit.to_bytes(), "seed {seed}: {line:?}");
            twins += 1;
            // The other's weights in this one's circuit are the other model.
            let inputs = given(&graph, seed);
            assert_eq!(run(&hidden, &other.weights, &inputs), expected(&twin, &inputs), "seed {seed}");
        }
    }
    assert!(made > 100 && twins > 30, "{made} made, {twins} of two models, {refused} refused");
}

/// Tables that a graph's steps look up, as they are stored: of functions, or the model's own.
fn tables(graph: &Graph, functions: bool) -> Vec<Data> {
    let mut found = Vec::new();
    for node in &graph.nodes {
        let result = node.output.map_or("", |id| &graph.tensor(id).name);
        let body = node.gadget.body();
        for value in body.iter().flat_map(|b| &b.values) {
            let Primitive::Lookup(w) = &value.word else { continue };
            let read = w.table.values();
            let operand = read.first().and_then(|v| node.operands.get(*v));
            let tensor = operand.map(|id| graph.tensor(*id)).filter(|_| w.table.views.is_empty());
            let family = !matches!(node.gadget, Gadget::Composed(_));
            let told = |t: &&Tensor| (family || is_function_table(&t.name, result)) == functions;
            found.extend(tensor.filter(told).and_then(|t| t.data.as_ref()).map(Data::of));
        }
    }
    found
}

/// What a model computes with its weights is no weight, and a table of its own is one.
#[test]
fn functions_stay_known_and_learned_tables_do_not() {
    let [mut functions, mut learned] = [0, 0];
    for seed in 0..200 {
        let graph = bodies(seed, 1 + seed as usize % 6);
        let Ok(hidden) = lower_hidden(&graph) else { continue };
        let own = tables(&graph, false);
        for table in tables(&graph, true).iter().filter(|table| !own.contains(table)) {
            assert!(!hidden.weights.contains(table) || table.len() < 3, "seed {seed}: a function is hidden");
            assert!(hidden.circuit.tables.iter().any(|t| t.data == *table), "seed {seed}: {table:?}");
            functions += 1;
        }
        for table in own.iter().filter(|table| table.len() > 2) {
            assert!(
                hidden.circuit.tables.iter().all(|t| t.data != *table),
                "seed {seed}: {table:?} is shown"
            );
            learned += usize::from(hidden.weights.contains(table));
        }
    }
    assert!(functions > 5 && learned > 5, "{functions} functions, {learned} learned tables");
}

/// One step that looks its input's bytes up in a table of so many elements.
fn looked_up(elements: usize, name: &str, of: fn(i64) -> i64) -> Graph {
    let (x, range) = (ElementType::I16, Range::new(0, elements as i64 - 1));
    let operand = |role, element, n: usize| Operand { role, element, shape: vec![n] };
    let mut body = Body::new(vec![
        operand(Role::Activation, x, 3),
        operand(Role::Activation, ElementType::I16, elements),
    ]);
    let lookup = Lookup { table: Read::value(1), first: 0, x: Read::value(0) };
    let scaled = Map::linear([(77, Read::value(body.push(Primitive::Lookup(lookup), ElementType::I64)))], -5);
    let sum = body.push(Primitive::Map(scaled), ElementType::I64);
    let clip = Divide::clip(Read::value(sum), Range::new(-900, 9000));
    let y = body.push(Primitive::Divide(clip), ElementType::I64);
    body.store(y, operand(Role::Activation, ElementType::I16, 3));
    let tensor = |name: &str, n: usize, range, data: Option<Vec<i64>>| Tensor {
        name: name.to_owned(),
        shape: vec![n],
        element: ElementType::I16,
        scale: Dyadic::ONE,
        range,
        data: data.map(|all| Buffer::new(ElementType::I16, &all).expect("fits")),
    };
    let values: Vec<i64> = (0..elements as i64).map(of).collect();
    let of_values = Range::of(values.iter().copied()).expect("some");
    let port = |name: &str, id| Port { name: name.to_owned(), tensor: TensorId(id), shape: vec![3] };
    let check = Gadget::RangeCheck(RangeCheck { len: 3, x, range });
    let node = |gadget, operands: &[u32], output: Option<u32>, name: &str| Node {
        gadget,
        operands: operands.iter().copied().map(TensorId).collect(),
        output: output.map(TensorId),
        onnx: vec![name.to_owned()],
    };
    Graph {
        name: "table".to_owned(),
        tensors: vec![
            tensor("x", 3, range, None),
            tensor(name, elements, of_values, Some(values)),
            tensor("y", 3, Range::new(-900, 9000), None),
        ],
        nodes: vec![
            node(check, &[0], None, "x"),
            node(Gadget::Composed(Composed { body }), &[0, 1], Some(2), "bias_of_bucket"),
        ],
        inputs: vec![port("x", 0)],
        outputs: vec![port("y", 2)],
    }
}

/// A learned table is in the weights and not in the circuit; what stays is told, with its step.
#[test]
fn a_learned_table_is_hidden_or_refused_by_name() {
    let graph = looked_up(40, "bias", |i| i * i % 37);
    let hidden = same(&graph, 1).expect("it is hidden");
    assert_eq!(hidden.weights, [Data::new(&(0..40).map(|i| i * i % 37).collect::<Vec<_>>())]);
    let told: Vec<String> = shown(&graph).iter().map(Shown::to_string).collect();
    let step = "bias_of_bucket";
    let stays =
        [format!("{step}: factors 77"), format!("{step}: addends -5"), format!("{step}: bounds -900, 9000")];
    assert_eq!(told, [&["x: bounds 0, 39".to_owned()][..], &stays].concat());
    // One circuit for every table, and no table of the model's in it.
    let other = same(&looked_up(40, "bias", |i| 30 - i), 1).expect("it is hidden");
    assert!(hidden.circuit.to_bytes() == other.circuit.to_bytes() && hidden.weights != other.weights);
    lower_hidden(&looked_up(4096, "bias", |i| i)).expect("as many as are selected from");
    let refused = lower_hidden(&looked_up(4097, "bias", |i| i)).expect_err("too many to select from");
    let reason = refused[0].to_string();
    assert!(reason.contains(step) && reason.contains("4097 elements"), "{reason}");
    // By its name it is the table of the step's function, of which nothing is hidden.
    let function = looked_up(40, "y/table", |i| i * i % 37);
    assert_eq!(
        lower_hidden(&function).expect_err("no weights"),
        [LowerError::NoWeights { model: "table".into() }]
    );
    let table = shown(&function).into_iter().find(|s| s.kind == circuit::lower::Kind::FunctionTable);
    assert_eq!(table.map(|t| (t.step, t.count)), Some((step.to_owned(), 40)));
}

/// The verifier is given one hash of all weights.
#[test]
fn all_weights_are_one_public_value() {
    let hidden = (0..).find_map(|seed| lower_hidden(&graph(seed)).ok().filter(|h| h.weights.len() > 2));
    let Hidden { circuit, weights } = hidden.expect("some graph has several");
    let all = slots(&circuit);
    let kinds: Vec<Kind> = all.iter().map(|s| s.kind).collect();
    assert_eq!(kinds, [Kind::Input, Kind::Parameters, Kind::Output]);
    let count: usize = weights.iter().map(Data::len).sum();
    assert_eq!((all[1].elements(), all[1].len()), (count, 1));
    let mut output = circuit.clone();
    output.outputs.push(parameters(&circuit)[0]);
    let found = output.validate().expect_err("it would show the weights");
    assert!(found.iter().any(|d| d.to_string().contains("a parameter is listed as an output")), "{found:?}");
    let mut unchecked = circuit.clone();
    unchecked.tensors[parameters(&circuit)[0].0 as usize].checked = None;
    assert!(unchecked.validate().is_err());
    // An input's flags are of inputs alone.
    let position = circuit.inputs.len() - 1;
    assert_eq!(circuit.tensor(circuit.inputs[position]).vis, Visibility::Parameter);
    assert!(circuit.hiding(&[position]).is_err() && circuit.hashing(&[position], &[]).is_err());
}

/// Weights that are not there, and steps that need them.
#[test]
fn what_cannot_be_hidden_is_refused_by_name() {
    let mut none = graph(3);
    none.nodes.truncate(1);
    none.outputs[0] = none.inputs[0].clone();
    let refused = lower_hidden(&none).expect_err("a range check alone");
    assert!(refused[0].to_string().contains("no weights to hide"), "{refused:?}");
}
