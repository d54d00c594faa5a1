//! Parts of the 8-byte word that every load and store goes through. Misaligned addresses are rounded down
//! to the access size, as Cannon does. All functions are pure.

use crate::isa::Op;

/// What the load `op` from `address`, in `word`, puts into a register that holds `rt`.
#[inline(always)]
pub(crate) fn load_part(op: Op, word: u64, address: u64, rt: u64) -> u64 {
    match op {
        Op::Lb => select_signed(word, address, 1),
        Op::Lbu => select(word, address, 1),
        Op::Lh => select_signed(word, address, 2),
        Op::Lhu => select(word, address, 2),
        Op::Lw => select_signed(word, address, 4),
        Op::Lwu => select(word, address, 4),
        Op::Lwl => lwl(word, address, rt),
        Op::Lwr => lwr(word, address, rt),
        Op::Ldl => ldl(word, address, rt),
        Op::Ldr => ldr(word, address, rt),
        _ => word,
    }
}

/// What the store `op` of `rt` to `address`, in `word`, leaves of the word.
#[inline(always)]
pub(crate) fn store_part(op: Op, word: u64, address: u64, rt: u64) -> u64 {
    match op {
        Op::Sb => merge(word, address, 1, rt),
        Op::Sh => merge(word, address, 2, rt),
        Op::Sw => merge(word, address, 4, rt),
        Op::Swl => swl(word, address, rt),
        Op::Swr => swr(word, address, rt),
        Op::Sdl => sdl(word, address, rt),
        Op::Sdr => sdr(word, address, rt),
        _ => rt,
    }
}

/// The low 32 bits, sign-extended.
#[inline(always)]
pub(crate) fn sext32(value: u64) -> u64 {
    i64::from(value as u32 as i32) as u64
}

/// Offset in its word of the `n`-byte access at `address`, in bits from the most significant end.
#[inline(always)]
fn offset_bits(address: u64, n: u64) -> u64 {
    8 * (address & 7 & !(n - 1))
}

/// The `n` bytes (1, 2, 4 or 8) at `address`, zero-extended.
#[inline(always)]
fn select(word: u64, address: u64, n: u64) -> u64 {
    (word << offset_bits(address, n)) >> (64 - 8 * n)
}

/// The `n` bytes (1, 2, 4 or 8) at `address`, sign-extended.
#[inline(always)]
pub(crate) fn select_signed(word: u64, address: u64, n: u64) -> u64 {
    ((word << offset_bits(address, n)) as i64 >> (64 - 8 * n)) as u64
}

/// `word` with the `n` bytes (1, 2, 4 or 8) at `address` replaced by the low bytes of `value`.
#[inline(always)]
pub(crate) fn merge(word: u64, address: u64, n: u64, value: u64) -> u64 {
    let shift = 64 - 8 * n - offset_bits(address, n);
    let mask = u64::MAX >> (64 - 8 * n) << shift;
    word & !mask | value << shift & mask
}

/// Load word left: the bytes from `address` to the end of its aligned half go to the top of the low half.
fn lwl(word: u64, address: u64, rt: u64) -> u64 {
    let shift = 8 * (address & 3);
    let half = select(word, address, 4) as u32;
    sext32(u64::from(rt as u32 & !(u32::MAX << shift) | half << shift))
}

/// Load word right: the bytes from the start of the half to `address` go to the bottom of the low half.
/// Unless that is all four, the upper half of the register stays.
fn lwr(word: u64, address: u64, rt: u64) -> u64 {
    let shift = 24 - 8 * (address & 3);
    let half = select(word, address, 4) as u32;
    let low = u64::from(rt as u32 & !(u32::MAX >> shift) | half >> shift);
    if shift == 0 { sext32(low) } else { rt & !0xffff_ffff | low }
}

/// Store word left.
fn swl(word: u64, address: u64, rt: u64) -> u64 {
    let shift = 8 * (address & 3);
    let half = select(word, address, 4) as u32;
    let merged = half & !(u32::MAX >> shift) | rt as u32 >> shift;
    merge(word, address, 4, merged.into())
}

/// Store word right.
fn swr(word: u64, address: u64, rt: u64) -> u64 {
    let shift = 24 - 8 * (address & 3);
    let half = select(word, address, 4) as u32;
    let merged = half & !(u32::MAX << shift) | (rt as u32) << shift;
    merge(word, address, 4, merged.into())
}

/// Load doubleword left.
fn ldl(word: u64, address: u64, rt: u64) -> u64 {
    let shift = 8 * (address & 7);
    word << shift | rt & !(u64::MAX << shift)
}

/// Load doubleword right.
fn ldr(word: u64, address: u64, rt: u64) -> u64 {
    let shift = 56 - 8 * (address & 7);
    word >> shift | rt & !(u64::MAX >> shift)
}

/// Store doubleword left.
fn sdl(word: u64, address: u64, rt: u64) -> u64 {
    let shift = 8 * (address & 7);
    rt >> shift | word & !(u64::MAX >> shift)
}

/// Store doubleword right.
fn sdr(word: u64, address: u64, rt: u64) -> u64 {
    let shift = 56 - 8 * (address & 7);
    rt << shift | word & !(u64::MAX << shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORD: u64 = 0x8081_8283_8485_8687;

    #[test]
    fn misaligned_accesses_round_down() {
        assert_eq!(select(WORD, 0x17, 8), WORD);
        assert_eq!(select(WORD, 0x16, 4), 0x8485_8687);
        assert_eq!(select_signed(WORD, 3, 2), 0xffff_ffff_ffff_8283);
        assert_eq!(merge(WORD, 5, 2, 0x1122_3344), 0x8081_8283_3344_8687);
        assert_eq!(merge(WORD, 0, 8, 1), 1);
    }

    /// Left and right halves of an unaligned access make the bytes that lie there.
    #[test]
    fn unaligned_pairs_are_the_bytes() {
        let next = 0x9091_9293_9495_9697u64;
        let bytes = [WORD.to_be_bytes(), next.to_be_bytes()].concat();
        let value = 0x0102_0304_0506_0708u64;
        for at in 0..8u64 {
            let right = |n: u64| if at + n - 1 > 7 { next } else { WORD };
            let word32 = u32::from_be_bytes(bytes[at as usize..][..4].try_into().unwrap());
            let loaded = lwr(right(4), at + 3, lwl(WORD, at, value));
            assert_eq!(loaded, sext32(word32.into()), "lwl/lwr at {at}");
            let word64 = u64::from_be_bytes(bytes[at as usize..][..8].try_into().unwrap());
            assert_eq!(ldr(right(8), at + 7, ldl(WORD, at, value)), word64, "ldl/ldr at {at}");
            for (n, left, right) in
                [(4, swl as fn(u64, u64, u64) -> u64, swr as fn(u64, u64, u64) -> u64), (8, sdl, sdr)]
            {
                let mut words = [WORD, next];
                words[0] = left(words[0], at, value);
                let last = (at + n - 1) as usize / 8;
                words[last] = right(words[last], at + n - 1, value);
                let mut expected = bytes.clone();
                expected[at as usize..][..n as usize].copy_from_slice(&value.to_be_bytes()[8 - n as usize..]);
                assert_eq!(words.map(u64::to_be_bytes).concat(), expected, "store of {n} at {at}");
            }
        }
    }
}
