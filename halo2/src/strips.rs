//! From relations to strips: what each element of a result says of which cells.

use circuit::{Divisor, Element, Graph, Range, Reduction, Ref, Relation, TableId, TensorId};
use std::collections::BTreeMap;

use super::bilinear::known;
use super::block::{Address, Block, Content, Group, HomeCell, Lanes, Reads, Says};
use super::build::{Builder, PlanError, Share};
use super::columns::IN_FRACTION;
use super::element::{Division, Made, bounded, hull};
use super::interval::Interval;
use super::mode::Mode;
use super::numerator::{Numerator, Operand, Sum};
use super::strip::{Cells, Home, LINES, MOST_CANDIDATES, Name, Quotient, Shape, What, limbs_for, value};
use super::system::Column;

const _: () = assert!(LINES == IN_FRACTION);

impl Builder<'_> {
    /// Lays elements out, those of one shape and the same parameters together; gives the cell of each one's result.
    fn lay(
        &mut self,
        relation: Option<usize>,
        what: &'static str,
        made: Vec<Made>,
    ) -> Result<Vec<Option<Address>>, PlanError> {
        if made.is_empty() {
            return Ok(Vec::new());
        }
        let number = self.blocks.len();
        let (mut copies, mut constants, mut groups) = (Vec::new(), Vec::new(), Vec::new());
        let mut homes: Vec<Option<Address>> = vec![None; made.len()];
        let (mut row, mut lanes) = (0u32, Lanes::Unused);
        let mut order: Vec<usize> = (0..made.len()).collect();
        let key = |i: usize| (&made[i].shape, &made[i].parameters);
        order.sort_by(|a, b| key(*a).cmp(&key(*b)));
        for group in order.chunk_by(|a, b| key(*a) == key(*b)) {
            let Made { shape, parameters, .. } = &made[group[0]];
            let fit = shape.fit(&self.config).ok_or_else(|| {
                let (ports, lanes) = (shape.ports(), shape.lanes());
                self.refuse(
                    relation.unwrap_or(0),
                    format!(
                        "an element takes {ports} wide cells and {lanes} checked ones, too many for {:?}",
                        self.config
                    ),
                )
            })?;
            lanes = match shape.what {
                What::Line if lanes == Lanes::Unused => Lanes::Beside,
                _ if shape.lanes() > 0 => Lanes::Checked,
                _ => lanes,
            };
            let rows = (group.len() as u32).div_ceil(fit.elements) * fit.rows;
            self.room(Share::Ports, u64::from(row) + u64::from(rows))?;
            // All lines of a row are looked up: the last element's again where there are fewer.
            let count = group.len() as u32;
            let repeats = if shape.what == What::Line { rows * fit.elements - count } else { 0 };
            let mut ports: Vec<Interval> = made[group[0]].cells.iter().map(|(_, r)| r.clone()).collect();
            ports.push(made[group[0]].range.clone());
            let mut elements = Vec::new();
            for (n, i) in
                (0..count + repeats).zip(group.iter().chain(std::iter::repeat(&group[group.len() - 1])))
            {
                let Made { cells, out, range, .. } = &made[*i];
                let first = row + n / fit.elements * fit.rows;
                let place =
                    Cells { shape, columns: &self.columns, config: &self.config, element: n % fit.elements };
                for (p, (reads, r)) in (0..).zip(cells) {
                    let (column, below) = place.port(p);
                    copies.push((reads.at, first + below, Column::Advice(column)));
                    ports[p as usize] = ports[p as usize].hull(r);
                }
                if let (Some(last), Some((column, below)), true) = (ports.last_mut(), place.home(), n < count)
                {
                    *last = last.hull(range);
                    let at = Address { block: number, row: first + below, column: Column::Advice(column) };
                    homes[*i] = Some(at);
                    if let Some((t, e)) = out {
                        let lacks = match shape.home() {
                            Home::Lane => value(parameters, Name::Least),
                            _ => 0,
                        };
                        self.set_home(*t, *e, HomeCell { at, offset: lacks })?;
                    }
                }
                let out = out.filter(|_| n < count);
                elements.push(Says { reads: cells.iter().map(|(r, _)| *r).collect(), out });
            }
            for first in (row..row + rows).step_by(fit.rows as usize) {
                for (column, name) in (0..).zip(shape.names()) {
                    let v = value(parameters, name);
                    constants.push((first, self.columns.parameter(column), v));
                }
            }
            self.used.parameters = self.used.parameters.max(shape.names().len() as u16);
            groups.push(Group {
                shape: *shape,
                parameters: parameters.clone(),
                first: row,
                fit,
                elements,
                repeats,
                ports,
            });
            row += rows;
        }
        self.take(Share::Ports, row.into())?;
        let mut block = Block::new(relation, what, row);
        block.lanes = lanes;
        block.ports = true;
        block.copies = copies;
        block.constants = constants;
        block.content = Content::Strips(groups);
        self.blocks.push(block);
        Ok(homes)
    }

    /// Homes and range checks of a private input.
    pub(super) fn private(&mut self, t: TensorId) -> Result<(), PlanError> {
        let (range, count) = (self.graph.tensor(t).range, self.graph.tensor(t).numel().unwrap_or(0));
        self.room(Share::Ports, count)?;
        let (out, width) = bounded(range, true, self.config.bits).ok_or_else(|| self.wide(None))?;
        let home = if out.limbs == 1 { Home::Lane } else { Home::Port };
        let given = Quotient { out, home, given: true, ..Quotient::default() };
        let shape = Shape { operands: 0, product: (0, false), what: What::Quotient(given) };
        let parameters = vec![(Name::Least, range.lo), (Name::Width, width)];
        let made = |i| Made {
            shape,
            parameters: parameters.clone(),
            cells: Vec::new(),
            out: Some((t, i)),
            range: range.into(),
        };
        self.lay(None, "strips", (0..count as u32).map(made).collect())?;
        Ok(())
    }

    /// Demands that elements lie in a range.
    fn in_range(&mut self, relation: usize, elements: &[Element], range: Range) -> Result<(), PlanError> {
        let mut made = Vec::new();
        for e in elements {
            let sum = Sum::of(self.operand(Some(relation), *e)?);
            made.push(self.held(Some(relation), &sum, range, None)?);
        }
        self.lay(Some(relation), "range checks", made)?;
        Ok(())
    }

    /// Range checks of a tensor that has homes already.
    pub(super) fn check_range(&mut self, relation: usize, t: TensorId) -> Result<(), PlanError> {
        let (range, count) = (self.graph.tensor(t).range, self.graph.tensor(t).numel().unwrap_or(0));
        let elements: Vec<Element> = (0..count as u32).map(|i| Element::Of(t, i)).collect();
        self.in_range(relation, &elements, range)
    }

    /// Cells that hold the exact values of these elements, one for each.
    pub(super) fn exact(&mut self, elements: &[Element]) -> Result<Vec<Address>, PlanError> {
        let mut made = Vec::new();
        for e in elements {
            let of = hull(self.graph, &[*e]);
            let sum = Sum::of(self.operand(None, *e)?);
            made.push(self.sum(None, &sum, None, of)?);
        }
        let cells = self.lay(None, "strips", made)?;
        cells.into_iter().collect::<Option<_>>().ok_or_else(|| self.internal(0, "a value without cell"))
    }

    /// What one element of a relation that has no rows of its own comes to.
    fn inner(&self, relation: usize, elements: &[Vec<Element>], i: usize) -> Result<Sum, PlanError> {
        let operand = |e: &Vec<Element>| self.operand(Some(relation), e[i]);
        match &self.graph.relations[relation] {
            Relation::Affine { terms, constant, .. } => {
                let list = terms.iter().zip(elements).map(|((f, _), e)| Ok(((*f).into(), operand(e)?)));
                Ok(Sum {
                    terms: list.collect::<Result<_, PlanError>>()?,
                    constant: (*constant).into(),
                    product: None,
                })
            }
            Relation::Mul { .. } => {
                let product = Some((operand(&elements[0])?, operand(&elements[1])?));
                Ok(Sum { product, ..Sum::default() })
            }
            _ => Err(self.internal(relation, "neither sum nor product")),
        }
    }

    fn operands_of(&self, relation: usize) -> Result<Vec<Vec<Element>>, PlanError> {
        let elements = |r| self.graph.elements(r).map_err(|e| self.view(relation, e));
        self.graph.relations[relation].operands().into_iter().map(elements).collect()
    }

    /// Most summands of one element.
    fn most_summands(&self) -> usize {
        self.config.ports as usize - 1
    }

    /// A result that only its own relation reads, by its cell.
    fn intermediate(
        &self,
        number: usize,
        made: Option<(Option<Address>, Interval)>,
    ) -> Result<Operand, PlanError> {
        let Some((Some(at), range)) = made else {
            return Err(self.internal(number, "what its elements are made of has no cell"));
        };
        Ok(Operand::Cell(Reads { at, offset: 0, of: None }, range))
    }

    /// Sums of many operands each: several at a time, until few are left.
    fn sums(&mut self, number: usize, mut all: Vec<Sum>, out: TensorId) -> Result<Vec<Made>, PlanError> {
        let most = self.most_summands();
        let of = self.graph.tensor(out).range;
        while all.iter().any(|s| s.terms.len() > most) {
            let mut parts = Vec::new();
            for sum in &all {
                for chunk in sum.terms.chunks(most).filter(|_| sum.terms.len() > most) {
                    let part = Sum { terms: chunk.to_vec(), ..Sum::default() };
                    let mut made = self.sum(Some(number), &part, None, of)?;
                    made.range = chunk.iter().fold(Interval::point(0), |all, (f, x)| {
                        let x = match x {
                            Operand::Known(v) => Interval::point(*v),
                            Operand::Cell(reads, range) => range + &Interval::point(reads.offset),
                        };
                        &all + &(&Interval::point(*f) * &x)
                    });
                    parts.push(made);
                }
            }
            let ranges: Vec<Interval> = parts.iter().map(|m| m.range.clone()).collect();
            let cells = self.lay(Some(number), "strips", parts)?;
            let mut next = cells.into_iter().zip(ranges);
            for sum in all.iter_mut().filter(|s| s.terms.len() > most) {
                let count = sum.terms.len().div_ceil(most);
                let term = |_| Ok((1, self.intermediate(number, next.next())?));
                sum.terms = (0..count).map(term).collect::<Result<_, PlanError>>()?;
            }
        }
        (0..).zip(&all).map(|(i, sum)| self.sum(Some(number), sum, Some((out, i)), of)).collect()
    }

    /// Largest operands of many each: several at a time, until few are left.
    fn maxima(
        &mut self,
        number: usize,
        mut all: Vec<Vec<Operand>>,
        floor: Option<i128>,
        (out, spread): (TensorId, i128),
    ) -> Result<Vec<Made>, PlanError> {
        let most = MOST_CANDIDATES.min(self.config.ports - 1) as usize;
        let limbs = limbs_for(spread, self.config.bits);
        let largest = |list: &[Operand], floor: Option<i128>, out| {
            let (mut cells, mut parameters) = (Vec::new(), Vec::new());
            let mut lies = floor.map(Interval::point);
            for x in list {
                let Operand::Cell(reads, range) = x else { continue };
                let exact = range + &Interval::point(reads.offset);
                lies = Some(lies.map_or_else(|| exact.clone(), |l| l.hull(&exact)));
                parameters.push((Name::Offset(cells.len() as u32), reads.offset));
                cells.push((*reads, range.clone()));
            }
            parameters.extend(floor.map(|f| (Name::Floor, f)));
            let what = What::Maximum { floor: floor.is_some(), limbs };
            let shape = Shape { operands: cells.len() as u32, product: (0, false), what };
            let range = lies.unwrap_or_else(|| Interval::point(0));
            Made { shape, parameters, cells, out, range }
        };
        // One and the floor fit in any case.
        let room = most - usize::from(floor.is_some());
        loop {
            if all.iter().all(|list| list.len() <= room) {
                return Ok((0..).zip(&all).map(|(i, list)| largest(list, floor, Some((out, i)))).collect());
            }
            let mut parts = Vec::new();
            for chunk in all.iter().flat_map(|list| list.chunks(most)).filter(|chunk| chunk.len() > 1) {
                parts.push(largest(chunk, None, None));
            }
            let ranges: Vec<Interval> = parts.iter().map(|m| m.range.clone()).collect();
            let cells = self.lay(Some(number), "strips", parts)?;
            let mut next = cells.into_iter().zip(ranges);
            for list in &mut all {
                let chunks = list.chunks(most).map(|chunk| match chunk {
                    [one] => Ok(one.clone()),
                    _ => self.intermediate(number, next.next()),
                });
                *list = chunks.collect::<Result<_, _>>()?;
            }
        }
    }

    /// A relation by strips.
    pub(super) fn strips(&mut self, number: usize) -> Result<(), PlanError> {
        let graph = self.graph;
        let relation = &graph.relations[number];
        self.room(Share::Ports, at_least(graph, relation))?;
        let operands = self.operands_of(number)?;
        let out = relation.out();
        let checked = out.filter(|t| graph.tensor(*t).checked.is_some());
        let (mut made, mut check) = (Vec::new(), None);
        match relation {
            Relation::Affine { out, .. } | Relation::Mul { out, .. } => {
                let count = operands[0].len();
                let all = (0..count).map(|i| self.inner(number, &operands, i)).collect::<Result<_, _>>()?;
                made = self.sums(number, all, *out)?;
            }
            Relation::Reduce { x, over, out } => {
                let mut all = Vec::new();
                for folded in members(graph, x, over) {
                    let list =
                        folded.into_iter().map(|m| Ok((1, self.operand(Some(number), operands[0][m])?)));
                    all.push(Sum { terms: list.collect::<Result<_, PlanError>>()?, ..Sum::default() });
                }
                made = self.sums(number, all, *out)?;
            }
            Relation::Max { x, over, floor, out } => {
                let lies = hull(graph, &operands[0]);
                let floor = floor.map(i128::from);
                let hi = graph.tensor(*out).range.hi.max(lies.hi).max(floor.unwrap_or(i128::MIN));
                let spread = hi - lies.lo.min(floor.unwrap_or(i128::MAX));
                // A constant candidate gets a cell.
                let constant: Vec<Element> =
                    operands[0].iter().copied().filter(|e| known(graph, *e).is_some()).collect();
                let cells = if constant.is_empty() { Vec::new() } else { self.exact(&constant)? };
                let fixed: BTreeMap<Element, Address> = constant.into_iter().zip(cells).collect();
                let mut all = Vec::new();
                for folded in members(graph, x, over) {
                    let list = folded.into_iter().map(|m| match fixed.get(&operands[0][m]) {
                        Some(at) => {
                            let v = known(graph, operands[0][m]).unwrap_or(0);
                            self.intermediate(number, Some((Some(*at), Interval::point(v))))
                        }
                        None => self.operand(Some(number), operands[0][m]),
                    });
                    all.push(list.collect::<Result<_, _>>()?);
                }
                if floor.is_none() && all.iter().all(|list: &Vec<Operand>| list.len() == 1) {
                    let one = |list: Vec<Operand>| Sum {
                        terms: list.into_iter().map(|x| (1, x)).collect(),
                        ..Sum::default()
                    };
                    made = self.sums(number, all.into_iter().map(one).collect(), *out)?;
                } else {
                    made = self.maxima(number, all, floor, (*out, spread))?;
                    check = checked;
                }
            }
            Relation::DivRound { num, den, rounding, clip, out } => {
                let producer = num.whole().and_then(|t| self.within(t, number));
                let inner = producer.map(|r| self.operands_of(r)).transpose()?;
                let of = hull(graph, &operands[0]);
                let dens = operands.get(1).map(|d| hull(graph, d));
                for (i, numerator) in operands[0].iter().enumerate() {
                    let sum = match (producer, &inner) {
                        (Some(r), Some(inner)) => self.inner(r, inner, i)?,
                        _ => Sum::of(self.operand(Some(number), *numerator)?),
                    };
                    let by = match den {
                        Divisor::Pow2(n) => Ok(1 << n),
                        Divisor::Const(d) => Ok((*d).into()),
                        Divisor::Tensor(_) => match self.operand(Some(number), operands[1][i])? {
                            Operand::Known(d) => Ok(d),
                            cell => Err((cell, dens.unwrap_or(Range::point(1)))),
                        },
                    };
                    let of_out = Some((*out, i as u32));
                    let range = checked.map(|t| graph.tensor(t).range);
                    let plain =
                        matches!(by, Ok(1)) && clip.is_none_or(|c| c.contains_range(of)) && range.is_none();
                    made.push(if plain {
                        self.sum(Some(number), &sum, of_out, of)?
                    } else {
                        let division = Division { of, by, rounding: *rounding, clip: *clip, checked: range };
                        let (made, apart) = self.divided(Some(number), &sum, division, of_out)?;
                        check = check.or(checked.filter(|_| apart));
                        made
                    });
                }
            }
            Relation::Lut { table, out, .. } => {
                self.used.tables = true;
                let first = self.first_line(*table)?;
                let constant: Vec<Element> =
                    operands[0].iter().copied().filter(|e| known(graph, *e).is_some()).collect();
                let cells = if constant.is_empty() { Vec::new() } else { self.exact(&constant)? };
                let mut cells = cells.into_iter();
                for (i, x) in (0..).zip(&operands[0]) {
                    let x = match self.operand(Some(number), *x)? {
                        Operand::Known(v) => {
                            self.intermediate(number, Some((cells.next(), Interval::point(v))))?
                        }
                        x => x,
                    };
                    let Operand::Cell(reads, range) = x else { continue };
                    made.push(Made {
                        shape: Shape { operands: 1, product: (0, false), what: What::Line },
                        parameters: vec![(Name::Line, first + reads.offset)],
                        cells: vec![(reads, range)],
                        out: Some((*out, i)),
                        range: graph.tensor(*out).range.into(),
                    });
                }
                check = checked;
            }
            Relation::InRange { range, .. } => self.in_range(number, &operands[0], *range)?,
            Relation::Equal { .. } => {
                for (a, b) in operands[0].iter().zip(&operands[1]) {
                    let (a, b) = (self.operand(Some(number), *a)?, self.operand(Some(number), *b)?);
                    let sum = Sum { terms: vec![(1, a), (-1, b)], ..Sum::default() };
                    let n = Numerator::new(&sum, 1).ok_or_else(|| self.wide(Some(number)))?;
                    let shape =
                        Shape { operands: n.cells.len() as u32, product: n.product, what: What::Zero };
                    let range = Interval::point(0);
                    made.push(Made { shape, parameters: n.parameters(), cells: n.cells, out: None, range });
                }
            }
            Relation::Conv { .. } | Relation::Einsum { .. } | Relation::ReluPoolRequant { .. } => {
                return Err(self.internal(number, "a relation that strips do not take"));
            }
        }
        self.lay(Some(number), "strips", made)?;
        check.map_or(Ok(()), |t| self.check_range(number, t))
    }

    /// The relation that makes a tensor within the rows of another.
    fn within(&self, t: TensorId, host: usize) -> Option<usize> {
        let made = |r: &usize| self.graph.relations[*r].out() == Some(t);
        (0..self.modes.len()).filter(|r| matches!(self.modes[*r], Mode::Within(h) if h == host)).find(made)
    }

    /// The line of a table's argument zero.
    fn first_line(&self, table: TableId) -> Result<i128, PlanError> {
        let before = self.graph.tables.iter().take(table.0 as usize).map(|t| t.data.len() as i128);
        let input = self.graph.table(table).map(|t| t.input.lo);
        let input = input.ok_or_else(|| self.internal(0, "no such table"))?;
        Ok((1i128 << self.config.bits) + before.sum::<i128>() - input)
    }
}

/// Elements of a relation: more than the largest table has rows are refused before anything is made of them.
fn at_least(graph: &Graph, relation: &Relation) -> u64 {
    let shape = relation.operands().first().and_then(|r| graph.shape_of(r).ok()).unwrap_or_default();
    match relation {
        Relation::Reduce { over, .. } | Relation::Max { over, .. } => over.terms(&shape),
        _ => shape.iter().map(|d| u64::from(*d)).fold(1, u64::saturating_mul),
    }
}

/// The operand elements that each result folds.
fn members(graph: &Graph, x: &Ref, over: &Reduction) -> Vec<Vec<usize>> {
    let mut all = Vec::new();
    if let Ok(shape) = graph.shape_of(x) {
        over.for_each(&shape, |members| all.push(members.to_vec()));
    }
    all
}
