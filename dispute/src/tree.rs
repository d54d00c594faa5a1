//! The tree of a game, from the contract's log: tournaments, their commitments and matches, and the tournaments inside
//! those. As text for a terminal, and as a picture.

use contracts::Address;
use contracts::game::Event;
use fault_proof_vm::Hash;
use std::collections::HashSet;
use std::fmt::Write as _;

use crate::model::MAX_LAYERS;

/// A tournament in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TournamentNode {
    /// Its id.
    pub id: Hash,
    /// Steps in the layers above that lead to it: none for the topmost.
    pub place: Vec<u64>,
    /// Who joined, in order.
    pub commitments: Vec<CommitmentNode>,
    /// Who played whom, in order.
    pub matches: Vec<MatchNode>,
    /// Who won, once that is noted.
    pub winner: Option<Hash>,
    /// The outputs by a proof that has settled the claim, and who sent it.
    pub proven: Option<(Hash, Address)>,
    /// Whether the claim was struck out.
    pub struck: bool,
}

/// A commitment in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitmentNode {
    /// Its root.
    pub root: Hash,
    /// Who paid for it.
    pub payer: Address,
    /// Its last state.
    pub last: Hash,
}

/// How a match ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It goes on.
    Open,
    /// This commitment won.
    Won(Hash),
    /// Both are out.
    Eliminated,
}

/// A match in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchNode {
    /// Its id.
    pub id: Hash,
    /// The commitments.
    pub sides: [Hash; 2],
    /// Moves down.
    pub moves: u64,
    /// The step that it came down to.
    pub step: Option<u64>,
    /// State before and after that step, where the contract did it.
    pub stepped: Option<[Hash; 2]>,
    /// The tournament about that step.
    pub inner: Option<TournamentNode>,
    /// How it ended.
    pub ending: Ending,
}

impl TournamentNode {
    fn new(id: Hash, place: Vec<u64>) -> Self {
        let (commitments, matches, winner, proven, struck) = Default::default();
        Self { id, place, commitments, matches, winner, proven, struck }
    }

    /// The tree of a claim, as far as the log tells it.
    pub fn of_claim(claim: Hash, events: &[Event]) -> Self {
        let mut root = Self::new(claim, Vec::new());
        events.iter().for_each(|event| root.note(event));
        root
    }

    /// Itself, its matches, and what is inside those, which have the same ids.
    pub fn ids(&self) -> Vec<Hash> {
        let inner = |game: &MatchNode| game.inner.as_ref().map_or_else(|| vec![game.id], Self::ids);
        std::iter::once(self.id).chain(self.matches.iter().flat_map(inner)).collect()
    }

    /// Layer: 0 for the model's steps.
    pub fn layer(&self) -> usize {
        self.place.len()
    }

    fn find(&mut self, id: &Hash) -> Option<&mut Self> {
        if self.id == *id {
            return Some(self);
        }
        self.matches.iter_mut().filter_map(|game| game.inner.as_mut()).find_map(|inner| inner.find(id))
    }

    fn find_match(&mut self, id: &Hash) -> Option<&mut MatchNode> {
        for game in &mut self.matches {
            if game.id == *id {
                return Some(game);
            }
            if let Some(found) = game.inner.as_mut().and_then(|inner| inner.find_match(id)) {
                return Some(found);
            }
        }
        None
    }

    /// Takes note of what was logged.
    pub fn note(&mut self, event: &Event) {
        match event {
            Event::Joined { tournament, commitment, payer, last, .. } => {
                if let Some(there) = self.find(tournament) {
                    let (root, payer, last) = (*commitment, *payer, *last);
                    there.commitments.push(CommitmentNode { root, payer, last });
                }
            }
            Event::Matched { tournament, id, one, two } => {
                if let Some(there) = self.find(tournament) {
                    there.matches.push(MatchNode {
                        id: *id,
                        sides: [*one, *two],
                        moves: 0,
                        step: None,
                        stepped: None,
                        inner: None,
                        ending: Ending::Open,
                    });
                }
            }
            Event::Sealed { id, position, .. } => {
                let place = self.place_of(id).map(|above| [&above[..], &[*position]].concat());
                // A node may say that a game goes on for ever.
                let place = place.filter(|place| place.len() < MAX_LAYERS);
                if let (Some(place), Some(game)) = (place, self.find_match(id)) {
                    game.step = Some(*position);
                    game.inner = Some(Self::new(*id, place));
                }
            }
            Event::Resolved { claim, winner, .. } if *claim == self.id => self.winner = Some(*winner),
            Event::Struck { claim } if *claim == self.id => self.struck = true,
            Event::Settled { id, winner } => {
                if let Some(there) = self.find(id) {
                    there.winner = *winner;
                }
            }
            Event::Advanced { id, .. } => self.change(id, |game| game.moves += 1),
            Event::Stepped { id, position, start, end } => self.change(id, |game| {
                (game.step, game.stepped) = (Some(*position), Some([*start, *end]));
            }),
            Event::Won { id, winner, .. } => self.change(id, |game| game.ending = Ending::Won(*winner)),
            Event::Eliminated { id, .. } => self.change(id, |game| game.ending = Ending::Eliminated),
            Event::Proven { claim, prover, outputs, .. } if *claim == self.id => {
                self.proven = Some((*outputs, *prover));
            }
            Event::Opened { .. }
            | Event::Proven { .. }
            | Event::Resolved { .. }
            | Event::Struck { .. }
            | Event::Withdrawn { .. } => {}
        }
    }

    fn change(&mut self, id: &Hash, change: impl FnOnce(&mut MatchNode)) {
        if let Some(game) = self.find_match(id) {
            change(game);
        }
    }

    /// The place of the tournament that a match is in.
    fn place_of(&self, id: &Hash) -> Option<Vec<u64>> {
        if self.matches.iter().any(|game| game.id == *id) {
            return Some(self.place.clone());
        }
        self.matches.iter().filter_map(|game| game.inner.as_ref()).find_map(|inner| inner.place_of(id))
    }

    /// The tree as lines of text, indented by depth. `step` names a step, given its place.
    pub fn lines(&self, step: &dyn Fn(&[u64]) -> String) -> Vec<Line> {
        let mut lines = Vec::new();
        self.put(0, step, &mut lines);
        lines
    }

    fn put(&self, depth: usize, step: &dyn Fn(&[u64]) -> String, lines: &mut Vec<Line>) {
        let mut put = |depth, tone, text| lines.push(Line { depth, tone, text });
        let count = self.commitments.len();
        put(depth, Tone::Plain, format!("layer {}: {count} commitments", self.layer()));
        if let Some((outputs, prover)) = &self.proven {
            let (outputs, prover) = (short(outputs), hex::encode(&prover.as_slice()[16..]));
            put(
                depth + 1,
                Tone::Good,
                format!("settled by a proof of outputs {outputs}, sent by ..{prover}"),
            );
        }
        if self.struck {
            put(depth + 1, Tone::Bad, "struck out: its blobs are not its input".to_owned());
        }
        let lost = self.lost();
        for commitment in &self.commitments {
            let tone = match self.fate(&commitment.root, &lost) {
                Some(true) => Tone::Good,
                Some(false) => Tone::Bad,
                None => Tone::Plain,
            };
            let fate = match tone {
                Tone::Good => ", wins",
                Tone::Bad => ", out",
                Tone::Plain => "",
            };
            let (root, payer, last) = (short(&commitment.root), &commitment.payer, short(&commitment.last));
            let payer = hex::encode(&payer.as_slice()[16..]);
            put(depth + 1, tone, format!("{root} by ..{payer}, ends in {last}{fate}"));
        }
        for game in &self.matches {
            let [one, two] = game.sides.map(|side| short(&side));
            let mut text = format!("match {one} x {two}: {} moves", game.moves);
            if let Some(at) = game.step {
                let place = [&self.place[..], &[at]].concat();
                let _ = write!(text, ", disagree on {}", step(&place));
            }
            match game.ending {
                Ending::Open => {}
                Ending::Won(winner) => {
                    let how = match (&game.stepped, &game.inner) {
                        (Some(_), _) => "by the step contract",
                        (None, Some(_)) => "by what is below",
                        (None, None) => "on time",
                    };
                    let _ = write!(text, "; {} wins {how}", short(&winner));
                }
                Ending::Eliminated => text.push_str("; both are out"),
            }
            lines.push(Line { depth: depth + 1, tone: Tone::Plain, text });
            if let Some(inner) = &game.inner {
                inner.put(depth + 2, step, lines);
            }
        }
    }

    /// The commitments that have lost a match.
    fn lost(&self) -> HashSet<Hash> {
        let losers = self.matches.iter().flat_map(|game| {
            game.sides.into_iter().filter(|side| match game.ending {
                Ending::Won(winner) => winner != *side,
                Ending::Eliminated => true,
                Ending::Open => false,
            })
        });
        losers.collect()
    }

    /// Whether a commitment has won, or lost; none while that is open.
    fn fate(&self, root: &Hash, lost: &HashSet<Hash>) -> Option<bool> {
        match lost.contains(root) {
            true => Some(false),
            false => (self.winner == Some(*root)).then_some(true),
        }
    }
}

/// How a line is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Neither.
    Plain,
    /// A winner.
    Good,
    /// A loser.
    Bad,
}

/// A line of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Depth in the tree.
    pub depth: usize,
    /// How it is meant.
    pub tone: Tone,
    /// What it says.
    pub text: String,
}

/// The lines as text.
pub fn text(lines: &[Line]) -> String {
    lines.iter().map(|line| format!("{}{}\n", "  ".repeat(line.depth), line.text)).collect()
}

/// The lines as a picture (SVG): a box each, joined to the one above.
pub fn svg(title: &str, lines: &[Line]) -> String {
    const ROW: usize = 30;
    const INDENT: usize = 28;
    let widest = lines.iter().map(|line| line.depth * INDENT + line.text.chars().count() * 8 + 60);
    let (width, height) =
        (widest.max().unwrap_or(0).max(title.chars().count() * 9 + 40), (lines.len() + 2) * ROW);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         font-family=\"monospace\" font-size=\"13\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <text x=\"16\" y=\"24\" font-weight=\"bold\">{}</text>\n",
        escaped(title)
    );
    let middle = |row: usize| (row + 1) * ROW + ROW / 2;
    let mut path: Vec<Option<usize>> = Vec::new();
    for (row, line) in lines.iter().enumerate() {
        let (x, y) = (16 + line.depth * INDENT, (row + 1) * ROW + 3);
        // The rows that lines below may hang on: the last one of each depth down to here.
        path.truncate(line.depth);
        let above = path.iter().rev().find_map(|row| *row);
        path.resize(line.depth, None);
        path.push(Some(row));
        if let Some(above) = above {
            let (from, to, side) = (middle(above) + 12, middle(row), x - INDENT + 12);
            let _ = writeln!(out, "<path d=\"M{side} {from}V{to}H{x}\" stroke=\"#999\" fill=\"none\"/>");
        }
        let (fill, stroke) = match line.tone {
            Tone::Plain => ("#f4f4f4", "#999"),
            Tone::Good => ("#dff3e0", "#2e7d32"),
            Tone::Bad => ("#fbe3e1", "#c62828"),
        };
        let wide = line.text.chars().count() * 8 + 16;
        let _ = writeln!(
            out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"24\" rx=\"4\" fill=\"{fill}\" stroke=\"{stroke}\"/>\
             <text x=\"{}\" y=\"{}\">{}</text>",
            x + 8,
            y + 16,
            escaped(&line.text)
        );
    }
    out + "</svg>\n"
}

/// Text for markup: what is no character of XML, or drives a terminal, becomes a mark.
pub fn escaped(text: &str) -> String {
    let no_text = |c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}');
    let text = text.replace(no_text, "\u{fffd}");
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The start of a hash, for people.
pub fn short(hash: &Hash) -> String {
    hex::encode(&hash[..4])
}
