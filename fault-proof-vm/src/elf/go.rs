//! What a Go program says of its making, and whether its runtime fits the machine.
//!
//! Since Go 1.18 the section `.go.buildinfo` holds 32 bytes of header (14 of them magic, the flag 2 in the last but
//! 16 for what follows) and two strings, each after its length as a varint: the version, and lines of which
//! `build\tKEY=VALUE` are the settings (`debug/buildinfo` of Go's library). `-ldflags` is not among them where
//! `-trimpath` is, so the variable that matters, `runtime.godebugDefault`, is read from the program as well.

use super::parse::{ElfError, Header, Image, check_file_header, parse, section_table, slice};
use super::{Metadata, Symbol};
use std::fmt;

const SECTION: &[u8] = b".go.buildinfo\0";
const MAGIC: &[u8] = b"\xff Go buildinf:";
const HEADER_BYTES: usize = 32;
/// Place of the flags in the header, and the flag of strings that follow it.
const FLAGS: usize = 15;
const INLINE: u8 = 2;
/// Bytes of a mark before the settings, and of one after them.
const MARK_BYTES: usize = 16;
/// The variable that holds the runtime's defaults, `key=value,...`; its linker sets it.
const DEFAULTS: &str = "runtime.godebugDefault";
/// Longest defaults that are read.
const MAX_DEFAULTS: u64 = 1 << 16;
/// Names of the settings.
const LINKER_FLAGS: &str = "-ldflags";
const MODULE_DEFAULTS: &str = "DefaultGODEBUG";

/// The first minor version of Go 1 whose runtime names its mappings, and the first that takes memory that was given
/// back for zero.
const NAMES_MAPPINGS: u32 = 25;
const TAKES_FOR_ZERO: u32 = 26;

/// How a Go program was built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoBuild {
    /// The toolchain, such as `go1.26.8`.
    pub version: String,
    /// Settings, such as `-ldflags` and `GOARCH`.
    pub settings: Vec<(String, String)>,
    /// The runtime's defaults, `key=value,...`; none where neither symbols nor settings tell.
    pub defaults: Option<String>,
}

/// What about a Go program does not fit the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoFault {
    /// Its runtime takes memory that it gave back for zero. The machine's `madvise` does nothing, so that the
    /// program computes with old contents and nothing stops it.
    StaleMemory,
    /// Its runtime names its mappings with a system call that the machine does not have.
    NamesMappings,
}

/// A fault, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoWarning {
    /// The toolchain.
    pub version: String,
    /// The fault.
    pub fault: GoFault,
    /// Whether the runtime's defaults were seen; without them the program may be sound.
    pub certain: bool,
}

impl fmt::Display for GoWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { version, fault, certain } = self;
        match fault {
            GoFault::StaleMemory => write!(
                f,
                "the runtime of {version} takes memory that it gave back for zero, and this machine leaves the old \
                 contents there: new variables may hold old bytes, and nothing stops the program. Build it with Go \
                 1.25 or older, or"
            )?,
            GoFault::NamesMappings => write!(
                f,
                "the runtime of {version} names its mappings with a system call (prctl) that this machine does not \
                 have: the program will have no next step. Build it"
            )?,
        }
        write!(f, " with -ldflags \"-X {DEFAULTS}=madvdontneed=0,decoratemappings=0\"")?;
        if *certain { Ok(()) } else { write!(f, " (the program is stripped: whether it was cannot be seen)") }
    }
}

impl GoBuild {
    /// How a program was built; none if it is no Go program, or one of before Go 1.18.
    ///
    /// # Errors
    /// [`ElfError`] for a file that is no program.
    pub fn of_elf(file: &[u8]) -> Result<Option<Self>, ElfError> {
        let Some(section) = section(file)? else {
            return Ok(None);
        };
        let bytes = slice(file, section.u64(24), section.u64(32), "section", 0)?;
        let Some((version, lines)) = strings(bytes) else {
            return Ok(None);
        };
        let settings: Vec<_> = lines
            .lines()
            .filter_map(|line| line.strip_prefix("build\t")?.split_once('='))
            .map(|(key, value)| (unquote(key), unquote(value)))
            .collect();
        let defaults = match variable(file)? {
            Some(defaults) => Some(defaults),
            None => defaults_of(&settings),
        };
        Ok(Some(Self { version, settings, defaults }))
    }

    /// What about the program does not fit the machine.
    pub fn warnings(&self) -> Vec<GoWarning> {
        let minor = minor(&self.version);
        let faults = [
            (GoFault::StaleMemory, TAKES_FOR_ZERO, "madvdontneed"),
            (GoFault::NamesMappings, NAMES_MAPPINGS, "decoratemappings"),
        ];
        let (version, certain) = (&self.version, self.defaults.is_some());
        faults
            .into_iter()
            .filter(|(_, since, key)| {
                minor.is_some_and(|minor| minor >= *since) && self.default(key) != Some("0")
            })
            .map(|(fault, ..)| GoWarning { version: version.clone(), fault, certain })
            .collect()
    }

    /// The runtime's default for a key; the last one counts.
    fn default(&self, key: &str) -> Option<&str> {
        let pairs = self.defaults.as_ref()?.rsplit(',');
        pairs.filter_map(|pair| pair.split_once('=')).find(|(name, _)| *name == key).map(|(_, value)| value)
    }
}

/// The section of build information.
fn section(file: &[u8]) -> Result<Option<Header<'_>>, ElfError> {
    let header = check_file_header(file)?;
    let mut sections = section_table(file, header)?;
    let Some(strings) = sections.clone().nth(header.u16(62) as usize) else {
        return Ok(None);
    };
    let names = slice(file, strings.u64(24), strings.u64(32), "section names", 0)?;
    Ok(sections
        .find(|section| names.get(section.u32(0) as usize..).is_some_and(|name| name.starts_with(SECTION))))
}

/// The version and the lines of settings.
fn strings(section: &[u8]) -> Option<(String, String)> {
    let rest = section.get(HEADER_BYTES..)?;
    if !section.starts_with(MAGIC) || section[FLAGS] & INLINE == 0 {
        return None;
    }
    let (version, rest) = string(rest)?;
    let (lines, _) = string(rest)?;
    let lines = lines.get(MARK_BYTES..lines.len().saturating_sub(MARK_BYTES)).unwrap_or_default();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Some((text(version), text(lines)))
}

/// A string after its length, and what follows it.
fn string(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().take(9).position(|byte| byte & 0x80 == 0)?;
    let len = bytes[..=end].iter().rev().fold(0, |len, byte| len << 7 | u64::from(byte & 0x7f));
    bytes[end + 1..].split_at_checked(usize::try_from(len).ok()?)
}

/// A key or value, of which those with special characters are in quotes.
fn unquote(text: &str) -> String {
    match text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        Some(inner) => inner.replace("\\\"", "\"").replace("\\\\", "\\"),
        None => text.to_owned(),
    }
}

/// The minor version of Go 1, of a release (`go1.26.8`) or of one in the making (`devel go1.27-abc`).
fn minor(version: &str) -> Option<u32> {
    let digits = version.split("go1.").nth(1)?;
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    digits[..end].parse().ok()
}

/// The runtime's defaults as the program holds them.
fn variable(file: &[u8]) -> Result<Option<String>, ElfError> {
    let symbols = Metadata::of_elf(file)?.symbols;
    let Some(Symbol { start, .. }) = symbols.iter().find(|symbol| symbol.name == DEFAULTS) else {
        return Ok(None);
    };
    Ok(string_at(&parse(file)?, *start))
}

/// A variable of Go's type `string`: where its bytes are, which is nowhere if there are none, and how many.
fn string_at(image: &Image<'_>, address: u64) -> Option<String> {
    let variable = image.bytes(address, 16)?;
    let bytes = match (Header(&variable).u64(0), Header(&variable).u64(8)) {
        (_, 0) => Vec::new(),
        (at, len) => image.bytes(at, Some(len).filter(|len| *len <= MAX_DEFAULTS)?)?,
    };
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// The runtime's defaults as far as settings tell: those that the linker was given, or the module's.
fn defaults_of(settings: &[(String, String)]) -> Option<String> {
    let setting = |name: &str| settings.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let given = setting(LINKER_FLAGS).and_then(|flags| flags.split(&format!("{DEFAULTS}=")).nth(1));
    let given = given.map(|rest| rest.split(['"', '\'', ' ']).next().unwrap_or_default());
    // Without linker flags in sight there may have been some.
    let module = || setting(LINKER_FLAGS).map(|_| setting(MODULE_DEFAULTS).unwrap_or_default());
    given.or_else(module).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(version: &str, defaults: Option<&str>) -> Vec<GoFault> {
        let build = GoBuild {
            version: version.to_owned(),
            settings: Vec::new(),
            defaults: defaults.map(str::to_owned),
        };
        build.warnings().iter().map(|warning| warning.fault).collect()
    }

    #[test]
    fn versions_and_defaults_decide() {
        use GoFault::{NamesMappings, StaleMemory};
        let sound = Some("madvdontneed=0,decoratemappings=0");
        for old in ["go1.18", "go1.24.13", "unknown", "go2.1"] {
            assert_eq!(build(old, None), []);
        }
        assert_eq!(build("go1.25.3", Some("")), [NamesMappings]);
        assert_eq!(build("go1.25.3", sound), []);
        for new in ["go1.26.8", "go1.26.8 X:nodwarf5", "devel go1.27-abcdef", "go1.100"] {
            assert_eq!(build(new, Some("")), [StaleMemory, NamesMappings], "{new}");
            assert_eq!(build(new, Some("decoratemappings=0")), [StaleMemory]);
            assert_eq!(build(new, Some("madvdontneed=0")), [NamesMappings]);
            assert_eq!(build(new, Some("madvdontneed=1,x=2,decoratemappings=0,madvdontneed=0")), []);
            assert_eq!(build(new, sound), []);
        }
    }

    #[test]
    fn settings_tell_where_symbols_do_not() {
        let defaults = |settings: &[(&str, &str)]| {
            let owned = |(key, value): &(&str, &str)| (unquote(key), unquote(value));
            defaults_of(&settings.iter().map(owned).collect::<Vec<_>>())
        };
        let flag = |flags| defaults(&[("-ldflags", flags), ("DefaultGODEBUG", "a=1")]);
        assert_eq!(flag(r#""-s -X runtime.godebugDefault=b=2,c=3 -w""#).unwrap(), "b=2,c=3");
        assert_eq!(flag(r#""-X 'runtime.godebugDefault=b=2'""#).unwrap(), "b=2");
        assert_eq!(flag(r#""-X \"runtime.godebugDefault=b=2\"""#).unwrap(), "b=2");
        assert_eq!(flag("-w").unwrap(), "a=1");
        assert_eq!(defaults(&[("-trimpath", "true"), ("DefaultGODEBUG", "a=1")]), None);
    }

    #[test]
    fn variables_are_read() {
        use super::super::parse::Segment;
        let words = |at: u64, len: u64| [at, len].map(u64::to_be_bytes).concat();
        let bytes = [words(0x1040, 3), words(0, 0), words(0x1040, 4), words(0, 3), b"a=1".to_vec()].concat();
        let segment = Segment { address: 0x1000, bytes: &bytes, size: 0x43, load: true, executable: false };
        let image = Image { entry: 0, segments: vec![segment], code: Vec::new() };
        let read = |address| string_at(&image, address);
        assert_eq!((read(0x1000).as_deref(), read(0x1010).as_deref()), (Some("a=1"), Some("")));
        for bad in [0x1020, 0x1030, 0x1034, 0xfff, u64::MAX] {
            assert_eq!(read(bad), None, "{bad:#x}");
        }
    }

    #[test]
    fn strings_end_where_they_say() {
        let long = [&[0x81, 0x01][..], &[7; 130]].concat();
        assert_eq!(string(&long), Some((&[7; 129][..], &[7][..])));
        assert_eq!(string(b"\0"), Some((&b""[..], &b""[..])));
        for bad in [&b""[..], b"\x02a", b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", b"\x80"] {
            assert_eq!(string(bad), None);
        }
    }
}
