//! What a graph is given: initialisers and inputs, with every dimension bound; and whether what it says of its outputs is so.

use std::collections::BTreeSet;

use bytes::Bytes;
use tract_onnx::pb::{GraphProto, ValueInfoProto};

use super::Importer;
use super::dims::{self, Size};
use super::order::Needed;
use crate::error::{Diagnostic, Place, Problem};
use crate::float_graph::{Element, ValueId};
use crate::literal::Literal;
use crate::stored::{Stored, unread};

impl Importer<'_> {
    pub(super) fn initialisers(&mut self, graph: &GraphProto, held: &[Option<Bytes>], needed: &Needed<'_>) {
        for sparse in &graph.sparse_initializer {
            let name = sparse.values.as_ref().map(|v| v.name.clone()).unwrap_or_default();
            let place = Place::Tensor(name.clone());
            if !needed.names.contains(name.as_str()) {
                self.define(place, &name, None);
                continue;
            }
            let id = match Literal::from_sparse(sparse, self.limits) {
                Ok(literal) => Some(self.push(&name, &literal.shape.clone(), Some(literal))),
                Err(problem) => {
                    self.report(place.clone(), problem);
                    None
                }
            };
            self.define(place, &name, id);
        }
        let mut total = 0u64;
        for (i, tensor) in graph.initializer.iter().enumerate() {
            let place = Place::Tensor(tensor.name.clone());
            if !needed.names.contains(tensor.name.as_str()) {
                self.define(place, &tensor.name, None);
                continue;
            }
            let read = match held.get(i) {
                Some(Some(bytes)) => Literal::from_held(tensor, bytes, self.limits),
                _ => Literal::constant_from_proto(tensor, self.limits),
            };
            let read = read.and_then(|literal| {
                total += literal.len() as u64;
                let limit = self.limits.constant_elements;
                if total > limit {
                    return Err(Problem::TooLarge {
                        what: "the constants' element count",
                        got: total,
                        limit,
                    });
                }
                Ok(literal)
            });
            let id = match read {
                Ok(literal) => {
                    let id = self.push(&tensor.name, &literal.shape.clone(), Some(literal));
                    self.graph.store(id, Stored::of_code(tensor.data_type));
                    Some(id)
                }
                Err(problem) => {
                    self.report(place.clone(), problem);
                    None
                }
            };
            self.define(place, &tensor.name, id);
        }
    }

    pub(super) fn inputs(&mut self, graph: &GraphProto) {
        let given: BTreeSet<&str> = graph.initializer.iter().map(|t| t.name.as_str()).collect();
        // Before IR version 4 initialisers are listed as inputs too.
        let free = || graph.input.iter().filter(|i| !given.contains(i.name.as_str()));
        let constants = &self.options.constants;
        self.batches = dims::batches(free().filter(|i| !constants.contains_key(&i.name)));
        for input in free() {
            let place = Place::Input(input.name.clone());
            if let Some(literal) = self.options.constants.get(&input.name) {
                let id = self.push(&input.name, &literal.shape, Some(literal.clone()));
                let kind = dims::tensor(input).and_then(|t| Stored::of_code(t.elem_type));
                self.graph.store(id, kind);
                self.define(place, &input.name, Some(id));
                continue;
            }
            let id = self.input_shape(input).map(|(shape, element)| {
                let id = self.push(&input.name, &shape, None);
                self.graph.values[id.index()].element = element;
                let kind = dims::tensor(input).and_then(|t| Stored::of_code(t.elem_type));
                self.graph.stored.extend(kind.map(|kind| (id, kind)));
                if element == Element::Bool {
                    self.graph.domains.insert(id, (0, 1));
                }
                self.graph.inputs.push(id);
                id
            });
            self.define(place, &input.name, id);
        }
        let options = self.options;
        for name in options.dims.keys().filter(|n| !self.bound.contains(n.as_str())) {
            let problem = Problem::Shape(format!("--dim {name}: no input has this dimension"));
            self.problems.push(Diagnostic { place: Place::Model, problem });
        }
    }

    /// What is wrong with the type that an output declares, and with its shape where it declares numbers.
    pub(super) fn contradiction(&self, output: &ValueInfoProto, value: ValueId) -> Option<Problem> {
        let tensor = dims::tensor(output)?;
        let (element, computed) = (self.graph.value(value).element, !self.guessed.contains(&value));
        if let Some(declared) = Stored::of_code(tensor.elem_type).map(Stored::element)
            && declared != element
            && computed
        {
            return Some(Problem::Shape(format!(
                "the model declares the type {declared}, its nodes give {element}"
            )));
        }
        let declared = dims::sizes(&output.name, tensor.shape.as_ref()?);
        let shape = &self.graph.value(value).shape;
        let fits = |(size, is): (&Size, &usize)| match size {
            Size::Known(size) => size == is,
            Size::Symbol(_) => true,
        };
        if self.guessed.contains(&value)
            || (declared.len() == shape.len() && declared.iter().zip(shape).all(fits))
        {
            return None;
        }
        let declared: Vec<String> = declared.iter().map(ToString::to_string).collect();
        let declared = declared.join(", ");
        Some(Problem::Shape(format!("the model declares the shape [{declared}], its nodes give {shape:?}")))
    }

    /// The shape of an input with its dimensions bound, and what its elements are; every problem is reported.
    fn input_shape(&mut self, input: &ValueInfoProto) -> Option<(Vec<usize>, Element)> {
        let place = Place::Input(input.name.clone());
        let Some(tensor) = dims::tensor(input) else {
            self.report(place, Problem::Undeclared("tensor type"));
            return None;
        };
        let element = Stored::of_code(tensor.elem_type).map(Stored::element);
        if element.is_none() {
            self.report(place.clone(), Problem::ElementType { got: unread(tensor.elem_type) });
        }
        let Some(declared) = &tensor.shape else {
            self.report(place, Problem::Undeclared("shape"));
            return None;
        };
        let mut shape = Vec::with_capacity(declared.dim.len());
        for (axis, size) in dims::sizes(&input.name, declared).into_iter().enumerate() {
            let name = match size {
                Size::Known(size) => {
                    shape.push(size);
                    continue;
                }
                Size::Symbol(name) => name,
            };
            if let Some((name, size)) = self.options.dims.get_key_value(&name) {
                self.bound.insert(name);
                shape.push(*size);
            } else if self.batches.contains(&name) {
                self.assumed.insert(name);
                shape.push(1);
            } else {
                self.report(place.clone(), Problem::UnboundDimension { axis, name });
            }
        }
        let complete = element.filter(|_| shape.len() == declared.dim.len());
        match self.limits.count(&shape) {
            Ok(_) => complete.map(|element| (shape, element)),
            Err(problem) => {
                self.report(place, problem);
                None
            }
        }
    }
}
