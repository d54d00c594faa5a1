//! One element in, one element out: ReLU, rescale, transpose and copies; and the sum of two tensors.

use gadgets::add::Addend;
use gadgets::{Add, Bound, Gadget, Relu, Rescale, Transpose};

use super::affine::Ix;
use super::epilogue::Peeled;
use super::expr::{Expr, Kind, Op};
use super::nest::{Found, Nest, Scalar, Source};
use super::refusal::{Refusal, refuse};

/// The value of one element of one tensor, perhaps with an epilogue.
pub(super) fn one(nest: &Nest<'_>, p: &Peeled) -> Result<Found, Refusal> {
    if let Kind::Load(buffer, at) = &nest.value.kind {
        return copy(nest, *buffer, at);
    }
    let x = nest.source(&p.core)?;
    let len = nest.len(nest.output);
    if nest.flat(x.buffer, &x.at)? != nest.flat(nest.output, &nest.at)? || nest.len(x.buffer) != len {
        return refuse("elements that are computed from elements at other positions");
    }
    if !x.exact {
        return refuse("truncated elements");
    }
    p.wide()?;
    let (element, e) = (x.scalar.storage(), p.epilogue);
    let same = x.scalar == p.out && !p.scales() && e.bound == Bound::Proven;
    let gadget = if same && e.relu {
        Gadget::Relu(Relu { len, x: element })
    } else if x.scalar.float().is_some() {
        return refuse("elementwise float arithmetic that is no ReLU");
    } else {
        Gadget::Rescale(Rescale { len, x: element, epilogue: e }).canonical()
    };
    let output = Some(nest.output);
    Ok(Found { gadget, float: x.scalar.float(), operands: vec![x.buffer], output })
}

/// A load and a store: a permutation of dimensions.
fn copy(nest: &Nest<'_>, buffer: usize, at: &[Ix]) -> Result<Found, Refusal> {
    let (x, y) = (nest.scalar(buffer)?, nest.scalar(nest.output)?);
    if x != y {
        return refuse("a copy between elements of different types");
    }
    let shape = nest.shape(buffer).to_vec();
    let found = |shape, perm| {
        let gadget = Gadget::Transpose(Transpose { shape, perm, x: x.storage() });
        Ok(Found { gadget, float: x.float(), operands: vec![buffer], output: Some(nest.output) })
    };
    let ys = nest.y();
    if shape.len() != ys.len() || at.iter().zip(&shape).any(|(ix, _)| !ix.is_linear()) {
        let flat = nest.flat(buffer, at)? == nest.flat(nest.output, &nest.at)?;
        let len = nest.len(buffer);
        return if flat && len == nest.len(nest.output) {
            found(vec![len], vec![0])
        } else {
            refuse("a copy that is no permutation of dimensions")
        };
    }
    let mut perm = vec![usize::MAX; ys.len()];
    let mut free: Vec<usize> = Vec::new();
    for (from, ix) in at.iter().enumerate() {
        let to = nest.at.iter().position(|y| y == ix && y.as_counter().is_some());
        match to {
            Some(to) if perm[to] == usize::MAX && ys[to] == shape[from] => perm[to] = from,
            None if ix.as_constant() == Some(0) && shape[from] == 1 => free.push(from),
            _ => return refuse("a copy that is no permutation of dimensions"),
        }
    }
    let mut free = free.into_iter();
    for (to, from) in perm.iter_mut().enumerate() {
        if *from == usize::MAX {
            *from = free
                .next()
                .filter(|_| ys[to] == 1)
                .ok_or_else(|| Refusal::new("a copy that repeats elements"))?;
        }
    }
    found(shape, perm)
}

/// The sum of an element of each of two tensors, the second one times `sign`.
pub(super) fn add(nest: &Nest<'_>, p: &Peeled, a: &Expr, b: &Expr, sign: i64) -> Result<Found, Refusal> {
    let acc = Scalar::of(p.core.ty)?;
    let (a, x) = addend(nest, a, 1)?;
    let (b, y) = addend(nest, b, sign)?;
    let shape = nest.y().to_vec();
    let gadget = Gadget::Add(Add { shape, a, b, acc: acc.storage(), epilogue: p.epilogue });
    let operands = vec![x.buffer, y.buffer];
    Ok(Found { gadget, float: acc.float(), operands, output: Some(nest.output) })
}

fn addend(nest: &Nest<'_>, e: &Expr, sign: i64) -> Result<(Addend, Source), Refusal> {
    let (element, multiplier) = match &e.kind {
        Kind::Binary(Op::Mul, x, m) => match m.int() {
            Some(m) if m != 0 && m != i64::MIN => (x, m * sign),
            _ => return refuse("a product in a sum of two tensors"),
        },
        _ => (e, sign),
    };
    let source = nest.source(element)?;
    let flat = nest.flat(source.buffer, &source.at)?;
    let mut rest = flat.clone();
    let mut strides = Vec::with_capacity(nest.at.len());
    let mut reach = 1usize;
    for (y, size) in nest.at.iter().zip(nest.y()) {
        let factor = match (y.as_counter(), y.as_constant()) {
            (Some(c), _) => flat.factor(c),
            (_, Some(_)) => 0,
            _ => return refuse("a sum whose output is not indexed by plain loop counters"),
        };
        let stride =
            usize::try_from(factor).map_err(|_| Refusal::new("an operand that is read backwards"))?;
        rest = rest.add(y, -factor)?;
        let stride = if *size == 1 { 0 } else { stride };
        reach = reach.saturating_add((size - 1).saturating_mul(stride));
        strides.push(stride);
    }
    if rest != Ix::default() || reach != nest.len(source.buffer) {
        return refuse("an operand that is not broadcast over the output by strides");
    }
    Ok((Addend { x: source.scalar.storage(), multiplier, strides }, source))
}
