//! The command as users run it: a process, its files, what it prints and its exit status.

mod accuracy;
#[cfg(feature = "chain")]
#[path = "../../../dispute/tests/suite/attackers.rs"]
mod attackers;
#[cfg(feature = "chain")]
mod attacks;
mod batch;
mod bench;
#[cfg(feature = "chain")]
mod blobs;
mod cases;
#[cfg(feature = "chain")]
mod chain;
mod check;
mod conformance;
mod exported;
mod folder;
mod generate;
mod goal;
mod inputs;
mod inspect;
mod keys;
#[cfg(feature = "chain")]
mod killed;
#[cfg(feature = "chain")]
#[path = "../../../dispute/tests/suite/ledger.rs"]
mod ledger;
mod losses;
mod machine;
#[allow(dead_code, reason = "the conformance test uses all of it")]
#[path = "../../../tests/conformance/manifest.rs"]
mod manifest;
mod mistaken;
mod models;
#[cfg(feature = "chain")]
#[path = "../../../dispute/tests/suite/node.rs"]
mod node;
mod options;
mod parameters;
mod report;
mod salts;
mod segments;
mod statement;
mod sumchecks;
mod threads;
#[cfg(feature = "chain")]
mod verify_model;
