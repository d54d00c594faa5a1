//! Small programs for the fault-proof machine, as ELF files.

/// Bytes of the file's header, of a program header and of a section header.
const HEADERS: (u64, u64, u64) = (64, 56, 64);
/// Where code lies.
const START: u64 = 0x1_0000;

fn push<const N: usize>(file: &mut Vec<u8>, fields: &[[u8; N]]) {
    fields.iter().for_each(|field| file.extend(field));
}

/// A static big-endian MIPS64 executable of one segment.
pub fn executable(code: &[u32]) -> Vec<u8> {
    with_sections(code, &[])
}

/// The same with the section in which a Go toolchain, such as `go1.26.8`, says what it was told: lines of
/// `build\tKEY=VALUE`. They are shorter than 2^13 bytes.
pub fn go_program(code: &[u32], version: &str, settings: &str) -> Vec<u8> {
    // `debug/buildinfo` of Go's library: 14 bytes of magic, the word's size, a flag for strings in place, 16 bytes; two strings
    // after their lengths; settings lie between two marks of 16 bytes.
    let string =
        |text: &str| [&[0x80 | text.len() as u8 & 0x7f, (text.len() >> 7) as u8], text.as_bytes()].concat();
    let settings = format!("{0}{settings}{0}", "a mark: 16 bytes");
    let about = [&b"\xff Go buildinf:"[..], &[8, 2], &[0; 16], &string(version), &string(&settings)].concat();
    with_sections(code, &[(".go.buildinfo", &about)])
}

fn with_sections(code: &[u32], sections: &[(&str, &[u8])]) -> Vec<u8> {
    let (file_header, program_header, section_header) = HEADERS;
    let (size, code_at) = (4 * code.len() as u64, file_header + program_header);
    // The first section is none, the last one holds the names.
    let names = sections.iter().fold("\0".to_owned(), |names, (name, _)| format!("{names}{name}\0"));
    let mut entries = vec![(0, 0, 0)];
    let (mut name, mut at) = (1, code_at + size);
    for (text, bytes) in sections {
        entries.push((name, at, bytes.len() as u64));
        (name, at) = (name + text.len() as u32 + 1, at + bytes.len() as u64);
    }
    entries.push((0, at, names.len() as u64));
    let table = at + names.len() as u64;

    let mut file = b"\x7fELF\x02\x02\x01\0\0\0\0\0\0\0\0\0".to_vec();
    push(&mut file, &[2u16, 8].map(u16::to_be_bytes));
    push(&mut file, &[1u32].map(u32::to_be_bytes));
    push(&mut file, &[START, file_header, table].map(u64::to_be_bytes));
    push(&mut file, &[0u32].map(u32::to_be_bytes));
    let count = entries.len() as u16;
    let halves = [file_header as u16, program_header as u16, 1, section_header as u16, count, count - 1];
    push(&mut file, &halves.map(u16::to_be_bytes));
    push(&mut file, &[1u32, 5].map(u32::to_be_bytes));
    push(&mut file, &[code_at, START, START, size, size, 8].map(u64::to_be_bytes));
    push(&mut file, &code.iter().map(|word| word.to_be_bytes()).collect::<Vec<_>>());
    sections.iter().for_each(|(_, bytes)| file.extend(*bytes));
    file.extend(names.as_bytes());
    for (name, offset, len) in entries {
        push(&mut file, &[name, 1].map(u32::to_be_bytes));
        push(&mut file, &[0, 0, offset, len, 0, 0, 0].map(u64::to_be_bytes));
    }
    file
}
