//! The gates of scalar rows, and the integers that they are about, from the ranges of what each row reads.

use circuit::{Graph, Range, TensorId};

use super::columns::{Coefficient, Columns, Config};
use super::expr::{Expr, sum};
use super::gates::Gates;
use super::interval::{Interval, zero_test};
use super::scalar::{ScalarRow, Value};

/// What the three gates of scalar rows are about, over all rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalars {
    /// `A·a + B·b + P·a·b + C·c + K`.
    pub equation: Interval,
    /// `c − least − low`.
    pub low: Interval,
    /// `low + high − width`.
    pub width: Interval,
}

impl Default for Scalars {
    fn default() -> Self {
        let zero = Interval::point(0);
        Self { equation: zero.clone(), low: zero.clone(), width: zero }
    }
}

impl Scalars {
    /// Adds the rows of one block.
    ///
    /// # Errors
    /// The values of an equation that may wrap; `None` where a cell of it stands for no integer.
    pub fn add(
        &mut self,
        graph: &Graph,
        config: &Config,
        rows: &[ScalarRow],
    ) -> Result<(), Option<Interval>> {
        let mut cells: Vec<[Option<Interval>; 3]> = Vec::with_capacity(rows.len());
        for row in rows {
            let range = |t: TensorId| Interval::from(graph.tensor(t).range);
            let cell = |v: Value| match v {
                Value::Unused => Some(Interval::point(0)),
                Value::Copy(t, _, offset) => Some(&range(t) + &Interval::point(-offset)),
                Value::Home(t, _) => Some(range(t)),
                Value::Row(r, port) => cells[r as usize][port as usize].clone(),
                Value::Computed | Value::Quotient(..) | Value::Clamp(..) | Value::Bits(..) => {
                    row.holds.map(Interval::from)
                }
            };
            let [a, b, mut c] = row.cells.map(cell);
            let rest = left(row, a.as_ref(), b.as_ref());
            if row.cells[2] == Value::Computed && c.is_none() {
                c = rest.clone();
            }
            let weight = row.coefficients[3];
            let whole = rest.zip(scaled(weight, c.as_ref())).map(|(rest, c)| &rest + &c);
            match whole {
                Some(whole) if whole.fits_field() => self.equation = self.equation.hull(&whole),
                // A product that is to be zero, or that is a factor of one: it is zero where a factor is,
                // and stands for no integer.
                _ if is_zero_test(row) => {
                    c = None;
                    self.equation = self.equation.hull(&zero_test([&a, &b].into_iter().flatten()));
                }
                whole => return Err(whole),
            }
            if let Some(range) = row.range {
                let limbs = Interval::from(Range::new(0, (1 << (config.bits * config.limbs())) - 1));
                let minus = Interval::point(-1);
                let low = &Interval::from(range) + &(&minus * &limbs);
                self.low = self.low.hull(&(&low + &Interval::point(-range.lo)));
                let width = &limbs + &limbs;
                self.width = self.width.hull(&(&width + &Interval::point(range.lo - range.hi)));
            }
            cells.push([a, b, c]);
        }
        Ok(())
    }
}

/// `factor · x`; a factor of zero asks for no integer.
fn scaled(factor: i128, x: Option<&Interval>) -> Option<Interval> {
    if factor == 0 { Some(Interval::point(0)) } else { Some(&Interval::point(factor) * x?) }
}

/// `A·a + B·b + P·a·b + K`.
fn left(row: &ScalarRow, a: Option<&Interval>, b: Option<&Interval>) -> Option<Interval> {
    let [fa, fb, fp, _, k] = row.coefficients;
    let product = if fp == 0 { None } else { Some(a? * b?) };
    let terms = [scaled(fa, a)?, scaled(fb, b)?, scaled(fp, product.as_ref())?, Interval::point(k)];
    terms.into_iter().reduce(|sum, term| &sum + &term)
}

/// Whether the row says only that a product is zero, or names it for a row that does.
fn is_zero_test(row: &ScalarRow) -> bool {
    let [fa, fb, fp, _, k] = row.coefficients;
    let single = [fa, fb, fp].into_iter().filter(|f| *f != 0).count() == 1;
    single && k == 0 && matches!(row.cells[2], Value::Computed | Value::Unused) && row.holds.is_none()
}

/// The gates of scalar rows, about these integers.
pub fn gates(columns: &Columns, config: &Config, about: Scalars, gates: &mut Gates) {
    let fixed = |c| Expr::Fixed(columns.coefficient(c));
    let [a, b, c] = [0, 1, 2].map(|i| Expr::cell(columns.port(i)));
    let (bits, half) = (config.bits, config.limbs());
    let number =
        |from: u32| sum((0..half).map(|i| Expr::int(1 << (bits * i)) * Expr::cell(columns.lane(from + i))));
    let (low, high) = (number(0), number(half));
    let equation = fixed(Coefficient::A) * a.clone()
        + fixed(Coefficient::B) * b.clone()
        + fixed(Coefficient::Product) * a * b
        + fixed(Coefficient::C) * c.clone()
        + fixed(Coefficient::Constant);
    gates.always("scalar", equation, about.equation);
    let checked = || fixed(Coefficient::Checked);
    gates.always("scalar low", checked() * (c + fixed(Coefficient::Low) - low.clone()), about.low);
    gates.always("scalar width", checked() * (low + high) - fixed(Coefficient::Width), about.width);
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: Config = Config { bits: 8, lanes: 8, accumulators: 2, weights: 1 };

    fn row(cells: [Value; 3], coefficients: [i128; 5], holds: Option<Range>) -> ScalarRow {
        ScalarRow { cells, coefficients, range: holds, holds, table: None }
    }

    /// A cell in `0..=2^100`.
    fn wide() -> ScalarRow {
        let q = Value::Bits(0, 0, 0);
        row([Value::Unused, Value::Unused, q], [0; 5], Some(Range::new(0, 1 << 100)))
    }

    fn times(a: u32, b: u32, c: Value, weight: i128) -> ScalarRow {
        row([Value::Row(a, 2), Value::Row(b, 2), c], [0, 0, 1, weight, 0], None)
    }

    #[test]
    fn products_that_wrap_are_zero_tests_only() {
        let graph = Graph::default();
        let square = times(0, 0, Value::Computed, -1);
        let fourth = times(1, 1, Value::Computed, -1);
        let mut all = Scalars::default();
        all.add(&graph, &CONFIG, &[wide(), square.clone()]).unwrap();
        assert!(all.equation.contains(&(num_bigint::BigInt::from(1) << 200)));
        // 2^400: as a factor of a product that is to be zero, but for nothing else.
        let test = times(2, 0, Value::Unused, 0);
        all.add(&graph, &CONFIG, &[wide(), square.clone(), fourth.clone(), test]).unwrap();
        assert!(all.equation.fits_field());
        let sum = row([Value::Row(2, 2), Value::Row(0, 2), Value::Unused], [1, 1, 0, 0, 0], None);
        let found = all.add(&graph, &CONFIG, &[wide(), square.clone(), fourth.clone(), sum]);
        assert_eq!(found, Err(None));
        // A product with a value of its own, which others read as an integer.
        let held = ScalarRow { holds: Some(Range::new(0, 5)), ..fourth };
        assert!(matches!(all.add(&graph, &CONFIG, &[wide(), square, held]), Err(Some(_))));
    }

    #[test]
    fn coefficients_count() {
        let mut all = Scalars::default();
        let sum = row([Value::Row(0, 2), Value::Row(0, 2), Value::Computed], [i128::MAX, 1, 0, -1, 7], None);
        let again = row([Value::Row(1, 2), Value::Row(0, 2), Value::Computed], [1 << 60, 1, 0, -1, 7], None);
        all.add(&Graph::default(), &CONFIG, &[wide(), sum.clone()]).unwrap();
        assert!(matches!(all.add(&Graph::default(), &CONFIG, &[wide(), sum, again]), Err(Some(_))));
    }
}
