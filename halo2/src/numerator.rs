//! What elements of strips are made of: sums of cells with coefficients, and a product.

use super::block::Reads;
use super::interval::Interval;
use super::strip::{Name, Parameters};

/// An operand: a constant, or a cell and what it lacks.
#[derive(Clone, Debug)]
pub enum Operand {
    /// A constant.
    Known(i128),
    /// A cell, and where what it holds lies.
    Cell(Reads, Interval),
}

/// `Σ factor·operand + x·y + constant`.
#[derive(Clone, Debug, Default)]
pub struct Sum {
    /// Factors and operands.
    pub terms: Vec<(i128, Operand)>,
    /// `x` and `y`.
    pub product: Option<(Operand, Operand)>,
    /// Added.
    pub constant: i128,
}

impl Sum {
    /// An operand by itself.
    pub fn of(x: Operand) -> Self {
        Self { terms: vec![(1, x)], ..Self::default() }
    }
}

/// A sum with its cells, each once, those of the product first.
#[derive(Debug, Default)]
pub struct Numerator {
    /// The cells.
    pub cells: Vec<(Reads, Interval)>,
    factors: Vec<i128>,
    /// See [`super::strip::Shape::product`].
    pub product: (u8, bool),
    /// Added.
    pub constant: i128,
}

impl Numerator {
    /// `scale` times a sum; `None` where a coefficient exceeds 128 bits.
    pub fn new(sum: &Sum, scale: u8) -> Option<Self> {
        let mut this = Self::default();
        let times = i128::from(scale);
        if let Some((x, y)) = &sum.product {
            match (x, y) {
                (Operand::Known(a), Operand::Known(b)) => this.add(a.checked_mul(*b)?, None, times)?,
                (Operand::Known(f), x @ Operand::Cell(..)) | (x @ Operand::Cell(..), Operand::Known(f)) => {
                    this.add(*f, Some(x), times)?;
                }
                (Operand::Cell(a, _), Operand::Cell(b, _)) => {
                    // (a + o)·(b + p) = a·b + p·a + o·b + o·p
                    let (o, p) = (a.offset, b.offset);
                    this.product = (scale, a.at != b.at);
                    this.add(p, Some(x), times)?;
                    this.add(o, Some(y), times)?;
                    this.add(o.checked_mul(p)?.checked_neg()?, None, times)?;
                }
            }
        }
        for (f, x) in &sum.terms {
            this.add(*f, Some(x), times)?;
        }
        this.add(sum.constant, None, times)?;
        // What counts for nothing needs no cell.
        let of_product = match this.product {
            (0, _) => 0,
            (_, two) => 1 + usize::from(two),
        };
        let all = this.cells.drain(..).zip(this.factors.drain(..)).enumerate();
        let kept = all.filter(|(i, (_, f))| *i < of_product || *f != 0).map(|(_, kept)| kept);
        (this.cells, this.factors) = kept.collect::<Vec<_>>().into_iter().unzip();
        Some(this)
    }

    /// Adds `times·factor·operand`, or a constant.
    fn add(&mut self, factor: i128, operand: Option<&Operand>, times: i128) -> Option<()> {
        let factor = factor.checked_mul(times)?;
        match operand {
            None => self.constant = self.constant.checked_add(factor)?,
            Some(Operand::Known(v)) => self.constant = self.constant.checked_add(factor.checked_mul(*v)?)?,
            Some(Operand::Cell(reads, range)) => {
                let i = self.cells.iter().position(|(r, _)| r.at == reads.at).unwrap_or_else(|| {
                    self.cells.push((*reads, range.clone()));
                    self.factors.push(0);
                    self.factors.len() - 1
                });
                self.factors[i] = self.factors[i].checked_add(factor)?;
                self.constant = self.constant.checked_add(factor.checked_mul(reads.offset)?)?;
            }
        }
        Some(())
    }

    /// Its parameters.
    pub fn parameters(&self) -> Parameters {
        let factors = (0..).zip(&self.factors).map(|(i, f)| (Name::Factor(i), *f));
        factors.chain([(Name::Constant, self.constant)]).collect()
    }
}
