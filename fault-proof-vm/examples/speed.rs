//! Prints how fast the machine runs and hashes: a dot product of 16-bit numbers over 64 KiB, repeated, then
//! the cost of a state hash after a write and of a step with its evidence.

use fault_proof_vm::{State, Vm};
use std::time::Instant;

/// Adds the products of 16-bit pairs at `$a0` and `$a1` to `$v1`, 16,384 of them, and starts over for ever.
const CODE: [u32; 14] = [
    0x2403_0000, // addiu v1, zero, 0
    0x3408_4000, // ori t0, zero, 0x4000
    0x0080_602d, // daddu t4, a0, zero
    0x00a0_682d, // daddu t5, a1, zero
    0x8589_0000, // lh t1, 0(t4)
    0x85aa_0000, // lh t2, 0(t5)
    0x712a_4802, // mul t1, t1, t2
    0x0069_1821, // addu v1, v1, t1
    0x658c_0002, // daddiu t4, t4, 2
    0x65ad_0002, // daddiu t5, t5, 2
    0x6508_ffff, // daddiu t0, t0, -1
    0x1500_fff8, // bne t0, zero, -8
    0xacc3_0000, // sw v1, 0(a2) (delay slot)
    0x0800_0400, // j 0x1000 (its delay slot is the zero word after it)
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut state = State::start(0x1000);
    let code: Vec<u8> = CODE.iter().flat_map(|word| word.to_be_bytes()).collect();
    state.memory.write_bytes(0x1000, &code)?;
    let data: Vec<u8> = (0..0x1_0000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    state.memory.write_bytes(0x10_0000, &data)?;
    let registers = &mut state.threads.left[0].registers;
    (registers[4], registers[5], registers[6]) = (0x10_0000, 0x10_8000, 0x20_0000);
    let mut vm = Vm::new(state);

    let steps = 200_000_000;
    let start = Instant::now();
    vm.run(steps)?;
    let seconds = start.elapsed().as_secs_f64();
    println!("run                {:8.1} million steps/s", steps as f64 / seconds / 1e6);

    let rounds = 2_000u32;
    let micros = |start: Instant| start.elapsed().as_secs_f64() * 1e6 / f64::from(rounds);
    let start = Instant::now();
    for round in 0..rounds {
        vm.state_mut().memory.store(0x10_0000 + u64::from(round) * 8, 1)?;
        vm.state_mut().hash();
    }
    println!("hash after a write {:8.1} microseconds", micros(start));
    let start = Instant::now();
    for _ in 0..rounds {
        vm.step_with_proof()?;
    }
    println!("step with evidence {:8.1} microseconds", micros(start));
    Ok(())
}
