//! A graph as a readable table: one line for each relation, with shapes, ranges and what is looked up.

use std::fmt::{self, Write as _};

use super::{Def, Divisor, Graph, IndexMap, Reduction, Ref, Relation, Source, TensorId, Visibility, Window};

impl Graph {
    /// The listing. Equal graphs give equal text on every machine.
    pub fn summary(&self) -> String {
        let mut text = String::new();
        self.write_summary(&mut text).expect("writing to a string does not fail");
        text
    }

    fn write_summary(&self, f: &mut String) -> fmt::Result {
        let elements = |pick: &dyn Fn(&Visibility) -> bool| -> u64 {
            self.tensors.iter().filter(|t| pick(&t.vis)).filter_map(|t| t.numel()).sum()
        };
        writeln!(f, "circuit version {}, digest {}", self.version, self.digest())?;
        writeln!(
            f,
            "{} relations, {} tensors, {} tables; {} constants, {} other elements",
            self.relations.len(),
            self.tensors.len(),
            self.tables.len(),
            elements(&|v| matches!(v, Visibility::Constant(_))),
            elements(&|v| !matches!(v, Visibility::Constant(_))),
        )?;
        for (i, table) in self.tables.iter().enumerate() {
            let image = table.data.range().map_or_else(String::new, |r| r.to_string());
            writeln!(f, "table {i}: {} -> {image}", table.input)?;
        }
        for (i, t) in self.tensors.iter().enumerate().filter(|(_, t)| t.def == Def::Free) {
            writeln!(f, "%{i} = {}  # {}", self.describe(TensorId(i as u32)), t.origin)?;
        }
        for (i, relation) in self.relations.iter().enumerate() {
            let node = self.node_of(super::RelId(i as u32));
            let operands: Vec<String> = relation.operands().into_iter().map(operand).collect();
            let body = format!("{}({}){}", relation.name(), operands.join(", "), parameters(relation));
            match relation.out() {
                Some(t) => writeln!(f, "%{} = {body} : {}  # {node}", t.0, self.describe(t))?,
                None => writeln!(f, "{body}  # {node}")?,
            }
        }
        let outputs: Vec<String> = self.outputs.iter().map(|t| format!("%{}", t.0)).collect();
        writeln!(f, "return {}", outputs.join(", "))
    }

    fn describe(&self, t: TensorId) -> String {
        let Some(tensor) = self.get(t) else { return "missing".into() };
        let vis = match tensor.vis {
            Visibility::PublicInput => "public input ",
            Visibility::PublicOutput => "public output ",
            Visibility::PrivateInput => "private input ",
            Visibility::HashedInput => "hashed input ",
            Visibility::HashedOutput => "hashed output ",
            Visibility::Parameter => "parameter ",
            Visibility::Constant(_) => "constant ",
            Visibility::Withheld => "withheld constant ",
            Visibility::Internal => "",
        };
        let check = tensor.checked.map_or_else(String::new, |s| format!(" checked (status {s})"));
        format!("{vis}{:?} in {}{check}", tensor.shape, tensor.range)
    }
}

fn operand(r: &Ref) -> String {
    let mut text = match &r.source {
        Source::Tensor(t) => format!("%{}", t.0),
        Source::Concat { axis, parts } => {
            let parts: Vec<String> = parts.iter().map(|(t, s)| format!("%{}{s:?}", t.0)).collect();
            format!("concat{axis}({})", parts.join(", "))
        }
    };
    for view in &r.views {
        let map = match &view.map {
            IndexMap::Identity => "reshape".to_owned(),
            IndexMap::Affine { offset, strides } => format!("affine {offset}+{strides:?}"),
            IndexMap::Pad { before, value } => format!("pad {before:?} with {value}"),
            IndexMap::Indices(_) => "gather".to_owned(),
        };
        let _ = write!(text, ".{map}{:?}", view.shape);
    }
    text
}

fn window(w: &Window) -> String {
    let mut text = format!(" {}x{}", w.kernel[0], w.kernel[1]);
    for (name, value, default) in [("stride", w.strides, [1, 1]), ("dilation", w.dilations, [1, 1])] {
        if value != default {
            let _ = write!(text, " {name} {}x{}", value[0], value[1]);
        }
    }
    if (w.begin, w.end) != ([0, 0], [0, 0]) {
        let _ = write!(text, " pads {:?}..{:?}", w.begin, w.end);
    }
    text
}

fn reduction(over: &Reduction) -> String {
    match over {
        Reduction::Axes(axes) if axes.is_empty() => String::new(),
        Reduction::Axes(axes) => format!(" axes {axes:?}"),
        Reduction::Window(w) => window(w),
    }
}

fn parameters(relation: &Relation) -> String {
    let floor = |f: &Option<i64>| f.map_or_else(String::new, |f| format!(" floor {f}"));
    let clip = |c: &Option<super::Range>| c.map_or_else(String::new, |c| format!(" clip {c}"));
    match relation {
        Relation::Conv { window: w, groups, .. } => {
            let groups = if *groups == 1 { String::new() } else { format!(" groups {groups}") };
            format!("{}{groups}", window(w))
        }
        Relation::Einsum { spec, .. } => format!(" {spec}"),
        Relation::Affine { terms, constant, .. } => {
            let factors: Vec<String> = terms.iter().map(|(c, _)| c.to_string()).collect();
            format!(" times [{}] plus {constant}", factors.join(", "))
        }
        Relation::Mul { .. } => String::new(),
        Relation::Reduce { over, .. } => reduction(over),
        Relation::DivRound { den, rounding, clip: c, .. } => {
            let den = match den {
                Divisor::Pow2(n) => format!(" by 2^{n}"),
                Divisor::Const(d) => format!(" by {d}"),
                Divisor::Tensor(_) => String::new(),
            };
            format!("{den} {rounding:?}{}", clip(c))
        }
        Relation::Lut { table, .. } => format!(" in table {}", table.0),
        Relation::Max { over, floor: f, .. } => format!("{}{}", reduction(over), floor(f)),
        Relation::ReluPoolRequant { over, floor: f, shift, rounding, clip: c, .. } => {
            format!("{}{} by 2^{shift} {rounding:?}{}", reduction(over), floor(f), clip(c))
        }
        Relation::InRange { range, status, .. } => format!(" {range} status {status}"),
        Relation::Equal { status, .. } => status.map_or_else(String::new, |s| format!(" status {s}")),
    }
}
