//! Functions on floats, which are named and never lowered: they are read as if their elements were integers of 64 bits.
//!
//! Zeros, whole numbers and infinities are constants; an exponential is an entry of a table that is not there; divisors that
//! count cells are operands whose values are known.

use gadgets::find::{Found, find, same};
use gadgets::primitive::{Divide, Divisor, Fold, Lookup, Map, Primitive, Read, Reduce};
use gadgets::{Body, ElementType, Gadget, Operand, Role, Rounding, Softmax, View, shape};
use std::collections::BTreeMap;

use super::affine::{Ix, LoopId};
use super::domain::Loops;
use super::expr::{BufferId, Cast, Expr, Kind, Ty, make};
use super::memory::{Buffer, Content, Memory};
use super::raise::Raised;
use super::refusal::{Refusal, refuse};

/// What stands for floats in a function.
#[derive(Clone, Debug)]
pub(super) struct Floats {
    /// Their type.
    pub name: &'static str,
    /// The table of exponentials.
    pub exponentials: Option<BufferId>,
    /// How many cells are counted, for each position.
    counts: BTreeMap<BufferId, Vec<i64>>,
}

/// Puts integers in place of all floats; `None` where there are none.
pub(super) fn exact(memory: &mut Memory) -> Result<Option<Floats>, Refusal> {
    let name = memory.buffers.iter().find_map(|b| match b.ty {
        Ty::Float(name) => Some(name),
        _ => None,
    });
    let Some(name) = name else { return Ok(None) };
    if memory.buffers.iter().any(|b| b.ty != Ty::Float(name)) {
        return refuse("operands of different types");
    }
    let mut floats = Floats { name, exponentials: None, counts: BTreeMap::new() };
    for b in 0..memory.buffers.len() {
        if let Content::Written(w) = memory.buffers[b].content.clone() {
            let value = floats.integers(&w.value, memory)?;
            memory.buffers[b].content = Content::Written(super::memory::Written { value, ..w });
        }
        if let Some(kept) = memory.buffers[b].kept.clone() {
            let value = floats.integers(&kept.value, memory)?;
            memory.buffers[b].kept = Some(super::memory::Kept { value, ..kept });
        }
    }
    memory.buffers.iter_mut().filter(|b| b.ty == Ty::Float(name)).for_each(|b| b.ty = Ty::Int(64));
    Ok(Some(floats))
}

fn given(memory: &mut Memory, shape: Vec<usize>) -> BufferId {
    let (ty, content) = (Ty::Int(64), Content::Given);
    memory.buffers.push(Buffer { shape, ty, unsigned: false, content, kept: None });
    memory.buffers.len() - 1
}

impl Floats {
    fn integers(&mut self, e: &Expr, memory: &mut Memory) -> Result<Expr, Refusal> {
        let ty = if matches!(e.ty, Ty::Float(_)) { Ty::Int(64) } else { e.ty };
        let kind = match &e.kind {
            Kind::Float(bits) => Kind::Int(whole(f64::from_bits(*bits))?),
            Kind::Exp(x) => {
                let x = self.integers(x, memory)?;
                let table = match self.exponentials {
                    Some(b) => b,
                    None => given(memory, vec![1]),
                };
                self.exponentials = Some(table);
                Kind::Lookup(table, x)
            }
            Kind::Cast(Cast::ToFloat, count) => return self.count(count, memory),
            Kind::Reduce { op, loops, init, term } => Kind::Reduce {
                op: *op,
                loops: loops.clone(),
                init: self.integers(init, memory)?,
                term: self.integers(term, memory)?,
            },
            Kind::Binary(op, a, b) => Kind::Binary(*op, self.integers(a, memory)?, self.integers(b, memory)?),
            Kind::Greater(a, b, same) => {
                Kind::Greater(self.integers(a, memory)?, self.integers(b, memory)?, *same)
            }
            Kind::Select(c, a, b) => {
                Kind::Select(self.integers(c, memory)?, self.integers(a, memory)?, self.integers(b, memory)?)
            }
            Kind::Int(_) | Kind::Index(_) | Kind::Load(..) | Kind::Before(..) => e.kind.clone(),
            // What matters is known.
            Kind::Unknown(_) => return Ok(e.clone()),
            _ => return refuse("a computation of floats of no known kind"),
        };
        make(ty, kind)
    }

    /// A number of cells that depends on loop counters, as an operand.
    fn count(&mut self, e: &Expr, memory: &mut Memory) -> Result<Expr, Refusal> {
        let inner = match &e.kind {
            Kind::Cast(Cast::Index, inner) => inner,
            _ => e,
        };
        let ix = match &inner.kind {
            Kind::Int(v) => return make(Ty::Int(64), Kind::Int(*v)),
            Kind::Index(ix) => ix.clone(),
            _ => return refuse("a divisor that is not the number of cells of the window"),
        };
        let loops: Vec<LoopId> = memory.loops.closure([&ix]).into_iter().collect();
        let (sizes, values) = evaluated(&ix, &loops, &memory.loops)?;
        if let Some(first) = values.first().filter(|first| values.iter().all(|v| v == *first)) {
            return make(Ty::Int(64), Kind::Int(*first));
        }
        let b = given(memory, sizes);
        self.counts.insert(b, values);
        make(Ty::Int(64), Kind::Load(b, loops.into_iter().map(Ix::counter).collect()))
    }

    /// The family that a function is, by the shapes of its body.
    pub fn family(&self, raised: &Raised) -> Result<Found, Refusal> {
        let body = &raised.body;
        if let Some(found) = self.softmax(raised)? {
            return Ok(found);
        }
        let last = body.values.last().map(|v| &v.word);
        if let Some(Primitive::Divide(Divide { numerator, divisor, clip: None, .. })) = last
            && let Some(sum) = numerator.whole()
        {
            let mut sums = body.clone();
            sums.results.iter_mut().for_each(|r| r.value = sum);
            let found = find(&sums)?;
            return match &found.gadget {
                Gadget::AveragePool(g) if self.divides(g, divisor, raised) => Ok(found),
                _ => refuse("a divisor that is not the number of cells of the window"),
            };
        }
        match find(body)? {
            Found { gadget: Gadget::Rescale(_), .. } => {
                refuse("elementwise float arithmetic that is no ReLU")
            }
            found => Ok(found),
        }
    }

    /// Whether a divisor is the number of cells of each window that are inside: with another one, the kernel's beside pads, it is another
    /// mean.
    fn divides(&self, g: &gadgets::AveragePool, divisor: &Divisor, raised: &Raised) -> bool {
        let Ok(size) = g.spatial() else { return false };
        let inside = |axis: usize, o: usize| g.window.cells(axis, o, g.input[axis]) as i64;
        let each = (0..size[0]).flat_map(|y| (0..size[1]).map(move |x| inside(0, y) * inside(1, x)));
        match divisor {
            Divisor::Constant(c) => each.into_iter().all(|n| n == *c),
            Divisor::Read(r) => {
                let counts = r.values().first().and_then(|o| self.counts.get(raised.operands.get(*o)?));
                counts.is_some_and(|counts| counts.iter().copied().eq(each))
            }
        }
    }

    /// `exp(x − max) / Σ exp(x − max)` along an axis.
    fn softmax(&self, raised: &Raised) -> Result<Option<Found>, Refusal> {
        let body = &raised.body;
        let table = self.exponentials.and_then(|b| raised.operands.iter().position(|o| *o == b));
        let (Some(table), [result]) = (table, &body.results[..]) else { return Ok(None) };
        let sizes = &result.operand.shape;
        for x in (0..body.operands.len()).filter(|o| *o != table) {
            for axis in 0..sizes.len() {
                let (outer, inner) = (shape::len(&sizes[..axis]), shape::len(&sizes[axis + 1..]));
                if same(body, &exponentials([outer, sizes[axis], inner]), &[x, table]) {
                    let gadget = Gadget::Softmax(Softmax {
                        outer,
                        axis: sizes[axis],
                        inner,
                        x: ElementType::I64,
                        multiplier: 1,
                        shift: 0,
                        table_bits: 0,
                        reciprocal_bits: 0,
                        fraction_bits: 0,
                        first: 1,
                        out: ElementType::I64,
                    });
                    return Ok(Some(Found { gadget, operands: vec![x] }));
                }
            }
        }
        refuse(
            "exponentials of something else than the difference to the maximum of a row, or divided by another sum",
        )
    }
}

/// The softmax of `[outer, axis, inner]`, with exponentials as a table's entries.
fn exponentials(sizes: [usize; 3]) -> Body {
    let ty = ElementType::I64;
    let operand = |role, shape: &[usize]| Operand { role, element: ty, shape: shape.to_vec() };
    let mut body = Body::new(vec![operand(Role::Activation, &sizes), operand(Role::Table, &[1])]);
    let rows = |v: usize| Read::value(v).view(View::permute(&sizes, &[0, 2, 1]));
    let spread = |v: usize| Read::value(v).view(View::select(&sizes, &[Some(0), Some(2)]));
    let fold = |op, x| Primitive::Reduce(Reduce { op, x, folded: 1, floor: None });
    let max = body.push(fold(Fold::Max, rows(0)), ty);
    let below = Map::linear([(1, Read::value(0)), (-1, spread(max))], 0);
    let below = body.push(Primitive::Map(below), ty);
    let lookup = Lookup { table: Read::value(1), first: 0, x: Read::value(below) };
    let e = body.push(Primitive::Lookup(lookup), ty);
    let sum = body.push(fold(Fold::Sum, rows(e)), ty);
    let (divisor, rounding) = (Divisor::Read(spread(sum)), Rounding::Floor);
    let y = Divide { numerator: Read::value(e), divisor, rounding, clip: None };
    let y = body.push(Primitive::Divide(y), ty);
    body.store(y, operand(Role::Activation, &sizes));
    body
}

/// Iterations of loops, and the value of an index at each of their points.
fn evaluated(ix: &Ix, loops: &[LoopId], all: &Loops) -> Result<(Vec<usize>, Vec<i64>), Refusal> {
    let sizes = loops.iter().map(|l| all.count(*l)).collect::<Option<Vec<_>>>();
    let sizes = sizes.filter(|s| shape::len(s) <= super::domain::MAX_POINTS);
    let sizes = sizes.ok_or_else(|| Refusal::new("a divisor that depends on loops of no constant bounds"))?;
    let mut values = Some(Vec::new());
    shape::for_each(&sizes, |point| {
        let at = loops.iter().copied().zip(point.iter().map(|p| *p as i64)).collect();
        values = values.take().and_then(|mut all| {
            all.push(ix.eval(&at)?);
            Some(all)
        });
    });
    values.map(|values| (sizes, values)).ok_or_else(|| Refusal::new("an index overflows"))
}

/// The integer that stands for a float.
fn whole(v: f64) -> Result<i64, Refusal> {
    match v {
        f64::NEG_INFINITY => Ok(i64::MIN),
        f64::INFINITY => Ok(i64::MAX),
        v if v.fract() == 0.0 && v.abs() < 9e15 => Ok(v as i64),
        v => refuse(format!("a computation of no known kind, with the number {v}")),
    }
}
