//! Gas of steps by class. `cargo test -p contracts gas -- --nocapture` prints the table.

use crate::common::Agreed;
use crate::machine::Mix;
use crate::random::steps;
use std::collections::BTreeMap;

/// Class of an instruction word.
fn class(word: u32) -> &'static str {
    match (word >> 26, word & 63) {
        (0, 0x08 | 0x09) | (1..8, _) => "branch, jump",
        (0, 0x18..0x20) => "multiply, divide",
        (0x1a | 0x1b | 0x20..0x28 | 0x37, _) => "load",
        (0x30 | 0x34, _) => "load linked",
        (0x38 | 0x3c, _) => "store conditional",
        (0x28..0x30 | 0x3f, _) => "store",
        _ => "arithmetic",
    }
}

/// Name of a system call, for those with a cost of their own.
fn call(number: u64) -> &'static str {
    match number {
        5000 => "read",
        5001 => "write",
        5055 => "clone",
        5194 => "futex",
        5222 => "clock_gettime",
        5313 => "getrandom",
        5900 => "ml_map",
        5901 => "ml_read",
        _ => "other calls",
    }
}

#[test]
fn at_or_below_cannon() {
    let mut table: BTreeMap<(bool, &str), Vec<u64>> = BTreeMap::new();
    for (mix, seed) in [(Mix::Instructions, 7), (Mix::Calls, 8), (Mix::Ml, 9)] {
        steps(mix, seed, 2000, |generator, agreed| {
            let Agreed::Next(outcome) = agreed else { return };
            let calls = generator.word >> 26 == 0 && generator.word & 63 == 0x0c;
            let name = if calls { call(generator.number) } else { class(generator.word) };
            table.entry((calls, name)).or_default().push(outcome.gas);
            table.entry((calls, "all")).or_default().push(outcome.gas);
        });
    }
    println!("{:20} {:>7} {:>7} {:>7} {:>6}", "gas", "min", "median", "max", "steps");
    for ((_, name), gas) in &mut table {
        gas.sort_unstable();
        let [min, median, max] = [gas[0], gas[gas.len() / 2], gas[gas.len() - 1]];
        println!("{name:20} {min:7} {median:7} {max:7} {:6}", gas.len());
    }
    // What was measured of Cannon's contract: median and most, instructions and system calls.
    for (calls, most_median, most) in [(false, 33_434, 58_225), (true, 31_626, 77_277)] {
        let gas = &table[&(calls, "all")];
        assert!(gas[gas.len() / 2] <= most_median && gas[gas.len() - 1] <= most);
    }
}
