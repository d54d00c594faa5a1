//! `docs/operators.md` is generated: from the operators' tables, from what their importers say of themselves, and from the
//! manifest of ONNX's cases. `UPDATE_DOCS=1 cargo test -p tests --test policy -- operators` writes it.

use std::collections::BTreeMap;
use std::fmt::Write;

use frontend::opset::operators;
use tests::operators::of_case;

use crate::root;

const FILE: &str = "docs/operators.md";
/// Domains, and the files with their rows.
const DOMAINS: [(&str, &str, &str); 4] = [
    ("", "ONNX", "operators"),
    ("ai.onnx.ml", "ai.onnx.ml", "ml"),
    ("ai.onnx.preview", "ai.onnx.preview", "preview"),
    ("com.microsoft", "com.microsoft", "contrib"),
];

fn source(module: &str) -> String {
    let path = root().join(format!("frontend/src/import/{module}.rs"));
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The importer of each operator of a file with rows: its module and function.
fn importers(file: &str) -> BTreeMap<String, (String, String)> {
    let text = source(file);
    let row = |line: &str| {
        let (_, rest) = line.split_once("row(\"")?;
        let (name, rest) = rest.split_once('"')?;
        let (_, rest) = rest.split_once("], ")?;
        let path = rest.trim_start_matches("|c| ").split(['(', ')']).next()?;
        let (module, function) = path.rsplit_once("::").unwrap_or((file, path));
        Some((name.to_owned(), (module.to_owned(), function.to_owned())))
    };
    text.lines().filter_map(row).collect()
}

/// What an importer says of itself.
fn meaning(module: &str, function: &str) -> String {
    let text = source(module);
    let lines: Vec<&str> = text.lines().collect();
    let place = lines.iter().position(|l| l.contains(&format!("fn {function}(")));
    let before = place.map_or(&[][..], |p| &lines[..p]);
    let comments = before.iter().rev().take_while(|l| l.starts_with("///"));
    let mut words: Vec<&str> = comments.map(|l| l.trim_start_matches("///").trim()).collect();
    words.reverse();
    words.join(" ").replace('|', "\\|")
}

/// Cases by operator and word, and the words of refusals.
struct Cases {
    by_operator: BTreeMap<String, BTreeMap<String, usize>>,
    all: BTreeMap<String, usize>,
}

fn cases() -> Cases {
    let text =
        std::fs::read_to_string(root().join("tests/conformance/node.txt")).expect("the manifest is there");
    let mut cases = Cases { by_operator: BTreeMap::new(), all: BTreeMap::new() };
    for line in text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let mut words = line.split_whitespace();
        let (Some(kind), Some(case)) = (words.next(), words.next()) else { continue };
        let kind = if kind == "xfail" { "refused" } else { kind };
        *cases.all.entry(kind.to_owned()).or_default() += 1;
        if let Some(name) = of_case(case) {
            let own = cases.by_operator.entry(name.to_owned()).or_default();
            *own.entry(kind.to_owned()).or_default() += 1;
        }
    }
    cases
}

fn generated() -> String {
    let cases = cases();
    let count = |kind: &str| cases.all.get(kind).copied().unwrap_or(0);
    let mut text = String::from(
        "# Operators\n\nGenerated from the tables in `frontend/src/import`, from what the importers there say of themselves, and from \
         `tests/conformance/node.txt`; a test keeps it true.\n\n",
    );
    let (kept, bound, folded, refused) = (count("pass"), count("bound"), count("folded"), count("refused"));
    let skipped = count("skip");
    let total: usize = cases.all.values().sum();
    let _ = write!(
        text,
        "Of the {total} cases that `onnx` 1.22 publishes {kept} pass with all their inputs as inputs (**kept**), {bound} with some \
         inputs as constants that decide shapes, positions or weights (**bound**), {folded} are computed at compile time \
         (**folded**), and {refused} are **refused**, each with the words that the manifest states: strings, sequences, \
         optionals, images, training and random operators by name; inputs that are not finite; results whose size depends on \
         data. Not run, for the reason that is stated there: {skipped}. Each case runs in floats, by the integer reference and by the circuit's interpreter. Cases are counted here \
         with the operator that their name begins with.\n\nVersions are the operator sets in which an operator changed. Element \
         types: floats of every width as reals, whole numbers exactly (types of up to 32 bits wrap around; what needs more \
         than 64 bits is refused), booleans as 0 and 1. Shapes are static.\n",
    );
    for (domain, title, file) in DOMAINS {
        let importers = importers(file);
        let _ = write!(
            text,
            "\n## {title}\n\n| operator | versions | meaning | kept | bound | folded | refused |\n|---|---|---|---|---|---|---|\n"
        );
        for operator in operators(domain) {
            let (module, function) = &importers[operator.name];
            let said = match function.as_str() {
                "unary" => "A function of one value, by a table.".to_owned(),
                _ => meaning(module, function),
            };
            let versions: Vec<String> = operator.versions.iter().map(ToString::to_string).collect();
            let own = cases.by_operator.get(operator.name);
            let number = |kind: &str| match own.and_then(|o| o.get(kind)) {
                Some(n) => n.to_string(),
                None => String::new(),
            };
            let counts = ["pass", "bound", "folded", "refused"].map(number);
            let _ = writeln!(
                text,
                "| {} | {} | {said} | {} |",
                operator.name,
                versions.join(", "),
                counts.join(" | ")
            );
        }
    }
    text
}

#[test]
fn the_table_of_operators_is_what_the_code_says() {
    let path = root().join(FILE);
    let wanted = generated();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &wanted).expect("docs can be written");
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = there.lines().zip(wanted.lines()).find(|(a, b)| a != b);
    assert!(
        there == wanted,
        "{FILE} is not what is generated, first at {differs:?}; UPDATE_DOCS=1 writes it"
    );
}
