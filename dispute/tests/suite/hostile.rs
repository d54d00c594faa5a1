//! What strangers say: nodes that lie, break off or babble, and transactions that are no moves. A player may then fail,
//! with an error; it never panics, and never loses what it had.

use crate::games::{SETTINGS, STEPS, Table, seat};
use crate::toy::input;
use contracts::Address;
use contracts::Log;
use contracts::chain::{Block, Chain, ChainError, Local, Payload, Receipt, Rpc, serve};
use dispute::game::play_out;
use dispute::player::{Board, Contract, Player, View, deploy};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::io::{Read, Write};

/// A chain whose node changes some of what it says.
struct Corrupt {
    chain: Local,
    random: ChaCha8Rng,
}

impl Corrupt {
    fn bytes(&mut self, mut bytes: Vec<u8>) -> Vec<u8> {
        match self.random.gen_range(0..12) {
            0 if !bytes.is_empty() => {
                let at = self.random.gen_range(0..bytes.len());
                bytes[at] ^= 1 << self.random.gen_range(0..8);
            }
            1 => bytes.truncate(self.random.gen_range(0..=bytes.len())),
            2 => bytes.iter_mut().for_each(|byte| *byte = 0xff),
            3 if bytes.len() >= 32 => {
                let at = self.random.gen_range(0..bytes.len() / 32) * 32;
                bytes[at..at + 32].fill(0xff);
            }
            _ => {}
        }
        bytes
    }
}

impl Chain for Corrupt {
    fn time(&mut self) -> Result<u64, ChainError> {
        Ok(if self.random.gen_ratio(1, 10) { self.random.r#gen() } else { self.chain.time()? })
    }

    fn block(&mut self, number: Option<u64>) -> Result<Block, ChainError> {
        let mut block = self.chain.block(number)?;
        if self.random.gen_ratio(1, 20) {
            block.number = self.random.r#gen();
        }
        Ok(block)
    }

    fn look(&mut self, to: Address, data: Vec<u8>) -> Result<Vec<u8>, ChainError> {
        let bytes = self.chain.look(to, data)?;
        Ok(self.bytes(bytes))
    }

    fn send_all(&mut self, from: Address, payloads: Vec<Payload>) -> Vec<Result<Receipt, ChainError>> {
        self.chain.send_all(from, payloads)
    }

    fn balance(&mut self, account: Address) -> Result<u128, ChainError> {
        self.chain.balance(account)
    }

    fn logs(&mut self, address: Address, from_block: u64, to_block: u64) -> Result<Vec<Log>, ChainError> {
        let mut logs = self.chain.logs(address, from_block, to_block)?;
        for log in &mut logs {
            if self.random.gen_ratio(1, 8) {
                log.data = self.bytes(std::mem::take(&mut log.data));
            }
            if self.random.gen_ratio(1, 20) {
                log.topics.pop();
            }
        }
        if self.random.gen_ratio(1, 6) && !logs.is_empty() {
            let at = self.random.gen_range(0..logs.len());
            logs.swap(0, at);
        }
        Ok(logs)
    }
}

/// A player behind a lying node gets errors or moves, and what it sends the contract refuses or takes for what it is:
/// at every stage of a game.
#[test]
fn a_lying_node() {
    let table = Table::new();
    let mut liar = table.liar(2, 3, &[1, 5], 7);
    let (claim, _) = liar.open(&table.input).unwrap();
    let mut honest = table.honest(1);
    let (mut errors, mut looks) = (0, 0);
    for round in 0..40u64 {
        for seed in 0..30 {
            let random = ChaCha8Rng::seed_from_u64(1_000 * round + seed);
            let chain = Corrupt { chain: table.chain.clone(), random };
            let board = Contract::new(chain, table.deployed.game, Local::accounts()[3], table.deployed.block);
            let mut victim = Player::new(board, table.truth());
            looks += 1;
            errors += u64::from(victim.moves(&claim).is_err());
        }
        liar.play(&claim).unwrap();
        if honest.play(&claim).unwrap().is_empty() {
            table.chain.pass(SETTINGS.extension / 2);
        }
    }
    assert!(errors > looks / 20 && errors < looks, "{errors} of {looks} looks failed");
}

/// Answers of a node that are no answers are errors that name the question.
#[test]
fn a_babbling_node() {
    let answers: [&[u8]; 9] = [
        b"",
        b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 500 Oops\r\ncontent-length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nnull",
        b"HTTP/1.1 200 OK\r\ncontent-length: 17\r\n\r\n{\"result\":\"0xzz\"}",
        b"HTTP/1.1 200 OK\r\ncontent-length: 41\r\n\r\n{\"error\":{\"code\":-1,\"message\":\"go away\"}}",
        b"HTTP/1.1 200 OK\r\ncontent-length: 999999999999\r\n\r\n{",
        b"\x00\xff\xfe",
    ];
    for answer in answers {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = std::thread::spawn(move || {
            for _ in 0..4 {
                let Ok((mut stream, _)) = listener.accept() else { return };
                let _ = stream.read(&mut [0; 4096]);
                let _ = stream.write_all(answer);
            }
        });
        let mut rpc = Rpc::new(&url);
        let account = Address::default();
        assert!(rpc.time().is_err(), "{answer:?}");
        assert!(rpc.look(account, Vec::new()).is_err());
        assert!(rpc.logs(account, 0, 9).is_err());
        assert!(rpc.send(account, None, 0, Vec::new()).is_err());
        server.join().unwrap();
    }
    assert!(matches!(Rpc::new("http://127.0.0.1:1").time(), Err(ChainError::Unreachable { .. })));
}

/// The node of our own: what it is asked by strangers is answered or refused, and never ends it.
#[test]
fn a_babbling_client() {
    let serving = serve(0).unwrap();
    let mut rpc = Rpc::new(&serving.url);
    let deployed = deploy(&mut rpc, Local::accounts()[0], &SETTINGS).unwrap();
    let address = serving.url.trim_start_matches("http://").to_owned();
    let bodies: [&[u8]; 6] = [
        b"{",
        b"[]",
        b"[{\"method\":\"eth_call\"},3]",
        b"{\"method\":\"eth_sendTransaction\",\"params\":[{\"from\":\"0x1\"}]}",
        b"{\"method\":\"eth_getLogs\",\"params\":[{\"address\":7}]}",
        b"\xff\x00",
    ];
    for body in bodies {
        let mut stream = std::net::TcpStream::connect(&address).unwrap();
        let head = format!(
            "POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
    }
    let mut board = Contract::new(rpc, deployed.game, Local::accounts()[1], deployed.block);
    assert_eq!(board.settings().unwrap(), SETTINGS);
}

/// Transactions that are no moves change nothing for those who play.
#[test]
fn invalid_moves_are_refused() {
    let table = Table::new();
    let mut liar = table.liar(2, 3, &[1, 5], 7);
    let (claim, _) = liar.open(&table.input).unwrap();
    let mut random = ChaCha8Rng::seed_from_u64(5);
    let mut honest = table.honest(1);
    let mut griefer = table.board(4);
    let mut refused = 0;
    for _ in 0..60 {
        // The moves that others would make, spoilt, and sent before them.
        let moves = [honest.moves(&claim).unwrap(), liar.moves(&claim).unwrap()].concat();
        for (mut what, ..) in moves {
            spoil(&mut what, &mut random);
            refused += u64::from(griefer.play(&what).is_err());
        }
        let some = liar.play(&claim).unwrap().len() + honest.play(&claim).unwrap().len();
        if some == 0 {
            table.chain.pass(SETTINGS.extension / 2);
        }
    }
    assert!(refused > 10, "{refused} refused");
    table.play(&claim, &mut [seat("liar", liar), seat("honest", honest)]);
    assert_eq!(table.truth().run().steps(), STEPS);
}

fn spoil(what: &mut dispute::player::Move, random: &mut ChaCha8Rng) {
    use dispute::player::Move;
    let hash = |hash: &mut [u8; 32], random: &mut ChaCha8Rng| hash[random.gen_range(0..32)] ^= 0x10;
    match what {
        Move::Join { children, last, .. } => {
            hash(if random.r#gen() { last } else { &mut children[0] }, random)
        }
        Move::Advance { children, next, .. } => {
            hash(if random.r#gen() { &mut children[1] } else { &mut next[0] }, random);
        }
        Move::Seal { children, agreed, .. } => {
            hash(if random.r#gen() { agreed } else { &mut children[0] }, random)
        }
        Move::Settle(game) | Move::Timeout(game) => hash(&mut game.sides[0], random),
        Move::Resolve(claim) | Move::Release(claim, _) => hash(claim, random),
        Move::Unlock | Move::Withdraw => {}
    }
}

/// The same game through a node's JSON-RPC.
#[test]
fn a_game_over_rpc() {
    let table = Table::with_input(input([5; 8]));
    let serving = serve(0).unwrap();
    let mut rpc = Rpc::new(&serving.url);
    let accounts = rpc.accounts().unwrap();
    let deployed = deploy(&mut rpc, accounts[0], &SETTINGS).unwrap();
    let board = |account: usize| Contract::new(rpc.clone(), deployed.game, accounts[account], deployed.block);
    let mut liar = Player::new(board(2), table.lie(2, &[1, 5], 7));
    liar.tidy = false;
    let (claim, _) = liar.open(&table.input).unwrap();
    let honest = Player::new(board(1), table.truth());
    let mut seats: [Box<dyn dispute::game::Seat>; 2] = [
        Box::new(dispute::game::Named { name: "liar".into(), player: liar }),
        Box::new(dispute::game::Named { name: "honest".into(), player: honest }),
    ];
    let mut referee = board(0);
    play_out(&mut referee, &claim, &mut seats, 200_000, |rpc, seconds| rpc.pass(seconds), |_| {}).unwrap();
    let result = referee.claims().unwrap()[0].result;
    assert_eq!(result, Some(table.truth().run().state(STEPS)));
}
