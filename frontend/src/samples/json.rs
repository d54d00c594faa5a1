//! JSON samples: nested arrays of numbers, or an object of them by input name.

use serde_json::Value;

use super::Arrays;
use crate::limits::Limits;
use crate::literal::Literal;

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Arrays, String> {
    let value: Value = serde_json::from_slice(bytes).map_err(|e| e.to_string())?;
    match value {
        Value::Object(map) => {
            let named = |(name, v): (String, Value)| {
                let literal = array(&v, limits).map_err(|e| format!("'{name}': {e}"))?;
                Ok((name, literal))
            };
            map.into_iter().map(named).collect()
        }
        other => Ok(Arrays::from([(String::new(), array(&other, limits)?)])),
    }
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
            data.push(n.as_f64().filter(|v| v.is_finite()).ok_or("a number out of range")?);
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
        let one = |text: &str| read(text.as_bytes(), &limits).map(|mut a| a.pop_first().unwrap());
        assert_eq!(
            one("[[1, 2.5], [3, 4]]"),
            Ok((String::new(), Literal::floats(&[2, 2], vec![1., 2.5, 3., 4.])))
        );
        assert_eq!(one("{\"x\": [1]}"), Ok(("x".to_owned(), Literal::floats(&[1], vec![1.]))));
        for bad in ["[[1], [2, 3]]", "[]", "[\"a\"]", "[1, [2]]", "[[1], 2]", "nonsense", "[1e999]"] {
            assert!(read(bad.as_bytes(), &limits).is_err(), "{bad}");
        }
    }
}
