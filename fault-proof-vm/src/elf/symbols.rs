//! Symbols of a program: names for addresses, in the JSON form that Cannon's users know
//! (`{"symbols":[{"name","start","size"}]}`, ascending by start).

use super::parse::{ElfError, Header, check_file_header, section_table, slice};
use serde::{Deserialize, Serialize};
use thiserror::Error;

const SYMBOL_BYTES: usize = 24;
/// Section type of a symbol table.
const SHT_SYMTAB: u32 = 2;
/// Longer names are cut. A hostile file can name the same long string as often as it has symbols.
const LONGEST_NAME: usize = 512;

/// A name for a range of addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Symbol {
    /// The name.
    pub name: String,
    /// First address.
    pub start: u64,
    /// Bytes; 0 where the file does not say.
    pub size: u64,
}

/// Symbols, ascending by start.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Metadata {
    /// The symbols.
    pub symbols: Vec<Symbol>,
}

/// Bytes that are no metadata.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not the JSON of a program's symbols: {0}")]
pub struct MetadataError(String);

impl Metadata {
    /// The symbols of an ELF file; none if it has no symbol table.
    pub fn of_elf(file: &[u8]) -> Result<Self, ElfError> {
        let sections = section_table(file, check_file_header(file)?)?;
        let mut symbols = Vec::new();
        let Some(table) = sections.clone().find(|section| section.u32(4) == SHT_SYMTAB) else {
            return Ok(Self { symbols });
        };
        let entries = slice(file, table.u64(24), table.u64(32), "symbol table", 0)?;
        // A table without names has symbols without names.
        let names = match sections.clone().nth(table.u32(40) as usize) {
            Some(strings) => slice(file, strings.u64(24), strings.u64(32), "symbol names", 0)?,
            None => &[],
        };
        // The first entry stands for no symbol.
        for entry in entries.chunks_exact(SYMBOL_BYTES).skip(1).map(Header) {
            let name = names.get(entry.u32(0) as usize..).unwrap_or_default();
            let name = &name[..name.len().min(LONGEST_NAME)];
            let end = name.iter().position(|byte| *byte == 0).unwrap_or(name.len());
            let name = String::from_utf8_lossy(&name[..end]).into_owned();
            symbols.push(Symbol { name, start: entry.u64(8), size: entry.u64(16) });
        }
        symbols.sort_by_key(|symbol| symbol.start);
        Ok(Self { symbols })
    }

    /// Reads the JSON form; symbols may be in any order.
    pub fn from_json(json: &[u8]) -> Result<Self, MetadataError> {
        let mut metadata: Self =
            serde_json::from_slice(json).map_err(|error| MetadataError(error.to_string()))?;
        metadata.symbols.sort_by_key(|symbol| symbol.start);
        Ok(metadata)
    }

    /// The symbol that an address belongs to: the last one that starts at or before it, unless it has ended.
    /// A symbol without a size is its start alone.
    pub fn find(&self, address: u64) -> Option<&Symbol> {
        let after = self.symbols.partition_point(|symbol| symbol.start <= address);
        let symbol = self.symbols[..after].last()?;
        (address - symbol.start < symbol.size.max(1)).then_some(symbol)
    }
}
