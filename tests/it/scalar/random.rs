//! Random straight-line code over all operations and widths: folding must not change a bit.

use super::{agree, input, output};
use gadgets::ElementType;
use gadgets::arbitrary::Source;
use std::fmt::Write;

const WIDTHS: [u8; 7] = [1, 7, 8, 16, 32, 64, 128];

/// Code under construction: the names of the values of each width.
struct Writer {
    source: Source,
    text: String,
    next: usize,
    known: Vec<(u8, String)>,
}

impl Writer {
    fn pick(&mut self, from: &[&'static str]) -> &'static str {
        from[self.source.size(0, from.len() - 1)]
    }

    /// A value or constant of this width.
    fn any(&mut self, bits: u8) -> String {
        let of: Vec<String> =
            self.known.iter().filter(|(b, _)| *b == bits).map(|(_, name)| name.clone()).collect();
        if of.is_empty() || self.source.one_in(4) {
            if bits == 1 {
                return self.pick(&["true", "false"]).to_owned();
            }
            let edge = 1i64 << (u32::from(bits).min(63) - 1);
            let edges = [0, 1, -1, 2, 3, -2, edge - 1, -edge];
            return edges[self.source.size(0, edges.len() - 1)].to_string();
        }
        of[self.source.size(0, of.len() - 1)].clone()
    }

    fn define(&mut self, bits: u8, right: &str) -> String {
        let name = format!("%v{}", self.next);
        self.next += 1;
        writeln!(self.text, "  {name} = {right}").expect("writing to a string succeeds");
        self.known.push((bits, name.clone()));
        name
    }

    fn step(&mut self) {
        let bits = WIDTHS[self.source.size(0, WIDTHS.len() - 1)];
        let (a, b) = (self.any(bits), self.any(bits));
        let right = match self.source.size(0, 9) {
            0..=2 => {
                let op = self.pick(&["add", "sub", "mul", "and", "or", "xor"]);
                format!("{op} i{bits} {a}, {b}")
            }
            3 => {
                let op = self.pick(&["smin", "smax", "umin", "umax"]);
                format!("call i{bits} @llvm.{op}.i{bits}(i{bits} {a}, i{bits} {b})")
            }
            4 => {
                let (op, n) =
                    (self.pick(&["shl", "lshr", "ashr"]), self.source.size(0, usize::from(bits) - 1));
                let n = if bits == 1 { "false".to_owned() } else { n.to_string() };
                format!("{op} i{bits} {a}, {n}")
            }
            5 => {
                let p = self.pick(&["eq", "ne", "slt", "sle", "sgt", "sge", "ult", "ule", "ugt", "uge"]);
                self.define(1, &format!("icmp {p} i{bits} {a}, {b}"));
                return;
            }
            6 => {
                let c = self.any(1);
                format!("select i1 {c}, i{bits} {a}, i{bits} {b}")
            }
            7 => {
                let to = WIDTHS[self.source.size(0, WIDTHS.len() - 1)];
                let op = if to > bits { self.pick(&["sext", "zext"]) } else { "trunc" };
                if to != bits {
                    self.define(to, &format!("{op} i{bits} {a} to i{to}"));
                }
                return;
            }
            8 if bits > 1 => format!("call i{bits} @llvm.abs.i{bits}(i{bits} {a}, i1 false)"),
            9 if bits > 7 && bits < 128 => {
                // A divisor from 1 to 63.
                let small = self.define(bits, &format!("and i{bits} {b}, 63"));
                let divisor = self.define(bits, &format!("or i{bits} {small}, 1"));
                let op = self.pick(&["sdiv", "udiv", "srem", "urem"]);
                format!("{op} i{bits} {a}, {divisor}")
            }
            _ => return,
        };
        self.define(bits, &right);
    }
}

#[test]
fn random_code_agrees_with_native() {
    for seed in 0..60 {
        let mut w = Writer { source: Source::new(seed), text: String::new(), next: 0, known: Vec::new() };
        for (pointer, bits, len) in [("x", 64, 4), ("w", 8, 4)] {
            for i in 0..len {
                let address = format!("getelementptr i{bits}, ptr %{pointer}, i64 {i}");
                writeln!(w.text, "  %{pointer}{i} = {address}").expect("writing to a string succeeds");
                w.define(bits, &format!("load i{bits}, ptr %{pointer}{i}"));
            }
        }
        for _ in 0..40 {
            w.step();
        }
        let last: Vec<(u8, String)> = w.known.iter().rev().take(8).cloned().collect();
        for (i, (bits, name)) in last.into_iter().enumerate() {
            let wide = match bits {
                64 => name,
                128 => w.define(64, &format!("trunc i128 {name} to i64")),
                _ => w.define(64, &format!("zext i{bits} {name} to i64")),
            };
            writeln!(w.text, "  %y{i} = getelementptr i64, ptr %y, i64 {i}\n  store i64 {wide}, ptr %y{i}")
                .expect("writing to a string succeeds");
        }
        let status = w.any(32);
        let text = format!("define i32 @f(ptr %x, ptr %w, ptr %y) {{\n{}  ret i32 {status}\n}}\n", w.text);
        let operands = [input(ElementType::I64, 4), input(ElementType::U8, 4), output(ElementType::I64, 8)];
        agree(&text, &operands);
    }
}
