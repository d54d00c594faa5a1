//! Index expressions read from affine maps, and the bounds of loops among them.

use melior::ir::AffineExpr;

pub(crate) use gadgets::nest::{Counter as LoopId, Index as Ix};
use gadgets::nest::{IndexError, MAX_DEPTH};

use super::domain::Loops;

/// An index expression, or why there is none; the message is for the user.
type Result<T> = std::result::Result<T, String>;

/// The largest (or smallest) of `all`, without those that can never be it.
pub(crate) fn extreme(all: Vec<Ix>, largest: bool, loops: &Loops) -> std::result::Result<Ix, IndexError> {
    let mut kept = dominant(all, largest, loops);
    match kept.len() {
        1 => Ok(kept.remove(0)),
        _ if largest => Ix::max(kept),
        _ => Ix::min(kept),
    }
}

/// The value of an affine expression for these dimensions and symbols.
pub(crate) fn read(e: AffineExpr<'_>, dims: &[Ix], symbols: &[Ix], depth: usize) -> Result<Ix> {
    if depth > MAX_DEPTH {
        return Err("an affine expression is nested too deeply".to_owned());
    }
    let missing = || "an affine map lacks an operand".to_owned();
    if e.is_constant() {
        return Ok(Ix::constant(e.constant_value()));
    }
    if e.is_dim() {
        return dims.get(e.dim_position()).cloned().ok_or_else(missing);
    }
    if e.is_symbol() {
        return symbols.get(e.symbol_position()).cloned().ok_or_else(missing);
    }
    let side = |e| read(e, dims, symbols, depth + 1);
    let (a, b) = (side(e.lhs())?, side(e.rhs())?);
    let divisor = || b.as_constant().unwrap_or(0);
    let value = if e.is_add() {
        a.add(&b, 1)
    } else if e.is_mul() {
        a.mul(&b)
    } else if e.is_floor_div() {
        a.floor(divisor())
    } else if e.is_ceil_div() {
        a.ceil(divisor())
    } else {
        a.modulo(divisor())
    };
    value.map_err(|e| e.to_string())
}

/// `all` without those that another one always exceeds (or undercuts, for the smallest), and without
/// repetitions.
pub(crate) fn dominant(mut all: Vec<Ix>, largest: bool, loops: &Loops) -> Vec<Ix> {
    all.sort();
    all.dedup();
    let beaten = |a: &Ix, b: &Ix| {
        let (low, high) = if largest { (a, b) } else { (b, a) };
        high.add(low, -1).ok().and_then(|d| loops.interval(&d)).is_some_and(|(lo, _)| lo >= 0)
    };
    let mut kept: Vec<Ix> = Vec::new();
    for (i, a) in all.iter().enumerate() {
        // Of two that are always equal, the first stays.
        let loses = all.iter().enumerate().any(|(j, b)| j != i && beaten(a, b) && (j < i || !beaten(b, a)));
        if !loses {
            kept.push(a.clone());
        }
    }
    kept
}
