//! A watch over a game: what it tells, what it keeps, and what it shows.

use crate::games::{SETTINGS, Table};
use crate::toy::input;
use contracts::chain::{ChainError, Local, MAX_FILE};
use dispute::player::{Conduct, Honest, Player};
use dispute::watch::alerts::Alert;
use dispute::watch::reading::Readings;
use dispute::watch::store::{Count, Store};
use dispute::watch::{Limits, Told, Watch};
use fault_proof_vm::Hash;
use std::cell::Cell;
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::mpsc;
use std::time::{Duration, Instant};

const BOND: u128 = SETTINGS.bond;

/// What was told, in short.
#[derive(Debug, PartialEq, Eq)]
pub enum Said {
    Made(&'static str),
    Short,
    Resolved(bool, Count),
    On(Alert),
    Over(Alert),
}

pub struct Watcher<'a> {
    table: &'a Table,
    pub watch: Watch<Local, Honest>,
}

impl<'a> Watcher<'a> {
    pub fn new(table: &'a Table, path: Option<PathBuf>) -> Self {
        Self::of(table, path, table.slow.model().id())
    }

    /// The same of claims about a model whose identity is given without terms.
    pub fn of(table: &'a Table, path: Option<PathBuf>, model: Hash) -> Self {
        let board = table.board(1);
        let store = Store::open(path, &board.game.into(), &board.account.into()).unwrap();
        // Blocks of this chain are years old.
        let limits = Limits { age: Duration::from_secs(1 << 40), ..Limits::default() };
        Self { table, watch: Watch::new(board, model, store, limits) }
    }

    pub fn look(&mut self) -> Vec<Said> {
        let mut said = Vec::new();
        let make = |board: &dispute::player::Contract<Local>, claim: &dispute::player::Claim| {
            Ok::<_, ChainError>(Some(Player::new(board.clone(), self.table.truth_of(&claim.input))))
        };
        let tell = |told: Told<'_>| {
            said.extend(match told {
                Told::Move(_, played) | Told::TakenOut(played) => Some(Said::Made(played.what.name())),
                Told::Short(..) => Some(Said::Short),
                Told::Resolved(_, right, count) => Some(Said::Resolved(right, count)),
                Told::Alert(alert, _, true) => Some(Said::On(alert)),
                Told::Alert(alert, _, false) => Some(Said::Over(alert)),
                Told::Taken(_) | Told::Unknown(_) | Told::Struck(_) => None,
                Told::Failed(_, error) => panic!("{error}"),
            });
        };
        self.watch.look(make, tell).unwrap();
        said
    }

    fn lines(&self) -> BTreeSet<String> {
        self.watch.figures().text().lines().map(str::to_owned).collect()
    }

    pub fn shows(&self, line: &str) -> bool {
        self.lines().contains(line)
    }
}

/// A lie is seen, fought and won, by watches of which each is gone after one look; the last one knows what all have done.
#[test]
fn a_claim_from_its_lie_to_its_result() {
    let table = Table::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("watch.json");
    let mut liar = table.liar(2, 2, &[1, 5], 7);
    let (claim, _) = liar.open(&table.input).unwrap();
    let first = Watcher::new(&table, Some(path.clone())).look();
    assert_eq!(first, [Said::Made("join"), Said::On(Alert::WrongClaim)]);
    let (mut made, mut end) = (1, None);
    for _ in 0..200 {
        let mut watcher = Watcher::new(&table, Some(path.clone()));
        let said = watcher.look();
        let moves = said.iter().filter(|said| matches!(said, Said::Made(_))).count() as u64;
        made += moves;
        let lies = liar.play(&claim).unwrap();
        if watcher.shows("dispute_claims_resolved_total{verdict=\"right\"} 1") {
            end = said.into_iter().find(|said| matches!(said, Said::Resolved(..)));
            break;
        }
        if moves == 0 && lies.is_empty() {
            table.chain.pass(SETTINGS.extension / 3);
        }
    }
    // Money is taken out after the result, so that the claim is left in the look after that.
    let kept: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let total = &kept["total"];
    assert!(matches!(end, Some(Said::Resolved(true, _))), "{end:?} {kept}");
    assert_eq!((total["moves"].as_u64(), total["refused"].as_u64()), (Some(made), Some(0)), "{kept}");
    assert!(made > 5 && total["gas"].as_u64().unwrap() > 1_000_000, "{kept}");
    assert_eq!(
        (&kept["right"], &kept["wrong"], kept["claims"].as_object().unwrap().len()),
        (&1.into(), &0.into(), 0)
    );
    // Another game's, or no watch's.
    for (game, account) in [([0; 20], table.board(1).account.into()), (table.deployed.game.into(), [0; 20])] {
        let opened = Store::open(Some(path.clone()), &game, &account);
        assert!(matches!(opened, Err(ChainError::Store { .. })), "{opened:?}");
    }
    let board = table.board(1);
    for text in ["{}".to_owned(), " ".repeat(MAX_FILE as usize + 1)] {
        std::fs::write(&path, &text).unwrap();
        let opened = Store::open(Some(path.clone()), &board.game.into(), &board.account.into());
        assert!(matches!(opened, Err(ChainError::Store { .. })), "{opened:?}");
    }
}

/// A clock of ours that is low, and money that is short, are told, and when that is over.
#[test]
fn clocks_and_money() {
    let table = Table::new();
    table.fund(3 * BOND - 1);
    let mut liar = table.liar(2, 4, &[1, 3], 1);
    let (claim, _) = liar.open(&table.input).unwrap();
    let mut watcher = Watcher::new(&table, None);
    let wrong = Said::On(Alert::WrongClaim);
    assert_eq!(watcher.look(), [Said::Short, wrong, Said::On(Alert::Money)]);
    assert!(
        watcher.shows("dispute_claims_short 1") && watcher.shows("dispute_alerts{alert=\"balance_low\"} 1")
    );
    assert!(watcher.look().is_empty(), "once is enough");
    // Three quarters of the time to join go by.
    table.chain.pass(SETTINGS.allowance * 3 / 4 + 10);
    assert_eq!(watcher.look(), [Said::On(Alert::Clock)]);
    table.fund(3 * BOND);
    assert_eq!(watcher.look(), [Said::Made("join"), Said::Over(Alert::Money)]);
    assert_eq!(watcher.look(), [Said::Over(Alert::Clock)]);
    assert!(watcher.shows("dispute_clock_share 1") && watcher.shows("dispute_claims_wrong 1"));
    assert!(liar.play(&claim).unwrap().len() == 1);
}

/// Two lies put each other out while there is no money to say what is so: nobody can win that claim any more.
#[test]
fn a_claim_without_a_winner() {
    let table = Table::new();
    table.fund(0);
    let mut liars = [table.liar(2, 2, &[1, 3], 1), table.liar(3, 2, &[1, 3], 2)];
    let (claim, _) = liars[0].open(&table.input).unwrap();
    let mut watcher = Watcher::new(&table, None);
    let mut said = Vec::new();
    for _ in 0..100 {
        let moved = liars.iter_mut().any(|liar| {
            liar.tidy = true;
            !liar.play(&claim).unwrap().is_empty()
        });
        if !moved {
            table.chain.pass(SETTINGS.extension / 3);
        }
        said = watcher.look();
        if said.contains(&Said::On(Alert::NoWinner)) {
            break;
        }
    }
    assert!(said.contains(&Said::On(Alert::NoWinner)), "{said:?}");
    assert!(watcher.shows("dispute_claims_without_winner 1"));
}

/// A claim that cannot be played, since its input is not to be had, is told of as long as it is so: a lie in it would stand.
#[test]
fn a_claim_without_a_player_is_an_alert() {
    let table = Table::new();
    let (claim, _) = table.liar(2, 2, &[1, 5], 7).open(&table.input).unwrap();
    let (there, mut said) = (Cell::new(false), Vec::new());
    let mut watcher = Watcher::new(&table, None);
    for look in 0..80 {
        there.set(look >= 20);
        let make =
            |board: &dispute::player::Contract<Local>, claim: &dispute::player::Claim| match there.get() {
                true => Ok(Some(Player::new(board.clone(), table.truth_of(&claim.input)))),
                false => Err("no beacon"),
            };
        let tell = |told: Told<'_>| {
            if let Told::Alert(Alert::Unplayed, text, on) = told {
                said.push((look, text, on));
            }
        };
        watcher.watch.look(make, tell).unwrap();
        let page = watcher.watch.page(&|_| String::new());
        let unplayed = said.last().is_some_and(|(.., on)| *on);
        assert!(unplayed || look >= 20, "{said:?}");
        assert_eq!(watcher.shows("dispute_claims_unplayed 1"), unplayed);
        assert_eq!(watcher.shows("dispute_alerts{alert=\"not_played\"} 1"), unplayed);
        assert_eq!(page.contains("not played: no beacon"), unplayed, "{page}");
        assert!(
            page.contains(&hex::encode(claim)) && (!unplayed || !page.contains("nothing but what is so"))
        );
    }
    let [(0, on, true), (_, over, false)] = &said[..] else { panic!("{said:?}") };
    assert!(
        on.ends_with("it is not played: no beacon") && over.ends_with("it is played, or not open any more")
    );
}

/// The input of one claim is read from a node that hangs. The moves of another are made meanwhile, look by look; the claim is one that is not played, which is an
/// alert, until it has been read, and is taken up at the very next look then.
#[test]
fn what_is_still_read_holds_up_no_other_claim() {
    let table = Table::new();
    let (slow, _) = table.liar(2, 2, &[1, 5], 7).open(&table.input).unwrap();
    let (quick, _) = table.liar(3, 1, &[1, 5], 7).open(&table.input).unwrap();
    let (mut readings, mut said) = (Readings::new(Duration::from_millis(50)), Vec::new());
    let (go, wait) = mpsc::sync_channel::<()>(0);
    let (mut go, mut wait) = (Some(go), Some(wait));
    let mut watcher = Watcher::new(&table, None);
    let has = |said: &[(bool, bool, String)], when, is, text: &str| {
        said.iter().any(|(late, of, what)| (*late, *of) == (when, is) && what.contains(text))
    };
    for _ in 0..1_000 {
        // Once the other claim is played, the node answers.
        let late = has(&said, false, true, "join");
        if late && go.take().is_some_and(|go: mpsc::SyncSender<()>| go.send(()).is_err()) {
            panic!("nobody reads");
        }
        if has(&said, true, false, "it is played") {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
        readings.begin();
        let make = |board: &dispute::player::Contract<Local>, claim: &dispute::player::Claim| {
            let wait = if claim.id == slow { wait.take() } else { None };
            let read = readings.get(&claim.id, move || wait.map(|wait| wait.recv()));
            Ok::<_, ChainError>(read.map(|_| Player::new(board.clone(), table.truth_of(&claim.input))))
        };
        let start = Instant::now();
        let tell = |told: Told<'_>| match told {
            Told::Move(claim, played) => said.push((late, *claim == quick, played.what.name().to_owned())),
            Told::Alert(Alert::Unplayed, text, on) => said.push((late, on, text)),
            Told::Failed(_, error) => panic!("{error}"),
            _ => {}
        };
        watcher.watch.look(make, tell).unwrap();
        assert!(start.elapsed() < Duration::from_secs(30), "{said:?}");
    }
    // The slow one is told of before, and that is over once it was read.
    assert!(
        has(&said, false, true, &hex::encode(slow)) && has(&said, true, false, &hex::encode(slow)),
        "{said:?}"
    );
}

/// A watch is killed when its last move has been made, before it has taken its money out: the next one does, once.
#[test]
fn money_of_a_former_life() {
    let table = Table::new();
    let (claim, _) = table.honest(1).open(&table.input).unwrap();
    table.chain.pass(SETTINGS.allowance + 1);
    let mut stranger = table.honest(3);
    // What nobody pays for it does not do unless it is told to.
    assert!(stranger.play(&claim).unwrap().is_empty());
    stranger.resolves = true;
    assert_eq!(stranger.play(&claim).unwrap().len(), 1);
    let (before, mut watcher) = (table.balance(1), Watcher::new(&table, None));
    assert_eq!(watcher.look(), [Said::Made("withdraw")]);
    assert_eq!(table.balance(1), before + BOND);
    assert!(watcher.look().is_empty());
    assert!(watcher.shows("dispute_moves_total 1"));
}

/// However many claims there are, what is shown is as long as it was.
#[test]
fn figures_do_not_grow() {
    let mut table = Table::new();
    let mut watcher = Watcher::new(&table, None);
    watcher.look();
    let names = |watcher: &Watcher<'_>| -> Vec<String> {
        let text = watcher.watch.figures().text();
        text.lines().map(|line| line.rsplit_once(' ').map_or("", |(name, _)| name).to_owned()).collect()
    };
    let before = names(&watcher);
    drop(watcher);
    for claim in 0..12 {
        table.input = input([5 + claim; 8]);
        let mut liar = table.liar(2, 2, &[1, 3], 1);
        liar.conduct = Conduct::Silent;
        liar.open(&table.input).unwrap();
    }
    let mut watcher = Watcher::new(&table, None);
    watcher.look();
    assert!(watcher.shows("dispute_claims_open 12"));
    // What is explained is of a kind, and has a value.
    let series: Vec<String> = names(&watcher).into_iter().filter(|name| !name.starts_with('#')).collect();
    let kinds = watcher.lines().iter().filter(|line| line.starts_with("# TYPE dispute_")).count();
    assert!(kinds > 15 && series.len() >= kinds, "{kinds} of {series:?}");
    let shape =
        |names: Vec<String>| names.into_iter().filter(|name| !name.starts_with('#')).collect::<Vec<_>>();
    assert_eq!(shape(before), series);
}

/// The dashboard shows all that there is, and nothing else.
#[test]
fn the_dashboard() {
    let text = include_str!("../../grafana.json");
    let dashboard: serde_json::Value = serde_json::from_str(text).unwrap();
    let panels = dashboard["panels"].as_array().unwrap().iter();
    let targets = panels.flat_map(|panel| panel["targets"].as_array().unwrap());
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        words.filter(|word| word.starts_with("dispute_")).map(str::to_owned).collect()
    };
    let shown: BTreeSet<String> =
        targets.flat_map(|target| words(target["expr"].as_str().unwrap())).collect();
    let figures = dispute::watch::figures::Figures::default().text();
    let there: BTreeSet<String> =
        figures.lines().filter(|line| line.starts_with("# TYPE")).flat_map(words).collect();
    assert_eq!(shown, there);
}

pub fn get(url: &str, path: &str) -> String {
    let address = url.trim_start_matches("http://").split('/').next().unwrap();
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}
