//! Functions of one value: a row each. They become tables, and the float model evaluates them with `libm`, whose
//! results are the same on every host.
//!
//! Source: the operators' definitions in ONNX's `docs/Operators.md`.

use libm::{
    acos, acosh, asin, asinh, atan, atanh, ceil, cos, cosh, erf, exp, expm1, floor, log, log1p, pow, rint,
    sin, sinh, sqrt, tan, tanh,
};

/// A function with its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    /// Name in [`FUNCTIONS`].
    pub name: &'static str,
    /// Its parameters, in the order of the row's attributes.
    pub parameters: Vec<f64>,
}

/// A function that is an ONNX operator, or part of one.
pub struct Row {
    /// The operator.
    pub name: &'static str,
    /// Its attributes and their defaults.
    pub attributes: &'static [(&'static str, f32)],
    /// The function; the parameters come first.
    pub value: fn(&[f64], f64) -> f64,
}

const fn row(name: &'static str, value: fn(&[f64], f64) -> f64) -> Row {
    Row { name, attributes: &[], value }
}

const fn with(
    name: &'static str,
    attributes: &'static [(&'static str, f32)],
    value: fn(&[f64], f64) -> f64,
) -> Row {
    Row { name, attributes, value }
}

/// All of them. Names in lower case are no operators, but parts of some.
pub const FUNCTIONS: &[Row] = &[
    row("Acos", |_, x| acos(x)),
    row("Acosh", |_, x| acosh(x)),
    row("Asin", |_, x| asin(x)),
    row("Asinh", |_, x| asinh(x)),
    row("Atan", |_, x| atan(x)),
    row("Atanh", |_, x| atanh(x)),
    row("Ceil", |_, x| ceil(x)),
    with("Celu", &[("alpha", 1.0)], |p, x| x.max(0.0) + (p[0] * expm1(x / p[0])).min(0.0)),
    row("Cos", |_, x| cos(x)),
    row("Cosh", |_, x| cosh(x)),
    with("Elu", &[("alpha", 1.0)], |p, x| if x < 0.0 { p[0] * expm1(x) } else { x }),
    row("Erf", |_, x| erf(x)),
    row("Exp", |_, x| exp(x)),
    row("Floor", |_, x| floor(x)),
    with("HardSigmoid", &[("alpha", 0.2), ("beta", 0.5)], |p, x| (p[0] * x + p[1]).clamp(0.0, 1.0)),
    row("HardSwish", |_, x| x * (x / 6.0 + 0.5).clamp(0.0, 1.0)),
    row("Log", |_, x| log(x)),
    row("Mish", |_, x| x * tanh(softplus(x))),
    row("Reciprocal", |_, x| 1.0 / x),
    row("Round", |_, x| rint(x)),
    with("Selu", &[("alpha", 1.673_263_2), ("gamma", 1.050_701)], |p, x| {
        p[1] * if x > 0.0 { x } else { p[0] * expm1(x) }
    }),
    with("Shrink", &[("bias", 0.0), ("lambd", 0.5)], |p, x| match x {
        x if x < -p[1] => x + p[0],
        x if x > p[1] => x - p[0],
        _ => 0.0,
    }),
    row("Sigmoid", |_, x| sigmoid(x)),
    row("Sin", |_, x| sin(x)),
    row("Sinh", |_, x| sinh(x)),
    row("Softplus", |_, x| softplus(x)),
    row("Softsign", |_, x| x / (1.0 + x.abs())),
    row("Sqrt", |_, x| sqrt(x)),
    with("Swish", &[("alpha", 1.0)], |p, x| x * sigmoid(p[0] * x)),
    row("Tan", |_, x| tan(x)),
    row("Tanh", |_, x| tanh(x)),
    with("ThresholdedRelu", &[("alpha", 1.0)], |p, x| if x > p[0] { x } else { 0.0 }),
    row("gelu", |_, x| 0.5 * x * (1.0 + erf(x / std::f64::consts::SQRT_2))),
    row("gelu_tanh", |_, x| {
        let inner = (2.0 / std::f64::consts::PI).sqrt() * (x + 0.044715 * x * x * x);
        0.5 * x * (1.0 + tanh(inner))
    }),
    row("pow", |p, x| pow(x, p[0])),
    row("reciprocal_root", |p, x| 1.0 / sqrt(x + p[0])),
    row("truncate", |_, x| libm::trunc(x)),
];

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + exp(-x))
}

fn softplus(x: f64) -> f64 {
    x.max(0.0) + log1p(exp(-x.abs()))
}

/// The row of this name.
pub fn find(name: &str) -> Option<&'static Row> {
    FUNCTIONS.iter().find(|r| r.name == name)
}

impl Function {
    /// A function of [`FUNCTIONS`]; `None` for a name that is not there.
    pub fn new(name: &str, parameters: Vec<f64>) -> Option<Self> {
        find(name).map(|row| Self { name: row.name, parameters })
    }

    /// Its value; NaN or an infinity where it is not defined.
    pub fn value(&self, x: f64) -> f64 {
        find(self.name).map_or(f64::NAN, |row| (row.value)(&self.parameters, x))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_have_their_known_values() {
        let at = |name: &str, p: &[f64], x: f64| Function::new(name, p.to_vec()).unwrap().value(x);
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} {b}");
        near(at("Sigmoid", &[], 0.0), 0.5);
        near(at("Softplus", &[], 0.0), std::f64::consts::LN_2);
        near(at("Mish", &[], 1.0), 0.865_098_388_267);
        near(at("gelu", &[], 1.0), 0.841_344_746_069);
        near(at("gelu_tanh", &[], 1.0), 0.841_191_990_608);
        near(at("Selu", &[1.673_263_2, 1.050_701], -1.0), -1.111_330_723_056_229);
        near(at("Shrink", &[1.0, 0.5], -2.0), -1.0);
        near(at("Round", &[], 2.5), 2.0);
        assert!(at("Log", &[], -1.0).is_nan() && at("Reciprocal", &[], 0.0).is_infinite());
        assert!(Function::new("Relu", vec![]).is_none() && FUNCTIONS.is_sorted_by_key(|r| r.name));
    }
}
