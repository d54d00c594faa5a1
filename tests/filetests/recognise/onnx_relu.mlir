// ReLU, by comparison and selection or by maximum.
// expect @select: relu f32 {"len":24}
// expect @maximum: relu f32 {"len":24}
// expect @integer: relu i8 {"len":24,"x":"i8"}
// expect @six: rescale i32 {"len":24,"epilogue":{"bound":{"saturate":{"lo":0,"hi":6}}}}
func.func @select(%x: memref<1x2x3x4xf32>) -> memref<1x2x3x4xf32> {
  %zero = arith.constant 0.000000e+00 : f32
  %y = memref.alloc() {alignment = 16 : i64} : memref<1x2x3x4xf32>
  affine.for %a = 0 to 1 {
    affine.for %b = 0 to 2 {
      affine.for %c = 0 to 3 {
        affine.for %d = 0 to 4 {
          %v = affine.load %x[%a, %b, %c, %d] : memref<1x2x3x4xf32>
          %g = arith.cmpf oge, %v, %zero : f32
          %r = arith.select %g, %v, %zero : f32
          affine.store %r, %y[%a, %b, %c, %d] : memref<1x2x3x4xf32>
        }
      }
    }
  }
  return %y : memref<1x2x3x4xf32>
}
func.func @maximum(%x: memref<24xf32>, %y: memref<24xf32>) {
  %zero = arith.constant 0.000000e+00 : f32
  affine.for %a = 0 to 24 {
    %v = affine.load %x[%a] : memref<24xf32>
    %r = arith.maxnumf %zero, %v : f32
    affine.store %r, %y[%a] : memref<24xf32>
  }
  return
}
func.func @integer(%x: memref<4x6xi8>, %y: memref<4x6xi8>) {
  %zero = arith.constant 0 : i8
  affine.for %a = 4 to 8 {
    affine.for %b = 0 to 12 step 2 {
      %v = affine.load %x[%a - 4, %b floordiv 2] : memref<4x6xi8>
      %r = arith.maxsi %v, %zero : i8
      affine.store %r, %y[%a - 4, %b floordiv 2] : memref<4x6xi8>
    }
  }
  return
}
func.func @six(%x: memref<24xi32>, %y: memref<24xi32>) {
  %zero = arith.constant 0 : i32
  %six = arith.constant 6 : i32
  affine.for %a = 0 to 24 {
    %v = affine.load %x[%a] : memref<24xi32>
    %r = arith.maxsi %v, %zero : i32
    %s = arith.minsi %r, %six : i32
    affine.store %s, %y[%a] : memref<24xi32>
  }
  return
}
