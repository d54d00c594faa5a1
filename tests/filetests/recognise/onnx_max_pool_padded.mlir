// A 3x3/2 max pool with padding 1: the window's start is clipped by affine.max, its length by the bounds.
// expect @padded: max_pool f32 {"planes":2,"input":[7,6],"window":{"kernel":[3,3],"strides":[2,2],"dilations":[1,1],"begin":[1,1],"end":[1,0]}}
// expect @bounds: max_pool i8 {"planes":1,"input":[28,28],"window":{"kernel":[2,2],"strides":[2,2]},"epilogue":{"relu":false,"shift":0}}
// expect @dilated: max_pool f32 {"planes":1,"input":[9,9],"window":{"kernel":[2,3],"strides":[1,2],"dilations":[3,2],"begin":[0,0],"end":[0,0]}}
#start = affine_map<(d0) -> (0, d0 * 2 - 1)>
#rows = affine_map<(d0)[s0] -> (s0, -(d0 * 2 - 1) + s0, d0 * 2 + 2, 3)>
#lb = affine_map<(d0) -> (0, d0 * 2)>
#ub = affine_map<(d0) -> (28, d0 * 2 + 2)>
func.func @padded(%x: memref<1x2x7x6xf32>) -> memref<1x2x4x3xf32> {
  %c7 = arith.constant 7 : index
  %c6 = arith.constant 6 : index
  %low = arith.constant 0xFF800000 : f32
  %y = memref.alloc() : memref<1x2x4x3xf32>
  %acc = memref.alloca() : memref<f32>
  affine.for %n = 0 to 1 {
    affine.for %c = 0 to 2 {
      affine.for %h = 0 to 4 {
        affine.for %w = 0 to 3 {
          affine.store %low, %acc[] : memref<f32>
          %sh = affine.max #start(%h)
          %sw = affine.max #start(%w)
          affine.for %i = 0 to min #rows(%h)[%c7] {
            affine.for %j = 0 to min #rows(%w)[%c6] {
              %a = arith.addi %i, %sh : index
              %b = arith.addi %j, %sw : index
              %v = memref.load %x[%n, %c, %a, %b] : memref<1x2x7x6xf32>
              %m = affine.load %acc[] : memref<f32>
              %g = arith.cmpf ogt, %m, %v : f32
              %s = arith.select %g, %m, %v : f32
              affine.store %s, %acc[] : memref<f32>
            }
          }
          %r = affine.load %acc[] : memref<f32>
          affine.store %r, %y[%n, %c, %h, %w] : memref<1x2x4x3xf32>
        }
      }
    }
  }
  return %y : memref<1x2x4x3xf32>
}
func.func @bounds(%x: memref<1x1x28x28xi8>, %y: memref<1x1x14x14xi8>) {
  %low = arith.constant -128 : i8
  %acc = memref.alloca() : memref<i8>
  affine.for %n = 0 to 1 {
    affine.for %c = 0 to 1 {
      affine.for %h = 0 to 14 {
        affine.for %w = 0 to 14 {
          affine.store %low, %acc[] : memref<i8>
          affine.for %i = max #lb(%h) to min #ub(%h) {
            affine.for %j = max #lb(%w) to min #ub(%w) {
              %v = affine.load %x[%n, %c, %i, %j] : memref<1x1x28x28xi8>
              %m = affine.load %acc[] : memref<i8>
              %g = arith.cmpi slt, %m, %v : i8
              %s = arith.select %g, %v, %m : i8
              affine.store %s, %acc[] : memref<i8>
            }
          }
          %r = affine.load %acc[] : memref<i8>
          affine.store %r, %y[%n, %c, %h, %w] : memref<1x1x14x14xi8>
        }
      }
    }
  }
  return
}
func.func @dilated(%x: memref<9x9xf32>, %y: memref<6x3xf32>) {
  %low = arith.constant 0xFF800000 : f32
  affine.for %h = 0 to 6 {
    affine.for %w = 0 to 3 {
      %p = affine.for %i = 0 to 2 iter_args(%q = %low) -> f32 {
        %o = affine.for %j = 0 to 6 step 2 iter_args(%m = %q) -> f32 {
          %v = affine.load %x[%h + %i * 3, %w * 2 + %j] : memref<9x9xf32>
          %s = arith.maximumf %m, %v : f32
          affine.yield %s : f32
        }
        affine.yield %o : f32
      }
      affine.store %p, %y[%h, %w] : memref<6x3xf32>
    }
  }
  return
}
