//! The float oracle: the same model through tract, which shares nothing with our import but the protobuf.

use std::sync::Arc;

use thiserror::Error;
use tract_onnx::pb::ModelProto;
use tract_onnx::prelude::*;

use crate::float_graph::FloatGraph;

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

impl Oracle {
    /// Builds the model with the input shapes of `graph`.
    pub(crate) fn new(proto: &ModelProto, graph: &FloatGraph) -> Result<Self, OracleError> {
        let shapes: Vec<Vec<usize>> = graph.inputs.iter().map(|id| graph.value(*id).shape.clone()).collect();
        // Declared shapes of values and outputs may lie; inference does not need them.
        let importer = onnx().with_ignore_output_shapes(true).with_ignore_value_info(true);
        let mut model = importer.parse(proto, None).map_err(refused)?.model;
        for (i, shape) in shapes.iter().enumerate() {
            model = model.with_input_fact(i, f32::fact(shape).into()).map_err(refused)?;
        }
        let plan = model.into_typed().and_then(|m| m.into_decluttered()).and_then(|m| m.into_runnable());
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
