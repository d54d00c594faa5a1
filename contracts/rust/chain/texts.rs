//! A list of long texts in an answer, read one at a time: what a node says may be long, and several are asked at once, so that none is held
//! whole. JSON, `{"data": ["...", ...]}`.

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::io::{self, BufReader, Read};

/// Reads such an answer; `take` is told of each text. Returns how many there are.
///
/// # Errors
/// For what is none, has more than `most` texts, or a text of more than `longest` bytes.
pub fn each_text(
    from: impl Read,
    longest: usize,
    most: usize,
    take: impl FnMut(&str),
) -> serde_json::Result<usize> {
    let short = Short { from, longest, depth: 0, length: None, escaped: false };
    let mut answer = serde_json::Deserializer::from_reader(BufReader::new(short));
    let mut texts = Texts { take, most, count: 0 };
    answer.deserialize_map(Data(&mut texts))?;
    answer.end()?;
    Ok(texts.count)
}

/// Lists and objects in each other, in an answer of whatever else. A parser that skips them keeps a byte for each.
const DEEPEST: usize = 16;

/// What is read, as long as no text in it, keys included, is longer than that: a parser holds one whole before it can be looked at. Nor may
/// more than [`DEEPEST`] lists and objects lie in each other.
struct Short<R> {
    from: R,
    longest: usize,
    /// Lists and objects around what is being read.
    depth: usize,
    /// Bytes of the text that is being read.
    length: Option<usize>,
    /// Whether a backslash came before.
    escaped: bool,
}

impl<R: Read> Read for Short<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(buffer)?;
        let refused = |cause: String| Err(io::Error::new(io::ErrorKind::InvalidData, cause));
        for byte in &buffer[..count] {
            match (self.length, byte) {
                (None, b'[' | b'{') => self.depth += 1,
                (None, b']' | b'}') => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
            if self.depth > DEEPEST {
                return refused(format!("more than {DEEPEST} lists and objects in each other"));
            }
            self.length = match (self.length, byte) {
                (None, b'"') => Some(0),
                (Some(_), b'"') if !self.escaped => None,
                (length, _) => length.map(|length| length + 1),
            };
            self.escaped = self.length.is_some() && *byte == b'\\' && !self.escaped;
            if self.length.is_some_and(|length| length > self.longest) {
                return refused(format!("a text of more than {} bytes", self.longest));
            }
        }
        Ok(count)
    }
}

/// The texts of an answer.
struct Texts<F> {
    take: F,
    most: usize,
    count: usize,
}

/// The answer.
struct Data<'a, F>(&'a mut Texts<F>);

impl<'de, F: FnMut(&str)> Visitor<'de> for Data<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer with data")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut there = false;
        while let Some(key) = map.next_key::<String>()? {
            if key == "data" {
                there = true;
                map.next_value_seed(List(self.0))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        if there { Ok(()) } else { Err(A::Error::missing_field("data")) }
    }
}

/// The list in it.
struct List<'a, F>(&'a mut Texts<F>);

impl<'de, F: FnMut(&str)> DeserializeSeed<'de> for List<'_, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, F: FnMut(&str)> Visitor<'de> for List<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list of at most {} texts", self.0.most)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(text) = seq.next_element::<String>()? {
            if self.0.count == self.0.most {
                return Err(A::Error::invalid_length(self.0.most + 1, &self));
            }
            self.0.count += 1;
            (self.0.take)(&text);
        }
        Ok(())
    }
}
