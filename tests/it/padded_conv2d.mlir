#map = affine_map<(d0) -> (0, -d0 + 1)>
#map1 = affine_map<(d0) -> (3, -d0 + 5)>
#map2 = affine_map<(d0) -> (0, d0 * -2 + 1)>
#map3 = affine_map<(d0) -> (3, d0 * -2 + 6)>
module {
  func.func @step0(%arg0: memref<1x2x4x5xi8> {circuit.element = "u8"}, %arg1: memref<3x2x3x3xi8>, %arg2: memref<3xi32>, %arg3: memref<1x3x4x3xi8> {circuit.element = "u8"}) -> i32 attributes {onnx.nodes = ["n0"]} {
    %c17_i32 = arith.constant 17 : i32
    %c0_i32 = arith.constant 0 : i32
    %c8_i32 = arith.constant 8 : i32
    %c4_i32 = arith.constant 4 : i32
    %c255_i32 = arith.constant 255 : i32
    %alloca = memref.alloca() : memref<i32>
    affine.store %c0_i32, %alloca[] : memref<i32>
    affine.for %arg4 = 0 to 1 {
      affine.for %arg5 = 0 to 1 {
        affine.for %arg6 = 0 to 3 {
          affine.for %arg7 = 0 to 4 {
            affine.for %arg8 = 0 to 3 {
              %1 = affine.load %arg2[%arg5 * 3 + %arg6] : memref<3xi32>
              %2 = affine.for %arg9 = max #map(%arg7) to min #map1(%arg7) iter_args(%arg10 = %1) -> (i32) {
                %13 = affine.for %arg11 = max #map2(%arg8) to min #map3(%arg8) iter_args(%arg12 = %arg10) -> (i32) {
                  %14 = affine.for %arg13 = 0 to 2 iter_args(%arg14 = %arg12) -> (i32) {
                    %15 = affine.load %arg0[%arg4, %arg5 * 2 + %arg13, %arg7 + %arg9 - 1, %arg8 * 2 + %arg11 - 1] : memref<1x2x4x5xi8>
                    %16 = arith.extui %15 : i8 to i32
                    %17 = affine.load %arg1[%arg5 * 3 + %arg6, %arg13, %arg9, %arg11] : memref<3x2x3x3xi8>
                    %18 = arith.extsi %17 : i8 to i32
                    %19 = arith.muli %16, %18 : i32
                    %20 = arith.addi %arg14, %19 : i32
                    affine.yield %20 : i32
                  }
                  affine.yield %14 : i32
                }
                affine.yield %13 : i32
              }
              %3 = arith.maxsi %2, %c0_i32 : i32
              %4 = arith.addi %3, %c8_i32 : i32
              %5 = arith.shrsi %4, %c4_i32 : i32
              %6 = arith.maxsi %5, %c0_i32 : i32
              %7 = arith.minsi %6, %c255_i32 : i32
              %8 = affine.load %alloca[] : memref<i32>
              %9 = arith.cmpi ne, %5, %7 : i32
              %10 = arith.select %9, %c17_i32, %c0_i32 : i32
              %11 = arith.ori %8, %10 : i32
              affine.store %11, %alloca[] : memref<i32>
              %12 = arith.trunci %7 : i32 to i8
              affine.store %12, %arg3[%arg4, %arg5 * 3 + %arg6, %arg7, %arg8] : memref<1x3x4x3xi8>
            }
          }
        }
      }
    }
    %0 = affine.load %alloca[] : memref<i32>
    return %0 : i32
  }
}
