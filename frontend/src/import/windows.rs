//! Windows of Conv and pools: omitted attributes, auto_pad, ceil_mode; one dimension lifted to two.

use gadgets::Window;

use super::attributes::{bad, checked_sizes};
use super::context::{Context, Made};
use crate::error::Problem;

/// A window over `[.., H, W]`, resolved.
pub(super) struct Resolved {
    /// Spatial sizes of the input; height 1 for one dimension.
    pub input: [usize; 2],
    /// Spatial sizes of the output.
    pub output: [usize; 2],
    /// `ceil_mode`'s surplus is part of the end pads.
    pub window: Window,
    /// End pads that the model itself gives, without `ceil_mode`'s surplus.
    pub declared_end: [usize; 2],
    /// Spatial dimensions in ONNX: 1 or 2.
    pub rank: usize,
}

impl Resolved {
    /// The output's spatial shape as ONNX has it.
    pub fn output_shape(&self) -> &[usize] {
        &self.output[2 - self.rank..]
    }
}

/// Resolves the window attributes for an input of shape `[N, C, spatial..]`.
///
/// `kernel` is the shape of the weights, or `None` where `kernel_shape` must be given.
pub(super) fn resolve(
    c: &Context<'_>,
    shape: &[usize],
    kernel: Option<&[usize]>,
    dilates: bool,
    ceils: bool,
) -> Made<Resolved> {
    let rank = match shape.len() {
        3 => 1,
        4 => 2,
        r => return Err(Problem::Unsupported(format!("an input of {r} dimensions (3 or 4 are)"))),
    };
    let a = &c.attributes;
    let kernel_shape = match (a.ints("kernel_shape")?, kernel) {
        (Some(k), _) => checked_sizes("kernel_shape", k, rank, 1)?,
        (None, Some(w)) => w.to_vec(),
        (None, None) => return Err(bad("kernel_shape", "is required")),
    };
    if let Some(w) = kernel.filter(|w| *w != kernel_shape) {
        let reason = format!("{kernel_shape:?} differs from the weights' {w:?}");
        return Err(bad("kernel_shape", &reason));
    }
    let strides = a.sizes("strides", rank, 1)?;
    let dilations = if dilates { a.sizes("dilations", rank, 1)? } else { vec![1; rank] };
    let ceil = ceils && a.flag("ceil_mode", false)?;
    let given_pads = a.ints("pads")?;
    let auto = a.string("auto_pad")?.unwrap_or("NOTSET");
    let lift = |v: &[usize], fill: usize| if rank == 1 { [fill, v[0]] } else { [v[0], v[1]] };
    let mut r = Resolved {
        input: lift(&shape[2..], 1),
        output: [1, 1],
        window: Window {
            kernel: lift(&kernel_shape, 1),
            strides: lift(&strides, 1),
            dilations: lift(&dilations, 1),
            begin: [0, 0],
            end: [0, 0],
        },
        declared_end: [0, 0],
        rank,
    };
    match auto {
        "NOTSET" | "" => {
            if let Some(p) = given_pads {
                let p = checked_sizes("pads", p, 2 * rank, 0)?;
                r.window.begin = lift(&p[..rank], 0);
                r.window.end = lift(&p[rank..], 0);
            }
        }
        "VALID" => {}
        "SAME_UPPER" | "SAME_LOWER" => same(&mut r, auto == "SAME_UPPER"),
        other => return Err(bad("auto_pad", &format!("is '{other}'"))),
    }
    if auto != "NOTSET" && !auto.is_empty() && given_pads.is_some_and(|p| p.iter().any(|v| *v != 0)) {
        return Err(bad("pads", "cannot be combined with auto_pad"));
    }
    r.declared_end = r.window.end;
    if ceil {
        round_up(&mut r);
    }
    let fits = |e: gadgets::GadgetError| Problem::Shape(e.to_string());
    r.output = r.window.output("window", r.input).map_err(fits)?;
    Ok(r)
}

/// Pads such that the output has `ceil(input / stride)` positions; the odd cell goes to the end, or to the
/// beginning for `SAME_LOWER`.
fn same(r: &mut Resolved, upper: bool) {
    for axis in 0..2 {
        let (n, s) = (r.input[axis], r.window.strides[axis]);
        let needed = (n.div_ceil(s) - 1).saturating_mul(s).saturating_add(r.window.extent(axis));
        let total = needed.saturating_sub(n);
        let (small, large) = (total / 2, total - total / 2);
        (r.window.begin[axis], r.window.end[axis]) = if upper { (small, large) } else { (large, small) };
    }
}

/// `ceil_mode`: one more position where windows leave a rest, unless it would start in the end padding.
fn round_up(r: &mut Resolved) {
    for axis in 0..2 {
        let (n, s) = (r.input[axis], r.window.strides[axis]);
        let padded = n.saturating_add(r.window.begin[axis]).saturating_add(r.window.end[axis]);
        let Some(free) = padded.checked_sub(r.window.extent(axis)) else { continue };
        let start = free.div_ceil(s).saturating_mul(s);
        if !free.is_multiple_of(s) && start < n.saturating_add(r.window.begin[axis]) {
            r.window.end[axis] += start - free;
        }
    }
}
