//! All solutions of the constraints of some rows, by search: lanes that are looked up are tried with every
//! entry of the table, wide cells follow from equations that are linear in them.
//!
//! Complete: what has no solution here has none in the field either, as long as no expression wraps, which
//! the plan has checked. A wide cell that nothing determines, or only by a fraction, is reported as such.

use std::collections::BTreeMap;

use ff::{Field, PrimeField};
use halo2::Plan;
use halo2::expr::{Expr, Op};
use halo2::field::{Fr, small};
use halo2::system::{Cell, Column};

/// A polynomial over variables.
#[derive(Clone, Debug)]
enum Poly {
    Const(Fr),
    Var(usize),
    Sum(Box<Poly>, Box<Poly>),
    Product(Box<Poly>, Box<Poly>),
}

impl Poly {
    fn plus(self, other: Self) -> Self {
        match (self, other) {
            (Self::Const(a), Self::Const(b)) => Self::Const(a + b),
            (Self::Const(a), e) | (e, Self::Const(a)) if a == Fr::ZERO => e,
            (a, b) => Self::Sum(a.into(), b.into()),
        }
    }

    fn times(self, other: Self) -> Self {
        match (self, other) {
            (Self::Const(a), Self::Const(b)) => Self::Const(a * b),
            (Self::Const(a), _) | (_, Self::Const(a)) if a == Fr::ZERO => Self::Const(Fr::ZERO),
            (Self::Const(a), e) | (e, Self::Const(a)) if a == Fr::ONE => e,
            (a, b) => Self::Product(a.into(), b.into()),
        }
    }

    fn vars(&self, all: &mut Vec<usize>) {
        match self {
            Self::Const(_) => {}
            Self::Var(v) => all.push(*v),
            Self::Sum(a, b) | Self::Product(a, b) => {
                a.vars(all);
                b.vars(all);
            }
        }
    }

    fn degree_in(&self, v: usize) -> usize {
        match self {
            Self::Const(_) => 0,
            Self::Var(w) => usize::from(*w == v),
            Self::Sum(a, b) => a.degree_in(v).max(b.degree_in(v)),
            Self::Product(a, b) => a.degree_in(v) + b.degree_in(v),
        }
    }

    /// Coefficients and constant, if it is linear.
    fn linear(&self) -> Option<(BTreeMap<usize, Fr>, Fr)> {
        match self {
            Self::Const(c) => Some((BTreeMap::new(), *c)),
            Self::Var(v) => Some((BTreeMap::from([(*v, Fr::ONE)]), Fr::ZERO)),
            Self::Sum(a, b) => {
                let ((mut all, c), (more, d)) = (a.linear()?, b.linear()?);
                more.into_iter().for_each(|(v, k)| *all.entry(v).or_insert(Fr::ZERO) += k);
                Some((all, c + d))
            }
            Self::Product(a, b) => {
                let ((Self::Const(k), e) | (e, Self::Const(k))) = (&**a, &**b) else { return None };
                let (all, c) = e.linear()?;
                Some((all.into_iter().map(|(v, f)| (v, f * k)).collect(), c * k))
            }
        }
    }

    /// In the form that is evaluated: postfix, with integers.
    fn compile(&self, out: &mut Vec<Step>) {
        match self {
            Self::Const(c) => out.push(Step::Const(integer(*c))),
            Self::Var(v) => out.push(Step::Var(*v)),
            Self::Sum(a, b) => {
                a.compile(out);
                b.compile(out);
                out.push(Step::Add);
            }
            Self::Product(a, b) => {
                a.compile(out);
                b.compile(out);
                out.push(Step::Mul);
            }
        }
    }
}

fn integer(v: Fr) -> i128 {
    small(&v).or_else(|| small(&-v).map(|n| -n)).expect("coefficients are integers")
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Const(i128),
    Var(usize),
    Add,
    Mul,
}

/// An equation `polynomial = 0`.
#[derive(Clone, Debug)]
pub struct Equation {
    /// The gate that it comes from, or what else it is.
    pub name: String,
    /// The row, where it is a gate's.
    pub row: u32,
    steps: Vec<Step>,
    vars: Vec<usize>,
    linear: Vec<bool>,
    /// Coefficients and constant, if it is linear in all.
    sum: Option<(Vec<(usize, i128)>, i128)>,
}

/// A function table: argument, value, first argument, values.
#[derive(Clone, Debug)]
struct Line {
    argument: usize,
    value: usize,
    lo: i128,
    values: Vec<i128>,
}

/// What is called with each solution, as a function of the variables; false ends the search.
pub type Found<'f> = dyn FnMut(&dyn Fn(usize) -> Held) -> bool + 'f;

/// A system of equations.
#[derive(Clone, Debug, Default)]
pub struct Problem {
    vars: BTreeMap<Cell, usize>,
    /// Number of table entries for a lane that is looked up.
    domains: Vec<Option<std::ops::Range<i128>>>,
    /// The equations.
    pub equations: Vec<Equation>,
    lines: Vec<Line>,
}

/// What a cell holds in a solution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Held {
    /// An integer.
    Is(i128),
    /// Any field element, or one that is no integer.
    Loose,
}

impl Problem {
    /// The gates without challenges on some rows of a plan.
    pub fn new(plan: &Plan, rows: impl Iterator<Item = u32>) -> Self {
        let mut this = Self::default();
        for row in rows {
            for (name, ops) in &plan.system.gates {
                // Lookups and evaluations are no matter of one block.
                if name.starts_with("lookup")
                    || name.starts_with("accumulator")
                    || ops.iter().any(|op| matches!(op, Op::Power(..)))
                {
                    continue;
                }
                let poly = this.poly(plan, ops, row);
                this.add(name, row, poly);
            }
        }
        this
    }

    /// The variable of a cell.
    pub fn var(&mut self, plan: &Plan, cell: Cell) -> usize {
        let region = plan.placement.checked_from..plan.placement.checked_to;
        let lane = matches!(cell.column, Column::Advice(c) if u32::from(c) < plan.config.lanes);
        let next = self.domains.len();
        let var = *self.vars.entry(cell).or_insert(next);
        if var == next {
            let looked_up = lane && region.contains(&cell.row);
            self.domains.push(looked_up.then(|| 0..1 << plan.config.bits));
        }
        var
    }

    /// A variable that is no cell.
    pub fn fresh(&mut self) -> usize {
        self.domains.push(None);
        self.domains.len() - 1
    }

    /// Demands that an expression on a row is worth a variable.
    pub fn equate(&mut self, plan: &Plan, name: &str, e: &Expr, row: u32, var: usize) {
        let poly = self.poly(plan, &e.to_ops(), row);
        let negated = Poly::Const(-Fr::ONE).times(Poly::Var(var));
        self.add(name, row, poly.plus(negated));
    }

    /// Demands that two cells are equal.
    pub fn copy(&mut self, plan: &Plan, [a, b]: [Cell; 2]) {
        let [a, b] = [a, b].map(|c| self.var(plan, c));
        self.add("copy", 0, Poly::Var(a).plus(Poly::Const(-Fr::ONE).times(Poly::Var(b))));
    }

    /// Demands that two cells are a line of a function table.
    pub fn look_up(&mut self, plan: &Plan, [a, c]: [Cell; 2], lo: i128, values: Vec<i128>) {
        let [argument, value] = [a, c].map(|cell| self.var(plan, cell));
        self.lines.push(Line { argument, value, lo, values });
    }

    fn poly(&mut self, plan: &Plan, ops: &[Op], row: u32) -> Poly {
        let mut stack: Vec<Poly> = Vec::new();
        for op in ops {
            let value = match op {
                Op::Const(bytes) => {
                    Poly::Const(Option::<Fr>::from(Fr::from_repr(*bytes)).expect("canonical"))
                }
                Op::Fixed(c) => Poly::Const(plan.fixed[usize::from(*c)][row as usize]),
                Op::Advice(c, r) => {
                    let row = row.wrapping_add_signed((*r).into());
                    Poly::Var(self.var(plan, Cell { column: Column::Advice(*c), row }))
                }
                Op::Instance => Poly::Var(self.var(plan, Cell { column: Column::Instance, row })),
                Op::Power(..) => panic!("challenges are not for this"),
                Op::Add | Op::Mul => {
                    let (b, a) = (stack.pop().expect("postfix"), stack.pop().expect("postfix"));
                    if matches!(op, Op::Add) { a.plus(b) } else { a.times(b) }
                }
            };
            stack.push(value);
        }
        stack.pop().expect("postfix")
    }

    fn add(&mut self, name: &str, row: u32, poly: Poly) {
        let mut vars = Vec::new();
        poly.vars(&mut vars);
        vars.sort_unstable();
        vars.dedup();
        let mut steps = Vec::new();
        poly.compile(&mut steps);
        if let [Step::Const(0)] = steps[..] {
            return;
        }
        let linear = vars.iter().map(|v| poly.degree_in(*v) == 1).collect();
        let sum = poly
            .linear()
            .map(|(all, c)| (all.into_iter().map(|(v, k)| (v, integer(k))).collect(), integer(c)));
        self.equations.push(Equation { name: name.into(), row, steps, vars, linear, sum });
    }

    /// Without an equation.
    pub fn without(&self, equation: usize) -> Self {
        let mut this = self.clone();
        this.equations.remove(equation);
        this
    }

    /// Lanes that are looked up, each with the equations that read it.
    pub fn lanes(&self) -> Vec<(usize, Vec<usize>)> {
        let looked_up = (0..self.domains.len()).filter(|v| self.domains[*v].is_some());
        let readers =
            |v: usize| (0..self.equations.len()).filter(|e| self.equations[*e].vars.contains(&v)).collect();
        looked_up.map(|v| (v, readers(v))).filter(|(_, r): &(usize, Vec<usize>)| !r.is_empty()).collect()
    }

    /// Without the lookup of a lane: it may leave the table on both sides.
    pub fn unlooked(&self, lane: usize) -> Self {
        let mut this = self.clone();
        if let Some(domain) = &mut this.domains[lane] {
            *domain = -domain.end..2 * domain.end;
        }
        this
    }

    /// The equations, with what a solution puts into them.
    pub fn describe(&self, value: &dyn Fn(usize) -> Held) -> String {
        let mut text = String::new();
        for (cell, var) in &self.vars {
            text += &format!("{var}: {cell:?} = {:?}, entries {:?}\n", value(*var), self.domains[*var]);
        }
        for e in &self.equations {
            text += &format!("{} of row {}: {:?} {:?}\n", e.name, e.row, e.vars, e.steps);
        }
        text
    }

    /// Calls `found` with every solution, given some variables, until it returns false.
    pub fn solve(&self, given: &[(usize, i128)], found: &mut Found<'_>) {
        let mut readers = vec![Vec::new(); self.domains.len()];
        for (e, equation) in self.equations.iter().enumerate() {
            equation.vars.iter().for_each(|v| readers[*v].push(e));
        }
        let mut search = Search {
            problem: self,
            readers,
            values: vec![None; self.domains.len()],
            open: self.equations.iter().map(|e| e.vars.len()).collect(),
            trail: Vec::new(),
            stack: Vec::new(),
            found,
        };
        let mut queue: Vec<usize> = (0..self.equations.len()).collect();
        for (var, v) in given {
            if !search.assign(*var, *v, &mut queue) {
                return;
            }
        }
        if search.propagate(queue) {
            search.branch();
        }
    }
}

struct Search<'a> {
    problem: &'a Problem,
    readers: Vec<Vec<usize>>,
    values: Vec<Option<i128>>,
    /// Unassigned variables of each equation.
    open: Vec<usize>,
    trail: Vec<usize>,
    stack: Vec<i128>,
    found: &'a mut Found<'a>,
}

impl Search<'_> {
    fn assign(&mut self, var: usize, v: i128, queue: &mut Vec<usize>) -> bool {
        if let Some(old) = self.values[var] {
            return old == v;
        }
        if self.problem.domains[var].as_ref().is_some_and(|domain| !domain.contains(&v)) {
            return false;
        }
        self.values[var] = Some(v);
        self.trail.push(var);
        for e in &self.readers[var] {
            self.open[*e] -= 1;
            if self.open[*e] <= 1 || self.problem.equations[*e].sum.is_some() {
                queue.push(*e);
            }
        }
        true
    }

    fn undo(&mut self, to: usize) {
        while self.trail.len() > to {
            let Some(var) = self.trail.pop() else { return };
            self.values[var] = None;
            self.readers[var].iter().for_each(|e| self.open[*e] += 1);
        }
    }

    /// The value of an equation with `x` for what is unassigned.
    fn value(&mut self, e: usize, x: i128) -> i128 {
        self.stack.clear();
        let problem = self.problem;
        for step in &problem.equations[e].steps {
            let v = match step {
                Step::Const(c) => *c,
                Step::Var(v) => self.values[*v].unwrap_or(x),
                Step::Add | Step::Mul => {
                    let (b, a) = (self.stack.pop().expect("postfix"), self.stack.pop().expect("postfix"));
                    let r = if matches!(step, Step::Add) { a.checked_add(b) } else { a.checked_mul(b) };
                    r.expect("small numbers")
                }
            };
            self.stack.push(v);
        }
        self.stack.pop().expect("postfix")
    }

    /// Whether a linear equation cannot hold for any entries in its open lanes.
    fn out_of_reach(&self, equation: &Equation) -> bool {
        let Some((terms, constant)) = &equation.sum else { return false };
        let (mut lo, mut hi) = (*constant, *constant);
        for (var, k) in terms {
            let (least, most) = match (self.values[*var], &self.problem.domains[*var]) {
                (Some(v), _) => (v, v),
                (None, Some(domain)) => (domain.start, domain.end - 1),
                _ => return false,
            };
            lo += (k * least).min(k * most);
            hi += (k * least).max(k * most);
        }
        lo > 0 || hi < 0
    }

    /// Draws all conclusions; false where they contradict.
    fn propagate(&mut self, mut queue: Vec<usize>) -> bool {
        loop {
            while let Some(e) = queue.pop() {
                let problem = self.problem;
                let equation = &problem.equations[e];
                let open = self.open[e];
                match open {
                    0 if self.value(e, 0) != 0 => return false,
                    0 => {}
                    1 => {
                        let at = equation.vars.iter().position(|v| self.values[*v].is_none());
                        let Some(at) = at.filter(|at| equation.linear[*at]) else { continue };
                        let var = equation.vars[at];
                        let zero = self.value(e, 0);
                        let slope = self.value(e, 1) - zero;
                        if slope == 0 {
                            if zero != 0 {
                                return false;
                            }
                            continue;
                        }
                        if zero % slope != 0 {
                            // No entry of the table is a fraction. A wide cell may be one, unless another
                            // equation makes it an integer.
                            if self.problem.domains[var].is_some() {
                                return false;
                            }
                            continue;
                        }
                        if !self.assign(var, -zero / slope, &mut queue) {
                            return false;
                        }
                    }
                    _ if self.out_of_reach(equation) => return false,
                    _ => {}
                }
            }
            // Function tables.
            let problem = self.problem;
            for line in &problem.lines {
                let Some(a) = self.values[line.argument] else { continue };
                let entry = usize::try_from(a - line.lo).ok().and_then(|i| line.values.get(i));
                let Some(entry) = entry else { return false };
                if !self.assign(line.value, *entry, &mut queue) {
                    return false;
                }
            }
            if queue.is_empty() {
                return true;
            }
        }
    }

    /// Tries every value of a lane: the most significant one of the shortest equation of lanes alone, if
    /// there is one. False once `found` is.
    fn branch(&mut self) -> bool {
        let problem = self.problem;
        let mut best: Option<((bool, usize), usize)> = None;
        for (e, equation) in problem.equations.iter().enumerate() {
            let open = |v: &&usize| self.values[**v].is_none();
            let lane = |v: &&usize| problem.domains[**v].is_some();
            let rank = (
                equation.sum.is_none() || !equation.vars.iter().filter(open).all(|v| lane(&v)),
                self.open[e],
            );
            if self.open[e] == 0 || best.is_some_and(|(least, _)| least <= rank) {
                continue;
            }
            let weight = |v: &&usize| {
                let terms = equation.sum.iter().flat_map(|(terms, _)| terms);
                terms.filter(|(var, _)| var == *v).map(|(_, k)| k.unsigned_abs()).max()
            };
            let heaviest = equation.vars.iter().filter(open).filter(lane).max_by_key(weight);
            best = heaviest.map(|v| (rank, *v)).or(best);
        }
        let Some((_, var)) = best else {
            let values = &self.values;
            return (self.found)(&|v| values[v].map_or(Held::Loose, Held::Is));
        };
        let mark = self.trail.len();
        let Some(domain) = problem.domains[var].clone() else { return true };
        for v in domain {
            let mut queue = Vec::new();
            if self.assign(var, v, &mut queue) && self.propagate(queue) && !self.branch() {
                return false;
            }
            self.undo(mark);
        }
        true
    }
}
