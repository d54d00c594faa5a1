//! Prints how fast the Go programs of `guests/go` run, which it compiles first: interpreted, in a process that has
//! compiled nothing yet, and in one that has run the program before; and what that came to. Nothing but a Go toolchain
//! is needed:
//!
//! ```text
//! cargo run --release -p fault-proof-vm --example guests [-- NAME...]
//! ```

use fault_proof_vm::bench::programs::{build, measure};
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = repository.join("target/guests-go");
    let all = build(&repository.join("guests/go"), &folder)?;
    let asked: Vec<String> = std::env::args().skip(1).collect();
    println!(
        "{:<10}{:>12} {:>12} {:>8} {:>8}  of the first run: {:>11} {:>9} {:>9} {:>8} {:>10} {:>9}",
        "guest",
        "instructions",
        "interpreted",
        "first",
        "again",
        "interpreted",
        "entries",
        "calls",
        "regions",
        "optimised",
        "compiling",
    );
    for name in if asked.is_empty() { all } else { asked } {
        let figures = measure(&std::fs::read(folder.join(&name))?)?;
        println!(
            "{name:<10}{:>12} {:>12.0} {:>8.0} {:>8.0}  {:>17} {:>10.1}% {:>9} {:>9} {:>8} {:>10} {:>6.2} ms",
            figures.steps,
            figures.interpreted,
            figures.first,
            figures.again,
            "",
            figures.profile.interpreted as f64 / figures.steps as f64 * 100.0,
            figures.profile.entries,
            figures.profile.system_calls,
            figures.compiled.regions - figures.compiled.optimised,
            figures.compiled.optimised,
            figures.compiled.time.as_secs_f64() * 1e3,
        );
    }
    Ok(())
}
