#!/usr/bin/env bash
# Installs what the build needs and the machine lacks, on Debian 12: a C++ toolchain, LLVM, MLIR, clang's
# library and Polly 22 with their headers, clang and lld (for programs of the virtual machine), zlib and zstd;
# node and npm, which run the compiler of the contracts; Rust's library for WebAssembly, through rustup.
# Says what to do when Rust is missing.
#
# It looks for the files and commands themselves, not for package names, so a hand-made installation under
# LLVM_PREFIX, or a Node.js that is not Debian's, counts too; apt is asked only for packages that provide
# something missing. When everything is there it leaves apt alone. It asks no question; it runs as root, or
# through sudo where that needs no password.
set -euo pipefail

LLVM_PREFIX=${LLVM_PREFIX:-/usr/lib/llvm-22}
INCLUDE=${INCLUDE:-/usr/include}

cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf 'setup: %s\n' "$*" >&2; }
fail() {
    say "$1"
    shift
    (($# == 0)) || printf '  %s\n' "$@" >&2
    exit 1
}

# Prints one line for each thing that the build needs and this machine lacks: the package that provides it,
# then the thing.
missing() {
    local package item
    while read -r package item; do
        case $item in
        /*) compgen -G "$item" >/dev/null ;;
        *) command -v "$item" >/dev/null ;;
        esac || echo "$package $item"
    done <<EOT
build-essential cc
build-essential c++
clang-22 clang-22
lld-22 ld.lld-22
llvm-22 opt-22
llvm-22 llvm-as-22
llvm-22 llvm-dis-22
llvm-22 $LLVM_PREFIX/bin/llvm-config
llvm-22 $LLVM_PREFIX/bin/llvm-objdump
llvm-22-dev $LLVM_PREFIX/lib/libLLVMCore.a
llvm-22-dev $LLVM_PREFIX/include/llvm-c/Core.h
libmlir-22-dev $LLVM_PREFIX/lib/libMLIRCAPIIR.a
libmlir-22-dev $LLVM_PREFIX/include/mlir-c/IR.h
libclang-22-dev $LLVM_PREFIX/lib/libclang*.so*
libpolly-22-dev $LLVM_PREFIX/lib/libPolly.a
zlib1g-dev $INCLUDE/zlib.h
libzstd-dev $INCLUDE/zstd.h
nodejs node
npm npm
EOT
}

# apt-get as root: waits for another apt to finish, never asks.
apt_get() {
    local -a root=()
    ((EUID == 0)) || root=(sudo -n)
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 "$@"
}

# Installs the packages named.
install_packages() {
    command -v apt-get >/dev/null ||
        fail "this is not a Debian machine (no apt-get); install what corresponds to:" "$*"
    if ((EUID != 0)) && ! sudo -n true 2>/dev/null; then
        fail "installing needs root, and sudo is missing or would ask for a password; run this once as root:" \
            "${PWD}/scripts/setup.sh"
    fi
    local updated=yes
    apt_get update || updated=
    [[ -n $updated ]] || say "apt-get update reported errors; going on with the package lists there are"
    local package
    for package in "$@"; do
        [[ -n $(apt-cache show --no-all-versions "$package" 2>/dev/null) ]] && continue
        [[ -n $updated ]] ||
            fail "apt knows no package $package, and its lists could not be updated: is there a network?"
        if [[ $package == *-22* ]]; then
            fail "apt knows no package $package: the suite bookworm-security is missing." \
                "Debian 12 carries LLVM 22 there. Add the suite, from the mirror that your other lines name, and start again:" \
                "deb MIRROR/debian-security bookworm-security main"
        fi
        fail "apt knows no package $package: the suite bookworm is missing." \
            "Add it, from the mirror that your other lines name, and start again:" \
            "deb MIRROR/debian bookworm main"
    done
    apt_get install -y --no-install-recommends "$@" ||
        fail "apt-get could not install (its reason is above):" "$*" \
            "Without a network, install them by hand and start again."
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

# The page that verifies proofs in a browser, and its test, are compiled for WebAssembly. rustup fetches by itself what
# rust-toolchain.toml names, but not into a toolchain that is there, nor with RUSTUP_AUTO_INSTALL=0.
add_targets() {
    local target
    local targets
    targets=$(sed -n 's/^targets = \[\(.*\)\]$/\1/p' rust-toolchain.toml)
    for target in ${targets//[\",]/ }; do
        [[ ! -d $(rustc --print sysroot)/lib/rustlib/$target ]] || continue
        if ! command -v rustup >/dev/null || ! rustup target add "$target"; then
            say "Rust's library for $target is missing, and rustup could not fetch it: all but the verifier's page and its test works"
        fi
    done
}

# A package nodejs that is not Debian's brings npm and conflicts with Debian's package npm. So where both are
# missing nodejs goes first, and npm follows only if it is still missing then.
for _ in first second; do
    lacking=$(missing)
    [[ -n $lacking ]] || break
    say "missing (and the package that provides it):"
    while read -r package item; do printf '  %s (%s)\n' "$item" "$package" >&2; done <<<"$lacking"
    [[ $lacking != *'nodejs node'* ]] || lacking=$(grep -v '^npm ' <<<"$lacking")
    mapfile -t packages < <(cut -d' ' -f1 <<<"$lacking" | sort -u)
    install_packages "${packages[@]}"
done
lacking=$(missing)
[[ -z $lacking ]] || fail "still missing after the installation (package, thing):" "${lacking//$'\n'/$'\n'  }"

# Under sudo, Rust belongs to the user who called, not to root.
if [[ -n ${SUDO_USER:-} ]]; then
    say "LLVM $("$LLVM_PREFIX/bin/llvm-config" --version) is there"
else
    rust=$(check_rust)
    add_targets
    say "LLVM $("$LLVM_PREFIX/bin/llvm-config" --version) and ${rust% (*} are there"
fi
