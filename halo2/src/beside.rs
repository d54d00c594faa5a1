//! Which windows of one candidate lie side by side on a row.
//!
//! What runs along the rows takes one value of each accumulator a row, a pattern of several. So windows share a row only where their results
//! lie at equal distances, have one bias, and are read in one channel, at equal distances again: few patterns occur then. Where
//! constants beside each window multiply it in place, it has a row to itself.

use circuit::{Element, Graph, TensorId};
use std::collections::BTreeMap;

use super::bilinear::known;
use super::columns::Config;
use super::mode::{Home, Identity, Mode, Operand, Windows};
use super::stream::LONG;
use super::window::Layout;

/// Where a window's result lies: of its candidate the position and the bias, of what reads it in place channel and position.
struct Place {
    at: u64,
    bias: i128,
    read: Option<(usize, u64)>,
}

impl Place {
    /// How far the next one lies from this one, in both; `None` if they cannot share a row.
    fn step(&self, next: &Self) -> Option<(u64, u64)> {
        if self.bias != next.bias {
            return None;
        }
        let read = match (self.read, next.read) {
            (None, None) => 0,
            (Some((channel, at)), Some((other, next))) if channel == other => next.checked_sub(at)?,
            _ => return None,
        };
        Some((next.at.checked_sub(self.at)?, read))
    }
}

/// Channel and position of each element of a tensor that an identity reads in place.
fn read(graph: &Graph, identity: &Identity, of: TensorId) -> BTreeMap<u32, (usize, u64)> {
    let mut read = BTreeMap::new();
    for (channel, factors) in identity.bilinear.channels.iter().enumerate() {
        for (at, e) in &factors.x {
            match e {
                Element::Of(t, i) if *t == of && known(graph, *e).is_none() => {
                    read.insert(*i, (channel, *at));
                }
                _ => {}
            }
        }
    }
    read
}

/// The windows of a relation side by side; `None` where they are none of one candidate, or would not be fewer rows.
pub(super) fn windows(graph: &Graph, relation: usize, modes: &[Mode], config: &Config) -> Option<Windows> {
    let Mode::Windows(windows) = &modes[relation] else { return None };
    let [alone] = &windows.layouts[..] else { return None };
    let layouts: Vec<Layout> = (0..)
        .map_while(|number| Layout::beside(alone.shape().clone(), config.lanes, config.bits, number))
        .take(config.lanes as usize)
        .collect();
    let identities = || {
        modes.iter().filter_map(|mode| match mode {
            Mode::Identity(identity) => Some(identity),
            _ => None,
        })
    };
    if layouts.len() < 2 || identities().any(|i| i.operand == Operand::Weighted(windows.out)) {
        return None;
    }
    let made = identities().find(|i| i.home == Home::Windows(relation))?;
    let reader = identities().find(|i| i.operand == Operand::Window(windows.out));
    let read = reader.map_or_else(BTreeMap::new, |reader| read(graph, reader, windows.out));
    let place = |(window, members): (u32, &Vec<u32>)| {
        let i = *members.first()? as usize;
        let bias = made.row_bias.as_ref().map_or(0, |bias| bias[i]);
        Some(Place { at: made.bilinear.y[i], bias, read: read.get(&window).copied() })
    };
    let places: Vec<Place> = (0..).zip(&windows.members).map(place).collect::<Option<_>>()?;
    let (mut rows, mut layout): (Vec<u32>, Vec<usize>) = (Vec::new(), Vec::new());
    let mut step = None;
    for (i, place) in places.iter().enumerate() {
        let (row, number) = match (rows.last(), layout.last()) {
            (Some(row), Some(last)) => {
                let next = places[i - 1].step(place).filter(|(at, read)| {
                    let far = at.max(read) * layouts.len() as u64 > LONG;
                    last + 1 < layouts.len() && !far && (*last == 0 || step == Some((*at, *read)))
                });
                step = next;
                if next.is_some() { (*row, last + 1) } else { (row + 1, 0) }
            }
            _ => (0, 0),
        };
        rows.push(row);
        layout.push(number);
    }
    let fewer = rows.last().is_some_and(|last| (*last as usize) + 1 < rows.len()) || rows.len() == 1;
    fewer.then(|| Windows { layouts, layout, rows, ..windows.clone() })
}
