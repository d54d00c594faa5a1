//! The command as users run it: a process, its files, what it prints and its exit status.

mod folder;
mod inputs;
mod inspect;
mod losses;
mod machine;
mod models;
mod options;
