//! Hints and pre-images between processes: our server, our client, and both against others.

use crate::builds::{c_guests, go_guests, native_go};
use crate::guests::{claim, load};
use fault_proof_vm::host::{
    Channels, Client, FileStore, Hints, HostError, Oracle, PreimageStore, Server, Source, key, serve, spawn,
};
use fault_proof_vm::{Hash, Host, Vm, VmError};
use std::io::pipe;
use std::path::Path;
use std::process::Command;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_millis(200);
const LATE: Duration = Duration::from_secs(20);
const LIMIT: u64 = 1 << 20;

fn shell(script: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    command
}

fn server(script: &str, timeout: Duration) -> Server {
    Server::start(shell(script), Hints::Wait, timeout, LIMIT).unwrap()
}

/// A client whose server runs in a thread here.
fn pair(source: impl Source + Send + 'static, mode: Hints) -> (Client, JoinHandle<Result<(), HostError>>) {
    let (hint_read, ack_read) = (pipe().unwrap(), pipe().unwrap());
    let (key_read, data_read) = (pipe().unwrap(), pipe().unwrap());
    let ours = Channels {
        hint_read: ack_read.0,
        hint_write: hint_read.1,
        preimage_read: data_read.0,
        preimage_write: key_read.1,
    };
    let theirs = Channels {
        hint_read: hint_read.0,
        hint_write: ack_read.1,
        preimage_read: key_read.0,
        preimage_write: data_read.1,
    };
    let server = std::thread::spawn(move || serve(source, theirs));
    (Client::new(ours, mode, LATE, LIMIT), server)
}

/// A store in a folder with what the claim guests ask for.
fn claim_folder(folder: &Path) {
    let store = FileStore::create(folder).unwrap();
    let mut claim = claim(4950);
    let root = claim.fetch(&key::local(1)).unwrap().unwrap();
    let list = claim.fetch(&{
        let mut key: Hash = root.clone().try_into().unwrap();
        key[0] = 2;
        key
    });
    let list = list.unwrap().unwrap();
    store.insert_keccak(&list).unwrap();
    let sha = store.insert_sha256(&list).unwrap();
    store.insert_local(1, &root).unwrap();
    store.insert_local(2, &sha).unwrap();
    store.insert_local(3, &4950u64.to_be_bytes()).unwrap();
}

#[test]
fn a_client_and_a_server_in_one_process() {
    for mode in [Hints::Wait, Hints::Background] {
        let mut store = PreimageStore::default();
        let small = store.insert_keccak(b"small".to_vec());
        let large = store.insert_sha256(vec![7; 300_000]);
        let (mut client, server) = pair(store, mode);
        for round in 0..2000u32 {
            client.hint(&round.to_be_bytes()).unwrap();
        }
        assert_eq!(client.fetch(&small).unwrap().unwrap(), b"small");
        assert_eq!(client.fetch(&large).unwrap().unwrap().len(), 300_000);
        drop(client);
        assert_eq!(server.join().unwrap(), Ok(()));
    }
}

/// A hint in the background does not wait for its acknowledgement; the pre-image after it does.
#[test]
fn pre_images_wait_for_the_hints_before_them() {
    #[derive(Default)]
    struct Slow(PreimageStore);
    impl Source for Slow {
        fn fetch(&mut self, key: &Hash) -> Result<Option<Vec<u8>>, HostError> {
            self.0.fetch(key)
        }
        fn hint(&mut self, hint: &[u8]) -> Result<(), HostError> {
            std::thread::sleep(Duration::from_millis(30));
            self.0.insert_keccak(hint.to_vec());
            Ok(())
        }
    }
    let (mut client, server) = pair(Slow::default(), Hints::Background);
    for hint in [b"one".as_slice(), b"two", b"three"] {
        client.hint(hint).unwrap();
    }
    assert_eq!(client.fetch(&key::keccak(b"three")).unwrap().unwrap(), b"three");
    drop(client);
    server.join().unwrap().unwrap();
}

#[test]
fn a_key_without_pre_image_ends_the_server() {
    let (mut client, server) = pair(PreimageStore::default(), Hints::Wait);
    let error = client.fetch(&[9; 32]).unwrap_err().to_string();
    assert!(error.contains("asking for key 0x0909"), "{error}");
    assert_eq!(client.hint(b"still there"), Ok(()));
    assert_eq!(client.fetch(&[9; 32]).unwrap_err().to_string(), error, "failed once, failed for ever");
    assert_eq!(server.join().unwrap(), Err(HostError::Missing { key: [9; 32] }));
}

#[test]
fn dead_lying_and_sleeping_servers_are_named() {
    let ask = |script, timeout| server(script, timeout).fetch(&[2; 32]).unwrap_err();
    let dead = ask("exit 7", LATE).to_string();
    assert!(dead.contains("asking for key 0x0202") && dead.contains("exit status: 7"), "{dead}");
    let halfway = ask("head -c 32 <&5 >/dev/null; printf 'abc' >&6; exit 1", LATE).to_string();
    assert!(halfway.contains("exit status: 1"), "{halfway}");
    let lying = r"head -c 32 <&5 >/dev/null; printf '\0\0\0\0\0\0\0\003abc' >&6; sleep 1";
    assert_eq!(ask(lying, LATE), HostError::Content { key: [2; 32], len: 3 });
    let endless = r"head -c 32 <&5 >/dev/null; printf '\377\377\377\377\377\377\377\377' >&6; sleep 1";
    assert_eq!(ask(endless, LATE), HostError::TooLong { channel: "pre-image", len: u64::MAX, limit: LIMIT });
    let start = Instant::now();
    let asleep = ask("exec sleep 100", SOON);
    assert!(matches!(asleep, HostError::Timeout { channel: "pre-image", .. }), "{asleep}");
    assert!(start.elapsed() < Duration::from_secs(60), "it is killed");
    let mut deaf = server("exec sleep 100", SOON);
    let error = deaf.hint(b"hello").unwrap_err();
    assert!(matches!(error, HostError::Timeout { channel: "hint", .. }), "{error}");
    let mut rude = server(r"printf 'x' >&4; sleep 1", LATE);
    assert_eq!(rude.hint(b"hello"), Err(HostError::Acknowledgement { got: b'x' }));
    let missing = Server::start(Command::new("/no/such/server"), Hints::Wait, SOON, LIMIT).unwrap_err();
    assert!(missing.to_string().contains("'/no/such/server' does not start"), "{missing}");
}

/// A failure of the host is no exception of the machine: the state stays, and the step can be tried again.
#[test]
fn a_run_with_a_dead_server_stops_before_the_step() {
    let Some(folder) = c_guests() else { return };
    let dead = Oracle::new(server("exit 0", LATE));
    let mut vm = Vm::with_host(load(folder, "claim"), Box::new(dead) as Box<dyn Host>);
    let error = vm.run(1 << 30).unwrap_err();
    assert!(matches!(error, VmError::Host(HostError::Gone { .. })), "{error}");
    let step = vm.state().control.step;
    *vm.host_mut() = Box::new(Oracle::new(claim(4950)));
    assert!(vm.run(1 << 30).unwrap().exited && vm.state().control.step > step);
    assert_eq!(vm.state().control.exit_code, 0);
}

/// Our server process, with a folder of pre-images, for guests in the machine.
#[test]
fn guests_with_a_server_process() {
    let folder = tempfile::tempdir().unwrap();
    claim_folder(folder.path());
    let guests = [c_guests(), go_guests()];
    for guest in guests.into_iter().flatten() {
        for mode in [Hints::Wait, Hints::Background] {
            let mut command = Command::new(env!("CARGO_BIN_EXE_preimage-server"));
            command.arg(folder.path());
            let oracle = Oracle::new(Server::start(command, mode, LATE, LIMIT).unwrap());
            let mut vm = Vm::with_host(load(guest, "claim"), oracle);
            let outcome = vm.run(1 << 30).unwrap();
            assert!(outcome.exited && outcome.exit_code == 0);
            assert_eq!(vm.host_mut().fetched().0, 5);
            let mut alone = Vm::with_host(load(guest, "claim"), claim(4950));
            alone.run(1 << 30).unwrap();
            assert_eq!(vm.state_mut().hash(), alone.state_mut().hash());
        }
    }
}

/// A server that is none of ours, for a guest in the machine.
#[test]
fn a_foreign_server() {
    let (Some(native), Some(guests)) = (native_go(), c_guests()) else { return };
    let server = Server::start(Command::new(native.join("server")), Hints::Wait, LATE, LIMIT).unwrap();
    let mut vm = Vm::with_host(load(guests, "claim"), Oracle::new(server));
    let outcome = vm.run(1 << 30).unwrap();
    assert_eq!((outcome.exited, outcome.exit_code), (true, 0));
    let error = vm.host_mut().preimage(&[3; 32], 0).unwrap_err().to_string();
    assert!(error.contains("exit status: 3"), "{error}");
}

/// Our server library, for a guest that runs natively.
#[test]
fn a_native_guest() {
    let Some(native) = native_go() else { return };
    for (claimed, code) in [(4950, 0), (4951, 1)] {
        let (mut child, channels) = spawn(Command::new(native.join("claim"))).unwrap();
        assert_eq!(serve(claim(claimed), channels), Ok(()));
        assert_eq!(child.wait().unwrap().code(), Some(code));
    }
}

#[test]
fn a_store_in_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(FileStore::open(&folder.path().join("none")), Err(HostError::Store { .. })));
    let mut store = FileStore::create(&folder.path().join("new")).unwrap();
    let keccak = store.insert_keccak(b"abc").unwrap();
    let sha = store.insert_sha256(b"").unwrap();
    let blob = key::blob(&[1; 48], &[2; 32]);
    store.insert(&blob, &[3; 32]).unwrap();
    store.insert_local(1, b"first").unwrap();
    store.insert_local(1, b"second").unwrap();
    assert_eq!(store.fetch(&keccak).unwrap().unwrap(), b"abc");
    assert_eq!(store.fetch(&sha).unwrap().unwrap(), b"");
    assert_eq!(store.fetch(&blob).unwrap().unwrap(), [3; 32]);
    assert_eq!(store.fetch(&key::local(1)).unwrap().unwrap(), b"second");
    assert_eq!(store.fetch(&key::local(2)), Ok(None));
    assert_eq!(store.insert(&keccak, b"abd"), Err(HostError::Content { key: keccak, len: 3 }));
    // A file that somebody changed, or that is too long, is refused.
    std::fs::write(store.path(&keccak), b"abcd").unwrap();
    assert_eq!(store.fetch(&keccak), Err(HostError::Content { key: keccak, len: 4 }));
    let mut short = store.clone().with_limit(3);
    let error = short.fetch(&keccak).unwrap_err().to_string();
    assert!(error.contains("longer than the limit of 3 bytes"), "{error}");
    let path = store.path(&keccak);
    assert!(path.ends_with(format!("{}/{}", hex::encode(&keccak[..2]), hex::encode(keccak))));
    let shards: Vec<_> = std::fs::read_dir(path.parent().unwrap()).unwrap().collect();
    assert_eq!(shards.len(), 1, "nothing is left aside");
}
