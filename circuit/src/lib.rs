//! Circuits: integer facts about tensors, neutral to the proof system.
//!
//! A [`Graph`] states which integers follow from which; it knows no cells, columns, fields or scales.
//! A backend makes its own plan from it (what is committed, limbs, tables, layout), and the witness is the
//! interpreter's trace plus what each relation can derive locally (remainders, limbs, multiplicities).
//!
//! * [`tensor`], [`view`], [`relation`]: what a graph is made of; [`builder`] makes one.
//! * [`lower`]: from the integer graph of a model to a circuit.
//! * [`resolve`], [`window`], [`infer`]: what operands and results are, with interval images.
//! * [`validate`]: the invariants. Whether an identity of integers is one in a field too depends on how a
//!   backend groups and packs it: each backend checks its own expressions.
//! * [`interpret()`]: the exact execution, giving a [`Trace`].
//! * [`hide`]: private inputs, hashed inputs and outputs.
//! * [`outline`]: a circuit without the integers of large constants.
//! * [`batch`]: many runs in one circuit.
//! * [`segment`]: a circuit in parts that are proved apart.
//! * [`backend`]: what a proof system for circuits is to everybody else; [`public`], [`file`]: what all of them are given,
//!   and what all of their files begin and end with.
//! * [`expand`], [`summary`], [`codec`]: macros written out, a listing, canonical bytes and the digest.
//!
//! Without its feature `runs` the crate is what a verifier needs: no model becomes a circuit, and no circuit is run.

pub mod backend;
#[cfg(feature = "runs")]
pub mod batch;
pub mod builder;
pub mod codec;
pub mod data;
#[cfg(feature = "runs")]
pub mod expand;
pub mod file;
pub mod hide;
pub mod infer;
#[cfg(feature = "runs")]
pub mod interpret;
mod labels;
#[cfg(feature = "runs")]
pub mod lower;
pub mod outline;
mod problem;
pub mod public;
pub mod relation;
pub mod resolve;
#[cfg(feature = "runs")]
pub mod segment;
pub mod summary;
pub mod tensor;
pub mod trace;
pub mod validate;
pub mod view;
pub mod window;

pub use backend::{Backend, Keys};
#[cfg(feature = "runs")]
pub use batch::BatchError;
pub use builder::Builder;
pub use codec::{DecodeError, Digest};
pub use data::Data;
pub use hide::HideError;
pub use infer::Inferred;
pub use integers::{Interval as Range, Rounding};
#[cfg(feature = "runs")]
pub use interpret::{ExecError, execute, interpret};
pub use problem::Problem;
pub use public::{Hash, PublicError, PublicValues};
pub use relation::{Divisor, EinsumSpec, Reduction, Relation, Window};
pub use resolve::{Ranges, ViewError};
pub use tensor::{Def, Origin, RelId, Tensor, TensorId, Visibility};
pub use trace::{Trace, TraceError, Values};
pub use validate::Diagnostic;
pub use view::{Element, IndexMap, Ref, Source, View};

use borsh::{BorshDeserialize, BorshSerialize};

/// Version of the encoding and of the relations' meaning.
pub const VERSION: u32 = 1;

/// A total function on integers, given by its values.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Table {
    /// The arguments, in order.
    pub input: Range,
    /// One value for each argument.
    pub data: Data,
}

/// Index of a table in [`Graph::tables`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub struct TableId(pub u32);

/// A computation as relations between integer tensors, in topological order.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Graph {
    /// [`VERSION`] of whoever wrote it.
    pub version: u32,
    /// All tensors; each is free (input or constant) or defined by exactly one relation.
    pub tensors: Vec<Tensor>,
    /// The facts. A relation reads only tensors that are free or defined by an earlier relation.
    pub relations: Vec<Relation>,
    /// Lookup tables.
    pub tables: Vec<Table>,
    /// Tensors that a run is given, in the order in which they are given.
    pub inputs: Vec<TensorId>,
    /// Tensors that a run returns, in order.
    pub outputs: Vec<TensorId>,
}

impl Default for Graph {
    fn default() -> Self {
        Self {
            version: VERSION,
            tensors: Vec::new(),
            relations: Vec::new(),
            tables: Vec::new(),
            inputs: Vec::new(),
            outputs: Vec::new(),
        }
    }
}

impl Graph {
    /// The tensor `t`. Panics on an id from elsewhere; [`Graph::get`] does not.
    pub fn tensor(&self, t: TensorId) -> &Tensor {
        &self.tensors[t.0 as usize]
    }

    /// The tensor `t`, if there is one.
    pub fn get(&self, t: TensorId) -> Option<&Tensor> {
        self.tensors.get(t.0 as usize)
    }

    /// The table `t`, if there is one.
    pub fn table(&self, t: TableId) -> Option<&Table> {
        self.tables.get(t.0 as usize)
    }
}
