//! One graph in all executions: the reference, native code, the virtual machine and the circuit.

use fault_proof_vm::guest::Guest;
use gadgets::Graph;
use llvm_backend::OptLevel;
use onnx2circuit::Failure;
use onnx2circuit::execute::{self, Machine, Outcome};
use onnx2circuit::pipeline::{self, Built, Quiet};

/// A graph and everything that runs it.
pub struct Executions {
    graph: Graph,
    machine: Machine,
    guest: Guest,
    /// What was made of it.
    pub built: Built,
}

impl Executions {
    /// Those of a graph. Without recognition no function is a gadget's; native code is optimised as said.
    pub fn new(graph: &Graph, recognise: bool, level: OptLevel) -> Result<Self, Failure> {
        let lowered = pipeline::lower(graph, recognise)?;
        let built = pipeline::build(graph, lowered, &Quiet)?;
        let (llvm, program) = (&built.modules.llvm, &built.program);
        let machine = Machine::new(llvm, &program.graph, &program.plan, level)?;
        let elf = pipeline::elf(llvm, program.graph.nodes.len())?;
        let guest = execute::guest(&elf, &program.plan)?;
        Ok(Self { graph: graph.clone(), machine, guest, built })
    }

    /// What the reference gives for this input, and all others too; else a fault of ours that says who gives what.
    pub fn run(&self, input: &[Vec<i64>]) -> Result<Outcome, Failure> {
        let Built { program, circuit, .. } = &self.built;
        let expected = execute::reference(&self.graph, input)?;
        for (who, outcome) in [
            ("native code", self.machine.run(&program.graph, input)?),
            ("the VM", execute::vm(&self.guest, &program.graph, &program.plan, input)?.outcome),
            ("the circuit", execute::circuit(circuit, &program.graph, input)?),
        ] {
            if outcome != expected {
                return Err(Failure::internal(format!("{who} gives {outcome:?}, expected {expected:?}")));
            }
        }
        Ok(expected)
    }
}
