//! What `vm` and `dispute` say and refuse.

use crate::folder::Folder;
use tests::elf;

/// exit_group(3).
const EXIT: [u32; 3] = [0x2402_1455, 0x2404_0003, 0x0000_000c];

/// A program whose runtime does not fit the machine is loaded, and a line for each reason says so.
#[test]
fn loading_a_go_program_warns() {
    let folder = Folder::new();
    let fitting = "build\t-ldflags=\"-X runtime.godebugDefault=madvdontneed=0,decoratemappings=0\"\n";
    let cases = [
        ("go1.26.8", "build\t-trimpath=true\n", vec!["go1.26.8 takes memory", "go1.26.8 names its mappings"]),
        ("go1.25.3", "", vec!["go1.25.3 names its mappings"]),
        ("go1.26.8", fitting, vec![]),
        ("go1.24.1", "", vec![]),
    ];
    for (version, settings, expected) in cases {
        folder.write("guest.elf", elf::go_program(&EXIT, version, settings));
        let ran = folder.run("vm load-elf --path guest.elf --out state.bin --json").fine();
        let lines: Vec<&str> = ran.stderr.lines().collect();
        assert_eq!(lines.len(), expected.len(), "{version}: {lines:?}");
        let said = ran.json();
        for (at, part) in expected.iter().enumerate() {
            assert!(lines[at].starts_with("warning: guest.elf: the runtime of "), "{lines:?}");
            let warning = said["warnings"][at].as_str().unwrap_or_default();
            assert!(warning.contains(part) && lines[at].ends_with(warning), "{lines:?}, {said}");
        }
        assert_eq!(said["warnings"].as_array().map(Vec::len), Some(expected.len()), "{said}");
    }
    // Other programs have no toolchain to warn of.
    folder.write("guest.elf", elf::executable(&EXIT));
    let ran = folder.run("vm load-elf --path guest.elf --out state.bin").fine();
    assert_eq!(ran.stderr, "");
}

/// Where the picture cannot be written, nothing else is tried: there is neither such a model nor such a node.
#[test]
fn a_picture_that_cannot_be_written_is_refused_at_once() {
    let folder = Folder::new();
    let (claim, game) = ("00".repeat(32), "00".repeat(20));
    let picture = "--svg no/such/folder/tree.svg";
    let nowhere = "--rpc http://127.0.0.1:1";
    let tree = format!("dispute tree {nowhere} --claim {claim} --game {game}");
    let demo = format!("dispute demo {nowhere} --model nowhere");
    for line in [tree, demo] {
        let text = folder.refuses(&format!("{line} {picture}"));
        assert!(text.contains("no/such/folder/tree.svg"), "{line}: {text}");
        let text = folder.refuses(&format!("{line} --svg tree.svg"));
        assert!(!text.contains("tree.svg"), "{line}: {text}");
    }
}
