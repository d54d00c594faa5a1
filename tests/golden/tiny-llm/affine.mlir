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
  func.func @step4(%arg0: memref<32x1x96xi16>, %arg1: memref<32x1x1xi32>) -> i32 attributes {onnx.nodes = ["node_mean"]} {
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg2 = 0 to 32 {
      affine.for %arg3 = 0 to 1 {
        affine.for %arg4 = 0 to 1 {
          %0 = affine.for %arg5 = 0 to 1 iter_args(%arg6 = %c0_i32) -> (i32) {
            %1 = affine.for %arg7 = 0 to 96 iter_args(%arg8 = %arg6) -> (i32) {
              %2 = affine.load %arg0[%arg2, %arg3 + %arg5, %arg4 + %arg7] : memref<32x1x96xi16>
              %3 = arith.extsi %2 : i16 to i32
              %4 = arith.addi %arg8, %3 : i32
              affine.yield %4 : i32
            }
            affine.yield %1 : i32
          }
          affine.store %0, %arg1[%arg2, %arg3, %arg4] : memref<32x1x1xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @step5(%arg0: memref<1x32x1xi32>, %arg1: memref<5242xi32>, %arg2: memref<1x32x1xi32>) -> i32 attributes {onnx.nodes = ["node_add", "node_Sqrt_5", "node_rsqrt"]} {
    %c4_i32 = arith.constant 4 : i32
    %c3_i32 = arith.constant 3 : i32
    %c3750_i32 = arith.constant 3750 : i32
    %c8991_i32 = arith.constant 8991 : i32
    %c-3750_i64 = arith.constant -3750 : i64
    %c5241_i64 = arith.constant 5241 : i64
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 32 {
        affine.for %arg5 = 0 to 1 {
          %0 = affine.load %arg0[%arg3, %arg4, %arg5] : memref<1x32x1xi32>
          %1 = arith.addi %0, %c4_i32 : i32
          %2 = arith.shrsi %1, %c3_i32 : i32
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
  func.func @step6(%arg0: memref<1x32x96xi32>, %arg1: memref<1x32x1xi32>, %arg2: memref<1x32x96xi32>) -> i32 attributes {onnx.nodes = ["node_mul"]} {
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
  ; step7: as step3, sha256 88571e7c090dcd58
  func.func @step8(%arg0: memref<1x32x96xi16>, %arg1: memref<1x96x96xi16>, %arg2: memref<1x32x96xi32>) -> i32 attributes {onnx.nodes = ["node_mul_1", "node_linear", "node_view"]} {
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
  func.func @step9(%arg0: memref<1x32x6x16xi32>, %arg1: memref<1x6x32x16xi32>) -> i32 attributes {onnx.nodes = ["node_transpose"]} {
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
  func.func @step10(%arg0: memref<1x6x32x16xi32>, %arg1: memref<32x16xi32>, %arg2: memref<32x16xi32>, %arg3: memref<1x6x32x16xi32>) -> i32 attributes {onnx.nodes = ["node_Split_89", "node_mul_2", "node_neg", "node_cat", "node_mul_3", "node_add_1"]} {
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
    %c-378922_i32 = arith.constant -378922 : i32
    %c378920_i32 = arith.constant 378920 : i32
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
            %39 = arith.maxsi %38, %c-378922_i32 : i32
            %40 = arith.minsi %39, %c378920_i32 : i32
            affine.store %40, %arg3[%arg5, %arg6, %arg4, %arg7] : memref<1x6x32x16xi32>
          }
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @step11(%arg0: memref<1x32x96xi16>, %arg1: memref<1x96x96xi16>, %arg2: memref<1x32x96xi32>) -> i32 attributes {onnx.nodes = ["node_linear_1", "node_view_1"]} {
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
  ; step12: as step9, sha256 b54cc83467d84c64
  ; step13: as step10, sha256 6dd2c285d0785518
  ; step14: as step11, sha256 a74ba94883917113
  ; step15: as step9, sha256 d025286ca378038c
  ; step16: as step9, sha256 be8ce0aa525eccfa
  func.func @step17(%arg0: memref<6x32x16xi32>, %arg1: memref<6x16x32xi32>, %arg2: memref<6x32x32xi64>) -> i32 attributes {onnx.nodes = ["node_matmul", "node_div", "node_add_3", "node_softmax"]} {
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
  func.func @step18(%arg0: memref<1x6x32x32xi64>, %arg1: memref<1x6x32x32xi8>, %arg2: memref<1x6x32x32xi64>) -> i32 attributes {onnx.nodes = ["node_softmax"]} {
    %c2257364984571_i64 = arith.constant 2257364984571 : i64
    %c-2257364984571_i64 = arith.constant -2257364984571 : i64
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
            %6 = arith.muli %5, %c2257364984571_i64 : i64
            %7 = arith.addi %3, %6 : i64
            %8 = arith.addi %7, %c-2257364984571_i64 : i64
            affine.store %8, %arg2[%arg3, %arg4, %arg5, %arg6] : memref<1x6x32x32xi64>
          }
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @step19(%arg0: memref<3072xi32>, %arg1: memref<3072xi32>) -> i32 attributes {onnx.nodes = ["node_softmax", "node_matmul_1"]} {
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
  func.func @step20(%arg0: memref<192x32x1xi64>, %arg1: memref<8193xi32>, %arg2: memref<192x32x1xi32>) -> i32 attributes {onnx.nodes = ["node_softmax", "node_matmul_1"]} {
    %c-9223372036854775808_i64 = arith.constant -9223372036854775808 : i64
    %c21161_i64 = arith.constant 21161 : i64
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
          %3 = arith.muli %2, %c21161_i64 : i64
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
  func.func @step21(%arg0: memref<6x32x32xi32>, %arg1: memref<6x32x16xi32>, %arg2: memref<6x32x16xi64>) -> i32 attributes {onnx.nodes = ["node_softmax", "node_matmul_1"]} {
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
  func.func @step22(%arg0: memref<192x16xi64>, %arg1: memref<192x32xi32>, %arg2: memref<192x16xi16>) -> i32 attributes {onnx.nodes = ["node_softmax", "node_matmul_1"]} {
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
  func.func @step23(%arg0: memref<1x6x32x16xi16>, %arg1: memref<1x32x6x16xi16>) -> i32 attributes {onnx.nodes = ["node_transpose_4", "node__unsafe_view"]} {
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
  func.func @step24(%arg0: memref<1x32x96xi16>, %arg1: memref<1x96x96xi16>, %arg2: memref<1x32x96xi16>) -> i32 attributes {onnx.nodes = ["node_linear_3"]} {
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
  func.func @step25(%arg0: memref<3072xi32>, %arg1: memref<3072xi16>, %arg2: memref<1x32x96xi32>) -> i32 attributes {onnx.nodes = ["node_add_4"]} {
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
  func.func @step26(%arg0: memref<1x32x96xi32>, %arg1: memref<1x32x96xi32>) -> i32 attributes {onnx.nodes = ["node_pow_2"]} {
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
  ; step27: as step3, sha256 4f1e1a4800b2846b
  ; step28: as step4, sha256 fa345086dfed0f5e
  func.func @step29(%arg0: memref<1x32x1xi32>, %arg1: memref<5121xi32>, %arg2: memref<17xi32>, %arg3: memref<16xi32>, %arg4: memref<1x32x1xi32>) -> i32 attributes {onnx.nodes = ["node_add_5", "node_Sqrt_40", "node_rsqrt_1"]} {
    %c17_i32 = arith.constant 17 : i32
    %c0_i32 = arith.constant 0 : i32
    %c-39318_i32 = arith.constant -39318 : i32
    %c103815_i32 = arith.constant 103815 : i32
    %c6622_i32 = arith.constant 6622 : i32
    %c1_i32 = arith.constant 1 : i32
    %c1024_i32 = arith.constant 1024 : i32
    %c16_i64 = arith.constant 16 : i64
    %c32_i64 = arith.constant 32 : i64
    %c6_i64 = arith.constant 6 : i64
    %c1024_i64 = arith.constant 1024 : i64
    %c2048_i64 = arith.constant 2048 : i64
    %c-1024_i32 = arith.constant -1024 : i32
    %c12288_i32 = arith.constant 12288 : i32
    %c17408_i32 = arith.constant 17408 : i32
    %c-12288_i64 = arith.constant -12288 : i64
    %c5120_i64 = arith.constant 5120 : i64
    %alloca = memref.alloca() : memref<i32>
    affine.store %c0_i32, %alloca[] : memref<i32>
    affine.for %arg5 = 0 to 1 {
      affine.for %arg6 = 0 to 32 {
        affine.for %arg7 = 0 to 1 {
          %1 = affine.load %arg0[%arg5, %arg6, %arg7] : memref<1x32x1xi32>
          %2 = arith.maxsi %1, %c-39318_i32 : i32
          %3 = arith.minsi %2, %c103815_i32 : i32
          %4 = affine.load %alloca[] : memref<i32>
          %5 = arith.cmpi ne, %1, %3 : i32
          %6 = arith.select %5, %c17_i32, %c0_i32 : i32
          %7 = arith.ori %4, %6 : i32
          affine.store %7, %alloca[] : memref<i32>
          %8 = arith.maxsi %3, %c6622_i32 : i32
          %9 = arith.minsi %8, %c103815_i32 : i32
          %10 = affine.for %arg8 = 0 to 16 iter_args(%arg9 = %c0_i32) -> (i32) {
            %33 = affine.load %arg3[%arg8] : memref<16xi32>
            %34 = arith.cmpi slt, %33, %9 : i32
            %35 = arith.select %34, %c1_i32, %c0_i32 : i32
            %36 = arith.addi %arg9, %35 : i32
            affine.yield %36 : i32
          }
          %11 = arith.muli %10, %c1024_i32 : i32
          %12 = arith.extsi %9 : i32 to i64
          %13 = arith.extsi %10 : i32 to i64
          %14 = arith.minui %13, %c16_i64 : i64
          %15 = arith.index_cast %14 : i64 to index
          %16 = memref.load %arg2[%15] : memref<17xi32>
          %17 = arith.extsi %16 : i32 to i64
          %18 = arith.muli %12, %17 : i64
          %19 = arith.addi %18, %c32_i64 : i64
          %20 = arith.shrsi %19, %c6_i64 : i64
          %21 = arith.maxsi %20, %c1024_i64 : i64
          %22 = arith.minsi %21, %c2048_i64 : i64
          %23 = arith.trunci %22 : i64 to i32
          %24 = arith.addi %11, %23 : i32
          %25 = arith.addi %24, %c-1024_i32 : i32
          %26 = arith.maxsi %25, %c12288_i32 : i32
          %27 = arith.minsi %26, %c17408_i32 : i32
          %28 = arith.extsi %27 : i32 to i64
          %29 = arith.addi %28, %c-12288_i64 : i64
          %30 = arith.minui %29, %c5120_i64 : i64
          %31 = arith.index_cast %30 : i64 to index
          %32 = memref.load %arg1[%31] : memref<5121xi32>
          affine.store %32, %arg4[%arg5, %arg6, %arg7] : memref<1x32x1xi32>
        }
      }
    }
    %0 = affine.load %alloca[] : memref<i32>
    return %0 : i32
  }
  func.func @step30(%arg0: memref<1x32x96xi32>, %arg1: memref<1x32x1xi32>, %arg2: memref<1x32x96xi32>) -> i32 attributes {onnx.nodes = ["node_mul_6"]} {
    %c64_i32 = arith.constant 64 : i32
    %c7_i32 = arith.constant 7 : i32
    %c1024_i32 = arith.constant 1024 : i32
    %c11_i32 = arith.constant 11 : i32
    %c1024_i64 = arith.constant 1024 : i64
    %c11_i64 = arith.constant 11 : i64
    %c-422703_i32 = arith.constant -422703 : i32
    %c422702_i32 = arith.constant 422702 : i32
    %c0_i32 = arith.constant 0 : i32
    %alloca = memref.alloca() : memref<1x1xi32>
    affine.for %arg3 = 0 to 32 {
      affine.for %arg4 = 0 to 1 {
        affine.for %arg5 = 0 to 1 {
          %0 = affine.load %arg1[%arg4, %arg3, %arg5] : memref<1x32x1xi32>
          %1 = arith.addi %0, %c64_i32 : i32
          %2 = arith.shrsi %1, %c7_i32 : i32
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
          %10 = arith.maxsi %9, %c-422703_i32 : i32
          %11 = arith.minsi %10, %c422702_i32 : i32
          affine.store %11, %arg2[%arg4, %arg3, %arg5] : memref<1x32x96xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  ; step31: as step3, sha256 ee5669993900a663
  ; step32: as step11, sha256 5aaa2588db02c3f8
  func.func @step33(%arg0: memref<1x32x256xi32>, %arg1: memref<5859xi32>, %arg2: memref<1x32x256xi32>) -> i32 attributes {onnx.nodes = ["node_Sigmoid_42", "node_silu"]} {
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
  func.func @step34(%arg0: memref<1x32x96xi16>, %arg1: memref<1x96x256xi16>, %arg2: memref<1x32x256xi32>) -> i32 attributes {onnx.nodes = ["node_linear_5"]} {
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
  func.func @step35(%arg0: memref<1x32x256xi32>, %arg1: memref<1x32x256xi32>, %arg2: memref<1x32x256xi32>) -> i32 attributes {onnx.nodes = ["node_mul_8"]} {
    %c2_i32 = arith.constant 2 : i32
    %c4096_i32 = arith.constant 4096 : i32
    %c13_i32 = arith.constant 13 : i32
    %c4096_i64 = arith.constant 4096 : i64
    %c13_i64 = arith.constant 13 : i64
    %c-429271_i32 = arith.constant -429271 : i32
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
          %12 = arith.maxsi %11, %c-429271_i32 : i32
          %13 = arith.minsi %12, %c429270_i32 : i32
          affine.store %13, %arg2[%arg3, %arg4, %arg5] : memref<1x32x256xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  ; step36: as step3, sha256 8b12be6b4653e9ae
  ; step37: as step24, sha256 fac7f02951d309bc
  func.func @step38(%arg0: memref<3072xi32>, %arg1: memref<3072xi16>, %arg2: memref<1x32x96xi32>) -> i32 attributes {onnx.nodes = ["node_add_6"]} {
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
  func.func @step39(%arg0: memref<1x32x96xi32>, %arg1: memref<1x32x96xi32>) -> i32 attributes {onnx.nodes = ["node_pow_3"]} {
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
  ; step40: as step3, sha256 63488d9cbdefb79a
  ; step41: as step4, sha256 1000d98c811e052d
  func.func @step42(%arg0: memref<1x32x1xi32>, %arg1: memref<5121xi32>, %arg2: memref<16xi32>, %arg3: memref<15xi16>, %arg4: memref<1x32x1xi32>) -> i32 attributes {onnx.nodes = ["node_add_7", "node_Sqrt_48", "node_rsqrt_2"]} {
    %c17_i32 = arith.constant 17 : i32
    %c0_i32 = arith.constant 0 : i32
    %c-24636_i32 = arith.constant -24636 : i32
    %c42042_i32 = arith.constant 42042 : i32
    %c65_i32 = arith.constant 65 : i32
    %c1_i32 = arith.constant 1 : i32
    %c512_i32 = arith.constant 512 : i32
    %c15_i64 = arith.constant 15 : i64
    %c32_i32 = arith.constant 32 : i32
    %c6_i32 = arith.constant 6 : i32
    %c1024_i32 = arith.constant 1024 : i32
    %c-512_i32 = arith.constant -512 : i32
    %c3072_i32 = arith.constant 3072 : i32
    %c8192_i32 = arith.constant 8192 : i32
    %c-3072_i64 = arith.constant -3072 : i64
    %c5120_i64 = arith.constant 5120 : i64
    %alloca = memref.alloca() : memref<i32>
    affine.store %c0_i32, %alloca[] : memref<i32>
    affine.for %arg5 = 0 to 1 {
      affine.for %arg6 = 0 to 32 {
        affine.for %arg7 = 0 to 1 {
          %1 = affine.load %arg0[%arg5, %arg6, %arg7] : memref<1x32x1xi32>
          %2 = arith.maxsi %1, %c-24636_i32 : i32
          %3 = arith.minsi %2, %c42042_i32 : i32
          %4 = affine.load %alloca[] : memref<i32>
          %5 = arith.cmpi ne, %1, %3 : i32
          %6 = arith.select %5, %c17_i32, %c0_i32 : i32
          %7 = arith.ori %4, %6 : i32
          affine.store %7, %alloca[] : memref<i32>
          %8 = arith.maxsi %3, %c65_i32 : i32
          %9 = arith.minsi %8, %c42042_i32 : i32
          %10 = affine.for %arg8 = 0 to 15 iter_args(%arg9 = %c0_i32) -> (i32) {
            %30 = affine.load %arg3[%arg8] : memref<15xi16>
            %31 = arith.extsi %30 : i16 to i32
            %32 = arith.cmpi slt, %31, %9 : i32
            %33 = arith.select %32, %c1_i32, %c0_i32 : i32
            %34 = arith.addi %arg9, %33 : i32
            affine.yield %34 : i32
          }
          %11 = arith.muli %10, %c512_i32 : i32
          %12 = arith.extsi %10 : i32 to i64
          %13 = arith.minui %12, %c15_i64 : i64
          %14 = arith.index_cast %13 : i64 to index
          %15 = memref.load %arg2[%14] : memref<16xi32>
          %16 = arith.muli %9, %15 : i32
          %17 = arith.addi %16, %c32_i32 : i32
          %18 = arith.shrsi %17, %c6_i32 : i32
          %19 = arith.maxsi %18, %c512_i32 : i32
          %20 = arith.minsi %19, %c1024_i32 : i32
          %21 = arith.addi %11, %20 : i32
          %22 = arith.addi %21, %c-512_i32 : i32
          %23 = arith.maxsi %22, %c3072_i32 : i32
          %24 = arith.minsi %23, %c8192_i32 : i32
          %25 = arith.extsi %24 : i32 to i64
          %26 = arith.addi %25, %c-3072_i64 : i64
          %27 = arith.minui %26, %c5120_i64 : i64
          %28 = arith.index_cast %27 : i64 to index
          %29 = memref.load %arg1[%28] : memref<5121xi32>
          affine.store %29, %arg4[%arg5, %arg6, %arg7] : memref<1x32x1xi32>
        }
      }
    }
    %0 = affine.load %alloca[] : memref<i32>
    return %0 : i32
  }
  ; step43: as step30, sha256 32dce7a66a3853b8
  ; step44: as step3, sha256 8ee1f93c9166d8f2
  ; step45: as step8, sha256 d007a34d01944dbb
  ; step46: as step9, sha256 b6243268d6c6ac5b
  ; step47: as step10, sha256 2ef43bc267f102f0
  ; step48: as step11, sha256 da62267987b7ce2c
  ; step49: as step9, sha256 8d7da4737d288ac5
  ; step50: as step10, sha256 24f1fd7002040d6c
  ; step51: as step11, sha256 a30a011ee3c0fda8
  ; step52: as step9, sha256 dff9421cc59f9184
  ; step53: as step9, sha256 90d710751181c3b0
  ; step54: as step17, sha256 b6d5a00c195e714a
  ; step55: as step18, sha256 5d1b18a720ae5860
  ; step56: as step19, sha256 5e5fa9d0a2d6b2d5
  ; step57: as step20, sha256 e1fa857b335749f5
  ; step58: as step21, sha256 9ae1724ebcb2afca
  ; step59: as step22, sha256 4d0ed0c5fb42ffc9
  ; step60: as step23, sha256 8d32335c76b23d03
  ; step61: as step24, sha256 66e40c84a6637349
  ; step62: as step38, sha256 97216fc041dcf06b
  ; step63: as step39, sha256 22590cb63a80f30c
  ; step64: as step3, sha256 d2665c91bbeaf61f
  ; step65: as step4, sha256 45d6b005c206acd3
  ; step66: as step42, sha256 56146e87dcdfa01a
  ; step67: as step30, sha256 cf81283661c40579
  ; step68: as step3, sha256 b9e37800c28d7576
  ; step69: as step11, sha256 140bb8e1aef344a6
  ; step70: as step33, sha256 ce88f03b733d8309
  ; step71: as step34, sha256 3a7fd4d45e70921b
  ; step72: as step35, sha256 c6bdc91af7bfe206
  ; step73: as step3, sha256 77751d79a6c714b4
  ; step74: as step24, sha256 c7c142e0ca4c8df6
  ; step75: as step38, sha256 3f9deeeca1a5188a
  ; step76: as step26, sha256 7b64e144cbc1d235
  ; step77: as step3, sha256 4d856f6e3f1df960
  ; step78: as step4, sha256 a86625f93bfb8e6f
  ; step79: as step29, sha256 f368d49d6b219b8b
  ; step80: as step30, sha256 4cf19dfd8c25c2ab
  ; step81: as step3, sha256 b882a6ca258d74b3
  ; step82: as step11, sha256 b1d880b360414ebf
}
