//! Links the command at a fixed address. With LLVM inside, a position-independent one relocates some 50 MB of
//! tables in memory at every start. Code that runs before `main`, of which LLVM has some in each of its files, lies together: a start would
//! otherwise touch, and hold, 38 MB of code around it.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-link-arg-bins=-no-pie");
    println!("cargo::rustc-link-arg-bins=-Wl,-z,keep-text-section-prefix");
}
