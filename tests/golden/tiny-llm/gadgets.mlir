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
  func.func @circuit.average_pool.3bc275682839877e(%arg0: memref<32x1x96xi16>, %arg1: memref<32x1x1xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "average_pool"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22average_pool\22,\22planes\22:32,\22input\22:[1,96],\22window\22:{\22kernel\22:[1,96],\22strides\22:[1,1],\22dilations\22:[1,1],\22begin\22:[0,0],\22end\22:[0,0]},\22x\22:\22i16\22,\22acc\22:\22i32\22,\22per_position\22:false,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:0,\22rounding\22:\22floor\22,\22bound\22:\22proven\22,\22out\22:\22i32\22}}"]]} {
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
  func.func @circuit.lookup.d3ddbadcad58c21d(%arg0: memref<1x32x1xi32>, %arg1: memref<5242xi32>, %arg2: memref<1x32x1xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "lookup"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[5242]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[1]},{\22offset\22:0,\22strides\22:[0]}]}}]},\22divisor\22:{\22constant\22:8},\22rounding\22:\22half_up\22,\22clip\22:{\22lo\22:3750,\22hi\22:8991},\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22first\22:3750,\22x\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22type\22:\22i32\22}],\22results\22:[{\22value\22:3,\22merged\22:[0,1,0],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]}}]}"]]} {
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
  ; circuit.rescale.bb90da5697b59af9: as circuit.rescale.0ff422935440d1c0, sha256 bc6f516caba35112
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
  func.func @circuit.map.9615333e3bab72e8(%arg0: memref<1x6x32x16xi32>, %arg1: memref<32x16xi32>, %arg2: memref<32x16xi32>, %arg3: memref<1x6x32x16xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,6,32,16]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[32,16]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[32,16]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[6,32,16],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]},\22divisor\22:{\22constant\22:1024},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22divisor\22:{\22constant\22:32},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,6,16],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0,0]},{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]},\22divisor\22:{\22constant\22:4096},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22divisor\22:{\22constant\22:32},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:3},\22views\22:[]},{\22source\22:{\22value\22:4},\22views\22:[{\22affine\22:{\22shape\22:[6,32,16],\22axes\22:[{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]},{\22source\22:{\22value\22:5},\22views\22:[{\22affine\22:{\22shape\22:[6,32,8],\22axes\22:[{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:8,\22strides\22:[0,0,1]}]}},{\22pad\22:{\22low\22:[0,0,0],\22high\22:[0,0,8],\22interior\22:[0,0,0],\22value\22:0}}]},{\22source\22:{\22value\22:6},\22views\22:[{\22affine\22:{\22shape\22:[6,32,16],\22axes\22:[{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]},{\22source\22:{\22value\22:5},\22views\22:[{\22affine\22:{\22shape\22:[6,32,8],\22axes\22:[{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}},{\22pad\22:{\22low\22:[0,0,8],\22high\22:[0,0,0],\22interior\22:[0,0,0],\22value\22:0}}]}],\22terms\22:[{\22coefficient\22:16384,\22factors\22:[0,1]},{\22coefficient\22:-262142,\22factors\22:[2,3]},{\22coefficient\22:262142,\22factors\22:[3,4]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:7},\22views\22:[]},\22divisor\22:{\22constant\22:4294967296},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:8},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:-378922,\22hi\22:378920},\22type\22:\22i32\22}],\22results\22:[{\22value\22:9,\22merged\22:[0,1,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,6,32,16]}}]}"]]} {
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
; 1817 bytes more, sha256 801cea5885a28b92
  ; circuit.transpose.f909cd2712184294: as circuit.transpose.8f36f62863a8be5b, sha256 cb6ab134b76ca114
  ; circuit.map.f937ab2f4eafc597: as circuit.map.9615333e3bab72e8, sha256 7349a888335a7a9f
  ; circuit.fully_connected.68e4dbc7d7d920e6: as circuit.fully_connected.46bd0c99ca855a7c, sha256 b95cd411e9328bc1
  ; circuit.transpose.437372cb9ba3d06a: as circuit.transpose.8f36f62863a8be5b, sha256 ebadacab0275d493
  ; circuit.transpose.524058ca832be21e: as circuit.transpose.8f36f62863a8be5b, sha256 993af684b88448e8
  func.func @circuit.fully_connected.40c314b78cf247c3(%arg0: memref<6x32x16xi32>, %arg1: memref<6x16x32xi32>, %arg2: memref<6x32x32xi64>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "fully_connected"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22fully_connected\22,\22batch\22:6,\22rows\22:32,\22inputs\22:16,\22outputs\22:32,\22transposed\22:false,\22x\22:\22i32\22,\22w\22:\22i32\22,\22acc\22:\22i64\22,\22bias\22:false,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:0,\22rounding\22:\22floor\22,\22bound\22:\22proven\22,\22out\22:\22i64\22}}"]]} {
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
  func.func @circuit.map.3d0482b82573eee2(%arg0: memref<1x6x32x32xi64>, %arg1: memref<1x6x32x32xi8>, %arg2: memref<1x6x32x32xi64>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i64\22,\22shape\22:[1,6,32,32]},{\22role\22:\22activation\22,\22element\22:\22i8\22,\22shape\22:[1,6,32,32]}],\22values\22:[{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[6,32,32],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]},{\22source\22:{\22value\22:1},\22views\22:[{\22affine\22:{\22shape\22:[6,32,32],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0,0]},{\22offset\22:0,\22strides\22:[1,0,0]},{\22offset\22:0,\22strides\22:[0,1,0]},{\22offset\22:0,\22strides\22:[0,0,1]}]}}]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]},{\22coefficient\22:2257364984571,\22factors\22:[1]}],\22constant\22:-2257364984571,\22type\22:\22i64\22}],\22results\22:[{\22value\22:2,\22merged\22:[0,1,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i64\22,\22shape\22:[1,6,32,32]}}]}"]]} {
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
  func.func @circuit.rescale.773f23dbae17c440(%arg0: memref<3072xi32>, %arg1: memref<3072xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "rescale"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22rescale\22,\22len\22:3072,\22x\22:\22i32\22,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:12,\22rounding\22:\22half_up\22,\22bound\22:\22proven\22,\22out\22:\22i32\22}}"]]} {
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
  func.func @circuit.lookup.4a96afc9e869ab2c(%arg0: memref<192x32x1xi64>, %arg1: memref<8193xi32>, %arg2: memref<192x32x1xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "lookup"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i64\22,\22shape\22:[192,32,1]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[8193]}],\22values\22:[{\22word\22:\22reduce\22,\22op\22:\22max\22,\22x\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[192,32],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]},{\22offset\22:0,\22strides\22:[0,0]}]}}]},\22folded\22:1,\22floor\22:null,\22type\22:\22i64\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:2},\22views\22:[{\22affine\22:{\22shape\22:[192,32],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]}]}}]},{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[192,32],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]},{\22offset\22:0,\22strides\22:[0,0]}]}}]}],\22terms\22:[{\22coefficient\22:21161,\22factors\22:[0]},{\22coefficient\22:-21161,\22factors\22:[1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:3},\22views\22:[]},\22divisor\22:{\22constant\22:274877906944},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:0,\22hi\22:8192},\22type\22:\22i64\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22first\22:0,\22x\22:{\22source\22:{\22value\22:4},\22views\22:[]},\22type\22:\22i32\22}],\22results\22:[{\22value\22:5,\22merged\22:[1,1,0],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[192,32,1]}}]}"]]} {
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
  ; circuit.fully_connected.0954436a151ef5d3: as circuit.fully_connected.40c314b78cf247c3, sha256 90fa9a31afe0aaa0
  func.func @circuit.quotient.1253eb82a168e877(%arg0: memref<192x16xi64>, %arg1: memref<192x32xi32>, %arg2: memref<192x16xi16>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "quotient"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i64\22,\22shape\22:[192,16]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[192,32]}],\22values\22:[{\22word\22:\22reduce\22,\22op\22:\22sum\22,\22x\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22folded\22:1,\22floor\22:null,\22type\22:\22i32\22},{\22word\22:\22reduce\22,\22op\22:\22max\22,\22x\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22folded\22:0,\22floor\22:32768,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[192],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[0]}]}}]}],\22terms\22:[],\22constant\22:68719476736,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:4},\22views\22:[]},\22divisor\22:{\22read\22:{\22source\22:{\22value\22:3},\22views\22:[]}},\22rounding\22:\22floor\22,\22clip\22:null,\22type\22:\22i64\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:5},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0]}],\22constant\22:0,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:0},\22views\22:[]},{\22source\22:{\22value\22:6},\22views\22:[{\22affine\22:{\22shape\22:[192,16],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]}]}}]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:7},\22views\22:[]},\22divisor\22:{\22constant\22:1099511627776},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:8},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:-5623,\22hi\22:5622},\22type\22:\22i32\22}],\22results\22:[{\22value\22:9,\22merged\22:[1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i16\22,\22shape\22:[192,16]}}]}"]]} {
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
  ; circuit.transpose.e82a807e27acecc1: as circuit.transpose.8f36f62863a8be5b, sha256 f37c5fec2e7626a2
  func.func @circuit.fully_connected.96483139c604a8d9(%arg0: memref<1x32x96xi16>, %arg1: memref<1x96x96xi16>, %arg2: memref<1x32x96xi16>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "fully_connected"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22fully_connected\22,\22batch\22:1,\22rows\22:32,\22inputs\22:96,\22outputs\22:96,\22transposed\22:false,\22x\22:\22i16\22,\22w\22:\22i16\22,\22acc\22:\22i32\22,\22bias\22:false,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:15,\22rounding\22:\22half_up\22,\22bound\22:{\22saturate\22:{\22lo\22:-4096,\22hi\22:4095}},\22out\22:\22i16\22}}"]]} {
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
  func.func @circuit.add.b9facedd3128e926(%arg0: memref<3072xi32>, %arg1: memref<3072xi16>, %arg2: memref<1x32x96xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "add"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22add\22,\22shape\22:[1,32,96],\22a\22:{\22x\22:\22i32\22,\22multiplier\22:32,\22strides\22:[0,96,1]},\22b\22:{\22x\22:\22i16\22,\22multiplier\22:16579,\22strides\22:[0,96,1]},\22acc\22:\22i32\22,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:0,\22rounding\22:\22floor\22,\22bound\22:\22proven\22,\22out\22:\22i32\22}}"]]} {
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
  func.func @circuit.map.165121bbc11f42bd(%arg0: memref<1x32x96xi32>, %arg1: memref<1x32x96xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:2048},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:1},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,0]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22divisor\22:{\22constant\22:1024},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:3},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:0,\22hi\22:877600},\22type\22:\22i32\22}],\22results\22:[{\22value\22:4,\22merged\22:[0,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]}}]}"]]} {
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
  ; circuit.rescale.e22b4633bbeb3cec: as circuit.rescale.0ff422935440d1c0, sha256 20592439fabe73c6
  ; circuit.average_pool.f2c7a96d3a4b0ec3: as circuit.average_pool.3bc275682839877e, sha256 77ac7edf66b83e9d
  func.func @circuit.lookup.5b655a8c248ec30a(%arg0: memref<1x32x1xi32>, %arg1: memref<5121xi32>, %arg2: memref<17xi32>, %arg3: memref<16xi32>, %arg4: memref<1x32x1xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "lookup"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[5121]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[17]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[16]}],\22values\22:[{\22word\22:\22check\22,\22x\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[1]},{\22offset\22:0,\22strides\22:[0]}]}}]},\22range\22:{\22lo\22:-39318,\22hi\22:103815},\22status\22:\22value_range\22,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:4},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:6622,\22hi\22:103815},\22type\22:\22i32\22},{\22word\22:\22compare\22,\22op\22:\22less\22,\22a\22:{\22source\22:{\22value\22:3},\22views\22:[{\22affine\22:{\22shape\22:[32,16],\22axes\22:[{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22b\22:{\22source\22:{\22value\22:5},\22views\22:[{\22affine\22:{\22shape\22:[32,16],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]}]}}]},\22type\22:\22i32\22},{\22word\22:\22reduce\22,\22op\22:\22sum\22,\22x\22:{\22source\22:{\22value\22:6},\22views\22:[]},\22folded\22:1,\22floor\22:null,\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22first\22:0,\22x\22:{\22source\22:{\22value\22:7},\22views\22:[]},\22type\22:\22i64\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:5},\22views\22:[]},{\22source\22:{\22value\22:8},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:9},\22views\22:[]},\22divisor\22:{\22constant\22:64},\22rounding\22:\22half_up\22,\22clip\22:{\22lo\22:1024,\22hi\22:2048},\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:7},\22views\22:[]},{\22source\22:{\22value\22:10},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1024,\22factors\22:[0]},{\22coefficient\22:1,\22factors\22:[1]}],\22constant\22:-1024,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:11},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:12288,\22hi\22:17408},\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22first\22:12288,\22x\22:{\22source\22:{\22value\22:12},\22views\22:[]},\22type\22:\22i32\22}],\22results\22:[{\22value\22:13,\22merged\22:[0,1,0],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]}}]}"]]} {
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
; 227 bytes more, sha256 8c88a2635e7f2fea
  func.func @circuit.map.99eb13d3677e5f9c(%arg0: memref<1x32x96xi32>, %arg1: memref<1x32x1xi32>, %arg2: memref<1x32x96xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:2048},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:1},\22views\22:[{\22affine\22:{\22shape\22:[32],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[1]},{\22offset\22:0,\22strides\22:[0]}]}}]},\22divisor\22:{\22constant\22:128},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:2},\22views\22:[]},{\22source\22:{\22value\22:3},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]}]}}]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:4},\22views\22:[]},\22divisor\22:{\22constant\22:2048},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:5},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:-422703,\22hi\22:422702},\22type\22:\22i32\22}],\22results\22:[{\22value\22:6,\22merged\22:[0,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]}}]}"]]} {
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
  ; circuit.rescale.43a72965bfefad15: as circuit.rescale.0ff422935440d1c0, sha256 098e71caa2df7a8e
  ; circuit.fully_connected.5d09a384a207b6a2: as circuit.fully_connected.46bd0c99ca855a7c, sha256 95f5dda583a9aafb
  func.func @circuit.lookup.b415bf63cfd3b1e5(%arg0: memref<1x32x256xi32>, %arg1: memref<5859xi32>, %arg2: memref<1x32x256xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "lookup"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,256]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[5859]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,256],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:131072},\22rounding\22:\22half_up\22,\22clip\22:{\22lo\22:-1703,\22hi\22:4155},\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22first\22:-1703,\22x\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22type\22:\22i32\22}],\22results\22:[{\22value\22:3,\22merged\22:[0,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,256]}}]}"]]} {
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
  ; circuit.fully_connected.bf6420a08201c2ff: as circuit.fully_connected.46bd0c99ca855a7c, sha256 bc541320a1ebd17d
  func.func @circuit.map.6233fb07b876359f(%arg0: memref<1x32x256xi32>, %arg1: memref<1x32x256xi32>, %arg2: memref<1x32x256xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,256]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,256]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,256],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:4},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:1},\22views\22:[{\22affine\22:{\22shape\22:[32,256],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:8192},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:2},\22views\22:[]},{\22source\22:{\22value\22:3},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:4},\22views\22:[]},\22divisor\22:{\22constant\22:8192},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:5},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:-429271,\22hi\22:429270},\22type\22:\22i32\22}],\22results\22:[{\22value\22:6,\22merged\22:[0,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,256]}}]}"]]} {
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
  ; circuit.rescale.b9db3b7f2dd2f43e: as circuit.rescale.0ff422935440d1c0, sha256 843a70cd4b39ffe6
  ; circuit.fully_connected.63291145a62dd9f3: as circuit.fully_connected.96483139c604a8d9, sha256 ba346698c25a4185
  func.func @circuit.add.be4ced59744da7cc(%arg0: memref<3072xi32>, %arg1: memref<3072xi16>, %arg2: memref<1x32x96xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "add"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22add\22,\22shape\22:[1,32,96],\22a\22:{\22x\22:\22i32\22,\22multiplier\22:1,\22strides\22:[0,96,1]},\22b\22:{\22x\22:\22i16\22,\22multiplier\22:202899,\22strides\22:[0,96,1]},\22acc\22:\22i32\22,\22epilogue\22:{\22relu\22:false,\22multiplier\22:1,\22shift\22:0,\22rounding\22:\22floor\22,\22bound\22:\22proven\22,\22out\22:\22i32\22}}"]]} {
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
  func.func @circuit.map.fd243f688c7e5103(%arg0: memref<1x32x96xi32>, %arg1: memref<1x32x96xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "map"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]}],\22values\22:[{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32,96],\22axes\22:[{\22offset\22:0,\22strides\22:[0,0]},{\22offset\22:0,\22strides\22:[1,0]},{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22divisor\22:{\22constant\22:16384},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:1},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,0]}],\22constant\22:0,\22type\22:\22i64\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22divisor\22:{\22constant\22:4096},\22rounding\22:\22half_up\22,\22clip\22:null,\22type\22:\22i64\22}],\22results\22:[{\22value\22:3,\22merged\22:[0,1,1],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,96]}}]}"]]} {
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
  ; circuit.rescale.13d0f636309d9ebb: as circuit.rescale.0ff422935440d1c0, sha256 95ccd1e9962007c8
  ; circuit.average_pool.8f83c1e54d617115: as circuit.average_pool.3bc275682839877e, sha256 a9cc19c801060286
  func.func @circuit.lookup.f52f845c6b239174(%arg0: memref<1x32x1xi32>, %arg1: memref<5121xi32>, %arg2: memref<16xi32>, %arg3: memref<15xi16>, %arg4: memref<1x32x1xi32>) -> i32 attributes {llvm.linkage = #llvm.linkage<weak>, passthrough = ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync", ["circuit.gadget", "lookup"], ["circuit.version", "1"], ["circuit.params", "{\22gadget\22:\22composed\22,\22operands\22:[{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[5121]},{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[16]},{\22role\22:\22activation\22,\22element\22:\22i16\22,\22shape\22:[15]}],\22values\22:[{\22word\22:\22check\22,\22x\22:{\22source\22:{\22value\22:0},\22views\22:[{\22affine\22:{\22shape\22:[32],\22axes\22:[{\22offset\22:0,\22strides\22:[0]},{\22offset\22:0,\22strides\22:[1]},{\22offset\22:0,\22strides\22:[0]}]}}]},\22range\22:{\22lo\22:-24636,\22hi\22:42042},\22status\22:\22value_range\22,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:4},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:65,\22hi\22:42042},\22type\22:\22i32\22},{\22word\22:\22compare\22,\22op\22:\22less\22,\22a\22:{\22source\22:{\22value\22:3},\22views\22:[{\22affine\22:{\22shape\22:[32,15],\22axes\22:[{\22offset\22:0,\22strides\22:[0,1]}]}}]},\22b\22:{\22source\22:{\22value\22:5},\22views\22:[{\22affine\22:{\22shape\22:[32,15],\22axes\22:[{\22offset\22:0,\22strides\22:[1,0]}]}}]},\22type\22:\22i32\22},{\22word\22:\22reduce\22,\22op\22:\22sum\22,\22x\22:{\22source\22:{\22value\22:6},\22views\22:[]},\22folded\22:1,\22floor\22:null,\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:2},\22views\22:[]},\22first\22:0,\22x\22:{\22source\22:{\22value\22:7},\22views\22:[]},\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:5},\22views\22:[]},{\22source\22:{\22value\22:8},\22views\22:[]}],\22terms\22:[{\22coefficient\22:1,\22factors\22:[0,1]}],\22constant\22:0,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:9},\22views\22:[]},\22divisor\22:{\22constant\22:64},\22rounding\22:\22half_up\22,\22clip\22:{\22lo\22:512,\22hi\22:1024},\22type\22:\22i32\22},{\22word\22:\22map\22,\22reads\22:[{\22source\22:{\22value\22:7},\22views\22:[]},{\22source\22:{\22value\22:10},\22views\22:[]}],\22terms\22:[{\22coefficient\22:512,\22factors\22:[0]},{\22coefficient\22:1,\22factors\22:[1]}],\22constant\22:-512,\22type\22:\22i32\22},{\22word\22:\22divide\22,\22numerator\22:{\22source\22:{\22value\22:11},\22views\22:[]},\22divisor\22:{\22constant\22:1},\22rounding\22:\22floor\22,\22clip\22:{\22lo\22:3072,\22hi\22:8192},\22type\22:\22i32\22},{\22word\22:\22lookup\22,\22table\22:{\22source\22:{\22value\22:1},\22views\22:[]},\22first\22:3072,\22x\22:{\22source\22:{\22value\22:12},\22views\22:[]},\22type\22:\22i32\22}],\22results\22:[{\22value\22:13,\22merged\22:[0,1,0],\22operand\22:{\22role\22:\22activation\22,\22element\22:\22i32\22,\22shape\22:[1,32,1]}}]}"]]} {
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
; 69 bytes more, sha256 698ecdc5c49a7857
  ; circuit.map.3061ef39cfd35e88: as circuit.map.99eb13d3677e5f9c, sha256 a73e91fa47c316fc
  ; circuit.rescale.5018e33a5f57b6e9: as circuit.rescale.0ff422935440d1c0, sha256 e21d6fdf6cf7fefe
  ; circuit.fully_connected.50f009e6b3a0fdc6: as circuit.fully_connected.46bd0c99ca855a7c, sha256 6d05c2452d46bc58
  ; circuit.transpose.9762350e17ecd427: as circuit.transpose.8f36f62863a8be5b, sha256 a19b355925bdec0f
  ; circuit.map.9b42db090a36545d: as circuit.map.9615333e3bab72e8, sha256 40d73663741cef8e
  ; circuit.fully_connected.a383e85c7688e8dd: as circuit.fully_connected.46bd0c99ca855a7c, sha256 bad2aa5f241568c9
  ; circuit.transpose.20020e90624677d3: as circuit.transpose.8f36f62863a8be5b, sha256 bfde185680dcbe09
  ; circuit.map.f8029a9aba91fb7f: as circuit.map.9615333e3bab72e8, sha256 086814c9f6b2f5ce
  ; circuit.fully_connected.8b7b5e610181a39e: as circuit.fully_connected.46bd0c99ca855a7c, sha256 b0db302d26426bf5
  ; circuit.transpose.55b2023618d6b225: as circuit.transpose.8f36f62863a8be5b, sha256 c280f391ec377dd7
  ; circuit.transpose.984a7f27fd5681f4: as circuit.transpose.8f36f62863a8be5b, sha256 784f787907f3aae5
  ; circuit.fully_connected.483346a715e42f23: as circuit.fully_connected.40c314b78cf247c3, sha256 32337d696bc9807c
  ; circuit.map.0f3e8f08741345f2: as circuit.map.3d0482b82573eee2, sha256 d5b95e62363d1a7e
  ; circuit.rescale.4c06a52a1f6d522d: as circuit.rescale.773f23dbae17c440, sha256 09f5087bb68c0a6c
  ; circuit.lookup.b1ac39ee7c2fb706: as circuit.lookup.4a96afc9e869ab2c, sha256 3f084dd800bcf925
  ; circuit.fully_connected.3406775793ac4ee5: as circuit.fully_connected.40c314b78cf247c3, sha256 eb9464579e55dd8f
  ; circuit.quotient.2ab4716e05842d53: as circuit.quotient.1253eb82a168e877, sha256 197ca0aff2e30a5c
  ; circuit.transpose.5aace43ae83ee0c0: as circuit.transpose.8f36f62863a8be5b, sha256 7f1e77676b60f366
  ; circuit.fully_connected.abe8b34b0dbfe8a9: as circuit.fully_connected.96483139c604a8d9, sha256 9772557c8a5e8ab9
  ; circuit.add.bb7bf9149eedf4d0: as circuit.add.be4ced59744da7cc, sha256 9b7e4ea75e3ece9d
  ; circuit.map.5274b413adc238b0: as circuit.map.fd243f688c7e5103, sha256 543d37a270284322
  ; circuit.rescale.da48c4ada2a2bf97: as circuit.rescale.0ff422935440d1c0, sha256 b562563c65e4dc53
  ; circuit.average_pool.1d80e31db1fb1aa2: as circuit.average_pool.3bc275682839877e, sha256 0a7160ce3c17daf0
  ; circuit.lookup.8d61c05521a19e8c: as circuit.lookup.f52f845c6b239174, sha256 ed47f8fcee2103d5
  ; circuit.map.23967fd81ee40808: as circuit.map.99eb13d3677e5f9c, sha256 475cb63938753f9f
  ; circuit.rescale.9262744ec72510b1: as circuit.rescale.0ff422935440d1c0, sha256 df1cce13e49b8e38
  ; circuit.fully_connected.a60d26c9a01f2271: as circuit.fully_connected.46bd0c99ca855a7c, sha256 d86f7182b9503181
  ; circuit.lookup.fd822cf67f14d4ea: as circuit.lookup.b415bf63cfd3b1e5, sha256 32e9bd24c6f6c5c4
  ; circuit.fully_connected.063ba630e572d9fc: as circuit.fully_connected.46bd0c99ca855a7c, sha256 51f2806ed30088fb
  ; circuit.map.3bef8b064552c690: as circuit.map.6233fb07b876359f, sha256 2b4dbda19f2b66fb
  ; circuit.rescale.944cd102194fd1d2: as circuit.rescale.0ff422935440d1c0, sha256 2125d60b01eca5a5
  ; circuit.fully_connected.9a9bdb61efb39f95: as circuit.fully_connected.96483139c604a8d9, sha256 fe1f7cbe3afd0039
  ; circuit.add.28a898c25a59a573: as circuit.add.be4ced59744da7cc, sha256 6476c6e2ad0db7b2
  ; circuit.map.ca22eca6ff909d74: as circuit.map.165121bbc11f42bd, sha256 c02dad312826dc1b
  ; circuit.rescale.7506702df2376db0: as circuit.rescale.0ff422935440d1c0, sha256 f871306e93c477a4
  ; circuit.average_pool.1f642ce276e00908: as circuit.average_pool.3bc275682839877e, sha256 ea4fd72b5d0a3aca
  ; circuit.lookup.e156ae95154f3ee9: as circuit.lookup.5b655a8c248ec30a, sha256 096cf93a8c4b9bb7
  ; circuit.map.94af069ce08d545b: as circuit.map.99eb13d3677e5f9c, sha256 979e188eadd9f89e
  ; circuit.rescale.08af4260acdb83bb: as circuit.rescale.0ff422935440d1c0, sha256 ec49149c06d205af
  ; circuit.fully_connected.c52a1fecd29e4757: as circuit.fully_connected.46bd0c99ca855a7c, sha256 bc3102da9820c0c1
}
