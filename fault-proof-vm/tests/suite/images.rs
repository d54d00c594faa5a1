//! Images: mapped files are memory like any other, and neither a wrong cache nor a changed file goes unnoticed.

use crate::asm::{CODE, bytes, exit_group};
use fault_proof_vm::guest::Guest;
use fault_proof_vm::image::{Cache, Image, ImageError, Source, load_program};
use fault_proof_vm::keccak::zero_subtree;
use fault_proof_vm::memory::{MemoryError, PAGE_BYTES};
use fault_proof_vm::state::{FileLimits, read_state, write_state};
use fault_proof_vm::{Memory, State, elf};
use proptest::prelude::*;
use std::fs::{self, File};
use std::path::Path;
use tempfile::{TempDir, tempdir};

const FIRST_PAGE: u64 = 0x1_2345;
const PAGES: u64 = 600;

/// Pages of which every other one is zero.
fn contents() -> Vec<u8> {
    let page = |number: u64| -> Vec<u8> {
        let word =
            |at: u64| (number % 2 * (number * 1_000 + at).wrapping_mul(0x9e37_79b9_7f4a_7c15)).to_be_bytes();
        (0..PAGE_BYTES as u64 / 8).flat_map(word).collect()
    };
    (0..PAGES + 2).flat_map(page).collect()
}

/// A file whose image leaves out its first page and its last.
fn file(folder: &TempDir) -> Source {
    let path = folder.path().join("constants");
    fs::write(&path, contents()).unwrap();
    Source { path, offset: PAGE_BYTES as u64, first_page: FIRST_PAGE, pages: PAGES }
}

/// The same memory by copying.
fn copied() -> Memory {
    let mut memory = Memory::default();
    let end = (PAGES as usize + 1) * PAGE_BYTES;
    memory.write_bytes(FIRST_PAGE << 12, &contents()[PAGE_BYTES..end]).unwrap();
    memory
}

fn change(path: &Path, at: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[at] ^= 1;
    fs::write(path, bytes).unwrap();
}

#[test]
fn an_image_is_memory_that_takes_no_space() {
    let folder = tempdir().unwrap();
    let image = Image::open(&file(&folder), None, None).unwrap();
    let (mut memory, mut other) = (Memory::default(), copied());
    memory.write_bytes(0x1000, b"code").unwrap();
    memory.map(&image).unwrap();
    other.write_bytes(0x1000, b"code").unwrap();
    assert_eq!((memory.page_count(), other.page_count()), (1, PAGES as usize + 1));
    assert_eq!(memory.root(), other.root());
    assert_eq!(memory.page_numbers(), other.page_numbers());
    let start = FIRST_PAGE << 12;
    for (address, len) in [(start - 5, 30), (start + 4090, 9000), (start + (PAGES << 12) - 3, 6)] {
        assert_eq!(memory.read_bytes(address, len), other.read_bytes(address, len));
    }
    for (address, log2_size) in [(start, 12), (start & !0xf_ffff, 20), (start + 0x20, 5), (0, 64), (start, 7)]
    {
        assert_eq!(memory.subtree_root(address, log2_size), other.subtree_root(address, log2_size));
        assert_eq!(memory.path(address, log2_size), other.path(address, log2_size));
    }
    assert_eq!(memory.proof(start + 0x5678), other.proof(start + 0x5678));
    assert_eq!(memory.multiproof(&[1, FIRST_PAGE + 7]), other.multiproof(&[1, FIRST_PAGE + 7]));
    // What is written is copied, a page each, and by one of two clones only.
    let (root, mut clone) = (memory.root(), memory.clone());
    for memory in [&mut memory, &mut other] {
        memory.store(start + 0x3008, 77).unwrap();
        memory.write_bytes(start + 0x1_0ffe, b"across").unwrap();
    }
    assert_eq!((memory.page_count(), clone.page_count()), (4, 1));
    assert_eq!(memory.root(), other.root());
    assert_eq!(clone.root(), root);
    clone.set_page_limit(1);
    let error = clone.store(start, 1).unwrap_err();
    assert_eq!(error, MemoryError::PageLimit { address: start, limit: 1 });
}

#[test]
fn the_identity_is_the_root_of_nothing_else() {
    let folder = tempdir().unwrap();
    let source = file(&folder);
    let identity = Image::open(&source, None, None).unwrap().identity();
    assert_eq!(identity, copied().root());
    assert!(Image::open(&source, None, Some(identity)).is_ok());
    let error = Image::open(&source, None, Some([1; 32])).unwrap_err();
    assert!(
        matches!(error, ImageError::Identity { expected, got, .. } if expected == [1; 32] && got == identity)
    );
    let moved = Source { first_page: FIRST_PAGE + 1, ..source };
    assert_ne!(Image::open(&moved, None, None).unwrap().identity(), identity);
}

#[test]
fn hashes_are_made_once() {
    let (folder, store) = (tempdir().unwrap(), tempdir().unwrap());
    let source = file(&folder);
    let cache = Cache::new(store.path().join("made when needed"));
    let first = Image::open(&source, Some(&cache), None).unwrap();
    assert!(!first.is_cached());
    let identity = first.identity();
    let again = Image::open(&source, Some(&cache), Some(identity)).unwrap();
    assert!(again.is_cached());
    assert_eq!((again.identity(), again.touched_pages()), (identity, 0));
    let mut memory = Memory::default();
    memory.map(&again).unwrap();
    assert_eq!(memory.root(), identity);
    memory.read_bytes((FIRST_PAGE + 3) << 12, 2 * PAGE_BYTES);
    assert_eq!(again.touched_pages(), 2, "only pages that are read are looked at");
    // Without the identity a cache is of no use, unless it may trust what the file system says.
    assert!(!Image::open(&source, Some(&cache), None).unwrap().is_cached());
    let trusting = cache.clone().trust_file_times();
    assert!(!Image::open(&source, Some(&trusting), None).unwrap().is_cached());
    assert!(Image::open(&source, Some(&trusting), None).unwrap().is_cached());
    let part = Source { pages: PAGES - 1, ..source.clone() };
    assert!(!Image::open(&part, Some(&trusting), None).unwrap().is_cached(), "another part is another image");
    change(&source.path, 5 * PAGE_BYTES);
    let changed = Image::open(&source, Some(&trusting), None).unwrap();
    assert!(!changed.is_cached() && changed.identity() != identity);
}

#[test]
fn a_bad_cache_is_not_believed() {
    let (folder, store) = (tempdir().unwrap(), tempdir().unwrap());
    let source = file(&folder);
    let cache = Cache::new(store.path());
    let identity = Image::open(&source, Some(&cache), None).unwrap().identity();
    let kept = fs::read_dir(store.path()).unwrap().next().unwrap().unwrap().path();
    let good = fs::read(&kept).unwrap();
    let mut bent = good.clone();
    bent[32 * 17 + 3] ^= 4;
    let swapped = [&good[32..64], &good[..32], &good[64..]].concat();
    for bad in [&bent, &swapped, &good[32..].to_vec(), &good[..good.len() - 5].to_vec(), &vec![]] {
        fs::write(&kept, bad).unwrap();
        let image = Image::open(&source, Some(&cache), Some(identity)).unwrap();
        assert!(!image.is_cached() && image.identity() == identity);
        assert_eq!(fs::read(&kept).unwrap(), good, "it is made anew");
        assert!(Image::open(&source, Some(&cache), Some(identity)).unwrap().is_cached());
    }
}

/// The cache says what the file should hold, the file holds something else: pages that are right are used,
/// the one that is wrong is an error for whoever touches it.
#[test]
fn a_changed_page_is_an_error() {
    let (folder, store) = (tempdir().unwrap(), tempdir().unwrap());
    let source = file(&folder);
    let cache = Cache::new(store.path());
    let identity = Image::open(&source, Some(&cache), None).unwrap().identity();
    change(&source.path, 9 * PAGE_BYTES + 100);
    let image = Image::open(&source, Some(&cache), Some(identity)).unwrap();
    assert!(image.is_cached());
    let mut memory = Memory::default();
    memory.map(&image).unwrap();
    let (good, bad) = ((FIRST_PAGE + 7) << 12, (FIRST_PAGE + 8) << 12);
    let changed = Err(MemoryError::Changed { address: bad });
    assert!(memory.page(good >> 12).is_ok());
    assert_eq!(memory.page(bad >> 12).map(|_| ()), changed);
    assert_eq!(memory.store(bad + 8, 1), changed);
    assert_eq!(memory.proof(bad).map(|_| ()), changed);
    assert!(memory.proof(good).is_ok());
    assert_eq!(memory.root(), identity, "what was not touched is what it was");
    let mut state = State::start(bad);
    state.memory = memory;
    let error = fault_proof_vm::Vm::new(state.clone()).step().unwrap_err();
    assert_eq!(error, fault_proof_vm::VmError::Memory(MemoryError::Changed { address: bad }));
    assert!(write_state(&mut Vec::new(), &state).is_err());
    assert!(Image::open(&source, Some(&cache), None).unwrap().identity() != identity);
}

#[test]
fn impossible_images_are_errors() {
    let folder = tempdir().unwrap();
    let source = file(&folder);
    let cause = |change: &dyn Fn(&mut Source)| {
        let mut source = source.clone();
        change(&mut source);
        match Image::open(&source, None, None) {
            Err(ImageError::Range { cause, .. }) => cause,
            other => panic!("{other:?}"),
        }
    };
    assert!(cause(&|source| source.offset = 8).contains("multiple of 4096"));
    assert!(cause(&|source| source.pages = 0).contains("whole pages"));
    assert!(cause(&|source| source.pages = PAGES + 2).contains("end of the file"));
    assert!(cause(&|source| source.offset = u64::MAX << 12).contains("end of the file"));
    assert!(cause(&|source| source.pages = 1 << 51).contains("end of the file"));
    assert!(cause(&|source| source.pages = u64::MAX).contains("end of memory"));
    assert!(cause(&|source| source.first_page = (1 << 52) - 1).contains("end of memory"));
    let missing = Source { path: folder.path().join("missing"), ..source.clone() };
    assert!(matches!(Image::open(&missing, None, None), Err(ImageError::Io { .. })));

    let image = Image::open(&source, None, None).unwrap();
    let mut memory = Memory::default();
    memory.store((FIRST_PAGE + PAGES - 1) << 12, 0).unwrap();
    let root = memory.root();
    let occupied = MemoryError::Occupied { address: (FIRST_PAGE + PAGES - 1) << 12 };
    assert_eq!(memory.map(&image), Err(occupied));
    assert_eq!((memory.root(), memory.page_numbers().len()), (root, 1), "nothing has changed");
    let mut memory = Memory::default();
    memory.map(&image).unwrap();
    assert!(matches!(memory.map(&image), Err(MemoryError::Occupied { .. })));
}

/// A program: flags, address, bytes and size in memory of its segments, each at a congruent offset.
fn program(segments: &[(u32, u64, Vec<u8>, u64)]) -> Vec<u8> {
    let mut file = b"\x7fELF\x02\x02\x01".to_vec();
    file.resize(16, 0);
    file.extend([0, 2, 0, 8, 0, 0, 0, 1]);
    file.extend([CODE, 64, 0].map(u64::to_be_bytes).concat());
    file.extend([0, 0, 0, 0, 0, 64, 0, 56, 0, segments.len() as u8, 0, 64, 0, 0, 0, 0]);
    let mut offset = 0x1000;
    let mut body = Vec::new();
    for (flags, address, bytes, size) in segments {
        offset = (offset + PAGE_BYTES as u64) / 4096 * 4096 + address % 4096;
        file.extend([1u32.to_be_bytes(), flags.to_be_bytes()].concat());
        let fields = [offset, *address, *address, bytes.len() as u64, *size, 0x1000];
        file.extend(fields.map(u64::to_be_bytes).concat());
        body.resize(offset as usize, 0);
        body.extend(bytes);
        offset += bytes.len() as u64;
    }
    file.resize(file.len().max(body.len()), 0);
    let head = file[..64 + 56 * segments.len()].to_vec();
    body.resize(file.len(), 0);
    body[..head.len()].copy_from_slice(&head);
    body
}

fn data(len: usize) -> Vec<u8> {
    (0..len).map(|i| (i * 31 / 8) as u8).collect()
}

fn same(one: &mut State, other: &mut State) {
    assert_eq!(one.memory.page_numbers(), other.memory.page_numbers());
    assert_eq!(one.witness(), other.witness());
}

#[test]
fn a_program_is_loaded_as_ever_with_its_constants_mapped() {
    let code = bytes(&exit_group(0));
    let constants = data(40 * PAGE_BYTES + 300);
    let text = (5, CODE, code.clone(), code.len() as u64);
    let cases = [
        vec![text.clone(), (4, 0x20_0ff0, constants.clone(), constants.len() as u64 + 9000)],
        vec![text.clone(), (4, 0x20_0000, constants.clone(), constants.len() as u64)],
        // Not mapped: instructions, few pages, pages that another segment shares.
        vec![(5, CODE, [code, constants.clone()].concat(), 200_000), (6, 0x40_0100, data(9000), 9000)],
        vec![
            text.clone(),
            (4, 0x20_0000, constants.clone(), 41 * PAGE_BYTES as u64),
            (6, 0x20_3800, data(5000), 5000),
        ],
    ];
    let folder = tempdir().unwrap();
    for (case, segments) in cases.iter().enumerate() {
        let file = program(segments);
        let path = folder.path().join(format!("program{case}"));
        fs::write(&path, &file).unwrap();
        let mut copied = elf::load(&file).unwrap();
        let mut mapped = load_program(&path, None).unwrap();
        same(&mut mapped, &mut copied);
        let saved = copied.memory.page_count() - mapped.memory.page_count();
        assert_eq!(saved, [40, 40, 0, 0][case]);
        let mut written = Vec::new();
        write_state(&mut written, &mapped).unwrap();
        same(&mut read_state(&written[..], FileLimits::default()).unwrap(), &mut copied);
        // Attaching shares what the program has and adds the arena's pages.
        let guest = Guest::new(mapped, 14).unwrap();
        let mut attached = guest.attach(&vec![1; 1 << 14]).unwrap();
        assert_eq!(attached.state().memory.page_count(), copied.memory.page_count() - saved + 4);
        assert!(attached.run(10).unwrap().exited);
    }
    assert!(load_program(&folder.path().join("missing"), None).is_err());
    fs::write(folder.path().join("empty"), b"").unwrap();
    assert!(load_program(&folder.path().join("empty"), None).is_err());
}

/// 64 MB of zeros in a file without blocks: the root is that of zeros, hashed and then from the cache.
#[test]
fn a_large_sparse_file() {
    sparse(1 << 14);
}

/// As above, 1 GB.
#[test]
#[ignore = "hashes 1 GB; run by make test-deep"]
fn a_gigabyte() {
    sparse(1 << 18);
}

fn sparse(pages: u64) {
    let folder = tempdir().unwrap();
    let path = folder.path().join("sparse");
    File::create(&path).unwrap().set_len(pages << 12).unwrap();
    let source = Source { path, offset: 0, first_page: pages, pages };
    let cache = Cache::new(folder.path()).trust_file_times();
    for cached in [false, true] {
        let image = Image::open(&source, Some(&cache), None).unwrap();
        assert_eq!((image.is_cached(), image.identity()), (cached, zero_subtree(59)));
        let mut memory = Memory::with_page_limit(1);
        memory.map(&image).unwrap();
        memory.store((pages + 5) << 12, 1).unwrap();
        let hashes = memory.hash_count();
        let root = memory.root();
        assert!(memory.hash_count() - hashes < 127 + 64);
        let mut small = Memory::default();
        small.store((pages + 5) << 12, 1).unwrap();
        assert_eq!(small.root(), root);
        assert_eq!(image.touched_pages(), if cached { 1 } else { pages as usize });
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Any range of pages, mapped, is the same range copied.
    #[test]
    fn any_range(first_page in prop_oneof![0u64..70, (1u64 << 52) - 100..(1 << 52) - 70], pages in 1u64..70) {
        let folder = tempdir().unwrap();
        let source = Source { first_page, pages, ..file(&folder) };
        let image = Image::open(&source, None, None).unwrap();
        let mut memory = Memory::default();
        let end = (pages as usize + 1) * PAGE_BYTES;
        memory.write_bytes(first_page << 12, &contents()[PAGE_BYTES..end]).unwrap();
        prop_assert_eq!(memory.root(), image.identity());
    }
}
