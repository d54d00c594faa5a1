//! Reading MLIR operations: names, types, constants, maps. Everything here only looks.

use melior::ir::attribute::{AttributeLike, FloatAttribute, IntegerAttribute};
use melior::ir::operation::{OperationLike, OperationResult};
use melior::ir::r#type::{IntegerType, MemRefType, ShapedTypeLike};
use melior::ir::{
    AffineMap, Attribute, BlockLike, BlockRef, OperationRef, RegionLike, Type, TypeLike, Value, ValueLike,
};

use super::expr::{Op, Ty};
use super::refusal::{Refusal, refuse};

/// Identity of a value.
pub(crate) fn key(v: Value<'_, '_>) -> usize {
    v.to_raw().ptr as usize
}

pub(crate) fn name(op: OperationRef<'_, '_>) -> String {
    op.name().as_string_ref().as_str().unwrap_or("?").to_owned()
}

/// The operations of a block in order.
pub(crate) fn operations<'c: 'a, 'a>(block: BlockRef<'c, 'a>) -> Vec<OperationRef<'c, 'a>> {
    let mut all = Vec::new();
    let mut next = block.first_operation();
    while let Some(op) = next {
        all.push(op);
        next = op.next_in_block();
    }
    all
}

/// The one block of an operation's one region.
pub(crate) fn body<'c: 'a, 'a>(op: OperationRef<'c, 'a>) -> Result<BlockRef<'c, 'a>, Refusal> {
    let block = op.region(0).ok().and_then(|r| r.first_block());
    match block {
        Some(b) if op.region_count() == 1 && b.next_in_region().is_none() => Ok(b),
        _ => refuse(format!("operation '{}' has no single block", name(op))),
    }
}

/// An operation and all inside it, outer ones first.
pub(crate) fn nested<'c: 'a, 'a>(op: OperationRef<'c, 'a>) -> Vec<OperationRef<'c, 'a>> {
    let mut all = vec![op];
    let mut next = 0;
    while let Some(op) = all.get(next).copied() {
        next += 1;
        for region in op.regions() {
            let mut block = region.first_block();
            while let Some(b) = block {
                all.extend(operations(b));
                block = b.next_in_region();
            }
        }
    }
    all
}

pub(crate) fn operand<'c: 'a, 'a>(op: OperationRef<'c, 'a>, i: usize) -> Result<Value<'c, 'a>, Refusal> {
    op.operand(i).map_err(|_| Refusal::new(format!("operation '{}' lacks an operand", name(op))))
}

/// The operation that defines a value; `None` for block arguments.
pub(crate) fn definition<'c: 'a, 'a>(v: Value<'c, 'a>) -> Option<OperationRef<'c, 'a>> {
    let op = OperationResult::try_from(v).ok()?.owner().to_raw();
    // SAFETY: the owner of a live value lives as long as the value; the accessor's type only says less.
    Some(unsafe { OperationRef::from_raw(op) })
}

pub(crate) fn ty(t: Type<'_>) -> Result<Ty, Refusal> {
    if t.is_index() {
        return Ok(Ty::Index);
    }
    if let Ok(i) = IntegerType::try_from(t) {
        return if i.is_signless() && i.width() <= 64 {
            Ok(Ty::Int(i.width()))
        } else {
            refuse(format!("values of type {t}"))
        };
    }
    for name in ["f16", "bf16", "f32", "f64"] {
        if t.to_string() == name {
            return Ok(Ty::Float(name));
        }
    }
    refuse(format!("values of type {t}"))
}

/// Shape and element type of a memref that is contiguous and row-major.
pub(crate) fn memref(t: Type<'_>) -> Result<(Vec<usize>, Ty), Refusal> {
    let other = || Refusal::new(format!("{t} is no memref of static shape and identity layout"));
    let m = MemRefType::try_from(t).map_err(|_| other())?;
    if !m.has_static_shape() || !m.affine_map().is_identity() || m.memory_space().is_some_and(|s| !is_null(s))
    {
        return Err(other());
    }
    // SAFETY: the dimension exists and is static.
    let shape = (0..m.rank())
        .map(|i| usize::try_from(unsafe { mlir_sys::mlirShapedTypeGetDimSize(m.to_raw(), i as isize) }))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| other())?;
    let elements = shape.iter().try_fold(1usize, |n, d| n.checked_mul(*d));
    if elements.is_none_or(|n| n == 0 || n > gadgets::gadget::MAX_ELEMENTS) {
        return refuse(format!("{t} has no elements, or too many"));
    }
    Ok((shape, ty(m.element())?))
}

fn is_null(a: Attribute<'_>) -> bool {
    a.to_raw().ptr.is_null()
}

pub(crate) fn integer(op: OperationRef<'_, '_>, attribute: &str) -> Option<i64> {
    Some(IntegerAttribute::try_from(op.attribute(attribute).ok()?).ok()?.value())
}

/// The value of an `arith.constant`, floats as the bits of a 64-bit float.
pub(crate) enum Constant {
    Int(i64),
    Float(u64),
}

pub(crate) fn constant(op: OperationRef<'_, '_>) -> Result<Constant, Refusal> {
    let other = || Refusal::new("a constant that is no single number");
    let value = op.attribute("value").map_err(|_| other())?;
    match ty(value.r#type())? {
        Ty::Float(_) => {
            let v = FloatAttribute::try_from(value).map_err(|_| other())?;
            Ok(Constant::Float(v.value().to_bits()))
        }
        _ => Ok(Constant::Int(IntegerAttribute::try_from(value).map_err(|_| other())?.value())),
    }
}

/// An affine map attribute.
pub(crate) fn map<'c: 'a, 'a>(op: OperationRef<'c, 'a>, attribute: &str) -> Result<AffineMap<'c>, Refusal> {
    let found = op.attribute(attribute).ok();
    // SAFETY: the attribute is an affine map, and maps live as long as their context.
    let map = found.filter(|a| unsafe { mlir_sys::mlirAttributeIsAAffineMap(a.to_raw()) });
    match map {
        Some(a) => Ok(unsafe { AffineMap::from_raw(mlir_sys::mlirAffineMapAttrGetValue(a.to_raw())) }),
        None => refuse(format!("operation '{}' lacks its affine map", name(op))),
    }
}

/// The operation behind a name of the `arith` dialect.
pub(crate) fn binary(name: &str) -> Option<Op> {
    Some(match name {
        "arith.addi" | "arith.addf" => Op::Add,
        "arith.subi" | "arith.subf" => Op::Sub,
        "arith.muli" | "arith.mulf" => Op::Mul,
        "arith.maxsi" | "arith.maximumf" | "arith.maxnumf" => Op::Max,
        "arith.minsi" | "arith.minimumf" | "arith.minnumf" => Op::Min,
        "arith.minui" => Op::MinUnsigned,
        "arith.maxui" => Op::MaxUnsigned,
        "arith.ori" => Op::Or,
        "arith.xori" => Op::Xor,
        "arith.shrsi" => Op::ShiftRight,
        "arith.divsi" | "arith.divf" => Op::Div,
        "arith.divui" => Op::DivUnsigned,
        _ => return None,
    })
}

/// A comparison as `(first is the greater, or equal)`: `Some(false)` swaps the operands.
pub(crate) fn greater(name: &str, predicate: i64) -> Option<bool> {
    match (name, predicate) {
        ("arith.cmpi", 4 | 5) | ("arith.cmpf", 2 | 3 | 9 | 10) => Some(true),
        ("arith.cmpi", 2 | 3) | ("arith.cmpf", 4 | 5 | 11 | 12) => Some(false),
        _ => None,
    }
}
