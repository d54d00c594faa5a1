//! Public values: hashes as text, and what belongs where.

use circuit::public::{Given, Kind, Slot, check};
use circuit::{Hash, PublicValues, Range};

#[test]
fn hashes_are_written_one_way_only() {
    let hash = Hash(std::array::from_fn(|i| i as u8 * 7));
    assert_eq!(hash.to_string().parse(), Ok(hash));
    let text = hash.to_string();
    for bad in [&text[2..], &text[..65], &format!("{text}0"), &text.replacen("00", "+0", 1), "", "0x"] {
        assert!(bad.parse::<Hash>().is_err(), "{bad}");
    }
}

#[test]
fn values_go_where_they_belong() {
    let slot = |kind, n| Slot { kind, shape: vec![n], range: Range::new(0, 9) };
    let slots = [
        slot(Kind::HashedInput, 5),
        slot(Kind::Input, 2),
        slot(Kind::Output, 1),
        slot(Kind::HashedOutput, 3),
    ];
    assert_eq!(slots.each_ref().map(Slot::len), [1, 2, 1, 1]);
    let [a, b] = [Hash([1; 32]), Hash([2; 32])];
    let values = PublicValues { inputs: vec![vec![3, 4]], outputs: vec![vec![5]], hashes: vec![a, b] };
    let all = [Given::Hash(0, &a), Given::Integers(&[3, 4]), Given::Integers(&[5]), Given::Hash(1, &b)];
    assert_eq!(check(&slots, &values), Ok(all.to_vec()));
    let wrong = |change: fn(&mut PublicValues)| {
        let mut values = values.clone();
        change(&mut values);
        check(&slots, &values).is_err()
    };
    assert!(wrong(|v| v.hashes.truncate(1)));
    assert!(wrong(|v| v.hashes.push(Hash([0; 32]))));
    assert!(wrong(|v| v.inputs[0][1] = 10));
    assert!(wrong(|v| v.outputs[0].push(1)));
    assert!(wrong(|v| v.inputs.push(vec![0; 5])));
}
