//! A model compiled by every stage, and its four executions side by side.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use frontend::{Calibration, Interval, Limits, LoadOptions, Model, Options, Quantised, Sample, samples};
use gadgets::{Gadget, Graph};
use llvm_backend::OptLevel;
use llvm_backend::plan::Plan;
use onnx2circuit::execute::{self, Machine, Outcome};
use onnx2circuit::pipeline::{self, Assembled};
use tests::data::{self, PIXELS};

/// A model after all stages.
pub struct Compiled {
    pub model: Model,
    pub quantised: Quantised,
    pub assembled: Assembled,
    pub machine: Machine,
}

/// What runs are compared by: nothing else crosses from one execution to another.
pub type Values = Vec<Vec<i64>>;

impl Compiled {
    /// All stages on `model`, with recognition.
    pub fn new(model: Model, calibration: &Calibration, options: &Options) -> Self {
        let quantised = model.quantise(calibration, options).expect("the model quantises");
        Self::of(model, quantised)
    }

    /// All stages after quantisation.
    pub fn of(model: Model, quantised: Quantised) -> Self {
        let assembled = pipeline::assemble(&quantised.graph, true).expect("the model compiles");
        // Compositions may come back put together in another way; that they mean the same was checked.
        let composed = quantised.graph.nodes.iter().any(|n| matches!(n.gadget, Gadget::Composed(_)));
        assert!(composed || assembled.program.graph == quantised.graph, "the graph read back out of LLVM IR");
        let program = &assembled.program;
        let machine = Machine::new(&assembled.modules.llvm, &program.graph, &program.plan, OptLevel::O2)
            .expect("native code");
        Self { model, quantised, assembled, machine }
    }

    /// Our own model, calibrated as the command's demo does it.
    pub fn ours() -> &'static Self {
        static OURS: OnceLock<Compiled> = OnceLock::new();
        OURS.get_or_init(|| Self::ours_with(&Options::default()))
    }

    /// Our own model, quantised by `options`.
    pub fn ours_with(options: &Options) -> Self {
        let folder = data::our_mnist();
        let model = load(&folder.join("mnist.onnx"));
        let samples = read(&model, &folder.join("calibration.npz"));
        let calibration = model.calibrate(&samples).expect("the samples fit");
        Self::new(model, &calibration, options)
    }

    /// The model zoo's MNIST, if it is there, calibrated on the first 500 digits.
    pub fn zoo() -> Option<&'static Self> {
        static ZOO: OnceLock<Compiled> = OnceLock::new();
        let path = data::zoo_mnist()?.join("mnist-12.onnx");
        let digits = data::digits(500)?;
        Some(ZOO.get_or_init(|| {
            let model = load(&path);
            let samples: Vec<Sample> = digits.images.iter().map(|i| sample(i)).collect();
            let calibration = model.calibrate(&samples).expect("the samples fit");
            Self::new(model, &calibration, &Options::default())
        }))
    }

    /// A small model from memory, with the inputs between `lo` and `hi`.
    pub fn tiny(bytes: &[u8], lo: f64, hi: f64) -> Self {
        let model = Model::from_bytes(bytes, None, &LoadOptions::default()).expect("the model loads");
        let calibration = Calibration::declared(&model, &ranges(&model, lo, hi));
        Self::new(model, &calibration, &Options::default())
    }

    pub fn graph(&self) -> &Graph {
        &self.assembled.program.graph
    }

    pub fn plan(&self) -> &Plan {
        &self.assembled.program.plan
    }

    /// An image as the integers of the only input.
    pub fn image(&self, pixels: &[u8]) -> Values {
        self.quantised.quantise_inputs(&sample(pixels).inputs).expect("pixels fit the input")
    }

    /// The drawn digits of our own model.
    pub fn drawn(&self) -> Vec<Values> {
        let digit = |d: usize| data::our_mnist().join(format!("digits/{d}.npy"));
        let samples = (0..10).flat_map(|d| read(&self.model, &digit(d)));
        samples.map(|s| self.quantised.quantise_inputs(&s.inputs).expect("pixels fit the input")).collect()
    }

    /// The reference's outcome, which native code and the circuit's interpreter share.
    pub fn agreed(&self, inputs: &Values) -> Outcome {
        let reference = execute::reference(self.graph(), inputs).expect("the inputs fit");
        let native = self.machine.run(self.graph(), inputs).expect("the inputs fit");
        assert_eq!(native, reference, "native code and the reference");
        let circuit =
            execute::circuit(&self.assembled.circuit, self.graph(), inputs).expect("the inputs fit");
        assert_eq!(circuit, reference, "the circuit and the reference");
        reference
    }

    /// The outcome that all four executions share.
    pub fn agreed_by_four(&self, inputs: &Values) -> Outcome {
        let outcome = self.agreed(inputs);
        assert_eq!(self.vm(inputs).outcome, outcome, "the virtual machine and the reference");
        outcome
    }

    /// A run in the virtual machine.
    pub fn vm(&self, inputs: &Values) -> execute::VmRun {
        let guest = execute::guest(&self.assembled.elf, self.plan()).expect("the program loads");
        execute::vm(&guest, self.graph(), self.plan(), inputs).expect("the program runs")
    }
}

/// The outputs of a run that completed.
pub fn done(outcome: Outcome) -> Values {
    match outcome {
        Outcome::Done(outputs) => outputs,
        Outcome::Stopped { code, step } => panic!("stopped with status {code} at step {step}"),
    }
}

/// The model at `path`.
pub fn load(path: &Path) -> Model {
    Model::load(path, &LoadOptions::default()).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The samples at `path`.
pub fn read(model: &Model, path: &Path) -> Vec<Sample> {
    samples::read(path, model.graph(), &Limits::default()).expect("the samples are readable")
}

/// An image as a sample.
pub fn sample(pixels: &[u8]) -> Sample {
    assert_eq!(pixels.len(), PIXELS);
    Sample { inputs: vec![pixels.iter().map(|p| f64::from(*p)).collect()] }
}

/// The same range for every input.
pub fn ranges(model: &Model, lo: f64, hi: f64) -> BTreeMap<String, Interval> {
    let graph = model.graph();
    let range = Interval::new(lo, hi).expect("a range");
    graph.inputs.iter().map(|id| (graph.value(*id).name.clone(), range)).collect()
}

/// Position of the largest value, the first of equal ones.
pub fn argmax<T: PartialOrd>(values: &[T]) -> usize {
    (1..values.len()).fold(0, |best, i| if values[i] > values[best] { i } else { best })
}
