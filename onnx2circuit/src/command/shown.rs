//! What `setup` says that keys of hidden weights show all the same.

use circuit::lower::{Kind, Shown, shown};
use frontend::printable;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt;

/// Most steps that are named of each kind in text.
const NAMED: usize = 8;

/// All of it, step by step.
pub(super) struct Shows(Vec<Shown>);

impl Shows {
    /// Of a model.
    pub fn of(graph: &gadgets::Graph) -> Self {
        Self(shown(graph))
    }

    /// Each step with each kind of what it shows, and the numbers that stand in it.
    pub fn to_json(&self) -> Value {
        let one = |s: &Shown| json!({"step": s.step, "kind": s.kind.words(), "count": s.count, "numbers": s.numbers});
        self.0.iter().map(one).collect()
    }
}

/// A line for each kind, with the first steps; all are in the JSON.
impl fmt::Display for Shows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut kinds: BTreeMap<Kind, Vec<&Shown>> = BTreeMap::new();
        self.0.iter().for_each(|s| kinds.entry(s.kind).or_default().push(s));
        if kinds.is_empty() {
            return Ok(());
        }
        writeln!(
            f,
            "the keys show all the same, beside shapes and shifts (--json has all numbers but those of tables):"
        )?;
        for (kind, steps) in kinds {
            let named: Vec<String> = steps.iter().take(NAMED).map(|s| printable(&s.step)).collect();
            let more = steps.len().saturating_sub(NAMED);
            let more = if more == 0 { String::new() } else { format!(" and {more} more steps") };
            writeln!(f, "  {} of {}{more}", kind.words(), named.join(", "))?;
        }
        Ok(())
    }
}
