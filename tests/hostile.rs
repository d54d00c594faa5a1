//! Hostile bytes: mutations of valid files, for the fuzz targets of every loader.
//!
//! Random bytes rarely pass a loader's first check, so a target mutates a valid file: bytes changed, a number
//! made extreme (binary or decimal), a cut, a piece removed or repeated.

use bolero::TypeGenerator;

/// One change to a file; positions are taken modulo its length.
#[derive(Clone, Debug, TypeGenerator)]
pub enum Edit {
    /// Sets a byte.
    Set(u32, u8),
    /// Flips a bit.
    Flip(u32, u8),
    /// Writes a big- or little-endian 32-bit number that is likely to be a bad length.
    Number(u32, bool, Likely),
    /// Replaces the next decimal number by one that is likely to be bad.
    Decimal(u32, Likely),
    /// Cuts the file off.
    Cut(u32),
    /// Removes a piece.
    Remove(u32, u8),
    /// Copies a piece to another place, over what is there.
    Copy(u32, u32, u8),
    /// Inserts bytes.
    Insert(u32, [u8; 4]),
}

/// Numbers at the edges of what a length can be.
#[derive(Clone, Copy, Debug, TypeGenerator)]
pub enum Likely {
    /// 0.
    Zero,
    /// 1.
    One,
    /// The largest unsigned number.
    Max,
    /// The largest signed number.
    HalfMax,
    /// The smallest signed number.
    Negative,
    /// Some number.
    Any(u32),
}

impl Likely {
    const fn value(self) -> u32 {
        match self {
            Self::Zero => 0,
            Self::One => 1,
            Self::Max => u32::MAX,
            Self::HalfMax => i32::MAX as u32,
            Self::Negative => i32::MIN as u32,
            Self::Any(v) => v,
        }
    }

    fn decimal(self) -> String {
        match self {
            Self::Max => u64::MAX.to_string(),
            Self::Negative => i64::MIN.to_string(),
            Self::HalfMax => i64::MAX.to_string(),
            other => other.value().to_string(),
        }
    }
}

/// A copy of `base` with `edits`.
pub fn mutated(base: &[u8], edits: &[Edit]) -> Vec<u8> {
    let mut bytes = base.to_vec();
    for edit in edits {
        let len = bytes.len();
        let at = |p: &u32| *p as usize % len.max(1);
        match edit {
            Edit::Insert(p, new) => drop(bytes.splice(at(p)..at(p), *new)),
            _ if bytes.is_empty() => {}
            Edit::Set(p, v) => bytes[at(p)] = *v,
            Edit::Flip(p, bit) => bytes[at(p)] ^= 1 << (bit % 8),
            Edit::Number(p, big, v) => {
                let v = if *big { v.value().to_be_bytes() } else { v.value().to_le_bytes() };
                bytes[at(p)..].iter_mut().zip(v).for_each(|(b, v)| *b = v);
            }
            Edit::Decimal(p, v) => {
                let Some(start) = bytes[at(p)..].iter().position(u8::is_ascii_digit).map(|i| at(p) + i)
                else {
                    continue;
                };
                let len = bytes[start..].iter().take_while(|b| b.is_ascii_digit()).count();
                bytes.splice(start..start + len, v.decimal().into_bytes());
            }
            Edit::Cut(p) => bytes.truncate(at(p)),
            Edit::Remove(p, n) => drop(bytes.drain(at(p)..(at(p) + *n as usize).min(len))),
            Edit::Copy(from, to, n) => {
                let piece = bytes[at(from)..(at(from) + *n as usize).min(len)].to_vec();
                bytes[at(to)..].iter_mut().zip(piece).for_each(|(b, v)| *b = v);
            }
        }
    }
    bytes
}

/// Runs `loader` on mutations of the `bases`; unchanged ones are tried too.
///
/// Half the inputs have one edit, a quarter two, and so on: a file with many rarely passes the first check.
/// `cargo test` does so for a moment, `make fuzz` on a million inputs.
pub fn fuzz(bases: &[Vec<u8>], loader: impl Fn(&[u8]) + std::panic::RefUnwindSafe) {
    bolero::check!().with_type::<(u8, u8, Vec<Edit>)>().for_each(|(which, rarity, edits)| {
        let base = bases.get(*which as usize % bases.len()).map_or(&[][..], |b| b);
        let count = edits.len().min(1 + rarity.trailing_zeros() as usize);
        loader(&mutated(base, &edits[..count]));
    });
}
