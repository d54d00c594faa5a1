//! The few instructions of x86-64 that quick code consists of, and their encoding (Intel's Software Developer's
//! Manual, volume 2). Operands are 64 bits wide unless a name or an argument says otherwise.

/// A general register, by the number it is encoded with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
#[rustfmt::skip]
#[allow(dead_code, reason = "the stack pointer is used by pushes, pops and calls alone")]
pub(super) enum Reg { Rax, Rcx, Rdx, Rbx, Rsp, Rbp, Rsi, Rdi, R8, R9, R10, R11, R12, R13, R14, R15 }

/// An operand: a register, or memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rm {
    Reg(Reg),
    /// At a register plus a constant.
    At(Reg, i32),
    /// At the sum of two registers, the second not `Rsp`.
    Sum(Reg, Reg),
}

impl From<Reg> for Rm {
    fn from(reg: Reg) -> Self {
        Self::Reg(reg)
    }
}

/// Bytes of an operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Size {
    B1,
    B2,
    B4,
    B8,
}

/// Operations of two operands, by their number in opcodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Alu {
    Add = 0,
    Or = 1,
    And = 4,
    Sub = 5,
    Xor = 6,
    Cmp = 7,
}

/// Shifts, by their number in opcodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Shift {
    Left = 4,
    Right = 5,
    Arithmetic = 7,
}

/// Operations of one operand, by their number in opcodes. Multiplications and divisions use `Rax` and `Rdx`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Unary {
    Not = 2,
    Neg = 3,
    Mul = 4,
    Imul = 5,
    Div = 6,
    Idiv = 7,
}

/// Conditions, by their number in opcodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Cond {
    Below = 2,
    Equal = 4,
    NotEqual = 5,
    Less = 0xc,
    GreaterEqual = 0xd,
    LessEqual = 0xe,
    Greater = 0xf,
}

impl Cond {
    /// The opposite.
    pub fn not(self) -> Self {
        match self {
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
            Self::Less => Self::GreaterEqual,
            Self::GreaterEqual => Self::Less,
            Self::LessEqual => Self::Greater,
            Self::Greater => Self::LessEqual,
            // Never branched on.
            Self::Below => Self::Below,
        }
    }
}

/// A place in the code, which may not be written yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Label(u32);

/// Up to eight bytes of an instruction, put together in a register.
#[derive(Debug, Default, Clone, Copy)]
struct Bytes {
    bits: u64,
    len: usize,
}

impl Bytes {
    #[inline(always)]
    fn push(&mut self, byte: u8) {
        self.push_all(byte.into(), 1);
    }

    /// Appends the low `len` bytes of `bits`, above which it is 0.
    #[inline(always)]
    fn push_all(&mut self, bits: u64, len: usize) {
        self.bits |= bits << (8 * self.len);
        self.len += len;
    }
}

/// A constant in an instruction.
enum Constant {
    None,
    Byte(u8),
    Word(i32),
}

/// Code being written.
#[derive(Debug)]
pub(super) struct Assembler {
    /// The code, then room for more.
    bytes: Vec<u8>,
    len: usize,
    /// Where labels are, once that is known.
    labels: Vec<Option<u32>>,
    /// Where distances to labels are to be put: four bytes, from their end.
    uses: Vec<(u32, Label)>,
}

impl Assembler {
    /// No code yet, with room for some.
    pub fn new() -> Self {
        let (labels, uses) = (Vec::with_capacity(256), Vec::with_capacity(256));
        Self { bytes: vec![0; 4 << 10], len: 0, labels, uses }
    }

    /// A new label, for a place to come.
    pub fn label(&mut self) -> Label {
        self.labels.push(None);
        Label(self.labels.len() as u32 - 1)
    }

    /// Puts a label here.
    pub fn bind(&mut self, label: Label) {
        self.labels[label.0 as usize] = Some(self.here());
    }

    /// Bytes written so far.
    pub fn here(&self) -> u32 {
        self.len as u32
    }

    /// The code, all labels of which must be bound.
    pub fn finish(mut self) -> Vec<u8> {
        for (at, label) in self.uses {
            let to = self.labels[label.0 as usize];
            debug_assert!(to.is_some(), "a label that is nowhere");
            let distance = to.unwrap_or_default().wrapping_sub(at + 4);
            self.bytes[at as usize..at as usize + 4].copy_from_slice(&distance.to_le_bytes());
        }
        self.bytes.truncate(self.len);
        self.bytes
    }

    /// An instruction with a register (or a part of the opcode in its place), an operand, and a constant that follows. A
    /// byte register that is not one of the first four needs a prefix, whatever its value: `byte` says that it is one.
    #[inline(always)]
    fn encode_with(&mut self, size: Size, opcode: &[u8], reg: u8, rm: Rm, byte: bool, constant: Constant) {
        let (mut head, mut tail) = (Bytes::default(), Bytes::default());
        if size == Size::B2 {
            head.push(0x66);
        }
        let (base, index) = match rm {
            Rm::Reg(reg) | Rm::At(reg, _) => (reg as u8, 0),
            Rm::Sum(base, index) => (base as u8, index as u8),
        };
        let rex = u8::from(size == Size::B8) << 3 | reg >> 3 << 2 | index >> 3 << 1 | base >> 3;
        let named = byte && (reg > 3 || matches!(rm, Rm::Reg(reg) if reg as u8 > 3));
        if rex != 0 || named {
            head.push(0x40 | rex);
        }
        opcode.iter().for_each(|&byte| head.push(byte));
        let modrm = |mode: u8, rm: u8| mode << 6 | (reg & 7) << 3 | rm & 7;
        match rm {
            Rm::Reg(_) => head.push(modrm(3, base)),
            Rm::At(_, offset) => {
                let mode = match i8::try_from(offset) {
                    Ok(0) if base & 7 != 5 => 0,
                    Ok(_) => 1,
                    Err(_) => 2,
                };
                head.push(modrm(mode, base));
                if base & 7 == 4 {
                    head.push(0x24);
                }
                match mode {
                    0 => {}
                    1 => tail.push(offset as u8),
                    _ => tail.push_all((offset as u32).into(), 4),
                }
            }
            Rm::Sum(..) => {
                let mode = u8::from(base & 7 == 5);
                head.push(modrm(mode, 4));
                head.push((index & 7) << 3 | base & 7);
                tail.push_all(0, mode.into());
            }
        }
        match constant {
            Constant::None => {}
            Constant::Byte(value) => tail.push(value),
            Constant::Word(value) => tail.push_all((value as u32).into(), 4),
        }
        self.put(head, tail);
    }

    #[inline(always)]
    fn encode(&mut self, size: Size, opcode: &[u8], reg: u8, rm: Rm, byte: bool) {
        self.encode_with(size, opcode, reg, rm, byte, Constant::None);
    }

    /// Appends an instruction in two parts.
    #[inline(always)]
    fn put(&mut self, head: Bytes, tail: Bytes) {
        const WORD: usize = size_of::<u64>();
        if self.bytes.len() - self.len < 2 * WORD {
            self.bytes.resize(2 * self.bytes.len(), 0);
        }
        // Each part is written as a word of which as many bytes as count are not written over by what follows.
        let to = &mut self.bytes[self.len..self.len + 2 * WORD];
        to[..WORD].copy_from_slice(&head.bits.to_le_bytes());
        to[head.len..][..WORD].copy_from_slice(&tail.bits.to_le_bytes());
        self.len += head.len + tail.len;
    }

    /// Appends up to eight bytes, the lowest first.
    #[inline(always)]
    fn put_bytes(&mut self, bits: u64, len: usize) {
        self.put(Bytes { bits, len }, Bytes::default());
    }

    fn wide(wide: bool) -> Size {
        if wide { Size::B8 } else { Size::B4 }
    }

    /// Copies a register or loads 8 bytes.
    pub fn mov(&mut self, to: Reg, from: impl Into<Rm>) {
        let from = from.into();
        if from != Rm::Reg(to) {
            self.encode(Size::B8, &[0x8b], to as u8, from, false);
        }
    }

    /// Copies or loads 4 bytes; the upper half becomes 0.
    pub fn mov32(&mut self, to: Reg, from: impl Into<Rm>) {
        self.encode(Size::B4, &[0x8b], to as u8, from.into(), false);
    }

    /// Copies or loads, extended with zeros, 1, 2 or 4 bytes.
    pub fn zero_extend(&mut self, size: Size, to: Reg, from: impl Into<Rm>) {
        match size {
            Size::B1 => self.encode(Size::B4, &[0x0f, 0xb6], to as u8, from.into(), true),
            Size::B2 => self.encode(Size::B4, &[0x0f, 0xb7], to as u8, from.into(), false),
            Size::B4 => self.mov32(to, from),
            Size::B8 => self.mov(to, from),
        }
    }

    /// Copies or loads, extended by its sign, 1, 2 or 4 bytes.
    pub fn sign_extend(&mut self, size: Size, to: Reg, from: impl Into<Rm>) {
        match size {
            Size::B1 => self.encode(Size::B8, &[0x0f, 0xbe], to as u8, from.into(), true),
            Size::B2 => self.encode(Size::B8, &[0x0f, 0xbf], to as u8, from.into(), false),
            Size::B4 => self.encode(Size::B8, &[0x63], to as u8, from.into(), false),
            Size::B8 => self.mov(to, from),
        }
    }

    /// Stores the low bytes of a register.
    pub fn store(&mut self, size: Size, to: Rm, from: Reg) {
        let opcode = if size == Size::B1 { 0x88 } else { 0x89 };
        self.encode(size, &[opcode], from as u8, to, size == Size::B1);
    }

    /// A constant, in as few bytes as it takes. Leaves the flags alone.
    pub fn constant(&mut self, to: Reg, value: u64) {
        let rex = to as u8 >> 3;
        let opcode = 0xb8 | to as u8 & 7;
        if let Ok(low) = u32::try_from(value) {
            let mut head = Bytes::default();
            if rex != 0 {
                head.push(0x41);
            }
            head.push(opcode);
            head.push_all(low.into(), 4);
            self.put(head, Bytes::default());
        } else if let Ok(low) = i32::try_from(value as i64) {
            self.encode_with(Size::B8, &[0xc7], 0, to.into(), false, Constant::Word(low));
        } else {
            let head = u64::from(u16::from_le_bytes([0x48 | rex, opcode]));
            self.put(Bytes { bits: head, len: 2 }, Bytes { bits: value, len: 8 });
        }
    }

    /// `to := to op from`, or a comparison of the two.
    pub fn alu(&mut self, op: Alu, to: Reg, from: impl Into<Rm>) {
        self.encode(Size::B8, &[(op as u8) << 3 | 3], to as u8, from.into(), false);
    }

    /// The same on 4 bytes; the upper half becomes 0.
    pub fn alu32(&mut self, op: Alu, to: Reg, from: impl Into<Rm>) {
        self.encode(Size::B4, &[(op as u8) << 3 | 3], to as u8, from.into(), false);
    }

    /// `to := to op value`, the value sign-extended, or a comparison.
    pub fn alu_constant(&mut self, op: Alu, to: impl Into<Rm>, value: i32) {
        let to = to.into();
        match i8::try_from(value) {
            Ok(short) => self.encode_with(Size::B8, &[0x83], op as u8, to, false, Constant::Byte(short as u8)),
            Err(_) => self.encode_with(Size::B8, &[0x81], op as u8, to, false, Constant::Word(value)),
        }
    }

    /// `to := to op value` on 4 bytes; the upper half becomes 0.
    pub fn alu32_constant(&mut self, op: Alu, to: Reg, value: i32) {
        self.encode_with(Size::B4, &[0x81], op as u8, to.into(), false, Constant::Word(value));
    }

    /// Compares a byte of memory with 0.
    pub fn compare_byte_with_zero(&mut self, at: Rm) {
        self.encode_with(Size::B1, &[0x80], Alu::Cmp as u8, at, false, Constant::Byte(0));
    }

    /// Sets the flags by a register.
    pub fn test(&mut self, reg: Reg) {
        self.encode(Size::B8, &[0x85], reg as u8, reg.into(), false);
    }

    /// Sets the flags by the low half of a register.
    pub fn test32(&mut self, reg: Reg) {
        self.encode(Size::B4, &[0x85], reg as u8, reg.into(), false);
    }

    /// The address of an operand in memory. Leaves the flags alone.
    pub fn lea(&mut self, to: Reg, from: Rm) {
        self.encode(Size::B8, &[0x8d], to as u8, from, false);
    }

    /// Shifts by a constant below the width.
    pub fn shift(&mut self, shift: Shift, wide: bool, reg: Reg, by: u8) {
        self.encode_with(Self::wide(wide), &[0xc1], shift as u8, reg.into(), false, Constant::Byte(by));
    }

    /// Shifts by `Rcx`, modulo the width.
    pub fn shift_by_rcx(&mut self, shift: Shift, wide: bool, reg: Reg) {
        self.encode(Self::wide(wide), &[0xd3], shift as u8, reg.into(), false);
    }

    /// Reverses the order of a register's low bytes; of two, the upper bits stay as they are.
    pub fn swap_bytes(&mut self, size: Size, reg: Reg) {
        match size {
            Size::B1 => {}
            Size::B2 => self.encode_with(Size::B2, &[0xc1], 0, reg.into(), false, Constant::Byte(8)),
            Size::B4 | Size::B8 => {
                let rex = u8::from(size == Size::B8) << 3 | reg as u8 >> 3;
                let mut head = Bytes::default();
                if rex != 0 {
                    head.push(0x40 | rex);
                }
                head.push(0x0f);
                head.push(0xc8 | reg as u8 & 7);
                self.put(head, Bytes::default());
            }
        }
    }

    /// `to := to * from`, the low 64 bits.
    pub fn multiply(&mut self, to: Reg, from: Reg) {
        self.encode(Size::B8, &[0x0f, 0xaf], to as u8, from.into(), false);
    }

    /// An operation of one operand.
    pub fn unary(&mut self, op: Unary, wide: bool, reg: Reg) {
        self.encode(Self::wide(wide), &[0xf7], op as u8, reg.into(), false);
    }

    /// Spreads the sign of `Rax` over `Rdx`.
    pub fn sign_to_rdx(&mut self) {
        self.put_bytes(0x9948, 2);
    }

    /// The number of the highest bit set; the zero flag says that there is none.
    pub fn highest_bit(&mut self, to: Reg, from: Reg) {
        self.encode(Size::B8, &[0x0f, 0xbd], to as u8, from.into(), false);
    }

    /// Copies if the condition holds.
    pub fn mov_if(&mut self, cond: Cond, to: Reg, from: impl Into<Rm>) {
        self.encode(Size::B8, &[0x0f, 0x40 | cond as u8], to as u8, from.into(), false);
    }

    /// 1 if the condition holds, else 0.
    pub fn set_if(&mut self, cond: Cond, to: Reg) {
        self.encode(Size::B1, &[0x0f, 0x90 | cond as u8], 0, to.into(), true);
        self.zero_extend(Size::B1, to, to);
    }

    fn point_at(&mut self, label: Label) {
        self.uses.push((self.here(), label));
        self.put_bytes(0, 4);
    }

    /// Jumps.
    pub fn jump(&mut self, label: Label) {
        self.put_bytes(0xe9, 1);
        self.point_at(label);
    }

    /// Jumps if the condition holds.
    pub fn jump_if(&mut self, cond: Cond, label: Label) {
        self.put_bytes(0x0f | (0x80 | cond as u64) << 8, 2);
        self.point_at(label);
    }

    /// Jumps to an address in memory.
    pub fn jump_to(&mut self, at: Rm) {
        self.encode(Size::B4, &[0xff], 4, at, false);
    }

    /// Calls an address in a register or in memory.
    pub fn call(&mut self, at: impl Into<Rm>) {
        self.encode(Size::B4, &[0xff], 2, at.into(), false);
    }

    fn stack(&mut self, opcode: u8, reg: Reg) {
        if reg as u8 > 7 {
            self.put_bytes(0x41, 1);
        }
        self.put_bytes((opcode | reg as u8 & 7).into(), 1);
    }

    /// Pushes a register.
    pub fn push(&mut self, reg: Reg) {
        self.stack(0x50, reg);
    }

    /// Pops a register.
    pub fn pop(&mut self, reg: Reg) {
        self.stack(0x58, reg);
    }

    /// Returns.
    pub fn ret(&mut self) {
        self.put_bytes(0xc3, 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Reg::*;

    /// Encodings as GNU as 2.40 writes them.
    #[test]
    fn encodings() {
        let mut a = Assembler::new();
        type Case<'a> = (&'a str, fn(&mut Assembler), &'a [u8]);
        let cases: [Case<'_>; 22] = [
            ("mov rax, [rdi+8]", |a| a.mov(Rax, Rm::At(Rdi, 8)), &[0x48, 0x8b, 0x47, 0x08]),
            ("mov r12, [rdi+0x80]", |a| a.mov(R12, Rm::At(Rdi, 0x80)), &[0x4c, 0x8b, 0xa7, 0x80, 0, 0, 0]),
            ("mov r8, [r12]", |a| a.mov(R8, Rm::At(R12, 0)), &[0x4d, 0x8b, 0x04, 0x24]),
            ("mov rcx, [r13]", |a| a.mov(Rcx, Rm::At(R13, 0)), &[0x49, 0x8b, 0x4d, 0x00]),
            ("mov ecx, [r11+rax]", |a| a.mov32(Rcx, Rm::Sum(R11, Rax)), &[0x41, 0x8b, 0x0c, 0x03]),
            ("lea rax, [r13+r14]", |a| a.lea(Rax, Rm::Sum(R13, R14)), &[0x4b, 0x8d, 0x44, 0x35, 0x00]),
            ("mov [rcx+rax], sil", |a| a.store(Size::B1, Rm::Sum(Rcx, Rax), Rsi), &[0x40, 0x88, 0x34, 0x01]),
            ("mov [rcx+rax], r11w", |a| a.store(Size::B2, Rm::Sum(Rcx, Rax), R11), &[0x66, 0x44, 0x89, 0x1c, 0x01]),
            ("movsx rbx, byte [rcx+rax]", |a| a.sign_extend(Size::B1, Rbx, Rm::Sum(Rcx, Rax)), &[0x48, 0x0f, 0xbe, 0x1c, 0x01]),
            ("movsxd r9, eax", |a| a.sign_extend(Size::B4, R9, Rax), &[0x4c, 0x63, 0xc8]),
            ("mov eax, 5", |a| a.constant(Rax, 5), &[0xb8, 5, 0, 0, 0]),
            ("mov r9, -1", |a| a.constant(R9, u64::MAX), &[0x49, 0xc7, 0xc1, 0xff, 0xff, 0xff, 0xff]),
            ("sub rdx, 7", |a| a.alu_constant(Alu::Sub, Rdx, 7), &[0x48, 0x83, 0xea, 0x07]),
            ("and r11, -4096", |a| a.alu_constant(Alu::And, R11, -4096), &[0x49, 0x81, 0xe3, 0x00, 0xf0, 0xff, 0xff]),
            ("cmp byte [r11], 0", |a| a.compare_byte_with_zero(Rm::At(R11, 0)), &[0x41, 0x80, 0x3b, 0x00]),
            ("shr rcx, 7", |a| a.shift(Shift::Right, true, Rcx, 7), &[0x48, 0xc1, 0xe9, 0x07]),
            ("bswap r10d", |a| a.swap_bytes(Size::B4, R10), &[0x41, 0x0f, 0xca]),
            ("rol r11w, 8", |a| a.swap_bytes(Size::B2, R11), &[0x66, 0x41, 0xc1, 0xc3, 0x08]),
            ("setl al; movzx eax, al", |a| a.set_if(Cond::Less, Rax), &[0x0f, 0x9c, 0xc0, 0x0f, 0xb6, 0xc0]),
            ("cmove rcx, r11", |a| a.mov_if(Cond::Equal, Rcx, R11), &[0x49, 0x0f, 0x44, 0xcb]),
            ("jmp [rax+8]", |a| a.jump_to(Rm::At(Rax, 8)), &[0xff, 0x60, 0x08]),
            ("push r9", |a| a.push(R9), &[0x41, 0x51]),
        ];
        for (text, write, bytes) in cases {
            let start = a.here() as usize;
            write(&mut a);
            assert_eq!(a.bytes[start..a.len], *bytes, "{text}");
        }
    }

    #[test]
    fn labels_before_and_after() {
        let mut a = Assembler::new();
        let (back, on) = (a.label(), a.label());
        a.bind(back);
        a.jump(on);
        a.jump_if(Cond::Equal, back);
        a.bind(on);
        assert_eq!(a.finish(), [0xe9, 6, 0, 0, 0, 0x0f, 0x84, 0xf5, 0xff, 0xff, 0xff]);
    }
}
