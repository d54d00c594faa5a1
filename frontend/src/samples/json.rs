//! JSON samples: nested arrays of numbers, an object of them by input name, or EZKL's `input.json`.
//!
//! EZKL's file is an object whose `input_data` holds one flat row of numbers for each input, several samples
//! one after the other in it; `input_shapes`, where it is there, has a shape for each. What else it holds is
//! about other things than inputs.

use serde_json::{Number, Value};

use super::{Arrays, BEYOND, exact};
use crate::limits::Limits;
use crate::literal::Literal;

/// What a file holds.
pub(super) enum Read {
    /// An array for each name; the empty name is the model's only input.
    Named(Arrays),
    /// EZKL's rows in the inputs' order, and the shapes that it says they have.
    Rows(Vec<Vec<f64>>, Option<Vec<Vec<usize>>>),
}

/// Reads a file; `names` are the model's inputs: one called `input_data` is no row of EZKL's.
pub(super) fn read(bytes: &[u8], names: &[&str], limits: &Limits) -> Result<Read, String> {
    let beyond = |e: serde_json::Error| {
        let text = e.to_string();
        text.strip_prefix("number out of range").map_or(text.clone(), |at| BEYOND.to_owned() + at)
    };
    match serde_json::from_slice(bytes).map_err(beyond)? {
        Value::Object(map) if map.contains_key("input_data") && !names.contains(&"input_data") => {
            let rows = map["input_data"].as_array().ok_or(
                "'input_data' holds no rows of numbers: inputs read from a chain or a data base are not supported",
            )?;
            let shapes = map.get("input_shapes").filter(|v| !v.is_null()).map(shapes).transpose()?;
            Ok(Read::Rows(rows.iter().map(row).collect::<Result<_, _>>()?, shapes))
        }
        Value::Object(map) => {
            let named = |(name, v): (String, Value)| {
                let literal = array(&v, limits).map_err(|e| format!("'{name}': {e}"))?;
                Ok((name, literal))
            };
            map.into_iter().map(named).collect::<Result<_, String>>().map(Read::Named)
        }
        other => Ok(Read::Named(Arrays::from([(String::new(), array(&other, limits)?)]))),
    }
}

/// A number: whole ones are held as they are written.
fn number(number: &Number) -> Result<f64, String> {
    match number.as_i128() {
        Some(whole) => exact(whole),
        None => number.as_f64().ok_or_else(|| BEYOND.to_owned()),
    }
}

/// The numbers of one of EZKL's rows, which may be nested; booleans are 0 and 1.
fn row(value: &Value) -> Result<Vec<f64>, String> {
    let mut numbers = Vec::with_capacity(bound(value));
    let mut waiting = vec![value];
    while let Some(next) = waiting.pop() {
        match next {
            Value::Array(items) => waiting.extend(items.iter().rev()),
            Value::Number(n) => numbers.push(number(n)?),
            Value::Bool(b) => numbers.push(f64::from(u8::from(*b))),
            Value::String(_) => {
                let text = "'input_data' holds strings, field elements perhaps: the model's own numbers are expected";
                return Err(text.to_owned());
            }
            _ => return Err("'input_data' holds something that is no number".to_owned()),
        }
    }
    Ok(numbers)
}

fn shapes(value: &Value) -> Result<Vec<Vec<usize>>, String> {
    serde_json::from_value(value.clone()).map_err(|e| format!("'input_shapes': {e}"))
}

fn array(value: &Value, limits: &Limits) -> Result<Literal, String> {
    let mut shape = Vec::new();
    let mut inner = value;
    while let Value::Array(items) = inner {
        shape.push(items.len());
        match items.first() {
            Some(first) => inner = first,
            None => return Err("an empty array".to_owned()),
        }
    }
    let mut data = Vec::with_capacity(limits.count(&shape).map_err(|e| e.to_string())?.min(bound(value)));
    flatten(value, &shape, &mut data)?;
    Ok(Literal::floats(&shape, data))
}

/// At most what the text can hold: the first rows may promise more than there is.
fn bound(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(bound).sum(),
        _ => 1,
    }
}

fn flatten(value: &Value, shape: &[usize], data: &mut Vec<f64>) -> Result<(), String> {
    match (value, shape.split_first()) {
        (Value::Array(items), Some((size, rest))) if items.len() == *size => {
            items.iter().try_for_each(|v| flatten(v, rest, data))
        }
        (Value::Number(n), None) => {
            data.push(number(n)?);
            Ok(())
        }
        (Value::Array(_), _) => Err("arrays of unequal lengths".to_owned()),
        _ => Err("something that is neither number nor array".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_arrays_have_shapes() {
        let limits = Limits::default();
        let one = |text: &str| match read(text.as_bytes(), &["x"], &limits)? {
            Read::Named(mut arrays) => Ok(arrays.pop_first().unwrap()),
            Read::Rows(..) => Err("rows".to_owned()),
        };
        assert_eq!(
            one("[[1, 2.5], [3, 4]]"),
            Ok((String::new(), Literal::floats(&[2, 2], vec![1., 2.5, 3., 4.])))
        );
        assert_eq!(one("{\"x\": [1]}"), Ok(("x".to_owned(), Literal::floats(&[1], vec![1.]))));
        for bad in ["[[1], [2, 3]]", "[]", "[\"a\"]", "[1, [2]]", "[[1], 2]", "nonsense", "[1e999]"] {
            assert!(one(bad).is_err(), "{bad}");
        }
        assert!(one("[1e999]").unwrap_err().starts_with(BEYOND));
    }

    #[test]
    fn ezkl_rows_are_flat_numbers() {
        let limits = Limits::default();
        let rows = |text: &str| match read(text.as_bytes(), &["x"], &limits)? {
            Read::Named(_) => Err("no rows".to_owned()),
            Read::Rows(rows, shapes) => Ok((rows, shapes)),
        };
        assert_eq!(rows("{\"input_data\": [[1, 2.5], [true]]}"), Ok((vec![vec![1., 2.5], vec![1.]], None)));
        let shaped = "{\"input_shapes\": [[1, 2]], \"input_data\": [[[3], [4]]], \"output_data\": [[0]]}";
        assert_eq!(rows(shaped), Ok((vec![vec![3., 4.]], Some(vec![vec![1, 2]]))));
        for (bad, reason) in [
            ("{\"input_data\": {\"rpc\": \"\"}}", "chain"),
            ("{\"input_data\": [[\"0x01\"]]}", "strings"),
            ("{\"input_data\": [[null]]}", "no number"),
            ("{\"input_data\": [[1]], \"input_shapes\": 3}", "input_shapes"),
            ("{\"x\": [1]}", "no rows"),
        ] {
            assert!(rows(bad).unwrap_err().contains(reason), "{bad}");
        }
    }
}
