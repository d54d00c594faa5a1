//! The scripts of `make`, on machines of which each command and file is faked: what they ask of apt, and what they
//! say where something cannot be had.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::root;
use crate::tidy::files;

/// What Debian's packages bring, as far as `setup.sh` looks; `bin` is the path of commands.
const PACKAGES: [(&str, &[&str]); 12] = [
    ("build-essential", &["bin/cc", "bin/c++"]),
    ("clang-22", &["bin/clang-22"]),
    ("lld-22", &["bin/ld.lld-22"]),
    (
        "llvm-22",
        &["bin/opt-22", "bin/llvm-as-22", "bin/llvm-dis-22", "llvm/bin/llvm-config", "llvm/bin/llvm-objdump"],
    ),
    ("llvm-22-dev", &["llvm/lib/libLLVMCore.a", "llvm/include/llvm-c/Core.h"]),
    ("libmlir-22-dev", &["llvm/lib/libMLIRCAPIIR.a", "llvm/include/mlir-c/IR.h"]),
    ("libclang-22-dev", &["llvm/lib/libclang-22.so"]),
    ("libpolly-22-dev", &["llvm/lib/libPolly.a"]),
    ("zlib1g-dev", &["include/zlib.h"]),
    ("libzstd-dev", &["include/zstd.h"]),
    ("nodejs", &["bin/node"]),
    ("npm", &["bin/npm"]),
];

/// Commands of the real machine that the scripts use.
const TOOLS: [&str; 12] =
    ["bash", "cat", "cp", "cut", "dirname", "env", "grep", "mkdir", "mktemp", "rm", "sed", "sort"];

/// Notes what it is asked to install and lays it down.
const APT: &str = "while [[ $1 == -o ]]; do shift 2; done
[[ $1 == install ]] || exit 0
for name in \"${@:2}\"; do [[ $name == -* ]] || echo $name >>$ROOT/asked; done
for name in \"${@:2}\"; do [[ $name == -* ]] || cp -r $ROOT/packages/$name/. $ROOT || exit 100; done";

/// A machine in a folder: its `bin` is the whole PATH.
struct Machine(tempfile::TempDir);

impl Machine {
    /// A machine with Rust and these packages.
    fn new(packages: &[&str]) -> Self {
        let machine = Self(tempfile::tempdir().expect("a folder"));
        fs::create_dir(machine.path("bin")).expect("made");
        for tool in TOOLS {
            let found =
                ["/usr/bin", "/bin"].map(|f| Path::new(f).join(tool)).into_iter().find(|p| p.exists());
            symlink(found.expect("coreutils"), machine.path("bin").join(tool)).expect("linked");
        }
        for (package, files) in PACKAGES {
            for file in files {
                machine.script(&format!("packages/{package}/{file}"), "echo 22.1.8");
            }
        }
        let channel = fs::read_to_string(root().join("rust-toolchain.toml")).expect("there");
        let version = channel.split('"').nth(1).expect("a version");
        machine.script("bin/cargo", "exit 0");
        machine.script("bin/rustc", &format!("echo 'rustc {version} (0123abc 2026-01-01)'"));
        machine.script("bin/sudo", "shift; exec \"$@\"");
        machine.script("bin/apt-cache", "echo \"Package: $3\"");
        machine.script("bin/apt-get", APT);
        for package in packages {
            let from = machine.path(&format!("packages/{package}/."));
            assert!(
                Command::new("cp").arg("-r").arg(from).arg(machine.0.path()).status().expect("cp").success()
            );
        }
        machine
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A file that is a script of bash; `$ROOT` is the machine's folder.
    fn script(&self, name: &str, body: &str) {
        let file = self.path(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        let (bash, root) = (self.path("bin/bash"), self.0.path());
        fs::write(&file, format!("#!{}\nROOT={}\n{body}\n", bash.display(), root.display()))
            .expect("written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("set");
    }

    fn run(&self, script: &str, variables: &[(&str, &str)]) -> (Output, String) {
        let mut command = Command::new(self.path("bin/bash"));
        command.arg(root().join("scripts").join(script)).env_clear().env("PATH", self.path("bin"));
        command.env("LLVM_PREFIX", self.path("llvm")).env("INCLUDE", self.path("include"));
        let output = command.envs(variables.iter().copied()).output().expect("bash runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output, said)
    }

    /// Runs `setup.sh`: whether it succeeded, what it asked apt for, and what it said.
    fn set_up(&self) -> (bool, Vec<String>, String) {
        let (output, said) = self.run("setup.sh", &[]);
        let asked = fs::read_to_string(self.path("asked")).unwrap_or_default();
        (output.status.success(), asked.lines().map(str::to_owned).collect(), said)
    }
}

fn all_but(names: &[&str]) -> Vec<&'static str> {
    PACKAGES.iter().map(|(p, _)| *p).filter(|p| !names.contains(p)).collect()
}

const LLVM: [&str; 7] =
    ["clang-22", "libclang-22-dev", "libmlir-22-dev", "libpolly-22-dev", "lld-22", "llvm-22", "llvm-22-dev"];

#[test]
fn setup_leaves_apt_alone_where_all_is_there() {
    let machine = Machine::new(&all_but(&[]));
    machine.script("bin/apt-get", "echo called >>$ROOT/asked; exit 1");
    let (done, asked, said) = machine.set_up();
    assert!(done && asked.is_empty(), "{asked:?}\n{said}");
}

/// Each package that lacks is asked for, and nothing else.
#[test]
fn setup_installs_only_what_provides_something_missing() {
    for (package, _) in PACKAGES {
        let (done, asked, said) = Machine::new(&all_but(&[package])).set_up();
        assert!(done && asked == [package], "{package}: {asked:?}\n{said}");
    }
    let (done, asked, said) = Machine::new(&all_but(&LLVM)).set_up();
    assert!(done && asked == LLVM, "{asked:?}\n{said}");
    let (done, asked, said) = Machine::new(&all_but(&["nodejs", "npm"])).set_up();
    assert!(done && asked == ["nodejs", "npm"], "{asked:?}\n{said}");
}

/// Such a package brings npm and conflicts with Debian's.
#[test]
fn setup_takes_a_nodejs_that_is_not_debians() {
    let conflict =
        format!("[[ \" $* \" != *' npm '* ]] || {{ echo 'nodejs : Conflicts: npm' >&2; exit 100; }}\n{APT}");
    // There already, and LLVM missing.
    let machine = Machine::new(&all_but(&LLVM));
    machine.script("bin/apt-get", &conflict);
    let (done, asked, said) = machine.set_up();
    assert!(done && asked == LLVM, "{asked:?}\n{said}");
    // Known to apt, and not there.
    let machine = Machine::new(&all_but(&["nodejs", "npm"]));
    machine.script("packages/nodejs/bin/npm", "exit 0");
    machine.script("bin/apt-get", &conflict);
    let (done, asked, said) = machine.set_up();
    assert!(done && asked == ["nodejs"], "{asked:?}\n{said}");
}

#[test]
fn setup_says_that_there_is_no_network() {
    // Never updated: apt knows no package.
    let machine = Machine::new(&all_but(&LLVM));
    machine.script("bin/apt-get", "exit 100");
    machine.script("bin/apt-cache", "exit 100");
    let (done, _, said) = machine.set_up();
    assert!(!done && said.contains("is there a network?"), "{said}");
    // Old lists, and packages that cannot be fetched.
    let machine = Machine::new(&all_but(&LLVM));
    machine.script("bin/apt-get", "echo 'E: Failed to fetch' >&2; exit 100");
    let (done, _, said) = machine.set_up();
    assert!(!done && said.contains("Without a network, install them by hand"), "{said}");
}

/// A toolchain that is there lacks the targets that `rust-toolchain.toml` names until somebody adds them; without rustup, or without a
/// network, all else goes on.
#[test]
fn setup_fetches_the_targets_that_the_toolchain_lacks() {
    let machine = Machine::new(&all_but(&[]));
    let version = fs::read_to_string(machine.path("bin/rustc")).expect("there").replace("#!", "# ");
    machine
        .script("bin/rustc", &format!("[[ $1 != --print ]] || {{ echo $ROOT/sysroot; exit; }}\n{version}"));
    let (done, _, said) = machine.set_up();
    assert!(done && said.contains("wasm32-unknown-unknown is missing"), "{said}");
    machine.script("bin/rustup", "exit 1");
    let (done, _, said) = machine.set_up();
    assert!(done && said.contains("wasm32-unknown-unknown is missing"), "{said}");
    machine.script("bin/rustup", "echo $* >>$ROOT/rustup; mkdir -p $ROOT/sysroot/lib/rustlib/$3");
    for _ in 0..2 {
        let (done, _, said) = machine.set_up();
        assert!(done && !said.contains("missing"), "{said}");
    }
    let asked = fs::read_to_string(machine.path("rustup")).expect("asked");
    assert_eq!(asked, "target add wasm32-unknown-unknown\n");
}

/// Where tests need something from outside, a machine of `CI=true` must have it.
#[test]
fn nothing_is_skipped_in_continuous_integration() {
    let machine = Machine::new(&[]);
    // The scripts look beside themselves for what was fetched before: they run on a copy.
    let bare = tempfile::tempdir().expect("a folder");
    for (script, fetcher) in
        [("onnx-tests.sh", "python3"), ("contracts.sh", "npm"), ("browser.sh", "apt-get")]
    {
        fs::create_dir_all(bare.path().join("scripts")).expect("made");
        fs::create_dir_all(bare.path().join("contracts")).expect("made");
        let copy = bare.path().join("scripts").join(script);
        fs::copy(root().join("scripts").join(script), &copy).expect("copied");
        let copy = copy.to_string_lossy().into_owned();
        for fetches in [false, true] {
            if fetches {
                // It starts, and can fetch nothing.
                machine.script("bin/node", "exit 0");
                machine.script(&format!("bin/{fetcher}"), "[[ $* == *--version* ]]");
            }
            for (ci, green) in [("true", false), ("false", true), ("", true)] {
                let (output, said) = machine.run(&copy, &[("CI", ci)]);
                assert_eq!(output.status.success(), green, "{script} with CI={ci}, {fetches}: {said}");
                assert!(said.contains("skipped") || said.contains("not compiled anew"), "{script}: {said}");
            }
        }
    }
}

/// A test that does nothing for want of a program looks whether it may. (Of the folder `shared`, which users do not have,
/// nothing else depends.)
#[test]
fn tests_that_skip_fail_in_continuous_integration() {
    let mut skipping = 0;
    for path in files(".rs") {
        let text = fs::read_to_string(&path).expect("UTF-8");
        let says = |line: &str| line.contains("println!(\"skipped: ") && !line.contains("shared");
        if text.lines().any(says) {
            skipping += 1;
            assert!(text.contains("\"CI\""), "{} skips, with CI=true too", path.display());
        }
    }
    assert!(skipping > 1, "only {skipping} files that skip tests");
}
