//! `report`: a page that stands alone, checked by a parser, and where there is a browser, by that.

use crate::folder::Folder;
use roxmltree::{Document, Node};
use std::path::Path;
use std::process::Command;
use tests::onnx;

/// The page without its first line, which is no XML.
fn parse(text: &str) -> Document<'_> {
    let body = text.strip_prefix("<!DOCTYPE html>\n").expect("HTML");
    Document::parse(body).unwrap_or_else(|e| panic!("{e}\n{text}"))
}

fn elements<'a>(page: &'a Document<'_>, name: &str) -> Vec<Node<'a, 'a>> {
    page.descendants().filter(|n| n.has_tag_name(name)).collect()
}

fn text(node: Node<'_, '_>) -> String {
    node.descendants().filter_map(|n| n.text().filter(|_| n.is_text())).collect()
}

/// Nothing of the page runs, and nothing is fetched.
fn stands_alone(page: &Document<'_>) {
    for node in page.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        assert!(
            !["script", "link", "img", "iframe", "object", "a", "use", "image"].contains(&name),
            "<{name}>"
        );
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            assert!(!name.starts_with("on") && !["src", "href", "data"].contains(&name), "{name}={value}");
            assert!(!value.contains("://") && !value.contains("url("), "{name}={value}");
        }
    }
    for style in elements(page, "style") {
        assert!(!text(style).contains("url(") && !text(style).contains("@import"));
    }
}

/// Every step is a row with its costs, and a box; lines lead to what reads it.
#[test]
fn a_page_shows_every_step() {
    let folder = Folder::new();
    folder.write("model.onnx", onnx::classifier(3));
    folder.run("compile model.onnx --input-range x=-1..1 -o model.o2c").fine();
    let json = folder.run("report model.o2c -o page.html --json").fine().json();
    let layers = json["layers"].as_array().expect("a list");
    let bytes = std::fs::read_to_string(folder.path("page.html")).expect("the page");
    let page = parse(&bytes);
    stands_alone(&page);
    let rows = elements(&page, "tr");
    assert_eq!(rows.len(), layers.len() + 1);
    for (row, layer) in rows[1..].iter().zip(layers) {
        let cells: Vec<String> = row.children().filter(|n| n.has_tag_name("td")).map(text).collect();
        assert_eq!(cells.len(), 12, "{cells:?}");
        assert_eq!(cells[1], layer["node"].as_str().expect("a name"));
        assert_eq!(cells[8], layer["rows"].to_string());
        assert_eq!(cells[11], layer["instructions"].to_string());
        assert!(
            layer["instructions"].as_u64() > Some(0) && layer["native_seconds"].as_f64() > Some(0.0),
            "{layer}"
        );
    }
    assert!(layers.iter().any(|l| l["error"][0].as_f64().is_some_and(|e| e > 0.0)), "{json}");
    // An input, every step, an output; as many lines as tensors are read at least.
    let svg = elements(&page, "svg");
    assert_eq!(elements(&page, "rect").len(), layers.len() + 2);
    assert!(elements(&page, "path").len() > layers.len() && svg.len() == 1);
    assert!(svg[0].attribute("viewBox").is_some(), "it scales");
    let viewport = elements(&page, "meta").into_iter().find(|m| m.attribute("name") == Some("viewport"));
    assert!(viewport.and_then(|m| m.attribute("content")).is_some_and(|c| c.contains("width=device-width")));
    browser(&folder.path("page.html"), layers[0]["node"].as_str().expect("a name"));
    // On another input, the page says which; one that is refused is told.
    folder.npy("in.npy", "<f4", "(1, 1, 6, 6)", &0.5f32.to_le_bytes().repeat(36));
    folder.run("report model.o2c --input in.npy -o page.html").fine();
    let other = std::fs::read_to_string(folder.path("page.html")).expect("the page");
    assert!(other.contains("input: in.npy"));
    assert!(folder.refuses("report model.o2c -o no/such/page.html").contains("no/such/page.html"));
}

/// Names are text, whatever is in them.
#[test]
fn a_name_is_no_markup() {
    let hostile = "<script>alert(1)</script>\"'&amp;\u{1}\u{ffff}";
    let folder = Folder::new();
    folder.model("model.onnx", &onnx::perceptron(1), |m| {
        let graph = m.graph.as_mut().expect("a graph");
        graph.name = hostile.to_owned();
        graph.node.iter_mut().for_each(|n| n.name = format!("{hostile}{}", n.name));
        graph.node.last_mut().expect("a node").output[0] = hostile.to_owned();
        graph.output[0].name = hostile.to_owned();
    });
    folder.run("compile model.onnx --input-range x=-1..1 -o model.o2c").fine();
    folder.run("report model.o2c -o page.html").fine();
    let bytes = std::fs::read_to_string(folder.path("page.html")).expect("the page");
    assert!(!bytes.contains("<script"), "{bytes}");
    let page = parse(&bytes);
    stands_alone(&page);
    let shown = "<script>alert(1)</script>\"'&amp;";
    assert!(text(elements(&page, "title")[0]).starts_with(shown));
    assert!(elements(&page, "td").into_iter().any(|cell| text(cell).starts_with(shown)));
    browser(&folder.path("page.html"), "<script>alert(1)</script>");
}

/// The page is what a headless Chromium draws; the parser has to do where there is none.
fn browser(page: &Path, words: &str) {
    let run = |name: &str| {
        let mut command = Command::new(name);
        command.args(["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]);
        command.arg(format!("file://{}", page.display())).output().ok()
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
    let dom = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let escaped = words.replace('<', "&lt;").replace('>', "&gt;");
    assert!(dom.contains(&escaped) && dom.contains("<svg") && !dom.contains("<script"), "{dom}");
}
