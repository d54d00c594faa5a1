//! `dispute register` and `dispute lookup`: names for identities, by somebody's word.

use contracts::Address;
use contracts::chain::Rpc;
use dispute::player::{Entry, Registry};
use dispute::terms::Terms;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::super::print;
use super::args::{Lookup, Register};
use super::{account, on_chain, on_making, terms};
use crate::Failure;
use crate::artifact::{Artifact, MANIFEST, read_file};

/// `dispute register`.
pub fn register(args: &Register, json: bool) -> Result<(), Failure> {
    let artifact = Artifact::open(&args.artifact)?;
    let model = crate::swapping::slow_of(&artifact)?.model().clone();
    let key = args.key.checked(&artifact, &model)?;
    let terms = key.as_ref().map(|(_, terms)| terms);
    let identity = model.on(terms.map(Terms::hash).unwrap_or_default()).id();
    let manifest = Sha256::digest(read_file(&args.artifact.join(MANIFEST))?).into();
    let (rpc, account) = account(&args.account)?;
    let mut registry = Registry::new(rpc, args.registry.map(Address::from));
    if args.registry.is_none() {
        registry.make(account).map_err(on_making)?;
    }
    let said = terms.map(|terms| [terms.key, terms.string]);
    let entry = Entry { artifact: manifest, key: said, name: args.name.clone() };
    let gas = registry.register(account, &identity, &entry).map_err(on_chain)?;
    let [identity, manifest] = [identity, manifest].map(hex::encode);
    let [registry, registrant] = [registry.address, account].map(hex::encode);
    let value = json!({
        "identity": identity, "artifact": manifest, "name": args.name, "registrant": registrant, "registry": registry,
        "gas": gas, "proofs": key.as_ref().map(|(key, terms)| terms::shown(key, terms)),
    });
    print(json, &value, || {
        format!("0x{identity} is '{}' by the word of 0x{registrant}, in registry 0x{registry}\n", args.name)
    })
}

/// `dispute lookup`.
pub fn lookup(args: &Lookup, json: bool) -> Result<(), Failure> {
    let registrant = Address::from(args.registrant);
    let mut registry = Registry::new(Rpc::of(&args.rpc), args.registry.map(Address::from));
    let identity = match (&args.name, args.identity) {
        (Some(name), _) => registry.identity(registrant, name).map_err(on_chain)?,
        (None, identity) => identity,
    };
    let found = match identity {
        Some(identity) => {
            registry.entry(registrant, &identity).map_err(on_chain)?.map(|entry| (identity, entry))
        }
        None => None,
    };
    let Some((identity, Entry { artifact, key, name })) = found else {
        let said = format!("0x{} has said nothing about that", hex::encode(args.registrant));
        return Err(Failure::no(said));
    };
    let [identity, artifact] = [identity, artifact].map(hex::encode);
    let key = key.map(|words| words.map(hex::encode));
    let value = json!({
        "identity": identity, "artifact": artifact, "name": name,
        "proofs": key.as_ref().map(|[key, string]| json!({ "key": key, "fingerprint": string })),
    });
    print(json, &value, || {
        let key = match &key {
            Some([key, string]) => format!("key contract's hash 0x{key}\nreference string {string}\n"),
            None => "no verifying key\n".to_owned(),
        };
        format!(
            "identity 0x{identity}\nname {}\nmanifest's SHA-256 {artifact}\n{key}",
            frontend::printable(&name)
        )
    })
}
