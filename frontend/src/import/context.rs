//! What an operator's importer works with: the node, its operands, and the graph under construction.

use std::collections::BTreeSet;

use tract_onnx::pb::NodeProto;

use super::attributes::Attributes;
use crate::error::Problem;
use crate::evaluate;
use crate::float_graph::{FloatGraph, Node, Op, Value, ValueId};
use crate::limits::Limits;
use crate::literal::{Data, Literal};

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
}

impl Context<'_> {
    /// Operand `index`, which the operator needs.
    pub fn operand(&self, index: usize, name: &'static str) -> Result<ValueId, Problem> {
        self.optional(index).ok_or(Problem::MissingOperand { index, name })
    }

    /// Operand `index`, if given.
    pub fn optional(&self, index: usize) -> Option<ValueId> {
        self.operands.get(index).copied().flatten()
    }

    /// Operand `index`, which must be a constant.
    pub fn constant(&self, index: usize, name: &'static str) -> Result<&Literal, Problem> {
        let id = self.operand(index, name)?;
        self.graph.value(id).constant.as_ref().ok_or(Problem::NotConstant { index, name })
    }

    /// Operand `index`, which must be constant integers.
    pub fn integers(&self, index: usize, name: &'static str) -> Result<Vec<i64>, Problem> {
        match &self.constant(index, name)?.data {
            Data::Int(v) => Ok(v.clone()),
            Data::Float(_) => Err(Problem::ElementType { got: format!("float of operand {index} ({name})") }),
        }
    }

    /// Operand `index`, which must be constant floats of shape `[len]`.
    pub fn vector(&self, index: usize, name: &'static str, len: usize) -> Result<Vec<f64>, Problem> {
        let literal = self.constant(index, name)?;
        if literal.shape != [len] {
            let shape = &literal.shape;
            return Err(Problem::Shape(format!("{name} has shape {shape:?}, expected [{len}]")));
        }
        match &literal.data {
            Data::Float(v) => Ok(v.clone()),
            Data::Int(_) => Err(Problem::ElementType { got: format!("integer of operand {index} ({name})") }),
        }
    }

    pub fn shape(&self, id: ValueId) -> Vec<usize> {
        self.graph.value(id).shape.clone()
    }

    /// Refuses surplus operands and results; empty names count as absent.
    pub fn arity(&self, operands: usize, results: usize) -> Result<(), Problem> {
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
    pub fn axis(axis: i64, rank: usize) -> Result<usize, Problem> {
        let from_front = if axis < 0 { axis.checked_add(rank as i64) } else { Some(axis) };
        from_front.and_then(|a| usize::try_from(a).ok()).filter(|a| *a < rank).ok_or_else(|| {
            super::attributes::bad("axis", &format!("is {axis}, which a tensor of {rank} dimensions lacks"))
        })
    }

    /// Adds a constant between two parts of this node.
    pub fn literal(&mut self, part: &str, literal: Literal) -> Result<ValueId, Problem> {
        let name = self.fresh(part);
        self.value(name, literal.shape.clone(), Some(literal))
    }

    /// Adds the constant that is result 0.
    pub fn named_literal(&mut self, literal: Literal) -> Result<ValueId, Problem> {
        let name = self.result_name(0).to_owned();
        let id = self.value(name, literal.shape.clone(), Some(literal))?;
        self.graph.values[id.index()].folded.push(self.name.to_owned());
        Ok(id)
    }

    /// Adds the operation that gives result 0.
    pub fn emit(&mut self, op: Op, operands: &[ValueId], shape: &[usize]) -> Result<ValueId, Problem> {
        let name = self.result_name(0).to_owned();
        self.add(name, op, operands, shape)
    }

    /// Adds an operation on the way to the result.
    pub fn emit_part(
        &mut self,
        part: &str,
        op: Op,
        operands: &[ValueId],
        shape: &[usize],
    ) -> Result<ValueId, Problem> {
        let name = self.fresh(part);
        self.add(name, op, operands, shape)
    }

    fn add(
        &mut self,
        name: String,
        op: Op,
        operands: &[ValueId],
        shape: &[usize],
    ) -> Result<ValueId, Problem> {
        self.limits.count(shape)?;
        if let Some(empty) = operands.iter().map(|id| self.graph.value(*id)).find(|v| v.is_empty()) {
            return Err(Problem::Empty(empty.shape.clone()));
        }
        let kinds: Vec<_> = operands.iter().map(|id| self.graph.value(*id).constant.as_ref()).collect();
        let integer = |l: &Literal| matches!(l.data, Data::Int(_));
        let integers = kinds.iter().filter(|l| l.is_some_and(integer)).count();
        if integers > 0 && integers < kinds.len() {
            return Err(Problem::ElementType { got: "integer beside float".to_owned() });
        }
        let constants: Option<Vec<Vec<f64>>> = kinds.iter().map(|l| l.map(Literal::to_f64)).collect();
        let Some(constants) = constants else {
            let output = self.value(name, shape.to_vec(), None)?;
            self.graph.nodes.push(Node { name: self.name.to_owned(), op, inputs: operands.to_vec(), output });
            return Ok(output);
        };
        let slices: Vec<&[f64]> = constants.iter().map(Vec::as_slice).collect();
        let folded = evaluate::apply(&op, &slices, shape);
        if let Some(index) = folded.iter().position(|v| !v.is_finite()) {
            return Err(Problem::NotFinite { index, value: folded[index] });
        }
        let literal = if integers > 0 {
            Literal::ints(shape, folded.iter().map(|v| *v as i64).collect())
        } else {
            Literal::floats(shape, folded)
        };
        let mut folded: Vec<String> =
            operands.iter().flat_map(|id| self.graph.value(*id).folded.iter().cloned()).collect();
        if folded.last().is_none_or(|last| last != self.name) {
            folded.push(self.name.to_owned());
        }
        let id = self.value(name, shape.to_vec(), Some(literal))?;
        self.graph.values[id.index()].folded = folded;
        Ok(id)
    }

    fn value(
        &mut self,
        name: String,
        shape: Vec<usize>,
        constant: Option<Literal>,
    ) -> Result<ValueId, Problem> {
        let id = ValueId(u32::try_from(self.graph.values.len()).map_err(|_| Problem::TooLarge {
            what: "the number of values",
            got: self.graph.values.len() as u64,
            limit: u32::MAX.into(),
        })?);
        self.graph.values.push(Value { name, shape, constant, folded: Vec::new() });
        Ok(id)
    }

    /// A name for a value inside this node.
    fn fresh(&mut self, part: &str) -> String {
        let mut name = format!("{}/{part}", self.result_name(0));
        while !self.names.insert(name.clone()) {
            name.push('\'');
        }
        name
    }
}
