//! The two linear gadgets, whether their weights are constant or computed: convolution and matrix product.

use gadgets::{Conv2d, ElementType, Epilogue, FullyConnected, Gadget};

use crate::float_graph::{Conv, Linear, Op};

/// Convolution or matrix product.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Conv(Conv),
    Full(Linear),
}

impl Kind {
    /// That of an operation, if it is one.
    pub fn of(op: &Op) -> Option<Self> {
        match op {
            Op::Conv(c) => Some(Self::Conv(*c)),
            Op::Linear(l) => Some(Self::Full(*l)),
            _ => None,
        }
    }

    /// Output channels.
    pub fn channels(self) -> usize {
        match self {
            Self::Conv(c) => c.groups * c.out_channels,
            Self::Full(l) => l.outputs,
        }
    }

    /// Elements of the result that share a channel and lie next to each other.
    pub fn inner(self) -> usize {
        match self {
            Self::Conv(c) => c.output[0] * c.output[1],
            Self::Full(_) => 1,
        }
    }

    /// Products in one sum.
    pub fn terms(self) -> usize {
        match self {
            Self::Conv(c) => c.in_channels * c.window.kernel[0] * c.window.kernel[1],
            Self::Full(l) => l.inputs,
        }
    }

    /// Weights that lie next to each other and belong to one output channel; the next ones are the next channel's.
    pub fn run(self) -> usize {
        match self {
            Self::Full(l) if !l.transposed => 1,
            Self::Conv(_) | Self::Full(_) => self.terms(),
        }
    }

    /// Products in all sums.
    pub fn products(self) -> usize {
        let sums = match self {
            Self::Conv(c) => c.batch * c.groups * c.out_channels * c.output[0] * c.output[1],
            Self::Full(l) => l.batch * l.rows * l.outputs,
        };
        sums.saturating_mul(self.terms())
    }

    /// The gadget for factors of these types.
    pub fn gadget(
        self,
        [x, w]: [ElementType; 2],
        acc: ElementType,
        bias: bool,
        epilogue: Epilogue,
    ) -> Gadget {
        match self {
            Self::Conv(c) => Gadget::Conv2d(Conv2d {
                batch: c.batch,
                groups: c.groups,
                in_channels: c.in_channels,
                out_channels: c.out_channels,
                input: c.input,
                window: c.window,
                x,
                w,
                acc,
                bias,
                epilogue,
            }),
            Self::Full(l) => Gadget::FullyConnected(FullyConnected {
                batch: l.batch,
                rows: l.rows,
                inputs: l.inputs,
                outputs: l.outputs,
                transposed: l.transposed,
                x,
                w,
                acc,
                bias,
                epilogue,
            }),
        }
    }
}
