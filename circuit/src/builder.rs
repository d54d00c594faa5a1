//! Building graphs: each method adds a relation and the tensor it defines, with shape and range inferred.
//!
//! What cannot be inferred (operands that do not fit) is an error at once, naming the node. The result
//! still goes through [`Graph::validate`].

use super::validate::Diagnostic;
use super::{
    Data, Def, Divisor, EinsumSpec, Graph, Origin, Range, Reduction, Ref, RelId, Relation, Rounding, Table,
    TableId, Tensor, TensorId, Visibility, Window,
};

/// A graph under construction. `origin` names the tensors added next.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    graph: Graph,
    /// ONNX names of what is added next.
    pub origin: Origin,
}

/// What a relation gives before its tensor is placed; see [`Builder::define`].
const UNPLACED: TensorId = TensorId(u32::MAX);

impl Builder {
    /// An empty graph.
    pub fn new() -> Self {
        Self::default()
    }

    /// The graph so far.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The finished graph.
    pub fn finish(self) -> Graph {
        self.graph
    }

    /// Sets the ONNX names of what is added next, and the position of its step.
    pub fn at(&mut self, nodes: &[String], step: Option<u32>) -> &mut Self {
        self.origin = Origin { nodes: nodes.to_vec(), step };
        self
    }

    /// What the next tensors and relations belong to.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    fn add(&mut self, shape: Vec<u32>, range: Range, vis: Visibility, def: Def) -> TensorId {
        let id = TensorId(self.graph.tensors.len() as u32);
        let origin = self.origin.clone();
        self.graph.tensors.push(Tensor { shape, range, checked: None, vis, def, origin });
        id
    }

    /// A public input.
    pub fn input(&mut self, shape: &[u32], range: Range) -> TensorId {
        let id = self.add(shape.to_vec(), range, Visibility::PublicInput, Def::Free);
        self.graph.inputs.push(id);
        id
    }

    /// A private input, whose range is checked with this status.
    pub fn private_input(&mut self, shape: &[u32], range: Range, status: i32) -> TensorId {
        let id = self.add(shape.to_vec(), range, Visibility::PrivateInput, Def::Free);
        self.graph.tensors[id.0 as usize].checked = Some(status);
        self.graph.inputs.push(id);
        id
    }

    /// Weights, whose range is checked with this status: an input of every run.
    pub fn parameter(&mut self, shape: &[u32], range: Range, status: i32) -> TensorId {
        let id = self.private_input(shape, range, status);
        self.graph.tensors[id.0 as usize].vis = Visibility::Parameter;
        id
    }

    /// A constant.
    pub fn constant(&mut self, shape: &[u32], values: &[i64]) -> TensorId {
        self.shared_constant(shape, Data::new(values))
    }

    /// A constant whose integers others hold, too.
    pub fn shared_constant(&mut self, shape: &[u32], data: Data) -> TensorId {
        let range = data.range().unwrap_or(Range::point(0));
        self.add(shape.to_vec(), range, Visibility::Constant(data), Def::Free)
    }

    /// A table with one value for each argument from `lo` on.
    pub fn table(&mut self, lo: i128, values: &[i64]) -> TableId {
        let input = Range { lo, hi: lo + values.len() as i128 - 1 };
        let table = Table { input, data: Data::new(values) };
        let found = self.graph.tables.iter().position(|t| *t == table);
        let id = found.unwrap_or_else(|| {
            self.graph.tables.push(table);
            self.graph.tables.len() - 1
        });
        TableId(id as u32)
    }

    /// Returns `t` from the graph.
    pub fn output(&mut self, t: TensorId) {
        let tensor = &mut self.graph.tensors[t.0 as usize];
        if tensor.vis == Visibility::Internal {
            tensor.vis = Visibility::PublicOutput;
        }
        self.graph.outputs.push(t);
    }

    /// Declares a range for `t`. Where it is tighter than what is known, what both allow is checked with
    /// `status`; returns whether it is.
    pub fn check(&mut self, t: TensorId, range: Range, status: i32) -> bool {
        let tensor = &mut self.graph.tensors[t.0 as usize];
        if range.contains_range(tensor.range) {
            return false;
        }
        // Without a value in common every run stops, and the declared range is what it stops for.
        tensor.range = range.meet(tensor.range).unwrap_or(range);
        tensor.checked = Some(status);
        true
    }

    /// Adds a relation; its result (any id) is replaced by a new tensor of the inferred shape and range.
    ///
    /// # Errors
    /// A [`Diagnostic`] with the current node where the operands do not fit.
    pub fn define(&mut self, mut relation: Relation) -> Result<TensorId, Box<Diagnostic>> {
        let id = RelId(self.graph.relations.len() as u32);
        let inferred = self.graph.infer(&relation).map_err(|problem| {
            let place = format!("relation {} ({})", id.0, relation.name());
            Box::new(Diagnostic { node: self.origin.to_string(), place, problem })
        })?;
        let Some(out) = relation.out_mut() else {
            self.graph.relations.push(relation);
            return Ok(UNPLACED);
        };
        *out = TensorId(self.graph.tensors.len() as u32);
        self.graph.relations.push(relation);
        Ok(self.add(inferred.shape, inferred.image, Visibility::Internal, Def::By(id)))
    }

    /// Adds an assertion that `x` lies in `range`.
    ///
    /// # Errors
    /// As [`Builder::define`].
    pub fn in_range(&mut self, x: impl Into<Ref>, range: Range, status: i32) -> Result<(), Box<Diagnostic>> {
        self.define(Relation::InRange { x: x.into(), range, status, origin: self.origin.clone() }).map(drop)
    }

    /// Adds an assertion that two operands are equal; see [`Relation::Equal`] for the status.
    ///
    /// # Errors
    /// As [`Builder::define`].
    pub fn equal(
        &mut self,
        a: impl Into<Ref>,
        b: impl Into<Ref>,
        status: Option<i32>,
    ) -> Result<(), Box<Diagnostic>> {
        let origin = self.origin.clone();
        self.define(Relation::Equal { a: a.into(), b: b.into(), status, origin }).map(drop)
    }

    /// See [`Relation::Conv`].
    ///
    /// # Errors
    /// As [`Builder::define`].
    pub fn conv(
        &mut self,
        x: impl Into<Ref>,
        k: impl Into<Ref>,
        bias: Option<Ref>,
        window: Window,
        groups: u32,
    ) -> Result<TensorId, Box<Diagnostic>> {
        self.define(Relation::Conv { x: x.into(), k: k.into(), bias, window, groups, out: UNPLACED })
    }

    /// See [`Relation::Einsum`].
    ///
    /// # Errors
    /// As [`Builder::define`].
    pub fn einsum(
        &mut self,
        spec: EinsumSpec,
        a: impl Into<Ref>,
        b: impl Into<Ref>,
        bias: Option<Ref>,
    ) -> Result<TensorId, Box<Diagnostic>> {
        self.define(Relation::Einsum { spec, a: a.into(), b: b.into(), bias, out: UNPLACED })
    }

    /// See [`Relation::Affine`].
    ///
    /// # Errors
    /// As [`Builder::define`].
    pub fn affine(&mut self, terms: Vec<(i64, Ref)>, constant: i64) -> Result<TensorId, Box<Diagnostic>> {
        self.define(Relation::Affine { terms, constant, out: UNPLACED })
    }

    /// See [`Relation::Mul`].
    ///
    /// # Errors
    /// As [`Builder::define`].
    pub fn mul(&mut self, a: impl Into<Ref>, b: impl Into<Ref>) -> Result<TensorId, Box<Diagnostic>> {
        self.define(Relation::Mul { a: a.into(), b: b.into(), out: UNPLACED })
    }

    /// See [`Relation::Reduce`].
    ///
    /// # Errors
    /// As [`Builder::define`].
    pub fn reduce(&mut self, x: impl Into<Ref>, over: Reduction) -> Result<TensorId, Box<Diagnostic>> {
        self.define(Relation::Reduce { x: x.into(), over, out: UNPLACED })
    }

    /// See [`Relation::DivRound`].
    ///
    /// # Errors
    /// As [`Builder::define`].
    pub fn div_round(
        &mut self,
        num: impl Into<Ref>,
        den: Divisor,
        rounding: Rounding,
        clip: Option<Range>,
    ) -> Result<TensorId, Box<Diagnostic>> {
        self.define(Relation::DivRound { num: num.into(), den, rounding, clip, out: UNPLACED })
    }

    /// See [`Relation::Lut`].
    ///
    /// # Errors
    /// As [`Builder::define`].
    pub fn lut(&mut self, table: TableId, x: impl Into<Ref>) -> Result<TensorId, Box<Diagnostic>> {
        self.define(Relation::Lut { table, x: x.into(), out: UNPLACED })
    }

    /// See [`Relation::Max`].
    ///
    /// # Errors
    /// As [`Builder::define`].
    pub fn max(
        &mut self,
        x: impl Into<Ref>,
        over: Reduction,
        floor: Option<i64>,
    ) -> Result<TensorId, Box<Diagnostic>> {
        self.define(Relation::Max { x: x.into(), over, floor, out: UNPLACED })
    }
}

impl Relation {
    /// The place of the result's id.
    pub fn out_mut(&mut self) -> Option<&mut TensorId> {
        match self {
            Self::Conv { out, .. }
            | Self::Einsum { out, .. }
            | Self::Affine { out, .. }
            | Self::Mul { out, .. }
            | Self::Reduce { out, .. }
            | Self::DivRound { out, .. }
            | Self::Lut { out, .. }
            | Self::Max { out, .. }
            | Self::ReluPoolRequant { out, .. } => Some(out),
            Self::InRange { .. } | Self::Equal { .. } => None,
        }
    }
}
