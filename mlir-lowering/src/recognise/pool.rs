//! Max and average pools: a maximum or a sum over a window of the last two dimensions.

use gadgets::{AveragePool, Gadget, MaxPool, Window};

use super::affine::Ix;
use super::conv2d::partition;
use super::epilogue::Peeled;
use super::expr::{Cast, Expr, Kind, Op, Ty};
use super::nest::{Found, Nest, Reduction, Scalar, Source, reduction};
use super::refusal::{Refusal, refuse};
use super::window::{self, AxisIndices};

/// Planes, input size and window of a pool.
struct Geometry {
    planes: usize,
    input: [usize; 2],
    window: Window,
    /// Output positions.
    y: [Ix; 2],
    /// Output sizes.
    spatial: [usize; 2],
}

fn geometry(nest: &Nest<'_>, r: &Reduction, x: &Source) -> Result<Geometry, Refusal> {
    let xs = nest.shape(x.buffer);
    let rank = xs.len();
    if rank < 2 {
        return refuse("a pool of a tensor with fewer than two dimensions");
    }
    let prefix = rank - 2;
    let ys = nest.y();
    // A global pool may drop the dimensions that it reduces.
    let (y, spatial) = match nest.at.get(prefix..) {
        Some([a, b]) => ([a.clone(), b.clone()], [ys[prefix], ys[prefix + 1]]),
        Some([]) if prefix > 0 => ([Ix::default(), Ix::default()], [1, 1]),
        _ => return refuse(format!("a reduction of {rank} dimensions to {}", nest.at.len())),
    };
    if x.at[..prefix] != nest.at[..prefix] || xs[..prefix] != ys[..prefix] {
        return refuse("a pool whose planes are not the output's");
    }
    let axis =
        |i: usize| AxisIndices { y: (&y[i], spatial[i]), x: (&x.at[prefix + i], xs[prefix + i]), k: None };
    let axes = [axis(0), axis(1)];
    let mut parts: Vec<_> = nest.at[..prefix].iter().map(|ix| nest.loops_of(&[ix])).collect();
    parts.extend(axes.map(|a| window::loops(nest, a)));
    partition(nest, r, &parts)?;
    let window = window::window(nest, axes)?;
    Ok(Geometry {
        planes: xs[..prefix].iter().product(),
        input: [xs[prefix], xs[prefix + 1]],
        window,
        y,
        spatial,
    })
}

pub(super) fn max(nest: &Nest<'_>, p: &Peeled, r: &Reduction) -> Result<Found, Refusal> {
    let x = nest.source(&r.term)?;
    if !x.exact {
        return refuse("a maximum of truncated elements");
    }
    identity(&r.init, &x)?;
    p.wide()?;
    let g = geometry(nest, r, &x)?;
    let gadget = Gadget::MaxPool(MaxPool {
        planes: g.planes,
        input: g.input,
        window: g.window,
        x: x.scalar.storage(),
        epilogue: p.epilogue,
    });
    let output = Some(nest.output);
    Ok(Found { gadget, float: x.scalar.float(), operands: vec![x.buffer], output })
}

/// Whether a maximum over elements of `x` may start at `init`: no element is smaller.
pub(super) fn identity(init: &Expr, x: &Source) -> Result<(), Refusal> {
    let fine = match x.scalar {
        Scalar::Int(e) => init.int().is_some_and(|v| v <= e.range().lo),
        Scalar::Float(_) => init.float() == Some(f64::NEG_INFINITY),
    };
    if fine { Ok(()) } else { refuse("a maximum that does not start at the smallest value of its elements") }
}

pub(super) fn average(nest: &Nest<'_>, p: &Peeled, core: &Expr) -> Result<Found, Refusal> {
    let (sum, factor) = split(core)?;
    if !sum.init.is_zero() {
        return refuse("an average whose sum does not start at 0");
    }
    let x = nest.source(&sum.term)?;
    let g = geometry(nest, &sum, &x)?;
    let acc = Scalar::of(sum.init.ty)?;
    let mut operands = vec![x.buffer];
    let per_position = match factor {
        Factor::None => false,
        Factor::Element(m) => {
            let m = nest.source(&m)?;
            let [y0, y1] = &g.y;
            let flat = y0.scale(g.spatial[1] as i64)?.add(y1, 1)?;
            let elements = g.spatial[0] * g.spatial[1];
            if m.scalar != acc || nest.flat(m.buffer, &m.at)? != flat || nest.len(m.buffer) != elements {
                return refuse("a factor that is no multiplier for each output position");
            }
            operands.push(m.buffer);
            true
        }
        Factor::Divisor(d) => {
            divisor(nest, &g, &d)?;
            false
        }
    };
    let gadget = Gadget::AveragePool(AveragePool {
        planes: g.planes,
        input: g.input,
        window: g.window,
        x: x.scalar.storage(),
        acc: acc.storage(),
        per_position,
        epilogue: p.epilogue,
    });
    Ok(Found { gadget, float: acc.float(), operands, output: Some(nest.output) })
}

/// What a sum is multiplied by or, for floats, divided by.
enum Factor {
    None,
    Element(Expr),
    Divisor(Expr),
}

fn split(core: &Expr) -> Result<(Reduction, Factor), Refusal> {
    let other = || Refusal::new("a sum that is combined with something else");
    if let Some(sum) = reduction(core, Op::Add) {
        return Ok((sum, Factor::None));
    }
    match &core.kind {
        Kind::Binary(Op::Mul, a, b) => match (reduction(a, Op::Add), reduction(b, Op::Add)) {
            (Some(sum), None) => Ok((sum, Factor::Element(b.clone()))),
            (None, Some(sum)) => Ok((sum, Factor::Element(a.clone()))),
            _ => Err(other()),
        },
        Kind::Binary(Op::Div, a, d) if matches!(core.ty, Ty::Float(_)) => {
            Ok((reduction(a, Op::Add).ok_or_else(other)?, Factor::Divisor(d.clone())))
        }
        Kind::Binary(Op::Div, ..) => refuse("an integer division, which rounds towards zero"),
        _ => Err(other()),
    }
}

/// Whether a float divisor is the number of cells of each window, or of the kernel.
fn divisor(nest: &Nest<'_>, g: &Geometry, d: &Expr) -> Result<(), Refusal> {
    let cells = g.window.kernel[0] * g.window.kernel[1];
    let mut inner = d;
    while let Kind::Cast(Cast::ToFloat | Cast::Index, e) = &inner.kind {
        inner = e;
    }
    let fine = match &inner.kind {
        Kind::Float(bits) => f64::from_bits(*bits) == cells as f64,
        Kind::Int(v) => *v == cells as i64,
        Kind::Index(count) => {
            let own = nest.loops_of(&[&g.y[0], &g.y[1], count]);
            let inside = [0, 1].map(|a| -> Vec<i64> {
                let cells = |o| {
                    (0..g.window.kernel[a]).filter(move |k| g.window.position(a, o, *k, g.input[a]).is_some())
                };
                (0..g.spatial[a]).map(|o| cells(o).count() as i64).collect()
            });
            let counted = |o: [usize; 2]| inside[0][o[0]] * inside[1][o[1]];
            let [ho, wo] = g.spatial;
            let positions = || (0..ho).flat_map(move |y| (0..wo).map(move |x| [y, x]));
            let all = positions().map(|o| vec![o[0] as i64, o[1] as i64, cells as i64]);
            let indices = [&g.y[0], &g.y[1], count];
            nest.loops.exactly(
                &own,
                &indices,
                positions().map(|o| vec![o[0] as i64, o[1] as i64, counted(o)]),
            )? || nest.loops.exactly(&own, &indices, all)?
        }
        _ => false,
    };
    if fine { Ok(()) } else { refuse("a divisor that is not the number of cells of the window") }
}
