//! Runs the entries of a module on places instead of values: which calls they make, with which pointers.
//!
//! An entry is glue: it passes pointers into arena and constants to step functions and returns the first
//! status that is not 0. It is executed here for one number of the step and one call that fails (or none), so
//! that every branch is decided; what it does with integers may be whatever `opt` leaves behind. A status
//! that is not 0 is a value of its own, which may be compared with 0 and returned, nothing else.

use inkwell::llvm_sys::{LLVMIntPredicate, LLVMOpcode};
use std::collections::BTreeMap;

use crate::attributes::{CONSTANT_OPERANDS, NODES};
use crate::raw::{Block, Value};

/// What a pointer points into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Base {
    /// The arena.
    Arena,
    /// The constants.
    Constants,
}

/// A call of a step function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The function.
    pub callee: Value,
    /// The pointers passed.
    pub pointers: Vec<(Base, u64)>,
    /// Its `circuit.nodes` attribute.
    pub nodes: Option<String>,
    /// Its `circuit.constants` attribute.
    pub constants: Option<String>,
}

/// What an entry returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returned {
    /// This number.
    Number(u64),
    /// The status of this call, which is not 0.
    Status(usize),
}

/// What an entry did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// Calls in order.
    pub calls: Vec<Call>,
    /// The result.
    pub returned: Returned,
}

#[derive(Clone, Copy, Debug)]
enum Known {
    /// An integer, in its low bits.
    Int(u64),
    Pointer(Base, u64),
    /// A status that is not 0.
    Failed(usize),
}

/// Most instructions that are executed for each call that is expected, and at least.
const WORK: usize = 1 << 10;

struct Machine {
    values: BTreeMap<Value, Known>,
    calls: Vec<Call>,
    fails: Option<usize>,
    limit: usize,
}

/// Runs `entry` with `node` as its first argument, if it has one; call number `fails` returns a status that
/// is not 0, all others 0. At most `calls` calls.
///
/// # Errors
/// What the entry does that is not glue.
pub fn run(entry: Value, node: Option<u64>, fails: Option<usize>, calls: usize) -> Result<Trace, String> {
    let parameters = entry.parameters();
    let known = node.map(Known::Int).into_iter();
    let known = known.chain([Known::Pointer(Base::Arena, 0), Known::Pointer(Base::Constants, 0)]);
    let values = parameters.into_iter().zip(known).collect();
    let mut machine = Machine { values, calls: Vec::new(), fails, limit: calls };
    let mut block = entry.entry().ok_or("is not defined")?;
    let mut from = None;
    let mut budget = WORK.saturating_mul(calls + 1);
    loop {
        let instructions = block.instructions();
        budget = budget.checked_sub(instructions.len()).ok_or("runs too long")?;
        let phis = instructions.iter().filter(|i| i.opcode() == Some(LLVMOpcode::LLVMPHI));
        let incoming: Vec<_> =
            phis.map(|p| Ok((*p, machine.phi(*p, from)?))).collect::<Result<_, String>>()?;
        machine.values.extend(incoming);
        let mut next = None;
        for i in instructions {
            let refuse = |why: &str| format!("{why}: {}", i.text());
            match i.opcode() {
                Some(LLVMOpcode::LLVMPHI) => {}
                Some(LLVMOpcode::LLVMRet) => {
                    let returned = i.operands().first().and_then(|v| machine.known(*v));
                    let returned = match returned {
                        Some(Known::Int(n)) => Returned::Number(n),
                        Some(Known::Failed(call)) => Returned::Status(call),
                        _ => return Err(refuse("returns no status")),
                    };
                    return Ok(Trace { calls: machine.calls, returned });
                }
                Some(LLVMOpcode::LLVMBr | LLVMOpcode::LLVMSwitch) => {
                    next = Some(machine.branch(i).ok_or_else(|| refuse("branches on what is not known"))?);
                }
                Some(LLVMOpcode::LLVMCall) => machine.call(i).map_err(|why| refuse(&why))?,
                _ => {
                    let value = machine.compute(i).ok_or_else(|| refuse("is no glue"))?;
                    machine.values.insert(i, value);
                }
            }
        }
        from = Some(block);
        block = next.ok_or("a block has no end")?;
    }
}

fn mask(width: u32, v: u64) -> u64 {
    if width >= 64 { v } else { v & ((1 << width) - 1) }
}

fn signed(width: u32, v: u64) -> i64 {
    let unused = 64 - width.clamp(1, 64);
    (v << unused).cast_signed() >> unused
}

impl Machine {
    fn known(&self, v: Value) -> Option<Known> {
        v.constant().map(|(_, n)| Known::Int(n)).or_else(|| self.values.get(&v).copied())
    }

    fn int(&self, v: Value) -> Option<u64> {
        if let Known::Int(n) = self.known(v)? { Some(n) } else { None }
    }

    fn phi(&self, phi: Value, from: Option<Block>) -> Result<Known, String> {
        let edge = phi.incoming().into_iter().find(|(block, _)| Some(*block) == from);
        edge.and_then(|(_, v)| self.known(v)).ok_or_else(|| format!("is not known: {}", phi.text()))
    }

    fn branch(&self, i: Value) -> Option<Block> {
        let successors = i.successors();
        let at = match (i.opcode()?, successors.len()) {
            (LLVMOpcode::LLVMSwitch, _) => {
                let n = self.int(*i.operands().first()?)?;
                let case = i.cases().iter().position(|c| c.constant().is_some_and(|(_, v)| v == n));
                case.map_or(0, |c| c + 1)
            }
            (_, 1) => 0,
            _ => usize::from(self.int(*i.operands().first()?)? == 0),
        };
        successors.get(at).copied()
    }

    fn call(&mut self, i: Value) -> Result<(), String> {
        let (callee, arguments) = i.call().ok_or("calls no function")?;
        let at = self.calls.len();
        if at == self.limit {
            return Err(format!("more than {at} calls"));
        }
        let pointer = |v: &Value| match self.known(*v) {
            Some(Known::Pointer(base, offset)) => Some((base, offset)),
            _ => None,
        };
        let pointers: Option<Vec<_>> = arguments.iter().map(pointer).collect();
        let pointers = pointers.ok_or("passes what is no pointer into arena or constants")?;
        let [nodes, constants] = [NODES, CONSTANT_OPERANDS].map(|key| i.call_attribute(key));
        self.calls.push(Call { callee, pointers, nodes, constants });
        self.values.insert(i, if self.fails == Some(at) { Known::Failed(at) } else { Known::Int(0) });
        Ok(())
    }

    fn compute(&self, i: Value) -> Option<Known> {
        use LLVMOpcode::*;
        let operands = i.operands();
        let first = *operands.first()?;
        let opcode = i.opcode()?;
        match opcode {
            LLVMGetElementPtr => {
                let [_, index] = operands[..] else { return None };
                let (stride, width) = (i.stride()?, index.width()?);
                let Known::Pointer(base, offset) = self.known(first)? else { return None };
                let bytes = signed(width, self.int(index)?).checked_mul(stride.cast_signed())?;
                Some(Known::Pointer(base, offset.checked_add_signed(bytes)?))
            }
            LLVMSelect => {
                let [condition, then, otherwise] = operands[..] else { return None };
                self.known(if self.int(condition)? != 0 { then } else { otherwise })
            }
            LLVMICmp => {
                let [a, b] = operands[..] else { return None };
                Some(Known::Int(self.compare(i.predicate()?, a, b)?.into()))
            }
            LLVMZExt | LLVMTrunc => Some(Known::Int(mask(i.width()?, self.int(first)?))),
            LLVMSExt => {
                let v = signed(first.width()?, self.int(first)?);
                Some(Known::Int(mask(i.width()?, v.cast_unsigned())))
            }
            LLVMAdd | LLVMSub | LLVMMul | LLVMAnd | LLVMOr | LLVMXor | LLVMShl | LLVMLShr => {
                let [a, b] = operands[..] else { return None };
                let (a, b, width) = (self.int(a)?, self.int(b)?, i.width()?);
                let shift = u32::try_from(b).ok().filter(|n| *n < width);
                let v = match opcode {
                    LLVMAdd => a.wrapping_add(b),
                    LLVMSub => a.wrapping_sub(b),
                    LLVMMul => a.wrapping_mul(b),
                    LLVMAnd => a & b,
                    LLVMOr => a | b,
                    LLVMXor => a ^ b,
                    LLVMShl => a << shift?,
                    _ => a >> shift?,
                };
                Some(Known::Int(mask(width, v)))
            }
            _ => None,
        }
    }

    fn compare(&self, predicate: LLVMIntPredicate, a: Value, b: Value) -> Option<bool> {
        use LLVMIntPredicate::*;
        let (x, y) = match (self.known(a)?, self.known(b)?) {
            (Known::Int(x), Known::Int(y)) => (x, y),
            (Known::Failed(_), Known::Int(0)) | (Known::Int(0), Known::Failed(_)) => {
                return match predicate {
                    LLVMIntEQ => Some(false),
                    LLVMIntNE => Some(true),
                    _ => None,
                };
            }
            _ => return None,
        };
        let width = a.width()?;
        let (sx, sy) = (signed(width, x), signed(width, y));
        Some(match predicate {
            LLVMIntEQ => x == y,
            LLVMIntNE => x != y,
            LLVMIntUGT => x > y,
            LLVMIntUGE => x >= y,
            LLVMIntULT => x < y,
            LLVMIntULE => x <= y,
            LLVMIntSGT => sx > sy,
            LLVMIntSGE => sx >= sy,
            LLVMIntSLT => sx < sy,
            LLVMIntSLE => sx <= sy,
        })
    }
}
