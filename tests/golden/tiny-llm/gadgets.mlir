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
  func.func @circuit.einsum.6dbef17f62cf6f4e(%arg0: memref<1x32x96xi32>, %arg1: memref<32xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "einsum"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:4},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22einsum\22,\22a\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22b\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22addend\22:null,\22summed\22:1,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22divisor\22:{\22constant\22:512},\22rounding\22:\22half_up\22,\22clip\22:{\22lo\22:0,\22hi\22:1330114493},\22type\22:\22i64\22}],\22results\22:[{\22value\22:3,\22merged\22:[1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[32]}}]}"]]} {
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
  func.func @circuit.lookup.25d1d98e09345e79(%arg0: memref<1x32x1xi32>, %arg1: memref<5075xi32>, %arg2: memref<1x32x1xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "lookup"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[5075]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[1]},{\22offset\22:0,\22strides\22:[0]}]}}]},\22divisor\22:{\22constant\22:262144},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22first\22:0,\22x\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22type\22:\22i32\22}],\22results\22:[{\22value\22:3,\22merged\22:[0,1,0],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]}}]}"]]} {
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
  func.func @circuit.lookup.f54ba6885388bd91(%arg0: memref<1x32x1xi32>, %arg1: memref<5013xi32>, %arg2: memref<1x32x1xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "lookup"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[5013]}],\22values\22:[{\22word\22:\22check\22,\22x\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[1]},{\22offset\22:0,\22strides\22:[0]}]}}]},\22range\22:{\22lo\22:32,\22hi\22:524287},\22status\22:\22value_range\22,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22divisor\22:{\22constant\22:64},\22rounding\22:\22half_up\22,\22clip\22:{\22lo\22:2765,\22hi\22:7777},\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22first\22:2765,\22x\22:{\22source\22:{\22value\22:3},\22views\22:[]},\22type\22:\22i32\22}],\22results\22:[{\22value\22:4,\22merged\22:[0,1,0],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]}}]}"]]} {
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
  func.func @circuit.map.92ed16db9f8955fc(%arg0: memref<1x32x96xi32>, %arg1: memref<1x32x1xi32>, %arg2: memref<1x32x96xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:32},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:1},\22views\22:[{\22affine\22:{\22shape\22:[32],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[1]},{\22offset\22:0,\22strides\22:[0]}]}}]},\22divisor\22:{\22constant\22:8},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:2},\22views\22:[]},{\22source\22:{\22value\22:3},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]}]}}]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:4},\22views\22:[]},\22divisor\22:{\22constant\22:8192},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i64\22}],\22results\22:[{\22value\22:5,\22merged\22:[0,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]}}]}"]]} {
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
  func.func @circuit.map.c5788958182ce83e(%arg0: memref<1x6x32x16xi32>, %arg1: memref<32x16xi32>, %arg2: memref<32x16xi32>, %arg3: memref<1x6x32x16xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,6,32,16]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[32,16]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[32,16]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[6,32,16],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]},\22divisor\22:{\22constant\22:512},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22divisor\22:{\22constant\22:32},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,6,16],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0,0]},{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]},\22divisor\22:{\22constant\22:2048},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22divisor\22:{\22constant\22:32},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:3},\22views\22:[]},{\22source\22:{\22value\22:4},\22views\22:[{\22affine\22:{\22shape\22:[6,32,16],\22axes\22:[{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]},{\22source\22:{\22value\22:5},\22views\22:[{\22affine\22:{\22shape\22:[6,32,8],\22axes\22:[{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:8,\22strides\22:[0,0,1]}]}},{\22pad\22:{\22low\22:[0,0,0],\22high\22:[0,0,8],\22interior\22:[0,0,0],\22value\22:0}}]},{\22source\22:{\22value\22:6},\22views\22:[{\22affine\22:{\22shape\22:[6,32,16],\22axes\22:[{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]},{\22source\22:{\22value\22:5},\22views\22:[{\22affine\22:{\22shape\22:[6,32,8],\22axes\22:[{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}},{\22pad\22:{\22low\22:[0,0,8],\22high\22:[0,0,0],\22interior\22:[0,0,0],\22value\22:0}}]}],\22terms\22:[{\22coefficient\22:16384,\22factors\22:[0,1]},{\22coefficient\22:-262142,\22factors\22:[2,3]},{\22coefficient\22:262142,\22factors\22:[3,4]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:7},\22views\22:[]},\22divisor\22:{\22constant\22:4294967296},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:8},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:-420751,\22hi\22:420749},\22type\22:\22i32\22}],\22results\22:[{\22value\22:9,\22merged\22:[0,1,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,6,32,16]}}]}"]]} {
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
; 1817 bytes more, sha256 0a18816b5662792a
  ; circuit.transpose.b7c68471e76d6f9b: as circuit.transpose.8f36f62863a8be5b, sha256 8bec1e76fb87c92e
  ; circuit.map.fe16b3f2d97912af: as circuit.map.c5788958182ce83e, sha256 f7afbe1d76ff5e6a
  ; circuit.fully_connected.249535aff67d42a0: as circuit.fully_connected.46bd0c99ca855a7c, sha256 a7c0a5e3c1ac4862
  ; circuit.transpose.281d7f06ea5994ee: as circuit.transpose.8f36f62863a8be5b, sha256 dbf26a6d40f691a3
  ; circuit.transpose.6112ef797b101ea5: as circuit.transpose.8f36f62863a8be5b, sha256 f0b31701eebb4a26
  func.func @circuit.fully_connected.5125af76dd617840(%arg0: memref<6x32x16xi32>, %arg1: memref<6x16x32xi32>, %arg2: memref<6x32x32xi64>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "fully_connected"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22fully_connected\22,\22batch\22:6,\22rows\22:32,\22inputs\22:16,\22outputs\22:32,\22transposed\22:false,\22x\22:\22i32\22,\22w\22:\22i32\22,\22acc\22:\22i64\22,\22bias\22:false,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:0,\22rounding\22:\22floor\22,\22bound\22:\22proven\22,\22out\22:\22i64\22}}"]]} {
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
  func.func @circuit.map.1c090ab001991a11(%arg0: memref<1x6x32x32xi64>, %arg1: memref<1x6x32x32xi8>, %arg2: memref<1x6x32x32xi64>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i64\22,\22shape\22:[1,6,32,32]},{\22role\22:\22activation\22,\22element\22:\22i8\22,\22shape\22:[1,6,32,32]}],\22values\22:[{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[6,32,32],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]},{\22source\22:{\22value\22:1},\22views\22:[{\22affine\22:{\22shape\22:[6,32,32],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]},{\22coefficient\22:2783257431320,\22factors\22:[1]}],\22constant\22:-2783257431320,\22type\22:\22i64\22}],\22results\22:[{\22value\22:2,\22merged\22:[0,1,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i64\22,\22shape\22:[1,6,32,32]}}]}"]]} {
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
  func.func @circuit.rescale.f2f5069ea526b458(%arg0: memref<3072xi32>, %arg1: memref<3072xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "rescale"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22rescale\22,\22len\22:3072,\22x\22:\22i32\22,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:12,\22rounding\22:\22half_up\22,\22bound\22:\22proven\22,\22out\22:\22i32\22}}"]]} {
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
  func.func @circuit.lookup.9bdafbd44adf2ccf(%arg0: memref<192x32x1xi64>, %arg1: memref<8193xi32>, %arg2: memref<192x32x1xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "lookup"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i64\22,\22shape\22:[192,32,1]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[8193]}],\22values\22:[{\22word\22:\22reduce\22,\22op\22:\22max\22,\22x\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[192,32],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]},{\22offset\22:0,\22strides\22:[0,0]}]}}]},\22folded\22:1,\22floor\22:null,\22type\22:\22i64\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:2},\22views\22:[{\22affine\22:{\22shape\22:[192,32],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]}]}}]},{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[192,32],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]},{\22offset\22:0,\22strides\22:[0,0]}]}}]}],\22terms\22:[{\22coefficient\22:17162,\22factors\22:[0]},{\22coefficient\22:-17162,\22factors\22:[1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:3},\22views\22:[]},\22divisor\22:{\22constant\22:274877906944},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:0,\22hi\22:8192},\22type\22:\22i64\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22first\22:0,\22x\22:{\22source\22:{\22value\22:4},\22views\22:[]},\22type\22:\22i32\22}],\22results\22:[{\22value\22:5,\22merged\22:[1,1,0],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[192,32,1]}}]}"]]} {
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
  ; circuit.fully_connected.fb2da06a44412ea8: as circuit.fully_connected.5125af76dd617840, sha256 e49f770434bc031e
  func.func @circuit.quotient.c9bbcc712d6dfb75(%arg0: memref<192x16xi64>, %arg1: memref<192x32xi32>, %arg2: memref<192x16xi16>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "quotient"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i64\22,\22shape\22:[192,16]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[192,32]}],\22values\22:[{\22word\22:\22reduce\22,\22op\22:\22sum\22,\22x\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22folded\22:1,\22floor\22:null,\22type\22:\22i32\22},{\22word\22:\22reduce\22,\22op\22:\22max\22,\22x\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22folded\22:0,\22floor\22:32768,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[192],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[0]}]}}]}],\22terms\22:[],\22constant\22:68719476736,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:4},\22views\22:[]},\22divisor\22:{\22read\22:{\22source\22:{\22value\22:3},\22views\22:[]}},\22rounding\22:\22floor\22,\22clip\22:null,\22type\22:\22i64\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:5},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0]}],\22constant\22:0,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:0},\22views\22:[]},{\22source\22:{\22value\22:6},\22views\22:[{\22affine\22:{\22shape\22:[192,16],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]}]}}]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:7},\22views\22:[]},\22divisor\22:{\22constant\22:549755813888},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:8},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:-6244,\22hi\22:6242},\22type\22:\22i32\22}],\22results\22:[{\22value\22:9,\22merged\22:[1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i16\22,\22shape\22:[192,16]}}]}"]]} {
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
  ; circuit.transpose.9171f72978170e65: as circuit.transpose.8f36f62863a8be5b, sha256 fc9d76e6ddf052a0
  func.func @circuit.fully_connected.d24b86a66be2f3a4(%arg0: memref<1x32x96xi16>, %arg1: memref<1x96x96xi16>, %arg2: memref<1x32x96xi16>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "fully_connected"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22fully_connected\22,\22batch\22:1,\22rows\22:32,\22inputs\22:96,\22outputs\22:96,\22transposed\22:false,\22x\22:\22i16\22,\22w\22:\22i16\22,\22acc\22:\22i32\22,\22bias\22:false,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:15,\22rounding\22:\22half_up\22,\22bound\22:{\22saturate\22:{\22lo\22:-4096,\22hi\22:4095}},\22out\22:\22i16\22}}"]]} {
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
  func.func @circuit.add.0bdc59993a4e7dc0(%arg0: memref<3072xi32>, %arg1: memref<3072xi16>, %arg2: memref<1x32x96xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "add"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22add\22,\22shape\22:[1,32,96],\22a\22:{\22x\22:\22i32\22,\22multiplier\22:32,\22strides\22:[0,96,1]},\22b\22:{\22x\22:\22i16\22,\22multiplier\22:16579,\22strides\22:[0,96,1]},\22acc\22:\22i32\22,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:0,\22rounding\22:\22floor\22,\22bound\22:\22proven\22,\22out\22:\22i32\22}}"]]} {
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
  func.func @circuit.einsum.c565efb232ec4910(%arg0: memref<1x32x96xi32>, %arg1: memref<32xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "einsum"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:256},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22einsum\22,\22a\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22b\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22addend\22:null,\22summed\22:1,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22divisor\22:{\22constant\22:512},\22rounding\22:\22half_up\22,\22clip\22:{\22lo\22:0,\22hi\22:1105658389},\22type\22:\22i64\22}],\22results\22:[{\22value\22:3,\22merged\22:[1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[32]}}]}"]]} {
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
  ; circuit.add.7e84250447dd98b2: as circuit.add.863ff6e1e5e3d7c0, sha256 bc033aa99dc0d31b
  func.func @circuit.lookup.03894f45e12a37f0(%arg0: memref<1x32x1xi32>, %arg1: memref<4097xi32>, %arg2: memref<31xi32>, %arg3: memref<31xi32>, %arg4: memref<30xi32>, %arg5: memref<1x32x1xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "lookup"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[4097]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[31]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[31]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[30]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[1]},{\22offset\22:0,\22strides\22:[0]}]}}]},\22divisor\22:{\22constant\22:2},\22rounding\22:\22half_up\22,\22clip\22:{\22lo\22:0,\22hi\22:552830385},\22type\22:\22i32\22},{\22word\22:\22compare\22,\22op\22:\22less\22,\22a\22:{\22source\22:{\22value\22:4},\22views\22:[{\22affine\22:{\22shape\22:[32,30],\22axes\22:[{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22b\22:{\22source\22:{\22value\22:5},\22views\22:[{\22affine\22:{\22shape\22:[32,30],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]}]}}]},\22type\22:\22i32\22},{\22word\22:\22reduce\22,\22op\22:\22sum\22,\22x\22:{\22source\22:{\22value\22:6},\22views\22:[]},\22folded\22:1,\22floor\22:null,\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:3},\22views\22:[]},\22first\22:0,\22x\22:{\22source\22:{\22value\22:7},\22views\22:[]},\22type\22:\22i64\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:5},\22views\22:[]},{\22source\22:{\22value\22:8},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:9},\22views\22:[]},\22divisor\22:{\22constant\22:131072},\22rounding\22:\22half_up\22,\22clip\22:{\22lo\22:4096,\22hi\22:8192},\22type\22:\22i64\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22first\22:4096,\22x\22:{\22source\22:{\22value\22:10},\22views\22:[]},\22type\22:\22i64\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22first\22:0,\22x\22:{\22source\22:{\22value\22:7},\22views\22:[]},\22type\22:\22i64\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:11},\22views\22:[]},{\22source\22:{\22value\22:12},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:13},\22views\22:[]},\22divisor\22:{\22constant\22:1048576},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i64\22}],\22results\22:[{\22value\22:14,\22merged\22:[0,1,0],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]}}]}"]]} {
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
  func.func @circuit.lookup.ce20014eefb4d984(%arg0: memref<1x32x1xi32>, %arg1: memref<6670xi32>, %arg2: memref<1x32x1xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "lookup"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[6670]}],\22values\22:[{\22word\22:\22check\22,\22x\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[1]},{\22offset\22:0,\22strides\22:[0]}]}}]},\22range\22:{\22lo\22:256,\22hi\22:11690802},\22status\22:\22value_range\22,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22divisor\22:{\22constant\22:1024},\22rounding\22:\22half_up\22,\22clip\22:{\22lo\22:1660,\22hi\22:8329},\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22first\22:1660,\22x\22:{\22source\22:{\22value\22:3},\22views\22:[]},\22type\22:\22i32\22}],\22results\22:[{\22value\22:4,\22merged\22:[0,1,0],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]}}]}"]]} {
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
  func.func @circuit.map.2c6ebe72d3462d42(%arg0: memref<1x32x96xi32>, %arg1: memref<1x32x1xi32>, %arg2: memref<1x32x96xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:2048},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:1},\22views\22:[{\22affine\22:{\22shape\22:[32],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[1]},{\22offset\22:0,\22strides\22:[0]}]}}]},\22divisor\22:{\22constant\22:4},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:2},\22views\22:[]},{\22source\22:{\22value\22:3},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]}]}}]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:4},\22views\22:[]},\22divisor\22:{\22constant\22:4096},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:5},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:-298913,\22hi\22:298912},\22type\22:\22i32\22}],\22results\22:[{\22value\22:6,\22merged\22:[0,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]}}]}"]]} {
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
  ; circuit.rescale.94fad1e75cc65284: as circuit.rescale.5e1a2e24a0bea6fa, sha256 ac6edea9bfc9516b
  ; circuit.fully_connected.96a5de5ca0d42ae4: as circuit.fully_connected.46bd0c99ca855a7c, sha256 f5d0c59994305492
  func.func @circuit.lookup.3ac512a99195afe6(%arg0: memref<1x32x256xi32>, %arg1: memref<5859xi32>, %arg2: memref<1x32x256xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "lookup"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,256]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[5859]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,256],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:131072},\22rounding\22:\22half_up\22,\22clip\22:{\22lo\22:-1703,\22hi\22:4155},\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22first\22:-1703,\22x\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22type\22:\22i32\22}],\22results\22:[{\22value\22:3,\22merged\22:[0,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,256]}}]}"]]} {
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
  ; circuit.fully_connected.8120c1fb5b173227: as circuit.fully_connected.46bd0c99ca855a7c, sha256 55aa5560e2b3fc50
  func.func @circuit.map.36269f0c4a14150d(%arg0: memref<1x32x256xi32>, %arg1: memref<1x32x256xi32>, %arg2: memref<1x32x256xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,256]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,256]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,256],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:4},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:1},\22views\22:[{\22affine\22:{\22shape\22:[32,256],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:8192},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:2},\22views\22:[]},{\22source\22:{\22value\22:3},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:4},\22views\22:[]},\22divisor\22:{\22constant\22:8192},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:5},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:-429270,\22hi\22:429269},\22type\22:\22i32\22}],\22results\22:[{\22value\22:6,\22merged\22:[0,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,256]}}]}"]]} {
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
  ; circuit.rescale.28d3f2a2b5d33f89: as circuit.rescale.5e1a2e24a0bea6fa, sha256 b3ba75579232790a
  ; circuit.fully_connected.d76ae85c41b7a9a5: as circuit.fully_connected.d24b86a66be2f3a4, sha256 f14d007203b9d249
  func.func @circuit.add.fa405136f4f10893(%arg0: memref<3072xi32>, %arg1: memref<3072xi16>, %arg2: memref<1x32x96xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "add"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22add\22,\22shape\22:[1,32,96],\22a\22:{\22x\22:\22i32\22,\22multiplier\22:1,\22strides\22:[0,96,1]},\22b\22:{\22x\22:\22i16\22,\22multiplier\22:202899,\22strides\22:[0,96,1]},\22acc\22:\22i32\22,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:0,\22rounding\22:\22floor\22,\22bound\22:\22proven\22,\22out\22:\22i32\22}}"]]} {
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
  ; circuit.einsum.3a0daa816421326a: as circuit.einsum.c565efb232ec4910, sha256 34464f67dc61796e
  ; circuit.add.747302fff81751b9: as circuit.add.863ff6e1e5e3d7c0, sha256 8ee6ea6d3a9eb04f
  ; circuit.lookup.3deb9e611e7e8867: as circuit.lookup.03894f45e12a37f0, sha256 169dd74a682e443c
  func.func @circuit.lookup.c5402f1c2cff8c99(%arg0: memref<1x32x1xi32>, %arg1: memref<4097xi32>, %arg2: memref<6xi32>, %arg3: memref<6xi8>, %arg4: memref<5xi32>, %arg5: memref<1x32x1xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "lookup"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[4097]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[6]},{\22role\22:\22activation\22,\22element\22:\22i8\22,\22shape\22:[6]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[5]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[1]},{\22offset\22:0,\22strides\22:[0]}]}}]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:326453,\22hi\22:9215521},\22type\22:\22i32\22},{\22word\22:\22compare\22,\22op\22:\22less\22,\22a\22:{\22source\22:{\22value\22:4},\22views\22:[{\22affine\22:{\22shape\22:[32,5],\22axes\22:[{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22b\22:{\22source\22:{\22value\22:5},\22views\22:[{\22affine\22:{\22shape\22:[32,5],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]}]}}]},\22type\22:\22i32\22},{\22word\22:\22reduce\22,\22op\22:\22sum\22,\22x\22:{\22source\22:{\22value\22:6},\22views\22:[]},\22folded\22:1,\22floor\22:null,\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:3},\22views\22:[]},\22first\22:0,\22x\22:{\22source\22:{\22value\22:7},\22views\22:[]},\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:5},\22views\22:[]},{\22source\22:{\22value\22:8},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:9},\22views\22:[]},\22divisor\22:{\22constant\22:2048},\22rounding\22:\22half_up\22,\22clip\22:{\22lo\22:4096,\22hi\22:8192},\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22first\22:4096,\22x\22:{\22source\22:{\22value\22:10},\22views\22:[]},\22type\22:\22i64\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22first\22:0,\22x\22:{\22source\22:{\22value\22:7},\22views\22:[]},\22type\22:\22i64\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:11},\22views\22:[]},{\22source\22:{\22value\22:12},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:13},\22views\22:[]},\22divisor\22:{\22constant\22:1048576},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i64\22}],\22results\22:[{\22value\22:14,\22merged\22:[0,1,0],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]}}]}"]]} {
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
  func.func @circuit.map.143de5ad08fd7896(%arg0: memref<1x32x96xi32>, %arg1: memref<1x32x1xi32>, %arg2: memref<1x32x96xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:16384},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:1},\22views\22:[{\22affine\22:{\22shape\22:[32],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[1]},{\22offset\22:0,\22strides\22:[0]}]}}]},\22divisor\22:{\22constant\22:128},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:2},\22views\22:[]},{\22source\22:{\22value\22:3},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]}]}}]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:4},\22views\22:[]},\22divisor\22:{\22constant\22:512},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:5},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:-280935,\22hi\22:280933},\22type\22:\22i32\22}],\22results\22:[{\22value\22:6,\22merged\22:[0,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]}}]}"]]} {
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
  ; circuit.rescale.765c57a04cd2491b: as circuit.rescale.5e1a2e24a0bea6fa, sha256 34d0e1d4532a73b9
  ; circuit.fully_connected.ec4a8aea179bba27: as circuit.fully_connected.46bd0c99ca855a7c, sha256 f517aae013ac2392
  ; circuit.transpose.86902929e5628b19: as circuit.transpose.8f36f62863a8be5b, sha256 35cf39e1b64d7133
  ; circuit.map.238cc749ab172298: as circuit.map.c5788958182ce83e, sha256 004175316e1b2362
  ; circuit.fully_connected.c9443965255497af: as circuit.fully_connected.46bd0c99ca855a7c, sha256 4b39d94c57fd6883
  ; circuit.transpose.7b1d364be91263ad: as circuit.transpose.8f36f62863a8be5b, sha256 c2c7dd50dd392b24
  ; circuit.map.b67cf527ccb59fc1: as circuit.map.c5788958182ce83e, sha256 e6b167a3c592561b
  ; circuit.fully_connected.e05c57dd62c01b62: as circuit.fully_connected.46bd0c99ca855a7c, sha256 2220613d050213b7
  ; circuit.transpose.9bf0be495416e31e: as circuit.transpose.8f36f62863a8be5b, sha256 759c5bf4f94c0d9b
  ; circuit.transpose.a9623ac217796151: as circuit.transpose.8f36f62863a8be5b, sha256 d1434217656f0952
  ; circuit.fully_connected.88c26e44431efeed: as circuit.fully_connected.5125af76dd617840, sha256 b2000be95d010e6e
  ; circuit.map.f6e4c640642e853c: as circuit.map.1c090ab001991a11, sha256 d49618b7f7700b7b
  ; circuit.rescale.75429f1b5f4ec936: as circuit.rescale.f2f5069ea526b458, sha256 1c6cb671edaa3243
  ; circuit.lookup.855437d2d5047397: as circuit.lookup.9bdafbd44adf2ccf, sha256 0f4ff3658969f4be
  ; circuit.fully_connected.c26d6c07e2c4b311: as circuit.fully_connected.5125af76dd617840, sha256 9f6738dc0f969e3f
  ; circuit.quotient.020ee3c600e6d5c0: as circuit.quotient.c9bbcc712d6dfb75, sha256 3ee0814c3cbaac7a
  ; circuit.transpose.96d59539bbb91d95: as circuit.transpose.8f36f62863a8be5b, sha256 0676c9e57d41c47c
  ; circuit.fully_connected.fbd50df898b4816c: as circuit.fully_connected.d24b86a66be2f3a4, sha256 3b00555996369a3d
  ; circuit.add.0bdd764e2f49bd1e: as circuit.add.fa405136f4f10893, sha256 308b09f1aa906a7b
  ; circuit.einsum.425ab222ee52b85a: as circuit.einsum.c565efb232ec4910, sha256 3ae3d6c56eef0497
  ; circuit.add.809892d616b26e34: as circuit.add.863ff6e1e5e3d7c0, sha256 26d20c7312bc49dd
  ; circuit.lookup.1a758c4db1c015f0: as circuit.lookup.03894f45e12a37f0, sha256 c44f29f91585c9ce
  ; circuit.lookup.f04c0b639368d423: as circuit.lookup.c5402f1c2cff8c99, sha256 1cac85c30745401b
  ; circuit.map.6d0acaba797cdd9b: as circuit.map.143de5ad08fd7896, sha256 db3e9bec7e9454a1
  ; circuit.rescale.c12ac0e9479b0434: as circuit.rescale.5e1a2e24a0bea6fa, sha256 7d517c4b478d096a
  ; circuit.fully_connected.5bef1e1031b7775e: as circuit.fully_connected.46bd0c99ca855a7c, sha256 4820d90b6248a23e
  ; circuit.lookup.14f3fb72553e29ff: as circuit.lookup.3ac512a99195afe6, sha256 92a4d8fffeb5a76b
  ; circuit.fully_connected.969c14d08a80711d: as circuit.fully_connected.46bd0c99ca855a7c, sha256 b240b9db5c159303
  ; circuit.map.88b4afb6ecaf0b10: as circuit.map.36269f0c4a14150d, sha256 fb841caf301edaf8
  ; circuit.rescale.43b393444bf7b89e: as circuit.rescale.5e1a2e24a0bea6fa, sha256 f110fc5d1b4e8d91
  ; circuit.fully_connected.1d13eef91d6860fd: as circuit.fully_connected.d24b86a66be2f3a4, sha256 82c1e0855a7c0ee8
  ; circuit.add.a4a41dc001c58047: as circuit.add.fa405136f4f10893, sha256 0c38cfd95f6ca782
  ; circuit.einsum.63aa722b9d989e8a: as circuit.einsum.c565efb232ec4910, sha256 024ffec2a990b433
  ; circuit.add.1b61c2b6c14ea788: as circuit.add.863ff6e1e5e3d7c0, sha256 bec00f03a254ec77
  ; circuit.lookup.c83367a0ada9374e: as circuit.lookup.03894f45e12a37f0, sha256 39093bfbda8dfd2d
  ; circuit.lookup.7400df3b2e94341c: as circuit.lookup.c5402f1c2cff8c99, sha256 f62732a50fb9eab3
  ; circuit.map.85670c864d0aa603: as circuit.map.143de5ad08fd7896, sha256 6b88ac66fb6e3045
  ; circuit.rescale.16cef686f7c026ac: as circuit.rescale.5e1a2e24a0bea6fa, sha256 b25734e65d69e9b2
  ; circuit.fully_connected.c52a1fecd29e4757: as circuit.fully_connected.46bd0c99ca855a7c, sha256 bc3102da9820c0c1
}
