//! The command as users run it: a process, its files, what it prints and its exit status.

#[cfg(feature = "chain")]
mod chain;
mod folder;
mod generate;
mod inputs;
mod inspect;
mod losses;
mod machine;
mod models;
mod options;
