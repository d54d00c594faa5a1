// Products, elementwise code, softmaxes and range checks that are none, and effects that no gadget has.
// refuse @wrong_axis: product
// refuse @partial_sum: a sum of products of other elements
// refuse @in_place_relu: read as an operand
// refuse @shifted_relu: at other positions
// refuse @leaky: no known kind
// refuse @diagonal_copy: elements at other positions
// refuse @backwards_copy: elements at other positions
// refuse @backwards_add: two elements that are combined as no family does
// refuse @calls: operation 'func.call'
// refuse @branches: operation 'affine.if'
// refuse @dynamic: no memref of static shape
// refuse @strided: no memref of static shape
// refuse @two_outputs: it writes 2 buffers
// refuse @nothing: it writes nothing
// refuse @wrong_code: the status is not
// refuse @status_of_one: the status is not
// refuse @status_without_bound: the status depends on something else
// refuse @check_of_some: does not look at every element
// refuse @check_wrong_code: no range check
// refuse @softmax_without_maximum: exponentials of something else than the difference to the maximum
// refuse @softmax_maximum_of_part: exponentials of something else than the difference to the maximum
// refuse @softmax_sum_of_others: exponentials of something else than the difference to the maximum
// refuse @softmax_other_axis: exponentials of something else than the difference to the maximum
// refuse @prefix_sum: read
// refuse @uninitialised: before it is written
// refuse @never: every element of its output exactly once
// refuse @average_by_three: not the number of cells
// refuse @table_alone: not bounded by the table's end
// refuse @truncating_division: towards zero
// refuse @narrow_rescale: fewer than 64 bits
// refuse @by_sign: unsigned elements
func.func private @other(memref<4xi32>)
func.func @wrong_axis(%a: memref<4x4xi32>, %b: memref<4x4xi32>, %y: memref<4x4xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %i = 0 to 4 {
    affine.for %j = 0 to 4 {
      %r = affine.for %k = 0 to 4 iter_args(%acc = %zero) -> i32 {
        %x = affine.load %a[%k, %i] : memref<4x4xi32>
        %w = affine.load %b[%k, %j] : memref<4x4xi32>
        %p = arith.muli %x, %w : i32
        %s = arith.addi %acc, %p : i32
        affine.yield %s : i32
      }
      affine.store %r, %y[%i, %j] : memref<4x4xi32>
    }
  }
  return
}
func.func @partial_sum(%a: memref<4x4xi32>, %b: memref<4x4xi32>, %y: memref<4x4xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %i = 0 to 4 {
    affine.for %j = 0 to 4 {
      %r = affine.for %k = 0 to 3 iter_args(%acc = %zero) -> i32 {
        %x = affine.load %a[%i, %k] : memref<4x4xi32>
        %w = affine.load %b[%k, %j] : memref<4x4xi32>
        %p = arith.muli %x, %w : i32
        %s = arith.addi %acc, %p : i32
        affine.yield %s : i32
      }
      affine.store %r, %y[%i, %j] : memref<4x4xi32>
    }
  }
  return
}
func.func @in_place_relu(%y: memref<4xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %i = 0 to 4 {
    %v = affine.load %y[%i] : memref<4xi32>
    %r = arith.maxsi %v, %zero : i32
    affine.store %r, %y[%i] : memref<4xi32>
  }
  return
}
func.func @shifted_relu(%x: memref<5xi32>, %y: memref<4xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %i = 0 to 4 {
    %v = affine.load %x[%i + 1] : memref<5xi32>
    %r = arith.maxsi %v, %zero : i32
    affine.store %r, %y[%i] : memref<4xi32>
  }
  return
}
func.func @leaky(%x: memref<4xf32>, %y: memref<4xf32>) {
  %zero = arith.constant 0.0 : f32
  %slope = arith.constant 0.1 : f32
  affine.for %i = 0 to 4 {
    %v = affine.load %x[%i] : memref<4xf32>
    %l = arith.mulf %v, %slope : f32
    %g = arith.cmpf ogt, %v, %zero : f32
    %r = arith.select %g, %v, %l : f32
    affine.store %r, %y[%i] : memref<4xf32>
  }
  return
}
func.func @diagonal_copy(%x: memref<4x1xi32>, %y: memref<4x4xi32>) {
  affine.for %i = 0 to 4 {
    affine.for %j = 0 to 4 {
      %v = affine.load %x[%i, 0] : memref<4x1xi32>
      affine.store %v, %y[%i, %j] : memref<4x4xi32>
    }
  }
  return
}
func.func @backwards_copy(%x: memref<4xi32>, %y: memref<4xi32>) {
  affine.for %i = 0 to 4 {
    %v = affine.load %x[-%i + 3] : memref<4xi32>
    affine.store %v, %y[%i] : memref<4xi32>
  }
  return
}
func.func @backwards_add(%a: memref<4xi32>, %b: memref<4xi32>, %y: memref<4xi32>) {
  affine.for %i = 0 to 4 {
    %v = affine.load %a[-%i + 3] : memref<4xi32>
    %w = affine.load %b[%i] : memref<4xi32>
    %s = arith.addi %v, %w : i32
    affine.store %s, %y[%i] : memref<4xi32>
  }
  return
}
func.func @calls(%x: memref<4xi32>) {
  func.call @other(%x) : (memref<4xi32>) -> ()
  return
}
func.func @branches(%x: memref<4xi32>, %y: memref<4xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %i = 0 to 4 {
    affine.if affine_set<(d0) : (d0 - 1 >= 0)>(%i) {
      affine.store %zero, %y[%i] : memref<4xi32>
    }
  }
  return
}
func.func @dynamic(%x: memref<?xi32>) {
  return
}
func.func @strided(%x: memref<4x4xi32, strided<[8, 1]>>) {
  return
}
func.func @two_outputs(%x: memref<4xi32>, %y: memref<4xi32>, %z: memref<4xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %i = 0 to 4 {
    %v = affine.load %x[%i] : memref<4xi32>
    %r = arith.maxsi %v, %zero : i32
    affine.store %r, %y[%i] : memref<4xi32>
    affine.store %r, %z[%i] : memref<4xi32>
  }
  return
}
func.func @nothing(%x: memref<4xi32>) {
  return
}
func.func @wrong_code(%x: memref<4xi32>, %y: memref<4xi32>) -> i32 {
  %zero = arith.constant 0 : i32
  %nine = arith.constant 9 : i32
  %code = arith.constant 16 : i32
  %status = memref.alloca() : memref<i32>
  affine.store %zero, %status[] : memref<i32>
  affine.for %i = 0 to 4 {
    %v = affine.load %x[%i] : memref<4xi32>
    %l = arith.maxsi %v, %zero : i32
    %c = arith.minsi %l, %nine : i32
    %s = affine.load %status[] : memref<i32>
    %d = arith.cmpi ne, %v, %c : i32
    %e = arith.select %d, %code, %zero : i32
    %t = arith.ori %s, %e : i32
    affine.store %t, %status[] : memref<i32>
    affine.store %c, %y[%i] : memref<4xi32>
  }
  %r = affine.load %status[] : memref<i32>
  return %r : i32
}
func.func @status_of_one(%x: memref<4xi32>, %y: memref<4xi32>) -> i32 {
  %zero = arith.constant 0 : i32
  %nine = arith.constant 9 : i32
  %code = arith.constant 17 : i32
  %status = memref.alloca() : memref<i32>
  affine.store %zero, %status[] : memref<i32>
  affine.for %i = 0 to 4 {
    %v = affine.load %x[%i] : memref<4xi32>
    %l = arith.maxsi %v, %zero : i32
    %c = arith.minsi %l, %nine : i32
    affine.store %c, %y[%i] : memref<4xi32>
  }
  affine.for %i = 0 to 3 {
    %v = affine.load %x[%i] : memref<4xi32>
    %l = arith.maxsi %v, %zero : i32
    %c = arith.minsi %l, %nine : i32
    %s = affine.load %status[] : memref<i32>
    %d = arith.cmpi ne, %v, %c : i32
    %e = arith.select %d, %code, %zero : i32
    %t = arith.ori %s, %e : i32
    affine.store %t, %status[] : memref<i32>
  }
  %r = affine.load %status[] : memref<i32>
  return %r : i32
}
func.func @status_without_bound(%x: memref<4xi32>, %y: memref<4xi32>) -> i32 {
  %zero = arith.constant 0 : i32
  %code = arith.constant 17 : i32
  affine.for %i = 0 to 4 {
    %v = affine.load %x[%i] : memref<4xi32>
    %r = arith.maxsi %v, %zero : i32
    affine.store %r, %y[%i] : memref<4xi32>
  }
  return %code : i32
}
func.func @check_of_some(%x: memref<4xi32>) -> i32 {
  %zero = arith.constant 0 : i32
  %nine = arith.constant 9 : i32
  %code = arith.constant 16 : i32
  %r = affine.for %i = 0 to 3 iter_args(%s = %zero) -> i32 {
    %v = affine.load %x[%i] : memref<4xi32>
    %l = arith.maxsi %v, %zero : i32
    %c = arith.minsi %l, %nine : i32
    %d = arith.cmpi ne, %v, %c : i32
    %e = arith.select %d, %code, %zero : i32
    %t = arith.ori %s, %e : i32
    affine.yield %t : i32
  }
  return %r : i32
}
func.func @check_wrong_code(%x: memref<4xi32>) -> i32 {
  %zero = arith.constant 0 : i32
  %nine = arith.constant 9 : i32
  %code = arith.constant 17 : i32
  %r = affine.for %i = 0 to 4 iter_args(%s = %zero) -> i32 {
    %v = affine.load %x[%i] : memref<4xi32>
    %l = arith.maxsi %v, %zero : i32
    %c = arith.minsi %l, %nine : i32
    %d = arith.cmpi ne, %v, %c : i32
    %e = arith.select %d, %code, %zero : i32
    %t = arith.ori %s, %e : i32
    affine.yield %t : i32
  }
  return %r : i32
}
func.func @softmax_without_maximum(%x: memref<4xf32>, %y: memref<4xf32>) {
  %zero = arith.constant 0.0 : f32
  %sum = affine.for %i = 0 to 4 iter_args(%s = %zero) -> f32 {
    %v = affine.load %x[%i] : memref<4xf32>
    %d = arith.subf %v, %zero : f32
    %e = math.exp %d : f32
    %t = arith.addf %s, %e : f32
    affine.yield %t : f32
  }
  affine.for %i = 0 to 4 {
    %v = affine.load %x[%i] : memref<4xf32>
    %d = arith.subf %v, %zero : f32
    %e = math.exp %d : f32
    %q = arith.divf %e, %sum : f32
    affine.store %q, %y[%i] : memref<4xf32>
  }
  return
}
func.func @softmax_maximum_of_part(%x: memref<4xf32>, %y: memref<4xf32>) {
  %zero = arith.constant 0.0 : f32
  %low = arith.constant 0xFF800000 : f32
  %max = affine.for %i = 0 to 3 iter_args(%s = %low) -> f32 {
    %v = affine.load %x[%i] : memref<4xf32>
    %t = arith.maximumf %s, %v : f32
    affine.yield %t : f32
  }
  %sum = affine.for %i = 0 to 4 iter_args(%s = %zero) -> f32 {
    %v = affine.load %x[%i] : memref<4xf32>
    %d = arith.subf %v, %max : f32
    %e = math.exp %d : f32
    %t = arith.addf %s, %e : f32
    affine.yield %t : f32
  }
  affine.for %i = 0 to 4 {
    %v = affine.load %x[%i] : memref<4xf32>
    %d = arith.subf %v, %max : f32
    %e = math.exp %d : f32
    %q = arith.divf %e, %sum : f32
    affine.store %q, %y[%i] : memref<4xf32>
  }
  return
}
func.func @softmax_sum_of_others(%x: memref<4xf32>, %y: memref<4xf32>) {
  %zero = arith.constant 0.0 : f32
  %low = arith.constant 0xFF800000 : f32
  %max = affine.for %i = 0 to 4 iter_args(%s = %low) -> f32 {
    %v = affine.load %x[%i] : memref<4xf32>
    %t = arith.maximumf %s, %v : f32
    affine.yield %t : f32
  }
  %sum = affine.for %i = 0 to 4 iter_args(%s = %zero) -> f32 {
    %v = affine.load %x[%i] : memref<4xf32>
    %d = arith.subf %max, %v : f32
    %e = math.exp %d : f32
    %t = arith.addf %s, %e : f32
    affine.yield %t : f32
  }
  affine.for %i = 0 to 4 {
    %v = affine.load %x[%i] : memref<4xf32>
    %d = arith.subf %v, %max : f32
    %e = math.exp %d : f32
    %q = arith.divf %e, %sum : f32
    affine.store %q, %y[%i] : memref<4xf32>
  }
  return
}
func.func @softmax_other_axis(%x: memref<4x4xf32>, %y: memref<4x4xf32>) {
  %zero = arith.constant 0.0 : f32
  %low = arith.constant 0xFF800000 : f32
  affine.for %o = 0 to 4 {
    %max = affine.for %i = 0 to 4 iter_args(%s = %low) -> f32 {
      %v = affine.load %x[%o, %i] : memref<4x4xf32>
      %t = arith.maximumf %s, %v : f32
      affine.yield %t : f32
    }
    affine.for %i = 0 to 4 {
      %sum = affine.for %k = 0 to 4 iter_args(%s = %zero) -> f32 {
        %v = affine.load %x[%k, %i] : memref<4x4xf32>
        %d = arith.subf %v, %max : f32
        %e = math.exp %d : f32
        %t = arith.addf %s, %e : f32
        affine.yield %t : f32
      }
      %v = affine.load %x[%o, %i] : memref<4x4xf32>
      %d = arith.subf %v, %max : f32
      %e = math.exp %d : f32
      %q = arith.divf %e, %sum : f32
      affine.store %q, %y[%o, %i] : memref<4x4xf32>
    }
  }
  return
}
func.func @prefix_sum(%x: memref<4xi32>, %y: memref<5xi32>) {
  affine.for %i = 0 to 4 {
    %v = affine.load %x[%i] : memref<4xi32>
    %o = affine.load %y[%i] : memref<5xi32>
    %s = arith.addi %v, %o : i32
    affine.store %s, %y[%i + 1] : memref<5xi32>
  }
  return
}
func.func @uninitialised(%y: memref<4xi32>) {
  %zero = arith.constant 0 : i32
  %t = memref.alloca() : memref<4xi32>
  affine.for %i = 0 to 4 {
    %v = affine.load %t[%i] : memref<4xi32>
    %r = arith.maxsi %v, %zero : i32
    affine.store %r, %y[%i] : memref<4xi32>
  }
  return
}
func.func @never(%x: memref<4xi32>, %y: memref<4xi32>) {
  affine.for %i = 4 to 4 {
    %v = affine.load %x[%i] : memref<4xi32>
    affine.store %v, %y[%i] : memref<4xi32>
  }
  return
}
func.func @average_by_three(%x: memref<2x4xf32>, %y: memref<1x2xf32>) {
  %zero = arith.constant 0.0 : f32
  %three = arith.constant 3.0 : f32
  affine.for %w = 0 to 2 {
    %r = affine.for %i = 0 to 2 iter_args(%a = %zero) -> f32 {
      %s = affine.for %j = 0 to 2 iter_args(%b = %a) -> f32 {
        %v = affine.load %x[%i, %w * 2 + %j] : memref<2x4xf32>
        %t = arith.addf %b, %v : f32
        affine.yield %t : f32
      }
      affine.yield %s : f32
    }
    %q = arith.divf %r, %three : f32
    affine.store %q, %y[0, %w] : memref<1x2xf32>
  }
  return
}
func.func @table_alone(%x: memref<4xi32>, %t: memref<16xi32>, %y: memref<4xi32>) {
  affine.for %i = 0 to 4 {
    %v = affine.load %x[%i] : memref<4xi32>
    %k = arith.index_cast %v : i32 to index
    %e = memref.load %t[%k] : memref<16xi32>
    affine.store %e, %y[%i] : memref<4xi32>
  }
  return
}
func.func @truncating_division(%x: memref<2x2xi32>, %y: memref<1x1xi32>) {
  %zero = arith.constant 0 : i32
  %four = arith.constant 4 : i32
  %r = affine.for %i = 0 to 2 iter_args(%a = %zero) -> i32 {
    %s = affine.for %j = 0 to 2 iter_args(%b = %a) -> i32 {
      %v = affine.load %x[%i, %j] : memref<2x2xi32>
      %t = arith.addi %b, %v : i32
      affine.yield %t : i32
    }
    affine.yield %s : i32
  }
  %q = arith.divsi %r, %four : i32
  affine.store %q, %y[0, 0] : memref<1x1xi32>
  return
}
func.func @narrow_rescale(%x: memref<4xi32>, %y: memref<4xi32>) {
  %seven = arith.constant 7 : i32
  affine.for %i = 0 to 4 {
    %v = affine.load %x[%i] : memref<4xi32>
    %m = arith.muli %v, %seven : i32
    %s = arith.shrsi %m, %seven : i32
    affine.store %s, %y[%i] : memref<4xi32>
  }
  return
}
func.func @by_sign(%x: memref<4xi8> {circuit.element = "u8"}, %y: memref<4xi32>) {
  affine.for %i = 0 to 4 {
    %v = affine.load %x[%i] : memref<4xi8>
    %e = arith.extsi %v : i8 to i32
    affine.store %e, %y[%i] : memref<4xi32>
  }
  return
}
