//! The raiser: from the normal form of any function to a body of primitives.
//!
//! Bottom-up over the expression, every part becomes a value whose axes are the loops that it depends on. It reads loops
//! and expressions alone:
//! * elements become reads through views ([`tree`], [`read`]);
//! * sums and products become polynomials ([`polynomial`]), loops over sums and extremes folds ([`reduce`]);
//! * conditions on positions are pads, or where no pads say the same, zeros and ones ([`mask`]);
//! * shifts and unsigned quotients become rounded ones, clamps their clips, comparisons zeros and ones ([`word`]);
//! * a status becomes checks ([`status`]);
//! * local buffers stay values of their own, and equal words that read the same are one value.
//!
//! Types are those in which the code computes. A body's own analysis shows for an operand's ranges that nothing leaves
//! them; then all casts and all wrapping vanish, and the body is the code. What has no such form is refused, with the
//! reason.

mod choice;
mod mask;
mod polynomial;
mod quotient;
mod read;
mod reduce;
mod status;
mod tree;
mod word;

use gadgets::body::{Stored, Value};
use gadgets::primitive::{Map, Primitive, Read};
use gadgets::{Axis, Body, ElementType, Operand as Parameter, Role, View};
use std::collections::BTreeMap;

use super::affine::{Ix, LoopId};
use super::domain::Loops;
use super::expr::{BufferId, Cast, Expr, Kind, Ty};
use super::float::Floats;
use super::memory::{Buffer, Content, Kept};
use super::nest::{Nest, Written};
use super::refusal::{Refusal, refuse};
use polynomial::Polynomial;
use tree::Tree;

/// What is understood of a function, or why it is refused.
type Understood<T = Operand> = Result<T, Refusal>;

/// A part of an expression, raised.
#[derive(Clone, Debug, PartialEq)]
enum Operand {
    Const(i64),
    /// Elements as they are read.
    Tree(Tree),
    /// A value of the body, and the loop of each of its axes.
    Value(usize, Vec<LoopId>),
    /// Its low bits are right.
    Polynomial(Polynomial),
}

/// A body under construction.
struct Raiser<'m> {
    loops: &'m mut Loops,
    buffers: Vec<Buffer>,
    /// The buffers that the body's operands are, and the one that its result is.
    operands: Vec<BufferId>,
    output: Option<BufferId>,
    /// The table that stands for exponentials of floats, and whether there are any floats.
    exponentials: Option<BufferId>,
    is_float: bool,
    body: Body,
    shapes: Vec<Vec<usize>>,
    /// 8-bit buffers whose elements are extended by zeros (true) or by their sign.
    unsigned: BTreeMap<BufferId, bool>,
    /// Values of the tensors that local buffers held.
    kept: BTreeMap<BufferId, usize>,
    /// Values that were checked, as what they are moved into.
    checks: Vec<(Expr, Operand)>,
}

/// A function as a body.
pub(super) struct Raised {
    pub body: Body,
    /// The buffers that its operands are.
    pub operands: Vec<BufferId>,
    /// The buffer that its result is.
    pub output: Option<BufferId>,
}

/// The body that a function is, of its parameters in order but the result, then constants of the module.
pub(super) fn body(nest: &Nest<'_>, parameters: usize, floats: Option<&Floats>) -> Understood<Raised> {
    let mut loops = nest.loops.clone();
    let mut r = Raiser {
        unsigned: signs(nest)?,
        loops: &mut loops,
        buffers: nest.buffers.to_vec(),
        operands: nest.operands(parameters),
        output: nest.written.as_ref().map(|w| w.output),
        exponentials: floats.and_then(|f| f.exponentials),
        is_float: floats.is_some(),
        body: Body::new(vec![]),
        shapes: vec![],
        kept: BTreeMap::new(),
        checks: vec![],
    };
    for b in r.operands.clone() {
        let (element, shape) = (r.element(b)?, nest.buffers[b].shape.clone());
        r.body.operands.push(Parameter { role: Role::Activation, element, shape: shape.clone() });
        r.shapes.push(shape);
    }
    if let Some(status) = &nest.status {
        r.status(status, &mut vec![])?;
    }
    if let Some(w) = &nest.written {
        r.result(w)?;
    }
    let Raiser { body, operands, output, .. } = r;
    body.shapes().map_err(|e| Refusal::new(e.to_string()))?;
    Ok(Raised { body, operands, output })
}

/// Which 8-bit elements are unsigned: what they are extended by says so, or else the function's signature.
fn signs(nest: &Nest<'_>) -> Understood<BTreeMap<BufferId, bool>> {
    let mut found: BTreeMap<BufferId, bool> = BTreeMap::new();
    let mut both = false;
    let mut look = |e: &Expr| {
        e.visit(&mut |k| {
            let Kind::Cast(c @ (Cast::SignExtend | Cast::ZeroExtend), inner) = k else { return };
            if let (Kind::Load(b, _), Ty::Int(8)) = (&inner.kind, inner.ty) {
                let unsigned = *c == Cast::ZeroExtend;
                both |= *found.entry(*b).or_insert(unsigned) != unsigned;
            }
        });
    };
    nest.each(&mut look);
    if both { refuse("elements that are extended by zeros and by their sign") } else { Ok(found) }
}

impl Raiser<'_> {
    fn element(&self, b: BufferId) -> Understood<ElementType> {
        let buffer = &self.buffers[b];
        let unsigned = self.unsigned.get(&b).copied().unwrap_or(buffer.unsigned);
        match storage(buffer.ty)? {
            ElementType::I8 if unsigned => Ok(ElementType::U8),
            ty => Ok(ty),
        }
    }

    /// The type that an expression is computed in.
    fn computed(&self, e: &Expr) -> Understood<ElementType> {
        storage(e.ty)
    }

    fn shape(&self, value: usize) -> Understood<Vec<usize>> {
        self.shapes.get(value).cloned().ok_or_else(|| Refusal::new("a value that is not there"))
    }

    /// The number of what a buffer held.
    fn source(&mut self, b: BufferId) -> Understood<usize> {
        if let Some(operand) = self.operands.iter().position(|o| *o == b) {
            return Ok(operand);
        }
        if self.output == Some(b) {
            return refuse("what the output held before is read as an operand, too");
        }
        if let Some(value) = self.kept.get(&b) {
            return Ok(*value);
        }
        let Some(kept) = self.buffers[b].kept.clone() else {
            return refuse("it reads something else than its operands");
        };
        let ty = self.element(b)?;
        let axes: Vec<LoopId> =
            kept.loops.iter().copied().filter(|l| self.loops.count(*l) != Some(1)).collect();
        let value = self.raise(&kept.value, ty, &axes)?;
        let value = self.whole(value, ty, &axes)?;
        self.kept.insert(b, value);
        Ok(value)
    }

    /// The type of a buffer that trees read.
    fn tree_type(&self, tree: &Tree) -> ElementType {
        let mut all = Vec::new();
        tree.buffers(&mut all);
        all.into_iter().filter_map(|b| self.element(b).ok()).max().unwrap_or(ElementType::I64)
    }

    /// Adds a word, or finds the same.
    fn push(&mut self, word: Primitive, ty: ElementType) -> Understood<usize> {
        let new = Value { word, ty };
        let given = self.body.operands.len();
        if let Some(i) = self.body.values.iter().position(|v| *v == new) {
            return Ok(given + i);
        }
        if self.shapes.len() >= gadgets::body::MAX_VALUES {
            return refuse("too many values");
        }
        let own = new.word.word();
        let shapes: Result<Vec<_>, _> = own.reads().into_iter().map(|r| r.shape(&self.shapes)).collect();
        let shapes = shapes.map_err(|e| Refusal::new(e.to_string()))?;
        let shape = own.shape(&shapes).map_err(|e| Refusal::new(e.to_string()))?;
        self.shapes.push(shape);
        Ok(self.body.push(new.word, new.ty))
    }

    fn copy(&mut self, value: usize, ty: ElementType) -> Understood<usize> {
        self.push(Primitive::Map(Map::linear([(1, Read::value(value))], 0)), ty)
    }

    /// A read of something that is no constant and no polynomial, with an axis for each loop.
    fn read(&mut self, o: &Operand, axes: &[LoopId]) -> Understood<Read> {
        match o {
            Operand::Tree(tree) => self.tree_read(tree, axes),
            Operand::Value(value, own) if own == axes => Ok(Read::value(*value)),
            Operand::Value(value, own) => {
                let place = |l: &LoopId| axes.iter().position(|a| a == l);
                let Some(from) = own.iter().map(|l| place(l).map(Some)).collect::<Option<Vec<_>>>() else {
                    return refuse("a value that depends on another loop");
                };
                Ok(Read::value(*value).view(View::select(&self.counts(axes)?, &from)))
            }
            Operand::Const(c) => Ok(Read::value(self.constant(*c, axes)?)),
            Operand::Polynomial(_) => refuse("a sum in place of a tensor"),
        }
    }

    /// A constant everywhere: a map of no terms, which reads an operand only for its shape.
    fn constant(&mut self, constant: i64, axes: &[LoopId]) -> Understood<usize> {
        let Some(like) = self.body.operands.first() else {
            return refuse("it fills its output with a constant");
        };
        let shape = self.counts(axes)?;
        let own = vec![Axis::none(axes.len()); like.shape.len()];
        let reads = vec![Read::value(0).view(View::Affine { shape, axes: own })];
        let ty = if i32::try_from(constant).is_ok() { ElementType::I32 } else { ElementType::I64 };
        self.push(Primitive::Map(Map { reads, terms: vec![], constant }), ty)
    }

    /// A value of its own, for an expression that is read where a condition on loop counters holds.
    fn tensor(&mut self, e: &Expr) -> Understood<Option<Tree>> {
        if storage(e.ty).is_err() {
            return Ok(None);
        }
        let loops: Vec<LoopId> = e.loops(self.loops).into_iter().collect();
        let Ok(shape) = self.counts(&loops) else { return Ok(None) };
        let at = loops.iter().map(|l| Ix::counter(*l)).collect();
        let known = self
            .buffers
            .iter()
            .position(|b| b.kept.as_ref().is_some_and(|k| k.value == *e && k.loops == loops));
        let buffer = known.unwrap_or(self.buffers.len());
        if known.is_none() {
            let kept = Some(Kept { loops, value: e.clone() });
            self.buffers.push(Buffer { shape, ty: e.ty, unsigned: false, content: Content::Given, kept });
        }
        Ok(Some(Tree::Leaf { buffer, at }))
    }

    /// A value of exactly these axes.
    fn whole(&mut self, o: Operand, ty: ElementType, axes: &[LoopId]) -> Understood<usize> {
        match o {
            Operand::Value(value, own) if own == axes => Ok(value),
            Operand::Const(c) => self.constant(c, axes),
            Operand::Polynomial(p) if p.single().is_some_and(|o| self.is_within(o, ty)) => {
                let single = p.single().cloned().unwrap_or(Operand::Const(0));
                self.whole(single, ty, axes)
            }
            o => {
                let word = self.map(&Polynomial::from(o), axes)?;
                self.push(word, ty)
            }
        }
    }

    /// The value that is stored.
    fn result(&mut self, w: &Written) -> Understood<()> {
        let shape = self.buffers[w.output].shape.clone();
        let (axes, merged) = self.result_axes(&w.at, &shape)?;
        let stored = self.element(w.output)?;
        // What is stored fits its type, so that all bits that are computed may matter.
        let (value, ty) = match &w.value.kind {
            Kind::Cast(Cast::Truncate | Cast::SignExtend, inner) if !matches!(inner.kind, Kind::Load(..)) => {
                (inner, self.computed(inner)?)
            }
            _ => (&w.value, stored),
        };
        let value = self.raise(value, ty, &axes)?;
        let value = self.whole(value, ty, &axes)?;
        let value = if value < self.body.operands.len() { self.copy(value, ty)? } else { value };
        let operand = Parameter { role: Role::Activation, element: stored, shape };
        self.body.results.push(Stored { value, merged, operand });
        Ok(())
    }

    /// The loops of the result's axes, and how many become each of its dimensions.
    fn result_axes(&mut self, at: &[Ix], shape: &[usize]) -> Understood<(Vec<LoopId>, Vec<usize>)> {
        let other = || Refusal::new("a result that is not stored axis by axis");
        let (mut axes, mut merged) = (Vec::new(), Vec::new());
        for (ix, size) in at.iter().zip(shape) {
            let ix = tree::simplify(ix, self.loops)?;
            let mut own: Vec<(i64, LoopId)> = Vec::new();
            for (atom, factor) in &ix.terms {
                let gadgets::nest::Atom::Counter(l) = atom else { return Err(other()) };
                own.push((*factor, *l));
            }
            own.sort_by_key(|(factor, l)| (std::cmp::Reverse(*factor), *l));
            let mut step = *size as i64;
            for (factor, l) in &own {
                let count = self.loops.count(*l).ok_or_else(other)? as i64;
                if factor.checked_mul(count) != Some(step) {
                    return Err(other());
                }
                step = *factor;
            }
            if step != 1 || ix.constant != 0 {
                return Err(other());
            }
            merged.push(own.len());
            axes.extend(own.into_iter().map(|(_, l)| l));
        }
        Ok((axes, merged))
    }
}

fn storage(ty: Ty) -> Understood<ElementType> {
    match ty {
        Ty::Int(8) => Ok(ElementType::I8),
        Ty::Int(16) => Ok(ElementType::I16),
        Ty::Int(32) => Ok(ElementType::I32),
        Ty::Int(64) => Ok(ElementType::I64),
        Ty::Int(bits) => refuse(format!("integers of {bits} bits")),
        Ty::Float(name) => refuse(format!("values of type {name}")),
        Ty::Index => refuse("index values as data"),
    }
}
