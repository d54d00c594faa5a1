//! What players of a dispute read from strangers: models, log entries and views of the game's contract; and the
//! scenarios of simulations.

use contracts::game::{Event, records};
use contracts::{Address, Log};
use dispute::model::{Model, Region};
use dispute::simulation::Scenario;
use fault_proof_vm::State;
use fault_proof_vm::arena::Template;
use fault_proof_vm::keccak::keccak256;
use tests::data;
use tests::hostile::fuzz;

#[test]
fn models() {
    let template = Template::new(&mut State::start(0x1000), 12).expect("an arena of 4 KiB");
    let region = |offset| Region { offset, log2_size: 8 };
    let (inputs, outputs) = (region(0x100), region(0x200));
    let model = Model {
        template,
        step_heights: vec![3],
        heights: vec![4, 5],
        inputs,
        outputs,
        steps: 5,
        digest: [7; 32],
        terms: [0; 32],
    };
    let bytes = model.encode();
    Model::decode(&bytes).expect("a model");
    fuzz(&[bytes], |bytes| {
        if let Ok(model) = Model::decode(bytes) {
            assert_eq!(model.encode(), bytes, "two encodings of one model");
            model.attach([1; 32]).expect("a checked model");
            model.start(&[2; 100]).ok();
            model.err(52, 3).expect("a checked model");
        }
    });
}

/// The first byte is the number of topics; the rest are topics of 32 bytes, then data.
#[test]
fn log_entries() {
    let entry = |signature: &str, topics: usize, data: &[[u8; 32]]| {
        let mut bytes = vec![topics as u8 + 1];
        bytes.extend(keccak256(signature.as_bytes()));
        bytes.extend([3; 32].repeat(topics));
        bytes.extend(data.as_flattened());
        bytes
    };
    let number = |value: u8| {
        let mut word = [0; 32];
        word[31] = value;
        word
    };
    let read = |bytes: &[u8]| {
        let (count, rest) = bytes.split_first()?;
        let (topics, _) = rest.as_chunks::<32>();
        let topics = topics[..topics.len().min(usize::from(*count))].to_vec();
        let data = rest[32 * topics.len()..].to_vec();
        Event::decode(&Log { address: Address::default(), topics, data })
    };
    let bases = [
        entry(
            "Opened(bytes32,bytes32,bytes32,bytes,bytes)",
            2,
            &[[4; 32], number(96), number(160), number(5), [5; 32], number(33), [6; 32], [7; 32]],
        ),
        entry("Advanced(bytes32,bytes32,bytes32,bytes32,uint256,uint256)", 1, &[number(1); 5]),
        entry("Matched(bytes32,bytes32,bytes32,bytes32)", 2, &[[4; 32]; 2]),
        entry("Withdrawn(address,uint256)", 1, &[number(9)]),
    ];
    let opened = read(&bases[0]);
    assert!(matches!(&opened, Some(Event::Opened { model_bytes, input, .. })
        if model_bytes.len() == 5 && input.len() == 33));
    assert!(bases[1..].iter().all(|base| read(base).is_some()));
    fuzz(&bases, |bytes| drop(read(bytes)));
}

#[test]
fn views() {
    let mut words = [[0; 32]; 11];
    for word in &mut words[3..] {
        word[31] = 1;
    }
    let base = words.as_flattened().to_vec();
    assert!(records::tournament(&base).is_some() && records::matched(&base).is_some());
    fuzz(&[base], |bytes| {
        let read = [
            records::claim(bytes).is_some(),
            records::tournament(bytes).is_some(),
            records::commitment(bytes).is_some(),
        ];
        assert!(!read[1] || read[0], "a tournament is longer than a claim");
        if let Some(found) = records::matched(bytes) {
            found.deadline();
        }
    });
}

#[test]
fn scenarios() {
    let folder = data::repository().join("simulations");
    let files = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path());
    let bases: Vec<Vec<u8>> = files.map(|path| std::fs::read(path).expect("a scenario")).collect();
    fuzz(&bases, |bytes| {
        if let Some(scenario) =
            std::str::from_utf8(bytes).ok().and_then(|text| toml::from_str::<Scenario>(text).ok())
        {
            scenario.check().ok();
        }
    });
}
