//! Sizes and times of the halo2 backend on a random network in the shape of the MNIST CNN, and the times of halo2-axiom's own prover and verifier
//! beside them: `cargo run --release -p halo2 --example mnist_shape [REPETITIONS]`.

use circuit::{
    Builder, EinsumSpec, PublicValues, Range, Reduction, Ref, Relation, Rounding, TensorId, Trace, Window,
    interpret,
};
use halo2::synthesis::PlannedCircuit;
use halo2::transcript::{ProofReader, Start, Writer};
use halo2::{ProvingKey, VerifyingKey, key, plan::Plan, proof, public, srs::Srs, witness};
use halo2_proofs::plonk::{ProvingKey as HaloKey, create_proof, keygen_pk, keygen_vk, verify_proof};
use halo2_proofs::poly::kzg::commitment::KZGCommitmentScheme;
use halo2_proofs::poly::kzg::multiopen::{ProverSHPLONK, VerifierSHPLONK};
use halo2_proofs::poly::kzg::strategy::SingleStrategy;
use halo2curves::bn256::{Bn256, G1Affine};
use rand::{Rng, SeedableRng};
use std::cell::RefCell;
use std::time::Instant;

fn pool(b: &mut Builder, x: TensorId, size: u32) -> TensorId {
    let y = b
        .define(Relation::ReluPoolRequant {
            x: x.into(),
            over: Reduction::Window(Window::plain([size, size], [size, size])),
            floor: Some(0),
            shift: 11,
            rounding: Rounding::HalfUp,
            clip: None,
            out: TensorId(0),
        })
        .expect("the window fits");
    b.check(y, Range::new(0, 255), 17);
    y
}

fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM"));
    line.and_then(|l| l.split_whitespace().nth(1)).and_then(|v| v.parse().ok()).unwrap_or(0)
}

/// halo2-axiom's proof of the same.
fn theirs(key: &ProvingKey, halo2: &HaloKey<G1Affine>, srs: &Srs, trace: &Trace) -> usize {
    let values = public::of(&key.plan, trace, &[]);
    let instance = public::instance(&values, &key.plan.slots).expect("in range");
    let packed = public::pack(&instance, &key.plan.slots);
    let grid = RefCell::new(witness::first_phase(&key.plan, trace));
    let circuit = PlannedCircuit { plan: &key.plan, run: Some((&grid, &instance)) };
    let start = Start { statement: [0; 32], public: &packed, count: instance.len() };
    let mut transcript = Writer::new(start);
    create_proof::<KZGCommitmentScheme<Bn256>, ProverSHPLONK<'_, Bn256>, _, _, _, _>(
        srs.halo2(),
        halo2,
        &[circuit],
        &[&[&instance[..]]],
        rand::rngs::OsRng,
        &mut transcript,
    )
    .expect("a proof");
    transcript.finish().len()
}

/// halo2-axiom's verification of a proof of ours.
fn by_theirs(key: &VerifyingKey, public: &PublicValues, proof: &[u8]) {
    let (params, halo2) = key.halo2();
    let instance = public::instance(public, key.slots()).expect("in range");
    let packed = public::pack(&instance, key.slots());
    let start = Start { statement: key.seed(), public: &packed, count: instance.len() };
    let strategy = SingleStrategy::new(&params);
    verify_proof::<KZGCommitmentScheme<Bn256>, VerifierSHPLONK<'_, Bn256>, _, _, _>(
        &params,
        halo2,
        strategy,
        &[&[&instance]],
        &mut ProofReader::new(start, proof),
    )
    .expect("accepted");
}

fn main() {
    let cpu = || {
        let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
        let ticks: Vec<f64> =
            stat.split_whitespace().skip(13).take(2).filter_map(|v| v.parse().ok()).collect();
        ticks.iter().sum::<f64>() / 100.0
    };
    let repetitions: usize = std::env::args().nth(1).and_then(|s| s.parse().ok()).unwrap_or(5);
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(7);
    let mut gauss = |n: usize| -> Vec<i64> {
        (0..n)
            .map(|_| {
                let g = (0..12).map(|_| rng.r#gen::<f64>()).sum::<f64>() - 6.0;
                ((g * 32.0).round() as i64).clamp(-127, 127)
            })
            .collect()
    };
    // A second argument widens the second layer to differences of 23 bits, as weights of a real model may.
    let wide = if std::env::args().nth(2).is_some() { 28 } else { 1 };
    let (w1, b1, w2, b2, w3, b3) = (gauss(200), gauss(8), gauss(3200), gauss(16), gauss(2560), gauss(10));
    let mut b = Builder::new();
    let x = b.input(&[1, 1, 28, 28], Range::new(0, 255));
    let same = Window { begin: [2, 2], end: [2, 2], ..Window::plain([5, 5], [1, 1]) };
    let (k1, c1) = (b.constant(&[8, 1, 5, 5], &w1), b.constant(&[8], &b1));
    let a1 = b.conv(x, k1, Some(c1.into()), same, 1).expect("fits");
    let y1 = pool(&mut b, a1, 2);
    let (k2, c2) = (
        b.constant(&[16, 8, 5, 5], &w2.iter().map(|w| w * wide).collect::<Vec<_>>()),
        b.constant(&[16], &b2),
    );
    let a2 = b.conv(y1, k2, Some(c2.into()), same, 1).expect("fits");
    let y2 = pool(&mut b, a2, 3);
    let (w, c3) = (b.constant(&[10, 256], &w3), b.constant(&[1, 10], &b3));
    let flat = Ref::from(y2).reshape(vec![1, 256]);
    let o = b.einsum(EinsumSpec::linear(), flat, w, Some(c3.into())).expect("fits");
    b.output(o);
    let graph = b.finish();
    println!("conv ranges {} {}", graph.tensor(a1).range, graph.tensor(a2).range);

    let start = Instant::now();
    let plan = Plan::new(&graph).expect("plan");
    println!("plan {:?}: {:?} in {:?}", plan.config, plan.placement, start.elapsed());
    println!("peak {} KiB", peak_kib());
    print!("{}", plan.report());
    let image: Vec<i128> = (0..784).map(|_| rng.gen_range(0..256)).collect();
    let start = Instant::now();
    let trace = interpret(&graph, std::slice::from_ref(&image)).expect("the input is in range");
    println!("interpret {:?}", start.elapsed());
    if std::env::var_os("CHECK").is_some() {
        use halo2::{check::Checker, field::fr};
        let challenges = [fr(1234567), fr(7654321), fr(999331)];
        let public = public::instance(&PublicValues::of(&graph, &trace), &plan.slots).expect("in range");
        let start = Instant::now();
        let mut grid = witness::first_phase(&plan, &trace);
        let first = start.elapsed();
        witness::second_phase(&plan, &mut grid, &public, challenges);
        println!("fill {first:?} and {:?}", start.elapsed() - first);
        let found = Checker::new(&plan, &public, challenges).all(&grid);
        println!("violations {}: {:?}", found.len(), found.iter().take(10).collect::<Vec<_>>());
    }
    let start = Instant::now();
    let srs = Srs::from_seed(plan.system.k, 1).expect("a small string");
    println!("srs {:?}, peak {} KiB", start.elapsed(), peak_kib());
    let start = Instant::now();
    let keys = key::setup(plan, &srs).expect("keys");
    println!("keygen {:?}, peak {} KiB", start.elapsed(), peak_kib());
    let ours = || {
        let trace = interpret(&graph, std::slice::from_ref(&image)).expect("the input is in range");
        proof::prove(&keys.proving, &srs, &trace, rand::rngs::OsRng).expect("a proof")
    };
    let timed = |prove: &dyn Fn()| {
        let (start, before) = (Instant::now(), cpu());
        prove();
        (start.elapsed().as_secs_f64(), cpu() - before)
    };
    let (public, bytes) = ours();
    println!("proved once, peak {} KiB", peak_kib());
    assert_eq!(public, PublicValues::of(&graph, &trace));
    let circuit = PlannedCircuit { plan: &keys.proving.plan, run: None };
    let halo2 = keygen_vk(srs.halo2(), &circuit).and_then(|key| keygen_pk(srs.halo2(), key, &circuit));
    let halo2 = halo2.expect("a key of halo2-axiom's");
    let mut best = [(f64::MAX, 0.0); 2];
    for _ in 0..repetitions {
        let both: [&dyn Fn(); 2] = [&|| drop(ours()), &|| {
            theirs(&keys.proving, &halo2, &srs, &trace);
        }];
        for (best, prove) in best.iter_mut().zip(both) {
            let (wall, used) = timed(prove);
            *best = (best.0.min(wall), best.1 + used / repetitions as f64);
        }
    }
    for (name, (wall, used)) in ["ours, checked", "halo2-axiom's"].iter().zip(best) {
        println!(
            "prove ({name}) {wall:.3} s best, {used:.3} s of processor time each, {} bytes",
            bytes.len()
        );
    }
    let verifying = &keys.verifying;
    let both: [(&str, &dyn Fn()); 2] = [
        ("ours", &|| proof::verify(verifying, &public, &bytes).expect("accepted")),
        ("halo2-axiom's", &|| by_theirs(verifying, &public, &bytes)),
    ];
    for (name, verify) in both {
        let (mut best, before, rounds) = (f64::MAX, cpu(), 20 * repetitions);
        (0..rounds).for_each(|_| best = best.min(timed(verify).0));
        let used = (cpu() - before) / rounds as f64;
        println!("verify ({name}) {:.2} ms best, {:.2} ms of processor time each", best * 1e3, used * 1e3);
    }
}
