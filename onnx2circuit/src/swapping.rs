//! A compiled model as the two machines of a dispute.

use dispute::double_check::{Checked, Options};
use dispute::machine::{self, Slow};
use dispute::model::{Model, Region};
use dispute::run::Run;
use fault_proof_vm::arena::ARENA_BASE;
use fault_proof_vm::bound::{self, Limits};
use fault_proof_vm::keccak::keccak256;
use gadgets::Graph;
use llvm_backend::extended::Extended;
use llvm_backend::plan::{self, Plan};
use llvm_backend::{Act, Arena, OptLevel, Text};
use std::sync::Arc;

use crate::artifact::Artifact;
use crate::execute::{Machine, NativeMachine};
use crate::inputs::Ports;
use crate::pipeline::{self, Assembled, Program};
use crate::text::Window;
use crate::{Failure, execute};

/// Most levels of one layer: its history is then made in seconds.
const MAX_HEIGHT: u32 = 12;

/// What machines step through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Steps {
    /// How many there are.
    pub count: u64,
    /// Heights of their layers, the topmost first.
    pub heights: Vec<u32>,
}

impl From<&Graph> for Steps {
    fn from(graph: &Graph) -> Self {
        let count = graph.nodes.len() as u64;
        Self { count, heights: vec![count.max(2).next_power_of_two().ilog2()] }
    }
}

impl From<&Text> for Steps {
    fn from(text: &Text) -> Self {
        Self { count: text.steps(), heights: text.step_heights() }
    }
}

/// The least `a` such that no step of the program takes more than 2^a instructions, whatever the inputs.
///
/// # Errors
/// [`Failure`] that names the instruction that makes it impossible to tell, which our own programs do not have.
pub fn log2_instructions(elf: &[u8], steps: impl Into<Steps>, plan: &Plan) -> Result<u32, Failure> {
    let state = fault_proof_vm::elf::load(elf).map_err(Failure::input)?;
    let steps = steps.into().count;
    bound::log2_steps(&state, plan.log2_size, steps, Limits::default()).map_err(Failure::internal)
}

/// Machine AB of a compiled model. `digest` names what only people need.
///
/// # Errors
/// [`Failure`] for a file that is no program of ours.
pub fn slow(
    elf: &[u8],
    steps: impl Into<Steps>,
    plan: &Plan,
    log2_instructions: u32,
    digest: &str,
) -> Result<Slow, Failure> {
    let Steps { count, heights: step_heights } = steps.into();
    let guest = execute::guest(elf, plan)?;
    let region = |region: plan::Region| Region { offset: region.offset, log2_size: region.log2_size };
    let model = Model {
        template: guest.template().clone(),
        step_heights,
        heights: heights(log2_instructions),
        inputs: region(plan.inputs),
        outputs: region(plan.outputs),
        steps: count,
        digest: keccak256(digest.as_bytes()),
        terms: [0; 32],
    };
    Slow::new(guest, model).map_err(Failure::input)
}

/// A model that has just been compiled, as a game knows it.
///
/// # Errors
/// [`Failure`] for steps that have no bound.
pub fn model(assembled: &Assembled) -> Result<Model, Failure> {
    let Assembled { program: Program { graph, plan }, elf, circuit, .. } = assembled;
    let log2 = log2_instructions(elf, graph, plan)?;
    Ok(slow(elf, graph, plan, log2, &circuit.digest().to_string())?.model().clone())
}

/// Machine AB of an artifact.
///
/// # Errors
/// [`Failure`] for an artifact that was changed, or whose steps have no bound.
pub fn slow_of(artifact: &Artifact) -> Result<Slow, Failure> {
    let Artifact { graph, plan, manifest, .. } = artifact;
    let Some(log2) = manifest.dispute.log2_instructions else {
        let why = manifest.dispute.refused.as_deref().unwrap_or("no reason is given");
        return Err(Failure::input(format!("no step of this model has a known length: {why}")));
    };
    let slow = slow(&artifact.program()?, graph, plan, log2, &manifest.circuit.digest)?;
    let model = hex::encode(slow.model().id());
    if manifest.dispute.model.as_ref() != Some(&model) {
        let said = manifest.dispute.model.as_deref().unwrap_or("none");
        return Err(Failure::input(format!("the model's identity is {model}, the manifest says {said}"))
            .with_help("compile the model again"));
    }
    Ok(slow)
}

/// Heights of layers that make up so many levels: about the same, the higher ones first.
pub fn heights(log2_instructions: u32) -> Vec<u32> {
    let layers = log2_instructions.max(1).div_ceil(MAX_HEIGHT);
    (0..layers).map(|layer| (log2_instructions.max(1) + layers - 1 - layer) / layers).collect()
}

/// The bytes of the inputs' region: the inputs as the arena holds them.
///
/// # Errors
/// [`Failure`] for inputs that do not fit.
pub fn input_bytes(graph: &Graph, plan: &Plan, inputs: &[Vec<i64>]) -> Result<Vec<u8>, Failure> {
    execute::check_inputs(graph, inputs)?;
    let flat: Vec<&[i64]> = inputs.iter().map(Vec::as_slice).collect();
    Ok(region(&Arena::with_inputs(Arc::new(plan.clone()), graph, &flat).map_err(Failure::input)?))
}

/// The bytes of the inputs' region of a text that starts from these tokens.
///
/// # Errors
/// [`Failure`] for no tokens, more than there is room for, and such as the model does not take.
pub fn text_bytes(text: &Text, tokens: &[i64]) -> Result<Vec<u8>, Failure> {
    let mut arena = Arena::new(Arc::new(text.plan().clone())).map_err(Failure::input)?;
    text.start(&mut arena, tokens).map_err(Failure::input)?;
    Ok(region(&arena))
}

/// The bytes of an arena's inputs' region up to the last that is not 0.
fn region(arena: &Arena) -> Vec<u8> {
    let inputs = arena.plan().inputs;
    let (start, size) = (inputs.offset as usize, 1usize << inputs.log2_size);
    let mut bytes = arena.vm_bytes()[start..start + size].to_vec();
    bytes.truncate(bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1));
    bytes
}

/// An artifact as both machines: its native code compiled, its program loaded.
pub struct Machines {
    /// Machine AB, which knows the model.
    pub slow: Slow,
    /// Native code.
    pub native: Machine,
    /// The integer graph.
    pub graph: Graph,
    /// The memory plan.
    pub plan: Plan,
    /// The text that the model writes, if the machines are a text's.
    pub text: Option<Text>,
    whole_inputs: Vec<String>,
}

impl Machines {
    /// The inputs.
    pub fn ports(&self) -> Ports<'_> {
        Ports { graph: &self.graph, whole: &self.whole_inputs }
    }

    /// The machines of an artifact.
    ///
    /// # Errors
    /// [`Failure`] for an artifact that was changed, or whose steps have no bound.
    pub fn open(artifact: &Artifact) -> Result<Self, Failure> {
        let Artifact { graph, plan, manifest, .. } = artifact;
        let slow = slow_of(artifact)?;
        let native = Machine::new(&artifact.extended()?, graph, plan, OptLevel::O2)?;
        let whole_inputs = manifest.whole_inputs.clone();
        Ok(Self { slow, native, graph: graph.clone(), plan: plan.clone(), text: None, whole_inputs })
    }

    /// The machines of a text of so many windows, each of which adds a token, that an artifact's language model writes. Its
    /// program is made of the artifact's code, and its steps are bounded here.
    ///
    /// # Errors
    /// [`Failure`] for an artifact that was changed or holds another kind of model, and for too many windows.
    pub fn text(artifact: &Artifact, windows: u64) -> Result<Self, Failure> {
        let Artifact { graph, plan, manifest, .. } = artifact;
        let output = Window::new(graph)?.output();
        let text = Text::new(graph, plan, output, windows).map_err(Failure::input)?;
        Self::of_text(&artifact.extended()?, graph, text, &manifest.circuit.digest)
    }

    /// The machines of a text that a model writes whose code is `model`.
    ///
    /// # Errors
    /// [`Failure`] that is our own fault.
    pub fn of_text(model: &Extended, graph: &Graph, text: Text, digest: &str) -> Result<Self, Failure> {
        let llvm = text.extended(model).map_err(Failure::internal)?;
        let (plan, steps) = (text.plan().clone(), text.steps() as usize);
        let elf = pipeline::elf(&llvm, steps)?;
        let log2 = log2_instructions(&elf, &text, &plan)?;
        let slow = slow(&elf, &text, &plan, log2, digest)?;
        let native = Machine::stepping(&llvm, steps, &plan, OptLevel::O2)?;
        Ok(Self { slow, native, graph: graph.clone(), plan, text: Some(text), whole_inputs: Vec::new() })
    }

    /// The machines of a model that has just been compiled.
    ///
    /// # Errors
    /// [`Failure`] that is our own fault.
    pub fn assembled(assembled: Assembled) -> Result<Self, Failure> {
        let Assembled { modules, program, elf, circuit, .. } = assembled;
        let Program { graph, plan } = program;
        let log2 = log2_instructions(&elf, &graph, &plan)?;
        let slow = slow(&elf, &graph, &plan, log2, &circuit.digest().to_string())?;
        let native = Machine::new(&modules.llvm, &graph, &plan, OptLevel::O2)?;
        Ok(Self { slow, native, graph, plan, text: None, whole_inputs: Vec::new() })
    }

    /// Machine A with an empty arena.
    ///
    /// # Errors
    /// [`Failure`] for lack of memory.
    pub fn fast(&self) -> Result<NativeMachine<'_>, Failure> {
        NativeMachine::new(&self.native, &self.graph, self.text.as_ref())
    }

    /// The run of machine A on the bytes of an inputs' region.
    ///
    /// # Errors
    /// [`Failure`] for bytes that do not fit.
    pub fn run(&self, input: &[u8]) -> Result<Run, Failure> {
        dispute::run::run(&self.slow, &mut self.fast()?, input).map_err(Failure::input)
    }

    /// The same, with every step done by machine AB too: what is so.
    ///
    /// # Errors
    /// [`Failure`] for bytes that do not fit, and machines that have no answer.
    pub fn checked(&self, input: &[u8]) -> Result<Checked, Failure> {
        Checked::new(&self.slow, self.run(input)?, Options::default()).map_err(Failure::internal)
    }

    /// The tokens of the text that a run comes to, if the machines are a text's and it comes to its end.
    ///
    /// # Errors
    /// [`Failure`] for lack of memory.
    pub fn tokens(&self, run: &Run) -> Result<Option<Vec<i64>>, Failure> {
        let Some(text) = self.text.as_ref().filter(|text| run.steps() == text.steps()) else {
            return Ok(None);
        };
        // One that its last step ends in an error has as many steps.
        if machine::header(&run.arena(u64::MAX)).map_err(Failure::internal)?.status != 0 {
            return Ok(None);
        }
        let mut arena = Arena::new(self.native.plan().clone()).map_err(Failure::internal)?;
        let bytes = run.arena(u64::MAX).read_bytes(ARENA_BASE, 1 << self.plan.log2_size);
        arena.set_vm_bytes(&bytes).map_err(Failure::internal)?;
        Ok(Some(text.tokens(&arena)))
    }

    /// The ONNX names of a step, or that it is padding; of a text's, with the window.
    pub fn label(&self, step: u64) -> String {
        let node = |at: usize| self.graph.nodes.get(at).map(gadgets::Node::label);
        let padding = || "(padding)".to_owned();
        let Some(text) = self.text.as_ref().filter(|text| step < text.steps()) else {
            return usize::try_from(step).ok().and_then(node).unwrap_or_else(padding);
        };
        let (window, act) = text.act(step);
        let act = match act {
            Act::Cut => "(cuts the window)".to_owned(),
            Act::Node(at) => node(at).unwrap_or_else(padding),
            Act::Add => "(adds a token)".to_owned(),
            Act::Rest => padding(),
        };
        format!("window {window}: {act}")
    }
}
