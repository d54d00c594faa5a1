//! From relations to blocks: every tensor gets its home, every relation its rows.

use circuit::public::{Kind, slots, tensors};
use circuit::{Diagnostic, Digest, Element, Graph, RelId, TensorId, ViewError, Visibility};
use thiserror::Error;

use super::bilinear::known;
use super::block::{Address, Block, Content, HomeCell, Homes, Lanes};
use super::columns::{Columns, Config, Features};
use super::gates::{TwoTerms, Wraps};
use super::hashed::packed;
use super::mode::{Home, Mode};
use super::public::Slot;
use super::system::{Column, MAX_K, SystemError};

/// Why a graph has no halo2 circuit.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PlanError {
    /// The graph breaks an invariant.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Graph(Vec<Diagnostic>),
    /// A relation that does not fit.
    #[error("node '{node}', {place}: {reason}")]
    Relation {
        /// The ONNX node.
        node: String,
        /// The relation.
        place: String,
        /// What is the matter, with numbers.
        reason: String,
    },
    /// More rows than the largest table has.
    #[error("{rows} rows needed, the largest table has {most}")]
    TooLarge {
        /// Rows needed.
        rows: u64,
        /// Most supported.
        most: u64,
    },
    /// No choice of columns was possible.
    #[error("no layout fits: {0}")]
    NoLayout(String),
    /// A system that halo2 cannot take.
    #[error(transparent)]
    System(#[from] SystemError),
    /// A gate whose values may wrap in the field.
    #[error(transparent)]
    Wraps(#[from] Wraps),
    /// A gate that would say less than each of its terms.
    #[error(transparent)]
    TwoTerms(#[from] TwoTerms),
}

impl PlanError {
    /// A relation that does not fit.
    pub(super) fn relation(graph: &Graph, relation: usize, reason: String) -> Self {
        let name = graph.relations.get(relation).map_or("", |r| r.name());
        let node = graph.node_of(RelId(relation as u32));
        Self::Relation { node, place: format!("relation {relation} ({name})"), reason }
    }
}

/// Blocks under construction.
pub struct Builder<'g> {
    pub(super) graph: &'g Graph,
    /// What a hash of parameters stands for beside them.
    pub(super) computation: Option<Digest>,
    pub(super) config: Config,
    pub(super) columns: Columns,
    pub(super) modes: &'g [Mode],
    pub(super) blocks: Vec<Block>,
    pub(super) homes: Homes,
    /// What turned out to be needed.
    pub(super) used: Features,
    pub(super) slots: Vec<Slot>,
    public: Vec<(TensorId, usize)>,
    windows: Vec<(usize, usize)>,
    /// Inputs whose digits lie in lanes, and their rows.
    digits: Vec<(TensorId, usize)>,
    /// Hashes so far.
    pub(super) hashed: usize,
    /// Rows taken, by [`Share`].
    taken: [u64; 5],
}

/// Columns that blocks use on rows of their own, never side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// The public values.
    Public,
    /// The ports.
    Ports,
    /// The constant operands.
    Weights,
    /// The lanes of windows and slack; those of strips go with the ports.
    Lanes,
    /// The accumulators of joins.
    Joins,
}

impl<'g> Builder<'g> {
    /// Rows of the largest table.
    pub(super) const MOST_ROWS: u64 = 1 << MAX_K;

    /// Whether so many more rows can still fit into the largest table: asked before anything is made of that size,
    /// since a few bytes can name any number of elements.
    ///
    /// # Errors
    /// [`PlanError::TooLarge`].
    pub(super) fn room(&self, share: Share, rows: u64) -> Result<(), PlanError> {
        let rows = self.taken[share as usize].saturating_add(rows);
        if rows <= Self::MOST_ROWS {
            Ok(())
        } else {
            Err(PlanError::TooLarge { rows, most: Self::MOST_ROWS })
        }
    }

    /// Takes rows.
    ///
    /// # Errors
    /// As [`Self::room`].
    pub(super) fn take(&mut self, share: Share, rows: u64) -> Result<(), PlanError> {
        self.room(share, rows)?;
        self.taken[share as usize] += rows;
        Ok(())
    }

    /// Builds all blocks with the columns of `features`.
    ///
    /// # Errors
    /// The first relation that does not fit.
    pub fn build(
        graph: &'g Graph,
        computation: Option<Digest>,
        modes: &'g [Mode],
        config: Config,
        features: Features,
    ) -> Result<Self, PlanError> {
        let mut this = Self {
            graph,
            computation,
            config,
            columns: Columns::new(config, features),
            modes,
            blocks: Vec::new(),
            homes: vec![None; graph.tensors.len()],
            used: Features::default(),
            slots: Vec::new(),
            public: Vec::new(),
            windows: Vec::new(),
            digits: Vec::new(),
            hashed: 0,
            taken: [0; 5],
        };
        this.public_rows()?;
        for (r, mode) in modes.iter().enumerate() {
            if let Mode::Windows(_) = mode {
                this.window_rows(r)?;
            }
        }
        for t in &graph.inputs {
            if graph.tensor(*t).vis == Visibility::PrivateInput && this.homes[t.0 as usize].is_none() {
                this.private(*t)?;
            }
        }
        for (kind, hashed) in tensors(graph) {
            if matches!(kind, Kind::HashedInput | Kind::Parameters) {
                this.hashed_inputs(&hashed)?;
            }
        }
        for (r, mode) in modes.iter().enumerate() {
            match mode {
                Mode::Identity(identity) => {
                    this.identity(r, identity)?;
                    let out = identity.bilinear.out;
                    if graph.tensor(out).checked.is_some() && this.homes[out.0 as usize].is_some() {
                        this.check_range(r, out)?;
                    }
                }
                Mode::Windows(_) | Mode::Within(_) => {}
                Mode::Strips => this.strips(r)?,
            }
        }
        this.outputs()?;
        this.used.ports = this.blocks.iter().any(|b| b.ports);
        this.used.bias = this.blocks.iter().any(|b| b.bias);
        this.used.hashed = this.hashed > 0;
        Ok(this)
    }

    /// Rows of the instance column: inputs, then outputs.
    fn public_rows(&mut self) -> Result<(), PlanError> {
        let mut row = 0;
        let graph = self.graph;
        for ((kind, of), slot) in tensors(graph).zip(slots(graph)) {
            let Some(t) = of.first().copied() else { continue };
            self.take(Share::Public, slot.len() as u64)?;
            let count = slot.len() as u32;
            let what = match kind {
                Kind::Input => "public input",
                Kind::Output => "public output",
                Kind::HashedInput | Kind::HashedOutput | Kind::Parameters => "hash",
            };
            let mut block = Block::new(None, what, count);
            block.fixed_at = Some(row);
            self.slots.push(Slot { tensor: slot, row });
            self.blocks.push(block);
            let number = self.blocks.len() - 1;
            self.public.push((t, number));
            if kind == Kind::Input && self.homes[t.0 as usize].is_none() {
                let at = |row| Address { block: number, row, column: Column::Instance };
                let homes = (0..count).map(|i| HomeCell { at: at(i), offset: 0 });
                self.homes[t.0 as usize] = Some(homes.map(Some).collect());
            }
            row += count;
        }
        Ok(())
    }

    /// Cells of what has one hash, of inputs or parameters, and all that the hash takes.
    fn hashed_inputs(&mut self, tensors: &[TensorId]) -> Result<(), PlanError> {
        let in_lanes = |t: &TensorId| packed::in_lanes(self.graph, &self.config, *t);
        let (lanes, wide): (Vec<TensorId>, Vec<TensorId>) = tensors.iter().copied().partition(in_lanes);
        wide.into_iter().try_for_each(|t| self.private(t))?;
        let packed = self.hash(tensors)?;
        let of = tensors.iter().copied().zip(packed);
        self.digits.extend(of.filter(|(t, _)| lanes.contains(t)));
        Ok(())
    }

    /// The hash of tensors: their packed elements, whose blocks this gives, and the sponge.
    fn hash(&mut self, tensors: &[TensorId]) -> Result<Vec<usize>, PlanError> {
        let public = tensors.first().and_then(|t| self.public_of(*t));
        let public = public.ok_or_else(|| self.internal(0, "a hash without a public value"))?;
        let packed = tensors.iter().map(|t| self.packed(*t)).collect::<Result<Vec<_>, _>>()?;
        self.sponge(tensors, &packed, public)?;
        Ok(packed)
    }

    /// Rows of the digits of an input that is hashed.
    pub(super) fn digits_of(&self, t: TensorId) -> Option<usize> {
        self.digits.iter().find(|(of, _)| *of == t).map(|(_, block)| *block)
    }

    fn window_rows(&mut self, relation: usize) -> Result<(), PlanError> {
        let Mode::Windows(windows) = &self.modes[relation] else { return Ok(()) };
        self.take(Share::Lanes, windows.height().into())?;
        let number = self.blocks.len();
        let mut homes = Vec::new();
        for (w, row) in windows.rows.iter().copied().enumerate() {
            let (column, offset) = match windows.of(w).result() {
                Some((lane, offset)) => (self.columns.lane(lane), offset),
                None => (self.columns.maximum(), 0),
            };
            let at = Address { block: number, row, column: Column::Advice(column) };
            homes.push(Some(HomeCell { at, offset }));
        }
        self.homes[windows.out.0 as usize] = Some(homes);
        self.used.windows |= windows.layouts.iter().any(|layout| layout.beside.is_none());
        let mut block = Block::new(Some(relation), "windows", windows.height());
        block.lanes = Lanes::Checked;
        block.content = Content::Windows { relation };
        self.blocks.push(block);
        self.windows.push((relation, number));
        Ok(())
    }

    /// Copies outputs that do not run along their public rows already.
    fn outputs(&mut self) -> Result<(), PlanError> {
        let outputs: Vec<(TensorId, usize)> =
            self.public[self.public.len() - self.graph.outputs.len()..].to_vec();
        for (t, block) in outputs {
            if self.graph.tensor(t).vis.is_hashed() {
                self.hash(&[t])?;
                continue;
            }
            let streamed = self.modes.iter().any(|m| match m {
                Mode::Identity(i) => i.bilinear.out == t && i.home == Home::Public,
                _ => false,
            });
            if streamed && self.homes[t.0 as usize].is_none() {
                continue;
            }
            let count = self.graph.tensor(t).numel().unwrap_or(0) as u32;
            let elements: Vec<Element> = (0..count).map(|i| Element::Of(t, i)).collect();
            let plain: Option<Vec<Address>> = elements
                .iter()
                .map(|e| match (e, known(self.graph, *e)) {
                    (Element::Of(t, i), None) => super::block::home(&self.homes, *t, *i)
                        .filter(|h| h.offset == 0 && h.at.column != Column::Instance)
                        .map(|h| h.at),
                    _ => None,
                })
                .collect();
            let cells = match plain {
                Some(cells) => cells,
                None => self.exact(&elements)?,
            };
            for (row, at) in (0..).zip(cells) {
                self.blocks[block].copies.push((at, row, Column::Instance));
            }
        }
        Ok(())
    }

    /// Says where an element lies.
    ///
    /// # Errors
    /// An element that its tensor does not have.
    pub(super) fn set_home(&mut self, t: TensorId, i: u32, cell: HomeCell) -> Result<(), PlanError> {
        let count = self.graph.tensor(t).numel().unwrap_or(0) as usize;
        let homes = self.homes[t.0 as usize].get_or_insert_with(|| vec![None; count]);
        match homes.get_mut(i as usize) {
            Some(home) => *home = Some(cell),
            None => return Err(self.internal(0, &format!("element {i} of {count} has a cell"))),
        }
        Ok(())
    }

    /// Rows of a public tensor.
    pub(super) fn public_of(&self, t: TensorId) -> Option<usize> {
        self.public.iter().find(|(of, _)| *of == t).map(|(_, block)| *block)
    }

    pub(super) fn block_of_windows(&self, relation: usize) -> Option<usize> {
        self.windows.iter().find(|(r, _)| *r == relation).map(|(_, block)| *block)
    }

    /// Rows and relation of the windows that make a tensor.
    pub(super) fn windows_of(&self, t: TensorId) -> Option<(usize, usize)> {
        let made = |r: usize| matches!(&self.modes[r], Mode::Windows(w) if w.out == t);
        self.windows.iter().find(|(r, _)| made(*r)).map(|(r, block)| (*block, *r))
    }

    pub(super) fn refuse(&self, relation: usize, reason: String) -> PlanError {
        PlanError::relation(self.graph, relation, reason)
    }

    pub(super) fn internal(&self, relation: usize, what: &str) -> PlanError {
        self.refuse(relation, format!("internal error: {what}"))
    }

    pub(super) fn too_far(&self, relation: usize, stride: u64) -> PlanError {
        let most = super::expr::MAX_POWER;
        self.refuse(relation, format!("positions {stride} apart; a gate can move by {most} at most"))
    }

    pub(super) fn view(&self, relation: usize, error: ViewError) -> PlanError {
        self.refuse(relation, error.to_string())
    }
}
