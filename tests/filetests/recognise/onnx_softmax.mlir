// Softmax: exponentials stored in the output and divided in place; three nests with buffers for maximum and sum.
// expect @softmax: softmax f32 {"outer":3,"axis":10,"inner":1,"x":"f32"}
// expect @nests: softmax f32 {"outer":2,"axis":4,"inner":5}
func.func @softmax(%x: memref<3x10xf32>) -> memref<3x10xf32> {
  %zero = arith.constant 0.000000e+00 : f32
  %low = arith.constant 0xFF800000 : f32
  %y = memref.alloc() : memref<3x10xf32>
  %sum = memref.alloca() : memref<f32>
  %max = memref.alloca() : memref<f32>
  affine.for %o = 0 to 3 {
    affine.store %zero, %sum[] : memref<f32>
    affine.store %low, %max[] : memref<f32>
    affine.for %a = 0 to 10 {
      %m = affine.load %max[] : memref<f32>
      %v = memref.load %x[%o, %a] : memref<3x10xf32>
      %g = arith.cmpf ogt, %m, %v : f32
      %s = arith.select %g, %m, %v : f32
      affine.store %s, %max[] : memref<f32>
    }
    %top = affine.load %max[] : memref<f32>
    affine.for %a = 0 to 10 {
      %s = affine.load %sum[] : memref<f32>
      %v = memref.load %x[%o, %a] : memref<3x10xf32>
      %d = arith.subf %v, %top : f32
      %e = math.exp %d : f32
      %t = arith.addf %s, %e : f32
      affine.store %t, %sum[] : memref<f32>
      memref.store %e, %y[%o, %a] : memref<3x10xf32>
    }
    %all = affine.load %sum[] : memref<f32>
    affine.for %a = 0 to 10 {
      %e = memref.load %y[%o, %a] : memref<3x10xf32>
      %q = arith.divf %e, %all : f32
      memref.store %q, %y[%o, %a] : memref<3x10xf32>
    }
  }
  return %y : memref<3x10xf32>
}
func.func @nests(%x: memref<2x4x5xf32>, %y: memref<2x4x5xf32>) {
  %zero = arith.constant 0.000000e+00 : f32
  %low = arith.constant 0xFF800000 : f32
  %max = memref.alloc() : memref<2x5xf32>
  %sum = memref.alloc() : memref<2x5xf32>
  affine.for %o = 0 to 2 {
    affine.for %i = 0 to 5 {
      %r = affine.for %a = 0 to 4 iter_args(%m = %low) -> f32 {
        %v = affine.load %x[%o, %a, %i] : memref<2x4x5xf32>
        %s = arith.maximumf %m, %v : f32
        affine.yield %s : f32
      }
      affine.store %r, %max[%o, %i] : memref<2x5xf32>
    }
  }
  affine.for %o = 0 to 2 {
    affine.for %i = 0 to 5 {
      %r = affine.for %a = 0 to 4 iter_args(%s = %zero) -> f32 {
        %v = affine.load %x[%o, %a, %i] : memref<2x4x5xf32>
        %m = affine.load %max[%o, %i] : memref<2x5xf32>
        %d = arith.subf %v, %m : f32
        %e = math.exp %d : f32
        %t = arith.addf %s, %e : f32
        affine.yield %t : f32
      }
      affine.store %r, %sum[%o, %i] : memref<2x5xf32>
    }
  }
  affine.for %o = 0 to 2 {
    affine.for %a = 0 to 4 {
      affine.for %i = 0 to 5 {
        %v = affine.load %x[%o, %a, %i] : memref<2x4x5xf32>
        %m = affine.load %max[%o, %i] : memref<2x5xf32>
        %d = arith.subf %v, %m : f32
        %e = math.exp %d : f32
        %s = affine.load %sum[%o, %i] : memref<2x5xf32>
        %q = arith.divf %e, %s : f32
        affine.store %q, %y[%o, %a, %i] : memref<2x4x5xf32>
      }
    }
  }
  memref.dealloc %max : memref<2x5xf32>
  return
}
