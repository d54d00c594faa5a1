// One operation each, through one-shot-bufferize and convert-linalg-to-affine-loops.
// pipeline: linalg
// expect @conv: conv2d i8 {"batch":2,"in_channels":3,"out_channels":4,"acc":"i32","window":{"kernel":[3,2],"strides":[2,1],"dilations":[1,2]},"epilogue":{"shift":0}}
// expect @matmul: fully_connected i8 {"rows":4,"inputs":8,"outputs":3,"acc":"i32"}
// expect @batched: fully_connected i32 {"batch":2,"rows":4,"inputs":8,"outputs":3}
// expect @max: max_pool i32 {"planes":6,"input":[7,7],"window":{"kernel":[3,3],"strides":[2,2]}}
// expect @sum: average_pool i8 {"planes":6,"input":[7,7],"acc":"i32","window":{"kernel":[3,3],"strides":[2,2]}}
// expect @transpose: transpose i32 {"shape":[2,3,4],"perm":[2,0,1]}
// expect @add: add i32 {"shape":[2,3],"a":{"x":"i32","multiplier":1,"strides":[3,1]},"b":{"x":"i32","multiplier":1,"strides":[0,1]}}
// expect @float: fully_connected f32 {"rows":4,"inputs":8,"outputs":3}
// expect @biased: fully_connected i32 {"rows":4,"inputs":8,"outputs":3,"bias":true}
// refuse @min: a reduction by minimum
// refuse @accumulates: what the output held before
// refuse @nhwc: a sum of products of other elements
func.func @conv(%x: tensor<2x3x9x8xi8>, %w: tensor<4x3x3x2xi8>) -> tensor<2x4x4x6xi32> {
  %zero = arith.constant 0 : i32
  %e = tensor.empty() : tensor<2x4x4x6xi32>
  %z = linalg.fill ins(%zero : i32) outs(%e : tensor<2x4x4x6xi32>) -> tensor<2x4x4x6xi32>
  %y = linalg.conv_2d_nchw_fchw {dilations = dense<[1, 2]> : tensor<2xi64>, strides = dense<[2, 1]> : tensor<2xi64>} ins(%x, %w : tensor<2x3x9x8xi8>, tensor<4x3x3x2xi8>) outs(%z : tensor<2x4x4x6xi32>) -> tensor<2x4x4x6xi32>
  return %y : tensor<2x4x4x6xi32>
}
func.func @matmul(%x: tensor<4x8xi8>, %w: tensor<8x3xi8>) -> tensor<4x3xi32> {
  %zero = arith.constant 0 : i32
  %e = tensor.empty() : tensor<4x3xi32>
  %z = linalg.fill ins(%zero : i32) outs(%e : tensor<4x3xi32>) -> tensor<4x3xi32>
  %y = linalg.matmul ins(%x, %w : tensor<4x8xi8>, tensor<8x3xi8>) outs(%z : tensor<4x3xi32>) -> tensor<4x3xi32>
  return %y : tensor<4x3xi32>
}
func.func @batched(%x: tensor<2x4x8xi32>, %w: tensor<2x8x3xi32>) -> tensor<2x4x3xi32> {
  %zero = arith.constant 0 : i32
  %e = tensor.empty() : tensor<2x4x3xi32>
  %z = linalg.fill ins(%zero : i32) outs(%e : tensor<2x4x3xi32>) -> tensor<2x4x3xi32>
  %y = linalg.batch_matmul ins(%x, %w : tensor<2x4x8xi32>, tensor<2x8x3xi32>) outs(%z : tensor<2x4x3xi32>) -> tensor<2x4x3xi32>
  return %y : tensor<2x4x3xi32>
}
func.func @max(%x: tensor<2x3x7x7xi32>) -> tensor<2x3x3x3xi32> {
  %low = arith.constant -2147483648 : i32
  %e = tensor.empty() : tensor<2x3x3x3xi32>
  %z = linalg.fill ins(%low : i32) outs(%e : tensor<2x3x3x3xi32>) -> tensor<2x3x3x3xi32>
  %win = tensor.empty() : tensor<3x3xi32>
  %y = linalg.pooling_nchw_max {dilations = dense<1> : tensor<2xi64>, strides = dense<2> : tensor<2xi64>} ins(%x, %win : tensor<2x3x7x7xi32>, tensor<3x3xi32>) outs(%z : tensor<2x3x3x3xi32>) -> tensor<2x3x3x3xi32>
  return %y : tensor<2x3x3x3xi32>
}
func.func @sum(%x: tensor<2x3x7x7xi8>) -> tensor<2x3x3x3xi32> {
  %zero = arith.constant 0 : i32
  %e = tensor.empty() : tensor<2x3x3x3xi32>
  %z = linalg.fill ins(%zero : i32) outs(%e : tensor<2x3x3x3xi32>) -> tensor<2x3x3x3xi32>
  %win = tensor.empty() : tensor<3x3xi32>
  %y = linalg.pooling_nchw_sum {dilations = dense<1> : tensor<2xi64>, strides = dense<2> : tensor<2xi64>} ins(%x, %win : tensor<2x3x7x7xi8>, tensor<3x3xi32>) outs(%z : tensor<2x3x3x3xi32>) -> tensor<2x3x3x3xi32>
  return %y : tensor<2x3x3x3xi32>
}
func.func @transpose(%x: tensor<2x3x4xi32>) -> tensor<4x2x3xi32> {
  %e = tensor.empty() : tensor<4x2x3xi32>
  %y = linalg.transpose ins(%x : tensor<2x3x4xi32>) outs(%e : tensor<4x2x3xi32>) permutation = [2, 0, 1]
  return %y : tensor<4x2x3xi32>
}
func.func @add(%a: tensor<2x3xi32>, %b: tensor<3xi32>) -> tensor<2x3xi32> {
  %e = tensor.empty() : tensor<2x3xi32>
  %y = linalg.generic {indexing_maps = [affine_map<(i,j)->(i,j)>, affine_map<(i,j)->(j)>, affine_map<(i,j)->(i,j)>], iterator_types = ["parallel","parallel"]} ins(%a, %b : tensor<2x3xi32>, tensor<3xi32>) outs(%e : tensor<2x3xi32>) {
  ^bb0(%u: i32, %v: i32, %o: i32):
    %s = arith.addi %u, %v : i32
    linalg.yield %s : i32
  } -> tensor<2x3xi32>
  return %y : tensor<2x3xi32>
}
func.func @float(%x: tensor<4x8xf32>, %w: tensor<8x3xf32>) -> tensor<4x3xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x3xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<4x3xf32>) -> tensor<4x3xf32>
  %y = linalg.matmul ins(%x, %w : tensor<4x8xf32>, tensor<8x3xf32>) outs(%z : tensor<4x3xf32>) -> tensor<4x3xf32>
  return %y : tensor<4x3xf32>
}
func.func @biased(%x: tensor<4x8xi32>, %w: tensor<8x3xi32>, %b: tensor<3xi32>) -> tensor<4x3xi32> {
  %e = tensor.empty() : tensor<4x3xi32>
  %z = linalg.broadcast ins(%b : tensor<3xi32>) outs(%e : tensor<4x3xi32>) dimensions = [0]
  %y = linalg.matmul ins(%x, %w : tensor<4x8xi32>, tensor<8x3xi32>) outs(%z : tensor<4x3xi32>) -> tensor<4x3xi32>
  return %y : tensor<4x3xi32>
}
func.func @min(%x: tensor<2x7x7x3xi32>) -> tensor<2x3x3x3xi32> {
  %high = arith.constant 2147483647 : i32
  %e = tensor.empty() : tensor<2x3x3x3xi32>
  %z = linalg.fill ins(%high : i32) outs(%e : tensor<2x3x3x3xi32>) -> tensor<2x3x3x3xi32>
  %win = tensor.empty() : tensor<3x3xi32>
  %y = linalg.pooling_nhwc_min {dilations = dense<1> : tensor<2xi64>, strides = dense<2> : tensor<2xi64>} ins(%x, %win : tensor<2x7x7x3xi32>, tensor<3x3xi32>) outs(%z : tensor<2x3x3x3xi32>) -> tensor<2x3x3x3xi32>
  return %y : tensor<2x3x3x3xi32>
}
func.func @accumulates(%x: memref<4x8xi32>, %w: memref<8x3xi32>, %y: memref<4x3xi32>) {
  linalg.matmul ins(%x, %w : memref<4x8xi32>, memref<8x3xi32>) outs(%y : memref<4x3xi32>)
  return
}
func.func @nhwc(%x: tensor<1x9x8x3xi32>, %w: tensor<3x2x3x4xi32>) -> tensor<1x7x7x4xi32> {
  %zero = arith.constant 0 : i32
  %e = tensor.empty() : tensor<1x7x7x4xi32>
  %z = linalg.fill ins(%zero : i32) outs(%e : tensor<1x7x7x4xi32>) -> tensor<1x7x7x4xi32>
  %y = linalg.conv_2d_nhwc_hwcf {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>} ins(%x, %w : tensor<1x9x8x3xi32>, tensor<3x2x3x4xi32>) outs(%z : tensor<1x7x7x4xi32>) -> tensor<1x7x7x4xi32>
  return %y : tensor<1x7x7x4xi32>
}
