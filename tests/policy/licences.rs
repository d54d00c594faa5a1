//! Every dependency's licence is one that `deny.toml` allows, and every dependency comes from the registry.

use serde_json::Value;
use spdx::{Expression, LicenseItem, ParseMode};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use crate::root;

#[derive(serde::Deserialize)]
struct Policy {
    licenses: Licenses,
    bans: Bans,
}

#[derive(serde::Deserialize)]
struct Licenses {
    allow: BTreeSet<String>,
    clarify: Vec<Clarify>,
}

#[derive(serde::Deserialize)]
struct Clarify {
    #[serde(rename = "crate")]
    name: String,
    expression: String,
}

#[derive(serde::Deserialize)]
struct Bans {
    deny: Vec<Banned>,
}

#[derive(serde::Deserialize)]
struct Banned {
    #[serde(rename = "crate")]
    name: String,
    reason: String,
}

fn policy() -> Policy {
    let text = std::fs::read_to_string(root().join("deny.toml")).expect("deny.toml is there");
    toml::from_str(&text).expect("deny.toml has the tables that the tests read")
}

fn cargo(arguments: &[&str]) -> Vec<u8> {
    let output =
        Command::new(env!("CARGO")).args(arguments).current_dir(root()).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// All packages that a build on Linux can contain. The lock file, and so the metadata, also names packages
/// that only a feature nobody asks for would bring in; the tree does not.
fn packages() -> Vec<Value> {
    const TARGET: &str = "x86_64-unknown-linux-gnu";
    let metadata = cargo(&["metadata", "--format-version=1", "--locked", "--filter-platform", TARGET]);
    let metadata: Value = serde_json::from_slice(&metadata).expect("cargo prints JSON");
    let tree =
        cargo(&["tree", "--workspace", "--locked", "--target", TARGET, "--prefix=none", "--format={p}"]);
    let tree = String::from_utf8(tree).expect("cargo prints text");
    let name_and_version = |line: &str| {
        let mut words = line.split(' ');
        Some((words.next()?.to_owned(), words.next()?.strip_prefix('v')?.to_owned()))
    };
    let built: BTreeSet<(String, String)> = tree.lines().filter_map(name_and_version).collect();
    let mut packages = metadata["packages"].as_array().expect("a list").clone();
    packages.retain(|p| {
        let [name, version] = ["name", "version"].map(|key| p[key].as_str().unwrap_or_default().to_owned());
        built.contains(&(name, version))
    });
    assert!(packages.len() > 100, "only {} packages: the list is incomplete", packages.len());
    packages
}

#[test]
fn licences_are_allowed() {
    let policy = policy();
    let clarified: BTreeMap<_, _> =
        policy.licenses.clarify.iter().map(|c| (c.name.as_str(), c.expression.as_str())).collect();
    let mut refused = Vec::new();
    for p in packages() {
        let name = p["name"].as_str().expect("every package has a name");
        let stated = p["license"].as_str().or_else(|| clarified.get(name).copied());
        let Some(stated) = stated else {
            refused.push(format!("{name}: no licence stated"));
            continue;
        };
        match Expression::parse_mode(stated, ParseMode::LAX) {
            Err(e) => refused.push(format!("{name}: '{stated}': {}", e.reason)),
            Ok(e) => {
                let allowed = e.evaluate(|r| {
                    let id = match &r.license {
                        LicenseItem::Spdx { id, .. } => id.name.to_owned(),
                        other => other.to_string(),
                    };
                    let with = r.addition.as_ref().map_or(String::new(), |a| format!(" WITH {a}"));
                    policy.licenses.allow.contains(&(id + &with))
                });
                if !allowed {
                    refused.push(format!("{name}: '{stated}' is not allowed"));
                }
            }
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

#[test]
fn sources_are_the_registry_or_ours() {
    for p in packages() {
        let source = p["source"].as_str().unwrap_or("registry+ours");
        assert!(source.starts_with("registry+"), "{} comes from {source}", p["name"]);
    }
}

#[test]
fn banned_crates_are_absent() {
    for banned in policy().bans.deny {
        let found = packages().iter().any(|p| p["name"] == banned.name.as_str());
        assert!(!found, "{} is banned: {}", banned.name, banned.reason);
    }
}
