# Every target that builds sets the machine up first (scripts/setup.sh; a moment when all is there).

# rustup's folder, for a shell that was opened before rustup was installed.
export PATH := $(PATH):$(HOME)/.cargo/bin

CARGO ?= cargo
# Inputs for each fuzz target, and which tests are fuzz targets.
FUZZ_ITERATIONS ?= 1000000
FUZZ_TESTS ?= -p tests --test fuzz
# Crates whose build scripts run the compiler. Clippy would compile all of it once more, apart from every other build, to run them.
MODEL_CRATES := $(notdir $(patsubst %/build.rs,%,$(wildcard models/*/build.rs)))
# Length of one shard of random models.
MINUTES ?= 20
# Random games of disputes: by the rules, on the contracts, and by contract and rules at once.
RULES_GAMES ?= 1000000
CONTRACT_GAMES ?= 1000
COMPARED_GAMES ?= 2000

.DEFAULT_GOAL := help
.PHONY: help setup install demo test test-deep games lint bench bench-native bench-proofs bench-peers fuzz fuzz-models exports golden verifier-page

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what is missing (LLVM and MLIR 22, clang, lld, C++ toolchain)
	@scripts/setup.sh

# Release builds are for the processor that they are made on: vectors as wide as it has make proofs by sumchecks two to three times faster.
# No result depends on it.
install bench bench-native bench-proofs bench-peers: export RUSTFLAGS := -C target-cpu=native $(RUSTFLAGS)

install: setup ## a release build of the command into cargo's folder of programs (~/.cargo/bin)
	$(CARGO) install --locked --path onnx2circuit

# Without the features that it does not use, which a first build would spend a quarter of its time on.
demo: setup ## compile, run four ways, prove and verify one digit
	$(CARGO) run -p onnx2circuit --no-default-features --features command -- demo

lint: setup ## formatting and clippy, warnings refused
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace $(foreach crate,$(MODEL_CRATES),--exclude $(crate)) --all-targets -- -D warnings

# Clippy is the compiler of these builds, so that one pass over the dependencies does for both.
test test-deep games: export RUSTC_WORKSPACE_WRAPPER := clippy-driver
test test-deep games: export CLIPPY_ARGS := -Dwarnings
# The inputs of fuzz targets and properties are the same in every run of the tests, so that what they find is of the change at hand;
# `make fuzz` draws new ones, and so does another seed.
test test-deep: export BOLERO_RANDOM_SEED ?= 1
test test-deep: export PROPTEST_RNG_SEED ?= 1
test-deep: TESTS := -- --include-ignored

# Documentation tests go first, so that the last line printed is a summary of tests that were run. Targets are not named one by one
# (--all-targets), since that would compile libraries that have no tests a second time for them.
define run-tests
	$(CARGO) fmt --all --check
	@scripts/onnx-tests.sh
	@scripts/ceremony.sh
	@scripts/browser.sh
	@scripts/contracts.sh
	$(CARGO) test --workspace --doc
	$(CARGO) build --workspace --examples
	$(CARGO) test --workspace --tests --no-fail-fast $(TESTS)
endef

test: setup ## formatting, clippy and all tests
	$(run-tests)

test-deep: setup ## all tests, the long ones (marked ignored) included
	$(run-tests)

# One after the other, each on all cores, with what they came to; how far they are is said on standard error. It is the build of `make test`.
games: setup ## the long random games of disputes (RULES_GAMES, CONTRACT_GAMES, COMPARED_GAMES), and those of the model checker
	$(CARGO) test --workspace --test suite -- --ignored --nocapture --test-threads 1 game::check::
	DISPUTE_GAMES=$(RULES_GAMES) $(CARGO) test --workspace --test suite -- --ignored --nocapture --test-threads 1 a_million_games
	DISPUTE_GAMES=$(CONTRACT_GAMES) $(CARGO) test --workspace --test suite -- --ignored --nocapture --test-threads 1 a_thousand_games
	DISPUTE_GAMES=$(COMPARED_GAMES) $(CARGO) test --workspace --test suite -- --ignored --nocapture --test-threads 1 dispute_rules::many_games

bench: setup ## key generation, proving, verifying, VM speed and sizes, in a release build
	$(CARGO) run --release -p onnx2circuit -- bench

# Single models by name: MODELS="mnist bert-64"; more by file: ADD=--add mnist-12=FILE.
bench-native: setup target/bench-native/bin/python ## native code beside onnxruntime, in a release build
	$(CARGO) build --release -p onnx2circuit
	ONNX2CIRCUIT=target/release/onnx2circuit target/bench-native/bin/python scripts/bench-native/measure.py target/bench-native/models $(MODELS) $(ADD) --table target/bench-native/table.md

# The environment of bench-native; MODELS and ADD as there. ADD="--add stories260K-8=FILE" has goals, too.
bench-proofs: setup target/bench-native/bin/python ## proofs of six shapes by both backends, beside goals and what setup expects
	$(CARGO) build --release -p onnx2circuit
	ONNX2CIRCUIT=target/release/onnx2circuit target/bench-native/bin/python scripts/bench-proofs/measure.py target/bench-proofs $(MODELS) $(ADD) --table target/bench-proofs.md

bench-peers: setup target/peers/bin/python ## the same networks proved by this program and by EZKL, from PyPI, in one run
	$(CARGO) build --release -p onnx2circuit
	ONNX2CIRCUIT=target/release/onnx2circuit target/peers/bin/python scripts/peers/peers.py target/peers/run --table target/peers/table.md

# bolero's own random engine inside the ordinary test runner: stable toolchain, nothing to install.
fuzz: setup ## each loader's fuzz target on FUZZ_ITERATIONS inputs (a million)
	BOLERO_RANDOM_ITERATIONS=$(FUZZ_ITERATIONS) $(CARGO) test $(FUZZ_TESTS)
	BOLERO_RANDOM_ITERATIONS=$(FUZZ_ITERATIONS) $(CARGO) test -p fault-proof-vm --test fuzz
	BOLERO_RANDOM_ITERATIONS=$(FUZZ_ITERATIONS) $(CARGO) test -p halo2 --test fuzz
	BOLERO_RANDOM_ITERATIONS=$(FUZZ_ITERATIONS) $(CARGO) test -p sumcheck --test fuzz
	BOLERO_RANDOM_ITERATIONS=$(FUZZ_ITERATIONS) $(CARGO) test -p tests --test it fuzz::

# Python environments of their own, with pinned packages. The command is built as `make demo` builds it.
target/%/bin/python: scripts/%/requirements.txt
	python3 -m venv target/$*
	target/$*/bin/pip install --quiet --requirement $<
	touch $@

verifier-page: setup ## a page that verifies proofs by sumchecks in a browser: target/verifier.html
	CARGO=$(CARGO) scripts/verifier-page.sh

# What the shards found so far lies in target/fuzz/run, and the next one goes on from there.
fuzz-models: setup target/fuzz/bin/python ## random models beside onnxruntime, a shard of MINUTES (20)
	$(CARGO) build -p onnx2circuit
	ONNX2CIRCUIT=target/debug/onnx2circuit target/fuzz/bin/python scripts/fuzz/fuzz.py --minutes $(MINUTES) --folder target/fuzz/run

exports: setup target/exports/bin/python ## models as exporters and quantisers write them, compiled and compared with onnxruntime
	$(CARGO) build -p onnx2circuit
	ONNX2CIRCUIT=target/debug/onnx2circuit target/exports/bin/python scripts/exports/measure.py target/exports/models --table target/exports/table.md
	ONNX2CIRCUIT=target/debug/onnx2circuit target/exports/bin/python scripts/exports/quantised.py target/exports/quantised --table target/exports/quantised.md

golden: setup ## write the golden files anew; look at the difference before committing
	UPDATE_GOLDEN=1 $(CARGO) test -p tests --test it golden
