//! `vm vectors`: how many steps end as they should, in the machine and in the step contract.

use contracts::{ContractError, StepContract};
use fault_proof_vm::vectors::{Vector, read_vectors};
use serde_json::{Value, json};
use std::fs::File;

use super::super::print;
use super::args::Vectors;
use crate::Failure;

/// Failures that are listed one by one.
const LISTED: usize = 20;

/// Runs the verb.
pub fn run(args: &Vectors, json: bool) -> Result<(), Failure> {
    let fail = |error: &dyn std::fmt::Display| Failure::file(&args.file, error);
    let file = File::open(&args.file).map_err(|error| fail(&error))?;
    let mut machine = Tally::new("machine");
    let mut contract = match args.contract {
        true => Some(Contract::new()?),
        false => None,
    };
    for vector in read_vectors(file).map_err(|error| fail(&error))? {
        let vector = vector.map_err(|error| fail(&error))?;
        machine.count(&vector, vector.check());
        if let Some(contract) = &mut contract {
            contract.check(&vector);
        }
    }
    let tallies = [Some(&machine), contract.as_ref().map(|contract| &contract.tally)];
    let failures: Vec<String> = tallies.iter().flatten().flat_map(|tally| tally.listed()).collect();
    if !failures.is_empty() {
        let texts: Vec<String> = tallies.iter().flatten().map(|tally| tally.text()).collect();
        return Err(
            Failure::no(texts.join("; ")).with_findings(failures.into_iter().map(|failure| (failure, None)))
        );
    }
    let mut value = serde_json::Map::from_iter([("machine".to_owned(), machine.json())]);
    let mut text = format!("{}\n", machine.text());
    if let Some(contract) = &mut contract {
        let mut result = contract.tally.json();
        let gas = contract.gas();
        result["gas"] = json!(gas);
        value.insert("contract".to_owned(), result);
        text += &format!("{}\n", contract.tally.text());
        if let Some([least, median, most]) = gas {
            text += &format!("gas of a step: {least} / {median} / {most} (least, median, most)\n");
        }
    }
    print(json, &value, || text)
}

/// How many vectors pass, and why the others do not.
struct Tally {
    who: &'static str,
    count: usize,
    failures: Vec<String>,
}

impl Tally {
    fn new(who: &'static str) -> Self {
        Self { who, count: 0, failures: Vec::new() }
    }

    fn count(&mut self, vector: &Vector, result: Result<(), String>) {
        self.count += 1;
        if let Err(cause) = result {
            self.failures.push(format!("{}: vector {}, {}: {cause}", self.who, self.count, vector.name));
        }
    }

    fn listed(&self) -> Vec<String> {
        let more = self.failures.len().saturating_sub(LISTED);
        let rest = (more > 0).then(|| format!("{}: and {more} more", self.who));
        self.failures.iter().take(LISTED).cloned().chain(rest).collect()
    }

    fn json(&self) -> Value {
        let failed = self.failures.len();
        json!({ "passed": self.count - failed, "failed": failed })
    }

    fn text(&self) -> String {
        format!("{}: {} of {} vectors pass", self.who, self.count - self.failures.len(), self.count)
    }
}

/// The step contract, and what it took.
struct Contract {
    contract: StepContract,
    tally: Tally,
    gas: Vec<u64>,
}

impl Contract {
    fn new() -> Result<Self, Failure> {
        let contract = StepContract::new().map_err(Failure::internal)?;
        Ok(Self { contract, tally: Tally::new("contract"), gas: Vec::new() })
    }

    fn check(&mut self, vector: &Vector) {
        let result = self.step(vector);
        self.tally.count(vector, result);
    }

    fn step(&mut self, vector: &Vector) -> Result<(), String> {
        if let Some((preimage, offset)) = &vector.preimage {
            self.contract.load_keccak(*offset, preimage).map_err(|error| error.to_string())?;
        }
        match (self.contract.step(&vector.state, &vector.proof, &[0; 32]), vector.post) {
            (Ok(outcome), Some(post)) if outcome.post_hash == post => {
                self.gas.push(outcome.gas);
                Ok(())
            }
            (Ok(outcome), expected) => {
                let expected = expected.map_or("a revert".to_owned(), hex::encode);
                Err(format!("next state {}, not {expected}", hex::encode(outcome.post_hash)))
            }
            (Err(ContractError::Revert { .. }), None) => Ok(()),
            (Err(error), _) => Err(error.to_string()),
        }
    }

    /// Execution gas of the steps that succeeded: least, median, most.
    fn gas(&mut self) -> Option<[u64; 3]> {
        self.gas.sort_unstable();
        let last = self.gas.len().checked_sub(1)?;
        Some([self.gas[0], self.gas[last / 2], self.gas[last]])
    }
}
