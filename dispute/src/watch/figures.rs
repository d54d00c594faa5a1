//! What a watch measures, as Prometheus reads it. How long the text is depends on the number of nodes alone.

use contracts::chain::Health;
use std::collections::BTreeMap;
use std::fmt::Write;

use super::alerts::Alert;
use super::store::Count;

/// Figures as of the last look.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// Looks at the chain, and those that failed.
    pub looks: u64,
    /// Looks that failed.
    pub failures: u64,
    /// Time of the newest block, in seconds.
    pub time: u64,
    /// Claims that are looked after.
    pub open: u64,
    /// Of them, those with something wrong in them.
    pub wrong: u64,
    /// Of them, those whose time is over without a winner.
    pub void: u64,
    /// Of them, those that are not played for want of money.
    pub short: u64,
    /// Open claims that are not played, since no player of theirs can be made: their input is not to be had, say. They are none of the others.
    pub unplayed: u64,
    /// Seconds that are left of the clock of ours that runs out first, and those of a whole one.
    pub clock: Option<(u64, u64)>,
    /// What the account has, with what is owed to it, in wei.
    pub has: u128,
    /// What open claims may need of it, in wei.
    pub needs: u128,
    /// Moves ever.
    pub total: Count,
    /// Claims that were resolved to what is so.
    pub right: u64,
    /// Claims that were resolved to something else.
    pub resolved_wrong: u64,
    /// Transactions on their way.
    pub in_flight: u64,
    /// Transactions that were replaced by one for a higher fee.
    pub replaced: u64,
    /// Whether the nodes agree.
    pub agreed: bool,
    /// The nodes.
    pub nodes: Vec<Health>,
    /// How many alerts of each kind are on.
    pub alerts: BTreeMap<Alert, u64>,
}

/// A family of series, in text.
fn family(text: &mut String, name: &str, kind: &str, help: &str, series: &[(String, f64)]) {
    let _ = writeln!(text, "# HELP dispute_{name} {help}\n# TYPE dispute_{name} {kind}");
    for (labels, value) in series {
        let _ = writeln!(text, "dispute_{name}{labels} {value}");
    }
}

impl Figures {
    /// The text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let (left, whole) = self.clock.unwrap_or((0, 0));
        let share = if whole == 0 { 1.0 } else { left as f64 / whole as f64 };
        let gauges = [
            ("claims_open", "Claims about the model that are looked after", self.open as f64),
            ("claims_wrong", "Open claims with something wrong in them", self.wrong as f64),
            ("claims_without_winner", "Open claims whose time is over without a winner", self.void as f64),
            ("claims_short", "Open claims not played for want of money", self.short as f64),
            ("claims_unplayed", "Open claims not played for another reason", self.unplayed as f64),
            ("clock_share", "Part that is left of the own clock that runs out first", share),
            ("money_wei", "What the account has, with what is owed to it", self.has as f64),
            ("needs_wei", "What open claims may need of it", self.needs as f64),
            ("transactions_in_flight", "Transactions on their way", self.in_flight as f64),
            ("block_time_seconds", "Time of the newest block", self.time as f64),
            ("nodes_agree", "Whether most nodes gave the same answers", f64::from(u8::from(self.agreed))),
        ];
        for (name, help, value) in gauges {
            family(&mut text, name, "gauge", help, &[(String::new(), value)]);
        }
        let counters = [
            ("looks_total", "Looks at the chain by this process", self.looks as f64),
            ("look_failures_total", "Looks that failed", self.failures as f64),
            ("moves_total", "Moves made", self.total.moves as f64),
            ("moves_refused_total", "Moves that were refused", self.total.refused as f64),
            ("gas_total", "Gas of the moves that were made", self.total.gas as f64),
            ("transactions_replaced_total", "Transactions sent again for a higher fee", self.replaced as f64),
        ];
        for (name, help, value) in counters {
            family(&mut text, name, "counter", help, &[(String::new(), value)]);
        }
        let verdict = |name: &str| format!("{{verdict=\"{name}\"}}");
        let resolved =
            [(verdict("right"), self.right as f64), (verdict("wrong"), self.resolved_wrong as f64)];
        family(&mut text, "claims_resolved_total", "counter", "Claims that came to a result", &resolved);
        let alerts: Vec<(String, f64)> = Alert::ALL
            .iter()
            .map(|alert| (format!("{{alert=\"{}\"}}", alert.name()), self.alerts.get(alert).copied()))
            .map(|(labels, count)| (labels, count.unwrap_or(0) as f64))
            .collect();
        family(&mut text, "alerts", "gauge", "Alerts that are on", &alerts);
        let nodes = |value: &dyn Fn(&Health) -> f64| -> Vec<(String, f64)> {
            let label =
                |at: usize, node: &Health| format!("{{node=\"{at}\",url=\"{}\"}}", escaped(&node.name));
            self.nodes.iter().enumerate().map(|(at, node)| (label(at, node), value(node))).collect()
        };
        let up = nodes(&|node| f64::from(u8::from(node.answers)));
        family(&mut text, "node_up", "gauge", "Whether a node answers", &up);
        family(&mut text, "node_block", "gauge", "Its newest block", &nodes(&|node| node.head as f64));
        let behind = nodes(&|node| node.behind as f64);
        family(&mut text, "node_behind_blocks", "gauge", "Blocks that it is behind", &behind);
        let dissents = nodes(&|node| node.dissents as f64);
        let help = "Answers that differed from what was believed";
        family(&mut text, "node_dissents_total", "counter", help, &dissents);
        text
    }
}

/// A label's value.
fn escaped(text: &str) -> String {
    text.replace('\\', r"\\").replace('"', "\\\"").replace('\n', r"\n")
}
