//! What every backend owes to its users, checked on circuits of every relation: [`conforms`] says what is broken.
//!
//! A backend's tests include this file and `cases.rs` beside it, by their paths. Lies are whole: where an element of a run
//! is another, everything after it is what an honest prover would compute from it, and the public values are those of the lie.

use super::cases::{Case, cases, sibling};
use circuit::{
    Backend, Graph, Keys, PublicValues, Range, RelId, Trace, Values, Visibility, execute, interpret,
};
use std::collections::BTreeSet;

/// A backend under test.
pub trait Subject: Backend {
    /// Parameters that are large enough for a circuit.
    fn parameters(graph: &Graph) -> Self::Parameters;

    /// Whether a trace passes for a run, as its proof would have to: for every element of every result, so that a backend may
    /// say it in less time than a proof takes.
    fn holds(made: &Made<Self>, graph: &Graph, trace: &Trace) -> bool {
        let _ = graph;
        made.accepts(trace)
    }
}

type Told<T> = Result<T, String>;

/// A circuit's keys and parameters, which were written and read again.
pub struct Made<B: Backend + ?Sized> {
    pub keys: Keys<B>,
    pub parameters: B::Parameters,
}

impl<B: Subject + ?Sized> Made<B> {
    fn new(graph: &Graph) -> Told<Self> {
        let fail = |e: B::Error| e.to_string();
        let parameters = B::parameters(graph);
        let keys = B::setup(graph, &parameters).map_err(fail)?;
        let again = B::setup(graph, &parameters).map_err(fail)?;
        let (proving, verifying) = (B::write_proving(&keys.proving), B::write_verifying(&keys.verifying));
        if B::write_proving(&again.proving) != proving || B::write_verifying(&again.verifying) != verifying {
            return Err("the keys of one circuit differ".to_owned());
        }
        let proving = B::read_proving(&proving, graph).map_err(fail)?;
        let verifying = B::read_verifying(&verifying).map_err(fail)?;
        if B::circuit(&verifying) != graph.digest() {
            return Err("a key names another circuit than its own".to_owned());
        }
        Ok(Self { keys: Keys { proving, verifying }, parameters })
    }

    fn prove(&self, trace: &Trace) -> Result<(PublicValues, Vec<u8>), B::Error> {
        B::prove(&self.keys.proving, &self.parameters, trace)
    }

    /// Whether a trace has a proof that is accepted.
    fn accepts(&self, trace: &Trace) -> bool {
        let proved = self.prove(trace);
        proved.is_ok_and(|(public, proof)| B::verify(&self.keys.verifying, &public, &proof).is_ok())
    }
}

/// Checks a backend.
///
/// # Errors
/// The first thing that it does wrong.
pub fn conforms<B: Subject>() -> Told<()> {
    let cases = cases();
    let names: BTreeSet<&str> =
        cases.iter().flat_map(|c| c.graph.relations.iter().map(circuit::Relation::name)).collect();
    if names.len() != RELATIONS {
        return Err(format!("the circuits hold {names:?}, which are not all {RELATIONS} relations"));
    }
    for case in &cases {
        one::<B>(case).map_err(|e| format!("{}: {e}", case.name))?;
    }
    others::<B>()
}

/// Relations of circuits.
const RELATIONS: usize = 11;

fn one<B: Subject>(case: &Case) -> Told<()> {
    let graph = &case.graph;
    graph.validate().map_err(|e| format!("{e:?}"))?;
    let made = Made::<B>::new(graph)?;
    let trace = interpret(graph, &case.inputs).map_err(|e| e.to_string())?;
    let (public, proof) = made.prove(&trace).map_err(|e| format!("no proof: {e}"))?;
    if public != PublicValues::of(graph, &trace) {
        return Err("the proof's public values are not the run's".to_owned());
    }
    let key = &made.keys.verifying;
    B::verify(key, &public, &proof).map_err(|e| format!("an honest proof is refused: {e}"))?;
    if !B::holds(&made, graph, &trace) {
        return Err("an honest run breaks constraints".to_owned());
    }
    for (what, bad) in changed(&public) {
        if B::verify(key, &bad, &proof).is_ok() {
            return Err(format!("accepted: {what}"));
        }
    }
    for (what, bad) in damaged(&proof) {
        if B::verify(key, &public, &bad).is_ok() {
            return Err(format!("accepted: a proof {what}"));
        }
    }
    for (what, lie, proved) in lies(case, &trace)? {
        if B::holds(&made, graph, &lie) {
            return Err(format!("all constraints hold although {what}"));
        }
        if proved && made.accepts(&lie) {
            return Err(format!("proved, although {what}"));
        }
    }
    Ok(())
}

/// Traces that are no run, and whether the prover has to be asked for a proof of it.
fn lies(case: &Case, trace: &Trace) -> Told<Vec<(String, Trace, bool)>> {
    let graph = &case.graph;
    let lawless = lawless(graph);
    let mut lies = Vec::new();
    for (r, relation) in graph.relations.iter().enumerate() {
        let Some(out) = relation.out() else { continue };
        let told = (0..trace.tensor(out).len()).flat_map(|i| {
            let value = trace.tensor(out).get(i);
            [value + 1, value - 1, 0].into_iter().filter(move |v| *v != value).map(move |v| (i, v))
        });
        let first = lies.len();
        for (i, value) in told {
            if let Some(lie) = lie(&lawless, trace, RelId(r as u32), i, value) {
                lies.push((format!("{} {r}: element {i} is {value}", relation.name()), lie, false));
            }
        }
        // One of each relation.
        lies.get_mut(first).into_iter().for_each(|(_, _, proved)| *proved = true);
    }
    if let Some(inputs) = &case.stops {
        if interpret(graph, inputs).is_ok() {
            return Err("a run that should stop does not".to_owned());
        }
        let run = follow(&lawless, given(&lawless, inputs), 0).ok_or("a run without checks has no result")?;
        lies.push(("a run that stops".to_owned(), run, true));
    }
    Ok(lies)
}

/// Another circuit's keys, and bytes that are none.
fn others<B: Subject>() -> Told<()> {
    let [a, b] = sibling();
    let (one, other) = (Made::<B>::new(&a.graph)?, Made::<B>::new(&b.graph)?);
    let trace = interpret(&a.graph, &a.inputs).map_err(|e| e.to_string())?;
    let (public, proof) = one.prove(&trace).map_err(|e| format!("no proof: {e}"))?;
    if B::verify(&other.keys.verifying, &public, &proof).is_ok() {
        return Err("a key accepts another circuit's proof".to_owned());
    }
    let [proving, verifying] = [B::write_proving(&one.keys.proving), B::write_verifying(&one.keys.verifying)];
    if B::read_proving(&proving, &b.graph).is_ok() {
        return Err("a proving key is read for another circuit".to_owned());
    }
    for (what, bad) in damaged(&verifying) {
        if B::read_verifying(&bad).is_ok() {
            return Err(format!("read: a verifying key {what}"));
        }
    }
    for (what, bad) in damaged(&proving) {
        if B::read_proving(&bad, &a.graph).is_ok() {
            return Err(format!("read: a proving key {what}"));
        }
    }
    Ok(())
}

/// Every element of the public values, changed; and values of other shapes.
fn changed(public: &PublicValues) -> Vec<(String, PublicValues)> {
    let mut all = Vec::new();
    for output in [false, true] {
        let count = if output { public.outputs.len() } else { public.inputs.len() };
        for t in 0..count {
            let tensor = |p: &PublicValues| if output { p.outputs[t].clone() } else { p.inputs[t].clone() };
            let mut add = |what: String, values: Vec<i128>| {
                let mut bad = public.clone();
                let place = if output { &mut bad.outputs } else { &mut bad.inputs };
                place[t] = values;
                all.push((what, bad));
            };
            let values = tensor(public);
            let which = if output { "output" } else { "input" };
            for i in 0..values.len() {
                for step in [1, -1] {
                    let mut other = values.clone();
                    other[i] += step;
                    add(format!("element {i} of {which} {t} plus {step}"), other);
                }
            }
            add(format!("{which} {t} is too short"), values[1..].to_vec());
            add(format!("{which} {t} is too long"), [&values[..], &[0]].concat());
        }
    }
    for output in [false, true] {
        let mut bad = public.clone();
        let tensors = if output { &mut bad.outputs } else { &mut bad.inputs };
        tensors.reverse();
        if bad != *public {
            all.push(("tensors in another order".to_owned(), bad));
        }
    }
    all.push(("no public values".to_owned(), PublicValues::default()));
    all
}

/// Bytes cut, extended, replaced, and changed in one place.
fn damaged(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let n = bytes.len();
    let mut all = vec![
        ("with a byte more".to_owned(), [bytes, &[0]].concat()),
        ("of zeros".to_owned(), vec![0; n]),
        ("of ones".to_owned(), vec![0xff; n]),
    ];
    all.extend([0, 1, n / 2, n - 1].map(|cut| (format!("of {cut} bytes"), bytes[..cut].to_vec())));
    for i in (0..n).step_by(n.div_ceil(40)) {
        let mut bad = bytes.to_vec();
        bad[i] ^= 1 << (i % 8);
        all.push((format!("with byte {i} changed"), bad));
    }
    all
}

/// The graph without checks: what is executed by whoever stops for nothing.
fn lawless(graph: &Graph) -> Graph {
    let mut graph = graph.clone();
    for t in &mut graph.tensors {
        if !matches!(t.vis, Visibility::Constant(_)) {
            (t.range, t.checked) = (Range::new(-(1 << 120), 1 << 120), None);
        }
    }
    graph
}

/// A trace of inputs and constants alone.
fn given(graph: &Graph, inputs: &[Vec<i128>]) -> Trace {
    let mut tensors: Vec<Values> = Vec::new();
    for (i, t) in graph.tensors.iter().enumerate() {
        let own = graph.inputs.iter().position(|input| input.0 as usize == i).map(|k| inputs[k].clone());
        let constant = || t.data().map(|d| d.iter().map(i128::from).collect());
        tensors.push(Values::new(t.range, &own.or_else(constant).unwrap_or_default()));
    }
    Trace { tensors }
}

/// Executes every relation from number `from` on, assertions left out; `None` where one has no result.
fn follow(lawless: &Graph, mut trace: Trace, from: usize) -> Option<Trace> {
    for (r, relation) in lawless.relations.iter().enumerate().skip(from) {
        if relation.out().is_some() {
            execute(lawless, RelId(r as u32), &mut trace).ok()?;
        }
    }
    Some(trace)
}

/// The run in which one element of a relation's result is another, with all that follows.
fn lie(lawless: &Graph, honest: &Trace, relation: RelId, element: usize, value: i128) -> Option<Trace> {
    let mut trace = honest.clone();
    let out = lawless.relations[relation.0 as usize].out()?;
    let mut values = trace.tensor(out).to_vec();
    values[element] = value;
    trace.tensors[out.0 as usize] = Values::new(lawless.tensor(out).range, &values);
    follow(lawless, trace, relation.0 as usize + 1)
}
