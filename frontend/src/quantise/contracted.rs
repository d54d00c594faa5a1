//! Sums and means of products of two tensors that nothing else reads, squares for one: one contraction, whose products are not rounded. What a
//! row's sum of squares is of rows far smaller than others is lost otherwise.

use gadgets::View;
use gadgets::primitive::{Fold, Read, Source};

use super::fuse::OneWord;
use super::spelled::Links;
use crate::float_graph::{Element, FloatGraph, Op};
use crate::words::{Kind, Word};

/// The contraction that ends in a node.
pub(super) fn contracted(graph: &FloatGraph, links: &Links, n: usize) -> Option<OneWord> {
    let node = &graph.nodes[n];
    let products = *node.inputs.first()?;
    let shape = &graph.value(products).shape;
    // How the products are read, the summed axes last, and what their sum is multiplied by.
    let (views, summed, factor) = match &node.op {
        Op::Word(Word { kind: Kind::Reduce { fold: Fold::Sum, x, folded }, .. }) => {
            let plain = x.source == Source::Value(0) && x.pads().is_empty();
            plain.then(|| (x.views.clone(), *folded, 1.0))?
        }
        Op::AveragePool(pool, divisors) if pool.output == [1, 1] => {
            let cells = pool.input[0] * pool.input[1];
            // Padding may be counted in the cells' place.
            let all =
                [0, 1].iter().all(|axis| pool.window.cells(*axis, 0, pool.input[*axis]) == pool.input[*axis]);
            let whole = all && divisors[..] == [cells] && pool.planes * cells == gadgets::shape::len(shape);
            let rows = View::Reshape { shape: vec![pool.planes, cells] };
            whole.then(|| (vec![rows], 1, 1.0 / cells as f64))?
        }
        _ => return None,
    };
    let maker = links.maker[products.index()]?;
    let Op::Word(Word { kind: Kind::Map { reads, terms, constant: 0.0 }, shapes }) = &graph.nodes[maker].op
    else {
        return None;
    };
    let [product] = &terms[..] else { return None };
    let [a, b] = product.factors[..] else { return None };
    let float = graph.value(products).element == Element::Float;
    let through = |f: usize| {
        let mut read: Read = reads[f].clone();
        read.views.extend(views.iter().cloned());
        read
    };
    let (a, b) = (through(a), through(b));
    let fits = float
        && product.coefficient > 0.0
        && links.inside(products, &[n])
        && a.pads().is_empty()
        && b.pads().is_empty()
        && a.shape(shapes).is_ok_and(|s| summed > 0 && summed <= s.len());
    let kind = Kind::Einsum { a, b, summed, factor: factor * product.coefficient };
    let inputs = graph.nodes[maker].inputs.clone();
    fits.then(|| OneWord { word: Word { shapes: shapes.clone(), kind }, inputs, nodes: vec![maker, n] })
}
