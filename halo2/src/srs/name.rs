//! Which reference string it is, and who may know its secret.

use halo2curves::bn256::G2Affine;
use halo2curves::serde::SerdeObject;
use sha3::{Digest, Keccak256};
use std::fmt;
use std::str::FromStr;

use crate::file::{FileError, Reader};

/// Ceremonies by the fingerprints of their strings.
///
/// Source: `powersOfTau28_hez_final_08.ptau`, whose BLAKE2b-512 hash (d6a8fb3a…fdf57b583) is the one that snarkjs
/// publishes; the files of all sizes share the secret.
const CEREMONIES: [(&str, &str); 1] = [(
    "35963711af743b888cc95107258782c22be560d55478793d01aaeefeecd6df38",
    "perpetual powers of tau, 54 contributions and a beacon (powersOfTau28_hez_final)",
)];

/// Where the secret of a reference string comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It was drawn from a seed: everybody knows it.
    Seed,
    /// Whoever made the string drew it, and need not have dropped it.
    OneParty,
    /// A ceremony: nobody knows it if one of those who took part dropped their share.
    Ceremony,
}

impl Origin {
    /// All of them.
    const ALL: [Self; 3] = [Self::Seed, Self::OneParty, Self::Ceremony];

    /// The mark in files.
    pub(crate) fn mark(self) -> &'static [u8; 32] {
        match self {
            Self::Seed => b"UNSAFE: secret drawn from a seed",
            Self::OneParty => b"UNSAFE: secret of a single party",
            Self::Ceremony => b"CEREMONY: secret of many parties",
        }
    }

    /// Reads a mark.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, FileError> {
        let mark = reader.take(32)?;
        let known = Self::ALL.into_iter().find(|origin| origin.mark() == mark);
        known.ok_or_else(|| FileError::Malformed("the mark of the reference string is unknown".into()))
    }

    /// Whether the string is for development alone.
    pub fn is_development(self) -> bool {
        self != Self::Ceremony
    }

    /// A word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Seed => "seed",
            Self::OneParty => "single party",
            Self::Ceremony => "ceremony",
        }
    }
}

/// Tells strings apart: hash of the secret in G2, the same for every size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    /// Of the string with this secret.
    pub(crate) fn of(s_g2: &G2Affine) -> Self {
        Self(Keccak256::digest(s_g2.to_raw_bytes()).into())
    }

    /// The ceremony of the string, if it is one that this program knows.
    pub fn ceremony(&self) -> Option<&'static str> {
        let all = CEREMONIES.iter().filter_map(|(hex, name)| Some((hex.parse::<Self>().ok()?, *name)));
        all.into_iter().find_map(|(known, name)| (known == *self).then_some(name))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

impl FromStr for Fingerprint {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("'{text}' is no fingerprint: 64 hexadecimal digits");
        let digits = text.strip_prefix("0x").unwrap_or(text).as_bytes();
        let (pairs, []) = digits.as_chunks::<2>() else { return Err(wrong()) };
        let byte = |pair: &[u8; 2]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
        let bytes = pairs.iter().map(byte).collect::<Option<Vec<u8>>>().ok_or_else(wrong)?;
        bytes.try_into().map(Self).map_err(|_| wrong())
    }
}

/// What is known of a string without having it, as from a verifying key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SrsName {
    /// Who may know the secret, by what its file or key says.
    pub origin: Origin,
    /// Which string it is.
    pub fingerprint: Fingerprint,
}

impl SrsName {
    /// The ceremony that the string hangs on, by its fingerprint, which nobody can choose.
    pub fn ceremony(&self) -> Option<&'static str> {
        self.fingerprint.ceremony()
    }

    /// Whether somebody may know the secret, as far as this program can tell: anyone can mark a string of their own as a
    /// ceremony's.
    pub fn is_unsafe(&self) -> bool {
        self.origin.is_development() || self.ceremony().is_none()
    }
}

impl fmt::Display for SrsName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = match (self.origin, self.ceremony()) {
            (Origin::Seed, _) => "UNSAFE, its secret comes from a seed: anyone can forge proofs",
            (Origin::OneParty, _) => {
                "UNSAFE, one party drew its secret and may have kept it: that party can forge proofs"
            }
            (Origin::Ceremony, Some(name)) => name,
            (Origin::Ceremony, None) => {
                "said to be of a ceremony, which is none that this program knows: as safe as that ceremony, if its \
                 publishers name this fingerprint"
            }
        };
        write!(f, "reference string {}: {said}", self.fingerprint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_read_as_they_are_printed() {
        let one = Fingerprint(std::array::from_fn(|i| i as u8 * 7));
        assert_eq!(one.to_string().parse(), Ok(one));
        assert_eq!(format!("0x{one}").to_uppercase().replace("0X", "0x").parse(), Ok(one));
        let hex = one.to_string();
        for bad in [
            "",
            "0x",
            &hex[1..],
            &hex[2..],
            &format!("{hex}00"),
            &hex.replace('0', "g"),
            &hex.replace("07", "é"),
        ] {
            assert!(bad.parse::<Fingerprint>().is_err(), "{bad}");
        }
        for (hex, name) in CEREMONIES {
            assert_eq!(hex.parse::<Fingerprint>().map(|f| f.ceremony()), Ok(Some(name)));
        }
    }

    #[test]
    fn a_mark_alone_makes_nothing_safe() {
        let fingerprint = Fingerprint([7; 32]);
        for origin in Origin::ALL {
            assert!(SrsName { origin, fingerprint }.is_unsafe(), "{origin:?}");
        }
        let known: Fingerprint = CEREMONIES[0].0.parse().unwrap();
        assert!(!SrsName { origin: Origin::Ceremony, fingerprint: known }.is_unsafe());
        assert!(SrsName { origin: Origin::OneParty, fingerprint: known }.is_unsafe());
    }
}
