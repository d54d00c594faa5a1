//! The generic fallback: an unrecognised integer function becomes a straight-line program.
//!
//! [`extract`] executes a function's LLVM IR, before any optimisation, on its operands' places rather than
//! their values. Every integer is either a number known now or the result of an operation on data; every
//! address is an object and a known byte offset. Loops unroll because their counters are known; what is
//! left is the arithmetic on data, as a [`ScalarProgram`] in which numbers are folded, equal operations
//! are one and dead ones are gone.
//!
//! The language: integers of 1 to 128 bits; `add` to `xor`, divisions, shifts by a known amount,
//! comparisons, `select`, extensions, `llvm.{s,u}{min,max}`, `llvm.abs`; loads and stores whose width is
//! that of the elements; `alloca`, `memcpy`, `memmove`, `memset` of known size; branches on known
//! conditions. A load at an index that depends on data is a lookup, if all elements of its object are
//! numbers known at that point: a constant operand, a constant global, or a local filled with numbers.
//! The lookup is its own range check: the program is undefined, hence unprovable, beyond the table.
//! Anything else is a [`ScalarRefusal`] that names node, instruction and reason.
//!
//! **Flags.** `nsw`, `nuw`, `exact`, `nneg`, `disjoint`, `samesign` and `inbounds` make results poison
//! that would else be defined. They are ignored: arithmetic wraps, which is one of the behaviours that
//! poison allows, so the program is a refinement of the function, and equal to it wherever the function
//! is defined. No fact about data is ever concluded from a flag. For the same reason `llvm.assume` says
//! nothing. `undef` and `poison` themselves are refused where they are read.
//!
//! **Calls of one object under two names.** Operands are taken not to overlap the output; the memory plan
//! gives every tensor a slot of its own.
//!
//! Work is bounded: 50 million instructions, 2^22 operations, 2^22 memory elements.

use gadgets::scalar::{Access, ScalarOperand, ScalarProgram};
use gadgets::{Buffer, Gadget, Generic, Tensor};
use inkwell::values::FunctionValue;

mod builder;
mod code;
mod decode;
mod machine;
mod memory;
mod raw;
mod refusal;

pub use refusal::{Reason, ScalarRefusal};

/// The program of `function`, whose pointer parameters are `operands` in order.
///
/// # Errors
/// [`ScalarRefusal`] for a function outside the language; `node` is the label it carries.
pub fn extract(
    function: FunctionValue<'_>,
    node: &str,
    operands: &[ScalarOperand],
) -> Result<ScalarProgram, ScalarRefusal> {
    let name = function.get_name().to_string_lossy().into_owned();
    run(function, &name, operands).map_err(|(at, reason)| ScalarRefusal {
        node: node.to_owned(),
        function: name.clone(),
        instruction: at.map_or_else(|| "the function itself".to_owned(), raw::Raw::text),
        reason: Box::new(reason),
    })
}

fn run(
    function: FunctionValue<'_>,
    name: &str,
    operands: &[ScalarOperand],
) -> Result<ScalarProgram, decode::Refused> {
    let whole = |reason| (None, reason);
    for (i, o) in operands.iter().enumerate() {
        if let Access::Constant(values) = &o.access
            && (values.len() != o.len as usize || values.element() != o.element)
        {
            let expected = format!("{} x {}", o.len, o.element);
            let got = format!("{} x {}", values.len(), values.element());
            return Err(whole(Reason::Operand { operand: i, expected, got }));
        }
    }
    let code = decode::decode(function, operands.len())?;
    let globals = globals(&code).map_err(whole)?;
    let mut machine = machine::Machine::new(&code, operands, &globals).map_err(whole)?;
    machine.run(name).map_err(|reason| (machine.at, reason))
}

/// Constant globals as typed buffers, signed.
fn globals(code: &code::Code) -> Result<Vec<Buffer>, Reason> {
    let table = |(bits, values): &(u8, Vec<i128>)| {
        let element = memory::element_type(*bits)?;
        let values: Vec<i64> = values.iter().map(|v| i64::try_from(*v)).collect::<Result<_, _>>().ok()?;
        Buffer::new(element, &values).ok()
    };
    let unsupported = || Reason::Unsupported("a constant global of elements that no tensor has".into());
    code.tables.iter().map(|t| table(t).ok_or_else(unsupported)).collect()
}

/// The gadget that a call to an unrecognised function is: `operands` and `output` are the tensors passed.
///
/// # Errors
/// [`ScalarRefusal`] as [`extract`].
pub fn generic(
    function: FunctionValue<'_>,
    node: &str,
    operands: &[&Tensor],
    output: Option<&Tensor>,
) -> Result<Gadget, ScalarRefusal> {
    let read = operands.iter().map(|t| (*t, t.data.clone().map_or(Access::Input, Access::Constant)));
    let all = read.chain(output.map(|t| (t, Access::Output)));
    let all: Vec<ScalarOperand> = all
        .map(|(t, access)| ScalarOperand {
            element: t.element,
            // Longer tensors do not exist: an operand has at most 2^31 elements.
            len: u32::try_from(t.len()).unwrap_or(u32::MAX),
            access,
        })
        .collect();
    Ok(Gadget::Generic(Generic { program: extract(function, node, &all)? }))
}
