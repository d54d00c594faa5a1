//! Steps as native code: run in guarded buffers, against what the reference says.

use gadgets::{ElementType, Fault, Gadget, GadgetError};
use melior::ExecutionEngine;
use melior::ir::Module;

/// Compiled steps.
pub struct Native {
    engine: ExecutionEngine,
}

impl Native {
    pub fn new(module: &Module<'_>) -> Self {
        Self { engine: ExecutionEngine::new(module, 2, &[], false, false) }
    }

    /// Runs step `step` on buffers of bytes, one for each parameter.
    fn call(&self, step: usize, buffers: &mut [Guarded]) -> i32 {
        let f = self.engine.lookup(&format!("step{step}"));
        assert!(!f.is_null());
        let p: Vec<*mut u8> = buffers.iter_mut().map(Guarded::pointer).collect();
        type P = *mut u8;
        // SAFETY: the function has this many pointer parameters, and the buffers have their sizes.
        unsafe {
            macro_rules! call {
                ($($p:ident: $t:ident),*) => {
                    std::mem::transmute::<*mut (), extern "C" fn($($t),*) -> i32>(f)($($p),*)
                };
            }
            match p[..] {
                [a] => call!(a: P),
                [a, b] => call!(a: P, b: P),
                [a, b, c] => call!(a: P, b: P, c: P),
                [a, b, c, d] => call!(a: P, b: P, c: P, d: P),
                [a, b, c, d, e] => call!(a: P, b: P, c: P, d: P, e: P),
                [a, b, c, d, e, g] => call!(a: P, b: P, c: P, d: P, e: P, g: P),
                [a, b, c, d, e, g, h] => call!(a: P, b: P, c: P, d: P, e: P, g: P, h: P),
                [a, b, c, d, e, g, h, i] => call!(a: P, b: P, c: P, d: P, e: P, g: P, h: P, i: P),
                _ => panic!("{} parameters", p.len()),
            }
        }
    }
}

/// Elements in 8-byte aligned memory between two guards.
struct Guarded {
    words: Vec<u64>,
    element: ElementType,
    len: usize,
}

const GUARD: u64 = 0x5a5a_a5a5_0ff0_f00f;
const GUARDS: usize = 8;

impl Guarded {
    fn new(element: ElementType, values: &[i64]) -> Self {
        let mut bytes = gadgets::Buffer::new(element, values).expect("values fit").le_bytes().to_vec();
        bytes.resize(bytes.len().next_multiple_of(8), 0x77);
        let mut words = vec![GUARD; GUARDS];
        words.extend(bytes.as_chunks::<8>().0.iter().map(|b| u64::from_le_bytes(*b)));
        words.extend([GUARD; GUARDS]);
        Self { words, element, len: values.len() }
    }

    fn pointer(&mut self) -> *mut u8 {
        self.words[GUARDS..].as_mut_ptr().cast()
    }

    /// The elements, after a check that nothing around them changed.
    fn values(&self) -> Vec<i64> {
        let n = self.words.len();
        let guards = self.words[..GUARDS].iter().chain(&self.words[n - GUARDS..]);
        assert!(guards.into_iter().all(|w| *w == GUARD), "a write outside the buffer");
        let mut bytes: Vec<u8> =
            self.words[GUARDS..n - GUARDS].iter().flat_map(|w| w.to_le_bytes()).collect();
        let rest = bytes.split_off(self.len * self.element.bytes());
        assert!(rest.iter().all(|b| *b == 0x77), "a write behind the last element");
        gadgets::Buffer::from_le_bytes(self.element, &bytes).to_i64()
    }
}

/// Status and output of step `step`; operands must come back unchanged.
pub fn run(native: &Native, step: usize, gadget: &Gadget, operands: &[Vec<i64>]) -> (i32, Vec<i64>) {
    let mut buffers: Vec<Guarded> =
        gadget.operands().iter().zip(operands).map(|(o, v)| Guarded::new(o.element, v)).collect();
    if let Some(o) = gadget.output() {
        buffers.push(Guarded::new(o.element, &vec![0; o.len()]));
    }
    let status = native.call(step, &mut buffers);
    for (buffer, given) in buffers.iter().zip(operands) {
        assert_eq!(buffer.values(), *given, "an operand changed");
    }
    (status, buffers.get(operands.len()).map(Guarded::values).unwrap_or_default())
}

pub fn check(native: &Native, step: usize, gadget: &Gadget, operands: &[Vec<i64>]) {
    let slices: Vec<&[i64]> = operands.iter().map(Vec::as_slice).collect();
    let (status, output) = run(native, step, gadget, operands);
    match gadget.evaluate(&slices) {
        Ok(expected) => assert_eq!((status, output), (0, expected), "{gadget:?} on {operands:?}"),
        Err(Fault::Status(s)) => assert_eq!(status, s.code(), "{gadget:?} on {operands:?}"),
        // Beyond its ranges a gadget has no meaning, only memory safety, which `run` checks.
        Err(Fault::Gadget(GadgetError::Overflow { .. } | GadgetError::Parameters { .. })) => {}
        Err(Fault::Gadget(e)) => panic!("{gadget:?}: {e}"),
    }
}
