#map = affine_map<(d0) -> (0, -d0 + 2)>
#map1 = affine_map<(d0) -> (5, -d0 + 30)>
#map2 = affine_map<(d0) -> (5, -d0 + 16)>
module {
  func.func @step0(%arg0: memref<784xi8> {circuit.element = "u8"}) -> i32 attributes {onnx.nodes = ["image"]} {
    %c16_i32 = arith.constant 16 : i32
    %c0_i32 = arith.constant 0 : i32
    %c255_i32 = arith.constant 255 : i32
    %alloca = memref.alloca() : memref<i32>
    affine.store %c0_i32, %alloca[] : memref<i32>
    affine.for %arg1 = 0 to 784 {
      %1 = affine.load %arg0[%arg1] : memref<784xi8>
      %2 = arith.extui %1 : i8 to i32
      %3 = arith.maxsi %2, %c0_i32 : i32
      %4 = arith.minsi %3, %c255_i32 : i32
      %5 = affine.load %alloca[] : memref<i32>
      %6 = arith.cmpi ne, %2, %4 : i32
      %7 = arith.select %6, %c16_i32, %c0_i32 : i32
      %8 = arith.ori %5, %7 : i32
      affine.store %8, %alloca[] : memref<i32>
    }
    %0 = affine.load %alloca[] : memref<i32>
    return %0 : i32
  }
  func.func @step1(%arg0: memref<1x1x28x28xi8> {circuit.element = "u8"}, %arg1: memref<8x1x5x5xi16>, %arg2: memref<8xi32>, %arg3: memref<1x8x28x28xi32>) -> i32 attributes {onnx.nodes = ["conv1"]} {
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg4 = 0 to 1 {
      affine.for %arg5 = 0 to 1 {
        affine.for %arg6 = 0 to 8 {
          affine.for %arg7 = 0 to 28 {
            affine.for %arg8 = 0 to 28 {
              %0 = affine.load %arg2[%arg5 * 8 + %arg6] : memref<8xi32>
              %1 = affine.for %arg9 = max #map(%arg7) to min #map1(%arg7) iter_args(%arg10 = %0) -> (i32) {
                %2 = affine.for %arg11 = max #map(%arg8) to min #map1(%arg8) iter_args(%arg12 = %arg10) -> (i32) {
                  %3 = affine.for %arg13 = 0 to 1 iter_args(%arg14 = %arg12) -> (i32) {
                    %4 = affine.load %arg0[%arg4, %arg5 + %arg13, %arg7 + %arg9 - 2, %arg8 + %arg11 - 2] : memref<1x1x28x28xi8>
                    %5 = arith.extui %4 : i8 to i32
                    %6 = affine.load %arg1[%arg5 * 8 + %arg6, %arg13, %arg9, %arg11] : memref<8x1x5x5xi16>
                    %7 = arith.extsi %6 : i16 to i32
                    %8 = arith.muli %5, %7 : i32
                    %9 = arith.addi %arg14, %8 : i32
                    affine.yield %9 : i32
                  }
                  affine.yield %3 : i32
                }
                affine.yield %2 : i32
              }
              affine.store %1, %arg3[%arg4, %arg5 * 8 + %arg6, %arg7, %arg8] : memref<1x8x28x28xi32>
            }
          }
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @step2(%arg0: memref<8x28x28xi32>, %arg1: memref<8x14x14xi8> {circuit.element = "u8"}) -> i32 attributes {onnx.nodes = ["relu1", "pool1"]} {
    %c-2147483648_i32 = arith.constant -2147483648 : i32
    %c0_i64 = arith.constant 0 : i64
    %c1024_i64 = arith.constant 1024 : i64
    %c11_i64 = arith.constant 11 : i64
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg2 = 0 to 8 {
      affine.for %arg3 = 0 to 14 {
        affine.for %arg4 = 0 to 14 {
          %0 = affine.for %arg5 = 0 to 2 iter_args(%arg6 = %c-2147483648_i32) -> (i32) {
            %6 = affine.for %arg7 = 0 to 2 iter_args(%arg8 = %arg6) -> (i32) {
              %7 = affine.load %arg0[%arg2, %arg3 * 2 + %arg5, %arg4 * 2 + %arg7] : memref<8x28x28xi32>
              %8 = arith.maxsi %arg8, %7 : i32
              affine.yield %8 : i32
            }
            affine.yield %6 : i32
          }
          %1 = arith.extsi %0 : i32 to i64
          %2 = arith.maxsi %1, %c0_i64 : i64
          %3 = arith.addi %2, %c1024_i64 : i64
          %4 = arith.shrsi %3, %c11_i64 : i64
          %5 = arith.trunci %4 : i64 to i8
          affine.store %5, %arg1[%arg2, %arg3, %arg4] : memref<8x14x14xi8>
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @step3(%arg0: memref<1x8x14x14xi8> {circuit.element = "u8"}, %arg1: memref<16x8x5x5xi16>, %arg2: memref<16xi32>, %arg3: memref<1x16x14x14xi32>) -> i32 attributes {onnx.nodes = ["conv2"]} {
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg4 = 0 to 1 {
      affine.for %arg5 = 0 to 1 {
        affine.for %arg6 = 0 to 16 {
          affine.for %arg7 = 0 to 14 {
            affine.for %arg8 = 0 to 14 {
              %0 = affine.load %arg2[%arg5 * 16 + %arg6] : memref<16xi32>
              %1 = affine.for %arg9 = max #map(%arg7) to min #map2(%arg7) iter_args(%arg10 = %0) -> (i32) {
                %2 = affine.for %arg11 = max #map(%arg8) to min #map2(%arg8) iter_args(%arg12 = %arg10) -> (i32) {
                  %3 = affine.for %arg13 = 0 to 8 iter_args(%arg14 = %arg12) -> (i32) {
                    %4 = affine.load %arg0[%arg4, %arg5 * 8 + %arg13, %arg7 + %arg9 - 2, %arg8 + %arg11 - 2] : memref<1x8x14x14xi8>
                    %5 = arith.extui %4 : i8 to i32
                    %6 = affine.load %arg1[%arg5 * 16 + %arg6, %arg13, %arg9, %arg11] : memref<16x8x5x5xi16>
                    %7 = arith.extsi %6 : i16 to i32
                    %8 = arith.muli %5, %7 : i32
                    %9 = arith.addi %arg14, %8 : i32
                    affine.yield %9 : i32
                  }
                  affine.yield %3 : i32
                }
                affine.yield %2 : i32
              }
              affine.store %1, %arg3[%arg4, %arg5 * 16 + %arg6, %arg7, %arg8] : memref<1x16x14x14xi32>
            }
          }
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @step4(%arg0: memref<16x14x14xi32>, %arg1: memref<16x4x4xi8> {circuit.element = "u8"}) -> i32 attributes {onnx.nodes = ["relu2", "pool2", "flatten"]} {
    %c17_i32 = arith.constant 17 : i32
    %c0_i32 = arith.constant 0 : i32
    %c-2147483648_i32 = arith.constant -2147483648 : i32
    %c0_i64 = arith.constant 0 : i64
    %c256_i64 = arith.constant 256 : i64
    %c9_i64 = arith.constant 9 : i64
    %c255_i64 = arith.constant 255 : i64
    %alloca = memref.alloca() : memref<i32>
    affine.store %c0_i32, %alloca[] : memref<i32>
    affine.for %arg2 = 0 to 16 {
      affine.for %arg3 = 0 to 4 {
        affine.for %arg4 = 0 to 4 {
          %1 = affine.for %arg5 = 0 to 3 iter_args(%arg6 = %c-2147483648_i32) -> (i32) {
            %13 = affine.for %arg7 = 0 to 3 iter_args(%arg8 = %arg6) -> (i32) {
              %14 = affine.load %arg0[%arg2, %arg3 * 3 + %arg5, %arg4 * 3 + %arg7] : memref<16x14x14xi32>
              %15 = arith.maxsi %arg8, %14 : i32
              affine.yield %15 : i32
            }
            affine.yield %13 : i32
          }
          %2 = arith.extsi %1 : i32 to i64
          %3 = arith.maxsi %2, %c0_i64 : i64
          %4 = arith.addi %3, %c256_i64 : i64
          %5 = arith.shrsi %4, %c9_i64 : i64
          %6 = arith.maxsi %5, %c0_i64 : i64
          %7 = arith.minsi %6, %c255_i64 : i64
          %8 = affine.load %alloca[] : memref<i32>
          %9 = arith.cmpi ne, %5, %7 : i64
          %10 = arith.select %9, %c17_i32, %c0_i32 : i32
          %11 = arith.ori %8, %10 : i32
          affine.store %11, %alloca[] : memref<i32>
          %12 = arith.trunci %7 : i64 to i8
          affine.store %12, %arg1[%arg2, %arg3, %arg4] : memref<16x4x4xi8>
        }
      }
    }
    %0 = affine.load %alloca[] : memref<i32>
    return %0 : i32
  }
  func.func @step5(%arg0: memref<1x1x256xi8> {circuit.element = "u8"}, %arg1: memref<1x10x256xi16>, %arg2: memref<10xi32>, %arg3: memref<1x1x10xi32>) -> i32 attributes {onnx.nodes = ["fc"]} {
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg4 = 0 to 1 {
      affine.for %arg5 = 0 to 1 {
        affine.for %arg6 = 0 to 10 {
          %0 = affine.load %arg2[%arg6] : memref<10xi32>
          %1 = affine.for %arg7 = 0 to 256 iter_args(%arg8 = %0) -> (i32) {
            %2 = affine.load %arg0[%arg4, %arg5, %arg7] : memref<1x1x256xi8>
            %3 = arith.extui %2 : i8 to i32
            %4 = affine.load %arg1[%arg4, %arg6, %arg7] : memref<1x10x256xi16>
            %5 = arith.extsi %4 : i16 to i32
            %6 = arith.muli %3, %5 : i32
            %7 = arith.addi %arg8, %6 : i32
            affine.yield %7 : i32
          }
          affine.store %1, %arg3[%arg4, %arg5, %arg6] : memref<1x1x10xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
}
