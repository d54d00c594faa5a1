//! Salts of hashed values, and the file that keeps them: whoever has value and salt can make the hash again, and nobody can
//! guess a value from its hash without the salt.

use circuit::Hash;
use circuit::public::{Kind, Slot};
use fault_proof_vm::files;
use frontend::printable;
use halo2::Salt;
use rand::rngs::OsRng;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::Failure;
use crate::artifact::{check_file, json, parse, read_at_most};
use crate::statement::of_run;

/// Largest file that is read, and written.
const MAX_BYTES: u64 = 1 << 24;

/// What the salt of a model's weights is kept under: no input or output of the model may have this name then.
pub const PARAMETERS: &str = "parameters";

/// Salts by the names of inputs and outputs, and that of the weights. What has none is not salted.
#[derive(Clone, Debug, Default)]
pub struct Salts(BTreeMap<String, Salt>);

impl Salts {
    /// A random salt for each name.
    pub fn draw(names: &[String]) -> Self {
        Self(names.iter().map(|name| (name.clone(), Salt::draw(OsRng))).collect())
    }

    /// Reads a file of salts for this model: names of its inputs and outputs, each with a number in hexadecimal digits.
    ///
    /// # Errors
    /// [`Failure`] naming the file, and what in it is no salt or no name of the model's.
    pub fn read(path: &Path, graph: &gadgets::Graph) -> Result<Self, Failure> {
        let numbers = numbers(path)?;
        let known: Vec<&String> = graph.inputs.iter().chain(&graph.outputs).map(|port| &port.name).collect();
        let salt = |(name, text): (String, String)| {
            if !known.iter().any(|known| run_of(&name, known).is_some()) && name != PARAMETERS {
                let known = known.iter().map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ");
                let problem = format!("no input or output '{name}' to salt; there are {known}");
                return Err(Failure::file(path, problem));
            }
            let number: Hash = text.parse().map_err(|e| Failure::file(path, e))?;
            let beyond =
                || Failure::file(path, format!("the salt of '{name}' is no element of the proof's field"));
            let salt = Salt::from_bytes(number.0).ok_or_else(beyond)?;
            Ok((name, salt))
        };
        Ok(Self(numbers.into_iter().map(salt).collect::<Result<_, Failure>>()?))
    }

    /// Refuses to draw salts for a file that is there: what was hashed with its salts could never be opened again.
    ///
    /// # Errors
    /// [`Failure`] naming the file.
    pub fn check_new(path: &Path) -> Result<(), Failure> {
        check_file(path)?;
        let taken = std::fs::symlink_metadata(path).is_ok_and(|about| about.is_file() || about.is_symlink());
        if taken { Err(Self::taken(path)) } else { Ok(()) }
    }

    /// Refuses to write anything else over a file of salts.
    ///
    /// # Errors
    /// [`Failure`] naming the file.
    pub fn check_none(path: &Path) -> Result<(), Failure> {
        let kept = path.is_file()
            && numbers(path).is_ok_and(|numbers| {
                !numbers.is_empty() && numbers.values().all(|text| text.parse::<Hash>().is_ok())
            });
        if kept {
            let problem = "keeps salts, and salts are never overwritten";
            return Err(Failure::file(path, problem).with_help("give the file another name"));
        }
        Ok(())
    }

    fn taken(path: &Path) -> Failure {
        Failure::file(path, "is there already, and salts are never overwritten").with_help(
            "--salts FILE keeps the new salts elsewhere; --with-salts FILE takes those that were drawn before",
        )
    }

    /// The text of a file that [`Self::read`] reads.
    ///
    /// # Errors
    /// [`Failure`] that is our own fault.
    pub fn to_text(&self) -> Result<String, Failure> {
        let text = |(name, salt): (&String, &Salt)| (name.clone(), Hash(salt.to_bytes()).to_string());
        let text = json(&self.0.iter().map(text).collect::<BTreeMap<String, String>>())?;
        let (bytes, most) = (text.len() as u64, MAX_BYTES);
        if bytes > most {
            return Err(Failure::input(format!("{bytes} bytes of salts, and at most {most} are read again"))
                .with_help("fewer runs in a proof, or fewer tensors hashed, have fewer salts"));
        }
        Ok(text)
    }

    /// Writes a file that [`Self::read`] reads, for its owner alone. It is on the disk when this returns.
    ///
    /// # Errors
    /// [`Failure`] naming the file: one that is there stays as it is.
    pub fn write(&self, path: &Path) -> Result<(), Failure> {
        files::write_secret(path, self.to_text()?.as_bytes()).map_err(|e| match e.kind() {
            ErrorKind::AlreadyExists => Self::taken(path),
            _ => Failure::file(path, e),
        })
    }

    /// What to say where some of these names, whose values are hashed, have no salt.
    pub fn warning<'n>(&self, names: impl IntoIterator<Item = &'n String>) -> Option<String> {
        let bare = names.into_iter().filter(|name| self.of(name) == Salt::NONE);
        let bare: Vec<String> = bare.map(|name| format!("'{}'", printable(name))).collect();
        let warning = || {
            format!("hashed without a salt, so that a guess can be told from the hash: {}", bare.join(", "))
        };
        (!bare.is_empty()).then(warning)
    }

    /// What to say of a file of salts that others than its owner can read.
    pub fn exposed(path: &Path) -> Option<String> {
        let mode = std::fs::metadata(path).ok()?.permissions().mode();
        let others = mode & 0o077 != 0;
        others.then(|| {
            format!(
                "others can read the salts in {} (mode {:03o}): whoever has them can test guesses (chmod 600)",
                path.display(),
                mode & 0o777
            )
        })
    }

    /// Whether a name has a salt.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// These salts, and another's salt of the weights.
    pub fn with_parameters(mut self, of: &Self) -> Self {
        self.0.insert(PARAMETERS.to_owned(), of.of(PARAMETERS));
        self
    }

    /// The salt of a name.
    pub fn of(&self, name: &str) -> Salt {
        self.0.get(name).copied().unwrap_or(Salt::NONE)
    }

    /// The runs among several that there are salts of; `None` for the only one.
    pub fn runs(&self, graph: &gadgets::Graph) -> BTreeSet<Option<u32>> {
        let ports: Vec<&String> = graph.inputs.iter().chain(&graph.outputs).map(|port| &port.name).collect();
        // A port's own name comes before that of another one's run.
        let run = |name: &String| {
            let own = ports.contains(&name).then_some(None);
            own.or_else(|| ports.iter().find_map(|port| run_of(name, port)))
        };
        self.0.keys().filter_map(run).collect()
    }

    /// Refuses salts from a file at `path` that are not of a proof of so many runs.
    ///
    /// # Errors
    /// [`Failure`] naming the file.
    pub fn check_runs(&self, path: &Path, graph: &gadgets::Graph, runs: u32) -> Result<(), Failure> {
        for run in self.runs(graph) {
            let problem = match run {
                None if runs > 1 => format!("has salts of one run, and a proof is of {runs}"),
                Some(run) if runs == 1 => format!("has salts of run {run}, and a proof is of one run"),
                Some(run) if run >= runs => format!("has salts of run {run}, and a proof is of {runs}"),
                _ => continue,
            };
            return Err(Failure::file(path, problem).with_help("runs are numbered from 0: `x[0]`, `x[1]`"));
        }
        Ok(())
    }

    /// The salts of one run among several, by the names of its inputs and outputs.
    pub fn of_run(&self, run: u32, graph: &gadgets::Graph) -> Self {
        let ports = graph.inputs.iter().chain(&graph.outputs);
        let salt = |name: &String| Some((name.clone(), *self.0.get(&of_run(name, run))?));
        Self(ports.filter_map(|port| salt(&port.name)).collect())
    }

    /// The salts of some names, in order.
    pub fn all(&self, names: &[String]) -> Vec<Salt> {
        names.iter().map(|name| self.of(name)).collect()
    }
}

impl FromIterator<(String, Salt)> for Salts {
    fn from_iter<T: IntoIterator<Item = (String, Salt)>>(salts: T) -> Self {
        Self(salts.into_iter().collect())
    }
}

/// The run among several that a salt of this name is of; `None` inside for the only one. `None` where it is of another input or
/// output than this.
pub fn run_of(name: &str, port: &str) -> Option<Option<u32>> {
    match name.strip_prefix(port)? {
        "" => Some(None),
        rest => {
            let run: u32 = rest.strip_prefix('[')?.strip_suffix(']')?.parse().ok()?;
            // As it is written, and no other way.
            (of_run("", run) == rest).then_some(Some(run))
        }
    }
}

/// What a file of salts has for each name.
fn numbers(path: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let Numbers(numbers) = parse(path, &read_at_most(path, MAX_BYTES)?)?;
    Ok(numbers)
}

/// Texts by names, each there once: of two salts of one name the other would be lost.
struct Numbers(BTreeMap<String, String>);

impl<'de> Deserialize<'de> for Numbers {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Self(BTreeMap::new()))
    }
}

impl<'de> Visitor<'de> for Numbers {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of names and salts")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Self, A::Error> {
        while let Some((name, text)) = map.next_entry::<String, String>()? {
            if self.0.contains_key(&name) {
                return Err(A::Error::custom(format!("two salts of '{}'", printable(&name))));
            }
            self.0.insert(name, text);
        }
        Ok(self)
    }
}

/// The hash of each input and output of a run, by name, and what is hashed: those that a proof shows where they are hashed, as its backend
/// makes them.
pub fn hashes(
    graph: &gadgets::Graph,
    circuit: &circuit::Graph,
    trace: &circuit::Trace,
    salts: &Salts,
    by: fn(&Slot, Salt, &[i128]) -> Hash,
) -> Vec<(String, Slot, Hash)> {
    let inputs = graph.inputs.iter().zip(&circuit.inputs).map(|(p, t)| (p, t, Kind::HashedInput));
    let outputs = graph.outputs.iter().zip(&circuit.outputs).map(|(p, t)| (p, t, Kind::HashedOutput));
    inputs
        .chain(outputs)
        .map(|(port, t, kind)| {
            let tensor = circuit.tensor(*t);
            let slot = Slot { kind, shape: tensor.shape.clone(), range: tensor.range };
            let hash = by(&slot, salts.of(&port.name), &trace.tensor(*t).to_vec());
            (port.name.clone(), slot, hash)
        })
        .collect()
}
