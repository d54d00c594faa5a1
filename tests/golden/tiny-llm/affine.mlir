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
  func.func @step2(%arg0: memref<1x32x96xi32>, %arg1: memref<32xi32>) -> i32 attributes {onnx.nodes = ["node_pow_1", "node_mean"]} {
    %c2_i32 = arith.constant 2 : i32
    %c0_i64 = arith.constant 0 : i64
    %c256_i64 = arith.constant 256 : i64
    %c9_i64 = arith.constant 9 : i64
    %c1330114493_i64 = arith.constant 1330114493 : i64
    %c0_i32 = arith.constant 0 : i32
    %alloca = memref.alloca() : memref<1x96xi32>
    affine.for %arg2 = 0 to 32 {
      affine.for %arg3 = 0 to 1 {
        affine.for %arg4 = 0 to 96 {
          %6 = affine.load %arg0[%arg3, %arg2, %arg4] : memref<1x32x96xi32>
          %7 = arith.addi %6, %c2_i32 : i32
          %8 = arith.shrsi %7, %c2_i32 : i32
          affine.store %8, %alloca[%arg3, %arg4] : memref<1x96xi32>
        }
      }
      %0 = affine.for %arg3 = 0 to 96 iter_args(%arg4 = %c0_i64) -> (i64) {
        %6 = affine.load %alloca[0, %arg3] : memref<1x96xi32>
        %7 = arith.extsi %6 : i32 to i64
        %8 = affine.load %alloca[0, %arg3] : memref<1x96xi32>
        %9 = arith.extsi %8 : i32 to i64
        %10 = arith.muli %7, %9 : i64
        %11 = arith.addi %arg4, %10 : i64
        affine.yield %11 : i64
      }
      %1 = arith.addi %0, %c256_i64 : i64
      %2 = arith.shrsi %1, %c9_i64 : i64
      %3 = arith.maxsi %2, %c0_i64 : i64
      %4 = arith.minsi %3, %c1330114493_i64 : i64
      %5 = arith.trunci %4 : i64 to i32
      affine.store %5, %arg1[%arg2] : memref<32xi32>
    }
    return %c0_i32 : i32
  }
  func.func @step3(%arg0: memref<32xi32>, %arg1: memref<1xi16>, %arg2: memref<1x32x1xi32>) -> i32 attributes {onnx.nodes = ["node_add"]} {
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 32 {
        affine.for %arg5 = 0 to 1 {
          %0 = affine.load %arg0[%arg4] : memref<32xi32>
          %1 = affine.load %arg1[0] : memref<1xi16>
          %2 = arith.extsi %1 : i16 to i32
          %3 = arith.addi %0, %2 : i32
          affine.store %3, %arg2[%arg3, %arg4, %arg5] : memref<1x32x1xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @step4(%arg0: memref<1x32x1xi32>, %arg1: memref<5075xi32>, %arg2: memref<1x32x1xi32>) -> i32 attributes {onnx.nodes = ["node_Sqrt_5"]} {
    %c131072_i32 = arith.constant 131072 : i32
    %c18_i32 = arith.constant 18 : i32
    %c5074_i64 = arith.constant 5074 : i64
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 32 {
        affine.for %arg5 = 0 to 1 {
          %0 = affine.load %arg0[%arg3, %arg4, %arg5] : memref<1x32x1xi32>
          %1 = arith.addi %0, %c131072_i32 : i32
          %2 = arith.shrsi %1, %c18_i32 : i32
          %3 = arith.extsi %2 : i32 to i64
          %4 = arith.minui %3, %c5074_i64 : i64
          %5 = arith.index_cast %4 : i64 to index
          %6 = memref.load %arg1[%5] : memref<5075xi32>
          affine.store %6, %arg2[%arg3, %arg4, %arg5] : memref<1x32x1xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @step5(%arg0: memref<1x32x1xi32>, %arg1: memref<5013xi32>, %arg2: memref<1x32x1xi32>) -> i32 attributes {onnx.nodes = ["node_rsqrt"]} {
    %c17_i32 = arith.constant 17 : i32
    %c0_i32 = arith.constant 0 : i32
    %c32_i32 = arith.constant 32 : i32
    %c524287_i32 = arith.constant 524287 : i32
    %c6_i32 = arith.constant 6 : i32
    %c2765_i32 = arith.constant 2765 : i32
    %c7777_i32 = arith.constant 7777 : i32
    %c-2765_i64 = arith.constant -2765 : i64
    %c5012_i64 = arith.constant 5012 : i64
    %alloca = memref.alloca() : memref<i32>
    affine.store %c0_i32, %alloca[] : memref<i32>
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 32 {
        affine.for %arg5 = 0 to 1 {
          %1 = affine.load %arg0[%arg3, %arg4, %arg5] : memref<1x32x1xi32>
          %2 = arith.maxsi %1, %c32_i32 : i32
          %3 = arith.minsi %2, %c524287_i32 : i32
          %4 = affine.load %alloca[] : memref<i32>
          %5 = arith.cmpi ne, %1, %3 : i32
          %6 = arith.select %5, %c17_i32, %c0_i32 : i32
          %7 = arith.ori %4, %6 : i32
          affine.store %7, %alloca[] : memref<i32>
          %8 = arith.addi %3, %c32_i32 : i32
          %9 = arith.shrsi %8, %c6_i32 : i32
          %10 = arith.maxsi %9, %c2765_i32 : i32
          %11 = arith.minsi %10, %c7777_i32 : i32
          %12 = arith.extsi %11 : i32 to i64
          %13 = arith.addi %12, %c-2765_i64 : i64
          %14 = arith.minui %13, %c5012_i64 : i64
          %15 = arith.index_cast %14 : i64 to index
          %16 = memref.load %arg1[%15] : memref<5013xi32>
          affine.store %16, %arg2[%arg3, %arg4, %arg5] : memref<1x32x1xi32>
        }
      }
    }
    %0 = affine.load %alloca[] : memref<i32>
    return %0 : i32
  }
  func.func @step6(%arg0: memref<1x32x96xi32>, %arg1: memref<1x32x1xi32>, %arg2: memref<1x32x96xi32>) -> i32 attributes {onnx.nodes = ["node_mul"]} {
    %c4_i32 = arith.constant 4 : i32
    %c3_i32 = arith.constant 3 : i32
    %c16_i32 = arith.constant 16 : i32
    %c5_i32 = arith.constant 5 : i32
    %c4096_i64 = arith.constant 4096 : i64
    %c13_i64 = arith.constant 13 : i64
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
          %1 = arith.addi %0, %c16_i32 : i32
          %2 = arith.shrsi %1, %c5_i32 : i32
          %3 = arith.extsi %2 : i32 to i64
          %4 = affine.load %alloca[0, 0] : memref<1x1xi32>
          %5 = arith.extsi %4 : i32 to i64
          %6 = arith.muli %3, %5 : i64
          %7 = arith.addi %6, %c4096_i64 : i64
          %8 = arith.shrsi %7, %c13_i64 : i64
          %9 = arith.trunci %8 : i64 to i32
          affine.store %9, %arg2[%arg4, %arg3, %arg5] : memref<1x32x96xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @step7(%arg0: memref<3072xi32>, %arg1: memref<3072xi16>) -> i32 attributes {onnx.nodes = ["node_mul"]} {
    %c65520_i64 = arith.constant 65520 : i64
    %c2097152_i64 = arith.constant 2097152 : i64
    %c22_i64 = arith.constant 22 : i64
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg2 = 0 to 3072 {
      %0 = affine.load %arg0[%arg2] : memref<3072xi32>
      %1 = arith.extsi %0 : i32 to i64
      %2 = arith.muli %1, %c65520_i64 : i64
      %3 = arith.addi %2, %c2097152_i64 : i64
      %4 = arith.shrsi %3, %c22_i64 : i64
      %5 = arith.trunci %4 : i64 to i16
      affine.store %5, %arg1[%arg2] : memref<3072xi16>
    }
    return %c0_i32 : i32
  }
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
    %c1024_i32 = arith.constant 1024 : i32
    %c11_i32 = arith.constant 11 : i32
    %c256_i32 = arith.constant 256 : i32
    %c9_i32 = arith.constant 9 : i32
    %c16384_i64 = arith.constant 16384 : i64
    %c15 = arith.constant 15 : index
    %c0_i64 = arith.constant 0 : i64
    %c8 = arith.constant 8 : index
    %c-262142_i64 = arith.constant -262142 : i64
    %c0 = arith.constant 0 : index
    %c262142_i64 = arith.constant 262142 : i64
    %c2147483648_i64 = arith.constant 2147483648 : i64
    %c32_i64 = arith.constant 32 : i64
    %c-420751_i32 = arith.constant -420751 : i32
    %c420749_i32 = arith.constant 420749 : i32
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
            %1 = arith.addi %0, %c1024_i32 : i32
            %2 = arith.shrsi %1, %c11_i32 : i32
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
            %1 = arith.addi %0, %c256_i32 : i32
            %2 = arith.shrsi %1, %c9_i32 : i32
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
            %39 = arith.maxsi %38, %c-420751_i32 : i32
            %40 = arith.minsi %39, %c420749_i32 : i32
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
  ; step13: as step10, sha256 f64aef1319acd64a
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
    %c2783257431320_i64 = arith.constant 2783257431320 : i64
    %c-2783257431320_i64 = arith.constant -2783257431320 : i64
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
            %6 = arith.muli %5, %c2783257431320_i64 : i64
            %7 = arith.addi %3, %6 : i64
            %8 = arith.addi %7, %c-2783257431320_i64 : i64
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
    %c17162_i64 = arith.constant 17162 : i64
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
          %3 = arith.muli %2, %c17162_i64 : i64
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
    %c274877906944_i64 = arith.constant 274877906944 : i64
    %c39_i64 = arith.constant 39 : i64
    %c-6244_i32 = arith.constant -6244 : i32
    %c6242_i32 = arith.constant 6242 : i32
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
        %8 = arith.addi %7, %c274877906944_i64 : i64
        %9 = arith.shrsi %8, %c39_i64 : i64
        %10 = arith.trunci %9 : i64 to i32
        %11 = arith.maxsi %10, %c-6244_i32 : i32
        %12 = arith.minsi %11, %c6242_i32 : i32
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
  func.func @step26(%arg0: memref<1x32x96xi32>, %arg1: memref<32xi32>) -> i32 attributes {onnx.nodes = ["node_pow_2", "node_mean_1"]} {
    %c128_i32 = arith.constant 128 : i32
    %c8_i32 = arith.constant 8 : i32
    %c0_i64 = arith.constant 0 : i64
    %c256_i64 = arith.constant 256 : i64
    %c9_i64 = arith.constant 9 : i64
    %c1105658389_i64 = arith.constant 1105658389 : i64
    %c0_i32 = arith.constant 0 : i32
    %alloca = memref.alloca() : memref<1x96xi32>
    affine.for %arg2 = 0 to 32 {
      affine.for %arg3 = 0 to 1 {
        affine.for %arg4 = 0 to 96 {
          %6 = affine.load %arg0[%arg3, %arg2, %arg4] : memref<1x32x96xi32>
          %7 = arith.addi %6, %c128_i32 : i32
          %8 = arith.shrsi %7, %c8_i32 : i32
          affine.store %8, %alloca[%arg3, %arg4] : memref<1x96xi32>
        }
      }
      %0 = affine.for %arg3 = 0 to 96 iter_args(%arg4 = %c0_i64) -> (i64) {
        %6 = affine.load %alloca[0, %arg3] : memref<1x96xi32>
        %7 = arith.extsi %6 : i32 to i64
        %8 = affine.load %alloca[0, %arg3] : memref<1x96xi32>
        %9 = arith.extsi %8 : i32 to i64
        %10 = arith.muli %7, %9 : i64
        %11 = arith.addi %arg4, %10 : i64
        affine.yield %11 : i64
      }
      %1 = arith.addi %0, %c256_i64 : i64
      %2 = arith.shrsi %1, %c9_i64 : i64
      %3 = arith.maxsi %2, %c0_i64 : i64
      %4 = arith.minsi %3, %c1105658389_i64 : i64
      %5 = arith.trunci %4 : i64 to i32
      affine.store %5, %arg1[%arg2] : memref<32xi32>
    }
    return %c0_i32 : i32
  }
  ; step27: as step3, sha256 b5d878f09bb3af9c
  func.func @step28(%arg0: memref<1x32x1xi32>, %arg1: memref<4097xi32>, %arg2: memref<31xi32>, %arg3: memref<31xi32>, %arg4: memref<30xi32>, %arg5: memref<1x32x1xi32>) -> i32 attributes {onnx.nodes = ["node_Sqrt_40"]} {
    %c1_i32 = arith.constant 1 : i32
    %c0_i32 = arith.constant 0 : i32
    %c552830385_i32 = arith.constant 552830385 : i32
    %c30_i64 = arith.constant 30 : i64
    %c65536_i64 = arith.constant 65536 : i64
    %c17_i64 = arith.constant 17 : i64
    %c4096_i64 = arith.constant 4096 : i64
    %c8192_i64 = arith.constant 8192 : i64
    %c-4096_i64 = arith.constant -4096 : i64
    %c524288_i64 = arith.constant 524288 : i64
    %c20_i64 = arith.constant 20 : i64
    affine.for %arg6 = 0 to 1 {
      affine.for %arg7 = 0 to 32 {
        affine.for %arg8 = 0 to 1 {
          %0 = affine.load %arg0[%arg6, %arg7, %arg8] : memref<1x32x1xi32>
          %1 = arith.addi %0, %c1_i32 : i32
          %2 = arith.shrsi %1, %c1_i32 : i32
          %3 = arith.maxsi %2, %c0_i32 : i32
          %4 = arith.minsi %3, %c552830385_i32 : i32
          %5 = affine.for %arg9 = 0 to 30 iter_args(%arg10 = %c0_i32) -> (i32) {
            %31 = affine.load %arg4[%arg9] : memref<30xi32>
            %32 = arith.cmpi slt, %31, %4 : i32
            %33 = arith.select %32, %c1_i32, %c0_i32 : i32
            %34 = arith.addi %arg10, %33 : i32
            affine.yield %34 : i32
          }
          %6 = arith.extsi %4 : i32 to i64
          %7 = arith.extsi %5 : i32 to i64
          %8 = arith.minui %7, %c30_i64 : i64
          %9 = arith.index_cast %8 : i64 to index
          %10 = memref.load %arg3[%9] : memref<31xi32>
          %11 = arith.extsi %10 : i32 to i64
          %12 = arith.muli %6, %11 : i64
          %13 = arith.addi %12, %c65536_i64 : i64
          %14 = arith.shrsi %13, %c17_i64 : i64
          %15 = arith.maxsi %14, %c4096_i64 : i64
          %16 = arith.minsi %15, %c8192_i64 : i64
          %17 = arith.addi %16, %c-4096_i64 : i64
          %18 = arith.minui %17, %c4096_i64 : i64
          %19 = arith.index_cast %18 : i64 to index
          %20 = memref.load %arg1[%19] : memref<4097xi32>
          %21 = arith.extsi %20 : i32 to i64
          %22 = arith.extsi %5 : i32 to i64
          %23 = arith.minui %22, %c30_i64 : i64
          %24 = arith.index_cast %23 : i64 to index
          %25 = memref.load %arg2[%24] : memref<31xi32>
          %26 = arith.extsi %25 : i32 to i64
          %27 = arith.muli %21, %26 : i64
          %28 = arith.addi %27, %c524288_i64 : i64
          %29 = arith.shrsi %28, %c20_i64 : i64
          %30 = arith.trunci %29 : i64 to i32
          affine.store %30, %arg5[%arg6, %arg7, %arg8] : memref<1x32x1xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @step29(%arg0: memref<1x32x1xi32>, %arg1: memref<6670xi32>, %arg2: memref<1x32x1xi32>) -> i32 attributes {onnx.nodes = ["node_rsqrt_1"]} {
    %c17_i32 = arith.constant 17 : i32
    %c0_i32 = arith.constant 0 : i32
    %c256_i32 = arith.constant 256 : i32
    %c11690802_i32 = arith.constant 11690802 : i32
    %c512_i32 = arith.constant 512 : i32
    %c10_i32 = arith.constant 10 : i32
    %c1660_i32 = arith.constant 1660 : i32
    %c8329_i32 = arith.constant 8329 : i32
    %c-1660_i64 = arith.constant -1660 : i64
    %c6669_i64 = arith.constant 6669 : i64
    %alloca = memref.alloca() : memref<i32>
    affine.store %c0_i32, %alloca[] : memref<i32>
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 32 {
        affine.for %arg5 = 0 to 1 {
          %1 = affine.load %arg0[%arg3, %arg4, %arg5] : memref<1x32x1xi32>
          %2 = arith.maxsi %1, %c256_i32 : i32
          %3 = arith.minsi %2, %c11690802_i32 : i32
          %4 = affine.load %alloca[] : memref<i32>
          %5 = arith.cmpi ne, %1, %3 : i32
          %6 = arith.select %5, %c17_i32, %c0_i32 : i32
          %7 = arith.ori %4, %6 : i32
          affine.store %7, %alloca[] : memref<i32>
          %8 = arith.addi %3, %c512_i32 : i32
          %9 = arith.shrsi %8, %c10_i32 : i32
          %10 = arith.maxsi %9, %c1660_i32 : i32
          %11 = arith.minsi %10, %c8329_i32 : i32
          %12 = arith.extsi %11 : i32 to i64
          %13 = arith.addi %12, %c-1660_i64 : i64
          %14 = arith.minui %13, %c6669_i64 : i64
          %15 = arith.index_cast %14 : i64 to index
          %16 = memref.load %arg1[%15] : memref<6670xi32>
          affine.store %16, %arg2[%arg3, %arg4, %arg5] : memref<1x32x1xi32>
        }
      }
    }
    %0 = affine.load %alloca[] : memref<i32>
    return %0 : i32
  }
  func.func @step30(%arg0: memref<1x32x96xi32>, %arg1: memref<1x32x1xi32>, %arg2: memref<1x32x96xi32>) -> i32 attributes {onnx.nodes = ["node_mul_6"]} {
    %c2_i32 = arith.constant 2 : i32
    %c1024_i32 = arith.constant 1024 : i32
    %c11_i32 = arith.constant 11 : i32
    %c2048_i64 = arith.constant 2048 : i64
    %c12_i64 = arith.constant 12 : i64
    %c-298913_i32 = arith.constant -298913 : i32
    %c298912_i32 = arith.constant 298912 : i32
    %c0_i32 = arith.constant 0 : i32
    %alloca = memref.alloca() : memref<1x1xi32>
    affine.for %arg3 = 0 to 32 {
      affine.for %arg4 = 0 to 1 {
        affine.for %arg5 = 0 to 1 {
          %0 = affine.load %arg1[%arg4, %arg3, %arg5] : memref<1x32x1xi32>
          %1 = arith.addi %0, %c2_i32 : i32
          %2 = arith.shrsi %1, %c2_i32 : i32
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
          %7 = arith.addi %6, %c2048_i64 : i64
          %8 = arith.shrsi %7, %c12_i64 : i64
          %9 = arith.trunci %8 : i64 to i32
          %10 = arith.maxsi %9, %c-298913_i32 : i32
          %11 = arith.minsi %10, %c298912_i32 : i32
          affine.store %11, %arg2[%arg4, %arg3, %arg5] : memref<1x32x96xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  ; step31: as step7, sha256 4e2ed66651b26d68
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
    %c-429270_i32 = arith.constant -429270 : i32
    %c429269_i32 = arith.constant 429269 : i32
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
          %12 = arith.maxsi %11, %c-429270_i32 : i32
          %13 = arith.minsi %12, %c429269_i32 : i32
          affine.store %13, %arg2[%arg3, %arg4, %arg5] : memref<1x32x256xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  ; step36: as step7, sha256 8b12be6b4653e9ae
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
  ; step39: as step26, sha256 7859030cc1fef34f
  ; step40: as step3, sha256 72ad0fb3f223d5d3
  ; step41: as step28, sha256 27aaf5abdf21fbd5
  func.func @step42(%arg0: memref<1x32x1xi32>, %arg1: memref<4097xi32>, %arg2: memref<6xi32>, %arg3: memref<6xi8>, %arg4: memref<5xi32>, %arg5: memref<1x32x1xi32>) -> i32 attributes {onnx.nodes = ["node_rsqrt_2"]} {
    %c326453_i32 = arith.constant 326453 : i32
    %c9215521_i32 = arith.constant 9215521 : i32
    %c0_i32 = arith.constant 0 : i32
    %c1_i32 = arith.constant 1 : i32
    %c5_i64 = arith.constant 5 : i64
    %c1024_i32 = arith.constant 1024 : i32
    %c11_i32 = arith.constant 11 : i32
    %c4096_i32 = arith.constant 4096 : i32
    %c8192_i32 = arith.constant 8192 : i32
    %c-4096_i64 = arith.constant -4096 : i64
    %c4096_i64 = arith.constant 4096 : i64
    %c524288_i64 = arith.constant 524288 : i64
    %c20_i64 = arith.constant 20 : i64
    affine.for %arg6 = 0 to 1 {
      affine.for %arg7 = 0 to 32 {
        affine.for %arg8 = 0 to 1 {
          %0 = affine.load %arg0[%arg6, %arg7, %arg8] : memref<1x32x1xi32>
          %1 = arith.maxsi %0, %c326453_i32 : i32
          %2 = arith.minsi %1, %c9215521_i32 : i32
          %3 = affine.for %arg9 = 0 to 5 iter_args(%arg10 = %c0_i32) -> (i32) {
            %29 = affine.load %arg4[%arg9] : memref<5xi32>
            %30 = arith.cmpi slt, %29, %2 : i32
            %31 = arith.select %30, %c1_i32, %c0_i32 : i32
            %32 = arith.addi %arg10, %31 : i32
            affine.yield %32 : i32
          }
          %4 = arith.extsi %3 : i32 to i64
          %5 = arith.minui %4, %c5_i64 : i64
          %6 = arith.index_cast %5 : i64 to index
          %7 = memref.load %arg3[%6] : memref<6xi8>
          %8 = arith.extsi %7 : i8 to i32
          %9 = arith.muli %2, %8 : i32
          %10 = arith.addi %9, %c1024_i32 : i32
          %11 = arith.shrsi %10, %c11_i32 : i32
          %12 = arith.maxsi %11, %c4096_i32 : i32
          %13 = arith.minsi %12, %c8192_i32 : i32
          %14 = arith.extsi %13 : i32 to i64
          %15 = arith.addi %14, %c-4096_i64 : i64
          %16 = arith.minui %15, %c4096_i64 : i64
          %17 = arith.index_cast %16 : i64 to index
          %18 = memref.load %arg1[%17] : memref<4097xi32>
          %19 = arith.extsi %18 : i32 to i64
          %20 = arith.extsi %3 : i32 to i64
          %21 = arith.minui %20, %c5_i64 : i64
          %22 = arith.index_cast %21 : i64 to index
          %23 = memref.load %arg2[%22] : memref<6xi32>
          %24 = arith.extsi %23 : i32 to i64
          %25 = arith.muli %19, %24 : i64
          %26 = arith.addi %25, %c524288_i64 : i64
          %27 = arith.shrsi %26, %c20_i64 : i64
          %28 = arith.trunci %27 : i64 to i32
          affine.store %28, %arg5[%arg6, %arg7, %arg8] : memref<1x32x1xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @step43(%arg0: memref<1x32x96xi32>, %arg1: memref<1x32x1xi32>, %arg2: memref<1x32x96xi32>) -> i32 attributes {onnx.nodes = ["node_mul_9"]} {
    %c64_i32 = arith.constant 64 : i32
    %c7_i32 = arith.constant 7 : i32
    %c8192_i32 = arith.constant 8192 : i32
    %c14_i32 = arith.constant 14 : i32
    %c256_i64 = arith.constant 256 : i64
    %c9_i64 = arith.constant 9 : i64
    %c-280935_i32 = arith.constant -280935 : i32
    %c280933_i32 = arith.constant 280933 : i32
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
          %1 = arith.addi %0, %c8192_i32 : i32
          %2 = arith.shrsi %1, %c14_i32 : i32
          %3 = arith.extsi %2 : i32 to i64
          %4 = affine.load %alloca[0, 0] : memref<1x1xi32>
          %5 = arith.extsi %4 : i32 to i64
          %6 = arith.muli %3, %5 : i64
          %7 = arith.addi %6, %c256_i64 : i64
          %8 = arith.shrsi %7, %c9_i64 : i64
          %9 = arith.trunci %8 : i64 to i32
          %10 = arith.maxsi %9, %c-280935_i32 : i32
          %11 = arith.minsi %10, %c280933_i32 : i32
          affine.store %11, %arg2[%arg4, %arg3, %arg5] : memref<1x32x96xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  ; step44: as step7, sha256 76e138ca3861fab0
  ; step45: as step8, sha256 d007a34d01944dbb
  ; step46: as step9, sha256 b6243268d6c6ac5b
  ; step47: as step10, sha256 71e580fbc7da2f86
  ; step48: as step11, sha256 da62267987b7ce2c
  ; step49: as step9, sha256 8d7da4737d288ac5
  ; step50: as step10, sha256 f867b7b1fde9b948
  ; step51: as step11, sha256 a30a011ee3c0fda8
  ; step52: as step9, sha256 dff9421cc59f9184
  ; step53: as step9, sha256 90d710751181c3b0
  ; step54: as step17, sha256 b6d5a00c195e714a
  ; step55: as step18, sha256 200f3899de6acd93
  ; step56: as step19, sha256 5e5fa9d0a2d6b2d5
  ; step57: as step20, sha256 e1fa857b335749f5
  ; step58: as step21, sha256 9ae1724ebcb2afca
  ; step59: as step22, sha256 4d0ed0c5fb42ffc9
  ; step60: as step23, sha256 8d32335c76b23d03
  ; step61: as step24, sha256 66e40c84a6637349
  ; step62: as step38, sha256 97216fc041dcf06b
  ; step63: as step26, sha256 63a5c3c8687bcd33
  ; step64: as step3, sha256 933482915005dec4
  ; step65: as step28, sha256 d487de67804fbc34
  ; step66: as step42, sha256 7fdeff3f8573af77
  ; step67: as step43, sha256 b90e9d38bfffb5d2
  ; step68: as step7, sha256 0104e444d3702111
  ; step69: as step11, sha256 140bb8e1aef344a6
  ; step70: as step33, sha256 ce88f03b733d8309
  ; step71: as step34, sha256 3a7fd4d45e70921b
  ; step72: as step35, sha256 c569fc8fab174422
  ; step73: as step7, sha256 39ec2a8e69558058
  ; step74: as step24, sha256 c7c142e0ca4c8df6
  ; step75: as step38, sha256 3f9deeeca1a5188a
  ; step76: as step26, sha256 02081b4750cff78a
  ; step77: as step3, sha256 023703dab2184a8a
  ; step78: as step28, sha256 e08bc0c85a303265
  ; step79: as step42, sha256 ab35179bea859047
  ; step80: as step43, sha256 fd94e985854ab574
  ; step81: as step7, sha256 17bc41a16a8f2c02
  ; step82: as step11, sha256 b1d880b360414ebf
}
