//! From LLVM's instructions to [`Code`]: everything that is not integer code is refused here, reached or not.

use inkwell::values::{AsValueRef, CallSiteValue, FunctionValue, InstructionOpcode, InstructionValue};
use inkwell::{AtomicOrdering, IntPredicate};
use std::collections::HashMap;

use super::code::{Action, Arg, Block, Code, Element, End, Phi, Shift, Step};
use super::raw::{self, Id, Kind, Raw};
use super::refusal::Reason;
use gadgets::scalar::{Binary, Predicate, wrap};

/// Most elements of constant globals that a function may name.
const MAX_TABLE: u64 = 1 << 20;

/// A refusal and the instruction that it is about.
pub type Refused = (Option<Raw>, Reason);

struct Decoder {
    registers: HashMap<Id, usize>,
    blocks: HashMap<Id, usize>,
    globals: HashMap<Id, usize>,
    tables: Vec<(u8, Vec<i128>)>,
}

/// Decodes a definition with `pointers` pointer parameters that returns i32.
pub fn decode(function: FunctionValue<'_>, pointers: usize) -> Result<Code, Refused> {
    if !function.verify(false) {
        return Err((None, Reason::Unsupported("invalid LLVM IR".into())));
    }
    let (got, fits) = raw::signature(function, pointers);
    if !fits {
        return Err((None, Reason::Signature { expected: pointers, got }));
    }
    let blocks = function.get_basic_blocks();
    let mut d = Decoder {
        registers: raw::parameters(function).into_iter().zip(0..).collect(),
        blocks: blocks.iter().map(|b| b.as_mut_ptr() as Id).zip(0..).collect(),
        globals: HashMap::new(),
        tables: Vec::new(),
    };
    let mut source = Vec::new();
    for block in &blocks {
        for instruction in block.get_instructions() {
            let raw = Raw::new(instruction);
            if matches!(raw.kind(), Kind::Scalar(_)) {
                d.registers.insert(raw.id(), pointers + source.len());
            }
            source.push(raw);
        }
    }
    let mut at = 0;
    let mut decoded = Vec::with_capacity(blocks.len());
    for block in &blocks {
        let (mut phis, mut steps, mut end) = (Vec::new(), Vec::new(), None);
        let first = at;
        for instruction in block.get_instructions() {
            let raw = source[at];
            let refuse = |reason| (Some(raw), reason);
            d.plain(raw).map_err(refuse)?;
            let result = d.registers.get(&raw.id()).copied();
            match (instruction.get_opcode(), result) {
                (InstructionOpcode::Phi, Some(result)) => {
                    phis.push(Phi { at, result, incoming: d.incoming(raw).map_err(refuse)? });
                }
                _ if instruction.is_terminator() => {
                    end = Some((at, d.end(instruction, raw).map_err(refuse)?))
                }
                _ => steps.push(Step { at, result, action: d.action(instruction, raw).map_err(refuse)? }),
            }
            at += 1;
        }
        let Some((at, end)) = end else {
            return Err((source.get(first).copied(), Reason::Unsupported("a block without an end".into())));
        };
        decoded.push(Block { phis, steps, at, end });
    }
    Ok(Code { blocks: decoded, registers: pointers + source.len(), tables: d.tables, source })
}

fn unsupported(what: impl Into<String>) -> Reason {
    Reason::Unsupported(what.into())
}

impl Decoder {
    /// Refuses results and operands of types that inkwell or we do not know.
    fn plain(&self, raw: Raw) -> Result<(), Reason> {
        let other = |place: &str| unsupported(format!("{place} that is no integer of at most 128 bits"));
        if raw.kind() == Kind::Other {
            return Err(other("a result"));
        }
        for i in 0..raw.count() {
            let block = raw.operand(i).is_some_and(|(_, _, id)| self.blocks.contains_key(&id));
            match raw.operand(i) {
                _ if block => {}
                Some((_, Kind::Scalar(_), _)) => {}
                _ => return Err(other("an operand")),
            }
        }
        Ok(())
    }

    fn arg(&mut self, raw: Raw, i: u32) -> Result<Arg, Reason> {
        let (operand, kind, id) = raw.operand(i).ok_or_else(|| unsupported("a missing operand"))?;
        if operand == raw::Operand::Global {
            if let Some(table) = self.globals.get(&id) {
                return Ok(Arg::Table(*table));
            }
            let room = MAX_TABLE - self.tables.iter().map(|(_, t)| t.len() as u64).sum::<u64>();
            let table = raw.table(i, room).ok_or_else(|| {
                unsupported("a global that is no constant integer array, or a larger one than 2^20 elements,")
            })?;
            self.globals.insert(id, self.tables.len());
            self.tables.push(table);
            return Ok(Arg::Table(self.tables.len() - 1));
        }
        self.simple((operand, kind, id))
    }

    fn simple(&self, (operand, kind, id): (raw::Operand, Kind, Id)) -> Result<Arg, Reason> {
        match (operand, kind) {
            (raw::Operand::Undefined, _) => Ok(Arg::Undefined),
            (raw::Operand::Int(v), Kind::Scalar(Element::Int(bits))) => Ok(Arg::Int(bits, wrap(v, bits))),
            (raw::Operand::Value, _) => {
                self.registers.get(&id).map(|r| Arg::Register(*r)).ok_or_else(|| unsupported("an operand"))
            }
            _ => Err(unsupported("a null pointer, constant expression or function as an operand")),
        }
    }

    fn incoming(&self, raw: Raw) -> Result<Vec<(usize, Arg)>, Reason> {
        (0..)
            .map_while(|i| raw.incoming(i))
            .map(|(value, block)| {
                let block = self.blocks.get(&block).ok_or_else(|| unsupported("a phi's predecessor"))?;
                Ok((*block, self.simple(value)?))
            })
            .collect()
    }

    fn end(&mut self, instruction: InstructionValue<'_>, raw: Raw) -> Result<End, Reason> {
        let successors: Option<Vec<usize>> =
            raw.successors().iter().map(|id| self.blocks.get(id).copied()).collect();
        match (instruction.get_opcode(), successors.as_deref()) {
            (InstructionOpcode::Br, Some(&[to])) => Ok(End::Jump(to)),
            (InstructionOpcode::Br, Some(&[then, otherwise])) => {
                Ok(End::Branch(self.arg(raw, 0)?, then, otherwise))
            }
            (InstructionOpcode::Return, _) => Ok(End::Return(self.arg(raw, 0)?)),
            (InstructionOpcode::Unreachable, _) => Ok(End::Unreachable),
            (opcode, _) => Err(unsupported(format!("{opcode:?}"))),
        }
    }

    fn action(&mut self, instruction: InstructionValue<'_>, raw: Raw) -> Result<Action, Reason> {
        use InstructionOpcode as I;
        let opcode = instruction.get_opcode();
        let width = || match raw.kind() {
            Kind::Scalar(Element::Int(bits)) => Ok(bits),
            _ => Err(unsupported(format!("{opcode:?} to a pointer"))),
        };
        if let Some(op) = binary(opcode) {
            return Ok(Action::Binary(op, self.arg(raw, 0)?, self.arg(raw, 1)?));
        }
        if let Some(op) = shift(opcode) {
            return Ok(Action::Shift(op, self.arg(raw, 0)?, self.arg(raw, 1)?));
        }
        Ok(match opcode {
            I::ICmp => {
                let predicate = predicate(instruction.get_icmp_predicate())?;
                Action::Icmp(predicate, self.arg(raw, 0)?, self.arg(raw, 1)?)
            }
            I::Select => Action::Select(self.arg(raw, 0)?, self.arg(raw, 1)?, self.arg(raw, 2)?),
            I::SExt => Action::Sext(width()?, self.arg(raw, 0)?),
            I::ZExt => Action::Zext(width()?, self.arg(raw, 0)?),
            I::Trunc => Action::Trunc(width()?, self.arg(raw, 0)?),
            I::Freeze => Action::Same(self.arg(raw, 0)?),
            I::Alloca => {
                let (element, each) =
                    raw.allocated().ok_or_else(|| unsupported("a local that is no array of integers"))?;
                Action::Alloca { element, each, count: self.arg(raw, 0)? }
            }
            I::GetElementPtr => {
                let strides =
                    raw.strides().ok_or_else(|| unsupported("an address inside a structure or odd width"))?;
                let indices = strides.into_iter().zip(1..).map(|(s, i)| Ok((self.arg(raw, i)?, s)));
                let indices = indices.collect::<Result<_, Reason>>()?;
                Action::Offset(self.arg(raw, 0)?, indices)
            }
            I::Load | I::Store => {
                if instruction.get_volatile() != Ok(false) {
                    return Err(unsupported("volatile access"));
                }
                if instruction.get_atomic_ordering() != Ok(AtomicOrdering::NotAtomic) {
                    return Err(unsupported("atomic access"));
                }
                match (opcode, raw.kind()) {
                    (I::Load, Kind::Scalar(element)) => Action::Load(element, self.arg(raw, 0)?),
                    _ => Action::Store(self.arg(raw, 0)?, self.arg(raw, 1)?),
                }
            }
            I::Call => self.call(instruction, raw)?,
            _ => return Err(unsupported(format!("{opcode:?}"))),
        })
    }

    fn call(&mut self, instruction: InstructionValue<'_>, raw: Raw) -> Result<Action, Reason> {
        // SAFETY: the opcode is `call`.
        let site = unsafe { CallSiteValue::new(instruction.as_value_ref()) };
        let Some(callee) = site.get_called_fn_value() else {
            return Err(Reason::Call("an address".into()));
        };
        let name = callee.get_name().to_string_lossy().into_owned();
        // `llvm.smax.i32` and so on: the family is what comes before the types.
        let family = name.strip_prefix("llvm.").unwrap_or_default();
        let family = if family.starts_with("memcpy.inline.") { "memcpy" } else { family };
        let parts: Vec<&str> = family.split('.').collect();
        let extremum = match parts[0] {
            "smin" => Some(Binary::Smin),
            "smax" => Some(Binary::Smax),
            "umin" => Some(Binary::Umin),
            "umax" => Some(Binary::Umax),
            _ => None,
        };
        if let Some(op) = extremum {
            return Ok(Action::Binary(op, self.arg(raw, 0)?, self.arg(raw, 1)?));
        }
        match parts[..] {
            ["abs", _] => Ok(Action::Abs(self.arg(raw, 0)?)),
            ["memcpy" | "memmove" | "memset", ..] if self.arg(raw, 3)? != Arg::Int(1, 0) => {
                Err(unsupported("volatile access"))
            }
            ["memcpy" | "memmove", ..] => {
                Ok(Action::Copy(self.arg(raw, 0)?, self.arg(raw, 1)?, self.arg(raw, 2)?))
            }
            ["memset", ..] => Ok(Action::Fill(self.arg(raw, 0)?, self.arg(raw, 1)?, self.arg(raw, 2)?)),
            ["lifetime", "start" | "end", ..] => Ok(Action::Forget(self.arg(raw, 0)?)),
            ["assume"] => Ok(Action::Nothing),
            _ => Err(Reason::Call(format!("@{name}"))),
        }
    }
}

fn binary(opcode: InstructionOpcode) -> Option<Binary> {
    Some(match opcode {
        InstructionOpcode::Add => Binary::Add,
        InstructionOpcode::Sub => Binary::Sub,
        InstructionOpcode::Mul => Binary::Mul,
        InstructionOpcode::And => Binary::And,
        InstructionOpcode::Or => Binary::Or,
        InstructionOpcode::Xor => Binary::Xor,
        InstructionOpcode::SDiv => Binary::Sdiv,
        InstructionOpcode::UDiv => Binary::Udiv,
        InstructionOpcode::SRem => Binary::Srem,
        InstructionOpcode::URem => Binary::Urem,
        _ => return None,
    })
}

fn shift(opcode: InstructionOpcode) -> Option<Shift> {
    Some(match opcode {
        InstructionOpcode::Shl => Shift::Shl,
        InstructionOpcode::LShr => Shift::Lshr,
        InstructionOpcode::AShr => Shift::Ashr,
        _ => return None,
    })
}

fn predicate(p: Option<IntPredicate>) -> Result<Predicate, Reason> {
    Ok(match p.ok_or_else(|| unsupported("a comparison"))? {
        IntPredicate::EQ => Predicate::Eq,
        IntPredicate::NE => Predicate::Ne,
        IntPredicate::SLT => Predicate::Slt,
        IntPredicate::SLE => Predicate::Sle,
        IntPredicate::SGT => Predicate::Sgt,
        IntPredicate::SGE => Predicate::Sge,
        IntPredicate::ULT => Predicate::Ult,
        IntPredicate::ULE => Predicate::Ule,
        IntPredicate::UGT => Predicate::Ugt,
        IntPredicate::UGE => Predicate::Uge,
    })
}
