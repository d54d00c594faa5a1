//! The generic fallback: programs extracted from LLVM IR against native execution of the same IR.

use ::gadgets::arbitrary::Source;
use ::gadgets::gadget::Known;
use ::gadgets::scalar::{Access, ScalarOperand, ScalarProgram, ScalarResult};
use ::gadgets::{Buffer, ElementType, Range};
use inkwell::OptimizationLevel;
use inkwell::context::Context;
use inkwell::memory_buffer::MemoryBuffer;
use inkwell::module::Module;
use llvm_backend::scalar::{ScalarRefusal, extract};

mod circuit;
mod constructs;
mod gadgets;
mod hostile;
mod random;
mod refusals;

/// The module that a text is.
pub fn module<'ctx>(context: &'ctx Context, text: &str) -> Module<'ctx> {
    let buffer = MemoryBuffer::create_from_memory_range_copy(format!("{text}\0").as_bytes(), "test");
    context.create_module_from_ir(buffer).unwrap_or_else(|e| panic!("{}\n{text}", e.to_string()))
}

/// An operand that is read.
pub fn input(element: ElementType, len: u32) -> ScalarOperand {
    ScalarOperand { element, len, access: Access::Input }
}

/// The operand that is written.
pub fn output(element: ElementType, len: u32) -> ScalarOperand {
    ScalarOperand { element, len, access: Access::Output }
}

/// A constant operand.
pub fn constant(values: Buffer) -> ScalarOperand {
    let len = values.len() as u32;
    ScalarOperand { element: values.element(), len, access: Access::Constant(values) }
}

/// Extracts `@f` of a text.
pub fn extract_text(text: &str, operands: &[ScalarOperand]) -> Result<ScalarProgram, ScalarRefusal> {
    let context = Context::create();
    let module = module(&context, text);
    extract(module.get_function("f").expect("the text defines @f"), "node/1", operands)
}

/// Runs `@f` natively.
pub fn native(
    module: &Module<'_>,
    name: &str,
    operands: &[ScalarOperand],
    values: &[Vec<i64>],
) -> ScalarResult {
    let engine = module.create_jit_execution_engine(OptimizationLevel::None).expect("a native engine");
    let address = engine.get_function_address(name).expect("the function is defined");
    // 64-bit words, for alignment.
    let mut memory: Vec<Vec<u64>> = operands
        .iter()
        .zip(values)
        .map(|(o, v)| {
            let mut bytes = Buffer::new(o.element, v).expect("values fit").le_bytes().to_vec();
            bytes.resize(bytes.len().next_multiple_of(8), 0);
            bytes.as_chunks::<8>().0.iter().map(|b| u64::from_le_bytes(*b)).collect()
        })
        .collect();
    let p: Vec<*mut u64> = memory.iter_mut().map(|m| m.as_mut_ptr()).collect();
    type P = *mut u64;
    // SAFETY: the function takes one pointer for each operand and stays within it.
    let status = unsafe {
        match p[..] {
            [a] => std::mem::transmute::<usize, extern "C" fn(P) -> i32>(address)(a),
            [a, b] => std::mem::transmute::<usize, extern "C" fn(P, P) -> i32>(address)(a, b),
            [a, b, c] => std::mem::transmute::<usize, extern "C" fn(P, P, P) -> i32>(address)(a, b, c),
            [a, b, c, d] => {
                std::mem::transmute::<usize, extern "C" fn(P, P, P, P) -> i32>(address)(a, b, c, d)
            }
            _ => panic!("{} operands", p.len()),
        }
    };
    let outputs = operands
        .iter()
        .zip(&memory)
        .map(|(o, words)| {
            let mut bytes: Vec<u8> = words.iter().flat_map(|w| w.to_le_bytes()).collect();
            bytes.truncate(o.len as usize * o.element.bytes());
            if o.access == Access::Output {
                Buffer::from_le_bytes(o.element, &bytes).to_i64()
            } else {
                Vec::new()
            }
        })
        .collect();
    ScalarResult { status, outputs }
}

/// Random values for every operand; those of constants and outputs are their own and zeros.
pub fn values(source: &mut Source, operands: &[ScalarOperand]) -> Vec<Vec<i64>> {
    operands
        .iter()
        .map(|o| match &o.access {
            Access::Input => (0..o.len).map(|_| source.value(o.element.range())).collect(),
            Access::Output => vec![0; o.len as usize],
            Access::Constant(values) => values.to_i64(),
        })
        .collect()
}

/// Extracts `@f` and compares it with native execution on random operands; gives the program.
pub fn agree(text: &str, operands: &[ScalarOperand]) -> ScalarProgram {
    let program = extract_text(text, operands).unwrap_or_else(|e| panic!("{e}\n{text}"));
    let mut source = Source::new(7);
    for _ in 0..8 {
        let values = values(&mut source, operands);
        let slices: Vec<&[i64]> = values.iter().map(Vec::as_slice).collect();
        let got = program.evaluate(&slices).unwrap_or_else(|e| panic!("{e}\n{text}"));
        let context = Context::create();
        assert_eq!(got, native(&module(&context, text), "f", operands, &values), "{values:?}\n{text}");
        within_range(&program, &values, &got);
    }
    program
}

/// Asserts that the last operand's elements lie in the program's range for inputs no wider than `values`.
fn within_range(program: &ScalarProgram, values: &[Vec<i64>], got: &ScalarResult) {
    let read = program.operands.iter().zip(values).filter(|(o, _)| o.access != Access::Output);
    let known: Vec<Known<'_>> =
        read.map(|(_, v)| Known::range(Range::of(v.iter().copied()).expect("not empty"))).collect();
    let outputs = got.outputs.last().map_or(&[][..], Vec::as_slice);
    let range = program.range(&known);
    assert!(outputs.iter().all(|v| range.is_some_and(|r| r.contains(*v))), "{range:?} {got:?}");
}
