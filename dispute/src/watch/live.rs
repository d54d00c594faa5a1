//! A watch's claims as a page: how each stands, and the tree of its game as a picture. It needs nothing else, asks for
//! itself again every few seconds, is read on a phone as well, and is well-formed XML.

use fault_proof_vm::Hash;
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::fmt::Write;

use super::alerts::Alert;
use super::figures::Figures;
use super::store::Count;
use crate::player::{Look, Standing};
use crate::tree::{self, TournamentNode, escaped};

/// Most claims that are shown, those with something wrong in them first.
const MOST: usize = 64;
/// Claims with a result that are shown: the latest.
const RESOLVED: usize = 16;
/// Most lines of a tree that are drawn.
const MOST_LINES: usize = 1000;
/// Seconds after which a browser asks again.
const AGAIN: u32 = 5;

const STYLE: &str = "body{font:15px/1.4 sans-serif;margin:0 auto;padding:1em;max-width:84em;color:#222}\
    h1,h2,p,li{overflow-wrap:anywhere}h1{font-size:1.3em}h2{font-size:1.1em;margin:1.5em 0 .3em}\
    .wide{overflow-x:auto}.bad{color:#c62828}.good{color:#2e7d32}progress{width:12em;max-width:50%}";

/// How a claim stands.
#[derive(Debug, Clone, PartialEq)]
struct Shown {
    /// Whether anybody knows what is so of it: nobody does without its input.
    known: bool,
    wrong: bool,
    void: bool,
    /// Whether a proof has settled it, and as it is.
    proven: Option<bool>,
    clock: Option<(u64, u64)>,
    /// Why it is not played now.
    trouble: Option<String>,
}

/// The claims as of the last look.
#[derive(Debug, Default)]
pub(super) struct Claims {
    open: HashMap<Hash, Shown>,
    resolved: VecDeque<(Hash, bool, Count)>,
}

impl Claims {
    /// Takes note of looks at claims, of those that are open, and of those among them that have no player, with the reasons.
    pub fn stand<E: std::error::Error>(
        &mut self,
        looks: &[Look<E>],
        open: &HashSet<Hash>,
        unplayed: &BTreeMap<Hash, String>,
    ) {
        self.open.retain(|claim, _| open.contains(claim));
        for Look { claim, failure, short, standing, .. } in looks.iter().filter(|l| open.contains(&l.claim)) {
            let failed = failure.as_ref().map(ToString::to_string);
            let trouble = failed.or_else(|| short.map(|short| format!("not played: {short}")));
            let &Standing { wrong, void, proven, clock, .. } = standing;
            let shown = Shown { known: true, wrong, void, proven, clock, trouble };
            self.open.insert(*claim, shown);
        }
        for (claim, error) in unplayed {
            let trouble = Some(format!("not played: {error}"));
            let nothing =
                Shown { known: false, wrong: false, void: false, proven: None, clock: None, trouble };
            self.open.insert(*claim, nothing);
        }
    }

    /// Takes note of a result.
    pub fn resolved(&mut self, claim: Hash, right: bool, count: Count) {
        self.resolved.push_front((claim, right, count));
        self.resolved.truncate(RESOLVED);
    }

    /// The claims that a page shows, in its order.
    pub fn shown(&self) -> Vec<Hash> {
        let mut open: Vec<(&Hash, &Shown)> = self.open.iter().collect();
        open.sort_by_key(|(claim, shown)| {
            (!(shown.wrong || shown.void || !shown.known || shown.proven == Some(false)), **claim)
        });
        let open = open.into_iter().take(MOST).map(|(claim, _)| *claim);
        open.chain(self.resolved.iter().map(|(claim, ..)| *claim)).collect()
    }

    fn about(&self, claim: &Hash) -> String {
        let mut out = String::new();
        let mut say = |class: &str, text: &str| {
            let _ = writeln!(out, "<p class=\"{class}\">{}</p>", escaped(text));
        };
        if let Some((_, right, Count { moves, gas, .. })) = self.resolved.iter().find(|(id, ..)| id == claim)
        {
            let (class, verdict) = if *right { ("good", "right") } else { ("bad", "WRONG") };
            say(class, &format!("resolved, {verdict}, after {moves} moves of ours, {gas} gas"));
        }
        let Some(Shown { known, wrong, void, proven, clock, trouble }) = self.open.get(claim) else {
            return out;
        };
        match (void, wrong) {
            _ if !known => {}
            (true, _) => say("bad", "its time is over, and nobody has won it"),
            (_, true) => say("bad", "something else than what is so is in it"),
            (false, false) => say("good", "nothing but what is so is left in it"),
        }
        match proven {
            Some(true) => say("good", "a proof has settled it: what is left is about bonds"),
            Some(false) => say("bad", "a proof has settled it as it is NOT"),
            None => {}
        }
        if let Some(trouble) = trouble {
            say("bad", trouble);
        }
        if let Some((left, whole)) = clock {
            let _ = writeln!(
                out,
                "<p>our clock: <progress value=\"{left}\" max=\"{whole}\"></progress> {left} of {whole} s</p>"
            );
        }
        out
    }

    /// The page. `trees` are those of [`shown`](Self::shown) that are known, and `step` names a step, given its place.
    pub fn page(
        &self,
        model: &Hash,
        terms: &[Hash],
        figures: &Figures,
        alerts: impl IntoIterator<Item = (Alert, String)>,
        trees: &[TournamentNode],
        step: &dyn Fn(&[u64]) -> String,
    ) -> String {
        let mut out = format!(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\
             <meta http-equiv=\"refresh\" content=\"{AGAIN}\"/>\
             <title>Claims about 0x{short}</title><style>{STYLE}</style></head><body>\n\
             <h1>Claims about model 0x{model}</h1>\n",
            short = tree::short(model),
            model = hex::encode(model),
        );
        let keyed = terms.iter().map(|terms| format!(", or with one of terms 0x{}", hex::encode(terms)));
        let keyed: String = keyed.collect();
        let Figures {
            open, wrong, unplayed, right, resolved_wrong, has, needs, time, looks, failures, ..
        } = figures;
        let _ = writeln!(
            out,
            "<p>Claims about it without a verifying key{keyed} are looked after: {open} open, {wrong} of them with something wrong, {unplayed} not played; {right} resolved right, {resolved_wrong} wrong.<br/>\
             The account has {has} wei, and open claims may need {needs}.<br/>\
             Look {looks} ({failures} failed), at block time {time}.</p>"
        );
        let mut list = |name: &str, lines: &[(&str, String)]| {
            if !lines.is_empty() {
                let _ = writeln!(out, "<h2>{name}</h2>\n<ul>");
                for (class, line) in lines {
                    let _ = writeln!(out, "<li class=\"{class}\">{}</li>", escaped(line));
                }
                out.push_str("</ul>\n");
            }
        };
        let on = |(alert, about): (Alert, String)| ("bad", format!("{} {about}", alert.name()));
        list("Alerts", &alerts.into_iter().map(on).collect::<Vec<_>>());
        let node = |node: &contracts::chain::Health| {
            let (class, state) = if node.answers { ("good", "answers") } else { ("bad", "is silent") };
            let (name, head, behind, dissents) = (&node.name, node.head, node.behind, node.dissents);
            let place = format!("block {head}, {behind} behind, {dissents} answers unlike the others'");
            (class, format!("{name} {state}: {place}"))
        };
        list("Nodes", &figures.nodes.iter().map(node).collect::<Vec<_>>());
        for claim in self.shown() {
            let _ = writeln!(out, "<h2 id=\"{id}\">Claim 0x{id}</h2>", id = hex::encode(claim));
            out += &self.about(&claim);
            if let Some(tree) = trees.iter().find(|tree| tree.id == claim) {
                let title = format!("Claim 0x{}", tree::short(&claim));
                let mut lines = tree.lines(step);
                let more = lines.len().saturating_sub(MOST_LINES);
                lines.truncate(MOST_LINES);
                let _ = writeln!(out, "<div class=\"wide\">{}</div>", tree::svg(&title, &lines));
                if more > 0 {
                    let _ = writeln!(out, "<p>and {more} lines more: <code>dispute tree</code> has them</p>");
                }
            }
        }
        if self.open.len() > MOST {
            let _ = writeln!(out, "<p>and {} more that are open</p>", self.open.len() - MOST);
        }
        out + "</body></html>\n"
    }
}
