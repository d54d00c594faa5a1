#!/usr/bin/env bash
# Installs what the build needs and the machine lacks, on Debian 12: a C++ toolchain, LLVM, MLIR, clang's
# library and Polly 22 with their headers, clang and lld (for programs of the virtual machine), zlib and zstd;
# node and npm, which run the compiler of the contracts.
# Says what to do when Rust is missing.
#
# It looks for the files and commands themselves, not for package names, so a hand-made installation under
# LLVM_PREFIX counts too. When everything is there it leaves apt alone. It asks no question; it runs as root,
# or through sudo where that needs no password.
set -euo pipefail

LLVM_PREFIX=${LLVM_PREFIX:-/usr/lib/llvm-22}
PACKAGES=(build-essential llvm-22-dev libmlir-22-dev libclang-22-dev libpolly-22-dev
    zlib1g-dev libzstd-dev clang-22 lld-22 llvm-22 nodejs npm)

cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf 'setup: %s\n' "$*" >&2; }
fail() {
    say "$1"
    shift
    (($# == 0)) || printf '  %s\n' "$@" >&2
    exit 1
}

# Prints one line for each thing the build needs and this machine lacks.
missing() {
    local item
    for item in cc c++ clang-22 ld.lld-22 opt-22 llvm-as-22 llvm-dis-22 node npm; do
        command -v "$item" >/dev/null || echo "command $item"
    done
    # What mlir-sys, tblgen, llvm-sys and bindgen look for; `llvm-config --link-static` lists Polly.
    for item in bin/llvm-config bin/llvm-objdump lib/libLLVMCore.a lib/libMLIRCAPIIR.a lib/libPolly.a \
        include/llvm-c/Core.h include/mlir-c/IR.h; do
        [[ -e $LLVM_PREFIX/$item ]] || echo "$LLVM_PREFIX/$item"
    done
    compgen -G "$LLVM_PREFIX/lib/libclang*.so*" >/dev/null || echo "$LLVM_PREFIX/lib/libclang.so"
    for item in zlib.h zstd.h; do
        [[ -e /usr/include/$item ]] || echo "/usr/include/$item"
    done
}

# apt-get as root: waits for another apt to finish, never asks.
apt_get() {
    local -a root=()
    ((EUID == 0)) || root=(sudo -n)
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 "$@"
}

install_packages() {
    command -v apt-get >/dev/null ||
        fail "this is not a Debian machine (no apt-get); install what corresponds to:" "${PACKAGES[*]}"
    if ((EUID != 0)) && ! sudo -n true 2>/dev/null; then
        fail "installing needs root, and sudo is missing or would ask for a password; run this once as root:" \
            "${PWD}/scripts/setup.sh"
    fi
    apt_get update || say "apt-get update reported errors; going on with the package lists there are"
    local package
    for package in "${PACKAGES[@]}"; do
        [[ -n $(apt-cache show --no-all-versions "$package" 2>/dev/null) ]] && continue
        if [[ $package == *-22* ]]; then
            fail "apt knows no package $package: the suite bookworm-security is missing." \
                "Debian 12 carries LLVM 22 there. Add the suite, from the mirror that your other lines name, and start again:" \
                "deb MIRROR/debian-security bookworm-security main"
        fi
        fail "apt knows no package $package: the suite bookworm is missing." \
            "Add it, from the mirror that your other lines name, and start again:" \
            "deb MIRROR/debian bookworm main"
    done
    apt_get install -y --no-install-recommends "${PACKAGES[@]}"
}

# The version is rust-toolchain.toml's; rustup reads that file and fetches the toolchain on first use.
check_rust() {
    local wanted found
    wanted=$(sed -n 's/^channel = "\(.*\)"$/\1/p' rust-toolchain.toml)
    if ! command -v cargo >/dev/null || ! command -v rustc >/dev/null; then
        fail "no Rust (cargo and rustc) in PATH. Install rustup, or with" \
            "apt-get install rustup, where the distribution has it;" \
            "it then takes version $wanted from rust-toolchain.toml by itself."
    fi
    found=$(rustc --version) ||
        fail "rustc does not run. With rustup:" "rustup toolchain install $wanted -c clippy -c rustfmt"
    [[ $found == "rustc $wanted "* ]] ||
        fail "Rust $wanted is needed, but this is $found. rustup chooses the right one by itself:" \
            "rustup.rs"
    printf '%s' "$found"
}

lacking=$(missing)
if [[ -n $lacking ]]; then
    say "missing:"
    printf '  %s\n' "${lacking//$'\n'/$'\n'  }" >&2
    install_packages
    lacking=$(missing)
    [[ -z $lacking ]] || fail "still missing after the installation:" "${lacking//$'\n'/$'\n'  }"
fi

# Under sudo, Rust belongs to the user who called, not to root.
if [[ -n ${SUDO_USER:-} ]]; then
    say "LLVM $("$LLVM_PREFIX/bin/llvm-config" --version) is there"
else
    rust=$(check_rust)
    say "LLVM $("$LLVM_PREFIX/bin/llvm-config" --version) and ${rust% (*} are there"
fi
