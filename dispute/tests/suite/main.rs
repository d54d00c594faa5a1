//! Machines, runs and games on small models.

mod anvil;
mod attackers;
mod beacons;
mod blobs;
mod game;
mod games;
mod hostile;
mod https;
mod journal;
mod ledger;
mod line;
mod live;
mod machines;
mod money;
mod node;
mod nodes;
mod process;
mod sending;
mod settled;
mod simulations;
mod strategies;
mod told;
mod toy;
mod vault;
mod watching;

/// The seeds of a long test: those that the environment asks for (DISPUTE_FIRST, DISPUTE_GAMES), so that it is played in parts, or these.
fn seeds(first: u64, games: u64) -> std::ops::Range<u64> {
    let number = |name: &str, usual| {
        std::env::var(name)
            .map_or(usual, |text| text.parse().unwrap_or_else(|_| panic!("{name}={text}: no number")))
    };
    let first = number("DISPUTE_FIRST", first);
    first..first + number("DISPUTE_GAMES", games)
}
