//! The status that a function returns, gathered in a rank-0 local buffer.
//!
//! `status |= (value != clamped) ? code : 0` for every value that may be rejected: a load, `arith.cmpi ne`,
//! `arith.select`, `arith.ori`, a store. The buffer becomes a register in LLVM. A function in which nothing
//! can be rejected returns the constant 0 and has no buffer.

use gadgets::ElementType;
use melior::ir::Value;

use crate::builder::{Binary, Builder, Memref};

/// The status of a function that may reject values, for one code.
#[derive(Clone, Copy, Debug)]
pub struct StatusCell<'c, 'a> {
    cell: Memref<'c, 'a>,
    code: Value<'c, 'a>,
    zero: Value<'c, 'a>,
}

impl<'c, 'a> StatusCell<'c, 'a> {
    /// Starts at 0.
    pub fn new(b: &Builder<'c, 'a>, status: gadgets::Status) -> Self {
        let (code, zero) = (b.constant(32, status.code().into()), b.constant(32, 0));
        let cell = b.local(ElementType::I32, &[]);
        b.store(zero, cell, &[]);
        Self { cell, code, zero }
    }

    /// Adds the code where `value` differs from `accepted`.
    pub fn require(&self, b: &Builder<'c, 'a>, value: Value<'c, 'a>, accepted: Value<'c, 'a>) {
        let now = b.load(self.cell, &[], 32);
        let differs = b.differs(value, accepted);
        let code = b.select(differs, self.code, self.zero);
        b.store(b.binary(Binary::Or, now, code), self.cell, &[]);
    }

    /// The status in the end.
    pub fn result(&self, b: &Builder<'c, 'a>) -> Value<'c, 'a> {
        b.load(self.cell, &[], 32)
    }
}

/// The result of a function that rejects nothing.
pub fn success<'c, 'a>(b: &Builder<'c, 'a>) -> Value<'c, 'a> {
    b.constant(32, 0)
}
