//! Words of an expression: quotients, clips, extremes, comparisons, selections, tables and gathers.

use gadgets::ElementType;
use gadgets::primitive::{Gather, Lookup, Primitive, Read};
use std::collections::BTreeSet;

use super::super::affine::{Ix, LoopId};
use super::super::expr::{Cast, Expr, Kind, Op, Ty};
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
    pub(super) fn fitted(&self, o: Operand, ty: ElementType) -> Operand {
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
        if let (Tree::Pad { guards, inner, value }, false) = (&tree, computed.is_empty())
            && guards.iter().all(|g| computed.iter().all(|(l, _)| !g.ix.involves(*l)))
        {
            // What is chosen is computed without the condition.
            let o = self.element_of((**inner).clone(), low, ty, scope)?;
            let holds = Operand::Tree(self.indicator(guards)?);
            return self.chosen(holds, o, Operand::Const(*value), ty, scope);
        }
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
}

/// The positions of a single element.
fn leaf_at(tree: &Tree) -> Vec<Ix> {
    match tree {
        Tree::Leaf { at, .. } => at.clone(),
        _ => vec![],
    }
}
