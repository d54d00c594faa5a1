//! What an operator's importer works with: the node, its operands, and the graph under construction.

use std::collections::BTreeSet;

use tract_onnx::pb::NodeProto;

use super::attributes::Attributes;
use super::compose::Around;
use crate::error::Problem;
use crate::evaluate;
use crate::float_graph::{Element, FloatGraph, Op, ValueId, broadcast_strides};
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
