//! Memory of known layout: every object is an array of one element type, every address is known, save
//! that a table may be read at an index that depends on data.

use gadgets::scalar::{Access, Binary, ScalarOperand};
use gadgets::{Buffer, ElementType};
use std::collections::HashMap;
use std::fmt;

use super::builder::{Builder, Int, Number};
use super::code::Element;
use super::refusal::Reason;

/// Most elements of all outputs, locals and table copies together.
pub const MAX_CELLS: usize = 1 << 22;

/// A value of any type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Datum {
    /// An integer.
    Int(Int),
    /// An address.
    Pointer(Pointer),
}

/// An address: an object, a byte offset, and perhaps an index that depends on data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pointer {
    /// Index of the object.
    pub object: usize,
    /// Known part, in bytes.
    pub offset: i64,
    /// A 64-bit number that depends on data, and the bytes that it counts.
    pub index: Option<(Int, u64)>,
}

enum Contents<'a> {
    /// Operand of this number: data.
    Input(u32),
    /// Numbers known at compile time.
    Constant(&'a Buffer),
    /// What the function wrote; `None` where it wrote nothing.
    Cells(Vec<Option<Datum>>),
}

/// What an object is called in a refusal.
#[derive(Clone, Copy)]
enum Name {
    Operand(usize),
    Global(usize),
    Local(usize),
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operand(i) => write!(f, "operand {i}"),
            Self::Global(i) => write!(f, "constant global {i}"),
            Self::Local(i) => write!(f, "local {i}"),
        }
    }
}

struct Object<'a> {
    name: Name,
    element: Element,
    len: usize,
    contents: Contents<'a>,
    /// The table made of the present contents.
    table: Option<u32>,
}

/// All objects, and the tables made of them.
pub struct Memory<'a> {
    objects: Vec<Object<'a>>,
    cells: usize,
    /// Tables that data-dependent loads read, and the place of each.
    pub tables: Vec<Buffer>,
    places: HashMap<Buffer, u32>,
    /// Elements copied, filled, forgotten or made a table, for the bound on the work.
    pub work: usize,
}

impl<'a> Memory<'a> {
    /// Memory that holds the operands, then the constant globals.
    pub fn new(operands: &'a [ScalarOperand], globals: &'a [Buffer]) -> Result<Self, Reason> {
        let mut memory =
            Self { objects: Vec::new(), cells: 0, tables: Vec::new(), places: HashMap::new(), work: 0 };
        for (i, operand) in operands.iter().enumerate() {
            let (name, len) = (Name::Operand(i), operand.len as usize);
            let contents = match &operand.access {
                Access::Input => Contents::Input(i as u32),
                Access::Constant(values) => Contents::Constant(values),
                Access::Output => memory.cells(len as u64)?,
            };
            let element = Element::Int(operand.element.bits() as u8);
            memory.objects.push(Object { name, element, len, contents, table: None });
        }
        for (i, values) in globals.iter().enumerate() {
            let (name, len) = (Name::Global(i), values.len());
            let element = Element::Int(values.element().bits() as u8);
            memory.objects.push(Object {
                name,
                element,
                len,
                contents: Contents::Constant(values),
                table: None,
            });
        }
        Ok(memory)
    }

    fn count(&mut self, n: u64) -> Result<usize, Reason> {
        let total = usize::try_from(n).ok().and_then(|n| self.cells.checked_add(n));
        self.cells = total
            .filter(|n| *n <= MAX_CELLS)
            .ok_or(Reason::Limit { what: "memory elements", limit: MAX_CELLS })?;
        Ok(n as usize)
    }

    fn cells(&mut self, n: u64) -> Result<Contents<'a>, Reason> {
        Ok(Contents::Cells(vec![None; self.count(n)?]))
    }

    /// New memory of `len` elements, of which nothing is written.
    pub fn local(&mut self, element: Element, len: u64) -> Result<Pointer, Reason> {
        if element.bytes().is_none() {
            return Err(Reason::Unsupported(format!("a local of {element}")));
        }
        // What an object costs besides, so that the number of small ones is bounded.
        self.count(16)?;
        let contents = self.cells(len)?;
        let name = Name::Local(self.objects.len());
        self.objects.push(Object { name, element, len: len as usize, contents, table: None });
        Ok(Pointer { object: self.objects.len() - 1, offset: 0, index: None })
    }

    /// `pointer` plus `index` times `stride` bytes.
    pub fn offset(
        &self,
        b: &mut Builder,
        mut pointer: Pointer,
        index: Int,
        stride: u64,
    ) -> Result<Pointer, Reason> {
        let index = if index.bits > 64 { b.trunc(64, index)? } else { b.sext(64, index)? };
        if let Some(i) = index.signed() {
            pointer.offset = pointer.offset.wrapping_add((i as i64).wrapping_mul(stride.cast_signed()));
            return Ok(pointer);
        }
        pointer.index = Some(match pointer.index {
            None => (index, stride),
            // Both count the bytes of the largest stride that divides the two.
            Some((before, other)) => {
                let common = gcd(stride, other).max(1);
                let before = b.binary(Binary::Mul, before, Int::known(64, (other / common).into()))?;
                let index = b.binary(Binary::Mul, index, Int::known(64, (stride / common).into()))?;
                (b.binary(Binary::Add, before, index)?, common)
            }
        });
        Ok(pointer)
    }

    /// The element that a known address names.
    fn element(&self, p: Pointer, element: Element) -> Result<usize, Reason> {
        let o = &self.objects[p.object];
        if p.index.is_some() {
            return Err(Reason::Address { object: o.name.to_string() });
        }
        let bytes = o.element.bytes().unwrap_or(1) as i64;
        if element != o.element || p.offset % bytes != 0 {
            return Err(o.width(p.offset, element));
        }
        match usize::try_from(p.offset / bytes) {
            Ok(i) if i < o.len => Ok(i),
            _ => Err(Reason::Outside {
                object: o.name.to_string(),
                offset: p.offset,
                bytes: o.len.saturating_mul(bytes as usize),
            }),
        }
    }

    /// What is at an address.
    pub fn load(&mut self, b: &mut Builder, p: Pointer, element: Element) -> Result<Datum, Reason> {
        if let Some((index, stride)) = p.index {
            return self.lookup(b, p, index, stride, element);
        }
        let at = self.element(p, element)?;
        self.get(b, p.object, at)?.ok_or_else(|| Reason::Uninitialised {
            object: self.objects[p.object].name.to_string(),
            element: at,
        })
    }

    fn get(&self, b: &mut Builder, object: usize, at: usize) -> Result<Option<Datum>, Reason> {
        let o = &self.objects[object];
        match (&o.contents, o.element) {
            (Contents::Cells(cells), _) => Ok(cells[at]),
            (Contents::Input(i), Element::Int(bits)) => {
                b.load(bits, *i, at as u32).map(|v| Some(Datum::Int(v)))
            }
            (Contents::Constant(values), Element::Int(bits)) => {
                Ok(values.get(at).map(|v| Datum::Int(Int::known(bits, v.into()))))
            }
            (_, Element::Pointer) => Ok(None),
        }
    }

    /// A load at an index that depends on data: of a table whose numbers are all known now.
    fn lookup(
        &mut self,
        b: &mut Builder,
        p: Pointer,
        index: Int,
        stride: u64,
        element: Element,
    ) -> Result<Datum, Reason> {
        let o = &self.objects[p.object];
        let (Element::Int(bits), Some(bytes)) = (o.element, o.element.bytes()) else {
            return Err(Reason::Address { object: o.name.to_string() });
        };
        if element != o.element || !stride.is_multiple_of(bytes) || p.offset % bytes as i64 != 0 {
            return Err(o.width(p.offset, element));
        }
        let table = self.table(p.object, bits)?;
        let scaled = b.binary(Binary::Mul, index, Int::known(64, (stride / bytes).into()))?;
        let index = b.binary(Binary::Add, scaled, Int::known(64, (p.offset / bytes as i64).into()))?;
        b.lookup(bits, table, index).map(Datum::Int)
    }

    /// The table of an object's present contents.
    fn table(&mut self, object: usize, bits: u8) -> Result<u32, Reason> {
        let o = &self.objects[object];
        if let Some(table) = o.table {
            return Ok(table);
        }
        let dynamic = || Reason::Address { object: o.name.to_string() };
        let table = match &o.contents {
            Contents::Input(_) => return Err(dynamic()),
            Contents::Constant(values) => (*values).clone(),
            Contents::Cells(cells) => {
                let known = |c: &Option<Datum>| match c {
                    Some(Datum::Int(Int { number: Number::Known(v), .. })) => Some(*v as i64),
                    _ => None,
                };
                let values = cells.iter().map(known).collect::<Option<Vec<i64>>>().ok_or_else(dynamic)?;
                let element = element_type(bits).ok_or_else(dynamic)?;
                Buffer::new(element, &values).map_err(|_| dynamic())?
            }
        };
        self.work += table.len();
        // Equal contents are one table, wherever they lie.
        let place = match self.places.get(&table) {
            Some(place) => *place,
            None => {
                self.count(table.len() as u64)?;
                let place = self.tables.len() as u32;
                self.tables.push(table.clone());
                self.places.insert(table, place);
                place
            }
        };
        self.objects[object].table = Some(place);
        Ok(place)
    }

    /// Writes to an address.
    pub fn store(&mut self, p: Pointer, value: Datum) -> Result<(), Reason> {
        let element = match value {
            Datum::Int(v) => Element::Int(v.bits),
            Datum::Pointer(_) => Element::Pointer,
        };
        let at = self.element(p, element)?;
        self.set(p.object, at, Some(value))
    }

    fn set(&mut self, object: usize, at: usize, value: Option<Datum>) -> Result<(), Reason> {
        let o = &mut self.objects[object];
        match &mut o.contents {
            Contents::Cells(cells) => {
                cells[at] = value;
                o.table = None;
                Ok(())
            }
            _ => Err(Reason::ReadOnly { object: o.name.to_string() }),
        }
    }

    /// The elements that `bytes` bytes from `p` cover: the first and how many.
    fn span(&self, p: Pointer, bytes: i64) -> Result<(usize, usize), Reason> {
        let o = &self.objects[p.object];
        let size = o.element.bytes().unwrap_or(1) as i64;
        if bytes % size != 0 {
            return Err(o.width(p.offset, Element::Int(8)));
        }
        let first = self.element(p, o.element)?;
        let last = Pointer { offset: p.offset.saturating_add(bytes - size), ..p };
        Ok((first, self.element(last, o.element)? - first + 1))
    }

    /// `memcpy` or `memmove`. Unwritten ones stay unwritten.
    pub fn copy(&mut self, b: &mut Builder, to: Pointer, from: Pointer, bytes: i64) -> Result<(), Reason> {
        if bytes <= 0 {
            return Ok(());
        }
        let (element, source) = (self.objects[to.object].element, &self.objects[from.object]);
        if source.element != element {
            return Err(source.width(from.offset, element));
        }
        let ((target, _), (first, count)) = (self.span(to, bytes)?, self.span(from, bytes)?);
        let values =
            (first..first + count).map(|i| self.get(b, from.object, i)).collect::<Result<Vec<_>, _>>()?;
        for (i, value) in values.into_iter().enumerate() {
            self.set(to.object, target + i, value)?;
        }
        self.work += count;
        Ok(())
    }

    /// `memset`.
    pub fn fill(&mut self, p: Pointer, byte: Int, bytes: i64) -> Result<(), Reason> {
        if bytes <= 0 {
            return Ok(());
        }
        let (first, count) = self.span(p, bytes)?;
        let value = match (self.objects[p.object].element, byte.number) {
            (Element::Int(8), _) => byte,
            (Element::Int(bits), Number::Known(v)) => Int::known(bits, i128::from_le_bytes([v as u8; 16])),
            (Element::Int(_), Number::Data(_)) => return Err(Reason::Dynamic("the byte of a memset")),
            (Element::Pointer, _) => return Err(self.objects[p.object].width(p.offset, Element::Int(8))),
        };
        for i in first..first + count {
            self.set(p.object, i, Some(Datum::Int(value)))?;
        }
        self.work += count;
        Ok(())
    }

    /// Forgets what a local holds.
    pub fn forget(&mut self, p: Pointer) {
        let o = &mut self.objects[p.object];
        o.table = None;
        if let Contents::Cells(cells) = &mut o.contents {
            cells.fill(None);
            self.work += cells.len();
        }
    }

    /// What an output holds.
    pub fn written(&self, operand: usize) -> &[Option<Datum>] {
        match self.objects.get(operand).map(|o| &o.contents) {
            Some(Contents::Cells(cells)) => cells,
            _ => &[],
        }
    }
}

impl Object<'_> {
    fn width(&self, offset: i64, got: Element) -> Reason {
        Reason::Width {
            object: self.name.to_string(),
            offset,
            expected: self.element.to_string(),
            got: got.to_string(),
        }
    }
}

/// The signed storage type of this width.
pub fn element_type(bits: u8) -> Option<ElementType> {
    [ElementType::I8, ElementType::I16, ElementType::I32, ElementType::I64]
        .into_iter()
        .find(|t| t.bits() == u32::from(bits))
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}
