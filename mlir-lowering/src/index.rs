//! Index expressions as affine maps: loop counters become dimensions.

use gadgets::nest::{Atom, Counter, Index};
use melior::Context;
use melior::ir::{AffineExpr, AffineMap, Attribute};

/// Affine map attribute of index expressions, and the counters that its dimensions stand for, in order. `None` for an
/// expression that is not affine.
pub(crate) fn map<'c>(context: &'c Context, all: &[Index]) -> Option<(Attribute<'c>, Vec<Counter>)> {
    let mut dims = Vec::new();
    let results = all.iter().map(|ix| expression(context, ix, &mut dims)).collect::<Option<Vec<_>>>()?;
    let map = AffineMap::new(context, dims.len(), 0, &results);
    // SAFETY: the attribute is owned by the context, as the map is.
    let attribute = unsafe { Attribute::from_raw(mlir_sys::mlirAffineMapAttrGet(map.to_raw())) };
    Some((attribute, dims))
}

fn expression<'c>(context: &'c Context, ix: &Index, dims: &mut Vec<Counter>) -> Option<AffineExpr<'c>> {
    let constant = |v| AffineExpr::constant(context, v);
    let mut sum: Option<AffineExpr<'c>> = None;
    for (atom, factor) in &ix.terms {
        let value = match atom {
            Atom::Counter(id) => {
                let position = dims.iter().position(|d| d == id).unwrap_or_else(|| {
                    dims.push(*id);
                    dims.len() - 1
                });
                AffineExpr::dim(context, position)
            }
            Atom::Floor(a, n) => AffineExpr::floor_div(expression(context, a, dims)?, constant(*n)),
            Atom::Ceil(a, n) => AffineExpr::ceil_div(expression(context, a, dims)?, constant(*n)),
            Atom::Mod(a, n) => AffineExpr::modulo(expression(context, a, dims)?, constant(*n)),
            Atom::Max(_) | Atom::Min(_) | Atom::Product(..) => return None,
        };
        // MLIR simplifies factors of 1 and sums with 0.
        let term = value * constant(*factor);
        sum = Some(sum.map_or(term, |s| s + term));
    }
    Some(sum.map_or_else(|| constant(ix.constant), |sum| sum + constant(ix.constant)))
}
