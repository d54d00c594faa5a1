//! Sizes and times of proofs of a circuit, by parts: `cargo run --release -p sumcheck --example circuit -- FILE
//! [REPETITIONS [LEAST]] [bits=N] [plan|zk]`. The file is an artifact's `circuit.bin`; constants of at least LEAST elements are withheld from the key;
//! inputs are drawn, or all the same where no drawn ones complete. Proofs have N bits of security, 100 where nothing is said. With `zk` they hide what is
//! not public; with `plan` nothing is proved.

use circuit::{Graph, PublicValues, Trace, interpret};
use rand::{Rng, SeedableRng};
use std::time::{Duration, Instant};
use sumcheck::prove::{Times, prove_run};
use sumcheck::witness::Witness;
use sumcheck::zk::prove::prove_hidden;
use sumcheck::zk::random::generator;
use sumcheck::{Level, Plan, ProvingKey, Setup, VerifyingKey, setup_at, verify};

/// How often a proof is verified.
const CHECKS: u32 = 20;

fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM"));
    line.and_then(|l| l.split_whitespace().nth(1)).and_then(|v| v.parse().ok()).unwrap_or(0)
}

/// Seconds of processor time so far.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks: Vec<f64> = stat.split_whitespace().skip(13).take(2).filter_map(|v| v.parse().ok()).collect();
    ticks.iter().sum::<f64>() / 100.0
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// A proof, and where its time goes.
fn proved(
    key: &ProvingKey,
    trace: &Trace,
    public: &PublicValues,
) -> Result<(Vec<u8>, Times), Box<dyn std::error::Error>> {
    let (plan, vectors) = (&key.plan, key.vectors());
    let Some(hiding) = &vectors.hidden else {
        let (proof, times) = prove_run(plan, vectors, trace, public)?;
        return Ok((proof.to_bytes()?, times));
    };
    let start = Instant::now();
    let values = circuit::public::integers(&plan.slots, public)?;
    let witness = Witness::new(plan, trace, &values);
    let spent = start.elapsed();
    let (proof, times) = prove_hidden(plan, vectors, hiding, &witness, &values, &mut generator()?)?;
    Ok((proof.to_bytes()?, Times { witness: spent, ..times }))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let hides = arguments.pop_if(|last| last == "zk").is_some();
    let plans = arguments.pop_if(|last| last == "plan").is_some();
    let level = arguments.pop_if(|last| last.starts_with("bits="));
    let level = match level.as_deref().and_then(|last| last.strip_prefix("bits=")) {
        Some(bits) => Level::new(bits.parse()?).ok_or("no such level")?,
        None => Level::default(),
    };
    let path = arguments.first().ok_or("which circuit.bin?")?;
    let repetitions: usize = arguments.get(1).map_or(Ok(5), |n| n.parse())?;
    let graph = Graph::from_bytes(&std::fs::read(path)?)?;
    let start = Instant::now();
    let plan = match arguments.get(2) {
        Some(least) => Plan::withholding(&graph, Plan::new(&graph)?.bits, least.parse()?)?,
        None => Plan::new(&graph)?,
    };
    println!("circuit {}, planned in {:.1} ms", plan.digest, ms(start.elapsed()));
    println!(
        "{} cells (2^{}), {} lookups and rows (2^{:?}), tables of at most 2^{}, {} planes, {} products, {} identities",
        plan.cells,
        plan.log_cells(),
        plan.leaves(),
        sumcheck::lookups::sizes(&plan),
        plan.bits,
        plan.planes.len(),
        plan.pairs().count(),
        plan.zeros.len(),
    );
    for (purpose, share) in plan.profile() {
        println!(
            "  {:>8} cells {:>8} lookups  {}: {}",
            share.cells, share.lookups, purpose.relation, purpose.why
        );
    }
    println!("constants withheld: {:?}", plan.withheld);
    println!("{:.1} s of processor time, peak {} KiB", processor(), peak_kib());
    if plans {
        return Ok(());
    }
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(7);
    let mut drawn = || -> Vec<Vec<i128>> {
        let tensors = graph.inputs.iter().map(|t| graph.tensor(*t));
        let values = |t: &circuit::Tensor| {
            (0..t.numel().unwrap_or(0)).map(|_| rng.gen_range(t.range.lo..=t.range.hi)).collect()
        };
        tensors.map(values).collect()
    };
    let same = |v: i128| -> Vec<Vec<i128>> {
        let tensors = graph.inputs.iter().map(|t| graph.tensor(*t));
        let values =
            |t: &circuit::Tensor| vec![v.clamp(t.range.lo, t.range.hi); t.numel().unwrap_or(0) as usize];
        tensors.map(values).collect()
    };
    let trace = (0..20)
        .find_map(|_| interpret(&graph, &drawn()).ok())
        .or_else(|| (-1..40).find_map(|v| interpret(&graph, &same(v)).ok()))
        .ok_or_else(|| format!("no input completes: {:?}", interpret(&graph, &same(1)).err()))?;
    println!("run: {:.1} s of processor time, peak {} KiB", processor(), peak_kib());
    let Setup { proving, verifying } = setup_at(plan, hides, level)?;
    let security = verifying.security();
    println!(
        "{:.1} bits of security, {:.1} without work, which is {:.0} hashes",
        security.bits(),
        security.unworked_bits(),
        security.hashes
    );
    for step in &security.steps {
        println!("  {:.1} {}, {:.1} of it work", step.bits, step.name, step.work);
    }
    let file = verifying.to_bytes();
    drop(verifying);
    println!("keys: {:.1} s of processor time, peak {} KiB", processor(), peak_kib());
    let public = PublicValues::of(&graph, &trace);
    let mut best: Option<Times> = None;
    let (mut bytes, before) = (Vec::new(), processor());
    for _ in 0..repetitions {
        let (own, times) = proved(&proving, &trace, &public)?;
        bytes = own;
        best = Some(best.filter(|b| b.total() <= times.total()).unwrap_or(times));
    }
    if let Some(t) = best {
        println!("{:.1} ms of processor time each", (processor() - before) * 1e3 / repetitions as f64);
        let phases: Vec<String> =
            t.phases().iter().map(|(name, time)| format!("{name} {:.1}", ms(*time))).collect();
        println!("prove {:.1} ms: {}", ms(t.total()), phases.join(", "));
        println!("peak {} KiB", peak_kib());
    }
    // What proving takes is measured without a second plan beside it.
    drop(proving);
    let (start, most) = (Instant::now(), sumcheck::pcs::SIZES[1]);
    let key = VerifyingKey::from_bytes(&file, most)?;
    println!("verifying key: {} bytes, read in {:.1} ms", file.len(), ms(start.elapsed()));
    let start = Instant::now();
    key.check(&graph)?;
    println!("compared with the circuit in {:.1} ms", ms(start.elapsed()));
    let (mut least, before) = (Duration::MAX, processor());
    for _ in 0..CHECKS {
        let start = Instant::now();
        verify(&key, &public, &bytes)?;
        least = least.min(start.elapsed());
    }
    let own = (processor() - before) * 1e3 / f64::from(CHECKS);
    println!("{own:.1} ms of processor time to verify");
    println!("verify {:.1} ms, {} bytes, peak {} KiB", ms(least), bytes.len(), peak_kib());
    println!("the proof's hash: {}", blake3::hash(&bytes));
    Ok(())
}
