//! Random gadgets of each family with operands.

use super::Source;
use crate::add::Addend;
use crate::gadget::Known;
use crate::table::exp2_table;
use crate::{
    Add, AveragePool, Bound, Conv2d, ElementType, Epilogue, FullyConnected, Gadget, MaxPool, Range,
    RangeCheck, Relu, Rescale, Role, Rounding, Softmax, Transpose, Window,
};

/// A gadget and operands for it.
#[derive(Clone, Debug)]
pub struct Case {
    /// The gadget.
    pub gadget: Gadget,
    /// Flat operands in the gadget's order.
    pub operands: Vec<Vec<i64>>,
    /// The range that each operand was drawn from.
    pub ranges: Vec<Range>,
}

impl Source {
    pub(super) fn window(&mut self, gadget: &'static str, input: [usize; 2]) -> Window {
        loop {
            let mut w = Window::plain([1, 1], [1, 1]);
            for axis in 0..2 {
                w.kernel[axis] = self.size(1, 3);
                w.strides[axis] = self.size(1, 3);
                w.dilations[axis] = if self.one_in(4) { 2 } else { 1 };
                if self.one_in(2) {
                    w.begin[axis] = self.size(0, w.extent(axis) - 1);
                    w.end[axis] = self.size(0, w.extent(axis) - 1);
                }
            }
            if w.output(gadget, input).is_ok() {
                return w;
            }
        }
    }

    /// An epilogue that is sound for accumulators of type `acc` in `range`.
    pub(super) fn epilogue(&mut self, range: Range, acc: ElementType) -> Epilogue {
        let mut e = Epilogue::none(acc);
        if self.one_in(5) {
            return e;
        }
        e.relu = self.one_in(2);
        e.rounding = self.pick(&[Rounding::Floor, Rounding::HalfUp]);
        e.shift = self.size(0, 9) as u32;
        if self.one_in(4) {
            e.multiplier = self.within(1, 9);
        }
        let Ok(image) = e.image("epilogue", range, acc) else { return Epilogue::none(acc) };
        let third = (image.width() / 3) as i64;
        let inner = Range { lo: image.lo + third / 2, hi: image.hi - third };
        e.bound = match self.bits() % 4 {
            0 => Bound::Saturate(inner),
            1 => Bound::Reject(inner),
            2 => Bound::Reject(image),
            _ => Bound::Proven,
        };
        let stored = e.bound.clamp().unwrap_or(image);
        let smallest = ElementType::smallest(stored);
        let wider: Vec<_> = ElementType::ALL
            .into_iter()
            .filter(|t| t.range().contains_range(stored) && t.bits() <= acc.bits())
            .collect();
        e.out = if self.one_in(2) || wider.is_empty() { smallest } else { self.pick(&wider) };
        e
    }
}

/// Number of families that [`case_of`] knows.
pub const FAMILIES: usize = 10;

/// A random gadget of any family.
pub fn gadget(seed: u64) -> Gadget {
    case(seed).gadget
}

/// A random gadget of any family with operands.
pub fn case(seed: u64) -> Case {
    case_of((seed % FAMILIES as u64) as usize, seed)
}

/// A random gadget of family number `family` (below [`FAMILIES`]) with operands.
pub fn case_of(family: usize, seed: u64) -> Case {
    let s = &mut Source::new(seed);
    let input = [s.size(1, 6), s.size(1, 6)];
    let (x, range) = s.element();
    let len = s.size(1, 20);
    let (gadget, ranges) = match family {
        0 => conv2d(s, input, x, range),
        1 => fully_connected(s, x, range),
        2 => (max_pool(s, input, s.clone().size(1, 3), x, range), vec![range]),
        3 => average_pool(s, input, x, range),
        4 => (Gadget::Relu(Relu { len, x }), vec![range]),
        5 => (rescale(s, len, x, range), vec![range]),
        6 => add(s, x, range),
        7 => softmax(s, x, range),
        8 => (transpose(s, x), vec![range]),
        _ => {
            let inner = Range { lo: range.lo, hi: range.hi - (range.width() / 9) as i64 };
            (Gadget::RangeCheck(RangeCheck { len, x, range: inner }), vec![range])
        }
    };
    let gadget = gadget.canonical();
    let operands = gadget
        .operands()
        .iter()
        .zip(&ranges)
        .map(|(o, r)| match (o.role, &gadget) {
            (Role::Table, Gadget::Softmax(g)) => softmax_table(g),
            _ => s.values(*r, o.len()),
        })
        .collect();
    Case { gadget, operands, ranges }
}

pub(super) fn accumulator(g: &Gadget, ranges: &[Range]) -> (ElementType, Range) {
    let known: Vec<_> = ranges.iter().map(|r| Known::range(*r)).collect();
    let range = g.range(&known).expect("modest ranges do not overflow 64 bits");
    (ElementType::accumulator(range), range)
}

fn conv2d(s: &mut Source, input: [usize; 2], x: ElementType, range: Range) -> (Gadget, Vec<Range>) {
    let (w, weights) = s.element();
    let mut g = Conv2d {
        batch: s.size(1, 2),
        groups: s.size(1, 2),
        in_channels: s.size(1, 2),
        out_channels: s.size(1, 3),
        input,
        window: s.window("conv2d", input),
        x,
        w,
        acc: ElementType::I64,
        bias: s.one_in(2),
        epilogue: Epilogue::none(ElementType::I64),
    };
    let ranges = vec![range, weights, Range::new(-9999, 9999)][..2 + usize::from(g.bias)].to_vec();
    let (acc, sum) = accumulator(&Gadget::Conv2d(g.clone()), &ranges);
    (g.acc, g.epilogue) = (acc, s.epilogue(sum, acc));
    (Gadget::Conv2d(g), ranges)
}

fn fully_connected(s: &mut Source, x: ElementType, range: Range) -> (Gadget, Vec<Range>) {
    let (w, weights) = s.element();
    let mut g = FullyConnected {
        batch: s.size(1, 2),
        rows: s.size(1, 3),
        inputs: s.size(1, 8),
        outputs: s.size(1, 5),
        transposed: s.one_in(2),
        x,
        w,
        acc: ElementType::I64,
        bias: s.one_in(2),
        epilogue: Epilogue::none(ElementType::I64),
    };
    let ranges = vec![range, weights, Range::new(-9999, 9999)][..2 + usize::from(g.bias)].to_vec();
    let (acc, sum) = accumulator(&Gadget::FullyConnected(g.clone()), &ranges);
    (g.acc, g.epilogue) = (acc, s.epilogue(sum, acc));
    (Gadget::FullyConnected(g), ranges)
}

pub(super) fn max_pool(
    s: &mut Source,
    input: [usize; 2],
    planes: usize,
    x: ElementType,
    range: Range,
) -> Gadget {
    loop {
        let window = s.window("max_pool", input);
        let epilogue = s.epilogue(range, ElementType::I64);
        let g = Gadget::MaxPool(MaxPool { planes, input, window, x, epilogue });
        if g.check().is_ok() {
            return g;
        }
    }
}

/// A rescale that is neither a ReLU nor a copy.
fn rescale(s: &mut Source, len: usize, x: ElementType, range: Range) -> Gadget {
    loop {
        let epilogue = s.epilogue(range, ElementType::I64);
        let g = Gadget::Rescale(Rescale { len, x, epilogue }).canonical();
        if matches!(g, Gadget::Rescale(_)) {
            return g;
        }
    }
}

fn average_pool(s: &mut Source, input: [usize; 2], x: ElementType, range: Range) -> (Gadget, Vec<Range>) {
    let mut g = AveragePool {
        planes: s.size(1, 3),
        input,
        window: s.window("average_pool", input),
        x,
        acc: ElementType::I64,
        per_position: s.one_in(2),
        epilogue: Epilogue::none(ElementType::I64),
    };
    let ranges = vec![range, Range::new(1, 300)][..1 + usize::from(g.per_position)].to_vec();
    let (acc, sum) = accumulator(&Gadget::AveragePool(g.clone()), &ranges);
    (g.acc, g.epilogue) = (acc, s.epilogue(sum, acc));
    (Gadget::AveragePool(g), ranges)
}

fn row_major(shape: &[usize]) -> Vec<usize> {
    (0..shape.len()).map(|d| shape[d + 1..].iter().product()).collect()
}

fn add(s: &mut Source, x: ElementType, range: Range) -> (Gadget, Vec<Range>) {
    let shape: Vec<usize> = (0..s.size(1, 3)).map(|_| s.size(1, 4)).collect();
    let side = |x: ElementType, s: &mut Source| {
        // A dimension of size 1 steps by 0, so that equal layouts are equal parameters.
        let own: Vec<usize> = shape.iter().map(|d| if s.one_in(4) { 1 } else { *d }).collect();
        let strides = row_major(&own).iter().zip(&own).map(|(s, d)| if *d == 1 { 0 } else { *s }).collect();
        let sign = if s.one_in(4) { -1 } else { 1 };
        Addend { x, multiplier: sign * s.within(1, 9), strides }
    };
    let (other, second) = s.element();
    let (a, b) = (side(x, s), side(other, s));
    let epilogue = Epilogue::none(ElementType::I64);
    let mut g = Add { shape, a, b, acc: ElementType::I64, epilogue };
    let ranges = vec![range, second];
    let (acc, sum) = accumulator(&Gadget::Add(g.clone()), &ranges);
    (g.acc, g.epilogue) = (acc, s.epilogue(sum, acc));
    (Gadget::Add(g), ranges)
}

fn softmax(s: &mut Source, x: ElementType, range: Range) -> (Gadget, Vec<Range>) {
    let fraction_bits = s.size(4, 7) as u32;
    let g = Softmax {
        outer: s.size(1, 2),
        axis: s.size(1, 6),
        inner: s.size(1, 2),
        x,
        multiplier: if s.one_in(2) { 1 } else { s.within(1, 50) },
        shift: s.size(0, 6) as u32,
        table_bits: s.size(6, 8) as u32,
        reciprocal_bits: 24,
        fraction_bits,
        first: 1 << 12,
        out: s.pick(&[ElementType::U8, ElementType::I16, ElementType::I32]),
    };
    (Gadget::Softmax(g), vec![range, Range::new(0, 1 << 12)])
}

/// The table of a random softmax: 16 octaves with 12 fraction bits.
fn softmax_table(g: &Softmax) -> Vec<i64> {
    exp2_table(g.table_bits, g.table_bits - 4, 12).expect("12 bits are far from any tie")
}

fn transpose(s: &mut Source, x: ElementType) -> Gadget {
    let shape: Vec<usize> = (0..s.size(1, 4)).map(|_| s.size(1, 4)).collect();
    let mut perm: Vec<usize> = (0..shape.len()).collect();
    for i in (1..perm.len()).rev() {
        perm.swap(i, s.size(0, i));
    }
    Gadget::Transpose(Transpose { shape, perm, x })
}
