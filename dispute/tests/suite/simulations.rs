//! The simulation: what must be so whatever the scenario, and that what it counts depends on it.

use dispute::simulation::{Fault, Kind, Report, Scenario, html, simulate};

fn scenario(change: impl FnOnce(&mut Scenario)) -> Scenario {
    let mut scenario = Scenario { name: "test".into(), seed: 3, ..Scenario::default() };
    scenario.load.claims = 12;
    scenario.load.faulty = 0.5;
    scenario.model.instructions = 3_000;
    scenario.model.steps = 5;
    change(&mut scenario);
    scenario
}

/// With an honest challenger who is in time nothing wrong is resolved, and nothing right overturned.
fn sound(scenario: &Scenario) -> Report {
    let report = simulate(scenario, |_, _, _| {}).unwrap();
    for system in &report.systems {
        assert_eq!((system.missed, system.overturned), (0, 0), "{:?}", system);
        assert_eq!((system.resolved, system.detected), (system.claims, system.faults), "{:?}", system);
        assert!(system.of_bound <= 1.0, "{:?}", system);
        assert!(2.0 * system.bonds[1] >= system.bonds[0], "half of what is lost is burnt: {:?}", system);
        // Each honest player has a bond a layer, and no more.
        assert!(system.locked <= system.heights.len() as u64, "{:?}", system);
    }
    assert!(report.systems[0].faults > 0, "something to find");
    report
}

#[test]
fn honest_players_win_whatever_the_load() {
    sound(&scenario(|_| {}));
    sound(&scenario(|s| s.load.interval = 0.0));
    sound(&scenario(|s| s.players.liars = 4));
    sound(&scenario(|s| (s.network.loss, s.network.delay) = (0.4, 120.0)));
    let report = sound(&scenario(|s| (s.network.reorganisation, s.network.depth) = (0.1, 120.0)));
    assert!(report.systems.iter().all(|system| system.network_faults[1] > 0));
    for fault in [Fault::Instruction, Fault::Silent, Fault::Stalling] {
        sound(&scenario(|s| s.players.faults = vec![fault]));
        // With money: many below the topmost tournament, and somebody who pays for the truth too.
        let report = sound(&scenario(|s| {
            (s.players.faults, s.players.liars) = (vec![fault], 3);
            (s.players.sybils, s.players.squatters, s.load.claims) = (3, 1, 4);
        }));
        assert!(report.systems.iter().all(|system| system.bonds[0] >= 3.0), "{report:?}");
    }
}

#[test]
fn nobody_to_challenge_means_that_faults_are_missed() {
    let report = simulate(&scenario(|s| s.players.challengers = 0), |_, _, _| {}).unwrap();
    for system in &report.systems {
        assert_eq!((system.missed, system.detected, system.overturned), (system.faults, 0, 0));
    }
    // One who is asleep for days is as good as none.
    let asleep = scenario(|s| s.players.attention = 3e6);
    let report = simulate(&asleep, |_, _, _| {}).unwrap();
    assert!(report.systems.iter().any(|system| system.missed > 0));
}

#[test]
fn the_same_seed_is_the_same_report() {
    let one = scenario(|s| (s.network.loss, s.network.reorganisation) = (0.2, 0.05));
    let report = |scenario: &Scenario| simulate(scenario, |_, _, _| {}).unwrap().systems;
    assert_eq!(report(&one), report(&one));
    assert_ne!(report(&one), report(&Scenario { seed: 4, ..one.clone() }));
}

/// Two phases compute less for a dispute of a model of many steps, and come down over more layers.
#[test]
fn two_phases_against_one() {
    let report = sound(&scenario(|s| (s.model.steps, s.model.instructions) = (64, 1_000_000)));
    let [plain, ml] = &report.systems[..] else { panic!("two systems") };
    assert_eq!((plain.kind, ml.kind), (Kind::Plain, Kind::Ml));
    assert_eq!(plain.heights.iter().sum::<u32>(), 1 + 26);
    assert_eq!(ml.heights.iter().sum::<u32>(), 6 + 20);
    assert!(ml.dispute_computing < plain.dispute_computing, "{ml:?} {plain:?}");
    assert!(ml.overhead < plain.overhead);
    let page = html(&[report]);
    assert!(page.starts_with("<!doctype html>") && page.contains("test"));
    // The pictures come first.
    let (picture, table) = (page.rfind("<svg").unwrap(), page.find("<table").unwrap());
    assert!(picture < table && page.matches("<svg").count() > 10);
}

#[test]
fn nonsense_is_refused_by_name() {
    type Change = fn(&mut Scenario);
    let cases: [(Change, &str); 11] = [
        (|s| s.load.faulty = 1.5, "load.faulty"),
        (|s| s.network.loss = 1.0, "network.loss"),
        (|s| s.machines.machine = 0.0, "machines.machine"),
        (|s| s.times.extension = s.times.allowance + 1, "times.extension"),
        (|s| s.model.steps = 0, "model.steps"),
        // Times and sums that are too large to be counted with, and more layers than a game has.
        (|s| s.model.input = u64::MAX, "model.input"),
        (|s| s.gas.join = u64::MAX, "gas.join"),
        (|s| s.network.resend = 1e300, "network.resend"),
        (|s| s.machines.machine = 1e-300, "machines.machine"),
        (|s| (s.model.arena, s.machines.snapshot) = (1 << 30, 1e-200), "machines.snapshot"),
        (
            |s| (s.model.steps, s.model.instructions, s.times.max_height) = (1 << 19, 1 << 39, 8),
            "times.max_height",
        ),
    ];
    for (change, field) in cases {
        let error = simulate(&scenario(change), |_, _, _| {}).unwrap_err();
        assert_eq!(error.field, field);
    }
    // What is just not too much is simulated.
    let most = scenario(|s| {
        (s.model.steps, s.model.instructions, s.times.max_height) = (1 << 19, 1 << 37, 8);
        (s.model.input, s.gas.input_byte, s.load.claims, s.machines.machine) = (100_000_000, 1_000, 1, 1e6);
    });
    assert_eq!(simulate(&most, |_, _, _| {}).unwrap().systems[0].heights.len(), 1 + 7);
}
