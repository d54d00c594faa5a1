//! The ML system calls, which only machines of [`crate::state::Version::Ml`] have: a region of memory replaced by
//! another with a given root, and 32 bytes of a pre-image at a time. docs/ml-system-calls.md specifies them.

use super::Bus;
use super::syscall::{EINVAL, Outcome};
use crate::error::Fault;
use crate::keccak::Hash;
use crate::merkle::check_subtree;
use crate::state::{Control, Reservation, register};

/// Replaces the aligned region of `2^a1` bytes at `a0` by the one whose root is the leaf at `a2`.
pub const ML_MAP: u64 = 5900;
/// Reads up to `a1` bytes of the pre-image to the leaf at `a0`.
pub const ML_READ: u64 = 5901;

/// log2 of the largest region that can be replaced: half of memory.
const MAX_LOG2_SIZE: u64 = 63;
/// Bytes of a leaf less one.
const LEAF_MASK: u64 = 31;

/// Runs the call if it is one of these two.
pub(super) fn ml_syscall<B: Bus>(
    control: &mut Control,
    registers: &[u64; 32],
    bus: &mut B,
) -> Result<Option<Outcome>, Fault> {
    let [a0, a1, a2] = [register::A0, register::A1, register::A2].map(|i| registers[i]);
    Ok(match registers[register::V0] {
        ML_MAP => Some(map(control, bus, a0, a1, a2)?),
        ML_READ => Some(read(control, bus, a0, a1)?),
        _ => None,
    })
}

fn map<B: Bus>(
    control: &mut Control,
    bus: &mut B,
    address: u64,
    log2_size: u64,
    root: u64,
) -> Result<Outcome, Fault> {
    let log2_size = log2_size.min(MAX_LOG2_SIZE + 1) as u32;
    let fits = u64::from(log2_size) <= MAX_LOG2_SIZE && check_subtree(address, log2_size).is_ok();
    if !fits || root & LEAF_MASK != 0 {
        return Ok(EINVAL);
    }
    let root: Hash = bus.leaf(root)?;
    bus.replace(address, log2_size, &root)?;
    if control.reservation.address >> log2_size == address >> log2_size {
        control.reservation = Reservation::default();
    }
    Ok(Ok(0))
}

fn read<B: Bus>(control: &mut Control, bus: &mut B, to: u64, len: u64) -> Result<Outcome, Fault> {
    if to & LEAF_MASK != 0 {
        return Ok(EINVAL);
    }
    let mut leaf = bus.leaf(to)?;
    let part = bus.preimage(&control.preimage_key, control.preimage_offset)?;
    let count = part.len.min(usize::try_from(len).unwrap_or(usize::MAX));
    leaf[..count].copy_from_slice(&part.bytes[..count]);
    bus.store_leaf(to, &leaf)?;
    if control.reservation.address & !LEAF_MASK == to {
        control.reservation = Reservation::default();
    }
    control.preimage_offset = control.preimage_offset.wrapping_add(count as u64);
    Ok(Ok(count as u64))
}
