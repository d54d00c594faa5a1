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
  func.func @circuit.einsum.42c07067f0e85a0c(%arg0: memref<1x32x96xi32>, %arg1: memref<32xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "einsum"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:4},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22einsum\22,\22a\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22b\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22addend\22:null,\22summed\22:1,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22divisor\22:{\22constant\22:1024},\22rounding\22:\22half_up\22,\22clip\22:{\22lo\22:-665057248,\22hi\22:665057247},\22type\22:\22i64\22}],\22results\22:[{\22value\22:3,\22merged\22:[1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[32]}}]}"]]} {
    %c0_i64 = arith.constant 0 : i64
    %c2_i32 = arith.constant 2 : i32
    %c512_i64 = arith.constant 512 : i64
    %c10_i64 = arith.constant 10 : i64
    %c-665057248_i64 = arith.constant -665057248 : i64
    %c665057247_i64 = arith.constant 665057247 : i64
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg2 = 0 to 32 {
      %0 = affine.for %arg3 = 0 to 96 iter_args(%arg4 = %c0_i64) -> (i64) {
        %6 = affine.load %arg0[0, %arg2, %arg3] : memref<1x32x96xi32>
        %7 = arith.addi %6, %c2_i32 : i32
        %8 = arith.shrsi %7, %c2_i32 : i32
        %9 = arith.extsi %8 : i32 to i64
        %10 = affine.load %arg0[0, %arg2, %arg3] : memref<1x32x96xi32>
        %11 = arith.addi %10, %c2_i32 : i32
        %12 = arith.shrsi %11, %c2_i32 : i32
        %13 = arith.extsi %12 : i32 to i64
        %14 = arith.muli %9, %13 : i64
        %15 = arith.addi %arg4, %14 : i64
        affine.yield %15 : i64
      }
      %1 = arith.addi %0, %c512_i64 : i64
      %2 = arith.shrsi %1, %c10_i64 : i64
      %3 = arith.maxsi %2, %c-665057248_i64 : i64
      %4 = arith.minsi %3, %c665057247_i64 : i64
      %5 = arith.trunci %4 : i64 to i32
      affine.store %5, %arg1[%arg2] : memref<32xi32>
    }
    return %c0_i32 : i32
  }
  func.func @circuit.add.863ff6e1e5e3d7c0(%arg0: memref<32xi32>, %arg1: memref<1xi16>, %arg2: memref<1x32x1xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "add"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22add\22,\22shape\22:[1,32,1],\22a\22:{\22x\22:\22i32\22,\22multiplier\22:1,\22strides\22:[0,1,0]},\22b\22:{\22x\22:\22i16\22,\22multiplier\22:1,\22strides\22:[0,0,0]},\22acc\22:\22i32\22,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:0,\22rounding\22:\22floor\22,\22bound\22:\22proven\22,\22out\22:\22i32\22}}"]]} {
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
  func.func @circuit.lookup.3c78e3d746169e71(%arg0: memref<1x32x1xi32>, %arg1: memref<4497xi32>, %arg2: memref<1x32x1xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "lookup"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[4497]}],\22values\22:[{\22word\22:\22check\22,\22x\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[1]},{\22offset\22:0,\22strides\22:[0]}]}}]},\22range\22:{\22lo\22:-6145,\22hi\22:665062007},\22status\22:\22value_range\22,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22divisor\22:{\22constant\22:131072},\22rounding\22:\22half_up\22,\22clip\22:{\22lo\22:0,\22hi\22:4496},\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22first\22:0,\22x\22:{\22source\22:{\22value\22:3},\22views\22:[]},\22type\22:\22i32\22}],\22results\22:[{\22value\22:4,\22merged\22:[0,1,0],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]}}]}"]]} {
    %c17_i32 = arith.constant 17 : i32
    %c0_i32 = arith.constant 0 : i32
    %c-6145_i32 = arith.constant -6145 : i32
    %c665062007_i32 = arith.constant 665062007 : i32
    %c65536_i32 = arith.constant 65536 : i32
    %c4496_i32 = arith.constant 4496 : i32
    %alloca = memref.alloca() : memref<i32>
    affine.store %c0_i32, %alloca[] : memref<i32>
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 32 {
        affine.for %arg5 = 0 to 1 {
          %1 = affine.load %arg0[%arg3, %arg4, %arg5] : memref<1x32x1xi32>
          %2 = arith.maxsi %1, %c-6145_i32 : i32
          %3 = arith.minsi %2, %c665062007_i32 : i32
          %4 = affine.load %alloca[] : memref<i32>
          %5 = arith.cmpi ne, %1, %3 : i32
          %6 = arith.select %5, %c17_i32, %c0_i32 : i32
          %7 = arith.ori %4, %6 : i32
          affine.store %7, %alloca[] : memref<i32>
          %8 = arith.addi %3, %c65536_i32 : i32
          %9 = arith.shrsi %8, %c17_i32 : i32
          %10 = arith.maxsi %9, %c0_i32 : i32
          %11 = arith.minsi %10, %c4496_i32 : i32
          %12 = arith.extsi %11 : i32 to i64
          %13 = arith.index_cast %12 : i64 to index
          %14 = memref.load %arg1[%13] : memref<4497xi32>
          affine.store %14, %arg2[%arg3, %arg4, %arg5] : memref<1x32x1xi32>
        }
      }
    }
    %0 = affine.load %alloca[] : memref<i32>
    return %0 : i32
  }
  func.func @circuit.lookup.9d71b1b5ff5e2b6e(%arg0: memref<1x32x1xi32>, %arg1: memref<5256xi32>, %arg2: memref<1x32x1xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "lookup"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[5256]}],\22values\22:[{\22word\22:\22check\22,\22x\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[1]},{\22offset\22:0,\22strides\22:[0]}]}}]},\22range\22:{\22lo\22:32,\22hi\22:524287},\22status\22:\22value_range\22,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22divisor\22:{\22constant\22:64},\22rounding\22:\22half_up\22,\22clip\22:{\22lo\22:2937,\22hi\22:8192},\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22first\22:2937,\22x\22:{\22source\22:{\22value\22:3},\22views\22:[]},\22type\22:\22i32\22}],\22results\22:[{\22value\22:4,\22merged\22:[0,1,0],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]}}]}"]]} {
    %c17_i32 = arith.constant 17 : i32
    %c0_i32 = arith.constant 0 : i32
    %c32_i32 = arith.constant 32 : i32
    %c524287_i32 = arith.constant 524287 : i32
    %c6_i32 = arith.constant 6 : i32
    %c2937_i32 = arith.constant 2937 : i32
    %c8192_i32 = arith.constant 8192 : i32
    %c-2937_i64 = arith.constant -2937 : i64
    %c5255_i64 = arith.constant 5255 : i64
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
          %10 = arith.maxsi %9, %c2937_i32 : i32
          %11 = arith.minsi %10, %c8192_i32 : i32
          %12 = arith.extsi %11 : i32 to i64
          %13 = arith.addi %12, %c-2937_i64 : i64
          %14 = arith.minui %13, %c5255_i64 : i64
          %15 = arith.index_cast %14 : i64 to index
          %16 = memref.load %arg1[%15] : memref<5256xi32>
          affine.store %16, %arg2[%arg3, %arg4, %arg5] : memref<1x32x1xi32>
        }
      }
    }
    %0 = affine.load %alloca[] : memref<i32>
    return %0 : i32
  }
  func.func @circuit.map.4a2b91f463bab284(%arg0: memref<1x32x96xi32>, %arg1: memref<1x32x1xi32>, %arg2: memref<1x32x96xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:32},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:1},\22views\22:[{\22affine\22:{\22shape\22:[32],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[1]},{\22offset\22:0,\22strides\22:[0]}]}}]},\22divisor\22:{\22constant\22:4},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:2},\22views\22:[]},{\22source\22:{\22value\22:3},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]}]}}]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:4},\22views\22:[]},\22divisor\22:{\22constant\22:16384},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i64\22}],\22results\22:[{\22value\22:5,\22merged\22:[0,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]}}]}"]]} {
    %c2_i32 = arith.constant 2 : i32
    %c16_i32 = arith.constant 16 : i32
    %c5_i32 = arith.constant 5 : i32
    %c8192_i64 = arith.constant 8192 : i64
    %c14_i64 = arith.constant 14 : i64
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
          %1 = arith.addi %0, %c16_i32 : i32
          %2 = arith.shrsi %1, %c5_i32 : i32
          %3 = arith.extsi %2 : i32 to i64
          %4 = affine.load %alloca[0, 0] : memref<1x1xi32>
          %5 = arith.extsi %4 : i32 to i64
          %6 = arith.muli %3, %5 : i64
          %7 = arith.addi %6, %c8192_i64 : i64
          %8 = arith.shrsi %7, %c14_i64 : i64
          %9 = arith.trunci %8 : i64 to i32
          affine.store %9, %arg2[%arg4, %arg3, %arg5] : memref<1x32x96xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @circuit.rescale.5e1a2e24a0bea6fa(%arg0: memref<3072xi32>, %arg1: memref<3072xi16>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "rescale"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22rescale\22,\22len\22:3072,\22x\22:\22i32\22,\22epilogue\22:{\22relu\22:false,\22multiplier\22:65520,\22shift\22:22,\22rounding\22:\22half_up\22,\22bound\22:\22proven\22,\22out\22:\22i16\22}}"]]} {
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
  func.func @circuit.map.54f1070a482a8359(%arg0: memref<1x6x32x16xi32>, %arg1: memref<32x16xi32>, %arg2: memref<32x16xi32>, %arg3: memref<1x6x32x16xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,6,32,16]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[32,16]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[32,16]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[6,32,16],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]},\22divisor\22:{\22constant\22:512},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22divisor\22:{\22constant\22:32},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,6,16],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0,0]},{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]},\22divisor\22:{\22constant\22:2048},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22divisor\22:{\22constant\22:32},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:3},\22views\22:[]},{\22source\22:{\22value\22:4},\22views\22:[{\22affine\22:{\22shape\22:[6,32,16],\22axes\22:[{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]},{\22source\22:{\22value\22:5},\22views\22:[{\22affine\22:{\22shape\22:[6,32,8],\22axes\22:[{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:8,\22strides\22:[0,0,1]}]}},{\22pad\22:{\22low\22:[0,0,0],\22high\22:[0,0,8],\22interior\22:[0,0,0],\22value\22:0}}]},{\22source\22:{\22value\22:6},\22views\22:[{\22affine\22:{\22shape\22:[6,32,16],\22axes\22:[{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]},{\22source\22:{\22value\22:5},\22views\22:[{\22affine\22:{\22shape\22:[6,32,8],\22axes\22:[{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}},{\22pad\22:{\22low\22:[0,0,8],\22high\22:[0,0,0],\22interior\22:[0,0,0],\22value\22:0}}]}],\22terms\22:[{\22coefficient\22:16384,\22factors\22:[0,1]},{\22coefficient\22:-262142,\22factors\22:[2,3]},{\22coefficient\22:262142,\22factors\22:[3,4]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:7},\22views\22:[]},\22divisor\22:{\22constant\22:4294967296},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:8},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:-420699,\22hi\22:420698},\22type\22:\22i32\22}],\22results\22:[{\22value\22:9,\22merged\22:[0,1,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,6,32,16]}}]}"]]} {
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
    %c-420699_i32 = arith.constant -420699 : i32
    %c420698_i32 = arith.constant 420698 : i32
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
; 1817 bytes more, sha256 6181bdeaf1305e26
  ; circuit.transpose.b50d96b6b78a3e40: as circuit.transpose.8f36f62863a8be5b, sha256 dc3e563fb39e9fa1
  ; circuit.map.66c43f86af4e0db0: as circuit.map.54f1070a482a8359, sha256 5c53576ea51f9206
  ; circuit.fully_connected.7670c77f429d7484: as circuit.fully_connected.46bd0c99ca855a7c, sha256 4a9c9de06674b832
  ; circuit.transpose.b7765a3fbb9728d2: as circuit.transpose.8f36f62863a8be5b, sha256 0a4db31ed45a4fc2
  ; circuit.transpose.c6bc699db1678fbc: as circuit.transpose.8f36f62863a8be5b, sha256 737fe97ea0c5c978
  func.func @circuit.fully_connected.b3a68a3820d23bc1(%arg0: memref<6x32x16xi32>, %arg1: memref<6x16x32xi32>, %arg2: memref<6x32x32xi64>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "fully_connected"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22fully_connected\22,\22batch\22:6,\22rows\22:32,\22inputs\22:16,\22outputs\22:32,\22transposed\22:false,\22x\22:\22i32\22,\22w\22:\22i32\22,\22acc\22:\22i64\22,\22bias\22:false,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:0,\22rounding\22:\22floor\22,\22bound\22:\22proven\22,\22out\22:\22i64\22}}"]]} {
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
  func.func @circuit.map.0f9a734fec0fd813(%arg0: memref<1x6x32x32xi64>, %arg1: memref<1x6x32x32xi8>, %arg2: memref<1x6x32x32xi64>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i64\22,\22shape\22:[1,6,32,32]},{\22role\22:\22activation\22,\22element\22:\22i8\22,\22shape\22:[1,6,32,32]}],\22values\22:[{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[6,32,32],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]},{\22source\22:{\22value\22:1},\22views\22:[{\22affine\22:{\22shape\22:[6,32,32],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]},{\22coefficient\22:2782573838955,\22factors\22:[1]}],\22constant\22:-2782573838955,\22type\22:\22i64\22}],\22results\22:[{\22value\22:2,\22merged\22:[0,1,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i64\22,\22shape\22:[1,6,32,32]}}]}"]]} {
    %c2782573838955_i64 = arith.constant 2782573838955 : i64
    %c-2782573838955_i64 = arith.constant -2782573838955 : i64
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
            %6 = arith.muli %5, %c2782573838955_i64 : i64
            %7 = arith.addi %3, %6 : i64
            %8 = arith.addi %7, %c-2782573838955_i64 : i64
            affine.store %8, %arg2[%arg3, %arg4, %arg5, %arg6] : memref<1x6x32x32xi64>
          }
        }
      }
    }
    return %c0_i32 : i32
  }
  func.func @circuit.rescale.d5380c74a79262cc(%arg0: memref<3072xi32>, %arg1: memref<3072xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "rescale"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22rescale\22,\22len\22:3072,\22x\22:\22i32\22,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:12,\22rounding\22:\22half_up\22,\22bound\22:\22proven\22,\22out\22:\22i32\22}}"]]} {
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
  func.func @circuit.lookup.537ab092a8fdb7fe(%arg0: memref<192x32x1xi64>, %arg1: memref<8193xi32>, %arg2: memref<192x32x1xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "lookup"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i64\22,\22shape\22:[192,32,1]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[8193]}],\22values\22:[{\22word\22:\22reduce\22,\22op\22:\22max\22,\22x\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[192,32],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]},{\22offset\22:0,\22strides\22:[0,0]}]}}]},\22folded\22:1,\22floor\22:null,\22type\22:\22i64\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:2},\22views\22:[{\22affine\22:{\22shape\22:[192,32],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]}]}}]},{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[192,32],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]},{\22offset\22:0,\22strides\22:[0,0]}]}}]}],\22terms\22:[{\22coefficient\22:17167,\22factors\22:[0]},{\22coefficient\22:-17167,\22factors\22:[1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:3},\22views\22:[]},\22divisor\22:{\22constant\22:274877906944},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:0,\22hi\22:8192},\22type\22:\22i64\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22first\22:0,\22x\22:{\22source\22:{\22value\22:4},\22views\22:[]},\22type\22:\22i32\22}],\22results\22:[{\22value\22:5,\22merged\22:[1,1,0],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[192,32,1]}}]}"]]} {
    %c-9223372036854775808_i64 = arith.constant -9223372036854775808 : i64
    %c17167_i64 = arith.constant 17167 : i64
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
          %3 = arith.muli %2, %c17167_i64 : i64
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
  ; circuit.fully_connected.4cb96414557e4d4c: as circuit.fully_connected.b3a68a3820d23bc1, sha256 6e9dd788b4961526
  func.func @circuit.quotient.ab745f205e14888f(%arg0: memref<192x16xi64>, %arg1: memref<192x32xi32>, %arg2: memref<192x16xi16>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "quotient"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i64\22,\22shape\22:[192,16]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[192,32]}],\22values\22:[{\22word\22:\22reduce\22,\22op\22:\22sum\22,\22x\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22folded\22:1,\22floor\22:null,\22type\22:\22i32\22},{\22word\22:\22reduce\22,\22op\22:\22max\22,\22x\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22folded\22:0,\22floor\22:32768,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[192],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[0]}]}}]}],\22terms\22:[],\22constant\22:68719476736,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:4},\22views\22:[]},\22divisor\22:{\22read\22:{\22source\22:{\22value\22:3},\22views\22:[]}},\22rounding\22:\22floor\22,\22clip\22:null,\22type\22:\22i64\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:5},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0]}],\22constant\22:0,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:0},\22views\22:[]},{\22source\22:{\22value\22:6},\22views\22:[{\22affine\22:{\22shape\22:[192,16],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]}]}}]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:7},\22views\22:[]},\22divisor\22:{\22constant\22:549755813888},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:8},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:-6243,\22hi\22:6242},\22type\22:\22i32\22}],\22results\22:[{\22value\22:9,\22merged\22:[1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i16\22,\22shape\22:[192,16]}}]}"]]} {
    %c0_i32 = arith.constant 0 : i32
    %c32768_i32 = arith.constant 32768 : i32
    %c68719476736_i64 = arith.constant 68719476736 : i64
    %c274877906944_i64 = arith.constant 274877906944 : i64
    %c39_i64 = arith.constant 39 : i64
    %c-6243_i32 = arith.constant -6243 : i32
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
        %11 = arith.maxsi %10, %c-6243_i32 : i32
        %12 = arith.minsi %11, %c6242_i32 : i32
        %13 = arith.trunci %12 : i32 to i16
        affine.store %13, %arg2[%arg3, %arg4] : memref<192x16xi16>
      }
    }
    return %c0_i32 : i32
  }
  ; circuit.transpose.23b9b87498cf14e1: as circuit.transpose.8f36f62863a8be5b, sha256 30d63fe4cb6b4a15
  func.func @circuit.fully_connected.f0f472366fec9682(%arg0: memref<1x32x96xi16>, %arg1: memref<1x96x96xi16>, %arg2: memref<1x32x96xi16>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "fully_connected"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22fully_connected\22,\22batch\22:1,\22rows\22:32,\22inputs\22:96,\22outputs\22:96,\22transposed\22:false,\22x\22:\22i16\22,\22w\22:\22i16\22,\22acc\22:\22i32\22,\22bias\22:false,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:15,\22rounding\22:\22half_up\22,\22bound\22:{\22saturate\22:{\22lo\22:-4096,\22hi\22:4095}},\22out\22:\22i16\22}}"]]} {
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
  func.func @circuit.add.9ade17fd2dcb2803(%arg0: memref<3072xi32>, %arg1: memref<3072xi16>, %arg2: memref<1x32x96xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "add"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22add\22,\22shape\22:[1,32,96],\22a\22:{\22x\22:\22i32\22,\22multiplier\22:32,\22strides\22:[0,96,1]},\22b\22:{\22x\22:\22i16\22,\22multiplier\22:16579,\22strides\22:[0,96,1]},\22acc\22:\22i32\22,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:0,\22rounding\22:\22floor\22,\22bound\22:\22proven\22,\22out\22:\22i32\22}}"]]} {
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
  func.func @circuit.einsum.78715270d129ff6d(%arg0: memref<1x32x96xi32>, %arg1: memref<32xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "einsum"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:256},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22einsum\22,\22a\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22b\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22addend\22:null,\22summed\22:1,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22divisor\22:{\22constant\22:1024},\22rounding\22:\22half_up\22,\22clip\22:{\22lo\22:-552829196,\22hi\22:552829195},\22type\22:\22i64\22}],\22results\22:[{\22value\22:3,\22merged\22:[1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[32]}}]}"]]} {
    %c0_i64 = arith.constant 0 : i64
    %c128_i32 = arith.constant 128 : i32
    %c8_i32 = arith.constant 8 : i32
    %c512_i64 = arith.constant 512 : i64
    %c10_i64 = arith.constant 10 : i64
    %c-552829196_i64 = arith.constant -552829196 : i64
    %c552829195_i64 = arith.constant 552829195 : i64
    %c0_i32 = arith.constant 0 : i32
    affine.for %arg2 = 0 to 32 {
      %0 = affine.for %arg3 = 0 to 96 iter_args(%arg4 = %c0_i64) -> (i64) {
        %6 = affine.load %arg0[0, %arg2, %arg3] : memref<1x32x96xi32>
        %7 = arith.addi %6, %c128_i32 : i32
        %8 = arith.shrsi %7, %c8_i32 : i32
        %9 = arith.extsi %8 : i32 to i64
        %10 = affine.load %arg0[0, %arg2, %arg3] : memref<1x32x96xi32>
        %11 = arith.addi %10, %c128_i32 : i32
        %12 = arith.shrsi %11, %c8_i32 : i32
        %13 = arith.extsi %12 : i32 to i64
        %14 = arith.muli %9, %13 : i64
        %15 = arith.addi %arg4, %14 : i64
        affine.yield %15 : i64
      }
      %1 = arith.addi %0, %c512_i64 : i64
      %2 = arith.shrsi %1, %c10_i64 : i64
      %3 = arith.maxsi %2, %c-552829196_i64 : i64
      %4 = arith.minsi %3, %c552829195_i64 : i64
      %5 = arith.trunci %4 : i64 to i32
      affine.store %5, %arg1[%arg2] : memref<32xi32>
    }
    return %c0_i32 : i32
  }
  ; circuit.add.3b902d1447cf6bf3: as circuit.add.863ff6e1e5e3d7c0, sha256 05b1ec5c1b9755b1
  func.func @circuit.lookup.1d6dd061a55e9a78(%arg0: memref<1x32x1xi32>, %arg1: memref<8090xi32>, %arg2: memref<1x32x1xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "lookup"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[8090]}],\22values\22:[{\22word\22:\22check\22,\22x\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[1]},{\22offset\22:0,\22strides\22:[0]}]}}]},\22range\22:{\22lo\22:-27641460,\22hi\22:552830385},\22status\22:\22value_range\22,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22divisor\22:{\22constant\22:65536},\22rounding\22:\22half_up\22,\22clip\22:{\22lo\22:0,\22hi\22:8089},\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22first\22:0,\22x\22:{\22source\22:{\22value\22:3},\22views\22:[]},\22type\22:\22i32\22}],\22results\22:[{\22value\22:4,\22merged\22:[0,1,0],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]}}]}"]]} {
    %c17_i32 = arith.constant 17 : i32
    %c0_i32 = arith.constant 0 : i32
    %c-27641460_i32 = arith.constant -27641460 : i32
    %c552830385_i32 = arith.constant 552830385 : i32
    %c32768_i32 = arith.constant 32768 : i32
    %c16_i32 = arith.constant 16 : i32
    %c8089_i32 = arith.constant 8089 : i32
    %alloca = memref.alloca() : memref<i32>
    affine.store %c0_i32, %alloca[] : memref<i32>
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 32 {
        affine.for %arg5 = 0 to 1 {
          %1 = affine.load %arg0[%arg3, %arg4, %arg5] : memref<1x32x1xi32>
          %2 = arith.maxsi %1, %c-27641460_i32 : i32
          %3 = arith.minsi %2, %c552830385_i32 : i32
          %4 = affine.load %alloca[] : memref<i32>
          %5 = arith.cmpi ne, %1, %3 : i32
          %6 = arith.select %5, %c17_i32, %c0_i32 : i32
          %7 = arith.ori %4, %6 : i32
          affine.store %7, %alloca[] : memref<i32>
          %8 = arith.addi %3, %c32768_i32 : i32
          %9 = arith.shrsi %8, %c16_i32 : i32
          %10 = arith.maxsi %9, %c0_i32 : i32
          %11 = arith.minsi %10, %c8089_i32 : i32
          %12 = arith.extsi %11 : i32 to i64
          %13 = arith.index_cast %12 : i64 to index
          %14 = memref.load %arg1[%13] : memref<8090xi32>
          affine.store %14, %arg2[%arg3, %arg4, %arg5] : memref<1x32x1xi32>
        }
      }
    }
    %0 = affine.load %alloca[] : memref<i32>
    return %0 : i32
  }
  func.func @circuit.lookup.754eedce462920b1(%arg0: memref<1x32x1xi32>, %arg1: memref<6498xi32>, %arg2: memref<1x32x1xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "lookup"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[6498]}],\22values\22:[{\22word\22:\22check\22,\22x\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[1]},{\22offset\22:0,\22strides\22:[0]}]}}]},\22range\22:{\22lo\22:16,\22hi\22:524287},\22status\22:\22value_range\22,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22divisor\22:{\22constant\22:64},\22rounding\22:\22half_up\22,\22clip\22:{\22lo\22:1695,\22hi\22:8192},\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22first\22:1695,\22x\22:{\22source\22:{\22value\22:3},\22views\22:[]},\22type\22:\22i32\22}],\22results\22:[{\22value\22:4,\22merged\22:[0,1,0],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]}}]}"]]} {
    %c17_i32 = arith.constant 17 : i32
    %c0_i32 = arith.constant 0 : i32
    %c16_i32 = arith.constant 16 : i32
    %c524287_i32 = arith.constant 524287 : i32
    %c32_i32 = arith.constant 32 : i32
    %c6_i32 = arith.constant 6 : i32
    %c1695_i32 = arith.constant 1695 : i32
    %c8192_i32 = arith.constant 8192 : i32
    %c-1695_i64 = arith.constant -1695 : i64
    %c6497_i64 = arith.constant 6497 : i64
    %alloca = memref.alloca() : memref<i32>
    affine.store %c0_i32, %alloca[] : memref<i32>
    affine.for %arg3 = 0 to 1 {
      affine.for %arg4 = 0 to 32 {
        affine.for %arg5 = 0 to 1 {
          %1 = affine.load %arg0[%arg3, %arg4, %arg5] : memref<1x32x1xi32>
          %2 = arith.maxsi %1, %c16_i32 : i32
          %3 = arith.minsi %2, %c524287_i32 : i32
          %4 = affine.load %alloca[] : memref<i32>
          %5 = arith.cmpi ne, %1, %3 : i32
          %6 = arith.select %5, %c17_i32, %c0_i32 : i32
          %7 = arith.ori %4, %6 : i32
          affine.store %7, %alloca[] : memref<i32>
          %8 = arith.addi %3, %c32_i32 : i32
          %9 = arith.shrsi %8, %c6_i32 : i32
          %10 = arith.maxsi %9, %c1695_i32 : i32
          %11 = arith.minsi %10, %c8192_i32 : i32
          %12 = arith.extsi %11 : i32 to i64
          %13 = arith.addi %12, %c-1695_i64 : i64
          %14 = arith.minui %13, %c6497_i64 : i64
          %15 = arith.index_cast %14 : i64 to index
          %16 = memref.load %arg1[%15] : memref<6498xi32>
          affine.store %16, %arg2[%arg3, %arg4, %arg5] : memref<1x32x1xi32>
        }
      }
    }
    %0 = affine.load %alloca[] : memref<i32>
    return %0 : i32
  }
  func.func @circuit.map.6328d8f998dd741b(%arg0: memref<1x32x96xi32>, %arg1: memref<1x32x1xi32>, %arg2: memref<1x32x96xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:2048},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:1},\22views\22:[{\22affine\22:{\22shape\22:[32],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[1]},{\22offset\22:0,\22strides\22:[0]}]}}]},\22divisor\22:{\22constant\22:4},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:2},\22views\22:[]},{\22source\22:{\22value\22:3},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]}]}}]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:4},\22views\22:[]},\22divisor\22:{\22constant\22:4096},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:5},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:-298881,\22hi\22:298880},\22type\22:\22i32\22}],\22results\22:[{\22value\22:6,\22merged\22:[0,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]}}]}"]]} {
    %c2_i32 = arith.constant 2 : i32
    %c1024_i32 = arith.constant 1024 : i32
    %c11_i32 = arith.constant 11 : i32
    %c2048_i64 = arith.constant 2048 : i64
    %c12_i64 = arith.constant 12 : i64
    %c-298881_i32 = arith.constant -298881 : i32
    %c298880_i32 = arith.constant 298880 : i32
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
          %10 = arith.maxsi %9, %c-298881_i32 : i32
          %11 = arith.minsi %10, %c298880_i32 : i32
          affine.store %11, %arg2[%arg4, %arg3, %arg5] : memref<1x32x96xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  ; circuit.rescale.e40a5ecac3410bcc: as circuit.rescale.5e1a2e24a0bea6fa, sha256 c1b92d571034c872
  ; circuit.fully_connected.1481be294c6e2922: as circuit.fully_connected.46bd0c99ca855a7c, sha256 a56b34e90a78e9ed
  func.func @circuit.lookup.e4457f9218ebcf12(%arg0: memref<1x32x256xi32>, %arg1: memref<5859xi32>, %arg2: memref<1x32x256xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "lookup"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,256]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[5859]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,256],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:131072},\22rounding\22:\22half_up\22,\22clip\22:{\22lo\22:-1703,\22hi\22:4155},\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22first\22:-1703,\22x\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22type\22:\22i32\22}],\22results\22:[{\22value\22:3,\22merged\22:[0,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,256]}}]}"]]} {
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
  ; circuit.fully_connected.8390cdc3817065dd: as circuit.fully_connected.46bd0c99ca855a7c, sha256 0b9a7bce0c0ca992
  func.func @circuit.map.855dc772af8e4301(%arg0: memref<1x32x256xi32>, %arg1: memref<1x32x256xi32>, %arg2: memref<1x32x256xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,256]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,256]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,256],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:4},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:1},\22views\22:[{\22affine\22:{\22shape\22:[32,256],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:8192},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:2},\22views\22:[]},{\22source\22:{\22value\22:3},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:4},\22views\22:[]},\22divisor\22:{\22constant\22:8192},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:5},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:-429271,\22hi\22:429269},\22type\22:\22i32\22}],\22results\22:[{\22value\22:6,\22merged\22:[0,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,256]}}]}"]]} {
    %c2_i32 = arith.constant 2 : i32
    %c4096_i32 = arith.constant 4096 : i32
    %c13_i32 = arith.constant 13 : i32
    %c4096_i64 = arith.constant 4096 : i64
    %c13_i64 = arith.constant 13 : i64
    %c-429271_i32 = arith.constant -429271 : i32
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
          %12 = arith.maxsi %11, %c-429271_i32 : i32
          %13 = arith.minsi %12, %c429269_i32 : i32
          affine.store %13, %arg2[%arg3, %arg4, %arg5] : memref<1x32x256xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  ; circuit.rescale.04b1c7bc7db5239e: as circuit.rescale.5e1a2e24a0bea6fa, sha256 486935f89364b058
  ; circuit.fully_connected.94ea047d07a6bcf9: as circuit.fully_connected.f0f472366fec9682, sha256 7c1072443dfd5044
  func.func @circuit.add.fd5fb1e586b48e03(%arg0: memref<3072xi32>, %arg1: memref<3072xi16>, %arg2: memref<1x32x96xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "add"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22add\22,\22shape\22:[1,32,96],\22a\22:{\22x\22:\22i32\22,\22multiplier\22:1,\22strides\22:[0,96,1]},\22b\22:{\22x\22:\22i16\22,\22multiplier\22:202899,\22strides\22:[0,96,1]},\22acc\22:\22i32\22,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:0,\22rounding\22:\22floor\22,\22bound\22:\22proven\22,\22out\22:\22i32\22}}"]]} {
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
  ; circuit.einsum.e141489f244694c6: as circuit.einsum.78715270d129ff6d, sha256 25cd837df9d117e0
  ; circuit.add.e0e73d3559e76b77: as circuit.add.863ff6e1e5e3d7c0, sha256 2038b5bb8b7698bd
  func.func @circuit.lookup.ac04a92e8e26c204(%arg0: memref<1x32x1xi32>, %arg1: memref<4097xi32>, %arg2: memref<31xi32>, %arg3: memref<31xi32>, %arg4: memref<30xi32>, %arg5: memref<1x32x1xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "lookup"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[4097]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[31]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[31]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[30]}],\22values\22:[{\22word\22:\22check\22,\22x\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[1]},{\22offset\22:0,\22strides\22:[0]}]}}]},\22range\22:{\22lo\22:-26891168,\22hi\22:537823373},\22status\22:\22value_range\22,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:5},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:0,\22hi\22:537008854},\22type\22:\22i32\22},{\22word\22:\22compare\22,\22op\22:\22less\22,\22a\22:{\22source\22:{\22value\22:4},\22views\22:[{\22affine\22:{\22shape\22:[32,30],\22axes\22:[{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22b\22:{\22source\22:{\22value\22:6},\22views\22:[{\22affine\22:{\22shape\22:[32,30],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]}]}}]},\22type\22:\22i32\22},{\22word\22:\22reduce\22,\22op\22:\22sum\22,\22x\22:{\22source\22:{\22value\22:7},\22views\22:[]},\22folded\22:1,\22floor\22:null,\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:3},\22views\22:[]},\22first\22:0,\22x\22:{\22source\22:{\22value\22:8},\22views\22:[]},\22type\22:\22i64\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:6},\22views\22:[]},{\22source\22:{\22value\22:9},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:10},\22views\22:[]},\22divisor\22:{\22constant\22:131072},\22rounding\22:\22half_up\22,\22clip\22:{\22lo\22:4096,\22hi\22:8192},\22type\22:\22i64\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22first\22:4096,\22x\22:{\22source\22:{\22value\22:11},\22views\22:[]},\22type\22:\22i64\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22first\22:0,\22x\22:{\22source\22:{\22value\22:8},\22views\22:[]},\22type\22:\22i64\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:12},\22views\22:[]},{\22source\22:{\22value\22:13},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:14},\22views\22:[]},\22divisor\22:{\22constant\22:1048576},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i64\22}],\22results\22:[{\22value\22:15,\22merged\22:[0,1,0],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]}}]}"]]} {
    %c17_i32 = arith.constant 17 : i32
    %c0_i32 = arith.constant 0 : i32
    %c-26891168_i32 = arith.constant -26891168 : i32
    %c537823373_i32 = arith.constant 537823373 : i32
    %c537008854_i32 = arith.constant 537008854 : i32
    %c1_i32 = arith.constant 1 : i32
    %c30_i64 = arith.constant 30 : i64
    %c65536_i64 = arith.constant 65536 : i64
    %c17_i64 = arith.constant 17 : i64
    %c4096_i64 = arith.constant 4096 : i64
    %c8192_i64 = arith.constant 8192 : i64
    %c-4096_i64 = arith.constant -4096 : i64
    %c524288_i64 = arith.constant 524288 : i64
    %c20_i64 = arith.constant 20 : i64
    %alloca = memref.alloca() : memref<i32>
    affine.store %c0_i32, %alloca[] : memref<i32>
    affine.for %arg6 = 0 to 1 {
      affine.for %arg7 = 0 to 32 {
        affine.for %arg8 = 0 to 1 {
          %1 = affine.load %arg0[%arg6, %arg7, %arg8] : memref<1x32x1xi32>
          %2 = arith.maxsi %1, %c-26891168_i32 : i32
          %3 = arith.minsi %2, %c537823373_i32 : i32
          %4 = affine.load %alloca[] : memref<i32>
          %5 = arith.cmpi ne, %1, %3 : i32
          %6 = arith.select %5, %c17_i32, %c0_i32 : i32
          %7 = arith.ori %4, %6 : i32
          affine.store %7, %alloca[] : memref<i32>
          %8 = arith.maxsi %3, %c0_i32 : i32
          %9 = arith.minsi %8, %c537008854_i32 : i32
          %10 = affine.for %arg9 = 0 to 30 iter_args(%arg10 = %c0_i32) -> (i32) {
            %36 = affine.load %arg4[%arg9] : memref<30xi32>
            %37 = arith.cmpi slt, %36, %9 : i32
            %38 = arith.select %37, %c1_i32, %c0_i32 : i32
            %39 = arith.addi %arg10, %38 : i32
            affine.yield %39 : i32
          }
          %11 = arith.extsi %9 : i32 to i64
          %12 = arith.extsi %10 : i32 to i64
          %13 = arith.minui %12, %c30_i64 : i64
          %14 = arith.index_cast %13 : i64 to index
          %15 = memref.load %arg3[%14] : memref<31xi32>
          %16 = arith.extsi %15 : i32 to i64
          %17 = arith.muli %11, %16 : i64
          %18 = arith.addi %17, %c65536_i64 : i64
          %19 = arith.shrsi %18, %c17_i64 : i64
          %20 = arith.maxsi %19, %c4096_i64 : i64
          %21 = arith.minsi %20, %c8192_i64 : i64
          %22 = arith.addi %21, %c-4096_i64 : i64
          %23 = arith.minui %22, %c4096_i64 : i64
          %24 = arith.index_cast %23 : i64 to index
          %25 = memref.load %arg1[%24] : memref<4097xi32>
          %26 = arith.extsi %25 : i32 to i64
          %27 = arith.extsi %10 : i32 to i64
          %28 = arith.minui %27, %c30_i64 : i64
; 509 bytes more, sha256 47cca77148c2ba83
  func.func @circuit.lookup.ea4546eaaad35306(%arg0: memref<1x32x1xi32>, %arg1: memref<4097xi32>, %arg2: memref<6xi32>, %arg3: memref<6xi8>, %arg4: memref<5xi32>, %arg5: memref<1x32x1xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "lookup"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[4097]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[6]},{\22role\22:\22activation\22,\22element\22:\22i8\22,\22shape\22:[6]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[5]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[1]},{\22offset\22:0,\22strides\22:[0]}]}}]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:326701,\22hi\22:9222508},\22type\22:\22i32\22},{\22word\22:\22compare\22,\22op\22:\22less\22,\22a\22:{\22source\22:{\22value\22:4},\22views\22:[{\22affine\22:{\22shape\22:[32,5],\22axes\22:[{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22b\22:{\22source\22:{\22value\22:5},\22views\22:[{\22affine\22:{\22shape\22:[32,5],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]}]}}]},\22type\22:\22i32\22},{\22word\22:\22reduce\22,\22op\22:\22sum\22,\22x\22:{\22source\22:{\22value\22:6},\22views\22:[]},\22folded\22:1,\22floor\22:null,\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:3},\22views\22:[]},\22first\22:0,\22x\22:{\22source\22:{\22value\22:7},\22views\22:[]},\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:5},\22views\22:[]},{\22source\22:{\22value\22:8},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:9},\22views\22:[]},\22divisor\22:{\22constant\22:2048},\22rounding\22:\22half_up\22,\22clip\22:{\22lo\22:4096,\22hi\22:8192},\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22first\22:4096,\22x\22:{\22source\22:{\22value\22:10},\22views\22:[]},\22type\22:\22i64\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22first\22:0,\22x\22:{\22source\22:{\22value\22:7},\22views\22:[]},\22type\22:\22i64\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:11},\22views\22:[]},{\22source\22:{\22value\22:12},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:13},\22views\22:[]},\22divisor\22:{\22constant\22:1048576},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i64\22}],\22results\22:[{\22value\22:14,\22merged\22:[0,1,0],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]}}]}"]]} {
    %c326701_i32 = arith.constant 326701 : i32
    %c9222508_i32 = arith.constant 9222508 : i32
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
          %1 = arith.maxsi %0, %c326701_i32 : i32
          %2 = arith.minsi %1, %c9222508_i32 : i32
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
  func.func @circuit.map.571f7c15114531c0(%arg0: memref<1x32x96xi32>, %arg1: memref<1x32x1xi32>, %arg2: memref<1x32x96xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:16384},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:1},\22views\22:[{\22affine\22:{\22shape\22:[32],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[1]},{\22offset\22:0,\22strides\22:[0]}]}}]},\22divisor\22:{\22constant\22:128},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:2},\22views\22:[]},{\22source\22:{\22value\22:3},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]}]}}]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:4},\22views\22:[]},\22divisor\22:{\22constant\22:512},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:5},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:-280935,\22hi\22:280934},\22type\22:\22i32\22}],\22results\22:[{\22value\22:6,\22merged\22:[0,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]}}]}"]]} {
    %c64_i32 = arith.constant 64 : i32
    %c7_i32 = arith.constant 7 : i32
    %c8192_i32 = arith.constant 8192 : i32
    %c14_i32 = arith.constant 14 : i32
    %c256_i64 = arith.constant 256 : i64
    %c9_i64 = arith.constant 9 : i64
    %c-280935_i32 = arith.constant -280935 : i32
    %c280934_i32 = arith.constant 280934 : i32
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
          %11 = arith.minsi %10, %c280934_i32 : i32
          affine.store %11, %arg2[%arg4, %arg3, %arg5] : memref<1x32x96xi32>
        }
      }
    }
    return %c0_i32 : i32
  }
  ; circuit.rescale.9c64075d799aa003: as circuit.rescale.5e1a2e24a0bea6fa, sha256 87cde435eb8ce1d8
  ; circuit.fully_connected.09c9ed3b4f4e5b9d: as circuit.fully_connected.46bd0c99ca855a7c, sha256 af63684c2aa91e27
  ; circuit.transpose.ae82b19ec5897fe7: as circuit.transpose.8f36f62863a8be5b, sha256 50cf7dbed3100e32
  ; circuit.map.99f1e86352bf6d0a: as circuit.map.54f1070a482a8359, sha256 23c9beb09bcd1cb7
  ; circuit.fully_connected.57f6ab8feca6dc6f: as circuit.fully_connected.46bd0c99ca855a7c, sha256 d838e50c00f7824c
  ; circuit.transpose.9b9d242bf7980356: as circuit.transpose.8f36f62863a8be5b, sha256 ddc68b2d65d8ecf1
  ; circuit.map.d637399757124dd7: as circuit.map.54f1070a482a8359, sha256 5ae516bf8bc70724
  ; circuit.fully_connected.23da2033abfed915: as circuit.fully_connected.46bd0c99ca855a7c, sha256 56c52b6dc26e6021
  ; circuit.transpose.c236a241c6a7f85c: as circuit.transpose.8f36f62863a8be5b, sha256 a9edf9aff3195e63
  ; circuit.transpose.3862b23327245762: as circuit.transpose.8f36f62863a8be5b, sha256 ae73eb983df8a000
  ; circuit.fully_connected.f92ec6d7e0fa50e8: as circuit.fully_connected.b3a68a3820d23bc1, sha256 62c43f38ceaf33fc
  ; circuit.map.aecab4689d43b792: as circuit.map.0f9a734fec0fd813, sha256 9561eb9ddc86ff2e
  ; circuit.rescale.02c38b8d01da835b: as circuit.rescale.d5380c74a79262cc, sha256 672d7133f3bc826c
  ; circuit.lookup.dab36f09776a8c84: as circuit.lookup.537ab092a8fdb7fe, sha256 f36fc42a4ef561e0
  ; circuit.fully_connected.d103ddec1e837dbb: as circuit.fully_connected.b3a68a3820d23bc1, sha256 7603f752b6bf7986
  ; circuit.quotient.2b8514ea1426d5c1: as circuit.quotient.ab745f205e14888f, sha256 a7802e08db53c442
  ; circuit.transpose.51637f896644bfd3: as circuit.transpose.8f36f62863a8be5b, sha256 656b743e343bebfa
  ; circuit.fully_connected.d9d75961e3101d77: as circuit.fully_connected.f0f472366fec9682, sha256 45a7b08ffeec9e85
  ; circuit.add.bf8a1139b8948653: as circuit.add.fd5fb1e586b48e03, sha256 f5aa9aec3a5df409
  ; circuit.einsum.4d045b2e7b9ae236: as circuit.einsum.78715270d129ff6d, sha256 b08e30f88a9c153a
  ; circuit.add.c514278d377ad9e1: as circuit.add.863ff6e1e5e3d7c0, sha256 029671a558598ba0
  ; circuit.lookup.7a81fb6de8d04eca: as circuit.lookup.ac04a92e8e26c204, sha256 6eda6d44e1e3e7cf
  ; circuit.lookup.c9ce4b1ddd9a9090: as circuit.lookup.ea4546eaaad35306, sha256 20d8083bb8fee1f4
  ; circuit.map.17860001335e9792: as circuit.map.571f7c15114531c0, sha256 67d8c708194e28f2
  ; circuit.rescale.e90f5826e46449e5: as circuit.rescale.5e1a2e24a0bea6fa, sha256 75529ccdcf9cafed
  ; circuit.fully_connected.ec891b6a36146ec2: as circuit.fully_connected.46bd0c99ca855a7c, sha256 7b047d10238cd8b9
  ; circuit.lookup.dc2915b27588db96: as circuit.lookup.e4457f9218ebcf12, sha256 82757458701e0f8a
  ; circuit.fully_connected.4a3c7df949ef1d44: as circuit.fully_connected.46bd0c99ca855a7c, sha256 ba0b1edec2e392de
  ; circuit.map.b803a5e008bfabb9: as circuit.map.855dc772af8e4301, sha256 9a80edaa5748f24d
  ; circuit.rescale.f6ab573e0c65b432: as circuit.rescale.5e1a2e24a0bea6fa, sha256 6342c1b3eaf97f82
  ; circuit.fully_connected.51162790c5495e3e: as circuit.fully_connected.f0f472366fec9682, sha256 b4685bf670db42e3
  ; circuit.add.bcdeaf46dc2b0c8d: as circuit.add.fd5fb1e586b48e03, sha256 1b90415229d6a9e9
  ; circuit.einsum.133e95d5f41de95e: as circuit.einsum.78715270d129ff6d, sha256 f6aea9a811a96d0a
  ; circuit.add.52f634baa2f23e41: as circuit.add.863ff6e1e5e3d7c0, sha256 7f949683ea64e8a0
  ; circuit.lookup.5a1ab70c31b2fb4a: as circuit.lookup.ac04a92e8e26c204, sha256 255746b9b72feec8
  ; circuit.lookup.d1e8d054b56e6c4f: as circuit.lookup.ea4546eaaad35306, sha256 0f05b32867e42e32
  ; circuit.map.85670c864d0aa603: as circuit.map.571f7c15114531c0, sha256 6b88ac66fb6e3045
  ; circuit.rescale.16cef686f7c026ac: as circuit.rescale.5e1a2e24a0bea6fa, sha256 b25734e65d69e9b2
  ; circuit.fully_connected.c52a1fecd29e4757: as circuit.fully_connected.46bd0c99ca855a7c, sha256 bc3102da9820c0c1
}
