//! Versions of the state: which machine a state belongs to.
//!
//! The 188 bytes that a claim commits to do not say it, in Cannon's versions neither: whoever settles a claim
//! fixes the step contract, and with it the version. State files say it in their first byte.

/// A version this machine runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u8)]
pub enum Version {
    /// Cannon's `multithreaded64-5`.
    #[default]
    V8 = 8,
    /// Version 8 with the ML system calls. Cannon counts its versions up from 0; ours have the top bit set, so
    /// that none will ever be one of Cannon's.
    Ml = 0x88,
}

impl Version {
    /// All versions.
    pub const ALL: [Self; 2] = [Self::V8, Self::Ml];

    /// The version with this number.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.number() == number)
    }

    /// Its number: the first byte of state files.
    pub fn number(self) -> u8 {
        self as u8
    }
}

/// What a version of the state is called; the first byte of a JSON state is a brace.
pub fn version_name(version: u8) -> &'static str {
    match version {
        0 => "singlethreaded",
        1 => "multithreaded",
        2 => "singlethreaded-2",
        3 => "multithreaded64",
        4 => "multithreaded64-2",
        5 => "multithreaded-2",
        6 => "multithreaded64-3",
        7 => "multithreaded64-4",
        8 => "multithreaded64-5",
        0x88 => "multithreaded64-5-ml",
        b'{' => "JSON, which is no longer a form of states",
        _ => "unknown",
    }
}
