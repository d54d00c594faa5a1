//! Straight-line programs, as the fallback gets them: random ones, and the graph of one alone.

use super::alone::{Part, node};
use gadgets::arbitrary::Source;
use gadgets::scalar::{
    Access, Binary, Op, Predicate, ScalarOp, ScalarOperand, ScalarProgram, Shift, Store, Value,
};
use gadgets::{Buffer, ElementType, Gadget, Generic, Graph, Range};

/// A program under construction.
pub struct Build {
    pub ops: Vec<ScalarOp>,
}

impl Build {
    /// Appends an operation on this many bits.
    pub fn op(&mut self, bits: u8, op: Op) -> Value {
        self.ops.push(ScalarOp { bits, op });
        Value(self.ops.len() as u32 - 1)
    }

    /// Appends a constant.
    pub fn constant(&mut self, bits: u8, c: i128) -> Value {
        self.op(bits, Op::Const(gadgets::scalar::wrap(c, bits)))
    }

    /// Appends an operation on two values of one width.
    pub fn binary(&mut self, f: Binary, a: Value, b: Value) -> Value {
        let bits = self.bits(a);
        self.op(bits, Op::Binary(f, a, b))
    }

    /// Width of a value.
    pub fn bits(&self, v: Value) -> u8 {
        self.ops[v.0 as usize].bits
    }

    /// The value at another width.
    pub fn resize(&mut self, v: Value, bits: u8, sign: bool) -> Value {
        match self.bits(v).cmp(&bits) {
            std::cmp::Ordering::Equal => v,
            std::cmp::Ordering::Greater => self.op(bits, Op::Trunc(v)),
            std::cmp::Ordering::Less if sign => self.op(bits, Op::Sext(v)),
            std::cmp::Ordering::Less => self.op(bits, Op::Zext(v)),
        }
    }
}

/// The graph of one generic node; inputs have these types and ranges.
pub fn graph(program: ScalarProgram, ranges: &[Range]) -> Graph {
    let tensor = |(i, o): (usize, &ScalarOperand)| {
        let (range, part) = match &o.access {
            Access::Input => (ranges[i], Part::Given),
            Access::Output => (o.element.range(), Part::Result),
            Access::Constant(b) => (b.range().expect("not empty"), Part::Constant(b.clone())),
        };
        (o.element, vec![o.len as usize], range, part)
    };
    let tensors: Vec<_> = program.operands.iter().enumerate().map(tensor).collect();
    node(Gadget::Generic(Generic { program }), &["odd"], tensors)
}

/// One pointer argument.
pub fn operand(element: ElementType, len: u32, access: Access) -> ScalarOperand {
    ScalarOperand { element, len, access }
}

/// A random program that reads four operands, and ranges for its inputs.
pub fn program(s: &mut Source) -> (ScalarProgram, Vec<Range>) {
    let out = [ElementType::I32, ElementType::U8, ElementType::I64, ElementType::I8][s.size(0, 3)];
    let operands = vec![
        operand(ElementType::I8, 3, Access::Input),
        operand(ElementType::U8, 3, Access::Input),
        operand(ElementType::I32, 2, Access::Input),
        operand(ElementType::I16, 2, Access::Constant(Buffer::from(vec![-300i16, 77]))),
        operand(out, 3, Access::Output),
    ];
    let ranges: Vec<Range> = operands[..3]
        .iter()
        .map(|o| {
            let r = o.element.range();
            match s.bits() % 3 {
                0 => r,
                1 => Range::new(s.within(r.lo, r.hi), s.within(r.lo, r.hi)),
                _ => Range::new((-9).max(r.lo), 9),
            }
        })
        .collect();
    let tables = vec![Buffer::from((0..8).map(|_| s.within(-5000, 5000) as i32).collect::<Vec<_>>())];
    let mut b = Build { ops: vec![] };
    for (i, o) in operands[..4].iter().enumerate() {
        for element in 0..o.len {
            b.op(o.element.bits() as u8, Op::Load { operand: i as u32, element });
        }
    }
    for _ in 0..s.size(1, 25) {
        step(s, &mut b);
    }
    let bits = out.bits() as u8;
    let any = |s: &mut Source, b: &mut Build, bits: u8| {
        let last = b.ops.len() - 1;
        let v = Value(s.size(last.saturating_sub(12), last) as u32);
        b.resize(v, bits, true)
    };
    let stores = (0..3).map(|element| Store { operand: 4, element, value: any(s, &mut b, bits) }).collect();
    let zero = b.constant(32, 0);
    let mut status = zero;
    for _ in 0..s.size(0, 3) {
        let condition = any(s, &mut b, 1);
        let code = b.constant(32, if s.one_in(4) { 16 } else { 17 });
        let one = b.op(32, Op::Select { condition, then: code, otherwise: zero });
        status = if status == zero { one } else { b.binary(Binary::Or, status, one) };
    }
    (ScalarProgram { name: "f".into(), operands, tables, ops: b.ops, stores, status }, ranges)
}

/// Appends a random operation on random values.
fn step(s: &mut Source, b: &mut Build) {
    const PREDICATES: [Predicate; 10] = [
        Predicate::Eq,
        Predicate::Ne,
        Predicate::Slt,
        Predicate::Sle,
        Predicate::Sgt,
        Predicate::Sge,
        Predicate::Ult,
        Predicate::Ule,
        Predicate::Ugt,
        Predicate::Uge,
    ];
    let pick = |s: &mut Source, b: &Build| Value(s.size(0, b.ops.len() - 1) as u32);
    let a = pick(s, b);
    let bits = b.bits(a);
    let sign = s.one_in(2);
    let other = pick(s, b);
    match s.bits() % 14 {
        0..=2 => {
            let c = b.resize(other, bits, sign);
            let f = [Binary::Add, Binary::Sub, Binary::Mul][s.size(0, 2)];
            b.binary(f, a, c);
        }
        3 => {
            let c = s.within(-20, 20).into();
            let c = b.constant(bits, c);
            let f = [Binary::Add, Binary::Mul, Binary::Smax, Binary::Umin][s.size(0, 3)];
            b.binary(f, a, c);
        }
        4 => {
            let f = [Shift::Shl, Shift::Lshr, Shift::Ashr][s.size(0, 2)];
            let n = s.size(0, usize::from(bits) - 1) as u32;
            b.op(bits, Op::Shift(f, a, n));
        }
        5 => {
            let c = b.resize(other, bits, sign);
            b.op(1, Op::Icmp(PREDICATES[s.size(0, 9)], a, c));
        }
        6 => {
            let c = b.resize(other, bits, sign);
            let condition = if s.one_in(2) {
                b.op(1, Op::Icmp(PREDICATES[s.size(0, 9)], a, c))
            } else {
                let v = pick(s, b);
                b.resize(v, 1, false)
            };
            let (then, otherwise) = if s.one_in(2) { (a, c) } else { (c, a) };
            b.op(bits, Op::Select { condition, then, otherwise });
        }
        7 => {
            let c = b.resize(other, bits, sign);
            let f = [Binary::Smax, Binary::Smin, Binary::Umax, Binary::Umin][s.size(0, 3)];
            b.binary(f, a, c);
        }
        8 | 9 => {
            let to = [1, 8, 16, 32, 64, 128, 24][s.size(0, 6)];
            b.resize(a, to, sign);
        }
        10 => {
            let mask = [7, 1, 127, -8, -1, 0][s.size(0, 5)];
            let c = b.constant(bits, mask);
            let f = if mask == -1 { Binary::Xor } else { Binary::And };
            b.binary(f, a, c);
        }
        11 => {
            // Small values, bit by bit.
            let seven = b.constant(bits, 7);
            let x = b.binary(Binary::And, a, seven);
            let y = b.resize(other, bits, sign);
            let y = b.binary(Binary::And, y, seven);
            b.binary([Binary::And, Binary::Or, Binary::Xor][s.size(0, 2)], x, y);
        }
        12 if bits >= 8 => {
            let seven = b.constant(bits, 7);
            let low = b.binary(Binary::And, a, seven);
            b.op(32, Op::Lookup { table: 0, index: low });
        }
        _ if bits >= 8 => {
            let f = [Binary::Sdiv, Binary::Udiv, Binary::Srem, Binary::Urem][s.size(0, 3)];
            let divisor = if s.one_in(2) {
                let c = if sign { s.within(1, 30) } else { -s.within(2, 30) };
                b.constant(bits, c.into())
            } else {
                let seven = b.constant(bits, 7);
                let y = b.resize(other, bits, sign);
                let y = b.binary(Binary::And, y, seven);
                let one = b.constant(bits, 1);
                b.binary(Binary::Add, y, one)
            };
            b.binary(f, a, divisor);
        }
        _ => {}
    }
}
