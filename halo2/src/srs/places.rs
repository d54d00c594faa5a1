//! Where in a ceremony's file the points are.
//!
//! Two formats. **`.ptau`**, of snarkjs: `"ptau"`, version 1, sections of a type (4 bytes), a length (8) and contents, all
//! little-endian. Section 1 is the field (width, modulus) and the size `p`; 2 holds `2^(p+1) - 1` powers in G1, 3 `2^p` in G2; 12,
//! where it is, the Lagrange forms of 1, 2, 4, … powers one after the other, over the powers of another root of unity than halo2's
//! ([`root`]). Coordinates are in Montgomery form. **Parameters of
//! halo2**: `k` (4 bytes), `2^k` powers in G1, their Lagrange form, the generator of G2 and the secret in G2, as raw coordinates
//! or compressed; the length of the file says which.

use ff::{Field, PrimeField};
use halo2curves::bn256::Fr;
use std::io::{Read, Seek, SeekFrom};

use crate::file::FileError;

/// Largest size of any ceremony's file.
const MAX_POWER: u32 = 28;
/// Most sections of a `.ptau` file that are looked at; there are eleven.
const MAX_SECTIONS: u32 = 64;
/// The modulus of BN254's base field, little-endian.
const MODULUS: [u8; 32] = [
    0x47, 0xfd, 0x7c, 0xd8, 0x16, 0x8c, 0x20, 0x3c, 0x8d, 0xca, 0x71, 0x68, 0x91, 0x6a, 0x81, 0x97, 0x5d,
    0x58, 0x81, 0x81, 0xb6, 0x45, 0x50, 0xb8, 0x29, 0xa0, 0x31, 0xe1, 0x72, 0x4e, 0x64, 0x30,
];

/// Positions of the Lagrange forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lagrange {
    /// There is none.
    None,
    /// That of all powers, at this offset.
    Whole(u64),
    /// Those of 1, 2, 4, … powers, from this offset on.
    Each(u64),
}

/// Positions in a file, all of them within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Places {
    /// There are `2^most` powers.
    pub most: u32,
    /// Offset of the powers.
    pub powers: u64,
    pub lagrange: Lagrange,
    /// Offset of the generator of G2 and the secret in it.
    pub g2: u64,
    /// Whether points are compressed.
    pub compressed: bool,
}

impl Places {
    /// Bytes of a point of G1.
    pub fn point(&self) -> u64 {
        if self.compressed { 32 } else { 64 }
    }
}

/// Reads at an offset.
pub(super) fn take(file: &mut (impl Read + Seek), at: u64, bytes: usize) -> Result<Vec<u8>, FileError> {
    let mut buffer = vec![0; bytes];
    let read = file.seek(SeekFrom::Start(at)).and_then(|_| file.read_exact(&mut buffer));
    read.map_err(|e| FileError::Malformed(format!("{bytes} bytes at {at} cannot be read: {e}")))?;
    Ok(buffer)
}

fn u32_of(bytes: &[u8]) -> u32 {
    bytes.first_chunk::<4>().map_or(0, |b| u32::from_le_bytes(*b))
}

fn u64_of(bytes: &[u8]) -> u64 {
    bytes.first_chunk::<8>().map_or(0, |b| u64::from_le_bytes(*b))
}

fn malformed<T>(what: impl Into<String>) -> Result<T, FileError> {
    Err(FileError::Malformed(what.into()))
}

/// The positions in a file of one of the two formats; `None` for every other file.
pub(super) fn find(file: &mut (impl Read + Seek)) -> Result<Option<Places>, FileError> {
    let length = file.seek(SeekFrom::End(0)).map_err(|e| FileError::Malformed(e.to_string()))?;
    if length < 12 {
        return Ok(None);
    }
    let head = take(file, 0, 12)?;
    if head.starts_with(b"ptau") {
        return ptau(file, length, u32_of(&head[4..]), u32_of(&head[8..])).map(Some);
    }
    let k = u32_of(&head);
    if !(1..=MAX_POWER).contains(&k) {
        return Ok(None);
    }
    let found = [false, true].into_iter().find_map(|compressed| {
        let (point, n) = (if compressed { 32 } else { 64 }, 1u64 << k);
        let g2 = 4 + 2 * n * point;
        let lagrange = Lagrange::Whole(4 + n * point);
        (length == g2 + 4 * point).then_some(Places { most: k, powers: 4, lagrange, g2, compressed })
    });
    Ok(found)
}

/// The root of unity of order `2^k` in `.ptau` files: of the first number that is no square, 5. halo2's is of 7.
fn root(k: u32) -> Fr {
    // 5^((r - 1) / 2^k): of r - 1 without its 28 factors of two first.
    let odd = (-Fr::ONE) * Fr::from(1 << Fr::S).invert().unwrap_or(Fr::ZERO);
    let limbs: Vec<u64> = odd.to_repr().as_ref().chunks(8).map(u64_of).collect();
    (k..Fr::S).fold(Fr::from(5).pow_vartime(&limbs), |root, _| root.square())
}

/// The points of a `.ptau` file's Lagrange form of `2^k` powers in halo2's order. With halo2's root `w` and the other `w^e`, the
/// point at `i` belongs to `w^(e·i)`.
pub(super) fn in_order<T: Copy>(points: &[T], k: u32) -> Vec<T> {
    let (theirs, mut ours) = (root(k), Fr::ROOT_OF_UNITY);
    (k..Fr::S).for_each(|_| ours = ours.square());
    let inverse = ours.invert().unwrap_or(Fr::ZERO);
    // Bit by bit: what is left of `theirs · w^-e` has an order of fewer factors of two with each.
    let exponent = (0..k).fold(0u64, |e, bit| {
        let left = theirs * inverse.pow_vartime([e]);
        let last = (bit + 1..k).fold(left, |v, _| v.square());
        if last == Fr::ONE { e } else { e | 1 << bit }
    });
    let mut ordered = points.to_vec();
    let mask = points.len() - 1;
    for (i, point) in points.iter().enumerate() {
        ordered[(exponent as usize).wrapping_mul(i) & mask] = *point;
    }
    ordered
}

/// A section of a `.ptau` file: its offset and its length.
type Section = Option<(u64, u64)>;

fn ptau(file: &mut (impl Read + Seek), length: u64, version: u32, count: u32) -> Result<Places, FileError> {
    if version != 1 || count > MAX_SECTIONS {
        return malformed(format!(".ptau of version {version} with {count} sections; version 1 is read"));
    }
    let [mut header, mut g1, mut g2, mut lagrange]: [Section; 4] = [None; 4];
    let mut at = 12;
    for _ in 0..count {
        let head = take(file, at, 12)?;
        let (kind, size) = (u32_of(&head), u64_of(&head[4..]));
        at += 12;
        if size > length - at.min(length) {
            return malformed(format!(
                "section {kind} has {size} bytes, {} are left",
                length - at.min(length)
            ));
        }
        let place = match kind {
            1 => &mut header,
            2 => &mut g1,
            3 => &mut g2,
            12 => &mut lagrange,
            _ => &mut None,
        };
        if place.replace((at, size)).is_some() {
            return malformed(format!("section {kind} occurs twice"));
        }
        at += size;
    }
    let (Some(header), Some(g1), Some(g2)) = (header, g1, g2) else {
        return malformed("a .ptau file without header, powers in G1 or powers in G2");
    };
    if header.1 != 44 {
        return malformed(format!("a header of {} bytes, 44 for BN254", header.1));
    }
    let head = take(file, header.0, 44)?;
    if u32_of(&head) != 32 || head[4..36] != MODULUS {
        return malformed("the ceremony is for another curve than BN254");
    }
    let most = u32_of(&head[36..]);
    if !(1..=MAX_POWER).contains(&most) {
        return malformed(format!("2^{most} powers, at most 2^{MAX_POWER} are known"));
    }
    for (what, got, expected) in [("G1", g1.1, ((2 << most) - 1) * 64), ("G2", g2.1, 128 << most)] {
        if got != expected {
            return malformed(format!("{got} bytes of powers in {what}, {expected} for 2^{most}"));
        }
    }
    // The last form, of twice the powers, is not needed and not in all files.
    let whole = lagrange.filter(|(_, size)| *size >= ((2 << most) - 1) * 64);
    let lagrange = whole.map_or(Lagrange::None, |(at, _)| Lagrange::Each(at));
    Ok(Places { most, powers: g1.0, lagrange, g2: g2.0, compressed: false })
}
