//! Links the command at a fixed address. With LLVM inside, a position-independent one relocates some 50 MB of
//! tables in memory at every start.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-link-arg-bins=-no-pie");
}
