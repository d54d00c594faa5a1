//! The executions of a case beside the reference: the program that all stages make of it, run natively, in the fault-proof
//! machine and by the circuit's interpreter, and its proof.

use gadgets::Graph;
use halo2::Srs;
use llvm_backend::OptLevel;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::execute::{self, Machine, Outcome};
use crate::pipeline::{self, Built, Quiet};
use crate::proving::{self, Public};
use crate::{Failure, strings};

/// An execution of a compiled case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Execution {
    /// Native code.
    Native,
    /// The fault-proof VM.
    Vm,
    /// The circuit's interpreter.
    Circuit,
    /// A proof, which is verified, and refused when an output is changed.
    Proof,
}

/// Runs cases by these executions.
#[derive(Debug)]
pub struct Executions {
    wanted: Vec<Execution>,
    /// Largest table that is proved, as a power of two.
    most_k: u32,
    /// Reference strings by size.
    strings: Mutex<BTreeMap<u32, Arc<Srs>>>,
}

impl Executions {
    /// These; proofs of tables of up to `2^most_k` rows.
    pub fn new(wanted: &[Execution], most_k: u32) -> Self {
        Self { wanted: wanted.to_vec(), most_k, strings: Mutex::default() }
    }

    /// What each gives for these inputs; the stages are run once, and not at all for no executions.
    ///
    /// # Errors
    /// [`Failure`] of a stage.
    pub fn run(&self, graph: &Graph, inputs: &[Vec<i64>]) -> Result<Vec<(&'static str, Outcome)>, Failure> {
        if self.wanted.is_empty() {
            return Ok(Vec::new());
        }
        let built = pipeline::build(graph, pipeline::lower(graph, true)?, &Quiet)?;
        self.wanted.iter().map(|on| self.one(*on, &built, inputs)).collect()
    }

    fn one(
        &self,
        on: Execution,
        built: &Built,
        inputs: &[Vec<i64>],
    ) -> Result<(&'static str, Outcome), Failure> {
        let Built { modules, program, circuit } = built;
        let (graph, plan) = (&program.graph, &program.plan);
        Ok(match on {
            Execution::Native => {
                let machine = Machine::new(&modules.llvm, graph, plan, OptLevel::O2)?;
                ("native code", machine.run(graph, inputs)?)
            }
            Execution::Vm => {
                let elf = pipeline::elf(&modules.llvm, graph.nodes.len())?;
                let guest = execute::guest(&elf, plan)?;
                ("the virtual machine", execute::vm(&guest, graph, plan, inputs)?.outcome)
            }
            Execution::Circuit => ("the circuit", execute::circuit(circuit, graph, inputs)?),
            Execution::Proof => ("the proof", self.prove(circuit, inputs)?),
        })
    }

    fn prove(&self, circuit: &circuit::Graph, inputs: &[Vec<i64>]) -> Result<Outcome, Failure> {
        let plan = proving::plan(circuit)?;
        let k = plan.system.k;
        if k > self.most_k {
            let most = self.most_k;
            return Err(Failure::input(format!("a proof takes a table of 2^{k} rows, more than 2^{most}")));
        }
        let srs = self.string(k)?;
        let keys = proving::keys(plan, &srs)?;
        let (public, proof) = proving::prove(&keys.proving, &srs, circuit, inputs)?;
        proving::verify(&keys.verifying, &public, &proof)?;
        let mut lie = public.clone();
        if let Some(value) = lie.outputs.iter_mut().flatten().next() {
            // Another value of the output's type, or an error of ours all the same.
            *value ^= 1;
            if proving::verify(&keys.verifying, &lie, &proof).is_ok() {
                return Err(Failure::internal("the proof is accepted for another output"));
            }
        }
        Ok(Outcome::Done(Public::new(&public)?.outputs))
    }

    fn string(&self, k: u32) -> Result<Arc<Srs>, Failure> {
        let mut strings = self.strings.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(srs) = strings.get(&k) {
            return Ok(srs.clone());
        }
        let srs = Arc::new(strings::new(k, Some(0))?);
        strings.insert(k, srs.clone());
        Ok(srs)
    }
}
