//! What was mended against attacks and can be undone by `scripts/mutants/undo.py`: each line that it changes is there, once, and each test that
//! has to fail then. That they do fail takes an hour of building, and is seen by running it.

use std::fs;

use crate::root;
use crate::tidy::files;

#[test]
fn what_can_be_undone_is_there() {
    let table = fs::read_to_string(root().join("scripts/mutants/attacks.txt")).expect("a table");
    let tests: String =
        ["rs", "sol"].into_iter().flat_map(files).filter_map(|path| fs::read_to_string(path).ok()).collect();
    let mut count = 0;
    for mutant in table.split("\n## ").skip(1) {
        let name = mutant.lines().next().expect("a name");
        let part = |sign: char| -> String {
            mutant
                .lines()
                .filter_map(|line| line.strip_prefix(sign))
                .map(|line| format!("{line}\n"))
                .collect()
        };
        let (here, instead) = (part('-'), part('+'));
        let mut rest =
            mutant.lines().skip(1).filter(|line| !line.is_empty() && !line.starts_with(['-', '+']));
        let file = rest.next().expect("a file");
        let source =
            fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{name}: {file}: {error}"));
        assert_eq!(source.matches(&here).count(), 1, "{name}: {file}: once\n{here}");
        assert_ne!(here, instead, "{name}");
        let mut named = 0;
        for line in rest {
            let (kind, test) = line.split_once(' ').unwrap_or_else(|| panic!("{name}: {line}"));
            assert!(["suite", "forge"].contains(&kind), "{name}: {line}");
            let function = test.rsplit("::").next().expect("a name");
            let words = ["fn", "function"].map(|word| format!("{word} {function}("));
            assert!(words.iter().any(|words| tests.contains(words)), "{name}: no test {test}");
            named += 1;
        }
        assert!(named > 0, "{name}: no test");
        count += 1;
    }
    assert!(count >= 30, "{count} of them");
}
