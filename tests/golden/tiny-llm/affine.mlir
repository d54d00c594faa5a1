#map = affine_map<(d0) -> (d0)>
#map1 = affine_map<(d0) -> (d0 + 8)>
#map2 = affine_map<(d0) -> (d0 - 8)>
module {
  func.func @step0(%arg0: memref<32xi8>) -> i32 attributes {onnx.nodes = ["tokens"]} {
    %c16_i32 = arith.constant 16 : i32
    %c0_i32 = arith.constant 0 : i32
    %c36_i32 = arith.constant 36 : i32
    %alloca = memref.alloca() : memref<i32>
    affine.store %c0_i32, %alloca[] : memref<i32>
    affine.for %arg1 = 0 to 32 {
      %1 = affine.load %arg0[%arg1] : memref<32xi8>
      %2 = arith.extsi %1 : i8 to i32
      %3 = arith.maxsi %2, %c0_i32 : i32
      %4 = arith.minsi %3, %c36_i32 : i32
      %5 = affine.load %alloca[] : memref<i32>
      %6 = arith.cmpi ne, %2, %4 : i32
      %7 = arith.select %6, %c16_i32, %c0_i32 : i32
      %8 = arith.ori %5, %7 : i32
      affine.store %8, %alloca[] : memref<i32>
    }
    %0 = affine.load %alloca[] : memref<i32>
    return %0 : i32
  }
  func.func @step1(%arg0: memref<37x96xi32>, %arg1: memref<1x32xi8>, %arg2: memref<1x32x96xi32>) -> i32 attributes {onnx.nodes = ["node_embedding"]} {
    %c36_i64 = arith.constant 36 : i64
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 32 {
        affine.for %arg5 = 0 to 96 {
          %0 = affine.load %arg1[%arg3, %arg4] : memref<1x32xi8>
          %1 = arith.extsi %0 : i8 to i64
          %2 = arith.minui %1, %c36_i64 : i64
          %3 = arith.index_cast %2 : i64 to index
          %4 = affine.apply #map(%arg5)
          %5 = memref.load %arg0[%3, %4] : memref<37x96xi32>
          affine.store %5, %arg2[%arg3, %arg4, %arg5] : memref<1x32x96xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @step2(%arg0: memref<1x32x96xi32>, %arg1: memref<1x32x96xi32>) -> i32 attributes {onnx.nodes = ["node_pow_1"]} {
    %c16_i32 = arith.constant 16 : i32
    %c5_i32 = arith.constant 5 : i32
    %c1024_i32 = arith.constant 1024 : i32
    %c11_i32 = arith.constant 11 : i32
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg2 = 0 to 1 {
      affine.for %arg3 = 0 to 32 {
        affine.for %arg4 = 0 to 96 {
          %0 = affine.load %arg0[%arg2, %arg3, %arg4] : memref<1x32x96xi32>
          %1 = arith.addi %0, %c16_i32 : i32
          %2 = arith.shrsi %1, %c5_i32 : i32
          %3 = affine.load %arg0[%arg2, %arg3, %arg4] : memref<1x32x96xi32>
          %4 = arith.addi %3, %c16_i32 : i32
          %5 = arith.shrsi %4, %c5_i32 : i32
          %6 = arith.muli %2, %5 : i32
          %7 = arith.addi %6, %c1024_i32 : i32
          %8 = arith.shrsi %7, %c11_i32 : i32
          affine.store %8, %arg1[%arg2, %arg3, %arg4] : memref<1x32x96xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @step3(%arg0: memref<3072xi32>, %arg1: memref<3072xi16>) -> i32 attributes {onnx.nodes = ["node_pow_1"]} {
    %c131056_i64 = arith.constant 131056 : i64
    %c4194304_i64 = arith.constant 4194304 : i64
    %c23_i64 = arith.constant 23 : i64
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg2 = 0 to 3072 {
      %0 = affine.load %arg0[%arg2] : memref<3072xi32>
      %1 = arith.extsi %0 : i32 to i64
      %2 = arith.muli %1, %c131056_i64 : i64
      %3 = arith.addi %2, %c4194304_i64 : i64
      %4 = arith.shrsi %3, %c23_i64 : i64
      %5 = arith.trunci %4 : i64 to i16
      affine.store %5, %arg1[%arg2] : memref<3072xi16>
    }
    return %c0_i32 : i32
  }
  func.func @step4(%arg0: memref<32x1x96xi16>, %arg1: memref<32x1x1xi16>) -> i32 attributes {onnx.nodes = ["node_mean"]} {
    %c0_i32 = arith.constant 0 : i32
    %c4_i32 = arith.constant 4 : i32
    %c3_i32 = arith.constant 3 : i32
    %c10147_i32 = arith.constant 10147 : i32
    affine.for %arg2 = 0 to 32 {
      affine.for %arg3 = 0 to 1 {
        affine.for %arg4 = 0 to 1 {
          %0 = affine.for %arg5 = 0 to 1 iter_args(%arg6 = %c0_i32) -> (i32) {
            %6 = affine.for %arg7 = 0 to 96 iter_args(%arg8 = %arg6) -> (i32) {
              %7 = affine.load %arg0[%arg2, %arg3 + %arg5, %arg4 + %arg7] : memref<32x1x96xi16>
              %8 = arith.extsi %7 : i16 to i32
              %9 = arith.addi %arg8, %8 : i32
              affine.yield %9 : i32
            }
            affine.yield %6 : i32
          }
          %1 = arith.addi %0, %c4_i32 : i32
          %2 = arith.shrsi %1, %c3_i32 : i32
          %3 = arith.maxsi %2, %c0_i32 : i32
          %4 = arith.minsi %3, %c10147_i32 : i32
          %5 = arith.trunci %4 : i32 to i16
          affine.store %5, %arg1[%arg2, %arg3, %arg4] : memref<32x1x1xi16>
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @step5(%arg0: memref<32xi16>, %arg1: memref<1xi8>, %arg2: memref<1x32x1xi32>) -> i32 attributes {onnx.nodes = ["node_add"]} {
    %c32_i32 = arith.constant 32 : i32
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 32 {
        affine.for %arg5 = 0 to 1 {
          %0 = affine.load %arg0[%arg4] : memref<32xi16>
          %1 = arith.extsi %0 : i16 to i32
          %2 = arith.muli %1, %c32_i32 : i32
          %3 = affine.load %arg1[0] : memref<1xi8>
          %4 = arith.extsi %3 : i8 to i32
          %5 = arith.addi %2, %4 : i32
          affine.store %5, %arg2[%arg3, %arg4, %arg5] : memref<1x32x1xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @step6(%arg0: memref<1x32x1xi32>, %arg1: memref<5242xi32>, %arg2: memref<1x32x1xi32>) -> i32 attributes {onnx.nodes = ["node_Sqrt_5"]} {
    %c16_i32 = arith.constant 16 : i32
    %c5_i32 = arith.constant 5 : i32
    %c3750_i32 = arith.constant 3750 : i32
    %c8991_i32 = arith.constant 8991 : i32
    %c-3750_i64 = arith.constant -3750 : i64
    %c5241_i64 = arith.constant 5241 : i64
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 32 {
        affine.for %arg5 = 0 to 1 {
          %0 = affine.load %arg0[%arg3, %arg4, %arg5] : memref<1x32x1xi32>
          %1 = arith.addi %0, %c16_i32 : i32
          %2 = arith.shrsi %1, %c5_i32 : i32
          %3 = arith.maxsi %2, %c3750_i32 : i32
          %4 = arith.minsi %3, %c8991_i32 : i32
          %5 = arith.extsi %4 : i32 to i64
          %6 = arith.addi %5, %c-3750_i64 : i64
          %7 = arith.minui %6, %c5241_i64 : i64
          %8 = arith.index_cast %7 : i64 to index
          %9 = memref.load %arg1[%8] : memref<5242xi32>
          affine.store %9, %arg2[%arg3, %arg4, %arg5] : memref<1x32x1xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @step7(%arg0: memref<1x32x1xi32>, %arg1: memref<8193xi32>, %arg2: memref<1x32x1xi32>) -> i32 attributes {onnx.nodes = ["node_rsqrt"]} {
    %c32_i32 = arith.constant 32 : i32
    %c6_i32 = arith.constant 6 : i32
    %c-14937_i64 = arith.constant -14937 : i64
    %c8192_i64 = arith.constant 8192 : i64
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 32 {
        affine.for %arg5 = 0 to 1 {
          %0 = affine.load %arg0[%arg3, %arg4, %arg5] : memref<1x32x1xi32>
          %1 = arith.addi %0, %c32_i32 : i32
          %2 = arith.shrsi %1, %c6_i32 : i32
          %3 = arith.extsi %2 : i32 to i64
          %4 = arith.addi %3, %c-14937_i64 : i64
          %5 = arith.minui %4, %c8192_i64 : i64
          %6 = arith.index_cast %5 : i64 to index
          %7 = memref.load %arg1[%6] : memref<8193xi32>
          affine.store %7, %arg2[%arg3, %arg4, %arg5] : memref<1x32x1xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @step8(%arg0: memref<1x32x96xi32>, %arg1: memref<1x32x1xi32>, %arg2: memref<1x32x96xi32>) -> i32 attributes {onnx.nodes = ["node_mul"]} {
    %c16_i32 = arith.constant 16 : i32
    %c5_i32 = arith.constant 5 : i32
    %c2048_i32 = arith.constant 2048 : i32
    %c12_i32 = arith.constant 12 : i32
    %c0_i32 = arith.constant 0 : i32
    %alloca = memref.alloca() : memref<1x1xi32>
    affine.for %arg3 = 0 to 32 {
      affine.for %arg4 = 0 to 1 {
        affine.for %arg5 = 0 to 1 {
          %0 = affine.load %arg1[%arg4, %arg3, %arg5] : memref<1x32x1xi32>
          %1 = arith.addi %0, %c16_i32 : i32
          %2 = arith.shrsi %1, %c5_i32 : i32
          affine.store %2, %alloca[%arg4, %arg5] : memref<1x1xi32>
        }
      }
      affine.for %arg4 = 0 to 1 {
        affine.for %arg5 = 0 to 96 {
          %0 = affine.load %arg0[%arg4, %arg3, %arg5] : memref<1x32x96xi32>
          %1 = arith.addi %0, %c16_i32 : i32
          %2 = arith.shrsi %1, %c5_i32 : i32
          %3 = affine.load %alloca[0, 0] : memref<1x1xi32>
          %4 = arith.muli %2, %3 : i32
          %5 = arith.addi %4, %c2048_i32 : i32
          %6 = arith.shrsi %5, %c12_i32 : i32
          affine.store %6, %arg2[%arg4, %arg3, %arg5] : memref<1x32x96xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  ; step9: as step3, sha256 7d6d97858ebef44a
  func.func @step10(%arg0: memref<1x32x96xi16>, %arg1: memref<1x96x96xi16>, %arg2: memref<1x32x96xi32>) -> i32 attributes {onnx.nodes = ["node_mul_1", "node_linear", "node_view"]} {
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 32 {
        affine.for %arg5 = 0 to 96 {
          %0 = affine.for %arg6 = 0 to 96 iter_args(%arg7 = %c0_i32) -> (i32) {
            %1 = affine.load %arg0[%arg3, %arg4, %arg6] : memref<1x32x96xi16>
            %2 = arith.extsi %1 : i16 to i32
            %3 = affine.load %arg1[%arg3, %arg6, %arg5] : memref<1x96x96xi16>
            %4 = arith.extsi %3 : i16 to i32
            %5 = arith.muli %2, %4 : i32
            %6 = arith.addi %arg7, %5 : i32
            affine.yield %6 : i32
          }
          affine.store %0, %arg2[%arg3, %arg4, %arg5] : memref<1x32x96xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @step11(%arg0: memref<1x32x6x16xi32>, %arg1: memref<1x6x32x16xi32>) -> i32 attributes {onnx.nodes = ["node_transpose"]} {
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg2 = 0 to 1 {
      affine.for %arg3 = 0 to 6 {
        affine.for %arg4 = 0 to 32 {
          affine.for %arg5 = 0 to 16 {
            %0 = affine.load %arg0[%arg2, %arg4, %arg3, %arg5] : memref<1x32x6x16xi32>
            affine.store %0, %arg1[%arg2, %arg3, %arg4, %arg5] : memref<1x6x32x16xi32>
          }
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @step12(%arg0: memref<1x6x32x16xi32>, %arg1: memref<32x16xi32>, %arg2: memref<32x16xi32>, %arg3: memref<1x6x32x16xi32>) -> i32 attributes {onnx.nodes = ["node_Split_89", "node_mul_2", "node_neg", "node_cat", "node_mul_3", "node_add_1"]} {
    %c16_i32 = arith.constant 16 : i32
    %c5_i32 = arith.constant 5 : i32
    %c2048_i32 = arith.constant 2048 : i32
    %c12_i32 = arith.constant 12 : i32
    %c512_i32 = arith.constant 512 : i32
    %c10_i32 = arith.constant 10 : i32
    %c16384_i64 = arith.constant 16384 : i64
    %c15 = arith.constant 15 : index
    %c0_i64 = arith.constant 0 : i64
    %c8 = arith.constant 8 : index
    %c-262142_i64 = arith.constant -262142 : i64
    %c0 = arith.constant 0 : index
    %c262142_i64 = arith.constant 262142 : i64
    %c2147483648_i64 = arith.constant 2147483648 : i64
    %c32_i64 = arith.constant 32 : i64
    %c-378902_i32 = arith.constant -378902 : i32
    %c378901_i32 = arith.constant 378901 : i32
    %c0_i32 = arith.constant 0 : i32
    %alloca = memref.alloca() : memref<16xi32>
    %alloca_0 = memref.alloca() : memref<1x6x16xi32>
    %alloca_1 = memref.alloca() : memref<16xi32>
    affine.for %arg4 = 0 to 32 {
      affine.for %arg5 = 0 to 16 {
        %0 = affine.load %arg1[%arg4, %arg5] : memref<32x16xi32>
        %1 = arith.addi %0, %c16_i32 : i32
        %2 = arith.shrsi %1, %c5_i32 : i32
        affine.store %2, %alloca[%arg5] : memref<16xi32>
      }
      affine.for %arg5 = 0 to 1 {
        affine.for %arg6 = 0 to 6 {
          affine.for %arg7 = 0 to 16 {
            %0 = affine.load %arg0[%arg5, %arg6, %arg4, %arg7] : memref<1x6x32x16xi32>
            %1 = arith.addi %0, %c2048_i32 : i32
            %2 = arith.shrsi %1, %c12_i32 : i32
            affine.store %2, %alloca_0[%arg5, %arg6, %arg7] : memref<1x6x16xi32>
          }
        }
      }
      affine.for %arg5 = 0 to 16 {
        %0 = affine.load %arg2[%arg4, %arg5] : memref<32x16xi32>
        %1 = arith.addi %0, %c16_i32 : i32
        %2 = arith.shrsi %1, %c5_i32 : i32
        affine.store %2, %alloca_1[%arg5] : memref<16xi32>
      }
      affine.for %arg5 = 0 to 1 {
        affine.for %arg6 = 0 to 6 {
          affine.for %arg7 = 0 to 16 {
            %0 = affine.load %arg0[%arg5, %arg6, %arg4, %arg7] : memref<1x6x32x16xi32>
            %1 = arith.addi %0, %c512_i32 : i32
            %2 = arith.shrsi %1, %c10_i32 : i32
            %3 = arith.extsi %2 : i32 to i64
            %4 = affine.load %alloca[%arg7] : memref<16xi32>
            %5 = arith.extsi %4 : i32 to i64
            %6 = arith.muli %3, %5 : i64
            %7 = arith.muli %6, %c16384_i64 : i64
            %8 = affine.apply #map(%arg5)
            %9 = affine.apply #map(%arg6)
            %10 = affine.apply #map1(%arg7)
            %11 = arith.minsi %10, %c15 : index
            %12 = memref.load %alloca_0[%8, %9, %11] : memref<1x6x16xi32>
            %13 = arith.extsi %12 : i32 to i64
            %14 = affine.apply #map(%arg7)
            %15 = arith.cmpi slt, %14, %c8 : index
            %16 = arith.select %15, %13, %c0_i64 : i64
            %17 = affine.load %alloca_1[%arg7] : memref<16xi32>
            %18 = arith.extsi %17 : i32 to i64
            %19 = arith.muli %16, %18 : i64
            %20 = arith.muli %19, %c-262142_i64 : i64
            %21 = arith.addi %7, %20 : i64
            %22 = affine.load %alloca_1[%arg7] : memref<16xi32>
            %23 = arith.extsi %22 : i32 to i64
            %24 = affine.apply #map(%arg5)
            %25 = affine.apply #map(%arg6)
            %26 = affine.apply #map2(%arg7)
            %27 = arith.maxsi %26, %c0 : index
            %28 = memref.load %alloca_0[%24, %25, %27] : memref<1x6x16xi32>
            %29 = arith.extsi %28 : i32 to i64
            %30 = affine.apply #map2(%arg7)
            %31 = arith.cmpi sge, %30, %c0 : index
            %32 = arith.select %31, %29, %c0_i64 : i64
            %33 = arith.muli %23, %32 : i64
            %34 = arith.muli %33, %c262142_i64 : i64
            %35 = arith.addi %21, %34 : i64
            %36 = arith.addi %35, %c2147483648_i64 : i64
            %37 = arith.shrsi %36, %c32_i64 : i64
            %38 = arith.trunci %37 : i64 to i32
            %39 = arith.maxsi %38, %c-378902_i32 : i32
            %40 = arith.minsi %39, %c378901_i32 : i32
            affine.store %40, %arg3[%arg5, %arg6, %arg4, %arg7] : memref<1x6x32x16xi32>
          }
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @step13(%arg0: memref<1x32x96xi16>, %arg1: memref<1x96x96xi16>, %arg2: memref<1x32x96xi32>) -> i32 attributes {onnx.nodes = ["node_linear_1", "node_view_1"]} {
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 32 {
        affine.for %arg5 = 0 to 96 {
          %0 = affine.for %arg6 = 0 to 96 iter_args(%arg7 = %c0_i32) -> (i32) {
            %1 = affine.load %arg0[%arg3, %arg4, %arg6] : memref<1x32x96xi16>
            %2 = arith.extsi %1 : i16 to i32
            %3 = affine.load %arg1[%arg3, %arg6, %arg5] : memref<1x96x96xi16>
            %4 = arith.extsi %3 : i16 to i32
            %5 = arith.muli %2, %4 : i32
            %6 = arith.addi %arg7, %5 : i32
            affine.yield %6 : i32
          }
          affine.store %0, %arg2[%arg3, %arg4, %arg5] : memref<1x32x96xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  ; step14: as step11, sha256 3071dd390014c1fc
  ; step15: as step12, sha256 17c3d052a676c84e
  ; step16: as step13, sha256 01c9299820e3ec52
  ; step17: as step11, sha256 0df8055feb206018
  ; step18: as step11, sha256 79e70b4c66beca54
  func.func @step19(%arg0: memref<6x32x16xi32>, %arg1: memref<6x16x32xi32>, %arg2: memref<6x32x32xi64>) -> i32 attributes {onnx.nodes = ["node_matmul", "node_div", "node_add_3", "node_softmax"]} {
    %c0_i64 = arith.constant 0 : i64
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg3 = 0 to 6 {
      affine.for %arg4 = 0 to 32 {
        affine.for %arg5 = 0 to 32 {
          %0 = affine.for %arg6 = 0 to 16 iter_args(%arg7 = %c0_i64) -> (i64) {
            %1 = affine.load %arg0[%arg3, %arg4, %arg6] : memref<6x32x16xi32>
            %2 = arith.extsi %1 : i32 to i64
            %3 = affine.load %arg1[%arg3, %arg6, %arg5] : memref<6x16x32xi32>
            %4 = arith.extsi %3 : i32 to i64
            %5 = arith.muli %2, %4 : i64
            %6 = arith.addi %arg7, %5 : i64
            affine.yield %6 : i64
          }
          affine.store %0, %arg2[%arg3, %arg4, %arg5] : memref<6x32x32xi64>
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @step20(%arg0: memref<1x6x32x32xi64>, %arg1: memref<1x6x32x32xi8>, %arg2: memref<1x6x32x32xi64>) -> i32 attributes {onnx.nodes = ["node_softmax"]} {
    %c2257136779508_i64 = arith.constant 2257136779508 : i64
    %c-2257136779508_i64 = arith.constant -2257136779508 : i64
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 6 {
        affine.for %arg5 = 0 to 32 {
          affine.for %arg6 = 0 to 32 {
            %0 = affine.load %arg0[%arg3, %arg4, %arg5, %arg6] : memref<1x6x32x32xi64>
            %1 = affine.load %arg1[%arg3, %arg4, %arg5, %arg6] : memref<1x6x32x32xi8>
            %2 = arith.extsi %1 : i8 to i64
            %3 = arith.muli %0, %2 : i64
            %4 = affine.load %arg1[%arg3, %arg4, %arg5, %arg6] : memref<1x6x32x32xi8>
            %5 = arith.extsi %4 : i8 to i64
            %6 = arith.muli %5, %c2257136779508_i64 : i64
            %7 = arith.addi %3, %6 : i64
            %8 = arith.addi %7, %c-2257136779508_i64 : i64
            affine.store %8, %arg2[%arg3, %arg4, %arg5, %arg6] : memref<1x6x32x32xi64>
          }
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @step21(%arg0: memref<3072xi32>, %arg1: memref<3072xi32>) -> i32 attributes {onnx.nodes = ["node_softmax", "node_matmul_1"]} {
    %c2048_i64 = arith.constant 2048 : i64
    %c12_i64 = arith.constant 12 : i64
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg2 = 0 to 3072 {
      %0 = affine.load %arg0[%arg2] : memref<3072xi32>
      %1 = arith.extsi %0 : i32 to i64
      %2 = arith.addi %1, %c2048_i64 : i64
      %3 = arith.shrsi %2, %c12_i64 : i64
      %4 = arith.trunci %3 : i64 to i32
      affine.store %4, %arg1[%arg2] : memref<3072xi32>
    }
    return %c0_i32 : i32
  }
  func.func @step22(%arg0: memref<192x32x1xi64>, %arg1: memref<8193xi32>, %arg2: memref<192x32x1xi32>) -> i32 attributes {onnx.nodes = ["node_softmax", "node_matmul_1"]} {
    %c-9223372036854775808_i64 = arith.constant -9223372036854775808 : i64
    %c21163_i64 = arith.constant 21163 : i64
    %c38_i64 = arith.constant 38 : i64
    %c0_i64 = arith.constant 0 : i64
    %c8192_i64 = arith.constant 8192 : i64
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg3 = 0 to 192 {
      affine.for %arg4 = 0 to 1 {
        %0 = affine.for %arg5 = 0 to 32 iter_args(%arg6 = %c-9223372036854775808_i64) -> (i64) {
          %1 = affine.load %arg0[%arg3, %arg5, %arg4] : memref<192x32x1xi64>
          %2 = arith.maxsi %arg6, %1 : i64
          affine.yield %2 : i64
        }
        affine.for %arg5 = 0 to 32 {
          %1 = affine.load %arg0[%arg3, %arg5, %arg4] : memref<192x32x1xi64>
          %2 = arith.subi %0, %1 : i64
          %3 = arith.muli %2, %c21163_i64 : i64
          %4 = arith.shrsi %3, %c38_i64 : i64
          %5 = arith.maxsi %4, %c0_i64 : i64
          %6 = arith.minsi %5, %c8192_i64 : i64
          %7 = arith.index_cast %6 : i64 to index
          %8 = memref.load %arg1[%7] : memref<8193xi32>
          affine.store %8, %arg2[%arg3, %arg5, %arg4] : memref<192x32x1xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @step23(%arg0: memref<6x32x32xi32>, %arg1: memref<6x32x16xi32>, %arg2: memref<6x32x16xi64>) -> i32 attributes {onnx.nodes = ["node_softmax", "node_matmul_1"]} {
    %c0_i64 = arith.constant 0 : i64
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg3 = 0 to 6 {
      affine.for %arg4 = 0 to 32 {
        affine.for %arg5 = 0 to 16 {
          %0 = affine.for %arg6 = 0 to 32 iter_args(%arg7 = %c0_i64) -> (i64) {
            %1 = affine.load %arg0[%arg3, %arg4, %arg6] : memref<6x32x32xi32>
            %2 = arith.extsi %1 : i32 to i64
            %3 = affine.load %arg1[%arg3, %arg6, %arg5] : memref<6x32x16xi32>
            %4 = arith.extsi %3 : i32 to i64
            %5 = arith.muli %2, %4 : i64
            %6 = arith.addi %arg7, %5 : i64
            affine.yield %6 : i64
          }
          affine.store %0, %arg2[%arg3, %arg4, %arg5] : memref<6x32x16xi64>
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @step24(%arg0: memref<192x16xi64>, %arg1: memref<192x32xi32>, %arg2: memref<192x16xi16>) -> i32 attributes {onnx.nodes = ["node_softmax", "node_matmul_1"]} {
    %c0_i32 = arith.constant 0 : i32
    %c32768_i32 = arith.constant 32768 : i32
    %c68719476736_i64 = arith.constant 68719476736 : i64
    %c549755813888_i64 = arith.constant 549755813888 : i64
    %c40_i64 = arith.constant 40 : i64
    %c-5623_i32 = arith.constant -5623 : i32
    %c5622_i32 = arith.constant 5622 : i32
    affine.for %arg3 = 0 to 192 {
      %0 = affine.for %arg4 = 0 to 32 iter_args(%arg5 = %c0_i32) -> (i32) {
        %5 = affine.load %arg1[%arg3, %arg4] : memref<192x32xi32>
        %6 = arith.addi %arg5, %5 : i32
        affine.yield %6 : i32
      }
      %1 = arith.maxsi %0, %c32768_i32 : i32
      %2 = arith.extsi %1 : i32 to i64
      %3 = arith.divui %c68719476736_i64, %2 : i64
      %4 = arith.trunci %3 : i64 to i32
      affine.for %arg4 = 0 to 16 {
        %5 = affine.load %arg0[%arg3, %arg4] : memref<192x16xi64>
        %6 = arith.extsi %4 : i32 to i64
        %7 = arith.muli %5, %6 : i64
        %8 = arith.addi %7, %c549755813888_i64 : i64
        %9 = arith.shrsi %8, %c40_i64 : i64
        %10 = arith.trunci %9 : i64 to i32
        %11 = arith.maxsi %10, %c-5623_i32 : i32
        %12 = arith.minsi %11, %c5622_i32 : i32
        %13 = arith.trunci %12 : i32 to i16
        affine.store %13, %arg2[%arg3, %arg4] : memref<192x16xi16>
      }
    }
    return %c0_i32 : i32
  }
  func.func @step25(%arg0: memref<1x6x32x16xi16>, %arg1: memref<1x32x6x16xi16>) -> i32 attributes {onnx.nodes = ["node_transpose_4", "node__unsafe_view"]} {
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg2 = 0 to 1 {
      affine.for %arg3 = 0 to 32 {
        affine.for %arg4 = 0 to 6 {
          affine.for %arg5 = 0 to 16 {
            %0 = affine.load %arg0[%arg2, %arg4, %arg3, %arg5] : memref<1x6x32x16xi16>
            affine.store %0, %arg1[%arg2, %arg3, %arg4, %arg5] : memref<1x32x6x16xi16>
          }
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @step26(%arg0: memref<1x32x96xi16>, %arg1: memref<1x96x96xi16>, %arg2: memref<1x32x96xi16>) -> i32 attributes {onnx.nodes = ["node_linear_3"]} {
    %c0_i32 = arith.constant 0 : i32
    %c16384_i32 = arith.constant 16384 : i32
    %c15_i32 = arith.constant 15 : i32
    %c-4096_i32 = arith.constant -4096 : i32
    %c4095_i32 = arith.constant 4095 : i32
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 32 {
        affine.for %arg5 = 0 to 96 {
          %0 = affine.for %arg6 = 0 to 96 iter_args(%arg7 = %c0_i32) -> (i32) {
            %6 = affine.load %arg0[%arg3, %arg4, %arg6] : memref<1x32x96xi16>
            %7 = arith.extsi %6 : i16 to i32
            %8 = affine.load %arg1[%arg3, %arg6, %arg5] : memref<1x96x96xi16>
            %9 = arith.extsi %8 : i16 to i32
            %10 = arith.muli %7, %9 : i32
            %11 = arith.addi %arg7, %10 : i32
            affine.yield %11 : i32
          }
          %1 = arith.addi %0, %c16384_i32 : i32
          %2 = arith.shrsi %1, %c15_i32 : i32
          %3 = arith.maxsi %2, %c-4096_i32 : i32
          %4 = arith.minsi %3, %c4095_i32 : i32
          %5 = arith.trunci %4 : i32 to i16
          affine.store %5, %arg2[%arg3, %arg4, %arg5] : memref<1x32x96xi16>
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @step27(%arg0: memref<3072xi32>, %arg1: memref<3072xi16>, %arg2: memref<1x32x96xi32>) -> i32 attributes {onnx.nodes = ["node_add_4"]} {
    %c32_i32 = arith.constant 32 : i32
    %c16579_i32 = arith.constant 16579 : i32
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 32 {
        affine.for %arg5 = 0 to 96 {
          %0 = affine.load %arg0[%arg4 * 96 + %arg5] : memref<3072xi32>
          %1 = arith.muli %0, %c32_i32 : i32
          %2 = affine.load %arg1[%arg4 * 96 + %arg5] : memref<3072xi16>
          %3 = arith.extsi %2 : i16 to i32
          %4 = arith.muli %3, %c16579_i32 : i32
          %5 = arith.addi %1, %4 : i32
          affine.store %5, %arg2[%arg3, %arg4, %arg5] : memref<1x32x96xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @step28(%arg0: memref<1x32x96xi32>, %arg1: memref<1x32x96xi32>) -> i32 attributes {onnx.nodes = ["node_pow_2"]} {
    %c1024_i32 = arith.constant 1024 : i32
    %c11_i32 = arith.constant 11 : i32
    %c512_i64 = arith.constant 512 : i64
    %c10_i64 = arith.constant 10 : i64
    %c0_i32 = arith.constant 0 : i32
    %c877600_i32 = arith.constant 877600 : i32
    affine.for %arg2 = 0 to 1 {
      affine.for %arg3 = 0 to 32 {
        affine.for %arg4 = 0 to 96 {
          %0 = affine.load %arg0[%arg2, %arg3, %arg4] : memref<1x32x96xi32>
          %1 = arith.addi %0, %c1024_i32 : i32
          %2 = arith.shrsi %1, %c11_i32 : i32
          %3 = arith.extsi %2 : i32 to i64
          %4 = affine.load %arg0[%arg2, %arg3, %arg4] : memref<1x32x96xi32>
          %5 = arith.addi %4, %c1024_i32 : i32
          %6 = arith.shrsi %5, %c11_i32 : i32
          %7 = arith.extsi %6 : i32 to i64
          %8 = arith.muli %3, %7 : i64
          %9 = arith.addi %8, %c512_i64 : i64
          %10 = arith.shrsi %9, %c10_i64 : i64
          %11 = arith.trunci %10 : i64 to i32
          %12 = arith.maxsi %11, %c0_i32 : i32
          %13 = arith.minsi %12, %c877600_i32 : i32
          affine.store %13, %arg1[%arg2, %arg3, %arg4] : memref<1x32x96xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  ; step29: as step3, sha256 da65b303aacc877a
  ; step30: as step4, sha256 cb7c7266f168976f
  ; step31: as step5, sha256 f8484c01f53e0716
  func.func @step32(%arg0: memref<1x32x1xi32>, %arg1: memref<5121xi32>, %arg2: memref<19xi32>, %arg3: memref<18xi32>, %arg4: memref<1x32x1xi32>) -> i32 attributes {onnx.nodes = ["node_Sqrt_40"]} {
    %c26489_i32 = arith.constant 26489 : i32
    %c415265_i32 = arith.constant 415265 : i32
    %c0_i32 = arith.constant 0 : i32
    %c1_i32 = arith.constant 1 : i32
    %c1024_i32 = arith.constant 1024 : i32
    %c18_i64 = arith.constant 18 : i64
    %c128_i64 = arith.constant 128 : i64
    %c8_i64 = arith.constant 8 : i64
    %c1024_i64 = arith.constant 1024 : i64
    %c2048_i64 = arith.constant 2048 : i64
    %c-1024_i32 = arith.constant -1024 : i32
    %c14336_i32 = arith.constant 14336 : i32
    %c19456_i32 = arith.constant 19456 : i32
    %c-14336_i64 = arith.constant -14336 : i64
    %c5120_i64 = arith.constant 5120 : i64
    affine.for %arg5 = 0 to 1 {
      affine.for %arg6 = 0 to 32 {
        affine.for %arg7 = 0 to 1 {
          %0 = affine.load %arg0[%arg5, %arg6, %arg7] : memref<1x32x1xi32>
          %1 = arith.maxsi %0, %c26489_i32 : i32
          %2 = arith.minsi %1, %c415265_i32 : i32
          %3 = affine.for %arg8 = 0 to 18 iter_args(%arg9 = %c0_i32) -> (i32) {
            %26 = affine.load %arg3[%arg8] : memref<18xi32>
            %27 = arith.cmpi slt, %26, %2 : i32
            %28 = arith.select %27, %c1_i32, %c0_i32 : i32
            %29 = arith.addi %arg9, %28 : i32
            affine.yield %29 : i32
          }
          %4 = arith.muli %3, %c1024_i32 : i32
          %5 = arith.extsi %2 : i32 to i64
          %6 = arith.extsi %3 : i32 to i64
          %7 = arith.minui %6, %c18_i64 : i64
          %8 = arith.index_cast %7 : i64 to index
          %9 = memref.load %arg2[%8] : memref<19xi32>
          %10 = arith.extsi %9 : i32 to i64
          %11 = arith.muli %5, %10 : i64
          %12 = arith.addi %11, %c128_i64 : i64
          %13 = arith.shrsi %12, %c8_i64 : i64
          %14 = arith.maxsi %13, %c1024_i64 : i64
          %15 = arith.minsi %14, %c2048_i64 : i64
          %16 = arith.trunci %15 : i64 to i32
          %17 = arith.addi %4, %16 : i32
          %18 = arith.addi %17, %c-1024_i32 : i32
          %19 = arith.maxsi %18, %c14336_i32 : i32
          %20 = arith.minsi %19, %c19456_i32 : i32
          %21 = arith.extsi %20 : i32 to i64
          %22 = arith.addi %21, %c-14336_i64 : i64
          %23 = arith.minui %22, %c5120_i64 : i64
          %24 = arith.index_cast %23 : i64 to index
          %25 = memref.load %arg1[%24] : memref<5121xi32>
          affine.store %25, %arg4[%arg5, %arg6, %arg7] : memref<1x32x1xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  ; step33: as step7, sha256 04373546f19388a4
  func.func @step34(%arg0: memref<1x32x96xi32>, %arg1: memref<1x32x1xi32>, %arg2: memref<1x32x96xi32>) -> i32 attributes {onnx.nodes = ["node_mul_6"]} {
    %c4_i32 = arith.constant 4 : i32
    %c3_i32 = arith.constant 3 : i32
    %c1024_i32 = arith.constant 1024 : i32
    %c11_i32 = arith.constant 11 : i32
    %c1024_i64 = arith.constant 1024 : i64
    %c11_i64 = arith.constant 11 : i64
    %c-422678_i32 = arith.constant -422678 : i32
    %c422677_i32 = arith.constant 422677 : i32
    %c0_i32 = arith.constant 0 : i32
    %alloca = memref.alloca() : memref<1x1xi32>
    affine.for %arg3 = 0 to 32 {
      affine.for %arg4 = 0 to 1 {
        affine.for %arg5 = 0 to 1 {
          %0 = affine.load %arg1[%arg4, %arg3, %arg5] : memref<1x32x1xi32>
          %1 = arith.addi %0, %c4_i32 : i32
          %2 = arith.shrsi %1, %c3_i32 : i32
          affine.store %2, %alloca[%arg4, %arg5] : memref<1x1xi32>
        }
      }
      affine.for %arg4 = 0 to 1 {
        affine.for %arg5 = 0 to 96 {
          %0 = affine.load %arg0[%arg4, %arg3, %arg5] : memref<1x32x96xi32>
          %1 = arith.addi %0, %c1024_i32 : i32
          %2 = arith.shrsi %1, %c11_i32 : i32
          %3 = arith.extsi %2 : i32 to i64
          %4 = affine.load %alloca[0, 0] : memref<1x1xi32>
          %5 = arith.extsi %4 : i32 to i64
          %6 = arith.muli %3, %5 : i64
          %7 = arith.addi %6, %c1024_i64 : i64
          %8 = arith.shrsi %7, %c11_i64 : i64
          %9 = arith.trunci %8 : i64 to i32
          %10 = arith.maxsi %9, %c-422678_i32 : i32
          %11 = arith.minsi %10, %c422677_i32 : i32
          affine.store %11, %arg2[%arg4, %arg3, %arg5] : memref<1x32x96xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  ; step35: as step3, sha256 b789c271b6194d25
  ; step36: as step13, sha256 59012d7ef2ff042d
  func.func @step37(%arg0: memref<1x32x256xi32>, %arg1: memref<5859xi32>, %arg2: memref<1x32x256xi32>) -> i32 attributes {onnx.nodes = ["node_Sigmoid_42", "node_silu"]} {
    %c65536_i32 = arith.constant 65536 : i32
    %c17_i32 = arith.constant 17 : i32
    %c-1703_i32 = arith.constant -1703 : i32
    %c4155_i32 = arith.constant 4155 : i32
    %c1703_i64 = arith.constant 1703 : i64
    %c5858_i64 = arith.constant 5858 : i64
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 32 {
        affine.for %arg5 = 0 to 256 {
          %0 = affine.load %arg0[%arg3, %arg4, %arg5] : memref<1x32x256xi32>
          %1 = arith.addi %0, %c65536_i32 : i32
          %2 = arith.shrsi %1, %c17_i32 : i32
          %3 = arith.maxsi %2, %c-1703_i32 : i32
          %4 = arith.minsi %3, %c4155_i32 : i32
          %5 = arith.extsi %4 : i32 to i64
          %6 = arith.addi %5, %c1703_i64 : i64
          %7 = arith.minui %6, %c5858_i64 : i64
          %8 = arith.index_cast %7 : i64 to index
          %9 = memref.load %arg1[%8] : memref<5859xi32>
          affine.store %9, %arg2[%arg3, %arg4, %arg5] : memref<1x32x256xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @step38(%arg0: memref<1x32x96xi16>, %arg1: memref<1x96x256xi16>, %arg2: memref<1x32x256xi32>) -> i32 attributes {onnx.nodes = ["node_linear_5"]} {
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 32 {
        affine.for %arg5 = 0 to 256 {
          %0 = affine.for %arg6 = 0 to 96 iter_args(%arg7 = %c0_i32) -> (i32) {
            %1 = affine.load %arg0[%arg3, %arg4, %arg6] : memref<1x32x96xi16>
            %2 = arith.extsi %1 : i16 to i32
            %3 = affine.load %arg1[%arg3, %arg6, %arg5] : memref<1x96x256xi16>
            %4 = arith.extsi %3 : i16 to i32
            %5 = arith.muli %2, %4 : i32
            %6 = arith.addi %arg7, %5 : i32
            affine.yield %6 : i32
          }
          affine.store %0, %arg2[%arg3, %arg4, %arg5] : memref<1x32x256xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @step39(%arg0: memref<1x32x256xi32>, %arg1: memref<1x32x256xi32>, %arg2: memref<1x32x256xi32>) -> i32 attributes {onnx.nodes = ["node_mul_8"]} {
    %c2_i32 = arith.constant 2 : i32
    %c4096_i32 = arith.constant 4096 : i32
    %c13_i32 = arith.constant 13 : i32
    %c4096_i64 = arith.constant 4096 : i64
    %c13_i64 = arith.constant 13 : i64
    %c-429272_i32 = arith.constant -429272 : i32
    %c429270_i32 = arith.constant 429270 : i32
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 32 {
        affine.for %arg5 = 0 to 256 {
          %0 = affine.load %arg0[%arg3, %arg4, %arg5] : memref<1x32x256xi32>
          %1 = arith.addi %0, %c2_i32 : i32
          %2 = arith.shrsi %1, %c2_i32 : i32
          %3 = arith.extsi %2 : i32 to i64
          %4 = affine.load %arg1[%arg3, %arg4, %arg5] : memref<1x32x256xi32>
          %5 = arith.addi %4, %c4096_i32 : i32
          %6 = arith.shrsi %5, %c13_i32 : i32
          %7 = arith.extsi %6 : i32 to i64
          %8 = arith.muli %3, %7 : i64
          %9 = arith.addi %8, %c4096_i64 : i64
          %10 = arith.shrsi %9, %c13_i64 : i64
          %11 = arith.trunci %10 : i64 to i32
          %12 = arith.maxsi %11, %c-429272_i32 : i32
          %13 = arith.minsi %12, %c429270_i32 : i32
          affine.store %13, %arg2[%arg3, %arg4, %arg5] : memref<1x32x256xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  ; step40: as step3, sha256 7335b61d47718593
  ; step41: as step26, sha256 8cd6baa064e70526
  func.func @step42(%arg0: memref<3072xi32>, %arg1: memref<3072xi16>, %arg2: memref<1x32x96xi32>) -> i32 attributes {onnx.nodes = ["node_add_6"]} {
    %c202899_i32 = arith.constant 202899 : i32
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 32 {
        affine.for %arg5 = 0 to 96 {
          %0 = affine.load %arg0[%arg4 * 96 + %arg5] : memref<3072xi32>
          %1 = affine.load %arg1[%arg4 * 96 + %arg5] : memref<3072xi16>
          %2 = arith.extsi %1 : i16 to i32
          %3 = arith.muli %2, %c202899_i32 : i32
          %4 = arith.addi %0, %3 : i32
          affine.store %4, %arg2[%arg3, %arg4, %arg5] : memref<1x32x96xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @step43(%arg0: memref<1x32x96xi32>, %arg1: memref<1x32x96xi32>) -> i32 attributes {onnx.nodes = ["node_pow_3"]} {
    %c8192_i32 = arith.constant 8192 : i32
    %c14_i32 = arith.constant 14 : i32
    %c2048_i64 = arith.constant 2048 : i64
    %c12_i64 = arith.constant 12 : i64
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg2 = 0 to 1 {
      affine.for %arg3 = 0 to 32 {
        affine.for %arg4 = 0 to 96 {
          %0 = affine.load %arg0[%arg2, %arg3, %arg4] : memref<1x32x96xi32>
          %1 = arith.addi %0, %c8192_i32 : i32
          %2 = arith.shrsi %1, %c14_i32 : i32
          %3 = arith.extsi %2 : i32 to i64
          %4 = affine.load %arg0[%arg2, %arg3, %arg4] : memref<1x32x96xi32>
          %5 = arith.addi %4, %c8192_i32 : i32
          %6 = arith.shrsi %5, %c14_i32 : i32
          %7 = arith.extsi %6 : i32 to i64
          %8 = arith.muli %3, %7 : i64
          %9 = arith.addi %8, %c2048_i64 : i64
          %10 = arith.shrsi %9, %c12_i64 : i64
          %11 = arith.trunci %10 : i64 to i32
          affine.store %11, %arg1[%arg2, %arg3, %arg4] : memref<1x32x96xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  ; step44: as step3, sha256 a25b708c865fc8ed
  func.func @step45(%arg0: memref<32x1x96xi16>, %arg1: memref<32x1x1xi16>) -> i32 attributes {onnx.nodes = ["node_mean_2"]} {
    %c0_i32 = arith.constant 0 : i32
    %c2_i32 = arith.constant 2 : i32
    %c10511_i32 = arith.constant 10511 : i32
    affine.for %arg2 = 0 to 32 {
      affine.for %arg3 = 0 to 1 {
        affine.for %arg4 = 0 to 1 {
          %0 = affine.for %arg5 = 0 to 1 iter_args(%arg6 = %c0_i32) -> (i32) {
            %6 = affine.for %arg7 = 0 to 96 iter_args(%arg8 = %arg6) -> (i32) {
              %7 = affine.load %arg0[%arg2, %arg3 + %arg5, %arg4 + %arg7] : memref<32x1x96xi16>
              %8 = arith.extsi %7 : i16 to i32
              %9 = arith.addi %arg8, %8 : i32
              affine.yield %9 : i32
            }
            affine.yield %6 : i32
          }
          %1 = arith.addi %0, %c2_i32 : i32
          %2 = arith.shrsi %1, %c2_i32 : i32
          %3 = arith.maxsi %2, %c0_i32 : i32
          %4 = arith.minsi %3, %c10511_i32 : i32
          %5 = arith.trunci %4 : i32 to i16
          affine.store %5, %arg1[%arg2, %arg3, %arg4] : memref<32x1x1xi16>
        }
      }
    }
    return %c0_i32 : i32
  }
  ; step46: as step5, sha256 562dad1497d23a7f
  ; step47: as step32, sha256 cec2a660aa139bc1
  func.func @step48(%arg0: memref<1x32x1xi32>, %arg1: memref<5121xi32>, %arg2: memref<23xi32>, %arg3: memref<22xi32>, %arg4: memref<1x32x1xi32>) -> i32 attributes {onnx.nodes = ["node_rsqrt_2"]} {
    %c0_i32 = arith.constant 0 : i32
    %c1_i32 = arith.constant 1 : i32
    %c1024_i32 = arith.constant 1024 : i32
    %c22_i64 = arith.constant 22 : i64
    %c2048_i64 = arith.constant 2048 : i64
    %c12_i64 = arith.constant 12 : i64
    %c1024_i64 = arith.constant 1024 : i64
    %c-1024_i32 = arith.constant -1024 : i32
    %c18432_i32 = arith.constant 18432 : i32
    %c23552_i32 = arith.constant 23552 : i32
    %c-18432_i64 = arith.constant -18432 : i64
    %c5120_i64 = arith.constant 5120 : i64
    affine.for %arg5 = 0 to 1 {
      affine.for %arg6 = 0 to 32 {
        affine.for %arg7 = 0 to 1 {
          %0 = affine.for %arg8 = 0 to 22 iter_args(%arg9 = %c0_i32) -> (i32) {
            %24 = affine.load %arg3[%arg8] : memref<22xi32>
            %25 = affine.load %arg0[%arg5, %arg6, %arg7] : memref<1x32x1xi32>
            %26 = arith.cmpi slt, %24, %25 : i32
            %27 = arith.select %26, %c1_i32, %c0_i32 : i32
            %28 = arith.addi %arg9, %27 : i32
            affine.yield %28 : i32
          }
          %1 = arith.muli %0, %c1024_i32 : i32
          %2 = affine.load %arg0[%arg5, %arg6, %arg7] : memref<1x32x1xi32>
          %3 = arith.extsi %2 : i32 to i64
          %4 = arith.extsi %0 : i32 to i64
          %5 = arith.minui %4, %c22_i64 : i64
          %6 = arith.index_cast %5 : i64 to index
          %7 = memref.load %arg2[%6] : memref<23xi32>
          %8 = arith.extsi %7 : i32 to i64
          %9 = arith.muli %3, %8 : i64
          %10 = arith.addi %9, %c2048_i64 : i64
          %11 = arith.shrsi %10, %c12_i64 : i64
          %12 = arith.maxsi %11, %c1024_i64 : i64
          %13 = arith.minsi %12, %c2048_i64 : i64
          %14 = arith.trunci %13 : i64 to i32
          %15 = arith.addi %1, %14 : i32
          %16 = arith.addi %15, %c-1024_i32 : i32
          %17 = arith.maxsi %16, %c18432_i32 : i32
          %18 = arith.minsi %17, %c23552_i32 : i32
          %19 = arith.extsi %18 : i32 to i64
          %20 = arith.addi %19, %c-18432_i64 : i64
          %21 = arith.minui %20, %c5120_i64 : i64
          %22 = arith.index_cast %21 : i64 to index
          %23 = memref.load %arg1[%22] : memref<5121xi32>
          affine.store %23, %arg4[%arg5, %arg6, %arg7] : memref<1x32x1xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  ; step49: as step34, sha256 456a78d3ceda1707
  ; step50: as step3, sha256 28ec40e000adcf58
  ; step51: as step10, sha256 4adf122ad6855b18
  ; step52: as step11, sha256 6188384673a43a68
  ; step53: as step12, sha256 3c2e2f87f9002562
  ; step54: as step13, sha256 d26a862ccedf3841
  ; step55: as step11, sha256 28bf87d61ee89583
  ; step56: as step12, sha256 c343a82aa5f2d49d
  ; step57: as step13, sha256 18fdb52244b1a9df
  ; step58: as step11, sha256 fff7ae4c808506d8
  ; step59: as step11, sha256 d4c43c3750d8bb07
  ; step60: as step19, sha256 485673a454b4b15d
  ; step61: as step20, sha256 8ce245b1a803120c
  ; step62: as step21, sha256 40d9baf5cc25ea86
  ; step63: as step22, sha256 a0560a9ca1199f51
  ; step64: as step23, sha256 95dd972196021754
  ; step65: as step24, sha256 36d23068b0e9e40a
  ; step66: as step25, sha256 4057cac54fb283c9
  ; step67: as step26, sha256 c85ac47595311cd0
  ; step68: as step42, sha256 db587d7e5efd159d
  ; step69: as step43, sha256 9b51bf0e39229cb3
  ; step70: as step3, sha256 23cdc880db556c89
  ; step71: as step45, sha256 4379df3ca5036e29
  ; step72: as step5, sha256 9a75171367314ce9
  ; step73: as step32, sha256 86e9fb120bcb2456
  ; step74: as step48, sha256 4d9aa1659588576e
  ; step75: as step34, sha256 9f556b3a23133943
  ; step76: as step3, sha256 9ab430da373d93a9
  ; step77: as step13, sha256 69cddc19d663ac74
  ; step78: as step37, sha256 bd87d678a47adf9e
  ; step79: as step38, sha256 c912e2d723378495
  ; step80: as step39, sha256 29b86cd46a591ce6
  ; step81: as step3, sha256 edc3d6f31813e9bb
  ; step82: as step26, sha256 8bd63ace13a7af28
  ; step83: as step42, sha256 1e2c33134b9edc02
  ; step84: as step28, sha256 8510bb41adb7d5b9
  ; step85: as step3, sha256 d024fe20472b10d3
  ; step86: as step4, sha256 e6f2eb714a6266b7
  ; step87: as step5, sha256 ed31aac3f73d0472
  ; step88: as step32, sha256 aa0fe2e0d266c389
  ; step89: as step48, sha256 7322540abf82e441
  ; step90: as step34, sha256 f10e8bc1e5661c8b
  ; step91: as step3, sha256 15aa491ba058d345
  ; step92: as step13, sha256 76ff148966da76c4
}
