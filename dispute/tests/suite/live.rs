//! The page of a watch, and the trees that are kept for it.

use crate::games::{SETTINGS, Table};
use crate::watching::{Watcher, get};
use contracts::Address;
use contracts::game::Event;
use dispute::model::MAX_LAYERS;
use dispute::player::View;
use dispute::tree::{self, TournamentNode};
use dispute::watch::page::Page;
use roxmltree::Document;
use std::process::Command;

/// The page without its first line, which is no XML: nothing in it runs, and nothing is fetched.
fn parse(text: &str) -> Document<'_> {
    let body = text.strip_prefix("<!DOCTYPE html>\n").expect("HTML");
    let page = Document::parse(body).unwrap_or_else(|e| panic!("{e}\n{text}"));
    for node in page.descendants().filter(|node| node.is_element()) {
        assert!(!["script", "link", "img", "iframe", "object"].contains(&node.tag_name().name()), "{text}");
        for attribute in node.attributes() {
            assert!(
                !attribute.name().starts_with("on") && !attribute.value().contains("://"),
                "{attribute:?}"
            );
        }
    }
    page
}

fn words(page: &Document<'_>) -> String {
    let text = page.descendants().filter(|node| node.is_text()).filter_map(|node| node.text());
    text.collect::<Vec<_>>().join(" ")
}

/// The page is what a headless Chromium draws, where there is one.
fn browser(text: &str, shown: &str) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.html");
    std::fs::write(&file, text).unwrap();
    let run = |name: &str| {
        let mut command = Command::new(name);
        command.args(["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]);
        command.arg(format!("file://{}", file.display())).output().ok()
    };
    let names = ["chromium", "chromium-browser", "google-chrome", "chromium-headless-shell"];
    let Some(output) = names.into_iter().find_map(run) else {
        assert!(
            std::env::var_os("CI").is_none_or(|ci| ci != "true"),
            "no browser, though `scripts/browser.sh` installs one"
        );
        println!("skipped: there is no browser (scripts/browser.sh installs one)");
        return;
    };
    let dom = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && dom.contains(shown) && dom.contains("<svg"), "{dom}");
}

/// A lie from the first look to the result: the page says how the claim stands, and its tree is what the whole log tells,
/// however much of it is taken for final.
#[test]
fn a_claim_is_shown_with_its_tree() {
    for finality in [0, 3, 64] {
        let table = Table::new();
        let mut liar = table.liar(2, 2, &[1, 5], 7);
        let (claim, _) = liar.open(&table.input).unwrap();
        let mut watcher = Watcher::new(&table, None);
        watcher.watch.board.set_finality(finality);
        let hostile = |place: &[u64]| format!("<script>alert({place:?})</script>\"'&");
        let (mut text, mut depth, mut accusations) = (String::new(), 0, 0);
        for _ in 0..200 {
            let moved = !watcher.look().is_empty();
            text = watcher.watch.page(&hostile);
            let page = parse(&text);
            let [kept] = &watcher.watch.board.trees(&[claim])[..] else { panic!("no tree") };
            let (kept, words) = (kept.clone(), words(&page));
            assert_eq!(kept, TournamentNode::of_claim(claim, watcher.watch.board.events().unwrap()));
            let lines = kept.lines(&hostile);
            depth = depth.max(lines.iter().map(|line| line.depth).max().unwrap());
            let open = !words.contains("0 open");
            let found = |line: &tree::Line| !open || words.contains(&line.text);
            assert!(lines.iter().all(found), "{words}\n{}", tree::text(&lines));
            if words.contains("resolved, right") {
                break;
            }
            // The result is there, and the money is taken out first.
            if !open {
                continue;
            }
            let accused = words.contains("something else than what is so is in it");
            assert_eq!(accused, words.contains("wrong_claim"), "{words}");
            assert_eq!(accused, !words.contains("nothing but what is so is left in it"), "{words}");
            accusations += u64::from(accused);
            let lies = liar.play(&claim).unwrap();
            if !moved && lies.is_empty() {
                table.chain.pass(SETTINGS.extension / 3);
            }
        }
        let page = parse(&text);
        let words = words(&page);
        assert!(words.contains("resolved, right") && words.contains("by the step contract"), "{words}");
        assert!(words.contains("1 resolved right") && !words.contains("wrong_claim"), "{words}");
        assert!(depth > 4 && accusations > 4, "a tree of several layers, and {accusations} looks at a lie");
        // One and the same page, whatever is final: it is drawn once.
        if finality == 64 {
            browser(&text, "resolved, right");
        }
    }
}

/// Claims beyond those that are shown are counted, and those that something is wrong with come first.
#[test]
fn many_claims_are_not_all_shown() {
    let mut table = Table::new();
    let mut wrong = None;
    for at in 0..70u8 {
        table.input = crate::toy::input([u64::from(at) + 5; 8]);
        if at == 40 {
            wrong = Some(table.liar(2, 2, &[1, 3], 1).open(&table.input).unwrap().0);
        } else {
            table.honest(2).open(&table.input).unwrap();
        }
    }
    table.fund(0);
    let mut watcher = Watcher::new(&table, None);
    watcher.look();
    let text = watcher.watch.page(&|place| format!("{place:?}"));
    let page = parse(&text);
    let shown: Vec<&str> = page.descendants().filter_map(|node| node.attribute("id")).collect();
    assert_eq!(shown.len(), 64);
    assert_eq!(shown[0], hex::encode(wrong.unwrap()));
    assert!(words(&page).contains("and 6 more"), "{text}");
    assert!(watcher.watch.board.claims().unwrap().len() == 70);
}

/// Thousands of commitments, and text that is none: the page stays short, and XML.
#[test]
fn a_broad_tree_is_cut() {
    let hash = |n: u32| {
        let mut hash = [2; 32];
        hash[..4].copy_from_slice(&n.to_be_bytes());
        hash
    };
    let (left, right, last) = Default::default();
    let joined = |n: u32| {
        let (tournament, commitment, payer) = (hash(0), hash(n), Address::default());
        Event::Joined { tournament, commitment, payer, left, right, last }
    };
    let events: Vec<Event> = (1..20_000).map(joined).collect();
    let lines = TournamentNode::of_claim(hash(0), &events).lines(&|_| String::new());
    assert_eq!(lines.len(), 20_000);
    let picture = tree::svg("\u{1}\u{1b}[2J\u{fffe}<&", &lines);
    let parsed = Document::parse(&picture).unwrap_or_else(|e| panic!("{e}"));
    // Each line hangs on the first.
    assert_eq!(parsed.descendants().filter(|node| node.has_tag_name("path")).count(), lines.len() - 1);
}

/// A node may say that a game goes ever deeper.
#[test]
fn a_tree_without_end_is_cut() {
    let hash = |n: u32| {
        let mut hash = [1; 32];
        hash[..4].copy_from_slice(&n.to_be_bytes());
        hash
    };
    let mut events = Vec::new();
    for n in 0..50_000 {
        let (tournament, id) = (hash(n), hash(n + 1));
        let (one, two, start, left, right) = Default::default();
        let (commitment, payer, last) = (one, Address::default(), one);
        events.push(Event::Joined { tournament, commitment, payer, left, right, last });
        events.push(Event::Matched { tournament, id, one, two });
        let (state_one, state_two) = (one, two);
        events.push(Event::Sealed { id, claim: hash(0), layer: 0, position: 1, start, state_one, state_two });
    }
    let mut tree = &TournamentNode::of_claim(hash(0), &events);
    let mut layers = 1;
    while let Some(inner) = tree.matches.first().and_then(|game| game.inner.as_ref()) {
        (tree, layers) = (inner, layers + 1);
    }
    assert_eq!(layers, MAX_LAYERS);
    // A model has fewer, and its steps have names all the same.
    let model = Table::new().slow.model().clone();
    assert!(model.layers() < MAX_LAYERS);
    let deep = [u64::MAX; MAX_LAYERS];
    (1..=MAX_LAYERS).for_each(|layers| assert_eq!(model.stride_log2(layers + model.layers()), 0));
    assert_eq!(model.position(&deep), model.position(&deep[..model.layers()]));
}

#[test]
fn page_and_figures_are_served() {
    let page = Page::default();
    let url = page.serve("127.0.0.1:0").unwrap();
    page.set("dispute_looks_total 7\n".to_owned(), "<!DOCTYPE html>\n<html/>".to_owned());
    let answer = get(&url, "/metrics");
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("dispute_looks_total 7"), "{answer}");
    assert!(answer.to_lowercase().contains("content-type: text/plain; version=0.0.4"), "{answer}");
    let answer = get(&url, "/");
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("<html/>"), "{answer}");
    assert!(answer.to_lowercase().contains("content-type: text/html"), "{answer}");
    assert!(get(&url, "/other").starts_with("HTTP/1.1 404"));
    assert!(Page::default().serve("127.0.0.1:99999").is_err());
}
