//! `vm vectors`: how many steps end as they should.

use fault_proof_vm::vectors::read_vectors;
use serde_json::json;
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
    let mut count = 0u64;
    let mut failures = Vec::new();
    for vector in read_vectors(file).map_err(|error| fail(&error))? {
        let vector = vector.map_err(|error| fail(&error))?;
        count += 1;
        if let Err(cause) = vector.check() {
            failures.push(format!("vector {count}, {}: {cause}", vector.name));
        }
    }
    let failed = failures.len() as u64;
    let passed = count - failed;
    if failed > 0 {
        let more = failures.len().saturating_sub(LISTED);
        failures.truncate(LISTED);
        if more > 0 {
            failures.push(format!("and {more} more"));
        }
        return Err(Failure::no(format!("{failed} of {count} vectors fail"))
            .with_findings(failures.into_iter().map(|failure| (failure, None))));
    }
    let value = json!({ "machine": { "passed": passed, "failed": failed } });
    print(json, &value, || format!("machine: {passed} of {count} vectors pass\n"))
}
