#map = affine_map<(d0) -> (d0)>
#map1 = affine_map<(d0) -> (d0 + 8)>
#map2 = affine_map<(d0) -> (d0 - 8)>
module {
  func.func @circuit.range_check.68581331979bf869(%arg0: memref<32xi8>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "range_check"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22range_check\22,\22len\22:32,\22x\22:\22i8\22,\22range\22:{\22lo\22:0,\22hi\22:36}}"]]} {
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
  func.func @circuit.gather.8461a34618cf73bc(%arg0: memref<37x96xi32>, %arg1: memref<1x32xi8>, %arg2: memref<1x32x96xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "gather"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[37,96]},{\22role\22:\22activation\22,\22element\22:\22i8\22,\22shape\22:[1,32]}],\22values\22:[{\22word\22:\22gather\22,\22data\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,96,37],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0,1]},{\22offset\22:0,\22strides\22:[0,1,0]}]}}]},\22index\22:{\22source\22:{\22value\22:1},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]}]}}]},\22type\22:\22i32\22}],\22results\22:[{\22value\22:2,\22merged\22:[0,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]}}]}"]]} {
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
  func.func @circuit.map.ecf001bb2b5f6023(%arg0: memref<1x32x96xi32>, %arg1: memref<1x32x96xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:32},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:1},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,0]}],\22constant\22:0,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22divisor\22:{\22constant\22:2048},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22}],\22results\22:[{\22value\22:3,\22merged\22:[0,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]}}]}"]]} {
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
  func.func @circuit.rescale.0ff422935440d1c0(%arg0: memref<3072xi32>, %arg1: memref<3072xi16>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "rescale"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22rescale\22,\22len\22:3072,\22x\22:\22i32\22,\22epilogue\22:{\22relu\22:false,\22multiplier\22:131056,\22shift\22:23,\22rounding\22:\22half_up\22,\22bound\22:\22proven\22,\22out\22:\22i16\22}}"]]} {
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
  func.func @circuit.average_pool.c781d549c45e9b40(%arg0: memref<32x1x96xi16>, %arg1: memref<32x1x1xi16>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "average_pool"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22average_pool\22,\22planes\22:32,\22input\22:[1,96],\22window\22:{\22kernel\22:[1,96],\22strides\22:[1,1],\22dilations\22:[1,1],\22begin\22:[0,0],\22end\22:[0,0]},\22x\22:\22i16\22,\22acc\22:\22i32\22,\22per_position\22:false,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:3,\22rounding\22:\22half_up\22,\22bound\22:{\22saturate\22:{\22lo\22:0,\22hi\22:10147}},\22out\22:\22i16\22}}"]]} {
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
  func.func @circuit.add.1852ab7bdd0c277c(%arg0: memref<32xi16>, %arg1: memref<1xi8>, %arg2: memref<1x32x1xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "add"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22add\22,\22shape\22:[1,32,1],\22a\22:{\22x\22:\22i16\22,\22multiplier\22:32,\22strides\22:[0,1,0]},\22b\22:{\22x\22:\22i8\22,\22multiplier\22:1,\22strides\22:[0,0,0]},\22acc\22:\22i32\22,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:0,\22rounding\22:\22floor\22,\22bound\22:\22proven\22,\22out\22:\22i32\22}}"]]} {
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
  func.func @circuit.lookup.a80497105f3cce5a(%arg0: memref<1x32x1xi32>, %arg1: memref<5242xi32>, %arg2: memref<1x32x1xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "lookup"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[5242]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[1]},{\22offset\22:0,\22strides\22:[0]}]}}]},\22divisor\22:{\22constant\22:32},\22rounding\22:\22half_up\22,\22clip\22:{\22lo\22:3750,\22hi\22:8991},\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22first\22:3750,\22x\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22type\22:\22i32\22}],\22results\22:[{\22value\22:3,\22merged\22:[0,1,0],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]}}]}"]]} {
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
  func.func @circuit.lookup.f58007c2fb8c9ba9(%arg0: memref<1x32x1xi32>, %arg1: memref<8193xi32>, %arg2: memref<1x32x1xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "lookup"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[8193]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[1]},{\22offset\22:0,\22strides\22:[0]}]}}]},\22divisor\22:{\22constant\22:64},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22first\22:14937,\22x\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22type\22:\22i32\22}],\22results\22:[{\22value\22:3,\22merged\22:[0,1,0],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]}}]}"]]} {
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
  func.func @circuit.map.0dbe95d9bf838f7f(%arg0: memref<1x32x96xi32>, %arg1: memref<1x32x1xi32>, %arg2: memref<1x32x96xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:32},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:1},\22views\22:[{\22affine\22:{\22shape\22:[32],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[1]},{\22offset\22:0,\22strides\22:[0]}]}}]},\22divisor\22:{\22constant\22:32},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:2},\22views\22:[]},{\22source\22:{\22value\22:3},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]}]}}]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:4},\22views\22:[]},\22divisor\22:{\22constant\22:4096},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22}],\22results\22:[{\22value\22:5,\22merged\22:[0,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]}}]}"]]} {
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
  ; circuit.rescale.2c96b9f1bb1baa04: as circuit.rescale.0ff422935440d1c0, sha256 9093a4e5f4e29545
  func.func @circuit.fully_connected.46bd0c99ca855a7c(%arg0: memref<1x32x96xi16>, %arg1: memref<1x96x96xi16>, %arg2: memref<1x32x96xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "fully_connected"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22fully_connected\22,\22batch\22:1,\22rows\22:32,\22inputs\22:96,\22outputs\22:96,\22transposed\22:false,\22x\22:\22i16\22,\22w\22:\22i16\22,\22acc\22:\22i32\22,\22bias\22:false,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:0,\22rounding\22:\22floor\22,\22bound\22:\22proven\22,\22out\22:\22i32\22}}"]]} {
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
  func.func @circuit.transpose.8f36f62863a8be5b(%arg0: memref<1x32x6x16xi32>, %arg1: memref<1x6x32x16xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "transpose"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22transpose\22,\22shape\22:[1,32,6,16],\22perm\22:[0,2,1,3],\22x\22:\22i32\22}"]]} {
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
  func.func @circuit.map.d9a71587627a58e4(%arg0: memref<1x6x32x16xi32>, %arg1: memref<32x16xi32>, %arg2: memref<32x16xi32>, %arg3: memref<1x6x32x16xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,6,32,16]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[32,16]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[32,16]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[6,32,16],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]},\22divisor\22:{\22constant\22:1024},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22divisor\22:{\22constant\22:32},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,6,16],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0,0]},{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]},\22divisor\22:{\22constant\22:4096},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22divisor\22:{\22constant\22:32},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:3},\22views\22:[]},{\22source\22:{\22value\22:4},\22views\22:[{\22affine\22:{\22shape\22:[6,32,16],\22axes\22:[{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]},{\22source\22:{\22value\22:5},\22views\22:[{\22affine\22:{\22shape\22:[6,32,8],\22axes\22:[{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:8,\22strides\22:[0,0,1]}]}},{\22pad\22:{\22low\22:[0,0,0],\22high\22:[0,0,8],\22interior\22:[0,0,0],\22value\22:0}}]},{\22source\22:{\22value\22:6},\22views\22:[{\22affine\22:{\22shape\22:[6,32,16],\22axes\22:[{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]},{\22source\22:{\22value\22:5},\22views\22:[{\22affine\22:{\22shape\22:[6,32,8],\22axes\22:[{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}},{\22pad\22:{\22low\22:[0,0,8],\22high\22:[0,0,0],\22interior\22:[0,0,0],\22value\22:0}}]}],\22terms\22:[{\22coefficient\22:16384,\22factors\22:[0,1]},{\22coefficient\22:-262142,\22factors\22:[2,3]},{\22coefficient\22:262142,\22factors\22:[3,4]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:7},\22views\22:[]},\22divisor\22:{\22constant\22:4294967296},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:8},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:-378902,\22hi\22:378901},\22type\22:\22i32\22}],\22results\22:[{\22value\22:9,\22merged\22:[0,1,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,6,32,16]}}]}"]]} {
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
; 1817 bytes more, sha256 20b685dac095e3c8
  ; circuit.transpose.35c1c10398407d86: as circuit.transpose.8f36f62863a8be5b, sha256 825ea67e1a3b2ec2
  ; circuit.map.90456950fbed8b70: as circuit.map.d9a71587627a58e4, sha256 b10281cdd1ff342b
  ; circuit.fully_connected.0caa482326c1d4b0: as circuit.fully_connected.46bd0c99ca855a7c, sha256 bcb7c91871414898
  ; circuit.transpose.fcd7ad1c227dd1c4: as circuit.transpose.8f36f62863a8be5b, sha256 6e3d36d80c21ccdf
  ; circuit.transpose.83b9edb057b54807: as circuit.transpose.8f36f62863a8be5b, sha256 a9ff70eaa7f2f29f
  func.func @circuit.fully_connected.8c50edc7dc8d9052(%arg0: memref<6x32x16xi32>, %arg1: memref<6x16x32xi32>, %arg2: memref<6x32x32xi64>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "fully_connected"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22fully_connected\22,\22batch\22:6,\22rows\22:32,\22inputs\22:16,\22outputs\22:32,\22transposed\22:false,\22x\22:\22i32\22,\22w\22:\22i32\22,\22acc\22:\22i64\22,\22bias\22:false,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:0,\22rounding\22:\22floor\22,\22bound\22:\22proven\22,\22out\22:\22i64\22}}"]]} {
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
  func.func @circuit.map.4ec87d57d936a62a(%arg0: memref<1x6x32x32xi64>, %arg1: memref<1x6x32x32xi8>, %arg2: memref<1x6x32x32xi64>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i64\22,\22shape\22:[1,6,32,32]},{\22role\22:\22activation\22,\22element\22:\22i8\22,\22shape\22:[1,6,32,32]}],\22values\22:[{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[6,32,32],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]},{\22source\22:{\22value\22:1},\22views\22:[{\22affine\22:{\22shape\22:[6,32,32],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]},{\22coefficient\22:2257136779508,\22factors\22:[1]}],\22constant\22:-2257136779508,\22type\22:\22i64\22}],\22results\22:[{\22value\22:2,\22merged\22:[0,1,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i64\22,\22shape\22:[1,6,32,32]}}]}"]]} {
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
  func.func @circuit.rescale.ca9e7bbed631a3e6(%arg0: memref<3072xi32>, %arg1: memref<3072xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "rescale"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22rescale\22,\22len\22:3072,\22x\22:\22i32\22,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:12,\22rounding\22:\22half_up\22,\22bound\22:\22proven\22,\22out\22:\22i32\22}}"]]} {
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
  func.func @circuit.lookup.1ea645a6cedfe344(%arg0: memref<192x32x1xi64>, %arg1: memref<8193xi32>, %arg2: memref<192x32x1xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "lookup"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i64\22,\22shape\22:[192,32,1]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[8193]}],\22values\22:[{\22word\22:\22reduce\22,\22op\22:\22max\22,\22x\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[192,32],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]},{\22offset\22:0,\22strides\22:[0,0]}]}}]},\22folded\22:1,\22floor\22:null,\22type\22:\22i64\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:2},\22views\22:[{\22affine\22:{\22shape\22:[192,32],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]}]}}]},{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[192,32],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]},{\22offset\22:0,\22strides\22:[0,0]}]}}]}],\22terms\22:[{\22coefficient\22:21163,\22factors\22:[0]},{\22coefficient\22:-21163,\22factors\22:[1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:3},\22views\22:[]},\22divisor\22:{\22constant\22:274877906944},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:0,\22hi\22:8192},\22type\22:\22i64\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22first\22:0,\22x\22:{\22source\22:{\22value\22:4},\22views\22:[]},\22type\22:\22i32\22}],\22results\22:[{\22value\22:5,\22merged\22:[1,1,0],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[192,32,1]}}]}"]]} {
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
  ; circuit.fully_connected.e6af85c2185aa65b: as circuit.fully_connected.8c50edc7dc8d9052, sha256 493426890769aaf6
  func.func @circuit.quotient.909f32e6b62104b8(%arg0: memref<192x16xi64>, %arg1: memref<192x32xi32>, %arg2: memref<192x16xi16>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "quotient"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i64\22,\22shape\22:[192,16]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[192,32]}],\22values\22:[{\22word\22:\22reduce\22,\22op\22:\22sum\22,\22x\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22folded\22:1,\22floor\22:null,\22type\22:\22i32\22},{\22word\22:\22reduce\22,\22op\22:\22max\22,\22x\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22folded\22:0,\22floor\22:32768,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[192],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[0]}]}}]}],\22terms\22:[],\22constant\22:68719476736,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:4},\22views\22:[]},\22divisor\22:{\22read\22:{\22source\22:{\22value\22:3},\22views\22:[]}},\22rounding\22:\22floor\22,\22clip\22:null,\22type\22:\22i64\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:5},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0]}],\22constant\22:0,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:0},\22views\22:[]},{\22source\22:{\22value\22:6},\22views\22:[{\22affine\22:{\22shape\22:[192,16],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]}]}}]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:7},\22views\22:[]},\22divisor\22:{\22constant\22:1099511627776},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:8},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:-5623,\22hi\22:5622},\22type\22:\22i32\22}],\22results\22:[{\22value\22:9,\22merged\22:[1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i16\22,\22shape\22:[192,16]}}]}"]]} {
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
  ; circuit.transpose.3159fbc2f5ec6ccc: as circuit.transpose.8f36f62863a8be5b, sha256 0ac44dbbf7185432
  func.func @circuit.fully_connected.3d119567374e1911(%arg0: memref<1x32x96xi16>, %arg1: memref<1x96x96xi16>, %arg2: memref<1x32x96xi16>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "fully_connected"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22fully_connected\22,\22batch\22:1,\22rows\22:32,\22inputs\22:96,\22outputs\22:96,\22transposed\22:false,\22x\22:\22i16\22,\22w\22:\22i16\22,\22acc\22:\22i32\22,\22bias\22:false,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:15,\22rounding\22:\22half_up\22,\22bound\22:{\22saturate\22:{\22lo\22:-4096,\22hi\22:4095}},\22out\22:\22i16\22}}"]]} {
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
  func.func @circuit.add.61e76cf1bf761386(%arg0: memref<3072xi32>, %arg1: memref<3072xi16>, %arg2: memref<1x32x96xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "add"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22add\22,\22shape\22:[1,32,96],\22a\22:{\22x\22:\22i32\22,\22multiplier\22:32,\22strides\22:[0,96,1]},\22b\22:{\22x\22:\22i16\22,\22multiplier\22:16579,\22strides\22:[0,96,1]},\22acc\22:\22i32\22,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:0,\22rounding\22:\22floor\22,\22bound\22:\22proven\22,\22out\22:\22i32\22}}"]]} {
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
  func.func @circuit.map.d769fe082d3ad5be(%arg0: memref<1x32x96xi32>, %arg1: memref<1x32x96xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:2048},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:1},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,0]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22divisor\22:{\22constant\22:1024},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:3},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:0,\22hi\22:877600},\22type\22:\22i32\22}],\22results\22:[{\22value\22:4,\22merged\22:[0,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]}}]}"]]} {
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
  ; circuit.rescale.9cf4dc2faf05e264: as circuit.rescale.0ff422935440d1c0, sha256 3a343d95219fe23a
  ; circuit.average_pool.351492be7e1efcd7: as circuit.average_pool.c781d549c45e9b40, sha256 2e5718183d3fe163
  ; circuit.add.42f5626716c27015: as circuit.add.1852ab7bdd0c277c, sha256 f57121aa5827cc8b
  func.func @circuit.lookup.de916beeae84d756(%arg0: memref<1x32x1xi32>, %arg1: memref<5121xi32>, %arg2: memref<19xi32>, %arg3: memref<18xi32>, %arg4: memref<1x32x1xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "lookup"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[5121]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[19]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[18]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[1]},{\22offset\22:0,\22strides\22:[0]}]}}]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:26489,\22hi\22:415265},\22type\22:\22i32\22},{\22word\22:\22compare\22,\22op\22:\22less\22,\22a\22:{\22source\22:{\22value\22:3},\22views\22:[{\22affine\22:{\22shape\22:[32,18],\22axes\22:[{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22b\22:{\22source\22:{\22value\22:4},\22views\22:[{\22affine\22:{\22shape\22:[32,18],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]}]}}]},\22type\22:\22i32\22},{\22word\22:\22reduce\22,\22op\22:\22sum\22,\22x\22:{\22source\22:{\22value\22:5},\22views\22:[]},\22folded\22:1,\22floor\22:null,\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22first\22:0,\22x\22:{\22source\22:{\22value\22:6},\22views\22:[]},\22type\22:\22i64\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:4},\22views\22:[]},{\22source\22:{\22value\22:7},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:8},\22views\22:[]},\22divisor\22:{\22constant\22:256},\22rounding\22:\22half_up\22,\22clip\22:{\22lo\22:1024,\22hi\22:2048},\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:6},\22views\22:[]},{\22source\22:{\22value\22:9},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1024,\22factors\22:[0]},{\22coefficient\22:1,\22factors\22:[1]}],\22constant\22:-1024,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:10},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:14336,\22hi\22:19456},\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22first\22:14336,\22x\22:{\22source\22:{\22value\22:11},\22views\22:[]},\22type\22:\22i32\22}],\22results\22:[{\22value\22:12,\22merged\22:[0,1,0],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]}}]}"]]} {
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
  ; circuit.lookup.c1d9a7e6b9e75b19: as circuit.lookup.f58007c2fb8c9ba9, sha256 d889f725228eabb2
  func.func @circuit.map.a225a911ef49630b(%arg0: memref<1x32x96xi32>, %arg1: memref<1x32x1xi32>, %arg2: memref<1x32x96xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:2048},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:1},\22views\22:[{\22affine\22:{\22shape\22:[32],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[1]},{\22offset\22:0,\22strides\22:[0]}]}}]},\22divisor\22:{\22constant\22:8},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:2},\22views\22:[]},{\22source\22:{\22value\22:3},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]}]}}]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:4},\22views\22:[]},\22divisor\22:{\22constant\22:2048},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:5},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:-422678,\22hi\22:422677},\22type\22:\22i32\22}],\22results\22:[{\22value\22:6,\22merged\22:[0,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]}}]}"]]} {
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
  ; circuit.rescale.ac6bfc4ff58c38bc: as circuit.rescale.0ff422935440d1c0, sha256 09e74a4181c9f8e3
  ; circuit.fully_connected.e901686d0c3ef0a1: as circuit.fully_connected.46bd0c99ca855a7c, sha256 bbe32712f8c22ce6
  func.func @circuit.lookup.b2641282bd1c8ff4(%arg0: memref<1x32x256xi32>, %arg1: memref<5859xi32>, %arg2: memref<1x32x256xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "lookup"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,256]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[5859]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,256],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:131072},\22rounding\22:\22half_up\22,\22clip\22:{\22lo\22:-1703,\22hi\22:4155},\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22first\22:-1703,\22x\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22type\22:\22i32\22}],\22results\22:[{\22value\22:3,\22merged\22:[0,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,256]}}]}"]]} {
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
  ; circuit.fully_connected.d97c638b5895b17f: as circuit.fully_connected.46bd0c99ca855a7c, sha256 8ed2e8c90a0c1d4f
  func.func @circuit.map.6c961e64b596809d(%arg0: memref<1x32x256xi32>, %arg1: memref<1x32x256xi32>, %arg2: memref<1x32x256xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,256]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,256]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,256],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:4},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:1},\22views\22:[{\22affine\22:{\22shape\22:[32,256],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:8192},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:2},\22views\22:[]},{\22source\22:{\22value\22:3},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:4},\22views\22:[]},\22divisor\22:{\22constant\22:8192},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:5},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:-429272,\22hi\22:429270},\22type\22:\22i32\22}],\22results\22:[{\22value\22:6,\22merged\22:[0,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,256]}}]}"]]} {
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
  ; circuit.rescale.7f62925b87959053: as circuit.rescale.0ff422935440d1c0, sha256 44ece64f3c433855
  ; circuit.fully_connected.bbcc5e3637972971: as circuit.fully_connected.3d119567374e1911, sha256 f714bfc34261eb6b
  func.func @circuit.add.c33ffc1df72ab775(%arg0: memref<3072xi32>, %arg1: memref<3072xi16>, %arg2: memref<1x32x96xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "add"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22add\22,\22shape\22:[1,32,96],\22a\22:{\22x\22:\22i32\22,\22multiplier\22:1,\22strides\22:[0,96,1]},\22b\22:{\22x\22:\22i16\22,\22multiplier\22:202899,\22strides\22:[0,96,1]},\22acc\22:\22i32\22,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:0,\22rounding\22:\22floor\22,\22bound\22:\22proven\22,\22out\22:\22i32\22}}"]]} {
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
  func.func @circuit.map.8d1327134f232594(%arg0: memref<1x32x96xi32>, %arg1: memref<1x32x96xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:16384},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:1},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,0]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22divisor\22:{\22constant\22:4096},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i64\22}],\22results\22:[{\22value\22:3,\22merged\22:[0,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]}}]}"]]} {
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
  ; circuit.rescale.574e934118aed992: as circuit.rescale.0ff422935440d1c0, sha256 7d375af482a54de6
  func.func @circuit.average_pool.6585fe61c50eb7fc(%arg0: memref<32x1x96xi16>, %arg1: memref<32x1x1xi16>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "average_pool"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22average_pool\22,\22planes\22:32,\22input\22:[1,96],\22window\22:{\22kernel\22:[1,96],\22strides\22:[1,1],\22dilations\22:[1,1],\22begin\22:[0,0],\22end\22:[0,0]},\22x\22:\22i16\22,\22acc\22:\22i32\22,\22per_position\22:false,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:2,\22rounding\22:\22half_up\22,\22bound\22:{\22saturate\22:{\22lo\22:0,\22hi\22:10511}},\22out\22:\22i16\22}}"]]} {
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
  ; circuit.add.02e70432b03f24c6: as circuit.add.1852ab7bdd0c277c, sha256 904955214542a4f3
  ; circuit.lookup.3fd89baf082aba44: as circuit.lookup.de916beeae84d756, sha256 eb719106fcc266e5
  func.func @circuit.lookup.355648e38b66c751(%arg0: memref<1x32x1xi32>, %arg1: memref<5121xi32>, %arg2: memref<23xi32>, %arg3: memref<22xi32>, %arg4: memref<1x32x1xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "lookup"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[5121]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[23]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[22]}],\22values\22:[{\22word\22:\22compare\22,\22op\22:\22less\22,\22a\22:{\22source\22:{\22value\22:3},\22views\22:[{\22affine\22:{\22shape\22:[32,22],\22axes\22:[{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22b\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,22],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,0]}]}}]},\22type\22:\22i32\22},{\22word\22:\22reduce\22,\22op\22:\22sum\22,\22x\22:{\22source\22:{\22value\22:4},\22views\22:[]},\22folded\22:1,\22floor\22:null,\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22first\22:0,\22x\22:{\22source\22:{\22value\22:5},\22views\22:[]},\22type\22:\22i64\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[1]},{\22offset\22:0,\22strides\22:[0]}]}}]},{\22source\22:{\22value\22:6},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:7},\22views\22:[]},\22divisor\22:{\22constant\22:4096},\22rounding\22:\22half_up\22,\22clip\22:{\22lo\22:1024,\22hi\22:2048},\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:5},\22views\22:[]},{\22source\22:{\22value\22:8},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1024,\22factors\22:[0]},{\22coefficient\22:1,\22factors\22:[1]}],\22constant\22:-1024,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:9},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:18432,\22hi\22:23552},\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22first\22:18432,\22x\22:{\22source\22:{\22value\22:10},\22views\22:[]},\22type\22:\22i32\22}],\22results\22:[{\22value\22:11,\22merged\22:[0,1,0],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]}}]}"]]} {
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
  ; circuit.map.9786343782d01039: as circuit.map.a225a911ef49630b, sha256 b36160b0204382cc
  ; circuit.rescale.26f8308e478bce38: as circuit.rescale.0ff422935440d1c0, sha256 d6869dfd16b12bde
  ; circuit.fully_connected.761b3c1abd40de19: as circuit.fully_connected.46bd0c99ca855a7c, sha256 cc6521b61ee02468
  ; circuit.transpose.00fca0417995adf5: as circuit.transpose.8f36f62863a8be5b, sha256 b284c22c76783b76
  ; circuit.map.a6b7082112c999dc: as circuit.map.d9a71587627a58e4, sha256 b5e97c7ed1afb9c2
  ; circuit.fully_connected.2c7047acfaee8860: as circuit.fully_connected.46bd0c99ca855a7c, sha256 025ca8bb75f15d46
  ; circuit.transpose.7e68de742905f234: as circuit.transpose.8f36f62863a8be5b, sha256 296a11f6a88302e8
  ; circuit.map.5a8822e79ec917c6: as circuit.map.d9a71587627a58e4, sha256 23ee31e5583ba71b
  ; circuit.fully_connected.873f7b674dbbcbea: as circuit.fully_connected.46bd0c99ca855a7c, sha256 676ab3f214a1b257
  ; circuit.transpose.0e6b1b5dba221f17: as circuit.transpose.8f36f62863a8be5b, sha256 621dfe4dbacd6c86
  ; circuit.transpose.0287441ab7d79255: as circuit.transpose.8f36f62863a8be5b, sha256 eded4834dc555276
  ; circuit.fully_connected.f57df0015c874889: as circuit.fully_connected.8c50edc7dc8d9052, sha256 403c7bcadeed1eb7
  ; circuit.map.bb6ac01da43fd9b1: as circuit.map.4ec87d57d936a62a, sha256 fb20fbf714990eed
  ; circuit.rescale.5659d5623521bed5: as circuit.rescale.ca9e7bbed631a3e6, sha256 669eabd349cc2d4c
  ; circuit.lookup.3a34bbc7d3cfca50: as circuit.lookup.1ea645a6cedfe344, sha256 4feb06f3771776c9
  ; circuit.fully_connected.fb60509d012a7e9a: as circuit.fully_connected.8c50edc7dc8d9052, sha256 389f513485a6eac2
  ; circuit.quotient.a78ec6e87f74ac8f: as circuit.quotient.909f32e6b62104b8, sha256 9ba72abd679bf003
  ; circuit.transpose.a9a2d9a4480252b9: as circuit.transpose.8f36f62863a8be5b, sha256 642f81f1aadb5ea9
  ; circuit.fully_connected.afbc96eaee51dd5a: as circuit.fully_connected.3d119567374e1911, sha256 d915a500cc6a5c59
  ; circuit.add.784fd7464bfd9a82: as circuit.add.c33ffc1df72ab775, sha256 4dd9cccc76f604f1
  ; circuit.map.f179885e0ed09fb3: as circuit.map.8d1327134f232594, sha256 895ebcc9dc79b912
  ; circuit.rescale.d2d9d0fd3f0e4a74: as circuit.rescale.0ff422935440d1c0, sha256 1eab4713b85cb05a
  ; circuit.average_pool.73de2ddd3c1be887: as circuit.average_pool.6585fe61c50eb7fc, sha256 24162a429fdda78d
  ; circuit.add.14131b2372f2048e: as circuit.add.1852ab7bdd0c277c, sha256 61ee074427e1f779
  ; circuit.lookup.024b59ba0c649caf: as circuit.lookup.de916beeae84d756, sha256 1112f1e9d910d0fc
  ; circuit.lookup.da2144a4f3e69daa: as circuit.lookup.355648e38b66c751, sha256 d82e95a1d45ba399
  ; circuit.map.d25f0b27be675548: as circuit.map.a225a911ef49630b, sha256 b8c6c981bc85f669
  ; circuit.rescale.ca9f7ee4fc7f71ac: as circuit.rescale.0ff422935440d1c0, sha256 70f39840fea66fd9
  ; circuit.fully_connected.114923573212823c: as circuit.fully_connected.46bd0c99ca855a7c, sha256 719bc7e434b71c59
  ; circuit.lookup.8d0ae74b4050c6c9: as circuit.lookup.b2641282bd1c8ff4, sha256 a22beeed7cabdfca
  ; circuit.fully_connected.7fab1a3ab01348e9: as circuit.fully_connected.46bd0c99ca855a7c, sha256 7ef61dabd172aba6
  ; circuit.map.ac24eafb7ca0a9c8: as circuit.map.6c961e64b596809d, sha256 6cae23a28a6066c6
  ; circuit.rescale.d39d04c9a598b062: as circuit.rescale.0ff422935440d1c0, sha256 6a39524a04bfc810
  ; circuit.fully_connected.d65e2a9f7bf10f3b: as circuit.fully_connected.3d119567374e1911, sha256 1bf0fe9e34eadbb4
  ; circuit.add.d9c0d9f5e6bdd65f: as circuit.add.c33ffc1df72ab775, sha256 eb7cbf888c889c7a
  ; circuit.map.62127cd81765433c: as circuit.map.d769fe082d3ad5be, sha256 bfae9fe93c24f863
  ; circuit.rescale.0e4e6a7cc86aeade: as circuit.rescale.0ff422935440d1c0, sha256 240b1c7a0e76888d
  ; circuit.average_pool.6a631ab2d64184c2: as circuit.average_pool.c781d549c45e9b40, sha256 6758f56eee555fcd
  ; circuit.add.37f601cc94d403a2: as circuit.add.1852ab7bdd0c277c, sha256 8066f5852f3c8d62
  ; circuit.lookup.fc1e7a871bc9dd8a: as circuit.lookup.de916beeae84d756, sha256 9a3c74d50269e608
  ; circuit.lookup.c4f1d8921baa6cc6: as circuit.lookup.355648e38b66c751, sha256 73c1f7f763dd8ec2
  ; circuit.map.c4199537dd8da82a: as circuit.map.a225a911ef49630b, sha256 00c71a0af4729efe
  ; circuit.rescale.fed74e69f8d0d22a: as circuit.rescale.0ff422935440d1c0, sha256 283774d2df325845
  ; circuit.fully_connected.c52a1fecd29e4757: as circuit.fully_connected.46bd0c99ca855a7c, sha256 bc3102da9820c0c1
}
