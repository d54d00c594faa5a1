//! Gates as text: a gate's polynomial with the fixed cells of a row put in.

use halo2::columns::{Columns, Config};
use halo2::expr::{Expr, Op};
use halo2::field::Fr;
use halo2::interval::signed;

/// A gate on a row with these fixed cells; `None` where nothing is left of it.
pub fn on_row(ops: &[Op], fixed: impl Fn(u16) -> Fr) -> Option<Expr> {
    let mut stack: Vec<Expr> = Vec::new();
    for op in ops {
        let value = match op {
            Op::Add | Op::Mul => {
                let (b, a) = (stack.pop()?, stack.pop()?);
                if *op == Op::Add { a + b } else { a * b }
            }
            Op::Const(bytes) => Expr::Const(Option::from(ff::PrimeField::from_repr(*bytes))?),
            Op::Fixed(column) => Expr::Const(fixed(*column)),
            Op::Advice(column, rotation) => Expr::Advice(*column, *rotation),
            Op::Instance => Expr::Instance,
            Op::Power(challenge, e) => Expr::Power(*challenge, *e),
        };
        stack.push(value);
    }
    stack.pop().filter(|e| !matches!(e, Expr::Const(_)))
}

/// Names of a table's columns.
pub struct Names {
    pub columns: Columns,
    pub config: Config,
    pub windows: bool,
}

impl Names {
    /// The columns of pictures: all but the lookup argument's.
    pub fn shown(&self) -> Vec<u16> {
        let c = &self.columns;
        let lanes = (0..self.config.lanes).map(|i| c.lane(i));
        let windows = [c.maximum(), c.product()].into_iter().filter(|_| self.windows);
        let ports = (0..c.ports()).map(|i| c.port(i));
        lanes
            .chain(windows)
            .chain(ports)
            .chain((0..self.config.accumulators).map(|i| c.accumulator(i)))
            .collect()
    }

    /// The name of a column that is shown.
    pub fn of(&self, column: u16) -> String {
        let c = &self.columns;
        let number =
            |first: u16, count: u32| (first..first + count as u16).contains(&column).then(|| column - first);
        if let Some(i) = number(c.lane(0), self.config.lanes) {
            return format!("l{i}");
        }
        if self.windows && [c.maximum(), c.product()].contains(&column) {
            return if column == c.maximum() { "m" } else { "Π" }.to_owned();
        }
        if let Some(i) = number(c.port(0), c.ports()) {
            return format!("p{i}");
        }
        number(c.accumulator(0), self.config.accumulators)
            .map_or_else(|| format!("c{column}"), |i| format!("a{i}"))
    }
}

/// A constant: an integer, a power of two where it is a large one, `κ` where it is no small integer.
fn constant(v: &Fr) -> String {
    let whole = signed(v);
    let (bits, magnitude) = (whole.bits(), whole.magnitude());
    let sign = if whole.sign() == num_bigint::Sign::Minus { "-" } else { "" };
    if bits > 6 && magnitude.trailing_zeros() == Some(bits - 1) {
        return format!("{sign}2^{}", bits - 1);
    }
    if bits < 40 { whole.to_string() } else { "κ".to_owned() }
}

/// The terms of a sum, and the factors of a product.
fn parts<'a>(e: &'a Expr, sum: bool, all: &mut Vec<&'a Expr>) {
    match e {
        Expr::Sum(a, b) if sum => [a, b].into_iter().for_each(|e| parts(e, sum, all)),
        Expr::Product(a, b) if !sum => [a, b].into_iter().for_each(|e| parts(e, sum, all)),
        _ => all.push(e),
    }
}

/// A polynomial.
pub fn text(e: &Expr, names: &Names) -> String {
    let mut terms = Vec::new();
    parts(e, true, &mut terms);
    let mut out = String::new();
    for term in terms {
        let term = product(term, names);
        match (out.is_empty(), term.strip_prefix('-')) {
            (true, _) => out = term,
            (false, Some(rest)) => out += &format!(" − {rest}"),
            (false, None) => out += &format!(" + {term}"),
        }
    }
    out.replace('-', "−")
}

fn product(e: &Expr, names: &Names) -> String {
    let mut factors = Vec::new();
    parts(e, false, &mut factors);
    let scale: Fr =
        factors.iter().filter_map(|f| if let Expr::Const(c) = f { Some(*c) } else { None }).product();
    let rest: Vec<String> =
        factors.into_iter().filter(|f| !matches!(f, Expr::Const(_))).map(|f| factor(f, names)).collect();
    let rest = rest.join("·");
    match constant(&scale).as_str() {
        _ if rest.is_empty() => constant(&scale),
        "1" => rest,
        "-1" => format!("-{rest}"),
        scale => format!("{scale}·{rest}"),
    }
}

fn factor(e: &Expr, names: &Names) -> String {
    match e {
        Expr::Const(c) => constant(c),
        Expr::Fixed(column) => format!("f{column}"),
        Expr::Advice(column, 0) => names.of(*column),
        Expr::Advice(column, rotation) => format!("{}[{rotation:+}]", names.of(*column)),
        Expr::Instance => "pub".to_owned(),
        Expr::Power(challenge, e) => {
            let name = ["t", "β", "γ"][usize::from(*challenge)];
            if *e == 1 { name.to_owned() } else { format!("{name}^{e}") }
        }
        Expr::Sum(..) | Expr::Product(..) => format!("({})", text(e, names)),
    }
}
