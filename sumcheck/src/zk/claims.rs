//! Claims about what is committed to, cells and pads, which rules and messages become.
//!
//! A product of a number x under pads and a message y, which is y' less its pad p, is proved by two more pads: a, which blinds x, and
//! c = a·p. When all is said a number e is drawn; the prover says u = e·x + a, and `e·x·y = u·y - a·y' + c`, which is linear.

use p3_field::PrimeCharacteristicRing;

use super::follow::{Followed, Layout};
use super::forms::Form;
use crate::field::{E, F};
use crate::fractions::Claim;
use crate::functional::{Functional, Reduced};
use crate::lattice::{IMAGE, Matrix, OPENING, pulled};
use crate::lookups;
use crate::plan::Plan;
use crate::products::{self, Messages};
use crate::tensor::Tensor;
use crate::transcript::{Label, Transcript};
use crate::work::Draw;

/// What the prover says of all products: with pads its own, `e·x + a` of each.
#[cfg(feature = "prover")]
pub fn blinded(followed: &Followed, layout: &Layout, pads: &[E], e: E) -> Vec<E> {
    let firsts = followed.rules.iter().flat_map(|rule| &rule.products);
    firsts.enumerate().map(|(i, (x, _))| x.at(pads) * e + pads[layout.blind(i)]).collect()
}

/// The numbers that are zero if all rules hold.
fn zeros(followed: &Followed, layout: &Layout, said: &[E], blinded: &[E], e: E) -> Vec<Form> {
    let mut all = followed.zeros.clone();
    let mut products = blinded.iter().enumerate();
    for rule in &followed.rules {
        let mut sum = rule.rest.clone().times(e);
        for (x, y) in &rule.products {
            let Some((i, u)) = products.next() else { return all };
            let (a, c) = (Form::pad(layout.blind(i)), Form::pad(layout.cross(i)));
            all.push(x.clone().times(e).plus(E::ONE, &a).plus(-*u, &Form::known(E::ONE)));
            sum = sum.plus(*u, &Form::under(said[*y], *y)).plus(-said[*y], &a).plus(E::ONE, &c);
        }
        all.push(sum);
    }
    all
}

/// That commitments are those of planes: each of their values is a sum of elements of planes, and has a power of a challenge.
fn bind(plan: &Plan, commitments: &[Vec<F>], transcript: &mut Transcript, to: &mut Functional<'_>) {
    if plan.bound.is_empty() {
        return;
    }
    let mix = transcript.challenge();
    let mut power = mix;
    for (bound, commitment) in plan.bound.iter().zip(commitments) {
        let powers: Vec<E> = mix.shifted_powers(power).take(IMAGE).collect();
        power = powers.last().copied().unwrap_or(power) * mix;
        to.add(-commitment.iter().zip(&powers).map(|(c, p)| *p * *c).sum::<E>());
        let mut weigh = |plane, dense| to.weigh(plane, Tensor { bits: Vec::new(), dense });
        weigh(bound.opening, pulled(Matrix::Opening, OPENING, &powers));
        let values = pulled(Matrix::Values, plan.digits(bound), &powers);
        let mut rest = &values[..];
        for plane in &bound.planes {
            let (own, others) = rest.split_at(plan.plane(*plane).len);
            weigh(*plane, own.to_vec());
            rest = others;
        }
    }
}

/// All claims as one: weights of cells, of withheld constants and of pads, and a number; their sum is zero.
pub struct Claims {
    /// Of cells and withheld constants, and the number.
    pub reduced: Reduced,
    /// Of pads.
    pub pads: Vec<E>,
}

/// What is to be opened, by public integers and commitments to what is hashed, once the products are blinded, by as many numbers as the layout says.
pub fn claims(
    plan: &Plan,
    layout: &Layout,
    followed: &Followed,
    [said, blinded]: [&[E]; 2],
    e: E,
    (public, commitments): (&[&[i128]], &[Vec<F>]),
    transcript: &mut Transcript,
) -> Claims {
    transcript.values(Label::Blinded, blinded);
    transcript.work_before(Draw::Claims);
    let (tie, mix) = (transcript.challenge(), transcript.challenge());
    let mut to = Functional::new(plan);
    let mut pads = vec![E::ZERO; layout.pads()];
    let mut add = |form: &Form, scale: E| form.pads.iter().for_each(|(pad, f)| pads[*pad] += *f * scale);

    // Claimed values are subtracted: what is known of them there, their pads here.
    let known = followed.leaves.each_ref().map(|l| Claim {
        point: l.point.clone(),
        numerator: l.numerator.known,
        denominator: l.denominator.known,
    });
    let [numbers, rows] = &followed.leaves;
    lookups::claim_numbers(plan, followed.challenges, &known[0], E::ONE, &mut to);
    add(&numbers.denominator, -E::ONE);
    lookups::claim_rows(plan, followed.challenges, &known[1], [mix, mix], &mut to);
    add(&rows.numerator, -mix);
    add(&rows.denominator, -mix.square());
    let values: Vec<E> = followed.factors.iter().map(|f| f.known).collect();
    let factors = values.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect();
    let messages = Messages { total: followed.total.known, rounds: Vec::new(), factors };
    let (weights, point) = (&followed.weights, &followed.point);
    let power = products::claim(plan, weights, &messages, point, mix, mix.cube(), &mut to);
    products::claim_zeros(plan, weights, mix, power, &mut to);
    let parts = std::iter::once(&followed.total).chain(&followed.factors);
    parts.zip(mix.shifted_powers(mix.cube())).for_each(|(form, power)| add(form, -power));

    bind(plan, commitments, transcript, &mut to);
    for (form, power) in zeros(followed, layout, said, blinded, e).iter().zip(tie.shifted_powers(tie)) {
        to.add(form.known * power);
        add(form, power);
    }
    Claims { reduced: to.reduce(public), pads }
}
