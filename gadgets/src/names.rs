//! Names of constants: which are tables of a function that a step computes, and which are a model's own data.
//!
//! Nothing is computed by names, and code has none. They say where numbers come from: a table of Exp follows from scales, a table
//! of a learned bias is a weight, and both are read alike.

/// What tables of functions are called, behind the name of the step's result: the values, powers of two, or the values of these.
const PARTS: [&str; 3] = ["table", "powers", "octaves"];
/// How the name of the table of exponentials begins.
const EXPONENTIALS: &str = "exp2_";

/// The name of a table of the function that a step computes, whose result has this name.
pub fn function_table(result: &str) -> String {
    format!("{result}/{}", PARTS[0])
}

/// The name of a table of powers of two that such a step reads, too.
pub fn powers_table(result: &str) -> String {
    format!("{result}/{}", PARTS[1])
}

/// The name of a table of what such a function is of powers of two.
pub fn octaves_table(result: &str) -> String {
    format!("{result}/{}", PARTS[2])
}

/// The name of the table of `2^-z` that all softmaxes read: of so many bits, so many of which count parts of an octave, with entries of so many.
pub fn exponentials_table(bits: u32, octave: u32, entry: u32) -> String {
    format!("{EXPONENTIALS}{bits}_{octave}_{entry}")
}

/// The name of a constant that a model has itself, which is no such table's.
pub fn model_constant(name: &str) -> String {
    match base(name).rsplit_once('/') {
        Some((_, part)) if PARTS.contains(&part) => format!("{name}/data"),
        _ if is_exponentials(name) => format!("{name}/data"),
        _ => name.to_owned(),
    }
}

/// Whether a name is one of [`exponentials_table`].
fn is_exponentials(name: &str) -> bool {
    let sizes = base(name).strip_prefix(EXPONENTIALS).map(|rest| rest.split('_'));
    sizes.is_some_and(|mut sizes| sizes.all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit())))
}

/// Whether a constant of this name is a table of the function that a step computes, whose result has that name, or the one of exponentials.
pub fn is_function_table(constant: &str, result: &str) -> bool {
    let parts = base(constant).rsplit_once('/');
    is_exponentials(constant)
        || parts.is_some_and(|(of, part)| PARTS.contains(&part) && base(of) == base(result))
}

/// A name without the number that tells it from others.
fn base(name: &str) -> &str {
    match name.rsplit_once('#') {
        Some((base, number)) if number.bytes().all(|b| b.is_ascii_digit()) => base,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_functions_are_told_from_a_models_constants() {
        for (constant, result) in
            [("y/table", "y"), ("y/table#2", "y"), ("y/table", "y#3"), ("y#2/powers", "y#2")]
        {
            assert!(is_function_table(constant, result), "{constant} of {result}");
        }
        for (constant, result) in [("y/table", "z"), ("table", "y"), ("y/tables", "y"), ("y/bounds", "y")] {
            assert!(!is_function_table(constant, result), "{constant} of {result}");
        }
        assert!(
            [function_table("a"), powers_table("a"), octaves_table("a")]
                .iter()
                .all(|t| is_function_table(t, "a"))
        );
        // A model's constant of such a name is another one.
        for name in ["exp2_13_9_16", "exp2_1_2_3#2"] {
            assert!(is_function_table(name, "y"), "{name}");
        }
        assert_eq!(exponentials_table(13, 9, 16), "exp2_13_9_16");
        for name in ["exp2_", "exp2_13_", "exp2_13_x", "my_exp2_13_9_16"] {
            assert!(!is_function_table(name, "y"), "{name}");
        }
        for name in ["y/table", "y/powers#2", "bias", "table", "exp2_13_9_16", "exp2_1#2"] {
            assert!(!is_function_table(&model_constant(name), "y"), "{name}");
        }
        assert_eq!(model_constant("bias"), "bias");
    }
}
