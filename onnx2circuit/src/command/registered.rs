//! The hash by which a model of hidden weights is known: `setup` prints it, `verify` compares it.

use circuit::Hash;
use halo2::Salt;
use std::path::Path;

use super::args::{Parameters, Setup};
use crate::Failure;
use crate::artifact::Artifact;
use crate::proving::PARAMETERS_SALT;
use crate::salts::{PARAMETERS, Salts};

/// The hash of hidden weights, and their salt.
pub(super) struct Registered {
    /// The hash.
    pub hash: Hash,
    /// The salt, where it is not kept beside the keys yet.
    pub salt: Option<Salts>,
    /// Where it comes from.
    pub source: &'static str,
}

impl Registered {
    /// What `setup` says of it.
    pub fn words(&self, folder: &Path) -> String {
        let (hash, path) = (&self.hash, folder.join(PARAMETERS_SALT));
        format!(
            "hash of the weights, to register: {hash}\nSECRET salt of it, {}: {}\n",
            self.source,
            path.display()
        )
    }
}

/// The hash of the weights, if they are hidden: by the salt that is given, kept beside the keys, or drawn. How it is made of the salt is the
/// backend's.
pub(super) fn registered(
    args: &Setup,
    folder: &Path,
    artifact: &Artifact,
    hash: impl FnOnce(Salt) -> Hash,
) -> Result<Option<Registered>, Failure> {
    if args.parameters == Parameters::Public {
        return match args.with_salts {
            Some(_) => {
                Err(Failure::input("--with-salts: `setup` hashes nothing without --parameters hashed")
                    .with_help("salts of inputs and outputs are taken by `prove`"))
            }
            None => Ok(None),
        };
    }
    let path = folder.join(PARAMETERS_SALT);
    let kept = path.is_file().then(|| parameters_salt(&path, artifact)).transpose()?;
    let given = args.with_salts.as_deref().map(|path| parameters_salt(path, artifact)).transpose()?;
    let salt = |salts: &Salts| salts.of(PARAMETERS);
    if let (Some(kept), Some(given)) = (&kept, &given)
        && salt(kept) != salt(given)
    {
        return Err(Failure::file(&path, "keeps another salt, and salts are never overwritten")
            .with_help("put these keys elsewhere (-o DIR), or leave --with-salts out"));
    }
    let source = match (&kept, &given) {
        (Some(_), _) => "kept beside the keys before",
        (None, Some(_)) => "as given",
        (None, None) => "drawn now",
    };
    let beside = kept.is_some();
    let salts = kept.or(given).unwrap_or_else(|| Salts::draw(&[PARAMETERS.to_owned()]));
    let salts = Salts::default().with_parameters(&salts);
    salts.warning([&PARAMETERS.to_owned()]).iter().for_each(|warning| eprintln!("{warning}"));
    let hash = hash(salt(&salts));
    Ok(Some(Registered { hash, salt: (!beside).then_some(salts), source }))
}

/// A file of salts, with a warning where others can read it.
pub(super) fn salts_of(path: &Path, artifact: &Artifact) -> Result<Salts, Failure> {
    let salts = Salts::read(path, &artifact.graph)?;
    Salts::exposed(path).iter().for_each(|warning| eprintln!("warning: {warning}"));
    Ok(salts)
}

/// A file that has a salt of the weights.
pub(super) fn parameters_salt(path: &Path, artifact: &Artifact) -> Result<Salts, Failure> {
    let salts = salts_of(path, artifact)?;
    let missing = || Failure::file(path, format!("no salt of the weights, which is kept as '{PARAMETERS}'"));
    if salts.has(PARAMETERS) { Ok(salts) } else { Err(missing()) }
}

/// Refuses a proof of other weights than those that were registered, and one that has none.
pub(super) fn compare(registered: &Hash, got: Option<&Hash>) -> Result<(), Failure> {
    match got {
        Some(got) if got == registered => Ok(()),
        Some(got) => Err(Failure::no(format!(
            "the proof is of other weights: they hash to {got}, registered is {registered}"
        ))),
        None => {
            Err(Failure::no("the proof has no hash of its weights: they are constants of the key's circuit")
                .with_help("--artifact compares the key with a model's"))
        }
    }
}

/// What `verify` says of the hash of hidden weights, compared with a registered one or not.
pub(super) fn words(weights: Option<&Hash>, registered: Option<&Hash>) -> &'static str {
    match (weights, registered) {
        (Some(_), Some(_)) => {
            "the weights that it hides are those that were registered; so is all that it shows, if the key is its circuit's\n"
        }
        (Some(_), None) => {
            "of any weights: compare their hash with the one that was registered (--parameters HASH)\n"
        }
        _ => "",
    }
}
