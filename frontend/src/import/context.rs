//! What an operator's importer works with: the node, its operands, and the graph under construction.

use std::collections::BTreeSet;

use tract_onnx::pb::NodeProto;

use super::attributes::Attributes;
use super::compose::Around;
use super::exact;
use crate::error::Problem;
use crate::evaluate;
use crate::float_graph::{Element, FloatGraph, Node, Op, Value, ValueId, broadcast_strides};
use crate::limits::Limits;
use crate::literal::{Data, Literal};
use crate::words::{Kind, Word};

/// What importing makes: a value, or several, unless there is a problem.
pub(super) type Made<T = ValueId> = Result<T, Problem>;

/// What a value on its way is called.
#[derive(Clone, Copy)]
pub(super) enum Name<'s> {
    /// This result of the node.
    Result(usize),
    /// A part on the way to result 0.
    Part(&'s str),
}

/// One node being imported.
pub(super) struct Context<'a> {
    pub node: &'a NodeProto,
    /// Its ONNX name.
    pub name: &'a str,
    /// The operator's version in force.
    pub version: i64,
    pub attributes: Attributes<'a>,
    /// Operands; `None` where an optional one is omitted.
    pub operands: Vec<Option<ValueId>>,
    pub graph: &'a mut FloatGraph,
    /// Every name in use, ONNX names that come later included.
    pub names: &'a mut BTreeSet<String>,
    pub limits: &'a Limits,
    /// Where the node stands.
    pub around: Around<'a>,
}

impl Context<'_> {
    /// Operand `index`, which the operator needs.
    pub fn operand(&self, index: usize, name: &'static str) -> Made {
        self.optional(index).ok_or(Problem::MissingOperand { index, name })
    }

    /// Operand `index`, if given.
    pub fn optional(&self, index: usize) -> Option<ValueId> {
        self.operands.get(index).copied().flatten()
    }

    /// Operand `index`, which must be a constant.
    pub fn constant(&self, index: usize, name: &'static str) -> Made<&Literal> {
        let id = self.operand(index, name)?;
        self.graph.value(id).constant.as_ref().ok_or(Problem::NotConstant { index, name })
    }

    /// Operand `index`, which must be constant integers.
    pub fn integers(&self, index: usize, name: &'static str) -> Made<Vec<i64>> {
        match &self.constant(index, name)?.data {
            Data::Int(v) => Ok(v.clone()),
            Data::Float(_) => Err(Problem::ElementType { got: format!("float of operand {index} ({name})") }),
        }
    }

    /// Operand `index`, which must be constant floats of shape `[len]`.
    pub fn vector(&self, index: usize, name: &'static str, len: usize) -> Made<Vec<f64>> {
        let literal = self.constant(index, name)?;
        if literal.shape != [len] {
            let shape = &literal.shape;
            return Err(Problem::Shape(format!("{name} has shape {shape:?}, expected [{len}]")));
        }
        match &literal.data {
            Data::Float(v) => Ok(v.to_numbers().into_owned()),
            Data::Int(_) => Err(Problem::ElementType { got: format!("integer of operand {index} ({name})") }),
        }
    }

    pub fn shape(&self, id: ValueId) -> Vec<usize> {
        self.graph.value(id).shape.clone()
    }

    /// Refuses surplus operands and results; empty names count as absent.
    pub fn arity(&self, operands: usize, results: usize) -> Made<()> {
        let given = |names: &[String]| names.iter().rposition(|n| !n.is_empty()).map_or(0, |p| p + 1);
        let counts =
            [("operands", given(&self.node.input), operands), ("results", given(&self.node.output), results)];
        match counts.into_iter().find(|(_, got, limit)| got > limit) {
            Some((what, got, limit)) => Err(Problem::TooMany { what, got, limit }),
            None => Ok(()),
        }
    }

    /// The name of result `index`; empty if omitted.
    pub fn result_name(&self, index: usize) -> &str {
        self.node.output.get(index).map_or("", String::as_str)
    }

    /// An axis in `-rank..=rank-1`, counted from the front.
    pub fn axis(axis: i64, rank: usize) -> Made<usize> {
        let from_front = if axis < 0 { axis.checked_add(rank as i64) } else { Some(axis) };
        from_front.and_then(|a| usize::try_from(a).ok()).filter(|a| *a < rank).ok_or_else(|| {
            super::attributes::bad("axis", &format!("is {axis}, which a tensor of {rank} dimensions lacks"))
        })
    }

    /// Adds a constant between two parts of this node.
    pub fn literal(&mut self, part: &str, literal: Literal) -> Made {
        let name = self.fresh(part);
        self.value(name, literal.shape.clone(), Element::of(&literal), Some(literal))
    }

    /// Adds the constant that is result 0.
    pub fn named_literal(&mut self, literal: Literal) -> Made {
        let name = self.result_name(0).to_owned();
        let id = self.value(name, literal.shape.clone(), Element::of(&literal), Some(literal))?;
        self.graph.values[id.index()].folded.push(self.name.to_owned());
        Ok(id)
    }

    /// Adds the operation that gives result 0.
    pub fn emit(&mut self, op: Op, operands: &[ValueId], shape: &[usize]) -> Made {
        let name = self.result_name(0).to_owned();
        self.add(name, op, operands, shape)
    }

    /// Adds an operation on the way to the result.
    pub fn emit_part(&mut self, part: &str, op: Op, operands: &[ValueId], shape: &[usize]) -> Made {
        let name = self.fresh(part);
        self.add(name, op, operands, shape)
    }

    pub(super) fn called(&mut self, name: Name<'_>) -> String {
        match name {
            Name::Result(i) => self.result_name(i).to_owned(),
            Name::Part(part) => self.fresh(part),
        }
    }

    /// Adds an operation under this name.
    pub fn emit_named(&mut self, name: Name<'_>, op: Op, operands: &[ValueId], shape: &[usize]) -> Made {
        let name = self.called(name);
        self.add(name, op, operands, shape)
    }

    /// Adds an operation whose result has elements of another kind.
    pub fn retyped(&mut self, op: Op, operands: &[ValueId], shape: &[usize], element: Element) -> Made {
        let name = self.called(Name::Result(0));
        self.insert(name, op, operands, shape, element)
    }

    /// As [`Context::retyped`], on the way to the result.
    pub fn retyped_part(
        &mut self,
        part: &str,
        op: Op,
        operands: &[ValueId],
        shape: &[usize],
        element: Element,
    ) -> Made {
        let name = self.fresh(part);
        self.insert(name, op, operands, shape, element)
    }

    /// What the elements of a value are.
    pub fn element(&self, id: ValueId) -> Element {
        self.graph.value(id).element
    }

    /// The one number that all elements of a constant are.
    pub fn uniform(&self, id: ValueId) -> Option<f64> {
        let values = self.graph.constant(id)?;
        let first = *values.first()?;
        values.iter().all(|v| *v == first).then_some(first)
    }

    /// Adds a primitive on these operands: the node's result 0, or a part on the way to it. Its elements are in `shape`,
    /// which may be another one than the word's own.
    pub fn word(
        &mut self,
        name: Name<'_>,
        kind: Kind,
        operands: &[ValueId],
        shape: &[usize],
        element: Element,
    ) -> Made {
        let shapes: Vec<Vec<usize>> = operands.iter().map(|id| self.shape(*id)).collect();
        if shape.contains(&0) {
            // What reads nothing has no views to check.
            let name = self.called(name);
            return self.insert(name, Op::Reshape, operands, shape, element);
        }
        for read in kind.reads() {
            read.shape(&shapes).map_err(|e| Problem::Shape(e.to_string()))?;
        }
        let word = Word { shapes, kind };
        self.limits.check_work(&[usize::try_from(word.terms()).unwrap_or(usize::MAX)])?;
        let name = self.called(name);
        self.insert(name, Op::Word(word), operands, shape, element)
    }

    fn add(&mut self, name: String, op: Op, operands: &[ValueId], shape: &[usize]) -> Made {
        let element = |id: &ValueId| self.graph.value(*id).element;
        let integers = operands.iter().filter(|id| element(id) != Element::Float).count();
        if integers > 0 && integers < operands.len() {
            return Err(Problem::ElementType { got: "integer beside float".to_owned() });
        }
        let computed = operands.iter().any(|id| self.graph.value(*id).constant.is_none());
        if integers > 0 && computed && rounds(&op) {
            return Err(Problem::ElementType { got: "integer, of which rounded sums are made,".to_owned() });
        }
        let element = operands.first().map_or(Element::Float, element);
        self.insert(name, op, operands, shape, element)
    }

    /// Adds an operation, or the constant that it comes to. What is chosen among whole numbers is stored as they are.
    fn insert(
        &mut self,
        name: String,
        op: Op,
        operands: &[ValueId],
        shape: &[usize],
        element: Element,
    ) -> Made {
        let chooses = match &op {
            Op::Reshape | Op::Transpose { .. } | Op::Broadcast { .. } => true,
            Op::Word(word) => word.kind.keeps_scale(),
            _ => false,
        };
        let kind = operands.first().filter(|_| chooses).and_then(|id| self.graph.stored.get(id)).copied();
        let id = self.inserted(name, op, operands, shape, element)?;
        if let Some(kind) = kind.filter(|k| element == Element::Int && k.element() == element) {
            self.graph.stored.insert(id, kind);
        }
        Ok(id)
    }

    fn inserted(
        &mut self,
        name: String,
        op: Op,
        operands: &[ValueId],
        shape: &[usize],
        element: Element,
    ) -> Made {
        if shape.contains(&0) {
            // Whatever is computed, there is nothing of it.
            let literal = match element {
                Element::Float => Literal::floats(shape, Vec::new()),
                Element::Int | Element::Bool => Literal::ints(shape, Vec::new()),
            };
            return self.value(name, shape.to_vec(), element, Some(literal));
        }
        self.limits.count(shape)?;
        if let Some(empty) = operands.iter().map(|id| self.graph.value(*id)).find(|v| v.is_empty()) {
            return Err(Problem::Empty(empty.shape.clone()));
        }
        let constants: Option<Vec<Vec<f64>>> = operands.iter().map(|id| self.graph.constant(*id)).collect();
        let Some(constants) = constants else {
            let beyond = exact::operand_beyond(self.graph, operands);
            if let Some(problem) = beyond.or_else(|| exact::own_beyond(&op, element)) {
                return Err(problem);
            }
            self.graph.computed_elements =
                self.graph.computed_elements.saturating_add(shape.iter().product::<usize>() as u64);
            let (got, limit) = (self.graph.computed_elements, self.limits.computed_elements);
            if got > limit {
                return Err(Problem::TooLarge {
                    what: "the element count of all that is computed",
                    got,
                    limit,
                });
            }
            let output = self.value(name, shape.to_vec(), element, None)?;
            self.graph.nodes.push(Node { name: self.name.to_owned(), op, inputs: operands.to_vec(), output });
            return Ok(output);
        };
        if let Some(moved) = self.moved(&op, operands, shape).filter(|_| element != Element::Float) {
            let id = self.value(name, shape.to_vec(), element, Some(moved))?;
            self.graph.values[id.index()].folded = self.folded_from(operands);
            return Ok(id);
        }
        let arithmetic = matches!(
            &op,
            Op::Word(Word {
                kind: Kind::Map { .. } | Kind::Einsum { .. } | Kind::Whole { .. } | Kind::Wrap { .. },
                ..
            }) | Op::Word(Word { kind: Kind::Reduce { fold: gadgets::primitive::Fold::Sum, .. }, .. })
        );
        if let Some(problem) = exact::operand_beyond(self.graph, operands).filter(|_| arithmetic) {
            return Err(problem);
        }
        let slices: Vec<&[f64]> = constants.iter().map(Vec::as_slice).collect();
        let folded = evaluate::apply(&op, &slices, shape);
        if let Some(index) = folded.iter().position(|v| v.is_nan()) {
            return Err(Problem::NotFinite { index, value: folded[index] });
        }
        let literal = match element {
            Element::Float => Literal::floats(shape, folded),
            Element::Int | Element::Bool => {
                let large = |v: &&f64| arithmetic && v.abs() >= exact::EXACT;
                if let Some(v) = folded.iter().find(large) {
                    return Err(Problem::Unsupported(format!(
                        "the whole number {v:e}, which is beyond 2^53,"
                    )));
                }
                Literal::ints(shape, folded.iter().map(|v| *v as i64).collect())
            }
        };
        let folded = self.folded_from(operands);
        let id = self.value(name, shape.to_vec(), element, Some(literal))?;
        self.graph.values[id.index()].folded = folded;
        Ok(id)
    }

    /// The nodes that made the constants `operands`, and this one.
    fn folded_from(&self, operands: &[ValueId]) -> Vec<String> {
        let mut folded: Vec<String> =
            operands.iter().flat_map(|id| self.graph.value(*id).folded.iter().cloned()).collect();
        if folded.last().is_none_or(|last| last != self.name) {
            folded.push(self.name.to_owned());
        }
        folded
    }

    /// Whole constants that are only moved, as they are.
    fn moved(&self, op: &Op, operands: &[ValueId], shape: &[usize]) -> Option<Literal> {
        let mut all: Vec<i64> = Vec::new();
        let mut places: Vec<Vec<f64>> = Vec::with_capacity(operands.len());
        for id in operands {
            let Data::Int(v) = &self.graph.value(*id).constant.as_ref()?.data else { return None };
            places.push((all.len()..all.len() + v.len()).map(|i| i as f64).collect());
            all.extend(v);
        }
        let places: Vec<&[f64]> = places.iter().map(Vec::as_slice).collect();
        let (from, fill) = match op {
            Op::Reshape | Op::Transpose { .. } | Op::Broadcast { .. } => {
                (evaluate::apply(op, &places, shape), 0.0)
            }
            Op::Word(Word { shapes, kind: Kind::Move { read, fill } }) => {
                let kind = Kind::Move { read: read.clone(), fill: -1.0 };
                (Word { shapes: shapes.clone(), kind }.evaluate(&places), *fill)
            }
            _ => return None,
        };
        let value = |p: &f64| if *p < 0.0 { fill as i64 } else { all[*p as usize] };
        Some(Literal::ints(shape, from.iter().map(value).collect()))
    }

    fn value(
        &mut self,
        name: String,
        shape: Vec<usize>,
        element: Element,
        constant: Option<Literal>,
    ) -> Made {
        let id = ValueId(u32::try_from(self.graph.values.len()).map_err(|_| Problem::TooLarge {
            what: "the number of values",
            got: self.graph.values.len() as u64,
            limit: u32::MAX.into(),
        })?);
        if let Some(literal) = &constant {
            self.graph.constant_elements += literal.len() as u64;
            let (got, limit) = (self.graph.constant_elements, self.limits.folded_elements);
            if got > limit {
                return Err(Problem::TooLarge { what: "the constants' element count", got, limit });
            }
        }
        let (got, limit) = (self.graph.values.len() as u64, self.limits.values);
        if got >= limit {
            return Err(Problem::TooLarge { what: "the number of values", got, limit });
        }
        self.graph.values.push(Value { name, shape, element, constant, folded: Vec::new() });
        Ok(id)
    }

    /// The elements of a constant, spread over a shape that it broadcasts to.
    pub fn spread_constant(&self, id: ValueId, shape: &[usize]) -> Option<Vec<f64>> {
        let values = self.graph.constant(id)?;
        let strides = broadcast_strides(&self.shape(id), shape)?;
        Some(evaluate::gather(&values, &strides, shape))
    }

    /// A name for a value inside this node.
    pub(super) fn fresh(&mut self, part: &str) -> String {
        let own = self.node.output.iter().find(|o| !o.is_empty()).map_or(self.name, String::as_str);
        let base = format!("{own}/{part}");
        if self.names.insert(base.clone()) {
            return base;
        }
        let mut count = self.graph.repeated.get(&base).copied().unwrap_or(1);
        loop {
            count += 1;
            let name = format!("{base}_{count}");
            if self.names.insert(name.clone()) {
                self.graph.repeated.insert(base, count);
                return name;
            }
        }
    }
}

/// Whether the operation's results are rounded to a scale of their own, which whole numbers must not be.
const fn rounds(op: &Op) -> bool {
    matches!(
        op,
        Op::Conv(_)
            | Op::Linear(_)
            | Op::ChannelAffine(_)
            | Op::AveragePool(..)
            | Op::Softmax(_)
            | Op::Add { .. }
    )
}
