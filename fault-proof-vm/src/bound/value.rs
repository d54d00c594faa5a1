//! What is known of a 64-bit word: some of its bits, and how far it lies from other words. A set of words is described by
//! the bits they share, and every operation gives a set that holds the results of all words of its operands' sets.
//!
//! A word of which not all bits are known may have a name ([`super::names`]): it is the named word and an offset, modulo
//! 2^64, so that the difference of two words with one name is known.

use super::forms::{LOST, PLAIN};
use super::names::UNNAMED;

/// Sign bit.
const SIGN: u64 = 1 << 63;

/// A set of words, or one that depends on the round of a loop. `bits` is 0 wherever `unknown` is 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Value {
    /// The bits that are known.
    pub bits: u64,
    /// Ones where a bit is not known.
    pub unknown: u64,
    /// See [`super::forms`]. Unless it is [`PLAIN`], either all bits are known, or it is [`LOST`].
    pub form: u32,
    /// See [`super::names`]. [`UNNAMED`] where all bits are known, and unless the form is [`PLAIN`].
    pub name: u32,
    /// What is added to the named word; 0 without a name.
    pub offset: u64,
}

impl Value {
    /// Any word.
    pub const TOP: Self = Self::within(u64::MAX);
    /// A condition that is not known.
    pub const FLAG: Self = Self::within(1);

    const fn set(bits: u64, unknown: u64) -> Self {
        Self { bits, unknown, form: PLAIN, name: UNNAMED, offset: 0 }
    }

    /// One word.
    pub const fn known(bits: u64) -> Self {
        Self::set(bits, 0)
    }

    /// Words whose bits outside `mask` are 0.
    pub const fn within(mask: u64) -> Self {
        Self::set(0, mask)
    }

    /// The words that have these bits where they are not unknown.
    pub const fn of(bits: u64, unknown: u64) -> Self {
        Self::set(bits & !unknown, unknown)
    }

    /// The word, if there is but one.
    pub fn word(self) -> Option<u64> {
        (self.unknown == 0 && self.form == PLAIN).then_some(self.bits)
    }

    /// The greatest word; the least one is `bits`.
    pub fn greatest(self) -> u64 {
        self.bits | self.unknown
    }

    /// As a pair of masks through a function that moves bits and repeats them, and makes none.
    pub fn map(self, f: impl Fn(u64) -> u64) -> Self {
        Self::set(f(self.bits), f(self.unknown))
    }

    /// The words of all rounds as a set.
    pub fn plain(self) -> Self {
        match self.form {
            PLAIN => self,
            LOST => Self { form: PLAIN, ..self },
            _ => Self::TOP,
        }
    }

    /// Marks as [`LOST`] what is not known.
    pub fn lost(self) -> Self {
        if self.unknown == 0 { self } else { Self { form: LOST, ..self.unnamed() } }
    }

    /// The same set, of words of which it is not known which they are.
    pub fn unnamed(self) -> Self {
        Self { name: UNNAMED, offset: 0, ..self }
    }

    /// What has to be added to `self` to get `other`, modulo 2^64, if that is the same for all words.
    fn distance(self, other: Self) -> Option<u64> {
        (self.name == other.name && self.name != UNNAMED).then(|| other.offset.wrapping_sub(self.offset))
    }

    /// This set as what comes of `named` by adding a known word.
    fn moved(self, named: Self, by: u64) -> Self {
        match named.name {
            UNNAMED => self,
            name => Self { name, offset: named.offset.wrapping_add(by), ..self },
        }
    }

    /// Whether every word of `other` is one of these.
    #[cfg(test)]
    pub fn holds(self, word: u64) -> bool {
        word & !self.unknown == self.bits
    }

    /// The words of both sets, and as few others as possible.
    pub fn join(self, other: Self) -> Self {
        if self.form != other.form || self.form != PLAIN {
            return if self == other { self } else { Self::TOP.lost() };
        }
        let both = Self::of(self.bits, self.unknown | other.unknown | (self.bits ^ other.bits));
        if self.distance(other) == Some(0) { both.moved(self, 0) } else { both }
    }

    #[inline(always)]
    pub fn add(self, other: Self) -> Self {
        // A bit of the sum is known if both its operands are, and the carry into it is the same for the
        // least words and for the greatest.
        let least = self.bits.wrapping_add(other.bits);
        let greatest = least.wrapping_add(self.unknown.wrapping_add(other.unknown));
        let sum = Self::of(least, least ^ greatest | self.unknown | other.unknown);
        match (self.unknown, other.unknown) {
            (0, 0) => sum,
            (_, 0) => sum.moved(self, other.bits),
            (0, _) => sum.moved(other, self.bits),
            _ => sum,
        }
    }

    /// The least and the greatest word of the sum with a constant, or what is beyond them. A sum alone forgets more: of
    /// what has a carry, it knows no bit.
    pub fn span(self, offset: u64) -> (u64, u64) {
        let sum = self.add(Self::known(offset));
        let (least, greatest) = (self.bits.wrapping_add(offset), self.greatest().wrapping_add(offset));
        // They wrap both or not at all.
        if least <= greatest {
            (least.max(sum.bits), greatest.min(sum.greatest()))
        } else {
            (sum.bits, sum.greatest())
        }
    }

    #[inline(always)]
    pub fn sub(self, other: Self) -> Self {
        if let Some(difference) = other.distance(self) {
            return Self::known(difference);
        }
        let middle = self.bits.wrapping_sub(other.bits);
        let greatest = middle.wrapping_add(self.unknown);
        let least = middle.wrapping_sub(other.unknown);
        let difference = Self::of(middle, least ^ greatest | self.unknown | other.unknown);
        if other.unknown == 0 { difference.moved(self, other.bits.wrapping_neg()) } else { difference }
    }

    pub fn and(self, other: Self) -> Self {
        let bits = self.bits & other.bits;
        Self::of(bits, self.greatest() & other.greatest() & !bits)
    }

    pub fn or(self, other: Self) -> Self {
        // Without common bits it is the sum; copies of registers are made so.
        if self.greatest() & other.greatest() == 0 {
            return self.add(other);
        }
        let bits = self.bits | other.bits;
        Self::of(bits, (self.unknown | other.unknown) & !bits)
    }

    pub fn xor(self, other: Self) -> Self {
        Self::of(self.bits ^ other.bits, self.unknown | other.unknown)
    }

    pub fn not(self) -> Self {
        Self::of(!self.bits, self.unknown)
    }

    /// Whether `self < other` without sign, if that is the same for all words.
    pub fn below(self, other: Self) -> Option<bool> {
        self.before(other, self.distance(other))
    }

    /// Whether `self < other` with sign.
    pub fn less(self, other: Self) -> Option<bool> {
        self.biased().before(other.biased(), self.distance(other))
    }

    /// Whether `self < other` without sign, where `other` is so much more, modulo 2^64.
    #[inline(always)]
    fn before(self, other: Self, distance: Option<u64>) -> Option<bool> {
        if self.greatest() < other.bits {
            return Some(true);
        }
        if self.bits >= other.greatest() {
            return Some(false);
        }
        // It is less if the sum does not wrap, which the one word says as well as the other.
        match distance? {
            0 => Some(false),
            more if self.greatest() <= !more || other.bits >= more => Some(true),
            more if self.bits > !more || other.greatest() < more => Some(false),
            _ => None,
        }
    }

    /// 2^63 added, which orders signed words as unsigned ones.
    fn biased(self) -> Self {
        Self::of(self.bits ^ SIGN, self.unknown)
    }

    /// Whether the words are equal.
    pub fn equals(self, other: Self) -> Option<bool> {
        if let Some(distance) = self.distance(other) {
            return Some(distance == 0);
        }
        let unknown = self.unknown | other.unknown;
        if (self.bits ^ other.bits) & !unknown != 0 { Some(false) } else { (unknown == 0).then_some(true) }
    }
}

impl From<Option<bool>> for Value {
    fn from(flag: Option<bool>) -> Self {
        flag.map_or(Self::FLAG, |flag| Self::known(flag.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn set() -> impl Strategy<Value = (Value, u64)> {
        let mask = prop_oneof![Just(0), Just(u64::MAX), any::<u64>(), any::<u64>().prop_map(|x| x & x >> 9)];
        let word = prop_oneof![any::<u64>(), (0u64..20).prop_map(|x| x.wrapping_sub(9))];
        (word, mask).prop_map(|(word, mask)| (Value::of(word, mask), word))
    }

    /// Two words of one name at known offsets, and the words that they are.
    fn pair() -> impl Strategy<Value = ((Value, u64), (Value, u64))> {
        let offset = || prop_oneof![0u64..20, (0u64..20).prop_map(|x| x.wrapping_neg()), any::<u64>()];
        (set(), offset(), offset()).prop_map(|((set, word), a, b)| {
            let named = if set.unknown == 0 { set } else { Value { name: 7, ..set } };
            let at = |offset| (named.add(Value::known(offset)), word.wrapping_add(offset));
            (at(a), at(b))
        })
    }

    proptest! {
        #[test]
        fn words_of_one_name_are_told_apart(((a, x), (b, y)) in pair()) {
            prop_assert!(a.holds(x) && b.holds(y));
            prop_assert_eq!(a.sub(b).word(), Some(x.wrapping_sub(y)));
            prop_assert_eq!(a.equals(b), Some(x == y));
            prop_assert!(a.below(b).is_none_or(|is| is == (x < y)));
            prop_assert!(a.less(b).is_none_or(|is| is == ((x as i64) < y as i64)));
            // From where all sums stay below 2^63, it is known which is less.
            let small = |word: u64| word < 1 << 63;
            if small(a.greatest()) && small(b.greatest()) {
                prop_assert_eq!((a.below(b), a.less(b)), (Some(x < y), Some(x < y)));
            }
            // What is added in steps is added; what is not a sum, or is one of two names, has no name.
            let c = Value::known(y);
            prop_assert_eq!(a.add(c).sub(b).word(), Some(x));
            prop_assert_eq!(a.sub(c).sub(b).word(), Some(x.wrapping_sub(y).wrapping_sub(y)));
            prop_assert_eq!(a.or(Value::known(0)), a);
            for made in [a.map(|word| word << 1), a.not(), a.xor(c), c.sub(a), a.add(b), a.lost()] {
                prop_assert_eq!((made.name, made.offset), (UNNAMED, 0));
            }
            // Of two words, one of which it is, it is known which they are only if they are one.
            let same = a.join(b);
            prop_assert!(same.holds(x) && same.holds(y));
            prop_assert!(same.name == UNNAMED || x == y && same.offset == a.offset);
            prop_assert_eq!(a.join(a), a);
        }

        #[test]
        fn results_are_in_the_result((a, x) in set(), (b, y) in set()) {
            prop_assert!(a.holds(x) && a.bits <= x && x <= a.greatest());
            prop_assert!(a.add(b).holds(x.wrapping_add(y)));
            prop_assert!(a.sub(b).holds(x.wrapping_sub(y)));
            let (least, greatest) = a.span(y);
            prop_assert!((least..=greatest).contains(&x.wrapping_add(y)));
            prop_assert!(a.and(b).holds(x & y));
            prop_assert!(a.or(b).holds(x | y));
            prop_assert!(a.xor(b).holds(x ^ y));
            prop_assert!(a.not().holds(!x));
            prop_assert!(a.join(b).holds(x) && a.join(b).holds(y));
            prop_assert!(a.below(b).is_none_or(|is| is == (x < y)));
            prop_assert!(a.less(b).is_none_or(|is| is == ((x as i64) < y as i64)));
            prop_assert!(a.equals(b).is_none_or(|is| is == (x == y)));
        }

        #[test]
        fn one_word_gives_one_word(x: u64, y: u64) {
            let (a, b) = (Value::known(x), Value::known(y));
            prop_assert_eq!(a.add(b), Value::known(x.wrapping_add(y)));
            prop_assert_eq!(a.sub(b), Value::known(x.wrapping_sub(y)));
            prop_assert_eq!(a.below(b), Some(x < y));
            prop_assert_eq!(a.less(b), Some((x as i64) < y as i64));
            prop_assert_eq!(a.equals(b), Some(x == y));
        }
    }
}
