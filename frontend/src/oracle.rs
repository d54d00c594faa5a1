//! The oracle: the same model through tract, which shares nothing with our import but the protobuf. It
//! answers twice: shapes, inferred again ([`shape_differences`]), and float values ([`Oracle`]).

use std::collections::BTreeMap;
use std::sync::Arc;

use thiserror::Error;
use tract_onnx::pb::ModelProto;
use tract_onnx::prelude::*;

use crate::float_graph::{FloatGraph, Value};

/// Why tract gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("tract: {0}")]
pub struct OracleError(pub String);

/// A model ready to run in tract.
pub struct Oracle {
    plan: Arc<TypedRunnableModel>,
    shapes: Vec<Vec<usize>>,
}

fn refused(e: impl std::fmt::Debug) -> OracleError {
    OracleError(format!("{e:?}"))
}

/// A value whose shape tract infers otherwise than our import.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("value '{value}' has the shape {ours:?}, and {tract:?} in tract")]
pub struct ShapeDifference {
    /// The value's ONNX name.
    pub value: String,
    /// Our import's shape.
    pub ours: Vec<usize>,
    /// tract's.
    pub tract: Vec<usize>,
}

/// The model in tract, with the input shapes of `graph`. Declared shapes of values and outputs may lie;
/// inference does not need them.
fn import(proto: &ModelProto, graph: &FloatGraph) -> Result<InferenceModel, OracleError> {
    let importer = onnx().with_ignore_output_shapes(true).with_ignore_value_info(true);
    let mut model = importer.parse(proto, None).map_err(refused)?.model;
    for (i, id) in graph.inputs.iter().enumerate() {
        model = model.with_input_fact(i, f32::fact(&graph.value(*id).shape).into()).map_err(refused)?;
    }
    Ok(model)
}

/// Infers all shapes again with tract, and compares those of values that both know by name.
pub(crate) fn shape_differences(
    proto: &ModelProto,
    graph: &FloatGraph,
) -> Result<Vec<ShapeDifference>, OracleError> {
    // tract is a second opinion: a panic of its own must not end ours.
    gadgets::caught(|| compare(proto, graph)).unwrap_or_else(|| Err(OracleError("panicked".to_owned())))
}

fn compare(proto: &ModelProto, graph: &FloatGraph) -> Result<Vec<ShapeDifference>, OracleError> {
    let mut model = import(proto, graph)?;
    model.analyse(false).map_err(refused)?;
    let mut inferred = BTreeMap::new();
    for (node, slot) in model.nodes().iter().flat_map(|n| (0..n.outputs.len()).map(|slot| (n.id, slot))) {
        let outlet = OutletId::new(node, slot);
        let fact = model.outlet_fact(outlet).map_err(refused)?;
        if let (Some(name), Ok(Some(shape))) = (model.outlet_label(outlet), fact.shape.as_concrete_finite()) {
            inferred.insert(name.to_owned(), shape.to_vec());
        }
    }
    let differs = |value: &Value| {
        let tract = inferred.get(&value.name).filter(|shape| **shape != value.shape)?;
        let (value, ours) = (value.name.clone(), value.shape.clone());
        Some(ShapeDifference { value, ours, tract: tract.clone() })
    };
    Ok(graph.values.iter().filter_map(differs).collect())
}

impl Oracle {
    /// Builds the model with the input shapes of `graph`.
    pub(crate) fn new(proto: &ModelProto, graph: &FloatGraph) -> Result<Self, OracleError> {
        let shapes: Vec<Vec<usize>> = graph.inputs.iter().map(|id| graph.value(*id).shape.clone()).collect();
        let plan = import(proto, graph)?
            .into_typed()
            .and_then(|m| m.into_decluttered())
            .and_then(|m| m.into_runnable());
        Ok(Self { plan: plan.map_err(refused)?, shapes })
    }

    /// The elements of each output.
    ///
    /// # Errors
    /// [`OracleError`] where tract does not run the model.
    pub fn run(&self, inputs: &[Vec<f64>]) -> Result<Vec<Vec<f64>>, OracleError> {
        let tensor = |(shape, data): (&Vec<usize>, &Vec<f64>)| {
            let floats: Vec<f32> = data.iter().map(|v| *v as f32).collect();
            Tensor::from_shape(shape, &floats).map(IntoTValue::into_tvalue).map_err(refused)
        };
        let inputs = self.shapes.iter().zip(inputs).map(tensor).collect::<Result<TVec<_>, _>>()?;
        let outputs = self.plan.run(inputs).map_err(refused)?;
        let elements = |t: &TValue| -> Result<Vec<f64>, OracleError> {
            let floats = t.cast_to::<f32>().map_err(refused)?;
            let view = floats.to_plain_array_view::<f32>().map_err(refused)?;
            Ok(view.iter().map(|v| f64::from(*v)).collect())
        };
        outputs.iter().map(elements).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::{LoadOptions, Model};

    #[test]
    fn a_wrong_shape_is_named() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../models/mnist/mnist.onnx");
        let model = Model::load(&path, &LoadOptions::default()).expect("the model is here");
        assert_eq!(model.shape_differences(), Ok(vec![]));
        let mut graph = model.graph().clone();
        let value = graph.values.iter_mut().find(|v| v.name == "pool1.out").expect("a pool");
        value.shape[3] += 1;
        let found =
            super::shape_differences(&model.whole(usize::MAX), &graph).expect("tract takes the model");
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].value.as_str(), found[0].ours[3]), ("pool1.out", found[0].tract[3] + 1));
    }
}
