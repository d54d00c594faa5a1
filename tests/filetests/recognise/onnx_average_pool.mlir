// Average pools: by the kernel's size, by the number of cells inside, over all of a plane, as plain sums.
// expect @included: average_pool f32 {"planes":2,"input":[6,6],"window":{"kernel":[2,2],"strides":[2,2],"begin":[0,0],"end":[0,0]}}
// expect @counted: average_pool f32 {"planes":1,"input":[4,4],"window":{"kernel":[3,3],"strides":[1,1],"begin":[1,1],"end":[1,1]}}
// expect @global: average_pool f32 {"planes":3,"input":[4,5],"window":{"kernel":[4,5]}}
// expect @sums: average_pool u8 {"planes":3,"input":[4,4],"acc":"i32","window":{"kernel":[2,2],"strides":[2,2]},"epilogue":{"shift":2,"rounding":"half_up","multiplier":1}}
#start = affine_map<(d0) -> (0, d0 - 1)>
#stop = affine_map<(d0) -> (4, d0 + 2)>
func.func @included(%x: memref<1x2x6x6xf32>) -> memref<1x2x3x3xf32> {
  %zero = arith.constant 0.000000e+00 : f32
  %four = arith.constant 4.000000e+00 : f32
  %y = memref.alloc() : memref<1x2x3x3xf32>
  %acc = memref.alloca() : memref<f32>
  affine.for %n = 0 to 1 {
    affine.for %c = 0 to 2 {
      affine.for %h = 0 to 3 {
        affine.for %w = 0 to 3 {
          affine.store %zero, %acc[] : memref<f32>
          affine.for %i = 0 to 2 {
            affine.for %j = 0 to 2 {
              %a = affine.apply affine_map<(d0, d1) -> (d0 + d1 * 2)>(%i, %h)
              %b = affine.apply affine_map<(d0, d1) -> (d0 + d1 * 2)>(%j, %w)
              %v = memref.load %x[%n, %c, %a, %b] : memref<1x2x6x6xf32>
              %m = affine.load %acc[] : memref<f32>
              %s = arith.addf %m, %v : f32
              affine.store %s, %acc[] : memref<f32>
            }
          }
          %r = affine.load %acc[] : memref<f32>
          %q = arith.divf %r, %four : f32
          affine.store %q, %y[%n, %c, %h, %w] : memref<1x2x3x3xf32>
        }
      }
    }
  }
  return %y : memref<1x2x3x3xf32>
}
func.func @counted(%x: memref<1x1x4x4xf32>, %y: memref<1x1x4x4xf32>) {
  %zero = arith.constant 0.000000e+00 : f32
  %acc = memref.alloca() : memref<f32>
  affine.for %h = 0 to 4 {
    affine.for %w = 0 to 4 {
      affine.store %zero, %acc[] : memref<f32>
      %h0 = affine.max #start(%h)
      %h1 = affine.min #stop(%h)
      %w0 = affine.max #start(%w)
      %w1 = affine.min #stop(%w)
      affine.for %i = max #start(%h) to min #stop(%h) {
        affine.for %j = max #start(%w) to min #stop(%w) {
          %v = affine.load %x[0, 0, %i, %j] : memref<1x1x4x4xf32>
          %m = affine.load %acc[] : memref<f32>
          %s = arith.addf %m, %v : f32
          affine.store %s, %acc[] : memref<f32>
        }
      }
      %rows = arith.subi %h1, %h0 : index
      %columns = arith.subi %w1, %w0 : index
      %cells = arith.muli %rows, %columns : index
      %i64 = arith.index_cast %cells : index to i64
      %count = arith.sitofp %i64 : i64 to f32
      %r = affine.load %acc[] : memref<f32>
      %q = arith.divf %r, %count : f32
      affine.store %q, %y[0, 0, %h, %w] : memref<1x1x4x4xf32>
    }
  }
  return
}
func.func @global(%x: memref<1x3x4x5xf32>, %y: memref<1x3xf32>) {
  %zero = arith.constant 0.000000e+00 : f32
  %count = arith.constant 20.0 : f32
  affine.for %c = 0 to 3 {
    %r = affine.for %i = 0 to 4 iter_args(%a = %zero) -> f32 {
      %s = affine.for %j = 0 to 5 iter_args(%b = %a) -> f32 {
        %v = affine.load %x[0, %c, %i, %j] : memref<1x3x4x5xf32>
        %t = arith.addf %b, %v : f32
        affine.yield %t : f32
      }
      affine.yield %s : f32
    }
    %q = arith.divf %r, %count : f32
    affine.store %q, %y[0, %c] : memref<1x3xf32>
  }
  return
}
func.func @sums(%x: memref<3x4x4xi8>, %y: memref<3x2x2xi32>) {
  %zero = arith.constant 0 : i32
  %two = arith.constant 2 : i32
  affine.for %c = 0 to 3 {
    affine.for %h = 0 to 2 {
      affine.for %w = 0 to 2 {
        %r = affine.for %i = 0 to 2 iter_args(%a = %zero) -> i32 {
          %s = affine.for %j = 0 to 2 iter_args(%b = %a) -> i32 {
            %v = affine.load %x[%c, %h * 2 + %i, %w * 2 + %j] : memref<3x4x4xi8>
            %e = arith.extui %v : i8 to i32
            %t = arith.addi %b, %e : i32
            affine.yield %t : i32
          }
          affine.yield %s : i32
        }
        %h2 = arith.addi %r, %two : i32
        %q = arith.shrsi %h2, %two : i32
        affine.store %q, %y[%c, %h, %w] : memref<3x2x2xi32>
      }
    }
  }
  return
}
