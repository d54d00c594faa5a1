//! Every kind of block at small widths, exhaustively: for every operand, whatever the prover puts into the
//! block's cells, the result is the interpreter's; where the interpreter stops, nothing satisfies the
//! constraints. And every equation and every lookup is needed: left out, some shape admits a wrong result, or
//! there is a reason why none does.

use std::collections::BTreeMap;

use super::solve::{Equation, Held, Problem};
use circuit::{
    Builder, Divisor, EinsumSpec, Graph, Range, Reduction, Ref, Relation, Rounding, TensorId, interpret,
};
use halo2::Plan;
use halo2::block::Content;
use halo2::columns::Config;
use halo2::mode::Mode;
use halo2::strip::{self, Cells};
use halo2::system::{Cell, Column};

/// A block's constraints with what goes in and what comes out.
struct Block {
    problem: Problem,
    /// Variables of the operands, in order.
    operands: Vec<usize>,
    /// Values that each may have.
    domains: Vec<Range>,
    /// Variables of the results, and what they lack.
    results: Vec<(usize, i128)>,
}

/// What the constraints admit for some operands.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// Exactly what is right.
    Right,
    /// A result that is wrong, or that nothing determines.
    Wrong(Vec<Held>),
    /// No solution, though there is a result.
    Missing,
}

impl Block {
    fn judge(&self, problem: &Problem, operands: &[i128], expected: Option<&[i128]>) -> Verdict {
        let given: Vec<_> = self.operands.iter().copied().zip(operands.iter().copied()).collect();
        let mut verdict = if expected.is_some() { Verdict::Missing } else { Verdict::Right };
        problem.solve(&given, &mut |value| {
            let got = self.results.iter().map(|(var, offset)| match value(*var) {
                Held::Is(v) => Held::Is(v + offset),
                Held::Loose => Held::Loose,
            });
            let got: Vec<Held> = got.collect();
            let right = expected.is_some_and(|all| all.iter().map(|v| Held::Is(*v)).eq(got.iter().copied()));
            verdict = if right { Verdict::Right } else { Verdict::Wrong(got) };
            right
        });
        verdict
    }

    /// All operands, with what the interpreter makes of them.
    fn cases(
        &self,
        graph: &Graph,
        result: TensorId,
        inputs: impl Fn(&[i128]) -> Vec<Vec<i128>>,
    ) -> Vec<Case> {
        let mut all = vec![Vec::new()];
        for range in &self.domains {
            let longer =
                |v: &Vec<i128>| (range.lo..=range.hi).map(|x| [&v[..], &[x]].concat()).collect::<Vec<_>>();
            all = all.iter().flat_map(longer).collect();
        }
        let case = |operands: Vec<i128>| {
            let trace = interpret(graph, &inputs(&operands)).ok();
            Case { expected: trace.map(|t| t.tensor(result).to_vec()), operands }
        };
        all.into_iter().map(case).collect()
    }

    /// Whether exactly what is right is admitted; says what is not.
    fn exact(&self, cases: &[Case]) -> Result<(), String> {
        cases.iter().try_for_each(|c| {
            let verdict = self.judge(&self.problem, &c.operands, c.expected.as_deref());
            if verdict == Verdict::Right {
                return Ok(());
            }
            let given: Vec<_> = self.operands.iter().copied().zip(c.operands.iter().copied()).collect();
            let mut why = String::new();
            self.problem.solve(&given, &mut |value| {
                why = self.problem.describe(value);
                false
            });
            Err(format!("{verdict:?} for {:?}, expected {:?}\n{why}", c.operands, c.expected))
        })
    }
}

/// Operands, and the result unless the interpreter stops.
struct Case {
    operands: Vec<i128>,
    expected: Option<Vec<i128>>,
}

/// What was left out of how many blocks, and of how many without any effect.
#[derive(Default)]
struct Needed(BTreeMap<String, (usize, usize)>);

impl std::fmt::Display for Needed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut each = self.0.iter();
        each.try_for_each(|(what, (seen, idle))| writeln!(f, "{what}: left out {seen} times, {idle} idle"))
    }
}

impl Needed {
    fn note(&mut self, what: String, needed: bool) {
        let (seen, without) = self.0.entry(what).or_default();
        *seen += 1;
        *without += usize::from(!needed);
    }

    /// Whether it was needed somewhere.
    fn known(&self, what: &str) -> bool {
        self.0.get(what).is_some_and(|(seen, without)| without < seen)
    }

    /// What was never needed.
    fn idle(&self) -> Vec<&str> {
        self.0.iter().filter(|(_, (seen, without))| seen == without).map(|(what, _)| &what[..]).collect()
    }
}

/// A window between two products.
#[derive(Clone, Copy, Debug)]
struct Shape {
    cells: u32,
    of: Range,
    floor: Option<i64>,
    /// Shift, rounding and clamp.
    requant: Option<(u8, Rounding, Option<Range>)>,
    declared: Declared,
    /// Results of what reads it: so many that no row has constants for all leave a window of one candidate room for others beside it.
    readers: u32,
    config: Config,
}

/// What is said of the result's range.
#[derive(Clone, Copy, Debug)]
enum Declared {
    Image,
    Checked(Range),
    /// Wider than the image by this much below and above.
    Wider(i128, i128),
}

/// The operand's identity, the window's relation and the one that reads its result.
const WINDOW: usize = 1;

impl Shape {
    fn graph(&self) -> Graph {
        let mut b = Builder::new();
        let n = self.cells;
        let x = b.input(&[1, n], self.of);
        let unit: Vec<i64> = (0..n * n).map(|i| i64::from(i % (n + 1) == 0)).collect();
        let unit = b.constant(&[n, n], &unit);
        let y = b.einsum(EinsumSpec::linear(), x, unit, None).expect("fits");
        let (over, out) = (Reduction::Axes(vec![1]), TensorId(0));
        let m = match self.requant {
            None => b.max(y, over, self.floor),
            Some((shift, rounding, clip)) => b.define(Relation::ReluPoolRequant {
                x: y.into(),
                over,
                floor: self.floor,
                shift,
                rounding,
                clip,
                out,
            }),
        }
        .expect("fits");
        if let Declared::Checked(range) = self.declared {
            b.check(m, range, 17);
        }
        let ones = b.constant(&[self.readers, 1], &vec![1; self.readers as usize]);
        let o = b.einsum(EinsumSpec::linear(), m, ones, None).expect("fits");
        b.output(o);
        let mut graph = b.finish();
        if let Declared::Wider(below, above) = self.declared {
            let range = &mut graph.tensors[m.0 as usize].range;
            *range = Range::new(range.lo - below, range.hi + above);
            graph.tensors[o.0 as usize].range = graph.infer(&graph.relations[2]).expect("fits").image;
        }
        graph
    }

    /// The window's block; `None` where it is not fused.
    fn block(&self, plan: &Plan) -> Option<Block> {
        let Mode::Windows(windows) = &plan.modes[WINDOW] else { return None };
        let found = plan.blocks.iter().find(|b| matches!(b.content, Content::Windows { .. }))?;
        let layout = windows.of(0);
        let rows = found.start..found.start + layout.rows.len() as u32;
        let mut problem = Problem::new(plan, rows.clone());
        let mut operands = vec![0; self.cells as usize];
        for (row, here) in rows.zip(&layout.rows) {
            for (i, candidate) in (here.first..).zip(layout.candidates(&plan.columns, here)) {
                let var = problem.fresh();
                problem.equate(plan, "candidate", &candidate, row, var);
                operands[windows.members[0][i as usize] as usize] = var;
            }
        }
        let (column, offset) = match layout.result() {
            Some((lane, offset)) => (plan.columns.lane(lane), offset),
            None => (plan.columns.maximum(), 0),
        };
        let cell = Cell { column: Column::Advice(column), row: found.start };
        let results = vec![(problem.var(plan, cell), offset)];
        Some(Block { problem, operands, domains: vec![self.of; self.cells as usize], results })
    }

    /// Whether no result is admitted but the right one, and whether the window lies side by side with others; notes what is needed for that.
    fn examine(&self, needed: &mut Needed) -> Option<bool> {
        let graph = self.graph();
        graph.validate().unwrap_or_else(|e| panic!("{self:?}: {e:?}"));
        let plan = Plan::with_config(&graph, self.config).unwrap_or_else(|e| panic!("{self:?}: {e}"));
        // Where the division is not fused, the maximum before it is.
        if plan.graph.relations.len() != graph.relations.len() {
            return None;
        }
        let block = self.block(&plan)?;
        let result = graph.relations[WINDOW].out().expect("a result");
        let cases = block.cases(&graph, result, |operands| vec![operands.to_vec()]);
        block.exact(&cases).unwrap_or_else(|e| panic!("{self:?}: {e}"));
        leave_out(&block, &cases, needed, |e| e.name.clone());
        let Mode::Windows(windows) = &plan.modes[WINDOW] else { return None };
        Some(windows.of(0).beside.is_some())
    }
}

/// Leaves out each equation, and each lane's lookup, of a kind that is not known to be needed yet.
fn leave_out(block: &Block, cases: &[Case], needed: &mut Needed, name: impl Fn(&Equation) -> String) {
    let wrong = |problem: &Problem| {
        let judge = |c: &Case| {
            let verdict = block.judge(problem, &c.operands, c.expected.as_deref());
            matches!(verdict, Verdict::Wrong(_))
        };
        cases.iter().any(judge)
    };
    for (i, equation) in block.problem.equations.iter().enumerate() {
        let what = name(equation);
        if equation.name != "candidate" && !needed.known(&what) {
            needed.note(what, wrong(&block.problem.without(i)));
        }
    }
    for (lane, readers) in block.problem.lanes() {
        let readers: Vec<String> = readers.into_iter().map(|i| name(&block.problem.equations[i])).collect();
        let readers: std::collections::BTreeSet<String> = readers.into_iter().collect();
        let what = format!("lookup of a lane in {}", readers.into_iter().collect::<Vec<_>>().join(", "));
        if !needed.known(&what) {
            needed.note(what, wrong(&block.problem.unlooked(lane)));
        }
    }
}

/// Shapes of windows: all combinations for one candidate, one in some for more, where operands multiply.
fn shapes(all_of_them: bool) -> Vec<Shape> {
    let config = |lanes| Config { bits: 2, lanes, accumulators: 2, weights: 2, ports: 4, tables: 1 };
    let clips = [None, Some(Range::new(-1, 1)), Some(Range::new(0, 3)), Some(Range::new(-9, 1))];
    let mut requants = vec![None];
    for (shift, rounding) in [
        (0, Rounding::Floor),
        (1, Rounding::Floor),
        (1, Rounding::HalfUp),
        (3, Rounding::Floor),
        (3, Rounding::HalfUp),
    ] {
        requants.extend(clips.map(|clip| Some((shift, rounding, clip))));
    }
    let declared = [
        Declared::Image,
        Declared::Checked(Range::new(0, 1)),
        Declared::Checked(Range::new(-2, 9)),
        Declared::Checked(Range::new(-9, -5)),
        Declared::Wider(3, 2),
    ];
    let mut all = Vec::new();
    let mut add = |cells, lanes: u32, of: Range, floors: &[Option<i64>], every: usize, readers: u32| {
        let mut number = 0;
        for floor in floors.iter().copied() {
            for requant in requants.iter().copied() {
                for declared in declared {
                    number += 1;
                    if all_of_them || number % every == 0 {
                        let config = config(lanes);
                        all.push(Shape { cells, of, floor, requant, declared, readers, config });
                    }
                }
            }
        }
    };
    let floors = [None, Some(-4), Some(-1), Some(0), Some(2), Some(7)];
    add(1, 11, Range::new(-4, 3), &floors, 1, 1);
    add(1, 11, Range::new(0, 5), &floors[3..], 3, 1);
    add(1, 11, Range::new(-3, -1), &floors[..3], 4, 1);
    // With room for another beside it.
    add(1, 32, Range::new(-4, 3), &floors, 2, 4);
    add(1, 32, Range::new(-1, 1), &floors, 3, 4);
    add(2, 14, Range::new(-4, 3), &floors, 11, 1);
    // Several rows: as many lanes as the head needs, and few.
    add(3, 8, Range::new(-2, 2), &floors, 17, 1);
    add(3, 5, Range::new(-2, 2), &floors[2..5], 4, 1);
    add(6, 5, Range::new(-1, 1), &[None, Some(0)], 13, 1);
    add(5, 8, Range::new(-1, 2), &[None, Some(0)], 23, 1);
    all
}

fn windows(all_of_them: bool) {
    let mut needed = Needed::default();
    let (mut fused, mut many, mut beside) = (0, 0, 0);
    for shape in shapes(all_of_them) {
        if let Some(is_beside) = shape.examine(&mut needed) {
            fused += 1;
            many += usize::from(shape.cells > 2);
            beside += usize::from(is_beside);
        }
    }
    println!("{fused} shapes, {many} of many candidates, {beside} side by side\n{needed}");
    assert!(
        fused > 400 && many > 30 && beside > 100,
        "{fused} shapes, {many} of many candidates, {beside} side by side"
    );
    assert_eq!(needed.idle(), IDLE_IN_WINDOWS);
}

#[test]
fn windows_admit_exactly_the_right_results() {
    windows(false);
}

#[test]
#[ignore = "some minutes: all combinations for many candidates too"]
fn windows_of_many_candidates_admit_exactly_the_right_results() {
    windows(true);
}

/// What windows would not need.
const IDLE_IN_WINDOWS: [&str; 0] = [];

/// A circuit of strips alone.
struct Rows {
    name: &'static str,
    graph: Graph,
}

/// A circuit of one relation on public inputs with these ranges, whose result is returned.
fn rows(
    name: &'static str,
    inputs: &[Range],
    check: Option<Range>,
    make: impl FnOnce(&mut Builder, &[TensorId]) -> TensorId,
) -> Rows {
    let mut b = Builder::new();
    let given: Vec<TensorId> = inputs.iter().map(|r| b.input(&[1], *r)).collect();
    let y = make(&mut b, &given);
    if let Some(range) = check {
        b.check(y, range, 17);
    }
    b.output(y);
    Rows { name, graph: b.finish() }
}

/// A circuit of two elements, which may share a row.
fn pairs(
    name: &'static str,
    inputs: &[Range],
    make: impl FnOnce(&mut Builder, &[TensorId]) -> TensorId,
) -> Rows {
    let mut b = Builder::new();
    let given: Vec<TensorId> = inputs.iter().map(|r| b.input(&[2], *r)).collect();
    let y = make(&mut b, &given);
    b.output(y);
    Rows { name, graph: b.finish() }
}

fn strip_circuits() -> Vec<Rows> {
    let (small, wide) = (Range::new(-3, 4), Range::new(-11, 9));
    let divisors = [Divisor::Pow2(0), Divisor::Pow2(3), Divisor::Const(3), Divisor::Const(6)];
    let clips = [None, Some(Range::new(-1, 2)), Some(Range::new(-99, 1)), Some(Range::new(0, 99))];
    let checks = [None, Some(Range::new(-1, 3)), Some(Range::new(50, 60)), Some(Range::new(-30, 0))];
    let mut all = Vec::new();
    for rounding in [Rounding::Floor, Rounding::HalfUp] {
        for (clip, check) in clips.into_iter().flat_map(|c| checks.map(|k| (c, k))) {
            for den in &divisors {
                all.push(rows("quotient by a constant", &[wide], check, |b, x| {
                    b.div_round(x[0], den.clone(), rounding, clip).expect("fits")
                }));
            }
            all.push(rows("quotient by a tensor", &[small, Range::new(1, 4)], check, |b, x| {
                b.div_round(x[0], Divisor::Tensor(x[1].into()), rounding, clip).expect("fits")
            }));
        }
    }
    for check in checks {
        all.push(rows("sum", &[small, small], check, |b, x| {
            b.affine(vec![(3, x[0].into()), (-2, x[1].into())], 1).expect("fits")
        }));
        all.push(rows("sum of three", &[Range::new(0, 3); 3], check, |b, x| {
            b.affine(x.iter().map(|t| (1, (*t).into())).collect(), -2).expect("fits")
        }));
        all.push(rows("product", &[small, small], check, |b, x| b.mul(x[0], x[1]).expect("fits")));
        for floor in [None, Some(-9), Some(-2), Some(3), Some(9)] {
            all.push(rows("maximum of one", &[small], check, |b, x| {
                b.max(x[0], Reduction::Axes(Vec::new()), floor).expect("fits")
            }));
            all.push(rows("maximum of three", &[Range::new(-3, 2); 3], check, |b, x| {
                let joined = Ref::joined(x.iter().map(|t| (*t, 1)));
                b.max(joined, Reduction::Axes(vec![0]), floor).expect("fits")
            }));
        }
        all.push(rows("table", &[Range::new(-2, 3)], check, |b, x| {
            let table = b.table(-3, &[7, 2, -1, 0, 2, 9, 50, 1]);
            b.lut(table, x[0]).expect("fits")
        }));
    }
    let half = Rounding::HalfUp;
    for (rounding, clip) in clips.into_iter().flat_map(|c| [(Rounding::Floor, c), (half, c)]) {
        all.push(rows("product, divided", &[small, small], None, |b, x| {
            let y = b.mul(x[0], x[1]).expect("fits");
            b.div_round(y, Divisor::Pow2(2), rounding, clip).expect("fits")
        }));
        all.push(rows("sum, divided", &[small, small], None, |b, x| {
            let y = b.affine(vec![(3, x[0].into()), (-2, x[1].into())], 1).expect("fits");
            b.div_round(y, Divisor::Const(3), rounding, clip).expect("fits")
        }));
        all.push(rows("square, divided by a tensor", &[small, Range::new(1, 3)], None, |b, x| {
            let y = b.mul(x[0], x[0]).expect("fits");
            b.div_round(y, Divisor::Tensor(x[1].into()), rounding, clip).expect("fits")
        }));
    }
    all.push(pairs("products, divided", &[Range::new(-1, 1); 2], |b, x| {
        let y = b.mul(x[0], x[1]).expect("fits");
        b.div_round(y, Divisor::Pow2(1), half, None).expect("fits")
    }));
    all.push(pairs("tables", &[Range::new(-2, 3)], |b, x| {
        let table = b.table(-3, &[7, 2, -1, 0, 2, 9, 50, 1]);
        b.lut(table, x[0]).expect("fits")
    }));
    all.push(rows("assertions", &[small, small], None, |b, x| {
        b.in_range(x[0], Range::new(-1, 3), 18).expect("fits");
        b.equal(x[0], x[1], Some(19)).expect("fits");
        b.affine(vec![(1, x[0].into())], 0).expect("fits")
    }));
    all
}

/// Constraints of a circuit of strips, from public inputs to public outputs.
fn whole(graph: &Graph, plan: &Plan) -> Block {
    let strips = plan.blocks.iter().filter_map(|b| match &b.content {
        Content::Strips(groups) => Some((b, groups)),
        _ => None,
    });
    let strips: Vec<_> = strips.collect();
    let rows = strips.iter().flat_map(|(b, _)| b.start..b.start + b.rows);
    let mut problem = Problem::new(plan, rows);
    plan.copies.iter().for_each(|pair| problem.copy(plan, *pair));
    let groups = strips.iter().flat_map(|(b, groups)| groups.iter().map(|g| (b.start, g)));
    for (start, group) in groups.filter(|(_, g)| g.shape.what == strip::What::Line) {
        // The argument of the table's first line, the only table's here.
        let table = &graph.tables[0];
        let lo = (1 << plan.config.bits) - strip::value(&group.parameters, strip::Name::Line);
        for (first, element, _) in group.placed() {
            let cells = Cells { shape: &group.shape, columns: &plan.columns, config: &plan.config, element };
            let cell = |port| Cell { column: Column::Advice(cells.port(port).0), row: start + first };
            problem.look_up(plan, [cell(0), cell(1)], lo, table.data.iter().map(i128::from).collect());
        }
    }
    let (mut operands, mut domains, mut results) = (Vec::new(), Vec::new(), Vec::new());
    for slot in &plan.slots {
        for row in (slot.row..).take(slot.len()) {
            let var = problem.var(plan, Cell { column: Column::Instance, row });
            if slot.kind.is_output() {
                results.push((var, 0));
            } else {
                operands.push(var);
                domains.push(slot.range);
            }
        }
    }
    Block { problem, operands, domains, results }
}

/// What strips of these circuits would not need: parts of a name, and why.
/// Of results, looked up lanes alone: the search knows integers only, of which the remainder leaves one; the lookup keeps
/// a result an integer.
const IMPLIED: [(&str, &str, &str); 3] = [
    ("lookup of a lane", ": result", "a result in a wide cell"),
    ("lookup of a lane", ": copy", "a result that is copied"),
    ("lookup of a lane", ": range", "its complement is looked up, too"),
];

/// The reason why something is not needed, by its number.
fn implied(what: &str) -> Option<usize> {
    IMPLIED.iter().position(|(circuit, part, _)| what.contains(*circuit) && what.contains(*part))
}

#[test]
fn strips_admit_exactly_the_right_results() {
    let mut needed = Needed::default();
    let mut of_name: BTreeMap<&str, usize> = BTreeMap::new();
    let circuits = strip_circuits();
    for Rows { name, graph } in &circuits {
        let made = of_name.entry(name).or_default();
        *made += 1;
        let made = *made;
        graph.validate().unwrap_or_else(|e| panic!("{name}: {e:?}"));
        // Ranges on one row, and ranges that take several.
        for (lanes, ports) in [(14, 4), (5, 3)] {
            let config = Config { bits: 2, lanes, accumulators: 2, weights: 1, ports, tables: 1 };
            let plan = Plan::with_config(graph, config).unwrap_or_else(|e| panic!("{name}: {e}"));
            let block = whole(graph, &plan);
            let inputs = |operands: &[i128]| {
                let mut rest = operands;
                let mut next = |t: &TensorId| {
                    let (given, after) = rest.split_at(graph.tensor(*t).numel().expect("small") as usize);
                    rest = after;
                    given.to_vec()
                };
                graph.inputs.iter().map(&mut next).collect()
            };
            let cases = block.cases(graph, graph.outputs[0], inputs);
            block.exact(&cases).unwrap_or_else(|e| panic!("{name}: {e}\n{}", graph.summary()));
            let of = |e: &Equation| format!("{name}: {}", e.name);
            // Some circuits of each kind show what all of them need.
            if made < 12 {
                leave_out(&block, &cases, &mut needed, of);
            }
        }
    }
    println!("{} circuits\n{needed}", circuits.len());
    let idle = needed.idle();
    let unexplained: Vec<&str> = idle.iter().copied().filter(|what| implied(what).is_none()).collect();
    assert!(unexplained.is_empty(), "nothing needs {unexplained:#?}");
    let met: std::collections::BTreeSet<usize> = idle.iter().filter_map(|what| implied(what)).collect();
    assert_eq!(met.len(), IMPLIED.len(), "some of these is needed after all");
}
