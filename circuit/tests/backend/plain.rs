//! The plainest backend: a key is the circuit, a proof is the whole run, and verification is another run. With a fault of one
//! kind it is what the suite has to find.

use circuit::{Backend, Digest, Graph, Keys, PublicValues, Trace, Values, Visibility, interpret};
use sha3::{Digest as _, Keccak256};
use std::fmt;

use super::conformance::Subject;

/// What is wrong.
pub mod fault {
    pub const NONE: u8 = 0;
    pub const OUTPUTS: u8 = 1;
    pub const INPUTS: u8 = 2;
    pub const BYTES: u8 = 3;
    pub const CONSTANTS: u8 = 4;
    pub const VALUES: u8 = 5;
    pub const REFUSES: u8 = 6;
    pub const RANGES: u8 = 7;
    pub const PROVING: u8 = 8;
    pub const KEYS: u8 = 9;
    pub const ORDER: u8 = 10;
    /// All of them.
    pub const ALL: std::ops::RangeInclusive<u8> = OUTPUTS..=ORDER;
}

/// The backend, with a fault.
pub struct Plain<const FAULT: u8>;

/// Why something is refused.
#[derive(Debug)]
pub struct Refused(&'static str);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Refused {}

/// Whether a trace is a run: the same values as another run on its inputs.
fn runs<const FAULT: u8>(graph: &Graph, trace: &Trace) -> bool {
    let inputs: Vec<_> = graph.inputs.iter().map(|t| trace.tensor(*t).to_vec()).collect();
    let values = |t: &Trace| t.tensors.iter().map(Values::to_vec).collect::<Vec<_>>();
    match interpret(graph, &inputs) {
        Ok(run) if FAULT == fault::VALUES => PublicValues::of(graph, &run) == PublicValues::of(graph, trace),
        Ok(run) => values(&run) == values(trace),
        Err(_) => FAULT == fault::RANGES,
    }
}

/// All values of a run.
fn proof(trace: &Trace) -> Vec<u8> {
    let values: Vec<Vec<i128>> = trace.tensors.iter().map(Values::to_vec).collect();
    borsh::to_vec(&values).expect("memory")
}

fn parsed<const FAULT: u8>(graph: &Graph, proof: &[u8]) -> Result<Trace, Refused> {
    let mut rest = proof;
    let values: Vec<Vec<i128>> =
        borsh::BorshDeserialize::deserialize(&mut rest).map_err(|_| Refused("no values"))?;
    let fits = values.len() == graph.tensors.len()
        && values.iter().zip(&graph.tensors).all(|(v, t)| Some(v.len() as u64) == t.numel());
    if !fits || (!rest.is_empty() && FAULT != fault::BYTES) {
        return Err(Refused("not the circuit's number of values"));
    }
    let wide = circuit::Range::new(i128::MIN, i128::MAX);
    Ok(Trace { tensors: values.iter().map(|v| Values::new(wide, v)).collect() })
}

/// A graph's bytes with a checksum.
fn sealed(graph: &Graph) -> Vec<u8> {
    let mut bytes = graph.to_bytes();
    let checksum = Keccak256::digest(&bytes);
    bytes.extend_from_slice(&checksum);
    bytes
}

fn opened<const FAULT: u8>(bytes: &[u8]) -> Result<Graph, Refused> {
    let (graph, checksum) = bytes.split_last_chunk::<32>().ok_or(Refused("too short"))?;
    if Keccak256::digest(graph)[..] != *checksum && FAULT != fault::KEYS {
        return Err(Refused("another checksum"));
    }
    Graph::from_bytes(graph).map_err(|_| Refused("no graph"))
}

/// Public values with the order of tensors lost.
fn sorted(mut public: PublicValues) -> PublicValues {
    public.inputs.sort();
    public.outputs.sort();
    public
}

impl<const FAULT: u8> Backend for Plain<FAULT> {
    const NAME: &'static str = "plain";
    type Parameters = ();
    type ProvingKey = Graph;
    type VerifyingKey = Graph;
    type Error = Refused;
    type Reject = Refused;

    fn setup(circuit: &Graph, (): &()) -> Result<Keys<Self>, Refused> {
        Ok(Keys { proving: circuit.clone(), verifying: circuit.clone() })
    }

    fn prove(key: &Graph, (): &(), trace: &Trace) -> Result<(PublicValues, Vec<u8>), Refused> {
        Ok((PublicValues::of(key, trace), proof(trace)))
    }

    fn verify(key: &Graph, public: &PublicValues, proof: &[u8]) -> Result<(), Refused> {
        let trace = parsed::<FAULT>(key, proof)?;
        let (mut own, mut given) = (PublicValues::of(key, &trace), public.clone());
        match FAULT {
            fault::OUTPUTS => own.outputs.clone_from(&given.outputs),
            fault::INPUTS => own.inputs.clone_from(&given.inputs),
            fault::ORDER => (own, given) = (sorted(own), sorted(given)),
            _ => {}
        }
        let constants = |(t, v): (&circuit::Tensor, &Values)| match &t.vis {
            Visibility::Constant(data) => data.iter().map(i128::from).collect::<Vec<_>>() == v.to_vec(),
            _ => true,
        };
        let own_constants = key.tensors.iter().zip(&trace.tensors).all(constants);
        match () {
            () if own != given => Err(Refused("other public values")),
            () if FAULT == fault::CONSTANTS && !own_constants => Ok(()),
            () if FAULT == fault::REFUSES || !runs::<FAULT>(key, &trace) => Err(Refused("no run")),
            () => Ok(()),
        }
    }

    fn circuit(key: &Graph) -> Digest {
        key.digest()
    }

    fn write_proving(key: &Graph) -> Vec<u8> {
        sealed(key)
    }

    fn read_proving(bytes: &[u8], circuit: &Graph) -> Result<Graph, Refused> {
        let graph = opened::<FAULT>(bytes)?;
        let same = graph.digest() == circuit.digest() || FAULT == fault::PROVING;
        if same { Ok(graph) } else { Err(Refused("another circuit")) }
    }

    fn write_verifying(key: &Graph) -> Vec<u8> {
        sealed(key)
    }

    fn read_verifying(bytes: &[u8]) -> Result<Graph, Refused> {
        opened::<FAULT>(bytes)
    }
}

impl<const FAULT: u8> Subject for Plain<FAULT> {
    fn parameters(_: &Graph) {}
}
