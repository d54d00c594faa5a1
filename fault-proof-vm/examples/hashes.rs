//! Prints how many 64-byte hashes a second one core does, one at a time and in levels.

use fault_proof_vm::keccak::{Hash, hash_level, hash_pair};
use std::time::Instant;

fn main() {
    let children: Vec<Hash> = (0..8192u32).map(|i| [i as u8 ^ (i >> 8) as u8; 32]).collect();
    let mut parents = vec![[0; 32]; 4096];
    for _ in 0..3 {
        let start = Instant::now();
        for _ in 0..50 {
            for (pair, parent) in children.chunks_exact(2).zip(&mut parents) {
                *parent = hash_pair(&pair[0], &pair[1]);
            }
        }
        println!("one at a time {:8.2} million/s", 50.0 * 4096.0 / start.elapsed().as_secs_f64() / 1e6);
        let start = Instant::now();
        for _ in 0..50 {
            hash_level(&children, &mut parents);
        }
        println!("in levels     {:8.2} million/s", 50.0 * 4096.0 / start.elapsed().as_secs_f64() / 1e6);
    }
}
