//! Canonical parameters: one of all that mean the same, chosen so that code shows every one of them.
//!
//! A body cannot show a rounding of no bits, padding that no window reaches, or a factor of a dimension of
//! size 1. Whoever makes gadgets makes canonical ones, so that what is read back from code is equal to
//! what was put in. Operands and results are the same, element by element.

use crate::{Bound, Epilogue, Gadget, Relu, Rescale, Rounding, Transpose, Window};

impl Window {
    /// The same windows with no more end padding than they reach.
    #[must_use]
    pub fn tight(mut self, input: [usize; 2], output: [usize; 2]) -> Self {
        for axis in 0..2 {
            let reach = (output[axis].max(1) - 1) * self.strides[axis] + self.extent(axis);
            self.end[axis] = reach.saturating_sub(input[axis] + self.begin[axis]);
        }
        self
    }
}

impl Epilogue {
    /// A shift by no bits rounds nothing.
    #[must_use]
    pub fn canonical(mut self) -> Self {
        if self.shift == 0 {
            self.rounding = Rounding::Floor;
        }
        self
    }
}

impl Gadget {
    /// The canonical gadget with the same meaning. Gadgets that fail [`Gadget::check`] stay as they are.
    #[must_use]
    pub fn canonical(mut self) -> Self {
        if self.check().is_err() {
            return self;
        }
        match &mut self {
            Self::Conv2d(g) => {
                g.window = g.window.tight(g.input, g.spatial().unwrap_or([1, 1]));
                g.epilogue = g.epilogue.canonical();
            }
            Self::MaxPool(g) => {
                g.window = g.window.tight(g.input, g.spatial().unwrap_or([1, 1]));
                g.epilogue = g.epilogue.canonical();
            }
            Self::AveragePool(g) => {
                g.window = g.window.tight(g.input, g.spatial().unwrap_or([1, 1]));
                g.epilogue = g.epilogue.canonical();
            }
            Self::FullyConnected(g) => g.epilogue = g.epilogue.canonical(),
            Self::Add(g) => {
                for side in [&mut g.a, &mut g.b] {
                    side.strides.iter_mut().zip(&g.shape).filter(|(_, d)| **d == 1).for_each(|(s, _)| *s = 0);
                }
                g.epilogue = g.epilogue.canonical();
            }
            Self::Rescale(g) => return rescale(g.clone()),
            _ => {}
        }
        self
    }
}

/// A rescale that only replaces negative values is a ReLU; one that does nothing is a copy.
fn rescale(mut g: Rescale) -> Gadget {
    g.epilogue = g.epilogue.canonical();
    let Epilogue { relu, multiplier, shift, bound, out, .. } = g.epilogue;
    if multiplier != 1 || shift != 0 || bound != Bound::Proven || out != g.x {
        return Gadget::Rescale(g);
    }
    let Rescale { len, x, .. } = g;
    if relu {
        Gadget::Relu(Relu { len, x })
    } else {
        Gadget::Transpose(Transpose { shape: vec![len], perm: vec![0], x })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arbitrary::{FAMILIES, case_of};

    #[test]
    fn it_means_the_same_and_is_reached_at_once() {
        for family in 0..FAMILIES {
            for seed in 0..200 {
                let case = case_of(family, seed);
                let mut wider = case.gadget.clone();
                if let Gadget::Conv2d(g) = &mut wider {
                    let size = g.spatial().expect("checked");
                    g.window.end[0] += g.window.strides[0] - 1;
                    if g.spatial().expect("still valid") != size {
                        continue;
                    }
                }
                let canonical = wider.clone().canonical();
                assert_eq!(canonical, canonical.clone().canonical());
                assert!(canonical.check().is_ok());
                let slices: Vec<&[i64]> = case.operands.iter().map(Vec::as_slice).collect();
                assert_eq!(wider.evaluate(&slices), canonical.evaluate(&slices), "{wider:?}");
                let sizes =
                    |g: &Gadget| g.operands().iter().map(|o| (o.element, o.len())).collect::<Vec<_>>();
                assert_eq!(sizes(&wider), sizes(&canonical));
            }
        }
    }
}
