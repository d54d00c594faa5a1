//! The permutation Poseidon2 over the scalar field of BN254, of three elements.
//!
//! Source: Grassi, Khovratovich, Schofnegger, "Poseidon2: A Faster Version of the Poseidon Hash Function",
//! <https://eprint.iacr.org/2023/323>, with the parameters that its authors publish for this field: `x^5`, 8 full and 56 partial
//! rounds, matrices `circ(2, 1, 1)` and `1 + diag(1, 1, 2)`. Constants follow from the parameters by the Grain register of the
//! Poseidon paper (<https://eprint.iacr.org/2019/458>, appendix F), in order of rounds; a partial round has one.

use ff::{Field, PrimeField};
use std::sync::LazyLock;

use crate::field::Fr;

/// Elements of a state.
pub const WIDTH: usize = 3;
/// Full rounds before the partial ones, and after them.
pub const HALF_FULL: usize = 4;
/// Partial rounds.
pub const PARTIAL: usize = 56;

/// A state.
pub type State = [Fr; WIDTH];

/// Constants of all rounds.
#[derive(Clone, Debug)]
pub struct Constants {
    /// Of full rounds: those before the partial ones, then those after them.
    pub full: [State; 2 * HALF_FULL],
    /// Of partial rounds.
    pub partial: [Fr; PARTIAL],
}

/// The constants.
pub static CONSTANTS: LazyLock<Constants> = LazyLock::new(|| {
    let mut grain = Grain::new();
    let mut full = [[Fr::ZERO; WIDTH]; 2 * HALF_FULL];
    let mut partial = [Fr::ZERO; PARTIAL];
    full[..HALF_FULL].iter_mut().flatten().for_each(|c| *c = grain.element());
    partial.iter_mut().for_each(|c| *c = grain.element());
    full[HALF_FULL..].iter_mut().flatten().for_each(|c| *c = grain.element());
    Constants { full, partial }
});

/// The Grain register, which starts from the parameters.
struct Grain([bool; 80]);

impl Grain {
    fn new() -> Self {
        let rounds = [2 * HALF_FULL, PARTIAL].map(|n| n as u64);
        // A prime field, a power as S-box, bits of an element, width, rounds, and ones.
        let parts: [(u64, u32); 7] = [
            (1, 2),
            (0, 4),
            (Fr::NUM_BITS.into(), 12),
            (WIDTH as u64, 12),
            (rounds[0], 10),
            (rounds[1], 10),
            ((1 << 30) - 1, 30),
        ];
        let mut start = parts.iter().flat_map(|(v, bits)| (0..*bits).rev().map(move |i| v >> i & 1 == 1));
        let mut grain = Self(std::array::from_fn(|_| start.next().unwrap_or_default()));
        (0..160).for_each(|_| _ = grain.step());
        grain
    }

    fn step(&mut self) -> bool {
        let next = [62, 51, 38, 23, 13, 0].iter().fold(false, |sum, i| sum ^ self.0[*i]);
        self.0.rotate_left(1);
        self.0[79] = next;
        next
    }

    /// A bit of every second step, where the step before it gave a one.
    fn bit(&mut self) -> bool {
        loop {
            let (taken, bit) = (self.step(), self.step());
            if taken {
                return bit;
            }
        }
    }

    /// As many bits as an element has, until they are one.
    fn element(&mut self) -> Fr {
        loop {
            let mut bytes = [0u8; 32];
            for i in (0..Fr::NUM_BITS as usize).rev() {
                bytes[i / 8] |= u8::from(self.bit()) << (i % 8);
            }
            if let Some(element) = Option::from(Fr::from_repr(bytes)) {
                return element;
            }
        }
    }
}

/// `circ(2, 1, 1)` times a state.
pub fn external(s: State) -> State {
    let sum = s[0] + s[1] + s[2];
    s.map(|v| v + sum)
}

/// `1 + diag(1, 1, 2)` times a state.
pub fn internal(s: State) -> State {
    let sum = s[0] + s[1] + s[2];
    [s[0] + sum, s[1] + sum, s[2].double() + sum]
}

/// `x^5`.
pub fn power(x: Fr) -> Fr {
    x.square().square() * x
}

/// A full round.
pub fn full_round(s: State, constants: &State) -> State {
    external(std::array::from_fn(|i| power(s[i] + constants[i])))
}

/// A partial round.
pub fn partial_round(s: State, constant: Fr) -> State {
    internal([power(s[0] + constant), s[1], s[2]])
}

/// The permutation.
pub fn permute(s: State) -> State {
    let Constants { full, partial } = &*CONSTANTS;
    let (before, after) = full.split_at(HALF_FULL);
    let s = before.iter().fold(external(s), full_round);
    let s = partial.iter().fold(s, |s, c| partial_round(s, *c));
    after.iter().fold(s, full_round)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(v: Fr) -> String {
        v.to_repr().iter().rev().map(|b| format!("{b:02x}")).collect()
    }

    /// The vector that the authors' reference implementation publishes for this field and width.
    #[test]
    fn the_published_vector() {
        let found = permute([0, 1, 2].map(Fr::from)).map(hex);
        assert_eq!(
            found,
            [
                "0bb61d24daca55eebcb1929a82650f328134334da98ea4f847f760054f4a3033",
                "303b6f7c86d043bfcbcc80214f26a30277a15d3f74ca654992defe7ff8d03570",
                "1ed25194542b12eef8617361c3ba7c52e660b145994427cc86296242cf766ec8",
            ]
        );
    }

    /// Its first constant, and a hundred constants that differ.
    #[test]
    fn constants_are_those_of_the_register() {
        let Constants { full, partial } = &*CONSTANTS;
        assert_eq!(hex(full[0][0]), "1d066a255517b7fd8bddd3a93f7804ef7f8fcde48bb4c37a59a09a1a97052816");
        let all: std::collections::BTreeSet<String> =
            full.iter().flatten().chain(partial).map(|c| hex(*c)).collect();
        assert_eq!(all.len(), 2 * HALF_FULL * WIDTH + PARTIAL);
    }
}
