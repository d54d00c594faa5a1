//! What the gates of an element say ([`super::strip`]), what numbers they are about, and the cells that make them true.

use ff::Field;
use num_bigint::BigInt;

use super::expr::{Expr, product, sum};
use super::field::{Fr, fr};
use super::grid::Grid;
use super::interval::{Interval, values, zero_test};
use super::strip::{
    Cells, Divisor, Equation, Home, MOST_CANDIDATES, Name, Number, Quotient, What, integer, value,
};

/// Lanes of a quotient, in order.
struct Parts {
    out: (u32, u32),
    out_complement: (u32, u32),
    above: (u32, u32),
    below: (u32, u32),
    rem: (u32, u32),
    rem_complement: (u32, u32),
    left: (u32, u32),
}

impl Parts {
    fn new(q: &Quotient) -> Self {
        let mut next = 0;
        let mut take = |count: u32| {
            next += count;
            (next - count, count)
        };
        Self {
            out: take(q.out.limbs),
            out_complement: take(q.out.complement),
            above: take(q.above),
            below: take(q.below),
            rem: take(q.rem.limbs),
            rem_complement: take(q.rem.complement),
            left: take(q.left),
        }
    }
}

impl Cells<'_> {
    fn cell(&self, (column, row): (u16, u32)) -> Expr {
        Expr::Advice(column, row as i8)
    }

    fn limbs(&self, (first, count): (u32, u32)) -> Expr {
        let bits = self.config.bits;
        sum((0..count).map(|i| shift(bits * i) * self.cell(self.lane(first + i))))
    }

    /// A number's complement: with its last limb, or with all of it.
    fn complement(&self, n: &Number, limbs: (u32, u32), rest: (u32, u32), width: Expr) -> Option<Expr> {
        let (first, count) = limbs;
        let whole = n.complement == n.limbs;
        let part = if whole { limbs } else { (first + count - 1, 1) };
        (n.complement > 0).then(|| self.limbs(part) + self.limbs(rest) - width)
    }

    /// The most that a number can be.
    fn most(&self, n: &Number, width: Expr) -> Expr {
        let below = self.config.bits * n.limbs.saturating_sub(1);
        match n.complement {
            0 => shift(self.config.bits * n.limbs) - Expr::int(1),
            c if c == n.limbs => width,
            _ => shift(below) * width + shift(below) - Expr::int(1),
        }
    }

    /// The element's gates, in parameters as `parameter` gives them.
    pub fn equations(&self, parameter: &impl Fn(Name) -> Expr) -> Vec<Equation> {
        let shape = self.shape;
        let x = |i: u32| self.cell(self.port(i));
        let out = || self.cell(self.port(shape.operands));
        let mut all = Vec::new();
        let mut add = |name, body| all.push(Equation { name, body, factors: Vec::new() });
        let numerator = || {
            let terms = (0..shape.summands()).map(|i| parameter(Name::Factor(i)) * x(i));
            let (times, two) = shape.product;
            let more = Expr::int(times.into()) * x(0) * if two { x(1) } else { x(0) };
            sum(terms) + if times > 0 { more } else { Expr::zero() } + parameter(Name::Constant)
        };
        match shape.what {
            What::Zero => add("nothing is left", numerator()),
            What::Value => add("result", numerator() - out()),
            What::Line => {}
            What::Maximum { floor, limbs } => {
                let distance = |i: u32| self.limbs((i * limbs, limbs));
                for i in 0..shape.operands {
                    add(DISTANCES[i as usize], out() - x(i) - parameter(Name::Offset(i)) - distance(i));
                }
                if floor {
                    add("floor", out() - parameter(Name::Floor) - distance(shape.operands));
                }
                let factors: Vec<Expr> = (0..shape.operands + u32::from(floor)).map(distance).collect();
                all.push(Equation { name: "one is it", body: product(factors.clone()), factors });
            }
            What::Quotient(q) => {
                let p = Parts::new(&q);
                let (above, below) = (self.limbs(p.above), self.limbs(p.below));
                let lane = self.limbs(p.out);
                let quotient = lane.clone() + above.clone() - below.clone();
                let rem = self.limbs(p.rem);
                match q.divisor {
                    _ if q.given => {}
                    Divisor::One => add("quotient", numerator() - quotient),
                    Divisor::Constant => {
                        add("quotient", numerator() - parameter(Name::Divisor) * quotient - rem.clone());
                    }
                    Divisor::Operand(times) => {
                        let divisor = x(shape.operands - 1) + parameter(Name::Divisor);
                        let half = Expr::int(i128::from(times) - 1) * divisor.clone();
                        let divisor = Expr::int(times.into()) * divisor;
                        let whole = quotient + parameter(Name::Least);
                        add("quotient", numerator() + half - divisor.clone() * whole - rem.clone());
                        add("remainder", divisor - Expr::int(1) - rem - self.limbs(p.left));
                    }
                }
                if q.home == Home::Port {
                    add("result", out() - parameter(Name::Least) - lane.clone());
                }
                if let Some(body) =
                    self.complement(&q.rem, p.rem, p.rem_complement, parameter(Name::Remainder))
                {
                    add("remainder", body);
                }
                let width = || parameter(Name::Width);
                if let Some(body) = self.complement(&q.out, p.out, p.out_complement, width()) {
                    add("range", body);
                }
                for (name, limbs, beyond) in [
                    ("clamp above", q.above, vec![above, self.most(&q.out, width()) - lane.clone()]),
                    ("clamp below", q.below, vec![below, lane]),
                ] {
                    if limbs > 0 {
                        all.push(Equation { name, body: product(beyond.clone()), factors: beyond });
                    }
                }
            }
        }
        all
    }

    /// The integers that each gate is about, for wide cells that lie in these and parameters that have these values; `None`
    /// where they have no bound.
    pub fn about(&self, ports: &[Interval], parameters: &[(Name, i128)]) -> Vec<Option<Interval>> {
        let lane = Interval::point((BigInt::from(1) << self.config.bits) - 1).hull(&Interval::point(0));
        let places: Vec<(u16, u32)> = (0..self.shape.ports()).map(|i| self.port(i)).collect();
        let cell = |column: u16, row: i8| {
            let port = places.iter().position(|(c, r)| (*c, *r as i8) == (column, row));
            Some(port.and_then(|p| ports.get(p)).unwrap_or(&lane).clone())
        };
        let about = |e: &Equation| {
            if e.factors.is_empty() {
                values(&e.body, &cell)
            } else {
                let all: Option<Vec<Interval>> = e.factors.iter().map(|f| values(f, &cell)).collect();
                all.map(|all| zero_test(&all))
            }
        };
        self.equations(&|name| Expr::int(value(parameters, name))).iter().map(about).collect()
    }

    /// Fills the element's cells, whose operands lie in their ports already, on rows from `row` on. `out` is the result
    /// where it is known; else it follows.
    pub fn fill(&self, row: u32, out: Option<i128>, parameters: &[(Name, i128)], grid: &mut Grid) {
        let shape = self.shape;
        let parameter = |name| value(parameters, name);
        let bits = self.config.bits;
        let x = |grid: &Grid, i: u32| {
            let (column, r) = self.port(i);
            grid.get(column, row + r)
        };
        let set_out = |grid: &mut Grid, v: Fr| {
            let (column, r) = self.port(shape.operands);
            grid.set(column, row + r, v);
        };
        let limbs = |grid: &mut Grid, (first, count): (u32, u32), v: i128| {
            for i in 0..count {
                let limb = v.checked_shr(bits * i).unwrap_or(0) & ((1 << bits) - 1);
                let (column, r) = self.lane(first + i);
                grid.lane(column, row + r, limb as u32);
            }
        };
        let (times, two) = shape.product;
        let numerator = |grid: &Grid| {
            let terms = (0..shape.summands()).map(|i| fr(parameter(Name::Factor(i))) * x(grid, i));
            let more =
                if times > 0 { fr(times.into()) * x(grid, 0) * x(grid, u32::from(two)) } else { Fr::zero() };
            terms.sum::<Fr>() + more + fr(parameter(Name::Constant))
        };
        match shape.what {
            What::Zero => {}
            What::Value => {
                let v = out.map_or_else(|| numerator(grid), fr);
                set_out(grid, v);
            }
            What::Line => set_out(grid, fr(out.unwrap_or(0))),
            What::Maximum { floor, limbs: each } => {
                let mut all: Vec<i128> = (0..shape.operands)
                    .map(|i| integer(&(x(grid, i) + fr(parameter(Name::Offset(i))))))
                    .collect();
                all.extend(floor.then(|| parameter(Name::Floor)));
                let out = out.unwrap_or_else(|| all.iter().copied().max().unwrap_or(0));
                set_out(grid, fr(out));
                for (i, v) in (0..).zip(all) {
                    limbs(grid, (i * each, each), out.wrapping_sub(v));
                }
            }
            What::Quotient(q) => {
                let p = Parts::new(&q);
                let least = parameter(Name::Least);
                // The quotient from the least result on, of which only the operand that divides makes no constant.
                let (n, divisor) = match q.divisor {
                    Divisor::One => (numerator(grid), 1),
                    Divisor::Constant => (numerator(grid), parameter(Name::Divisor)),
                    Divisor::Operand(times) => {
                        let d = x(grid, shape.operands - 1) + fr(parameter(Name::Divisor));
                        let times = fr(times.into());
                        let n = numerator(grid) + (times - Fr::one()) * d - times * d * fr(least);
                        (n, integer(&(times * d)))
                    }
                };
                let n = integer(&n);
                let whole = n.checked_div_euclid(divisor).unwrap_or(0);
                let result = out.map_or(whole, |v| v.wrapping_sub(least));
                // What a clamp takes away or adds, where there is one; the remainder follows.
                let beyond = |limbs: u32, v: i128| if limbs > 0 { v.max(0) } else { 0 };
                let above = beyond(q.above, whole.saturating_sub(result));
                let below = beyond(q.below, result.saturating_sub(whole));
                let quotient = result.wrapping_add(above).wrapping_sub(below);
                let rem = n.wrapping_sub(quotient.wrapping_mul(divisor));
                if q.home == Home::Port {
                    set_out(grid, fr(result) + fr(least));
                }
                limbs(grid, p.out, result);
                limbs(grid, p.above, above);
                limbs(grid, p.below, below);
                limbs(grid, p.rem, rem);
                limbs(grid, p.left, divisor.wrapping_sub(1).wrapping_sub(rem));
                for (n, rest, v, name) in [
                    (&q.out, p.out_complement, result, Name::Width),
                    (&q.rem, p.rem_complement, rem, Name::Remainder),
                ] {
                    let top = self.config.bits * n.limbs.saturating_sub(1);
                    let v = if n.complement == n.limbs { v } else { v.checked_shr(top).unwrap_or(0) };
                    limbs(grid, rest, parameter(name).wrapping_sub(v));
                }
            }
        }
    }
}

/// Names of the gates that bound a maximum.
const DISTANCES: [&str; MOST_CANDIDATES as usize] =
    ["first candidate", "second candidate", "third candidate"];

fn shift(bits: u32) -> Expr {
    Expr::Const(Fr::from(2).pow([u64::from(bits)]))
}
