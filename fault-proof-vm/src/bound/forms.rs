//! Words that are a known number in each round of the loops that are looked at as a whole: a number, and for
//! each such loop what is added in each of its rounds. The sum counts modulo 2^64.

use super::value::Value;
use std::collections::HashMap;

/// Most loops inside each other that are looked at as a whole at a time.
pub(super) const LOOPS: usize = 8;
/// The form of a word that does not depend on the round, or of which not all bits are known.
pub(super) const PLAIN: u32 = 0;
/// The form of a word of which less is known than could be, for the sake of looking at all rounds at once.
pub(super) const LOST: u32 = u32::MAX;

/// What is added in each round, by loop.
pub(super) type Strides = [u64; LOOPS];

/// Most forms that are told apart.
const MAX_FORMS: usize = 1 << 16;

/// Strides by number.
pub(super) struct Forms {
    list: Vec<Strides>,
    numbers: HashMap<Strides, u32>,
}

impl Default for Forms {
    fn default() -> Self {
        Self { list: vec![[0; LOOPS]], numbers: HashMap::from([([0; LOOPS], PLAIN)]) }
    }
}

impl Forms {
    /// The strides of a form other than [`LOST`].
    pub fn strides(&self, form: u32) -> Strides {
        self.list.get(form as usize).copied().unwrap_or_default()
    }

    /// The word with these bits in the first rounds and these strides; [`LOST`] if there are too many forms.
    pub fn word(&mut self, bits: u64, strides: Strides) -> Value {
        let form = match self.numbers.get(&strides) {
            Some(form) => *form,
            None if self.list.len() == MAX_FORMS => return Value::TOP.lost(),
            None => {
                let form = self.list.len() as u32;
                self.list.push(strides);
                self.numbers.insert(strides, form);
                form
            }
        };
        Value { form, ..Value::known(bits) }
    }

    /// Forgets all forms, when no value has one.
    pub fn clear(&mut self) {
        if self.list.len() > 1 {
            *self = Self::default();
        }
    }
}

/// A number that depends on rounds: a constant, and what each round of each loop adds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Linear {
    pub constant: i128,
    pub strides: [i128; LOOPS],
}

impl Linear {
    pub fn constant(constant: i128) -> Self {
        Self { constant, strides: [0; LOOPS] }
    }

    pub fn minus(self, other: Self) -> Self {
        let strides = std::array::from_fn(|index| self.strides[index] - other.strides[index]);
        Self { constant: self.constant - other.constant, strides }
    }

    /// The greatest number of rounds of one loop for which it cannot become negative, the others in their
    /// first round.
    pub fn rounds(&self, index: usize) -> u64 {
        match -self.strides[index] {
            falls if falls > 0 => u64::try_from(self.constant / falls + 1).unwrap_or(u64::MAX),
            _ => u64::MAX,
        }
    }
}
