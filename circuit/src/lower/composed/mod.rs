//! Bodies of primitives: each value becomes relations between views.
//!
//! A copy makes no relation: its result is the view. What all operands repeat along an axis is computed once. The body's
//! own intervals see more than the circuit's in places (a select by 0 and 1 is one polynomial to them, here products and
//! a sum): a result is declared in them and checked, at no cost where a row of its own holds it; no run fails there.

mod compare;
mod conv;
mod einsum;
mod fold;
mod gather;
mod join;
mod map;
mod operand;
mod window;

use std::collections::BTreeMap;

use gadgets::gadget::Known;
use gadgets::primitive::{Primitive, Read, Source};
use gadgets::{Body, Node, Status};

use super::{LowerError, Lowered, Lowering, narrow};
use crate::{Builder, Def, Range, Ref, RelId, TensorId, ViewError};
use fold::Folded;
use operand::Operand;

/// A body on its way into the circuit.
struct Walk<'w> {
    builder: &'w mut Builder,
    node: String,
    body: &'w Body,
    /// Where each value lies; one that [`Walk::folds`] holds is made by its reader.
    values: Vec<Operand>,
    folds: BTreeMap<usize, Folded>,
}

impl Lowering<'_> {
    /// The body's relations; gives its result, if it has one.
    pub(super) fn composed(&mut self, body: &Body, node: &Node, operands: Vec<Ref>) -> Lowered<Option<Ref>> {
        let label = node.label();
        let fail = |reason: String| LowerError::Unsupported { node: label.clone(), reason };
        let intervals = self.intervals(body, node, &operands).map_err(&fail)?;
        let graph = self.builder.graph();
        let values = operands.into_iter().map(|r| Operand::new(graph, r)).collect::<Result<_, _>>();
        let values = values.map_err(|e| fail(e.to_string()))?;
        if body.results.len() > 1 {
            return Err(fail(format!("{} results", body.results.len())));
        }
        let folds = BTreeMap::new();
        let mut walk = Walk { builder: &mut self.builder, node: label.clone(), body, values, folds };
        for (v, value) in (body.operands.len()..).zip(&body.values) {
            let before = walk.builder.graph().relations.len();
            let made = walk.word(v, &value.word)?;
            // A check says itself where its result lies, and with which status.
            let checks = matches!(value.word, Primitive::Check(_));
            if let Some(intervals) = &intervals
                && walk.builder.graph().relations.len() > before
                && !checks
            {
                walk.tighten(&made, intervals[v]);
            }
            walk.values.push(made);
        }
        let result = body.results.first();
        Ok(result.map(|r| walk.values[r.value].clone().reshape(narrow(&r.operand.shape)).read()))
    }

    /// The body's own intervals. Where weights are hidden they are those for all weights: what is known of operands is what the
    /// circuit knows, and nothing is where some weights would leave the types of the code, which the circuit does not have.
    fn intervals(&self, body: &Body, node: &Node, operands: &[Ref]) -> Result<Option<Vec<Range>>, String> {
        // A layer's weights are numbers for this long only.
        let constants = self.graph.constants(node);
        let mut known = self.graph.known(node, &constants);
        let Some(parameters) = &self.parameters else {
            return body.intervals(&known).map(Some).map_err(|e| e.to_string());
        };
        for ((known, id), r) in known.iter_mut().zip(&node.operands).zip(operands) {
            if known.values.is_none() || parameters.hides(*id) {
                let range = self.builder.graph().ranges_of(r).map_err(|e| e.to_string())?.hull();
                let (Ok(lo), Ok(hi)) = (range.lo.try_into(), range.hi.try_into()) else { return Ok(None) };
                *known = Known::range(gadgets::Range { lo, hi });
            }
        }
        Ok(body.intervals(&known).ok())
    }
}

impl Walk<'_> {
    fn word(&mut self, value: usize, word: &Primitive) -> Lowered<Operand> {
        match word {
            Primitive::Map(w) => self.map(w),
            Primitive::Einsum(w) => {
                let (a, b) = (self.operand(&w.a)?, self.operand(&w.b)?);
                let addend = w.addend.as_ref().map(|r| self.operand(r)).transpose()?;
                self.sums(&a, &b, addend.as_ref(), w.summed)
            }
            Primitive::Reduce(w) => self.reduce(value, w),
            Primitive::Divide(w) => self.divide(w),
            Primitive::Lookup(w) => self.lookup(w),
            Primitive::Gather(w) => {
                let (data, index) = (self.operand(&w.data)?, self.operand(&w.index)?);
                self.gather(&data, &index)
            }
            Primitive::Compare(w) => self.compare(w),
            Primitive::Check(w) => {
                let x = self.operand(&w.x)?;
                if self.readers(value) == 0 {
                    self.asserted(&x, w.range.into(), w.status)?;
                    return Ok(x);
                }
                self.within(x, w.range.into(), w.status)
            }
        }
    }

    /// How often a value is read or stored.
    fn readers(&self, value: usize) -> usize {
        let reads = self.body.values.iter().flat_map(|v| v.word.word().reads());
        let read = reads.flat_map(|r| r.values()).filter(|v| *v == value).count();
        read + self.body.results.iter().filter(|r| r.value == value).count()
    }

    /// A check alone. An input's own range is checked wherever the input comes from.
    fn asserted(&mut self, x: &Operand, range: Range, status: Status) -> Lowered<()> {
        if !range.contains_range(self.range(x)?) {
            self.builder.in_range(x.read(), range, status.code())?;
        }
        Ok(())
    }

    fn unsupported(&self, reason: String) -> LowerError {
        LowerError::Unsupported { node: self.node.clone(), reason }
    }

    fn view_error(&self, e: &ViewError) -> LowerError {
        self.unsupported(e.to_string())
    }

    fn operand(&mut self, read: &Read) -> Lowered<Operand> {
        let source = match &read.source {
            Source::Value(v) => self.values[*v].clone(),
            Source::Concat { axis, parts } => {
                let view = |v: usize, views: &[gadgets::View]| {
                    views.iter().fold(self.values[v].clone(), |o, view| o.view(view))
                };
                let parts: Vec<Operand> = parts.iter().map(|p| view(p.value, &p.views)).collect();
                join::join(self.builder, *axis, &parts).map_err(|e| self.view_error(&e))?
            }
        };
        Ok(read.views.iter().fold(source, |o, view| o.view(view)))
    }

    fn range(&self, x: &Operand) -> Lowered<Range> {
        Ok(self.builder.graph().ranges_of(&x.read()).map_err(|e| self.view_error(&e))?.hull())
    }

    /// What the last relation made.
    fn made(&self, x: &Operand) -> Option<TensorId> {
        let graph = self.builder.graph();
        let last = RelId(u32::try_from(graph.relations.len().checked_sub(1)?).ok()?);
        x.under().filter(|t| graph.tensor(*t).def == Def::By(last))
    }

    /// Declares that what was made just now lies in an interval that it is known to lie in.
    fn tighten(&mut self, x: &Operand, range: Range) {
        if let Some(t) = self.made(x) {
            self.builder.check(t, range, Status::ValueRange.code());
        }
    }

    /// The operand, of which every element lies in a range; a run where one does not stops with this status.
    fn within(&mut self, x: Operand, range: Range, status: Status) -> Lowered<Operand> {
        if range.contains_range(self.range(&x)?) {
            return Ok(x);
        }
        // A check of what this step made just now costs nothing more. Of anything else it has to come here, not where that is
        // made: a run stops for the first of its checks, and says at which step.
        let fresh = self.made(&x).filter(|t| {
            let tensor = self.builder.graph().tensor(*t);
            tensor.checked.is_none() && x.is_whole() && tensor.origin == *self.builder.origin()
        });
        let (t, x) = match fresh {
            Some(t) => (t, x),
            None => {
                let all = Together::new(&[&x]);
                let t = self.builder.affine(vec![(1, all.operands[0].read())], 0)?;
                (t, all.expand(self.builder, t))
            }
        };
        self.builder.check(t, range, status.code());
        Ok(x)
    }

    /// A number, repeated in this shape.
    fn number(&mut self, v: i64, shape: &[u32]) -> Operand {
        let t = self.builder.constant(&[], &[v]);
        let axes: Vec<_> = shape.iter().map(|n| Err(*n)).collect();
        Operand::tensor(self.builder.graph(), t).spread(&axes)
    }
}

/// Operands of one shape, without the axes along which all of them repeat.
struct Together {
    operands: Vec<Operand>,
    /// For each axis: which of those that are left it is, or its size.
    axes: Vec<Result<usize, u32>>,
}

impl Together {
    fn new(operands: &[&Operand]) -> Self {
        let sizes: &[u32] = operands.first().map_or(&[], |o| &o.shape);
        let mut kept = Vec::new();
        let mut axes = Vec::new();
        for (k, n) in sizes.iter().enumerate() {
            if operands.iter().all(|o| o.strides[k] == 0) {
                axes.push(Err(*n));
            } else {
                axes.push(Ok(kept.len()));
                kept.push(k);
            }
        }
        Self { operands: operands.iter().map(|o| o.axes(&kept)).collect(), axes }
    }

    fn read(&self, operand: usize) -> Ref {
        self.operands[operand].read()
    }

    /// What was made of them, along all axes again.
    fn expand(&self, builder: &Builder, t: TensorId) -> Operand {
        Operand::tensor(builder.graph(), t).spread(&self.axes)
    }
}
