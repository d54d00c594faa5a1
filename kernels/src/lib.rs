//! Integer matrix products and convolutions for the host's processor.
//!
//! Machine A runs a [`Kernel`] where a step is a fully connected layer or a convolution, in place of the loops of its body:
//! the same function, with the same bits. A transpose has one, too ([`permute`]).
//!
//! Both layers are one product ([`product`]): rows of one operand, which lie in memory as they are summed or are windows of an image
//! ([`windows`]), times columns of the other, of which [`WIDTH`] at a time are laid out anew ([`columns`]), once and for all
//! where they are constants ([`kept`]). Windows are columns where that takes fewer steps ([`planes`]). Threads share what is
//! large ([`team`]). Sums are made some rows at a time ([`sums`], [`isa`]) and finished while they are at
//! hand ([`finish`]): bias, ReLU, rescale, bound.
//!
//! Sums wrap around, so their order does not matter. Products of 16 bits are summed in pairs, in 32 bits; where the whole
//! sum may need more, pieces of it that do not are added in 64 bits: how long they are, the operands' magnitudes say. So it is
//! with products of 32 bits, which are summed in doubles as long as those are exact.
//!
//! Beside it stands arithmetic for proofs, eight numbers at a time: [a prime field](field), [transforms over it](transform),
//! [programs along rows](gates) and [sums of points of a curve](points).

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod columns;
#[cfg(target_arch = "x86_64")]
pub mod field;
mod finish;
#[cfg(target_arch = "x86_64")]
pub mod gates;
mod isa;
mod kept;
mod linked;
mod operand;
mod permute;
mod planes;
#[cfg(target_arch = "x86_64")]
pub mod points;
mod product;
pub mod steps;
mod sums;
mod team;
#[cfg(target_arch = "x86_64")]
pub mod transform;
mod windows;

use gadgets::gadget::Semantics;
use gadgets::{Conv2d, ElementType, FullyConnected, Gadget, Status, Transpose};

use std::ops::Range;
use std::sync::Arc;

use columns::Matrix;
use finish::Finish;
pub use isa::Instructions;
use kept::Kept;
pub use linked::{LINKED, LINKED_CONSTANT, UNKNOWN, onnx2circuit_kernel, onnx2circuit_kernel_constant};
use operand::Elements;
use permute::Permutation;
use planes::Planes;
use product::{Columns, Left, Order, Product};
use sums::{Doubles, Narrow, Pieces, Split, Sum, Wide};
use windows::{Windows, filters};

/// Columns that are computed together.
pub(crate) const WIDTH: usize = 16;

/// Fewest rows, products in a sum and columns for which a new layout costs less than it saves.
const LEAST: [usize; 3] = [4, 16, 16];

/// Fewest products that doubles are to hold exactly, for sums to be made in them.
const TERMS: usize = 8;

/// A gadget that has a kernel.
#[derive(Debug)]
enum Layer {
    FullyConnected(FullyConnected),
    Conv2d(Conv2d),
    Transpose(Transpose, Permutation),
}

/// How to run a gadget that is a sum of products, or a transpose.
#[derive(Debug)]
pub struct Kernel {
    layer: Layer,
    kept: Kept,
}

impl Kernel {
    /// The kernel of a gadget whose parameters are checked; `None` for one that has none.
    pub fn of(gadget: &Gadget) -> Option<Self> {
        let (layer, types) = match gadget {
            Gadget::FullyConnected(f) => (Layer::FullyConnected(f.clone()), [f.x, f.w]),
            Gadget::Conv2d(c) => (Layer::Conv2d(c.clone()), [c.x, c.w]),
            Gadget::Transpose(t) => {
                let layer = Layer::Transpose(t.clone(), Permutation::of(t)?);
                return Some(Self { layer, kept: Kept::default() });
            }
            _ => return None,
        };
        types.iter().all(|e| e.bits() <= 32).then(|| Self { layer, kept: Kept::default() })
    }

    /// The same, which lays weights out only once if they are at one of these addresses: what it keeps has 16 bits a weight,
    /// or 64 for weights of more, and for operands of 30 bits or a convolution's of more.
    ///
    /// # Safety
    /// Nothing there changes as long as the kernel is used.
    #[must_use]
    pub unsafe fn keeping(self, constants: Range<usize>) -> Self {
        Self { kept: Kept::new(constants), ..self }
    }

    /// Whether it is faster than the loops of the gadget's body; `constant` weights are those that it keeps.
    pub fn is_faster(&self, constant: bool) -> bool {
        let [rows, sums, columns] = LEAST;
        match &self.layer {
            // Weights that lie as they are summed need no other layout; those of a single row may.
            Layer::FullyConnected(f) => {
                (constant || f.rows >= rows || !f.transposed) && f.inputs >= sums && f.outputs >= columns
            }
            Layer::Conv2d(c) => c.out_channels >= rows && products(c) >= sums,
            Layer::Transpose(..) => true,
        }
    }

    fn gadget(&self) -> &dyn Semantics {
        match &self.layer {
            Layer::FullyConnected(f) => f,
            Layer::Conv2d(c) => c,
            Layer::Transpose(t, _) => t,
        }
    }

    /// How many pointers it takes: to its operands, and to the result.
    pub fn pointers(&self) -> usize {
        self.gadget().operands().len() + 1
    }

    /// Runs it, on several processors where it is large; the status.
    ///
    /// # Safety
    /// `pointers` are as many as the gadget has operands, then one to the result, each to as many elements of its type as
    /// its shape has, aligned to their size. Nobody writes the operands meanwhile, or uses the result.
    pub unsafe fn run(&self, pointers: &[*mut u8]) -> i32 {
        // SAFETY: the caller's; the processor has its best instructions.
        unsafe { self.run_by(Instructions::best(), pointers) }
    }

    /// As [`Kernel::run`], by these instructions.
    ///
    /// # Safety
    /// As there, and the processor has them: [`Instructions::are_there`].
    pub unsafe fn run_by(&self, instructions: Instructions, pointers: &[*mut u8]) -> i32 {
        let (epilogue, acc) = match &self.layer {
            Layer::FullyConnected(f) => (&f.epilogue, f.acc),
            Layer::Conv2d(c) => (&c.epilogue, c.acc),
            Layer::Transpose(t, permutation) => {
                if let [from, to] = pointers {
                    // SAFETY: the caller's.
                    unsafe { permutation.run(t.x.bytes(), *from, *to) };
                }
                return 0;
            }
        };
        let operands = self.gadget().operands();
        let elements = operands.iter().zip(pointers).map(|(operand, pointer)| {
            // SAFETY: the caller's.
            unsafe { Elements::new(operand.element, pointer.cast_const(), operand.len()) }
        });
        let all: Vec<Elements<'_>> = elements.collect();
        let ([x, w, ..], Some(result)) = (&all[..], pointers.get(operands.len())) else { return 0 };
        let length = self.gadget().output().map_or(0, |o| o.len());
        // SAFETY: the caller's.
        let finish = unsafe { Finish::new(epilogue, acc, *result, length) };
        let (x, w, bias) = (*x, *w, all.get(2).map(|b| b.to_i64()).unwrap_or_default());
        let reach = [x.magnitude(), self.kept.magnitude(w)];
        let short = [x.fits(reach[0]), w.fits(reach[1])];
        // Digits are worth it for what lies as it is summed: windows would be made of both.
        let digits = matches!(self.layer, Layer::FullyConnected(_)) && reach[0] >> Split::BITS == 0;
        let lowest = u32::from(i16::MIN.unsigned_abs());
        let run = match (short, acc) {
            ([true, true], ElementType::I64) if reach == [lowest; 2] => Self::product::<Wide>,
            ([true, true], ElementType::I64) => Self::product::<Pieces>,
            ([true, true], _) => Self::product::<Narrow>,
            ([_, true], _) if digits => Self::product::<Split>,
            _ if Doubles::terms(reach) < TERMS => Self::product::<Wide>,
            _ => Self::product::<Doubles>,
        };
        // SAFETY: the caller's.
        let within = unsafe { run(self, instructions, (x, w, bias), reach, &finish) };
        if within { 0 } else { Status::ValueRange.code() }
    }

    /// Whether all results are within the bound.
    ///
    /// # Safety
    /// The processor has the instructions.
    unsafe fn product<S: Sum>(
        &self,
        instructions: Instructions,
        (x, w, mut bias): (Elements<'_>, Elements<'_>, Vec<i64>),
        reach: [u32; 2],
        finish: &Finish,
    ) -> bool {
        if !bias.is_empty() {
            bias.resize(bias.len() + WIDTH, 0);
        }
        let product = match &self.layer {
            Layer::FullyConnected(f) => {
                let FullyConnected { batch, rows, inputs, outputs, transposed, .. } = *f;
                let matrix = || {
                    let data = <S::Lane as operand::Lane>::lanes(w);
                    Matrix { data, batches: batch, sums: inputs, outputs, transposed }
                };
                let columns = match self.kept.tiles::<S>(w, matrix) {
                    Some(tiles) => Columns::Tiles(tiles),
                    None => Columns::Matrix(matrix()),
                };
                let left = S::left(x, inputs, reach[0]);
                let (batches, turns, shared, order) = (batch, batch, true, Order::Rows);
                Product::<S> { left, columns, rows, batches, outputs, turns, bias, shared, order, reach }
            }
            Layer::Conv2d(c) if planes::suits(c) => {
                let (left, columns) = (Left::whole(w, products(c)), Columns::Planes(Planes::new(c, x)));
                let [lines, outputs] = c.spatial().unwrap_or_default();
                let (batches, rows, turns) = (c.batch * c.groups, c.out_channels, c.groups);
                let (shared, order, reach) = (false, Order::Lines(lines), [reach[1], reach[0]]);
                Product::<S> { left, columns, rows, batches, outputs, turns, bias, shared, order, reach }
            }
            Layer::Transpose(..) => return true,
            Layer::Conv2d(c) => {
                let (groups, outputs, sums) = (c.groups, c.out_channels, products(c));
                let matrix = || {
                    let data = filters(c, w).into();
                    Matrix { data, batches: groups, sums, outputs, transposed: true }
                };
                let tiles =
                    self.kept.tiles::<S>(w, matrix).unwrap_or_else(|| Arc::new(matrix().lay_out::<S>()));
                let (left, columns) = (Left::Windows(Windows::new(c, x)), Columns::Tiles(tiles));
                let rows = c.spatial().map_or(0, |[height, width]| height * width);
                let (batches, turns, shared, order) = (c.batch * groups, groups, false, Order::Columns);
                Product::<S> { left, columns, rows, batches, outputs, turns, bias, shared, order, reach }
            }
        };
        // SAFETY: the caller's.
        unsafe { product.run(instructions, finish) }
    }
}

/// Products in a sum of a convolution.
fn products(c: &Conv2d) -> usize {
    c.in_channels * c.window.kernel[0] * c.window.kernel[1]
}
