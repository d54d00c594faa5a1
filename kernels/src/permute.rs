//! Transposes, by blocks: loops along the result read an element of each line that they touch, and have lost the line when
//! they come back for the next one.

use gadgets::Transpose;

/// Elements of a block, both ways.
const BLOCK: usize = 16;

/// Elements from which on blocks are worth a call.
const LEAST: usize = 1 << 10;

/// An axis: how long it is, and how far its elements are apart in the input and in the result.
#[derive(Clone, Copy, Debug)]
struct Axis {
    size: usize,
    from: usize,
    to: usize,
}

/// A transpose whose input has other neighbours than its result.
#[derive(Debug)]
pub(crate) struct Permutation {
    /// The axis of the result's neighbours, and that of the input's.
    along: Axis,
    across: Axis,
    others: Vec<Axis>,
    elements: usize,
}

impl Permutation {
    /// That of a gadget; `None` where its neighbours stay neighbours, or are few.
    pub fn of(t: &Transpose) -> Option<Self> {
        let strides = |shape: &[usize]| -> Vec<usize> {
            (0..shape.len()).map(|d| shape[d + 1..].iter().product()).collect()
        };
        let (shape, elements) = (t.out_shape(), t.shape.iter().product());
        let (from, to) = (strides(&t.shape), strides(&shape));
        let mut axes: Vec<Axis> = Vec::new();
        for (d, size) in shape.iter().copied().enumerate().filter(|(_, size)| *size != 1) {
            let axis = Axis { size, from: *from.get(*t.perm.get(d)?)?, to: to[d] };
            match axes.last_mut() {
                // Axes that stay side by side are one.
                Some(last) if last.from == axis.size * axis.from => {
                    *last = Axis { size: last.size * axis.size, ..axis };
                }
                _ => axes.push(axis),
            }
        }
        let along = axes.pop().filter(|axis| axis.from != 1 && elements >= LEAST)?;
        let across = axes.remove(axes.iter().position(|axis| axis.from == 1)?);
        let blocks = along.size >= BLOCK / 2 && across.size >= BLOCK / 2;
        blocks.then_some(Self { along, across, others: axes, elements })
    }

    /// Runs it on elements of so many bytes.
    ///
    /// # Safety
    /// Both sides have the gadget's elements, aligned to their size; nobody writes the one or uses the other.
    pub unsafe fn run(&self, bytes: usize, from: *const u8, to: *mut u8) {
        macro_rules! run {
            ($type:ty) => {{
                // SAFETY: the caller's; integers have no values that are none.
                let (from, to) = unsafe {
                    (
                        std::slice::from_raw_parts(from.cast::<$type>(), self.elements),
                        std::slice::from_raw_parts_mut(to.cast::<$type>(), self.elements),
                    )
                };
                self.all(&self.others, from, 0, to, 0);
            }};
        }
        match bytes {
            1 => run!(u8),
            2 => run!(u16),
            4 => run!(u32),
            _ => run!(u64),
        }
    }

    /// All that lies along these axes, from these places on.
    fn all<T: Copy + Default>(&self, axes: &[Axis], from: &[T], first: usize, to: &mut [T], place: usize) {
        match axes.split_first() {
            Some((axis, rest)) => {
                for i in 0..axis.size {
                    self.all(rest, from, first + i * axis.from, to, place + i * axis.to);
                }
            }
            None => self.plane(&from[first..], &mut to[place..]),
        }
    }

    /// A matrix.
    fn plane<T: Copy + Default>(&self, from: &[T], to: &mut [T]) {
        let Self { along, across, .. } = self;
        let mut block = [[T::default(); BLOCK]; BLOCK];
        for column in (0..across.size).step_by(BLOCK) {
            let width = BLOCK.min(across.size - column);
            for row in (0..along.size).step_by(BLOCK) {
                let height = BLOCK.min(along.size - row);
                for (i, line) in block[..height].iter_mut().enumerate() {
                    let source = &from[(row + i) * along.from + column..];
                    match source.first_chunk::<BLOCK>().filter(|_| width == BLOCK) {
                        Some(source) => *line = *source,
                        None => line[..width].copy_from_slice(&source[..width]),
                    }
                }
                for j in 0..width {
                    let target = &mut to[(column + j) * across.to + row..];
                    match target.first_chunk_mut::<BLOCK>().filter(|_| height == BLOCK) {
                        Some(target) => target.iter_mut().zip(&block).for_each(|(to, line)| *to = line[j]),
                        None => target[..height].iter_mut().zip(&block).for_each(|(to, line)| *to = line[j]),
                    }
                }
            }
        }
    }
}
