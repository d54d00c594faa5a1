// Matrix products: with a rank-0 accumulator, with transposed weights and bias, for batches, for one vector.
// expect @matmul: fully_connected f32 {"batch":1,"rows":3,"inputs":4,"outputs":5,"transposed":false,"bias":false}
// expect @gemm: fully_connected f32 {"batch":1,"rows":1,"inputs":4,"outputs":5,"transposed":true,"bias":true,"epilogue":{"relu":true}}
// expect @batched: fully_connected i8 {"batch":2,"rows":3,"inputs":4,"outputs":5,"acc":"i32","w":"u8"}
// expect @vector: fully_connected i16 {"batch":1,"rows":1,"inputs":4,"outputs":5,"acc":"i64"}
// expect @interchanged: fully_connected i32 {"batch":1,"rows":2,"inputs":4,"outputs":5}
func.func @matmul(%a: memref<3x4xf32>, %b: memref<4x5xf32>) -> memref<3x5xf32> {
  %zero = arith.constant 0.000000e+00 : f32
  %y = memref.alloc() : memref<3x5xf32>
  %acc = memref.alloca() : memref<f32>
  affine.for %i = 0 to 3 {
    affine.for %j = 0 to 5 {
      affine.store %zero, %acc[] : memref<f32>
      affine.for %k = 0 to 4 {
        %x = memref.load %a[%i, %k] : memref<3x4xf32>
        %w = memref.load %b[%k, %j] : memref<4x5xf32>
        %old = affine.load %acc[] : memref<f32>
        %p = arith.mulf %x, %w : f32
        %s = arith.addf %old, %p : f32
        affine.store %s, %acc[] : memref<f32>
      }
      %r = affine.load %acc[] : memref<f32>
      affine.store %r, %y[%i, %j] : memref<3x5xf32>
    }
  }
  return %y : memref<3x5xf32>
}
func.func @gemm(%a: memref<1x4xf32>, %b: memref<5x4xf32>, %c: memref<5xf32>) -> memref<1x5xf32> {
  %zero = arith.constant 0.000000e+00 : f32
  %y = memref.alloc() : memref<1x5xf32>
  %acc = memref.alloca() : memref<f32>
  affine.for %i = 0 to 1 {
    affine.for %j = 0 to 5 {
      affine.store %zero, %acc[] : memref<f32>
      affine.for %k = 0 to 4 {
        %x = affine.load %a[%i, %k] : memref<1x4xf32>
        %w = affine.load %b[%j, %k] : memref<5x4xf32>
        %old = affine.load %acc[] : memref<f32>
        %p = arith.mulf %x, %w : f32
        %s = arith.addf %old, %p : f32
        affine.store %s, %acc[] : memref<f32>
      }
      %r = affine.load %acc[] : memref<f32>
      %bias = affine.load %c[%j] : memref<5xf32>
      %t = arith.addf %r, %bias : f32
      affine.store %t, %y[%i, %j] : memref<1x5xf32>
    }
  }
  affine.for %i = 0 to 1 {
    affine.for %j = 0 to 5 {
      %v = affine.load %y[%i, %j] : memref<1x5xf32>
      %g = arith.cmpf olt, %v, %zero : f32
      %r = arith.select %g, %zero, %v : f32
      affine.store %r, %y[%i, %j] : memref<1x5xf32>
    }
  }
  return %y : memref<1x5xf32>
}
func.func @batched(%a: memref<2x3x4xi8>, %b: memref<2x4x5xi8>, %y: memref<2x3x5xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %n = 0 to 2 {
    affine.for %i = 0 to 3 {
      affine.for %j = 0 to 5 {
        %r = affine.for %k = 0 to 4 iter_args(%acc = %zero) -> i32 {
          %x = affine.load %a[%n, %i, %k] : memref<2x3x4xi8>
          %w = affine.load %b[%n, %k, %j] : memref<2x4x5xi8>
          %xe = arith.extsi %x : i8 to i32
          %we = arith.extui %w : i8 to i32
          %p = arith.muli %xe, %we : i32
          %s = arith.addi %acc, %p : i32
          affine.yield %s : i32
        }
        affine.store %r, %y[%n, %i, %j] : memref<2x3x5xi32>
      }
    }
  }
  return
}
func.func @vector(%a: memref<4xi16>, %b: memref<4x5xi16>, %y: memref<5xi64>) {
  %zero = arith.constant 0 : i64
  affine.for %j = 0 to 5 {
    %r = affine.for %k = 0 to 4 iter_args(%acc = %zero) -> i64 {
      %x = affine.load %a[%k] : memref<4xi16>
      %w = affine.load %b[%k, %j] : memref<4x5xi16>
      %xe = arith.extsi %x : i16 to i64
      %we = arith.extsi %w : i16 to i64
      %p = arith.muli %we, %xe : i64
      %s = arith.addi %p, %acc : i64
      affine.yield %s : i64
    }
    affine.store %r, %y[%j] : memref<5xi64>
  }
  return
}
func.func @interchanged(%a: memref<2x4xi32>, %b: memref<4x5xi32>, %y: memref<2x5xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %i = 0 to 2 {
    affine.for %j = 0 to 5 {
      affine.store %zero, %y[%i, %j] : memref<2x5xi32>
    }
  }
  affine.for %k = 0 to 4 {
    affine.for %i = 0 to 2 {
      %x = affine.load %a[%i, %k] : memref<2x4xi32>
      affine.for %j = 0 to 5 {
        %w = affine.load %b[%k, %j] : memref<4x5xi32>
        %p = arith.muli %x, %w : i32
        %old = affine.load %y[%i, %j] : memref<2x5xi32>
        %s = arith.addi %old, %p : i32
        affine.store %s, %y[%i, %j] : memref<2x5xi32>
      }
    }
  }
  return
}
