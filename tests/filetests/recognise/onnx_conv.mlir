// Convolutions with groups, padding and bias: kernel bounds clipped by max and min, the bias added afterwards.
// expect @conv: conv2d f32 {"batch":1,"groups":2,"in_channels":2,"out_channels":3,"input":[5,5],"bias":true,"window":{"kernel":[3,3],"strides":[2,2],"dilations":[1,1],"begin":[1,1],"end":[1,1]},"epilogue":{"relu":false}}
// expect @integer: conv2d i8 {"batch":1,"groups":1,"in_channels":2,"out_channels":4,"input":[6,6],"bias":false,"acc":"i32","window":{"kernel":[2,2],"strides":[1,1],"dilations":[2,2],"begin":[0,0],"end":[0,0]}}
#lower = affine_map<(d0) -> (0, (-(d0 * 2) + 1) ceildiv 1)>
#upper = affine_map<(d0)[s0] -> (3, s0 - d0 * 2 + 1)>
#place = affine_map<(d0, d1) -> (d0 * 2 + d1 - 1)>
func.func @conv(%x: memref<1x4x5x5xf32>, %w: memref<6x2x3x3xf32>, %b: memref<6xf32>) -> memref<1x6x3x3xf32> {
  %c5 = arith.constant 5 : index
  %zero = arith.constant 0.000000e+00 : f32
  %y = memref.alloc() : memref<1x6x3x3xf32>
  %acc = memref.alloca() : memref<f32>
  affine.for %n = 0 to 1 {
    affine.for %g = 0 to 2 {
      affine.for %m = 0 to 3 {
        %oc = affine.apply affine_map<(d0, d1) -> (d0 * 3 + d1)>(%g, %m)
        affine.for %h = 0 to 3 {
          affine.for %v = 0 to 3 {
            affine.store %zero, %acc[] : memref<f32>
            affine.for %c = 0 to 2 {
              affine.for %i = max #lower(%h) to min #upper(%h)[%c5] {
                affine.for %j = max #lower(%v) to min #upper(%v)[%c5] {
                  %ic = affine.apply affine_map<(d0, d1) -> (d0 * 2 + d1)>(%g, %c)
                  %r = affine.apply #place(%h, %i)
                  %s = affine.apply #place(%v, %j)
                  %a = memref.load %x[%n, %ic, %r, %s] : memref<1x4x5x5xf32>
                  %k = memref.load %w[%oc, %c, %i, %j] : memref<6x2x3x3xf32>
                  %old = affine.load %acc[] : memref<f32>
                  %p = arith.mulf %a, %k : f32
                  %q = arith.addf %old, %p : f32
                  affine.store %q, %acc[] : memref<f32>
                }
              }
            }
            %sum = affine.load %acc[] : memref<f32>
            %bias = affine.load %b[%g * 3 + %m] : memref<6xf32>
            %all = arith.addf %sum, %bias : f32
            affine.store %all, %y[%n, %g * 3 + %m, %h, %v] : memref<1x6x3x3xf32>
          }
        }
      }
    }
  }
  return %y : memref<1x6x3x3xf32>
}
func.func @integer(%x: memref<1x2x6x6xi8>, %w: memref<4x2x2x2xi8>, %y: memref<1x4x4x4xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %m = 0 to 4 {
    affine.for %h = 0 to 4 {
      affine.for %v = 0 to 4 {
        affine.store %zero, %y[0, %m, %h, %v] : memref<1x4x4x4xi32>
        affine.for %c = 0 to 2 {
          affine.for %i = 0 to 2 {
            affine.for %j = 0 to 2 {
              %a = affine.load %x[0, %c, %h + %i * 2, %v + %j * 2] : memref<1x2x6x6xi8>
              %k = affine.load %w[%m, %c, %i, %j] : memref<4x2x2x2xi8>
              %ae = arith.extsi %a : i8 to i32
              %ke = arith.extsi %k : i8 to i32
              %p = arith.muli %ke, %ae : i32
              %old = affine.load %y[0, %m, %h, %v] : memref<1x4x4x4xi32>
              %q = arith.addi %p, %old : i32
              affine.store %q, %y[0, %m, %h, %v] : memref<1x4x4x4xi32>
            }
          }
        }
      }
    }
  }
  return
}
