//! Fuzz targets: one for each loader of bytes that somebody else may have written.
//!
//! A loader must answer with a value or an error: never a panic, an endless loop or unbounded memory. Random
//! bytes rarely pass the first check, so each target mutates a valid file: a few bytes changed, a cut, a
//! piece repeated. `cargo test` runs each for a moment; `make fuzz` for a million inputs.

mod virtual_machine;

use bolero::TypeGenerator;

/// One change to a file; positions are taken modulo its length.
#[derive(Clone, Debug, TypeGenerator)]
enum Edit {
    /// Sets a byte.
    Set(u32, u8),
    /// Flips a bit.
    Flip(u32, u8),
    /// Writes a big- or little-endian 32-bit number that is likely to be a bad length.
    Number(u32, bool, Likely),
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
enum Likely {
    Zero,
    One,
    Max,
    HalfMax,
    Negative,
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
}

/// A copy of `base` with `edits`.
fn mutated(base: &[u8], edits: &[Edit]) -> Vec<u8> {
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

/// Runs `loader` on mutations of the `bases`; edits of none of them are tried too.
fn fuzz(bases: &[Vec<u8>], loader: impl Fn(&[u8]) + std::panic::RefUnwindSafe) {
    bolero::check!().with_type::<(u8, Vec<Edit>)>().for_each(|(which, edits)| {
        let base = bases.get(*which as usize % bases.len()).map_or(&[][..], |b| b);
        loader(&mutated(base, edits));
    });
}
