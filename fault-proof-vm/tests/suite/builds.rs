//! Compiling the programs of `guests/`: C by clang 22, Go by whatever toolchain is there. Where there is no compiler, its
//! guests are skipped with a line that says so; with `CI=true` that is a failure.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

const C_NAMES: [&str; 8] = ["hello", "digests", "claim", "alloc", "threads", "selfmod", "clock", "model"];

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../guests")
}

fn output_folder(language: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("guests").join(language);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The first of these commands that starts.
fn compiler(candidates: &[&str], argument: &str) -> Option<String> {
    let starts =
        |name: &&&str| Command::new(name).arg(argument).output().is_ok_and(|out| out.status.success());
    candidates.iter().find(starts).map(|name| (*name).to_owned())
}

/// What was made, if it could be.
///
/// # Panics
/// Where it could not for want of `compiler`, with `ci`: there a machine must have what tests need.
fn made<T>(made: Option<T>, compiler: &str, ci: bool) -> Option<T> {
    if made.is_none() {
        assert!(!ci, "no {compiler}, which this machine must have");
        println!("skipped: no {compiler}");
    }
    made
}

fn ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| value == "true")
}

#[test]
fn a_missing_compiler_is_no_success_in_continuous_integration() {
    assert_eq!((made(Some(1), "one", true), made(None::<u8>, "one", false)), (Some(1), None));
    assert!(std::panic::catch_unwind(|| made(None::<u8>, "one", true)).is_err());
}

fn succeeds(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Folder of the compiled C guests, if there is a compiler.
pub fn c_guests() -> Option<&'static PathBuf> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    let build = || {
        let clang = compiler(&["clang-22", "/usr/lib/llvm-22/bin/clang"], "--version")?;
        let folder = output_folder("c");
        for name in C_NAMES {
            succeeds(
                Command::new(&clang)
                    .current_dir(sources().join("c"))
                    .args(["@flags", "start.s", "runtime.c", "hashes.c", &format!("{name}.c"), "-o"])
                    .arg(folder.join(name)),
            );
        }
        Some(folder)
    };
    made(FOLDER.get_or_init(build).as_ref(), "clang-22", ci())
}

/// What the linker is told for guests: see `docs/fault-proof-vm.md`.
const GO_SETTINGS: &str = "-X runtime.godebugDefault=madvdontneed=0,decoratemappings=0";
const GO_MACHINE: [(&str, &str); 3] = [("GOOS", "linux"), ("GOARCH", "mips64"), ("GOMIPS64", "softfloat")];

/// Folder of the Go guests compiled for the machine, if there is a toolchain.
pub fn go_guests() -> Option<&'static PathBuf> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    go_made(FOLDER.get_or_init(|| build_go("go", &GO_MACHINE, &["-ldflags", GO_SETTINGS, "./..."])))
}

/// Folder of `fresh`, compiled without the settings that guests need.
pub fn go_without_settings() -> Option<&'static PathBuf> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    go_made(FOLDER.get_or_init(|| build_go("go-plain", &GO_MACHINE, &["./fresh"])))
}

/// The minor version of the Go 1 toolchain.
pub fn go_minor_version() -> Option<u32> {
    let output = Command::new(go()?).arg("version").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let digits = text.split("go1.").nth(1)?.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

fn go_made(folder: &'static Option<PathBuf>) -> Option<&'static PathBuf> {
    made(folder.as_ref(), "Go toolchain", ci())
}

fn go() -> Option<String> {
    compiler(&["go", "/usr/local/go/bin/go"], "version")
}

/// Folder of `claim` and `server` compiled for this machine.
pub fn native_go() -> Option<&'static PathBuf> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    go_made(FOLDER.get_or_init(|| {
        build_go("native", &[], &["./server"])?;
        build_go("native", &[], &["./claim"])
    }))
}

fn build_go(output: &str, environment: &[(&str, &str)], arguments: &[&str]) -> Option<PathBuf> {
    let go = go()?;
    let folder = output_folder(output);
    let mut command = Command::new(go);
    command
        .current_dir(sources().join("go"))
        .envs([("CGO_ENABLED", "0"), ("GOTOOLCHAIN", "local"), ("GOPROXY", "off")])
        .envs(environment.iter().copied())
        .args(["build", "-trimpath", "-buildvcs=false", "-o"])
        .arg(&folder)
        .args(arguments);
    if std::env::var_os("HOME").is_none() && std::env::var_os("GOCACHE").is_none() {
        command.env("GOCACHE", output_folder("go-cache"));
    }
    succeeds(&mut command);
    Some(folder)
}
