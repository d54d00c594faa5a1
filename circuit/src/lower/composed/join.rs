//! Operands joined along an axis.

use std::collections::BTreeMap;

use super::operand::Operand;
use crate::{Builder, Element, IndexMap, Ref, Source, TensorId, ViewError};

/// Operands joined along an axis.
pub(super) fn join(builder: &mut Builder, axis: usize, parts: &[Operand]) -> Result<Operand, ViewError> {
    let mut shape = parts.first().map(|p| p.shape.clone()).unwrap_or_default();
    if let Some(size) = shape.get_mut(axis) {
        *size = parts.iter().fold(0, |sum: u32, p| sum.saturating_add(p.shape[axis]));
    }
    let refs: Vec<Ref> = parts.iter().map(Operand::read).collect();
    let tensors: Option<Vec<_>> =
        refs.iter().zip(parts).map(|(r, p)| Some((r.whole()?, p.shape.clone()))).collect();
    if let (Some(parts), Ok(axis)) = (tensors, u8::try_from(axis)) {
        let under = Ref { source: Source::Concat { axis, parts }, views: Vec::new() };
        return Ok(Operand::whole(under, shape));
    }
    crate::resolve::size(&shape)?;
    let all = refs.iter().map(|r| builder.graph().elements(r)).collect::<Result<Vec<_>, _>>()?;
    let outer: usize = shape[..axis].iter().map(|n| *n as usize).product();
    let rows = (0..outer).flat_map(|o| {
        let row = move |all: &'_ Vec<Element>| o * (all.len() / outer)..(o + 1) * (all.len() / outer);
        all.iter().flat_map(move |part| &part[row(part)])
    });
    let elements: Vec<Element> = rows.copied().collect();
    Ok(Operand::whole(listed(builder, &shape, &elements), shape))
}

/// Any elements, in this shape: a gather from the tensors that they are of.
fn listed(builder: &mut Builder, shape: &[u32], elements: &[Element]) -> Ref {
    let mut parts: BTreeMap<TensorId, u32> = BTreeMap::new();
    let mut values: Vec<i64> = Vec::new();
    for e in elements {
        match e {
            Element::Of(t, _) => {
                parts.insert(*t, 0);
            }
            Element::Value(v) => values.push(*v),
        }
    }
    values.sort_unstable();
    values.dedup();
    if !values.is_empty() {
        let constants = builder.constant(&[values.len() as u32], &values);
        parts.insert(constants, 0);
    }
    // Tensors follow each other by number; what was just made comes last.
    let mut joined = Vec::new();
    let mut next = 0u32;
    for (t, first) in &mut parts {
        let count =
            builder.graph().tensor(*t).numel().and_then(|n| u32::try_from(n).ok()).unwrap_or(u32::MAX);
        *first = next;
        next = next.saturating_add(count);
        joined.push((*t, count));
    }
    let constants = joined.last().map_or(0, |(_, count)| next - count);
    let index = |e: &Element| match e {
        Element::Of(t, i) => parts.get(t).map_or(u32::MAX, |first| first.saturating_add(*i)),
        Element::Value(v) => constants + values.partition_point(|known| known < v) as u32,
    };
    let indices = elements.iter().map(index).collect();
    Ref::joined(joined).view(shape.to_vec(), IndexMap::Indices(indices))
}
