// A small network in linalg on tensors, bufferised, lowered to affine loops and outlined.
// pipeline: linalg outline
// refuse @network: operation
// expect @network.outlined0: conv2d i32 {"groups":1,"in_channels":1,"out_channels":8,"input":[28,28],"bias":false,"window":{"kernel":[5,5],"strides":[1,1]},"epilogue":{"relu":true}}
// expect @network.outlined1: max_pool i32 {"planes":8,"input":[24,24],"window":{"kernel":[2,2],"strides":[2,2]}}
// expect @network.outlined2: conv2d i32 {"in_channels":8,"out_channels":16,"input":[12,12],"epilogue":{"relu":false}}
// expect @network.outlined3: max_pool i32 {"planes":16,"input":[8,8]}
// expect @network.outlined4: fully_connected i32 {"rows":1,"inputs":256,"outputs":10,"transposed":false}
module {
  func.func @network(%x: tensor<1x1x28x28xi32>, %w1: tensor<8x1x5x5xi32>, %w2: tensor<16x8x5x5xi32>, %fc: tensor<256x10xi32>) -> tensor<1x10xi32> {
    %zero = arith.constant 0 : i32
    %low = arith.constant -2147483648 : i32
    %e1 = tensor.empty() : tensor<1x8x24x24xi32>
    %z1 = linalg.fill ins(%zero : i32) outs(%e1 : tensor<1x8x24x24xi32>) -> tensor<1x8x24x24xi32>
    %c1 = linalg.conv_2d_nchw_fchw {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>} ins(%x, %w1 : tensor<1x1x28x28xi32>, tensor<8x1x5x5xi32>) outs(%z1 : tensor<1x8x24x24xi32>) -> tensor<1x8x24x24xi32>
    %r1 = linalg.generic {indexing_maps = [affine_map<(a,b,c,d)->(a,b,c,d)>], iterator_types = ["parallel","parallel","parallel","parallel"]} outs(%c1 : tensor<1x8x24x24xi32>) {
    ^bb0(%in: i32):
      %m = arith.maxsi %in, %zero : i32
      linalg.yield %m : i32
    } -> tensor<1x8x24x24xi32>
    %p1e = tensor.empty() : tensor<1x8x12x12xi32>
    %p1i = linalg.fill ins(%low : i32) outs(%p1e : tensor<1x8x12x12xi32>) -> tensor<1x8x12x12xi32>
    %win = tensor.empty() : tensor<2x2xi32>
    %p1 = linalg.pooling_nchw_max {dilations = dense<1> : tensor<2xi64>, strides = dense<2> : tensor<2xi64>} ins(%r1, %win : tensor<1x8x24x24xi32>, tensor<2x2xi32>) outs(%p1i : tensor<1x8x12x12xi32>) -> tensor<1x8x12x12xi32>
    %e2 = tensor.empty() : tensor<1x16x8x8xi32>
    %z2 = linalg.fill ins(%zero : i32) outs(%e2 : tensor<1x16x8x8xi32>) -> tensor<1x16x8x8xi32>
    %c2 = linalg.conv_2d_nchw_fchw {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>} ins(%p1, %w2 : tensor<1x8x12x12xi32>, tensor<16x8x5x5xi32>) outs(%z2 : tensor<1x16x8x8xi32>) -> tensor<1x16x8x8xi32>
    %p2e = tensor.empty() : tensor<1x16x4x4xi32>
    %p2i = linalg.fill ins(%low : i32) outs(%p2e : tensor<1x16x4x4xi32>) -> tensor<1x16x4x4xi32>
    %p2 = linalg.pooling_nchw_max {dilations = dense<1> : tensor<2xi64>, strides = dense<2> : tensor<2xi64>} ins(%c2, %win : tensor<1x16x8x8xi32>, tensor<2x2xi32>) outs(%p2i : tensor<1x16x4x4xi32>) -> tensor<1x16x4x4xi32>
    %flat = tensor.collapse_shape %p2 [[0],[1,2,3]] : tensor<1x16x4x4xi32> into tensor<1x256xi32>
    %fe = tensor.empty() : tensor<1x10xi32>
    %fz = linalg.fill ins(%zero : i32) outs(%fe : tensor<1x10xi32>) -> tensor<1x10xi32>
    %out = linalg.matmul ins(%flat, %fc : tensor<1x256xi32>, tensor<256x10xi32>) outs(%fz : tensor<1x10xi32>) -> tensor<1x10xi32>
    return %out : tensor<1x10xi32>
  }
}
