//! Attributes of one node, each read once with its type; what nobody read is an unknown attribute.

use super::context::Made;
use std::cell::RefCell;
use std::collections::BTreeSet;

use tract_onnx::pb::attribute_proto::AttributeType;
use tract_onnx::pb::{AttributeProto, GraphProto, NodeProto, SparseTensorProto, TensorProto};

use crate::error::Problem;

/// The attributes of a node.
pub(super) struct Attributes<'a> {
    all: &'a [AttributeProto],
    /// Positions of those that were read.
    read: RefCell<BTreeSet<usize>>,
}

impl<'a> Attributes<'a> {
    /// Reads `node`'s attributes, none of which may occur twice or refer to a function's.
    pub fn new(node: &'a NodeProto) -> Made<Self> {
        let mut names = BTreeSet::new();
        for a in &node.attribute {
            if !names.insert(a.name.as_str()) {
                return Err(bad(&a.name, "is given twice"));
            }
            if !a.ref_attr_name.is_empty() {
                return Err(bad(&a.name, "refers to a function's attribute"));
            }
        }
        Ok(Self { all: &node.attribute, read: RefCell::default() })
    }

    /// The same attributes, none of them read yet.
    pub fn again(&self) -> Self {
        Self { all: self.all, read: RefCell::default() }
    }

    /// All of them; they count as read.
    pub fn all(&self) -> &'a [AttributeProto] {
        self.ignore_all();
        self.all
    }

    /// Marks all as read.
    pub fn ignore_all(&self) {
        self.read.borrow_mut().extend(0..self.all.len());
    }

    /// A graph, which must be given.
    pub fn graph(&self, name: &str) -> Made<&'a GraphProto> {
        let found = self.get(name, AttributeType::Graph)?.and_then(|a| a.g.as_ref());
        found.ok_or_else(|| bad(name, "is required"))
    }

    /// The attribute of this name, if its type is `kind` (or not recorded, as in old files).
    fn get(&self, name: &str, kind: AttributeType) -> Made<Option<&'a AttributeProto>> {
        let Some(position) = self.all.iter().position(|a| a.name == name) else { return Ok(None) };
        let found = &self.all[position];
        self.read.borrow_mut().insert(position);
        if found.r#type == kind as i32 || found.r#type == AttributeType::Undefined as i32 {
            return Ok(Some(found));
        }
        let got = AttributeType::try_from(found.r#type).map_or("an unknown type", |t| t.as_str_name());
        Err(bad(name, &format!("is {got}, expected {}", kind.as_str_name())))
    }

    pub fn has(&self, name: &str) -> bool {
        self.all.iter().any(|a| a.name == name)
    }

    pub fn int(&self, name: &str, default: i64) -> Made<i64> {
        Ok(self.get(name, AttributeType::Int)?.map_or(default, |a| a.i))
    }

    /// A flag: 0 or 1.
    pub fn flag(&self, name: &str, default: bool) -> Made<bool> {
        match self.int(name, default.into())? {
            0 => Ok(false),
            1 => Ok(true),
            v => Err(bad(name, &format!("is {v}, expected 0 or 1"))),
        }
    }

    /// A finite float.
    pub fn float(&self, name: &str, default: f32) -> Made<f64> {
        let v = self.get(name, AttributeType::Float)?.map_or(default, |a| a.f);
        if v.is_finite() { Ok(v.into()) } else { Err(bad(name, &format!("is {v}"))) }
    }

    /// A float as it is given, no number included.
    pub fn raw_float(&self, name: &str) -> Made<Option<f32>> {
        Ok(self.get(name, AttributeType::Float)?.map(|a| a.f))
    }

    pub fn ints(&self, name: &str) -> Made<Option<&'a [i64]>> {
        Ok(self.get(name, AttributeType::Ints)?.map(|a| a.ints.as_slice()))
    }

    pub fn floats(&self, name: &str) -> Made<Option<&'a [f32]>> {
        Ok(self.get(name, AttributeType::Floats)?.map(|a| a.floats.as_slice()))
    }

    pub fn string(&self, name: &str) -> Made<Option<&'a str>> {
        let found = self.get(name, AttributeType::String)?;
        found.map(|a| std::str::from_utf8(&a.s).map_err(|_| bad(name, "is not UTF-8"))).transpose()
    }

    pub fn strings(&self, name: &str) -> Made<Option<Vec<&'a str>>> {
        let Some(found) = self.get(name, AttributeType::Strings)? else { return Ok(None) };
        let text = |s: &'a Vec<u8>| std::str::from_utf8(s).map_err(|_| bad(name, "is not UTF-8"));
        Ok(Some(found.strings.iter().map(text).collect::<Result<_, _>>()?))
    }

    pub fn sparse_tensor(&self, name: &str) -> Made<Option<&'a SparseTensorProto>> {
        Ok(self.get(name, AttributeType::SparseTensor)?.and_then(|a| a.sparse_tensor.as_ref()))
    }

    pub fn tensor(&self, name: &str) -> Made<Option<&'a TensorProto>> {
        Ok(self.get(name, AttributeType::Tensor)?.and_then(|a| a.t.as_ref()))
    }

    /// Marks an attribute that means nothing to inference as read.
    pub fn ignore(&self, name: &str) {
        if let Some(position) = self.all.iter().position(|a| a.name == name) {
            self.read.borrow_mut().insert(position);
        }
    }

    /// `count` integers within `1..2³¹`, each `default` where the attribute is absent.
    pub fn sizes(&self, name: &str, count: usize, default: usize) -> Made<Vec<usize>> {
        match self.ints(name)? {
            None => Ok(vec![default; count]),
            Some(v) => checked_sizes(name, v, count, 1),
        }
    }

    /// An error if some attribute was never read.
    pub fn finish(&self) -> Made<()> {
        let read = self.read.borrow();
        match self.all.iter().enumerate().find(|(i, _)| !read.contains(i)) {
            Some((_, a)) => Err(bad(&a.name, "is unknown to this operator and version")),
            None => Ok(()),
        }
    }
}

/// `count` integers of at least `min`, below 2³¹.
pub(super) fn checked_sizes(name: &str, v: &[i64], count: usize, min: i64) -> Made<Vec<usize>> {
    if v.len() != count {
        return Err(bad(name, &format!("has {} entries, expected {count}", v.len())));
    }
    match v.iter().find(|x| **x < min || **x >= 1 << 31) {
        Some(x) => Err(bad(name, &format!("has the entry {x}, expected {min} to 2^31"))),
        None => Ok(v.iter().map(|x| *x as usize).collect()),
    }
}

/// A problem with one attribute.
pub(super) fn bad(name: &str, reason: &str) -> Problem {
    Problem::Attribute { name: name.to_owned(), reason: reason.to_owned() }
}

/// An attribute of a node of our own.
pub(super) fn int(name: &str, i: i64) -> AttributeProto {
    AttributeProto {
        name: name.to_owned(),
        i,
        r#type: AttributeType::Int as i32,
        ..AttributeProto::default()
    }
}

/// An attribute of a node of our own.
pub(super) fn ints(name: &str, ints: &[i64]) -> AttributeProto {
    let r#type = AttributeType::Ints as i32;
    AttributeProto { name: name.to_owned(), ints: ints.to_vec(), r#type, ..AttributeProto::default() }
}

/// An attribute of a node of our own.
pub(super) fn float(name: &str, f: f32) -> AttributeProto {
    AttributeProto {
        name: name.to_owned(),
        f,
        r#type: AttributeType::Float as i32,
        ..AttributeProto::default()
    }
}

/// An attribute of a node of our own.
pub(super) fn string(name: &str, s: &str) -> AttributeProto {
    let (s, r#type) = (s.as_bytes().to_vec(), AttributeType::String as i32);
    AttributeProto { name: name.to_owned(), s, r#type, ..AttributeProto::default() }
}
