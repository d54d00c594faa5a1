//! Runs of circuits of every kind have proofs that are accepted, and no facts about them are false.

use super::cases::{KINDS, family, kind_name, made};
use circuit::{
    Builder, Divisor, EinsumSpec, Graph, IndexMap, PublicValues, Range, Reduction, Ref, Relation, Rounding,
    TensorId, Trace, Window, interpret,
};
use rand::Rng;
use sumcheck::prove::prove_run;
use sumcheck::verify::verify_plan;
use sumcheck::{Plan, Vectors};

/// A plan with what its vectors are committed with.
pub struct Court {
    pub plan: Plan,
    pub vectors: Vectors,
}

impl Court {
    pub fn new(graph: &Graph, bits: u32) -> Self {
        Self::withholding(graph, bits, usize::MAX)
    }

    /// With constants of at least so many elements withheld.
    pub fn withholding(graph: &Graph, bits: u32, least: usize) -> Self {
        let plan = Plan::withholding(graph, bits, least);
        let plan = plan.unwrap_or_else(|e| panic!("{e}\n{}", graph.summary()));
        let vectors = Vectors::of(&plan).expect("a size");
        Self { plan, vectors }
    }

    /// What the verifier says of the prover's proof of a trace.
    pub fn judges(&self, trace: &Trace) -> Result<(), sumcheck::Reject> {
        let public = PublicValues::of(&self.plan.graph, trace);
        let (proof, _) = match prove_run(&self.plan, &self.vectors, trace, &public) {
            Ok(proof) => proof,
            Err(sumcheck::ProveError::Public(e)) => return Err(e.into()),
            Err(e) => panic!("{e}"),
        };
        verify_plan(&self.plan, &self.vectors, &public, &proof)
    }
}

fn accepts(name: &str, graph: &Graph, inputs: &[Vec<i128>], bits: u32) -> bool {
    let Ok(trace) = interpret(graph, inputs) else { return false };
    for least in [usize::MAX, 1] {
        let court = Court::withholding(graph, bits, least);
        court.judges(&trace).unwrap_or_else(|e| panic!("{name}, {least}: {e}\n{}", graph.summary()));
    }
    true
}

#[test]
fn runs_of_random_circuits_are_proved() {
    let mut done = 0;
    for seed in 0..40 {
        let mut rng = super::random::rng(seed);
        let graph = super::random::graph(&mut rng);
        let inputs = super::random::inputs(&graph, &mut rng);
        done += usize::from(accepts(&format!("seed {seed}"), &graph, &inputs, 8));
    }
    assert!(done > 30, "{done}");
}

#[test]
fn runs_of_circuits_by_hand_are_proved() {
    for made in made() {
        let mut rng = super::random::rng(1);
        let run = (0..60)
            .any(|_| accepts(made.name, &made.graph, &super::random::inputs(&made.graph, &mut rng), 8));
        println!("{}: {run}", made.name);
    }
}

#[test]
fn runs_of_every_family_are_proved() {
    for kind in 0..KINDS {
        let mut done = 0;
        for seed in 0..40 {
            let Some((graph, given)) = family(kind, seed) else { continue };
            done += usize::from(done < 2 && accepts(kind_name(kind), &graph, &given, 8));
        }
        assert!(done > 0, "{}", kind_name(kind));
    }
}

/// A padded convolution, pooling, and a linear layer.
pub fn network(weight: i64) -> Graph {
    let mut b = Builder::new();
    let x = b.input(&[1, 1, 6, 6], Range::new(0, 15));
    let k: Vec<i64> = (0..18).map(|i| (i * 7 + weight) % 11 - 5).collect();
    let (k, bias) = (b.constant(&[2, 1, 3, 3], &k), b.constant(&[2], &[3, -4]));
    let same = Window { begin: [1, 1], end: [1, 1], ..Window::plain([3, 3], [1, 1]) };
    let a = b.conv(x, k, Some(bias.into()), same, 1).expect("fits");
    let over = Reduction::Window(Window::plain([2, 2], [2, 2]));
    let (rounding, out) = (Rounding::HalfUp, TensorId(0));
    let fused =
        Relation::ReluPoolRequant { x: a.into(), over, floor: Some(0), shift: 3, rounding, clip: None, out };
    let y = b.define(fused).expect("fits");
    let w: Vec<i64> = (0..54).map(|i| (i * 5 + weight) % 9 - 4).collect();
    let (w, c) = (b.constant(&[3, 18], &w), b.constant(&[1, 3], &[1, 2, -3]));
    let flat = Ref::from(y).reshape(vec![1, 18]);
    let o = b.einsum(EinsumSpec::linear(), flat, w, Some(c.into())).expect("fits");
    b.output(o);
    b.finish()
}

/// Views on each other, of an input and of a constant, thousands of them: no stack grows with their number, and no reader looks through all.
#[test]
fn thousands_of_views_on_each_other_are_proved() {
    let turned = |t: TensorId| Ref::from(t).view(vec![4], IndexMap::Affine { offset: 3, strides: vec![-1] });
    let mut b = Builder::new();
    let mut ends = [b.input(&[4], Range::new(-8, 7)), b.constant(&[4], &[1, -2, 3, 4])];
    for _ in 0..10_000 {
        for end in &mut ends {
            *end = b.affine(vec![(1, turned(*end))], 0).expect("fits");
        }
    }
    let y = b.mul(ends[0], ends[1]).expect("fits");
    b.output(y);
    assert!(accepts("views", &b.finish(), &[vec![5, -8, 7, 0]], 8));
}

/// The same of numbers whose digits are asked for: these are looked for below views, and not without end.
#[test]
fn digits_below_thousands_of_views_are_proved() {
    let mut b = Builder::new();
    let mut end = b.input(&[2], Range::new(-(1 << 28), 1 << 28));
    for _ in 0..30_000 {
        let turned = Ref::from(end).view(vec![2], IndexMap::Affine { offset: 1, strides: vec![-1] });
        end = b.affine(vec![(1, turned)], 0).expect("fits");
    }
    let square = b.mul(end, end).expect("fits");
    let y = b.div_round(square, Divisor::Pow2(31), Rounding::Floor, None).expect("fits");
    b.output(y);
    assert!(accepts("views", &b.finish(), &[vec![1 << 28, -77]], 8));
}

/// Numbers of up to 31 bits by any small divisor: the window of a remainder may be wider than the divisor, and has its place.
#[test]
fn quotients_of_numbers_near_the_prime_are_proved() {
    let mut rng = super::random::rng(5);
    for _ in 0..200 {
        let (lo, hi) = (-rng.gen_range(0..1i128 << 31), rng.gen_range(0..1i128 << 31));
        let divisor = match rng.gen_range(0..2) {
            0 => Divisor::Const(rng.gen_range(2..62)),
            _ => Divisor::Pow2(rng.gen_range(1..10)),
        };
        let mut b = Builder::new();
        let x = b.input(&[2], Range::new(lo, hi));
        let y = b.div_round(x, divisor, Rounding::Floor, None).expect("fits");
        b.output(y);
        let graph = b.finish();
        Plan::new(&graph).unwrap_or_else(|e| panic!("{lo}..{hi}: {e}"));
        assert!(accepts("quotient", &graph, &[vec![lo, hi]], 8));
    }
}

/// Products of numbers of both signs, of any two widths: digits of both signs may take a bit more than the number.
#[test]
fn products_of_any_widths_have_plans() {
    for a in [1, 8, 12, 13, 15, 16, 17, 20, 24] {
        for b in [8, 15, 16, 24] {
            let mut builder = Builder::new();
            let signed = |bits: u32| Range::new(-(1 << (bits - 1)), (1 << (bits - 1)) - 1);
            let [x, y] = [a, b].map(|bits| builder.input(&[3], signed(bits)));
            let product = builder.mul(x, y).expect("fits");
            let (num, den, out) = (product.into(), Divisor::Pow2(8), TensorId(0));
            let q = Relation::DivRound { num, den, rounding: Rounding::Floor, clip: None, out };
            let q = builder.define(q).expect("fits");
            builder.output(q);
            let graph = builder.finish();
            let plan = Plan::new(&graph).unwrap_or_else(|e| panic!("{a} by {b} bits: {e}"));
            let ends = |bits: u32| vec![signed(bits).lo, signed(bits).hi, -1];
            let trace = interpret(&graph, &[ends(a), ends(b)]).expect("completes");
            let vectors = Vectors::of(&plan).expect("a size");
            Court { plan, vectors }.judges(&trace).unwrap_or_else(|e| panic!("{a} by {b} bits: {e}"));
        }
    }
}
