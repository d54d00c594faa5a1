//! A list of long texts in an answer, read one at a time: what a node says may be long, and several are asked at once, so that none is held
//! whole. JSON, `{"data": ["...", ...]}`.

use super::bounded::Bounded;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::io::{BufReader, Read};

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
    let bounded = Bounded::new(from, longest);
    let mut answer = serde_json::Deserializer::from_reader(BufReader::new(bounded));
    let mut texts = Texts { take, most, count: 0 };
    answer.deserialize_map(Data(&mut texts))?;
    answer.end()?;
    Ok(texts.count)
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
