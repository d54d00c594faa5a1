//! What ARCHITECTURE.md says of the whole house: every invariant names tests that exist, crates depend on what the map says, bytes do
//! not come out of hash maps, and memory is left to the compiler but where C is bound or code is made.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::root;
use crate::tidy::files;

/// A section of ARCHITECTURE.md.
fn section(title: &str) -> String {
    let page = std::fs::read_to_string(root().join("ARCHITECTURE.md")).expect("UTF-8");
    let start = page.find(&format!("## {title}\n")).unwrap_or_else(|| panic!("no section '{title}'"));
    let rest = &page[start + 3..];
    rest[..rest.find("\n## ").unwrap_or(rest.len())].to_owned()
}

/// What stands between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The tests that a text names, `path.rs::name`, and those of them that are none.
fn tests_named(text: &str) -> (usize, Vec<String>) {
    let named = quoted(text).filter_map(|quote| quote.split_once(".rs::"));
    let mut wrong = Vec::new();
    let mut count = 0;
    for (path, name) in named {
        count += 1;
        let file = std::fs::read_to_string(root().join(format!("{path}.rs"))).unwrap_or_default();
        if !is_test(&file, name) {
            wrong.push(format!("{path}.rs::{name}"));
        }
    }
    (count, wrong)
}

/// Whether a file has a test of this name, by itself or among properties.
fn is_test(file: &str, name: &str) -> bool {
    let head = format!("fn {name}(");
    let lines: Vec<&str> = file.lines().map(str::trim_start).collect();
    let Some(at) = lines.iter().position(|line| line.starts_with(&head)) else { return false };
    let attributes =
        lines[..at].iter().rev().take_while(|line| line.starts_with("#[") || line.starts_with("//"));
    attributes.into_iter().any(|line| line.starts_with("#[test]"))
}

#[test]
fn every_invariant_names_tests_that_exist() {
    let text = section("Invariants");
    let mut items: Vec<String> = Vec::new();
    for line in text.lines() {
        let number = line.split_once(". ").is_some_and(|(n, _)| n.parse::<u32>().is_ok());
        match items.last_mut() {
            _ if number => items.push(line.to_owned()),
            Some(item) => item.extend(["\n", line]),
            None => {}
        }
    }
    assert!(items.len() >= 10, "only {} invariants found", items.len());
    let mut faults = Vec::new();
    for item in items {
        let (count, wrong) = tests_named(&item);
        if count == 0 {
            faults.push(format!("no test: {item}"));
        }
        faults.extend(wrong);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The search finds tests, and nothing else.
#[test]
fn tests_are_told_from_functions() {
    let file = "    #[test]\n    #[ignore = \"minutes\"]\n    fn one(seed: u64) {}\n#[inline]\nfn two() {}\n#[test]\n// Why.\nfn three() {}";
    assert_eq!(["one", "two", "three", "four"].map(|name| is_test(file, name)), [true, false, true, false]);
}

/// Each crate of ours with what it depends on of ours, tests apart.
fn edges() -> BTreeMap<String, BTreeSet<String>> {
    let manifest = |path: &Path| {
        let text = std::fs::read_to_string(path).expect("UTF-8");
        toml::from_str::<toml::Table>(&text).expect("a manifest")
    };
    let workspace = manifest(&root().join("Cargo.toml"));
    let members = workspace["workspace"]["members"].as_array().expect("members").clone();
    let folders: Vec<&str> = members.iter().filter_map(toml::Value::as_str).collect();
    let manifests: Vec<_> =
        folders.iter().map(|f| (*f, manifest(&root().join(f).join("Cargo.toml")))).collect();
    let name = |m: &toml::Table| m["package"]["name"].as_str().expect("a name").to_owned();
    let ours: BTreeSet<String> = manifests.iter().map(|(_, m)| name(m)).collect();
    let one = |(folder, m): &(&str, toml::Table)| {
        let tables = ["dependencies", "build-dependencies"].map(|t| m.get(t).and_then(toml::Value::as_table));
        let all = tables.into_iter().flatten().flat_map(|t| t.keys().cloned());
        ((*folder).to_owned(), all.filter(|d| ours.contains(d)).collect())
    };
    manifests.iter().map(one).collect()
}

#[test]
fn crates_depend_on_what_the_map_says() {
    let map = section("Code map");
    let mut allowed: BTreeMap<String, String> = BTreeMap::new();
    for row in map.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = row.split(" | ").collect();
        let folder = quoted(cells[0]).next().expect("a folder");
        allowed.insert(folder.to_owned(), cells.last().expect("cells").trim_end_matches(" |").to_owned());
    }
    let mut faults = Vec::new();
    for (folder, needs) in edges() {
        let top = folder.split('/').next().expect("a name");
        let Some(may) = allowed.get(top) else {
            faults.push(format!("{folder} is not on the map"));
            continue;
        };
        let may: BTreeSet<&str> = may.split(", ").collect();
        let beyond = needs.iter().filter(|need| !may.contains("all") && !may.contains(need.as_str()));
        faults.extend(beyond.map(|need| format!("{folder} depends on {need}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Source files of crates, without their unit tests, by their place in the repository.
fn product(crates: &[&str]) -> Vec<(String, String)> {
    let named = files(".rs").into_iter().map(|path| {
        (path.strip_prefix(root()).expect("it lies in the repository").display().to_string(), path)
    });
    let own = |name: &str| crates.iter().any(|c| name.starts_with(&format!("{c}/src/")));
    let read = |(name, path)| {
        let text = std::fs::read_to_string(path).expect("UTF-8");
        (name, text.split("#[cfg(test)]").next().unwrap_or_default().to_owned())
    };
    named.filter(|(name, _)| own(name)).map(read).collect()
}

/// Crates that make artifacts, keys and proofs.
const MAKERS: [&str; 12] = [
    "circuit",
    "frontend",
    "gadgets",
    "halo2",
    "integers",
    "kernels",
    "llvm-backend",
    "mlir-lowering",
    "onnx2circuit-build",
    "products",
    "sumcheck",
    "sumcheck/verifier",
];

/// Hash maps of these crates, and why nothing comes out of them in their own order.
const LOOKED_UP: [(&str, &str); 11] = [
    ("halo2/src/evm/values.rs", "values that are there already, by what they are"),
    ("halo2/src/prover/nodes.rs", "values that are there already, by what they are"),
    ("llvm-backend/src/lower.rs", "functions by what they compute; those that nobody calls are deleted"),
    ("llvm-backend/src/scalar/builder.rs", "operations that are there already"),
    ("llvm-backend/src/scalar/decode.rs", "LLVM's values by their addresses"),
    ("llvm-backend/src/scalar/memory.rs", "buffers that are there already"),
    ("sumcheck/src/long.rs", "patterns of weights that are there already"),
    ("sumcheck/src/parts.rs", "what tensors become, by what they are passed on through"),
    ("sumcheck/src/structure.rs", "structures that are there already"),
    ("sumcheck/src/tensor.rs", "values of tensors that are there already"),
    ("sumcheck/src/weighted.rs", "the same"),
];

#[test]
fn bytes_do_not_come_out_of_hash_maps() {
    let product = product(&MAKERS);
    assert!(product.len() > 200, "only {} source files found", product.len());
    let uses = |text: &str| text.contains("HashMap") || text.contains("HashSet");
    let found: BTreeSet<&str> =
        product.iter().filter(|(_, t)| uses(t)).map(|(name, _)| name.as_str()).collect();
    let known: BTreeSet<&str> = LOOKED_UP.iter().map(|(name, _)| *name).collect();
    assert_eq!(found, known, "a map that is sorted is as good, or say here why none comes out in its order");
}

/// Crates that bind C, make or run code, or have loops for a processor's own vectors.
const UNSAFE: [&str; 4] = ["fault-proof-vm", "kernels", "llvm-backend", "mlir-lowering"];
/// Other files, and why.
const UNSAFE_FILES: [(&str, &str); 7] = [
    ("gadgets/src/mapped.rs", "maps files"),
    ("onnx2circuit/src/command.rs", "takes a variable from the environment that a dependency reads"),
    ("onnx2circuit/src/main.rs", "asks for that, before there are threads"),
    ("onnx2circuit/src/model.rs", "calls compiled code"),
    ("onnx2circuit-build/src/module.rs", "writes the calls of compiled code"),
    ("products/src/tile.rs", "calls loops for wider vectors"),
    ("sumcheck/verifier/src/exports.rs", "names what a page calls"),
];

#[test]
fn memory_is_left_to_the_compiler_but_where_c_is_bound_or_code_is_made() {
    let crates: Vec<String> = edges().into_keys().collect();
    let crates: Vec<&str> = crates.iter().map(String::as_str).collect();
    let marks = ["unsafe {", "unsafe fn", "unsafe impl", "unsafe extern", "#[unsafe("];
    let is_unsafe = |text: &str| {
        let code = text.lines().map(str::trim_start).filter(|line| !line.starts_with("//"));
        code.into_iter().any(|line| marks.iter().any(|mark| line.contains(mark)))
    };
    let product = product(&crates);
    let found: Vec<&str> =
        product.iter().filter(|(_, t)| is_unsafe(t)).map(|(name, _)| name.as_str()).collect();
    assert!(found.len() > 20, "only {} files found", found.len());
    let allowed = |name: &str| {
        let (folder, _) = name.split_once('/').unwrap_or((name, ""));
        UNSAFE.contains(&folder) || UNSAFE_FILES.iter().any(|(file, _)| *file == name)
    };
    let beyond: Vec<&str> = found.into_iter().filter(|name| !allowed(name)).collect();
    assert!(beyond.is_empty(), "unsafe code: {beyond:?}");
}
