//! Prints what memory costs: hashes a second, a state of 1 GiB hashed, cloned and proved after changes, an
//! image of 1 GiB opened, and a run in segments.

use fault_proof_vm::host::NoHost;
use fault_proof_vm::image::{Cache, Image, Source};
use fault_proof_vm::keccak::{Hash, hash_level, hash_pair};
use fault_proof_vm::segment::measure;
use fault_proof_vm::{Memory, State, Vm};
use std::error::Error;
use std::fs::File;
use std::time::{Duration, Instant};

/// Pages of 1 GiB.
const PAGES: u64 = 1 << 18;
const BASE: u64 = 1 << 32;

/// Reads and writes a word in each of so many pages (counted down in `$t0`, address in `$a0`), for ever.
const CODE: [u32; 8] = [
    0x3408_0000, // ori t0, zero, pages
    0x0080_602d, // daddu t4, a0, zero
    0xdd89_0000, // ld t1, 0(t4)
    0x6529_0001, // daddiu t1, t1, 1
    0xfd89_0000, // sd t1, 0(t4)
    0x6508_ffff, // daddiu t0, t0, -1
    0x1500_fffb, // bne t0, zero, -5
    0x658c_1000, // daddiu t4, t4, 0x1000 (delay slot)
];

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    println!("{what:<44} {:10.3} ms", start.elapsed().as_secs_f64() * 1e3);
    result
}

fn hashes() {
    let children: Vec<Hash> = (0..8192u32).map(|i| [i as u8 ^ (i >> 8) as u8; 32]).collect();
    let mut parents = vec![[0; 32]; 4096];
    let rate = |start: Instant| 50.0 * 4096.0 / start.elapsed().as_secs_f64() / 1e6;
    let start = Instant::now();
    for _ in 0..50 {
        for (pair, parent) in children.chunks_exact(2).zip(&mut parents) {
            *parent = hash_pair(&pair[0], &pair[1]);
        }
    }
    println!("hashes of 64 bytes, one at a time            {:10.2} million/s", rate(start));
    let start = Instant::now();
    for _ in 0..50 {
        hash_level(&children, &mut parents);
    }
    println!("hashes of 64 bytes, in levels                {:10.2} million/s", rate(start));
}

fn state(pages: u16) -> Result<State, Box<dyn Error>> {
    let mut state = State::start(0x1000);
    let mut words = [&CODE[..], &[0x0800_0400, 0]].concat();
    words[0] |= u32::from(pages);
    let code: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
    state.memory.write_bytes(0x1000, &code)?;
    state.threads.left[0].registers[4] = BASE;
    Ok(state)
}

fn gigabyte() -> Result<(), Box<dyn Error>> {
    let mut vm = Vm::new(state(0x2000)?);
    let memory = &mut vm.state_mut().memory;
    timed("1 GiB written, a word in each page", || {
        (0..PAGES).try_for_each(|page| memory.store(BASE + (page << 12) + page % 512 * 8, page + 1))
    })?;
    timed("its first hash", || vm.state_mut().hash());
    timed("a clone", || vm.clone());
    let mut page = 0;
    for dirty in [0, 1, 10, 100, 1_000, 10_000] {
        let mut times: Vec<Duration> = Vec::new();
        for _ in 0..11 {
            for _ in 0..dirty {
                // Far apart, as bad for the tree as it gets.
                page = (page + 9_973) % PAGES;
                vm.state_mut().memory.store(BASE + (page << 12) + 64, page)?;
            }
            let start = Instant::now();
            vm.step_with_proof()?;
            times.push(start.elapsed());
        }
        times.sort();
        let [best, median, worst] = [0, 5, 10].map(|i| times[i].as_secs_f64() * 1e3);
        println!(
            "a step's proof after {dirty:6} changed pages       {median:10.3} ms ({best:.3} to {worst:.3})"
        );
    }
    Ok(())
}

fn image() -> Result<(), Box<dyn Error>> {
    let folder = std::env::temp_dir().join(format!("image-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let path = folder.join("constants");
    File::create(&path)?.set_len(PAGES << 12)?;
    let source = Source { path, offset: 0, first_page: BASE >> 12, pages: PAGES };
    let cache = Cache::new(&folder).trust_file_times();
    timed("an image of 1 GiB, opened and hashed", || Image::open(&source, Some(&cache), None).map(drop))?;
    let image = timed("opened again, hashes from the cache", || Image::open(&source, Some(&cache), None))?;
    let mut memory = Memory::default();
    timed("mapped", || memory.map(&image))?;
    timed("1,000 of its pages touched", || {
        (0..1000).try_for_each(|page| memory.page((BASE >> 12) + page * 97).map(drop))
    })?;
    timed("a word written, and the root", || memory.store(BASE, 1).map(|()| memory.root()))?;
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    hashes();
    gigabyte()?;
    image()?;
    for (pages, log2_steps) in [(0x20, 16), (0x20, 20), (0x20, 24), (0x2000, 20), (0x2000, 24)] {
        let segments = (1 << 27 >> log2_steps).min(64);
        println!("\na loop over {pages} pages");
        println!("{}", measure(&state(pages)?, &NoHost, log2_steps, segments)?);
    }
    Ok(())
}
