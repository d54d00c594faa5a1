//! Random ways of reading values through views, for random bodies.

use super::bodies::{MAX_OPERANDS, Maker, operand, some_range, some_shape};
use crate::primitive::{Part, Read, Source as ReadSource};
use crate::{Axis, Role, View, shape};

impl Maker {
    /// A number that can be read: the last value, another one, or an operand.
    fn source(&mut self, shape: &[usize]) -> usize {
        let (values, operands) = (self.values.len(), self.operands.len());
        match self.s.bits() % 6 {
            0..=2 if values > 0 => 2 * (values - 1),
            3 if values > 0 => 2 * self.s.size(0, values - 1),
            _ if operands > 0 && (operands >= MAX_OPERANDS - 1 || self.s.one_in(2)) => {
                operand(self.s.size(0, operands - 1))
            }
            _ => {
                let range = some_range(&mut self.s);
                let own = if self.s.one_in(2) { shape.to_vec() } else { some_shape(&mut self.s) };
                self.operand(&own, range, Role::Activation)
            }
        }
    }

    /// A read in `shape`.
    pub fn read(&mut self, shape: &[usize]) -> Read {
        let number = self.source(shape);
        self.fit(number, shape, true)
    }

    /// A value in `shape`, through views.
    fn fit(&mut self, number: usize, shape: &[usize], joined: bool) -> Read {
        let own = self.shape_of(number);
        let read = Read::value(number);
        let way = self.s.bits() % 8;
        if own == shape && way < 3 {
            return read;
        }
        let mut permuted: Vec<usize> = (0..own.len()).collect();
        (1..permuted.len()).for_each(|i| permuted.swap(i, self.s.size(0, i)));
        if permuted.iter().map(|p| own[*p]).eq(shape.iter().copied()) && way < 5 {
            return read.view(View::permute(&own, &permuted));
        }
        let broadcast = View::broadcast(&own, shape);
        if way < 6 && own.len() <= shape.len() && broadcast.shape(&own).is_ok_and(|b| b == shape) {
            return read.view(broadcast);
        }
        match way {
            2 | 3 if own.len() == shape.len() && !own.is_empty() => self.padded(read, &own, shape),
            4 if joined && shape.iter().any(|n| *n > 1) => self.joined(number, shape),
            _ => self.flat(read, &own, shape),
        }
    }

    /// A slice of something padded, axis by axis.
    fn padded(&mut self, read: Read, own: &[usize], shape: &[usize]) -> Read {
        let s = &mut self.s;
        let (mut low, mut high, mut interior, mut axes) = (vec![], vec![], vec![], vec![]);
        for (k, (n, m)) in own.iter().zip(shape).enumerate() {
            interior.push(if s.one_in(4) { s.size(1, 2) } else { 0 });
            low.push(s.size(0, 2));
            let inner = (n - 1) * (interior[k] + 1) + 1 + low[k];
            high.push(m.saturating_sub(inner) + s.size(0, 1));
            let size = inner + high[k];
            let (mut axis, room) = (Axis::plain(shape.len(), k), (size - m) as i64);
            axis.offset = s.within(0, room);
            if s.one_in(4) {
                axis.strides[k] = -1;
                axis.offset += *m as i64 - 1;
            }
            axes.push(axis);
        }
        let value = s.pick(&[0, 0, 0, -1, 5, -128]);
        let plain = axes.iter().enumerate().all(|(k, a)| *a == Axis::plain(shape.len(), k));
        let read = read.view(View::Pad { low, high, interior, value });
        if plain && s.one_in(2) { read } else { read.view(View::Affine { shape: shape.to_vec(), axes }) }
    }

    /// Two or three parts, side by side.
    fn joined(&mut self, number: usize, shape: &[usize]) -> Read {
        let axes: Vec<usize> = (0..shape.len()).filter(|a| shape[*a] > 1).collect();
        let axis = self.s.pick(&axes);
        let first = self.s.size(1, shape[axis] - 1);
        let mut sizes = vec![first, shape[axis] - first];
        if sizes[1] > 1 && self.s.one_in(3) {
            sizes = vec![first, 1, sizes[1] - 1];
        }
        let mut parts = Vec::new();
        for size in sizes {
            let mut own = shape.to_vec();
            own[axis] = size;
            let number = if parts.is_empty() { number } else { self.source(&own) };
            let part = self.fit(number, &own, false);
            parts.push(Part { value: number, views: part.views });
        }
        Read { source: ReadSource::Concat { axis, parts }, views: vec![] }
    }

    /// Any affine function of the index into the elements in order: windows, slices, flips, repetition.
    fn flat(&mut self, read: Read, own: &[usize], shape: &[usize]) -> Read {
        let n = shape::len(own) as i64;
        let s = &mut self.s;
        let mut axis = Axis::none(shape.len());
        let mut room = n - 1;
        for k in (0..shape.len()).rev() {
            let most = if shape[k] == 1 { 0 } else { room / (shape[k] as i64 - 1) };
            let stride = if s.one_in(3) { most } else { s.within(0, most) };
            room -= stride * (shape[k] as i64 - 1).max(0);
            axis.strides[k] = stride;
            if s.one_in(4) {
                axis.strides[k] = -stride;
                axis.offset += stride * (shape[k] as i64 - 1);
            }
        }
        axis.offset += s.within(0, room);
        let read = if own.len() == 1 { read } else { read.view(View::Reshape { shape: vec![n as usize] }) };
        if shape::len(shape) as i64 == n && s.one_in(2) {
            return read.view(View::Reshape { shape: shape.to_vec() });
        }
        read.view(View::Affine { shape: shape.to_vec(), axes: vec![axis] })
    }
}
