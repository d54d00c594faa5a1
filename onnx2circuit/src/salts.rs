//! Salts of hashed values, and the file that keeps them: whoever has value and salt can make the hash again, and nobody can
//! guess a value from its hash without the salt.

use circuit::Hash;
use circuit::public::{Kind, Slot};
use halo2::Salt;
use rand::rngs::OsRng;
use std::collections::BTreeMap;
use std::path::Path;

use crate::Failure;
use crate::artifact::{json, parse, read_at_most, write_file};

/// Largest file that is read.
const MAX_BYTES: u64 = 1 << 20;

/// Salts by the names of inputs and outputs. What has none is not salted.
#[derive(Clone, Debug, Default)]
pub struct Salts(BTreeMap<String, Salt>);

impl Salts {
    /// A random salt for each name.
    pub fn draw(names: &[String]) -> Self {
        Self(names.iter().map(|name| (name.clone(), Salt::draw(OsRng))).collect())
    }

    /// Reads a file: names, each with a number in hexadecimal digits.
    ///
    /// # Errors
    /// [`Failure`] naming the file, and what in it is no salt.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let numbers: BTreeMap<String, String> = parse(path, &read_at_most(path, MAX_BYTES)?)?;
        let salt = |(name, text): (String, String)| {
            let number: Hash = text.parse().map_err(|e| Failure::file(path, e))?;
            let beyond =
                || Failure::file(path, format!("the salt of '{name}' is no element of the proof's field"));
            let salt = Salt::from_bytes(number.0).ok_or_else(beyond)?;
            Ok((name, salt))
        };
        Ok(Self(numbers.into_iter().map(salt).collect::<Result<_, Failure>>()?))
    }

    /// Writes a file that [`Self::read`] reads.
    ///
    /// # Errors
    /// [`Failure`] naming the file.
    pub fn write(&self, path: &Path) -> Result<(), Failure> {
        let text = |(name, salt): (&String, &Salt)| (name.clone(), Hash(salt.to_bytes()).to_string());
        let numbers: BTreeMap<String, String> = self.0.iter().map(text).collect();
        write_file(path, json(&numbers)?.as_bytes())
    }

    /// The salt of a name.
    pub fn of(&self, name: &str) -> Salt {
        self.0.get(name).copied().unwrap_or(Salt::NONE)
    }

    /// The salts of some names, in order.
    pub fn all(&self, names: &[String]) -> Vec<Salt> {
        names.iter().map(|name| self.of(name)).collect()
    }
}

/// The hash of each input and output of a run, by name: those that a proof shows where they are hashed.
pub fn hashes(
    graph: &gadgets::Graph,
    circuit: &circuit::Graph,
    trace: &circuit::Trace,
    salts: &Salts,
) -> Vec<(String, Kind, Hash)> {
    let inputs = graph.inputs.iter().zip(&circuit.inputs).map(|(p, t)| (p, t, Kind::HashedInput));
    let outputs = graph.outputs.iter().zip(&circuit.outputs).map(|(p, t)| (p, t, Kind::HashedOutput));
    inputs
        .chain(outputs)
        .map(|(port, t, kind)| {
            let tensor = circuit.tensor(*t);
            let slot = Slot { kind, shape: tensor.shape.clone(), range: tensor.range };
            let hash = halo2::hashed::hash(&slot, salts.of(&port.name), &trace.tensor(*t).to_vec());
            (port.name.clone(), kind, hash)
        })
        .collect()
}
