// Softmax by a table of exponentials: three nests with buffers between them, and decoys of it.
// expect @softmax: softmax i8 {"outer":2,"axis":5,"inner":1,"multiplier":3,"shift":2,"table_bits":4,"reciprocal_bits":20,"fraction_bits":7,"out":"i16"}
// refuse @unguarded: a division by something that may be 0
// refuse @unbounded: a table index that is not bounded
// refuse @short_table: position 16 along axis 0 of 16
// refuse @starts_too_high: does not start at the smallest value
func.func @softmax(%x: memref<2x5xi8>, %t: memref<17xi32>, %y: memref<2x5xi16>) {
  %low = arith.constant -128 : i64
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %two = arith.constant 2 : i64
  %three = arith.constant 3 : i64
  %last = arith.constant 16 : i64
  %unit = arith.constant 1048576 : i64
  %half = arith.constant 4096 : i64
  %drop = arith.constant 13 : i64
  %max = memref.alloc() : memref<2xi64>
  %sum = memref.alloc() : memref<2xi64>
  %e = memref.alloc() : memref<2x5xi32>
  affine.for %o = 0 to 2 {
    affine.store %low, %max[%o] : memref<2xi64>
    affine.store %zero, %sum[%o] : memref<2xi64>
  }
  affine.for %o = 0 to 2 {
    affine.for %a = 0 to 5 {
      %v = affine.load %x[%o, %a] : memref<2x5xi8>
      %w = arith.extsi %v : i8 to i64
      %m = affine.load %max[%o] : memref<2xi64>
      %n = arith.maxsi %m, %w : i64
      affine.store %n, %max[%o] : memref<2xi64>
    }
  }
  affine.for %o = 0 to 2 {
    affine.for %a = 0 to 5 {
      %v = affine.load %x[%o, %a] : memref<2x5xi8>
      %w = arith.extsi %v : i8 to i64
      %m = affine.load %max[%o] : memref<2xi64>
      %d = arith.subi %m, %w : i64
      %p = arith.muli %d, %three : i64
      %z = arith.shrsi %p, %two : i64
      %i = arith.minui %z, %last : i64
      %k = arith.index_cast %i : i64 to index
      %r = memref.load %t[%k] : memref<17xi32>
      affine.store %r, %e[%o, %a] : memref<2x5xi32>
    }
  }
  affine.for %o = 0 to 2 {
    affine.for %a = 0 to 5 {
      %r = affine.load %e[%o, %a] : memref<2x5xi32>
      %w = arith.extsi %r : i32 to i64
      %s = affine.load %sum[%o] : memref<2xi64>
      %n = arith.addi %s, %w : i64
      affine.store %n, %sum[%o] : memref<2xi64>
    }
  }
  affine.for %o = 0 to 2 {
    affine.for %a = 0 to 5 {
      %s = affine.load %sum[%o] : memref<2xi64>
      %g = arith.maxsi %s, %one : i64
      %q = arith.divui %unit, %g : i64
      %r = affine.load %e[%o, %a] : memref<2x5xi32>
      %w = arith.extsi %r : i32 to i64
      %p = arith.muli %q, %w : i64
      %h = arith.addi %p, %half : i64
      %v = arith.shrsi %h, %drop : i64
      %n = arith.trunci %v : i64 to i16
      affine.store %n, %y[%o, %a] : memref<2x5xi16>
    }
  }
  return
}
func.func @unguarded(%x: memref<2x5xi8>, %t: memref<17xi32>, %y: memref<2x5xi64>) {
  %low = arith.constant -128 : i64
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %last = arith.constant 16 : i64
  %unit = arith.constant 1048576 : i64
  affine.for %o = 0 to 2 {
    %m = affine.for %a = 0 to 5 iter_args(%acc = %low) -> i64 {
      %v = affine.load %x[%o, %a] : memref<2x5xi8>
      %w = arith.extsi %v : i8 to i64
      %n = arith.maxsi %acc, %w : i64
      affine.yield %n : i64
    }
    %s = affine.for %a = 0 to 5 iter_args(%acc = %zero) -> i64 {
      %w0 = affine.load %x[%o, %a] : memref<2x5xi8>
      %x0 = arith.extsi %w0 : i8 to i64
      %d0 = arith.subi %m, %x0 : i64
      %i0 = arith.minui %d0, %last : i64
      %k0 = arith.index_cast %i0 : i64 to index
      %r0 = memref.load %t[%k0] : memref<17xi32>
      %e0 = arith.extsi %r0 : i32 to i64
      %n = arith.addi %acc, %e0 : i64
      affine.yield %n : i64
    }
    %g = arith.maxsi %s, %zero : i64
    %q = arith.divui %unit, %g : i64
    affine.for %a = 0 to 5 {
      %w1 = affine.load %x[%o, %a] : memref<2x5xi8>
      %x1 = arith.extsi %w1 : i8 to i64
      %d1 = arith.subi %m, %x1 : i64
      %i1 = arith.minui %d1, %last : i64
      %k1 = arith.index_cast %i1 : i64 to index
      %r1 = memref.load %t[%k1] : memref<17xi32>
      %e1 = arith.extsi %r1 : i32 to i64
      %p = arith.muli %e1, %q : i64
      affine.store %p, %y[%o, %a] : memref<2x5xi64>
    }
  }
  return
}
func.func @unbounded(%x: memref<2x5xi8>, %t: memref<17xi32>, %y: memref<2x5xi64>) {
  %low = arith.constant -128 : i64
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %last = arith.constant 16 : i64
  %unit = arith.constant 1048576 : i64
  affine.for %o = 0 to 2 {
    %m = affine.for %a = 0 to 5 iter_args(%acc = %low) -> i64 {
      %v = affine.load %x[%o, %a] : memref<2x5xi8>
      %w = arith.extsi %v : i8 to i64
      %n = arith.maxsi %acc, %w : i64
      affine.yield %n : i64
    }
    %s = affine.for %a = 0 to 5 iter_args(%acc = %zero) -> i64 {
      %w0 = affine.load %x[%o, %a] : memref<2x5xi8>
      %x0 = arith.extsi %w0 : i8 to i64
      %d0 = arith.subi %m, %x0 : i64
      %i0 = arith.addi %d0, %zero : i64
      %k0 = arith.index_cast %i0 : i64 to index
      %r0 = memref.load %t[%k0] : memref<17xi32>
      %e0 = arith.extsi %r0 : i32 to i64
      %n = arith.addi %acc, %e0 : i64
      affine.yield %n : i64
    }
    %g = arith.maxsi %s, %one : i64
    %q = arith.divui %unit, %g : i64
    affine.for %a = 0 to 5 {
      %w1 = affine.load %x[%o, %a] : memref<2x5xi8>
      %x1 = arith.extsi %w1 : i8 to i64
      %d1 = arith.subi %m, %x1 : i64
      %i1 = arith.addi %d1, %zero : i64
      %k1 = arith.index_cast %i1 : i64 to index
      %r1 = memref.load %t[%k1] : memref<17xi32>
      %e1 = arith.extsi %r1 : i32 to i64
      %p = arith.muli %e1, %q : i64
      affine.store %p, %y[%o, %a] : memref<2x5xi64>
    }
  }
  return
}
func.func @short_table(%x: memref<2x5xi8>, %t: memref<16xi32>, %y: memref<2x5xi64>) {
  %low = arith.constant -128 : i64
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %last = arith.constant 16 : i64
  %unit = arith.constant 1048576 : i64
  affine.for %o = 0 to 2 {
    %m = affine.for %a = 0 to 5 iter_args(%acc = %low) -> i64 {
      %v = affine.load %x[%o, %a] : memref<2x5xi8>
      %w = arith.extsi %v : i8 to i64
      %n = arith.maxsi %acc, %w : i64
      affine.yield %n : i64
    }
    %s = affine.for %a = 0 to 5 iter_args(%acc = %zero) -> i64 {
      %w0 = affine.load %x[%o, %a] : memref<2x5xi8>
      %x0 = arith.extsi %w0 : i8 to i64
      %d0 = arith.subi %m, %x0 : i64
      %i0 = arith.minui %d0, %last : i64
      %k0 = arith.index_cast %i0 : i64 to index
      %r0 = memref.load %t[%k0] : memref<16xi32>
      %e0 = arith.extsi %r0 : i32 to i64
      %n = arith.addi %acc, %e0 : i64
      affine.yield %n : i64
    }
    %g = arith.maxsi %s, %one : i64
    %q = arith.divui %unit, %g : i64
    affine.for %a = 0 to 5 {
      %w1 = affine.load %x[%o, %a] : memref<2x5xi8>
      %x1 = arith.extsi %w1 : i8 to i64
      %d1 = arith.subi %m, %x1 : i64
      %i1 = arith.minui %d1, %last : i64
      %k1 = arith.index_cast %i1 : i64 to index
      %r1 = memref.load %t[%k1] : memref<16xi32>
      %e1 = arith.extsi %r1 : i32 to i64
      %p = arith.muli %e1, %q : i64
      affine.store %p, %y[%o, %a] : memref<2x5xi64>
    }
  }
  return
}
func.func @starts_too_high(%x: memref<2x5xi8>, %t: memref<17xi32>, %y: memref<2x5xi64>) {
  %low = arith.constant -127 : i64
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %last = arith.constant 16 : i64
  %unit = arith.constant 1048576 : i64
  affine.for %o = 0 to 2 {
    %m = affine.for %a = 0 to 5 iter_args(%acc = %low) -> i64 {
      %v = affine.load %x[%o, %a] : memref<2x5xi8>
      %w = arith.extsi %v : i8 to i64
      %n = arith.maxsi %acc, %w : i64
      affine.yield %n : i64
    }
    %s = affine.for %a = 0 to 5 iter_args(%acc = %zero) -> i64 {
      %w0 = affine.load %x[%o, %a] : memref<2x5xi8>
      %x0 = arith.extsi %w0 : i8 to i64
      %d0 = arith.subi %m, %x0 : i64
      %i0 = arith.minui %d0, %last : i64
      %k0 = arith.index_cast %i0 : i64 to index
      %r0 = memref.load %t[%k0] : memref<17xi32>
      %e0 = arith.extsi %r0 : i32 to i64
      %n = arith.addi %acc, %e0 : i64
      affine.yield %n : i64
    }
    %g = arith.maxsi %s, %one : i64
    %q = arith.divui %unit, %g : i64
    affine.for %a = 0 to 5 {
      %w1 = affine.load %x[%o, %a] : memref<2x5xi8>
      %x1 = arith.extsi %w1 : i8 to i64
      %d1 = arith.subi %m, %x1 : i64
      %i1 = arith.minui %d1, %last : i64
      %k1 = arith.index_cast %i1 : i64 to index
      %r1 = memref.load %t[%k1] : memref<17xi32>
      %e1 = arith.extsi %r1 : i32 to i64
      %p = arith.muli %e1, %q : i64
      affine.store %p, %y[%o, %a] : memref<2x5xi64>
    }
  }
  return
}
