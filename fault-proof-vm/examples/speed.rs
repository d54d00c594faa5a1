//! Prints how fast the machine runs, interpreted and compiled, then the cost of a state hash after a write and
//! of a step with its evidence.
//!
//! Given a program that works on an arena, log2 of the arena's size and a number of steps of the model, runs
//! those instead, from an arena of zeros, ten times: `speed model.elf 15 6`.

use fault_proof_vm::arena::Header;
use fault_proof_vm::bench::{Workload, millions, time};
use fault_proof_vm::guest::Guest;
use fault_proof_vm::{CodeCache, Execution, Vm, elf};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.as_slice() {
        [file, log2_size, steps] => model(file, log2_size.parse()?, steps.parse()?),
        _ => workloads(),
    }
}

fn model(file: &str, log2_size: u32, steps: u64) -> Result<(), Box<dyn std::error::Error>> {
    let guest = Guest::new(elf::load(&std::fs::read(file)?)?, log2_size)?;
    for _ in 0..10 {
        let mut arena = vec![0; 1 << log2_size];
        let (start, mut instructions) = (Instant::now(), 0);
        let mut running = std::time::Duration::ZERO;
        for step in 0..steps {
            arena[..32].copy_from_slice(&Header { status: 0, step }.encode());
            let mut vm = guest.attach(&arena)?;
            let start = Instant::now();
            vm.run(u64::MAX)?;
            running += start.elapsed();
            let done = guest.run(&arena, u64::MAX)?;
            instructions += done.steps;
            arena = done.arena;
        }
        let all = start.elapsed() - running;
        println!(
            "{instructions} instructions: {:7.1} million steps/s; with attaching and hashing {:7.1}",
            millions(instructions, running),
            millions(instructions, all)
        );
    }
    println!("compiled: {:?}", CodeCache::global().stats());
    Ok(())
}

fn workloads() -> Result<(), Box<dyn std::error::Error>> {
    println!("million steps/s     interpreted    compiled");
    for workload in Workload::ALL {
        let compiled = Execution::Compiled { cache: CodeCache::new(), after: 300, optimise: 1_000_000 };
        // The fastest of several short runs: what other programs take is not the machine's.
        let speed = |execution: Execution, steps| {
            let mut fastest = 0.0f64;
            for _ in 0..9 {
                let time = time(workload.state()?, execution.clone(), 5_000_000, steps)?;
                fastest = fastest.max(millions(steps, time));
            }
            Ok::<_, Box<dyn std::error::Error>>(fastest)
        };
        let interpreted = speed(Execution::Interpreted, 2_000_000)?;
        println!("{:<20}{interpreted:11.0} {:11.0}", workload.name(), speed(compiled, 20_000_000)?);
    }

    let mut vm = Vm::new(Workload::DotProduct.state()?);
    vm.run(1_000_000)?;
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
