//! Steps whose code looks like a family's that cannot be used there: an operand that is computed, where the family's is a constant, or
//! a result proven narrower than the family proves it. They are compositions, and mean the same in all executions.

#[allow(dead_code, reason = "the tests of lowering use all of it")]
#[path = "../../circuit/tests/lower/alone.rs"]
mod alone;

use crate::four::Executions;
use crate::random::onnx::*;
use alone::Part;
use frontend::{CompileOptions, Interval, Ranges, compile_bytes};
use gadgets::arbitrary::{FAMILIES, case_of};
use gadgets::gadget::Known;
use gadgets::{Composed, Gadget, Range, Role};
use llvm_backend::OptLevel;
use onnx2circuit::execute::Outcome;
use rayon::prelude::*;
use tract_onnx::pb::ModelProto;

/// The step of a random case of a family as a composition whose operands are all computed; none where the family has no constants,
/// or a table, which is too long to be selected from where it is computed.
fn computed(family: usize, seed: u64) -> Option<(gadgets::Graph, Vec<Vec<i64>>)> {
    let case = case_of(family, seed);
    let mut body = case.gadget.body()?;
    let roles: Vec<Role> = case.gadget.operands().iter().map(|o| o.role).collect();
    let constant = |role: &Role| matches!(role, Role::Bias | Role::Multipliers);
    (roles.iter().any(constant) && !roles.contains(&Role::Table)).then_some(())?;
    body.operands.iter_mut().for_each(|o| o.role = Role::Activation);
    let ranges: Vec<Range> = case.operands.iter().filter_map(|v| Range::of(v.iter().copied())).collect();
    let known: Vec<Known<'_>> = ranges.iter().map(|range| Known::range(*range)).collect();
    let gadget = Gadget::Composed(Composed { body });
    let range = gadget.range(&known).ok()?;
    let output = gadget.output()?;
    let given =
        gadget.operands().into_iter().zip(ranges).map(|(o, range)| (o.element, o.shape, range, Part::Given));
    let given: Vec<_> = given.chain([(output.element, output.shape, range, Part::Result)]).collect();
    Some((alone::node(gadget, &["n"], given), case.operands))
}

#[test]
fn families_with_computed_operands_in_place_of_constants_are_compositions() {
    let cases = (0..FAMILIES).flat_map(|family| (0..24).map(move |seed| (family, seed)));
    let cases: Vec<_> = cases.filter_map(|(f, seed)| Some((f, seed, computed(f, seed)?))).collect();
    assert!(cases.len() >= 12, "{} cases", cases.len());
    cases.into_par_iter().for_each(|(family, seed, (graph, inputs))| {
        let outcome = Executions::new(&graph, true, OptLevel::O0).and_then(|all| all.run(&inputs));
        outcome.unwrap_or_else(|e| panic!("family {family}, seed {seed}: {}", e.to_text()));
    });
}

/// A sum that fits its type for these weights alone, which is read back in a form whose analysis does not see them: not recognised.
#[test]
fn a_sum_that_only_its_weights_keep_small_is_its_code() {
    let attributes =
        vec![ints("dilations", &[1, 2, 1]), ints("pads", &[1, 0, 1, 1, 1, 1]), ints("strides", &[1, 2, 1])];
    let nodes = vec![node("Conv", &["x", "w"], &["y"], attributes)];
    all_agree(
        &model(18, &[("x", &[1, 2, 5, 3, 4])], vec![weights("w", &[1, 2, 3, 2, 1])], nodes, &["y"]),
        [-3.0, 3.0],
    );
}

/// A product of positive numbers: as a 1x1 convolution it would be proven to reach down to 0.
#[test]
fn a_result_that_a_family_proves_to_be_wider_is_a_compositions() {
    let nodes = vec![
        node("GlobalLpPool", &["x"], &["norms"], vec![int("p", 2)]),
        node("ReduceProd", &["norms", "axes"], &["y"], vec![int("keepdims", 0)]),
    ];
    let constants = vec![integers("axes", &[2], vec![1, 0])];
    all_agree(&model(18, &[("x", &[1, 4, 3, 3])], constants, nodes, &["y"]), [0.5, 2.0]);
}

/// The model of one input, compiled from its range, in all executions.
fn all_agree(model: &ModelProto, [lo, hi]: [f64; 2]) {
    let mut compile = CompileOptions { ranges: Ranges::Drawn { seed: 1 }, ..Default::default() };
    compile.inputs.insert("x".into(), Interval::new(lo, hi).expect("a range"));
    let compiled = compile_bytes(&bytes(model), None, &compile).expect("it compiles");
    let graph = &compiled.quantised.graph;
    let all = Executions::new(graph, true, OptLevel::O0).unwrap_or_else(|e| panic!("{}", e.to_text()));
    let input = &graph.tensors[graph.inputs[0].tensor.index()];
    for step in [1, 37, 101] {
        let spread = |i: usize| input.range.lo + (i as i64 * step) % (input.range.hi - input.range.lo);
        let outcome = all.run(&[(0..input.len()).map(spread).collect()]);
        assert!(matches!(outcome, Ok(Outcome::Done(_))));
    }
}
