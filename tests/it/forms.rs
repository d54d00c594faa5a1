//! The parts of a language model in their cheap, exact forms (`docs/numerics.md`), as bodies of small shapes: what spellings of them have to be
//! recognised as, and what looks like them must not.

use gadgets::arbitrary::Source;
use gadgets::primitive::{
    Divide, Divisor, Einsum, Fold, Gather, Lookup, Map, Part, Reduce, Source as From, Term,
};
use gadgets::{
    Axis, Body, Composed, ElementType, Gadget, Operand, Primitive, Range, Read, Role, Rounding, View,
};
use mlir_lowering::recognise::scan;
use mlir_lowering::{lower_graph, new_context, parse};

use super::recognise::{File, agree, collect, folder, in_order, prepared, read, steps, with_status};

/// Tokens, and elements of each.
const SHAPE: [usize; 2] = [3, 4];
/// Rows of the table of embeddings.
const VOCABULARY: usize = 7;
/// Entries of tables, less one.
const LAST: i64 = 16;
/// What stands for a score that a mask leaves out.
const LOW: i64 = -(1 << 40);

/// A form and what its operands may be.
pub struct Form {
    pub gadget: Gadget,
    ranges: Vec<Range>,
}

impl Form {
    /// That of this name.
    pub fn new(name: &str) -> Self {
        // Such that not all arguments of tables lie beyond them.
        let within = |most: i64| Range::new(-most, most);
        let (any, entries) = (within(90), Range::new(1, 90));
        let (body, ranges) = match name {
            "embedding" => (embedding(), vec![any, Range::new(0, VOCABULARY as i64 - 1)]),
            "rms_norm" => (rms_norm(), vec![within(8), entries]),
            "rope" => (rope(), vec![any; 3]),
            "attention" => (attention(), vec![within(3), within(3), any, entries]),
            "swiglu" => (swiglu(), vec![within(40), any, any]),
            other => panic!("no form '{other}'"),
        };
        let gadget = Gadget::Composed(Composed { body });
        gadget.check().expect("a form means something");
        Self { gadget, ranges }
    }

    /// Whether a gadget computes what the form does, wherever it is tried.
    pub fn is(&self, gadget: &Gadget) -> bool {
        let sizes = |g: &Gadget| g.operands().iter().map(Operand::len).collect::<Vec<_>>();
        let alike = sizes(gadget) == sizes(&self.gadget);
        alike
            && (0..40).all(|seed| {
                let s = &mut Source::new(seed);
                let draw = |(o, range): (&Operand, &Range)| (0..o.len()).map(|_| s.value(*range)).collect();
                let operands: Vec<Vec<i64>> =
                    self.gadget.operands().iter().zip(&self.ranges).map(draw).collect();
                let slices: Vec<&[i64]> = operands.iter().map(Vec::as_slice).collect();
                gadget.evaluate(&slices) == self.gadget.evaluate(&slices)
            })
    }
}

fn operand(element: ElementType, shape: &[usize]) -> Operand {
    Operand { role: Role::Activation, element, shape: shape.to_vec() }
}

fn table(element: ElementType) -> Operand {
    operand(element, &[LAST as usize + 1])
}

/// Adds a word, computed in 64 bits.
fn push(body: &mut Body, word: Primitive) -> usize {
    body.push(word, ElementType::I64)
}

/// Stores a value divided by a power of two.
fn rescaled(mut body: Body, value: usize, shift: u32) -> Body {
    let divide = Divide::shift(Read::value(value), shift, Rounding::HalfUp, None);
    let value = push(&mut body, Primitive::Divide(divide));
    body.store(value, operand(ElementType::I32, &SHAPE));
    body
}

fn linear<const N: usize>(body: &mut Body, terms: [(i64, Read); N], constant: i64) -> usize {
    push(body, Primitive::Map(Map::linear(terms, constant)))
}

fn product(body: &mut Body, a: Read, b: Read) -> usize {
    push(body, Primitive::Map(Map::product(a, b)))
}

/// The entry of a table at a value that is moved into it.
fn entry(body: &mut Body, table: usize, value: usize, shift: u32) -> usize {
    let clip = Some(Range::new(0, LAST));
    let at = push(body, Primitive::Divide(Divide::shift(Read::value(value), shift, Rounding::Floor, clip)));
    push(body, Primitive::Lookup(Lookup { table: Read::value(table), first: 0, x: Read::value(at) }))
}

/// A row's value for each of its elements.
fn by_row(value: usize) -> Read {
    Read::value(value).view(View::select(&SHAPE, &[Some(0)]))
}

/// The rows of a table that tokens name.
fn embedding() -> Body {
    let [tokens, width] = SHAPE;
    let mut body =
        Body::new(vec![operand(ElementType::I32, &[VOCABULARY, width]), operand(ElementType::I8, &[tokens])]);
    let data = Read::value(0).view(View::select(&[tokens, width, VOCABULARY], &[Some(2), Some(1)]));
    let value = push(&mut body, Primitive::Gather(Gather { data, index: by_row(1) }));
    body.store(value, operand(ElementType::I32, &SHAPE));
    body
}

/// Elements times the inverse root of their mean square, by a table; the gain is in the weights behind it.
fn rms_norm() -> Body {
    let mut body = Body::new(vec![operand(ElementType::I32, &SHAPE), table(ElementType::I32)]);
    let (a, b) = (Read::value(0), Read::value(0));
    let squares = push(&mut body, Primitive::Einsum(Einsum { a, b, addend: None, summed: 1 }));
    let shifted = linear(&mut body, [(1, Read::value(squares))], 5);
    let root = entry(&mut body, 1, shifted, 4);
    let value = product(&mut body, Read::value(0), by_row(root));
    rescaled(body, value, 6)
}

/// Pairs of elements of both halves, turned by an angle.
fn rope() -> Body {
    let mut body = Body::new(vec![operand(ElementType::I32, &SHAPE); 3]);
    let [tokens, width] = SHAPE;
    let half = |first: usize| View::Affine {
        shape: vec![tokens, width / 2],
        axes: vec![Axis::plain(2, 0), Axis { offset: first as i64, strides: vec![0, 1] }],
    };
    let minus = linear(&mut body, [(-1, Read::value(0).view(half(width / 2)))], 0);
    let parts = vec![Part { value: minus, views: vec![] }, Part { value: 0, views: vec![half(0)] }];
    let turned = Read { source: From::Concat { axis: 1, parts }, views: vec![] };
    let reads = vec![Read::value(0), Read::value(1), turned, Read::value(2)];
    let term = |factors: [usize; 2]| Term { coefficient: 1, factors: factors.to_vec() };
    let value =
        push(&mut body, Primitive::Map(Map { reads, terms: vec![term([0, 1]), term([2, 3])], constant: 0 }));
    rescaled(body, value, 6)
}

/// Scores of earlier tokens, powers of their distance to the largest, and their sums with values, times one reciprocal a row.
fn attention() -> Body {
    let [tokens, width] = SHAPE;
    let square = [tokens, tokens];
    let narrow = operand(ElementType::I16, &SHAPE);
    let mut body = Body::new(vec![narrow.clone(), narrow.clone(), narrow, table(ElementType::I32)]);
    let pair = |value: usize, shape: &[usize], from: [usize; 2]| {
        Read::value(value).view(View::select(shape, &from.map(Some)))
    };
    let (a, b) = (pair(0, &[tokens, tokens, width], [0, 2]), pair(1, &[tokens, tokens, width], [1, 2]));
    let scores = push(&mut body, Primitive::Einsum(Einsum { a, b, addend: None, summed: 1 }));
    // 1 where a token is not behind another one, by how far they are apart.
    let ones = Read::value(0).view(View::Affine { shape: vec![tokens], axes: vec![Axis::none(1); 2] });
    let one = push(&mut body, Primitive::Map(Map { reads: vec![ones], terms: vec![], constant: 1 }));
    let before = tokens - 1;
    let axes = vec![Axis { offset: before as i64, strides: vec![1, -1] }];
    let seen = Read::value(one)
        .view(View::Pad { low: vec![before], high: vec![0], interior: vec![0], value: 0 })
        .view(View::Affine { shape: square.to_vec(), axes });
    let terms =
        vec![Term { coefficient: 1, factors: vec![0, 1] }, Term { coefficient: -LOW, factors: vec![0] }];
    let masked = Map { reads: vec![seen.clone(), Read::value(scores)], terms, constant: LOW };
    let masked = push(&mut body, Primitive::Map(masked));
    let fold = |op, x: usize| Primitive::Reduce(Reduce { op, x: Read::value(x), folded: 1, floor: None });
    let top = push(&mut body, fold(Fold::Max, masked));
    let row = Read::value(top).view(View::select(&square, &[Some(0)]));
    let below = linear(&mut body, [(1, row), (-1, Read::value(masked))], 0);
    let power = entry(&mut body, 3, below, 2);
    let weights = product(&mut body, seen, Read::value(power));
    let total = push(&mut body, fold(Fold::Sum, weights));
    let shape = [tokens, width, tokens];
    let (a, b) = (pair(weights, &shape, [0, 2]), pair(2, &shape, [2, 1]));
    let sums = push(&mut body, Primitive::Einsum(Einsum { a, b, addend: None, summed: 1 }));
    let least = Reduce { op: Fold::Max, x: Read::value(total), folded: 0, floor: Some(1) };
    let total = push(&mut body, Primitive::Reduce(least));
    let unit = Map { reads: vec![Read::value(total)], terms: vec![], constant: 1 << 20 };
    let unit = push(&mut body, Primitive::Map(unit));
    let reciprocal = Divide {
        numerator: Read::value(unit),
        divisor: Divisor::Read(Read::value(total)),
        rounding: Rounding::Floor,
        clip: None,
    };
    let reciprocal = push(&mut body, Primitive::Divide(reciprocal));
    let value = product(&mut body, Read::value(sums), by_row(reciprocal));
    rescaled(body, value, 13)
}

/// A table's entry for the gate times what it lets through.
fn swiglu() -> Body {
    let wide = operand(ElementType::I32, &SHAPE);
    let mut body = Body::new(vec![wide.clone(), wide, table(ElementType::I32)]);
    let gate = push(&mut body, Primitive::Divide(Divide::shift(Read::value(0), 2, Rounding::Floor, None)));
    let from_zero = linear(&mut body, [(1, Read::value(gate))], LAST / 2);
    let silu = entry(&mut body, 2, from_zero, 0);
    let value = product(&mut body, Read::value(silu), Read::value(1));
    rescaled(body, value, 6)
}

/// Text, and what stands in its place.
type Change = (&'static str, &'static str);

/// Functions of the file of linalg's forms, each with what it is, and with something changed that makes it another one.
const DECOYS: &[(&str, &str, &[Change])] = &[
    ("embedding", "embedding", &[("minui %w, %last", "minui %next, %last"), (NEXT.0, NEXT.1)]),
    (
        "norm",
        "rms_norm",
        &[("addi %s, %epsilon", "shrsi %s, %four"), ("shrsi %a, %four", "addi %a, %epsilon")],
    ),
    ("norm", "rms_norm", &[("addi %s, %epsilon", "addi %s, %zero")]),
    ("norm", "rms_norm", &[("constant 5 : i64", "constant 80 : i64")]),
    ("norm", "rms_norm", &[("muli %w, %w : i64", "maxsi %w, %zero : i64")]),
    (
        "norm",
        "rms_norm",
        &[
            ("tensor<3xi64>", "tensor<4xi64>"),
            ("tensor<3xi32>", "tensor<4xi32>"),
            ("(t,d)->(t)>", "(t,d)->(d)>"),
            ("[\"parallel\",\"reduction\"]", "[\"reduction\",\"parallel\"]"),
        ],
    ),
    ("rotation", "rope", &[("cmpi slt, %d, %two", "cmpi sge, %d, %two")]),
    ("rotation", "rope", &[("select %first, %turned, %wide", "select %first, %wide, %wide")]),
    ("rotation", "rope", &[("addi %d, %two", "addi %d, %four")]),
    ("rotation", "rope", &[("addi %p, %q", "subi %p, %q")]),
    ("attention", "attention", &[("cmpi sle, %j, %i", "cmpi sge, %j, %i")]),
    ("attention", "attention", &[("cmpi sle, %j, %i", "cmpi slt, %j, %i")]),
    ("attention", "attention", &[("select %seen, %s, %low", "select %seen, %s, %s")]),
    ("attention", "attention", &[("select %seen, %r, %none", "select %seen, %r, %r")]),
    (
        "attention",
        "attention",
        &[("->(i,d)>, affine_map<(i,j,d)->(j,d)>", "->(j,d)>, affine_map<(i,j,d)->(i,d)>")],
    ),
    ("attention", "attention", &[(ROWS.0, ROWS.1)]),
    ("attention", "attention", &[("subi %m, %s", "subi %s, %m")]),
    ("attention", "attention", &[("extsi %e : i32 to i64\n    %bw", "extui %none : i32 to i64\n    %bw")]),
    ("attention", "attention", &[("muli %s, %r", "addi %s, %r")]),
    ("gated", "swiglu", &[("extsi %g :", "extsi %u :"), ("%uw = arith.extsi %u", "%uw = arith.extsi %g")]),
    ("gated", "swiglu", &[("muli %sw, %uw", "addi %sw, %uw")]),
    ("gated", "swiglu", &[("constant 8 : i64", "constant 7 : i64")]),
];

/// The row behind the one that a token names.
const NEXT: Change = ("    %c = arith.minui", "    %next = arith.addi %w, %step : i64\n    %c = arith.minui");
/// The largest of a column, and the sum of one.
const ROWS: Change = (
    "affine_map<(i,j)->(i,j)>, affine_map<(i,j)->(i)>], iterator_types = [\"parallel\",\"reduction\"]",
    "affine_map<(i,j)->(j,i)>, affine_map<(i,j)->(i)>], iterator_types = [\"parallel\",\"reduction\"]",
);

/// One function of a file.
fn function<'t>(file: &'t File, name: &str) -> &'t str {
    let mut all = file.text.split("func.func @").filter(|text| text.starts_with(&format!("{name}(")));
    all.next().unwrap_or_else(|| panic!("no function '{name}'"))
}

#[test]
fn what_looks_like_a_form_is_what_it_computes() {
    let path = folder().join("language_linalg.mlir");
    let (mut found, mut bodies) = (Vec::new(), String::new());
    let context = new_context();
    for (name, form, changes) in DECOYS {
        let mut file = read(&path);
        let mut text = function(&file, name).to_owned();
        for (from, to) in *changes {
            assert!(text.contains(from), "{name}: {from}");
            text = text.replace(from, to);
        }
        text = text.replacen("{\n", "{\n  %step = arith.constant 1 : i64\n", 1);
        file.text = format!("func.func @{text}");
        let module = prepared(&context, &file);
        let all = scan(&module);
        let pattern = all[0].result.as_ref().unwrap_or_else(|e| panic!("{name}, {changes:?}: {e}"));
        let gadget = pattern.gadget().filter(|_| in_order(pattern)).expect("integers, in order");
        assert!(!Form::new(form).is(gadget), "{name}, {changes:?} is taken for {form}");
        collect(&module, &mut found, &mut bodies, &mut 0);
    }
    assert_eq!(found.len(), DECOYS.len());
    let mut module = parse(&context, &with_status(&bodies)).expect("printed functions parse");
    agree(&mut module, &context, &found);
}

#[test]
fn our_own_code_of_the_forms_is_found_to_be_them() {
    const FORMS: [&str; 5] = ["embedding", "rms_norm", "rope", "attention", "swiglu"];
    let forms = FORMS.map(Form::new);
    let context = new_context();
    let module = lower_graph(&context, &steps(forms.iter().map(|f| f.gadget.clone()))).expect("forms lower");
    for (form, (name, finding)) in forms.iter().zip(FORMS.iter().zip(scan(&module))) {
        let pattern = finding.result.unwrap_or_else(|e| panic!("{name}: {e}"));
        assert!(in_order(&pattern) && pattern.gadget().is_some_and(|g| form.is(g)), "{name}: {pattern:?}");
        // A form is none of the others.
        let others = forms.iter().filter(|other| !std::ptr::eq(*other, form));
        assert!(others.into_iter().all(|other| !other.is(&form.gadget)), "{name}");
    }
}
