//! The inputs of claims: the bytes that a claim has come with, or those in its blobs, which nodes of the beacon chain keep for some
//! weeks. What was read of them is kept in the store, for as long as games go on.

use contracts::blobs::kzg::Setup;
use contracts::blobs::{Blob, unpack};
use contracts::chain::{Beacon, ChainError, Rpc};
use dispute::model::Model;
use dispute::player::{Claim, Contract, Cost};
use dispute::source::Source;
use dispute::watch::reading::Readings;
use fault_proof_vm::{Hash, files};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::args::Game;
use super::{kept, on_chain};
use crate::Failure;

/// What a claim is about.
pub enum Input {
    /// These bytes.
    Is(Arc<[u8]>),
    /// Its blobs are something else than it says.
    Differs(Differs),
}

/// A claim whose blobs are something else than it says.
pub struct Differs {
    setup: Arc<Setup>,
    source: Arc<Source>,
    /// The first chunk that is another one.
    chunk: u64,
    blobs: Vec<Blob>,
}

/// The points of Ethereum's ceremony, without which nobody reads or writes a blob.
pub fn setup(args: &Game) -> Result<Arc<Setup>, Failure> {
    let Some(path) = &args.kzg_setup else {
        return Err(Failure::input("blobs need the points of Ethereum's ceremony").with_help(
            "--kzg-setup FILE names trusted_setup.txt, which the ceremony has published (scripts/kzg.sh fetches it)",
        ));
    };
    Setup::read(path).map(Arc::new).map_err(Failure::input)
}

/// A file of the store that has a blob, if there is a store.
fn file(args: &Game, hash: &Hash) -> Result<Option<PathBuf>, Failure> {
    kept(&args.account, &format!("blob-{}", hex::encode(hash)))
}

/// Time that a look at all claims waits for blobs; reading goes on behind it.
const PATIENCE: Duration = Duration::from_secs(5);

/// Inputs of claims that a watch is still reading.
pub struct Reader {
    game: Arc<Game>,
    setup: Option<Arc<Setup>>,
    readings: Readings<Result<Vec<Blob>, Failure>>,
}

impl Reader {
    /// Nothing is read yet of a game.
    pub fn new(game: &Game) -> Self {
        Self { game: Arc::new(game.clone()), setup: None, readings: Readings::new(PATIENCE) }
    }

    /// A look begins.
    pub fn begin(&mut self) {
        self.readings.begin();
    }

    /// As [`of`], of a claim whose blobs may still be read: nothing then.
    ///
    /// # Errors
    /// As [`of`].
    pub fn of(&mut self, model: &Model, claim: &Claim) -> Result<Option<Input>, Failure> {
        let Some(source) = &claim.blobs else { return Ok(Some(Input::Is(claim.input.clone()))) };
        let setup = match &self.setup {
            Some(setup) => setup.clone(),
            None => self.setup.insert(setup(&self.game)?).clone(),
        };
        let (game, known, about) = (self.game.clone(), setup.clone(), source.clone());
        match self.readings.get(&claim.id, move || blobs(&game, &known, &about)) {
            Some(blobs) => held_against(setup, source, model, blobs?).map(Some),
            None => Ok(None),
        }
    }
}

/// The blobs of a source: those in the store, or else from the first node that has them.
fn blobs(args: &Game, setup: &Setup, source: &Source) -> Result<Vec<Blob>, Failure> {
    let read = |hash: &Hash| -> Result<Option<Blob>, Failure> {
        let Some(path) = file(args, hash)?.filter(|path| path.exists()) else { return Ok(None) };
        let bytes = contracts::chain::read_kept(&path).map_err(on_chain)?;
        let is = |blob: &Blob| blob.versioned_hash(setup).is_ok_and(|is| is == *hash);
        // A file that was changed is none.
        Ok(Blob::new(&bytes).ok().filter(is))
    };
    let known: Vec<Option<Blob>> = source.hashes.iter().map(read).collect::<Result<_, _>>()?;
    if let Some(known) = known.into_iter().collect() {
        return Ok(known);
    }
    let mut last = None;
    for url in &args.beacon {
        let beacon = Beacon::new(url);
        match beacon.blobs(setup, source.block, source.time, &source.hashes) {
            Ok(blobs) => {
                for (blob, hash) in blobs.iter().zip(&source.hashes) {
                    if let Some(path) = file(args, hash)? {
                        files::write(&path, blob.bytes()).map_err(|error| Failure::file(&path, error))?;
                    }
                }
                return Ok(blobs);
            }
            Err(error) => last = Some(format!("{}: {error}", beacon.name())),
        }
    }
    Err(match last {
        None => Failure::input("the claim's input is in blobs, and no node is given that keeps them")
            .with_help("--beacon URL names a node of the beacon chain"),
        Some(error) => {
            Failure::input(format!("the claim's input is in blobs that are not to be had: {error}"))
                .with_help("nodes keep blobs for 18 days; --beacon may be given several times")
        }
    })
}

/// What a claim about a model is about.
///
/// # Errors
/// [`Failure`] where its blobs are not to be had, and for a source that is none.
pub fn of(args: &Game, model: &Model, claim: &Claim) -> Result<Input, Failure> {
    let Some(source) = &claim.blobs else { return Ok(Input::Is(claim.input.clone())) };
    let setup = setup(args)?;
    let blobs = blobs(args, &setup, source)?;
    held_against(setup, source, model, blobs)
}

/// The input in blobs, or the first chunk of it that the claim says otherwise.
fn held_against(
    setup: Arc<Setup>,
    source: &Arc<Source>,
    model: &Model,
    blobs: Vec<Blob>,
) -> Result<Input, Failure> {
    let size = usize::try_from(1u64 << model.inputs.log2_size).map_err(Failure::input)?;
    let bytes = unpack(&blobs, size);
    Ok(match source.differs(model.inputs, &bytes).map_err(Failure::input)? {
        None => Input::Is(bytes.into()),
        Some(chunk) => Input::Differs(Differs { setup, source: source.clone(), chunk, blobs }),
    })
}

impl Differs {
    /// Has the claim struck out.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn refute(&self, board: &mut Contract<Rpc>, claim: &Hash, model: &Model) -> Result<Cost, ChainError> {
        board.refute(&self.setup, claim, &self.source, model, self.chunk, &self.blobs)
    }

    /// What is wrong.
    pub fn why(&self) -> String {
        format!("its blobs are not the input that it says they are: chunk {} is another one", self.chunk)
    }
}
