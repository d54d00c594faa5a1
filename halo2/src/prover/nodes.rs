//! Values of a row as a graph: what several constraints compute is computed once, and what depends on constants alone before any row.

use ff::Field;
use std::collections::HashMap;

use crate::field::Fr;

/// A value of a row.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Node {
    /// The same on all rows.
    Constant(Fr),
    /// Of a column, so many rows further down.
    Cell(u32, i32),
    /// Of two values.
    Sum(u32, u32),
    /// The first value without the second.
    Difference(u32, u32),
    /// Of two values.
    Product(u32, u32),
}

/// Values without repetition; each comes after those that it is computed from.
#[derive(Default)]
pub struct Nodes {
    all: Vec<Node>,
    known: HashMap<Node, u32>,
}

impl Nodes {
    fn add(&mut self, node: Node) -> u32 {
        *self.known.entry(node).or_insert_with(|| {
            self.all.push(node);
            self.all.len() as u32 - 1
        })
    }

    /// A value by number.
    pub fn get(&self, node: u32) -> Node {
        self.all[node as usize]
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// A constant.
    pub fn constant(&mut self, v: Fr) -> u32 {
        self.add(Node::Constant(v))
    }

    /// A cell of a column, so many rows further down.
    pub fn cell(&mut self, column: usize, rows: i32) -> u32 {
        self.add(Node::Cell(column as u32, rows))
    }

    /// What a value is the negative of, if it was made so.
    fn negated(&self, node: u32) -> Option<u32> {
        match self.get(node) {
            Node::Product(minus, of) if self.get(minus) == Node::Constant(-Fr::ONE) => Some(of),
            _ => None,
        }
    }

    /// `a + b`.
    pub fn sum(&mut self, a: u32, b: u32) -> u32 {
        match (self.get(a), self.get(b)) {
            (Node::Constant(x), Node::Constant(y)) => return self.constant(x + y),
            (Node::Constant(zero), _) if zero == Fr::ZERO => return b,
            (_, Node::Constant(zero)) if zero == Fr::ZERO => return a,
            _ => {}
        }
        match (self.negated(a), self.negated(b)) {
            (_, Some(b)) => self.add(Node::Difference(a, b)),
            (Some(a), None) => self.add(Node::Difference(b, a)),
            (None, None) => self.add(Node::Sum(a.min(b), a.max(b))),
        }
    }

    /// `a - b`.
    pub fn difference(&mut self, a: u32, b: u32) -> u32 {
        let minus = self.constant(-Fr::ONE);
        let b = self.product(minus, b);
        self.sum(a, b)
    }

    /// `a·b`.
    pub fn product(&mut self, a: u32, b: u32) -> u32 {
        let (scale, of) = match (self.get(a), self.get(b)) {
            (Node::Constant(x), Node::Constant(y)) => return self.constant(x * y),
            (Node::Constant(x), _) => (x, b),
            (_, Node::Constant(y)) => (y, a),
            _ => return self.add(Node::Product(a.min(b), a.max(b))),
        };
        // Of two constant factors one is left.
        let (scale, of) = match self.get(of) {
            Node::Product(inner, deeper) => match self.get(inner) {
                Node::Constant(x) => (scale * x, deeper),
                _ => (scale, of),
            },
            _ => (scale, of),
        };
        if scale == Fr::ONE {
            return of;
        }
        let constant = self.constant(scale);
        if scale == Fr::ZERO { constant } else { self.add(Node::Product(constant, of)) }
    }
}
