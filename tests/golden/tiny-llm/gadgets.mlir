#map = affine_map<(d0) -> (d0)>
#map1 = affine_map<(d0) -> (d0 - 8)>
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
  func.func @circuit.map.ce4d16a61c0c5193(%arg0: memref<1x32x96xi32>, %arg1: memref<96xi32>, %arg2: memref<1x32x96xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[96]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:8},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22divisor\22:{\22constant\22:256},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:2},\22views\22:[]},{\22source\22:{\22value\22:3},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[0,1]}]}}]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:4},\22views\22:[]},\22divisor\22:{\22constant\22:4096},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22}],\22results\22:[{\22value\22:5,\22merged\22:[0,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]}}]}"]]} {
    %c128_i32 = arith.constant 128 : i32
    %c8_i32 = arith.constant 8 : i32
    %c4_i32 = arith.constant 4 : i32
    %c3_i32 = arith.constant 3 : i32
    %c2048_i32 = arith.constant 2048 : i32
    %c12_i32 = arith.constant 12 : i32
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg3 = 0 to 96 {
      %0 = affine.load %arg1[%arg3] : memref<96xi32>
      %1 = arith.addi %0, %c128_i32 : i32
      %2 = arith.shrsi %1, %c8_i32 : i32
      affine.for %arg4 = 0 to 1 {
        affine.for %arg5 = 0 to 32 {
          %3 = affine.load %arg0[%arg4, %arg5, %arg3] : memref<1x32x96xi32>
          %4 = arith.addi %3, %c4_i32 : i32
          %5 = arith.shrsi %4, %c3_i32 : i32
          %6 = arith.muli %5, %2 : i32
          %7 = arith.addi %6, %c2048_i32 : i32
          %8 = arith.shrsi %7, %c12_i32 : i32
          affine.store %8, %arg2[%arg4, %arg5, %arg3] : memref<1x32x96xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  ; circuit.rescale.f66a0ccfe6bd33b2: as circuit.rescale.0ff422935440d1c0, sha256 13d522fa194f8dbd
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
  ; circuit.view.acefe518701e7e8e: as circuit.transpose.8f36f62863a8be5b, sha256 4415d79f6f320752
  func.func @circuit.view.5f53beef8e27c852(%arg0: memref<1x6x32x16xi32>, %arg1: memref<1x6x32x8xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "view"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,6,32,16]}],\22values\22:[{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[6,32,8],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:8,\22strides\22:[0,0,1]}]}}]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0]}],\22constant\22:0,\22type\22:\22i32\22}],\22results\22:[{\22value\22:1,\22merged\22:[0,1,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,6,32,8]}}]}"]]} {
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg2 = 0 to 1 {
      affine.for %arg3 = 0 to 6 {
        affine.for %arg4 = 0 to 32 {
          affine.for %arg5 = 0 to 8 {
            %0 = affine.load %arg0[%arg2, %arg3, %arg4, %arg5 + 8] : memref<1x6x32x16xi32>
            affine.store %0, %arg1[%arg2, %arg3, %arg4, %arg5] : memref<1x6x32x8xi32>
          }
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @circuit.map.54312693c9a9846a(%arg0: memref<1x6x32x16xi32>, %arg1: memref<32x16xi32>, %arg2: memref<1x6x32x16xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,6,32,16]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[32,16]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[6,32,16],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]},\22divisor\22:{\22constant\22:512},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22divisor\22:{\22constant\22:32},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:2},\22views\22:[]},{\22source\22:{\22value\22:3},\22views\22:[{\22affine\22:{\22shape\22:[6,32,16],\22axes\22:[{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:4},\22views\22:[]},\22divisor\22:{\22constant\22:524288},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:5},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:-292586,\22hi\22:292585},\22type\22:\22i32\22}],\22results\22:[{\22value\22:6,\22merged\22:[0,1,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,6,32,16]}}]}"]]} {
    %c16_i32 = arith.constant 16 : i32
    %c5_i32 = arith.constant 5 : i32
    %c256_i32 = arith.constant 256 : i32
    %c9_i32 = arith.constant 9 : i32
    %c262144_i64 = arith.constant 262144 : i64
    %c19_i64 = arith.constant 19 : i64
    %c-292586_i32 = arith.constant -292586 : i32
    %c292585_i32 = arith.constant 292585 : i32
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg3 = 0 to 32 {
      affine.for %arg4 = 0 to 16 {
        %0 = affine.load %arg1[%arg3, %arg4] : memref<32x16xi32>
        %1 = arith.addi %0, %c16_i32 : i32
        %2 = arith.shrsi %1, %c5_i32 : i32
        affine.for %arg5 = 0 to 1 {
          affine.for %arg6 = 0 to 6 {
            %3 = affine.load %arg0[%arg5, %arg6, %arg3, %arg4] : memref<1x6x32x16xi32>
            %4 = arith.addi %3, %c256_i32 : i32
            %5 = arith.shrsi %4, %c9_i32 : i32
            %6 = arith.extsi %5 : i32 to i64
            %7 = arith.extsi %2 : i32 to i64
            %8 = arith.muli %6, %7 : i64
            %9 = arith.addi %8, %c262144_i64 : i64
            %10 = arith.shrsi %9, %c19_i64 : i64
            %11 = arith.trunci %10 : i64 to i32
            %12 = arith.maxsi %11, %c-292586_i32 : i32
            %13 = arith.minsi %12, %c292585_i32 : i32
            affine.store %13, %arg2[%arg5, %arg6, %arg3, %arg4] : memref<1x6x32x16xi32>
          }
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @circuit.map.1eb8d4fa21014f64(%arg0: memref<1x6x32x8xi32>, %arg1: memref<1x6x32x8xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,6,32,8]}],\22values\22:[{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[6,32,8],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]}],\22terms\22:[{\22coefficient\22:-1,\22factors\22:[0]}],\22constant\22:0,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22divisor\22:{\22constant\22:1024},\22rounding\22:\22half_up\22,\22clip\22:{\22lo\22:-291651,\22hi\22:291650},\22type\22:\22i32\22}],\22results\22:[{\22value\22:2,\22merged\22:[0,1,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,6,32,8]}}]}"]]} {
    %c-1_i32 = arith.constant -1 : i32
    %c512_i32 = arith.constant 512 : i32
    %c10_i32 = arith.constant 10 : i32
    %c-291651_i32 = arith.constant -291651 : i32
    %c291650_i32 = arith.constant 291650 : i32
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg2 = 0 to 1 {
      affine.for %arg3 = 0 to 6 {
        affine.for %arg4 = 0 to 32 {
          affine.for %arg5 = 0 to 8 {
            %0 = affine.load %arg0[%arg2, %arg3, %arg4, %arg5] : memref<1x6x32x8xi32>
            %1 = arith.muli %0, %c-1_i32 : i32
            %2 = arith.addi %1, %c512_i32 : i32
            %3 = arith.shrsi %2, %c10_i32 : i32
            %4 = arith.maxsi %3, %c-291651_i32 : i32
            %5 = arith.minsi %4, %c291650_i32 : i32
            affine.store %5, %arg1[%arg2, %arg3, %arg4, %arg5] : memref<1x6x32x8xi32>
          }
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @circuit.divide.b371de21e0c6c4d3(%arg0: memref<1x6x32x8xi32>, %arg1: memref<1x6x32x8xi32>, %arg2: memref<1x6x32x16xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "divide"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,6,32,8]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,6,32,8]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[6,32,8],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]},\22divisor\22:{\22constant\22:4},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:1},\22views\22:[{\22affine\22:{\22shape\22:[6,32,8],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]},\22divisor\22:{\22constant\22:4096},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22concat\22:{\22axis\22:2,\22parts\22:[{\22value\22:2,\22views\22:[]},{\22value\22:3,\22views\22:[]}]}},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0]}],\22constant\22:0,\22type\22:\22i32\22}],\22results\22:[{\22value\22:4,\22merged\22:[0,1,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,6,32,16]}}]}"]]} {
    %c2_i32 = arith.constant 2 : i32
    %c2048_i32 = arith.constant 2048 : i32
    %c12_i32 = arith.constant 12 : i32
    %c0 = arith.constant 0 : index
    %c7 = arith.constant 7 : index
    %c8 = arith.constant 8 : index
    %c0_i32 = arith.constant 0 : i32
    %alloca = memref.alloca() : memref<1x6x32x8xi32>
    %alloca_0 = memref.alloca() : memref<1x6x32x8xi32>
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 6 {
        affine.for %arg5 = 0 to 32 {
          affine.for %arg6 = 0 to 8 {
            %0 = affine.load %arg0[%arg3, %arg4, %arg5, %arg6] : memref<1x6x32x8xi32>
            %1 = arith.addi %0, %c2_i32 : i32
            %2 = arith.shrsi %1, %c2_i32 : i32
            affine.store %2, %alloca[%arg3, %arg4, %arg5, %arg6] : memref<1x6x32x8xi32>
          }
        }
      }
    }
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 6 {
        affine.for %arg5 = 0 to 32 {
          affine.for %arg6 = 0 to 8 {
            %0 = affine.load %arg1[%arg3, %arg4, %arg5, %arg6] : memref<1x6x32x8xi32>
            %1 = arith.addi %0, %c2048_i32 : i32
            %2 = arith.shrsi %1, %c12_i32 : i32
            affine.store %2, %alloca_0[%arg3, %arg4, %arg5, %arg6] : memref<1x6x32x8xi32>
          }
        }
      }
    }
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 6 {
        affine.for %arg5 = 0 to 32 {
          affine.for %arg6 = 0 to 16 {
            %0 = affine.apply #map(%arg3)
            %1 = affine.apply #map(%arg4)
            %2 = affine.apply #map(%arg5)
            %3 = affine.apply #map1(%arg6)
            %4 = arith.maxsi %3, %c0 : index
            %5 = memref.load %alloca_0[%0, %1, %2, %4] : memref<1x6x32x8xi32>
            %6 = affine.apply #map(%arg3)
            %7 = affine.apply #map(%arg4)
            %8 = affine.apply #map(%arg5)
            %9 = affine.apply #map(%arg6)
            %10 = arith.minsi %9, %c7 : index
            %11 = memref.load %alloca[%6, %7, %8, %10] : memref<1x6x32x8xi32>
            %12 = affine.apply #map(%arg6)
            %13 = arith.cmpi slt, %12, %c8 : index
            %14 = arith.select %13, %11, %5 : i32
            affine.store %14, %arg2[%arg3, %arg4, %arg5, %arg6] : memref<1x6x32x16xi32>
          }
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @circuit.map.e4837180225363fc(%arg0: memref<1x6x32x16xi32>, %arg1: memref<32x16xi32>, %arg2: memref<1x6x32x16xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,6,32,16]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[32,16]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22divisor\22:{\22constant\22:32},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[6,32,16],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]},{\22source\22:{\22value\22:2},\22views\22:[{\22affine\22:{\22shape\22:[6,32,16],\22axes\22:[{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:3},\22views\22:[]},\22divisor\22:{\22constant\22:16384},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:4},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:-295543,\22hi\22:295542},\22type\22:\22i32\22}],\22results\22:[{\22value\22:5,\22merged\22:[0,1,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,6,32,16]}}]}"]]} {
    %c16_i32 = arith.constant 16 : i32
    %c5_i32 = arith.constant 5 : i32
    %c8192_i64 = arith.constant 8192 : i64
    %c14_i64 = arith.constant 14 : i64
    %c-295543_i32 = arith.constant -295543 : i32
    %c295542_i32 = arith.constant 295542 : i32
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg3 = 0 to 32 {
      affine.for %arg4 = 0 to 16 {
        %0 = affine.load %arg1[%arg3, %arg4] : memref<32x16xi32>
        %1 = arith.addi %0, %c16_i32 : i32
        %2 = arith.shrsi %1, %c5_i32 : i32
        affine.for %arg5 = 0 to 1 {
          affine.for %arg6 = 0 to 6 {
            %3 = affine.load %arg0[%arg5, %arg6, %arg3, %arg4] : memref<1x6x32x16xi32>
            %4 = arith.extsi %3 : i32 to i64
            %5 = arith.extsi %2 : i32 to i64
            %6 = arith.muli %4, %5 : i64
            %7 = arith.addi %6, %c8192_i64 : i64
            %8 = arith.shrsi %7, %c14_i64 : i64
            %9 = arith.trunci %8 : i64 to i32
            %10 = arith.maxsi %9, %c-295543_i32 : i32
            %11 = arith.minsi %10, %c295542_i32 : i32
            affine.store %11, %arg2[%arg5, %arg6, %arg3, %arg4] : memref<1x6x32x16xi32>
          }
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @circuit.add.28acde2fa76fb482(%arg0: memref<3072xi32>, %arg1: memref<3072xi32>, %arg2: memref<1x6x32x16xi64>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "add"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22add\22,\22shape\22:[1,6,32,16],\22a\22:{\22x\22:\22i32\22,\22multiplier\22:1048583,\22strides\22:[0,512,16,1]},\22b\22:{\22x\22:\22i32\22,\22multiplier\22:1048576,\22strides\22:[0,512,16,1]},\22acc\22:\22i64\22,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:0,\22rounding\22:\22floor\22,\22bound\22:\22proven\22,\22out\22:\22i64\22}}"]]} {
    %c1048583_i64 = arith.constant 1048583 : i64
    %c1048576_i64 = arith.constant 1048576 : i64
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 6 {
        affine.for %arg5 = 0 to 32 {
          affine.for %arg6 = 0 to 16 {
            %0 = affine.load %arg0[%arg4 * 512 + %arg5 * 16 + %arg6] : memref<3072xi32>
            %1 = arith.extsi %0 : i32 to i64
            %2 = arith.muli %1, %c1048583_i64 : i64
            %3 = affine.load %arg1[%arg4 * 512 + %arg5 * 16 + %arg6] : memref<3072xi32>
            %4 = arith.extsi %3 : i32 to i64
            %5 = arith.muli %4, %c1048576_i64 : i64
            %6 = arith.addi %2, %5 : i64
            affine.store %6, %arg2[%arg3, %arg4, %arg5, %arg6] : memref<1x6x32x16xi64>
          }
        }
      }
    }
    return %c0_i32 : i32
  }
  ; circuit.transpose.ed56ae2124473f6a: as circuit.transpose.8f36f62863a8be5b, sha256 30f8ed2b2a5cd76d
  ; circuit.view.c9177933ff155ac3: as circuit.transpose.8f36f62863a8be5b, sha256 64842f569634f5b7
  ; circuit.view.c9a0aca5eb7d5647: as circuit.view.5f53beef8e27c852, sha256 08a3ac1217341394
  ; circuit.map.c0f5425bb07774cc: as circuit.map.54312693c9a9846a, sha256 193f0b6074807d03
  ; circuit.map.7a7b2660f114d2ab: as circuit.map.1eb8d4fa21014f64, sha256 f27490920fe1f143
  func.func @circuit.divide.e620f2ea13f9c7a5(%arg0: memref<1x6x32x8xi32>, %arg1: memref<1x6x32x8xi32>, %arg2: memref<1x6x32x16xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "divide"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,6,32,8]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,6,32,8]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[6,32,8],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]},\22divisor\22:{\22constant\22:8},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:1},\22views\22:[{\22affine\22:{\22shape\22:[6,32,8],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]},\22divisor\22:{\22constant\22:4096},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22concat\22:{\22axis\22:2,\22parts\22:[{\22value\22:2,\22views\22:[]},{\22value\22:3,\22views\22:[]}]}},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0]}],\22constant\22:0,\22type\22:\22i32\22}],\22results\22:[{\22value\22:4,\22merged\22:[0,1,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,6,32,16]}}]}"]]} {
    %c4_i32 = arith.constant 4 : i32
    %c3_i32 = arith.constant 3 : i32
    %c2048_i32 = arith.constant 2048 : i32
    %c12_i32 = arith.constant 12 : i32
    %c0 = arith.constant 0 : index
    %c7 = arith.constant 7 : index
    %c8 = arith.constant 8 : index
    %c0_i32 = arith.constant 0 : i32
    %alloca = memref.alloca() : memref<1x6x32x8xi32>
    %alloca_0 = memref.alloca() : memref<1x6x32x8xi32>
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 6 {
        affine.for %arg5 = 0 to 32 {
          affine.for %arg6 = 0 to 8 {
            %0 = affine.load %arg0[%arg3, %arg4, %arg5, %arg6] : memref<1x6x32x8xi32>
            %1 = arith.addi %0, %c4_i32 : i32
            %2 = arith.shrsi %1, %c3_i32 : i32
            affine.store %2, %alloca[%arg3, %arg4, %arg5, %arg6] : memref<1x6x32x8xi32>
          }
        }
      }
    }
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 6 {
        affine.for %arg5 = 0 to 32 {
          affine.for %arg6 = 0 to 8 {
            %0 = affine.load %arg1[%arg3, %arg4, %arg5, %arg6] : memref<1x6x32x8xi32>
            %1 = arith.addi %0, %c2048_i32 : i32
            %2 = arith.shrsi %1, %c12_i32 : i32
            affine.store %2, %alloca_0[%arg3, %arg4, %arg5, %arg6] : memref<1x6x32x8xi32>
          }
        }
      }
    }
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 6 {
        affine.for %arg5 = 0 to 32 {
          affine.for %arg6 = 0 to 16 {
            %0 = affine.apply #map(%arg3)
            %1 = affine.apply #map(%arg4)
            %2 = affine.apply #map(%arg5)
            %3 = affine.apply #map1(%arg6)
            %4 = arith.maxsi %3, %c0 : index
            %5 = memref.load %alloca_0[%0, %1, %2, %4] : memref<1x6x32x8xi32>
            %6 = affine.apply #map(%arg3)
            %7 = affine.apply #map(%arg4)
            %8 = affine.apply #map(%arg5)
            %9 = affine.apply #map(%arg6)
            %10 = arith.minsi %9, %c7 : index
            %11 = memref.load %alloca[%6, %7, %8, %10] : memref<1x6x32x8xi32>
            %12 = affine.apply #map(%arg6)
            %13 = arith.cmpi slt, %12, %c8 : index
            %14 = arith.select %13, %11, %5 : i32
            affine.store %14, %arg2[%arg3, %arg4, %arg5, %arg6] : memref<1x6x32x16xi32>
          }
        }
      }
    }
    return %c0_i32 : i32
  }
  ; circuit.map.06911f7e40747a1a: as circuit.map.e4837180225363fc, sha256 9467f250cb848f96
  ; circuit.add.a0d5df615355fb75: as circuit.add.28acde2fa76fb482, sha256 050249de68058e4c
  ; circuit.fully_connected.c69353d08fb73b0b: as circuit.fully_connected.46bd0c99ca855a7c, sha256 267c6432cd8552de
  ; circuit.transpose.de1f1fc2114722d6: as circuit.transpose.8f36f62863a8be5b, sha256 bbb269b5e0263ced
  ; circuit.transpose.f448e591c8e8a53f: as circuit.transpose.8f36f62863a8be5b, sha256 cfdf64aacdbaac7d
  func.func @circuit.rescale.8eda3e30970fb839(%arg0: memref<3072xi64>, %arg1: memref<3072xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "rescale"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22rescale\22,\22len\22:3072,\22x\22:\22i64\22,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:13,\22rounding\22:\22half_up\22,\22bound\22:\22proven\22,\22out\22:\22i32\22}}"]]} {
    %c4096_i64 = arith.constant 4096 : i64
    %c13_i64 = arith.constant 13 : i64
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg2 = 0 to 3072 {
      %0 = affine.load %arg0[%arg2] : memref<3072xi64>
      %1 = arith.addi %0, %c4096_i64 : i64
      %2 = arith.shrsi %1, %c13_i64 : i64
      %3 = arith.trunci %2 : i64 to i32
      affine.store %3, %arg1[%arg2] : memref<3072xi32>
    }
    return %c0_i32 : i32
  }
  ; circuit.rescale.d209e7811f288643: as circuit.rescale.8eda3e30970fb839, sha256 35bab39c5c1fba71
  func.func @circuit.fully_connected.9cbf713fe1b786da(%arg0: memref<6x32x16xi32>, %arg1: memref<6x16x32xi32>, %arg2: memref<6x32x32xi64>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "fully_connected"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22fully_connected\22,\22batch\22:6,\22rows\22:32,\22inputs\22:16,\22outputs\22:32,\22transposed\22:false,\22x\22:\22i32\22,\22w\22:\22i32\22,\22acc\22:\22i64\22,\22bias\22:false,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:0,\22rounding\22:\22floor\22,\22bound\22:\22proven\22,\22out\22:\22i64\22}}"]]} {
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
  ; circuit.rescale.9a4330cc177e7568: as circuit.rescale.8eda3e30970fb839, sha256 6216c3ea43959e4b
  func.func @circuit.add.173c83f8c2430e0a(%arg0: memref<6144xi32>, %arg1: memref<6144xi64>, %arg2: memref<1x6x32x32xi64>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "add"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22add\22,\22shape\22:[1,6,32,32],\22a\22:{\22x\22:\22i32\22,\22multiplier\22:1,\22strides\22:[0,1024,32,1]},\22b\22:{\22x\22:\22i64\22,\22multiplier\22:1,\22strides\22:[0,1024,32,1]},\22acc\22:\22i64\22,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:0,\22rounding\22:\22floor\22,\22bound\22:{\22saturate\22:{\22lo\22:-436984849693317,\22hi\22:73689062}},\22out\22:\22i64\22}}"]]} {
    %c-436984849693317_i64 = arith.constant -436984849693317 : i64
    %c73689062_i64 = arith.constant 73689062 : i64
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 6 {
        affine.for %arg5 = 0 to 32 {
          affine.for %arg6 = 0 to 32 {
            %0 = affine.load %arg0[%arg4 * 1024 + %arg5 * 32 + %arg6] : memref<6144xi32>
            %1 = arith.extsi %0 : i32 to i64
            %2 = affine.load %arg1[%arg4 * 1024 + %arg5 * 32 + %arg6] : memref<6144xi64>
            %3 = arith.addi %1, %2 : i64
            %4 = arith.maxsi %3, %c-436984849693317_i64 : i64
            %5 = arith.minsi %4, %c73689062_i64 : i64
            affine.store %5, %arg2[%arg3, %arg4, %arg5, %arg6] : memref<1x6x32x32xi64>
          }
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @circuit.rescale.3da9852e5affde45(%arg0: memref<6144xi64>, %arg1: memref<6144xi64>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "rescale"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22rescale\22,\22len\22:6144,\22x\22:\22i64\22,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:4,\22rounding\22:\22half_up\22,\22bound\22:\22proven\22,\22out\22:\22i64\22}}"]]} {
    %c8_i64 = arith.constant 8 : i64
    %c4_i64 = arith.constant 4 : i64
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg2 = 0 to 6144 {
      %0 = affine.load %arg0[%arg2] : memref<6144xi64>
      %1 = arith.addi %0, %c8_i64 : i64
      %2 = arith.shrsi %1, %c4_i64 : i64
      affine.store %2, %arg1[%arg2] : memref<6144xi64>
    }
    return %c0_i32 : i32
  }
  func.func @circuit.softmax.4313e95c0d5daafe(%arg0: memref<192x32x1xi64>, %arg1: memref<8193xi32>, %arg2: memref<192x32x1xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "softmax"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22softmax\22,\22outer\22:192,\22axis\22:32,\22inner\22:1,\22x\22:\22i64\22,\22multiplier\22:30451,\22shift\22:18,\22table_bits\22:13,\22reciprocal_bits\22:37,\22fraction_bits\22:15,\22first\22:32768,\22out\22:\22i32\22}"]]} {
    %c-9223372036854775808_i64 = arith.constant -9223372036854775808 : i64
    %c30451_i64 = arith.constant 30451 : i64
    %c18_i64 = arith.constant 18 : i64
    %c0_i64 = arith.constant 0 : i64
    %c8192_i64 = arith.constant 8192 : i64
    %c32768_i64 = arith.constant 32768 : i64
    %c137438953472_i64 = arith.constant 137438953472 : i64
    %c2097152_i64 = arith.constant 2097152 : i64
    %c22_i64 = arith.constant 22 : i64
    %c0_i32 = arith.constant 0 : i32
    %alloca = memref.alloca() : memref<32xi32>
    affine.for %arg3 = 0 to 192 {
      affine.for %arg4 = 0 to 1 {
        %0 = affine.for %arg5 = 0 to 32 iter_args(%arg6 = %c-9223372036854775808_i64) -> (i64) {
          %4 = affine.load %arg0[%arg3, %arg5, %arg4] : memref<192x32x1xi64>
          %5 = arith.maxsi %arg6, %4 : i64
          affine.yield %5 : i64
        }
        affine.for %arg5 = 0 to 32 {
          %4 = affine.load %arg0[%arg3, %arg5, %arg4] : memref<192x32x1xi64>
          %5 = arith.subi %0, %4 : i64
          %6 = arith.muli %5, %c30451_i64 : i64
          %7 = arith.shrsi %6, %c18_i64 : i64
          %8 = arith.maxsi %7, %c0_i64 : i64
          %9 = arith.minsi %8, %c8192_i64 : i64
          %10 = arith.index_cast %9 : i64 to index
          %11 = memref.load %arg1[%10] : memref<8193xi32>
          affine.store %11, %alloca[%arg5] : memref<32xi32>
        }
        %1 = affine.for %arg5 = 0 to 32 iter_args(%arg6 = %c0_i64) -> (i64) {
          %4 = affine.load %alloca[%arg5] : memref<32xi32>
          %5 = arith.extsi %4 : i32 to i64
          %6 = arith.addi %arg6, %5 : i64
          affine.yield %6 : i64
        }
        %2 = arith.maxsi %1, %c32768_i64 : i64
        %3 = arith.divui %c137438953472_i64, %2 : i64
        affine.for %arg5 = 0 to 32 {
          %4 = affine.load %alloca[%arg5] : memref<32xi32>
          %5 = arith.extsi %4 : i32 to i64
          %6 = arith.muli %5, %3 : i64
          %7 = arith.addi %6, %c2097152_i64 : i64
          %8 = arith.shrsi %7, %c22_i64 : i64
          %9 = arith.trunci %8 : i64 to i32
          affine.store %9, %arg2[%arg3, %arg5, %arg4] : memref<192x32x1xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @circuit.rescale.0d0a5eaeba335b49(%arg0: memref<3072xi32>, %arg1: memref<3072xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "rescale"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22rescale\22,\22len\22:3072,\22x\22:\22i32\22,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:5,\22rounding\22:\22half_up\22,\22bound\22:\22proven\22,\22out\22:\22i32\22}}"]]} {
    %c16_i64 = arith.constant 16 : i64
    %c5_i64 = arith.constant 5 : i64
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg2 = 0 to 3072 {
      %0 = affine.load %arg0[%arg2] : memref<3072xi32>
      %1 = arith.extsi %0 : i32 to i64
      %2 = arith.addi %1, %c16_i64 : i64
      %3 = arith.shrsi %2, %c5_i64 : i64
      %4 = arith.trunci %3 : i64 to i32
      affine.store %4, %arg1[%arg2] : memref<3072xi32>
    }
    return %c0_i32 : i32
  }
  func.func @circuit.fully_connected.5284543798f5da1a(%arg0: memref<6x32x32xi32>, %arg1: memref<6x32x16xi32>, %arg2: memref<6x32x16xi16>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "fully_connected"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22fully_connected\22,\22batch\22:6,\22rows\22:32,\22inputs\22:32,\22outputs\22:16,\22transposed\22:false,\22x\22:\22i32\22,\22w\22:\22i32\22,\22acc\22:\22i64\22,\22bias\22:false,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:26,\22rounding\22:\22half_up\22,\22bound\22:{\22saturate\22:{\22lo\22:-4701,\22hi\22:4700}},\22out\22:\22i16\22}}"]]} {
    %c0_i64 = arith.constant 0 : i64
    %c33554432_i64 = arith.constant 33554432 : i64
    %c26_i64 = arith.constant 26 : i64
    %c-4701_i64 = arith.constant -4701 : i64
    %c4700_i64 = arith.constant 4700 : i64
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg3 = 0 to 6 {
      affine.for %arg4 = 0 to 32 {
        affine.for %arg5 = 0 to 16 {
          %0 = affine.for %arg6 = 0 to 32 iter_args(%arg7 = %c0_i64) -> (i64) {
            %6 = affine.load %arg0[%arg3, %arg4, %arg6] : memref<6x32x32xi32>
            %7 = arith.extsi %6 : i32 to i64
            %8 = affine.load %arg1[%arg3, %arg6, %arg5] : memref<6x32x16xi32>
            %9 = arith.extsi %8 : i32 to i64
            %10 = arith.muli %7, %9 : i64
            %11 = arith.addi %arg7, %10 : i64
            affine.yield %11 : i64
          }
          %1 = arith.addi %0, %c33554432_i64 : i64
          %2 = arith.shrsi %1, %c26_i64 : i64
          %3 = arith.maxsi %2, %c-4701_i64 : i64
          %4 = arith.minsi %3, %c4700_i64 : i64
          %5 = arith.trunci %4 : i64 to i16
          affine.store %5, %arg2[%arg3, %arg4, %arg5] : memref<6x32x16xi16>
        }
      }
    }
    return %c0_i32 : i32
  }
  ; circuit.transpose.8913aaa1548bf416: as circuit.transpose.8f36f62863a8be5b, sha256 fc49571948e45d08
  func.func @circuit.fully_connected.115533d807d19148(%arg0: memref<1x32x96xi16>, %arg1: memref<1x96x96xi16>, %arg2: memref<1x32x96xi16>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "fully_connected"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22fully_connected\22,\22batch\22:1,\22rows\22:32,\22inputs\22:96,\22outputs\22:96,\22transposed\22:false,\22x\22:\22i16\22,\22w\22:\22i16\22,\22acc\22:\22i32\22,\22bias\22:false,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:15,\22rounding\22:\22half_up\22,\22bound\22:{\22saturate\22:{\22lo\22:-4096,\22hi\22:4095}},\22out\22:\22i16\22}}"]]} {
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
  func.func @circuit.add.64ad3aee4bb58f5a(%arg0: memref<3072xi32>, %arg1: memref<3072xi16>, %arg2: memref<1x32x96xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "add"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22add\22,\22shape\22:[1,32,96],\22a\22:{\22x\22:\22i32\22,\22multiplier\22:32,\22strides\22:[0,96,1]},\22b\22:{\22x\22:\22i16\22,\22multiplier\22:16579,\22strides\22:[0,96,1]},\22acc\22:\22i32\22,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:0,\22rounding\22:\22floor\22,\22bound\22:\22proven\22,\22out\22:\22i32\22}}"]]} {
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
  func.func @circuit.map.2c355778530dc449(%arg0: memref<1x32x96xi32>, %arg1: memref<1x32x96xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:2048},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:1},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,0]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22divisor\22:{\22constant\22:1024},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:3},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:0,\22hi\22:877600},\22type\22:\22i32\22}],\22results\22:[{\22value\22:4,\22merged\22:[0,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]}}]}"]]} {
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
  ; circuit.rescale.b0caab6d40cce995: as circuit.rescale.0ff422935440d1c0, sha256 179fa20e9a113b67
  ; circuit.average_pool.9ff576cae88c5bf6: as circuit.average_pool.c781d549c45e9b40, sha256 dc46a5daa3072399
  ; circuit.add.bef58421cf5ccc4b: as circuit.add.1852ab7bdd0c277c, sha256 f4d38710ac05481d
  func.func @circuit.lookup.4d38d1fe142d6558(%arg0: memref<1x32x1xi32>, %arg1: memref<5121xi32>, %arg2: memref<19xi32>, %arg3: memref<18xi32>, %arg4: memref<1x32x1xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "lookup"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[5121]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[19]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[18]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[1]},{\22offset\22:0,\22strides\22:[0]}]}}]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:26489,\22hi\22:415265},\22type\22:\22i32\22},{\22word\22:\22compare\22,\22op\22:\22less\22,\22a\22:{\22source\22:{\22value\22:3},\22views\22:[{\22affine\22:{\22shape\22:[32,18],\22axes\22:[{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22b\22:{\22source\22:{\22value\22:4},\22views\22:[{\22affine\22:{\22shape\22:[32,18],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]}]}}]},\22type\22:\22i32\22},{\22word\22:\22reduce\22,\22op\22:\22sum\22,\22x\22:{\22source\22:{\22value\22:5},\22views\22:[]},\22folded\22:1,\22floor\22:null,\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22first\22:0,\22x\22:{\22source\22:{\22value\22:6},\22views\22:[]},\22type\22:\22i64\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:4},\22views\22:[]},{\22source\22:{\22value\22:7},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:8},\22views\22:[]},\22divisor\22:{\22constant\22:256},\22rounding\22:\22half_up\22,\22clip\22:{\22lo\22:1024,\22hi\22:2048},\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:6},\22views\22:[]},{\22source\22:{\22value\22:9},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1024,\22factors\22:[0]},{\22coefficient\22:1,\22factors\22:[1]}],\22constant\22:-1024,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:10},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:14336,\22hi\22:19456},\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22first\22:14336,\22x\22:{\22source\22:{\22value\22:11},\22views\22:[]},\22type\22:\22i32\22}],\22results\22:[{\22value\22:12,\22merged\22:[0,1,0],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]}}]}"]]} {
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
  ; circuit.lookup.f36680fcfa5ae133: as circuit.lookup.f58007c2fb8c9ba9, sha256 9996f2a9e083824d
  func.func @circuit.map.0a082587b8f69967(%arg0: memref<1x32x96xi32>, %arg1: memref<1x32x1xi32>, %arg2: memref<1x32x96xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:2048},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:1},\22views\22:[{\22affine\22:{\22shape\22:[32],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[1]},{\22offset\22:0,\22strides\22:[0]}]}}]},\22divisor\22:{\22constant\22:8},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:2},\22views\22:[]},{\22source\22:{\22value\22:3},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]}]}}]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:4},\22views\22:[]},\22divisor\22:{\22constant\22:2048},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:5},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:-422678,\22hi\22:422677},\22type\22:\22i32\22}],\22results\22:[{\22value\22:6,\22merged\22:[0,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]}}]}"]]} {
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
  ; circuit.map.66f87a1acd295929: as circuit.map.ce4d16a61c0c5193, sha256 0e4f593d3a7eb4e7
  ; circuit.rescale.1a84fb150ee538db: as circuit.rescale.0ff422935440d1c0, sha256 6c5dbf56b4de0853
  ; circuit.fully_connected.2cf8de100958d9ba: as circuit.fully_connected.46bd0c99ca855a7c, sha256 3704a6b19bc0a3c5
  func.func @circuit.lookup.1a9feb16aea6f3ae(%arg0: memref<1x32x256xi32>, %arg1: memref<7645xi32>, %arg2: memref<1x32x256xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "lookup"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,256]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[7645]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,256],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:131072},\22rounding\22:\22half_up\22,\22clip\22:{\22lo\22:-3822,\22hi\22:3822},\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22first\22:-3822,\22x\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22type\22:\22i32\22}],\22results\22:[{\22value\22:3,\22merged\22:[0,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,256]}}]}"]]} {
    %c65536_i32 = arith.constant 65536 : i32
    %c17_i32 = arith.constant 17 : i32
    %c-3822_i32 = arith.constant -3822 : i32
    %c3822_i32 = arith.constant 3822 : i32
    %c3822_i64 = arith.constant 3822 : i64
    %c7644_i64 = arith.constant 7644 : i64
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 32 {
        affine.for %arg5 = 0 to 256 {
          %0 = affine.load %arg0[%arg3, %arg4, %arg5] : memref<1x32x256xi32>
          %1 = arith.addi %0, %c65536_i32 : i32
          %2 = arith.shrsi %1, %c17_i32 : i32
          %3 = arith.maxsi %2, %c-3822_i32 : i32
          %4 = arith.minsi %3, %c3822_i32 : i32
          %5 = arith.extsi %4 : i32 to i64
          %6 = arith.addi %5, %c3822_i64 : i64
          %7 = arith.minui %6, %c7644_i64 : i64
          %8 = arith.index_cast %7 : i64 to index
          %9 = memref.load %arg1[%8] : memref<7645xi32>
          affine.store %9, %arg2[%arg3, %arg4, %arg5] : memref<1x32x256xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @circuit.map.8305582e88ee1b64(%arg0: memref<1x32x256xi32>, %arg1: memref<1x32x256xi32>, %arg2: memref<1x32x256xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,256]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,256]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,256],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:8192},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:1},\22views\22:[{\22affine\22:{\22shape\22:[32,256],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:8},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:2},\22views\22:[]},{\22source\22:{\22value\22:3},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:4},\22views\22:[]},\22divisor\22:{\22constant\22:8192},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:5},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:-447089,\22hi\22:447087},\22type\22:\22i32\22}],\22results\22:[{\22value\22:6,\22merged\22:[0,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,256]}}]}"]]} {
    %c4096_i32 = arith.constant 4096 : i32
    %c13_i32 = arith.constant 13 : i32
    %c4_i32 = arith.constant 4 : i32
    %c3_i32 = arith.constant 3 : i32
    %c4096_i64 = arith.constant 4096 : i64
    %c13_i64 = arith.constant 13 : i64
    %c-447089_i32 = arith.constant -447089 : i32
    %c447087_i32 = arith.constant 447087 : i32
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 32 {
        affine.for %arg5 = 0 to 256 {
          %0 = affine.load %arg0[%arg3, %arg4, %arg5] : memref<1x32x256xi32>
          %1 = arith.addi %0, %c4096_i32 : i32
          %2 = arith.shrsi %1, %c13_i32 : i32
          %3 = arith.extsi %2 : i32 to i64
          %4 = affine.load %arg1[%arg3, %arg4, %arg5] : memref<1x32x256xi32>
          %5 = arith.addi %4, %c4_i32 : i32
          %6 = arith.shrsi %5, %c3_i32 : i32
          %7 = arith.extsi %6 : i32 to i64
          %8 = arith.muli %3, %7 : i64
          %9 = arith.addi %8, %c4096_i64 : i64
          %10 = arith.shrsi %9, %c13_i64 : i64
          %11 = arith.trunci %10 : i64 to i32
          %12 = arith.maxsi %11, %c-447089_i32 : i32
          %13 = arith.minsi %12, %c447087_i32 : i32
          affine.store %13, %arg2[%arg3, %arg4, %arg5] : memref<1x32x256xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  ; circuit.fully_connected.790d689a9a577ff5: as circuit.fully_connected.46bd0c99ca855a7c, sha256 b1a0813c76a973c9
  ; circuit.map.1b9b323dc8105158: as circuit.map.8305582e88ee1b64, sha256 c12312a8dc2ce7ca
  ; circuit.rescale.0217d71173bc422b: as circuit.rescale.0ff422935440d1c0, sha256 4467534389902b01
  ; circuit.fully_connected.86abebde859db248: as circuit.fully_connected.115533d807d19148, sha256 4452eb44b394b2be
  func.func @circuit.add.2800a1dcc0f7fc02(%arg0: memref<3072xi32>, %arg1: memref<3072xi16>, %arg2: memref<1x32x96xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "add"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22add\22,\22shape\22:[1,32,96],\22a\22:{\22x\22:\22i32\22,\22multiplier\22:1,\22strides\22:[0,96,1]},\22b\22:{\22x\22:\22i16\22,\22multiplier\22:202899,\22strides\22:[0,96,1]},\22acc\22:\22i32\22,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:0,\22rounding\22:\22floor\22,\22bound\22:\22proven\22,\22out\22:\22i32\22}}"]]} {
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
  func.func @circuit.map.30fc4a2fff0051ba(%arg0: memref<1x32x96xi32>, %arg1: memref<1x32x96xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:16384},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:1},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,0]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22divisor\22:{\22constant\22:4096},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i64\22}],\22results\22:[{\22value\22:3,\22merged\22:[0,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]}}]}"]]} {
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
  ; circuit.rescale.ab6c5cceb0f0667a: as circuit.rescale.0ff422935440d1c0, sha256 12afc8fee7fd6704
  func.func @circuit.average_pool.2df0eb145256268e(%arg0: memref<32x1x96xi16>, %arg1: memref<32x1x1xi16>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "average_pool"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22average_pool\22,\22planes\22:32,\22input\22:[1,96],\22window\22:{\22kernel\22:[1,96],\22strides\22:[1,1],\22dilations\22:[1,1],\22begin\22:[0,0],\22end\22:[0,0]},\22x\22:\22i16\22,\22acc\22:\22i32\22,\22per_position\22:false,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:2,\22rounding\22:\22half_up\22,\22bound\22:{\22saturate\22:{\22lo\22:0,\22hi\22:10511}},\22out\22:\22i16\22}}"]]} {
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
  ; circuit.add.917b3e745a2a648b: as circuit.add.1852ab7bdd0c277c, sha256 9268b9b7936550a2
  ; circuit.lookup.6a4238a7946ff827: as circuit.lookup.4d38d1fe142d6558, sha256 f754c72bb0a066f4
  func.func @circuit.lookup.40f245bc95465573(%arg0: memref<1x32x1xi32>, %arg1: memref<5121xi32>, %arg2: memref<23xi32>, %arg3: memref<22xi32>, %arg4: memref<1x32x1xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "lookup"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[5121]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[23]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[22]}],\22values\22:[{\22word\22:\22compare\22,\22op\22:\22less\22,\22a\22:{\22source\22:{\22value\22:3},\22views\22:[{\22affine\22:{\22shape\22:[32,22],\22axes\22:[{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22b\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,22],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,0]}]}}]},\22type\22:\22i32\22},{\22word\22:\22reduce\22,\22op\22:\22sum\22,\22x\22:{\22source\22:{\22value\22:4},\22views\22:[]},\22folded\22:1,\22floor\22:null,\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22first\22:0,\22x\22:{\22source\22:{\22value\22:5},\22views\22:[]},\22type\22:\22i64\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[1]},{\22offset\22:0,\22strides\22:[0]}]}}]},{\22source\22:{\22value\22:6},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:7},\22views\22:[]},\22divisor\22:{\22constant\22:4096},\22rounding\22:\22half_up\22,\22clip\22:{\22lo\22:1024,\22hi\22:2048},\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:5},\22views\22:[]},{\22source\22:{\22value\22:8},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1024,\22factors\22:[0]},{\22coefficient\22:1,\22factors\22:[1]}],\22constant\22:-1024,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:9},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:18432,\22hi\22:23552},\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22first\22:18432,\22x\22:{\22source\22:{\22value\22:10},\22views\22:[]},\22type\22:\22i32\22}],\22results\22:[{\22value\22:11,\22merged\22:[0,1,0],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]}}]}"]]} {
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
  ; circuit.map.36869c0fee5cf6b9: as circuit.map.0a082587b8f69967, sha256 84f8973b0acebd53
  ; circuit.map.ab398bec90eec662: as circuit.map.ce4d16a61c0c5193, sha256 6d63aea75e2c3b20
  ; circuit.rescale.af1391a42e7ee5de: as circuit.rescale.0ff422935440d1c0, sha256 089503ebac43b312
  ; circuit.fully_connected.e2edc33a08dc05b3: as circuit.fully_connected.46bd0c99ca855a7c, sha256 034e42cf2ca9869a
  ; circuit.transpose.806bb036d01bc2cf: as circuit.transpose.8f36f62863a8be5b, sha256 bf5a8ca3ecd86b35
  ; circuit.view.e20767860246b7bd: as circuit.transpose.8f36f62863a8be5b, sha256 7ae18a1412616fda
  ; circuit.view.d99d77aeb2aa34c1: as circuit.view.5f53beef8e27c852, sha256 465e9a885c35cdfa
  ; circuit.map.c076274824912112: as circuit.map.54312693c9a9846a, sha256 964866ab237e0f48
  ; circuit.map.cdcbb554bba0d136: as circuit.map.1eb8d4fa21014f64, sha256 6cb7113c5a443ed0
  ; circuit.divide.ea5ec6aa4944c566: as circuit.divide.e620f2ea13f9c7a5, sha256 95f0073414cf35e7
  ; circuit.map.9026e2b5d4b00712: as circuit.map.e4837180225363fc, sha256 807605e8b90cc955
  ; circuit.add.c4af2e1e7c9aa6a7: as circuit.add.28acde2fa76fb482, sha256 2b01da0cf73cc1f0
  ; circuit.fully_connected.a307575b3fe10c8a: as circuit.fully_connected.46bd0c99ca855a7c, sha256 7a3c71091a480197
  ; circuit.transpose.a0722fef9db5877e: as circuit.transpose.8f36f62863a8be5b, sha256 86e124cc15808499
  ; circuit.view.b1a80b6f64b21ea1: as circuit.transpose.8f36f62863a8be5b, sha256 8d91b9bb0555bb44
  ; circuit.view.53605269b0460434: as circuit.view.5f53beef8e27c852, sha256 45e1265c273edc26
  ; circuit.map.80a2b9c829d70bd4: as circuit.map.54312693c9a9846a, sha256 1cdab64c67401adb
  ; circuit.map.2574f1669c5c870b: as circuit.map.1eb8d4fa21014f64, sha256 da2a1567d4f5a77e
  ; circuit.divide.b4fd7ce4d1cad25a: as circuit.divide.e620f2ea13f9c7a5, sha256 ded10303a9057b50
  ; circuit.map.65f56df2871fefc4: as circuit.map.e4837180225363fc, sha256 98a2c1260a0296b1
  ; circuit.add.bf0aafc02f003e68: as circuit.add.28acde2fa76fb482, sha256 825344ceb4ec1357
  ; circuit.fully_connected.6023082193d7fba4: as circuit.fully_connected.46bd0c99ca855a7c, sha256 81c2fa5ceae97ebd
  ; circuit.transpose.98cba216f64693d7: as circuit.transpose.8f36f62863a8be5b, sha256 d7481f3bd7fb9747
  ; circuit.transpose.2c28b98cc47a60e0: as circuit.transpose.8f36f62863a8be5b, sha256 1e7fbefdbf818352
  ; circuit.rescale.57f9625f44238b82: as circuit.rescale.8eda3e30970fb839, sha256 6445cacc7ad557a8
  ; circuit.rescale.60d4d77ad85c3734: as circuit.rescale.8eda3e30970fb839, sha256 7fb823d1cd78c932
  ; circuit.fully_connected.b11e4e21a00133e7: as circuit.fully_connected.9cbf713fe1b786da, sha256 dd79ba6284775918
  ; circuit.rescale.cc0c284852b130bb: as circuit.rescale.8eda3e30970fb839, sha256 4fb448e28ff0a92b
  ; circuit.add.4ca30393ce8df2bd: as circuit.add.173c83f8c2430e0a, sha256 ce7521aab7134ae9
  ; circuit.rescale.73a13ed8a4f138dd: as circuit.rescale.3da9852e5affde45, sha256 919f099fcd14925b
  ; circuit.softmax.1f7d8413f16792f3: as circuit.softmax.4313e95c0d5daafe, sha256 fbc81f24f2ea8262
  ; circuit.rescale.d35eeb66c4c5b46b: as circuit.rescale.0d0a5eaeba335b49, sha256 08dcadf76dc59ade
  ; circuit.fully_connected.6e53fc3328d10ea3: as circuit.fully_connected.5284543798f5da1a, sha256 9341526dd7c597e9
  ; circuit.transpose.8f62168394635e5e: as circuit.transpose.8f36f62863a8be5b, sha256 ad11a885dee0b416
  ; circuit.fully_connected.d0a0e17099e1e154: as circuit.fully_connected.115533d807d19148, sha256 50a906d65380a85b
  ; circuit.add.1697c6a49d9b42d4: as circuit.add.2800a1dcc0f7fc02, sha256 781f27ce013a1c6a
  ; circuit.map.cbeff7526203f788: as circuit.map.30fc4a2fff0051ba, sha256 9671a0ab12aa2e9d
  ; circuit.rescale.01c53459f0936213: as circuit.rescale.0ff422935440d1c0, sha256 86769f54eaaaf7e4
  ; circuit.average_pool.8d46e64373c16593: as circuit.average_pool.2df0eb145256268e, sha256 68d1f8316ed445e6
  ; circuit.add.dd257ed696de79db: as circuit.add.1852ab7bdd0c277c, sha256 3d67094e14a3d58f
  ; circuit.lookup.097fd92b337e0324: as circuit.lookup.4d38d1fe142d6558, sha256 14eedab074648343
  ; circuit.lookup.94c80094378598b9: as circuit.lookup.40f245bc95465573, sha256 51fd4f74acd3c782
  ; circuit.map.9c7964a0f1f5dfb5: as circuit.map.0a082587b8f69967, sha256 3b27cbf96dab23b0
  ; circuit.map.4419ac7677202e03: as circuit.map.ce4d16a61c0c5193, sha256 6ec63c036711132e
  ; circuit.rescale.e7c4d657bf6213c6: as circuit.rescale.0ff422935440d1c0, sha256 86d591ea446e7f35
  ; circuit.fully_connected.527d61aab68e4cf3: as circuit.fully_connected.46bd0c99ca855a7c, sha256 4752adcd74f1cde4
  ; circuit.lookup.bad540b24b63dfe3: as circuit.lookup.1a9feb16aea6f3ae, sha256 f93f17b3214b8df2
  ; circuit.map.fbda7ec3256ccae8: as circuit.map.8305582e88ee1b64, sha256 fce4b37fa9806ddc
  ; circuit.fully_connected.5cb29d1e79cbf353: as circuit.fully_connected.46bd0c99ca855a7c, sha256 64ceb1138503ab1e
  ; circuit.map.0ce4c822f084f00e: as circuit.map.8305582e88ee1b64, sha256 5926863a1f0dc73a
  ; circuit.rescale.40e97292dc11f637: as circuit.rescale.0ff422935440d1c0, sha256 75e16e8f4ba09025
  ; circuit.fully_connected.0ba9ec6187ccb950: as circuit.fully_connected.115533d807d19148, sha256 7c7b6a5161839110
  ; circuit.add.f4a3e28cab06a700: as circuit.add.2800a1dcc0f7fc02, sha256 24fbac9b2cf28193
  ; circuit.map.e647072f9c9c253d: as circuit.map.2c355778530dc449, sha256 3f33813748d5c0c2
  ; circuit.rescale.00b92e4de085f5d3: as circuit.rescale.0ff422935440d1c0, sha256 d816fd14c3d0d9a9
  ; circuit.average_pool.d236e5268699d48c: as circuit.average_pool.c781d549c45e9b40, sha256 e306adeea53430c8
  ; circuit.add.c1c88e905ed78764: as circuit.add.1852ab7bdd0c277c, sha256 3a24dc48057b3e26
  ; circuit.lookup.f6ea92972ea6db02: as circuit.lookup.4d38d1fe142d6558, sha256 be3e1ec75dc277f3
  ; circuit.lookup.5da9c2f06f1f24e2: as circuit.lookup.40f245bc95465573, sha256 6b1bbf0615e9a46f
  ; circuit.map.260e90242466c6e4: as circuit.map.0a082587b8f69967, sha256 dba88bd516af5fb9
  ; circuit.map.bcbffad14f3d5272: as circuit.map.ce4d16a61c0c5193, sha256 f215f484e50cede0
  ; circuit.rescale.3cc1a457721c28ba: as circuit.rescale.0ff422935440d1c0, sha256 9394cfbdb5d1852b
  ; circuit.fully_connected.c52a1fecd29e4757: as circuit.fully_connected.46bd0c99ca855a7c, sha256 bc3102da9820c0c1
}
