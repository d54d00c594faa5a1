//! Words of an expression: quotients, clips, extremes, comparisons, selections, tables and gathers.

use gadgets::primitive::{
    Compare, Comparison, Divide, Divisor, Fold, Gather, Lookup, Primitive, Read, Reduce,
};
use gadgets::{ElementType, Range, Rounding};
use std::collections::BTreeSet;

use super::super::affine::{Ix, LoopId};
use super::super::expr::{Cast, Expr, Kind, Op, Ty};
use super::super::nest::clamp;
use super::super::refusal::refuse;
use super::polynomial::Polynomial;
use super::tree::{Tree, tree};
use super::{Operand, Raiser, Understood, storage};

impl Raiser<'_> {
    /// An expression in these loops: right in the low bits of `ty`, which is no wider than the expression's type; and,
    /// but for a polynomial, all of it.
    pub(super) fn raise(&mut self, e: &Expr, ty: ElementType, scope: &[LoopId]) -> Understood {
        if let Some((_, checked)) = self.checks.iter().find(|(c, _)| c == e) {
            return Ok(self.fitted(checked.clone(), ty));
        }
        if let Some((found, low)) = tree(self, e)? {
            return self.element_of(found, low, ty, scope);
        }
        match &e.kind {
            Kind::Int(v) => Ok(Operand::Const(*v)),
            Kind::Cast(Cast::Truncate, inner) => {
                let o = self.raise(inner, ty, scope)?;
                Ok(self.fitted(o, ty))
            }
            Kind::Cast(Cast::ZeroExtend, inner) if inner.ty == Ty::Int(1) => self.compare(inner, ty, scope),
            Kind::Cast(c @ (Cast::SignExtend | Cast::ZeroExtend), inner) => {
                let own = match (c, storage(inner.ty)?) {
                    (Cast::SignExtend, own) => own,
                    (_, ElementType::I8) => ElementType::U8,
                    _ => return refuse("an extension by zeros"),
                };
                let narrow = if own.bits() > ty.bits() { ty } else { own };
                let o = self.raise(inner, narrow, scope)?;
                self.exact(o, narrow, scope)
            }
            Kind::Binary(Op::Add, a, b) => {
                if let Some(q) = self.quotient(e, None, ty, scope)? {
                    return Ok(q);
                }
                let (a, b) = (self.raise(a, ty, scope)?, self.raise(b, ty, scope)?);
                self.sum(a, b, 1, ty, scope)
            }
            Kind::Binary(Op::Sub, a, b) => {
                let (a, b) = (self.raise(a, ty, scope)?, self.raise(b, ty, scope)?);
                self.sum(a, b, -1, ty, scope)
            }
            Kind::Binary(Op::Mul, a, b) => {
                let (a, b) = (self.raise(a, ty, scope)?, self.raise(b, ty, scope)?);
                self.product(a, b, ty, scope)
            }
            Kind::Binary(op @ (Op::Max | Op::Min), a, b) => self.bounded(e, (*op, a, b), ty, scope),
            Kind::Reduce { op, loops, init, term } => {
                // A sum may leave the type that its low bits are wanted in.
                let own = if *op == Op::Add { self.computed(e)?.max(ty) } else { ty };
                let o = self.reduce((*op, loops, init, term), own, scope)?;
                Ok(self.fitted(o, ty))
            }
            Kind::Select(c, a, b) => self.selected(c, a, b, ty, scope),
            Kind::Lookup(table, x) if self.exponentials == Some(*table) => {
                let x = self.raise(x, ty, scope)?;
                let x = self.exact(x, ty, scope)?;
                let axes = self.axes(&[&x], scope)?;
                let table = Read::value(self.source(*table)?);
                let word = Lookup { table, first: 0, x: self.read(&x, &axes)? };
                Ok(Operand::Value(self.push(Primitive::Lookup(word), ty)?, axes))
            }
            Kind::Lookup(..) => refuse("a table index that is not bounded by the table's end"),
            Kind::Binary(Op::Div, a, b) if self.is_float => self.ratio(a, b, ty, scope),
            Kind::Binary(Op::Div, ..) => refuse("an integer division, which rounds towards zero"),
            Kind::Binary(op, ..) => match self.quotient(e, None, ty, scope)? {
                Some(q) => Ok(q),
                None => refuse(format!("a {} that is no rounded quotient", op.name())),
            },
            _ => refuse("a computation of no known kind"),
        }
    }

    /// A quotient of floats.
    fn ratio(&mut self, a: &Expr, b: &Expr, ty: ElementType, scope: &[LoopId]) -> Understood {
        let x = self.raise(a, ty, scope)?;
        if let Some(c) = b.int().filter(|c| *c >= 1) {
            return self.divided(x, Divisor::Constant(c), Rounding::Floor, None, (ty, ty), scope);
        }
        let (x, d) = (self.exact(x, ty, scope)?, self.raise(b, ty, scope)?);
        let d = self.exact(d, ty, scope)?;
        let axes = self.axes(&[&x, &d], scope)?;
        let (numerator, divisor) = (self.read(&x, &axes)?, Divisor::Read(self.read(&d, &axes)?));
        let word = Divide { numerator, divisor, rounding: Rounding::Floor, clip: None };
        Ok(Operand::Value(self.push(Primitive::Divide(word), ty)?, axes))
    }

    /// The loops that operands depend on, in order.
    pub(super) fn axes(&self, all: &[&Operand], scope: &[LoopId]) -> Understood<Vec<LoopId>> {
        let mut used = BTreeSet::new();
        for o in all {
            self.depends(o, &mut used);
        }
        Ok(scope.iter().copied().filter(|l| used.contains(l)).collect())
    }

    fn depends(&self, o: &Operand, into: &mut BTreeSet<LoopId>) {
        match o {
            Operand::Const(_) => {}
            Operand::Tree(tree) => tree.counters(into),
            Operand::Value(_, own) => into.extend(own),
            Operand::Polynomial(p) => p.operands().iter().for_each(|o| self.depends(o, into)),
        }
    }

    /// The type of something that is exact and no constant.
    pub(super) fn type_of(&self, o: &Operand) -> Option<ElementType> {
        match o {
            Operand::Tree(tree) => Some(self.tree_type(tree)),
            Operand::Value(value, _) => Some(self.body.ty(*value)),
            _ => None,
        }
    }

    /// What is wider than `ty` is right in its low bits only.
    fn fitted(&self, o: Operand, ty: ElementType) -> Operand {
        match self.type_of(&o) {
            Some(_) if !self.is_within(&o, ty) => Operand::Polynomial(Polynomial::from(o)),
            _ => o,
        }
    }

    /// Whether `ty` holds all that the type of something exact does.
    pub(super) fn is_within(&self, o: &Operand, ty: ElementType) -> bool {
        self.type_of(o).is_some_and(|own| ty.range().contains_range(own.range()))
    }

    /// Something of which all bits are right: a polynomial becomes a value that its type holds.
    pub(super) fn exact(&mut self, o: Operand, ty: ElementType, scope: &[LoopId]) -> Understood {
        let Operand::Polynomial(p) = &o else { return Ok(o) };
        if let Some(single) = p.single().filter(|o| self.is_within(o, ty)) {
            return Ok(single.clone());
        }
        let axes = self.axes(&[&o], scope)?;
        let word = self.map(p, &axes)?;
        Ok(Operand::Value(self.push(word, ty)?, axes))
    }

    /// Something whose low bits alone matter, as one that can be read.
    pub(super) fn loose(&mut self, o: Operand, ty: ElementType, scope: &[LoopId]) -> Understood {
        match &o {
            Operand::Polynomial(p) if p.single().is_some() => Ok(p.single().cloned().unwrap_or(o)),
            _ => self.exact(o, ty, scope),
        }
    }

    /// Elements, which may lie at a computed position.
    fn element_of(&mut self, tree: Tree, low: bool, ty: ElementType, scope: &[LoopId]) -> Understood {
        let tree = self.simplified(&tree)?;
        let mut used = BTreeSet::new();
        tree.counters(&mut used);
        let computed = used.iter().filter_map(|l| Some((*l, self.loops.get(*l).computed.clone()?)));
        let computed: Vec<(LoopId, Expr)> = computed.collect();
        let (position, index) = match &computed[..] {
            [] => {
                let o = Operand::Tree(tree);
                return Ok(if low { Operand::Polynomial(Polynomial::from(o)) } else { self.fitted(o, ty) });
            }
            [(position, index)] => (*position, index.clone()),
            _ => return refuse("an element at several computed positions"),
        };
        if let (Tree::Leaf { buffer, at }, [ix]) = (&tree, &leaf_at(&tree)[..])
            && ix.as_counter() == Some(position)
            && at.len() == 1
        {
            return self.lookup(*buffer, (position, &index), ty, scope);
        }
        let own = self.computed(&index)?;
        let index = self.raise(&index, own, scope)?;
        let index = self.exact(index, own, scope)?;
        let data = Operand::Tree(tree);
        let axes = self.axes(&[&data, &index], scope)?;
        let whole: Vec<LoopId> = axes.iter().copied().chain([position]).collect();
        let word = Gather { data: self.read(&data, &whole)?, index: self.read(&index, &axes)? };
        Ok(Operand::Value(self.push(Primitive::Gather(word), ty)?, axes))
    }

    fn lookup(
        &mut self,
        buffer: usize,
        (position, index): (LoopId, &Expr),
        ty: ElementType,
        scope: &[LoopId],
    ) -> Understood {
        let (x, first) = match &index.kind {
            Kind::Binary(Op::Add, x, c) => match c.int().and_then(i64::checked_neg) {
                Some(first) => (x, first),
                None => (index, 0),
            },
            _ => (index, 0),
        };
        let own = self.computed(x)?;
        let x = self.raise(x, own, scope)?;
        let x = self.exact(x, own, scope)?;
        let axes = self.axes(&[&x], scope)?;
        // As long as the position is moved below an end: what the body's analysis asks is that it lies there anyway.
        let table = Tree::Leaf { buffer, at: vec![Ix::counter(position)] };
        let table = self.tree_read(&table, &[position])?;
        let word = Lookup { table, first, x: self.read(&x, &axes)? };
        Ok(Operand::Value(self.push(Primitive::Lookup(word), ty)?, axes))
    }

    /// The smaller or larger of two: a clip, a floor, or a selection.
    fn bounded(
        &mut self,
        e: &Expr,
        (op, a, b): (Op, &Expr, &Expr),
        ty: ElementType,
        scope: &[LoopId],
    ) -> Understood {
        if let Some((inner, lo, hi)) = clamp(e) {
            let clip = Some(Range { lo, hi });
            if let Some(q) = self.quotient(&inner, clip, ty, scope)? {
                return Ok(q);
            }
            let own = self.computed(&inner)?;
            let x = self.raise(&inner, own, scope)?;
            return self.divided(x, Divisor::Constant(1), Rounding::Floor, clip, (own, ty), scope);
        }
        let own = self.computed(a)?;
        let x = self.raise(a, own, scope)?;
        let Some(floor) = b.int() else {
            let y = self.raise(b, own, scope)?;
            return self.extreme(op, x, y, ty, scope);
        };
        let x = self.exact(x, own, scope)?;
        if let Operand::Const(c) = x {
            return Ok(Operand::Const(if op == Op::Max { c.max(floor) } else { c.min(floor) }));
        }
        let (least, most) = self.ends(&x)?;
        if (op == Op::Max && floor <= least) || (op == Op::Min && floor >= most) {
            return Ok(self.fitted(x, ty));
        }
        let fold = if op == Op::Max { Fold::Max } else { Fold::Min };
        let axes = self.axes(&[&x], scope)?;
        let word = Reduce { op: fold, x: self.read(&x, &axes)?, folded: 0, floor: Some(floor) };
        Ok(Operand::Value(self.push(Primitive::Reduce(word), ty)?, axes))
    }

    /// The smaller or larger of two values, by a comparison.
    pub(super) fn extreme(
        &mut self,
        op: Op,
        a: Operand,
        b: Operand,
        ty: ElementType,
        scope: &[LoopId],
    ) -> Understood {
        let (a, b) = (self.exact(a, ty, scope)?, self.exact(b, ty, scope)?);
        let (x, y) = if op == Op::Max { (&a, &b) } else { (&b, &a) };
        let less = self.comparison(Comparison::Less, x, y, scope)?;
        self.chosen(less, b, a, ty, scope)
    }

    /// `c · (a − b) + b`.
    fn chosen(
        &mut self,
        c: Operand,
        a: Operand,
        b: Operand,
        ty: ElementType,
        scope: &[LoopId],
    ) -> Understood {
        let with = self.product(c.clone(), a, ty, scope)?;
        let without = self.product(c, b.clone(), ty, scope)?;
        let sum = self.sum(b, with, 1, ty, scope)?;
        self.sum(sum, without, -1, ty, scope)
    }

    fn comparison(&mut self, op: Comparison, a: &Operand, b: &Operand, scope: &[LoopId]) -> Understood {
        let axes = self.axes(&[a, b], scope)?;
        let (a, b) = (self.read(a, &axes)?, self.read(b, &axes)?);
        let word = Primitive::Compare(Compare { op, a, b });
        Ok(Operand::Value(self.push(word, ElementType::I32)?, axes))
    }

    /// 1 where a condition holds, else 0.
    fn compare(&mut self, c: &Expr, ty: ElementType, scope: &[LoopId]) -> Understood {
        let (op, a, b, negated) = match &c.kind {
            Kind::Greater(a, b, false) => (Comparison::Less, b, a, false),
            Kind::Greater(a, b, true) => (Comparison::Less, a, b, true),
            Kind::Equal(a, b) => (Comparison::Equal, a, b, false),
            Kind::Differs(a, b) => (Comparison::Equal, a, b, true),
            _ => return refuse("a condition of no known kind"),
        };
        let own = self.computed(a)?;
        let a = self.raise(a, own, scope)?;
        let a = self.exact(a, own, scope)?;
        let b = self.raise(b, own, scope)?;
        let b = self.exact(b, own, scope)?;
        let holds = self.comparison(op, &a, &b, scope)?;
        match negated {
            false => Ok(holds),
            true => self.sum(Operand::Const(1), holds, -1, ty, scope),
        }
    }

    fn selected(&mut self, c: &Expr, a: &Expr, b: &Expr, ty: ElementType, scope: &[LoopId]) -> Understood {
        let holds = self.compare(c, ty, scope)?;
        let (a, b) = (self.raise(a, ty, scope)?, self.raise(b, ty, scope)?);
        self.chosen(holds, a, b, ty, scope)
    }

    /// A rounded quotient; `None` for something else.
    fn quotient(
        &mut self,
        e: &Expr,
        clip: Option<Range>,
        ty: ElementType,
        scope: &[LoopId],
    ) -> Understood<Option<Operand>> {
        let own = match storage(e.ty) {
            Ok(own) => own,
            Err(_) => return Ok(None),
        };
        match &e.kind {
            Kind::Binary(Op::ShiftRight, x, n) => {
                let Some(n @ 0..=62) = n.int() else { return Ok(None) };
                let half = half_up(x, &|h| h.int() == Some(Rounding::HalfUp.addend(n as u32)) && n > 0);
                let (x, rounding) = half.map_or((x, Rounding::Floor), |x| (x, Rounding::HalfUp));
                let x = self.raise(x, own, scope)?;
                self.divided(x, Divisor::Constant(1 << n), rounding, clip, (own, ty), scope).map(Some)
            }
            Kind::Binary(Op::Xor, quotient, sign) => {
                let Kind::Binary(Op::DivUnsigned, magnitude, d) = &quotient.kind else { return Ok(None) };
                let Kind::Binary(Op::Xor, x, same) = &magnitude.kind else { return Ok(None) };
                let Kind::Binary(Op::ShiftRight, of, n) = &sign.kind else { return Ok(None) };
                if same != sign || of != x || n.int() != Some(i64::from(own.bits()) - 1) {
                    return Ok(None);
                }
                self.by(x, d, clip, (own, ty), scope).map(Some)
            }
            Kind::Binary(Op::DivUnsigned, x, d) if x.int().is_some_and(|v| v >= 0) => {
                self.by(x, d, clip, (own, ty), scope).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// A quotient by something that is no power of two.
    fn by(
        &mut self,
        x: &Expr,
        d: &Expr,
        clip: Option<Range>,
        (own, ty): (ElementType, ElementType),
        scope: &[LoopId],
    ) -> Understood {
        if let Some(c) = d.int() {
            if c < 1 {
                return refuse(format!("a division by {c}"));
            }
            let half = half_up(x, &|h| h.int() == Some(c / 2) && c > 1);
            let (x, rounding) = half.map_or((x, Rounding::Floor), |x| (x, Rounding::HalfUp));
            let x = self.raise(x, own, scope)?;
            return self.divided(x, Divisor::Constant(c), rounding, clip, (own, ty), scope);
        }
        let unextended = match &d.kind {
            Kind::Cast(Cast::SignExtend, inner) => inner,
            _ => d,
        };
        let divisor = match &unextended.kind {
            // For a divisor that is at least 1 nothing changes; whether it is, the body's analysis asks.
            Kind::Binary(Op::MaxUnsigned, inner, one) if one.int() == Some(1) => inner,
            Kind::Binary(Op::Max, _, floor) if floor.int().is_some_and(|f| f >= 1) => d,
            _ => return refuse("a division by something that may be 0"),
        };
        let half = half_up(
            x,
            &|h| matches!(&h.kind, Kind::Binary(Op::ShiftRight, of, one) if of == d && one.int() == Some(1)),
        );
        let (x, rounding) = half.map_or((x, Rounding::Floor), |x| (x, Rounding::HalfUp));
        let divisor = self.raise(divisor, own, scope)?;
        let divisor = self.exact(divisor, own, scope)?;
        let x = self.raise(x, own, scope)?;
        let x = self.exact(x, own, scope)?;
        let axes = self.axes(&[&x, &divisor], scope)?;
        let wide = self.widened(&[&x, &divisor], own, ty);
        let numerator = self.read(&x, &axes)?;
        let divisor = Divisor::Read(self.read(&divisor, &axes)?);
        let word = Primitive::Divide(Divide { numerator, divisor, rounding, clip });
        let value = Operand::Value(self.push(word, wide)?, axes);
        Ok(self.fitted(value, ty))
    }

    fn divided(
        &mut self,
        x: Operand,
        divisor: Divisor,
        rounding: Rounding,
        clip: Option<Range>,
        (own, ty): (ElementType, ElementType),
        scope: &[LoopId],
    ) -> Understood {
        let x = self.exact(x, own, scope)?;
        let axes = self.axes(&[&x], scope)?;
        let wide = self.widened(&[&x], own, ty);
        let numerator = self.read(&x, &axes)?;
        let word = Primitive::Divide(Divide { numerator, divisor, rounding, clip });
        let value = Operand::Value(self.push(word, wide)?, axes);
        Ok(self.fitted(value, ty))
    }

    /// The type of a quotient that is computed in `own` and wanted in `ty`: where no operand is as wide as it is computed,
    /// it has to be.
    fn widened(&self, operands: &[&Operand], own: ElementType, ty: ElementType) -> ElementType {
        let short = |o: &&Operand| self.type_of(o).is_none_or(|t| t.bits() <= 32);
        if own.bits() > 32 && operands.iter().all(short) { own } else { ty }
    }
}

/// The positions of a single element.
fn leaf_at(tree: &Tree) -> Vec<Ix> {
    match tree {
        Tree::Leaf { at, .. } => at.clone(),
        _ => vec![],
    }
}

/// `x`, of `x + half`.
fn half_up<'e>(e: &'e Expr, half: &dyn Fn(&Expr) -> bool) -> Option<&'e Expr> {
    match &e.kind {
        Kind::Binary(Op::Add, x, h) if half(h) => Some(x),
        Kind::Binary(Op::Add, h, x) if half(h) => Some(x),
        _ => None,
    }
}
