//! Diagnostics: everything that stops a model, each with the place that the user wrote.

use std::fmt;

use thiserror::Error;

/// A name for a message: what would break its line, hide its end or drive a terminal is escaped.
pub fn printable(name: &str) -> String {
    let hostile = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let mut text = String::with_capacity(name.len());
    for c in name.chars() {
        if hostile(c) { text.extend(c.escape_default()) } else { text.push(c) }
    }
    text
}

/// A word of a command that is suggested, as a shell takes it.
pub fn quoted(word: impl ToString) -> String {
    let text = word.to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-/+:@%".contains(c);
    if text.chars().all(plain) && !text.is_empty() {
        return text;
    }
    format!("'{}'", printable(&text).replace('\'', "'\\''"))
}

/// What a diagnostic points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The file or the model as a whole.
    Model,
    /// A node, by its ONNX name (`OpType_index` where it has none) and operator.
    Node {
        /// Name.
        name: String,
        /// Operator.
        op_type: String,
    },
    /// An initialiser or another value, by name.
    Tensor(String),
    /// An input of the model, by name.
    Input(String),
    /// An output of the model, by name.
    Output(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Model => f.write_str("model"),
            Self::Node { name, op_type } => write!(f, "node '{}' ({})", printable(name), printable(op_type)),
            Self::Tensor(name) => write!(f, "tensor '{}'", printable(name)),
            Self::Input(name) => write!(f, "input '{}'", printable(name)),
            Self::Output(name) => write!(f, "output '{}'", printable(name)),
        }
    }
}

/// What is wrong there.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum Problem {
    /// A file that cannot be read.
    #[error("cannot read {path}: {reason}")]
    Unreadable {
        /// The file.
        path: String,
        /// The system's reason.
        reason: String,
    },
    /// Bytes that are no ONNX model, a truncated file for one.
    #[error("not an ONNX model: {0}")]
    Malformed(String),
    /// A size beyond the limits.
    #[error("{what} is {got}, the limit is {limit}")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// Its size; saturated.
        got: u64,
        /// The limit.
        limit: u64,
    },
    /// An operator set outside what the tables cover.
    #[error("operator set {got} is not supported; versions {min} to {max} are")]
    Opset {
        /// Version in the model.
        got: i64,
        /// First one supported.
        min: i64,
        /// Last one supported.
        max: i64,
    },
    /// An operator that the compiler does not know.
    #[error("operator {op_type} of domain '{domain}' is not supported")]
    UnsupportedOperator {
        /// Operator.
        op_type: String,
        /// Domain, `ai.onnx` for the standard one.
        domain: String,
    },
    /// A use of a known operator that the compiler does not support.
    #[error("{0} is not supported")]
    Unsupported(String),
    /// A dimension without a number.
    #[error("dimension {axis} is dynamic{}; bind it with --dim {}=VALUE", named(.name), quoted(.name))]
    UnboundDimension {
        /// Its position.
        axis: usize,
        /// Its symbol, or `INPUT.AXIS` for one without.
        name: String,
    },
    /// An input without a shape or a type.
    #[error("declares no {0}")]
    Undeclared(&'static str),
    /// An attribute that is missing, unknown, of the wrong type or of a forbidden value.
    #[error("attribute '{name}': {reason}")]
    Attribute {
        /// Name of the attribute.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// An operand that the operator needs and the node lacks.
    #[error("operand {index} ({name}) is missing")]
    MissingOperand {
        /// Position.
        index: usize,
        /// Name in the operator's specification.
        name: &'static str,
    },
    /// Too many operands or results.
    #[error("has {got} {what}, at most {limit} expected")]
    TooMany {
        /// `operands` or `results`.
        what: &'static str,
        /// Count in the node.
        got: usize,
        /// Count in the specification.
        limit: usize,
    },
    /// An operand that must be a constant and is computed.
    #[error("operand {index} ({name}) must be a constant")]
    NotConstant {
        /// Position.
        index: usize,
        /// Name in the operator's specification.
        name: &'static str,
    },
    /// A name that nothing defines.
    #[error("reads '{0}', which no input, initialiser or node defines")]
    Undefined(String),
    /// A name defined twice.
    #[error("the name '{0}' is defined twice")]
    Duplicate(String),
    /// A node that depends on itself.
    #[error("the graph is cyclic: the node depends on its own result")]
    Cycle,
    /// Shapes that do not fit.
    #[error("{0}")]
    Shape(String),
    /// A tensor that has no elements.
    #[error("shape {0:?} has no elements")]
    Empty(Vec<usize>),
    /// NaN or an infinity.
    #[error("element {index} is {value}")]
    NotFinite {
        /// Position in the flat tensor.
        index: usize,
        /// NaN, inf or -inf.
        value: f64,
    },
    /// An element type other than the operator takes.
    #[error("element type {got} is not supported here")]
    ElementType {
        /// Name of the type.
        got: String,
    },
    /// An initialiser whose data does not match its shape.
    #[error("{got} {unit} of data, {expected} expected for shape {dims:?}")]
    DataLength {
        /// Units given.
        got: u64,
        /// Units that the shape needs.
        expected: u64,
        /// `bytes` or `elements`.
        unit: &'static str,
        /// Declared shape.
        dims: Vec<i64>,
    },
    /// A problem of a node in a function or a nested graph.
    #[error("in its node '{node}' ({op_type}): {problem}")]
    Inside {
        /// The node, by the names of all that it lies in.
        node: String,
        /// Its operator.
        op_type: String,
        /// What is wrong.
        problem: Box<Problem>,
    },
    /// External data that is not where the model says.
    #[error("external data '{location}': {reason}")]
    External {
        /// Path in the model.
        location: String,
        /// What is wrong.
        reason: String,
    },
}

fn named(name: &str) -> String {
    if name.contains('.') { String::new() } else { format!(" ('{name}')") }
}

/// A problem at its place.
#[derive(Clone, Debug, PartialEq, Error)]
#[error("{place}: {}", printable(&.problem.to_string()))]
pub struct Diagnostic {
    /// Where.
    pub place: Place,
    /// What.
    pub problem: Problem,
}

/// All that stops a model, in graph order; never empty.
#[derive(Clone, Debug, PartialEq, Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl Diagnostics {
    /// One problem.
    pub fn one(place: Place, problem: Problem) -> Self {
        Self(vec![Diagnostic { place, problem }])
    }
}
