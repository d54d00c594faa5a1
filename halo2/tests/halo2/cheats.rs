//! Lies about a run, told with everything that follows from them, are refused: by our own evaluation of
//! every constraint, and by the real prover and verifier.

use super::cases::{KINDS, Made, family, kind_name, made, stricter_and_looser};
use super::circuits::{config, run};
use super::liar::{Liar, Lie, Place, places};
use super::verdicts::verdict;
use circuit::{Builder, EinsumSpec, Graph, Range, Reduction, Ref};
use halo2::columns::Config;
use halo2::field::{Fr, fr};
use halo2::mode::Mode;
use halo2::public::instance;
use halo2::{Plan, Reject, Setup, Srs, prove_table, setup};
use rand::Rng;
use rand::rngs::OsRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use std::sync::OnceLock;

/// How many lies are told about one relation of a circuit.
#[derive(Clone, Copy)]
struct Effort {
    /// Elements whose value is another.
    elements: usize,
    /// Pairs of cells that are moved together.
    pairs: usize,
    /// Lies about one circuit that go through the real prover, each of another relation or sort.
    proofs: usize,
}

const USUAL: Effort = Effort { elements: 2, pairs: 12, proofs: 2 };
const DEEP: Effort = Effort { elements: 12, pairs: 300, proofs: 40 };

/// The reference string for tables of `2^k` rows: cutting down a longer one takes as long as a proof.
fn srs(k: u32) -> &'static Srs {
    static ALL: [OnceLock<Srs>; 16] = [const { OnceLock::new() }; 16];
    ALL[k as usize].get_or_init(|| Srs::from_seed(k, 3).expect("a string"))
}

/// Keys of a circuit, made when the first lie is to be proved.
#[derive(Default)]
pub struct Court {
    keys: Option<Setup>,
    /// Proofs that were refused.
    refused: usize,
}

impl Court {
    /// What the real verifier says of a lie that the real prover proved.
    pub fn judges(&mut self, liar: &Liar<'_>, lie: &Lie) -> Result<(), Reject> {
        let string = srs(liar.plan.system.k);
        let keys = self.keys.get_or_insert_with(|| {
            let plan = Plan::with_config(&liar.plan.graph, liar.plan.config).expect("planned before");
            setup(plan, string).expect("keys")
        });
        let proof = prove_table(&keys.proving, string, lie.grid.clone(), &lie.instance, OsRng);
        verdict(&keys.verifying, &lie.public, &proof.expect("a proof"))
    }

    /// The lie is refused, unless it has no proof to look at: public values outside their ranges.
    pub fn refuses(&mut self, name: &str, liar: &Liar<'_>, lie: &Lie) -> bool {
        let proved = instance(&lie.public, &liar.plan.slots).is_ok();
        if proved {
            assert!(self.judges(liar, lie).is_err(), "{name}: proved: {}", lie.what);
            self.refused += 1;
        }
        proved
    }

    /// The honest run is accepted, by the same way.
    pub fn accepts(&mut self, name: &str, liar: &Liar<'_>) {
        self.judges(liar, &liar.honest).unwrap_or_else(|e| panic!("{name}: an honest run is refused: {e}"));
    }
}

/// What was refused of one circuit, by our own evaluation.
#[derive(Default, Debug)]
struct Refused {
    /// Elements with other values.
    elements: usize,
    /// Cells moved.
    cells: usize,
}

/// Tells lies about every relation of a run.
fn lies(name: &str, liar: &Liar<'_>, effort: Effort, rng: &mut ChaCha8Rng, court: &mut Court) -> Refused {
    let mut refused = Refused::default();
    let mut sorts: Vec<Vec<Lie>> = Vec::new();
    let plan = liar.plan;
    for (r, relation) in plan.graph.relations.iter().enumerate() {
        let mut told = Vec::new();
        if let Some(out) = relation.out() {
            let count = plan.graph.tensor(out).numel().expect("small") as u32;
            let mut elements: Vec<u32> = (0..count).collect();
            elements.shuffle(rng);
            for element in elements.into_iter().take(effort.elements) {
                let tempting = liar.tempting(r, element);
                told.extend(tempting.into_iter().filter_map(|v| liar.trace_cheat(r, element, v)));
            }
        }
        refused.elements += told.len();
        let of_elements = told.len();
        told.extend(moved(liar, r, effort.pairs, rng));
        refused.cells += told.len() - of_elements;
        for lie in &told {
            assert!(liar.caught(lie).is_some(), "{name}: {}\n{}", lie.what, plan.graph.summary());
        }
        let cells = told.split_off(of_elements);
        sorts.extend([told, cells]);
    }
    // Some through the real prover, of as many sorts as possible.
    sorts.iter_mut().for_each(|sort| sort.shuffle(rng));
    sorts.shuffle(rng);
    let mut left = effort.proofs;
    while left > 0 && sorts.iter().any(|sort| !sort.is_empty()) {
        for lie in sorts.iter_mut().filter_map(Vec::pop) {
            left -= usize::from(left > 0 && court.refuses(name, liar, &lie));
        }
    }
    refused
}

/// Pairs of cells of a relation, moved alike, against each other, and until one of them is zero.
fn moved(liar: &Liar<'_>, relation: usize, pairs: usize, rng: &mut ChaCha8Rng) -> Vec<Lie> {
    let blocks = liar.plan.blocks.iter().filter(|b| b.relation == Some(relation));
    let cells: Vec<Place> = blocks.flat_map(|b| places(liar.plan, b)).collect();
    let mut all = Vec::new();
    if cells.len() < 2 {
        return all;
    }
    for i in 0..pairs {
        let a = *cells.choose(rng).expect("two at least");
        // Half of them on one row, where most of a relation's freedom is.
        let near: Vec<Place> =
            cells.iter().copied().filter(|b| *b != a && (i % 2 > 0 || b.1 == a.1)).collect();
        let Some(b) = near.choose(rng).copied() else { continue };
        let value = |p: Place| liar.honest.grid.get(p.0, p.1);
        let step = fr(rng.gen_range(1..1 << liar.plan.config.bits));
        for (da, db) in
            [(step, step), (step, -step), (-step, step), (-value(b), -value(b)), (value(b), -value(b))]
        {
            if da == Fr::zero() {
                continue;
            }
            all.extend(liar.cell_cheat(relation, &[(a, value(a) + da), (b, value(b) + db)]));
        }
    }
    all
}

/// Columns that suffice for windows of the circuits by hand.
const WIDE: Config = Config { bits: 6, lanes: 14, accumulators: 2, weights: 3, ports: 4, tables: 1 };

/// A run that completes, and one that an honest prover would stop, where there is one.
fn runs<'a>(graph: &Graph, plan: &'a Plan, rng: &mut ChaCha8Rng) -> Vec<Liar<'a>> {
    let (mut honest, mut stopped) = (None, None);
    for _ in 0..60 {
        let inputs = super::random::inputs(graph, rng);
        match Liar::new(plan, &inputs) {
            Some((liar, None)) => honest = honest.or(Some(liar)),
            Some((liar, Some(_))) => stopped = stopped.or(Some(liar)),
            None => {}
        }
    }
    if let Some(liar) = &stopped {
        assert!(liar.caught(&liar.honest).is_some(), "a run that stops\n{}", graph.summary());
    }
    honest.into_iter().chain(stopped).collect()
}

/// Lies about the circuits by hand.
fn by_hand(effort: Effort, seed: u64) {
    let made = made();
    let planned = |m: &Made| Plan::with_config(&m.graph, WIDE).unwrap_or_else(|e| panic!("{}: {e}", m.name));
    let plans: Vec<Plan> = made.iter().map(planned).collect();
    let windows = |plan: &Plan| plan.modes.iter().filter(|m| matches!(m, Mode::Windows(_))).count();
    let fused: Vec<_> = made.iter().zip(&plans).map(|(made, plan)| (made.name, windows(plan))).collect();
    assert_eq!(fused, made.iter().map(|made| (made.name, made.fused)).collect::<Vec<_>>());
    for (made, plan) in made.iter().zip(plans) {
        let mut rng = super::random::rng(seed);
        let mut court = Court::default();
        let mut told = 0;
        for liar in runs(&made.graph, &plan, &mut rng) {
            if liar.caught(&liar.honest).is_some() {
                court.refuses(made.name, &liar, &liar.honest);
                continue;
            }
            court.accepts(made.name, &liar);
            let refused = lies(made.name, &liar, effort, &mut rng, &mut court);
            assert!(refused.elements > 0 && refused.cells > 0, "{}: {refused:?}", made.name);
            told += refused.elements + refused.cells;
        }
        assert!(court.refused > 0, "{}: no lie went through the prover", made.name);
        println!("{}: {told} lies refused, {} of them by the verifier", made.name, court.refused);
    }
}

#[test]
fn lies_about_circuits_of_every_mode_are_refused() {
    by_hand(USUAL, 1);
}

#[test]
#[ignore = "some minutes: every lie about every relation, many through the real prover"]
fn many_lies_about_circuits_of_every_mode_are_refused() {
    (2..6).for_each(|seed| by_hand(DEEP, seed));
}

/// Lies about each gadget family and the fallback.
fn families(effort: Effort, seeds: std::ops::Range<u64>, circuits: usize) {
    for kind in 0..KINDS {
        let (mut told, mut by_verifier, mut done) = (0, 0, 0);
        for seed in seeds.clone() {
            let Some((graph, given)) = family(kind, seed) else { continue };
            let mut rng = super::random::rng(seed);
            let plan = Plan::with_config(&graph, config(&mut rng)).expect("a plan");
            if plan.placement.rows > 700 || done == circuits {
                continue;
            }
            let Some((liar, stopped)) = Liar::new(&plan, &given) else { continue };
            let mut court = Court::default();
            if stopped.is_some() {
                assert!(liar.caught(&liar.honest).is_some(), "a run that stops\n{}", graph.summary());
                court.refuses(kind_name(kind), &liar, &liar.honest);
            } else {
                let refused = lies(kind_name(kind), &liar, effort, &mut rng, &mut court);
                told += refused.elements + refused.cells;
                // A copy of an input has no relation to lie about.
                done += usize::from(refused.elements + refused.cells > 0);
            }
            by_verifier += court.refused;
        }
        println!("{}: {told} lies refused, {by_verifier} by the verifier", kind_name(kind));
        assert!(done > 0 && told > 0 && by_verifier > 0, "{}", kind_name(kind));
    }
}

#[test]
fn lies_about_every_family_are_refused() {
    families(Effort { elements: 1, pairs: 4, proofs: 2 }, 0..40, 2);
}

#[test]
#[ignore = "some minutes: many circuits of each family"]
fn many_lies_about_every_family_are_refused() {
    families(Effort { elements: 4, pairs: 60, proofs: 8 }, 100..300, 20);
}

/// The cheapest lie: a maximum below its floor and its difference to the candidate, moved together. Nobody
/// but the floor's own limbs objects, since the product of differences is zero as it should be.
#[test]
fn a_maximum_below_its_floor_is_refused() {
    let mut b = Builder::new();
    let x = b.input(&[1, 4], Range::new(0, 255));
    let w = b.constant(&[3, 4], &[1, -2, 3, -4, 5, 6, -7, 1, -1, -1, -1, 2]);
    let y = b.einsum(EinsumSpec::linear(), x, w, None).expect("fits");
    let m = b.max(y, Reduction::Axes(Vec::new()), Some(0)).expect("fits");
    let w = b.constant(&[2, 3], &[1, 2, 3, -1, 4, 1]);
    let o = b.einsum(EinsumSpec::linear(), Ref::from(m), w, None).expect("fits");
    b.output(o);
    let graph = b.finish();
    let plan = Plan::new(&graph).expect("a plan");
    assert!(matches!(plan.modes[1], Mode::Windows(_)));
    let (liar, stopped) = Liar::new(&plan, &[vec![10, 20, 30, 100]]).expect("runs");
    assert_eq!((stopped, &liar.honest.public.outputs), (None, &vec![vec![540, 380]]));
    let lie = liar.trace_cheat(1, 0, -340).expect("the result is committed");
    assert_eq!(lie.public.outputs, [[200, 720]]);
    let broken = liar.all(&lie);
    assert!(!broken.is_empty(), "nothing objects");
    let mut court = Court::default();
    court.accepts("relu", &liar);
    court.refuses("relu", &liar, &lie);
    assert_eq!(court.refused, 1);
}

/// Where a result's declared range is wider than its image, the circuit could be the one without floor or clamp: a
/// table filled for that one, and its outputs, are refused.
#[test]
fn a_run_of_a_circuit_that_asks_less_is_refused() {
    for (name, strict, loose) in stricter_and_looser() {
        let [plan, other] = [&strict, &loose].map(|g| Plan::with_config(g, WIDE).expect("a plan"));
        assert!([&plan, &other].iter().all(|p| matches!(p.modes[1], Mode::Windows(_))), "{name}");
        let mut rng = super::random::rng(3);
        let mut court = Court::default();
        let mut told = 0;
        for _ in 0..40 {
            let inputs = super::random::inputs(&strict, &mut rng);
            let (Some((liar, None)), Some((looser, None))) =
                (Liar::new(&plan, &inputs), Liar::new(&other, &inputs))
            else {
                continue;
            };
            if liar.honest.public == looser.honest.public {
                continue;
            }
            let lie = Lie { what: format!("without {name}"), ..looser.honest };
            assert_eq!(lie.grid.advice.len(), liar.honest.grid.advice.len(), "{name}: other columns");
            assert!(liar.caught(&lie).is_some(), "{name}: {inputs:?}");
            if told == 0 {
                court.accepts(name, &liar);
                court.refuses(name, &liar, &lie);
            }
            told += 1;
        }
        assert!(told > 5 && court.refused == 1, "{name}: {told} lies, {} proved", court.refused);
    }
}

/// An honest prover says that a trace is wrong, instead of giving a proof that nobody accepts.
#[test]
fn proving_a_wrong_trace_is_an_error() {
    let graph = super::proofs::network(0);
    let mut rng = super::random::rng(5);
    let mut trace = run(&graph, &mut rng).expect("completes");
    let plan = Plan::new(&graph).expect("a plan");
    let string = srs(plan.system.k);
    let keys = setup(plan, string).expect("keys");
    let out = graph.outputs[0];
    let mut values = trace.tensor(out).to_vec();
    values[1] += if values[1] > 0 { -1 } else { 1 };
    trace.tensors[out.0 as usize] = circuit::Values::new(graph.tensor(out).range, &values);
    let found = halo2::prove(&keys.proving, string, &trace, OsRng);
    assert!(matches!(found, Err(halo2::ProveError::Unsatisfied(_))), "{found:?}");
}
