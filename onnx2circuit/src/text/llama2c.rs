//! llama2.c's tokenizers (`tokenizer.bin`, `tok512.bin`).
//!
//! An i32, the longest piece, then for each token an f32 score, an i32 length and that many bytes, all little-endian, up to
//! the end of the file. Token 0 is for what is unknown, 1 begins a text, and 2 ends one; `<0x41>` stands for a byte. Any two
//! neighbours merge whose characters together are a token, the best score first. A space goes before a text.

use std::collections::HashMap;

use super::merges::Merges;
use super::tokenizer::{MAX_TOKENS, Step, Tokenizer, TokenizerError};
use super::words::Cutter;

/// Most bytes of a file: the pieces of a large vocabulary.
const LIMIT: usize = 8 << 20;
/// Most bytes of a piece.
const LONGEST: usize = 256;
/// Unknown, begin, end.
const SPECIAL: usize = 3;

/// One token of the file.
struct Entry<'a> {
    score: f32,
    piece: &'a [u8],
}

/// Reads a tokenizer.
///
/// # Errors
/// [`TokenizerError::Format`].
pub fn read(bytes: &[u8]) -> Result<Tokenizer, TokenizerError> {
    let entries = entries(bytes)?;
    let mut pieces: Vec<Vec<u8>> = Vec::with_capacity(entries.len());
    let (mut characters, mut single) = (HashMap::new(), HashMap::new());
    let mut by_piece: HashMap<&[u8], u32> = HashMap::new();
    for (token, entry) in (0u32..).zip(&entries) {
        let byte = byte_of(entry.piece);
        pieces.push(match byte {
            _ if (token as usize) < SPECIAL => Vec::new(),
            Some(byte) => vec![byte],
            None => entry.piece.to_vec(),
        });
        if (token as usize) < SPECIAL {
            continue;
        }
        let Some(byte) = byte else {
            by_piece.entry(entry.piece).or_insert(token);
            let mut chars = std::str::from_utf8(entry.piece).unwrap_or_default().chars();
            if let (Some(c), None) = (chars.next(), chars.next()) {
                characters.entry(c).or_insert(token);
            }
            continue;
        };
        single.entry(byte).or_insert(token);
    }
    Ok(Tokenizer {
        merges: merges(&entries, &by_piece),
        pieces,
        steps: vec![Step::Prepend(" ".to_owned())],
        cutter: Cutter::new(Vec::new()),
        characters,
        bytes: single,
        begin: vec![1],
        ends: vec![1, 2],
        added: Vec::new(),
        strips: true,
    })
}

fn entries(bytes: &[u8]) -> Result<Vec<Entry<'_>>, TokenizerError> {
    let fail = |why: String| Err(TokenizerError::Format(format!("no tokenizer of llama2.c: {why}")));
    if bytes.len() > LIMIT {
        return fail(format!("{} bytes, at most {LIMIT}", bytes.len()));
    }
    let Some((_, mut rest)) = bytes.split_first_chunk::<4>() else {
        return fail(format!("{} bytes", bytes.len()));
    };
    let mut entries = Vec::new();
    while !rest.is_empty() {
        let token = entries.len();
        let cut = || format!("token {token} is cut off");
        let Some((head, after)) = rest.split_first_chunk::<8>() else { return fail(cut()) };
        let [score, length] = [0, 4].map(|at| [head[at], head[at + 1], head[at + 2], head[at + 3]]);
        let (score, length) = (f32::from_le_bytes(score), i32::from_le_bytes(length));
        let length = usize::try_from(length).ok().filter(|n| *n <= LONGEST);
        let Some(length) = length else {
            return fail(format!("token {token} is longer than {LONGEST} bytes"));
        };
        if length > after.len() {
            return fail(cut());
        }
        if score.is_nan() {
            return fail(format!("token {token} has no score"));
        }
        let (piece, after) = after.split_at(length);
        entries.push(Entry { score, piece });
        rest = after;
    }
    if entries.len() <= SPECIAL || entries.len() > MAX_TOKENS {
        return fail(format!("{} tokens", entries.len()));
    }
    Ok(entries)
}

/// The byte that `<0x41>` stands for.
pub(super) fn byte_of(piece: &[u8]) -> Option<u8> {
    let digits = piece.strip_prefix(b"<0x")?.strip_suffix(b">")?;
    let digits = std::str::from_utf8(digits).ok().filter(|d| d.len() == 2)?;
    u8::from_str_radix(digits, 16).ok()
}

/// Every way to put a piece together out of two others.
fn merges(entries: &[Entry<'_>], by_piece: &HashMap<&[u8], u32>) -> Merges {
    let mut order: Vec<u32> = by_piece.values().copied().collect();
    // Both zeros are one.
    let score = |token: u32| entries[token as usize].score + 0.0;
    order.sort_by(|a, b| score(*b).total_cmp(&score(*a)).then(a.cmp(b)));
    let (mut merges, mut rank, mut last) = (Merges::default(), 0, None::<f32>);
    for whole in order {
        // Equal scores are of one rank: the leftmost goes first.
        if last.is_some_and(|last| last != score(whole)) {
            rank += 1;
        }
        last = Some(score(whole));
        let piece = entries[whole as usize].piece;
        for at in 1..piece.len() {
            if let (Some(left), Some(right)) = (by_piece.get(&piece[..at]), by_piece.get(&piece[at..])) {
                merges.add((*left, *right), rank, whole);
            }
        }
    }
    merges
}
