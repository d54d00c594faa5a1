//! Links the command at a fixed address. With LLVM inside, a position-independent one relocates some 50 MB of
//! tables in memory at every start. What runs before `main` lies together (`before-main.ld`), for the same reason.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=before-main.ld");
    println!("cargo::rustc-link-arg-bins=-no-pie");
    // As arguments of their own, since a path may have commas. Linkers of other systems know no such scripts.
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux") {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/before-main.ld");
        for argument in ["-Xlinker", "-T", "-Xlinker", script] {
            println!("cargo::rustc-link-arg-bins={argument}");
        }
    }
}
