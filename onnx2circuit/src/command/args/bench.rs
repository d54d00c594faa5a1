//! Arguments of `bench`.

use clap::{Args, ValueHint};
use std::path::{Path, PathBuf};

/// Arguments of `bench`.
#[derive(Debug, Args)]
pub struct Bench {
    /// The ONNX file.
    #[arg(long, default_value = "models/mnist/mnist.onnx", value_hint = ValueHint::FilePath)]
    pub model: PathBuf,
    /// Its calibration samples.
    #[arg(long, default_value = "models/mnist/calibration.npz", value_hint = ValueHint::FilePath)]
    pub samples: PathBuf,
    /// The sample to run and prove: models/mnist/digits/3.npy; with --native one that is drawn.
    #[arg(long, value_hint = ValueHint::FilePath)]
    pub input: Option<PathBuf>,
    /// Measure native code alone, of this artifact: whole runs, and its steps by kind.
    #[arg(long, value_name = "ARTIFACT", value_hint = ValueHint::DirPath)]
    pub native: Option<PathBuf>,
    /// Measure proofs by sumchecks alone, of this artifact, with its native run beside them.
    #[cfg(feature = "sumcheck")]
    #[arg(long, value_name = "ARTIFACT", value_hint = ValueHint::DirPath, conflicts_with = "native")]
    pub sumcheck: Option<PathBuf>,
    /// Folder of Go programs, which are compiled for the fault-proof machine and run there if there is a Go toolchain.
    #[arg(long, default_value = "guests/go", value_hint = ValueHint::DirPath)]
    pub guests: PathBuf,
    /// Repetitions; the fastest, the median and the slowest are reported.
    #[arg(long, default_value_t = 5)]
    pub repeat: usize,
    /// Million weights of the large model that is generated and compiled once; none with 0.
    #[arg(long, default_value_t = 100)]
    pub large: usize,
}

impl Bench {
    /// The artifact of which proofs by sumchecks are measured.
    pub fn sums(&self) -> Option<&Path> {
        #[cfg(feature = "sumcheck")]
        return self.sumcheck.as_deref();
        #[cfg(not(feature = "sumcheck"))]
        None
    }
}
