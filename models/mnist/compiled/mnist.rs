// Made by onnx2circuit 0.1.0 from the model with SHA-256 af71b2b6a0739b81772938604f075e39deb53c6509bdb305367897f815ff6e52.

/// The model "mnist", compiled: circuit 3bc2771ef07853f7cccc4ee639758bbf07ebfa40e74a73df92b98bfb090fb653.
#[allow(clippy::all, clippy::pedantic, missing_docs, unused, reason = "names and numbers are the model's")]
pub mod mnist {
    use ::onnx2circuit::model::{Aligned, ArrayD, Compiled, Element, Port, RunError};

    /// Each input, in the model's order.
    pub static INPUTS: [Port; 1] = [
        Port { name: "image", shape: &[1, 1, 28, 28], element: Element::U8, scale: f64::from_bits(0x3ff0000000000000), range: (0, 255), offset: 1024 },
    ];
    /// Each output, in the model's order.
    pub static OUTPUTS: [Port; 1] = [
        Port { name: "logits", shape: &[1, 10], element: Element::I32, scale: f64::from_bits(0x3f13dab31a1c5edd), range: (-2064245, 1511628), offset: 64 },
    ];

    unsafe extern "C" {
        #[link_name = "onnx2circuit_mnist_main"]
        fn entry(arena: *mut u8, constants: *const u8) -> i32;
    }

    #[cfg(target_endian = "big")]
    compile_error!("the constants of compiled models are little-endian");
    static CONSTANTS: &Aligned<[u8]> = &Aligned(*include_bytes!(concat!(env!("OUT_DIR"), "/mnist/constants.bin")));

    /// The model: integers in, integers out, and what proofs and disputes are about.
    pub static MODEL: Compiled = Compiled {
        name: "mnist",
        inputs: &INPUTS,
        outputs: &OUTPUTS,
        arena_log2: 15,
        constants: &CONSTANTS.0,
        main: entry,
        circuit: include_bytes!(concat!(env!("OUT_DIR"), "/mnist/circuit.bin")),
        circuit_digest: "3bc2771ef07853f7cccc4ee639758bbf07ebfa40e74a73df92b98bfb090fb653",
        program: include_bytes!(concat!(env!("OUT_DIR"), "/mnist/model.elf")),
        identity: Some("eee54e7977035ce7d8bdae7de432771bddb6c997918bff811e87fdc1c3d81403"),
        verifying_key: None,
    };

    /// Row-major elements of each input.
    #[derive(Clone, Copy, Debug)]
    pub struct Inputs<'a> {
        pub image: &'a [f32],
    }

    impl Inputs<'_> {
        /// The integers that the model computes with.
        ///
        /// # Errors
        /// For a wrong number of elements, and elements far out of range.
        pub fn integers(&self) -> Result<Vec<Vec<i64>>, RunError> {
            let inputs = self;
            Ok(vec![
            INPUTS[0].quantise(inputs.image)?,
            ])
        }
    }

    /// Each output, in its ONNX shape.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Outputs {
        pub logits: ArrayD<f32>,
    }

    impl Outputs {
        /// What the model's integers mean.
        ///
        /// # Errors
        /// For other numbers of elements than the model's.
        pub fn new(integers: &[Vec<i64>]) -> Result<Self, RunError> {
            let [integers0] = integers else {
                return Err(RunError::Outputs { expected: 1, got: integers.len() });
            };
            Ok(Self {
            logits: OUTPUTS[0].dequantise(integers0)?,
            })
        }
    }

    /// Runs the model's native code.
    ///
    /// # Errors
    /// For inputs that do not fit, or that the model refuses.
    pub fn run(inputs: &Inputs<'_>) -> Result<Outputs, RunError> {
        Outputs::new(&MODEL.run(&inputs.integers()?)?)
    }
}
