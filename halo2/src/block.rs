//! Blocks of rows, and where they go in the table.
//!
//! A block states which columns its rows occupy; blocks that occupy different ones lie side by side.
//! Placement is first fit in a fixed order: public values (at the top, where the instance column holds
//! them), slack (lanes outside the checked region), windows and strips (the checked region), then
//! what fits anywhere. It does not depend on the table's size, so the size follows from it.

use circuit::{Element, TensorId};

use super::columns::Config;
use super::hashed::packed::Packed;
use super::hashed::sponge::Sponge;
use super::interval::Interval;
use super::stream::Stream;
use super::strip::{Fit, Parameters, Shape};
use super::system::Column;

/// How a block uses the lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lanes {
    /// Not at all.
    Unused,
    /// Not at all, but its rows are among those where lanes are looked up.
    Beside,
    /// Values that are looked up.
    Checked,
    /// Values that are not.
    Free,
}

/// A cell of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address {
    /// The block.
    pub block: usize,
    /// Row within it.
    pub row: u32,
    /// Column.
    pub column: Column,
}

/// The end of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// Its block.
    pub block: usize,
    /// Its number there.
    pub stream: usize,
}

/// What an operand accumulator's cell repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeats {
    /// The end of a stream.
    End(End),
    /// A cell.
    Cell(Address),
}

/// What the rows hold, beyond streams and fixed cells.
#[derive(Clone, Debug)]
pub enum Content {
    /// Public values, or constants: nothing to fill.
    Nothing,
    /// Fused windows of a relation.
    Windows {
        /// The relation.
        relation: usize,
    },
    /// Slack of an identity: row, lane, position.
    Slack {
        /// The relation.
        relation: usize,
        /// The cells.
        cells: Vec<(u32, u32, u64)>,
    },
    /// Wide cells that hold elements, less an offset: row, port, element, offset.
    Ports(Vec<(u32, u32, Element, i128)>),
    /// Products and sums of stream ends: row of the operand accumulator, and what it repeats.
    Join(Vec<(u32, Repeats)>),
    /// Strips.
    Strips(Vec<Group>),
    /// A hashed tensor, packed.
    Packed(Packed),
    /// The sponge that hashes it.
    Sponge(Sponge),
}

/// A wide cell that repeats another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reads {
    /// The other cell.
    pub at: Address,
    /// What the element that it holds is more.
    pub offset: i128,
    /// The element; none for what only the relation itself reads.
    pub of: Option<(TensorId, u32)>,
}

/// One element of a strip.
#[derive(Clone, Debug)]
pub struct Says {
    /// Its operands.
    pub reads: Vec<Reads>,
    /// Its result, where that is an element.
    pub out: Option<(TensorId, u32)>,
}

/// Elements of one shape with the same parameters.
#[derive(Clone, Debug)]
pub struct Group {
    /// What gates know of each.
    pub shape: Shape,
    /// Numbers beside each row.
    pub parameters: Parameters,
    /// First row, within the block.
    pub first: u32,
    /// How they lie on rows.
    pub fit: Fit,
    /// The elements.
    pub elements: Vec<Says>,
    /// How many of them, at the end, say the last one again.
    pub repeats: u32,
    /// What each wide cell may hold, the result's last.
    pub ports: Vec<Interval>,
}

impl Group {
    /// The elements with their first rows, within the block, and numbers on the row.
    pub fn placed(&self) -> impl Iterator<Item = (u32, u32, &Says)> {
        let place = |n: u32| (self.first + n / self.fit.elements * self.fit.rows, n % self.fit.elements);
        (0..).zip(&self.elements).map(move |(n, says)| (place(n).0, place(n).1, says))
    }
}

/// Rows that belong together.
#[derive(Clone, Debug)]
pub struct Block {
    /// The relation that it proves; none for inputs and outputs.
    pub relation: Option<usize>,
    /// What it is, for reports.
    pub what: &'static str,
    /// Number of rows.
    pub rows: u32,
    /// Lanes.
    pub lanes: Lanes,
    /// Whether it uses the ports and the parameters.
    pub ports: bool,
    /// Whether it uses the constant operands.
    pub weights: bool,
    /// Whether it uses the bias.
    pub bias: bool,
    /// Where it has to lie, if that is not free.
    pub fixed_at: Option<u32>,
    /// Evaluations along its rows.
    pub streams: Vec<Stream>,
    /// Row, fixed column and value of constants.
    pub constants: Vec<(u32, u16, i128)>,
    /// Copies: from, row and column to.
    pub copies: Vec<(Address, u32, Column)>,
    /// What its rows hold.
    pub content: Content,
    /// First row, once placed.
    pub start: u32,
    /// Accumulator of each stream, once placed; then that of the operands, if there are any.
    pub accumulators: Vec<u32>,
}

impl Block {
    /// A block without cells.
    pub fn new(relation: Option<usize>, what: &'static str, rows: u32) -> Self {
        Self {
            relation,
            what,
            rows,
            lanes: Lanes::Unused,
            ports: false,
            weights: false,
            bias: false,
            fixed_at: None,
            streams: Vec::new(),
            constants: Vec::new(),
            copies: Vec::new(),
            content: Content::Nothing,
            start: 0,
            accumulators: Vec::new(),
        }
    }

    fn uses_lanes(&self) -> bool {
        matches!(self.lanes, Lanes::Checked | Lanes::Free)
    }
}

/// A home of a tensor's element: `value = cell + offset`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HomeCell {
    /// The cell.
    pub at: Address,
    /// What it lacks.
    pub offset: i128,
}

/// Homes of tensors, by id; of elements that have one.
pub type Homes = Vec<Option<Vec<Option<HomeCell>>>>;

/// The home of an element; constants have none.
pub fn home(homes: &Homes, t: TensorId, i: u32) -> Option<HomeCell> {
    homes.get(t.0 as usize)?.as_ref()?.get(i as usize).copied().flatten()
}

/// Row intervals in use, sorted and apart: neighbours are one interval, so that a search for room passes
/// over them in one step.
#[derive(Default)]
struct Occupied(Vec<(u32, u32)>);

impl Occupied {
    /// The first row from which `from..to` may start instead, if it is taken.
    fn blocked(&self, from: u32, to: u32) -> Option<u32> {
        let i = self.0.partition_point(|(_, end)| *end <= from);
        self.0.get(i).filter(|(start, _)| *start < to).map(|(_, end)| *end)
    }

    fn take(&mut self, from: u32, to: u32) {
        let i = self.0.partition_point(|(start, _)| *start < from);
        let joins_before = i > 0 && self.0[i - 1].1 == from;
        let joins_after = self.0.get(i).is_some_and(|(start, _)| *start == to);
        match (joins_before, joins_after) {
            (true, true) => self.0[i - 1].1 = self.0.remove(i).1,
            (true, false) => self.0[i - 1].1 = to,
            (false, true) => self.0[i].0 = from,
            (false, false) => self.0.insert(i, (from, to)),
        }
    }
}

/// Where everything lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Placement {
    /// First row whose lanes are looked up.
    pub checked_from: u32,
    /// One past the last.
    pub checked_to: u32,
    /// Rows in use.
    pub rows: u32,
}

impl Placement {
    /// With a table of so many rows, which lies where lanes are looked up.
    pub fn with_table(self, height: u32) -> Self {
        let checked_to = self.checked_to.max(self.checked_from + height);
        // The running sum ends one row below the region.
        Self { checked_to, rows: self.rows.max(checked_to + 1), ..self }
    }
}

/// Places the blocks, without the table. `None` if a block runs more streams beside each other than there are accumulators.
pub fn place(blocks: &mut [Block], config: &Config) -> Option<Placement> {
    let mut lanes = Occupied::default();
    let mut ports = Occupied::default();
    let mut weights = Occupied::default();
    let mut bias = Occupied::default();
    let mut accumulators: Vec<Occupied> = (0..config.accumulators).map(|_| Occupied::default()).collect();
    let stage = |b: &Block| match (b.fixed_at, b.lanes, &b.content) {
        (Some(_), ..) => 0,
        (_, Lanes::Free, _) => 1,
        (_, Lanes::Checked, Content::Windows { .. }) => 2,
        (_, Lanes::Checked | Lanes::Beside, _) => 3,
        (_, _, Content::Join(_)) => 5,
        _ => 4,
    };
    let mut order: Vec<usize> = (0..blocks.len()).collect();
    order.sort_by_key(|b| stage(&blocks[*b]));
    let mut free_to = 0;
    let mut placement = Placement { checked_from: u32::MAX, ..Placement::default() };
    for b in order {
        let block = &mut blocks[b];
        // What each stream occupies, operands after it.
        let mut runs: Vec<(u32, u32)> = block.streams.iter().map(|s| (s.first, s.end())).collect();
        runs.extend(block.streams.iter().filter(|s| s.operands).map(|s| (s.first - 1, s.end())));
        let checked = matches!(block.lanes, Lanes::Checked | Lanes::Beside);
        let mut start = block.fixed_at.unwrap_or(if checked { free_to } else { 0 });
        let chosen = loop {
            let span = (start, start + block.rows);
            let mut blocked = None;
            for (used, column) in [
                (block.uses_lanes(), &lanes),
                (block.ports, &ports),
                (block.weights, &weights),
                (block.bias, &bias),
            ] {
                if used && span.0 < span.1 {
                    blocked = blocked.max(column.blocked(span.0, span.1));
                }
            }
            if blocked.is_none() {
                match assign(&runs, start, &accumulators)? {
                    Ok(chosen) => break chosen,
                    Err(next) => blocked = Some(next),
                }
            }
            if block.fixed_at.is_some() {
                return None;
            }
            start = blocked.unwrap_or(start + 1).max(start + 1);
        };
        block.start = start;
        let end = start + block.rows;
        if block.rows > 0 {
            for (used, column) in [
                (block.uses_lanes(), &mut lanes),
                (block.ports, &mut ports),
                (block.weights, &mut weights),
                (block.bias, &mut bias),
            ] {
                if used {
                    column.take(start, end);
                }
            }
        }
        for ((from, to), a) in runs.iter().zip(&chosen) {
            accumulators[*a as usize].take(start + from, start + to);
            placement.rows = placement.rows.max(start + to + 1);
        }
        block.accumulators = chosen;
        placement.rows = placement.rows.max(end);
        match block.lanes {
            Lanes::Free => free_to = free_to.max(end),
            Lanes::Checked | Lanes::Beside => {
                placement.checked_from = placement.checked_from.min(start);
                placement.checked_to = placement.checked_to.max(end);
            }
            Lanes::Unused => {}
        }
    }
    placement.checked_from = placement.checked_from.min(placement.checked_to.max(free_to));
    Some(placement)
}

/// An accumulator for each run, or the row from which to try again; `None` if there are too few in any case.
fn assign(runs: &[(u32, u32)], start: u32, taken: &[Occupied]) -> Option<Result<Vec<u32>, u32>> {
    let mut chosen: Vec<u32> = Vec::new();
    for (i, (from, to)) in runs.iter().enumerate() {
        let mut retry: Option<u32> = None;
        let mut found = None;
        for (a, occupied) in (0..).zip(taken) {
            let beside = (0..i).any(|j| chosen[j] == a && runs[j].0 < *to && *from < runs[j].1);
            if beside {
                continue;
            }
            match occupied.blocked(start + from, start + to) {
                None => {
                    found = Some(a);
                    break;
                }
                Some(end) => {
                    let next = end.saturating_sub(*from);
                    retry = Some(retry.map_or(next, |r| r.min(next)));
                }
            }
        }
        match (found, retry) {
            (Some(a), _) => chosen.push(a),
            (None, Some(next)) => return Some(Err(next)),
            (None, None) => return None,
        }
    }
    Some(Ok(chosen))
}
