//! Steps that native code runs by kernels: beside the code of their bodies, and the reference.

use gadgets::arbitrary::{Case, Source};
use gadgets::gadget::Known;
use gadgets::{Bound, Conv2d, ElementType, Epilogue, FullyConnected, Gadget, Graph, Range, Rounding, Window};
use llvm_backend::{Arena, Native, OptLevel, Plan};
use std::sync::Arc;

use super::read_back::annotated;
use super::{Outcome, model, native, raw, reference};

/// A layer of 5 rows or filters, and others that leave a rest in every tile.
fn layer(seed: u64) -> Case {
    let s = &mut Source::new(seed);
    let x = [ElementType::I8, ElementType::I16, ElementType::I32][s.size(0, 2)];
    let (w, bias) = (ElementType::I16, s.one_in(2));
    let ranges = [x.range(), Range::new(-900, 900), Range::new(-50_000, 50_000)];
    let plain = Epilogue::none(ElementType::I64);
    let make = |s: &mut Source, acc, epilogue| {
        if seed.is_multiple_of(2) {
            let (rows, inputs, outputs) = (5, s.size(16, 40), s.size(16, 40));
            let transposed = s.one_in(2);
            Gadget::FullyConnected(FullyConnected {
                batch: 2,
                rows,
                inputs,
                outputs,
                transposed,
                x,
                w,
                acc,
                bias,
                epilogue,
            })
        } else {
            let input = [s.size(3, 9), s.size(3, 22)];
            let strides = [s.size(1, 2), s.size(1, 2)];
            let window = Window { begin: [1, 0], end: [1, 2], ..Window::plain([3, 2], strides) };
            let (batch, groups, in_channels, out_channels) = (1, 2, 3, 5);
            Gadget::Conv2d(Conv2d {
                batch,
                groups,
                in_channels,
                out_channels,
                input,
                window,
                x,
                w,
                acc,
                bias,
                epilogue,
            })
        }
    };
    let again = s.clone();
    let known: Vec<Known<'_>> = ranges[..2 + usize::from(bias)].iter().map(|r| Known::range(*r)).collect();
    let sum = make(s, ElementType::I64, plain).range(&known).expect("sums of 64 bits");
    let acc = ElementType::accumulator(sum);
    let (shift, rounding) = (9, Rounding::HalfUp);
    let mut epilogue = Epilogue { shift, rounding, ..Epilogue::none(ElementType::I16) };
    let limit = ElementType::I16.range();
    epilogue.bound = if seed.is_multiple_of(3) { Bound::Reject(limit) } else { Bound::Saturate(limit) };
    let gadget = make(&mut again.clone(), acc, epilogue);
    gadget.check().expect("sound parameters");
    let operands = gadget.operands();
    let drawn = operands.iter().zip(ranges).map(|(o, range)| (0..o.len()).map(|_| s.value(range)).collect());
    let (operands, ranges) = (drawn.collect(), ranges[..operands.len()].to_vec());
    Case { gadget, operands, ranges }
}

/// The inputs with smaller and smaller values: from rejected to accepted.
fn smaller(inputs: &[Vec<i64>], bits: u32) -> Vec<Vec<i64>> {
    inputs.iter().map(|v| v.iter().map(|x| x >> bits).collect()).collect()
}

fn run(code: &Native, plan: &Arc<Plan>, graph: &Graph, inputs: &[Vec<i64>]) -> (Outcome, Vec<u8>) {
    let (outcome, arena): (Outcome, Arena) = native(code, plan, graph, inputs);
    (outcome, arena.vm_bytes())
}

#[test]
fn kernels_do_what_the_code_does() {
    let (mut done, mut rejected) = (0, 0);
    for seed in 0..24 {
        let case = layer(seed);
        let (graph, inputs) = model(&case);
        let plan = Arc::new(Plan::new(&graph).expect("a plan"));
        // Only a function that says which gadget it is has a kernel.
        let [kernel, code] = [annotated(&graph, ""), raw(&graph, "")]
            .map(|module| Native::new(&module, "", 1, &plan, OptLevel::O2).expect("code"));
        assert_eq!([kernel.kernels(), code.kernels()], [1, 0], "{:?}", case.gadget);
        for bits in [0, 2, 5, 9, 16] {
            let inputs = smaller(&inputs, bits);
            let want = reference(&graph, &inputs);
            let got = run(&kernel, &plan, &graph, &inputs);
            assert_eq!(got.0, want, "{:?}", case.gadget);
            assert_eq!(got, run(&code, &plan, &graph, &inputs), "{:?}", case.gadget);
            match want {
                Outcome::Outputs(_) => done += 1,
                Outcome::Err { .. } => rejected += 1,
            }
        }
    }
    assert!(done > 60 && rejected > 5, "{done} runs to the end, {rejected} rejected");
}
