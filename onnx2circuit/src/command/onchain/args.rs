//! Arguments of `export-verifier` and `encode-calldata`.

use clap::{Args, ValueHint};
use std::path::PathBuf;

/// Arguments of `export-verifier`.
#[derive(Debug, Args)]
pub struct ExportVerifier {
    /// A verifying key, or a directory that holds one.
    #[arg(value_hint = ValueHint::AnyPath)]
    pub key: PathBuf,
    /// Where the files go: a Foundry project, with code to deploy.
    #[arg(short, long, value_hint = ValueHint::DirPath)]
    pub output: PathBuf,
    /// A proof, which the project's test has the contract check.
    #[arg(long, value_hint = ValueHint::FilePath)]
    pub proof: Option<PathBuf>,
    /// The proof's public values.
    #[arg(long, default_value = "public.json", requires = "proof", value_hint = ValueHint::FilePath)]
    pub public: PathBuf,
    /// Take keys of tables of up to 2^N rows.
    #[arg(long, value_name = "N", default_value_t = 18, value_parser = clap::value_parser!(u32).range(4..=22))]
    pub max_k: u32,
}

/// Arguments of `encode-calldata`.
#[derive(Debug, Args)]
pub struct EncodeCalldata {
    /// The verifying key.
    #[arg(long, value_hint = ValueHint::FilePath)]
    pub key: PathBuf,
    /// Address of the key contract.
    #[arg(long, value_name = "0x...", value_parser = address)]
    pub key_contract: [u8; 20],
    /// The public values.
    #[arg(long, default_value = "public.json", value_hint = ValueHint::FilePath)]
    pub public: PathBuf,
    /// The proof.
    #[arg(long, default_value = "proof.bin", value_hint = ValueHint::FilePath)]
    pub proof: PathBuf,
    /// Take keys of tables of up to 2^N rows.
    #[arg(long, value_name = "N", default_value_t = 18, value_parser = clap::value_parser!(u32).range(4..=22))]
    pub max_k: u32,
}

fn address(text: &str) -> Result<[u8; 20], String> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    let mut address = [0; 20];
    hex::decode_to_slice(digits, &mut address)
        .map_err(|e| format!("40 hexadecimal digits are expected: {e}"))?;
    Ok(address)
}
