//! The invariants of a graph, all checked at once, each finding with its ONNX node.
//!
//! A valid graph is in single assignment and topological order, every operand reads what exists, every
//! range is a theorem of the ranges before it or is flagged `checked`, tables are total on what they are
//! asked for, and divisors are positive. So the interpreter is total but for checks, and ranges bound every
//! expression of a backend.

use std::fmt;

use super::infer::MAX_MAGNITUDE;
use super::problem::Problem;
use super::resolve::size;
use super::{Def, Graph, Origin, RelId, TensorId, VERSION, Visibility};

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The ONNX node, or the graph input or initialiser.
    pub node: String,
    /// What was looked at: `relation 3 (conv)`, `tensor 5`, `table 0`, `graph`.
    pub place: String,
    /// What is wrong.
    pub problem: Problem,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "node '{}', {}: {}", self.node, self.place, self.problem)
    }
}

impl std::error::Error for Diagnostic {}

impl Graph {
    /// The ONNX name that a relation stands for: its result's, or its own for an assertion.
    pub fn node_of(&self, id: RelId) -> String {
        self.origin_of(id).map_or_else(String::new, Origin::to_string)
    }

    /// Where a relation stems from: as its result does, or an assertion by itself.
    pub(crate) fn origin_of(&self, id: RelId) -> Option<&Origin> {
        let relation = self.relations.get(id.0 as usize)?;
        let result = || relation.out().and_then(|t| self.get(t)).map(|t| &t.origin);
        relation.origin().or_else(result)
    }

    /// Checks every invariant.
    ///
    /// # Errors
    /// All findings: of tables, tensors, relations, in order.
    pub fn validate(&self) -> Result<(), Vec<Diagnostic>> {
        self.check(false)
    }

    /// Checks every invariant of a circuit, or of an outline, of which some constants are withheld.
    pub(crate) fn check(&self, outline: bool) -> Result<(), Vec<Diagnostic>> {
        let mut found = Vec::new();
        let mut add = |node: String, place: String, problem| found.push(Diagnostic { node, place, problem });
        if self.version != VERSION {
            let problem = Problem::Tensor(format!("version {}, expected {VERSION}", self.version));
            add(String::new(), "graph".into(), problem);
        }
        for (i, table) in self.tables.iter().enumerate() {
            if !table.input.is_valid()
                || table.input.magnitude() > MAX_MAGNITUDE
                || table.input.count() != table.data.len() as u128
                || !table.data.is_canonical()
            {
                let text = format!("{} entries for arguments {}", table.data.len(), table.input);
                add(String::new(), format!("table {i}"), Problem::Tensor(text));
            }
        }
        let mut sound = Vec::with_capacity(self.tensors.len());
        for i in 0..self.tensors.len() {
            let problems = self.tensor_problems(i, outline);
            sound.push(problems.is_empty());
            let node = self.tensors[i].origin.to_string();
            problems.into_iter().for_each(|p| add(node.clone(), format!("tensor {i}"), p));
        }
        for problem in self.port_problems() {
            let node = match &problem {
                Problem::Order { tensor, .. } => self.get(TensorId(*tensor)).map(|t| t.origin.to_string()),
                _ => None,
            };
            add(node.unwrap_or_default(), "graph".into(), problem);
        }
        for (i, relation) in self.relations.iter().enumerate() {
            let id = RelId(i as u32);
            for problem in self.relation_problems(id, &sound) {
                add(self.node_of(id), format!("relation {i} ({})", relation.name()), problem);
            }
        }
        if found.is_empty() { Ok(()) } else { Err(found) }
    }

    fn tensor_problems(&self, i: usize, outline: bool) -> Vec<Problem> {
        let t = &self.tensors[i];
        let mut found = Vec::new();
        let mut rule = |broken: bool, text: &dyn Fn() -> String| {
            if broken {
                found.push(Problem::Tensor(text()));
            }
        };
        let count = size(&t.shape);
        rule(count.is_err(), &|| format!("shape {:?} has no or too many elements", t.shape));
        rule(!t.range.is_valid(), &|| format!("range {} is empty", t.range));
        rule(t.range.magnitude() > MAX_MAGNITUDE, &|| format!("range {} exceeds 2^120", t.range));
        rule(t.checked == Some(0), &|| "status 0 for a failed check".into());
        match (&t.vis, t.def) {
            (Visibility::Constant(data), Def::Free) => {
                let want = count.unwrap_or(0);
                rule(data.len() as u64 != want, &|| format!("{} constants, expected {want}", data.len()));
                rule(!data.is_canonical(), &|| "constants are not in their narrowest type".into());
                let inside = data.range().is_none_or(|r| t.range.contains_range(r));
                rule(!inside, &|| format!("constants leave the range {}", t.range));
                rule(t.checked.is_some(), &|| "a constant needs no check at run time".into());
            }
            (Visibility::PrivateInput | Visibility::HashedInput | Visibility::Parameter, Def::Free) => {
                rule(t.checked.is_none(), &|| "a private input must be checked".into());
            }
            (Visibility::PublicInput, Def::Free) => {}
            (Visibility::Withheld, Def::Free) => {
                rule(!outline, &|| "its integers are withheld, as in an outline".into());
                rule(t.checked.is_some(), &|| "a constant needs no check at run time".into());
            }
            (Visibility::PublicOutput | Visibility::HashedOutput | Visibility::Internal, Def::By(r)) => {
                let out = self.relations.get(r.0 as usize).and_then(|r| r.out());
                rule(out != Some(TensorId(i as u32)), &|| format!("relation {} does not define it", r.0));
            }
            (_, def) => rule(true, &|| format!("its visibility does not go with definition {def:?}")),
        }
        found
    }

    /// Inputs are exactly the tensors of that visibility, each once; public outputs are all returned. A
    /// model may return an input or a constant unchanged, but nothing internal.
    fn port_problems(&self) -> Vec<Problem> {
        let mut found = Vec::new();
        let mut add = |tensor: u32, problem| found.push(Problem::Order { tensor, problem });
        let (mut given, mut returned) = (vec![false; self.tensors.len()], vec![false; self.tensors.len()]);
        for t in &self.inputs {
            match self.get(*t) {
                None => add(t.0, "listed as an input but does not exist"),
                Some(tensor) if !tensor.vis.is_input() => add(t.0, "listed as an input but is none"),
                Some(_) if given[t.0 as usize] => add(t.0, "listed as an input twice"),
                Some(_) => given[t.0 as usize] = true,
            }
        }
        for t in &self.outputs {
            match self.get(*t) {
                None => add(t.0, "listed as an output but does not exist"),
                Some(tensor) if tensor.vis == Visibility::Internal => {
                    add(t.0, "listed as an output but is internal");
                }
                Some(tensor) if tensor.vis == Visibility::HashedInput => {
                    add(t.0, "a hashed input is listed as an output, which would show it");
                }
                Some(tensor) if tensor.vis == Visibility::Parameter => {
                    add(t.0, "a parameter is listed as an output, which would show it");
                }
                Some(tensor) if tensor.vis == Visibility::HashedOutput && returned[t.0 as usize] => {
                    add(t.0, "a hashed output is listed twice");
                }
                Some(_) => returned[t.0 as usize] = true,
            }
        }
        for (i, tensor) in self.tensors.iter().enumerate() {
            if tensor.vis.is_input() && !given[i] {
                add(i as u32, "an input that is not listed");
            }
            if matches!(tensor.vis, Visibility::PublicOutput | Visibility::HashedOutput) && !returned[i] {
                add(i as u32, "an output that is not listed");
            }
        }
        found
    }

    fn relation_problems(&self, id: RelId, sound: &[bool]) -> Vec<Problem> {
        let relation = &self.relations[id.0 as usize];
        let mut found = Vec::new();
        let mut readable = true;
        for t in relation.operands().into_iter().flat_map(|r| r.tensors()) {
            let problem = match self.get(t) {
                None => "read but does not exist",
                Some(tensor) => match tensor.def {
                    Def::By(r) if r >= id => "read before it is defined",
                    // Found and reported already; its consequences are not.
                    _ if !sound[t.0 as usize] => {
                        readable = false;
                        continue;
                    }
                    _ => continue,
                },
            };
            found.push(Problem::Order { tensor: t.0, problem });
        }
        if !found.is_empty() || !readable {
            return found;
        }
        let inferred = match self.infer(relation) {
            Ok(inferred) => inferred,
            Err(problem) => return vec![problem],
        };
        let Some(out) = relation.out() else { return found };
        let Some(tensor) = self.get(out) else {
            return vec![Problem::Order { tensor: out.0, problem: "defined but does not exist" }];
        };
        if tensor.def != Def::By(id) {
            found.push(Problem::Order { tensor: out.0, problem: "free, or defined by another relation" });
        }
        if tensor.shape != inferred.shape {
            let (expected, got) = (inferred.shape, tensor.shape.clone());
            found.push(Problem::Shape { what: "the result", expected, got });
        }
        // What comes of integers that are withheld was inferred when they were known.
        if tensor.checked.is_none()
            && !self.reads_withheld(relation)
            && !tensor.range.contains_range(inferred.image)
        {
            let (declared, image) = (tensor.range, inferred.image);
            found.push(Problem::Unsound { declared, image });
        }
        found
    }
}
