//! The link of a guest program: its code, and its constants as an object file of their own.
//!
//! The constants go from where they are held to a file, turned to the machine's byte order on the way, and are mapped
//! from then on: of a large model nothing but the code is in memory.

use bytes::Bytes;
use gadgets::mapped::map;
use object::write::{Object, Symbol, SymbolSection};
use object::{
    Architecture, BinaryFormat, Endianness, Object as _, SectionKind, SymbolFlags, SymbolKind, SymbolScope,
};
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::Command;

use crate::constants::{ConstantRecord, Constants};
use crate::native::CodegenError;
use crate::plan::ALIGNMENT;

const LINKER: &str = "/usr/lib/llvm-22/bin/ld.lld";

/// The static program of an object of code, and of constants under this name.
pub(crate) fn guest(
    code: &[u8],
    name: &str,
    constants: &Constants,
    records: &[ConstantRecord],
) -> Result<Bytes, CodegenError> {
    let failed = |e: io::Error| CodegenError::Link(e.to_string());
    if !Path::new(LINKER).exists() {
        return Err(CodegenError::NoLinker(LINKER.to_owned()));
    }
    let folder = tempfile::tempdir().map_err(failed)?;
    let file = |name: &str| folder.path().join(name);
    std::fs::write(file("guest.o"), code).map_err(failed)?;
    let mut image = BufWriter::new(File::create(file("image")).map_err(failed)?);
    constants.write_big_endian(records, &mut image).map_err(failed)?;
    image.flush().map_err(failed)?;
    let image = map(&file("image")).map_err(failed)?;
    object(name, &image, code, &file("constants.o"))?;
    // In its own folder, so that no path of this machine reaches linker or messages.
    let output = Command::new(LINKER)
        .current_dir(folder.path())
        .args(["-static", "--no-dynamic-linker", "-nostdlib", "-m", "elf64btsmip", "-e", "__start"])
        .args(["--gc-sections", "--build-id=none", "-z", "separate-code", "-o", "guest.elf"])
        .args(["guest.o", "constants.o"])
        .output()
        .map_err(failed)?;
    if !output.status.success() {
        return Err(CodegenError::Link(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
    }
    map(&file("guest.elf")).map_err(failed)
}

/// Writes an object with nothing but read-only data, for the same machine as `code`.
fn object(name: &str, data: &[u8], code: &[u8], path: &Path) -> Result<(), CodegenError> {
    let failed = |e: &dyn std::fmt::Display| CodegenError::Link(e.to_string());
    let like = object::File::parse(code).map_err(|e| failed(&e))?;
    let mut object = Object::new(BinaryFormat::Elf, Architecture::Mips64, Endianness::Big);
    object.flags = like.flags();
    let section = object.add_section(Vec::new(), b".rodata".to_vec(), SectionKind::ReadOnlyData);
    // A symbol needs a place, in a model without constants, too.
    let data = if data.is_empty() { &[0; ALIGNMENT as usize][..] } else { data };
    object.set_section_data(section, Cow::Borrowed(data), ALIGNMENT);
    object.add_symbol(Symbol {
        name: name.as_bytes().to_vec(),
        value: 0,
        size: data.len() as u64,
        kind: SymbolKind::Data,
        scope: SymbolScope::Linkage,
        weak: false,
        section: SymbolSection::Section(section),
        flags: SymbolFlags::None,
    });
    let mut file = BufWriter::new(File::create(path).map_err(|e| failed(&e))?);
    object.write_stream(&mut file).map_err(|e| failed(&e))?;
    file.flush().map_err(|e| failed(&e))
}
