//! What a key's proofs say and what they hide: the inputs of the model that are private, the inputs and outputs that are
//! hashed, and whether the weights are, in `private.json` beside the keys.

use circuit::Hash;
use circuit::lower::{Hidden, LowerError, lower_hidden};
use circuit::public::{Kind, Slot};
use frontend::printable;
use serde::{Deserialize, Serialize};
use std::path::Path;

use crate::Failure;
use crate::artifact::{Artifact, parse, read_at_most};
use crate::salts::{PARAMETERS, run_of};

/// Name of the file beside the keys; there is none where nothing is private.
pub const PRIVATE: &str = "private.json";
/// Largest such file that is read.
const MAX_BYTES: u64 = 1 << 20;
/// Most runs of one proof.
pub const MAX_RUNS: u32 = 4096;

/// What is private, and what is hashed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Private {
    /// ONNX names of the inputs that the prover alone is given.
    pub inputs: Vec<String>,
    /// ONNX names of the inputs and outputs of which the verifier is given a hash.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hashed: Vec<String>,
    /// What the verifier is given of the weights.
    #[serde(default, skip_serializing_if = "Parameters::is_public")]
    pub parameters: Parameters,
    /// Runs that one proof is of.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub runs: u32,
}

fn one() -> u32 {
    1
}

fn is_one(runs: &u32) -> bool {
    *runs == 1
}

impl Default for Private {
    fn default() -> Self {
        Self { inputs: Vec::new(), hashed: Vec::new(), parameters: Parameters::Public, runs: one() }
    }
}

/// What the verifier is given of the weights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Parameters {
    /// They are constants of the circuit.
    #[default]
    Public,
    /// One hash of all of them.
    Hashed,
}

impl Parameters {
    /// Whether they are constants of the circuit.
    pub fn is_public(&self) -> bool {
        *self == Self::Public
    }
}

/// Positions of names among inputs and outputs; an input is meant where both have the name.
type Places = (Vec<usize>, Vec<usize>);

impl Private {
    /// What is private for the keys in a folder.
    ///
    /// # Errors
    /// [`Failure`] naming the file.
    pub fn beside(keys: &Path) -> Result<Self, Failure> {
        let path = keys.join(PRIVATE);
        if !path.exists() {
            return Ok(Self::default());
        }
        let private: Self = parse(&path, &read_at_most(&path, MAX_BYTES)?)?;
        if !(1..=MAX_RUNS).contains(&private.runs) {
            let problem = format!("{} runs, and a proof is of 1 to {MAX_RUNS}", private.runs);
            return Err(Failure::file(&path, problem));
        }
        Ok(private)
    }

    /// The artifact's circuit, of which this is hidden, for all runs of a proof, with its weights where they are hidden.
    ///
    /// # Errors
    /// [`Failure`] for a name that is no input's, or for what is hashed no output's either, and for one that is named twice; for
    /// weights that cannot be hidden; for too many runs.
    pub fn hide(&self, artifact: &Artifact, circuit: &circuit::Graph) -> Result<Hidden, Failure> {
        let inputs = &artifact.graph.inputs;
        let position = |(i, name): (usize, &String)| {
            let named = || inputs.iter().map(|p| format!("'{}'", p.name)).collect::<Vec<_>>().join(", ");
            let unknown =
                || Failure::input(format!("no input '{name}' to keep private; there are {}", named()));
            if self.inputs[..i].contains(name) {
                return Err(Failure::input(format!("the private input '{name}' is named twice")));
            }
            inputs.iter().position(|p| p.name == *name).ok_or_else(unknown)
        };
        let positions = self.inputs.iter().enumerate().map(position).collect::<Result<Vec<_>, _>>()?;
        let (inputs, outputs) = self.hashed(artifact)?;
        let Hidden { circuit, weights } = match self.parameters {
            Parameters::Public => Hidden { circuit: circuit.clone(), weights: Vec::new() },
            Parameters::Hashed => hidden(artifact)?,
        };
        let circuit = circuit.hiding(&positions).map_err(Failure::input)?;
        let circuit = circuit.hashing(&inputs, &outputs).map_err(Failure::input)?;
        if self.runs == 1 {
            return Ok(Hidden { circuit, weights });
        }
        let ports = || artifact.graph.inputs.iter().chain(&artifact.graph.outputs);
        let clash = |name: &str| ports().find(|of| matches!(run_of(name, &of.name), Some(Some(_))));
        if let Some((port, of)) = ports().find_map(|port| Some((port, clash(&port.name)?)))
            && !self.hashed.is_empty()
        {
            let (port, of) = (printable(&port.name), printable(&of.name));
            return Err(Failure::input(format!(
                "'{port}' is what a run of '{of}' is called in a proof of {} runs",
                self.runs
            ))
            .with_help("rename it in the ONNX file, or hash nothing"));
        }
        if !self.parameters.is_public() {
            return Err(Failure::input(format!("hidden weights in a proof of {} runs", self.runs))
                .with_help("the hash of hidden weights is of the circuit of one run: leave --batch out"));
        }
        Ok(Hidden { circuit: circuit.batched(self.runs).map_err(Failure::input)?, weights })
    }

    /// Refuses a key of so many public tensors that cannot be of all runs, before their circuit is made: this file may come from a
    /// stranger, too.
    ///
    /// # Errors
    /// [`Failure`] with the numbers.
    pub fn check_slots(&self, slots: usize) -> Result<(), Failure> {
        // Each run has an output, which is shown or hashed.
        if self.runs as usize > slots {
            return Err(Failure::no(format!("{} runs, and the key has {slots} public tensors", self.runs)));
        }
        Ok(())
    }

    /// Positions of what is hashed.
    fn hashed(&self, artifact: &Artifact) -> Result<Places, Failure> {
        let graph = &artifact.graph;
        let mut places = Places::default();
        for (i, name) in self.hashed.iter().enumerate() {
            if self.inputs.contains(name) {
                return Err(Failure::input(format!("'{name}' is to be private and to be hashed"))
                    .with_help("a hashed input is private: its hash is all that is shown"));
            }
            if self.hashed[..i].contains(name) {
                return Err(Failure::input(format!("'{name}' is to be hashed twice")));
            }
            let input = graph.inputs.iter().position(|p| p.name == *name);
            let output = graph.outputs.iter().position(|p| p.name == *name);
            match (input, output) {
                (Some(i), _) => places.0.push(i),
                (None, Some(i)) => places.1.push(i),
                (None, None) => {
                    let ports = graph.inputs.iter().chain(&graph.outputs);
                    let named: Vec<String> = ports.map(|p| format!("'{}'", p.name)).collect();
                    let problem =
                        format!("no input or output '{name}' to hash; there are {}", named.join(", "));
                    return Err(Failure::input(problem));
                }
            }
        }
        Ok(places)
    }

    /// Names of what is hashed, in the order of public values: inputs as the model has them, the weights, then outputs. Where a
    /// proof is of several runs, the number of the run follows the name.
    pub fn hashed_names(&self, artifact: &Artifact) -> Vec<String> {
        let names = self.names_of_a_run(artifact);
        if self.runs == 1 {
            return names;
        }
        let is_input = |name: &String| artifact.graph.inputs.iter().any(|p| p.name == *name);
        let (inputs, outputs): (Vec<String>, Vec<String>) = names.into_iter().partition(is_input);
        let all = |names: Vec<String>| {
            (0..self.runs).flat_map(move |run| names.clone().into_iter().map(move |name| of_run(&name, run)))
        };
        all(inputs).chain(all(outputs)).collect()
    }

    fn names_of_a_run(&self, artifact: &Artifact) -> Vec<String> {
        let graph = &artifact.graph;
        let is_input = |name: &String| graph.inputs.iter().any(|p| p.name == *name);
        let inputs = graph.inputs.iter().map(|p| &p.name).filter(|name| self.hashed.contains(name));
        let outputs = graph.outputs.iter().map(|p| &p.name);
        let outputs = outputs.filter(|name| self.hashed.contains(name) && !is_input(name));
        let weights = (!self.parameters.is_public()).then(|| PARAMETERS.to_owned());
        inputs.cloned().chain(weights).chain(outputs.cloned()).collect()
    }

    /// What a proof says, in words. Hashes are in the order of [`Self::hashed_names`], or not known yet.
    pub fn words(&self, artifact: &Artifact, hashes: &[Hash]) -> String {
        if self.runs == 1 {
            return self.words_of_a_run(artifact, hashes);
        }
        let all = self.hashed_names(artifact);
        if hashes.len() != all.len() || all.is_empty() {
            return format!("for each of {} runs: {}", self.runs, self.words_of_a_run(artifact, &[]));
        }
        let names = self.names_of_a_run(artifact);
        let run = |run: u32| {
            let hash = |name: &String| all.iter().position(|n| *n == of_run(name, run)).map(|i| hashes[i]);
            let hashes: Vec<Hash> = names.iter().filter_map(hash).collect();
            format!("run {run}: {}", self.words_of_a_run(artifact, &hashes))
        };
        (0..self.runs).map(run).collect::<Vec<_>>().join("; ")
    }

    fn words_of_a_run(&self, artifact: &Artifact, hashes: &[Hash]) -> String {
        let (model, inputs) = (&artifact.graph.name, artifact.graph.inputs.len());
        let is_input = |name: &String| artifact.graph.inputs.iter().any(|p| p.name == *name);
        let (mut hidden, mut given, mut weights) = (Vec::new(), Vec::new(), None);
        hidden.extend(self.inputs.iter().map(|name| format!("'{name}' within the model's range")));
        let names = self.names_of_a_run(artifact);
        let hashed = names.iter().enumerate().map(|(i, name)| (name, to(hashes.get(i))));
        for (name, hash) in hashed {
            if name == PARAMETERS {
                weights = Some(format!("weights that hash to {hash}"));
                continue;
            }
            let of = if is_input(name) { &mut hidden } else { &mut given };
            of.push(format!("'{name}' that hashes to {hash}"));
        }
        let shown = artifact.graph.outputs.len() > given.len();
        given.extend(shown.then(|| outputs(given.len()).to_owned()));
        let given = given.join(" and ");
        if hidden.is_empty() && weights.is_none() {
            return format!("for these inputs, '{model}' gives {given}");
        }
        let shown = match (hidden.len(), inputs) {
            (0, 0) => "",
            (0, _) => ", with the inputs, which are shown,",
            (some, all) if some < all => ", with the other inputs, which are shown,",
            _ => "",
        };
        hidden.extend(weights);
        format!("the prover knows {} for which '{model}'{shown} gives {given}", hidden.join(" and "))
    }
}

/// What the salt of an input or output is kept under, of one run among several.
pub fn of_run(name: &str, run: u32) -> String {
    format!("{name}[{run}]")
}

/// The circuit of an artifact without its weights, and its weights.
///
/// # Errors
/// [`Failure`] naming what needs them to be known, and for a model of which an input or output has the name of their salt.
pub fn hidden(artifact: &Artifact) -> Result<Hidden, Failure> {
    let graph = &artifact.graph;
    if graph.inputs.iter().chain(&graph.outputs).any(|port| port.name == PARAMETERS) {
        let problem = format!(
            "the model has an input or output '{PARAMETERS}', which is what the salt of its weights is kept under"
        );
        return Err(Failure::input(problem).with_help("rename it in the ONNX file"));
    }
    lower_hidden(graph).map_err(|all| {
        if let [nothing @ LowerError::NoWeights { .. }] = &all[..] {
            return Failure::input(nothing)
                .with_help("leave --parameters hashed out: everything that it computes is known");
        }
        Failure::input("the model's weights cannot be hidden")
            .with_help("what its steps compute with them is too much for a circuit that does not know them")
            .with_findings(all.into_iter().map(|e| (e, None)))
    })
}

/// The hash of the weights among the public values of a key with these slots, if they are hashed.
pub fn of_parameters<'h>(slots: &[Slot], hashes: &'h [Hash]) -> Option<&'h Hash> {
    let hashed = slots.iter().filter(|s| s.kind.is_hash() && !s.kind.is_output());
    hashed.zip(hashes).find(|(slot, _)| slot.kind == Kind::Parameters).map(|(_, hash)| hash)
}

fn to(hash: Option<&Hash>) -> String {
    hash.map_or_else(|| "the hash that is shown".to_owned(), Hash::to_string)
}

fn outputs(hashed: usize) -> &'static str {
    if hashed == 0 { "these outputs" } else { "the other outputs, which are shown" }
}

/// What a proof says, in words, by its verifying key alone, which does not know how many inputs are private. Hashes are in the
/// order of the slots, or not known yet.
pub fn words(slots: &[Slot], hashes: &[Hash]) -> String {
    let (mut hidden, mut given) = (Vec::new(), Vec::new());
    let (mut shown_inputs, mut shown_outputs) = (false, false);
    let (mut number, mut weights) = (0.., None);
    for slot in slots {
        let hash = |number: &mut std::ops::RangeFrom<usize>| to(number.next().and_then(|i| hashes.get(i)));
        let tensor = format!("of shape {:?} in {}", slot.shape, slot.range);
        match slot.kind {
            Kind::Input => shown_inputs = true,
            Kind::Output => shown_outputs = true,
            Kind::HashedInput => {
                hidden.push(format!("an input {tensor} that hashes to {}", hash(&mut number)))
            }
            Kind::HashedOutput => {
                given.push(format!("an output {tensor} that hashes to {}", hash(&mut number)))
            }
            Kind::Parameters => {
                weights = Some(format!("{} weights that hash to {}", slot.elements(), hash(&mut number)))
            }
        }
    }
    given.extend(shown_outputs.then(|| outputs(given.len()).to_owned()));
    let given = given.join(" and ");
    let there = if weights.is_some() { "there are" } else { "there is" };
    let hidden: Vec<String> = weights.into_iter().chain(hidden).collect();
    match (hidden.is_empty(), shown_inputs) {
        (true, true) => {
            format!("for these inputs, and private ones if it has any, the circuit gives {given}")
        }
        (true, false) => format!("there are inputs, if it has any, for which the circuit gives {given}"),
        (false, true) => format!(
            "{there} {} for which the circuit, with the inputs that are shown, gives {given}",
            hidden.join(" and ")
        ),
        (false, false) => format!("{there} {} for which the circuit gives {given}", hidden.join(" and ")),
    }
}
