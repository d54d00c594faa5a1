//! Macros written out: for backends that do not take them whole, and as their definition in tests.

use super::{Def, Divisor, Graph, Reduction, RelId, Relation, Tensor, TensorId, Visibility};

impl Graph {
    /// The same computation without macro relations. Tensors keep their ids; new ones come last.
    /// The graph is valid; so is the result.
    pub fn expand(&self) -> Self {
        self.expand_where(|_| true)
    }

    /// As [`Graph::expand`], for those macros only that `chosen` picks.
    pub fn expand_where(&self, chosen: impl Fn(RelId) -> bool) -> Self {
        let mut out = Self { relations: Vec::new(), ..self.clone() };
        for (i, relation) in self.relations.iter().enumerate() {
            let next = RelId(out.relations.len() as u32);
            let (Relation::ReluPoolRequant { x, over, floor, shift, rounding, clip, out: result }, true) =
                (relation, chosen(RelId(i as u32)))
            else {
                if let Some(t) = relation.out() {
                    out.tensors[t.0 as usize].def = Def::By(next);
                }
                out.relations.push(relation.clone());
                continue;
            };
            // The maximum of one is that one.
            let num = if *over == Reduction::Axes(Vec::new()) && floor.is_none() {
                x.clone()
            } else {
                let maximum = TensorId(out.tensors.len() as u32);
                let max = Relation::Max { x: x.clone(), over: over.clone(), floor: *floor, out: maximum };
                let inferred = self.infer(&max).expect("the macro of a valid graph was inferred alike");
                out.tensors.push(Tensor {
                    shape: inferred.shape,
                    range: inferred.image,
                    checked: None,
                    vis: Visibility::Internal,
                    def: Def::By(next),
                    origin: self.tensor(*result).origin.clone(),
                });
                out.relations.push(max);
                maximum.into()
            };
            out.tensors[result.0 as usize].def = Def::By(RelId(out.relations.len() as u32));
            let (den, rounding, clip) = (Divisor::Pow2(*shift), *rounding, *clip);
            out.relations.push(Relation::DivRound { num, den, rounding, clip, out: *result });
        }
        out
    }
}
