//! Links the command at a fixed address. With LLVM inside, a position-independent one relocates some 50 MB of
//! tables in memory at every start. What runs before `main` lies together (`before-main.ld`), for the same reason.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=before-main.ld");
    println!("cargo::rustc-link-arg-bins=-no-pie");
    println!("cargo::rustc-link-arg-bins=-Wl,-T,{}/before-main.ld", env!("CARGO_MANIFEST_DIR"));
}
