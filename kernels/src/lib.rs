//! Integer matrix products and convolutions for the host's processor.
//!
//! Machine A runs a [`Kernel`] where a step is a fully connected layer or a convolution, in place of the loops of its body:
//! the same function, with the same bits.
//!
//! Both are one product ([`product`]): rows of one operand, which lie in memory as they are summed, times columns of the
//! other, of which [`WIDTH`] at a time are laid out anew ([`columns`], [`image`]); sums are made some rows at a time
//! ([`sums`], [`isa`]) and finished while they are at hand ([`finish`]): bias, ReLU, rescale, bound.
//!
//! Sums wrap around, so their order does not matter. Products of 16 bits are summed in pairs, in 32 bits; where the whole
//! sum may need more, pieces of it that do not are added in 64 bits: how long they are, the operands' magnitudes say.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod columns;
mod finish;
mod image;
mod isa;
mod linked;
mod operand;
mod product;
mod sums;

use gadgets::gadget::Semantics;
use gadgets::{Conv2d, ElementType, FullyConnected, Gadget, Status};

use columns::Matrix;
use finish::Finish;
use image::Image;
pub use isa::Instructions;
pub use linked::{LINKED, UNKNOWN, onnx2circuit_kernel};
use operand::Elements;
use product::{Addend, Product};
use sums::{Narrow, Pieces, Sum, Wide};

/// Columns that are computed together.
pub(crate) const WIDTH: usize = 16;

/// Fewest rows, products in a sum and columns for which a new layout costs less than it saves.
const LEAST: [usize; 3] = [4, 16, 16];

/// A gadget that has a kernel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kernel {
    /// A fully connected layer.
    FullyConnected(FullyConnected),
    /// A convolution.
    Conv2d(Conv2d),
}

impl Kernel {
    /// The kernel of a gadget whose parameters are checked; `None` for one that has none.
    pub fn of(gadget: &Gadget) -> Option<Self> {
        let (this, types) = match gadget {
            Gadget::FullyConnected(f) => (Self::FullyConnected(f.clone()), [f.x, f.w]),
            Gadget::Conv2d(c) => (Self::Conv2d(c.clone()), [c.x, c.w]),
            _ => return None,
        };
        types.iter().all(|e| e.bits() <= 32).then_some(this)
    }

    /// Whether it is faster than the loops of the gadget's body.
    pub fn is_faster(&self) -> bool {
        let [rows, sums, columns] = LEAST;
        match self {
            // Weights that lie as they are summed need no other layout; those of a single row may.
            Self::FullyConnected(f) => {
                (f.rows >= rows || !f.transposed) && f.inputs >= sums && f.outputs >= columns
            }
            Self::Conv2d(c) => c.out_channels >= rows && products(c) >= sums,
        }
    }

    fn gadget(&self) -> &dyn Semantics {
        match self {
            Self::FullyConnected(f) => f,
            Self::Conv2d(c) => c,
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
        let operands = self.gadget().operands();
        let elements = operands.iter().zip(pointers).map(|(operand, pointer)| {
            // SAFETY: the caller's.
            unsafe { Elements::new(operand.element, pointer.cast_const(), operand.len()) }
        });
        let all: Vec<Elements<'_>> = elements.collect();
        let ([x, w, ..], Some(result)) = (&all[..], pointers.get(operands.len())) else { return 0 };
        let (epilogue, acc) = match self {
            Self::FullyConnected(f) => (&f.epilogue, f.acc),
            Self::Conv2d(c) => (&c.epilogue, c.acc),
        };
        let length = self.gadget().output().map_or(0, |o| o.len());
        // SAFETY: the caller's.
        let finish = unsafe { Finish::new(epilogue, acc, *result, length) };
        let (x, w, bias) = (*x, *w, all.get(2).map(|b| b.to_i64()));
        // SAFETY: the caller's.
        let within = match (x.is_short() && w.is_short(), acc) {
            (true, ElementType::I64) if !(x.has_lowest() && w.has_lowest()) => unsafe {
                self.product::<Pieces>(instructions, x, w, bias, &finish)
            },
            (true, a) if a != ElementType::I64 => unsafe {
                self.product::<Narrow>(instructions, x, w, bias, &finish)
            },
            _ => unsafe { self.product::<Wide>(instructions, x, w, bias, &finish) },
        };
        if within { 0 } else { Status::ValueRange.code() }
    }

    /// Whether all results are within the bound.
    ///
    /// # Safety
    /// The processor has the instructions.
    unsafe fn product<S: Sum>(
        &self,
        instructions: Instructions,
        x: Elements<'_>,
        w: Elements<'_>,
        bias: Option<Vec<i64>>,
        finish: &Finish,
    ) -> bool {
        match self {
            Self::FullyConnected(f) => {
                let columns = Matrix::<S::Lane>::new(f, w);
                let addend = bias.map_or(Addend::None, Addend::columns);
                let product = Product::<S, _>::new(x, f.inputs, [f.rows, f.batch, f.batch], addend, columns);
                // SAFETY: the caller's.
                unsafe { product.run(instructions, finish) }
            }
            Self::Conv2d(c) => {
                let columns = Image::<S::Lane>::new(c, x);
                let addend = bias.map_or(Addend::None, Addend::Rows);
                let sizes = [c.out_channels, c.groups, c.batch * c.groups];
                let product = Product::<S, _>::new(w, products(c), sizes, addend, columns);
                // SAFETY: the caller's.
                unsafe { product.run(instructions, finish) }
            }
        }
    }
}

/// Products in a sum of a convolution.
fn products(c: &Conv2d) -> usize {
    c.in_channels * c.window.kernel[0] * c.window.kernel[1]
}
