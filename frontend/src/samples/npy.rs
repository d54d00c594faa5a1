//! NumPy's `.npy`: a header that describes one array, then its elements.

use crate::evaluate::gather;
use crate::limits::Limits;
use crate::literal::{Data, Literal};
use crate::stored::Stored;

/// What the header says.
struct Header<'a> {
    /// Byte order, kind and bytes of an element: `<f4`.
    descr: &'a str,
    fortran: bool,
    shape: Vec<usize>,
}

/// Reads an array of floats, integers or booleans.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Literal, String> {
    let rest = bytes.strip_prefix(b"\x93NUMPY").ok_or("no .npy magic")?;
    let (&[major, _minor], rest) = rest.split_first_chunk::<2>().ok_or("truncated header")?;
    let (length, rest) = match major {
        1 => rest.split_first_chunk::<2>().map(|(n, r)| (usize::from(u16::from_le_bytes(*n)), r)),
        2 | 3 => rest.split_first_chunk::<4>().map(|(n, r)| (u32::from_le_bytes(*n) as usize, r)),
        v => return Err(format!("format version {v}")),
    }
    .ok_or("truncated header")?;
    let (header, data) = rest.split_at_checked(length).ok_or("truncated header")?;
    let header = std::str::from_utf8(header).map_err(|_| "the header is not text")?;
    let header = parse(header).ok_or_else(|| format!("header {header:?}"))?;
    let len = limits.count_or_empty(&header.shape).map_err(|e| e.to_string())?;
    let mut elements = decode(header.descr, data, len)?;
    if header.fortran {
        elements = transpose(elements, &header.shape);
    }
    Ok(Literal { shape: header.shape, data: elements })
}

/// The three keys of the header, a Python dictionary in a fixed style.
fn parse(text: &str) -> Option<Header<'_>> {
    let after = |key: &str| {
        let (_, rest) = text.split_once(&format!("'{key}'"))?;
        Some(rest.trim_start().strip_prefix(':')?.trim_start())
    };
    let (descr, _) = after("descr")?.strip_prefix('\'')?.split_once('\'')?;
    let fortran = after("fortran_order")?.starts_with("True");
    let (dims, _) = after("shape")?.strip_prefix('(')?.split_once(')')?;
    let dims = dims.split(',').map(str::trim).filter(|d| !d.is_empty());
    let shape = dims.map(|d| d.parse().ok()).collect::<Option<Vec<usize>>>()?;
    Some(Header { descr, fortran, shape })
}

fn decode(descr: &str, data: &[u8], len: usize) -> Result<Data, String> {
    let unsupported = || {
        format!(
            "element type '{descr}' is not read; floats of 16, 32 and 64 bits (f2, f4, f8), integers of 8 to 64 \
             bits and booleans are: convert it, with .astype('float32') for one"
        )
    };
    let (order, kind) = descr.split_at_checked(1).ok_or_else(unsupported)?;
    let big = match order {
        "<" | "|" | "=" => false,
        ">" => true,
        _ => return Err(unsupported()),
    };
    macro_rules! each {
        ($t:ty, $to:expr, $data:path) => {{
            let (chunks, rest) = data.as_chunks::<{ size_of::<$t>() }>();
            if chunks.len() != len || !rest.is_empty() {
                return Err(format!("{} bytes of data for {len} elements of '{descr}'", data.len()));
            }
            let one = |b: &[u8; size_of::<$t>()]| {
                $to(if big { <$t>::from_be_bytes(*b) } else { <$t>::from_le_bytes(*b) })
            };
            $data(chunks.iter().map(one).collect())
        }};
    }
    Ok(match kind {
        "f2" => each!(u16, |b: u16| Stored::Half.float(b.into()), Data::Float),
        "f4" => each!(f32, f64::from, Data::Float),
        "f8" => each!(f64, f64::from, Data::Float),
        "i1" => each!(i8, i64::from, Data::Int),
        "u1" | "b1" => each!(u8, i64::from, Data::Int),
        "i2" => each!(i16, i64::from, Data::Int),
        "u2" => each!(u16, i64::from, Data::Int),
        "i4" => each!(i32, i64::from, Data::Int),
        "u4" => each!(u32, i64::from, Data::Int),
        "i8" => each!(i64, i64::from, Data::Int),
        "u8" => {
            let Data::Int(bits) = each!(i64, i64::from, Data::Int) else { return Err(unsupported()) };
            match bits.iter().find(|v| **v < 0) {
                Some(v) => return Err(format!("{} is beyond 63 bits", *v as u64)),
                None => Data::Int(bits),
            }
        }
        _ => return Err(unsupported()),
    })
}

/// Column-major elements in row-major order.
fn transpose(data: Data, shape: &[usize]) -> Data {
    let mut strides = vec![1; shape.len()];
    for d in 1..shape.len() {
        strides[d] = strides[d - 1] * shape[d - 1];
    }
    match data {
        Data::Float(v) => Data::Float(gather(&v.to_numbers(), &strides, shape).into()),
        Data::Int(v) => Data::Int(gather(&v, &strides, shape)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(header: &str, data: &[u8]) -> Vec<u8> {
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend((header.len() as u16).to_le_bytes());
        bytes.extend(header.as_bytes());
        bytes.extend(data);
        bytes
    }

    #[test]
    fn arrays_of_both_orders_read_alike() {
        let limits = Limits::default();
        let c = file("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }\n", &[1, 2, 3, 4, 5, 6]);
        let f = file("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }\n", &[1, 4, 2, 5, 3, 6]);
        assert_eq!(read(&c, &limits), Ok(Literal::ints(&[2, 3], vec![1, 2, 3, 4, 5, 6])));
        assert_eq!(read(&f, &limits), read(&c, &limits));
        let big = file("{'descr': '>f4', 'fortran_order': False, 'shape': (1,)}", &1.5f32.to_be_bytes());
        assert_eq!(read(&big, &limits), Ok(Literal::floats(&[1], vec![1.5])));
        let whole = file("{'descr': '<u8', 'fortran_order': False, 'shape': (1,)}", &7u64.to_le_bytes());
        assert_eq!(read(&whole, &limits), Ok(Literal::ints(&[1], vec![7])));
        let wide = file("{'descr': '<u8', 'fortran_order': False, 'shape': (1,)}", &u64::MAX.to_le_bytes());
        assert_eq!(read(&wide, &limits), Err("18446744073709551615 is beyond 63 bits".to_owned()));
        for (order, bytes) in [('<', [0x00, 0xbe]), ('>', [0xbe, 0x00])] {
            let header = format!("{{'descr': '{order}f2', 'fortran_order': False, 'shape': (1,)}}");
            assert_eq!(read(&file(&header, &bytes), &limits), Ok(Literal::floats(&[1], vec![-1.5])));
        }
        let infinite = file("{'descr': '<f2', 'fortran_order': False, 'shape': (1,)}", &[0x00, 0x7c]);
        assert_eq!(read(&infinite, &limits), Ok(Literal::floats(&[1], vec![f64::INFINITY])));
    }

    #[test]
    fn hostile_headers_are_errors() {
        let limits = Limits::default();
        for (header, data) in [
            ("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 9999999999)}", &[0u8; 4][..]),
            ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", &[0; 4]),
            ("{'descr': '<O', 'fortran_order': False, 'shape': (1,)}", &[0; 8]),
            ("{'descr': 'é4', 'fortran_order': False, 'shape': (1,)}", &[0; 8]),
            ("{'descr': '<f4', 'shape': (1,)}", &[0; 4]),
            ("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}", &[0; 4]),
            ("{'descr': '<f2', 'fortran_order': False, 'shape': (1,)}", &[0; 4]),
            ("{'descr': '<c8', 'fortran_order': False, 'shape': (1,)}", &[0; 8]),
        ] {
            assert!(read(&file(header, data), &limits).is_err(), "{header}");
        }
        assert!(read(b"\x93NUMPY\x01\x00\xff\xff", &limits).is_err());
        assert!(read(b"", &limits).is_err());
    }
}
