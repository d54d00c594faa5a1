//! Counts of sequences of whole numbers: TfIdfVectorizer.

use gadgets::primitive::Fold;

use super::attributes::{bad, int};
use super::context::{Context, Made, Name};
use super::folds::fold;
use super::gathers::gathered;
use crate::error::Problem;
use crate::float_graph::{Element, Op, ValueId};
use crate::literal::Literal;

/// Most positions at which one sequence is looked for, all sequences together.
const MOST: usize = 1 << 20;

/// How often each sequence of the pool occurs in a row, its elements side by side or evenly apart. Words are refused.
pub(super) fn tf_idf(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "X")?;
    let size = |name: &str, least: usize| {
        let v = c.attributes.int(name, least as i64)?;
        let fits = usize::try_from(v).ok().filter(|v| (least..1 << 16).contains(v));
        fits.ok_or_else(|| bad(name, &format!("is {v}")))
    };
    let (shortest, longest, skips) =
        (size("min_gram_length", 1)?, size("max_gram_length", 1)?, size("max_skip_count", 0)?);
    let mode = c.attributes.string("mode")?.unwrap_or("TF").to_owned();
    if !["TF", "IDF", "TFIDF"].contains(&mode.as_str()) {
        return Err(bad("mode", &format!("is '{mode}', expected TF, IDF or TFIDF")));
    }
    if c.attributes.strings("pool_strings")?.is_some_and(|p| !p.is_empty()) {
        return Err(Problem::ElementType { got: "STRING of the pool".to_owned() });
    }
    let list = |name: &str| Ok::<_, Problem>(c.attributes.ints(name)?.unwrap_or_default().to_vec());
    let (pool, starts, places) = (list("pool_int64s")?, list("ngram_counts")?, list("ngram_indexes")?);
    let weights = c.attributes.floats("weights")?.unwrap_or_default().to_vec();
    let grams = grams(&pool, &starts)?;
    let columns = places.iter().max().map_or(0, |p| p + 1);
    let columns = usize::try_from(columns).ok().filter(|n| (1..1 << 20).contains(n));
    let columns = columns.filter(|_| places.len() == grams.len() && places.iter().all(|p| *p >= 0));
    let columns =
        columns.ok_or_else(|| bad("ngram_indexes", &format!("are {} of {}", places.len(), grams.len())))?;
    let shape = c.shape(x);
    let (rows, width) = match shape[..] {
        [width] => (1, width),
        [rows, width] => (rows, width),
        _ => return Err(Problem::Shape(format!("X is {shape:?}, 1 or 2 dimensions expected"))),
    };
    let row = c.reshaped(x, &[rows, width])?;
    let mut sum: Option<ValueId> = None;
    for length in shortest..=longest {
        let own: Vec<usize> = (0..grams.len()).filter(|g| grams[*g].len() == length).collect();
        // One element is not apart from itself.
        let farthest = if length == 1 { 1 } else { skips + 1 };
        for step in 1..=farthest {
            let reach = step.saturating_mul(length - 1);
            if own.is_empty() || reach >= width {
                continue;
            }
            let found = found(c, row, &own.iter().map(|g| &grams[*g][..]).collect::<Vec<_>>(), step)?;
            let mut table = vec![0i64; own.len() * columns];
            own.iter().enumerate().for_each(|(i, g)| table[i * columns + places[*g] as usize] = 1);
            let table = c.literal("places", Literal::ints(&[own.len(), columns], table))?;
            let part = super::quantised::whole_product(c, Name::Part("counts"), found, table)?;
            sum = Some(match sum {
                None => part,
                Some(sum) => c.call("Add", &[sum, part])?,
            });
        }
    }
    let out = if shape.len() == 1 { vec![columns] } else { vec![rows, columns] };
    let Some(counts) = sum else {
        return Ok(vec![c.named_literal(Literal::floats(&out, vec![0.0; rows * columns]))?]);
    };
    let counts = if mode == "IDF" {
        let one = c.whole("one", 1)?;
        c.call("Min", &[counts, one])?
    } else {
        counts
    };
    let weighed = mode != "TF" && !weights.is_empty();
    let counts = c.call_with("Cast", &[counts], vec![int("to", 1)])?;
    if !weighed {
        return Ok(vec![c.emit(Op::Reshape, &[counts], &out)?]);
    }
    if weights.len() != places.len() {
        return Err(bad("weights", &format!("are {} for {} sequences", weights.len(), places.len())));
    }
    let mut by_column = vec![1.0; columns];
    places.iter().zip(&weights).for_each(|(p, w)| by_column[*p as usize] = f64::from(*w));
    let by_column = c.literal("weights", Literal::floats(&[columns], by_column))?;
    let y = c.call("Mul", &[counts, by_column])?;
    Ok(vec![c.emit(Op::Reshape, &[y], &out)?])
}

/// The sequences of the pool: first those of one element, then those of two, and so on.
fn grams(pool: &[i64], starts: &[i64]) -> Made<Vec<Vec<i64>>> {
    let mut all = Vec::new();
    for (i, start) in starts.iter().enumerate() {
        let end = starts.get(i + 1).map_or(pool.len() as i64, |end| *end);
        let part = usize::try_from(*start).ok().zip(usize::try_from(end).ok());
        let part = part.and_then(|(start, end)| pool.get(start..end)).filter(|p| p.len() % (i + 1) == 0);
        let part = part.ok_or_else(|| bad("ngram_counts", &format!("are {starts:?} of {}", pool.len())))?;
        all.extend(part.chunks(i + 1).map(<[i64]>::to_vec));
    }
    Ok(all)
}

/// How often sequences of one length are in each row, their elements `step` apart: `[rows, sequences]`.
fn found(c: &mut Context<'_>, rows: ValueId, grams: &[&[i64]], step: usize) -> Made {
    let [n, width] = c.shape(rows)[..] else { return Err(Problem::Shape("rows".to_owned())) };
    let (count, length) = (grams.len(), grams[0].len());
    let places = width - step * (length - 1);
    if count.saturating_mul(places) > MOST {
        let got = (count as u64).saturating_mul(places as u64);
        return Err(Problem::TooLarge { what: "the comparisons of sequences", got, limit: MOST as u64 });
    }
    let index = (0..places).flat_map(|p| (0..length).map(move |k| (p + k * step) as i64)).collect();
    let index = c.literal("windows", Literal::ints(&[places, length], index))?;
    let windows = gathered(c, Name::Part("windows"), rows, index, 1)?;
    let windows = c.reshaped(windows, &[n, places, 1, length])?;
    let all = c.literal("sequences", Literal::ints(&[count, length], grams.concat()))?;
    let equal = c.call("Equal", &[windows, all])?;
    let shape = c.shape(equal);
    let equal = c.retyped_part("equal", Op::Reshape, &[equal], &shape, Element::Int)?;
    let agreeing = fold(c, Name::Part("agreeing"), Fold::Sum, equal, &[3], &[n, places, count])?;
    let length = c.whole("length", length as i64)?;
    let whole = c.call("Equal", &[agreeing, length])?;
    let shape = c.shape(whole);
    let whole = c.retyped_part("whole", Op::Reshape, &[whole], &shape, Element::Int)?;
    fold(c, Name::Part("found"), Fold::Sum, whole, &[1], &[n, count])
}
