//! What follows from masked messages: the verifier's arithmetic with numbers that it knows but for pads.
//!
//! Of `2^n` leaves layer `i` of a tree has `i` rounds of two messages, then four; both trees are followed by six numbers of
//! their roots, then come the sums of products. Rules are linear, and give [`Form`]s, or have products of two messages: a
//! [`Rule`]. The plan alone decides how many messages and rules there are.

use p3_field::{Field, PrimeCharacteristicRing};

use super::forms::Form;
use crate::field::E;
use crate::lookups::{Challenges, sizes};
use crate::plan::Plan;
use crate::products::Weights;
use crate::transcript::{Label, Transcript};

/// Positions of messages and of the factors of rules, which a plan decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// How many messages are masked.
    pub messages: usize,
    /// The second factor of each product of the rules: the position of a message.
    pub seconds: Vec<usize>,
}

/// Numbers of the roots: both fractions, the product of the denominators, and its inverse.
const ROOTS: usize = 6;

impl Layout {
    /// The layout of a plan's proofs.
    pub fn of(plan: &Plan) -> Self {
        let (mut at, mut seconds, mut tops) = (0, Vec::new(), Vec::new());
        for n in sizes(plan) {
            for layer in 0..n {
                let ends = at + 2 * layer;
                at = ends + 4;
                if layer == 0 {
                    tops.push(ends);
                } else {
                    seconds.extend([ends + 3, ends + 2]);
                }
            }
        }
        tops.iter().for_each(|top| seconds.extend([top + 3, top + 2, top + 3]));
        seconds.extend([at + 3, at + 1, at + 3, at + 5]);
        at += ROOTS + 1 + 2 * plan.product_rounds();
        let pairs = plan.pairs().count();
        seconds.extend((0..pairs).map(|i| at + 2 * i + 1));
        Self { messages: at + 2 * pairs, seconds }
    }

    /// Elements of the extension that are committed to beside cells: a pad for each message, and two for each product.
    pub fn pads(&self) -> usize {
        self.messages + 2 * self.seconds.len()
    }

    /// The pad that blinds the first factor of a product.
    pub fn blind(&self, product: usize) -> usize {
        self.messages + product
    }

    /// Where the product of this pad and the second factor's is.
    pub fn cross(&self, product: usize) -> usize {
        self.messages + self.seconds.len() + product
    }

    /// Linear claims that rules become.
    pub fn claims(&self) -> usize {
        2 * self.seconds.len() + 1
    }
}

/// `Σ first · message + rest = 0`.
#[derive(Clone, Debug)]
pub struct Rule {
    /// First factors, and the positions of messages.
    pub products: Vec<(Form, usize)>,
    /// What is added.
    pub rest: Form,
}

/// A claim about leaves at a point.
pub struct Leaves {
    /// Where.
    pub point: Vec<E>,
    /// The numerators there.
    pub numerator: Form,
    /// The denominators there.
    pub denominator: Form,
}

/// All that masked messages say.
pub struct Followed {
    /// The challenges of lookups.
    pub challenges: Challenges,
    /// What the trees of numbers and of rows claim.
    pub leaves: [Leaves; 2],
    /// The weights of products.
    pub weights: Weights,
    /// The sum of products' end.
    pub point: Vec<E>,
    /// What the weighted results come to.
    pub total: Form,
    /// Both factors of each pair at the end.
    pub factors: Vec<Form>,
    /// Rules with products.
    pub rules: Vec<Rule>,
    /// Numbers that are zero.
    pub zeros: Vec<Form>,
}

/// The factors of values at 0, 1 and 2 in the value at `r` of a polynomial of degree 2.
fn lagrange(r: E) -> [E; 3] {
    let (one, two) = (r - E::ONE, r - E::TWO);
    [(one * two).halve(), -(r * two), (r * one).halve()]
}

struct Reader<'a> {
    said: &'a [E],
    at: usize,
    transcript: &'a mut Transcript,
    rules: Vec<Rule>,
}

impl Reader<'_> {
    /// Absorbs so many messages, and gives the position of the first.
    fn take(&mut self, label: Label, count: usize) -> usize {
        let start = self.at;
        self.at += count;
        self.transcript.values(label, &self.said[start..self.at]);
        start
    }

    /// What a message hides.
    fn under(&self, at: usize) -> Form {
        Form::under(self.said[at], at)
    }

    /// `Σ first · second + rest = 0`, both factors messages.
    fn rule(&mut self, pairs: &[[usize; 2]], rest: Form) {
        let products = pairs.iter().map(|[a, b]| (self.under(*a), *b)).collect();
        self.rules.push(Rule { products, rest });
    }

    /// A tree of `2^n` leaves: what it claims of them, and the position of its topmost fractions. None, if a challenge is zero.
    fn tree(&mut self, n: usize) -> Option<(Leaves, usize)> {
        let mut own = Leaves { point: Vec::new(), numerator: Form::default(), denominator: Form::default() };
        let mut top = 0;
        for layer in 0..n {
            let mix = if layer == 0 { E::ZERO } else { self.transcript.challenge() };
            let mut sum = own.numerator.plus(mix, &own.denominator);
            let mut inner = Vec::with_capacity(layer);
            for p in &own.point {
                let at = self.take(Label::Fractions, 2);
                let r = self.transcript.challenge();
                // The value at 1 is what the claim makes it: (sum - (1 - p)·h(0))/p.
                let ([l0, l1, l2], inverse) = (lagrange(r), p.try_inverse()?);
                let zero = l0 - l1 * (E::ONE - *p) * inverse;
                sum = sum.times(l1 * inverse).plus(zero, &self.under(at)).plus(l2, &self.under(at + 1));
                inner.push(r);
            }
            let ends = self.take(Label::Layer, 4);
            let [n0, n1, d0, d1] = [0, 1, 2, 3].map(|i| self.under(ends + i));
            if layer == 0 {
                top = ends;
            } else {
                let products = vec![(n0.clone().plus(mix, &d0), ends + 3), (n1.clone(), ends + 2)];
                self.rules.push(Rule { products, rest: sum.times(-E::ONE) });
            }
            let t = self.transcript.challenge();
            own.numerator = n0.times(E::ONE - t).plus(t, &n1);
            own.denominator = d0.times(E::ONE - t).plus(t, &d1);
            own.point = std::iter::once(t).chain(inner).collect();
        }
        Some((own, top))
    }

    /// The roots' fractions add up to zero, and no denominator is.
    fn roots(&mut self, tops: [usize; 2]) {
        let at = self.take(Label::Roots, ROOTS);
        let minus = |this: &Self, i: usize| this.under(at + i).times(-E::ONE);
        for (tree, top) in tops.into_iter().enumerate() {
            let [n, d] = [0, 1].map(|i| minus(self, 2 * tree + i));
            self.rule(&[[top, top + 3], [top + 1, top + 2]], n);
            self.rule(&[[top + 2, top + 3]], d);
        }
        self.rule(&[[at, at + 3], [at + 2, at + 1]], Form::default());
        let product = minus(self, 4);
        self.rule(&[[at + 1, at + 3]], product);
        self.rule(&[[at + 4, at + 5]], Form::known(-E::ONE));
    }
}

/// Follows the messages of a plan's proof, as many as its layout says; `None` for others.
pub fn follow(plan: &Plan, layout: &Layout, said: &[E], transcript: &mut Transcript) -> Option<Followed> {
    if said.len() != layout.messages {
        return None;
    }
    let challenges = Challenges::draw(transcript);
    let mut reader = Reader { said, at: 0, transcript, rules: Vec::new() };
    let [numbers, rows] = sizes(plan);
    let (numbers, rows) = (reader.tree(numbers)?, reader.tree(rows)?);
    reader.roots([numbers.1, rows.1]);
    let leaves = [numbers.0, rows.0];
    // Numerators of numbers are one, and so is their polynomial.
    let zeros = vec![leaves[0].numerator.clone().plus(-E::ONE, &Form::known(E::ONE))];

    let weights = Weights::draw(plan, reader.transcript);
    let total = reader.take(Label::Total, 1);
    let total = reader.under(total);
    let mut sum = total.clone();
    let mut point = Vec::with_capacity(plan.product_rounds());
    for _ in 0..plan.product_rounds() {
        let at = reader.take(Label::Products, 2);
        let r = reader.transcript.challenge();
        let [l0, l1, l2] = lagrange(r);
        sum = sum.times(l1).plus(l0 - l1, &reader.under(at)).plus(l2, &reader.under(at + 1));
        point.push(r);
    }
    let pairs = plan.pairs().count();
    let at = reader.take(Label::Factors, 2 * pairs);
    let each: Vec<[usize; 2]> = (0..pairs).map(|i| [at + 2 * i, at + 2 * i + 1]).collect();
    reader.rule(&each, sum.times(-E::ONE));
    let factors = (at..at + 2 * pairs).map(|i| reader.under(i)).collect();
    let rules = reader.rules;
    Some(Followed { challenges, leaves, weights, point, total, factors, rules, zeros })
}
