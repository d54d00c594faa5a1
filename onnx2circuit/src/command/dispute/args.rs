//! Arguments of `dispute`.

use clap::{ArgGroup, Args, Subcommand, ValueHint};
use std::path::PathBuf;

use super::super::args::{Development, ModelArgs, QuantiseArgs};
use super::super::subject::{Given, Text};
use super::terms::{Keyed, OwnKey};

/// Arguments of `dispute`.
#[derive(Debug, Args)]
pub struct Dispute {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// The verbs of `dispute`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Play a whole game: a proposer who cheats, and a challenger who does not.
    Demo(Demo),
    /// Serve a chain of one's own for development, with JSON-RPC and accounts that it signs for.
    Node(Node),
    /// What to deploy a game with: clocks and a bond for a chain, a model, and an attacker's money.
    Parameters(Parameters),
    /// Deploy a game, and the contracts that it needs: of steps, pre-images, proofs and blobs.
    Deploy(Deploy),
    /// Compile a model again, and say whether an identity is its own and what differs.
    VerifyModel(VerifyModel),
    /// Give an artifact's identity a name, by the account's word, for good.
    Register(Register),
    /// What an identity or a name stands for, by somebody's word.
    Lookup(Lookup),
    /// Claim what a model comes to on an input.
    Claim(Claim),
    /// List the claims of a game, and whether they are about this artifact and right; play them all, if asked to.
    Watch(Watch),
    /// Play a claim to its end: challenge it if it is wrong, defend it if it is right.
    Challenge(Challenge),
    /// Make the moves that there are to make now, and no more.
    Respond(Challenge),
    /// Settle a claim by a proof of its run: that is its result from then on, whatever was claimed.
    Settle(Settle),
    /// The evidence of one instruction of a run, as the step contract takes it.
    StepProof(StepProof),
    /// The tree of a claim's game.
    Tree(Tree),
}

/// Arguments of `dispute demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// The artifact directory; our own MNIST model is compiled and given a digit if there is none.
    #[arg(long, value_hint = ValueHint::DirPath)]
    pub artifact: Option<PathBuf>,
    /// What the artifact is run on.
    #[command(flatten)]
    pub given: Given,
    /// Folder of our own model.
    #[arg(long, default_value = "models/mnist", value_hint = ValueHint::DirPath)]
    pub model: PathBuf,
    /// The step that the proposer lies about; the longest one if it is not given.
    #[arg(long)]
    pub lie_at: Option<u64>,
    /// A node with accounts that it signs for and time that can be moved, such as anvil; one in this process if it is
    /// not given.
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    pub rpc: Option<String>,
    /// Where a picture of the game's tree goes (SVG).
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub svg: Option<PathBuf>,
}

/// Arguments of `dispute node`.
#[derive(Debug, Args)]
pub struct Node {
    /// The port.
    #[arg(long, default_value_t = 8545)]
    pub port: u16,
}

/// Arguments of `dispute parameters`.
#[derive(Debug, Args)]
pub struct Parameters {
    /// The artifact directory of the model.
    #[arg(long, value_hint = ValueHint::DirPath)]
    pub artifact: Option<PathBuf>,
    /// A text.
    #[command(flatten)]
    pub text: Text,
    /// Heights of the layers instead, that of the model's steps first.
    #[arg(long, value_delimiter = ',', default_values_t = [3, 11, 11], conflicts_with = "artifact")]
    pub heights: Vec<u32>,
    /// Highest price of gas at which honest players are to be paid for their moves.
    #[arg(long, value_name = "GWEI", default_value_t = 20.0)]
    pub gas_price: f64,
    /// Longest time that the chain takes no calls, or none of an honest player: a sequencer that is down, or censors.
    #[arg(long, value_name = "HOURS", default_value_t = 5.0)]
    pub outage: f64,
    /// Price of blob gas, for claims with inputs in blobs.
    #[arg(long, value_name = "GWEI", default_value_t = 1.0)]
    pub blob_fee: f64,
    /// Bytes of an input, which goes beside a claim or into blobs; those of the artifact's model if one is given.
    #[arg(long, value_name = "BYTES", default_value_t = 3_136, conflicts_with = "artifact")]
    pub input: u64,
    /// Time until somebody honest looks at a claim.
    #[arg(long, value_name = "HOURS", default_value_t = 24.0)]
    pub notice: f64,
    /// Time to compute a layer's tree and to get one call onto the chain.
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    pub turn: u64,
    /// What an attacker is willing to pay to hold a claim up.
    #[arg(long, value_name = "ETH", default_value_t = 10.0)]
    pub budget: f64,
    /// Longest time that a claim may take then.
    #[arg(long, value_name = "DAYS", default_value_t = 14.0)]
    pub delay: f64,
}

/// Nodes, and who plays.
#[derive(Clone, Debug, Args)]
pub struct Account {
    /// The node, by `http` or `https`; several nodes if it is given again, of which a majority is believed.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8545", value_hint = ValueHint::Url)]
    pub rpc: Vec<String>,
    /// Which of the accounts that the node signs for, if no key is given: for development. The first one if nothing is said.
    #[arg(long, value_name = "N", conflicts_with = "keystore")]
    pub account: Option<usize>,
    /// The account's key, a file as Ethereum's wallets write it. Without it the key is what ONNX2CIRCUIT_KEY says
    /// (hexadecimal), if that is set.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub keystore: Option<PathBuf>,
    /// A file with the key's password. Without it the password is what ONNX2CIRCUIT_PASSWORD says.
    #[arg(long, value_name = "FILE", requires = "keystore", value_hint = ValueHint::FilePath)]
    pub password_file: Option<PathBuf>,
    /// Most that a unit of gas may cost.
    #[arg(long, value_name = "GWEI", default_value_t = 1_000)]
    pub max_fee: u64,
    /// Most that a unit of blob gas may cost, of which a blob has 131,072; as much as a unit of gas (--max-fee), if that is more,
    /// once moves of the account wait behind it.
    #[arg(long, value_name = "GWEI", default_value_t = 100)]
    pub max_blob_fee: u64,
    /// Seconds after which a transaction that is in no block is replaced by one for a higher fee.
    #[arg(long, value_name = "SECONDS", default_value_t = 36)]
    pub bump_after: u64,
    /// A folder where is kept what was done and what is on its way: whoever is killed goes on from there.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub store: Option<PathBuf>,
}

/// Arguments of `dispute deploy`.
#[derive(Debug, Args)]
pub struct Deploy {
    /// Where.
    #[command(flatten)]
    pub account: Account,
    /// Seconds that a commitment has in the topmost tournament.
    #[arg(long, default_value_t = 302_400)]
    pub allowance: u64,
    /// Seconds that a side has at least at the start of a match, and in which tournaments below the topmost may be joined.
    #[arg(long, default_value_t = 21_600)]
    pub extension: u64,
    /// Bond of a commitment, in wei.
    #[arg(long, default_value_t = 100_000_000_000_000_000)]
    pub bond: u128,
    /// A step contract that is there already, ours or Optimism's for state version 8.
    #[arg(long, value_parser = address)]
    pub step: Option<[u8; 20]>,
    /// A pre-image oracle that is there already, for a step contract of our own.
    #[arg(long, value_parser = address, conflicts_with = "step")]
    pub oracle: Option<[u8; 20]>,
    /// A verifier of halo2 proofs that is there already.
    #[arg(long, value_parser = address)]
    pub verifier: Option<[u8; 20]>,
    /// Who may hold money on its way out of the game, in a contract (DelayedBonds) that it waits in: to be paid at once if nobody may.
    #[arg(long, value_parser = address, requires = "withdrawal_delay")]
    pub guardian: Option<[u8; 20]>,
    /// Seconds that money waits there.
    #[arg(long, value_name = "SECONDS", requires = "guardian")]
    pub withdrawal_delay: Option<u64>,
    /// Deploy by CREATE2, at addresses that follow from this and from what is deployed, the same on every chain. What is
    /// there already is taken as it is.
    #[arg(long, value_name = "HEX", value_parser = hash)]
    pub salt: Option<[u8; 32]>,
    /// Write the addresses to a file (JSON).
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
}

/// Arguments of `dispute verify-model`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("said").required(true).args(["identity", "artifact", "claim"]))]
pub struct VerifyModel {
    /// The model.
    #[command(flatten)]
    pub model: ModelArgs,
    /// How it was quantised: what `compile` was given.
    #[command(flatten)]
    pub quantise: QuantiseArgs,
    /// The identity.
    #[arg(long, value_name = "HEX", value_parser = hash)]
    pub identity: Option<[u8; 32]>,
    /// The artifact whose identity it is.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, conflicts_with = "key")]
    pub artifact: Option<PathBuf>,
    /// The key that is to be in the identity.
    #[command(flatten)]
    pub keyed: Keyed,
    /// The reference string that the key was made with: have the key made again, so that it is known to be the model's.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "key")]
    pub srs: Option<PathBuf>,
    /// The claim whose model it is.
    #[arg(long, value_name = "HEX", value_parser = hash, requires = "game")]
    pub claim: Option<[u8; 32]>,
    /// Address of the claim's game.
    #[arg(long, value_parser = address, requires = "claim")]
    pub game: Option<[u8; 20]>,
    /// The node, or several, of which a majority is believed.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8545", value_hint = ValueHint::Url)]
    pub rpc: Vec<String>,
    /// Block that the game was deployed in.
    #[arg(long, default_value_t = 0)]
    pub from_block: u64,
}

/// Arguments of `dispute register`.
#[derive(Debug, Args)]
pub struct Register {
    /// The artifact directory.
    #[arg(value_hint = ValueHint::DirPath)]
    pub artifact: PathBuf,
    /// The name, of up to 64 bytes, which this account has given to no other identity.
    #[arg(long)]
    pub name: String,
    /// The key that is to be in the identity, and in the entry.
    #[command(flatten)]
    pub key: OwnKey,
    /// Address of the registry; the one that is the same on every chain if it is not given, which is made if it is not there.
    #[arg(long, value_parser = address)]
    pub registry: Option<[u8; 20]>,
    /// Who and where.
    #[command(flatten)]
    pub account: Account,
}

/// Arguments of `dispute lookup`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("key").required(true).args(["name", "identity"]))]
pub struct Lookup {
    /// Whose word counts.
    #[arg(long, value_parser = address)]
    pub registrant: [u8; 20],
    /// The name.
    #[arg(long)]
    pub name: Option<String>,
    /// The identity.
    #[arg(long, value_name = "HEX", value_parser = hash)]
    pub identity: Option<[u8; 32]>,
    /// Address of the registry; the one that is the same on every chain if it is not given.
    #[arg(long, value_parser = address)]
    pub registry: Option<[u8; 20]>,
    /// The node, or several, of which a majority is believed.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8545", value_hint = ValueHint::Url)]
    pub rpc: Vec<String>,
}

/// A game on a chain.
#[derive(Clone, Debug, Args)]
pub struct Game {
    /// Who and where.
    #[command(flatten)]
    pub account: Account,
    /// Address of the game.
    #[arg(long, value_parser = address)]
    pub game: [u8; 20],
    /// Block that it was deployed in.
    #[arg(long, default_value_t = 0)]
    pub from_block: u64,
    /// A node of the beacon chain, which keeps blobs, for claims with inputs in them; others if it is given again, which are asked where the
    /// first ones have them not.
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    pub beacon: Vec<String>,
    /// The points of Ethereum's ceremony, for claims with inputs in blobs: trusted_setup.txt, as it was published.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub kzg_setup: Option<PathBuf>,
    /// Blocks above which the chain may change its mind: what lies deeper is read once.
    #[arg(long, value_name = "BLOCKS", default_value_t = dispute::player::journal::FINALITY)]
    pub finality: u64,
}

/// What is set aside before a claim is played.
#[derive(Debug, Args)]
pub struct Reserve {
    /// Wei set aside for gas in each claim, besides a bond for each layer; a bond if it is not given.
    #[arg(long, value_name = "WEI")]
    pub gas_allowance: Option<u128>,
    /// In a game whose money waits on its way out: wrong commitments that may come into a claim, for each of which bonds are set aside before
    /// it is played, if no more are there already.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub opponents: u32,
}

/// Arguments of `dispute claim`.
#[derive(Debug, Args)]
pub struct Claim {
    /// The artifact directory.
    #[arg(value_hint = ValueHint::DirPath)]
    pub artifact: PathBuf,
    /// On what.
    #[command(flatten)]
    pub given: Given,
    /// Put the input into blobs beside the claim instead of the claim itself; a deposit of a bond more comes back when nobody can join any more.
    #[arg(long)]
    pub blob: bool,
    /// The key that is to be in the model's identity.
    #[command(flatten)]
    pub key: OwnKey,
    /// The game.
    #[command(flatten)]
    pub game: Game,
    /// The money.
    #[command(flatten)]
    pub reserve: Reserve,
}

/// Arguments of `dispute watch`.
#[derive(Debug, Args)]
pub struct Watch {
    /// The artifact directory.
    #[arg(value_hint = ValueHint::DirPath)]
    pub artifact: PathBuf,
    /// A text.
    #[command(flatten)]
    pub text: Text,
    /// The key that may be in a claim's identity: claims with another one are left alone.
    #[command(flatten)]
    pub keyed: Keyed,
    /// The game.
    #[command(flatten)]
    pub game: Game,
    /// The money.
    #[command(flatten)]
    pub reserve: Reserve,
    /// Play every claim about the artifact that is not resolved, those that are made meanwhile too, until killed.
    #[arg(long)]
    pub play: bool,
    /// Note, at one's own cost, the results of claims that others have made and nobody has disputed. Nobody pays for that: who has made a claim does
    /// it, to have the bond back.
    #[arg(long, requires = "play")]
    pub resolve: bool,
    /// Serve a page with the claims and the trees of their games at this address, such as 127.0.0.1:9300, and figures for Prometheus at /metrics.
    #[arg(long, value_name = "ADDR", requires = "play")]
    pub metrics: Option<String>,
    /// Alert when less than this part of a clock of ours is left.
    #[arg(long, value_name = "PART", default_value_t = 0.25)]
    pub alert_clock: f64,
    /// Alert when the newest block is older than this.
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    pub alert_age: u64,
    /// Seconds between two looks at the chain.
    #[arg(long, default_value_t = 12)]
    pub poll: u64,
}

/// Arguments of `dispute challenge` and `dispute respond`.
#[derive(Debug, Args)]
pub struct Challenge {
    /// The artifact directory.
    #[arg(value_hint = ValueHint::DirPath)]
    pub artifact: PathBuf,
    /// A text.
    #[command(flatten)]
    pub text: Text,
    /// The claim.
    #[arg(long, value_parser = hash)]
    pub claim: [u8; 32],
    /// The key that may be in a claim's identity: claims with another one are left alone.
    #[command(flatten)]
    pub keyed: Keyed,
    /// The game.
    #[command(flatten)]
    pub game: Game,
    /// The money.
    #[command(flatten)]
    pub reserve: Reserve,
    /// Note, at one's own cost, the results of claims that others have made and nobody has disputed. Nobody pays for that: who has made a claim does
    /// it, to have the bond back.
    #[arg(long)]
    pub resolve: bool,
    /// Seconds between two looks at the chain.
    #[arg(long, default_value_t = 12)]
    pub poll: u64,
}

/// Arguments of `dispute settle`.
#[derive(Debug, Args)]
pub struct Settle {
    /// The artifact directory.
    #[arg(value_hint = ValueHint::DirPath)]
    pub artifact: PathBuf,
    /// The claim.
    #[arg(long, value_parser = hash)]
    pub claim: [u8; 32],
    /// The folder of the keys, of which the verifying key is in the claim's identity.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub keys: PathBuf,
    /// A proof that is there already, of the claim's run.
    #[arg(long, value_name = "FILE", requires = "public", value_hint = ValueHint::FilePath)]
    pub proof: Option<PathBuf>,
    /// The proof's public values.
    #[arg(long, value_name = "FILE", requires = "proof", value_hint = ValueHint::FilePath)]
    pub public: Option<PathBuf>,
    /// Address of the key contract; without it the one at the address that is the same on every chain, which is made if it is not there.
    #[arg(long, value_parser = address)]
    pub key_contract: Option<[u8; 20]>,
    /// Take keys of tables of up to 2^N rows.
    #[arg(long, value_name = "N", default_value_t = 18, value_parser = clap::value_parser!(u32).range(4..=22))]
    pub max_k: u32,
    /// Make the proof even with keys of a string for development, whose secret somebody may know.
    #[command(flatten)]
    pub development: Development,
    /// The game.
    #[command(flatten)]
    pub game: Game,
}

/// Arguments of `dispute step-proof`.
#[derive(Debug, Args)]
pub struct StepProof {
    /// The artifact directory.
    #[arg(value_hint = ValueHint::DirPath)]
    pub artifact: PathBuf,
    /// On what.
    #[command(flatten)]
    pub given: Given,
    /// The model step.
    #[arg(long)]
    pub step: u64,
    /// The instruction in it, from 0.
    #[arg(long)]
    pub instruction: u64,
}

/// Arguments of `dispute tree`.
#[derive(Debug, Args)]
pub struct Tree {
    /// The claim.
    #[arg(long, value_parser = hash)]
    pub claim: [u8; 32],
    /// The game.
    #[command(flatten)]
    pub game: Game,
    /// An artifact to name steps by.
    #[arg(long, value_hint = ValueHint::DirPath)]
    pub artifact: Option<PathBuf>,
    /// A text.
    #[command(flatten)]
    pub text: Text,
    /// Where a picture goes (SVG).
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub svg: Option<PathBuf>,
}

fn bytes<const N: usize>(text: &str) -> Result<[u8; N], String> {
    let bytes = hex::decode(text.strip_prefix("0x").unwrap_or(text)).map_err(|error| error.to_string())?;
    bytes
        .try_into()
        .map_err(|bytes: Vec<u8>| format!("expected {N} bytes in hexadecimal, got {}", bytes.len()))
}

fn address(text: &str) -> Result<[u8; 20], String> {
    bytes(text)
}

fn hash(text: &str) -> Result<[u8; 32], String> {
    bytes(text)
}
