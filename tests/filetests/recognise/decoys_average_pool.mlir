// Average pools that divide by another number than that of the cells inside: of those at the border each says another mean.
// refuse @all_of_the_kernel: a divisor that is not the number of cells of the window
// refuse @cells_of_a_row: a divisor that is not the number of cells of the window
// refuse @rows_alone: a divisor that is not the number of cells of the window
// refuse @one_wider: a divisor that is not the number of cells of the window
// refuse @turned: a divisor that is not the number of cells of the window
// refuse @one_more: a divisor that is not the number of cells of the window
// expect @dilated: average_pool f32 {"planes":1,"input":[6,6],"window":{"kernel":[2,2],"strides":[1,1],"dilations":[2,2],"begin":[0,0],"end":[0,0]}}
// refuse @dilated_extent: a divisor that is not the number of cells of the window
#start = affine_map<(d0) -> (0, d0 - 1)>
#stop = affine_map<(d0) -> (4, d0 + 2)>
#beyond = affine_map<(d0) -> (4, d0 + 3)>
#below = affine_map<(d0) -> (5, d0 + 2)>
func.func @all_of_the_kernel(%x: memref<1x1x4x4xf32>, %y: memref<1x1x4x4xf32>) {
  %zero = arith.constant 0.000000e+00 : f32
  %acc = memref.alloca() : memref<f32>
  affine.for %h = 0 to 4 {
    affine.for %w = 0 to 4 {
      affine.store %zero, %acc[] : memref<f32>
      affine.for %i = max #start(%h) to min #stop(%h) {
        affine.for %j = max #start(%w) to min #stop(%w) {
          %v = affine.load %x[0, 0, %i, %j] : memref<1x1x4x4xf32>
          %m = affine.load %acc[] : memref<f32>
          %s = arith.addf %m, %v : f32
          affine.store %s, %acc[] : memref<f32>
        }
      }
      %count = arith.constant 9.0 : f32
      %r = affine.load %acc[] : memref<f32>
      %q = arith.divf %r, %count : f32
      affine.store %q, %y[0, 0, %h, %w] : memref<1x1x4x4xf32>
    }
  }
  return
}
func.func @cells_of_a_row(%x: memref<1x1x4x4xf32>, %y: memref<1x1x4x4xf32>) {
  %zero = arith.constant 0.000000e+00 : f32
  %acc = memref.alloca() : memref<f32>
  affine.for %h = 0 to 4 {
    affine.for %w = 0 to 4 {
      affine.store %zero, %acc[] : memref<f32>
      affine.for %i = max #start(%h) to min #stop(%h) {
        affine.for %j = max #start(%w) to min #stop(%w) {
          %v = affine.load %x[0, 0, %i, %j] : memref<1x1x4x4xf32>
          %m = affine.load %acc[] : memref<f32>
          %s = arith.addf %m, %v : f32
          affine.store %s, %acc[] : memref<f32>
        }
      }
      %w0 = affine.max #start(%w)
      %w1 = affine.min #stop(%w)
      %columns = arith.subi %w1, %w0 : index
      %three = arith.constant 3 : index
      %cells = arith.muli %three, %columns : index
      %i64 = arith.index_cast %cells : index to i64
      %count = arith.sitofp %i64 : i64 to f32
      %r = affine.load %acc[] : memref<f32>
      %q = arith.divf %r, %count : f32
      affine.store %q, %y[0, 0, %h, %w] : memref<1x1x4x4xf32>
    }
  }
  return
}
func.func @rows_alone(%x: memref<1x1x4x4xf32>, %y: memref<1x1x4x4xf32>) {
  %zero = arith.constant 0.000000e+00 : f32
  %acc = memref.alloca() : memref<f32>
  affine.for %h = 0 to 4 {
    affine.for %w = 0 to 4 {
      affine.store %zero, %acc[] : memref<f32>
      affine.for %i = max #start(%h) to min #stop(%h) {
        affine.for %j = max #start(%w) to min #stop(%w) {
          %v = affine.load %x[0, 0, %i, %j] : memref<1x1x4x4xf32>
          %m = affine.load %acc[] : memref<f32>
          %s = arith.addf %m, %v : f32
          affine.store %s, %acc[] : memref<f32>
        }
      }
      %h0 = affine.max #start(%h)
      %h1 = affine.min #stop(%h)
      %rows = arith.subi %h1, %h0 : index
      %i64 = arith.index_cast %rows : index to i64
      %count = arith.sitofp %i64 : i64 to f32
      %r = affine.load %acc[] : memref<f32>
      %q = arith.divf %r, %count : f32
      affine.store %q, %y[0, 0, %h, %w] : memref<1x1x4x4xf32>
    }
  }
  return
}
func.func @one_wider(%x: memref<1x1x4x4xf32>, %y: memref<1x1x4x4xf32>) {
  %zero = arith.constant 0.000000e+00 : f32
  %acc = memref.alloca() : memref<f32>
  affine.for %h = 0 to 4 {
    affine.for %w = 0 to 4 {
      affine.store %zero, %acc[] : memref<f32>
      affine.for %i = max #start(%h) to min #stop(%h) {
        affine.for %j = max #start(%w) to min #stop(%w) {
          %v = affine.load %x[0, 0, %i, %j] : memref<1x1x4x4xf32>
          %m = affine.load %acc[] : memref<f32>
          %s = arith.addf %m, %v : f32
          affine.store %s, %acc[] : memref<f32>
        }
      }
      %h0 = affine.max #start(%h)
      %h1 = affine.min #stop(%h)
      %w0 = affine.max #start(%w)
      %w1 = affine.min #beyond(%w)
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
func.func @turned(%x: memref<1x1x5x4xf32>, %y: memref<1x1x5x4xf32>) {
  %zero = arith.constant 0.000000e+00 : f32
  %acc = memref.alloca() : memref<f32>
  affine.for %h = 0 to 5 {
    affine.for %w = 0 to 4 {
      affine.store %zero, %acc[] : memref<f32>
      affine.for %i = max #start(%h) to min #below(%h) {
        affine.for %j = max #start(%w) to min #stop(%w) {
          %v = affine.load %x[0, 0, %i, %j] : memref<1x1x5x4xf32>
          %m = affine.load %acc[] : memref<f32>
          %s = arith.addf %m, %v : f32
          affine.store %s, %acc[] : memref<f32>
        }
      }
      %h0 = affine.max #start(%w)
      %h1 = affine.min #below(%w)
      %w0 = affine.max #start(%h)
      %w1 = affine.min #stop(%h)
      %rows = arith.subi %h1, %h0 : index
      %columns = arith.subi %w1, %w0 : index
      %cells = arith.muli %rows, %columns : index
      %i64 = arith.index_cast %cells : index to i64
      %count = arith.sitofp %i64 : i64 to f32
      %r = affine.load %acc[] : memref<f32>
      %q = arith.divf %r, %count : f32
      affine.store %q, %y[0, 0, %h, %w] : memref<1x1x5x4xf32>
    }
  }
  return
}
func.func @one_more(%x: memref<1x4x4xf32>, %y: memref<1x2x2xf32>) {
  %zero = arith.constant 0.000000e+00 : f32
  %count = arith.constant 5.0 : f32
  affine.for %h = 0 to 2 {
    affine.for %w = 0 to 2 {
      %r = affine.for %i = 0 to 2 iter_args(%a = %zero) -> f32 {
        %s = affine.for %j = 0 to 2 iter_args(%b = %a) -> f32 {
          %v = affine.load %x[0, %h * 2 + %i * 1, %w * 2 + %j * 1] : memref<1x4x4xf32>
          %t = arith.addf %b, %v : f32
          affine.yield %t : f32
        }
        affine.yield %s : f32
      }
      %q = arith.divf %r, %count : f32
      affine.store %q, %y[0, %h, %w] : memref<1x2x2xf32>
    }
  }
  return
}
func.func @dilated(%x: memref<1x6x6xf32>, %y: memref<1x4x4xf32>) {
  %zero = arith.constant 0.000000e+00 : f32
  %count = arith.constant 4.0 : f32
  affine.for %h = 0 to 4 {
    affine.for %w = 0 to 4 {
      %r = affine.for %i = 0 to 2 iter_args(%a = %zero) -> f32 {
        %s = affine.for %j = 0 to 2 iter_args(%b = %a) -> f32 {
          %v = affine.load %x[0, %h * 1 + %i * 2, %w * 1 + %j * 2] : memref<1x6x6xf32>
          %t = arith.addf %b, %v : f32
          affine.yield %t : f32
        }
        affine.yield %s : f32
      }
      %q = arith.divf %r, %count : f32
      affine.store %q, %y[0, %h, %w] : memref<1x4x4xf32>
    }
  }
  return
}
func.func @dilated_extent(%x: memref<1x6x6xf32>, %y: memref<1x4x4xf32>) {
  %zero = arith.constant 0.000000e+00 : f32
  %count = arith.constant 9.0 : f32
  affine.for %h = 0 to 4 {
    affine.for %w = 0 to 4 {
      %r = affine.for %i = 0 to 2 iter_args(%a = %zero) -> f32 {
        %s = affine.for %j = 0 to 2 iter_args(%b = %a) -> f32 {
          %v = affine.load %x[0, %h * 1 + %i * 2, %w * 1 + %j * 2] : memref<1x6x6xf32>
          %t = arith.addf %b, %v : f32
          affine.yield %t : f32
        }
        affine.yield %s : f32
      }
      %q = arith.divf %r, %count : f32
      affine.store %q, %y[0, %h, %w] : memref<1x4x4xf32>
    }
  }
  return
}
