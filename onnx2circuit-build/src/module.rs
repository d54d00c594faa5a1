//! The text of a model's module.
//!
//! | item | what |
//! |---|---|
//! | `MODEL` | the model: run, circuit, program, identity, key |
//! | `INPUTS`, `OUTPUTS` | name, shape, scale and range of each port |
//! | `Inputs`, `Outputs` | a field for each port: its ONNX name as Rust writes names |
//! | `run` | the model on reals |
//! | `prove`, `verify` | with the feature `proving` of the crate `onnx2circuit` |

use onnx2circuit::manifest::Manifest;
use onnx2circuit::pipeline::{Assembled, Program};
use std::collections::BTreeSet;

use crate::{BuildError, native};

/// The files of an artifact that a module includes.
pub const FILES: [&str; 3] = ["constants.bin", "circuit.bin", "model.elf"];
/// The verifying key's file beside them.
pub const KEY: &str = "verifying.key";

/// A port as the module writes it.
struct Port {
    /// Name of its field.
    field: String,
    /// Its constant.
    text: String,
}

/// The module of a model.
///
/// # Errors
/// [`BuildError::Compile`] for a port without a place, which our plans do not have.
pub fn text(
    name: &str,
    assembled: &Assembled,
    manifest: &Manifest,
    has_key: bool,
) -> Result<String, BuildError> {
    let (inputs, outputs) = (ports(assembled, true)?, ports(assembled, false)?);
    let list = |all: &[Port]| all.iter().map(|p| format!("        {},\n", p.text)).collect::<String>();
    let fields = |all: &[Port], ty: &str| {
        let one = |p: &Port| format!("        pub {}: {ty},\n", p.field);
        all.iter().map(one).collect::<String>()
    };
    let file = |file: &str| format!(r#"include_bytes!(concat!(env!("OUT_DIR"), "/{name}/{file}"))"#);
    let quantised: String = inputs
        .iter()
        .enumerate()
        .map(|(i, p)| format!("            INPUTS[{i}].quantise(inputs.{})?,\n", p.field))
        .collect();
    let dequantised: String = outputs
        .iter()
        .enumerate()
        .map(|(i, p)| format!("            {}: OUTPUTS[{i}].dequantise(integers{i})?,\n", p.field))
        .collect();
    // Without inputs there is nothing that the lifetime could be of.
    let life = if inputs.is_empty() { "" } else { "<'a>" };
    let elided = if inputs.is_empty() { "" } else { "<'_>" };
    let identity = manifest.dispute.model.as_ref().map_or("None".into(), |id| format!("Some({id:?})"));
    let key = if has_key { format!("Some({})", file(KEY)) } else { "None".into() };
    let Program { plan, .. } = &assembled.program;
    Ok(format!(
        r#"// Made by onnx2circuit {version} from the model with SHA-256 {sha256}.

/// The model {model:?}, compiled: circuit {digest}.
#[allow(clippy::all, clippy::pedantic, missing_docs, unused, reason = "names and numbers are the model's")]
pub mod {name} {{
    use ::onnx2circuit::model::{{Aligned, ArrayD, Compiled, Element, Port, RunError}};

    /// Each input, in the model's order.
    pub static INPUTS: [Port; {input_count}] = [
{inputs}    ];
    /// Each output, in the model's order.
    pub static OUTPUTS: [Port; {output_count}] = [
{outputs}    ];

    unsafe extern "C" {{
        #[link_name = "{entry}"]
        fn entry(arena: *mut u8, constants: *const u8) -> i32;
    }}

    #[cfg(target_endian = "big")]
    compile_error!("the constants of compiled models are little-endian");
    static CONSTANTS: &Aligned<[u8]> = &Aligned(*{constants});

    /// The model: integers in, integers out, and what proofs and disputes are about.
    pub static MODEL: Compiled = Compiled {{
        name: {model:?},
        inputs: &INPUTS,
        outputs: &OUTPUTS,
        arena_log2: {log2},
        constants: &CONSTANTS.0,
        main: entry,
        circuit: {circuit},
        circuit_digest: {digest:?},
        program: {program},
        identity: {identity},
        verifying_key: {key},
    }};

    /// Row-major elements of each input.
    #[derive(Clone, Copy, Debug)]
    pub struct Inputs{life} {{
{input_fields}    }}

    impl Inputs{elided} {{
        /// The integers that the model computes with.
        ///
        /// # Errors
        /// For a wrong number of elements, and elements far out of range.
        pub fn integers(&self) -> Result<Vec<Vec<i64>>, RunError> {{
            let inputs = self;
            Ok(vec![
{quantised}            ])
        }}
    }}

    /// Each output, in its ONNX shape.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Outputs {{
{output_fields}    }}

    impl Outputs {{
        /// What the model's integers mean.
        ///
        /// # Errors
        /// For other numbers of elements than the model's.
        pub fn new(integers: &[Vec<i64>]) -> Result<Self, RunError> {{
            let [{output_names}] = integers else {{
                return Err(RunError::Outputs {{ expected: {output_count}, got: integers.len() }});
            }};
            Ok(Self {{
{dequantised}            }})
        }}
    }}

    /// Runs the model's native code.
    ///
    /// # Errors
    /// For inputs that do not fit, or that the model refuses.
    pub fn run(inputs: &Inputs{elided}) -> Result<Outputs, RunError> {{
        Outputs::new(&MODEL.run(&inputs.integers()?)?)
    }}
}}
"#,
        version = manifest.compiler,
        sha256 = manifest.model_sha256,
        model = manifest.model,
        digest = manifest.circuit.digest,
        input_count = inputs.len(),
        output_count = outputs.len(),
        inputs = list(&inputs),
        outputs = list(&outputs),
        entry = native::entry(name),
        constants = file("constants.bin"),
        log2 = plan.log2_size,
        circuit = file("circuit.bin"),
        program = file("model.elf"),
        input_fields = fields(&inputs, "&'a [f32]"),
        output_fields = fields(&outputs, "ArrayD<f32>"),
        output_names = (0..outputs.len()).map(|i| format!("integers{i}")).collect::<Vec<_>>().join(", "),
    ))
}

fn ports(assembled: &Assembled, inputs: bool) -> Result<Vec<Port>, BuildError> {
    let Program { graph, plan } = &assembled.program;
    let mut taken = BTreeSet::new();
    let all = if inputs { &graph.inputs } else { &graph.outputs };
    let port = |(index, p): (usize, &_)| -> Result<Port, BuildError> {
        let p: &onnx2circuit::compiler::Port = p;
        let t = graph.tensor(p.tensor);
        let slot = plan.slot(p.tensor);
        let slot = slot.ok_or_else(|| BuildError::Compile(format!("'{}' has no place in memory", p.name)))?;
        let mut field = field(&p.name, index);
        while !taken.insert(field.clone()) {
            field.push('_');
        }
        let scale = t.scale.to_f64();
        Ok(Port {
            field,
            text: format!(
                "Port {{ name: {:?}, shape: &{:?}, element: Element::{}, scale: f64::from_bits({:#x}), \
                 range: ({}, {}), offset: {} }}",
                p.name,
                p.shape,
                t.element.to_string().to_uppercase(),
                scale.to_bits(),
                t.range.lo,
                t.range.hi,
                slot.offset,
            ),
        })
    };
    all.iter().enumerate().map(port).collect()
}

/// An ONNX name as a field: letters, digits and underscores, in lower case.
fn field(name: &str, index: usize) -> String {
    let mapped: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect();
    let trimmed = mapped.trim_matches('_');
    match trimmed.chars().next() {
        None => format!("port{index}"),
        Some(first) if first.is_ascii_digit() || native::is_keyword(trimmed) => format!("port_{trimmed}"),
        Some(_) => trimmed.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_fields() {
        for (name, expected) in [
            ("image", "image"),
            ("serving_default_input:0", "serving_default_input_0"),
            ("Input.1", "input_1"),
            ("1", "port_1"),
            ("type", "port_type"),
            ("", "port7"),
            ("::", "port7"),
            ("größe", "gr__e"),
        ] {
            assert_eq!(field(name, 7), expected, "{name}");
        }
    }
}
