// expect @main_graph: max_pool f32 {"planes":1,"input":[28,28],"window":{"kernel":[2,2],"strides":[2,2],"dilations":[1,1],"begin":[0,0],"end":[0,0]}}
// A 2x2/2 max pool as onnx-mlir lowers it: window start by affine.max, symbols in the bound map, memref.load at computed indices.
#map = affine_map<(d0) -> (0, d0 * 2)>
#map1 = affine_map<(d0)[s0, s1, s2, s3, s4] -> (s0 - ((s2 ceildiv s4) * s4 - s2), -(d0 * s3 - s2) + s0, d0 * s3 + (s1 - 1) * s4 - s2 - ((s2 ceildiv s4) * s4 - s2) + 1, d0 * s3 + (s1 - 1) * s4 - s2 - (d0 * s3 - s2) + 1)>
func.func @main_graph(%arg0: memref<1x1x28x28xf32>) -> memref<1x1x14x14xf32> {
  %c28 = arith.constant 28 : index
  %c2 = arith.constant 2 : index
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %cst_0 = arith.constant 0xFF800000 : f32
  %alloc = memref.alloc() {alignment = 16 : i64} : memref<1x1x14x14xf32>
  %alloca = memref.alloca() : memref<f32>
  affine.for %arg1 = 0 to 1 {
    affine.for %arg2 = 0 to 1 {
      affine.for %arg3 = 0 to 14 {
        affine.for %arg4 = 0 to 14 {
          affine.store %cst_0, %alloca[] : memref<f32>
          %4 = affine.max #map(%arg3)
          %5 = affine.max #map(%arg4)
          affine.for %arg5 = 0 to min #map1(%arg3)[%c28, %c2, %c0, %c2, %c1] {
            affine.for %arg6 = 0 to min #map1(%arg4)[%c28, %c2, %c0, %c2, %c1] {
              %7 = arith.addi %arg5, %4 : index
              %8 = arith.addi %arg6, %5 : index
              %9 = memref.load %arg0[%arg1, %arg2, %7, %8] : memref<1x1x28x28xf32>
              %10 = affine.load %alloca[] : memref<f32>
              %11 = arith.cmpf ogt, %10, %9 : f32
              %12 = arith.select %11, %10, %9 : f32
              affine.store %12, %alloca[] : memref<f32>
            }
          }
          %6 = affine.load %alloca[] : memref<f32>
          affine.store %6, %alloc[%arg1, %arg2, %arg3, %arg4] : memref<1x1x14x14xf32>
        }
      }
    }
  }
  return %alloc : memref<1x1x14x14xf32>
}
