//! The instruction set: what each 32-bit word means to the machine (Cannon's MT-MIPS64, state version 8).
//!
//! A word is decoded once into an [`Insn`] of eight bytes: operation, source registers, destination and an
//! immediate in the form the operation uses (extended constant, shift amount, byte offset of a branch,
//! low 28 bits of a jump). Fields that MIPS wants zero are not checked, as in Cannon. Whatever is not
//! listed here, floating point above all, is [`Op::Invalid`].

/// Defines the operations, and a table of them by number.
macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// An operation. Names are MIPS mnemonics; pairs that behave alike in Cannon (add and addu: neither traps
        /// on overflow; jr and jalr with link register 0) share one.
        #[allow(missing_docs, reason = "the names are the architecture's own mnemonics")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Op { $($(#[$doc])* $name),* }

        /// Operations by number; as many as a mask of seven bits selects.
        const NUMBERED: [Op; 128] = {
            let all = [$(Op::$name),*];
            let mut numbered = [Op::Invalid; 128];
            let mut at = 0;
            while at < all.len() {
                numbered[at] = all[at];
                at += 1;
            }
            numbered
        };
    };
}

#[rustfmt::skip]
operations! {
    Sll, Srl, Sra, Sllv, Srlv, Srav,
    Dsll, Dsrl, Dsra, Dsllv, Dsrlv, Dsrav,
    Add, Sub, Dadd, Dsub, And, Or, Xor, Nor, Slt, Sltu,
    Addi, Daddi, Slti, Sltiu, Andi, Ori, Xori, Lui,
    Mul, Clz, Clo, Dclz, Dclo,
    Movz, Movn,
    /// `sync`, which Cannon executes as `rd := rs`.
    Sync,
    Mfhi, Mthi, Mflo, Mtlo, Mult, Multu, Div, Divu, Dmult, Dmultu, Ddiv, Ddivu,
    J, Jal, Jalr,
    Beq, Bne, Blez, Bgtz, Bltz, Bgez, Bltzal, Bgezal,
    /// A REGIMM word with an unknown `rt`: a branch that is never taken.
    BranchNever,
    Lb, Lbu, Lh, Lhu, Lw, Lwu, Ld, Lwl, Lwr, Ldl, Ldr,
    Sb, Sh, Sw, Sd, Swl, Swr, Sdl, Sdr,
    Ll, Lld, Sc, Scd,
    Syscall,
    Invalid,
}

impl Op {
    /// Whether the operation has a delay slot: every jump and branch, taken or not.
    pub fn has_delay_slot(self) -> bool {
        (Op::J as u8..=Op::BranchNever as u8).contains(&(self as u8))
    }
}

/// A bit of a packed instruction that no field takes.
const PACKED: u64 = 1 << 15;

/// A decoded instruction in one word, as the interpreter takes it: unlike an [`Insn`] it is handed on in a register. The
/// fields are an [`Insn`]'s.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Packed(u64);

#[allow(missing_docs, reason = "as in Insn")]
impl Packed {
    /// A number that is not 0.
    #[inline(always)]
    pub fn to_bits(self) -> u64 {
        self.0
    }

    /// The instruction with that number.
    #[inline(always)]
    pub fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    #[inline(always)]
    pub fn op(self) -> Op {
        NUMBERED[self.0 as usize & (NUMBERED.len() - 1)]
    }

    #[inline(always)]
    pub fn rs(self) -> usize {
        (self.0 >> 8) as usize & 31
    }

    #[inline(always)]
    pub fn rt(self) -> usize {
        (self.0 >> 16) as usize & 31
    }

    #[inline(always)]
    pub fn rd(self) -> usize {
        (self.0 >> 24) as usize & 31
    }

    #[inline(always)]
    pub fn imm(self) -> i32 {
        (self.0 >> 32) as i32
    }

    #[inline(always)]
    pub fn imm64(self) -> u64 {
        (self.0 as i64 >> 32) as u64
    }
}

/// A decoded instruction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Insn {
    /// What to do.
    pub op: Op,
    /// First source register (the base of a load or store).
    pub rs: u8,
    /// Second source register (the value of a store).
    pub rt: u8,
    /// Destination register, wherever the word has it; 0 for none.
    pub rd: u8,
    /// Constant, shift amount, branch offset in bytes, or jump target; the word itself if invalid.
    pub imm: i32,
}

impl Insn {
    /// The immediate as a sign-extended 64-bit word.
    #[inline(always)]
    pub(crate) fn imm64(self) -> u64 {
        i64::from(self.imm) as u64
    }

    /// All of it in one word.
    pub(crate) fn pack(self) -> Packed {
        let registers = u64::from(self.rd) << 24 | u64::from(self.rt) << 16 | u64::from(self.rs) << 8;
        Packed(u64::from(self.imm as u32) << 32 | registers | PACKED | self.op as u64)
    }
}

/// Decodes one instruction word. Every word decodes: [`Op::Invalid`] stands for a rejected one.
pub fn decode(word: u32) -> Insn {
    let field = |shift: u32| (word >> shift & 31) as u8;
    let (rs, rt, rd, shift) = (field(21), field(16), field(11), (word >> 6 & 31) as i32);
    let unsigned = (word & 0xffff) as i32;
    let signed = i32::from(word as u16 as i16);
    let invalid = Insn { op: Op::Invalid, rs, rt, rd: 0, imm: word as i32 };
    let register = |op, imm| Insn { op, rs, rt, rd, imm };
    let immediate = |op, imm| Insn { op, rs, rt, rd: rt, imm };
    let branch = |op, link| Insn { op, rs, rt, rd: link, imm: signed << 2 };
    let store = |op| Insn { op, rs, rt, rd: 0, imm: signed };
    let jump = |op, link| Insn { op, rs: 0, rt: 0, rd: link, imm: ((word & 0x03ff_ffff) << 2) as i32 };
    match word >> 26 {
        0x00 => match special(word & 63) {
            Op::Invalid => invalid,
            Op::Jalr if word & 63 == 0x08 => Insn { op: Op::Jalr, rs, rt, rd: 0, imm: 0 },
            op => register(op, if word & 63 >= 0x3c { shift + 32 } else { shift }),
        },
        0x01 => match rt {
            0x00 => branch(Op::Bltz, 0),
            0x01 => branch(Op::Bgez, 0),
            0x10 => branch(Op::Bltzal, 31),
            0x11 => branch(Op::Bgezal, 31),
            _ => branch(Op::BranchNever, 0),
        },
        0x02 => jump(Op::J, 0),
        0x03 => jump(Op::Jal, 31),
        0x04 => branch(Op::Beq, 0),
        0x05 => branch(Op::Bne, 0),
        0x06 => branch(Op::Blez, 0),
        0x07 => branch(Op::Bgtz, 0),
        0x08 | 0x09 => immediate(Op::Addi, signed),
        0x0a => immediate(Op::Slti, signed),
        0x0b => immediate(Op::Sltiu, signed),
        0x0c => immediate(Op::Andi, unsigned),
        0x0d => immediate(Op::Ori, unsigned),
        0x0e => immediate(Op::Xori, unsigned),
        0x0f => immediate(Op::Lui, unsigned << 16),
        0x18 | 0x19 => immediate(Op::Daddi, signed),
        0x1a => immediate(Op::Ldl, signed),
        0x1b => immediate(Op::Ldr, signed),
        0x1c => match word & 63 {
            0x02 => register(Op::Mul, 0),
            0x20 => register(Op::Clz, 0),
            0x21 => register(Op::Clo, 0),
            0x24 => register(Op::Dclz, 0),
            0x25 => register(Op::Dclo, 0),
            _ => invalid,
        },
        0x20 => immediate(Op::Lb, signed),
        0x21 => immediate(Op::Lh, signed),
        0x22 => immediate(Op::Lwl, signed),
        0x23 => immediate(Op::Lw, signed),
        0x24 => immediate(Op::Lbu, signed),
        0x25 => immediate(Op::Lhu, signed),
        0x26 => immediate(Op::Lwr, signed),
        0x27 => immediate(Op::Lwu, signed),
        0x28 => store(Op::Sb),
        0x29 => store(Op::Sh),
        0x2a => store(Op::Swl),
        0x2b => store(Op::Sw),
        0x2c => store(Op::Sdl),
        0x2d => store(Op::Sdr),
        0x2e => store(Op::Swr),
        0x30 => immediate(Op::Ll, signed),
        0x34 => immediate(Op::Lld, signed),
        0x37 => immediate(Op::Ld, signed),
        0x38 => immediate(Op::Sc, signed),
        0x3c => immediate(Op::Scd, signed),
        0x3f => store(Op::Sd),
        _ => invalid,
    }
}

/// The operation of opcode 0 with this function field.
fn special(function: u32) -> Op {
    match function {
        0x00 => Op::Sll,
        0x02 => Op::Srl,
        0x03 => Op::Sra,
        0x04 => Op::Sllv,
        0x06 => Op::Srlv,
        0x07 => Op::Srav,
        0x08 | 0x09 => Op::Jalr,
        0x0a => Op::Movz,
        0x0b => Op::Movn,
        0x0c => Op::Syscall,
        0x0f => Op::Sync,
        0x10 => Op::Mfhi,
        0x11 => Op::Mthi,
        0x12 => Op::Mflo,
        0x13 => Op::Mtlo,
        0x14 => Op::Dsllv,
        0x16 => Op::Dsrlv,
        0x17 => Op::Dsrav,
        0x18 => Op::Mult,
        0x19 => Op::Multu,
        0x1a => Op::Div,
        0x1b => Op::Divu,
        0x1c => Op::Dmult,
        0x1d => Op::Dmultu,
        0x1e => Op::Ddiv,
        0x1f => Op::Ddivu,
        0x20 | 0x21 => Op::Add,
        0x22 | 0x23 => Op::Sub,
        0x24 => Op::And,
        0x25 => Op::Or,
        0x26 => Op::Xor,
        0x27 => Op::Nor,
        0x2a => Op::Slt,
        0x2b => Op::Sltu,
        0x2c | 0x2d => Op::Dadd,
        0x2e | 0x2f => Op::Dsub,
        0x38 | 0x3c => Op::Dsll,
        0x3a | 0x3e => Op::Dsrl,
        0x3b | 0x3f => Op::Dsra,
        _ => Op::Invalid,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instruction_is_eight_bytes() {
        assert_eq!(size_of::<Insn>(), 8);
        assert_eq!(decode(0), Insn { op: Op::Sll, rs: 0, rt: 0, rd: 0, imm: 0 });
    }

    #[test]
    fn packing_loses_nothing() {
        // Every opcode, function field and branch of REGIMM, with registers and constants of all kinds.
        for word in (0..1 << 12).flat_map(|low| (0..64).map(move |high| high << 26 | low | low << 14)) {
            let insn = decode(word);
            let packed = insn.pack();
            let [rs, rt, rd] = [packed.rs(), packed.rt(), packed.rd()].map(|register| register as u8);
            assert_eq!(Insn { op: packed.op(), rs, rt, rd, imm: packed.imm() }, insn, "{word:#010x}");
            assert_eq!((packed.imm64(), Packed::from_bits(packed.to_bits())), (insn.imm64(), packed));
            assert_ne!(packed.to_bits(), 0);
        }
        assert_eq!(NUMBERED[Op::Invalid as usize], Op::Invalid);
        assert_eq!(NUMBERED[Op::Syscall as usize], Op::Syscall);
    }

    #[test]
    fn invalid_words() {
        // break, teq, tge, movf, dins (SPECIAL3), beql, lwc1, COP1, cache, pref, madd, sdbbp
        for word in [
            0x0000_000d,
            0x0000_0034,
            0x0000_0030,
            0x0000_0001,
            0x7c00_0007,
            0x5000_0000,
            0xc400_0000,
            0x4600_0000,
            0xbc00_0000,
            0xcc00_0000,
            0x7000_0000,
            0x7000_003f,
        ] {
            assert_eq!(decode(word).op, Op::Invalid, "{word:#010x}");
            assert_eq!(decode(word).imm as u32, word);
        }
        let valid = |function: u32| decode(function).op != Op::Invalid;
        let rejected: Vec<u32> = (0..64).filter(|&function| !valid(function)).collect();
        let expected = [
            0x01, 0x05, 0x0d, 0x0e, 0x15, 0x28, 0x29, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x39,
            0x3d,
        ];
        assert_eq!(rejected, expected);
    }

    #[test]
    fn delay_slots() {
        for word in
            [0x0800_0000u32, 0x0c00_0000, 0x03e0_0008, 0x0320_f809, 0x1000_0000, 0x0411_0000, 0x0408_0000]
        {
            assert!(decode(word).op.has_delay_slot(), "{word:#010x}");
        }
        for word in [0u32, 0x0000_000c, 0x0000_0018, 0x8c00_0000, 0x0000_000f, 0x0000_001f] {
            assert!(!decode(word).op.has_delay_slot(), "{word:#010x}");
        }
    }
}
