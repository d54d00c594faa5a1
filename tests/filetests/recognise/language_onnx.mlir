// The parts of a language model as onnx-mlir has them, an operator a nest or two: sums in buffers of one element, indices that
// are wrapped, joins that are written part by part.
// form @embedding: embedding
// form @norm: rms_norm
// form @rotation: rope
// form @attention: attention
// form @triangle: attention
// form @gated: swiglu
func.func @embedding(%table: memref<7x4xi32>, %tokens: memref<3xi8>) -> memref<3x4xi32> {
  %none = arith.constant 0 : i64
  %size = arith.constant 7 : i64
  %last = arith.constant 6 : i64
  %y = memref.alloc() {alignment = 16 : i64} : memref<3x4xi32>
  affine.for %t = 0 to 3 {
    affine.for %d = 0 to 4 {
      %token = affine.load %tokens[%t] : memref<3xi8>
      %w = arith.extsi %token : i8 to i64
      %below = arith.cmpi slt, %w, %none : i64
      %wrapped = arith.addi %w, %size : i64
      %k = arith.select %below, %wrapped, %w : i64
      %a = arith.maxsi %k, %none : i64
      %b = arith.minsi %a, %last : i64
      %i = arith.index_cast %b : i64 to index
      %v = memref.load %table[%i, %d] : memref<7x4xi32>
      affine.store %v, %y[%t, %d] : memref<3x4xi32>
    }
  }
  return %y : memref<3x4xi32>
}
func.func @norm(%x: memref<3x4xi32>, %roots: memref<17xi32>) -> memref<3x4xi32> {
  %zero = arith.constant 0 : i64
  %four = arith.constant 4 : i64
  %epsilon = arith.constant 5 : i64
  %last = arith.constant 16 : i64
  %half = arith.constant 32 : i64
  %six = arith.constant 6 : i64
  %square = memref.alloc() {alignment = 16 : i64} : memref<3x4xi64>
  affine.for %t = 0 to 3 {
    affine.for %d = 0 to 4 {
      %v = affine.load %x[%t, %d] : memref<3x4xi32>
      %w = arith.extsi %v : i32 to i64
      %p = arith.muli %w, %w : i64
      affine.store %p, %square[%t, %d] : memref<3x4xi64>
    }
  }
  %mean = memref.alloc() {alignment = 16 : i64} : memref<3x1xi64>
  affine.for %t = 0 to 3 {
    affine.for %o = 0 to 1 {
      affine.store %zero, %mean[%t, %o] : memref<3x1xi64>
    }
  }
  affine.for %t = 0 to 3 {
    affine.for %d = 0 to 4 {
      %p = affine.load %square[%t, %d] : memref<3x4xi64>
      %old = affine.load %mean[%t, 0] : memref<3x1xi64>
      %s = arith.addi %old, %p : i64
      affine.store %s, %mean[%t, 0] : memref<3x1xi64>
    }
  }
  %shifted = memref.alloc() {alignment = 16 : i64} : memref<3x1xi64>
  affine.for %t = 0 to 3 {
    affine.for %o = 0 to 1 {
      %s = affine.load %mean[%t, %o] : memref<3x1xi64>
      %a = arith.addi %s, %epsilon : i64
      affine.store %a, %shifted[%t, %o] : memref<3x1xi64>
    }
  }
  %rho = memref.alloc() {alignment = 16 : i64} : memref<3x1xi32>
  affine.for %t = 0 to 3 {
    affine.for %o = 0 to 1 {
      %a = affine.load %shifted[%t, %o] : memref<3x1xi64>
      %b = arith.shrsi %a, %four : i64
      %c = arith.maxsi %b, %zero : i64
      %k = arith.minsi %c, %last : i64
      %i = arith.index_cast %k : i64 to index
      %r = memref.load %roots[%i] : memref<17xi32>
      affine.store %r, %rho[%t, %o] : memref<3x1xi32>
    }
  }
  %y = memref.alloc() {alignment = 16 : i64} : memref<3x4xi32>
  affine.for %t = 0 to 3 {
    affine.for %d = 0 to 4 {
      %v = affine.load %x[%t, %d] : memref<3x4xi32>
      %r = affine.load %rho[%t, 0] : memref<3x1xi32>
      %w = arith.extsi %v : i32 to i64
      %q = arith.extsi %r : i32 to i64
      %p = arith.muli %w, %q : i64
      %h = arith.addi %p, %half : i64
      %n = arith.shrsi %h, %six : i64
      %i = arith.trunci %n : i64 to i32
      affine.store %i, %y[%t, %d] : memref<3x4xi32>
    }
  }
  return %y : memref<3x4xi32>
}
func.func @rotation(%x: memref<3x4xi32>, %cos: memref<3x4xi32>, %sin: memref<3x4xi32>) -> memref<3x4xi32> {
  %zero = arith.constant 0 : i64
  %half = arith.constant 32 : i64
  %six = arith.constant 6 : i64
  %a = memref.alloc() {alignment = 16 : i64} : memref<3x2xi32>
  affine.for %t = 0 to 3 {
    affine.for %d = 0 to 2 {
      %v = affine.load %x[%t, %d] : memref<3x4xi32>
      affine.store %v, %a[%t, %d] : memref<3x2xi32>
    }
  }
  %b = memref.alloc() {alignment = 16 : i64} : memref<3x2xi32>
  affine.for %t = 0 to 3 {
    affine.for %d = 0 to 2 {
      %v = affine.load %x[%t, %d + 2] : memref<3x4xi32>
      affine.store %v, %b[%t, %d] : memref<3x2xi32>
    }
  }
  %minus = memref.alloc() {alignment = 16 : i64} : memref<3x2xi64>
  affine.for %t = 0 to 3 {
    affine.for %d = 0 to 2 {
      %v = affine.load %b[%t, %d] : memref<3x2xi32>
      %w = arith.extsi %v : i32 to i64
      %n = arith.subi %zero, %w : i64
      affine.store %n, %minus[%t, %d] : memref<3x2xi64>
    }
  }
  %turned = memref.alloc() {alignment = 16 : i64} : memref<3x4xi64>
  affine.for %t = 0 to 3 {
    affine.for %d = 0 to 2 {
      %v = affine.load %minus[%t, %d] : memref<3x2xi64>
      affine.store %v, %turned[%t, %d] : memref<3x4xi64>
    }
  }
  affine.for %t = 0 to 3 {
    affine.for %d = 0 to 2 {
      %v = affine.load %a[%t, %d] : memref<3x2xi32>
      %w = arith.extsi %v : i32 to i64
      affine.store %w, %turned[%t, %d + 2] : memref<3x4xi64>
    }
  }
  %p = memref.alloc() {alignment = 16 : i64} : memref<3x4xi64>
  affine.for %t = 0 to 3 {
    affine.for %d = 0 to 4 {
      %v = affine.load %x[%t, %d] : memref<3x4xi32>
      %c = affine.load %cos[%t, %d] : memref<3x4xi32>
      %w = arith.extsi %v : i32 to i64
      %u = arith.extsi %c : i32 to i64
      %m = arith.muli %w, %u : i64
      affine.store %m, %p[%t, %d] : memref<3x4xi64>
    }
  }
  %q = memref.alloc() {alignment = 16 : i64} : memref<3x4xi64>
  affine.for %t = 0 to 3 {
    affine.for %d = 0 to 4 {
      %v = affine.load %turned[%t, %d] : memref<3x4xi64>
      %s = affine.load %sin[%t, %d] : memref<3x4xi32>
      %u = arith.extsi %s : i32 to i64
      %m = arith.muli %v, %u : i64
      affine.store %m, %q[%t, %d] : memref<3x4xi64>
    }
  }
  %y = memref.alloc() {alignment = 16 : i64} : memref<3x4xi32>
  affine.for %t = 0 to 3 {
    affine.for %d = 0 to 4 {
      %u = affine.load %p[%t, %d] : memref<3x4xi64>
      %v = affine.load %q[%t, %d] : memref<3x4xi64>
      %s = arith.addi %u, %v : i64
      %h = arith.addi %s, %half : i64
      %n = arith.shrsi %h, %six : i64
      %i = arith.trunci %n : i64 to i32
      affine.store %i, %y[%t, %d] : memref<3x4xi32>
    }
  }
  return %y : memref<3x4xi32>
}
func.func @attention(%q: memref<3x4xi16>, %k: memref<3x4xi16>, %v: memref<3x4xi16>, %powers: memref<17xi32>) -> memref<3x4xi32> {
  %zero = arith.constant 0 : i64
  %none = arith.constant 0 : i32
  %low = arith.constant -1099511627776 : i64
  %one = arith.constant 1 : i64
  %two = arith.constant 2 : i64
  %last = arith.constant 16 : i64
  %unit = arith.constant 1048576 : i64
  %half = arith.constant 4096 : i64
  %drop = arith.constant 13 : i64
  %turned = memref.alloc() {alignment = 16 : i64} : memref<4x3xi16>
  affine.for %d = 0 to 4 {
    affine.for %j = 0 to 3 {
      %b = affine.load %k[%j, %d] : memref<3x4xi16>
      affine.store %b, %turned[%d, %j] : memref<4x3xi16>
    }
  }
  %scores = memref.alloc() {alignment = 16 : i64} : memref<3x3xi64>
  %acc = memref.alloca() : memref<i64>
  affine.for %i = 0 to 3 {
    affine.for %j = 0 to 3 {
      affine.store %zero, %acc[] : memref<i64>
      affine.for %d = 0 to 4 {
        %a = affine.load %q[%i, %d] : memref<3x4xi16>
        %b = affine.load %turned[%d, %j] : memref<4x3xi16>
        %old = affine.load %acc[] : memref<i64>
        %aw = arith.extsi %a : i16 to i64
        %bw = arith.extsi %b : i16 to i64
        %p = arith.muli %aw, %bw : i64
        %s = arith.addi %old, %p : i64
        affine.store %s, %acc[] : memref<i64>
      }
      %r = affine.load %acc[] : memref<i64>
      affine.store %r, %scores[%i, %j] : memref<3x3xi64>
    }
  }
  %masked = memref.alloc() {alignment = 16 : i64} : memref<3x3xi64>
  affine.for %i = 0 to 3 {
    affine.for %j = 0 to 3 {
      %s = affine.load %scores[%i, %j] : memref<3x3xi64>
      %hidden = arith.cmpi sgt, %j, %i : index
      %m = arith.select %hidden, %low, %s : i64
      affine.store %m, %masked[%i, %j] : memref<3x3xi64>
    }
  }
  %weights = memref.alloc() {alignment = 16 : i64} : memref<3x3xi32>
  %sum = memref.alloca() : memref<i64>
  %max = memref.alloca() : memref<i64>
  %rz = memref.alloc() {alignment = 16 : i64} : memref<3x1xi64>
  affine.for %i = 0 to 3 {
    affine.store %zero, %sum[] : memref<i64>
    affine.store %low, %max[] : memref<i64>
    affine.for %j = 0 to 3 {
      %m = affine.load %max[] : memref<i64>
      %s = affine.load %masked[%i, %j] : memref<3x3xi64>
      %g = arith.cmpi sgt, %m, %s : i64
      %n = arith.select %g, %m, %s : i64
      affine.store %n, %max[] : memref<i64>
    }
    %top = affine.load %max[] : memref<i64>
    affine.for %j = 0 to 3 {
      %old = affine.load %sum[] : memref<i64>
      %s = affine.load %masked[%i, %j] : memref<3x3xi64>
      %d = arith.subi %top, %s : i64
      %z = arith.shrsi %d, %two : i64
      %b = arith.maxsi %z, %zero : i64
      %c = arith.minsi %b, %last : i64
      %at = arith.index_cast %c : i64 to index
      %r = memref.load %powers[%at] : memref<17xi32>
      %hidden = arith.cmpi sgt, %j, %i : index
      %e = arith.select %hidden, %none, %r : i32
      %w = arith.extsi %e : i32 to i64
      %t = arith.addi %old, %w : i64
      affine.store %t, %sum[] : memref<i64>
      affine.store %e, %weights[%i, %j] : memref<3x3xi32>
    }
    %all = affine.load %sum[] : memref<i64>
    %g = arith.maxsi %all, %one : i64
    %r = arith.divui %unit, %g : i64
    affine.store %r, %rz[%i, 0] : memref<3x1xi64>
  }
  %y = memref.alloc() {alignment = 16 : i64} : memref<3x4xi32>
  %out = memref.alloca() : memref<i64>
  affine.for %i = 0 to 3 {
    affine.for %d = 0 to 4 {
      affine.store %zero, %out[] : memref<i64>
      affine.for %j = 0 to 3 {
        %e = affine.load %weights[%i, %j] : memref<3x3xi32>
        %b = affine.load %v[%j, %d] : memref<3x4xi16>
        %old = affine.load %out[] : memref<i64>
        %ew = arith.extsi %e : i32 to i64
        %bw = arith.extsi %b : i16 to i64
        %p = arith.muli %ew, %bw : i64
        %s = arith.addi %old, %p : i64
        affine.store %s, %out[] : memref<i64>
      }
      %s = affine.load %out[] : memref<i64>
      %r = affine.load %rz[%i, 0] : memref<3x1xi64>
      %p = arith.muli %s, %r : i64
      %h = arith.addi %p, %half : i64
      %n = arith.shrsi %h, %drop : i64
      %t = arith.trunci %n : i64 to i32
      affine.store %t, %y[%i, %d] : memref<3x4xi32>
    }
  }
  return %y : memref<3x4xi32>
}
func.func @triangle(%q: memref<3x4xi16>, %k: memref<3x4xi16>, %v: memref<3x4xi16>, %powers: memref<17xi32>, %y: memref<3x4xi32>) {
  %zero = arith.constant 0 : i64
  %low = arith.constant -1099511627776 : i64
  %one = arith.constant 1 : i64
  %two = arith.constant 2 : i64
  %last = arith.constant 16 : i64
  %unit = arith.constant 1048576 : i64
  %half = arith.constant 4096 : i64
  %drop = arith.constant 13 : i64
  %scores = memref.alloc() : memref<3x3xi64>
  affine.for %i = 0 to 3 {
    affine.for %j = 0 to 3 {
      %s = affine.for %d = 0 to 4 iter_args(%sum = %zero) -> i64 {
        %a = affine.load %q[%i, %d] : memref<3x4xi16>
        %b = affine.load %k[%j, %d] : memref<3x4xi16>
        %aw = arith.extsi %a : i16 to i64
        %bw = arith.extsi %b : i16 to i64
        %p = arith.muli %aw, %bw : i64
        %n = arith.addi %sum, %p : i64
        affine.yield %n : i64
      }
      affine.store %s, %scores[%i, %j] : memref<3x3xi64>
    }
  }
  %tops = memref.alloc() : memref<3xi64>
  %rz = memref.alloc() : memref<3xi64>
  affine.for %i = 0 to 3 {
    %top = affine.for %j = 0 to affine_map<(i) -> (i + 1)>(%i) iter_args(%m = %low) -> i64 {
      %s = affine.load %scores[%i, %j] : memref<3x3xi64>
      %n = arith.maxsi %m, %s : i64
      affine.yield %n : i64
    }
    affine.store %top, %tops[%i] : memref<3xi64>
  }
  affine.for %i = 0 to 3 {
    %top = affine.load %tops[%i] : memref<3xi64>
    %all = affine.for %j = 0 to affine_map<(i) -> (i + 1)>(%i) iter_args(%sum = %zero) -> i64 {
      %s = affine.load %scores[%i, %j] : memref<3x3xi64>
      %d = arith.subi %top, %s : i64
      %z = arith.shrsi %d, %two : i64
      %b = arith.maxsi %z, %zero : i64
      %c = arith.minsi %b, %last : i64
      %at = arith.index_cast %c : i64 to index
      %e = memref.load %powers[%at] : memref<17xi32>
      %w = arith.extsi %e : i32 to i64
      %n = arith.addi %sum, %w : i64
      affine.yield %n : i64
    }
    %g = arith.maxsi %all, %one : i64
    %r = arith.divui %unit, %g : i64
    affine.store %r, %rz[%i] : memref<3xi64>
  }
  affine.for %i = 0 to 3 {
    affine.for %d = 0 to 4 {
      %top = affine.load %tops[%i] : memref<3xi64>
      %all = affine.for %j = 0 to affine_map<(i) -> (i + 1)>(%i) iter_args(%sum = %zero) -> i64 {
        %s = affine.load %scores[%i, %j] : memref<3x3xi64>
        %f = arith.subi %top, %s : i64
        %z = arith.shrsi %f, %two : i64
        %b = arith.maxsi %z, %zero : i64
        %c = arith.minsi %b, %last : i64
        %at = arith.index_cast %c : i64 to index
        %e = memref.load %powers[%at] : memref<17xi32>
        %o = affine.load %v[%j, %d] : memref<3x4xi16>
        %ew = arith.extsi %e : i32 to i64
        %ow = arith.extsi %o : i16 to i64
        %p = arith.muli %ew, %ow : i64
        %n = arith.addi %sum, %p : i64
        affine.yield %n : i64
      }
      %r = affine.load %rz[%i] : memref<3xi64>
      %p = arith.muli %all, %r : i64
      %h = arith.addi %p, %half : i64
      %n = arith.shrsi %h, %drop : i64
      %t = arith.trunci %n : i64 to i32
      affine.store %t, %y[%i, %d] : memref<3x4xi32>
    }
  }
  return
}
func.func @gated(%gate: memref<3x4xi32>, %up: memref<3x4xi32>, %silu: memref<17xi32>) -> memref<3x4xi32> {
  %zero = arith.constant 0 : i64
  %eight = arith.constant 8 : i64
  %last = arith.constant 16 : i64
  %two = arith.constant 2 : i64
  %half = arith.constant 32 : i64
  %six = arith.constant 6 : i64
  %s = memref.alloc() {alignment = 16 : i64} : memref<3x4xi32>
  affine.for %t = 0 to 3 {
    affine.for %d = 0 to 4 {
      %g = affine.load %gate[%t, %d] : memref<3x4xi32>
      %w = arith.extsi %g : i32 to i64
      %z = arith.shrsi %w, %two : i64
      %a = arith.addi %z, %eight : i64
      %b = arith.maxsi %a, %zero : i64
      %c = arith.minsi %b, %last : i64
      %i = arith.index_cast %c : i64 to index
      %v = memref.load %silu[%i] : memref<17xi32>
      affine.store %v, %s[%t, %d] : memref<3x4xi32>
    }
  }
  %y = memref.alloc() {alignment = 16 : i64} : memref<3x4xi32>
  affine.for %t = 0 to 3 {
    affine.for %d = 0 to 4 {
      %v = affine.load %s[%t, %d] : memref<3x4xi32>
      %u = affine.load %up[%t, %d] : memref<3x4xi32>
      %vw = arith.extsi %v : i32 to i64
      %uw = arith.extsi %u : i32 to i64
      %p = arith.muli %vw, %uw : i64
      %h = arith.addi %p, %half : i64
      %n = arith.shrsi %h, %six : i64
      %i = arith.trunci %n : i64 to i32
      affine.store %i, %y[%t, %d] : memref<3x4xi32>
    }
  }
  return %y : memref<3x4xi32>
}
