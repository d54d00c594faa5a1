//! How a text is cut into pieces that are merged each by itself.

use regex_syntax::hir::{Class, HirKind};

/// One way to cut; several apply one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cut {
    /// Numbers apart from what is around them, all digits together or each alone.
    Digits {
        /// Each alone.
        alone: bool,
    },
    /// Before each of these characters.
    Before(char),
    /// GPT-2's words: `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
    Words,
}

/// What a character is to GPT-2.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    Number,
    Space,
    Other,
}

/// Cuts texts.
#[derive(Clone, Debug)]
pub struct Cutter {
    cuts: Vec<Cut>,
    /// Unicode's letters, as ranges in order.
    letters: Vec<(char, char)>,
}

impl Cutter {
    /// Cuts by all of these.
    pub fn new(cuts: Vec<Cut>) -> Self {
        let class = regex_syntax::parse(r"\p{L}").map(regex_syntax::hir::Hir::into_kind);
        let letters = match class {
            Ok(HirKind::Class(Class::Unicode(all))) => all.iter().map(|r| (r.start(), r.end())).collect(),
            _ => Vec::new(),
        };
        Self { cuts, letters }
    }

    /// The pieces of a text, in order; together they are the text.
    pub fn pieces<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let mut pieces = vec![text];
        for cut in &self.cuts {
            pieces = pieces.into_iter().flat_map(|piece| self.cut(cut, piece)).collect();
        }
        pieces.retain(|piece| !piece.is_empty());
        pieces
    }

    fn cut<'t>(&self, cut: &Cut, text: &'t str) -> Vec<&'t str> {
        let (mut pieces, mut rest) = (Vec::new(), text);
        while !rest.is_empty() {
            let length = match cut {
                Cut::Digits { alone } => digits(rest, *alone),
                Cut::Before(mark) => {
                    rest.char_indices().skip(1).find(|(_, c)| c == mark).map_or(rest.len(), |(at, _)| at)
                }
                Cut::Words => self.word(rest),
            };
            let (piece, after) = rest.split_at(length);
            pieces.push(piece);
            rest = after;
        }
        pieces
    }

    /// Bytes of the first word of a text that is not empty.
    fn word(&self, text: &str) -> usize {
        const SUFFIXES: [&str; 7] = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];
        if let Some(suffix) = SUFFIXES.iter().find(|suffix| text.starts_with(**suffix)) {
            return suffix.len();
        }
        let start = usize::from(text.starts_with(' '));
        match text[start..].chars().next().map(|c| self.kind(c)) {
            Some(kind) if kind != Kind::Space => start + run(&text[start..], |c| self.kind(c) == kind),
            _ => {
                let spaces = run(text, char::is_whitespace);
                // The last of several goes with the word behind it.
                let last = text[..spaces].char_indices().next_back().map_or(0, |(at, _)| at);
                if spaces < text.len() && last > 0 { last } else { spaces }
            }
        }
    }

    fn kind(&self, c: char) -> Kind {
        let at = self.letters.partition_point(|(_, end)| *end < c);
        match c {
            _ if self.letters.get(at).is_some_and(|(start, _)| *start <= c) => Kind::Letter,
            _ if c.is_numeric() => Kind::Number,
            _ if c.is_whitespace() => Kind::Space,
            _ => Kind::Other,
        }
    }
}

/// Bytes of the characters at the start that are such.
fn run(text: &str, such: impl Fn(char) -> bool) -> usize {
    text.find(|c| !such(c)).unwrap_or(text.len())
}

fn digits(text: &str, alone: bool) -> usize {
    match text.chars().next() {
        Some(first) if first.is_numeric() && alone => first.len_utf8(),
        Some(first) => run(text, |c| c.is_numeric() == first.is_numeric()),
        None => 0,
    }
}
