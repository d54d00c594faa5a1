//! `docs/circuits/layouts.md`: what each relation comes to in a small circuit, as rows, cells and polynomials that are in its key. The page is made
//! of plans: `UPDATE_DOCS=1 cargo test -p halo2 --test halo2 -- layouts` writes it, and without it the test compares.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::ops::Range;

use super::polynomials::{Names, on_row, text};
use circuit::{Graph, Relation};
use halo2::Plan;
use halo2::block::{Block, Content, Lanes};
use halo2::columns::Config;
use halo2::system::{Cell, Column};

const CONFIG: Config = Config { bits: 6, lanes: 11, accumulators: 2, weights: 3, ports: 6, tables: 1 };
/// Most rows of a block that are shown.
const SHOWN: u32 = 3;

/// What a relation says, and how wrong a proof of it can be beside the lookups.
fn says(relation: &Relation) -> [&'static str; 2] {
    const EVALUATED: &str = "evaluated";
    const EXACT: &str = "exact";
    match relation {
        Relation::Conv { .. } => {
            ["`out[n,m,y,x] = bias[m] + Σ k[m,c,u,v]·x[n,c,y·s+u·d−pad,x·s+v·d−pad]`", EVALUATED]
        }
        Relation::Einsum { .. } => ["`out = bias + Σ a·b`, over the labels that `out` lacks", EVALUATED],
        Relation::Affine { .. } => ["`out = constant + Σ cᵢ·xᵢ`", EXACT],
        Relation::Mul { .. } => ["`out = a·b`", EXACT],
        Relation::Reduce { .. } => ["`out = Σ x`, over axes or windows", EVALUATED],
        Relation::DivRound { .. } => ["`out = clip(round(num/den))`", EXACT],
        Relation::Lut { .. } => ["`out = table[x]`", EXACT],
        Relation::Max { .. } => ["`out = max(x, floor)`, over axes or windows", EXACT],
        Relation::ReluPoolRequant { .. } => {
            ["`out = clip(round(max(x, floor)/2^shift))`, over windows", EXACT]
        }
        Relation::InRange { .. } => ["`lo ≤ x ≤ hi`", EXACT],
        Relation::Equal { .. } => ["`a = b`", EXACT],
    }
}

/// Gates of the lookup argument, which hold on every row of the checked region.
fn of_lookups(gate: &str) -> bool {
    ["fraction", "entries", "lookup", "table fraction"].iter().any(|name| gate.starts_with(name))
}

/// A gate's name without the numbers that places on a row and accumulators have.
fn plain(gate: &str) -> String {
    gate.chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// A gate on a row: name, number, polynomial, and the cells that it reads.
struct Holds {
    name: String,
    text: String,
    about: String,
    cells: Vec<Cell>,
}

/// The gates that hold on a row, but for the lookup argument's.
fn gates(plan: &Plan, row: u32) -> Vec<Holds> {
    let names = Names { columns: plan.columns, config: plan.config, windows: plan.features.windows };
    let mut found = Vec::new();
    for ((name, ops), about) in plan.system.gates.iter().zip(&plan.about) {
        let Some(polynomial) = on_row(ops, |column| plan.fixed[usize::from(column)][row as usize]) else {
            continue;
        };
        if of_lookups(name) {
            continue;
        }
        let mut cells = Vec::new();
        polynomial.advice_cells(&mut |column, rotation| {
            cells
                .push(Cell { column: Column::Advice(column), row: row.wrapping_add_signed(rotation.into()) });
        });
        found.push(Holds {
            name: name.clone(),
            text: text(&polynomial, &names),
            about: about.to_string(),
            cells,
        });
    }
    found
}

/// Whether a block has cells in a column: others are those of blocks that lie beside it.
fn uses(plan: &Plan, block: &Block, column: u16) -> bool {
    let c = &plan.columns;
    let is = |first: u16, count: u32| (first..first + count as u16).contains(&column);
    if is(c.lane(0), plan.config.lanes) {
        return matches!(block.lanes, Lanes::Checked | Lanes::Free);
    }
    if is(c.port(0), c.ports()) {
        return block.ports;
    }
    let accumulator = block.accumulators.iter().any(|a| c.accumulator(*a) == column);
    accumulator
        || plan.features.windows && is(c.maximum(), 2) && matches!(block.content, Content::Windows { .. })
}

/// The cells of a block's rows, a character each.
fn picture(plan: &Plan, block: &Block, rows: Range<u32>) -> String {
    let names = Names { columns: plan.columns, config: plan.config, windows: plan.features.windows };
    let read: BTreeSet<Cell> = (block.start..block.start + block.rows)
        .flat_map(|row| gates(plan, row))
        .flat_map(|g| g.cells)
        .collect();
    let copied: BTreeSet<Cell> = plan.copies.iter().flatten().copied().collect();
    let shown: Vec<u16> = names.shown();
    let mut out = String::from("row ");
    shown.iter().for_each(|column| write!(out, "{:>4}", names.of(*column)).expect("a string"));
    out.push('\n');
    for row in rows {
        write!(out, "{:>3} ", row - block.start).expect("a string");
        for column in &shown {
            let cell = Cell { column: Column::Advice(*column), row };
            let lane = u32::from(*column) < plan.config.lanes && block.lanes == Lanes::Checked;
            let sign = match (copied.contains(&cell), read.contains(&cell), lane) {
                _ if !uses(plan, block, *column) => ".",
                (true, ..) => "=",
                (_, true, true) => "L",
                (_, true, false) => "o",
                (_, false, true) => "l",
                _ => ".",
            };
            write!(out, "{sign:>4}").expect("a string");
        }
        out.push('\n');
    }
    out
}

/// A block: its rows, and what holds on them.
fn block(plan: &Plan, block: &Block, out: &mut String) {
    let rows = block.start..block.start + block.rows.clamp(1, SHOWN);
    let plural = if block.rows == 1 { "" } else { "s" };
    *out += &format!(
        "*{}*, {} row{plural}:\n\n```text\n{}",
        block.what,
        block.rows,
        picture(plan, block, rows.clone())
    );
    if block.rows > SHOWN {
        *out += &format!("… {} more\n", block.rows - SHOWN);
    }
    *out += "```\n\n";
    let own = |gate: &Holds| match gate.name.strip_prefix("accumulator ").map(str::parse) {
        Some(accumulator) => accumulator.is_ok_and(|a| block.accumulators.contains(&a)),
        None => {
            gate.cells.iter().any(|cell| matches!(cell.column, Column::Advice(c) if uses(plan, block, c)))
        }
    };
    let mut met: BTreeSet<String> = BTreeSet::new();
    let mut lines = String::new();
    for row in rows {
        for gate in gates(plan, row).into_iter().filter(own) {
            // What the next elements on a row, and the next rows, say is the same of other cells.
            if met.insert(format!("{} {}", plain(&gate.name), plain(&gate.text))) {
                lines += &format!(
                    "row {}, \"{}\", about {}:\n    {} = 0\n",
                    row - block.start,
                    gate.name,
                    gate.about,
                    gate.text
                );
            }
        }
    }
    if !lines.is_empty() {
        *out += &format!("```text\n{lines}```\n\n");
    }
}

/// Blocks, of which those of one kind that follow each other are told, but not shown.
fn blocks<'a>(plan: &Plan, all: impl Iterator<Item = &'a Block>, out: &mut String) {
    let all: Vec<&Block> = all.collect();
    for same in all.chunk_by(|a, b| a.what == b.what) {
        block(plan, same[0], out);
        if same.len() > 1 {
            *out += &format!("And {} more of *{}*.\n\n", same.len() - 1, same[0].what);
        }
    }
}

/// A relation of a plan.
fn relation(plan: &Plan, number: usize, title: &str, out: &mut String) {
    let relation = &plan.graph.relations[number];
    let [statement, error] = says(relation);
    let line = &plan.report().relations[number];
    let shape = relation.out().map_or(String::new(), |t| {
        let tensor = plan.graph.tensor(t);
        format!(" Result: {:?} in {}.", tensor.shape, tensor.range)
    });
    let _ = writeln!(out, "## {title}\n\n{statement}. {}.{shape}\n", capital(&line.method));
    let own: Vec<&Block> = plan.blocks.iter().filter(|b| b.relation == Some(number)).collect();
    let degree = own.iter().flat_map(|b| &b.streams).filter(|s| s.relation == number).map(|s| s.top).max();
    let wrong = match (error, degree) {
        ("evaluated", Some(degree)) => {
            format!(
                "a polynomial of degree {} at most is zero at `t`: {}/p, below 2^-{}",
                2 * degree,
                2 * degree,
                below(2 * degree)
            )
        }
        _ => "none beside the lookups' own: what gates and looked up lanes admit is the result alone"
            .to_owned(),
    };
    let lookups = match line.lookups {
        0 if line.relation == "lut" => {
            "Each pair `(x, out)` of ports is looked up among the table's rows: (pairs + rows)·2/p in all"
                .to_owned()
        }
        0 => "No lookups".to_owned(),
        n => format!(
            "{n} lookups, of (lookups + entries)·2/p in all, below 2^-{}",
            below(2 * (n + (1 << plan.config.bits)))
        ),
    };
    let _ = writeln!(out, "Error: {wrong}. {lookups}.\n");
    blocks(plan, own.into_iter(), out);
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
}

/// The largest whole `n` such that `v/p` lies below `2^-n`.
fn below(v: u64) -> u32 {
    // p lies above 2^253.5.
    253 - (64 - v.leading_zeros())
}

/// What tells two layouts of one relation apart: how it is proved, and its gates.
fn kind(plan: &Plan, number: usize) -> String {
    let rows = plan
        .blocks
        .iter()
        .filter(|b| b.relation == Some(number))
        .flat_map(|b| b.start..b.start + b.rows.min(SHOWN));
    let names: BTreeSet<String> = rows.flat_map(|row| gates(plan, row)).map(|g| plain(&g.name)).collect();
    let beside = |n: &String| n.starts_with("strip") || n.starts_with("window");
    let numbered: Vec<String> = names.into_iter().filter(beside).collect();
    format!(
        "{} {}",
        plan.report().relations[number].method.split(',').next().unwrap_or_default(),
        numbered.join(" ")
    )
}

fn page() -> String {
    let mut out = String::from(
        "# Layouts of relations

What each relation of a circuit comes to in a small one, taken from plans by a test (`halo2/tests/halo2/layouts.rs`; `UPDATE_DOCS=1` writes this page), with
six bits a lane. [halo2.md](halo2.md) says why these polynomials say what they should, and how wrong a whole proof can be.

A picture has a line for each row, and a column for each of the table's: lanes `l`, the maximum `m` and running product `Π` of windows, ports `p`,
accumulators `a`. The columns of the lookup argument are left out.

| | |
|---|---|
| `L` | a looked up lane that a gate reads |
| `l` | a looked up lane that none reads |
| `o` | a cell that a gate reads, not looked up |
| `=` | a cell under a copy constraint |
| `.` | a free cell, or one of other rows that lie beside these |

Below it stand the polynomials that are zero there: what gates come to on a row with its fixed cells put in, selectors and all. `pub` is the public value of the row, `p0[+1]` is the cell one row
further down, `t` the challenge that is drawn after all values are committed to. *About* are the integers that a gate's polynomial may take, which the
field tells apart; of accumulators, those that the coefficients may. A cell of a lane holds an integer less
the least of its range, so numbers stand in polynomials that have none in the relation.

",
    );
    let made = super::cases::made();
    let named =
        |name: &str| made.iter().find(|m| m.name == name).unwrap_or_else(|| panic!("{name}")).graph.clone();
    let hashed = super::hashed::circuit(0, 40).hashing(&[0], &[]).expect("ports");
    let graphs: Vec<Graph> = [
        "relu and pool, divided",
        "pool between convolutions",
        "relu side by side, divided",
        "relations without windows",
    ]
    .map(named)
    .to_vec();
    let mut met: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut sections: Vec<(&str, String)> = Vec::new();
    for graph in &graphs {
        let plan = Plan::with_config(graph, CONFIG).expect("a plan");
        for (number, relation_of) in plan.graph.relations.iter().enumerate() {
            let name = relation_of.name();
            let known = met.entry(name).or_default();
            if known.len() < 4 && known.insert(kind(&plan, number)) {
                let title = if known.len() == 1 {
                    name.to_owned()
                } else {
                    format!("{name}, otherwise ({})", known.len())
                };
                let mut section = String::new();
                relation(&plan, number, &title, &mut section);
                sections.push((name, section));
            }
        }
    }
    let missing: Vec<&str> = ALL.into_iter().filter(|name| !met.contains_key(name)).collect();
    assert!(missing.is_empty(), "relations without a layout here: {missing:?}");
    // Layouts of one relation follow each other.
    ALL.iter()
        .for_each(|name| sections.iter().filter(|(of, _)| of == name).for_each(|(_, s)| out.push_str(s)));

    let plan = Plan::with_config(&hashed, CONFIG).expect("a plan");
    out.push_str("## Hashed values\n\nNo relation of the circuit's: a hashed input, packed and absorbed. What is zero here is zero in the field, and stands for no integers.\n\n");
    blocks(&plan, plan.blocks.iter().filter(|b| ["packed values", "sponge"].contains(&b.what)), &mut out);
    out.trim_end().to_owned() + "\n"
}

/// The relations, which a new one has to join: [`says`] does not compile without it.
const ALL: [&str; 11] = [
    "conv",
    "einsum",
    "reduce",
    "affine",
    "mul",
    "div_round",
    "lut",
    "max",
    "relu_pool_requant",
    "in_range",
    "equal",
];

#[test]
fn the_page_of_layouts_is_what_plans_are() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/circuits/layouts.md");
    let page = page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).expect("a writable folder");
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = there.lines().zip(page.lines()).find(|(a, b)| a != b);
    assert!(
        there == page,
        "docs/circuits/layouts.md is not what plans are, first at {differs:?}; UPDATE_DOCS=1 writes it"
    );
}
