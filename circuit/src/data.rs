//! Integer constants in the narrowest type that holds them.

use borsh::io::{Error, ErrorKind, Read, Result, Write};
use borsh::{BorshDeserialize, BorshSerialize};
use integers::{Buffer, ElementType};

use super::Range;

/// Row-major integers. Canonical: [`Data::new`] picks the narrowest signed type, and validation refuses any other.
/// A clone shares the integers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Data(Buffer);

impl From<Buffer> for Data {
    /// The integers in the type in which they are, which may not be the narrowest, or in a signed one.
    fn from(buffer: Buffer) -> Self {
        match buffer.element() {
            ElementType::U8 => Self::new(&buffer.to_i64()),
            _ => Self(buffer),
        }
    }
}

impl Data {
    /// Packs `values`.
    pub fn new(values: &[i64]) -> Self {
        let range = integers::Range::of(values.iter().copied()).unwrap_or(integers::Range::point(0));
        Self(Buffer::new(narrowest(range), values).expect("the type was chosen for the values"))
    }

    /// The integers of a buffer, shared where its type is the narrowest.
    pub fn of(buffer: &Buffer) -> Self {
        let range = buffer.range().unwrap_or(integers::Range::point(0));
        if buffer.element() == narrowest(range) { Self(buffer.clone()) } else { Self::new(&buffer.to_i64()) }
    }

    /// Number of integers.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The integer at `i`, if there is one.
    pub fn get(&self, i: usize) -> Option<i64> {
        self.0.get(i)
    }

    /// All integers in order.
    pub fn iter(&self) -> impl Iterator<Item = i64> + '_ {
        (0..self.len()).filter_map(|i| self.get(i))
    }

    /// All integers in order.
    pub fn to_vec(&self) -> Vec<i64> {
        self.0.to_i64()
    }

    /// The smallest interval that holds all of them; `None` when empty.
    pub fn range(&self) -> Option<Range> {
        self.0.range().map(Range::from)
    }

    /// Bytes that they take.
    pub fn bytes(&self) -> usize {
        self.0.le_bytes().len()
    }

    /// Whether no narrower type would do.
    pub fn is_canonical(&self) -> bool {
        self.0.element() == narrowest(self.0.range().unwrap_or(integers::Range::point(0)))
    }
}

/// The types in the order of their numbers in the encoding.
const TYPES: [ElementType; 4] = [ElementType::I8, ElementType::I16, ElementType::I32, ElementType::I64];

/// The narrowest signed type that holds a range.
fn narrowest(range: integers::Range) -> ElementType {
    TYPES.into_iter().find(|t| t.range().contains_range(range)).unwrap_or(ElementType::I64)
}

/// The type's number, then a vector of its integers.
impl BorshSerialize for Data {
    fn serialize<W: Write>(&self, writer: &mut W) -> Result<()> {
        let tag = TYPES.iter().position(|t| *t == self.0.element()).unwrap_or(TYPES.len()) as u8;
        tag.serialize(writer)?;
        let len = u32::try_from(self.len()).map_err(|_| Error::from(ErrorKind::InvalidInput))?;
        len.serialize(writer)?;
        writer.write_all(self.0.le_bytes())
    }
}

impl BorshDeserialize for Data {
    fn deserialize_reader<R: Read>(reader: &mut R) -> Result<Self> {
        let tag = u8::deserialize_reader(reader)?;
        let element = TYPES.get(usize::from(tag)).copied();
        let element =
            element.ok_or_else(|| Error::new(ErrorKind::InvalidData, format!("type {tag} of constants")))?;
        let len = u64::from(u32::deserialize_reader(reader)?) * element.bytes() as u64;
        // Memory for what is read, not for the length that is stated.
        let mut bytes = Vec::new();
        reader.take(len).read_to_end(&mut bytes)?;
        if bytes.len() as u64 != len {
            return Err(Error::new(ErrorKind::UnexpectedEof, "constants end early"));
        }
        Ok(Self(Buffer::shared(element, bytes.into())))
    }
}
