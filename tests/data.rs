//! Data of the tests: the repository's own, and the folder `shared` beside it, which is used when present
//! and never copied in.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;

/// Pixels of a digit, 28 rows of 28.
pub const PIXELS: usize = 784;

/// The repository's root.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The folder of our own model.
pub fn our_mnist() -> PathBuf {
    repository().join("models/mnist")
}

/// The folder of our own language model.
pub fn our_llm() -> PathBuf {
    repository().join("models/tiny-llm")
}

/// `$ONNX2CIRCUIT_SHARED`, or the nearest folder `shared` beside the repository or above; a line says so where
/// there is none.
pub fn shared() -> Option<PathBuf> {
    let given = std::env::var_os("ONNX2CIRCUIT_SHARED").map(PathBuf::from);
    let above =
        || Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|p| p.join("shared")).find(|p| p.is_dir());
    let found = given.or_else(above).filter(|p| p.join("data").is_dir());
    if found.is_none() {
        eprintln!("skipped: no folder 'shared' beside the repository, and ONNX2CIRCUIT_SHARED names none");
    }
    found
}

/// The model zoo's MNIST folder, if it is there.
pub fn zoo_mnist() -> Option<PathBuf> {
    shared().map(|p| p.join("data/mnist")).filter(|p| p.join("mnist-12.onnx").is_file())
}

/// The folder of a trained language model, llama2.c's `stories260K`, if it is there.
pub fn stories() -> Option<PathBuf> {
    shared().map(|p| p.join("data/stories260K")).filter(|p| p.join("greedy_golden.json").is_file())
}

/// What llama2.c itself makes of no prompt, always taking the likeliest token.
#[derive(serde::Deserialize)]
pub struct Story {
    /// Tokens, the one that begins a text first.
    pub tokens: Vec<u32>,
    /// The text.
    pub text: String,
}

/// The golden text of the trained model.
///
/// # Panics
/// On a file that is none.
pub fn golden_story(folder: &Path) -> Story {
    let text = std::fs::read(folder.join("greedy_golden.json")).expect("it is there");
    serde_json::from_slice(&text).expect("tokens and text")
}

/// Real digits.
pub struct Digits {
    /// Pixels of 0 to 255, [`PIXELS`] to an image.
    pub images: Vec<Vec<u8>>,
    /// What each image shows.
    pub labels: Vec<u8>,
}

/// The first `count` of the 8,000 digits given, if they are there.
///
/// # Panics
/// On files that are not MNIST's.
pub fn digits(count: usize) -> Option<Digits> {
    let folder = zoo_mnist()?;
    let read = |name: &str, header: usize| {
        let mut bytes = Vec::new();
        let file = File::open(folder.join(name)).expect("the digits are beside the model");
        GzDecoder::new(file).read_to_end(&mut bytes).expect("gzip");
        bytes.split_off(header)
    };
    let pixels = read("t10k-first8000-images-idx3-ubyte.gz", 16);
    let labels = read("t10k-first8000-labels-idx1-ubyte.gz", 8);
    let images: Vec<Vec<u8>> = pixels.chunks_exact(PIXELS).take(count).map(<[u8]>::to_vec).collect();
    assert!(images.len() == count && labels.len() >= count, "only {} digits", images.len());
    Some(Digits { images, labels: labels[..count].to_vec() })
}
