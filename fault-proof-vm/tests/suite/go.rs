//! What a Go program says of its making, and what becomes of one whose runtime does not fit the machine.

use crate::asm::exit_group;
use crate::builds::{go_guests, go_minor_version, go_without_settings};
use crate::guests::{Listener, load};
use fault_proof_vm::Vm;
use fault_proof_vm::elf::{ElfError, GoBuild, GoFault};
use std::path::Path;

/// The first minor version of Go 1 whose runtime takes memory that it gave back for zero.
const TAKES_FOR_ZERO: u32 = 26;

fn build_of(folder: &Path, name: &str) -> GoBuild {
    GoBuild::of_elf(&std::fs::read(folder.join(name)).unwrap()).unwrap().unwrap()
}

/// Memory that a guest gives back keeps its contents, and a runtime that takes it for zero computes with them. The
/// settings that guests are built with say so to it. If this fails with a new version of Go, its runtime has
/// changed: see what guests need now.
#[test]
fn fresh_memory_is_zero_with_the_right_settings() {
    let (Some(with), Some(without)) = (go_guests(), go_without_settings()) else { return };
    let run = |folder: &Path| {
        let mut vm = Vm::with_host(load(folder, "fresh"), Listener::default());
        let code = vm.run(200_000_000).unwrap().exit_code;
        (code, String::from_utf8(vm.host_mut().printed.clone()).unwrap())
    };
    assert_eq!(run(with), (0, "0\n".to_owned()));
    let (code, printed) = run(without);
    let faulty = go_minor_version().unwrap() >= TAKES_FOR_ZERO;
    assert_eq!((code, printed != "0\n"), (u8::from(faulty), faulty), "{printed}");
    // A warning for exactly that program.
    let warnings = build_of(without, "fresh").warnings();
    let expected = if faulty { vec![GoFault::StaleMemory] } else { Vec::new() };
    assert_eq!(warnings.iter().map(|warning| warning.fault).collect::<Vec<_>>(), expected);
    assert!(warnings.iter().all(|warning| warning.certain));
    let build = build_of(with, "fresh");
    assert_eq!(build.warnings(), []);
    assert!(build.settings.contains(&("GOARCH".to_owned(), "mips64".to_owned())), "{build:?}");
    assert_eq!(build.defaults.as_deref(), Some("madvdontneed=0,decoratemappings=0"));
}

/// A file with a section of build information.
fn file(version: &str, settings: &str) -> Vec<u8> {
    let string =
        |text: &str| [vec![0x80 | text.len() as u8 & 0x7f, (text.len() >> 7) as u8], text.into()].concat();
    let marked = format!("{}{settings}{}", "0w 16 bytes here", "and 16 after it.");
    let header = [&b"\xff Go buildinf:"[..], &[8, 3], &[0; 16]].concat();
    let section = [header, string(version), string(&marked)].concat();
    let names = b"\0.go.buildinfo\0.shstrtab\0";
    let code = exit_group(0);
    let size = 4 * code.len() as u64;
    let mut file = crate::elf::file_from(0x1000, &[(1, 5, crate::elf::TEXT, 0x1000, size, size)], &code);
    let starts = [file.len(), file.len() + section.len()];
    file.extend([&section[..], names].concat());
    let table = file.len() as u64;
    let parts = [(0, 0, 0), (1, starts[0], section.len()), (15, starts[1], names.len())];
    for (name, offset, len) in parts {
        file.extend([name, 1u32].map(u32::to_be_bytes).concat());
        file.extend([0, 0, offset as u64, len as u64, 0, 0, 0].map(u64::to_be_bytes).concat());
    }
    file[40..48].copy_from_slice(&table.to_be_bytes());
    (file[61], file[63]) = (3, 2);
    file
}

#[test]
fn build_information_is_read() {
    let settings =
        "path\tx\nbuild\t-compiler=gc\nbuild\t-ldflags=\"-X runtime.godebugDefault=madvdontneed=0\"\n";
    let build = GoBuild::of_elf(&file("go1.26.8", settings)).unwrap().unwrap();
    assert_eq!(build.version, "go1.26.8");
    assert_eq!(build.settings.len(), 2);
    assert_eq!(build.settings[1].1, "-X runtime.godebugDefault=madvdontneed=0");
    assert_eq!(build.defaults.as_deref(), Some("madvdontneed=0"));
    let warnings = build.warnings();
    assert_eq!(warnings.iter().map(|warning| warning.fault).collect::<Vec<_>>(), [GoFault::NamesMappings]);
    assert!(warnings[0].to_string().contains("go1.26.8") && warnings[0].to_string().contains("prctl"));
    // Stripped, and built with -trimpath: nothing tells.
    let build = GoBuild::of_elf(&file("go1.26.8", "build\t-trimpath=true\n")).unwrap().unwrap();
    let warnings = build.warnings();
    assert_eq!((warnings.len(), warnings[0].fault, warnings[0].certain), (2, GoFault::StaleMemory, false));
    let text = warnings[0].to_string();
    assert!(
        text.contains("-ldflags \"-X runtime.godebugDefault=madvdontneed=0") && text.contains("stripped"),
        "{text}"
    );
    let build =
        GoBuild::of_elf(&file("go1.25.3", "build\t-ldflags=-w\nbuild\tDefaultGODEBUG=decoratemappings=0\n"));
    assert_eq!(build.unwrap().unwrap().warnings(), []);
}

/// Whatever is wrong with the section, there is an answer.
#[test]
fn spoiled_build_information_is_none() {
    let good = file("go1.26.8", "build\t-trimpath=true\n");
    let at = good.windows(4).position(|bytes| bytes == b"\xff Go").unwrap();
    for (place, byte) in [(at, 0), (at + 15, 1), (at + 32, 0xff), (at + 33, 0x7f)] {
        let mut file = good.clone();
        file[place] = byte;
        assert_eq!(GoBuild::of_elf(&file).unwrap(), None, "byte {place} is {byte}");
    }
    let mut file = good.clone();
    let table = u64::from_be_bytes(good[40..48].try_into().unwrap()) as usize;
    file[table + 64 + 24] = 0xff;
    assert!(matches!(GoBuild::of_elf(&file), Err(ElfError::OutsideFile { what: "section", .. })));
    assert_eq!(
        GoBuild::of_elf(&good[..table]).map_err(|error| matches!(error, ElfError::OutsideFile { .. })),
        Err(true)
    );
    let mut without_names = good;
    without_names[63] = 9;
    assert_eq!(GoBuild::of_elf(&without_names).unwrap(), None);
}
