//! What an importer emits, in the graph: a node, or the constant that it comes to.

use super::context::{Context, Made};
use super::exact;
use crate::error::Problem;
use crate::evaluate;
use crate::float_graph::{Element, Node, Op, Value, ValueId};
use crate::literal::{Data, Literal};
use crate::words::{Kind, Word};

impl Context<'_> {
    pub(super) fn add(&mut self, name: String, op: Op, operands: &[ValueId], shape: &[usize]) -> Made {
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
    pub(super) fn insert(
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

    pub(super) fn value(
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
