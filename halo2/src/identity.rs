//! Blocks of a polynomial identity: streams over its operands and result, and the join that compares them.

use circuit::Element;

use super::bilinear::{Placed, known};
use super::block::{Address, Block, Content, End, Lanes, Repeats, home};
use super::build::{Builder, PlanError, Share};
use super::expr::{Expr, MAX_POWER, sum};
use super::mode::{Home, Identity, Mode, Operand};
use super::stream::{Pattern, Stream, horner, progressions, runs};
use super::system::{Column, T};

/// Positions that a join moves by on a row where one move would take a larger power than a gate has.
const HOP: u64 = 1 << 14;

/// A factor of a product: a value with the position at which it is aligned.
#[derive(Clone, Copy, Debug)]
struct Factor {
    what: Repeats,
    top: u64,
}

/// A summand of the join.
#[derive(Clone, Copy, Debug)]
enum Summand {
    Product(Factor, Factor),
    End(Factor, i8),
}

impl Summand {
    fn top(&self) -> u64 {
        match self {
            Self::Product(a, b) => a.top + b.top,
            Self::End(f, _) => f.top,
        }
    }
}

impl Builder<'_> {
    /// All blocks of an identity. Its operands have homes; windows that take its result have their block.
    pub(super) fn identity(&mut self, relation: usize, this: &Identity) -> Result<(), PlanError> {
        let mut summands = Vec::new();
        self.result(relation, this, &mut summands)?;
        if let Operand::Weighted(_) = this.operand {
            self.weighted(relation, this, &mut summands)?;
        }
        for channel in &this.bilinear.channels {
            let (constant, variable): (Vec<Placed>, Vec<Placed>) =
                channel.x.iter().partition(|(_, e)| known(self.graph, *e).is_some());
            let mut xs = Vec::new();
            if !constant.is_empty() {
                xs.push(self.constants(relation, &constant)?);
            }
            if !variable.is_empty() {
                match this.operand {
                    Operand::Weighted(_) => {}
                    Operand::Public(t) => {
                        let block =
                            self.public_of(t).ok_or_else(|| self.internal(relation, "no public rows"))?;
                        xs.push(self.along(relation, block, &variable, Expr::Instance)?);
                    }
                    Operand::Digits(t) => {
                        let block =
                            self.digits_of(t).ok_or_else(|| self.internal(relation, "no rows of digits"))?;
                        let cell = home(&self.homes, t, 0).map_or(Expr::zero(), |h| match h.at.column {
                            Column::Advice(c) => Expr::cell(c) + Expr::int(h.offset),
                            _ => Expr::zero(),
                        });
                        xs.push(self.along(relation, block, &variable, cell)?);
                    }
                    Operand::Window(_) => xs.push(self.along_windows(relation, &variable)?),
                    Operand::Copies => xs.push(self.copies(relation, &variable)?),
                }
            }
            if xs.is_empty() {
                continue;
            }
            let (constant, variable): (Vec<Placed>, Vec<Placed>) =
                channel.k.iter().partition(|(_, e)| known(self.graph, *e).is_some());
            let mut ks = Vec::new();
            if !constant.is_empty() {
                ks.push(self.constants(relation, &constant)?);
            }
            if !variable.is_empty() {
                ks.push(self.copies(relation, &variable)?);
            }
            summands.extend(xs.iter().flat_map(|x| ks.iter().map(move |k| Summand::Product(*x, *k))));
        }
        self.join(relation, summands)
    }

    /// Constants in the fixed lanes.
    fn constants(&mut self, relation: usize, list: &[Placed]) -> Result<Factor, PlanError> {
        let width = self.config.weights as usize;
        self.room(Share::Weights, (list.len() / width) as u64)?;
        let positions: Vec<u64> = list.iter().map(|(at, _)| *at).collect();
        let mut stream = Stream::new(relation, 0);
        let mut cells = Vec::new();
        for (row, chunk) in (0..).zip(progressions(&positions, width)) {
            let last = chunk.first + chunk.count - 1;
            let step = if chunk.count > 1 { positions[last] - positions[last - 1] } else { 1 };
            // Lanes before the first constant are zero, so one pattern serves every length.
            let from = width - chunk.count;
            for (i, (_, e)) in list[chunk.first..=last].iter().enumerate() {
                let value = known(self.graph, *e).unwrap_or(0);
                cells.push((row, self.columns.weight((from + i) as u32), value));
            }
            let lane = |j: usize| (j as u64 * step, Expr::Fixed(self.columns.weight(j as u32)));
            let pattern = horner((0..width).map(lane), (width as u64 - 1) * step);
            let pattern = pattern.ok_or_else(|| self.too_far(relation, step))?;
            stream
                .push(positions[last], Pattern::Values(pattern))
                .map_err(|e| self.too_far(relation, e.stride))?;
        }
        self.take(Share::Weights, stream.end().into())?;
        let mut block = Block::new(Some(relation), "constants", stream.end());
        block.weights = true;
        block.constants = cells;
        Ok(self.streamed(block, stream))
    }

    /// Adds a block with one stream, and gives its end.
    fn streamed(&mut self, mut block: Block, stream: Stream) -> Factor {
        let top = stream.top;
        block.streams.push(stream);
        self.blocks.push(block);
        Factor { what: Repeats::End(End { block: self.blocks.len() - 1, stream: 0 }), top }
    }

    fn onto(&mut self, block: usize, stream: Stream) -> Factor {
        let top = stream.top;
        self.blocks[block].streams.push(stream);
        let stream = self.blocks[block].streams.len() - 1;
        Factor { what: Repeats::End(End { block, stream }), top }
    }

    /// Elements of one channel that lie one on a row, each worth `value` there.
    fn along(
        &mut self,
        relation: usize,
        block: usize,
        list: &[Placed],
        value: Expr,
    ) -> Result<Factor, PlanError> {
        let index = |e: &Element| if let Element::Of(_, i) = e { *i } else { 0 };
        let mut stream = Stream::new(relation, list.first().map_or(0, |(_, e)| index(e)));
        for (at, e) in list {
            while stream.end() < index(e) {
                stream.hold();
            }
            let pattern = Pattern::Values(value.clone());
            stream.push(*at, pattern).map_err(|e| self.too_far(relation, e.stride))?;
        }
        Ok(self.onto(block, stream))
    }

    /// Results of windows of one channel.
    fn along_windows(&mut self, relation: usize, list: &[Placed]) -> Result<Factor, PlanError> {
        let Some((_, Element::Of(t, _))) = list.first() else {
            return Err(self.internal(relation, "no operand"));
        };
        let (block, host) = self.windows_of(*t).ok_or_else(|| self.internal(relation, "no window rows"))?;
        let Mode::Windows(windows) = &self.modes[host] else {
            return Err(self.internal(relation, "no windows"));
        };
        let window = |(at, e): &Placed| match e {
            Element::Of(_, i) => Some((*at, *i as usize)),
            Element::Value(_) => None,
        };
        let list: Vec<(u64, usize)> = list.iter().filter_map(window).collect();
        let mut stream: Option<Stream> = None;
        for beside in list.chunk_by(|(_, a), (_, b)| windows.rows[*a] == windows.rows[*b]) {
            let row = windows.rows[beside[0].1];
            let stream = stream.get_or_insert_with(|| Stream::new(relation, row));
            while stream.end() < row {
                stream.hold();
            }
            let value = |(at, w): &(u64, usize)| match windows.of(*w).result() {
                Some((lane, offset)) => {
                    (at - beside[0].0, Expr::cell(self.columns.lane(lane)) + Expr::int(offset))
                }
                None => (at - beside[0].0, Expr::cell(self.columns.maximum())),
            };
            let top = beside[beside.len() - 1].0;
            let pattern = horner(beside.iter().map(value), top - beside[0].0);
            let pattern = pattern.ok_or_else(|| self.too_far(relation, top - beside[0].0))?;
            stream.push(top, Pattern::Values(pattern)).map_err(|e| self.too_far(relation, e.stride))?;
        }
        let stream = stream.unwrap_or_else(|| Stream::new(relation, 0));
        Ok(self.onto(block, stream))
    }

    /// Elements copied to the ports; a single one is used where it is.
    fn copies(&mut self, relation: usize, list: &[Placed]) -> Result<Factor, PlanError> {
        let at = |builder: &Self, e: Element| match e {
            Element::Of(t, i) => home(&builder.homes, t, i),
            Element::Value(_) => None,
        };
        let missing = |builder: &Self| builder.internal(relation, "an operand has no cell");
        if let [(top, e)] = list {
            let cell = at(self, *e).ok_or_else(|| missing(self))?;
            if cell.offset == 0 && cell.at.column != Column::Instance {
                return Ok(Factor { what: Repeats::Cell(cell.at), top: *top });
            }
        }
        let ports = self.config.ports as usize;
        self.room(Share::Ports, (list.len() / ports) as u64)?;
        let mut chunks = Vec::new();
        let positions: Vec<u64> = list.iter().map(|(at, _)| *at).collect();
        for chunk in progressions(&positions, ports) {
            chunks.push(list[chunk.first..chunk.first + chunk.count].to_vec());
        }
        let (mut copies, mut cells) = (Vec::new(), Vec::new());
        let mut stream = Stream::new(relation, 0);
        for (row, chunk) in (0..).zip(&chunks) {
            let mut values = Vec::new();
            for (port, (position, e)) in (0..).zip(chunk) {
                let cell = at(self, *e).ok_or_else(|| missing(self))?;
                let column = self.columns.port(port);
                copies.push((cell.at, row, Column::Advice(column)));
                cells.push((row, port, *e, cell.offset));
                values.push((*position - chunk[0].0, Expr::cell(column) + Expr::int(cell.offset)));
            }
            let top = chunk[chunk.len() - 1].0;
            let pattern = horner(values, top - chunk[0].0).ok_or_else(|| self.too_far(relation, top))?;
            stream.push(top, Pattern::Values(pattern)).map_err(|e| self.too_far(relation, e.stride))?;
        }
        self.take(Share::Ports, stream.end().into())?;
        let mut block = Block::new(Some(relation), "copies", stream.end());
        block.ports = true;
        block.copies = copies;
        block.content = Content::Ports(cells);
        Ok(self.streamed(block, stream))
    }

    /// `Σ xᵢ·Kᵢ(t)` along the windows that make the `xᵢ`, the constants `Kᵢ` beside them.
    fn weighted(
        &mut self,
        relation: usize,
        this: &Identity,
        out: &mut Vec<Summand>,
    ) -> Result<(), PlanError> {
        let Operand::Weighted(t) = this.operand else { return Ok(()) };
        let (block, host) = self.windows_of(t).ok_or_else(|| self.internal(relation, "no window rows"))?;
        let Mode::Windows(windows) = &self.modes[host] else {
            return Err(self.internal(relation, "no windows"));
        };
        let lanes = u64::from(self.config.weights);
        let mut weights = vec![Vec::new(); windows.members.len()];
        let mut width = 1;
        for channel in &this.bilinear.channels {
            for (_, e) in &channel.x {
                if let Element::Of(of, i) = e
                    && *of == t
                {
                    weights[*i as usize].extend(channel.k.iter().copied());
                    width = channel.k.iter().map(|(at, _)| at + 1).fold(width, u64::max);
                }
            }
        }
        let top = width - 1;
        let mut constants = Vec::new();
        let mut stream = Stream { top, ..Stream::new(relation, 0) };
        for (i, list) in weights.iter().enumerate() {
            let (lane, offset) =
                windows.of(i).result().ok_or_else(|| self.internal(relation, "no result"))?;
            let count = windows.of(i).rows.len() as u32;
            for row in 0..count {
                let from = u64::from(row) * lanes;
                if list.is_empty() || from >= width {
                    stream.hold();
                    continue;
                }
                let here = (0..lanes).filter(|j| from + j < width);
                let value = Expr::Advice(self.columns.lane(lane), -(row as i8)) + Expr::int(offset);
                let beside = here.map(|j| (from + j, Expr::Fixed(self.columns.weight(j as u32))));
                let beside = horner(beside, top).ok_or_else(|| self.too_far(relation, top))?;
                stream
                    .push(top, Pattern::Values(value * beside))
                    .map_err(|e| self.too_far(relation, e.stride))?;
                let mut sums = vec![0i128; lanes as usize];
                for (at, e) in list.iter().filter(|(at, _)| (from..from + lanes).contains(at)) {
                    sums[(at - from) as usize] += known(self.graph, *e).unwrap_or(0);
                }
                for (j, v) in (0..).zip(sums) {
                    constants.push((windows.rows[i] + row, self.columns.weight(j), v));
                }
            }
        }
        stream.top = top;
        self.blocks[block].weights = true;
        self.blocks[block].constants.extend(constants);
        let factor = self.onto(block, stream);
        out.push(Summand::End(factor, 1));
        Ok(())
    }

    /// Streams over the result and its slack.
    fn result(&mut self, relation: usize, this: &Identity, out: &mut Vec<Summand>) -> Result<(), PlanError> {
        let bias = |i: usize| this.row_bias.as_ref().map_or(0, |b| b[i]);
        let y = &this.bilinear.y;
        let factor = match this.home {
            Home::Windows(host) => {
                let block =
                    self.block_of_windows(host).ok_or_else(|| self.internal(relation, "no window rows"))?;
                let Mode::Windows(windows) = &self.modes[host] else {
                    return Err(self.internal(relation, "no windows"));
                };
                // Of each row the position at which it is aligned, and its candidates with theirs.
                let mut rows: Vec<(u64, Vec<(usize, Expr)>)> = Vec::new();
                for (w, members) in windows.members.iter().enumerate() {
                    let layout = windows.of(w);
                    let top = members.last().map_or(0, |i| y[*i as usize]);
                    for (at, row) in (windows.rows[w] as usize..).zip(&layout.rows) {
                        rows.resize_with(rows.len().max(at + 1), Default::default);
                        let members = members.iter().skip(row.first as usize).map(|i| *i as usize);
                        rows[at].0 = top;
                        rows[at].1.extend(members.zip(layout.candidates(&self.columns, row)));
                    }
                }
                let mut stream = Stream::new(relation, 0);
                let mut constants = Vec::new();
                for (row, (top, candidates)) in (0..).zip(rows) {
                    let Some(member) = candidates.first().map(|(i, _)| *i) else {
                        stream.push(top, Pattern::Nothing).map_err(|e| self.too_far(relation, e.stride))?;
                        continue;
                    };
                    let first = y[member];
                    let terms = candidates.into_iter().map(|(i, v)| (y[i] - first, self.biased(this, v)));
                    let pattern =
                        horner(terms, top - first).ok_or_else(|| self.too_far(relation, top - first))?;
                    stream
                        .push(top, Pattern::Values(pattern))
                        .map_err(|e| self.too_far(relation, e.stride))?;
                    if this.row_bias.is_some() {
                        constants.push((row, self.columns.bias(), bias(member)));
                    }
                }
                self.blocks[block].bias |= this.row_bias.is_some();
                self.blocks[block].constants.extend(constants);
                self.onto(block, stream)
            }
            Home::Public => {
                let block = self
                    .public_of(this.bilinear.out)
                    .ok_or_else(|| self.internal(relation, "no public rows"))?;
                let mut order: Vec<usize> = (0..y.len()).collect();
                order.sort_by_key(|i| y[*i]);
                if order.windows(2).any(|w| w[0] > w[1]) {
                    // The public rows are not in order of position: the result gets cells of its own.
                    self.result_cells(relation, this)?
                } else {
                    let mut stream = Stream::new(relation, 0);
                    for (i, at) in y.iter().enumerate() {
                        let pattern = Pattern::Values(self.biased(this, Expr::Instance));
                        stream.push(*at, pattern).map_err(|e| self.too_far(relation, e.stride))?;
                        if this.row_bias.is_some() {
                            let column = self.columns.bias();
                            self.blocks[block].constants.push((i as u32, column, bias(i)));
                        }
                    }
                    self.blocks[block].bias |= this.row_bias.is_some();
                    self.onto(block, stream)
                }
            }
            Home::Cells => self.result_cells(relation, this)?,
        };
        out.push(Summand::End(factor, -1));
        let slack = &this.bilinear.slack;
        if !slack.is_empty() {
            self.room(Share::Lanes, slack.len() as u64 / u64::from(self.config.lanes))?;
            let mut stream = Stream::new(relation, 0);
            let mut cells = Vec::new();
            for (row, chunk) in (0..).zip(runs(slack, self.config.lanes as usize)) {
                let here = &slack[chunk.first..chunk.first + chunk.count];
                let values =
                    (0..).zip(here).map(|(lane, at)| (at - here[0], Expr::cell(self.columns.lane(lane))));
                let top = here[here.len() - 1];
                let pattern = horner(values, top - here[0]).ok_or_else(|| self.too_far(relation, top))?;
                stream.push(top, Pattern::Values(pattern)).map_err(|e| self.too_far(relation, e.stride))?;
                cells.extend((0..).zip(here).map(|(lane, at)| (row, lane, *at)));
            }
            self.take(Share::Lanes, stream.end().into())?;
            let mut block = Block::new(Some(relation), "slack", stream.end());
            block.lanes = Lanes::Free;
            block.content = Content::Slack { relation, cells };
            let factor = self.streamed(block, stream);
            out.push(Summand::End(factor, -1));
        }
        Ok(())
    }

    /// A value less its row's bias.
    fn biased(&self, this: &Identity, value: Expr) -> Expr {
        if this.row_bias.is_some() { value - Expr::Fixed(self.columns.bias()) } else { value }
    }

    /// The result in ports of its own; elements with one bias share a row.
    fn result_cells(&mut self, relation: usize, this: &Identity) -> Result<Factor, PlanError> {
        let y = &this.bilinear.y;
        let ports = self.config.ports as usize;
        self.room(Share::Ports, (y.len() / ports) as u64)?;
        let bias = |i: usize| this.row_bias.as_ref().map_or(0, |b| b[i]);
        let mut order: Vec<usize> = (0..y.len()).collect();
        order.sort_by_key(|i| y[*i]);
        let number = self.blocks.len();
        let mut homes = vec![None; y.len()];
        let (mut cells, mut constants) = (Vec::new(), Vec::new());
        let mut stream = Stream::new(relation, 0);
        let mut row = 0;
        for group in order.chunk_by(|a, b| bias(*a) == bias(*b)) {
            let positions: Vec<u64> = group.iter().map(|i| y[*i]).collect();
            for chunk in progressions(&positions, ports) {
                let here = &group[chunk.first..chunk.first + chunk.count];
                let first = y[here[0]];
                let mut values = Vec::new();
                for (port, i) in (0..).zip(here) {
                    let column = self.columns.port(port);
                    let at = Address { block: number, row, column: Column::Advice(column) };
                    homes[*i] = Some(super::block::HomeCell { at, offset: 0 });
                    cells.push((row, port, Element::Of(this.bilinear.out, *i as u32), 0));
                    values.push((y[*i] - first, self.biased(this, Expr::cell(column))));
                }
                if this.row_bias.is_some() {
                    constants.push((row, self.columns.bias(), bias(here[0])));
                }
                let top = y[here[here.len() - 1]];
                let pattern = horner(values, top - first).ok_or_else(|| self.too_far(relation, top))?;
                stream.push(top, Pattern::Values(pattern)).map_err(|e| self.too_far(relation, e.stride))?;
                row += 1;
            }
        }
        // All of them have one, or what reads the result asks for cells of its own.
        let whole = homes.iter().all(Option::is_some);
        self.homes[this.bilinear.out.0 as usize] = whole.then_some(homes);
        self.take(Share::Ports, stream.end().into())?;
        let mut block = Block::new(Some(relation), "results", stream.end());
        block.ports = true;
        block.bias = this.row_bias.is_some();
        block.constants = constants;
        block.content = Content::Ports(cells);
        Ok(self.streamed(block, stream))
    }

    /// `Σ products and ends = 0`, as a stream whose values are products of ends.
    fn join(&mut self, relation: usize, mut summands: Vec<Summand>) -> Result<(), PlanError> {
        summands.sort_by_key(Summand::top);
        // One row above for the operands, so that no other stream ends in them.
        let mut stream = Stream::new(relation, 1);
        let mut operands = Vec::new();
        let count = summands.len();
        for (i, summand) in summands.into_iter().enumerate() {
            // Long moves take several rows.
            while !stream.steps.is_empty() && summand.top() > stream.top + u64::from(MAX_POWER) {
                stream
                    .push(stream.top + HOP, Pattern::Nothing)
                    .map_err(|e| self.too_far(relation, e.stride))?;
            }
            let row = stream.end();
            let pattern = match summand {
                Summand::Product(x, k) => {
                    operands.push((row, x.what));
                    operands.push((row + 1, k.what));
                    Pattern::Product
                }
                Summand::End(f, sign) => {
                    operands.push((row, f.what));
                    Pattern::End(sign)
                }
            };
            let product = pattern == Pattern::Product;
            stream.push(summand.top(), pattern).map_err(|e| self.too_far(relation, e.stride))?;
            if product && i + 1 < count {
                stream.hold();
            }
        }
        if let Some(last) = stream.steps.last_mut() {
            last.closed = true;
        }
        stream.operands = true;
        // Every join takes two accumulators; as many as there are pairs lie side by side.
        self.take(Share::Joins, u64::from(stream.end() / (self.config.accumulators / 2)))?;
        let mut block = Block::new(Some(relation), "join", stream.end());
        block.content = Content::Join(operands);
        block.streams.push(stream);
        self.blocks.push(block);
        Ok(())
    }

    /// The operand accumulator's part of a pattern.
    pub(super) fn pattern(&self, pattern: &Pattern, operand: Option<u32>) -> Expr {
        let cell =
            |rotation| operand.map_or(Expr::zero(), |a| Expr::Advice(self.columns.accumulator(a), rotation));
        match pattern {
            Pattern::Nothing => Expr::zero(),
            Pattern::Values(e) => e.clone(),
            Pattern::Product => cell(0) * cell(1),
            Pattern::End(1) => cell(0),
            Pattern::End(_) => -cell(0),
        }
    }

    /// What one row of a stream demands: `acc' − stride·acc − pattern = 0`, without `acc'` where it closes.
    pub(super) fn step(
        &self,
        step: &super::stream::Step,
        accumulator: u32,
        operand: Option<u32>,
    ) -> [Expr; 2] {
        let column = self.columns.accumulator(accumulator);
        let next = if step.closed { Expr::zero() } else { Expr::Advice(column, 1) };
        let moved = step.stride.map_or(Expr::zero(), |s| -(Expr::Power(T, s) * Expr::cell(column)));
        [sum([next, -self.pattern(&step.pattern, operand)]), moved]
    }
}
